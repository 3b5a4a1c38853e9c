package format

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/parquet-go/parquet-go"
	parquetformat "github.com/parquet-go/parquet-go/format"
)

// What a Parquet file begins and ends with, as it is and encrypted.
const (
	parquetMagic     = "PAR1"
	parquetEncrypted = "PARE"
)

// How much is asked for at once of a column: read through, and here and there.
const (
	throughBuffer = 512 << 10
	hereBuffer    = 128 << 10
)

// Columns is a Parquet file. It is read here and there: the footer at its end
// says where the columns of each group of rows lie, and only those that are
// wanted are read. One page of each of them is held.
//
// Paths are those of the same record as a document: contact.phones[]. The
// entries of a map are an array of key and value. A column of JSON is read as
// documents are. It is used by one goroutine.
type Columns struct {
	file *parquet.File
	at   *remembers
}

// RowGroup is a part of the rows of a Parquet file.
type RowGroup struct {
	Rows  int64
	Bytes int64 // as stored
}

// OpenParquet reads the footer of a Parquet file. Drawing says that rows will
// be read here and there, so that the index of pages is worth reading. Errors
// are *connectors.Error without a part.
func OpenParquet(r io.ReaderAt, size int64, drawing bool) (c *Columns, err error) {
	at := &remembers{r: r}
	defer func() {
		if p := recover(); p != nil {
			c, err = nil, at.explain(damaged, nil)
		}
	}()
	if size < int64(len(parquetMagic)+8) {
		return nil, &connectors.Error{Reason: connectors.Malformed, Text: "is no Parquet file: too short"}
	}
	var end [4]byte
	if _, err := at.ReadAt(end[:], size-4); err != nil {
		return nil, at.explain(damaged, err)
	}
	if string(end[:]) == parquetEncrypted {
		return nil, &connectors.Error{Reason: connectors.Encrypted, Text: "an encrypted Parquet file; scan it where its keys are"}
	}
	if string(end[:]) != parquetMagic {
		return nil, &connectors.Error{Reason: connectors.Malformed, Text: "is no Parquet file, or ends early"}
	}
	buffer := throughBuffer
	if drawing {
		buffer = hereBuffer
	}
	open := func(skipIndex bool) (*parquet.File, error) {
		return parquet.OpenFile(at, size, parquet.OptimisticRead(true), parquet.ReadBufferSize(buffer),
			parquet.SkipBloomFilters(true), parquet.SkipPageIndex(skipIndex))
	}
	f, err := open(!drawing)
	if err != nil && drawing && at.err == nil {
		f, err = open(true) // a damaged index does not make the rows unreadable
	}
	if err != nil {
		return nil, at.explain(damaged, err)
	}
	c = &Columns{f, at}
	if !c.sound() {
		return nil, at.explain("its footer contradicts itself", nil)
	}
	return c, nil
}

const damaged = "its footer is damaged"

// sound says whether the footer's counts of rows can be true.
func (c *Columns) sound() bool {
	for _, g := range c.file.Metadata().RowGroups {
		if g.NumRows < 0 || g.NumRows > 0 && len(g.Columns) == 0 {
			return false
		}
	}
	for _, g := range c.file.RowGroups() {
		for _, chunk := range g.ColumnChunks() {
			col, ok := chunk.(*parquet.FileColumnChunk)
			if !ok {
				return false
			}
			if n, ok := col.Node().(*parquet.Column); ok && n.MaxRepetitionLevel() == 0 && col.NumValues() != g.NumRows() {
				return false
			}
		}
	}
	return true
}

// Groups are the groups of rows of the file, in their order.
func (c *Columns) Groups() []RowGroup {
	var out []RowGroup
	for _, g := range c.file.Metadata().RowGroups {
		r := RowGroup{Rows: g.NumRows}
		for i := range g.Columns {
			r.Bytes += max(g.Columns[i].MetaData.TotalCompressedSize, 0)
		}
		out = append(out, r)
	}
	return out
}

