package datamap

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Schema of the published report.
const Schema = "dialmap.report/v1"

// Build judges inv by what the organisation declares and the laws of a day. It
// does not change inv. The same arguments give the same map, byte for byte.
func Build(inv *inventory.Inventory, d Declarations, c *laws.Catalog, on time.Time) *Map {
	b := builder{c: c, d: d, on: on, sources: map[string]inventory.Source{}, derived: map[[2]string]bool{}, judged: map[question]judgement{}}
	m := &Map{
		Schema: Schema, Tool: inv.Tool, ConfigHash: inv.ConfigHash, KeyFingerprint: inv.KeyFingerprint,
		Scan:     Scan{Scan: inv.Scan, On: on.Format(time.DateOnly), Catalog: Catalog{Version: c.Version, AsOf: c.AsOf, Warning: c.Warning(on)}},
		Sources:  sorted(inv.Sources, func(a, b inventory.Source) int { return cmp.Compare(a.Name, b.Name) }),
		Datasets: sorted(inv.Datasets, func(a, b inventory.Dataset) int { return compare(a.Source, b.Source, a.Dataset, b.Dataset) }),
		Fields: sorted(inv.Fields, func(a, b inventory.Field) int {
			return compare(a.Source, b.Source, a.Dataset, b.Dataset, a.Field, b.Field)
		}),
		Gaps: sorted(inv.Gaps, func(a, b inventory.Gap) int {
			return compare(a.Source, b.Source, a.Dataset, b.Dataset, a.Field, b.Field, a.Reason, b.Reason, a.Detail, b.Detail)
		}),
		Overlaps: inv.Overlaps, Ledgers: inv.Ledgers,
		LawSets: []LawSet{}, Laws: []Law{}, Cells: []Cell{}, Findings: []Finding{}, Organisation: d.controller(),
	}
	for i := range m.Datasets {
		m.Datasets[i].Declared = d.said(m.Datasets[i].Source, m.Datasets[i].Dataset)
	}
	for _, s := range m.Sources {
		b.sources[s.Name] = s
	}
	for _, ds := range m.Datasets {
		b.derived[[2]string{ds.Source, ds.Dataset}] = ds.Derived
	}
	n := 0
	for i := range m.Fields {
		n += len(m.Fields[i].Regions)
	}
	m.Cells = make([]Cell, 0, n)
	for i := range m.Fields {
		m.Cells = append(m.Cells, b.cells(&m.Fields[i])...)
	}
	m.LawSets = append(m.LawSets, b.sets...)
	m.Laws = append(m.Laws, b.laws()...)
	m.Upcoming = b.upcoming(m.Cells)
	m.Findings = b.findings(m, inv)
	m.maskLogins(d.ShowLogins)
	m.Headline = b.headline(m, inv)
	m.GroupIssues()
	return m
}

// builder holds what the cells share. Judgements are made once for each pair of
// subject and source.
type builder struct {
	c       *laws.Catalog
	d       Declarations
	on      time.Time
	sources map[string]inventory.Source
	derived map[[2]string]bool
	judged  map[question]judgement
	sets    []LawSet
	setOf   map[string]string // contents of a set -> its id
}

// question is what is asked of the laws once: a subject, and a source that says
// where the bytes are and under which mechanism.
type question struct{ subject, source string }

// judgement is what the laws say of one subject in one place.
type judgement struct {
	set      string
	transfer Transfer
}

// cells of one field: one for each subject, in order.
func (b *builder) cells(f *inventory.Field) []Cell {
	if len(f.Regions) == 0 || f.Verdict == "none" {
		return nil
	}
	src := b.sources[f.Source]
	cell := Cell{Source: f.Source, Dataset: f.Dataset, Field: f.Field, Derived: b.derived[[2]string{f.Source, f.Dataset}], Stored: stored(src)}
	out := make([]Cell, 0, len(f.Regions))
	for _, s := range subjects(f.Regions) {
		if n := len(out); n > 0 && s.key == out[n-1].Subject.key() {
			out[n-1].Numbers = out[n-1].Numbers.Add(s.numbers)
			continue
		}
		j := b.judge(s.Subject, s.key, src)
		cell.Subject, cell.Numbers, cell.LawSet, cell.Transfer = s.Subject, s.numbers, j.set, j.transfer
		out = append(out, cell)
	}
	return out
}

// counted is a subject with its numbers, as attributed one way.
type counted struct {
	Subject
	key     string
	numbers profile.Estimate
}

// subjects are those of a field, in order.
func subjects(regions []inventory.Region) []counted {
	out := make([]counted, 0, len(regions))
	for _, r := range regions {
		s := subject(r)
		out = append(out, counted{s, s.key(), r.Numbers})
	}
	slices.SortStableFunc(out, func(x, y counted) int { return cmp.Compare(x.key, y.key) })
	return out
}

// subject is whose numbers r counts.
func subject(r inventory.Region) Subject {
	c := slices.Clone(r.Candidates)
	slices.Sort(c)
	if c == nil {
		c = []string{}
	}
	return Subject{Region: r.Region, Subdivision: r.Subdivision, Status: r.Status, Candidates: c}
}

// key orders and names a subject: known regions first, by name.
func (s Subject) key() string {
	return strings.Join([]string{orLast(s.Region), s.Subdivision, s.Status, strings.Join(s.Candidates, ",")}, "|")
}

func orLast(r *string) string {
	if r == nil {
		return "~" // after every region
	}
	return *r
}

