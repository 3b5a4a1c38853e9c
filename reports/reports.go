// Package reports is the contract of the forms a data map can be written in.
package reports

import (
	"io"

	"github.com/dialmap/dialmap/reports/datamap"
)

// Format writes a data map in one form.
type Format interface {
	Name() string // table, json, html, csv
	Write(w io.Writer, m *datamap.Map, o Options) error
}

// Options of a report. The zero value works for every format.
type Options struct {
	AllFields bool // fields without phones too
	Color     bool // table: colour, for a terminal
	Width     int  // table: columns of the terminal; 0: 120
}
