package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// What a sheet, and the text of a cell in UTF-16, can hold.
const (
	maxRows = 1 << 20
	maxText = 32767
)

// narrow is the width of a column that says nothing of its own, in characters.
const narrow = 14

// page is the XML of a sheet, and beside it the texts in it.
type page struct {
	xml, texts *bytes.Buffer
}

// write writes s and returns how many rows it came to, the header with them.
// Rows beyond what a sheet holds are left out, and its last row says so.
func (p page) write(s sheet) (rows int) {
	p.xml.WriteString(head + `<worksheet xmlns="` + main + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i := range s.header {
		width := float64(narrow)
		if i < len(s.widths) {
			width = s.widths[i]
		}
		fmt.Fprintf(p.xml, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, width)
	}
	p.xml.WriteString(`</cols><sheetData>`)
	names := make([]any, len(s.header))
	for i, h := range s.header {
		names[i] = h
	}
	rows = 1
	p.row(rows, names, styleHeader)
	for row := range s.rows {
		if rows++; rows == maxRows {
			p.row(rows, []any{"there are more rows than a sheet holds; all of them: --format json or csv"}, styleText)
			break
		}
		p.row(rows, row, styleText)
	}
	fmt.Fprintf(p.xml, `</sheetData><autoFilter ref="A1:%s%d"/></worksheet>`, column(len(s.header)), rows)
	return rows
}

// row writes one row, its texts in a style.
func (p page) row(n int, row []any, style int) {
	fmt.Fprintf(p.xml, `<row r="%d">`, n)
	for i, v := range row {
		p.cell(column(i+1)+strconv.Itoa(n), v, style)
	}
	p.xml.WriteString(`</row>`)
	p.texts.WriteByte('\n')
}

func (p page) cell(at string, v any, style int) {
	switch v := v.(type) {
	case nil:
	case string:
		p.text(at, clean(v), style)
	case *float64:
		if v != nil {
			p.number(at, strconv.FormatFloat(*v, 'f', -1, 64), styleFigure)
		}
	case float64:
		p.number(at, strconv.FormatFloat(v, 'f', -1, 64), styleText)
	case bool:
		fmt.Fprintf(p.xml, `<c r="%s" t="b"><v>%s</v></c>`, at, map[bool]string{true: "1", false: "0"}[v])
	case int, int64, uint64:
		p.number(at, fmt.Sprint(v), styleFigure)
	default:
		panic(fmt.Sprintf("a cell holds a %T", v)) // sheets.go makes the rows
	}
}

func (p page) number(at, digits string, style int) {
	fmt.Fprintf(p.xml, `<c r="%s" s="%d"><v>%s</v></c>`, at, style, digits)
}

// text writes a text in its cell: it is read as text whatever it begins with.
func (p page) text(at, text string, style int) {
	p.texts.WriteString(text)
	p.texts.WriteByte('\t')
	if text != "" {
		fmt.Fprintf(p.xml, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, escape.Replace(text))
	}
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// clean drops what XML cannot hold or what would turn the line around, and
// what is longer than a cell can be.
func clean(s string) string {
	units := 0
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsPrint(r):
			r = '·'
		}
		if units += utf16.RuneLen(r); units > maxText {
			return -1
		}
		return r
	}, s)
}

// column is the letters of a column, from 1: A.
func column(n int) string {
	var letters []byte
	for ; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{'A' + byte((n-1)%26)}, letters...)
	}
	return string(letters)
}
