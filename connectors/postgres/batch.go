package postgres

import (
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// The limits of the paths below the columns that hold documents: what is
// beyond them is read under {}.
const (
	maxPaths    = 10000
	maxSiblings = 1000
	maxKey      = 512 // bytes of a key that becomes part of a path
)

// maxValues of one batch: many tiny values weigh more than their bytes.
const maxValues = 1 << 16

// node is one path. Below columns that hold documents nodes form a tree, so
// that a path is built once and found by its key afterwards.
type node struct {
	path   string
	col    int // of the builder's columns; -1: no value yet
	wanted bool
	kids   map[string]*node // by key in clear: a tree never outlives its shard
	hidden map[string]*node // by redacted key, where redacting changed it
	elem   *node            // of an array
	keys   *node            // of a hidden node: what the keys themselves are values of

	cutValues, cutBytes int64
}

// builder gathers rows into batches.
type builder struct {
	redact   func(string) string
	maxValue int
	maxBatch int
	fields   map[string]bool // nil: all
	draw     connectors.Design

	nodes    []*node
	overflow bool // some paths were read under {}

	cols    []connectors.Column
	byPath  map[string]int // {"a": {"b": 1}, "a.b": 2} has one path twice
	touched []int
	rows    int
	bytes   int
	values  int
	batch   connectors.Batch
}

func newBuilder(redact func(string) string, w connectors.Want) *builder {
	b := &builder{redact: redact, byPath: map[string]int{}, draw: w.Draw}
	b.maxValue, b.maxBatch = w.Limits()
	if w.Fields != nil {
		b.fields = map[string]bool{}
		for _, f := range w.Fields {
			b.fields[f] = true
		}
	}
	return b
}

func (b *builder) newNode(path string) *node {
	n := &node{path: path, col: -1, wanted: b.fields == nil || b.fields[path]}
	b.nodes = append(b.nodes, n)
	return n
}

// key is the child of n called k. A key that redacting changes is hidden, and
// is itself a value of the current row.
func (b *builder) key(n *node, k []byte) *node {
	if c, ok := n.kids[string(k)]; ok {
		return c
	}
	name := string(k)
	clean := "{}"
	if len(k) <= maxKey {
		clean = b.redact(name)
	}
	if clean != name {
		c := b.hide(n, clean)
		b.add(c.keys, connectors.Name, k, 0)
		return c
	}
	if len(n.kids) >= maxSiblings || len(b.nodes) >= maxPaths {
		b.overflow = true
		return b.hide(n, "{}")
	}
	c := b.newNode(join(n.path, clean))
	if n.kids == nil {
		n.kids = map[string]*node{}
	}
	n.kids[name] = c
	return c
}

// hide is the child of n that all keys share which redact to clean.
func (b *builder) hide(n *node, clean string) *node {
	if c, ok := n.hidden[clean]; ok {
		return c
	}
	if len(n.hidden) >= maxSiblings && clean != "{}" {
		return b.hide(n, "{}")
	}
	c := b.newNode(join(n.path, clean))
	c.keys = b.newNode(c.path + "#key")
	if n.hidden == nil {
		n.hidden = map[string]*node{}
	}
	n.hidden[clean] = c
	return c
}

// element is the node of the elements of array n.
func (b *builder) element(n *node) *node {
	if n.elem == nil {
		n.elem = b.newNode(n.path + "[]")
	}
	return n.elem
}

func join(parent, key string) string {
	if key == "" {
		key = `""`
	}
	return parent + "." + key
}

// add puts a value of n into the current row, cut at MaxValue.
func (b *builder) add(n *node, typ string, v []byte, f connectors.Flag) {
	if !n.wanted {
		return
	}
	v = format.PlainValue(typ, v, b.maxValue)
	if len(v) > b.maxValue {
		whole := wholeRunes(v[:b.maxValue])
		n.cutValues++
		n.cutBytes += int64(len(v) - whole)
		v, f = v[:whole], f|connectors.Cut
	}
	b.column(n, typ).Append(b.rows, v, f)
	b.bytes += len(v)
	b.values++
}

// column is the column of n, which is about to get a value of type typ; "" for
// a null.
func (b *builder) column(n *node, typ string) *connectors.Column {
	if n.col < 0 {
		i, ok := b.byPath[n.path]
		if !ok {
			i = len(b.cols)
			b.byPath[n.path] = i
			b.cols = append(b.cols, connectors.Column{Field: connectors.Field{Path: n.path}})
		}
		n.col = i
	}
	c := &b.cols[n.col]
	c.Field.Type = joinType(c.Field.Type, typ)
	if len(c.Row) == 0 {
		b.touched = append(b.touched, n.col)
	}
	return c
}

// joinType is the type of a path that holds values of types a and b.
func joinType(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	case a == connectors.Integer && b == connectors.Float, a == connectors.Float && b == connectors.Integer:
		return connectors.Float
	}
	return connectors.Mixed
}

// full says that a row of so many bytes belongs into the next batch.
func (b *builder) full(bytes int) bool {
	return b.rows > 0 && (b.rows == connectors.MaxRows || b.bytes+bytes > b.maxBatch || b.values >= maxValues)
}

// take returns the batch and begins the next one, which reuses its memory.
func (b *builder) take() *connectors.Batch {
	b.batch = connectors.Batch{Cols: b.batch.Cols[:0], Rows: b.rows, Draw: b.draw}
	for _, i := range b.touched {
		c := b.cols[i]
		if c.Field.Type == "" {
			c.Field.Type = connectors.Text // nothing but nulls
		}
		b.batch.Cols = append(b.batch.Cols, c)
	}
	return &b.batch
}

// reset empties the batch that take returned. Columns keep their memory unless
// it is far more than a share of a batch.
func (b *builder) reset() {
	for _, i := range b.touched {
		c := &b.cols[i]
		if cap(c.Data) > 4*b.maxBatch {
			*c = connectors.Column{Field: c.Field}
		}
		c.Reset()
	}
	b.touched = b.touched[:0]
	b.rows, b.bytes, b.values = 0, 0, 0
}

// wholeRunes is the length of v without a character cut in two at its end.
func wholeRunes(v []byte) int {
	for i := len(v) - 1; i >= 0 && i >= len(v)-utf8.UTFMax; i-- {
		if utf8.RuneStart(v[i]) {
			if r, n := utf8.DecodeRune(v[i:]); r == utf8.RuneError && n <= 1 && v[i] >= utf8.RuneSelf && i > 0 {
				return i
			}
			break
		}
	}
	return len(v)
}
