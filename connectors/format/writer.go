package format

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// maxValues of one batch: many tiny values weigh more than their bytes.
const maxValues = 1 << 16

// writer gathers values into records and records into batches. A record stays
// in one batch unless it is larger than a batch may be.
type writer struct {
	o        Options
	ctx      context.Context // of objects inside of this one
	depth    int             // of the containers around what is read
	inner    innerReader     // reads them; nil where there can be none
	yield    func(*connectors.Batch, error) bool
	maxValue int
	maxBatch int
	fields   map[string]bool // nil: all
	maps     bool            // objects may be maps keyed by ids
	late     bool            // a wanted path holds { }: which values belong to it shows when the record is whole
	tables   []*node         // whose children are the columns of a table
	draw     connectors.Design
	left     int   // records that may still begin; -1: no limit
	size     int64 // drawn by bytes: of the record that begins next

	stopped bool        // no more records are wanted
	gone    bool        // nobody listens any more
	failed  func() bool // the bytes below ended early, and that is said elsewhere
	lost    func() bool // they could not be read on

	root     *node
	paths    int
	overflow bool

	cur  *record
	main record
	last *record // the one whose values were handed over last

	cols    []connectors.Column
	types   []string       // of each column; "": nothing but nulls so far
	byPath  map[string]int // two nodes may have one path: {"a": {"b": 1}, "a.b": 2}
	touched []int
	bytes   int
	values  int
	rows    int
	sizes   []int64
	cont    bool
	batch   connectors.Batch

	cutValues, cutBytes int64
	deep                int64 // values below the depth that is read
	named               bool  // the object's name was handed over, or need not be
	scratch             []byte
}

// record is one that is being read. Its values wait here until it is whole.
type record struct {
	vals []pending
	data []byte
	open bool // its beginning was handed over
}

type pending struct {
	n    *node
	typ  string
	end  int
	flag connectors.Flag
}

func newWriter(o Options, yield func(*connectors.Batch, error) bool) *writer {
	never := func() bool { return false }
	w := &writer{o: o, ctx: context.Background(), yield: yield, left: -1, byPath: map[string]int{}, failed: never, lost: never}
	w.maxValue, w.maxBatch = o.Want.Limits()
	if o.Want.Fields != nil {
		w.fields = map[string]bool{}
		for _, f := range o.Want.Fields {
			w.fields[f] = true
			w.late = w.late || strings.Contains(f, "{") // also of a key beside the value
		}
	}
	switch w.draw = o.Want.Draw; {
	case w.draw == connectors.Whole, w.draw.Slotted():
	default:
		w.draw, w.left = connectors.Head, max(o.Want.N, 0)
		w.stopped = w.left == 0
	}
	w.named = o.Name == "" || w.redact(utf(o.Name)) == utf(o.Name)
	w.root = w.newNode("")
	w.cur = &w.main
	return w
}

func (w *writer) wants(path string) bool { return w.fields == nil || w.late || w.fields[path] }

func (w *writer) redact(name string) string {
	if w.o.Redact == nil {
		return name
	}
	return w.o.Redact(name)
}

// blankEntities are blanks as HTML writes them. They are met in any value that
// came from a page, and stand between the groups of a number.
var blankEntities = regexp.MustCompile(`(?i)&(?:nbsp|#0*160|#x0*a0);`)

// add puts a value of n into the current record. What is longer than MaxValue
// is cut.
func (w *writer) add(n *node, typ string, v []byte, f connectors.Flag) {
	if n.wanted && (typ == connectors.Text || typ == connectors.Bytes) {
		v = PlainValue(typ, v, w.maxValue)
	}
	if len(v) > w.maxValue {
		w.addCut(n, typ, v, 0)
		return
	}
	w.put(n, typ, v, f)
}

// addCut is add where over bytes of the value were left out already.
func (w *writer) addCut(n *node, typ string, v []byte, over int64) {
	if len(v) > w.maxValue {
		over += int64(len(v) - w.maxValue)
		v = v[:w.maxValue]
	}
	if over == 0 {
		w.add(n, typ, v, 0)
		return
	}
	whole := wholeRunes(v)
	if n.wanted {
		w.cutValues++
		w.cutBytes += over + int64(len(v)-whole)
	}
	w.put(n, typ, v[:whole], connectors.Cut)
}

func (w *writer) put(n *node, typ string, v []byte, f connectors.Flag) {
	if !n.wanted || w.stopped {
		return
	}
	r := w.cur
	if len(r.vals) > 0 && (len(r.data)+len(v) > w.maxBatch || len(r.vals) >= maxValues) {
		w.commit(r, false)
	}
	r.data = append(r.data, v...)
	r.vals = append(r.vals, pending{n, typ, len(r.data), f})
}

// null adds a null.
func (w *writer) null(n *node) { w.add(n, "", nil, connectors.Null) }

// end ends the current record.
func (w *writer) end() {
	for _, t := range w.tables {
		w.splitPairs(t, 0, false)
	}
	w.commit(w.cur, true)
}

// isTable says that the children of n are the columns of a table.
func (w *writer) isTable(n *node) {
	if !slices.Contains(w.tables, n) && len(w.tables) < maxSiblings {
		w.tables = append(w.tables, n)
	}
}

