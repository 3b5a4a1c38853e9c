package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// Rows are fetched from a cursor: a few first, then about fetchBytes at a time.
// Each fetch is a statement of its own to the server's timeout, and what the
// caller does with the rows in between is not.
const (
	firstFetch = 64
	fetchBytes = connectors.DefaultMaxBatch
)

var errSilent = errors.New("the server went silent")

// Read yields the rows of s in one read-only transaction.
func (c *Connector) Read(ctx context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		r := reading{c: c, w: w, yield: yield, part: connectors.Part{Sub: s.Sub, Dataset: s.Dataset}}
		sp, err := parseSpec(s.Spec)
		if err != nil {
			yield(nil, &connectors.Error{Part: r.part, Reason: connectors.Malformed, Text: "was not cut by this connector"})
			return
		}
		r.spec = sp
		if w.Draw != connectors.Whole && w.Draw != connectors.Head && (w.Draw != connectors.Records || s.Draw != connectors.Records) {
			yield(nil, &connectors.Error{Part: r.part, Reason: connectors.Unsupported, Text: "its rows cannot be drawn; read it whole"})
			return
		}
		if err := r.run(ctx); err != nil && !r.gone {
			e := r.fault(ctx, err)
			if e.Reason == connectors.Changed {
				c.relations.Delete(sp.location) // look again before the next try
			}
			yield(nil, e)
		}
	}
}

// reading is one shard being read.
type reading struct {
	c     *Connector
	w     connectors.Want
	spec  spec
	part  connectors.Part
	yield func(*connectors.Batch, error) bool
	gone  bool // nobody listens any more

	rel   *relation
	lim   limits
	cols  []source
	b     *builder
	deep  bool // some document was not read to its depth
	watch *time.Timer

	scratch []byte
}

// source is one column that is selected.
type source struct {
	column
	node *node
	most int
	cut  int64 // values that were cut by the server
}

// fault explains err. Where the role may read the relation itself, what it may
// not is behind it.
func (r *reading) fault(ctx context.Context, err error) *connectors.Error {
	e := r.c.fault(ctx, err, r.part, r.c.grantee(r.spec.location))
	if e.Reason == connectors.Denied && code(err) == "42501" && r.rel != nil && r.rel.selects {
		e.Text = "permission denied on something it reads: a table or function behind it, or rows that row-level security would hide; " +
			"grant those to the scan's role (or to the view's owner)"
	}
	return e
}

func (r *reading) run(ctx context.Context) (err error) {
	rel, known := r.c.relations.Load(r.spec.location)
	if known {
		r.rel = rel.(*relation)
	} else if r.rel, err = r.c.relation(ctx, r.spec.location); err != nil {
		return err
	}
	r.lim = newLimits(r.w)
	r.b = newBuilder(r.c.redact, r.w)
	r.plan()

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	err = r.c.at(ctx, r.spec.Database, func(s *session, why *connectors.Error) error {
		if why != nil && !r.tell(why) {
			return nil
		}
		r.watch = time.AfterFunc(s.patience, func() { cancel(errSilent) })
		defer r.watch.Stop()
		return r.read(ctx, s)
	})
	if err != nil && errors.Is(context.Cause(ctx), errSilent) {
		return &connectors.Error{Part: r.part, Reason: connectors.Timeout, Retry: true, Cause: context.DeadlineExceeded,
			Text: "the server went silent while it was read; check the network between here and there"}
	}
	return err
}

// plan chooses the columns.
func (r *reading) plan() {
	for _, col := range r.rel.columns {
		path := col.typ.field(r.c.redact(col.name)).Path
		if !col.readable || !r.wants(path) {
			continue
		}
		r.cols = append(r.cols, source{column: col, node: r.b.newNode(path), most: r.lim.most(col.typ)})
	}
}

