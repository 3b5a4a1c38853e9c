// Package reports is the contract of the forms a data map can be written in. A
// [Format] turns a map into bytes; [Render] lets no phone number in clear out
// of any of them.
package reports

import (
	"errors"

	"github.com/dialmap/dialmap/reports/datamap"
)

// Format is one form of a data map. Its methods may be called from many
// goroutines at once and do not change the map.
type Format interface {
	// Name is what --format calls it: table, json, html, csv, ...
	Name() string
	// Render renders m. It searches for no phone number: [Render] does.
	Render(m *datamap.Map, o Options) (Page, error)
}

// Page is a rendered report.
type Page struct {
	Bytes []byte
	// Texts is what can be read in Bytes once it is unpacked. Nil means that
	// Bytes is plain text. A format that compresses its page sets it, because a
	// phone number cannot be seen in compressed bytes.
	Texts [][]byte
}

// Options of a report. The zero value works for every format.
type Options struct {
	AllFields bool // fields without phones too; table: every detail
	Color     bool // table: colour, for a terminal
	Width     int  // table: columns of the terminal; 0: 120

	// Check reports whether a text holds a phone number in clear. Nil: no check.
	Check func(text []byte) bool
}

// ErrNumber is returned where a phone number in clear stands in what was about
// to be written.
var ErrNumber = errors.New("the report holds a phone number in clear and was not written: " +
	"a name or a text of the source was not redacted; please report this as a security issue")

// Render renders m as f and returns the page, or [ErrNumber] and no page where a
// number in clear stands in it. It is the only way a report leaves the program.
func Render(f Format, m *datamap.Map, o Options) ([]byte, error) {
	page, err := f.Render(m, o)
	if err != nil {
		return nil, err
	}
	texts := page.Texts
	if texts == nil {
		texts = [][]byte{page.Bytes}
	}
	if err := o.RefuseNumbers(texts...); err != nil {
		return nil, err
	}
	return page.Bytes, nil
}

// RefuseNumbers returns [ErrNumber] where o.Check finds a number in a text.
func (o Options) RefuseNumbers(texts ...[]byte) error {
	if o.Check == nil {
		return nil
	}
	for _, text := range texts {
		if o.Check(text) {
			return ErrNumber
		}
	}
	return nil
}
