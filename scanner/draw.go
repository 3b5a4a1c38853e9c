package scanner

import (
	"cmp"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/profile"
)

// maxRounds is how often a dataset is drawn from before what was found is taken
// as it is.
const maxRounds = 3

// frame is what a dataset can be drawn from: the slots of its shards, end to
// end.
func frame(shards []connectors.Shard) (f profile.Frame) {
	for i := range shards {
		f.Design = shards[i].Draw // the same for all
		f.Slots += shards[i].Slots
	}
	return f
}

// frame is what the dataset is drawn from.
func (p *datasetPlan) frame() profile.Frame { return profile.Frame{Design: p.Draw, Slots: p.Slots} }

// slots draws the slots from the from-th to before the to-th, out of n. They
// depend on the seed and the dataset's name alone, so that neither how it is
// cut nor who reads it changes them. Clusters are drawn once each, records and
// bytes independently.
func slots(seed uint64, dataset string, design connectors.Design, n, from, to int64) []int64 {
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

// drawn hands the slots to the shards they fall in.
func (p *datasetPlan) drawn(round int, slots []int64) []job {
	var jobs []job
	var first int64
	for i := range p.Shards {
		s := &p.Shards[i]
		n, _ := slices.BinarySearch(slots, first+s.Slots)
		if n > 0 {
			own := slices.Clone(slots[:n])
			for j := range own {
				own[j] -= first
			}
			jobs = append(jobs, job{plan: p, shard: *s, round: round, slots: own})
			slots = slots[n:]
		}
		first += s.Slots
	}
	return jobs
}

// unitBytes bounds what a sample of clusters reads: where more would be needed
// for the promise, the promise that is printed is smaller.
const unitBytes = 1 << 30

// first says how many slots the first round draws; 0: the dataset had better
// be read whole, or cannot be drawn from within bounds.
func (o *Options) first(f profile.Frame, d connectors.Dataset, held float64) int64 {
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

// next says how many slots the round after this one draws, when so many were
// drawn and so many of them held a record; 0: no more are needed.
func (o *Options) next(p *datasetPlan, round int, drawn, held int64) int64 {
	need := int64(profile.Promise(o.FindShare, o.FindProbability))
	if p.Draw != connectors.Records || held >= need || round >= maxRounds || held == 0 {
		return 0
	}
	share := float64(held) / float64(drawn)
	return min(attempts(need-held, share), mostAttempts*need)
}

// mostAttempts bounds how many slots are drawn for one record that is needed.
const mostAttempts = 400
