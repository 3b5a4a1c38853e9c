package assess

import (
	"strings"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// Declarations are what the organisation declares of its data: what findings
// are measured by.
type Declarations struct {
	Datasets []Declared `json:"datasets,omitempty"`
	Ledgers  []Ledger   `json:"ledgers,omitempty"`
	Vendors  []Vendor   `json:"vendors,omitempty"`
	Notices  []Notice   `json:"notices,omitempty"`

	Encryption []Encryption `json:"encryption,omitempty"`
	ShowLogins bool         `json:"show_logins,omitempty"` // names of logins that look like a person's are not masked
}

// Encryption is how the disks of a source are encrypted, as a person says.
type Encryption struct {
	Source string `json:"source"`
	Text   string `json:"text"`
}

// EncryptionOf is what is declared of a source, or of the server that holds it;
// "" where nothing is.
func (d *Declarations) EncryptionOf(source string) string {
	for _, e := range d.Encryption {
		if e.Source == source || strings.HasPrefix(source, e.Source+"/") {
			return e.Text
		}
	}
	return ""
}

// Declared is said of the datasets that match.
type Declared struct {
	Match      string    `json:"match"` // glob on source/dataset
	Owner      string    `json:"owner,omitempty"`
	Purposes   []string  `json:"purposes,omitempty"`
	LegalBasis string    `json:"legal_basis,omitempty"` // consent, contract, legal_obligation, ...
	Retention  Retention `json:"retention,omitzero"`
	Consent    Consent   `json:"consent,omitzero"`
	Contacted  string    `json:"contacted,omitempty"` // the field that says when people were contacted
	Vendors    []string  `json:"vendors,omitempty"`
	Readers    []string  `json:"readers,omitzero"` // globs on the logins that should read it; nil: not declared
}

// Retention says how long records are kept, counted from a field's date.
type Retention struct {
	Period string `json:"period,omitempty"` // 24mo, 90d, 7y
	Field  string `json:"field,omitempty"`
}

// Consent names the ledger that records it, and what joins the two.
type Consent struct {
	Ledger string `json:"ledger,omitempty"`
	By     string `json:"by,omitempty"` // number, or the field that holds a person's key
}

// Ledger is a dataset that records consent or refusal.
type Ledger struct {
	Name    string            `json:"name"`
	Dataset string            `json:"dataset"` // glob on source/dataset
	Kind    string            `json:"kind,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"` // role -> field
	Hash    string            `json:"hash,omitempty"`   // of the declaration: facts made by another one are stale
}

// Notice is a published privacy notice.
type Notice struct {
	Name       string   `json:"name"` // its URL or file
	Languages  []string `json:"languages,omitempty"`
	Purposes   []string `json:"purposes,omitempty"`
	Recipients []string `json:"recipients,omitempty"`
	Countries  []string `json:"countries,omitempty"` // none: everywhere
}

// refusal says that a ledger records who must not be contacted.
func (l *Ledger) refusal() bool { return l.Kind == "refusal" }

// Of joins what every matching rule says of a dataset. Rules that contradict
// each other are refused before; of two that do, the first stands.
func (d *Declarations) Of(source, dataset string) Declared {
	var out Declared
	for i := range d.Datasets {
		r := &d.Datasets[i]
		if !inventory.Matches(r.Match, source, dataset) {
			continue
		}
		fill(&out.Owner, r.Owner)
		fill(&out.LegalBasis, r.LegalBasis)
		fill(&out.Retention.Period, r.Retention.Period)
		fill(&out.Retention.Field, r.Retention.Field)
		fill(&out.Consent.Ledger, r.Consent.Ledger)
		fill(&out.Consent.By, r.Consent.By)
		fill(&out.Contacted, r.Contacted)
		if out.Purposes == nil {
			out.Purposes = r.Purposes
		}
		if out.Vendors == nil {
			out.Vendors = r.Vendors
		}
		if out.Readers == nil {
			out.Readers = r.Readers
		}
	}
	return out
}

func fill(to *string, from string) {
	if *to == "" {
		*to = from
	}
}

// ledger is the declared one of that name, nil without.
func (d *Declarations) ledger(name string) *Ledger {
	for i := range d.Ledgers {
		if d.Ledgers[i].Name == name {
			return &d.Ledgers[i]
		}
	}
	return nil
}

// keptIn lists the ledgers whose entries a dataset holds.
func (d *Declarations) keptIn(source, dataset string) []*Ledger {
	var out []*Ledger
	for i := range d.Ledgers {
		if inventory.Matches(d.Ledgers[i].Dataset, source, dataset) {
			out = append(out, &d.Ledgers[i])
		}
	}
	return out
}

// same compares names as people write them.
func same(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

func has(list []string, name string) bool {
	for _, x := range list {
		if same(x, name) {
			return true
		}
	}
	return false
}
