package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	lib "modernc.org/sqlite/lib"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// Read yields the rows of s in the order of their row numbers, where there are
// any. The name of a table that holds a number, and those of its columns, count
// with the first row where it is read whole or from its head. They are left out
// where rows are drawn: a drawn row stands for others, and they do not.
func (c *Connector) Read(ctx context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		part := connectors.Part{Dataset: s.Dataset}
		var sp spec
		if err := json.Unmarshal(s.Spec, &sp); err != nil {
			yield(nil, &connectors.Error{Part: part, Reason: connectors.Malformed, Text: "the shard is of another version of dialmap; scan again", Cause: err})
			return
		}
		if w.Draw != connectors.Whole && w.Draw != connectors.Head && (w.Draw != connectors.Records || s.Draw != connectors.Records) {
			yield(nil, &connectors.Error{Part: part, Reason: connectors.Unsupported, Text: "its rows cannot be drawn; read it whole"})
			return
		}
		listening := true
		tell := func(b *connectors.Batch, err error) bool {
			listening = listening && yield(b, err)
			return listening
		}
		err := c.read(ctx, sp, part, w, tell)
		switch {
		case !listening:
		case err != nil:
			tell(nil, c.fault(part, err))
		case c.copy == "" && c.file.changed():
			tell(nil, c.hasChanged(part))
		}
	}
}

// read runs the query of a shard. The statement's time is counted while SQLite
// works, not while the rows are looked at.
func (c *Connector) read(ctx context.Context, sp spec, part connectors.Part, w connectors.Want, yield func(*connectors.Batch, error) bool) error {
	cols, err := c.columns(ctx, sp.Table)
	if err != nil {
		return err
	}
	cols = slices.DeleteFunc(cols, func(col column) bool { return !wanted(w, c.src.Redact(col.name), col.declared) })
	r := newRecords(cols, sp, part, w, c.src.Redact, yield)
	if w.Draw.Slotted() {
		err = c.draw(ctx, sp, r, w)
		r.finish()
		return err
	}
	err = c.scan(ctx, sp, r, w)
	if code(err) == lib.SQLITE_CORRUPT && r.numbered() && w.Draw == connectors.Whole {
		_ = c.scan(ctx, r.behind(sp), r, w) // what lies behind the damage; that there is some is said once
	}
	r.finish()
	return err
}

// scan adds what a query finds to r.
func (c *Connector) scan(ctx context.Context, sp spec, r *records, w connectors.Want) error {
	query, args, err := c.query(ctx, sp, r.cols, w)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.timeout, func() { cancel(context.DeadlineExceeded) })
	defer watch.Stop()
	rows, err := c.db.QueryContext(ctx, query, args...)
	if err != nil {
		return ended(ctx, err)
	}
	defer rows.Close()
	for !r.done() && rows.Next() {
		watch.Stop()
		if err := rows.Scan(r.into...); err != nil {
			return err
		}
		r.add()
		watch.Reset(c.timeout)
	}
	return ended(ctx, rows.Err())
}

// ended is why a query ended: where our own clock or the caller stopped it,
// the driver only knows of an interruption.
func ended(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause
	}
	return err
}

// wanted tells whether a column is asked for, or a path below it.
func wanted(w connectors.Want, path, declared string) bool {
	if w.Fields == nil {
		return true
	}
	return slices.ContainsFunc(w.Fields, func(f string) bool {
		rest, below := strings.CutPrefix(f, path)
		return below && (rest == "" || rest == "#key" || typeOf(declared) == connectors.JSON && (rest[0] == '.' || rest[0] == '['))
	})
}

// maxMeasured is how many columns a query has two results for, and one more:
// SQLite allows 2,000 in all. Of a wider table it is told that a value was cut
// and not by how much.
const maxMeasured = 999

// query selects the rows of a shard.
func (c *Connector) query(ctx context.Context, sp spec, cols []column, w connectors.Want) (query string, args []any, err error) {
	if query, err = c.selection(ctx, sp, cols, w); err != nil {
		return "", nil, err
	}
	if sp.RowID != "" {
		query += fmt.Sprintf(" WHERE %[1]s BETWEEN ? AND ? ORDER BY %[1]s", sp.RowID)
		if sp.back {
			query += " DESC"
		}
		args = append(args, sp.From, sp.To)
	}
	if w.Draw == connectors.Head {
		query += " LIMIT " + strconv.Itoa(max(w.N, 0))
	}
	return query, args, nil
}

// selection selects, for each column, the bytes that its value is too long by
// (null where it is not) and the value or its beginning. SQLite knows the
// length of a value without loading it.
func (c *Connector) selection(ctx context.Context, sp spec, cols []column, w connectors.Want) (string, error) {
	most, _ := w.Limits()
	perByte := 1
	var encoding string
	if err := c.db.QueryRowContext(ctx, `PRAGMA encoding`).Scan(&encoding); err != nil {
		return "", err
	}
	if strings.HasPrefix(encoding, "UTF-16") {
		perByte = 2 // two bytes of UTF-16 are at least one of UTF-8
	}
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, col := range cols {
		if i > 0 {
			b.WriteString(", ")
		}
		if len(cols) <= maxMeasured {
			fmt.Fprintf(&b, "CASE WHEN octet_length(%[1]s) > %[2]d THEN octet_length(%[1]s) - %[2]d END, ", quote(col.name), (most+1)*perByte)
		}
		expression(&b, quote(col.name), typeOf(col.declared) == connectors.JSON, (most+1)*perByte)
	}
	switch {
	case len(cols) == 0: // the rows count all the same
		b.WriteString(cmp.Or(sp.RowID, "1"))
	case len(cols) <= maxMeasured:
		b.WriteString(", " + cmp.Or(sp.RowID, "1"))
	}
	b.WriteString(" FROM ")
	b.WriteString(quote(sp.Table))
	if sp.Kind == "table" {
		b.WriteString(" NOT INDEXED") // an index may be damaged, or need a collation that is not there
	}
	return b.String(), nil
}

