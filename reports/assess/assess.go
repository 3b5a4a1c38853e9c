// Package assess says which duties are not met, or not shown to be met: facts
// of a scan, measured by what the organisation declares and what the laws of a
// day oblige it to. One file per duty.
//
// [Findings] is pure. Nothing is read again, so that another declaration, day
// or catalogue needs no new scan; where a declaration asks for facts that the
// scan did not gather, what rests on them is stale, and a gap says so. What was
// not declared is a kind of its own, never a breach.
package assess

import (
	"slices"
	"time"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// World is what is judged, and by what.
type World struct {
	Facts    *inventory.Inventory
	Declared Declarations
	Reaches  []Reach
	Catalog  *laws.Catalog
	On       time.Time
}

// Reach is what the laws say of the numbers of one field and subject.
type Reach struct {
	Source, Dataset, Field string
	Region, Subdivision    string // "" for nongeographic and unknown
	Stored                 string
	Numbers                profile.Estimate
	Laws                   []laws.Applies
	Transfer               string // domestic, adequate, needs_mechanism, ...
}

// Findings judges w: the most severe first. Gaps name what the declarations ask
// for and the scan did not gather.
func Findings(w World) ([]Finding, []inventory.Gap) {
	j := newJudge(w)
	for i := range j.sets {
		s := &j.sets[i]
		if s.facts.Derived {
			continue
		}
		if len(s.ledgers) > 0 {
			j.proof(s)
			j.security(s)
			continue
		}
		if len(s.fields) == 0 {
			continue
		}
		j.consent(s)
		j.refused(s)
		j.transparency(s)
		j.purpose(s)
		j.retention(s)
		j.minimisation(s)
		j.security(s)
		j.thirdParties(s)
	}
	j.sourceSecurity()
	j.reversibleHashes()
	for i := range j.findings {
		j.finish(&j.findings[i])
	}
	out := make([]Finding, len(j.findings))
	for i := range j.findings {
		out[i] = j.findings[i].Finding
	}
	SortFindings(out)
	return out, j.gaps
}

// judge holds what the duties share.
type judge struct {
	World
	sets     []set
	at       map[[2]string]*set
	overlaps map[inventory.Place][]inventory.Overlap // by Of
	read     map[string]*inventory.Ledger            // by name, as the scan found them
	entries  map[string]laws.Entry                   // laws described on the day
	findings []draft
	gaps     []inventory.Gap
}

// set is a dataset with all that is known of it.
type set struct {
	source, dataset string
	facts           *inventory.Dataset
	fields          []*inventory.Field // phone and contains
	declared        Declared
	ledgers         []*Ledger // that it holds
	reach           []Reach
}

func newJudge(w World) *judge {
	j := &judge{World: w, at: map[[2]string]*set{}, overlaps: map[inventory.Place][]inventory.Overlap{}, read: map[string]*inventory.Ledger{}, entries: map[string]laws.Entry{}}
	j.sets = make([]set, len(w.Facts.Datasets))
	for i := range w.Facts.Datasets {
		d := &w.Facts.Datasets[i]
		j.sets[i] = set{source: d.Source, dataset: d.Dataset, facts: d, declared: w.Declared.Of(d.Source, d.Dataset), ledgers: w.Declared.keptIn(d.Source, d.Dataset)}
		j.at[[2]string{d.Source, d.Dataset}] = &j.sets[i]
	}
	for i := range w.Facts.Fields {
		f := &w.Facts.Fields[i]
		if s := j.at[[2]string{f.Source, f.Dataset}]; s != nil && (f.Verdict == "phone" || f.Verdict == "contains") {
			s.fields = append(s.fields, f)
		}
	}
	for _, r := range w.Reaches {
		if s := j.at[[2]string{r.Source, r.Dataset}]; s != nil {
			s.reach = append(s.reach, r)
		}
	}
	for _, o := range w.Facts.Overlaps {
		j.overlaps[o.Of] = append(j.overlaps[o.Of], o)
	}
	for i := range w.Facts.Ledgers {
		j.read[w.Facts.Ledgers[i].Name] = &w.Facts.Ledgers[i]
	}
	j.stale()
	return j
}

// numbers of the dataset, and the records that hold them: with several fields at
// least those of the one with most.
func (s *set) numbers() (numbers, records profile.Estimate) {
	for _, f := range s.fields {
		numbers = numbers.Add(f.Numbers)
		if records.How == "" || f.Holding.Value() > records.Value() {
			records = f.Holding
		}
	}
	if len(s.fields) > 1 && records.How != "" {
		records.High, records.How = nil, profile.AtLeast
	}
	return numbers, records
}

// name of a dataset as the pages write it.
func (s *set) name() string { return inventory.NameOf(s.source, s.dataset) }

// regions whose numbers the dataset holds, in order.
func (s *set) regions() []string {
	var out []string
	for _, r := range s.reach {
		if r.Region != "" && !slices.Contains(out, r.Region) {
			out = append(out, r.Region)
		}
	}
	slices.Sort(out)
	return out
}
