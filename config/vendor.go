package config

import "github.com/goccy/go-yaml/ast"

// Vendor is a third party that receives numbers, as the organisation declares it.
// A list that is nil was not given; an empty one says that there is none.
type Vendor struct {
	Name            string   `json:"name"`
	LegalName       string   `json:"legal_name,omitempty"`
	Contact         string   `json:"contact,omitempty"`          // for requests of data subjects
	SecurityContact string   `json:"security_contact,omitempty"` // for incidents
	Country         string   `json:"country,omitempty"`          // its seat
	ProcessesIn     []string `json:"processes_in,omitempty"`
	Role            string   `json:"role,omitempty"`

	KnownAs       KnownAs        `json:"known_as,omitzero"`
	Covers        Covers         `json:"covers,omitzero"`
	Contract      Contract       `json:"contract,omitzero"`
	Mechanism     string         `json:"mechanism,omitempty"` // transfer.mechanism, in short
	Transfer      Transfer       `json:"transfer,omitzero"`
	Attestations  []Attestation  `json:"attestations,omitempty"`
	SubProcessors []SubProcessor `json:"sub_processors"`     // nil: not given
	Reviewed      string         `json:"reviewed,omitempty"` // a day
	Deletion      Deletion       `json:"deletion,omitzero"`
	Messaging     Messaging      `json:"messaging,omitzero"`

	At    Position            `json:"-"`
	Where map[string]Position `json:"-"` // by key
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

// Covers says what the contract is about. Nil lists: not given.
type Covers struct {
	Purposes []string `json:"purposes,omitempty"`
	Regions  []string `json:"regions,omitempty"`
}

// Contract with a vendor; Signed and Expires are days. Nil lists of clauses: not
// given.
type Contract struct {
	Signed     string   `json:"signed,omitempty"`
	Expires    string   `json:"expires,omitempty"`
	Document   string   `json:"document,omitempty"`
	Clauses    []string `json:"clauses,omitempty"`
	California []string `json:"us_ca,omitempty"`
}

// Transfer says what lets numbers go to the vendor's country.
type Transfer struct {
	Mechanism     string     `json:"mechanism,omitempty"`
	Module        int64      `json:"module,omitempty"` // of the EU's standard clauses, 1 to 4
	Signed        string     `json:"signed,omitempty"`
	Assessment    Assessment `json:"assessment,omitzero"`
	Supplementary []string   `json:"supplementary,omitempty"`
}

// Assessment of the law of the vendor's country.
type Assessment struct {
	Done     string `json:"done,omitempty"`
	Document string `json:"document,omitempty"`
}

// Attestation is a certificate or report of the vendor's security.
type Attestation struct {
	Kind     string `json:"kind"`
	From     string `json:"from,omitempty"`
	Until    string `json:"until,omitempty"`
	Scope    string `json:"scope,omitempty"`
	Document string `json:"document,omitempty"`
}

// SubProcessor is whom a vendor hands numbers on to.
type SubProcessor struct {
	Name     string `json:"name"`
	Country  string `json:"country,omitempty"`
	Contact  string `json:"contact,omitempty"`
	Approved string `json:"approved,omitempty"`
}

// Deletion is the vendor's duty to delete.
type Deletion struct {
	AfterEnd  string `json:"after_end,omitempty"` // a period from the end of the contract
	Confirmed string `json:"confirmed,omitempty"` // the day it was confirmed
}

// Messaging is how a vendor sends messages or calls.
type Messaging struct {
	Channel      string `json:"channel,omitempty"` // 10dlc, toll_free, short_code, ...
	Brand        string `json:"brand,omitempty"`
	Campaign     string `json:"campaign,omitempty"`
	OptoutWithin string `json:"optout_within,omitempty"` // 10bd: business days; 24h; 3d
}

// Clauses that a contract with a processor has: GDPR Art. 28(3).
var Clauses = []string{
	"subject", "duration", "nature_purpose", "data_types", "subjects", "instructions", "confidentiality", "security", "sub_processors",
	"assist_rights", "assist_security", "deletion", "audit", "inform_unlawful",
}

// CaliforniaClauses are those of 11 CCR 7051(a)(1) to (10), in that order.
var CaliforniaClauses = []string{
	"no_sale", "specific_purpose", "no_other_purpose", "no_other_commercial", "no_combining", "same_protection", "right_to_check", "notify", "stop", "consumer_requests",
}

// dayExample is how a day is written.
const dayExample = "2026-02-01"

func (r *reader) vendor(n ast.Node) (v Vendor) {
	const w = "vendors"
	v.At, v.Where = r.at(n), map[string]Position{}
	at := func(key string, read func(ast.Node)) func(ast.Node) {
		return func(n ast.Node) {
			v.Where[key] = r.at(n)
			read(n)
		}
	}
	r.object(n, w, fields{
		"name":             r.text(&v.Name, w+".name"),
		"legal_name":       r.text(&v.LegalName, w+".legal_name"),
		"contact":          r.text(&v.Contact, w+".contact"),
		"security_contact": r.text(&v.SecurityContact, w+".security_contact"),
		"country":          r.placeInto(&v.Country, w+".country"),
		"processes_in":     r.placesInto(&v.ProcessesIn, w+".processes_in"),
		"role":             r.one(&v.Role, w+".role", "processor", "controller", "joint_controller", "sub_processor"),
		"known_as":         func(n ast.Node) { r.knownAs(n, &v.KnownAs) },
		"covers": func(n ast.Node) {
			r.object(n, w+".covers", fields{
				"purposes": r.texts(&v.Covers.Purposes, w+".covers.purposes"),
				"regions":  r.placesInto(&v.Covers.Regions, w+".covers.regions"),
			})
		},
		"contract":       at("contract", func(n ast.Node) { r.contract(n, &v.Contract) }),
		"mechanism":      at("mechanism", r.one(&v.Mechanism, w+".mechanism", Mechanisms...)),
		"transfer":       at("transfer", func(n ast.Node) { r.transfer(n, &v.Transfer) }),
		"attestations":   func(n ast.Node) { r.attestations(n, &v) },
		"sub_processors": func(n ast.Node) { r.subProcessors(n, &v) },
		"reviewed":       r.day(&v.Reviewed, w+".reviewed"),
		"deletion": func(n ast.Node) {
			r.object(n, w+".deletion", fields{
				"after_end": r.matching(&v.Deletion.AfterEnd, w+".deletion.after_end", periodForm, "30d, 6mo or 1y"),
				"confirmed": r.day(&v.Deletion.Confirmed, w+".deletion.confirmed"),
			})
		},
		"messaging": func(n ast.Node) {
			r.object(n, w+".messaging", fields{
				"channel":       r.text(&v.Messaging.Channel, w+".messaging.channel"),
				"brand":         r.text(&v.Messaging.Brand, w+".messaging.brand"),
				"campaign":      r.text(&v.Messaging.Campaign, w+".messaging.campaign"),
				"optout_within": r.matching(&v.Messaging.OptoutWithin, w+".messaging.optout_within", graceForm, "10bd, 3d or 24h"),
			})
		},
	}, "name")
	r.vendorContradictions(&v)
	return v
}

func (r *reader) day(dst *string, what string) func(ast.Node) {
	return r.matching(dst, what, dayForm, dayExample)
}

func (r *reader) placeInto(dst *string, what string) func(ast.Node) {
	return func(n ast.Node) {
		if s, ok := r.place(n, what); ok {
			*dst = s
		}
	}
}

func (r *reader) knownAs(n ast.Node, k *KnownAs) {
	const w = "vendors.known_as"
	r.object(n, w, fields{
		"hosts": r.texts(&k.Hosts, w+".hosts"), "accounts": r.texts(&k.Accounts, w+".accounts"), "logins": r.texts(&k.Logins, w+".logins"),
		"slots": r.texts(&k.Slots, w+".slots"), "files": r.texts(&k.Files, w+".files"), "buckets": r.texts(&k.Buckets, w+".buckets"),
	})
}

func (r *reader) contract(n ast.Node, c *Contract) {
	const w = "vendors.contract"
	r.object(n, w, fields{
		"signed":   r.day(&c.Signed, w+".signed"),
		"expires":  r.day(&c.Expires, w+".expires"),
		"document": r.text(&c.Document, w+".document"),
		"clauses":  r.eachOf(&c.Clauses, w+".clauses", Clauses),
		"us_ca":    r.eachOf(&c.California, w+".us_ca", CaliforniaClauses),
	})
}

// eachOf reads a list of texts out of a closed list; an empty one is not nil.
func (r *reader) eachOf(dst *[]string, what string, of []string) func(ast.Node) {
	return func(n ast.Node) {
		*dst = []string{}
		r.each(dst, what, func(n ast.Node) (string, bool) {
			var s string
			r.one(&s, what, of...)(n)
			return s, s != ""
		})(n)
	}
}

func (r *reader) transfer(n ast.Node, t *Transfer) {
	const w = "vendors.transfer"
	r.object(n, w, fields{
		"mechanism": r.one(&t.Mechanism, w+".mechanism", Mechanisms...),
		"module":    r.number(&t.Module, w+".module", 1, 4),
		"signed":    r.day(&t.Signed, w+".signed"),
		"assessment": func(n ast.Node) {
			r.object(n, w+".assessment", fields{
				"done":     r.day(&t.Assessment.Done, w+".assessment.done"),
				"document": r.text(&t.Assessment.Document, w+".assessment.document"),
			}, "done")
		},
		"supplementary": r.texts(&t.Supplementary, w+".supplementary"),
	}, "mechanism")
}

func (r *reader) attestations(n ast.Node, v *Vendor) {
	const w = "vendors.attestations"
	v.Attestations = []Attestation{}
	r.list(n, w, func(n ast.Node) {
		var a Attestation
		r.object(n, w, fields{
			"kind": r.text(&a.Kind, w+".kind"), "from": r.day(&a.From, w+".from"), "until": r.day(&a.Until, w+".until"),
			"scope": r.text(&a.Scope, w+".scope"), "document": r.text(&a.Document, w+".document"),
		}, "kind")
		v.Attestations = append(v.Attestations, a)
	})
}

func (r *reader) subProcessors(n ast.Node, v *Vendor) {
	const w = "vendors.sub_processors"
	v.SubProcessors = []SubProcessor{}
	r.list(n, w, func(n ast.Node) {
		var s SubProcessor
		r.object(n, w, fields{
			"name": r.text(&s.Name, w+".name"), "country": r.placeInto(&s.Country, w+".country"),
			"contact": r.text(&s.Contact, w+".contact"), "approved": r.day(&s.Approved, w+".approved"),
		}, "name")
		v.SubProcessors = append(v.SubProcessors, s)
	})
}

// vendorContradictions are two parts of one vendor that cannot both be true.
func (r *reader) vendorContradictions(v *Vendor) {
	wrong := func(key, text string) { r.problems = append(r.problems, Problem{v.Where[key], text}) }
	if v.Mechanism != "" && v.Transfer.Mechanism != "" && v.Mechanism != v.Transfer.Mechanism {
		wrong("mechanism", "vendors.mechanism: transfer.mechanism says another one; keep one of the two")
	}
	if c := v.Contract; c.Signed != "" && c.Expires != "" && c.Expires < c.Signed {
		wrong("contract", "vendors.contract: it expires before it is signed; check both days")
	}
	if v.Transfer.Module > 0 && v.Transfer.Mechanism != "scc" {
		wrong("transfer", "vendors.transfer.module: only the EU's standard clauses have modules; write mechanism: scc, or leave module out")
	}
}
