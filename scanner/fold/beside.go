package fold

import (
	"cmp"
	"slices"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// beside estimates in how many records of the dataset each kind of personal data
// lies beside a number.
func (x *facts) beside() (list []inventory.Beside, tiers []inventory.BesideTier) {
	if x.prof.Beside == nil {
		return nil, nil
	}
	for tier := maxTier; tier > 0; tier-- {
		if r, ok := x.prof.Beside.Tiers[tier]; ok {
			tiers = append(tiers, inventory.BesideTier{Tier: tier, Records: x.total(r.N, r.Draws, profile.Quantity{Once: true})})
		}
	}
	for k, r := range x.prof.Beside.Kinds {
		b := inventory.Beside{Kind: k.String(), Tier: k.Tier(), Records: x.total(r.N, r.Draws, profile.Quantity{Once: true}), Fields: []string{}}
		for _, path := range x.prof.Paths() {
			if _, ok := x.prof.Fields[path].Traits[k]; ok {
				b.Fields = append(b.Fields, path)
			}
		}
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b inventory.Beside) int {
		return cmp.Or(b.Tier-a.Tier, -cmp.Compare(a.Records.Value(), b.Records.Value()), cmp.Compare(a.Kind, b.Kind))
	})
	return list, tiers
}

const maxTier = 4

// traitsOf is what other personal data a field holds; decided is what its pilot
// made of the column.
func traitsOf(f *profile.Field, decided *detectors.ColumnTrait) (list []inventory.Trait) {
	for k, n := range f.Traits {
		t := inventory.Trait{Kind: k.String(), Values: n.Values, Records: n.Records}
		if decided != nil && decided.Kind == k {
			t.Scheme, t.Confidence, t.Why = decided.Scheme, &decided.Confidence, decided.Why
		}
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b inventory.Trait) int { return cmp.Compare(a.Kind, b.Kind) })
	return list
}
