package html

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/html/atlas"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// entry of the navigation.
type entry struct{ Name, Nav string }

// view is the map as the page shows it.
type view struct {
	M           *datamap.Map
	S           *summary.Summary
	Title       string
	Nav         []entry
	Lead        string
	Started     string
	Took        string
	World       []*picture
	US, Canada  *picture
	Europe      *picture
	Moves       *moves
	Matrix      matrix
	Pressing    []transfer // those without a safeguard
	Settled     []transfer // the others
	Needing     int
	Unjudged    profile.Estimate // numbers whose transfer is unknown
	Placeless   bool             // some are stored where nobody said
	MoreMoves   int
	Cards       []card
	Uncharted   []summary.Place // places whose law is not researched
	Laws        []law
	Timeline    []arrival
	Datasets    []dataset    // all of them, the largest first
	Sets        []datasetRow // those that are not derived, up to a length
	MoreSets    int
	DerivedSets int
	Derived     int // entries of the table that are of derived datasets
	Rows        []row
	MoreRows    int
	Sources     []string
	Unread      string // "2 parts", of which nothing is known
	Chosen      string // "4 excluded by the configuration"
	Issues      *issueSection
	Clusters    []summary.Cluster
	regions     map[string]bool   // countries of open issues
	names       map[string]string // of laws, by id
	setList     list
	beside      map[[2]string][]string
	Checked     bool // scanned for numbers before it is written
}

// The page shows this many rows with scripts off; a reader with scripts has all.
const (
	maxDatasets  = 200
	maxRows      = 2000 // all, where there are no more
	maxRowsOfBig = 1000
	maxTransfers = 80 // of those without a safeguard, and of the others
)

// transfer is one with the law that its rule is of.
type transfer struct {
	summary.Transfer
	At       string       // what a cell of the matrix links to, on the first one of a pair
	Rule     *datamap.Law // nil where the law is not on the page
	Articles string       // of that law, on transfers
	Since    string
	Exporter string   // who exports, in words
	Importer []string // data systems whose bytes are stored there
}

// card says which laws hold for the numbers of a country. The laws of its parts
// stand apart: there may be a hundred of them.
type card struct {
	summary.Place
	Counted  string // "3 laws apply, 2 may apply"
	Issues   bool   // some are open
	Coverage string
	Applies  []applies
	Parts    []cardPart
}

type cardPart struct {
	Key, Name string
	Laws      []applies
}

type applies struct {
	datamap.Applies
	Law law
}

// law is a law with what it touches here.
type law struct {
	datamap.Law
	Numbers profile.Estimate
	Likely  bool // for some of them
}

// arrival is what begins on a day to come.
type arrival struct {
	datamap.Upcoming
	Place  string // whose law it is
	Listed bool   // among the laws of this page
}

type dataset struct {
	inventory.Dataset
	Read    string
	Missed  string
	Numbers profile.Estimate
}

type row struct {
	*datamap.Cell
	Subject, Stored string // keys
	Name            string
	Candidates      string
	Laws, If        []datamap.Law
	Coverage        string
}

func look(m *datamap.Map) (*view, error) {
	s := summary.Of(m)
	v := &view{
		M: m, S: s, regions: map[string]bool{}, names: summary.LawNames(m), beside: besides(m.Fields), Clusters: summary.Copies(m), Title: "Phone number data map · " + m.Scan.Started.UTC().Format("2006-01-02"),
		Started: m.Scan.Started.UTC().Format("2 January 2006, 15:04 UTC"),
		Took:    m.Scan.Finished.Sub(m.Scan.Started).Round(time.Second).String(),
	}
	v.Unread, v.Chosen = s.NotLookedAt()
	regions := regionsOf(m)
	for i := range m.Issues {
		if x := &m.Issues[i]; summary.IsStanding(x) {
			for _, c := range countriesOf(x, regions) {
				v.regions[c] = true
			}
		}
	}
	world := &atlas.Get().World
	v.World = []*picture{
		draw(world, "subject", "w", words.CountryOfNumber, s.Subjects),
		draw(world, "stored", "w", "Storage location", s.Stored),
	}
	v.Europe = europe(v.World[0])
	v.US = part(&atlas.Get().US, "us", "US", s.Subjects)
	v.Canada = part(&atlas.Get().Canada, "ca", "CA", s.Subjects)
	v.Matrix = newMatrix(s)
	v.Matrix.locate(m.Sources)
	v.Moves = newMoves(s, m)
	v.moves()
	v.laws()
	v.datasets()
	v.rows()
	if err := v.datasetList(); err != nil {
		return nil, err
	}
	var err error
	v.Issues, err = newIssueSection(m)
	return v, err
}

