// Package datamap joins the facts of a scan with what the organisation declares
// and what the laws say on a day: whose numbers lie where, under which laws,
// moving where. [Build] is pure: the same inventory, declarations, catalogue
// and day give the same map.
package datamap

import (
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Map is the geographic data map, the whole of what every report format
// renders. Its JSON is the published report (schema dialmap.report/v1).
type Map struct {
	Schema         string              `json:"schema"`
	Tool           inventory.Tool      `json:"tool"`
	ConfigHash     string              `json:"config_hash"`
	KeyFingerprint string              `json:"key_fingerprint"`
	Scan           Scan                `json:"scan"`
	Headline       Headline            `json:"headline"`
	Sources        []inventory.Source  `json:"sources"`
	Datasets       []inventory.Dataset `json:"datasets"`
	Fields         []inventory.Field   `json:"fields"`
	LawSets        []LawSet            `json:"law_sets"`
	Laws           []Law               `json:"laws"` // every law that a law set names, once
	Cells          []Cell              `json:"cells"`
	Findings       []Finding           `json:"findings"`
	Issues         []Issue             `json:"issues"` // the findings as people review them
	Organisation   Controller          `json:"organisation"`
	Ledgers        []inventory.Ledger  `json:"ledgers,omitempty"` // as they were read
	Gaps           []inventory.Gap     `json:"gaps"`
	Overlaps       []inventory.Overlap `json:"overlaps"` // numbers that lie in several datasets, the largest shares first
	Upcoming       []Upcoming          `json:"upcoming"` // what begins within 18 months, soonest first
	Since          *Since              `json:"since"`    // what changed since an earlier scan; nil: nobody looked
}

// Scan is the scan and the catalogue it is judged by.
type Scan struct {
	inventory.Scan
	On      string  `json:"on"` // the day of the judgement, 2026-11-23
	Catalog Catalog `json:"catalog"`
}

// Catalog names the law catalogue used.
type Catalog struct {
	Version string `json:"version"`
	AsOf    string `json:"as_of"`
	Warning string `json:"warning,omitempty"` // "the catalogue is 120 days old"
}

// Headline sums the map. Derived datasets are left out.
type Headline struct {
	Sources     int              `json:"sources"`
	Datasets    int              `json:"datasets"`
	PhoneFields int              `json:"phone_fields"` // phone, contains or protected
	Numbers     profile.Estimate `json:"numbers"`
	Distinct    profile.Estimate `json:"distinct"`
	Countries   int              `json:"countries"`
	Laws        int              `json:"laws"`
	Transfers   int              `json:"transfers"` // cells whose transfer is needs_mechanism, conditional or restricted
	Gaps        int              `json:"gaps"`
	Excluded    int              `json:"excluded"` // of the gaps, those left out on purpose: skipped
	Fictional   profile.Estimate `json:"fictional"`
	Derived     int              `json:"derived"` // datasets left out
	Issues      IssueCounts      `json:"issues"`
}

// IssueCounts counts the issues that stand, by severity. What is undocumented is
// no breach and is counted on its own, and so is what was accepted.
type IssueCounts struct {
	Critical     int `json:"critical"`
	High         int `json:"high"`
	Medium       int `json:"medium"`
	Low          int `json:"low"`
	Undocumented int `json:"undocumented"` // of any severity; in none of the above
	Accepted     int `json:"accepted"`     // of any severity and kind; in none of the above
	Unassessed   int `json:"unassessed"`   // of all above, those that could not be assessed this time
}

// Controller is who answers for the data, as declared; "" and nil where it is
// not.
type Controller struct {
	Name           string   `json:"name"`
	Role           string   `json:"role"`  // controller, processor
	Owner          string   `json:"owner"` // who answers for this map
	Establishments []string `json:"establishments"`
}

// LawSet is a set of laws that cells share.
type LawSet struct {
	ID       string    `json:"id"`
	Coverage string    `json:"coverage"` // researched, partial, none, not_researched
	Laws     []Applies `json:"laws"`
}

// Applies says that one law is likely to apply, or applies if.
type Applies = laws.Applies

// Law is what a reader needs to know of one law.
type Law struct {
	ID           string       `json:"id"`
	Jurisdiction string       `json:"jurisdiction"`
	Short        string       `json:"short"`
	Name         string       `json:"name"`
	Citation     string       `json:"citation"`
	Kind         string       `json:"kind"`
	Status       string       `json:"status"` // on the day
	InForce      string       `json:"in_force"`
	AppliesFrom  string       `json:"applies_from"`
	Regulator    string       `json:"regulator"`
	Breach       string       `json:"breach"`
	MaxPenalty   string       `json:"max_penalty"`
	Source       string       `json:"source"`
	Basis        string       `json:"basis"` // source, general
	Obligations  []Obligation `json:"obligations"`
}

// Obligation is one duty in a law.
type Obligation struct {
	Duty    string `json:"duty"`
	Article string `json:"article"`
	Summary string `json:"summary"`
	Source  string `json:"source"`
	Basis   string `json:"basis"`
}

// Cell is the atom of the map: dataset x field x subject region x stored region.
type Cell struct {
	Source   string           `json:"source"`
	Dataset  string           `json:"dataset"`
	Field    string           `json:"field"`
	Derived  bool             `json:"derived"`
	Subject  Subject          `json:"subject"`
	Stored   StoredAt         `json:"stored"`
	Numbers  profile.Estimate `json:"numbers"`
	LawSet   string           `json:"law_set"`
	Transfer Transfer         `json:"transfer"`
}

// Subject is whose numbers.
type Subject struct {
	Region      *string  `json:"region"`
	Subdivision string   `json:"subdivision"`
	Status      string   `json:"status"`
	Candidates  []string `json:"candidates"`
}

// StoredAt is where the bytes are.
type StoredAt struct {
	Region   string `json:"region"`
	Evidence string `json:"evidence"`

	Others []string `json:"others,omitempty"` // further places of the same bytes: replicas
}

// Transfer says whether keeping these numbers there needs something.
type Transfer = laws.Transfer

// Kinds of findings.
const (
	Unmet      = assess.Unmet
	Unproven   = assess.Unproven
	Undeclared = assess.Undeclared
)

// Finding is a duty not met, or not shown to be met.
type Finding = assess.Finding

// Issue is the findings of one rule in one field.
type Issue = assess.Issue

// Article is one article of one law.
type Article = assess.Article
