package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
)

// record is what one record holds: German numbers and American ones, in so
// many bytes.
type record struct {
	german, american uint8
	size             uint16
}

// world is a dataset in memory whose contents are known.
type world struct {
	records []record
	draw    connectors.Design
	every   int   // Records: one slot in so many holds a record
	units   []int // Units: where each begins, and the end
	shard   int   // records of a shard; Units: units of one
}

type truth struct{ records, holding, numbers, german, share float64 }

func (w *world) truth() truth {
	var t truth
	var bytes, held float64
	for _, r := range w.records {
		t.records++
		bytes += float64(r.size)
		if n := float64(r.german) + float64(r.american); n > 0 {
			t.holding++
			t.numbers += n
			t.german += float64(r.german)
			held += float64(r.size)
		}
	}
	switch w.draw {
	case connectors.Units:
		holders := 0
		for i := range len(w.units) - 1 {
			for _, r := range w.records[w.units[i]:w.units[i+1]] {
				if r.german+r.american > 0 {
					holders++
					break
				}
			}
		}
		t.share = float64(holders) / float64(len(w.units)-1)
	case connectors.Offsets:
		t.share = held / bytes
	default:
		t.share = t.holding / max(1, t.records)
	}
	return t
}

func (w *world) open(context.Context, connectors.Source) (connectors.Connector, error) { return w, nil }

func (w *world) Close() error { return nil }

func (w *world) Datasets(context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		yield(connectors.Dataset{Name: "d", Kind: "table", Unit: "row", Records: -1, Bytes: max(1, int64(len(w.records))-1000) << 20}, nil)
	}
}

type span struct{ From, To int }

func (w *world) Shards(_ context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		n := len(w.records)
		if w.draw == connectors.Units {
			n = len(w.units) - 1
		}
		for from := 0; from < n; from += w.shard {
			s := span{from, min(from+w.shard, n)}
			b, err := json.Marshal(s)
			if err != nil {
				panic(err) // two integers
			}
			if !yield(connectors.Shard{ID: fmt.Sprint(from), Dataset: d.Name, Records: -1, Bytes: -1, Spec: b, Draw: w.draw, Slots: w.slots(s)}, nil) {
				return
			}
		}
	}
}

func (w *world) slots(s span) (n int64) {
	switch w.draw {
	case connectors.Units:
		return int64(s.To - s.From)
	case connectors.Records:
		return int64((s.To - s.From) * w.every)
	}
	for _, r := range w.records[s.From:s.To] {
		n += int64(r.size)
	}
	return n
}

func (w *world) Read(_ context.Context, s connectors.Shard, want connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		var sp span
		if err := json.Unmarshal(s.Spec, &sp); err != nil {
			yield(nil, err)
			return
		}
		b := &connectors.Batch{Draw: want.Draw}
		flush := func() bool {
			ok := b.Rows == 0 && !b.Last || yield(b, nil)
			b = &connectors.Batch{Draw: want.Draw}
			return ok
		}
		var end int64
		at := sp.From - 1
		for _, slot := range want.Slots {
			switch want.Draw {
			case connectors.Records:
				if slot%int64(w.every) == 0 {
					put(b, w.records[sp.From+int(slot)/w.every])
				}
			case connectors.Offsets:
				for ; slot >= end; end += int64(w.records[at].size) {
					at++
				}
				put(b, w.records[at])
				b.Sizes = append(b.Sizes, int64(w.records[at].size))
			case connectors.Units:
				u := sp.From + int(slot)
				for _, r := range w.records[w.units[u]:w.units[u+1]] {
					put(b, r)
					if b.Rows == connectors.MaxRows && !flush() {
						return
					}
				}
				b.Unit, b.Last = slot, true
				if !flush() {
					return
				}
			}
			if b.Rows == connectors.MaxRows && !flush() {
				return
			}
		}
		if want.Draw.Slotted() {
			flush()
			return
		}
		from, to := sp.From, sp.To
		if w.draw == connectors.Units {
			from, to = w.units[sp.From], w.units[sp.To]
		}
		if want.Draw == connectors.Head {
			to = min(to, from+want.N)
		}
		for _, r := range w.records[from:to] {
			if put(b, r); b.Rows == connectors.MaxRows && !flush() {
				return
			}
		}
		flush()
	}
}

// put adds a record: a letter for each of its numbers.
func put(b *connectors.Batch, r record) {
	if b.Cols == nil {
		b.Cols = []connectors.Column{
			{Field: connectors.Field{Path: "phone", Type: connectors.Text}},
			{Field: connectors.Field{Path: "id", Type: connectors.Text}},
		}
	}
	const letters = "GGGGGGGGAAAAAAAA"
	if n := r.german + r.american; n > 0 {
		b.Cols[0].Append(b.Rows, []byte(letters[8-r.german:8+r.american]), 0)
	}
	b.Cols[1].Append(b.Rows, []byte("x"), 0)
	b.Rows++
}

// reader is the detector of that world: a letter is a number.
type reader struct{}

func (reader) Detect(dst []detectors.Match, v detectors.Value) ([]detectors.Match, int) {
	for i, c := range v.Text {
		switch c {
		case 'G':
			dst = append(dst, detectors.Match{Start: i, End: i + 1, Region: "DE", Number: detectors.NewNumber("4917139200", true), Confidence: 1})
		case 'A':
			dst = append(dst, detectors.Match{Start: i, End: i + 1, Region: "US", Number: detectors.NewNumber("12125550100", true), Confidence: 1})
		}
	}
	return dst, len(v.Text)
}

// random numbers of a run.
func randomly(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5eed)) }
