package text

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// text writes a paragraph, wrapped and indented.
func (p *page) text(indent, s string) {
	for line := range strings.SplitSeq(text.WrapSoft(s, p.width-len(indent)), "\n") {
		p.b.WriteString(indent + strings.TrimRight(line, " ") + "\n")
	}
}

// table writes rows under a header. The first column takes what the others
// leave of the width.
func (p *page) table(header []string, widths []int, rows [][]string) {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.Options{SeparateHeader: true}
	t.Style().Box.PaddingLeft, t.Style().Box.PaddingRight = "", "  "
	t.Style().Format.Header = text.FormatDefault
	widths[0] = p.width - 2 - 2*len(header)
	for _, w := range widths[1:] {
		widths[0] -= w
	}
	t.AppendHeader(wrapped(header, widths))
	for _, r := range rows {
		t.AppendRow(wrapped(r, widths))
	}
	for line := range strings.SplitSeq(t.Render(), "\n") {
		p.b.WriteString("  " + strings.TrimRight(line, " ") + "\n")
	}
}

func wrapped(list []string, widths []int) table.Row {
	row := make(table.Row, len(list))
	for i, s := range list {
		row[i] = wrap(s, widths[i])
	}
	return row
}

// wrap wraps each line of s on its own and keeps its indent.
func wrap(s string, width int) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		bare := strings.TrimLeft(line, " ")
		indent := line[:len(line)-len(bare)]
		for part := range strings.SplitSeq(text.WrapSoft(bare, width-len(indent)), "\n") {
			out = append(out, indent+strings.TrimRight(part, " "))
		}
	}
	return strings.Join(out, "\n")
}

func (p *page) paint(s string, c ...text.Color) string {
	if !p.color {
		return s
	}
	codes := make([]string, len(c))
	for i, n := range c {
		codes[i] = fmt.Sprint(int(n))
	}
	return "\x1b[" + strings.Join(codes, ";") + "m" + s + "\x1b[0m"
}

func (p *page) bold(s string) string  { return p.paint(s, text.Bold) }
func (p *page) faint(s string) string { return p.paint(s, text.Faint) }
func (p *page) bad(s string) string   { return p.paint(s, text.FgYellow) }
func (p *page) good(s string) string  { return p.paint(s, text.FgGreen) }

// clean shows a name from a source without what could move the cursor or turn
// the line around.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, s)
}

// join joins the names that are there.
func join(sep string, names ...string) string {
	var there []string
	for _, n := range names {
		if n != "" {
			there = append(there, clean(n))
		}
	}
	return strings.Join(there, sep)
}

func dash(detail string) string {
	if detail == "" {
		return ""
	}
	return " – " + clean(detail)
}