// part is the map of a country by subdivision, nil without any.
func part(m *atlas.Map, prefix, country string, subjects []summary.Place) *picture {
	for _, p := range subjects {
		if p.Key == country && p.Parts != nil {
			parts := slices.Clone(p.Parts)
			for i := range parts {
				if parts[i].Key == "" {
					parts[i].Key, parts[i].Name = country, "The plan does not tell which"
				}
			}
			return draw(m, "subject", prefix, p.Name, parts)
		}
	}
	return nil
}

// Parts are the maps of countries by subdivision.
func (v *view) Parts() (list []*picture) {
	for _, p := range []*picture{v.US, v.Canada} {
		if p != nil {
			list = append(list, p)
		}
	}
	return list
}

// Failed says that something could not be looked at that was meant to be.
func (v *view) Failed() bool { return len(v.S.Gaps) > 0 && !v.S.Gaps[0].Chosen() }

func (v *view) moves() {
	laws, led := map[string]*datamap.Law{}, map[string]bool{}
	for _, l := range v.M.Laws {
		l.Short = v.names[l.ID]
		laws[l.ID] = &l
	}
	for _, s := range v.S.Transfers {
		t := newTransfer(s, laws[s.Law])
		t.Exporter, t.Importer = summary.Exporter(v.M, s.To), summary.Importers(v.M, s.To)
		if at := "subject=" + t.From + "&stored=" + t.To; !led[at] {
			led[at], t.At = true, at
		}
		if t.Needs() {
			v.Pressing = append(v.Pressing, t)
			continue
		}
		v.Settled = append(v.Settled, t)
		if t.Status == "unknown" {
			v.Unjudged = v.Unjudged.Add(t.Numbers)
			v.Placeless = v.Placeless || t.To == "unknown"
		}
	}
	v.Needing = len(v.Pressing)
	v.MoreMoves = max(0, len(v.Pressing)-maxTransfers) + max(0, len(v.Settled)-maxTransfers)
	v.Pressing, v.Settled = first(maxTransfers, v.Pressing), first(maxTransfers, v.Settled)
}

func newTransfer(s summary.Transfer, l *datamap.Law) transfer {
	t := transfer{Transfer: s, Rule: l}
	if l == nil {
		return t
	}
	t.Since = cmp.Or(l.AppliesFrom, l.InForce)
	for _, o := range l.Obligations {
		if o.Duty == "transfer" {
			t.Articles = o.Article
		}
	}
	return t
}

// Largest are the transfers that most numbers need something for.
func (v *view) Largest() []transfer {
	list := slices.Clone(v.Pressing)
	slices.SortStableFunc(list, func(a, b transfer) int { return -cmp.Compare(a.Numbers.Value(), b.Numbers.Value()) })
	return first(10, list)
}

// laws puts the laws with the places that they touch, and the places with
// their laws.
func (v *view) laws() {
	byID := map[string]*law{}
	for _, l := range v.M.Laws {
		l.Short = v.names[l.ID]
		byID[l.ID] = &law{Law: l}
	}
	for _, s := range v.S.Sets {
		for _, a := range s.Laws {
			l := byID[a.ID]
			if l == nil {
				l = &law{Law: datamap.Law{ID: a.ID, Short: a.ID}}
				byID[a.ID] = l
			}
			l.Numbers = l.Numbers.Add(s.Numbers)
			l.Likely = l.Likely || a.Status == "likely"
		}
	}
	for _, s := range v.S.Sets {
		if len(s.Laws) == 0 {
			v.Uncharted = append(v.Uncharted, s.Places...)
		}
	}
	v.cards(byID)
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		v.Laws = append(v.Laws, *byID[id])
	}
	slices.SortStableFunc(v.Laws, func(a, b law) int { return -cmp.Compare(a.Numbers.Value(), b.Numbers.Value()) })
	v.timeline()
}

