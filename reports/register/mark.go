package register

import (
	"slices"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
)

// Mark gives the findings of a map the states that the register knows of, as they
// were when the scan of the map was folded, and adds those that the scan could not
// assess and those that it resolved. It groups the issues anew.
func (r *Register) Mark(m *datamap.Map) {
	scan := Moment{m.Scan.ID, m.Scan.Started.UTC()}
	there := map[string]bool{}
	for i := range m.Findings {
		f := &m.Findings[i]
		there[f.ID] = true
		e := r.Find(f.ID)
		if e == nil || e.FirstSeen.At.After(scan.At) {
			e = nil
			f.FirstSeen, f.LastAssessed = scan.At, scan.At
		} else {
			f.FirstSeen, f.LastAssessed = e.FirstSeen.At, scan.At
		}
		if f.Status != assess.Stale {
			f.Status = e.statusAt(scan)
		}
	}
	read := coverage.Of(m)
	for _, e := range r.Entries {
		if !there[e.ID] && (read.IsAsked(e.Finding.Source) || e.ResolvedBy == ByScope) {
			if f, ok := e.missingAt(scan); ok {
				m.Findings = append(m.Findings, f)
			}
		}
	}
	assess.SortFindings(m.Findings)
	m.GroupIssues()
}

// statusAt is the status of a finding that a scan found.
func (e *Entry) statusAt(scan Moment) string {
	if e == nil || e.FirstSeen.Scan == scan.Scan {
		return assess.New
	}
	p := e.pointAt(scan)
	if p == nil || p.Scan != scan.Scan {
		return assess.Open
	}
	switch p.Event {
	case EventEscalated:
		return assess.Escalated
	case EventReopened:
		return assess.Reopened
	}
	return assess.Open
}

// missingAt is a finding that a scan did not find: unassessed since, or resolved
// by that scan. ok is false for what the scan knows nothing of. Its figures are
// those of the last scan that found it: of what was found again later they are
// not kept, and it is left out.
func (e *Entry) missingAt(scan Moment) (f assess.Finding, ok bool) {
	if e.LastSeen.At.After(scan.At) {
		return f, false
	}
	p := e.pointAt(scan)
	if p == nil {
		return f, false
	}
	f = e.Finding
	f.Laws, f.RestsOn = slices.Clone(f.Laws), slices.Clone(f.RestsOn)
	f.FirstSeen, f.LastAssessed = e.FirstSeen.At, e.LastSeen.At
	switch {
	case p.Event == EventUnassessed:
		f.Status = assess.Unassessed
	case p.Event == EventResolved && p.Scan == scan.Scan:
		f.Status, f.ResolvedBy, f.LastAssessed = assess.Resolved, p.By, scan.At
	default:
		return f, false
	}
	return f, true
}

// pointAt is the last thing that happened to an entry up to a scan; nil before
// its first.
func (e *Entry) pointAt(scan Moment) *Point {
	var last *Point
	for i := range e.History {
		p := &e.History[i]
		if p.Scan == scan.Scan {
			return p
		}
		if !p.At.After(scan.At) {
			last = p
		}
	}
	return last
}

// Counts are how many findings are in each state.
func (r *Register) Counts() map[State]int {
	n := map[State]int{}
	for _, e := range r.Entries {
		n[e.State]++
	}
	return n
}