// commit hands what there is of r to the batch. done ends the record.
func (w *writer) commit(r *record, done bool) {
	defer func() {
		r.vals, r.data = r.vals[:0], r.data[:0]
		if cap(r.data) > 4*w.maxBatch {
			r.data = nil
		}
	}()
	if w.stopped {
		return
	}
	goesOn := r.open && w.last == r
	if !goesOn && !w.room(len(r.data), len(r.vals)) {
		return
	}
	row := w.begin(goesOn)
	w.name(row)
	from := 0
	for _, p := range r.vals {
		if n := p.n.end(); !w.late || w.fields[n.path] {
			w.column(n, p.typ).Append(row, r.data[from:p.end], p.flag)
		}
		from = p.end
	}
	w.bytes += len(r.data)
	w.values += len(r.vals)
	w.last, r.open = r, !done
	switch {
	case !done:
		w.flush()
	case w.left == 0:
		w.stopped = true
	}
}

// room makes sure that another record may begin in the batch.
func (w *writer) room(bytes, values int) bool {
	if w.left == 0 {
		w.stopped = true
		return false
	}
	if (w.rows > 0 || w.cont) && (w.bytes+bytes > w.maxBatch || w.values+values > maxValues) || w.rows == connectors.MaxRows {
		w.flush()
	}
	return !w.stopped
}

// begin is the row of the batch that the next values belong to.
func (w *writer) begin(goesOn bool) int {
	if goesOn {
		if w.rows == 0 {
			w.cont = true
			return 0
		}
		return w.rows - 1
	}
	row := w.rows
	if w.cont {
		row++
	}
	w.rows++
	if w.draw == connectors.Offsets {
		w.sizes = append(w.sizes, w.size)
	}
	if w.left > 0 {
		w.left--
	}
	return row
}

// name adds the object's own name to its first record.
func (w *writer) name(row int) {
	if w.named {
		return
	}
	w.named = true
	n := w.newNode(NameField) // of the object as a whole
	if n.wanted && (!w.late || w.fields[n.path]) {
		w.column(n, connectors.Name).Append(row, []byte(w.o.Name), 0)
		w.bytes += len(w.o.Name)
	}
}

// column is the column of n, which is about to get a value of type typ.
func (w *writer) column(n *node, typ string) *connectors.Column {
	if n.col < 0 {
		i, ok := w.byPath[n.path]
		if !ok {
			i = len(w.cols)
			w.byPath[n.path] = i
			w.cols = append(w.cols, connectors.Column{Field: connectors.Field{Path: n.path}})
			w.types = append(w.types, "")
		}
		n.col = i
	}
	w.types[n.col] = joinType(w.types[n.col], typ)
	c := &w.cols[n.col]
	if len(c.Row) == 0 {
		w.touched = append(w.touched, n.col)
	}
	return c
}

// flush hands the batch over.
func (w *writer) flush() { w.hand(false) }

// hand hands the batch over, an empty one only where a unit ends in it.
func (w *writer) hand(last bool) {
	if w.gone || w.rows == 0 && !w.cont && !last {
		return
	}
	slices.Sort(w.touched)
	b := &w.batch
	*b = connectors.Batch{Cols: b.Cols[:0], Rows: w.rows, Draw: w.draw, Unit: w.o.Unit, Sizes: w.sizes, Cont: w.cont, Last: last}
	for _, i := range w.touched {
		c := w.cols[i]
		if c.Field.Type = w.types[i]; c.Field.Type == "" {
			c.Field.Type = connectors.Text
		}
		b.Cols = append(b.Cols, c)
	}
	if !w.yield(b, nil) {
		w.gone, w.stopped = true, true
	}
	w.reset()
}

// reset empties the batch and keeps the memory of its columns, as much as an
// even share of a batch would need.
func (w *writer) reset() {
	n := max(len(w.cols), 1)
	for _, i := range w.touched {
		c := &w.cols[i]
		if cap(c.Data) > 4*w.maxBatch/n+4096 || cap(c.Row) > 4*maxValues/n+4096 {
			*c = connectors.Column{Field: c.Field}
		}
		c.Reset()
	}
	w.touched, w.sizes = w.touched[:0], w.sizes[:0]
	w.rows, w.bytes, w.values, w.cont = 0, 0, 0, false
}

// finish hands over what is left and says what was cut.
func (w *writer) finish() {
	if !w.named && !w.stopped && !w.failed() {
		w.cur = &record{}
		w.end() // its name counts, though the object has no record
	}
	w.hand(w.draw == connectors.Units && !w.lost())
	if w.cutValues > 0 {
		w.gap(connectors.Limit, fmt.Sprintf("%s longer than %s: %d bytes were not read", plural(w.cutValues, "value is", "values are"), size(w.maxValue), w.cutBytes))
	}
	if w.deep > 0 {
		w.gap(connectors.Limit, tooDeep(w.deep))
	}
	if w.overflow {
		w.gap(connectors.Limit, fmt.Sprintf("more than %d keys beside each other, or %d paths; the others were read under {}", maxSiblings, maxPaths))
	}
}

// gap reports a part that was not read.
func (w *writer) gap(r connectors.Reason, text string) {
	w.yieldError(&connectors.Error{Part: w.o.Part, Reason: r, Text: text})
}

// malformed reports damage, unless it comes from bytes that ended early.
func (w *writer) malformed(text string) {
	if !w.failed() {
		w.gap(connectors.Malformed, text)
	}
}

func (w *writer) yieldError(e *connectors.Error) {
	if !w.gone && !w.yield(nil, e) {
		w.gone, w.stopped = true, true
	}
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

func size(n int) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprint(n>>20, " MiB")
	}
	return fmt.Sprint(n, " bytes")
}
