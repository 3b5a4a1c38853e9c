package format

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

func readCSV(in *input, head []byte, w *writer) { readTable(in, dialectOf(head, 0), w) }

func readTSV(in *input, head []byte, w *writer) { readTable(in, dialectOf(head, '\t'), w) }

// readTable makes a record of every row. A row with fewer cells than the
// header has lacks the last fields; one with more has fields c<number>.
func readTable(in *input, d dialect, w *writer) {
	t := newTable(in, d, w)
	for range d.skip {
		in.until('\n', nil, 0)
	}
	if d.header {
		t.header()
	}
	for !w.stopped && t.csv.row(t.cell) {
		w.end()
	}
	if t.csv.damaged > 0 {
		w.malformed(fmt.Sprintf("%s not quoted properly, the first in line %d; they were read as they stand",
			plural(t.csv.damaged, "cell is", "cells are"), t.csv.firstDamage))
	}
}

func newTable(in *input, d dialect, w *writer) *table {
	w.isTable(w.root)
	return &table{w: w, csv: csvReader{in: in, d: d, most: w.maxValue, columns: d.columns, alike: d.alike}}
}

type table struct {
	w    *writer
	csv  csvReader
	cols []*node
}

func (t *table) cell(i int, cell []byte, over int64) {
	t.w.addCut(t.column(i), connectors.Text, cell, over)
}

// header reads the names of the columns. A name that had to be redacted is a
// value of the first record.
func (t *table) header() {
	t.csv.row(func(i int, cell []byte, _ int64) {
		name := bytes.TrimSpace(cell)
		if len(name) == 0 {
			t.column(i)
			return
		}
		if i < maxPaths { // the others share one
			t.cols = append(t.cols, t.named(name))
		}
	})
}

// named is the column that a header names. A table may have more columns than
// a document keys beside each other.
func (t *table) named(name []byte) *node {
	if clean := utf(string(name)); len(name) <= maxKey && t.w.redact(clean) == clean {
		n := t.w.field(clean)
		t.w.root.notePair(n, clean)
		return n
	}
	return t.w.key(t.w.root, name)
}

// column is the node of column i, c<i+1> where no header names it.
func (t *table) column(i int) *node {
	if i < len(t.cols) {
		return t.cols[i]
	}
	if i >= maxPaths {
		t.w.overflow = true
		return t.w.hide(t.w.root, "{}")
	}
	for len(t.cols) <= i {
		t.cols = append(t.cols, t.w.field("c"+strconv.Itoa(len(t.cols)+1)))
	}
	return t.cols[i]
}

// csvReader reads rows of cells. It never fails: what is quoted badly is read
// as it stands, and counted.
type csvReader struct {
	in      *input
	d       dialect
	most    int // bytes of a cell that are kept
	columns int // of most rows in the beginning
	alike   float64
	plain   bool // quotes mean nothing any more
	sample  bool // the input may end anywhere
	lines   bool // a row ends with its line: a cell in quotes ends the reading
	quotes  bool // one was met

	damaged     int64
	firstDamage int
	buf         []byte
}

// row reads one row and calls cell for each of its cells, whose bytes are its
// own until it returns; over counts those that were left out. Blank lines are
// no rows. It is false at the end.
func (c *csvReader) row(cell func(i int, cell []byte, over int64)) bool {
	for {
		b, ok := c.in.peek()
		if !ok {
			return false
		}
		if b != '\n' && b != '\r' {
			break
		}
		c.in.skip(1)
	}
	for i := 0; ; i++ {
		over, last := c.next()
		cell(i, c.buf, over)
		if last {
			return true
		}
	}
}

// next reads a cell into buf. last says that the row ends behind it.
func (c *csvReader) next() (over int64, last bool) {
	c.buf = c.buf[:0]
	if b, ok := c.in.peek(); ok && b == '"' && !c.plain {
		if c.lines {
			c.quotes = true
			return 0, true
		}
		return c.quoted()
	}
	return c.bare(0)
}

// bare reads up to the end of the cell.
func (c *csvReader) bare(over int64) (int64, bool) {
	for {
		w := c.in.window()
		if len(w) == 0 {
			return over, true
		}
		n := c.stop(w)
		if n < 0 {
			c.buf, over = appendMost(c.buf, w, c.most, over)
			c.in.skip(len(w))
			continue
		}
		c.buf, over = appendMost(c.buf, w[:n], c.most, over)
		c.in.skip(n + 1)
		if w[n] == '\n' {
			c.buf = bytes.TrimSuffix(c.buf, []byte{'\r'})
		}
		return over, w[n] != c.d.delim
	}
}