// cards gathers the law sets by country. Sets come largest first, so that the
// reason that is shown is the one that most numbers have.
func (v *view) cards(laws map[string]*law) {
	at := map[string]*card{}
	for _, s := range v.S.Sets {
		for _, p := range s.Places {
			country, _, _ := strings.Cut(p.Key, "-")
			c := at[country]
			if c == nil {
				c = &card{Coverage: s.Coverage}
				at[country] = c
			}
			for _, a := range s.Laws {
				c.add(country, p.Key, a, laws[a.ID])
			}
		}
	}
	for _, p := range v.S.Subjects {
		if c := at[p.Key]; c != nil && len(c.Applies) > 0 {
			c.Place = p
			slices.SortStableFunc(c.Applies, func(a, b applies) int { return -cmp.Compare(a.Status, b.Status) }) // likely before if
			slices.SortFunc(c.Parts, func(a, b cardPart) int { return cmp.Compare(a.Name, b.Name) })
			c.Counted = countedLaws(c.Applies)
			c.Issues = v.regions[p.Key]
			v.Cards = append(v.Cards, *c)
		}
	}
}

// countedLaws says how many laws apply, and how many may.
func countedLaws(list []applies) string {
	n := 0
	for _, a := range list {
		if a.Status == "likely" {
			n++
		}
	}
	switch {
	case n == len(list) && n == 1:
		return "1 law applies"
	case n == len(list):
		return amount.Plural(n, "law") + " apply"
	case n == 0:
		return amount.Plural(len(list), "law") + " may apply"
	case n == 1:
		return "1 law applies, " + amount.Count(float64(len(list)-1)) + " may apply"
	}
	return amount.Plural(n, "law") + " apply, " + amount.Count(float64(len(list)-n)) + " may apply"
}

// add notes a law for the numbers of a place, once.
func (c *card) add(country, key string, a datamap.Applies, l *law) {
	a.Because = strings.ReplaceAll(a.Because, key, country)
	list := &c.Applies
	if strings.HasPrefix(l.Jurisdiction, country+"-") {
		i := slices.IndexFunc(c.Parts, func(p cardPart) bool { return p.Key == l.Jurisdiction })
		if i < 0 {
			i = len(c.Parts)
			c.Parts = append(c.Parts, cardPart{Key: l.Jurisdiction, Name: place.Name(l.Jurisdiction)})
		}
		list = &c.Parts[i].Laws
	}
	switch i := slices.IndexFunc(*list, func(b applies) bool { return b.ID == a.ID }); {
	case i < 0:
		*list = append(*list, applies{a, *l})
	case (*list)[i].Status != "likely" && a.Status == "likely":
		(*list)[i] = applies{a, *l}
	}
}

// timeline is what the map says is coming.
func (v *view) timeline() {
	for _, u := range v.M.Upcoming {
		listed := slices.ContainsFunc(v.Laws, func(l law) bool { return l.ID == u.ID })
		v.Timeline = append(v.Timeline, arrival{Upcoming: u, Place: summary.Name(u.Jurisdiction), Listed: listed})
	}
}

func (v *view) datasets() {
	numbers := map[[2]string]profile.Estimate{}
	for i := range v.M.Cells {
		c := &v.M.Cells[i]
		key := [2]string{c.Source, c.Dataset}
		numbers[key] = numbers[key].Add(c.Numbers)
	}
	for _, d := range v.M.Datasets {
		v.Datasets = append(v.Datasets, dataset{d, read(d), missed(d), numbers[[2]string{d.Source, d.Dataset}]})
	}
	slices.SortStableFunc(v.Datasets, func(a, b dataset) int {
		return cmp.Or(-cmp.Compare(a.Numbers.Value(), b.Numbers.Value()),
			cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset.Dataset, b.Dataset.Dataset))
	})
}

