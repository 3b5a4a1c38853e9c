package mysql

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// limits say how a table is cut.
type limits struct {
	shard  int64 // rows, or possible keys, of a shard
	shards int64 // of a table whose keys are counted through, at most
	unit   int64 // rows of a unit
	window int64 // keys that are looked at together to see how dense they lie
	count  int64 // possible keys of a table whose rows are simply counted
}

var usual = limits{shard: 32768, shards: 4096, unit: 16, window: 64, count: 65536}

const (
	windows = 256 // of keys that are looked at
	holes   = 20  // possible keys for one row, at most, that records are drawn by
)

// spec is what a Shard carries.
type spec struct {
	location
	Key   string `json:"key,omitempty"` // the index that it is cut by
	From  values `json:"from,omitempty"`
	To    values `json:"to,omitempty"`   // the first key behind it
	Unit  int64  `json:"unit,omitempty"` // rows of a unit
	First bool   `json:"first,omitempty"`
}

// Shards cuts d along its key. Where the key is an integer with few holes, all
// shards have as many possible keys; else as many rows.
func (c *Connector) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		part := connectors.Part{Sub: d.Sub, Dataset: d.Name}
		var at location
		if err := json.Unmarshal(d.Opaque, &at); err != nil {
			yield(connectors.Shard{}, &connectors.Error{Part: part, Reason: connectors.Malformed, Text: "was not listed by this connector"})
			return
		}
		k := cutter{c: c, d: d, at: at}
		if err := c.session(ctx, c.cfg.timeout, k.cut); err != nil {
			yield(connectors.Shard{}, c.fault(ctx, err, part, c.grantee(at)))
			return
		}
		for _, e := range k.gaps {
			e.Part = part
			if !yield(connectors.Shard{}, e) {
				return
			}
		}
		for _, s := range k.shards {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// grantee is the table's name as a statement can hold it, redacted.
func (c *Connector) grantee(at location) string {
	return quote(c.redact(at.Database)) + "." + quote(c.redact(at.Table))
}

// table reads what the catalogue says of one table, and remembers it for the
// shards read later.
func (s *session) table(ctx context.Context, at location) (*table, error) {
	found, err := s.load(ctx, at.Database, at.Table)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, serverError(noSuchTable)
	}
	s.c.tables.Store(at, found[0])
	return found[0], nil
}

// cutter cuts one table into shards.
type cutter struct {
	c  *Connector
	d  connectors.Dataset
	at location
	t  *table
	s  *session

	shards []connectors.Shard
	gaps   []*connectors.Error
}

func (k *cutter) cut(ctx context.Context, s *session) (err error) {
	k.s = s
	if k.t, err = s.table(ctx, k.at); err != nil {
		return err
	}
	if ok, err := k.allowed(ctx); err != nil || !ok {
		return err
	}
	if k.t.history {
		k.gap(connectors.Skipped, "it is system-versioned: its present rows are read, those that were changed or deleted are not")
	}
	switch {
	case k.t.key == nil || k.t.optIn:
		k.add("all", spec{}, connectors.Whole, 0, k.d.Records)
		return nil
	case k.t.key.integer():
		if done, err := k.numbers(ctx); done || err != nil {
			return err
		}
	}
	return k.walk(ctx)
}

func (k *cutter) gap(reason connectors.Reason, text string) {
	k.gaps = append(k.gaps, &connectors.Error{Reason: reason, Text: text})
}

// allowed says whether something of the table may be read. The catalogue shows
// no columns that the login has no right on; so all are asked for.
func (k *cutter) allowed(ctx context.Context) (bool, error) {
	all := "select * from " + k.at.String() + " limit 0"
	if len(k.t.columns) == 0 { // the server cannot even tell what they are
		_, err := k.s.query(ctx, all)
		if err == nil {
			err = serverError(changedMeantime)
		}
		return false, err
	}
	if !k.t.readable() {
		e := denied(k.c.grantee(k.at))
		k.gaps = append(k.gaps, &e)
		return false, nil
	}
	if k.t.kind == "view" { // asking for its columns could take long
		gap, err := k.s.checkView(ctx, k.at, map[location]bool{})
		if gap != nil {
			k.gaps = append(k.gaps, gap)
		}
		return gap == nil, err
	}
	_, err := k.s.query(ctx, all)
	if n := code(err); n == tableDenied || n == columnDenied {
		k.gap(connectors.Denied, "permission denied on some of its columns, which the server does not name; GRANT SELECT ON "+
			k.c.grantee(k.at)+" TO the scan's user")
		return true, nil
	}
	return true, err
}

