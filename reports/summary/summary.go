// Package summary adds a data map up the ways that people read it: per subject
// region, per region where bytes are stored, per pair of the two, per transfer,
// and the gaps per reason with what to do about them. Every report format takes
// its totals from here, so that two formats never disagree.
//
// Derived datasets (views, replicas) are left out of every sum: their numbers
// are counted where they come from.
package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Summary is a data map added up.
type Summary struct {
	Total     profile.Estimate
	Subjects  []Place // whose numbers, largest first; shared, nongeographic and unknown behind
	Stored    []Place // where the bytes are, largest first; unknown behind
	Pairs     []Pair  // stored x subject, where there are numbers
	Transfers []Transfer
	Sets      []SetTotal // per law set, largest first
	Gaps      []GapGroup
	sets      map[string]datamap.LawSet
}

// Place is one region with what was found of it. Key is an ISO 3166-1 code, or
// shared, nongeographic or unknown.
type Place struct {
	Key      string
	Name     string
	Numbers  profile.Estimate
	Fields   int // fields with such numbers
	Datasets int
	Parts    []Place  // subdivisions; the key "" is the rest
	Sets     []string // law sets of its cells, by ID
}

// OnMap says whether the place is a region that a map can show.
func (p Place) OnMap() bool { return !beside(p.Key) }

// Pair is what lies in one stored region of one subject region.
type Pair struct {
	Stored, Subject string // keys of places
	Numbers         profile.Estimate
	Status          string // the gravest transfer among its cells
}

// Transfer gathers the cells of one pair that are judged alike.
type Transfer struct {
	From, To string // subject and stored region
	Status   string
	Because  string
	Law      string // the id of the law whose rule it is, "" for none
	Numbers  profile.Estimate
	Datasets int
}

// SetTotal is what lies under one law set.
type SetTotal struct {
	datamap.LawSet
	Numbers profile.Estimate
	Places  []Place // subject regions and subdivisions, largest first
}

// Needs says whether the transfer needs something of the organisation.
func (t Transfer) Needs() bool { return Needs(t.Status) }

// Needing is how many transfers need something.
func (s *Summary) Needing() (n int) {
	for _, t := range s.Transfers {
		if t.Needs() {
			n++
		}
	}
	return n
}

// Needs says whether a transfer of this status needs something: a mechanism, a
// condition to be shown, or an end.
func Needs(status string) bool {
	return status == "restricted" || status == "needs_mechanism" || status == "conditional"
}

// Key is the place that a subject is counted under.
func Key(s datamap.Subject) string {
	if s.Region != nil && *s.Region != "" {
		return *s.Region
	}
	if s.Status == "" || s.Status == "known" {
		return "unknown"
	}
	return s.Status
}

// StoredKey is the place that stored bytes are counted under.
func StoredKey(s datamap.StoredAt) string {
	if s.Region == "" {
		return "unknown"
	}
	return s.Region
}

// Name is the reader's word for a place's key.
func Name(key string) string {
	switch key {
	case "shared":
		return "Shared by several regions"
	case "nongeographic":
		return "No country (+800, +870, …)"
	case "unknown":
		return "Unknown"
	}
	return place.Name(key)
}

// Of adds m up.
func Of(m *datamap.Map) *Summary {
	s := &Summary{sets: map[string]datamap.LawSet{}, Gaps: gaps(m.Gaps)}
	for _, set := range m.LawSets {
		s.sets[set.ID] = set
	}
	subjects, stored, sets := newTally(), newTally(), newTally()
	pairs := map[[2]string]*Pair{}
	transfers := map[Transfer]*transferTally{}
	for i := range m.Cells {
		c := &m.Cells[i]
		if c.Derived {
			continue
		}
		subject, at := Key(c.Subject), StoredKey(c.Stored)
		s.Total = s.Total.Add(c.Numbers)
		subjects.add(subject, c.Subject.Subdivision, c)
		stored.add(at, "", c)
		sets.add(c.LawSet, cmp.Or(c.Subject.Subdivision, subject), c)
		addPair(pairs, at, subject, c)
		addTransfer(transfers, subject, at, c)
	}
	s.Subjects, s.Stored = subjects.places(), stored.places()
	for _, p := range pairs {
		s.Pairs = append(s.Pairs, *p)
	}
	slices.SortFunc(s.Pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Stored, b.Stored), cmp.Compare(a.Subject, b.Subject))
	})
	for _, p := range sets.places() {
		s.Sets = append(s.Sets, SetTotal{LawSet: s.sets[p.Key], Numbers: p.Numbers, Places: p.Parts})
	}
	s.Transfers = sortedTransfers(transfers)
	return s
}

// Laws is the law set of that name.
func (s *Summary) Laws(set string) datamap.LawSet { return s.sets[set] }

// Countries counts the subject regions that a map can show.
func (s *Summary) Countries() (n int) {
	for _, p := range s.Subjects {
		if p.OnMap() {
			n++
		}
	}
	return n
}

func addPair(pairs map[[2]string]*Pair, at, subject string, c *datamap.Cell) {
	p := pairs[[2]string{at, subject}]
	if p == nil {
		p = &Pair{Stored: at, Subject: subject}
		pairs[[2]string{at, subject}] = p
	}
	p.Numbers = p.Numbers.Add(c.Numbers)
	p.Status = Graver(p.Status, c.Transfer.Status)
}

// Graver is the one of two statuses of a transfer that needs more.
func Graver(a, b string) string {
	if gravity[b] > gravity[a] {
		return b
	}
	return a
}

// gravity orders the statuses of a transfer; what is not known ranks below what
// needs something and above what needs nothing.
var gravity = map[string]int{
	"domestic": 1, "adequate": 2, "unknown": 3, "conditional": 4, "needs_mechanism": 5, "restricted": 6,
}

type transferTally struct {
	Transfer
	datasets map[[2]string]bool
}

func addTransfer(all map[Transfer]*transferTally, from, to string, c *datamap.Cell) {
	key := Transfer{From: from, To: to, Status: c.Transfer.Status, Because: c.Transfer.Because, Law: c.Transfer.Law}
	t := all[key]
	if t == nil {
		t = &transferTally{Transfer: key, datasets: map[[2]string]bool{}}
		all[key] = t
	}
	t.Numbers = t.Numbers.Add(c.Numbers)
	t.datasets[[2]string{c.Source, c.Dataset}] = true
}

func sortedTransfers(all map[Transfer]*transferTally) []Transfer {
	var list []Transfer
	for _, t := range all {
		t.Transfer.Datasets = len(t.datasets)
		list = append(list, t.Transfer)
	}
	slices.SortFunc(list, func(a, b Transfer) int {
		return cmp.Or(
			-cmp.Compare(gravity[a.Status], gravity[b.Status]),
			-cmp.Compare(a.Numbers.Value(), b.Numbers.Value()),
			cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), strings.Compare(a.Because, b.Because), strings.Compare(a.Law, b.Law))
	})
	return list
}

func beside(key string) bool {
	return key == "shared" || key == "nongeographic" || key == "unknown"
}
