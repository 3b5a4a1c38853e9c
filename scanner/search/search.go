// Package search looks for some numbers among all that a scan reads: which fields
// are read and by which others, and where the numbers were seen. It knows a number
// by an index only.
package search

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/observe"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Query says which numbers are looked for, and where.
type Query struct {
	// Wanted says which of the numbers looked for a match is, from 0; -1: none.
	// It is called from many goroutines.
	Wanted func(m *detectors.Match) int

	// Bare appends the wanted numbers whose digits alone are in a text; nil: they
	// are not looked for.
	Bare func(dst []detectors.Match, text []byte) []detectors.Match

	Fields   []inventory.Place // that are read
	Phone    []inventory.Place // those of Fields that hold numbers and nothing else
	Datasets []inventory.Place // that the inventory knows, by source and dataset; any other is new
}

// Sighting is one wanted number in one field.
type Sighting struct {
	inventory.Place
	Number   int // as Query.Wanted counts
	Records  uint64
	Numbers  uint64
	Oldest   string // day of a record; "" none is dated
	Newest   string
	Undated  uint64
	Consents []inventory.Consent
}

// Result is what a search saw. Of a number it says where it is, never what
// it is.
type Result struct {
	ID        string
	Started   time.Time
	Sightings []Sighting
	Searched  []Field
	Gaps      []inventory.Gap // what could not be searched
}

// Field is one field that was read, and how many of its values.
type Field struct {
	inventory.Place
	Records, Values uint64
}

// Search looks for some numbers. Nil: every number is wanted.
type Search struct {
	paths  map[string][]string        // of the wanted fields, by source/dataset
	phone  map[string][]string        // those that hold numbers and nothing else
	places map[string]inventory.Place // of the datasets
	known  map[string]bool

	mu          sync.Mutex
	plans       map[string]*plan.Dataset // by source/dataset
	projections map[string][]string      // wanted fields with those that they are read by
	parts       map[string]*searched     // by hash of the dataset
	fresh       []inventory.Gap          // datasets that are new
}

// searched is what was read of one dataset.
type searched struct {
	plan    *plan.Dataset
	profile *profile.Dataset
	gaps    []inventory.Gap // of its shards
}

// New begins a search.
func New(q Query) *Search {
	s := &Search{
		paths: map[string][]string{}, phone: map[string][]string{}, places: map[string]inventory.Place{}, known: map[string]bool{},
		plans: map[string]*plan.Dataset{}, projections: map[string][]string{}, parts: map[string]*searched{},
	}
	for _, p := range q.Datasets {
		s.known[p.Source+"/"+p.Dataset] = true
	}
	for _, p := range q.Fields {
		at := p.Source + "/" + p.Dataset
		s.paths[at], s.places[at] = append(s.paths[at], p.Field), p
	}
	for _, p := range q.Phone {
		s.phone[p.Source+"/"+p.Dataset] = append(s.phone[p.Source+"/"+p.Dataset], p.Field)
	}
	return s
}

// PassesOver says that the listing goes on without a dataset: no wanted field
// lies in it. One that the inventory does not know is a gap.
func (s *Search) PassesOver(source, name string, isOptIn bool) bool {
	if s == nil {
		return false
	}
	at := source + "/" + name
	if len(s.paths[at]) > 0 {
		return false
	}
	if !s.known[at] && !isOptIn {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.fresh = append(s.fresh, inventory.Gap{Source: source, Dataset: name, Reason: string(connectors.Stale), Detail: "no saved scan read it; scan again"})
	}
	return true
}

