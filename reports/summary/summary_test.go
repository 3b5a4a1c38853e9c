package summary_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func maps() map[string]*datamap.Map {
	return map[string]*datamap.Map{
		"a company": reporttest.Small(), "nothing found": reporttest.Empty(), "generated": reporttest.Large(5, 300, 3000),
	}
}

func TestEveryWayOfAddingUpGivesTheSameTotal(t *testing.T) {
	for name, m := range maps() {
		t.Run(name, func(t *testing.T) {
			s := summary.Of(m)
			want := m.Headline.Numbers.Value()
			var subjects, stored, pairs, transfers, sets, parts float64
			for _, p := range s.Subjects {
				subjects += p.Numbers.Value()
				if p.Parts == nil {
					parts += p.Numbers.Value()
				}
				for _, q := range p.Parts {
					parts += q.Numbers.Value()
				}
			}
			for _, p := range s.Stored {
				stored += p.Numbers.Value()
			}
			for _, p := range s.Pairs {
				pairs += p.Numbers.Value()
			}
			for _, x := range s.Transfers {
				transfers += x.Numbers.Value()
			}
			for _, x := range s.Sets {
				sets += x.Numbers.Value()
			}
			got := []float64{s.Total.Value(), subjects, parts, stored, pairs, transfers, sets}
			if diff := cmp.Diff([]float64{want, want, want, want, want, want, want}, got); diff != "" {
				t.Errorf("total, subjects, with parts, stored, pairs, transfers, law sets (-want +got): %s", diff)
			}
			if s.Countries() != m.Headline.Countries {
				t.Errorf("%d countries, the headline says %d", s.Countries(), m.Headline.Countries)
			}
		})
	}
}

func TestEveryReasonOfTheContractHasARemedy(t *testing.T) {
	want := []string{
		"archived", "changed", "denied", "encrypted", "filtered", "interrupted", "limit", "malformed",
		"skipped", "stale", "timeout", "unreachable", "unsupported",
	}
	if diff := cmp.Diff(want, summary.Reasons()); diff != "" {
		t.Error(diff)
	}
	for _, g := range summary.Of(reporttest.Small()).Gaps {
		if g.Remedy == "" || g.Title == g.Reason {
			t.Errorf("%s has no words", g.Reason)
		}
	}
}

func TestWhatWasLeftOutOnPurposeIsNoAlarm(t *testing.T) {
	gap := func(reason, detail string) inventory.Gap {
		return inventory.Gap{Source: "s", Reason: reason, Detail: detail}
	}
	excluded, rule := gap("skipped", "excluded by the configuration"), gap("skipped", "a folder of version control")
	for _, c := range []struct {
		name          string
		gaps          []inventory.Gap
		parts, chosen string
	}{
		{"nothing left out", nil, "0 parts", ""},
		{"only by the configuration", []inventory.Gap{excluded, excluded, gap("skipped", "not among those to include")}, "0 parts", "3 excluded by the configuration"},
		{"by a rule", []inventory.Gap{rule}, "0 parts", "1 skipped by policy"},
		{"by both, beside what failed", []inventory.Gap{rule, gap("denied", ""), excluded}, "1 part", "2 skipped by policy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := summary.Of(&datamap.Map{Gaps: c.gaps})
			if parts, chosen := s.NotLookedAt(); parts != c.parts || chosen != c.chosen {
				t.Errorf("got %q and %q, want %q and %q", parts, chosen, c.parts, c.chosen)
			}
			for i, g := range s.Gaps {
				if i > 0 && s.Gaps[i-1].Chosen() && !g.Chosen() {
					t.Error("what failed does not come first")
				}
			}
		})
	}
}
