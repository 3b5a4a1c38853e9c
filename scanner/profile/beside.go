package profile

import "github.com/dialmap/dialmap/detectors"

// Traits counts other personal data of one kind in a field.
type Traits struct {
	Values  uint64 `json:"values"`
	Records uint64 `json:"records"`
}

// Beside counts the records that hold a phone number and personal data of
// another kind.
type Beside struct {
	Phones uint64                     `json:"phones"` // records that hold a number
	Kinds  map[detectors.Kind]Records `json:"kinds,omitempty"`
	Tiers  map[int]Records            `json:"tiers,omitempty"` // any kind of the tier
}

// Records are counted in what was read, and by the draws where it was sampled.
type Records struct {
	N     uint64  `json:"n"`
	Draws Moments `json:"draws,omitzero"`
}

func (r Records) add(o Records) Records {
	r.N += o.N
	r.Draws.merge(o.Draws)
	return r
}

// Together is what one draw found: in how many of its records each kind and tier
// lies beside a number.
type Together struct {
	Phones uint64
	Kinds  map[detectors.Kind]uint64
	Tiers  map[int]uint64
}

// Add counts one record that holds a number and these kinds.
func (t *Together) Add(kinds detectors.Kinds) {
	t.Phones++
	if kinds == 0 {
		return
	}
	if t.Kinds == nil {
		t.Kinds, t.Tiers = map[detectors.Kind]uint64{}, map[int]uint64{}
	}
	var tiers [8]bool
	for k := detectors.NoKind + 1; int(k) <= detectors.KindCount; k++ {
		if !kinds.Has(k) {
			continue
		}
		t.Kinds[k]++
		if tier := k.Tier(); !tiers[tier] {
			tiers[tier] = true
			t.Tiers[tier]++
		}
	}
}

func (b *Beside) kind(k detectors.Kind, r Records) {
	if b.Kinds == nil {
		b.Kinds = map[detectors.Kind]Records{}
	}
	b.Kinds[k] = b.Kinds[k].add(r)
}

func (b *Beside) tier(tier int, r Records) {
	if b.Tiers == nil {
		b.Tiers = map[int]Records{}
	}
	b.Tiers[tier] = b.Tiers[tier].add(r)
}

func (b *Beside) merge(o *Beside) {
	b.Phones += o.Phones
	for k, r := range o.Kinds {
		b.kind(k, r)
	}
	for t, r := range o.Tiers {
		b.tier(t, r)
	}
}
