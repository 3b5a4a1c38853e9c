package register

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
)

// Scan is what the register is told of one scan.
type Scan struct {
	Map      *datamap.Map          // judged on the day of the scan
	Declared *datamap.Declarations // that it was judged by; nil: not known
	Scope    Scope

	// Rejudge judges the same facts by other declarations. Nil: it cannot be told
	// whether a declaration resolved a finding.
	Rejudge func(d *datamap.Declarations) *datamap.Map
}

// Scope is what a scan was asked for.
type Scope struct {
	Configuration string // that named its sources; "" where the command line did
	Narrowed      bool   // to a part of them, this once
}

// Fold adds a scan. One that is in the register already changes nothing.
func (r *Register) Fold(s Scan) {
	r.fold(newView(s))
}

// view is a scan as the fold sees it.
type view struct {
	folded     Folded
	scan       Scan
	found      map[string]*assess.Finding
	read       *coverage.Coverage
	declared   string // hash of the declarations
	catalogue  string
	rejudged   map[string]map[string]bool // findings by other declarations, by their hash
	facts      map[[2]string][]byte       // of each dataset
	declaredIn map[string]bool            // ledgers
}

func newView(s Scan) *view {
	m := s.Map
	v := &view{
		folded: Folded{m.Scan.ID, m.Scan.Started.UTC(), m.Scan.Finished.UTC()}, scan: s, found: map[string]*assess.Finding{}, read: coverage.Of(m),
		catalogue: m.Scan.Catalog.Version, rejudged: map[string]map[string]bool{}, declaredIn: map[string]bool{},
	}
	for i := range m.Findings {
		if f := &m.Findings[i]; assess.IsOpen(f.Status) && f.Status != assess.Unassessed {
			v.found[f.ID] = f
		}
	}
	if s.Declared != nil {
		v.declared = hashOf(s.Declared)
		for _, l := range s.Declared.Ledgers {
			v.declaredIn[l.Name] = true
		}
	}
	return v
}

func (v *view) moment() Moment { return Moment{v.folded.ID, v.folded.Started} }

func (r *Register) fold(v *view) {
	if r.HasFolded(v.folded.ID, v.folded.Finished) {
		return
	}
	r.Version = Version
	r.Scans = slices.DeleteFunc(r.Scans, func(f Folded) bool { return f.ID == v.folded.ID })
	r.Scans = append(r.Scans, v.folded)
	slices.SortStableFunc(r.Scans, func(a, b Folded) int { return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.ID, b.ID)) })
	for _, e := range r.Entries {
		if v.folded.Started.Before(e.LastAssessed.At) {
			continue // a scan that began earlier knows nothing newer
		}
		if f := v.found[e.ID]; f != nil {
			e.see(f, v)
		} else {
			e.miss(v, r)
		}
	}
	for i := range v.scan.Map.Findings {
		f := &v.scan.Map.Findings[i]
		at, known := r.search(f.ID)
		if known || v.found[f.ID] == nil {
			continue
		}
		e := &Entry{ID: f.ID, State: Open, FirstSeen: v.moment(), Peak: f.Severity}
		e.take(f, v)
		e.addPoint(Point{v.moment(), EventOpened, "", f.Severity, f.Count})
		r.Entries = slices.Insert(r.Entries, at, e)
	}
	r.keepDeclarations(v)
}

// see notes a finding that was found again.
func (e *Entry) see(f *assess.Finding, v *view) {
	event := ""
	switch {
	case e.State == Resolved:
		e.State, e.ResolvedBy, e.Peak, event = Reopened, "", f.Severity, EventReopened
	case assess.Rank(f.Severity) > assess.Rank(e.Peak):
		e.State, e.Peak, event = Escalated, f.Severity, EventEscalated
	case e.State == Unassessed:
		e.State, event = e.Before, EventAssessed
	}
	e.Before = ""
	changed := event != "" || e.Finding.Severity != f.Severity || !sameCount(&e.Finding, f)
	e.take(f, v)
	if changed {
		e.addPoint(Point{v.moment(), event, "", f.Severity, f.Count})
	}
}

func sameCount(a, b *assess.Finding) bool {
	x, _ := json.Marshal(a.Count) // numbers always have a JSON form
	y, _ := json.Marshal(b.Count)
	return bytes.Equal(x, y)
}

// take keeps the finding, and what it was seen by.
func (e *Entry) take(f *assess.Finding, v *view) {
	e.Finding = *f
	e.Finding.Status, e.Finding.FirstSeen, e.Finding.LastAssessed, e.Finding.Suppression, e.Finding.ResolvedBy = "", time.Time{}, time.Time{}, nil, ""
	e.LastSeen, e.LastAssessed = v.moment(), v.moment()
	e.Read = v.read.Rests(f, v.isDeclared)
	e.Facts, e.Declared, e.Catalogue, e.Tool = v.factsOf(f), v.declared, v.catalogue, v.scan.Map.Tool.Version
	if scope := v.scan.Scope; scope.Configuration != "" && !scope.Narrowed {
		e.Scope = scope.Configuration
	}
}

