package assess

import (
	"fmt"
	"maps"
	"slices"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// refused holds numbers that are called or marketed to against every ledger of
// refusals.
func (j *judge) refused(s *set) {
	called := slices.ContainsFunc(s.declared.Purposes, func(p string) bool { u := useOf(p); return u.marketing || u.calls })
	if !called {
		return
	}
	for _, f := range s.fields {
		worst := map[string]struct {
			counted
			ledger *Ledger
			by     string
		}{}
		var all []string
		for i := range j.Declared.Ledgers {
			l := &j.Declared.Ledgers[i]
			if !l.refusal() {
				continue
			}
			sums := map[string]map[string]counted{} // by, region
			for _, c := range f.Consents {
				if c.Ledger != l.Name || c.State != inventory.Refused || c.Purpose != "" {
					continue
				}
				region := ""
				if c.Region != nil {
					region = *c.Region
				}
				if sums[c.By] == nil {
					sums[c.By] = map[string]counted{}
				}
				sums[c.By][region] = sums[c.By][region].add(c)
			}
			if len(sums) > 0 {
				all = append(all, l.Name)
			}
			for _, by := range slices.Sorted(maps.Keys(sums)) {
				for region, c := range sums[by] {
					if w := worst[region]; w.ledger == nil || c.numbers.Value() > w.numbers.Value() {
						w.counted, w.ledger, w.by = c, l, by
						worst[region] = w
					}
				}
			}
		}
		for _, region := range slices.Sorted(maps.Keys(worst)) {
			w := worst[region]
			if w.numbers.Value() <= 0 {
				continue
			}
			evidence := j.lookedUp(w.ledger, w.by, "") + "; " + read(s.facts)
			if len(all) > 1 {
				evidence += "; refusals are also in " + and(all) + ", of which this is the largest count"
			}
			j.add(s, draft{
				Finding: Finding{
					Rule: "dnc_check.refused", Field: f.Field, Region: region, Count: w.numbers, Records: w.records,
					Text: fmt.Sprintf("%s in %s %s used for %s, although the people asked not to be called, says the list %s",
						those(w.numbers, region), in(s, f.Field), is(w.numbers, "is", "are"), purposes(s.declared.Purposes), w.ledger.Name),
					Evidence: evidence,
					Remedy:   fmt.Sprintf("Take these numbers out before the next call or message, and check every list against %s right before it is used.", w.ledger.Name),
				},
				rests: j.ledgerRests(w.ledger), duties: []string{"marketing_call"}, saidNo: true, stale: j.changed(w.ledger),
			})
		}
	}
}
