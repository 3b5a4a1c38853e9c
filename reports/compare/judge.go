package compare

import (
	"cmp"
	"math"
	"slices"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Judge compares two quantities by what is known of each: counts by their
// points, anything else by its interval, where a bound that is not known is no
// bound. Intervals that overlap decide nothing.
func Judge(old, new profile.Estimate) Change {
	oldLow, oldHigh := interval(old)
	newLow, newHigh := interval(new)
	switch {
	case newLow > oldHigh:
		return More
	case newHigh < oldLow:
		return Fewer
	case counted(old) && counted(new):
		return Same
	}
	return CannotTell
}

// counted says that e is all there is. Without a basis there was nothing to
// count.
func counted(e profile.Estimate) bool { return e.How == profile.Exact || e.How == "" }

func interval(e profile.Estimate) (low, high float64) {
	v := e.Value()
	switch {
	case counted(e):
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
// none, or none seen.
func nothing(others profile.Estimate) profile.Estimate {
	if counted(others) {
		return profile.Count(0)
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

func totals(old, new *datamap.Map) Totals {
	a, b := old.Headline, new.Headline
	return Totals{
		Numbers: both(a.Numbers, b.Numbers), Distinct: both(a.Distinct, b.Distinct),
		Datasets: Counts{a.Datasets, b.Datasets}, Fields: Counts{a.PhoneFields, b.PhoneFields}, Countries: Counts{a.Countries, b.Countries},
		Transfers: Counts{a.Transfers, b.Transfers}, Gaps: Counts{a.Gaps, b.Gaps},
	}
}

func both(old, new profile.Estimate) Quantity { return Quantity{&old, &new, Judge(old, new)} }

// transfers lists the pairs of subject and stored region that need something
// on one side only.
func transfers(was, is *side) []Transfer {
	list := []Transfer{}
	before, after := needing(was.Map), needing(is.Map)
	add := func(have, lack *side, these, others map[move]profile.Estimate, c Change) {
		for k, numbers := range these {
			if _, there := others[k]; there {
				continue
			}
			out := Transfer{From: k.from, To: k.to, Status: k.status, Change: c, Numbers: &numbers}
			if low, _ := interval(numbers); low == 0 || lack.partial(have, k.to) {
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
		if placeOf(src) != at {
			continue
		}
		if here := s.sources[src.Name]; (here == nil || placeOf(*here) == at) && s.unread(src.Name) {
			return true
		}
	}
	return false
}

// placeOf is the place that a source's bytes are counted under.
func placeOf(s inventory.Source) string {
	return summary.StoredKey(datamap.StoredAt{Region: s.Stored.Region})
}

// unread says that a part of a source was not read that a scan wanted to read.
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
		if d.Source == source && !s.whole(source, d.Dataset) {
			return true
		}
	}
	return false
}
