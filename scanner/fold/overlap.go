package fold

import (
	"cmp"
	"slices"

	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Bounds of what is compared and told: fields with most numbers, and pairs that
// share at least so many numbers and such a part of one of them.
const (
	overlapFields = 5000
	overlapPairs  = 1000
	overlapLeast  = 5
	overlapShare  = 0.01
	overlapCopies = 64 // fields that one number is looked for in
)

// compared is a field whose numbers are looked up in those of others.
type compared struct {
	place   inventory.Place
	low     profile.Low
	whole   bool // every record was read
	numbers uint64
}

// overlaps finds the numbers that lie in several datasets: for each two fields
// of different ones, the share of one's numbers that is also in the other. Only
// in a field that was read whole can a number be said to be missing.
func overlaps(fields []compared) []inventory.Overlap {
	slices.SortStableFunc(fields, func(a, b compared) int { return -cmp.Compare(a.numbers, b.numbers) })
	fields = fields[:min(len(fields), overlapFields)]
	holders := map[uint64][]int32{}
	for i := range fields {
		for _, h := range fields[i].low.Hashes {
			holders[h] = append(holders[h], int32(i))
		}
	}
	shared := map[[2]int32]int{}
	for _, at := range holders {
		at = at[:min(len(at), overlapCopies)]
		for i := range at {
			for j := range at {
				if i != j {
					shared[[2]int32{at[i], at[j]}]++
				}
			}
		}
	}
	out := []inventory.Overlap{}
	for pair, n := range shared {
		a, b := &fields[pair[0]], &fields[pair[1]]
		if n < overlapLeast || !b.whole || a.place.Source == b.place.Source && a.place.Dataset == b.place.Dataset {
			continue
		}
		share := a.low.ShareWithin(b.low)
		if share.Value() < overlapShare {
			continue
		}
		if !a.whole {
			share = sampledShare(a.low, b.low)
		}
		of, _ := a.low.Within(b.low)
		out = append(out, inventory.Overlap{Of: a.place, In: b.place, Share: share, Compared: uint64(of)})
	}
	slices.SortFunc(out, func(a, b inventory.Overlap) int {
		return cmp.Or(-cmp.Compare(a.Share.Value(), b.Share.Value()), a.Of.Compare(b.Of), a.In.Compare(b.In))
	})
	return out[:min(len(out), overlapPairs)]
}

// sampledShare is the share where only some of the records of one were read:
// of the numbers that were, never of the others.
func sampledShare(a, b profile.Low) profile.Estimate {
	e := a.ShareWithin(b)
	of, in := a.Within(b)
	low, high := profile.Binomial(in, of, (1-profile.Level)/2)
	e.Low, e.High, e.How = &low, &high, profile.Sample
	return e
}