// Read yields the rows of groups from up to, not with, to: all of them, or
// those that o.Want.Slots names by their number from the first of these groups
// on, ascending. Damage in a group is a gap; the next one is read all the same.
func (c *Columns) Read(ctx context.Context, from, to int, o Options) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		c.at.err = nil
		handing := false
		w := newWriter(o, func(b *connectors.Batch, err error) bool {
			handing = true
			ok := yield(b, err)
			handing = false
			return ok
		})
		w.failed = func() bool { return c.at.err != nil || ctx.Err() != nil }
		w.lost = w.failed
		r := &parquetRows{ctx: ctx, w: w, handing: &handing}
		if !r.schema(c.file.Root()) {
			w.gap(connectors.Malformed, "its schema holds what is not known here")
			return
		}
		if from > 0 || o.Want.Draw == connectors.Records && (len(o.Want.Slots) == 0 || o.Want.Slots[0] > 0) {
			w.named = true // the first row has the names
			w.main.vals, w.main.data = nil, nil
		}
		groups, base := c.file.RowGroups(), int64(0)
		slots := o.Want.Slots
		for i := max(from, 0); i < min(to, len(groups)) && !w.stopped && !w.failed(); i++ {
			n := groups[i].NumRows()
			var rows []int64
			if o.Want.Draw == connectors.Records {
				for len(slots) > 0 && slots[0] < base+n {
					rows, slots = append(rows, slots[0]-base), slots[1:]
				}
				if len(rows) == 0 {
					base += n
					continue
				}
			}
			base += n
			read, err := r.group(groups[i], rows)
			if err == nil || w.stopped || w.failed() {
				continue
			}
			w.main.vals, w.main.data, w.main.open = w.main.vals[:0], w.main.data[:0], false
			want := n
			if rows != nil {
				want = int64(len(rows))
			}
			w.gap(connectors.Malformed, fmt.Sprintf("row group %d is damaged: %d of %d rows were read of it", i+1, read, want))
		}
		w.finish()
		switch {
		case ctx.Err() != nil:
			w.yieldError(wrap(ctx.Err(), o.Part))
		case c.at.err != nil:
			w.yieldError(wrap(c.at.err, o.Part))
		}
	}
}

// parquetRows makes records of rows.
type parquetRows struct {
	ctx     context.Context
	w       *writer
	cols    []parquetColumn // those that are wanted
	handing *bool           // the consumer has the floor
	buf     []byte
}

// group reads the rows of a group, or those that are named. Whatever goes
// wrong in the library is an error.
func (r *parquetRows) group(g parquet.RowGroup, rows []int64) (read int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			if *r.handing {
				panic(p) // not ours
			}
			err = errDamaged
		}
	}()
	chunks := g.ColumnChunks()
	cursors := make([]*cursor, len(r.cols))
	defer func() {
		for _, c := range cursors {
			c.close()
		}
	}()
	for i, col := range r.cols {
		cursors[i] = newCursor(chunks[col.index], col.repeats, rows != nil)
	}
	n := g.NumRows()
	if rows != nil {
		n = int64(len(rows))
	}
	for ; read < n && !r.w.stopped; read++ {
		if read%256 == 0 && r.ctx.Err() != nil {
			return read, r.ctx.Err()
		}
		row := read
		if rows != nil {
			row = rows[read]
		}
		for i := range r.cols {
			if err := cursors[i].row(row, rows != nil && read+1 < n && rows[read+1] == row, func(v parquet.Value) { r.value(&r.cols[i], v) }); err != nil {
				return read, err
			}
		}
		r.w.end()
	}
	return read, nil
}

var errDamaged = errors.New("damaged")

// parquetColumn is one leaf of the schema.
type parquetColumn struct {
	n        *node
	index    int
	defined  int  // the level at which there is a value
	optional bool // one level less is a null
	repeats  bool
	text     func(dst []byte, v parquet.Value) []byte
	typ      string
}

// schema finds the columns. It is false where the library gives up on one.
func (r *parquetRows) schema(root *parquet.Column) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			if *r.handing {
				panic(p) // not ours
			}
			ok = false
		}
	}()
	r.leaves(root, r.w.root)
	return true
}

