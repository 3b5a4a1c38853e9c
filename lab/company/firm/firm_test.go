package firm

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// firms that were made, by seed.
var firms = map[uint64]*Firm{}

func made(t *testing.T, seed uint64) *Firm {
	t.Helper()
	if firms[seed] == nil {
		firms[seed] = fresh(t, seed)
	}
	return firms[seed]
}

func fresh(t *testing.T, seed uint64) *Firm {
	t.Helper()
	f, err := New(Options{Seed: seed, Size: 0.5, Day: day})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheSameSeedMakesTheSameCompany(t *testing.T) {
	if d := cmp.Diff(made(t, 4).Expected(), fresh(t, 4).Expected()); d != "" {
		t.Error(d)
	}
}

func TestOtherSeedsCallThingsOtherwise(t *testing.T) {
	names := map[string]uint64{}
	for seed := range uint64(3) {
		shared := 0
		fields := made(t, seed).Expected().Fields
		for _, x := range fields {
			if _, ok := names[x.Dataset+" "+x.Field]; ok {
				shared++
			}
			names[x.Dataset+" "+x.Field] = seed
		}
		if 2*shared > len(fields) {
			t.Errorf("seed %d: %d of %d fields are called as before", seed, shared, len(fields))
		}
	}
}

// Nothing that is planted lies near a limit, where rounding or a day more
// would decide.
func TestNothingIsNearALimit(t *testing.T) {
	for seed := range uint64(5) {
		f := made(t, seed)
		for _, a := range f.Tables {
			for _, b := range f.Tables {
				if a == b || a.Ledger != nil || b.Ledger != nil {
					continue
				}
				for _, c := range a.phones() {
					for _, k := range b.phones() {
						if s, n := within(a, c, b, k); n > 0 && s < 3*atLeast || s > copied-0.05 && s < copied+0.015 {
							t.Errorf("seed %d: %.1f %% of %s %s are in %s %s", seed, 100*s, a.Dataset(), a.Columns[c].Name, b.Dataset(), b.Columns[k].Name)
						}
					}
				}
			}
			if a.Declared.Months == 0 || a.Facts.Dated == "" {
				continue
			}
			for i := range a.Rows {
				if at := a.dated(i); !f.d.clear(at, a.Declared.Months) {
					t.Errorf("seed %d: %s: a record of %s, and %d months are declared", seed, a.Dataset(), at.Format(time.DateOnly), a.Declared.Months)
				}
			}
		}
	}
}

func TestEveryRuleIsBrokenSomewhere(t *testing.T) {
	rules := map[string]int{}
	for seed := range uint64(3) {
		for _, x := range made(t, seed).Expected().Findings {
			rules[x.Rule]++
		}
	}
	want := []string{
		"consent.bulk", "consent.expired", "consent.late", "consent.missing", "consent.no_ledger", "consent.no_source", "consent.no_time", "consent.no_wording",
		"consent.other_purpose", "consent.undeclared", "consent.withdrawn", "dnc_check.refused", "minimisation.full_numbers", "purpose.backup", "purpose.duplicate",
		"purpose.mixed", "purpose.test", "purpose.undeclared", "retention.beyond_law", "retention.no_date", "retention.overdue", "retention.undeclared", "retention.withdrawn",
		"transparency.language", "transparency.no_notice", "transparency.purpose", "transparency.recipient",
	}
	if d := cmp.Diff(want, slices.Sorted(maps.Keys(rules))); d != "" {
		t.Error(d)
	}
}

// A finding is named once, and every one counts something.
func TestFindingsAreUnique(t *testing.T) {
	for seed := range uint64(3) {
		seen := map[string]bool{}
		for _, x := range made(t, seed).Expected().Findings {
			if seen[x.key()] {
				t.Errorf("seed %d: twice: %s", seed, x.key())
			}
			seen[x.key()] = true
			if x.Numbers == nil || *x.Numbers == 0 {
				t.Errorf("seed %d: %s counts nothing", seed, x.key())
			}
		}
	}
}
