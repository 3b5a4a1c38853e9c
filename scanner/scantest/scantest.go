// Package scantest is a small world to test the scanner in: a source in memory
// that can be slow, broken or taken away, and a detector with one plain rule.
package scantest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
)

// World is a source in memory. It is a connector and opens itself.
type World struct {
	Tables    map[string][]Row
	Order     []string // of the listing
	ShardRows int      // records of one shard; 0: 10

	Draw     connectors.Design // how records can be drawn; zero: they cannot be
	Sparse   int               // Draw Records: one slot in so many holds a record; 0: each does
	UnitRows int               // Draw Units: records of one slot; 0: 5
	Name     string            // comes as {name} with the first record of a table that is not drawn

	// Unlisted is asked before a table is listed; its error takes its place.
	Unlisted func(table string) error

	// Locked is asked before a table is cut into shards; its error takes their
	// place.
	Locked func(table string) error

	// Before is asked before the nth read of a shard (from 1); its error takes
	// the place of what would be read.
	Before func(shard string, n int) error
	// Midway is asked in the middle of the nth read of a shard.
	Midway func(shard string, n int) error

	mu    sync.Mutex
	reads map[string]int
}

// Row is one record: values by path.
type Row map[string]string

// Open makes World a connectors.Open.
func (w *World) Open(context.Context, connectors.Source) (connectors.Connector, error) { return w, nil }

// Close does nothing.
func (w *World) Close() error { return nil }

// Reads is how often a shard was read.
func (w *World) Reads() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, r := range w.reads {
		n += r
	}
	return n
}

// Datasets lists the tables.
func (w *World) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		for _, name := range w.Order {
			d := connectors.Dataset{Name: name, Kind: "table", Unit: "row", Records: int64(len(w.Tables[name])), Bytes: -1, Stamp: fmt.Sprint(len(w.Tables[name]))}
			var err error
			if w.Unlisted != nil {
				if err = w.Unlisted(name); err != nil {
					d = connectors.Dataset{}
				}
			}
			if ctx.Err() != nil || !yield(d, err) {
				return
			}
		}
	}
}

type spec struct{ From, To int }

