package compare

import (
	"cmp"
	"math"
	"slices"

	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// falseChanges is the chance that a comparison of two scans of unchanged data calls
// anything changed.
const falseChanges = 0.01

// Sampling says how quantities are compared that were estimated from samples: one
// test for the whole comparison, so that many quantities do not find a change by
// chance.
type Sampling struct {
	Comparisons int     `json:"comparisons"` // of quantities, at least one of which is an estimate
	Z           float64 `json:"z"`           // standard errors beyond which one changed; 0 without comparisons
	Chance      float64 `json:"chance"`      // that anything unchanged is called changed
}

// newSampling is the test for m comparisons: with the normal quantile of
// 1 - 0.01/(2m), all of them together are wrong with a probability of at most 0.01
// (Bonferroni's inequality).
func newSampling(m int) Sampling {
	s := Sampling{Comparisons: m, Chance: falseChanges}
	if m > 0 {
		s.Z = math.Sqrt2 * math.Erfinv(1-falseChanges/float64(m))
	}
	return s
}

// Judge compares two quantities by what is known of each: counts by their points,
// estimates by their standard errors, and where a bound is not known by what is
// known: at least so many.
func (s Sampling) Judge(old, new profile.Estimate) Change {
	switch {
	case isCount(old) && isCount(new):
		return compareFloats(new.Value(), old.Value())
	case isBounded(old) && isBounded(new):
		if d := new.Value() - old.Value(); math.Abs(d) > s.Z*math.Hypot(standardError(old), standardError(new)) {
			return compareFloats(d, 0)
		}
		return WithinError
	}
	oldLow, oldHigh := interval(old)
	newLow, newHigh := interval(new)
	switch {
	case newLow > oldHigh:
		return More
	case newHigh < oldLow:
		return Fewer
	}
	return CannotTell
}

func compareFloats(a, b float64) Change {
	switch {
	case a > b:
		return More
	case a < b:
		return Fewer
	}
	return Same
}

// isCount says that e is all there is. Without a basis there was nothing to
// count.
func isCount(e profile.Estimate) bool { return e.How == profile.Exact || e.How == "" }

// isBounded says that e is a count, or an estimate with both bounds.
func isBounded(e profile.Estimate) bool {
	return isCount(e) || (e.How == profile.Sample || e.How == profile.Sketch) && e.Low != nil && e.High != nil
}

// isTested says that two quantities are compared by their standard errors.
func isTested(old, new profile.Estimate) bool {
	return isBounded(old) && isBounded(new) && !(isCount(old) && isCount(new))
}

// standardError of an estimate, by its interval of 95 %.
func standardError(e profile.Estimate) float64 {
	if isCount(e) {
		return 0
	}
	return (*e.High - *e.Low) / 2 / 1.96
}

func interval(e profile.Estimate) (low, high float64) {
	v := e.Value()
	switch {
	case isCount(e):
		return v, v
	case e.How == profile.Seen, e.How == profile.AtLeast:
		if e.Low != nil {
			v = *e.Low
		}
		return v, math.Inf(1)
	}
	low, high = 0, math.Inf(1)
	if e.Low != nil {
		low = *e.Low
	}
	if e.High != nil {
		high = *e.High
	}
	return low, high
}

// nothing is a quantity of what was not found, where others were counted thus:
// none, none in a sample, or none seen.
func nothing(others profile.Estimate) profile.Estimate {
	switch {
	case isCount(others):
		return profile.Count(0)
	case isBounded(others):
		none := profile.Count(0)
		none.How = profile.Sample
		return none
	}
	return profile.SeenCount(0)
}

// Totals are the headlines side by side. Derived datasets are left out.
type Totals struct {
	Numbers   Quantity `json:"numbers"`
	Distinct  Quantity `json:"distinct"`
	Datasets  Counts   `json:"datasets"`
	Fields    Counts   `json:"fields"` // with phones
	Countries Counts   `json:"countries"`
	Transfers Counts   `json:"transfers"` // cells that need something
	Gaps      Counts   `json:"gaps"`
}

// Counts are two counts of what the scans list.
type Counts struct {
	Old int `json:"old"`
	New int `json:"new"`
}

func (s Sampling) totals(old, new *datamap.Map) Totals {
	a, b := old.Headline, new.Headline
	both := func(old, new profile.Estimate) Quantity { return Quantity{&old, &new, s.Judge(old, new)} }
	return Totals{
		Numbers: both(a.Numbers, b.Numbers), Distinct: both(a.Distinct, b.Distinct),
		Datasets: Counts{a.Datasets, b.Datasets}, Fields: Counts{a.PhoneFields, b.PhoneFields}, Countries: Counts{a.Countries, b.Countries},
		Transfers: Counts{a.Transfers, b.Transfers}, Gaps: Counts{a.Gaps, b.Gaps},
	}
}

// transfers lists the pairs of subject and stored region that need something
// on one side only.
func (s Sampling) transfers(was, is *side) []Transfer {
	list := []Transfer{}
	before, after := needing(was.Map), needing(is.Map)
	add := func(have, lack *side, these, others map[move]profile.Estimate, c Change) {
		for k, numbers := range these {
			if _, there := others[k]; there {
				continue
			}
			out := Transfer{From: k.from, To: k.to, Status: k.status, Change: c, Numbers: &numbers}
			switch judged := s.Judge(nothing(numbers), numbers); {
			case judged == WithinError:
				continue
			case judged != More || lack.partial(have, k.to):
				out.Change = CannotTell
			}
			list = append(list, out)
		}
	}
	add(was, is, before, after, Gone)
	add(is, was, after, before, New)
	slices.SortFunc(list, func(a, b Transfer) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Change, b.Change))
	})
	return list
}

// move is a pair of subject and stored region, as it is judged.
type move struct{ from, to, status string }

// needing adds up the cells whose transfer needs something.
func needing(m *datamap.Map) map[move]profile.Estimate {
	sums := map[move]profile.Estimate{}
	for i := range m.Cells {
		c := &m.Cells[i]
		if summary.Needs(c.Transfer.Status) && !c.Derived {
			k := move{summary.Key(c.Subject), summary.StoredKey(c.Stored), c.Transfer.Status}
			sums[k] = sums[k].Add(c.Numbers)
		}
	}
	return sums
}

// partial says that s did not wholly read what have knows to be stored at a
// place. What s knows to lie elsewhere is none of it.
func (s *side) partial(have *side, at string) bool {
	for _, src := range have.Sources {
		if placeOfCell(src) != at {
			continue
		}
		if here := s.sources[src.Name]; (here == nil || placeOfCell(*here) == at) && s.unread(src.Name) {
			return true
		}
	}
	return false
}

// placeOfCell is the place that a source's bytes are counted under.
func placeOfCell(s inventory.Source) string {
	return summary.StoredKey(datamap.StoredAt{Region: s.Stored.Region})
}

// unread says that a part of a source was not read that a scan wanted to read. A
// sample reads all of it, with a sampling error.
func (s *side) unread(source string) bool {
	if s.unseen(source, "", "") != "" {
		return true
	}
	for _, g := range s.gaps[source] {
		if !summary.Chosen(g.Reason) {
			return true
		}
	}
	for _, d := range s.Datasets {
		if q := s.read.Dataset(source, d.Dataset, ""); d.Source == source && q.Draw != coverage.Whole && q.Draw != coverage.Sampled {
			return true
		}
	}
	return false
}
