package find

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/reports/rights"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/search"
)

// Modes of a search.
const (
	Complete = "complete" // every field that is known to hold numbers, whole
	Quick    = "quick"    // by index, where there is one
)

// Schema of the JSON form of an Answer.
const Schema = "dialmap.find/v1"

// Answer is what is said of the numbers that were looked for. None of them is in
// it.
type Answer struct {
	Schema      string        `json:"schema"`
	Request     string        `json:"request"` // id of this search, which databases were shown as the name of the application
	Day         string        `json:"day"`     // of the search; UTC
	Mode        string        `json:"mode"`    // complete, quick
	Scan        Scan          `json:"scan"`    // whose inventory says where to look
	Numbers     []Asked       `json:"numbers"`
	Places      []Place       `json:"places"`
	Searched    Searched      `json:"searched"`
	NotSearched []NotSearched `json:"not_searched"`
	Rights      []Right       `json:"rights"`
}

// Scan is the one whose inventory was used.
type Scan struct {
	ID      string    `json:"id"`
	Started time.Time `json:"started"`
}

// Asked is one number that was looked for.
type Asked struct {
	Number      int    `json:"number"` // from 1, in the order of the input
	Shown       string `json:"shown"`  // its calling code and length
	Region      string `json:"region"` // "" no country
	Subdivision string `json:"subdivision"`
	Places      int    `json:"places"`
}

// Searched sums up what was read.
type Searched struct {
	Datasets int    `json:"datasets"`
	Fields   int    `json:"fields"`
	Values   uint64 `json:"values"`
}

// Place is one field that a number is in.
type Place struct {
	Number    int    `json:"number"`
	Source    string `json:"source"`
	Dataset   string `json:"dataset"`
	Field     string `json:"field"`
	Records   uint64 `json:"records"`
	Numbers   uint64 `json:"numbers"`   // how often it is there
	Certainty string `json:"certainty"` // certain; possible: its digits, and nothing tells the country
	Derived   bool   `json:"derived"`   // the place is a copy of another one

	Stored     inventory.Stored `json:"stored"`
	Verdict    string           `json:"verdict"`
	Confidence *float64         `json:"confidence"`
	Oldest     string           `json:"oldest"` // day of a record; "" not dated
	Newest     string           `json:"newest"`

	Owner      string      `json:"owner"`
	Purposes   []string    `json:"purposes"`
	LegalBasis string      `json:"legal_basis"`
	Consent    []Consent   `json:"consent"` // as the ledgers say it now
	Retention  Retention   `json:"retention"`
	Recipients []Recipient `json:"recipients"` // that are declared to receive what the dataset holds
}

// Consent is what one ledger says of the number, for one purpose.
type Consent struct {
	Ledger  string `json:"ledger"`
	By      string `json:"by"`      // number, or the field with the person's key
	Purpose string `json:"purpose"` // "" any
	State   string `json:"state"`
	Records uint64 `json:"records"`
}

// Retention says whether the records are still within their period.
type Retention struct {
	State  string `json:"state"`  // within, overdue, undated, undeclared
	Period string `json:"period"` // 24mo; "" undeclared
	Before string `json:"before"` // records dated before that day are overdue
}

// Recipient is a third party that is declared for the dataset.
type Recipient struct {
	Name    string `json:"name"`
	Country string `json:"country"`
	Role    string `json:"role"`
}

// NotSearched is something that the number may be in for all the search can tell.
type NotSearched struct {
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Field   string `json:"field"`
	Reason  string `json:"reason"` // a reason of a gap; or sampled, protected, not_a_source, outside
	Detail  string `json:"detail"`
	Hinders bool   `json:"hinders"` // nothing proves that the number is not there, though it could be read
}

// Right is one right of the owner of a number.
type Right struct {
	Number int `json:"number"`
	rights.Right
}

// Question is what an Answer is made of.
type Question struct {
	Numbers   []Number
	Inventory *inventory.Inventory
	Declared  *assess.Declarations
	Sources   []string // names of those that were searched
	Org       laws.Organisation
	Catalog   *laws.Catalog
	Day       time.Time
	Mode      string
}

// places that are searched: the fields that hold numbers, of the sources given.
func (q *Question) isSource(name string) bool {
	return slices.ContainsFunc(q.Sources, func(s string) bool { return name == s || strings.HasPrefix(name, s+"/") })
}

// Search says which fields the scanner is to read.
func (q *Question) Search() search.Query {
	m := NewMatcher(q.Numbers)
	s := search.Query{Wanted: m.Wanted, Bare: m.Bare}
	for i := range q.Inventory.Datasets {
		d := &q.Inventory.Datasets[i]
		s.Datasets = append(s.Datasets, inventory.Place{Source: d.Source, Dataset: d.Dataset})
	}
	for i := range q.Inventory.Fields {
		f := &q.Inventory.Fields[i]
		if !q.isSource(f.Source) || !isSearched(f) {
			continue
		}
		at := inventory.Place{Source: f.Source, Dataset: f.Dataset, Field: f.Field}
		s.Fields = append(s.Fields, at)
		if f.Verdict == "phone" {
			s.Phone = append(s.Phone, at)
		}
	}
	return s
}

