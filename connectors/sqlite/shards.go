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

// maxSpans is how many shards of equal width a table is cut into at most, and
// maxWide how many times as many row numbers as rows one of them may span: it
// holds that many rows where there are no holes.
const (
	maxSpans = 4096
	maxWide  = 4
)

// spec is what a shard carries for Read.
type spec struct {
	Table string `json:"table"`
	Kind  string `json:"kind"`
	RowID string `json:"rowid,omitempty"`
	From  int64  `json:"from,omitempty"` // row numbers, both included
	To    int64  `json:"to,omitempty"`
	First bool   `json:"first,omitempty"` // names that hold a number count here

	back bool // from To to From
}

// Shards cuts a table into ranges of row numbers. What has none is one shard.
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
			yield(shard(d, s, "all", own.Rows, own.Bytes), nil)
			return
		}
		for r, err := range c.ranges(ctx, own) {
			if err != nil {
				yield(connectors.Shard{}, c.fault(part, err))
				return
			}
			s.From, s.To = r.from, r.to
			bytes := int64(-1)
			if r.rows >= 0 && own.Rows > 0 && own.Bytes >= 0 {
				bytes = own.Bytes / own.Rows * r.rows
			}
			if !yield(shard(d, s, fmt.Sprintf("%d-%d", s.From, s.To), r.rows, bytes), nil) {
				return
			}
			s.First = false
		}
	}
}

func shard(d connectors.Dataset, s spec, id string, rows, bytes int64) connectors.Shard {
	raw, _ := json.Marshal(s) // strings and numbers
	return connectors.Shard{ID: id, Dataset: d.Name, Sub: d.Sub, Records: rows, Bytes: bytes, Spec: raw}
}

// span is a range of row numbers, both included.
type span struct {
	from, to, rows int64 // rows -1: unknown
}

// ranges cuts a table. A small one is walked, so that each shard has the same
// number of rows whatever the holes. A big one is not walked where equal
// widths cannot hold too many rows.
func (c *Connector) ranges(ctx context.Context, own dataset) iter.Seq2[span, error] {
	lo, hi, ok, err := c.span(ctx, own.Table, own.RowID)
	switch {
	case err != nil:
		return func(yield func(span, error) bool) { yield(span{}, err) }
	case !ok:
		return func(func(span, error) bool) {}
	}
	if width := uint64(hi) - uint64(lo); own.Rows < 0 && width/maxSpans < maxWide*uint64(c.limits.rows) {
		return c.equal(ctx, own, lo, hi, max(int64(width/maxSpans), c.limits.rows-1))
	}
	return c.walk(ctx, own, lo, hi)
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
func (c *Connector) walk(ctx context.Context, own dataset, lo, hi int64) iter.Seq2[span, error] {
	rows := c.limits.rows
	if own.Rows > 0 && own.Bytes > 0 {
		rows = min(rows, max(1, c.limits.bytes*own.Rows/own.Bytes))
	}
	query := fmt.Sprintf(`SELECT %[1]s FROM %[2]s NOT INDEXED WHERE %[1]s >= ? ORDER BY %[1]s LIMIT 1 OFFSET %[3]d`, own.RowID, quote(own.Table), rows)
	return func(yield func(span, error) bool) {
		left := own.Rows
		for from := lo; ; {
			var next int64
			err := c.db.QueryRowContext(ctx, query, from).Scan(&next)
			if err == sql.ErrNoRows {
				yield(span{from, hi, left}, nil)
				return
			}
			if code(err) == lib.SQLITE_CORRUPT { // what lies before the damage can be read
				yield(span{from, hi, left}, nil)
				return
			}
			if err != nil {
				yield(span{}, err)
				return
			}
			if !yield(span{from, next - 1, rows}, nil) {
				return
			}
			from = next
			if left >= 0 {
				left -= rows
			}
		}
	}
}

// equal cuts into ranges of width+1 row numbers and jumps over holes.
func (c *Connector) equal(ctx context.Context, own dataset, lo, hi, width int64) iter.Seq2[span, error] {
	query := fmt.Sprintf(`SELECT min(%[1]s) FROM %[2]s NOT INDEXED WHERE %[1]s > ?`, own.RowID, quote(own.Table))
	return func(yield func(span, error) bool) {
		for from := lo; ; {
			if hi-from <= width {
				yield(span{from, hi, -1}, nil)
				return
			}
			to := from + width
			if !yield(span{from, to, -1}, nil) {
				return
			}
			if err := c.db.QueryRowContext(ctx, query, to).Scan(&from); err != nil {
				yield(span{}, err)
				return
			}
		}
	}
}
