// Package inventory holds the facts that a scan leaves behind: what was read,
// what was found in it, and what was not looked at. It judges nothing; a new
// law, day or purpose needs no new scan. Its JSON names are those of the
// published report (schema dialmap.report/v1), which embeds them.
package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Version of the stored form.
const Version = 1

// Inventory is everything one scan knows. No number in clear anywhere in it.
type Inventory struct {
	Version        int       `json:"version"`
	Tool           Tool      `json:"tool"`
	ConfigHash     string    `json:"config_hash"`
	KeyFingerprint string    `json:"key_fingerprint"`
	Scan           Scan      `json:"scan"`
	Sources        []Source  `json:"sources"`
	Datasets       []Dataset `json:"datasets"`
	Fields         []Field   `json:"fields"` // every field looked at, none included
	Gaps           []Gap     `json:"gaps"`

	// Overlaps are numbers that lie in several datasets, the largest shares
	// first.
	Overlaps []Overlap `json:"overlaps"`

	Ledgers []Ledger `json:"ledgers,omitempty"`

	// Distinct numbers over all datasets, derived ones left out.
	Distinct profile.Estimate `json:"distinct"`
}

// Tool is the program that scanned.
type Tool struct {
	Version string `json:"version"`
}

// Scan says when and how.
type Scan struct {
	ID              string    `json:"id"`
	Started         time.Time `json:"started"`
	Finished        time.Time `json:"finished"`
	Complete        bool      `json:"complete"` // every planned shard is committed
	Full            bool      `json:"full"`
	Seed            uint64    `json:"seed"`
	FindShare       float64   `json:"find_share"`
	FindProbability float64   `json:"find_probability"`
}

// Source is one source that was scanned.
type Source struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"` // postgres, mysql, mongodb, s3, sqlite, files
	Stored Stored `json:"stored"`

	Posture *SourcePosture `json:"posture,omitempty"` // nil: nobody asked
}

// Stored is where a source's bytes lie.
type Stored struct {
	Region         string   `json:"region"`
	ProviderRegion string   `json:"provider_region"`
	Regions        []string `json:"regions"`
	Evidence       string   `json:"evidence"` // configured, read, inferred, unknown
}

// Dataset is what was read of one dataset.
type Dataset struct {
	Source       string  `json:"source"`
	Dataset      string  `json:"dataset"`
	Kind         string  `json:"kind"`
	Format       string  `json:"format,omitempty"`
	Objects      int64   `json:"objects,omitempty"`
	Derived      bool    `json:"derived"`
	Stamp        string  `json:"stamp"`
	Fields       Looked  `json:"fields"`
	MissedAtMost *Missed `json:"missed_at_most"`
	Records      Records `json:"records"`

	Stated []Stated `json:"stated,omitempty"` // purposes, where they are kept

	// Declared is what the organisation says of the dataset. A scan leaves it
	// out, since it can change without one; a data map fills it in.
	Declared *Declared `json:"declared,omitempty"`

	Use *Use `json:"use,omitempty"` // nil: the source does not say

	Expiry     *Expiry     `json:"expiry,omitempty"`     // nil: the source does not say
	Partitions *Partitions `json:"partitions,omitempty"` // nil: none by date

	Posture *DatasetPosture `json:"posture,omitempty"` // nil: nobody asked

	// Beside is other personal data in the records that hold a number, the
	// gravest first.
	Beside      []Beside     `json:"beside,omitempty"`
	BesideTiers []BesideTier `json:"beside_tiers,omitempty"`
}

// BesideTier counts the records that hold a phone number and any personal data
// of a tier.
type BesideTier struct {
	Tier    int              `json:"tier"`
	Records profile.Estimate `json:"records"`
}

// Beside counts the records that hold a phone number and personal data of
// another kind.
type Beside struct {
	Kind    string           `json:"kind"`
	Tier    int              `json:"tier"` // 1 contact, 2 identity and money, 3 traces, 4 special categories
	Records profile.Estimate `json:"records"`
	Fields  []string         `json:"fields"` // where it lies
}

// Trait is other personal data in a field.
type Trait struct {
	Kind       string   `json:"kind"`
	Scheme     string   `json:"scheme,omitempty"` // of an identity number
	Values     uint64   `json:"values"`           // in what was read
	Records    uint64   `json:"records"`          // in what was read
	Confidence *float64 `json:"confidence,omitempty"`
	Why        string   `json:"why,omitempty"`
}

// Declared is what the organisation declares of a dataset. Nil, or a null list,
// is "not declared"; an empty list is declared to be none.
type Declared struct {
	Owner      *string    `json:"owner"`
	Purposes   []string   `json:"purposes"`
	LegalBasis *string    `json:"legal_basis"`
	Retention  *Retention `json:"retention"`
	Vendors    []string   `json:"vendors"`
	Readers    []string   `json:"readers"`    // globs on the logins that should read it
	Encryption *string    `json:"encryption"` // of the disks of its source
}

// Retention says how long records are kept, counted from the date in a field.
type Retention struct {
	Period string `json:"period"` // 24mo, 90d, 7y
	Field  string `json:"field"`  // "" not declared
}

// Loose says that records of a format may have fields that others of them lack.
func Loose(format, unit string) bool {
	switch format {
	case "ndjson", "json", "yaml", "xml":
		return true
	}
	return unit == "document"
}

