package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"

	lib "modernc.org/sqlite/lib"

	"github.com/dialmap/dialmap/connectors"
)

// maxSpans is how many shards of equal width a table is cut into at most.
const maxSpans = 4096

// spec is what a shard carries for Read.
type spec struct {
	Table string `json:"table"`
	Kind  string `json:"kind"`
	RowID string `json:"rowid,omitempty"`
	From  int64  `json:"from,omitempty"` // row numbers, both included
	To    int64  `json:"to,omitempty"`
	First bool   `json:"first,omitempty"` // names that hold a number count here

	Ranked bool     `json:"ranked,omitempty"` // a slot is a rank; else a row number from From
	Keys   []string `json:"keys,omitempty"`   // of a table without row numbers, as expressions

	back bool // from To to From
}

// Shards cuts a table into ranges of row numbers. What has none is one shard.
// Rows of tables can be drawn, those of views and virtual tables cannot.
func (c *Connector) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		part := connectors.Part{Dataset: d.Name}
		var own dataset
		if err := json.Unmarshal(d.Opaque, &own); err != nil {
			yield(connectors.Shard{}, &connectors.Error{Part: part, Reason: connectors.Malformed, Text: "it was listed by another version of dialmap; scan again", Cause: err})
			return
		}
		s := spec{Table: own.Table, Kind: own.Kind, RowID: own.RowID, First: true}
		if s.RowID == "" {
			slots, err := c.ranked(ctx, &s, own.Rows)
			if err != nil {
				yield(connectors.Shard{}, c.fault(part, err))
				return
			}
			s.Ranked = slots > 0
			yield(shard(d, s, "all", own.Rows, own.Bytes, slots), nil)
			return
		}
		for r, err := range c.ranges(ctx, own) {
			if err != nil {
				yield(connectors.Shard{}, c.fault(part, err))
				return
			}
			s.From, s.To, s.Ranked = r.from, r.to, r.ranked
			bytes := int64(-1)
			if r.rows >= 0 && own.Rows > 0 && own.Bytes >= 0 {
				bytes = own.Bytes / own.Rows * r.rows
			}
			if !yield(shard(d, s, fmt.Sprintf("%d-%d", s.From, s.To), r.rows, bytes, r.slots), nil) {
				return
			}
			s.First = false
		}
	}
}

// shard makes one; slots 0: its rows cannot be drawn.
func shard(d connectors.Dataset, s spec, id string, rows, bytes, slots int64) connectors.Shard {
	raw, _ := json.Marshal(s) // strings and numbers
	out := connectors.Shard{ID: id, Dataset: d.Name, Sub: d.Sub, Records: rows, Bytes: bytes, Spec: raw, Slots: slots}
	if slots > 0 {
		out.Draw = connectors.Records
	}
	return out
}

// span is a range of row numbers, both included.
type span struct {
	from, to, rows int64 // rows -1: unknown
	slots          int64 // 0: whole
	ranked         bool
}

// numbered makes every row number of s a slot.
func (s span) numbered() span {
	s.slots = s.to - s.from + 1
	return s
}

// byRank makes a slot of every row of s, of which there are at most so many.
func (s span) byRank(most int64) span {
	s.ranked, s.slots = true, most
	if s.rows >= 0 {
		s.slots = s.rows
	}
	return s
}

// ranges cuts a table. A small one is walked, so that each shard has the same
// number of rows whatever the holes. A big one is not walked where its row
// numbers are dense: equal widths cannot hold too many rows then.
func (c *Connector) ranges(ctx context.Context, own dataset) iter.Seq2[span, error] {
	lo, hi, ok, err := c.span(ctx, own.Table, own.RowID)
	switch {
	case err != nil:
		return func(yield func(span, error) bool) { yield(span{}, err) }
	case !ok:
		return func(func(span, error) bool) {}
	}
	share, err := c.density(ctx, own, lo, hi)
	switch dense := share*minDense >= 1; {
	case err != nil:
		return func(yield func(span, error) bool) { yield(span{}, err) }
	case dense && own.Rows < 0:
		return c.equal(ctx, own, lo, hi, share)
	default:
		return c.walk(ctx, own, lo, hi, dense)
	}
}

// span is the first and last row number; not ok for an empty table. Asked for
// together, min and max would read the whole table.
func (c *Connector) span(ctx context.Context, name, rowid string) (lo, hi int64, ok bool, err error) {
	var first, last sql.NullInt64
	t := quote(name)
	err = c.db.QueryRowContext(ctx, fmt.Sprintf(`SELECT (SELECT min(%[1]s) FROM %[2]s NOT INDEXED), (SELECT max(%[1]s) FROM %[2]s NOT INDEXED)`, rowid, t)).Scan(&first, &last)
	return first.Int64, last.Int64, first.Valid && last.Valid, err
}

// walk ends a shard after so many rows.
func (c *Connector) walk(ctx context.Context, own dataset, lo, hi int64, dense bool) iter.Seq2[span, error] {
	rows := c.limits.rows
	if own.Rows > 0 && own.Bytes > 0 {
		rows = min(rows, max(1, c.limits.bytes*own.Rows/own.Bytes))
	}
	query := fmt.Sprintf(`SELECT %[1]s FROM %[2]s NOT INDEXED WHERE %[1]s >= ? ORDER BY %[1]s LIMIT 1 OFFSET %[3]d`, own.RowID, quote(own.Table), rows)
	drawn := func(s span) span {
		if dense {
			return s.numbered()
		}
		return s.byRank(rows)
	}
	return func(yield func(span, error) bool) {
		left := own.Rows
		for from := lo; ; {
			var next int64
			err := c.db.QueryRowContext(ctx, query, from).Scan(&next)
			if err == sql.ErrNoRows || code(err) == lib.SQLITE_CORRUPT { // what lies before damage can be read
				yield(drawn(span{from: from, to: hi, rows: left}), nil)
				return
			}
			if err != nil {
				yield(span{}, err)
				return
			}
			if !yield(drawn(span{from: from, to: next - 1, rows: rows}), nil) {
				return
			}
			from = next
			if left >= 0 {
				left -= rows
			}
		}
	}
}

// equal cuts into ranges of equal width and jumps over holes between them;
// share of the row numbers are taken.
func (c *Connector) equal(ctx context.Context, own dataset, lo, hi int64, share float64) iter.Seq2[span, error] {
	width := max(int64((uint64(hi)-uint64(lo))/maxSpans), c.limits.rows-1)
	one := func(from, to int64) span {
		s := span{from: from, to: to}.numbered()
		s.rows = int64(share * float64(s.slots))
		return s
	}
	query := fmt.Sprintf(`SELECT min(%[1]s) FROM %[2]s NOT INDEXED WHERE %[1]s > ?`, own.RowID, quote(own.Table))
	return func(yield func(span, error) bool) {
		for from := lo; ; {
			if hi-from <= width {
				yield(one(from, hi), nil)
				return
			}
			to := from + width
			if !yield(one(from, to), nil) {
				return
			}
			if err := c.db.QueryRowContext(ctx, query, to).Scan(&from); err != nil {
				yield(span{}, err)
				return
			}
		}
	}
}
