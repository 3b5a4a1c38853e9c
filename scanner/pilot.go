package scanner

import (
	"bytes"
	"context"
	"hash/fnv"
	"math/rand/v2"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
)

// The pilot's size: records over at most so many shards, and values of one
// field that are kept, each up to a length.
const (
	pilotRecords = 1000
	pilotShards  = 4
	pilotBytes   = 8 << 20
	pilotValue   = 4 << 10
)

// pilot reads a small seeded draw of a dataset and decides how it is read.
// What cannot be read here is met again by the work, and is a gap there.
func pilot(ctx context.Context, o *Options, c connectors.Connector, shards []connectors.Shard, hints detectors.Hints, declared map[string]string) Reading {
	p := &sample{fields: map[string]*fieldSample{}}
	drawn, records := shards, pilotRecords
	if !few(shards, pilotRecords) {
		drawn = draw(o.Seed, shards, pilotShards)
		records = pilotRecords / len(drawn)
	}
	for _, s := range drawn {
		want := connectors.Want{Draw: connectors.Head, N: records, MaxValue: pilotValue}
		p.read(ctx, c, s, want)
	}
	r := Reading{Hint: hints.Dataset, Source: hints.Source, Hints: declared, Fields: map[string]FieldReading{}}
	if len(shards) > 0 {
		p.decide(o, shards[0].Dataset, &r, hints)
	}
	return r
}

// few says that the shards hold n records at most, all of which the pilot then
// reads: however they are cut.
func few(shards []connectors.Shard, n int64) bool {
	for _, s := range shards {
		if n -= s.Records; s.Records < 0 || n < 0 {
			return false
		}
	}
	return true
}

// draw picks up to n shards, spread over all of them, by the seed alone.
func draw(seed uint64, shards []connectors.Shard, n int) []connectors.Shard {
	if len(shards) <= n {
		return shards
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(shards[0].Dataset))
	rng := rand.New(rand.NewPCG(seed, h.Sum64()))
	picked := make([]connectors.Shard, 0, n)
	for i := range n {
		from, to := i*len(shards)/n, (i+1)*len(shards)/n
		picked = append(picked, shards[from+rng.IntN(to-from)])
	}
	return picked
}

// sample holds some records of a dataset while the pilot looks at them.
type sample struct {
	records int
	bytes   int
	fields  map[string]*fieldSample
}

type fieldSample struct {
	seen    profile.Types
	comment string // the catalogue's
	values  [][]byte
	record  []int // which record each value belongs to
}

// read adds some records of a shard. A reader that stops on one is met again by
// the work, and is a gap there.
func (p *sample) read(ctx context.Context, c connectors.Connector, s connectors.Shard, w connectors.Want) {
	defer func() { _ = recover() }()
	read := 0
	for b, err := range c.Read(ctx, s, w) {
		if err != nil {
			continue
		}
		p.add(b)
		if read += b.Rows; read >= w.N || p.bytes > pilotBytes {
			return
		}
	}
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
		for j := range c.Len() {
			v, flag := c.Value(j)
			if v = bytes.TrimSpace(v); flag&connectors.Null != 0 || len(v) == 0 {
				continue
			}
			f.values = append(f.values, bytes.Clone(v[:min(len(v), pilotValue)]))
			f.record = append(f.record, first+int(c.Row[j]))
			p.bytes += len(v)
		}
	}
	p.records += b.Rows
}
