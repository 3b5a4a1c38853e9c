package mysql

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// Rows are fetched a few first, then about fetchBytes at a time. Each fetch is
// a statement of its own to the server's time limit.
const (
	firstFetch = 64
	fetchBytes = connectors.DefaultMaxBatch
)

// Read yields the rows of s in one read-only transaction, in the order of its
// key.
func (c *Connector) Read(ctx context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		r := reading{c: c, w: w, shard: s, yield: yield, part: connectors.Part{Sub: s.Sub, Dataset: s.Dataset}}
		if err := json.Unmarshal(s.Spec, &r.spec); err != nil {
			yield(nil, &connectors.Error{Part: r.part, Reason: connectors.Malformed, Text: "was not cut by this connector"})
			return
		}
		err := r.run(ctx)
		if r.gone {
			return
		}
		if r.b != nil {
			r.b.Finish()
		}
		if err != nil && !r.gone {
			e := r.fault(ctx, err)
			if e.Reason == connectors.Changed {
				c.tables.Delete(r.spec.location) // look again before the next try
			}
			yield(nil, e)
		}
	}
}

// reading is one shard being read.
type reading struct {
	c     *Connector
	w     connectors.Want
	shard connectors.Shard
	spec  spec
	part  connectors.Part
	yield func(*connectors.Batch, error) bool
	gone  bool // nobody listens any more

	t    *table
	key  *key // nil: read in one statement
	cols []source
	b    *format.Builder
	s    *session

	unit  int64  // the slot that is being read
	last  bool   // what is handed over is the end of it
	leave func() // ends a statement whose rows nobody wants any more; nil: they are few

	into    []any // for Scan: the key, then each column, and how long it is where it may be too long
	keys    []sql.RawBytes
	at      values // the key of the row that was read last
	scratch []byte
}

// source is one column that is selected.
type source struct {
	column
	path   format.Path
	most   int
	long   bool
	value  sql.RawBytes
	length sql.RawBytes
}

func (r *reading) fault(ctx context.Context, err error) *connectors.Error {
	e := r.c.fault(ctx, err, r.part, r.c.grantee(r.spec.location))
	e.Part = r.part // also of a session that says nothing, which knows of no table
	return e
}

func (r *reading) run(ctx context.Context) error {
	slotted := r.w.Draw.Slotted() && r.w.Draw == r.shard.Draw
	if r.w.Draw != connectors.Whole && !slotted && r.w.N <= 0 || slotted && len(r.w.Slots) == 0 {
		return nil
	}
	timeout := r.c.cfg.timeout
	if r.spec.Key == "" {
		timeout = 0 // one statement for all: only silence is limited
	}
	return r.c.session(ctx, timeout, func(ctx context.Context, s *session) (err error) {
		r.s = s
		if known, ok := r.c.tables.Load(r.spec.location); ok {
			r.t = known.(*table)
		} else if r.t, err = s.table(ctx, r.spec.location); err != nil {
			return err
		}
		if err := r.hold(ctx); err != nil {
			return err
		}
		if r.spec.Key != "" {
			if r.key = r.t.key; r.key == nil || r.key.index != r.spec.Key {
				return serverError(noSuchIndex)
			}
		}
		r.plan(slotted)
		switch {
		case slotted && r.w.Draw == connectors.Records:
			return r.records(ctx)
		case slotted:
			return r.units(ctx)
		case r.key == nil:
			return r.stream(ctx)
		}
		return r.rows(ctx, span{From: r.spec.From, To: r.spec.To}, r.most())
	})
}

// most is how many rows are wanted; -1: all.
func (r *reading) most() int64 {
	if r.w.Draw == connectors.Whole {
		return -1
	}
	return int64(r.w.N)
}

// plan chooses the columns and begins the batches.
func (r *reading) plan(slotted bool) {
	o := format.Options{Want: r.w, Part: r.part, Redact: r.c.redact}
	if slotted {
		o.Want.Draw = connectors.Whole // all that is read: which rows, is decided here
	}
	r.b = format.NewBuilder(o, func(b *connectors.Batch, err error) bool {
		if b != nil && slotted {
			b.Draw, b.Unit, b.Last = r.w.Draw, r.unit, r.last
		}
		waiting := r.s.watch.Stop() // the time that a reader takes is not the server's
		r.gone = r.gone || !r.yield(b, err)
		if waiting {
			r.s.watch.Reset(r.c.patience())
		}
		return !r.gone
	})
	limit, _ := r.w.Limits()
	for _, col := range r.t.columns {
		path := r.c.redact(col.name)
		if !col.readable || !r.wants(path) {
			continue
		}
		most := col.typ.most(limit)
		r.cols = append(r.cols, source{column: col, path: r.path(path), most: most, long: col.typ.long(most)})
	}
	if r.key != nil {
		r.keys = make([]sql.RawBytes, len(r.key.columns))
		r.at = make(values, len(r.key.columns))
	}
	for i := range r.keys {
		r.into = append(r.into, &r.keys[i])
	}
	for i := range r.cols {
		r.into = append(r.into, &r.cols[i].value)
		if r.cols[i].long {
			r.into = append(r.into, &r.cols[i].length)
		}
	}
	if len(r.into) == 0 { // the rows count all the same
		r.into = append(r.into, new(sql.RawBytes))
	}
}

