package format

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"

	"golang.org/x/text/transform"

	"github.com/dialmap/dialmap/connectors"
)

// LookSize is how much of an object [Look] is best shown.
const LookSize = headSize + len(utf8Mark)

const utf8Mark = "\xEF\xBB\xBF"

// Lines is what the beginning of an object tells of it, where every line is a
// record of its own: so it can be read from any line on, and a line by itself.
type Lines struct {
	Kind  Kind
	Start int64 // of the first line that can be a record: behind a mark and a header

	charset *charset // nil: UTF-8
	table   dialect
	header  []byte
	begun   []byte // what was seen from Start on
}

// Look finds out whether the object that head begins is made of lines: text,
// NDJSON, or a table without a quote in sight, in UTF-8 or alike and not
// packed. Further on a table may hold a quote all the same; reading says so.
func Look(name string, head []byte) (l Lines, ok bool) {
	if IsCompressed(head) {
		return l, false
	}
	e, skip := encodingOf(head)
	if e != nil {
		return l, false
	}
	raw := head[skip:]
	raw = raw[:min(len(raw), headSize)]
	if hasLoneCR(raw) || skip == 0 && isEBCDIC(raw) {
		return l, false
	}
	l.Start = int64(skip)
	body := raw
	if c, ok := charsetOf(raw); ok && skip == 0 {
		if c.name == "iso-2022-jp" {
			return l, false // what a byte means depends on those before its line
		}
		l.charset = c
		body, _ = c.enc.NewDecoder().Bytes(raw)
	}
	l.Kind = Sniff(name, body)
	switch l.Kind {
	case Text, Markdown:
		if _, ok := segmentsOf(body); ok || isQuotedPrintable(body) {
			return l, false
		}
	case NDJSON:
		if !wholeLine(body) {
			return l, false
		}
	case CSV, TSV:
		if bytes.IndexByte(body, '"') >= 0 || !l.tableOf(raw, body) {
			return l, false
		}
	default:
		return l, false
	}
	l.begun = bytes.Clone(head[l.Start:])
	return l, true
}

// tableOf finds dialect and header of a table whose bytes are raw and whose text
// is body. It is false where rows do not end with lines, or the header is longer
// than the look.
func (l *Lines) tableOf(raw, body []byte) bool {
	delim := byte(0)
	if l.Kind == TSV {
		delim = '\t'
	}
	l.table = dialectOf(body, delim)
	if l.table.cr {
		return false
	}
	_, l.header = headerLine(body, l.table)
	n, _ := headerLine(raw, l.table)
	l.Start += int64(n)
	return n < headSize && (n == 0 || n == len(raw) || raw[n-1] == '\n')
}

// headerLine is how long the beginning of a table is, up to its first row of
// values, and the row of names in it. Line ends are the same in any encoding.
func headerLine(text []byte, d dialect) (n int, header []byte) {
	in := newInput(bytes.NewReader(text))
	for range d.skip {
		in.until('\n', nil, 0)
	}
	if d.header {
		from := int(in.off) + in.i
		for {
			line, _, more := in.until('\n', nil, len(text))
			if len(bytes.Trim(line, "\r")) > 0 || !more {
				break
			}
		}
		header = bytes.Clone(text[from : int(in.off)+in.i])
	}
	return int(in.off) + in.i, header
}

// First says whether the first record of the object is in the line that begins
// at byte start, as far as the look tells.
func (l *Lines) First(start int64) bool {
	n := start - l.Start
	if n <= 0 || n > int64(len(l.begun)) {
		return n == 0
	}
	blank := "" // bytes of lines that are not records
	switch l.Kind {
	case NDJSON:
		blank = " \t\r\n"
	case CSV, TSV:
		blank = "\r\n"
	}
	return len(bytes.Trim(l.begun[:n], blank)) == 0
}

// lineReader reads the records of lines.
type lineReader struct {
	l     Lines
	w     *writer
	in    *input
	text  *node
	json  *document
	table *table
}

func (l *Lines) reader(in *input, w *writer) *lineReader {
	r := &lineReader{l: *l, w: w, in: in}
	switch l.Kind {
	case NDJSON:
		r.json = newDocument(in, w)
		r.json.json.lines = true
	case CSV, TSV:
		r.table = newTable(in, l.table, w)
		r.table.csv.lines = true
	default:
		r.text = w.field(TextField)
	}
	return r
}