// numbers cuts a table whose key is an integer into ranges of as many possible
// keys. done is false where too few of those are taken.
func (k *cutter) numbers(ctx context.Context) (done bool, err error) {
	name := k.t.key.list()
	rows, err := k.s.query(ctx, "select min("+name+"), max("+name+")"+k.t.key.from(k.at))
	if err != nil {
		return false, err
	}
	if rows[0][0] == nil {
		return true, nil // nothing to read
	}
	n := numbers{unsigned: k.t.key.columns[0].typ.unsigned}
	if n.low, err = n.parse(rows[0][0]); err != nil {
		return false, err
	}
	high, err := n.parse(rows[0][1])
	if err != nil {
		return false, err
	}
	n.width = high - n.low // one less than there are possible keys
	if ok, err := k.dense(ctx, n); err != nil || !ok {
		return false, err
	}
	step := max(uint64(k.c.limits.shard), n.width/uint64(k.c.limits.shards)+1)
	for from := uint64(0); ; from += step {
		sp := spec{Key: k.t.key.index, From: values{n.text(from)}}
		id := fmt.Sprintf("keys %d-", from)
		if n.width-from < step {
			k.add(id, sp, connectors.Records, int64(n.width-from+1), -1)
			return true, nil
		}
		sp.To = values{n.text(from + step)}
		k.add(id, sp, connectors.Records, int64(step), -1)
	}
}

// numbers are the possible values of an integer key, counted from the lowest.
type numbers struct {
	low, width uint64 // a signed one as its bits
	unsigned   bool
}

func (n numbers) parse(b []byte) (uint64, error) {
	if n.unsigned {
		return strconv.ParseUint(string(b), 10, 64)
	}
	v, err := strconv.ParseInt(string(b), 10, 64)
	return uint64(v), err
}

// text is the value i beyond the lowest.
func (n numbers) text(i uint64) []byte {
	if n.unsigned {
		return strconv.AppendUint(nil, n.low+i, 10)
	}
	return strconv.AppendInt(nil, int64(n.low+i), 10)
}

// dense says whether enough of the possible keys are taken to draw records by
// them. Of a small table all are counted; of another, those in windows that
// lie evenly, so that the answer follows from the contents alone.
func (k *cutter) dense(ctx context.Context, n numbers) (bool, error) {
	l := k.c.limits
	possible, where := n.width+1, ""
	if n.width >= uint64(l.count) {
		var parts []string
		room := n.width - uint64(l.window) + 1
		for i := range uint64(windows) {
			at := room/(windows-1)*i + room%(windows-1)*i/(windows-1)
			parts = append(parts, fmt.Sprintf("%s between %s and %s", k.t.key.list(), n.text(at), n.text(at+uint64(l.window)-1)))
		}
		possible, where = windows*uint64(l.window), " where "+strings.Join(parts, " or ")
	}
	rows, err := k.s.query(ctx, "select count(*)"+k.t.key.from(k.at)+where)
	if err != nil {
		return false, err
	}
	return uint64(number(rows[0][0]))*holes >= possible, nil
}

// walk cuts a table into ranges of as many rows, along its key. A unit is a run
// of rows within one.
func (k *cutter) walk(ctx context.Context) error {
	key, l := k.t.key, k.c.limits
	sp := spec{Key: key.index, Unit: l.unit}
	slots := func(rows int64) int64 { return (rows + l.unit - 1) / l.unit }
	row := int64(0)
	for ; ; row += l.shard {
		next, err := k.s.at(ctx, key, k.at, span{From: sp.From}, l.shard)
		if err != nil {
			return err
		}
		if next == nil {
			break
		}
		sp.To = next
		k.add(fmt.Sprintf("rows %d-", row), sp, connectors.Units, slots(l.shard), l.shard)
		sp.From, sp.To = next, nil
	}
	rows, err := k.s.query(ctx, "select count(*) from (select 1"+key.from(k.at)+key.where(span{From: sp.From})+" limit "+strconv.FormatInt(l.shard, 10)+") s")
	if err != nil {
		return err
	}
	if n := number(rows[0][0]); n > 0 {
		k.add(fmt.Sprintf("rows %d-", row), sp, connectors.Units, slots(n), n)
	}
	return nil
}

// at is the key of the row so many rows behind the beginning of a range; nil
// where there are not as many.
func (s *session) at(ctx context.Context, k *key, at location, in span, offset int64) (values, error) {
	rows, err := s.query(ctx, "select "+k.list()+k.from(at)+k.where(in)+" order by "+k.list()+
		" limit 1 offset "+strconv.FormatInt(offset, 10))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return values(rows[0]), nil
}

// add makes a shard. Its ID shows no key: that could be a number.
func (k *cutter) add(id string, sp spec, draw connectors.Design, slots, records int64) {
	sp.location, sp.First = k.at, len(k.shards) == 0
	bytes := int64(-1)
	switch {
	case sp.Key == "":
		bytes = k.d.Bytes
	case records >= 0 && k.d.Records > 0 && k.d.Bytes >= 0:
		bytes = int64(float64(k.d.Bytes) / float64(k.d.Records) * float64(records))
	}
	k.shards = append(k.shards, connectors.Shard{
		ID: id, Dataset: k.d.Name, Sub: k.d.Sub, Records: records, Bytes: bytes, Spec: opaque(sp), Draw: draw, Slots: slots,
	})
}
