package assess

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Kinds of findings.
const (
	Unmet      = "unmet"      // a duty that is not met
	Unproven   = "unproven"   // not shown to be met
	Undeclared = "undeclared" // nothing was declared to measure by: never a breach
)

// States of a finding.
const (
	New      = "new"      // not in the scan before
	Open     = "open"     // there before, or nobody looked
	Resolved = "resolved" // in the scan before, and looked at again without finding it
	Stale    = "stale"    // rests on facts of another declaration than today's
)

// Severities, the lowest first.
var Severities = []string{"low", "medium", "high", "critical"}

// Duties that findings are about, in the order of a page.
var Duties = []string{"consent", "dnc_check", "transparency", "purpose", "minimisation", "retention"}

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
	Laws     []Article        `json:"laws"`    // likely ones first, then those that apply if
	Text     string           `json:"text"`    // the finding as a sentence
	Evidence string           `json:"evidence"`
	Remedy   string           `json:"remedy"`
	Status   string           `json:"status"`
}

// Article is one article of one law.
type Article struct {
	ID      string `json:"id"`
	Article string `json:"article"`
	Short   string `json:"short"`
	Status  string `json:"status"` // likely, if
}

// Fingerprint names a finding in every scan of the same sources. Names go into
// it, and no value.
func (f *Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, f.Source, f.Dataset, f.Field, f.Region, f.Purpose}, "\x00")))
	return "fp1:" + hex.EncodeToString(sum[:12])
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