// leaves finds the columns at c and below, whose path is n's. Between a list
// and its elements lies a repeated group with one member, in old files none.
func (r *parquetRows) leaves(c *parquet.Column, n *node) {
	inner := elements(c)
	switch {
	case c.Leaf():
		r.leaf(c, n)
	case inner == nil:
		r.members(c, n)
	case inner.Leaf():
		r.leaf(inner, r.w.element(n))
	case isMap(c) || len(inner.Columns()) != 1 || inner.Name() == "array" || inner.Name() == c.Name()+"_tuple":
		r.members(inner, r.w.element(n))
	default:
		r.leaves(inner.Columns()[0], r.w.element(n))
	}
}

func (r *parquetRows) members(c *parquet.Column, n *node) {
	for _, m := range c.Columns() {
		k := r.w.key(n, []byte(m.Name()))
		if m.Repeated() {
			k = r.w.element(k)
		}
		r.leaves(m, k)
	}
}

// elements is the repeated group or leaf inside a list or map, nil where c is
// neither.
func elements(c *parquet.Column) *parquet.Column {
	if c.Leaf() || len(c.Columns()) != 1 || !c.Columns()[0].Repeated() || !isList(c) && !isMap(c) {
		return nil
	}
	return c.Columns()[0]
}

func isList(c *parquet.Column) bool {
	l := c.Type().LogicalType()
	if l == nil {
		return false
	}
	_, ok := l.Value.(*parquetformat.ListType)
	return ok
}

func isMap(c *parquet.Column) bool {
	l := c.Type().LogicalType()
	if l == nil {
		return false
	}
	_, ok := l.Value.(*parquetformat.MapType)
	return ok
}

func (r *parquetRows) leaf(c *parquet.Column, n *node) {
	col := parquetColumn{
		n: n, index: c.Index(), defined: c.MaxDefinitionLevel(),
		optional: c.Optional(), repeats: c.MaxRepetitionLevel() > 0,
	}
	col.typ, col.text = parquetText(c.Type())
	if n.wanted || col.typ == connectors.JSON && r.w.wantsBelow(n.path) {
		r.cols = append(r.cols, col)
	}
}

