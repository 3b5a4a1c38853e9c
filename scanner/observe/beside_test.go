package observe

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
)

// marks is a companion for tests: a column that was decided holds its kind, and
// in a text a mail address stands where an @ does.
type marks struct{}

func (marks) Column(detectors.Column) detectors.ColumnTrait { return detectors.ColumnTrait{} }

func (marks) Traits(dst []detectors.Trait, text []byte) []detectors.Trait {
	if i := bytes.IndexByte(text, '@'); i >= 0 {
		dst = append(dst, detectors.Trait{Start: i, End: i + 1, Kind: detectors.Email})
	}
	return dst
}

func (marks) KindsOf(t *detectors.ColumnTrait, v []byte) (k detectors.Kinds) { return k.With(t.Kind) }

// TestRecordsAreCountedTogether cuts random records into batches at random, also
// in the middle of a record, and counts them as a loop over the records does.
func TestRecordsAreCountedTogether(t *testing.T) {
	const number = "+12125550101"
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		card := &detectors.ColumnTrait{Kind: detectors.PaymentCard}
		reading := plan.Reading{Fields: map[string]plan.FieldReading{"card": {Trait: card}, "note": {Mixed: true}}}
		tally := newTestTally(reading)
		tally.tools.Companion = marks{}
		want := profile.Beside{Kinds: map[detectors.Kind]profile.Records{}, Tiers: map[int]profile.Records{}}
		count := func(k detectors.Kind) {
			n, tier := want.Kinds[k], want.Tiers[k.Tier()]
			n.N++
			tier.N++
			want.Kinds[k], want.Tiers[k.Tier()] = n, tier
		}
		b := &connectors.Batch{}
		var phones, cards, notes []value
		flush := func(cont bool) {
			b.Cols = []connectors.Column{textColumn("phone", phones...), textColumn("card", cards...), textColumn("note", notes...)}
			if err := tally.Add(b); err != nil {
				t.Fatal(err)
			}
			b, phones, cards, notes = &connectors.Batch{Cont: cont}, nil, nil, nil
		}
		for i := range 40 {
			row := b.Rows
			if b.Cont {
				row++
			}
			b.Rows++
			phone, hasCard, mail := r.IntN(3) > 0, r.IntN(3) == 0, r.IntN(3) == 0
			if phone {
				phones = append(phones, value{row, number, 0})
			}
			if r.IntN(4) == 0 { // the rest of the record comes in the next batch
				flush(true)
				row = 0
			}
			if hasCard {
				cards = append(cards, value{row, fmt.Sprint(i), 0})
			}
			if mail {
				notes = append(notes, value{row, "a@b", 0})
			}
			if phone {
				want.Phones++
				if hasCard {
					count(detectors.PaymentCard)
				}
				if mail {
					count(detectors.Email)
				}
			}
			if r.IntN(5) == 0 {
				flush(false)
			}
		}
		flush(false)
		tally.Close()
		got := tally.Profile.Beside
		if got == nil {
			t.Fatalf("seed %d: nothing was counted", seed)
		}
		if d := cmp.Diff(want, *got); d != "" {
			t.Fatalf("seed %d (-want +got): %s", seed, d)
		}
	}
}