// read says how many records were read, drawn how, of how many.
func read(d inventory.Dataset) string {
	r := d.Records
	n := amount.Count(float64(r.Read)) + " " + cmp.Or(r.Unit, "record") + "s"
	of := ""
	if r.Total.How != "" && r.Total.Value() > 0 {
		of = " of " + amount.With(r.Total)
	}
	switch r.Draw {
	case "whole":
		if r.Unread > 0 {
			return n + of + ", in part"
		}
		return "all " + n
	case "random":
		return summary.Drawn(d)
	case "head":
		return n + of + ", from the start only"
	case "":
		return "nothing"
	}
	return n + of + ", in part"
}

// missed says what of a dataset could have been missed.
func missed(d inventory.Dataset) string {
	switch {
	case d.Records.Draw == "whole" && d.Records.Unread == 0:
		return "nothing: all was read"
	case d.MissedAtMost != nil:
		return "a field with numbers in fewer than " + bounded(d.MissedAtMost)
	}
	return "not bounded: no promise about what was not read"
}

// missedIn says what of a field could have been missed; "" where all of it was
// read.
func missedIn(f inventory.Field, d inventory.Dataset) string {
	switch {
	case d.Records.Draw == "whole" && d.Records.Unread == 0:
		return ""
	case f.MissedAtMost != nil:
		return "numbers in at most " + bounded(f.MissedAtMost)
	case d.MissedAtMost != nil && f.Verdict == "none":
		return "numbers in at most " + bounded(d.MissedAtMost)
	case d.MissedAtMost != nil:
		return "a country whose numbers lie in fewer than " + bounded(d.MissedAtMost)
	}
	return "not bounded: no promise about what was not read"
}

// bounded is a share with the level at which it holds.
func bounded(m *inventory.Missed) string {
	return fmt.Sprintf("%s of the %s (%.3g %% sure)", summary.Share(m.Share), m.Of, m.Level*100)
}

func (v *view) rows() {
	laws := map[string]datamap.Law{}
	for _, l := range v.M.Laws {
		l.Short = v.names[l.ID]
		laws[l.ID] = l
	}
	var cells []*datamap.Cell
	for i := range v.M.Cells {
		if c := &v.M.Cells[i]; c.Derived {
			v.Derived++
		} else {
			cells = append(cells, c)
		}
	}
	slices.SortStableFunc(cells, func(a, b *datamap.Cell) int { return -cmp.Compare(a.Numbers.Value(), b.Numbers.Value()) })
	if len(cells) > maxRows {
		v.MoreRows = len(cells) - maxRowsOfBig
		cells = cells[:maxRowsOfBig]
	}
	for _, c := range cells {
		v.Rows = append(v.Rows, newRow(c, v.S, laws))
	}
	for _, s := range v.M.Sources {
		v.Sources = append(v.Sources, s.Name)
	}
}

func newRow(c *datamap.Cell, s *summary.Summary, laws map[string]datamap.Law) row {
	r := row{Cell: c, Subject: summary.Key(c.Subject), Stored: summary.StoredKey(c.Stored), Candidates: strings.Join(c.Subject.Candidates, ", ")}
	r.Name = summary.Name(r.Subject)
	if c.Subject.Subdivision != "" {
		r.Name = place.Name(c.Subject.Subdivision)
	}
	set := s.Laws(c.LawSet)
	r.Coverage = set.Coverage
	for _, a := range set.Laws {
		l, ok := laws[a.ID]
		if !ok {
			l = datamap.Law{ID: a.ID, Short: a.ID}
		}
		if a.Status == "likely" {
			r.Laws = append(r.Laws, l)
		} else {
			r.If = append(r.If, l)
		}
	}
	return r
}
