package datamap

import (
	"cmp"
	"slices"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/profile"
)

// ahead is how many months the map looks forward.
const ahead = 18

// Upcoming is a law, or a duty in one that is in force already, that begins
// within 18 months of the day and will reach numbers of this map. Derived
// datasets are left out.
type Upcoming struct {
	From         string           `json:"from"` // 2026-12-01
	ID           string           `json:"id"`
	Jurisdiction string           `json:"jurisdiction"`
	Short        string           `json:"short"`
	Name         string           `json:"name"`
	Source       string           `json:"source"`
	Basis        string           `json:"basis"`   // source, general
	Duty         string           `json:"duty"`    // "" where the whole law begins
	Article      string           `json:"article"` // of the duty
	Summary      string           `json:"summary"` // of the duty
	Status       string           `json:"status"`  // likely for some of the numbers, or if
	Because      string           `json:"because"` // for most of them
	Flips        string           `json:"flips"`
	Subjects     []string         `json:"subjects"` // DE, US-CA, shared, ...: most numbers first
	Numbers      profile.Estimate `json:"numbers"`
	Datasets     int              `json:"datasets"`
}

// start names what begins, once.
type start struct{ from, id, duty, article, summary string }

// arrival gathers the cells that something coming reaches.
type arrival struct {
	Upcoming
	datasets map[[2]string]bool
	subjects map[string]profile.Estimate
	reasons  map[laws.Applies]profile.Estimate
}

// upcoming asks what is coming once for each pair of subject and source.
func (b *builder) upcoming(cells []Cell) []Upcoming {
	asked := map[question][]laws.Coming{}
	arrivals := map[start]*arrival{}
	for i := range cells {
		c := &cells[i]
		if c.Derived {
			continue
		}
		q := question{c.Subject.key(), c.Source}
		list, ok := asked[q]
		if !ok {
			list = b.c.Upcoming(who(c.Subject), c.Stored.Region, b.d.Organisation, b.on, b.on.AddDate(0, ahead, 0))
			asked[q] = list
		}
		for _, u := range list {
			b.arrive(arrivals, u, c)
		}
	}
	out := make([]Upcoming, 0, len(arrivals))
	for _, a := range arrivals {
		out = append(out, a.sum())
	}
	slices.SortFunc(out, func(x, y Upcoming) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.ID, y.ID), cmp.Compare(x.Duty, y.Duty), cmp.Compare(x.Article, y.Article), cmp.Compare(x.Summary, y.Summary))
	})
	return out
}

// who is the subject as the laws are asked about it.
func who(s Subject) laws.Subject {
	out := laws.Subject{Subdivision: s.Subdivision, Status: s.Status, Candidates: s.Candidates}
	if s.Region != nil {
		out.Region = *s.Region
	}
	return out
}

// arrive adds a cell to what u begins.
func (b *builder) arrive(all map[start]*arrival, u laws.Coming, c *Cell) {
	key := start{string(u.From), u.ID, u.Duty, u.Article, u.Summary}
	a := all[key]
	if a == nil {
		a = &arrival{datasets: map[[2]string]bool{}, subjects: map[string]profile.Estimate{}, reasons: map[laws.Applies]profile.Estimate{}}
		a.From, a.ID, a.Duty, a.Article, a.Summary = key.from, key.id, key.duty, key.article, key.summary
		if l := b.c.Law(u.ID); l != nil {
			a.Jurisdiction, a.Short, a.Name, a.Source, a.Basis = l.Jurisdiction(), l.Short, l.Name, l.Source, l.Basis
		}
		all[key] = a
	}
	subject := cmp.Or(c.Subject.Subdivision, c.Subject.Status)
	if c.Subject.Region != nil && c.Subject.Subdivision == "" {
		subject = *c.Subject.Region
	}
	a.Numbers = a.Numbers.Add(c.Numbers)
	a.datasets[[2]string{c.Source, c.Dataset}] = true
	a.subjects[subject] = a.subjects[subject].Add(c.Numbers)
	a.reasons[u.Applies] = a.reasons[u.Applies].Add(c.Numbers)
}

// sum is the arrival as it is reported: what is likely before what is an if.
func (a *arrival) sum() Upcoming {
	u := a.Upcoming
	u.Datasets, u.Subjects = len(a.datasets), byNumbers(a.subjects, cmp.Compare[string])
	why := byNumbers(a.reasons, func(x, y laws.Applies) int {
		return compare(x.Because, y.Because, x.Flips, y.Flips, x.Status, y.Status)
	})
	slices.SortStableFunc(why, func(x, y laws.Applies) int { return -cmp.Compare(x.Status, y.Status) })
	u.Status, u.Because, u.Flips = why[0].Status, why[0].Because, why[0].Flips
	return u
}

// byNumbers are the keys of m, most numbers first.
func byNumbers[K comparable](m map[K]profile.Estimate, then func(a, b K) int) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y K) int { return cmp.Or(-cmp.Compare(m[x].Value(), m[y].Value()), then(x, y)) })
	return keys
}
