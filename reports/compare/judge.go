package compare

import (
	"math"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
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
	add := func(have, lack *side, c Change) {
		others := needing(lack.Map)
		for _, t := range needing(have.Map) {
			if find(others, t) != nil {
				continue
			}
			out := Transfer{From: t.From, To: t.To, Status: t.Status, Change: c, Numbers: &t.Numbers}
			if interval, _ := interval(t.Numbers); interval == 0 || lack.partial(have, t.To) {
				out.Change = CannotTell
			}
			list = append(list, out)
		}
	}
	add(was, is, Gone)
	add(is, was, New)
	return list
}

// partial says that s did not wholly read what have knows to be stored at a
// place.
func (s *side) partial(have *side, at string) bool {
	for _, src := range have.Sources {
		if summary.StoredKey(datamap.StoredAt{Region: src.Stored.Region}) == at && s.unread(src.Name) {
			return true
		}
	}
	return false
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

// needing gathers the transfers that need something; a pair that is judged
// alike for two reasons is one.
func needing(m *datamap.Map) (list []summary.Transfer) {
	for _, t := range summary.Of(m).Transfers {
		if !t.Needs() {
			continue
		}
		if same := find(list, t); same != nil {
			same.Numbers = same.Numbers.Add(t.Numbers)
			continue
		}
		list = append(list, t)
	}
	return list
}

func find(list []summary.Transfer, t summary.Transfer) *summary.Transfer {
	for i := range list {
		if x := &list[i]; x.From == t.From && x.To == t.To && x.Status == t.Status {
			return x
		}
	}
	return nil
}
