// Package reports is the contract of the forms a data map can be written in.
package reports

import (
	"errors"
	"io"

	"github.com/dialmap/dialmap/reports/datamap"
)

// Format writes a data map in one form.
type Format interface {
	Name() string // table, json, html, csv, ...
	Write(w io.Writer, m *datamap.Map, o Options) error
}

// Options of a report. The zero value works for every format.
type Options struct {
	AllFields bool // fields without phones too
	Color     bool // table: colour, for a terminal
	Width     int  // table: columns of the terminal; 0: 120

	// Check says whether a finished page holds a phone number in clear. A
	// format that is told so writes nothing and returns [ErrNumber]. Nil: no
	// check.
	Check func(page []byte) bool
}

// ErrNumber is returned by a format that found a phone number in clear in what
// it was about to write.
var ErrNumber = errors.New("the report holds a phone number in clear and was not written: " +
	"a name or a text of the source was not redacted; please report this as a security issue")
