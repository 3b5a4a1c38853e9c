package assess

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// Vendor is a third party that receives numbers, as the organisation declares it.
// A nil list was not given; an empty one says that there is none. Days are texts
// as in 2026-02-01, "" not given.
type Vendor struct {
	Name        string   `json:"name"`
	LegalName   string   `json:"legal_name,omitempty"`
	Contact     string   `json:"contact,omitempty"`
	Country     string   `json:"country,omitempty"`
	ProcessesIn []string `json:"processes_in,omitempty"`
	Role        string   `json:"role,omitempty"` // processor, controller, joint_controller, sub_processor

	KnownAs KnownAs `json:"known_as,omitzero"`
	Covers  Covers  `json:"covers,omitzero"`

	Signed     string   `json:"signed,omitempty"`     // the contract; a day
	Expires    string   `json:"expires,omitempty"`    // the contract; a day
	Document   string   `json:"document,omitempty"`   // the contract
	Clauses    []string `json:"clauses,omitempty"`    // of GDPR Art. 28(3) that the contract has
	California []string `json:"california,omitempty"` // of 11 CCR 7051(a) that the contract has

	Mechanism string `json:"mechanism,omitempty"` // scc, dpf, ...
	Assessed  string `json:"assessed,omitempty"`  // the law of its country; a day

	Attestations  []Attestation  `json:"attestations,omitempty"`
	SubProcessors []SubProcessor `json:"sub_processors"` // null: not given
	Reviewed      string         `json:"reviewed,omitempty"`

	DeletesAfter string `json:"deletes_after,omitempty"` // a period from the end of the contract: 30d
	Deleted      string `json:"deleted,omitempty"`       // the day its deletion was confirmed
	OptoutWithin string `json:"optout_within,omitempty"` // 10bd, 3d, 24h
}

// KnownAs are globs that tell a vendor from what a system shows of a recipient.
type KnownAs struct {
	Hosts    []string `json:"hosts,omitempty"`
	Accounts []string `json:"accounts,omitempty"`
	Logins   []string `json:"logins,omitempty"`
	Slots    []string `json:"slots,omitempty"`
	Files    []string `json:"files,omitempty"` // on source/dataset
	Buckets  []string `json:"buckets,omitempty"`
}

// Covers says what a contract is about; nil lists: not given.
type Covers struct {
	Purposes []string `json:"purposes,omitempty"`
	Regions  []string `json:"regions,omitempty"`
}

// Attestation is a certificate or report of a vendor's security.
type Attestation struct {
	Kind  string `json:"kind"`
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"` // "" no end
}

// SubProcessor is whom a vendor hands numbers on to.
type SubProcessor struct {
	Name    string `json:"name"`
	Country string `json:"country,omitempty"`
	Contact string `json:"contact,omitempty"`
}

// Vendor is the declared one of that name, nil without.
func (d *Declarations) Vendor(name string) *Vendor {
	for i := range d.Vendors {
		if same(d.Vendors[i].Name, name) {
			return &d.Vendors[i]
		}
	}
	return nil
}

// VendorsOf lists the declared vendors that receive what a dataset holds, by
// name: those that its declaration names, those that a file is known to be for,
// and those whose server, account or login is among its recipients.
func (d *Declarations) VendorsOf(ds *inventory.Dataset) (list []*Vendor) {
	said := d.Of(ds.Source, ds.Dataset)
	for i := range d.Vendors {
		v := &d.Vendors[i]
		if has(said.Vendors, v.Name) || v.HasFile(ds.Source, ds.Dataset) || slices.ContainsFunc(recipientsOf(ds), v.IsRecipient) {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b *Vendor) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// HasFile says that a dataset is a file made for the vendor.
func (v *Vendor) HasFile(source, dataset string) bool {
	return slices.ContainsFunc(v.KnownAs.Files, func(glob string) bool { return inventory.Matches(glob, source, dataset) })
}

// IsRecipient says that a recipient that a system shows is the vendor.
func (v *Vendor) IsRecipient(r inventory.Recipient) bool {
	k := &v.KnownAs
	for _, m := range []struct {
		globs []string
		name  string
	}{
		{k.Hosts, r.Host}, {k.Accounts, r.Account}, {k.Slots, r.Name}, {k.Slots, r.Through}, {k.Logins, r.Name}, {k.Buckets, r.Name},
	} {
		if m.name != "" && slices.ContainsFunc(m.globs, func(glob string) bool { return matchesName(glob, m.name) }) {
			return true
		}
	}
	return false
}

// matchesName says that a glob names a recipient. Of one that was redacted as a
// number nobody can tell.
func matchesName(glob, name string) bool {
	return !strings.Contains(glob, "{}") && inventory.Matches(strings.ToLower(glob), "", strings.ToLower(name))
}

// isProcessor says that the vendor acts on behalf of the organisation, as far as
// is declared.
func (v *Vendor) isProcessor() bool { return v.Role == "processor" || v.Role == "sub_processor" }

// hasContract says that something is declared of a contract.
func (v *Vendor) hasContract() bool {
	return v.Signed != "" || v.Expires != "" || v.Document != "" || v.Clauses != nil
}

// hasExpired says that the contract ended before a day.
func (v *Vendor) hasExpired(on time.Time) bool {
	return v.Expires != "" && v.Expires < on.Format(time.DateOnly)
}

// recipientsOf are those that a system shows for a dataset.
func recipientsOf(ds *inventory.Dataset) []inventory.Recipient {
	if ds.Posture == nil {
		return nil
	}
	return ds.Posture.Recipients
}
