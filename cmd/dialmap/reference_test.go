package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dialmap/dialmap/config"
)

//go:generate go test -run ^TestTheReferenceIsThatOfTheCode$ -update-reference .

var updateReference = flag.Bool("update-reference", false, "write docs/reference")

func TestTheReferenceIsThatOfTheCode(t *testing.T) {
	for file, want := range map[string]string{
		"../../docs/reference/commands.md":      commandReference(),
		"../../docs/reference/configuration.md": configReference(t),
	} {
		if *updateReference {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(got), want); d != "" {
			t.Errorf("%s is not what the code says; write it again: go generate ./cmd/dialmap\n%s", file, d)
		}
	}
}

// commandReference is every command with its flags, as Markdown.
func commandReference() string {
	var b strings.Builder
	b.WriteString("# Commands\n\n<!-- Written by go generate ./cmd/dialmap from the commands themselves. -->\n")
	root := newRootCmd(newApp(func(string) string { return "" }, strings.NewReader(""), io.Discard, io.Discard))
	b.WriteString("\nEvery command takes these:\n\n")
	writeFlags(&b, root.PersistentFlags())
	writeCommand(&b, root)
	return b.String()
}

func writeCommand(b *strings.Builder, c *cobra.Command) {
	if c.Runnable() && c.HasParent() {
		fmt.Fprintf(b, "\n## %s\n\n    %s\n\n%s\n", c.CommandPath(), c.UseLine(), strings.TrimSpace(c.Long))
		if c.Example != "" {
			fmt.Fprintf(b, "\n```sh\n%s\n```\n", dedent(c.Example))
		}
		if c.LocalNonPersistentFlags().HasAvailableFlags() {
			b.WriteString("\n")
			writeFlags(b, c.LocalNonPersistentFlags())
		}
	}
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			writeCommand(b, sub)
		}
	}
}

func dedent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}

func writeFlags(b *strings.Builder, flags *pflag.FlagSet) {
	b.WriteString("| flag | default | |\n|---|---|---|\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name, usage := pflag.UnquoteUsage(f)
		title := strings.TrimSpace("--" + f.Name + " " + name)
		if f.Shorthand != "" {
			title = "-" + f.Shorthand + ", " + title
		}
		value := f.DefValue
		if value == "false" || value == "[]" || f.Name == "workers" { // the default number of workers is the machine's
			value = ""
		}
		if value != "" {
			value = "`" + value + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", title, tableCell(value), tableCell(usage))
	})
}

// tableCell is a text inside of a table of Markdown.
func tableCell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}

// schemaNode is what is read of a JSON Schema.
type schemaNode struct {
	Ref         string `json:"$ref"`
	Type        any
	Description string
	Enum        []any
	Const       any
	Pattern     string
	Required    []string
	Properties  map[string]*schemaNode
	Items       *schemaNode
	Additional  json.RawMessage        `json:"additionalProperties"`
	Defs        map[string]*schemaNode `json:"$defs"`
}

// configReference is every key of dialmap.yaml, as Markdown.
func configReference(t *testing.T) string {
	t.Helper()
	var root schemaNode
	if err := json.Unmarshal(config.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	b := &bytes.Buffer{}
	b.WriteString("# Keys of dialmap.yaml\n\n<!-- Written by go generate ./cmd/dialmap from the schema that `dialmap schema config` prints. -->\n\n" +
		"`[]` stands for each item of a list, `*` for a name of your own. A key in bold is required where what holds it is given.\n\n| key | value | |\n|---|---|---|\n")
	keys := 0
	writeKeys(b, &root, &root, "", &keys)
	if keys < 50 {
		t.Fatalf("%d keys in the schema: the reference would be empty", keys)
	}
	return b.String()
}

func writeKeys(b *bytes.Buffer, root, n *schemaNode, path string, keys *int) {
	for _, name := range slices.Sorted(maps.Keys(n.Properties)) {
		writeKey(b, root, n.Properties[name], path+name, slices.Contains(n.Required, name), keys)
	}
	var each schemaNode
	if json.Unmarshal(n.Additional, &each) == nil {
		writeKey(b, root, &each, path+"*", false, keys)
	}
}

func writeKey(b *bytes.Buffer, root, n *schemaNode, path string, isRequired bool, keys *int) {
	*keys++
	n, description := resolveNode(root, n)
	shown := "`" + path + "`"
	if isRequired {
		shown = "**" + shown + "**"
	}
	fmt.Fprintf(b, "| %s | %s | %s |\n", shown, tableCell(valueOf(root, n)), tableCell(description))
	if n.Items != nil {
		n, _ = resolveNode(root, n.Items)
		path += "[]"
	}
	writeKeys(b, root, n, path+".", keys)
}

// resolveNode follows references; a description beside one goes first.
func resolveNode(root, n *schemaNode) (*schemaNode, string) {
	description := n.Description
	for n.Ref != "" {
		n = root.Defs[strings.TrimPrefix(n.Ref, "#/$defs/")]
		if description == "" {
			description = n.Description
		}
	}
	return n, description
}

// valueOf says what a key takes.
func valueOf(root, n *schemaNode) string {
	switch {
	case n.Const != nil:
		return fmt.Sprintf("`%v`", n.Const)
	case len(n.Enum) > 12:
		return fmt.Sprintf("one of %d, such as `%v`", len(n.Enum), n.Enum[0])
	case len(n.Enum) > 0:
		var all []string
		for _, e := range n.Enum {
			all = append(all, fmt.Sprintf("`%v`", e))
		}
		return strings.Join(all, ", ")
	case n.Items != nil:
		item, _ := resolveNode(root, n.Items)
		return "list of " + strings.TrimPrefix(valueOf(root, item), "list of ")
	case len(n.Pattern) > 80: // a list of all countries
		return "text of a fixed form; `dialmap schema config` has it"
	case n.Pattern != "":
		return "text like `" + n.Pattern + "`"
	case n.Type == nil:
		return "text or list"
	}
	if several, ok := n.Type.([]any); ok {
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(several), " ", " or "), "[]")
	}
	return map[string]string{"string": "text", "object": "keys below", "integer": "whole number", "boolean": "true or false"}[fmt.Sprint(n.Type)]
}
