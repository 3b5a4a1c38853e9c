package compare

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/markdown"
)

//go:embed diff.schema.json
var schema []byte

// JSONSchema is the JSON Schema (2020-12) of the published comparison.
func JSONSchema() []byte { return slices.Clone(schema) }

// Formats are the forms that [Changes.Write] knows, the default first.
var Formats = []string{"table", "json", "markdown"}

// Write writes the changes in one of [Formats], whole or not at all: where
// o.Check finds a number in clear it is [reports.ErrNumber].
func (c *Changes) Write(w io.Writer, format string, o reports.Options) error {
	var b bytes.Buffer
	switch format {
	case "table":
		c.table(&b, o)
	case "json":
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(c); err != nil {
			return err
		}
	case "markdown":
		c.markdown(&b)
	default:
		return fmt.Errorf("unknown format %q; want %s", format, strings.Join(Formats, ", "))
	}
	if err := o.RefuseNumbers(b.Bytes()); err != nil {
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

// maxLines of a section are shown for reading; JSON has all.
const maxLines = 200

func (c *Changes) title() string {
	day := "2006-01-02 15:04 UTC"
	return "What changed from scan " + c.Old.ID + " (" + c.Old.Started.UTC().Format(day) + ") to scan " + c.New.ID + " (" + c.New.Started.UTC().Format(day) + ")"
}

func (c *Changes) table(b *bytes.Buffer, o reports.Options) {
	p := page{b, max(60, o.Width), o.Color}
	if o.Width == 0 {
		p.width = 120
	}
	p.text("", c.title(), text.Bold)
	for _, w := range c.Warnings {
		p.text("! ", w, text.FgYellow)
	}
	p.totals(c.totals())
	for _, s := range c.sections() {
		p.text("", "\n"+strings.ToUpper(s.title), text.Bold)
		for i, l := range s.lines {
			if i == maxLines {
				p.text("  ", fmt.Sprintf("… and %d more; all of them: --format json", len(s.lines)-i), text.Faint)
				break
			}
			p.text("  "+l.mark+" ", clean(l.name), text.Bold)
			p.text("      ", clean(l.text), colors[l.mark])
			for _, d := range l.details {
				p.text("      ", clean(d), text.Faint)
			}
		}
	}
	p.text("", "\n"+c.rest(), text.Faint)
}

var colors = map[string]text.Color{"+": text.FgYellow, "-": text.FgGreen, "~": text.FgYellow, "?": text.FgMagenta}

// page is a page for a terminal.
type page struct {
	b     *bytes.Buffer
	width int
	color bool
}

// text writes a paragraph, wrapped; the lines after the first are indented as
// far.
func (p page) text(indent, s string, color text.Color) {
	for line := range strings.SplitSeq(text.WrapSoft(s, p.width-len(indent)), "\n") {
		line = strings.TrimRight(line, " ")
		if p.color && line != "" {
			line = fmt.Sprintf("\x1b[%dm%s\x1b[0m", int(color), line)
		}
		p.b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
		indent = strings.Repeat(" ", len(indent))
	}
}

func (p page) totals(list []total) {
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	t.AppendHeader(table.Row{"", "old", "new", ""})
	free := p.width - 22 // without the last column and the space between
	wrap := func(column, width int) table.ColumnConfig {
		return table.ColumnConfig{Number: column, WidthMax: width, WidthMaxEnforcer: text.WrapSoft}
	}
	t.SetColumnConfigs([]table.ColumnConfig{wrap(1, free*2/5), wrap(2, free*3/10), wrap(3, free*3/10)})
	for _, x := range list {
		t.AppendRow(table.Row{x.name, x.old, x.new, x.change})
	}
	p.b.WriteString("\n" + t.Render() + "\n")
}

// clean shows a name without what could move the cursor or turn the line
// around.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return '·'
		}
		return r
	}, s)
}

func (c *Changes) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "# %s\n\n", markdown.Text(c.title()))
	for _, w := range c.Warnings {
		fmt.Fprintf(b, "> **Note:** %s\n\n", markdown.Text(w))
	}
	b.WriteString("| | Old | New | |\n|---|---:|---:|---|\n")
	for _, t := range c.totals() {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", markdown.Text(t.name), markdown.Text(t.old), markdown.Text(t.new), markdown.Text(t.change))
	}
	for _, s := range c.sections() {
		fmt.Fprintf(b, "\n## %s\n\n| | Where | What |\n|---|---|---|\n", s.title)
		for i, l := range s.lines {
			if i == maxLines {
				fmt.Fprintf(b, "\n… and %d more; all of them: `--format json`\n", len(s.lines)-i)
				break
			}
			what := markdown.Text(strings.Join(append([]string{l.text}, l.details...), "; "))
			fmt.Fprintf(b, "| %s | %s | %s |\n", markdown.Text(l.mark), markdown.Code(l.name), what)
		}
	}
	fmt.Fprintf(b, "\n%s\n", markdown.Text(c.rest()))
}