// expression is the value of a column, cut to most bytes.
func expression(b *strings.Builder, name string, isJSON bool, most int) {
	value := name
	if isJSON { // binary JSON and JSON5 as JSON
		value = fmt.Sprintf("CASE WHEN NOT json_valid(%[1]s, 1) AND json_valid(%[1]s, 10) THEN json(%[1]s) ELSE %[1]s END", name)
	}
	fmt.Fprintf(b, `CASE WHEN octet_length(%[1]s) <= %[2]d THEN %[3]s
		WHEN typeof(%[1]s) = 'text' THEN CAST(substr(CAST(%[1]s AS BLOB), 1, %[2]d) AS TEXT)
		WHEN typeof(%[1]s) = 'blob' THEN substr(%[1]s, 1, %[2]d)
		ELSE %[1]s END`, name, most, value)
}

// records makes batches of rows.
type records struct {
	build *format.Builder
	drawn bool
	cols  []column
	sp    spec
	paths []format.Path
	into  []any // for Scan: what query selects
	row   int64 // number of the row that was scanned, where rows are numbered
	last  int64 // the highest of them
	over  []*int64
	value []any
	text  []byte
	opts  format.Options
	yield func(*connectors.Batch, error) bool
}

func newRecords(cols []column, sp spec, part connectors.Part, w connectors.Want, redact func(string) string, yield func(*connectors.Batch, error) bool) *records {
	drawn := w.Draw.Slotted()
	if drawn {
		yield = saying(w.Draw, yield)
		w.Draw, sp.First = connectors.Whole, false
	}
	r := &records{
		drawn: drawn,
		cols:  cols, over: make([]*int64, len(cols)), value: make([]any, len(cols)), yield: yield,
		opts: format.Options{Part: part, Want: w, Redact: redact},
	}
	if sp.First {
		r.opts.Name = sp.Table
	}
	for i := range cols {
		if len(cols) <= maxMeasured {
			r.into = append(r.into, &r.over[i])
		}
		r.into = append(r.into, &r.value[i])
	}
	if len(cols) <= maxMeasured {
		r.into = append(r.into, &r.row)
	}
	r.sp = sp
	return r
}

// saying makes each batch say how its rows were chosen.
func saying(d connectors.Design, yield func(*connectors.Batch, error) bool) func(*connectors.Batch, error) bool {
	return func(b *connectors.Batch, err error) bool {
		if b != nil {
			b.Draw = d
		}
		return yield(b, err)
	}
}

// numbered tells whether rows were scanned with their numbers.
func (r *records) numbered() bool {
	return r.sp.RowID != "" && len(r.cols) <= maxMeasured && !r.done()
}

// behind is what sp has behind the rows that were read, from its end back.
func (r *records) behind(sp spec) spec {
	sp.back = true
	if r.build != nil {
		sp.From = r.last + 1
	}
	return sp
}

func (r *records) done() bool { return r.build != nil && r.build.Done() }

// add makes a record of the row that was scanned.
func (r *records) add() {
	first := r.build == nil
	if first || r.row > r.last {
		r.last = r.row
	}
	if first { // not before: the name of a table counts with its first row
		r.build = format.NewBuilder(r.opts, r.yield)
	}
	for i, col := range r.cols {
		if first {
			name := col.name
			if r.drawn {
				name = r.opts.Redact(name) // which is not a value then
			}
			r.paths = append(r.paths, r.build.Column([]byte(name)))
		}
		p := r.paths[i]
		if r.value[i] == nil {
			r.build.Null(p)
			continue
		}
		var typ string
		r.text, typ = canonical(r.text[:0], r.value[i])
		switch {
		case r.over[i] != nil:
			r.build.AddCut(p, typ, r.text, *r.over[i])
		case typ == connectors.Text && typeOf(col.declared) == connectors.JSON:
			document(r.build, p, r.text)
		default:
			r.build.Add(p, typ, r.text)
		}
	}
	r.build.End()
}

func (r *records) finish() {
	if r.build != nil {
		r.build.Finish()
	}
}

// canonical appends a value as text. Its type is that of its storage class.
func canonical(dst []byte, v any) (text []byte, typ string) {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(dst, v, 10), connectors.Integer
	case float64:
		return strconv.AppendFloat(dst, v, 'f', -1, 64), connectors.Float
	case string:
		return append(dst, v...), connectors.Text
	case []byte:
		return append(dst, v...), connectors.Bytes
	}
	return fmt.Append(dst, v), connectors.Mixed // the driver has no other
}