// stop is where a bare cell ends in w.
func (c *csvReader) stop(w []byte) int {
	end := byte('\n')
	if c.d.cr {
		end = '\r'
	}
	for i, b := range w {
		if b == c.d.delim || b == end {
			return i
		}
	}
	return -1
}

// quoted reads a cell in quotes.
func (c *csvReader) quoted() (over int64, last bool) {
	c.in.skip(1)
	for {
		w := c.in.window()
		if len(w) == 0 {
			return c.unclosed(over)
		}
		n := bytes.IndexByte(w, '"')
		if c.d.escape != 0 {
			n = bytes.IndexAny(w, `"\`)
		}
		if n < 0 {
			n = len(w)
		}
		had, whole := len(c.buf), over == 0
		c.buf, over = appendMost(c.buf, w[:n], c.most, over)
		if over > 0 && whole && c.stray() {
			c.buf = c.buf[:had]
			return c.again()
		}
		if n == len(w) {
			c.in.skip(n)
			continue
		}
		c.in.skip(n + 1)
		if w[n] != '"' {
			over = c.escaped(over)
			continue
		}
		b, ok := c.in.peek()
		switch {
		case !ok:
			return over, true
		case b == '"' && c.d.escape == 0:
			c.in.skip(1)
			c.buf, over = appendMost(c.buf, []byte{'"'}, c.most, over)
		case b == c.d.delim:
			c.in.skip(1)
			return over, false
		case b == '\n':
			c.in.skip(1)
			return over, true
		case b == '\r':
			c.in.skip(1)
			if b, ok := c.in.peek(); ok && b == '\n' {
				c.in.skip(1)
			}
			return over, true
		case b == ' ':
			return c.padded(over)
		default:
			c.damage(c.in.line())
			return c.bare(over)
		}
	}
}

// padded reads what stands between a closing quote and the end of the cell:
// blanks, or else the quote was none.
func (c *csvReader) padded(over int64) (int64, bool) {
	n := len(c.buf)
	line := c.in.line()
	over, last := c.bare(over)
	if len(bytes.TrimSpace(c.buf[n:])) > 0 {
		c.damage(line)
	} else {
		c.buf = c.buf[:n]
	}
	return over, last
}

// escaped takes the byte after a backslash.
func (c *csvReader) escaped(over int64) int64 {
	b, ok := c.in.peek()
	if !ok {
		return over
	}
	out := []byte{'\\', b}
	if b == '"' || b == '\\' {
		out = out[1:]
	}
	c.in.skip(1)
	c.buf, over = appendMost(c.buf, out, c.most, over)
	return over
}

// unclosed ends a quoted cell at the end of the object. Where it swallowed
// lines, its quote is taken for a character and they are read again as rows.
func (c *csvReader) unclosed(over int64) (int64, bool) {
	if c.sample {
		return over, true
	}
	c.damage(c.in.line() - bytes.Count(c.buf, []byte{'\n'}))
	if over > 0 || bytes.IndexByte(c.buf, '\n') < 0 {
		return over, true
	}
	return c.again()
}

// again reads what a stray quote swallowed once more, with quotes meaning
// nothing from here on.
func (c *csvReader) again() (int64, bool) {
	c.plain = true
	c.in.back(c.buf)
	c.buf = append([]byte(nil), '"')
	return c.bare(0)
}

// stray says whether a quoted cell that grew too long is in truth many rows: a
// quote that was never closed.
func (c *csvReader) stray() bool {
	if c.columns < 2 || c.alike < 0.5 {
		return false
	}
	lines := strings.SplitN(string(c.buf[:min(len(c.buf), 1<<16)]), "\n", 102)
	if len(lines) < 20 {
		return false
	}
	like := 0
	for _, l := range lines[1 : len(lines)-1] {
		if strings.Count(l, string(rune(c.d.delim))) >= c.columns-1 {
			like++
		}
	}
	if like*10 < (len(lines)-2)*9 {
		return false
	}
	c.damage(c.in.line() - bytes.Count(c.buf, []byte{'\n'}))
	return true
}

func (c *csvReader) damage(line int) {
	c.damaged++
	if c.firstDamage == 0 {
		c.firstDamage = max(line, 1)
	}
}
