package plan

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Sampling is how much of a dataset is read.
type Sampling struct {
	Full            bool    // read everything, whatever its size
	WholeBytes      int64   // a dataset up to both of these is read whole
	WholeRecords    int64   //
	Seed            uint64  // of every draw
	FindShare       float64 // what share of its records is found
	FindProbability float64 // and how surely
}

// MaxRounds is how often a dataset is drawn from before what was found is taken
// as it is.
const MaxRounds = 3

// FrameOf is what a dataset can be drawn from: the slots of its shards, end to
// end.
func FrameOf(shards []connectors.Shard) (f profile.Frame) {
	for i := range shards {
		f.Design = shards[i].Draw // the same for all
		f.Slots += shards[i].Slots
	}
	return f
}

// Frame is what the dataset is drawn from.
func (p *Dataset) Frame() profile.Frame { return profile.Frame{Design: p.Draw, Slots: p.Slots} }

// DrawSlots draws the slots from the from-th to before the to-th, out of n. They
// depend on the seed and the dataset's name alone, so that neither how it is
// cut nor who reads it changes them. Clusters are drawn once each, records and
// bytes independently.
func DrawSlots(seed uint64, dataset string, design connectors.Design, n, from, to int64) []int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(dataset))
	rng := rand.New(rand.NewPCG(seed, h.Sum64()))
	out := make([]int64, 0, to-from)
	swapped := map[int64]int64{} // the shuffled frame, where it is not in its own order
	at := func(i int64) int64 {
		if v, ok := swapped[i]; ok {
			return v
		}
		return i
	}
	for i := range to {
		slot := rng.Int64N(n)
		if design == connectors.Units {
			j := i + rng.Int64N(n-i)
			slot = at(j)
			swapped[j] = at(i)
		}
		if i >= from {
			out = append(out, slot)
		}
	}
	slices.Sort(out)
	return out
}

// JobsOf hands the slots to the shards they fall in.
func (p *Dataset) JobsOf(round int, slots []int64) []Job {
	var jobs []Job
	var first int64
	for i := range p.Shards {
		s := &p.Shards[i]
		n, _ := slices.BinarySearch(slots, first+s.Slots)
		if n > 0 {
			own := slices.Clone(slots[:n])
			for j := range own {
				own[j] -= first
			}
			jobs = append(jobs, Job{Plan: p, Shard: *s, Round: round, Slots: own})
			slots = slots[n:]
		}
		first += s.Slots
	}
	return jobs
}

// unitBytes bounds what a sample of clusters reads: where more would be needed
// for the promise, the promise that is printed is smaller.
const unitBytes = 1 << 30

// First says how many slots the first round draws; 0: the dataset had better
// be read whole, or cannot be drawn from within bounds.
func (o *Sampling) First(f profile.Frame, d connectors.Dataset, held float64) int64 {
	need := int64(profile.Promise(o.FindShare, o.FindProbability))
	switch f.Design {
	case connectors.Units:
		n := profile.PromiseUnits(o.FindShare, o.FindProbability, f.Slots)
		if d.Bytes > 0 {
			n = min(n, unitBytes*f.Slots/d.Bytes)
		}
		return n
	case connectors.Offsets:
		return need
	}
	return attempts(need, cmp.Or(held, 1))
}

// attempts is how many slots to draw so that need of them hold a record, where
// a share of them does; somewhat more, so that one round mostly suffices.
func attempts(need int64, held float64) int64 {
	n := float64(need)
	return int64(math.Ceil((n + 3*math.Sqrt(n*(1-held))) / held))
}

// Next says how many slots the round after this one draws, when so many were
// drawn and so many of them held a record; 0: no more are needed.
func (o *Sampling) Next(p *Dataset, round int, drawn, held int64) int64 {
	need := int64(profile.Promise(o.FindShare, o.FindProbability))
	if p.Draw != connectors.Records || held >= need || round >= MaxRounds || held == 0 {
		return 0
	}
	share := float64(held) / float64(drawn)
	return min(attempts(need-held, share), mostAttempts*need)
}

// mostAttempts bounds how many slots are drawn for one record that is needed.
const mostAttempts = 400

// Sizes of a head: records in all, over at most so many shards.
const (
	headRecords = 10_000
	headShards  = 8
)

// Size says how much of each shard is read.
func (o *Sampling) Size(p *Dataset, shards []connectors.Shard, held float64) {
	n := 0
	switch p.Draw {
	case connectors.Head:
		shards = Spread(o.Seed, shards, headShards)
		n = headRecords / max(1, len(shards))
	case connectors.Server:
		n = profile.Promise(o.FindShare, o.FindProbability) / max(1, len(shards))
	}
	p.Slots = FrameOf(shards).Slots
	for _, shard := range shards {
		p.Shards = append(p.Shards, Shard{shard, n})
	}
	if p.Draw.Slotted() {
		p.First = o.First(p.Frame(), p.Dataset, held)
	}
}

// Design says how a dataset is drawn: whole where that was asked for or where
// it is small, else as its shards can be, else its head.
func (o *Sampling) Design(d connectors.Dataset, shards []connectors.Shard) connectors.Design {
	small := d.Bytes <= o.WholeBytes && d.Records <= o.WholeRecords && (d.Bytes >= 0 || d.Records >= 0) // one unknown is not a hindrance
	switch {
	case d.OptIn:
		return connectors.Head
	case o.Full, small, len(shards) == 0:
		return connectors.Whole
	}
	f := FrameOf(shards)
	need := int64(profile.Promise(o.FindShare, o.FindProbability))
	switch f.Design {
	case connectors.Records:
		if d.Records >= 0 && d.Records <= 2*need && d.Exact || f.Slots <= 2*need {
			return connectors.Whole
		}
		return f.Design
	case connectors.Offsets, connectors.Server:
		return f.Design
	case connectors.Units:
		switch n := o.First(f, d, 1); {
		case n >= f.Slots:
			return connectors.Whole
		case n > 0:
			return f.Design
		}
	}
	return connectors.Head
}

// Spread picks up to n shards, spread over all of them, by the seed alone.
func Spread(seed uint64, shards []connectors.Shard, n int) []connectors.Shard {
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
