package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// detectSchemaOf compiles the published form, or a part of it.
func detectSchemaOf(t *testing.T, part string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(detectSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("detect.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("detect.json" + part)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func detected(t *testing.T, text string, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	if err := run(context.Background(), append([]string{"detect"}, args...), os.Getenv, strings.NewReader(text), &out, &log); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const everyStatus = "+1 415 555 0123, +44 20 7946 0123, Phone: 030 23125123; +800 1234 5678, tel:+61491570156, 0049 171 3920012 (415) 555-0199 +1 800 555 0199"

func TestDetectedLinesAreOfThePublishedForm(t *testing.T) {
	schema := detectSchemaOf(t, "")
	name := filepath.Join(t.TempDir(), "a \"quoted\" <name>\n\xff.txt")
	if err := os.WriteFile(name, []byte(everyStatus), 0o600); err != nil {
		t.Fatal(err)
	}
	var seen string
	for _, args := range [][]string{{}, {"--reveal"}, {"--region", "US"}, {"--library", "--region", "DE"}, {"--reveal", name}} {
		out := detected(t, everyStatus, args...)
		seen += out
		for line := range strings.Lines(out) {
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
			if err != nil {
				t.Fatalf("%v: no JSON: %v", args, err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%v: %v", args, err)
			}
			for key := range v.(map[string]any) {
				if !bytes.Contains(detectSchema, []byte(`"`+key+`": {`)) {
					t.Errorf("%v: field %s is not in the published form", args, key)
				}
			}
		}
	}
	for _, want := range []string{`"nongeographic"`, `"unknown"`, `"known"`, `"prefixed"`, `"national"`, `"mobile"`} {
		if !strings.Contains(seen, want) {
			t.Errorf("no line with %s was tried", want)
		}
	}
}

func TestCountsAreOfThePublishedForm(t *testing.T) {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(detected(t, everyStatus, "--count")))
	if err != nil {
		t.Fatal(err)
	}
	if err := detectSchemaOf(t, "#/$defs/count").Validate(v); err != nil {
		t.Error(err)
	}
	if len(v.(map[string]any)) < 5 {
		t.Errorf("got %v", v)
	}
}

func TestNothingIsInClearWithoutReveal(t *testing.T) {
	for _, args := range [][]string{{}, {"--format", "table"}, {"--region", "US", "--region", "DE"}, {"--count"}, {"--library", "--region", "US"}} {
		out := detected(t, everyStatus, args...)
		for _, digits := range []string{"5550123", "555 0123", "79460123", "23125123", "12345678", "1570156", "3920012", "5550199"} {
			if strings.Contains(out, digits) {
				t.Errorf("%v shows a number", args)
			}
		}
	}
}
