package assess

import (
	"fmt"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// stale names what the declarations ask for and the scan did not gather: it was
// made by other declarations.
func (j *judge) stale() {
	for i := range j.Declared.Ledgers {
		l := &j.Declared.Ledgers[i]
		source, dataset := j.place(l)
		switch r := j.read[l.Name]; {
		case r == nil && source != "" && !j.unseen(source, dataset):
			j.gap(source, dataset, "", fmt.Sprintf("the ledger %s was declared after the scan: no number was looked up in it; scan again", l.Name))
		case r != nil && l.Hash != "" && r.Hash != l.Hash:
			j.gap(r.Source, r.Dataset, "", fmt.Sprintf("the ledger %s is declared in another way than when it was read: what rests on it is stale; scan again", l.Name))
		}
	}
	for i := range j.sets {
		s := &j.sets[i]
		if s.facts.Derived || len(s.fields) == 0 || len(s.ledgers) > 0 {
			continue
		}
		d := &s.declared
		if by := d.Consent.By; by != "" && by != "number" && j.read[d.Consent.Ledger] != nil && !lookedUpBy(s, d.Consent.Ledger, by) {
			j.gap(s.source, s.dataset, "", fmt.Sprintf("consent.by: %s was declared after the scan: nothing was looked up by it; scan again", by))
		}
		if f := d.Retention.Field; f != "" && dated(s) && !datedBy(s, f) {
			j.gap(s.source, s.dataset, f, "retention.field was declared after the scan: records were dated by another field; scan again")
		}
	}
}

func (j *judge) gap(source, dataset, field, detail string) {
	j.gaps = append(j.gaps, inventory.Gap{Source: source, Dataset: dataset, Field: field, Reason: "stale", Detail: detail})
}

// changed says that what is known of a ledger was read by another declaration.
func (j *judge) changed(l *Ledger) bool {
	r := j.read[l.Name]
	return r == nil || l.Hash != "" && r.Hash != l.Hash
}

// place is where a ledger lies, "" where no dataset of the scan holds it.
func (j *judge) place(l *Ledger) (source, dataset string) {
	for i := range j.sets {
		if s := &j.sets[i]; inventory.Matches(l.Dataset, s.source, s.dataset) {
			return s.source, s.dataset
		}
	}
	return "", ""
}

// unseen says that a gap tells already why a dataset was not read.
func (j *judge) unseen(source, dataset string) bool {
	for _, g := range j.Facts.Gaps {
		if g.Source == source && (g.Dataset == "" || g.Dataset == dataset) && g.Field == "" {
			return true
		}
	}
	return false
}

func lookedUpBy(s *set, ledger, by string) bool {
	for _, f := range s.fields {
		for _, c := range f.Consents {
			if c.Ledger == ledger && c.By == by {
				return true
			}
		}
	}
	return false
}

func dated(s *set) bool {
	for _, f := range s.fields {
		if len(f.Ages) > 0 {
			return true
		}
	}
	return false
}

func datedBy(s *set, field string) bool {
	for _, f := range s.fields {
		for _, a := range f.Ages {
			if a.By == field {
				return true
			}
		}
	}
	return false
}