// path of a field by its redacted name.
func (r *reading) path(name string) format.Path { return r.b.Column([]byte(name)) }

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

// query selects the key and the columns of the rows where; most is -1 for all.
func (r *reading) query(where string, most int64) string {
	var what []string
	if r.key != nil {
		what = append(what, r.key.list())
	}
	for _, col := range r.cols {
		what = append(what, col.typ.expression(quote(col.name), col.most))
		if col.long {
			what = append(what, col.typ.length(quote(col.name)))
		}
	}
	if len(what) == 0 {
		what = append(what, "1")
	}
	q := "select " + strings.Join(what, ", ") + r.key.from(r.spec.location) + where
	if r.key != nil {
		q += " order by " + r.key.list()
	}
	if most >= 0 {
		q += " limit " + strconv.FormatInt(most, 10)
	}
	return q
}

// rows reads the rows of a range, at most so many; -1: all. Each statement goes
// on behind the last row of the one before. One that a slow reader kept beyond
// the time limit ends early, and the next goes on.
func (r *reading) rows(ctx context.Context, in span, most int64) error {
	for ask := int64(firstFetch); most != 0 && !r.done(); {
		if most > 0 {
			ask = min(ask, most)
		}
		got, bytes, err := r.fetch(ctx, r.query(r.key.where(in), ask), once)
		if n := code(err); (n == timeoutMaria || n == timeoutMySQL) && got > 0 {
			ask = max(1, got/2)
		} else if err != nil || got < ask {
			return err
		} else {
			ask = min(4*ask, max(1, fetchBytes*got/max(1, bytes)), connectors.MaxRows)
		}
		in.From, in.open = r.at, true
		if most > 0 {
			most -= got
		}
	}
	return nil
}

func (r *reading) done() bool { return r.gone || r.b.Done() }

// fetch reads the rows of a statement; times says how often the one that was
// just read is to be handed over.
func (r *reading) fetch(ctx context.Context, query string, times func() int) (rows, bytes int64, err error) {
	r.s.watch.Reset(r.c.patience())
	defer r.s.watch.Stop()
	found, err := r.s.tx.QueryContext(ctx, query)
	if err != nil {
		return 0, 0, err
	}
	defer found.Close()
	for !r.done() && found.Next() {
		r.s.watch.Reset(r.c.patience())
		if err := found.Scan(r.into...); err != nil {
			return rows, bytes, err
		}
		for i, k := range r.keys {
			r.at[i] = append(r.at[i][:0], k...)
		}
		for range times() {
			bytes += r.row()
		}
		rows++
	}
	if r.gone && r.leave != nil {
		r.leave()
	}
	_ = found.Close() // gives up the last row: a context that ends waits for it, and Err for the context
	return rows, bytes, found.Err()
}

func once() int { return 1 }

// stream reads a table without a key, or a view, in one statement. The server
// has no time limit then, which would be one for all of it: where it says
// nothing for as long, the statement is ended from beside.
func (r *reading) stream(ctx context.Context) error {
	id, err := r.s.query(ctx, "select connection_id()")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var late atomic.Bool
	ended := make(chan struct{})
	r.s.watch.Stop()
	r.s.watch = time.AfterFunc(r.c.patience(), func() {
		defer close(ended)
		late.Store(true)
		r.c.kill(string(id[0][0]))
		cancel()
	})
	defer r.s.watch.Stop()
	r.leave = cancel
	_, _, err = r.fetch(ctx, r.query("", r.most()), once)
	if late.Load() {
		<-ended
		return serverError(timeoutMaria)
	}
	if err != nil && ctx.Err() != nil {
		r.c.kill(string(id[0][0])) // nobody waits for what it still does
	}
	return err
}

// row adds a record of the row that was scanned, and returns its size.
func (r *reading) row() (bytes int64) {
	if r.spec.First {
		r.names()
		r.spec.First = false
	}
	for i := range r.cols {
		r.value(&r.cols[i])
		bytes += int64(len(r.cols[i].value))
	}
	r.b.End()
	return bytes
}

func (r *reading) value(col *source) {
	if col.value == nil {
		r.b.Null(col.path)
		return
	}
	v, over := []byte(col.value), int64(0)
	if col.long {
		over = max(0, number(col.length)-int64(col.most)-1) // what the server left out: bytes, or as many at least
	}
	switch {
	case col.typ.class == asJSON:
		if len(v) > col.most {
			over += int64(len(v) - col.most)
			v = v[:col.most]
		}
		r.b.JSON(col.path, v, over)
	case over > 0:
		r.b.AddCut(col.path, col.typ.name(), v, over)
	default:
		r.scratch = col.typ.append(r.scratch[:0], v)
		r.b.Add(col.path, col.typ.name(), r.scratch)
	}
}

// names adds those names of the table that hold something like a number, and
// the comments that do, as values of its first row: they count.
func (r *reading) names() {
	say := func(path, text string) {
		if r.c.redact(text) != text {
			r.b.Add(r.path(path), connectors.Name, []byte(text))
		}
	}
	say(format.NameField, r.t.Database+"."+r.t.Table)
	say("{comment}", r.t.comment)
	for _, col := range r.t.columns {
		path := r.c.redact(col.name)
		say(path+"#key", col.name)
		say(path+"#comment", col.comment)
	}
}
