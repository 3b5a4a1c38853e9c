package assess

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Kinds of findings.
const (
	Unmet      = "unmet"      // a duty that is not met
	Unproven   = "unproven"   // not shown to be met
	Undeclared = "undeclared" // nothing was declared to measure by: never a breach
)

// States of a finding, as a report of one scan shows it.
const (
	New        = "new"        // found for the first time
	Open       = "open"       // found before too, or nobody compared
	Escalated  = "escalated"  // found before, and less severe
	Reopened   = "reopened"   // found again after it was resolved
	Unassessed = "unassessed" // found before; what it rests on was not read this time
	Resolved   = "resolved"   // found before, and looked at again without finding it
	Accepted   = "accepted"   // found, and the risk is accepted until a day
	Stale      = "stale"      // rests on facts of another declaration than today's
)

// IsOpen says that a finding or issue of that status still stands, whether or
// not it was assessed this time.
func IsOpen(status string) bool { return status != Resolved }

// Severities, the lowest first.
var Severities = []string{"low", "medium", "high", "critical"}

// Duties that findings are about, in the order of a page.
var Duties = []string{"consent", "dnc_check", "transparency", "purpose", "minimisation", "retention", "security", "third_party"}

// Finding is a duty not met, or not shown to be met. Rule, source, dataset,
// field, region and purpose name it: no two findings have all of them alike.
type Finding struct {
	ID       string           `json:"id"` // fp1: and a hash of what names it
	Kind     string           `json:"kind"`
	Duty     string           `json:"duty"`
	Rule     string           `json:"rule"`
	Severity string           `json:"severity"`
	Because  string           `json:"because"` // why that severity
	Source   string           `json:"source"`
	Dataset  string           `json:"dataset"`
	Field    string           `json:"field"`   // "" where the finding is of the dataset
	Region   string           `json:"region"`  // ISO 3166-1; "" where it is of all
	Purpose  string           `json:"purpose"` // "" where it is of all
	Count    profile.Estimate `json:"count"`   // numbers
	Records  profile.Estimate `json:"records"` // that hold them
	Laws     []Article        `json:"laws"`    // see Article
	Text     string           `json:"text"`    // the finding as a sentence
	Evidence string           `json:"evidence"`
	Remedy   string           `json:"remedy"`
	Status   string           `json:"status"`
	Score    Score            `json:"score"`
	RestsOn  []Rest           `json:"rests_on"` // its own dataset first

	FirstSeen    time.Time `json:"first_seen,omitzero"`    // start of the scan that found it first
	LastAssessed time.Time `json:"last_assessed,omitzero"` // start of the last scan that could tell

	ResolvedBy  string       `json:"resolved_by,omitempty"` // data, declaration, catalogue, rule, scope
	Suppression *Suppression `json:"suppression,omitempty"` // nil: nobody accepted it
}

// Score is what a severity is added up from.
type Score struct {
	Law         int `json:"law"`         // 0 to 3
	Volume      int `json:"volume"`      // 0 to 3
	Exposure    int `json:"exposure"`    // 0 to 2
	Sensitivity int `json:"sensitivity"` // 0 to 2
}

// Sum of the four, at most 10.
func (s Score) Sum() int { return s.Law + s.Volume + s.Exposure + s.Sensitivity }

// Rest is one thing that a finding was concluded from: only when all of them
// were read at least as well as before can the finding be resolved. A notice is
// a declaration and needs no reading; it has no source.
type Rest struct {
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Ledger  string `json:"ledger,omitempty"` // that the dataset holds
	Notice  string `json:"notice,omitempty"`
	Fact    string `json:"fact,omitempty"` // of its posture, or of the source's where there is no dataset
}

// Suppression is the decision that keeps a finding out of the sums: who accepted
// it, why, and until when.
type Suppression struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
	Until  string `json:"until"` // a day, the last on which it holds
	Ticket string `json:"ticket,omitempty"`
	Entry  string `json:"entry"` // file:line:column of the decision
}

// Article is one article of one law. Those of laws that reach enough of the
// numbers come first (see [Article.counts]); of these, laws that apply before laws
// that may apply, and of these the one that reaches most.
type Article struct {
	ID      string `json:"id"`
	Article string `json:"article"`
	Short   string `json:"short"`
	Status  string `json:"status"`  // likely, if
	Numbers uint64 `json:"numbers"` // of the finding that the law reaches, rounded up
}

// Fingerprint names a finding in every scan of the same sources. Names go into
// it, and no value.
func (f *Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, f.Source, f.Dataset, f.Field, f.Region, f.Purpose}, "\x00")))
	return "fp1:" + hex.EncodeToString(sum[:12])
}

// fewStandardErrors is how many standard errors a count may be from nothing for a
// sample to miss it: one in a thousand does.
const fewStandardErrors = 3.29

// IsWithinError says that the finding is about so few numbers of a sample that
// another sample of the same data may hold none of them.
func (f *Finding) IsWithinError() bool {
	c := f.Count
	return c.How == profile.Sample && c.Low != nil && c.High != nil && c.Value() <= fewStandardErrors*(*c.High-*c.Low)/2/1.96
}

// Rank is the place of a severity, 0 for none.
func Rank(severity string) int {
	for i, s := range Severities {
		if s == severity {
			return i + 1
		}
	}
	return 0
}

// SortFindings puts the most severe first and what is resolved last.
func SortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		if x, y := IsOpen(a.Status), IsOpen(b.Status); x != y {
			if x {
				return -1
			}
			return 1
		}
		return compare(&a, &b)
	})
}

// compare orders findings: the most severe first, then those of most numbers.
func compare(a, b *Finding) int {
	return cmp.Or(
		Rank(b.Severity)-Rank(a.Severity), -cmp.Compare(a.Count.Value(), b.Count.Value()), order(a.Duty)-order(b.Duty), cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Field, b.Field),
		cmp.Compare(a.Region, b.Region), cmp.Compare(a.Purpose, b.Purpose),
	)
}

func order(duty string) int {
	for i, d := range Duties {
		if d == duty {
			return i
		}
	}
	return len(Duties)
}