// wantsBelow says whether a path below this one is wanted.
func (w *writer) wantsBelow(path string) bool {
	for f := range w.fields {
		if rest, ok := strings.CutPrefix(f, path); ok && rest != "" && (rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}

// value adds one value to the record. What is missing because something
// around it is missing or empty is not a value.
func (r *parquetRows) value(c *parquetColumn, v parquet.Value) {
	if v.IsNull() {
		if c.optional && v.DefinitionLevel() == c.defined-1 {
			r.w.null(c.n)
		}
		return
	}
	r.buf = c.text(r.buf[:0], v)
	if c.typ == connectors.JSON {
		r.json(c.n, r.buf)
		return
	}
	r.w.add(c.n, c.typ, r.buf, 0)
}

// json reads a value that is a document. One that is none is text.
func (r *parquetRows) json(n *node, text []byte) {
	j := jsonReader{in: &input{buf: text, done: true}, w: r.w}
	vals, data := len(r.w.main.vals), len(r.w.main.data)
	whole := r.w.main.open
	err := j.value(n, 0)
	if err == nil {
		_, end := j.space()
		if errors.Is(end, errEnd) {
			return
		}
	}
	if r.w.main.open == whole && len(r.w.main.vals) >= vals {
		r.w.main.vals, r.w.main.data = r.w.main.vals[:vals], r.w.main.data[:data]
	}
	r.w.add(n, connectors.Text, text, 0)
}

// cursor goes through one column of a group of rows.
type cursor struct {
	pages   parquet.Pages
	indexed bool
	repeats bool

	page parquet.Page
	vals parquet.ValueReader
	buf  [128]parquet.Value
	i, n int
	next int64 // the row that begins with the next value
	end  int64 // of the page's rows

	again []parquet.Value // the last row, where it is asked for once more
	held  int64
}

func newCursor(chunk parquet.ColumnChunk, repeats, drawing bool) *cursor {
	c := &cursor{repeats: repeats, held: -1}
	if drawing {
		index, err := chunk.OffsetIndex()
		c.indexed = err == nil && index != nil && index.NumPages() > 0
	}
	c.pages = chunk.Pages()
	return c
}

// row calls each with the values of a row that is not before the last. keep
// says that it is asked for again.
func (c *cursor) row(row int64, keep bool, each func(parquet.Value)) error {
	if row == c.held {
		for _, v := range c.again {
			each(v)
		}
		return nil
	}
	c.again, c.held = c.again[:0], -1
	if err := c.seek(row); err != nil {
		return err
	}
	for first := true; ; first = false {
		v, err := c.peek()
		if errors.Is(err, io.EOF) && !first {
			break
		}
		if err != nil {
			return err
		}
		if !first && v.RepetitionLevel() == 0 {
			break
		}
		each(v)
		if keep {
			c.again = append(c.again, v.Clone())
		}
		c.i++
		if !c.repeats {
			break
		}
	}
	if c.next++; keep {
		c.held = row
	}
	return nil
}

// seek makes row the next. Where there is an index of pages those between are
// not read.
func (c *cursor) seek(row int64) error {
	if row > c.next && row >= c.end && c.indexed {
		c.drop()
		if err := c.pages.SeekToRow(row); err != nil {
			return err
		}
		c.next, c.end = row, row
	}
	for c.next < row {
		if c.repeats {
			if _, err := c.peek(); err != nil {
				return err
			}
			c.i++
			if v, err := c.peek(); err != nil || v.RepetitionLevel() == 0 {
				c.next++
			}
			continue
		}
		if c.i == c.n && c.page == nil {
			if err := c.load(); err != nil {
				return err
			}
			if c.end <= row {
				c.next = c.end
				c.drop() // none of its rows
				continue
			}
		}
		if _, err := c.peek(); err != nil {
			return err
		}
		k := min(row-c.next, int64(c.n-c.i))
		c.i += int(k)
		c.next += k
	}
	return nil
}

// load reads the next page.
func (c *cursor) load() error {
	p, err := c.pages.ReadPage()
	if err != nil {
		return err
	}
	c.page, c.vals = p, p.Values()
	c.end = c.next + p.NumRows()
	return nil
}

// peek is the next value.
func (c *cursor) peek() (parquet.Value, error) {
	for c.i == c.n {
		if c.page == nil {
			if err := c.load(); err != nil {
				return parquet.Value{}, err
			}
		}
		n, err := c.vals.ReadValues(c.buf[:])
		c.i, c.n = 0, n
		if n == 0 {
			c.drop()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return parquet.Value{}, err
		}
	}
	return c.buf[c.i], nil
}

// drop lets go of the page.
func (c *cursor) drop() {
	if c.page != nil {
		parquet.Release(c.page)
	}
	c.page, c.vals, c.i, c.n = nil, nil, 0, 0
}

func (c *cursor) close() {
	if c != nil && c.pages != nil {
		c.drop()
		c.pages.Close()
	}
}

// remembers keeps the first error of what it reads from: a library between may
// lose it.
type remembers struct {
	r   io.ReaderAt
	err error
}

func (m *remembers) ReadAt(p []byte, off int64) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	n, err := m.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		m.err = err
	}
	return n, err
}

// explain is the error of the bytes below, or else that they are damaged.
func (m *remembers) explain(text string, cause error) error {
	if m.err != nil {
		return wrap(m.err, connectors.Part{})
	}
	return &connectors.Error{Reason: connectors.Malformed, Text: text, Cause: cause}
}

// isParquet says whether head begins a Parquet file.
func isParquet(head []byte) bool {
	return bytes.HasPrefix(head, []byte(parquetMagic)) || bytes.HasPrefix(head, []byte(parquetEncrypted))
}

// IsParquet says whether an object is read by [OpenParquet]: by its name, or by
// the beginning of its content.
func IsParquet(name string, head []byte) bool {
	k, _ := ByName(name)
	return k == Parquet && withoutLayer(name) == name || isParquet(head)
}