// miss notes that a finding was not found: resolved, or not to be told.
func (e *Entry) miss(v *view, r *Register) {
	if e.State == Resolved {
		return
	}
	if outOfScope := v.isOutOfScope(e); !outOfScope && !v.read.IsAsked(e.Finding.Source) {
		return // a scan of other sources
	}
	var by string
	switch {
	case v.isOutOfScope(e):
		by = ByScope
	case v.isReadFor(e):
		by = v.cause(e, r)
	case e.State == Unassessed:
		return
	default:
		e.Before, e.State = e.State, Unassessed
		e.addPoint(Point{v.moment(), EventUnassessed, "", e.Finding.Severity, e.Finding.Count})
		return
	}
	e.State, e.Before, e.ResolvedBy, e.LastAssessed = Resolved, "", by, v.moment()
	e.addPoint(Point{v.moment(), EventResolved, by, e.Finding.Severity, e.Finding.Count})
}

// isReadFor says that everything an entry rests on was read at least as well as
// when it was last seen.
func (v *view) isReadFor(e *Entry) bool {
	return v.read.IsEnough(&e.Finding, v.read.Rests(&e.Finding, v.isDeclared), e.Read)
}

// isDeclared says that a ledger is declared for the scan, as far as that is
// known.
func (v *view) isDeclared(ledger string) bool { return v.scan.Declared == nil || v.declaredIn[ledger] }

// isOutOfScope says that the configuration which once named the source or
// dataset of an entry no longer does.
func (v *view) isOutOfScope(e *Entry) bool {
	scope := v.scan.Scope
	if scope.Configuration == "" || scope.Narrowed || scope.Configuration != e.Scope {
		return false
	}
	for _, on := range e.Finding.RestsOn {
		if on.Notice != "" {
			continue
		}
		if !v.read.IsAsked(on.Source) {
			return true
		}
		if g, ok := v.read.Gap(on.Source, on.Dataset, ""); ok && g.Reason == "skipped" && v.read.Dataset(on.Source, on.Dataset, "").Draw == coverage.Unread {
			return true
		}
	}
	return false
}

// cause says what made the difference for an entry that is no longer found.
func (v *view) cause(e *Entry, r *Register) string {
	if _, known := assess.FindRule(e.Finding.Rule); !known {
		return ByRule
	}
	if old := r.Declared[e.Declared]; old != nil && e.Declared != v.declared && v.scan.Rejudge != nil && v.wouldFind(e, old) {
		return ByDeclaration
	}
	switch {
	case e.Facts != v.factsOf(&e.Finding):
		return ByData
	case e.Declared != v.declared && v.scan.Rejudge == nil:
		return ByDeclaration
	case e.Catalogue != v.catalogue:
		return ByCatalogue
	case e.Tool != v.scan.Map.Tool.Version:
		return ByRule
	case e.Declared != v.declared:
		return ByDeclaration
	}
	return ByData
}

// wouldFind says that an entry is found in the facts of the scan by other
// declarations.
func (v *view) wouldFind(e *Entry, d *datamap.Declarations) bool {
	ids := v.rejudged[e.Declared]
	if ids == nil {
		ids = map[string]bool{}
		m := v.scan.Rejudge(d)
		for i := range m.Findings {
			ids[m.Findings[i].ID] = true
		}
		v.rejudged[e.Declared] = ids
	}
	return ids[e.ID]
}

// factsOf names the facts that a finding was concluded from: other facts have
// another name.
func (v *view) factsOf(f *assess.Finding) string {
	if v.facts == nil {
		v.facts = factsByDataset(v.scan.Map)
	}
	h := sha256.New()
	for _, on := range f.RestsOn {
		h.Write(v.facts[[2]string{on.Source, on.Dataset}])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// factsByDataset hashes what a map knows of each dataset.
func factsByDataset(m *datamap.Map) map[[2]string][]byte {
	out := map[[2]string][]byte{}
	add := func(source, dataset string, v any) {
		k := [2]string{source, dataset}
		b, _ := json.Marshal(v) // plain data always has a JSON form
		sum := sha256.Sum256(append(out[k], b...))
		out[k] = sum[:]
	}
	for i := range m.Sources {
		if p := m.Sources[i].Posture; p != nil {
			add(m.Sources[i].Name, "", p)
		}
	}
	for i := range m.Datasets {
		d := m.Datasets[i]
		d.Declared, d.Stamp = nil, ""
		add(d.Source, d.Dataset, d)
	}
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Verdict != "none" { // a report may leave those out
			add(f.Source, f.Dataset, f)
		}
	}
	for _, o := range m.Overlaps {
		add(o.Of.Source, o.Of.Dataset, o)
	}
	for _, l := range m.Ledgers {
		l.Hash = ""
		add(l.Source, l.Dataset, l)
	}
	return out
}

// hashOf declarations.
func hashOf(d *datamap.Declarations) string {
	b, _ := json.Marshal(d) // plain data always has a JSON form
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// keepDeclarations keeps those that an open entry was last seen by.
func (r *Register) keepDeclarations(v *view) {
	used := map[string]*datamap.Declarations{}
	for _, e := range r.Entries {
		switch {
		case e.State == Resolved || e.Declared == "":
		case e.Declared == v.declared:
			used[v.declared] = v.scan.Declared
		case r.Declared[e.Declared] != nil:
			used[e.Declared] = r.Declared[e.Declared]
		}
	}
	r.Declared = used
}
