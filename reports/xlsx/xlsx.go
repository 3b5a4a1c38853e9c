// Package xlsx writes a data map as a workbook: a summary, and a sheet each for
// cells, fields, datasets, laws and gaps, with a frozen header and filters.
//
// Texts are text cells, never formulas, whatever a column's name begins with.
// The same map gives the same bytes.
package xlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"iter"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
)

// Format writes the workbook.
type Format struct{}

// Name is xlsx.
func (Format) Name() string { return "xlsx" }

// Write writes m. Every text of the workbook is checked, not its packed bytes.
func (Format) Write(w io.Writer, m *datamap.Map, o reports.Options) error {
	var texts bytes.Buffer
	packed, err := build(m, o.AllFields, &texts)
	if err != nil {
		return err
	}
	if o.Check != nil && o.Check(texts.Bytes()) {
		return reports.ErrNumber
	}
	return repack(w, packed)
}

// build makes the workbook, and copies its texts to texts, a row a line.
func build(m *datamap.Map, allFields bool, texts *bytes.Buffer) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	b, err := newBook(f, texts)
	if err != nil {
		return nil, err
	}
	for _, s := range sheets(m, allFields) {
		if err := b.add(s); err != nil {
			return nil, err
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		return nil, err
	}
	f.SetActiveSheet(0)
	made := m.Scan.Finished.UTC().Format(time.RFC3339)
	err = f.SetDocProps(&excelize.DocProperties{
		Title: "Phone number data map", Creator: "dialmap", LastModifiedBy: "dialmap", Description: "scan " + m.Scan.ID,
		Created: made, Modified: made, Language: "en",
	})
	if err != nil {
		return nil, err
	}
	packed, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// sheet is one sheet to write. A row is made of text, numbers, nil for what is
// not known, and booleans.
type sheet struct {
	name   string
	header []string
	widths []float64 // of the first columns; the others are narrow
	rows   iter.Seq[[]any]
}

// maxRows is what a sheet of this format holds.
const maxRows = excelize.TotalRows

type book struct {
	f              *excelize.File
	texts          *bytes.Buffer
	header, figure int // styles
}

func newBook(f *excelize.File, texts *bytes.Buffer) (*book, error) {
	header, err := f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF5"}},
		Alignment: &excelize.Alignment{Vertical: "top"},
	})
	if err != nil {
		return nil, err
	}
	const thousands = 3 // the built-in format #,##0
	figure, err := f.NewStyle(&excelize.Style{NumFmt: thousands})
	return &book{f, texts, header, figure}, err
}

// add writes one sheet. Rows beyond what a sheet holds are left out, and its
// last row says so.
func (b *book) add(s sheet) error {
	if _, err := b.f.NewSheet(s.name); err != nil {
		return err
	}
	sw, err := b.f.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	if err := b.begin(sw, s); err != nil {
		return err
	}
	n, rowErr := 1, error(nil)
	for row := range s.rows {
		n++
		if n == maxRows {
			row = []any{"there are more rows than a sheet holds; all of them: --format json or csv"}
		}
		if rowErr = b.row(sw, n, row); rowErr != nil || n == maxRows {
			break
		}
	}
	if rowErr != nil {
		return rowErr
	}
	last, err := excelize.CoordinatesToCellName(len(s.header), n)
	if err != nil {
		return err
	}
	if err := b.f.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	return sw.Flush()
}

// begin sets the columns and writes the header.
func (b *book) begin(sw *excelize.StreamWriter, s sheet) error {
	for i, width := range s.widths {
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if n := len(s.widths); n < len(s.header) {
		if err := sw.SetColWidth(n+1, len(s.header), 14); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	cells := make([]any, len(s.header))
	for i, h := range s.header {
		cells[i] = excelize.Cell{StyleID: b.header, Value: h}
	}
	return sw.SetRow("A1", cells)
}

func (b *book) row(sw *excelize.StreamWriter, n int, row []any) error {
	cells := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case string:
			text := clean(v)
			b.texts.WriteString(text)
			b.texts.WriteByte('\t')
			if text != "" {
				cells[i] = text
			}
		case *float64:
			if v != nil {
				cells[i] = excelize.Cell{StyleID: b.figure, Value: *v}
			}
		case int, int64, uint64:
			cells[i] = excelize.Cell{StyleID: b.figure, Value: v}
		default:
			cells[i] = v // a share, a boolean, nil
		}
	}
	b.texts.WriteByte('\n')
	at, err := excelize.CoordinatesToCellName(1, n)
	if err != nil {
		return err
	}
	return sw.SetRow(at, cells)
}

// clean drops what XML cannot hold or what would turn the line around.
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

// repack writes the parts of a packed workbook in the order of their names:
// excelize takes them from a map. The list of contents goes first, as readers
// that do not seek expect.
func repack(w io.Writer, packed []byte) error {
	in, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range inOrder(in.File) {
		if err := copyPart(out, part); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}