// stored is the primary place of a source's bytes; the others are mentioned.
func stored(s inventory.Source) StoredAt {
	at := StoredAt{Region: primary(s), Evidence: s.Stored.Evidence}
	for _, r := range s.Stored.Regions {
		if r != at.Region && !slices.Contains(at.Others, r) {
			at.Others = append(at.Others, r)
		}
	}
	slices.Sort(at.Others)
	if at.Evidence == "" {
		at.Evidence = "unknown"
	}
	return at
}

func primary(s inventory.Source) string {
	if s.Stored.Region == "" && len(s.Stored.Regions) > 0 {
		return slices.Min(s.Stored.Regions)
	}
	return s.Stored.Region
}

// judge asks the catalogue, once for each subject and source.
func (b *builder) judge(s Subject, key string, src inventory.Source) judgement {
	asked := question{key, src.Name}
	if j, ok := b.judged[asked]; ok {
		return j
	}
	at, mechanism := stored(src), b.d.mechanism(src.Name)
	who := who(s)
	coverage, applies := b.c.Evaluate(who, at.Region, b.d.Organisation, b.on)
	t := b.c.Transfer(who, at.Region, mechanism, b.d.Organisation, b.on)
	if len(at.Others) > 0 {
		t.Because += "; bytes lie in " + strings.Join(at.Others, ", ") + " too"
		if t.Status == "domestic" {
			t = b.elsewhere(who, at, mechanism, t)
		}
	}
	j := judgement{set: b.set(coverage, applies), transfer: t}
	b.judged[asked] = j
	return j
}

// elsewhere judges the further places of bytes whose first place is at home.
func (b *builder) elsewhere(who laws.Subject, at StoredAt, mechanism string, home Transfer) Transfer {
	for _, r := range at.Others {
		if t := b.c.Transfer(who, r, mechanism, b.d.Organisation, b.on); t.Status != "domestic" {
			t.Because += "; the first copy lies in " + at.Region
			return t
		}
	}
	return home
}

// set is the id of a law set, made when it is new.
func (b *builder) set(coverage string, applies []Applies) string {
	var k strings.Builder
	k.WriteString(coverage)
	for _, a := range applies {
		k.WriteString("\x00" + a.ID + "\x00" + a.Status + "\x00" + a.Because + "\x00" + a.Flips)
	}
	if id, ok := b.setOf[k.String()]; ok {
		return id
	}
	id := "s" + strconv.Itoa(len(b.sets)+1)
	if applies == nil {
		applies = []Applies{}
	}
	b.sets = append(b.sets, LawSet{ID: id, Coverage: coverage, Laws: applies})
	if b.setOf == nil {
		b.setOf = map[string]string{}
	}
	b.setOf[k.String()] = id
	return id
}

// laws lists every law that a set names, once, by id.
func (b *builder) laws() []Law {
	seen := map[string]bool{}
	var out []Law
	for _, s := range b.sets {
		for _, a := range s.Laws {
			if e, ok := b.c.Describe(a.ID, b.on); ok && !seen[a.ID] {
				seen[a.ID] = true
				out = append(out, law(e))
			}
		}
	}
	slices.SortFunc(out, func(x, y Law) int { return cmp.Compare(x.ID, y.ID) })
	return out
}

// law is what a report says of e: the obligations are those of the day.
func law(e laws.Entry) Law {
	l := Law{
		ID: e.ID, Jurisdiction: e.Jurisdiction, Short: e.Short, Name: e.Name, Citation: e.Citation, Kind: e.Kind, Status: e.Status,
		InForce: day(e.InForce), AppliesFrom: day(e.AppliesFrom), Regulator: e.Regulator, Breach: e.Breach.Text, MaxPenalty: e.MaxPenalty.Text,
		Source: e.Source, Basis: e.Basis, Obligations: []Obligation{},
	}
	for _, o := range e.Obligations {
		if o.ValidFrom == nil || string(*o.ValidFrom) <= e.Day {
			l.Obligations = append(l.Obligations, Obligation{Duty: o.Duty, Article: o.Article, Summary: o.Summary, Source: o.Source, Basis: o.Basis})
		}
	}
	return l
}

func day(d *laws.Date) string {
	if d == nil {
		return ""
	}
	return string(*d)
}

// headline sums what is not derived.
func (b *builder) headline(m *Map, inv *inventory.Inventory) Headline {
	h := Headline{Sources: len(m.Sources), Distinct: inv.Distinct, Laws: len(m.Laws), Gaps: len(m.Gaps), Numbers: profile.Count(0), Fictional: profile.Count(0)}
	for _, g := range m.Gaps {
		if g.Reason == "skipped" {
			h.Excluded++
		}
	}
	for _, ds := range m.Datasets {
		if ds.Derived {
			h.Derived++
		} else {
			h.Datasets++
		}
	}
	for _, f := range m.Fields {
		if f.Verdict == "none" || b.derived[[2]string{f.Source, f.Dataset}] {
			continue
		}
		h.PhoneFields++
		h.Numbers, h.Fictional = h.Numbers.Add(f.Numbers), h.Fictional.Add(f.Fictional)
	}
	countries := map[string]bool{}
	for _, c := range m.Cells {
		if c.Derived {
			continue
		}
		if c.Subject.Region != nil && c.Subject.Status == "known" {
			countries[*c.Subject.Region] = true
		}
		switch c.Transfer.Status {
		case "needs_mechanism", "conditional", "restricted":
			h.Transfers++
		}
	}
	h.Countries = len(countries)
	return h
}

func sorted[T any](list []T, by func(a, b T) int) []T {
	out := append([]T{}, list...)
	slices.SortStableFunc(out, by)
	return out
}

// compare compares pairs, the first that differ decide.
func compare(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if c := cmp.Compare(pairs[i], pairs[i+1]); c != 0 {
			return c
		}
	}
	return 0
}
