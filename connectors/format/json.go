package format

import (
	"errors"
	"fmt"

	"github.com/dialmap/dialmap/connectors"
)

func readJSON(in *input, _ []byte, w *writer) { newDocument(in, w).read() }

func readGeoJSON(in *input, _ []byte, w *writer) {
	d := newDocument(in, w)
	d.geo = true
	d.read()
}

// readNDJSON makes a record of every value, one a line. A line that is none is
// left out, counted, and the next one read.
func readNDJSON(in *input, head []byte, w *writer) {
	d := newDocument(in, w)
	d.json.lines = wholeLine(head)
	d.eachLine()
	d.badLines("")
}

// document says which parts of a JSON document are records: the elements of an
// array; the features of a collection; the elements of each top-level array of
// objects, and what is beside them is one more.
type document struct {
	json jsonReader
	w    *writer
	geo  bool
	rest record // the members that are not records of their own
	side *node  // their root
	head *node  // of an element

	bad      int64 // lines that are no JSON
	firstBad int
}

func newDocument(in *input, w *writer) *document {
	w.maps = true
	return &document{json: jsonReader{in: in, w: w}, w: w, side: w.root, head: w.root}
}

// read reads the document, and what follows it where several stand in a row.
func (d *document) read() {
	for !d.w.stopped {
		if _, err := d.json.space(); err != nil {
			break
		}
		if err := d.top(); err != nil {
			d.fail(err)
			break
		}
	}
	d.tooDeep()
}

func (d *document) top() error {
	b, err := d.json.space()
	switch {
	case err != nil:
		return err
	case b == '[':
		return d.json.elements(func() error { return d.record(d.head) })
	case b == '{':
		return d.object()
	}
	return d.record(d.w.root)
}

// record reads one value as a record. What came before damage is handed over.
func (d *document) record(n *node) error {
	err := d.json.value(n, 0)
	if err == nil || len(d.w.cur.vals) > 0 || d.w.cur.open {
		d.w.end()
	}
	if d.w.stopped {
		return errStop
	}
	return err
}

// object reads a top-level object.
func (d *document) object() error {
	if d.geo {
		d.side = &node{path: "$", col: -1}
	}
	some := false
	err := d.json.members(func(key []byte) error {
		b, err := d.json.space()
		if err != nil {
			return err
		}
		if b == '[' && d.geo && string(key) == "features" {
			return d.json.elements(func() error { return d.record(d.w.root) })
		}
		plain := d.geo && string(key) == "type"
		d.w.cur = &d.rest
		n := d.w.key(d.side, key)
		if b == '[' && d.ofObjects() && !d.geo {
			d.w.cur = &d.w.main
			e := d.w.element(n)
			return d.json.elements(func() error { return d.record(e) })
		}
		some = some || !plain
		err = d.json.value(n, 1)
		d.w.cur = &d.w.main
		if d.w.stopped {
			return errStop
		}
		return err
	})
	d.w.cur = &d.rest
	switch {
	case some && (len(d.rest.vals) > 0 || d.rest.open):
		d.w.end()
	default:
		d.rest = record{}
	}
	d.w.cur = &d.w.main
	return err
}

// ofObjects says whether the array that begins here begins with an object.
func (d *document) ofObjects() bool {
	for _, b := range d.json.in.ahead(256)[1:] {
		switch b {
		case ' ', '\t', '\r', '\n':
		default:
			return b == '{'
		}
	}
	return false
}

// eachLine reads a value a line.
func (d *document) eachLine() {
	for !d.w.stopped {
		lines := d.json.lines
		d.json.lines = false
		_, end := d.json.space()
		d.json.lines = lines
		if end != nil {
			break
		}
		line := d.json.in.line()
		err := d.record(d.w.root)
		if errors.Is(err, errStop) {
			break
		}
		if err == nil && lines {
			err = d.lineEnd()
		}
		if err == nil || errors.Is(err, errEnd) && d.w.failed() {
			continue
		}
		if d.bad++; d.firstBad == 0 {
			d.firstBad = line
		}
		d.json.in.until('\n', nil, 0)
	}
}

// badLines says what was no JSON. Where is where line numbers begin.
func (d *document) badLines(where string) {
	if d.bad > 0 {
		d.w.gap(connectors.Malformed, fmt.Sprintf("%s not valid JSON, the first is line %d%s; they were read as far as they are valid",
			plural(d.bad, "line is", "lines are"), d.firstBad, where))
	}
	d.tooDeep()
}

// lineEnd makes sure that nothing stands behind a line's value.
func (d *document) lineEnd() error {
	for {
		b, ok := d.json.in.peek()
		switch {
		case !ok || b == '\n':
			return nil
		case b != ' ' && b != '\t' && b != '\r':
			return errSyntax
		}
		d.json.in.skip(1)
	}
}

func (d *document) fail(err error) {
	switch {
	case errors.Is(err, errStop):
	case errors.Is(err, errEnd):
		d.w.malformed(fmt.Sprintf("ends in the middle of a value in line %d; what came before was read", d.json.in.line()))
	default:
		d.w.malformed(fmt.Sprintf("is not valid JSON from line %d on (byte %d); what came before was read", d.json.in.line(), d.json.in.off+int64(d.json.in.i)))
	}
}

func (d *document) tooDeep() {
	if d.json.deep > 0 {
		d.w.gap(connectors.Limit, tooDeep(d.json.deep))
	}
}

func tooDeep(values int64) string {
	return fmt.Sprintf("%s nested deeper than %d levels; not read", plural(values, "value is", "values are"), maxDepth)
}

// wholeLine says whether the first line of head is one value, so that a value
// ends with its line.
func wholeLine(head []byte) bool {
	for {
		line, rest, found := cutLine(head)
		if len(line) > 0 {
			return !found || wholeJSON(line) || line[0] != '{' && line[0] != '['
		}
		if !found {
			return true
		}
		head = rest
	}
}