// names makes the columns of a table. Those that hold something like a number
// are values of the record that comes next.
func (r *lineReader) names() {
	if r.table == nil || len(r.l.header) == 0 {
		return
	}
	in := r.table.csv.in
	r.table.cols = nil
	r.table.csv.in = newInput(bytes.NewReader(r.l.header))
	r.table.header()
	r.table.csv.in = in
}

// forget drops what waits to be part of the next record.
func (r *lineReader) forget() {
	m := &r.w.main
	m.vals, m.data, m.open = m.vals[:0], m.data[:0], false
}

// all reads to the end of the input, or to a quote.
func (r *lineReader) all() {
	switch {
	case r.json != nil:
		r.json.eachLine()
	case r.table != nil:
		for !r.w.stopped && r.table.csv.row(r.table.cell) && !r.table.csv.quotes {
			r.w.end()
		}
	default:
		for !r.w.stopped {
			if _, ok := r.in.peek(); !ok {
				return
			}
			readLine(r.in, r.text, r.w)
		}
	}
}

// quoted says that a quote was met.
func (r *lineReader) quoted() bool { return r.table != nil && r.table.csv.quotes }

// Quoted is the error of a table that holds a quote after all.
func Quoted(p connectors.Part) *connectors.Error {
	return &connectors.Error{
		Part: p, Reason: connectors.Recut,
		Text: "cells in quotes begin further on, so that a line need not be a row; it has to be read from its beginning",
	}
}

// ReadLines yields the records of lines that stand together in an object: r
// begins at byte from, where a line begins, and ends where one ends. Where a
// table holds a quote the last thing is an error of reason [connectors.Recut].
func (l *Lines) ReadLines(ctx context.Context, r io.Reader, from int64, o Options) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		src := &source{ctx: ctx, r: r}
		w := newWriter(o, yield)
		w.failed, w.lost = src.failed, src.failed
		lr := l.reader(newInput(l.decoder(src)), w)
		lr.names()
		where := ""
		if from > l.Start {
			w.named = true
			lr.forget()
			where = fmt.Sprintf(" from byte %d on", from)
		}
		lr.all()
		if lr.json != nil {
			lr.json.badLines(where)
		}
		if lr.quoted() {
			lr.forget()
			w.yieldError(Quoted(o.Part))
		}
		w.finish()
		for _, e := range src.gaps(o.Part) {
			w.yieldError(e)
		}
	}
}

// decoder is the text of the bytes of r, which begin where a line begins.
func (l *Lines) decoder(r io.Reader) io.Reader {
	if l.charset == nil {
		return &lateCharset{b: bufio.NewReaderSize(r, headSize)}
	}
	return transform.NewReader(r, l.charset.enc.NewDecoder())
}

// Drawn makes records of lines that were drawn by their bytes.
type Drawn struct {
	r    *lineReader
	name bool // the object's own has to be handed over with its first record
}

// Drawn returns a reader of single lines that hands its batches, and at the
// end its gaps, to yield.
func (l *Lines) Drawn(o Options, yield func(*connectors.Batch, error) bool) *Drawn {
	w := newWriter(o, yield)
	d := &Drawn{r: l.reader(&input{done: true}, w), name: !w.named}
	d.r.names()
	d.r.forget()
	return d
}

// Line makes a record of the line that begins at byte start of the object, if
// it holds one: a blank line does not. line has its end with it. A quote
// anywhere in a row is enough to doubt that it is one.
func (d *Drawn) Line(line []byte, start int64) {
	w := d.r.w
	if d.r.table != nil && bytes.IndexByte(line, '"') >= 0 {
		d.r.table.csv.quotes = true
		return
	}
	w.named = true
	if d.r.l.First(start) {
		w.named = !d.name
		d.r.names()
	}
	w.size = int64(len(line))
	if d.r.l.charset != nil {
		line, _ = d.r.l.charset.enc.NewDecoder().Bytes(line)
	}
	*d.r.in = input{buf: line, done: true}
	d.r.all()
	d.r.forget()
}

// Done says that no more records are wanted.
func (d *Drawn) Done() bool { return d.r.w.stopped }

// Quoted says that a line held a cell in quotes: it may be a part of a row.
func (d *Drawn) Quoted() bool { return d.r.quoted() }

// Finish hands over what is left, and a gap for what could not be read.
func (d *Drawn) Finish() {
	d.r.w.named = true
	if d.r.json != nil {
		d.r.json.badLines(" of those drawn")
	}
	d.r.w.finish()
}