// NoField says that a dataset lacks a field, and which it has.
func NoField(source, dataset, field string, has []string) string {
	slices.Sort(has)
	if len(has) > 20 {
		has = append(has[:20], "…")
	}
	return fmt.Sprintf("%s/%s has no field %s; it has %s", source, dataset, field, strings.Join(has, ", "))
}

// Looked counts a dataset's fields by verdict.
type Looked struct {
	LookedAt  int `json:"looked_at"`
	Phone     int `json:"phone"`
	Contains  int `json:"contains"`
	Protected int `json:"protected"`
	None      int `json:"none"`
}

// Count adds a field of the given verdict.
func (l *Looked) Count(verdict string) {
	l.LookedAt++
	switch verdict {
	case "phone":
		l.Phone++
	case "contains":
		l.Contains++
	case "protected":
		l.Protected++
	default:
		l.None++
	}
}

// Records says how many records were read, drawn how, of how many.
type Records struct {
	Unit       string           `json:"unit"`
	Read       uint64           `json:"read"`
	Total      profile.Estimate `json:"total"`
	Draw       string           `json:"draw"`   // whole, random, head, mixed
	Design     string           `json:"design"` // records, units, bytes, server_random; "" where whole or head
	UnitsRead  uint64           `json:"units_read"`
	UnitsTotal uint64           `json:"units_total"`
	Unread     uint64           `json:"unread"` // planned shards that could not be read

	// Finds is the promise of a sample: a field that holds numbers in at least
	// that share is found with a probability of Level. nil where nothing is
	// promised.
	Finds *Missed `json:"finds,omitempty"`
}

// Missed bounds what a sample may have missed: a share of the dataset's
// records, of its units or of its bytes.
type Missed struct {
	Share float64 `json:"share"`
	Level float64 `json:"level"`
	Of    string  `json:"of"`
}

// Field is what was found in one field.
type Field struct {
	Source       string                      `json:"source"`
	Dataset      string                      `json:"dataset"`
	Field        string                      `json:"field"`
	Type         string                      `json:"type"`
	Verdict      string                      `json:"verdict"`    // phone, contains, protected, none
	Confidence   *float64                    `json:"confidence"` // probability that the verdict is right; nil in scans of earlier versions
	Why          []string                    `json:"why"`
	Records      Drawn                       `json:"records"`
	Values       uint64                      `json:"values"` // present and not empty
	Nulls        uint64                      `json:"nulls"`
	Empty        uint64                      `json:"empty"`
	Implausible  *uint64                     `json:"implausible,omitempty"` // of a phone column: values that look like numbers and fit no plan; nil elsewhere and in scans of earlier versions
	Holding      profile.Estimate            `json:"holding"`
	Numbers      profile.Estimate            `json:"numbers"`
	Distinct     profile.Estimate            `json:"distinct"`
	MissedAtMost *Missed                     `json:"missed_at_most"`
	Regions      []Region                    `json:"regions"`
	Fictional    profile.Estimate            `json:"fictional"`
	Types        map[string]profile.Estimate `json:"types"`
	Protection   string                      `json:"protection"`
	Examples     []string                    `json:"examples"`
	Oldest       *string                     `json:"oldest"`
	Newest       *string                     `json:"newest"`
	TimeZone     *string                     `json:"time_zone"`
	Reversible   *Reversible                 `json:"reversible,omitempty"` // of hashes: those of numbers that the scan met; nil: none, or not looked at
	Consents     []Consent                   `json:"consents,omitempty"`
	Ages         []Age                       `json:"ages,omitempty"`
	Traits       []Trait                     `json:"traits,omitempty"`
}

// Reversible says that hashes are those of numbers which the same scan met:
// hashing these gives them away.
type Reversible struct {
	Of        int    `json:"of"`        // distinct hashes that were looked at
	Matched   int    `json:"matched"`   // of them, those of a number
	Algorithm string `json:"algorithm"` // of most: MD5, SHA-1, SHA-256
	Form      string `json:"form"`      // of most, how the number was written
	Numbers   Place  `json:"numbers"`   // the dataset that most of the numbers were met in; its field is ""
}

// Drawn says how many records a field's figures rest on.
type Drawn struct {
	Read uint64 `json:"read"`
	Draw string `json:"draw"`
}

// Region counts the numbers of one subject region as attributed one way.
type Region struct {
	Region      *string          `json:"region"` // nil: nongeographic or unknown
	Subdivision string           `json:"subdivision"`
	Status      string           `json:"status"`
	Candidates  []string         `json:"candidates"`
	How         string           `json:"how"`
	Numbers     profile.Estimate `json:"numbers"`
}

// Place names a field.
type Place struct {
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Field   string `json:"field"`
}

// Compare orders places by source, dataset and field.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Source, q.Source), cmp.Compare(p.Dataset, q.Dataset), cmp.Compare(p.Field, q.Field))
}

// Overlap says which share of the distinct numbers of one field is in another
// one too: exactly, from a sketch of both, or of a sample's numbers.
type Overlap struct {
	Of       Place            `json:"of"`
	In       Place            `json:"in"`
	Share    profile.Estimate `json:"share"`    // 0 to 1
	Compared uint64           `json:"compared"` // numbers that the share rests on
}

// Gap is something that was not looked at, and why.
type Gap struct {
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Field   string `json:"field"`
	Reason  string `json:"reason"`
	Detail  string `json:"detail"`
}