// Plan reads the fields of numbers as such, whatever a pilot of today made of
// them: a number that is compared whole cannot be taken for another. ledger are the fields
// of the ledger that the dataset is.
func (s *Search) Plan(p *plan.Dataset, ledger map[string]string) {
	if s == nil {
		return
	}
	for _, path := range s.phone[p.Source+"/"+p.Name] {
		if fr, ok := p.Reading.Fields[path]; ok {
			fr.National = detectors.On
			p.Reading.Fields[path] = fr
		}
	}
	paths := slices.Clone(s.paths[p.Source+"/"+p.Name])
	add := func(path string) {
		if path != "" && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	for _, row := range p.Reading.Rows {
		add(row.Path)
	}
	for _, path := range slices.Clone(paths) {
		add(p.Reading.Fields[path].Prefix)
	}
	add(p.Reading.Dated)
	add(p.Reading.Contacted)
	for _, path := range p.Reading.Persons {
		add(path)
	}
	for _, path := range ledger {
		add(path)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plans[p.Source+"/"+p.Name], s.projections[p.Source+"/"+p.Name] = p, paths
}

// Fields are the paths that are read of a dataset, nil for all.
func (s *Search) Fields(p *plan.Dataset) []string {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.projections[p.Source+"/"+p.Name]
}

// Add takes what was read of a shard. What was read before the dataset was cut
// again is dropped.
func (s *Search) Add(p *plan.Dataset, prof *profile.Dataset, gaps []inventory.Gap) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.parts[p.Hash]
	if x == nil || x.plan.Cut < p.Cut {
		x = &searched{plan: p, profile: profile.New()}
		s.parts[p.Hash] = x
	}
	if x.plan.Cut > p.Cut {
		return
	}
	x.gaps = append(x.gaps, gaps...)
	if prof != nil {
		x.profile.Merge(prof)
	}
}

// Result is what was seen, in the order of the places; gaps are those that belong
// to no shard.
func (s *Search) Result(gaps []inventory.Gap) *Result {
	r := &Result{Gaps: append(slices.Clone(gaps), s.fresh...)}
	for _, p := range s.plans {
		r.Gaps = append(r.Gaps, p.Gaps...)
	}
	for _, x := range s.parts {
		r.Gaps = append(r.Gaps, x.gaps...)
		for _, path := range x.profile.Paths() {
			f, at := x.profile.Fields[path], inventory.Place{Source: x.plan.Source, Dataset: x.plan.Name}
			field, n, wanted := observe.ParseWantedField(path)
			at.Field = field
			switch {
			case wanted:
				r.Sightings = append(r.Sightings, sighting(at, n, f))
			case slices.Contains(s.paths[at.Source+"/"+at.Dataset], field):
				r.Searched = append(r.Searched, Field{at, x.profile.Total().Records, f.Values})
			}
		}
	}
	for at := range s.paths {
		if s.plans[at] == nil && !slices.ContainsFunc(r.Gaps, func(g inventory.Gap) bool { return covers(g, at) }) {
			p := s.places[at]
			r.Gaps = append(r.Gaps, inventory.Gap{Source: p.Source, Dataset: p.Dataset, Reason: string(connectors.Changed), Detail: "it is no longer there"})
		}
	}
	slices.SortFunc(r.Sightings, func(a, b Sighting) int { return compareSightings(&a, &b) })
	slices.SortFunc(r.Searched, func(a, b Field) int { return a.Place.Compare(b.Place) })
	slices.SortFunc(r.Gaps, compareGaps)
	r.Gaps = slices.CompactFunc(r.Gaps, func(a, b inventory.Gap) bool { return a == b })
	return r
}

func compareSightings(a, b *Sighting) int {
	if c := a.Number - b.Number; c != 0 {
		return c
	}
	return a.Place.Compare(b.Place)
}

func compareGaps(a, b inventory.Gap) int {
	at := func(g inventory.Gap) string {
		return strings.Join([]string{g.Source, g.Dataset, g.Field, g.Reason, g.Detail}, "\x00")
	}
	return strings.Compare(at(a), at(b))
}

// covers says that a gap is of the dataset source/dataset, or of its source.
func covers(g inventory.Gap, at string) bool {
	return at == g.Source+"/"+g.Dataset || g.Dataset == "" && strings.HasPrefix(at, g.Source+"/")
}

// sighting is what was counted of a wanted number in a field.
func sighting(at inventory.Place, n int, f *profile.Field) Sighting {
	out := Sighting{Place: at, Number: n, Records: f.Holding, Numbers: f.Numbers}
	for _, a := range f.Ages {
		out.Undated += a.Undated
		a.Each(func(day int32, _ profile.Held) {
			text := time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly)
			if out.Oldest == "" || text < out.Oldest {
				out.Oldest = text
			}
			out.Newest = max(out.Newest, text)
		})
	}
	for c, held := range f.Consents {
		out.Consents = append(out.Consents, inventory.Consent{
			Ledger: c.Ledger, By: c.By, Purpose: c.Purpose, State: c.State, Numbers: profile.Count(held.Numbers), Records: profile.Count(held.Records),
		})
	}
	slices.SortFunc(out.Consents, func(a, b inventory.Consent) int {
		at := func(c inventory.Consent) string {
			return strings.Join([]string{c.Ledger, c.By, c.Purpose, c.State}, "\x00")
		}
		return strings.Compare(at(a), at(b))
	})
	return out
}
