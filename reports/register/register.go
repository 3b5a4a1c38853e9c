// Package register follows findings over time: when each was first and last
// seen, when it was last assessed, how its severity and count went, and what
// ended it.
//
// A finding is resolved only when it is no longer found although everything it
// rests on was read at least as well as when it was last seen. What could not be
// read leaves it unassessed, with its last figures and their day: an outage
// resolves nothing, and its end opens nothing.
//
// [Register.Fold] is a function of the register and a scan: the same scan folded
// twice changes nothing, and folding the kept scans in order gives the register
// again, byte for byte.
package register

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Version of the stored form.
const Version = 1

// Register is every finding there ever was. The zero value is one without any.
type Register struct {
	Version int      `json:"version"`
	Scans   []Folded `json:"scans"`   // that were folded, in the order of their start
	Entries []*Entry `json:"entries"` // in the order of their IDs

	// Declared are the declarations that entries were last assessed by, by hash.
	Declared map[string]*datamap.Declarations `json:"declared,omitempty"`
}

// Folded is a scan that the register knows.
type Folded struct {
	ID       string    `json:"id"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
}

// State of a finding.
type State string

// The states. All but resolved are open.
const (
	Open       State = "open"
	Escalated  State = "escalated"  // more severe than ever since it was opened
	Reopened   State = "reopened"   // found again after it was resolved
	Unassessed State = "unassessed" // what it rests on was not read
	Resolved   State = "resolved"
)

// What resolves a finding.
const (
	ByData        = "data"        // other facts
	ByDeclaration = "declaration" // by what was declared before, it would still be found
	ByCatalogue   = "catalogue"   // the same facts and declarations, another catalogue of laws
	ByRule        = "rule"        // this version asks otherwise, or no longer
	ByScope       = "scope"       // it is no longer asked for
)

// Events of a finding. A point without one tells other figures.
const (
	EventOpened     = "opened"
	EventEscalated  = "escalated"
	EventReopened   = "reopened"
	EventUnassessed = "unassessed"
	EventAssessed   = "assessed" // again, after it was unassessed
	EventResolved   = "resolved"
)

// Entry is one finding over time.
type Entry struct {
	ID           string         `json:"id"`
	State        State          `json:"state"`
	ResolvedBy   string         `json:"resolved_by,omitempty"`
	FirstSeen    Moment         `json:"first_seen"`
	LastSeen     Moment         `json:"last_seen"`     // found
	LastAssessed Moment         `json:"last_assessed"` // found, or resolved
	Finding      assess.Finding `json:"finding"`       // as it was last seen
	Peak         string         `json:"peak"`          // the highest severity since it was opened or reopened
	History      []Point        `json:"history"`       // oldest first

	Before State `json:"before,omitempty"` // of what is unassessed: its state until then

	// What it was last seen by, to tell what made the difference.
	Read      []coverage.Quality `json:"read"` // of each thing it rests on
	Facts     string             `json:"facts"`
	Declared  string             `json:"declared"`
	Catalogue string             `json:"catalogue"`
	Tool      string             `json:"tool"`
	Scope     string             `json:"scope,omitempty"`
}

// Moment is a scan, and when it started.
type Moment struct {
	Scan string    `json:"scan"`
	At   time.Time `json:"at"`
}

// Point is what one scan changed of an entry.
type Point struct {
	Moment
	Event    string           `json:"event,omitempty"`
	By       string           `json:"by,omitempty"` // of resolved
	Severity string           `json:"severity"`
	Count    profile.Estimate `json:"count"`
}

// Parse reads a stored register. Nil is one without any entry.
func Parse(b []byte) (*Register, error) {
	r := &Register{Version: Version}
	if len(b) == 0 {
		return r, nil
	}
	if err := json.Unmarshal(b, r); err != nil {
		return nil, fmt.Errorf("the register of findings is damaged; make it again from the saved scans: dialmap register rebuild")
	}
	if r.Version > Version {
		return nil, fmt.Errorf("the register of findings was written by a newer dialmap (version %d, this one knows %d); update dialmap", r.Version, Version)
	}
	return r, nil
}

// Bytes are the stored form.
func (r *Register) Bytes() ([]byte, error) { return json.Marshal(r) }

// HasFolded says that a scan is in the register.
func (r *Register) HasFolded(id string, finished time.Time) bool {
	return slices.ContainsFunc(r.Scans, func(f Folded) bool { return f.ID == id && f.Finished.Equal(finished) })
}

// Find is the entry of a finding; nil without.
func (r *Register) Find(id string) *Entry {
	if i, ok := r.search(id); ok {
		return r.Entries[i]
	}
	return nil
}

func (r *Register) search(id string) (int, bool) {
	return slices.BinarySearchFunc(r.Entries, id, func(e *Entry, id string) int { return cmp.Compare(e.ID, id) })
}

// maxFigures is how many points without an event an entry keeps, the newest.
const maxFigures = 100

// addPoint notes what a scan changed. A scan that is folded again in another form
// replaces its own point.
func (e *Entry) addPoint(p Point) {
	if n := len(e.History); n > 0 && e.History[n-1].Scan == p.Scan {
		last := &e.History[n-1]
		p.Event, p.By = cmp.Or(p.Event, last.Event), cmp.Or(p.By, last.By)
		*last = p
		return
	}
	e.History = append(e.History, p)
	figures := 0
	for i := len(e.History) - 1; i >= 0; i-- {
		if e.History[i].Event != "" {
			continue
		}
		if figures++; figures > maxFigures {
			e.History = slices.Delete(e.History, i, i+1)
			return
		}
	}
}
