package profile

import (
	"maps"
	"math"
	"slices"
)

// LowSize is how many of the smallest keyed hashes a count of distinct numbers
// keeps, so that two counts can be compared: 2 % of error at 95 %.
const LowSize = 2048

// Low are the smallest keyed hashes of a set of numbers, ascending, and Bound
// the largest hash up to which it has them all. As hashes are spread evenly,
// what holds of the numbers below a bound holds of them all, within the error
// of a sample of that many.
type Low struct {
	Hashes []uint64
	Bound  uint64
}

// lowOf keeps the smallest of some hashes.
func lowOf(set map[uint64]struct{}) []uint64 {
	sorted := slices.Sorted(maps.Keys(set))
	return slices.Clip(sorted[:min(len(sorted), LowSize)])
}

// lower adds hash to the smallest ones.
func (d *Distinct) lower(hash uint64) {
	if n := len(d.low); n == LowSize && hash >= d.low[n-1] {
		return
	}
	i, found := slices.BinarySearch(d.low, hash)
	if found {
		return
	}
	if len(d.low) == LowSize {
		d.low = d.low[:LowSize-1]
	}
	d.low = slices.Insert(d.low, i, hash)
}

// Low returns the smallest hashes.
func (d *Distinct) Low() Low {
	low := d.low
	if d.sketch == nil {
		low = lowOf(d.set)
	}
	if len(low) < LowSize {
		return Low{low, math.MaxUint64}
	}
	return Low{low, low[len(low)-1]}
}

// Within counts the numbers of a that can be looked up in b, and those of them
// that are in it.
func (a Low) Within(b Low) (of, in int) {
	bound := min(a.Bound, b.Bound)
	j := 0
	for _, h := range a.Hashes {
		if h > bound {
			break
		}
		of++
		for j < len(b.Hashes) && b.Hashes[j] < h {
			j++
		}
		if j < len(b.Hashes) && b.Hashes[j] == h {
			in++
		}
	}
	return of, in
}

// ShareWithin estimates the share of a's numbers that are also in b, at Level;
// exact where both are known whole.
func (a Low) ShareWithin(b Low) Estimate {
	of, in := a.Within(b)
	if of == 0 {
		return Estimate{How: Seen, Level: Level}
	}
	low, high := binomial(float64(in), float64(of), (1-Level)/2)
	point := float64(in) / float64(of)
	if a.Bound == math.MaxUint64 && b.Bound == math.MaxUint64 {
		return Estimate{Low: &point, Point: &point, High: &point, How: Exact, Level: Level}
	}
	return Estimate{Low: &low, Point: &point, High: &high, How: Sketch, Level: Level}
}