// wants says whether path or one below it is asked for.
func (r *reading) wants(path string) bool {
	if r.w.Fields == nil {
		return true
	}
	for _, f := range r.w.Fields {
		if rest, ok := strings.CutPrefix(f, path); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}

func (r *reading) read(ctx context.Context, s *session) error {
	if r.w.Draw == connectors.Head && r.w.N <= 0 {
		return nil
	}
	if err := r.hold(ctx, s); err != nil {
		return err
	}
	ask := firstFetch
	for i, p := range r.portions() {
		r.watch.Reset(s.patience)
		if err := s.exec(ctx, r.declare(p, i == 0)); err != nil {
			return err
		}
		if err := r.rows(ctx, s, p, &ask); err != nil || r.gone {
			return err
		}
	}
	if r.b.rows > 0 && !r.emit(s.patience) {
		return nil
	}
	return r.gaps(ctx, s)
}

// declare opens the cursor of p. Rows that were drawn are looked up by their
// addresses however many they are: the server would rather read the whole
// table for each few thousand.
func (r *reading) declare(p portion, first bool) string {
	begin := "close dialmap; "
	if first {
		begin = r.refuseSwaps()
		if p.drawn != nil {
			begin += "set local enable_seqscan = off; "
		}
	}
	return begin + "declare dialmap no scroll cursor for " + r.query(r.expressions(p), p.where)
}

// rows reads the cursor of p to its end, ask rows first.
func (r *reading) rows(ctx context.Context, s *session, p portion, ask *int) error {
	formats := r.formats(p)
	for {
		rows, bytes, err := r.fetch(ctx, s, p, *ask, formats)
		if err != nil || r.gone || rows < *ask {
			return err
		}
		*ask = min(4**ask, max(1, fetchBytes*rows/max(1, bytes)), connectors.MaxRows)
	}
}

// expressions are what is selected: each column, cut, and the address of a row
// that was drawn.
func (r *reading) expressions(p portion) []string {
	out := make([]string, len(r.cols), len(r.cols)+1)
	for i, col := range r.cols {
		out[i] = r.lim.expression(col.name, col.typ)
	}
	if p.drawn != nil {
		out = append(out, "ctid")
	}
	return out
}

// formats asks for bytea and addresses as bytes, and for all else as text.
func (r *reading) formats(p portion) []int16 {
	f := make([]int16, len(r.cols), len(r.cols)+1)
	for i, col := range r.cols {
		if col.typ.class == asBytes {
			f[i] = 1
		}
	}
	if p.drawn != nil {
		f = append(f, 1)
	}
	return f
}

// query selects from the rows of the shard.
func (r *reading) query(expressions []string, where string) string {
	var b strings.Builder
	b.WriteString("select " + strings.Join(expressions, ", ") + " from ")
	at := r.spec.location
	if r.spec.Part != nil {
		at.Schema, at.Relation = r.spec.Part.Schema, r.spec.Part.Relation
	}
	if r.rel.kind == 'r' || r.spec.Part != nil {
		b.WriteString("only ") // tables that inherit are datasets of their own
	}
	b.WriteString(quote(at.Schema) + "." + quote(at.Relation))
	if where != "" {
		b.WriteString(" where " + where)
	}
	if r.w.Draw == connectors.Head {
		b.WriteString(" limit " + strconv.Itoa(r.w.N))
	}
	return b.String()
}

// blocks is the condition for the rows of a range of blocks. Before version 14
// a range of row addresses is not looked up but filtered out of the whole
// table; there every address that the blocks could hold is named.
func (c *Connector) blocks(from, to int64) string {
	if c.version >= ranges {
		return fmt.Sprintf("ctid >= '(%d,0)'::pg_catalog.tid and ctid < '(%d,0)'::pg_catalog.tid", from, to)
	}
	return fmt.Sprintf("ctid = any (array(select pg_catalog.format('(%%s,%%s)', b, o)::pg_catalog.tid "+
		"from pg_catalog.generate_series(%d, %d) b, pg_catalog.generate_series(1, %d) o))",
		from, to-1, c.slotsPerBlock())
}

// fetch reads the next rows of the cursor.
func (r *reading) fetch(ctx context.Context, s *session, p portion, ask int, formats []int16) (rows, bytes int, err error) {
	r.watch.Reset(s.patience)
	res := s.conn.ExecParams(ctx, "fetch forward "+strconv.Itoa(ask)+" from dialmap", nil, nil, nil, formats)
	for res.NextRow() {
		values := res.Values()
		size := 0
		for _, v := range values {
			size += len(v)
		}
		times := 1
		if p.drawn != nil {
			times = p.times(r, values[len(r.cols)])
		}
		for range times {
			if r.b.full(size) && !r.emit(s.patience) {
				_, err = res.Close() // what was asked for is read, not kept
				return rows, bytes, err
			}
			r.row(values)
		}
		rows++
		bytes += size
	}
	_, err = res.Close()
	return rows, bytes, err
}

// emit hands the batch over. The time its reader takes is not the server's.
func (r *reading) emit(patience time.Duration) bool {
	r.watch.Stop()
	r.gone = !r.yield(r.b.take(), nil)
	r.watch.Reset(patience)
	r.b.reset()
	return !r.gone
}

func (r *reading) row(values [][]byte) {
	if r.spec.First && !r.w.Draw.Slotted() {
		r.names()
		r.spec.First = false
	}
	for i := range r.cols {
		r.value(&r.cols[i], values[i])
	}
	r.b.rows++
}

func (r *reading) value(col *source, v []byte) {
	t := &col.typ
	if v == nil {
		typ := t.field("").Type
		if typ == connectors.JSON {
			typ = ""
		}
		r.b.add(col.node, typ, nil, connectors.Null)
		return
	}
	cut := len(v) > col.most && t.long()
	if cut {
		col.cut++
		v = v[:col.most]
		if t.class != asBytes {
			v = v[:wholeRunes(v)]
		}
	}
	switch t.class {
	case asJSON, asHstore, asArray:
		r.deep = r.b.value(col.node, *t, v, cut) || r.deep
		return
	case asFloat, asBool, asTime, asNaive:
		r.scratch = t.append(r.scratch[:0], v)
		v = r.scratch
	}
	var f connectors.Flag
	if cut {
		f = connectors.Cut
	}
	r.b.add(col.node, t.name(), v, f)
}

// names adds those names of the dataset that hold something like a number, and
// the comments that do, as values of its first row: they count. Where rows are
// drawn they are left out, since a drawn row stands for others and they do not;
// who draws finds them at the head of the first shard.
func (r *reading) names() {
	say := func(path, text string) {
		if r.c.redact(text) != text {
			r.b.add(r.b.newNode(path), connectors.Name, []byte(text), 0)
		}
	}
	say("{name}", r.rel.schema+"."+r.rel.table)
	say("{comment}", r.rel.comment)
	for _, col := range r.rel.columns {
		path := r.c.redact(col.name)
		say(path+"#key", col.name)
		say(path+"#comment", col.comment)
	}
}

// gaps reports what was cut off.
func (r *reading) gaps(ctx context.Context, s *session) error {
	r.countExcess(ctx, s)
	for _, n := range r.b.nodes {
		if n.cutValues > 0 && !r.limit(n.path, cutText(n.cutValues, n.cutBytes)) {
			return nil
		}
	}
	if r.b.overflow && !r.limit("", fmt.Sprintf("more than %d keys beside each other, or %d paths; the others were read under {}", maxSiblings, maxPaths)) {
		return nil
	}
	if r.deep {
		r.limit("", fmt.Sprintf("documents nested deeper than %d were not read below that", maxDepth))
	}
	return nil
}

func (r *reading) limit(field, text string) bool {
	return r.tell(&connectors.Error{Part: connectors.Part{Field: field}, Reason: connectors.Limit, Text: text})
}

// tell yields an error of this shard, or of a field of it.
func (r *reading) tell(e *connectors.Error) bool {
	e.Part.Sub, e.Part.Dataset = r.part.Sub, r.part.Dataset
	r.gone = !r.yield(nil, e)
	return !r.gone
}

// countExcess asks how much of the values that the server cut was not read. It
// is a second look at the shard, taken only where there were such values and
// not for draws.
func (r *reading) countExcess(ctx context.Context, s *session) {
	var names, sums []string
	var cut []*source
	for i := range r.cols {
		if col := &r.cols[i]; col.cut > 0 {
			cut = append(cut, col)
			names = append(names, quote(col.name))
			sums = append(sums, r.lim.excess(col.name, col.typ))
		}
	}
	if len(cut) == 0 {
		return
	}
	for _, col := range cut {
		col.node.cutValues += col.cut
	}
	if r.w.Draw.Slotted() {
		return
	}
	r.watch.Stop() // the query has a limit of its own
	rows, err := s.query(ctx, "select "+strings.Join(sums, ", ")+" from ("+r.query(names, r.portions()[0].where)+") s")
	for i, col := range cut {
		if err == nil {
			col.node.cutBytes += number(rows[0][2*i+1])
		}
	}
}

func cutText(values, bytes int64) string {
	what := "1 value was"
	if values > 1 {
		what = strconv.FormatInt(values, 10) + " values were"
	}
	if bytes <= 0 {
		return what + " cut at the limit; the rest was not read"
	}
	return what + " cut at the limit: " + strconv.FormatInt(bytes, 10) + " bytes were not read"
}
