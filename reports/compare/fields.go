package compare

import (
	"cmp"
	"maps"
	"slices"

	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// fields compares the fields of the datasets that both sides have. Those of a
// dataset that came or went are counted with it.
func (c *Changes) fields(was, is *side) {
	inside := map[[2]string]int{} // fields whose estimates differ by no more than the sampling error
	for _, k := range sharedFields(was, is) {
		at := [2]string{k[0], k[1]}
		old, new := was.fields[k], is.fields[k]
		f := Field{Source: k[0], Dataset: k[1], Field: k[2], Derived: is.datasets[at].Derived, Regions: []Region{}}
		switch {
		case old == nil:
			f.Change, f.Because = c.Sampling.once(New, was, k, new.Numbers)
			f.Numbers = Quantity{New: &new.Numbers, Change: f.Change}
		case new == nil:
			f.Change, f.Because = c.Sampling.once(Gone, is, k, old.Numbers)
			f.Numbers = Quantity{Old: &old.Numbers, Change: f.Change}
		case !f.differs(c.Sampling, was.knows(old), is.knows(new)):
			c.Unchanged.Fields++
			if f.Because != "" {
				c.Unchanged.InPart++
			}
			if f.Change == WithinError {
				inside[at]++
			}
			continue
		}
		if f.Change == WithinError && (old == nil || new == nil) {
			inside[at]++
			continue
		}
		c.Fields = append(c.Fields, f)
	}
	c.Unchanged.WithinError = []WithinDataset{}
	for _, at := range slices.SortedFunc(maps.Keys(inside), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		c.Unchanged.WithinError = append(c.Unchanged.WithinError, WithinDataset{at[0], at[1], inside[at]})
	}
}

// sharedFields are the fields with phones, on either side, of the datasets that
// both have, in order.
func sharedFields(was, is *side) [][3]string {
	all := map[[3]string]bool{}
	for _, s := range []*side{was, is} {
		for at, list := range s.within {
			if was.datasets[at] == nil || is.datasets[at] == nil {
				continue
			}
			for _, f := range list {
				all[[3]string{f.Source, f.Dataset, f.Field}] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
}

// countComparisons counts the quantities of both sides that are compared by their
// standard errors: totals, numbers and countries of fields, transfers.
func countComparisons(was, is *side) (m int) {
	add := func(old, new profile.Estimate) {
		if isTested(old, new) {
			m++
		}
	}
	add(was.Headline.Numbers, is.Headline.Numbers)
	add(was.Headline.Distinct, is.Headline.Distinct)
	for _, k := range sharedFields(was, is) {
		old, new := was.fields[k], is.fields[k]
		switch {
		case old == nil:
			add(nothing(new.Numbers), new.Numbers)
		case new == nil:
			add(old.Numbers, nothing(old.Numbers))
		default:
			add(old.Numbers, new.Numbers)
			a, b := bySubject(old), bySubject(new)
			for _, s := range subjectsOf(a, b) {
				add(numbersOf(a, s, old), numbersOf(b, s, new))
			}
		}
	}
	before, after := needing(was.Map), needing(is.Map)
	for _, numbers := range []map[move]profile.Estimate{before, after} {
		for k, n := range numbers {
			_, old := before[k]
			_, new := after[k]
			if !old || !new {
				add(nothing(n), n)
			}
		}
	}
	return m
}

// once judges a field that the side lacks does not have. A field is listed when
// a record that has it is read, so a part of a dataset does not list them all; of
// a sample, the test tells whether it would have.
func (s Sampling) once(change Change, lacks *side, k [3]string, numbers profile.Estimate) (c Change, because string) {
	if why := lacks.unseen(k[0], k[1], k[2]); why != "" {
		return CannotTell, why
	}
	switch lacks.read.Dataset(k[0], k[1], k[2]).Draw {
	case coverage.Whole:
		return change, ""
	case coverage.Sampled:
		if judged := s.Judge(nothing(numbers), numbers); judged == More {
			return change, ""
		} else if judged == WithinError {
			return WithinError, ""
		}
	}
	return CannotTell, "the " + lacks.name + " scan read a part of the dataset and did not meet the field"
}

// known is a field with the scan that knows it.
type known struct {
	*inventory.Field
	unsure string // why it was not wholly read, "" where it was
}

func (s *side) knows(f *inventory.Field) known {
	k := known{Field: f}
	if why := s.gap(f.Source, f.Dataset, f.Field); why != "" {
		k.unsure = "the " + s.name + " scan did not look at all of it: " + why
	} else if f.Numbers.How == profile.Seen || f.Numbers.How == profile.AtLeast {
		k.unsure = "the " + s.name + " scan read a part, and does not know the rest"
	}
	return k
}

// bounds is e as far as it bounds the whole field: where a part was not looked
// at, there may be more.
func (k known) bounds(e profile.Estimate) profile.Estimate {
	if k.unsure == "" {
		return e
	}
	low, _ := interval(e)
	return profile.Estimate{Low: &low, Point: e.Point, How: profile.AtLeast, Level: e.Level}
}

// differs compares a field that both sides have, and says whether there is
// anything to tell. f.Because is why nothing can be told of its numbers, also
// where they look the same.
func (f *Field) differs(s Sampling, old, new known) bool {
	f.Numbers = s.quantity(old, old.Numbers, new, new.Numbers)
	if f.Numbers.Change == CannotTell {
		f.Because = cmp.Or(old.unsure, new.unsure, "one of the estimates has no bound")
		if old.Numbers.Value() == new.Numbers.Value() && old.Numbers.How == new.Numbers.How {
			f.Numbers.Change = Same // as far as it was read
		}
	}
	f.Change = f.Numbers.Change
	f.Regions = s.regions(old, new)
	if chance := f.Change == WithinError && (old.Verdict == "none" || new.Verdict == "none"); old.Verdict != new.Verdict && !chance {
		f.Verdict = &Word{old.Verdict, new.Verdict}
	}
	if old.Protection != new.Protection {
		f.Protection = &Word{old.Protection, new.Protection}
	}
	return f.Change != Same && f.Change != WithinError || f.Verdict != nil || f.Protection != nil || len(f.Regions) > 0
}

// quantity is a quantity of a field in both scans.
func (s Sampling) quantity(old known, a profile.Estimate, new known, b profile.Estimate) Quantity {
	return Quantity{&a, &b, s.Judge(old.bounds(a), new.bounds(b))}
}

// subject is a place that a field's numbers are counted under.
type subject struct{ region, subdivision string }

// regions lists the places of a field that came, went, grew or shrank. Where a
// place is on both sides and nothing can be told, nothing is said.
func (s Sampling) regions(old, new known) []Region {
	was, is := bySubject(old.Field), bySubject(new.Field)
	list := []Region{}
	for _, k := range subjectsOf(was, is) {
		_, had := was[k]
		_, has := is[k]
		r := Region{k.region, k.subdivision, s.quantity(old, numbersOf(was, k, old.Field), new, numbersOf(is, k, new.Field))}
		switch {
		case r.Change == WithinError:
			continue
		case !had:
			r.Old, r.Change = nil, sure(New, More, r.Change)
		case !has:
			r.New, r.Change = nil, sure(Gone, Fewer, r.Change)
		case r.Change == CannotTell:
			continue
		}
		if r.Change != Same {
			list = append(list, r)
		}
	}
	return list
}

// subjectsOf are the places on either side, in order.
func subjectsOf(was, is map[subject]profile.Estimate) []subject {
	all := maps.Clone(was)
	maps.Copy(all, is)
	return slices.SortedFunc(maps.Keys(all), compareSubjects)
}

// numbersOf a place in a field; none where it is not on that side.
func numbersOf(in map[subject]profile.Estimate, k subject, f *inventory.Field) profile.Estimate {
	if n, ok := in[k]; ok {
		return n
	}
	return nothing(f.Numbers)
}

// sure is c where it was judged so.
func sure(c, want, judged Change) Change {
	if judged == want {
		return c
	}
	return CannotTell
}

func compareSubjects(a, b subject) int {
	return cmp.Or(cmp.Compare(a.region, b.region), cmp.Compare(a.subdivision, b.subdivision))
}

// bySubject adds up what was attributed in different ways; places without
// numbers are left out.
func bySubject(f *inventory.Field) map[subject]profile.Estimate {
	sums := map[subject]profile.Estimate{}
	for _, r := range f.Regions {
		k := subject{summary.Key(datamap.Subject{Region: r.Region, Status: r.Status}), r.Subdivision}
		if r.Numbers.Value() > 0 {
			sums[k] = sums[k].Add(r.Numbers)
		}
	}
	return sums
}
