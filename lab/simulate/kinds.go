package main

import (
	"math"
	"math/rand/v2"

	"github.com/dialmap/dialmap/connectors"
)

// kind of dataset.
type kind struct {
	name string
	make func(seed uint64) *world
}

const size = 20_000

// kinds are those that samples are known to go wrong on. share is that of the
// promise: the rare ones hold just as much.
func kinds(share float64) []kind {
	rare := int(math.Ceil(share * size))
	holds := func(w *world, r *rand.Rand, i int) {
		w.records[i].german, w.records[i].american = uint8(r.IntN(2)), uint8(r.IntN(2))
		if w.records[i].german+w.records[i].american == 0 {
			w.records[i].german = 1
		}
	}
	shape := func(w *world, name string, r *rand.Rand) {
		n := len(w.records)
		switch name {
		case "half":
			for i := range n {
				if r.IntN(2) == 0 {
					holds(w, r, i)
				}
			}
		case "sorted":
			for i := n * 7 / 10; i < n; i++ {
				holds(w, r, i)
			}
		case "bursts":
			for i := 0; i < n; {
				long := 1 + int(r.ExpFloat64()*200)
				on := r.IntN(10) == 0
				for ; long > 0 && i < n; i, long = i+1, long-1 {
					if on {
						holds(w, r, i)
					}
				}
			}
		case "rare":
			for _, i := range r.Perm(n)[:rare*n/size] {
				holds(w, r, i)
			}
		case "block":
			from := r.IntN(n - rare)
			for i := from; i < from+rare; i++ {
				holds(w, r, i)
			}
		case "all":
			for i := range n {
				w.records[i].american = 1
			}
		case "many":
			for i := range n {
				if r.IntN(30) == 0 {
					w.records[i].german, w.records[i].american = uint8(r.IntN(8)), uint8(1+r.IntN(7))
				}
			}
		}
	}
	flat := func(n int, what string) func(seed uint64) *world {
		return func(seed uint64) *world {
			r := randomly(seed)
			w := &world{records: make([]record, n), draw: connectors.Records, every: 1, shard: 2500}
			shape(w, what, r)
			return w
		}
	}
	holey := func(what string, every int) func(seed uint64) *world {
		return func(seed uint64) *world {
			w := flat(size, what)(seed)
			w.every = every
			return w
		}
	}
	// long gives records lengths over three powers of ten; with phone numbers
	// in the long or the short ones.
	long := func(what string, inLong bool) func(seed uint64) *world {
		return func(seed uint64) *world {
			r := randomly(seed)
			w := &world{records: make([]record, size), draw: connectors.Offsets, shard: 2500}
			for i := range w.records {
				w.records[i].size = uint16(20 * math.Exp(r.Float64()*5))
			}
			if what != "" {
				shape(w, what, r)
				return w
			}
			for i := range w.records {
				if inLong == (w.records[i].size > 1000) && r.IntN(5) == 0 {
					holds(w, r, i)
				}
			}
			return w
		}
	}
	// objects are clusters of skewed sizes.
	objects := func(what string) func(seed uint64) *world {
		return func(seed uint64) *world {
			r := randomly(seed)
			w := &world{draw: connectors.Units, shard: 500, units: []int{0}}
			for len(w.units) <= 4000 {
				n := int(math.Exp(r.NormFloat64()) * 3)
				w.units = append(w.units, w.units[len(w.units)-1]+n)
			}
			w.records = make([]record, w.units[len(w.units)-1])
			if what != "some" {
				shape(w, what, r)
				return w
			}
			for u := range 4000 { // in one object in twenty, most records
				if r.IntN(20) == 0 {
					for i := w.units[u]; i < w.units[u+1]; i++ {
						if r.IntN(10) > 0 {
							holds(w, r, i)
						}
					}
				}
			}
			return w
		}
	}
	return []kind{
		{"at random in half of the records", flat(size, "half")},
		{"sorted, in the last third", flat(size, "sorted")},
		{"clustered by time, in bursts", flat(size, "bursts")},
		{"one dense block, just the promised share", flat(size, "block")},
		{"rare, the promised share at random", flat(size, "rare")},
		{"none", flat(size, "")},
		{"one in each record", flat(size, "all")},
		{"up to fourteen in one record of thirty", flat(size, "many")},
		{"rows with empty slots between, half", holey("half", 6)},
		{"rows with empty slots between, rare", holey("rare", 6)},
		{"records of many lengths, half", long("half", false)},
		{"records of many lengths, rare", long("rare", false)},
		{"records of many lengths, in long ones", long("", true)},
		{"records of many lengths, in short ones", long("", false)},
		{"objects of skewed sizes, half", objects("half")},
		{"objects of skewed sizes, in some objects", objects("some")},
		{"objects of skewed sizes, one dense block", objects("block")},
		{"objects of skewed sizes, rare", objects("rare")},
		{"a tiny table", flat(30, "half")},
		{"one record", flat(1, "all")},
	}
}
