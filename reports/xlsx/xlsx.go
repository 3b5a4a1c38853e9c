// Package xlsx writes a data map as a workbook: a summary, and a sheet each for
// cells, fields, datasets, laws and gaps, with a frozen header and filters.
//
// Texts are text cells, never formulas, whatever a column's name begins with.
// The same map gives the same bytes.
package xlsx

import (
	"bytes"
	"iter"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
)

// Format writes the workbook.
type Format struct{}

// Name is xlsx.
func (Format) Name() string { return "xlsx" }

// Render writes m. Its texts are those of the cells, before they are packed.
func (Format) Render(m *datamap.Map, o reports.Options) (reports.Page, error) {
	var packed, texts bytes.Buffer
	if err := write(&packed, &texts, sheets(m, o.AllFields), m.Scan.ID, m.Scan.Finished); err != nil {
		return reports.Page{}, err
	}
	return reports.Page{Bytes: packed.Bytes(), Texts: [][]byte{texts.Bytes()}}, nil
}

// sheet is one sheet to write. A row is made of text, numbers, nil for what is
// not known, and booleans.
type sheet struct {
	name   string
	header []string
	widths []float64 // of the first columns; the others are narrow
	rows   iter.Seq[[]any]
}