// isSearched says that a number may be read in a field: it holds some, or it is
// the name of an object that has digits like one.
func isSearched(f *inventory.Field) bool {
	return f.Verdict == "phone" || f.Verdict == "contains" || f.Type == connectors.Name
}

// Answer says what was seen.
func (q *Question) Answer(r *search.Result) *Answer {
	a := &Answer{
		Schema: Schema, Request: r.ID, Day: q.Day.Format(time.DateOnly), Mode: q.Mode,
		Scan: Scan{q.Inventory.Scan.ID, q.Inventory.Scan.Started}, Numbers: []Asked{}, Places: []Place{}, NotSearched: []NotSearched{}, Rights: []Right{},
	}
	datasets := map[[2]string]bool{}
	for _, f := range r.Searched {
		datasets[[2]string{f.Source, f.Dataset}] = true
		a.Searched.Fields++
		a.Searched.Values += f.Values
	}
	a.Searched.Datasets = len(datasets)
	found := map[int]int{}
	for i := range r.Sightings {
		p := q.place(&r.Sightings[i])
		found[p.Number]++
		a.Places = append(a.Places, p)
	}
	slices.SortStableFunc(a.Places, func(x, y Place) int {
		return cmp.Or(x.Number-y.Number, cmp.Compare(x.Source, y.Source), cmp.Compare(x.Dataset, y.Dataset), cmp.Compare(x.Field, y.Field))
	})
	for i := range q.Numbers {
		n := &q.Numbers[i]
		a.Numbers = append(a.Numbers, Asked{i + 1, n.Shown(), n.Region, n.Subdivision, found[i+1]})
		s := laws.Subject{Region: n.Region, Subdivision: n.Subdivision, Status: n.Status.String(), Candidates: n.Candidates}
		for _, right := range rights.Of(q.Catalog, s, q.Org, q.Day) {
			a.Rights = append(a.Rights, Right{i + 1, right})
		}
	}
	a.NotSearched = append(a.NotSearched, q.notSearched(r)...)
	return a
}

// place tells what is known of a place that a number is in.
func (q *Question) place(s *search.Sighting) Place {
	p := Place{
		Number: s.Number/2 + 1, Source: s.Source, Dataset: s.Dataset, Field: s.Field, Records: s.Records, Numbers: s.Numbers, Certainty: "certain",
		Oldest: s.Oldest, Newest: s.Newest, Purposes: []string{}, Consent: []Consent{}, Recipients: []Recipient{},
	}
	if s.Number%2 == 1 {
		p.Certainty = "possible"
	}
	for _, src := range q.Inventory.Sources {
		if src.Name == s.Source {
			p.Stored = src.Stored
		}
	}
	for i := range q.Inventory.Datasets {
		if d := &q.Inventory.Datasets[i]; d.Source == s.Source && d.Dataset == s.Dataset {
			p.Derived = d.Derived
		}
	}
	for i := range q.Inventory.Fields {
		if f := &q.Inventory.Fields[i]; f.Source == s.Source && f.Dataset == s.Dataset && f.Field == s.Field {
			p.Verdict, p.Confidence = f.Verdict, f.Confidence
		}
	}
	for _, c := range s.Consents {
		p.Consent = append(p.Consent, Consent{c.Ledger, c.By, c.Purpose, c.State, uint64(c.Records.Value())})
	}
	said := q.Declared.Of(s.Source, s.Dataset)
	p.Owner, p.LegalBasis = said.Owner, said.LegalBasis
	p.Purposes = append(p.Purposes, said.Purposes...)
	p.Retention = retentionOf(said.Retention, s, q.Day)
	for _, name := range said.Vendors {
		p.Recipients = append(p.Recipients, q.recipient(name))
	}
	return p
}

func (q *Question) recipient(name string) Recipient {
	for _, v := range q.Declared.Vendors {
		if strings.EqualFold(v.Name, name) {
			return Recipient{v.Name, v.Country, v.Role}
		}
	}
	return Recipient{Name: name}
}

func retentionOf(declared assess.Retention, s *search.Sighting, day time.Time) Retention {
	r := Retention{State: "undeclared", Period: declared.Period}
	cut, ok := declared.Cutoff(day)
	if !ok {
		return r
	}
	r.Before, r.State = cut.Format(time.DateOnly), "within"
	switch {
	case s.Oldest == "":
		r.State = "undated"
	case s.Oldest < r.Before:
		r.State = "overdue"
	}
	return r
}

// notSearched lists what the number may be in all the same.
func (q *Question) notSearched(r *search.Result) (list []NotSearched) {
	list = append(list, q.missed(r)...)
	list = append(list, q.unreadable(r)...)
	list = append(list, q.unsearchedFields()...)
	slices.SortStableFunc(list, func(a, b NotSearched) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
	})
	list = slices.Compact(list)
	return append(list, q.outside()...)
}