// Shards cuts a table by its rows; as one, that cannot be drawn from, where it
// is to be sequential.
func (w *World) Shards(_ context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	size := w.ShardRows
	if size == 0 {
		size = 10
	}
	draw, n := w.Draw, len(w.Tables[d.Name])
	if d.Sequential {
		draw, size = connectors.Whole, max(n, 1)
	}
	return func(yield func(connectors.Shard, error) bool) {
		if w.Locked != nil {
			if err := w.Locked(d.Name); err != nil {
				yield(connectors.Shard{}, err)
				return
			}
		}
		for from := 0; from < n; from += size {
			to := min(from+size, n)
			b, err := json.Marshal(spec{from, to})
			if err != nil {
				panic(err) // two integers
			}
			s := connectors.Shard{ID: fmt.Sprint(d.Name, "/", from), Dataset: d.Name, Records: int64(to - from), Bytes: -1, Spec: b, Draw: draw}
			if draw.Slotted() {
				s.Slots = w.slots(w.Tables[d.Name][from:to])
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

func (w *World) slots(rows []Row) int64 {
	switch w.Draw {
	case connectors.Records:
		return int64(len(rows) * max(w.Sparse, 1))
	case connectors.Units:
		return int64((len(rows) + w.unit() - 1) / w.unit())
	}
	var n int64
	for _, r := range rows {
		n += r.size()
	}
	return n
}

func (w *World) unit() int {
	if w.UnitRows == 0 {
		return 5
	}
	return w.UnitRows
}

// size of a row in bytes: its values and a line end.
func (r Row) size() int64 {
	n := int64(1)
	for _, v := range r {
		n += int64(len(v))
	}
	return n
}

// Read yields the rows of a shard in batches of three; of a unit as one.
func (w *World) Read(ctx context.Context, s connectors.Shard, want connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		var sp spec
		if err := json.Unmarshal(s.Spec, &sp); err != nil {
			yield(nil, err)
			return
		}
		n := w.count(s.ID)
		if w.Before != nil {
			if err := w.Before(s.ID, n); err != nil {
				yield(nil, err)
				return
			}
		}
		batches := w.batches(w.Tables[s.Dataset][sp.From:sp.To], want)
		if w.Name != "" && sp.From == 0 && !want.Draw.Slotted() && len(batches) > 0 {
			c := connectors.Column{Field: connectors.Field{Path: "{name}", Type: connectors.Name}}
			c.Append(0, []byte(w.Name), 0)
			batches[0].Cols = append(batches[0].Cols, c)
		}
		for i, b := range batches {
			if i > 0 && 2*i >= len(batches) && w.Midway != nil {
				if err := w.Midway(s.ID, n); err != nil && (!yield(nil, err) || retry(err)) {
					return
				}
			}
			if ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			if !yield(b, nil) {
				return
			}
		}
	}
}

func (w *World) batches(rows []Row, want connectors.Want) (out []*connectors.Batch) {
	switch want.Draw {
	case connectors.Head:
		rows = rows[:min(len(rows), want.N)]
	case connectors.Units:
		for _, slot := range want.Slots {
			from := int(slot) * w.unit()
			b := batch(rows[from:min(from+w.unit(), len(rows))], want.Draw)
			b.Unit, b.Last = slot, true
			out = append(out, b)
		}
		return out
	case connectors.Records, connectors.Offsets:
		rows = w.drawn(rows, want)
	}
	for i := 0; i < len(rows); i += 3 {
		b := batch(rows[i:min(i+3, len(rows))], want.Draw)
		if want.Draw == connectors.Offsets {
			for _, r := range rows[i:min(i+3, len(rows))] {
				b.Sizes = append(b.Sizes, r.size())
			}
		}
		out = append(out, b)
	}
	return out
}

// drawn are the rows in the slots.
func (w *World) drawn(rows []Row, want connectors.Want) (out []Row) {
	if want.Draw == connectors.Records {
		for _, slot := range want.Slots {
			if sparse := int64(max(w.Sparse, 1)); slot%sparse == 0 {
				out = append(out, rows[slot/sparse])
			}
		}
		return out
	}
	var end int64
	i := -1
	for _, slot := range want.Slots {
		for ; slot >= end; end += rows[i].size() {
			i++
		}
		out = append(out, rows[i])
	}
	return out
}

func (w *World) count(shard string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.reads == nil {
		w.reads = map[string]int{}
	}
	w.reads[shard]++
	return w.reads[shard]
}

func retry(err error) bool {
	var e *connectors.Error
	return errors.As(err, &e) && e.Retry
}

func batch(rows []Row, d connectors.Design) *connectors.Batch {
	b := &connectors.Batch{Rows: len(rows), Draw: d}
	cols := map[string]int{}
	for i, r := range rows {
		for path, v := range r {
			at, ok := cols[path]
			if !ok {
				at = len(b.Cols)
				cols[path] = at
				b.Cols = append(b.Cols, connectors.Column{Field: connectors.Field{Path: path, Type: connectors.Text}})
			}
			b.Cols[at].Append(i, []byte(v), 0)
		}
	}
	return b
}

// Detector finds every + with its digits, and takes bare digits where the
// policy says that a field holds numbers.
type Detector struct{}

// Detect implements detectors.Detector.
func (Detector) Detect(dst []detectors.Match, v detectors.Value) ([]detectors.Match, int) {
	for i := 0; i < len(v.Text); i++ {
		plus := v.Text[i] == '+'
		end := i + 1
		for end < len(v.Text) && v.Text[end] >= '0' && v.Text[end] <= '9' {
			end++
		}
		switch {
		case plus && end-i > 7:
			dst = append(dst, detectors.Match{Start: i, End: end, Number: detectors.NewNumber(string(v.Text[i+1:end]), true), Region: "US", Confidence: 1})
		case !plus && i == 0 && end == len(v.Text) && end > 6 && v.National == detectors.On:
			region, how := v.Region()
			m := detectors.Match{End: end, Region: region, How: how, Number: detectors.NewNumber(string(v.Text), region != ""), Format: detectors.Bare, Confidence: 0.8}
			if region == "" {
				m.Status = detectors.Unknown
			}
			dst = append(dst, m)
		}
		i = end - 1
	}
	return dst, len(v.Text)
}
