package inventory

import "github.com/dialmap/dialmap/scanner/profile"

// States of a number's consent in a ledger, for one purpose on the day of the
// scan.
const (
	Valid        = "valid"
	Missing      = "missing"       // the ledger does not know the number, or the person
	Withdrawn    = "withdrawn"     // and not granted again since
	Expired      = "expired"       // granted, and its time is over
	OtherPurpose = "other_purpose" // the ledger knows the number for other purposes only
	Refused      = "refused"       // in a ledger of refusals
	Unresolved   = "unresolved"    // a number without a region, or a record without the key: never missing
	Late         = "late"          // beside its state: granted after the record's contact
)

// Consent counts the numbers of one field by what one ledger says of them.
type Consent struct {
	Ledger      string           `json:"ledger"`
	By          string           `json:"by"`      // number, or the field that holds the person's key
	Purpose     string           `json:"purpose"` // as the ledger writes it; "" any: the best state over all its purposes
	Region      *string          `json:"region"`  // whose numbers; nil: nongeographic or unknown
	Subdivision string           `json:"subdivision"`
	State       string           `json:"state"`
	Numbers     profile.Estimate `json:"numbers"`
	Records     profile.Estimate `json:"records"` // that hold at least one of them
}

// Age counts the numbers of one field and region by the day that dates their
// record.
type Age struct {
	By          string  `json:"by"` // the field that dates a record; {modified} for an object's own day
	Region      *string `json:"region"`
	Subdivision string  `json:"subdivision"`
	Days        []Day   `json:"days"`    // in order
	Undated     uint64  `json:"undated"` // numbers whose record has no readable date
}

// Day is how many numbers were read in records of one day.
type Day struct {
	Day     string `json:"day"`            // 2024-03-01, the first one of Span
	Span    int    `json:"span,omitempty"` // days that were joined to bound memory; 0: one
	Numbers uint64 `json:"numbers"`
	Records uint64 `json:"records"`
}

// Stated is a purpose that the source itself writes down.
type Stated struct {
	Text string `json:"text"` // redacted
	From string `json:"from"` // comment, tag
}

// Use is what a server says of a dataset's last use. A day is "" where the
// server does not know it.
type Use struct {
	Read    string `json:"read"`
	Written string `json:"written"`
	Since   string `json:"since"` // its statistics go back to this day
}

// Expiry is when a source removes by itself what a dataset holds. Without days
// or a day it does not.
type Expiry struct {
	Days int    `json:"days"` // after an object was written
	On   string `json:"on"`   // on that day, whatever the object's age
	Rule string `json:"rule"` // that says so
	Back bool   `json:"back"` // a removed object stays as an earlier version, and no rule removes those
}

// Partitions are how a source is told to cut a dataset by the days of its
// records.
type Partitions struct {
	By     string      `json:"by"`     // the field that holds the day
	Count  int         `json:"count"`  // of all
	Ranges []Partition `json:"ranges"` // the first 200, in order
}

// Partition holds the records from one day on, before another. "": from the
// first one on, or to the last.
type Partition struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Ledger is what was read of a declared ledger, and how good its proof is.
type Ledger struct {
	Name    string `json:"name"`
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Kind    string `json:"kind"` // consent, refusal
	Hash    string `json:"hash"` // of its declaration: another one makes the facts stale
	Whole   bool   `json:"whole"`

	Entries    uint64 `json:"entries"`
	Numbers    uint64 `json:"numbers"` // distinct
	Persons    uint64 `json:"persons"` // distinct
	Unresolved uint64 `json:"unresolved"`

	NoTime    uint64 `json:"no_time"`    // entries that do not say when
	NoSource  uint64 `json:"no_source"`  // ... how
	NoWording uint64 `json:"no_wording"` // ... by which wording
	Bulk      uint64 `json:"bulk"`       // entries that share the most frequent moment
	BulkAt    string `json:"bulk_at"`

	Purposes []LedgerPurpose `json:"purposes"`
}

// LedgerPurpose counts a ledger's entries for one purpose by their state on the
// day of the scan.
type LedgerPurpose struct {
	Purpose   string `json:"purpose"`
	Valid     uint64 `json:"valid"`
	Withdrawn uint64 `json:"withdrawn"`
	Expired   uint64 `json:"expired"`
}