// missed are the gaps of this search.
func (q *Question) missed(r *search.Result) (list []NotSearched) {
	for _, g := range r.Gaps {
		list = append(list, NotSearched{g.Source, g.Dataset, g.Field, g.Reason, g.Detail, hindersProof(g.Reason)})
	}
	return list
}

// hindersProof says that what a gap is about is there and was not read, and that
// nobody asked for that.
func hindersProof(reason string) bool {
	return reason != string(connectors.Skipped) && reason != string(connectors.Changed)
}

// unreadable are the gaps of the scan in what this search did not read either:
// what a scan could not open is in no inventory.
func (q *Question) unreadable(r *search.Result) (list []NotSearched) {
	read := map[[2]string]bool{}
	for _, f := range r.Searched {
		read[[2]string{f.Source, f.Dataset}] = true
	}
	for _, g := range q.Inventory.Gaps {
		if g.Dataset == "" && q.isSource(g.Source) || read[[2]string{g.Source, g.Dataset}] {
			continue // it was tried again
		}
		list = append(list, NotSearched{g.Source, g.Dataset, g.Field, g.Reason, "the scan could not read it: " + g.Detail, hindersProof(g.Reason)})
	}
	return list
}

// unsearchedFields are those in which the scan found no number that it could
// compare.
func (q *Question) unsearchedFields() (list []NotSearched) {
	sampled := map[[2]string]*NotSearched{}
	for i := range q.Inventory.Fields {
		f := &q.Inventory.Fields[i]
		at := NotSearched{Source: f.Source, Dataset: f.Dataset, Field: f.Field}
		switch {
		case !q.isSource(f.Source):
			if isSearched(f) {
				at.Reason, at.Detail, at.Hinders = "not_a_source", "its source is not among those of this search; name it, or give the configuration that the scan was made with", true
				list = append(list, at)
			}
		case f.Verdict == "protected":
			at.Reason, at.Detail, at.Hinders = "protected", "its values are "+f.Protection+": the number cannot be compared with them", true
			list = append(list, at)
		case isSearched(f):
		case f.Verdict == "none" && f.MissedAtMost != nil:
			k := [2]string{f.Source, f.Dataset}
			if sampled[k] == nil {
				sampled[k] = &NotSearched{Source: f.Source, Dataset: f.Dataset, Reason: "sampled"}
			}
			sampled[k].Detail = fmt.Sprintf("the scan drew a sample and found no number in %s; a number may be in up to %.2g %% of its %s: scan with --full and search again", fieldsOf(q.Inventory, k), 100*f.MissedAtMost.Share, f.MissedAtMost.Of)
		}
	}
	for _, n := range sampled {
		list = append(list, *n)
	}
	return list
}

// fieldsOf counts the fields of a dataset in which a sample found nothing.
func fieldsOf(inv *inventory.Inventory, at [2]string) string {
	n := 0
	for i := range inv.Fields {
		if f := &inv.Fields[i]; f.Source == at[0] && f.Dataset == at[1] && f.Verdict == "none" && f.MissedAtMost != nil {
			n++
		}
	}
	if n == 1 {
		return "1 field"
	}
	return fmt.Sprintf("%d fields", n)
}

// remains is what no search of a kind of source reads, and what stays there for a
// while when a record was deleted.
var remains = map[string]string{
	"postgres": "backups, WAL archives, standbys and the server's log; a deleted number stays in dead rows until VACUUM and in the planner's statistics until ANALYZE",
	"mysql":    "backups, binary, slow and general logs, replicas; a deleted number stays in undo logs and free pages for a while",
	"mongodb":  "backups, the oplog, the profiler's collection and the server's log; a deleted number stays in the oplog until it is overwritten",
	"s3":       "earlier versions of objects, replicas, inventories and access logs; a deleted object stays as a version where versioning is on",
	"sqlite":   "backups, the -wal and -journal files beside it; a deleted number stays in free pages until VACUUM unless secure_delete is on",
	"files":    "backups, snapshots of the file system, trash folders; a deleted file stays on the disk until its blocks are used again",
}

// outside is what lies outside of every search.
func (q *Question) outside() (list []NotSearched) {
	for _, s := range q.Inventory.Sources {
		if text, ok := remains[s.Kind]; ok && q.isSource(s.Name) {
			list = append(list, NotSearched{Source: s.Name, Reason: "outside", Detail: text})
		}
	}
	return append(list, NotSearched{Reason: "outside", Detail: "whatever was handed to third parties, and systems that no source names"})
}

// Found says that a number is in a place, certainly or possibly.
func (a *Answer) Found() bool { return len(a.Places) > 0 }

// Hindrances counts what was not searched and could be.
func (a *Answer) Hindrances() (n int) {
	for _, x := range a.NotSearched {
		if x.Hinders {
			n++
		}
	}
	return n
}
