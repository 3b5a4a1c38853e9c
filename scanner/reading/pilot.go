// Package reading decides how a dataset is read: its pilot reads a small seeded
// draw and finds what every field is for, which columns say whose a record is
// and how numbers in national format are placed. What it decides is frozen in
// the plan (package plan).
package reading

import (
	"bytes"
	"context"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// The pilot's size: records over at most so many shards, and values of one
// field that are kept, each up to a length.
const (
	pilotRecords = 1000
	pilotShards  = 4
	pilotBytes   = 8 << 20
	pilotValue   = 4 << 10
)

// Pilot reads a small seeded draw of a dataset and decides how it is read: the
// heads of some shards, where values that follow each other can be seen, and
// where slots can be drawn, records from all over. What cannot be read here is
// met again by the work, and is a gap there. held is the share of the slots
// that hold a record, 0 where none were drawn. busy says that nothing could be
// read, and that it may be later.
func Pilot(ctx context.Context, o *Tools, c connectors.Connector, name string, design connectors.Design, shards []connectors.Shard, hints detectors.Hints, declared map[string]string) (r plan.Reading, held float64, busy plan.Busy) {
	p := &sample{fields: map[string]*fieldSample{}}
	switch all := p.begin(ctx, c, shards, pilotRecords); {
	case all:
	case design.Slotted() || shards[0].Draw == connectors.Records:
		heads := map[string]int{}
		for path, f := range p.fields {
			heads[path] = len(f.values)
		}
		held = p.draw(ctx, o, c, name, shards)
		for path, n := range heads {
			p.fields[path].drawn(n)
		}
	default:
		p = &sample{fields: map[string]*fieldSample{}}
		drawn := plan.Spread(o.Seed, shards, pilotShards)
		for _, s := range drawn {
			p.read(ctx, c, s, connectors.Want{Draw: connectors.Head, N: pilotRecords / len(drawn), MaxValue: pilotValue})
		}
	}
	r = plan.Reading{Hint: hints.Dataset, Source: hints.Source, Hints: declared, Fields: map[string]plan.FieldReading{}}
	if len(shards) > 0 {
		p.decide(o, shards[0].Dataset, &r, hints)
	}
	if p.records > 0 {
		return r, held, plan.NotBusy
	}
	return r, held, p.busy
}

// begin reads the first n records of a dataset, however it is cut, and says
// whether these were fewer: all there are. What the source believes of its size
// may change from one moment to the next, and decides nothing here.
func (p *sample) begin(ctx context.Context, c connectors.Connector, shards []connectors.Shard, n int) (all bool) {
	for _, s := range shards {
		if n -= p.read(ctx, c, s, connectors.Want{Draw: connectors.Head, N: n, MaxValue: pilotValue}); n <= 0 || p.bytes > pilotBytes {
			return false
		}
	}
	return true
}

// drawn sets the n values of the heads apart where others were drawn: these are
// from all over, and those from a few places.
func (f *fieldSample) drawn(n int) {
	if len(f.values) > n {
		f.first, f.values, f.record, f.elem = f.values[:n], f.values[n:], f.record[n:], f.elem[n:]
	}
}

// How many slots the pilot draws, by what a slot is. Of those that may hold no
// record up to pilotTries times as many.
const (
	pilotUnits = 4
	pilotTries = 32
)

// draw reads records from all over, none twice, and returns the share of slots
// that held one.
func (p *sample) draw(ctx context.Context, o *Tools, c connectors.Connector, name string, shards []connectors.Shard) float64 {
	f := plan.FrameOf(shards)
	drawn := &plan.Dataset{Draw: f.Design, Slots: f.Slots}
	for _, s := range shards {
		drawn.Shards = append(drawn.Shards, plan.Shard{Shard: s})
	}
	n := min(int64(pilotRecords), f.Slots)
	if f.Design == connectors.Units {
		n = min(pilotUnits, f.Slots)
	}
	before, most := p.records, p.bytes+pilotBytes
	var from int64
	for to := n; ; to = min(4*to, f.Slots) {
		for _, j := range drawn.JobsOf(0, plan.DrawSlots(o.Seed, "pilot of "+name, connectors.Units, f.Slots, from, to)) {
			p.read(ctx, c, j.Shard.Shard, connectors.Want{Draw: f.Design, N: pilotRecords, Slots: j.Slots, MaxValue: pilotValue})
			if p.bytes > most || ctx.Err() != nil {
				return float64(p.records-before) / float64(to)
			}
		}
		held := p.records - before
		if from = to; f.Design == connectors.Units || held >= pilotRecords/4 || to == f.Slots || to > pilotTries*n {
			return float64(held) / float64(to)
		}
	}
}

// sample holds some records of a dataset while the pilot looks at them.
type sample struct {
	busy    plan.Busy // why a read may succeed later
	records int
	bytes   int
	fields  map[string]*fieldSample
}

type fieldSample struct {
	seen    profile.Types
	comment string // the catalogue's
	values  [][]byte
	record  []int // which record each value belongs to
	elem    []Element
	first   [][]byte // that follow each other in the source; nil: all do
}

// read adds some records of a shard. A reader that stops on one is met again by
// the work, and is a gap there.
func (p *sample) read(ctx context.Context, c connectors.Connector, s connectors.Shard, w connectors.Want) (read int) {
	defer func() { _ = recover() }()
	for b, err := range c.Read(ctx, s, w) {
		if err != nil {
			p.busy = max(p.busy, plan.BusyBy(err))
			continue
		}
		p.add(b)
		if read += b.Rows; read >= w.N || p.bytes > 2*pilotBytes {
			break
		}
	}
	return read
}

func (p *sample) add(b *connectors.Batch) {
	first := p.records
	if b.Cont && first > 0 {
		first--
	}
	for i := range b.Cols {
		c := &b.Cols[i]
		f := p.fields[c.Field.Path]
		if f == nil {
			f = &fieldSample{comment: c.Field.Comment}
			p.fields[c.Field.Path] = f
		}
		f.seen |= profile.TypeOf(c.Field.Type)
		var e Element
		for j := range c.Len() {
			v, flag := c.Value(j)
			e = ElementOf(c, j, e)
			e.Whole = true
			if v = bytes.TrimSpace(v); flag&connectors.Null != 0 || len(v) == 0 {
				continue
			}
			f.values = append(f.values, verdict.Figures(bytes.Clone(v[:min(len(v), pilotValue)])))
			f.record, f.elem = append(f.record, first+int(c.Row[j])), append(f.elem, e)
			p.bytes += len(v)
		}
	}
	p.records += b.Rows
}
