// Package words holds the labels and sentences that people read in more than one
// report, so that two reports never call one thing by two names. The names in
// JSON are those of the published schema and do not change with them.
package words

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// Headings and labels.
const (
	CrossBorder      = "Cross-border storage without a safeguard"
	NotScanned       = "Not scanned"
	SkippedByPolicy  = "skipped by policy"
	CountryOfNumber  = "Country of number"
	NumbersStored    = "Phone numbers stored"
	NotOnTheMap      = "Not on the map"
	NotDeclared      = "not declared"
	ComplianceIssues = "Compliance findings"
	Copies           = "Copies across systems"
	MatrixTitle      = "Country of number × storage location"
	DataSystems      = "Data systems"
	DataElements     = "Data elements"
	Unique           = "Unique numbers"
	Protection       = "Protection"
	Evidence         = "Evidence"
	LineType         = "Line type"
	CouldBeMissed    = "Could be missed, at most"
	Assessment       = "Transfer assessment"
)

var kinds = map[string]string{"unmet": "gap", "unproven": "not evidenced", "undeclared": "not documented"}

// Kind is the reader's word for the kind of a finding.
func Kind(kind string) string { return cmp.Or(kinds[kind], kind) }

var applies = map[string]string{"likely": "applies", "if": "may apply"}

// Applies is the reader's word for how sure it is that a law applies.
func Applies(status string) string { return cmp.Or(applies[status], status) }

var duties = map[string]string{"dnc_check": "Do-Not-Call screening", "marketing_sms": "marketing SMS", "third_party": "third parties"}

// Duty is the reader's word for a duty.
func Duty(duty string) string { return cmp.Or(duties[duty], strings.ReplaceAll(duty, "_", " ")) }

var statuses = map[string]string{
	"needs_mechanism": "safeguard needed",
	"in_force":        "in force", "not_in_force": "not in force yet", "partial": "in force in part", "not_researched": "not researched",
	"cannot_tell": "no change beyond sampling error",
}

// Status is the reader's word for the status of a law, of a transfer assessment
// or of a change.
func Status(status string) string {
	return cmp.Or(statuses[status], strings.ReplaceAll(status, "_", " "))
}

// directories are those of a file on the machine that scanned.
var directories = regexp.MustCompile(`(^|[\s(“"'])/(?:[^\s/()“”"']+/)+`)

// WithoutDirectories leaves of the path of a local file its name: where a scan
// ran is nobody's business.
func WithoutDirectories(s string) string { return directories.ReplaceAllString(s, "$1") }

// Sentence begins with a capital and ends with a full stop.
func Sentence(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	// A word of its own in small letters may be raised; "eIDAS" and "GDPR" stay.
	if len(r) > 1 && !unicode.IsUpper(r[1]) {
		r[0] = unicode.ToUpper(r[0])
	}
	if last := r[len(r)-1]; !strings.ContainsRune(".!?", last) {
		r = append(r, '.')
	}
	return string(r)
}

// Printable shows a control character, which could move the cursor of a terminal,
// as a dot.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '·'
		}
		return r
	}, s)
}

// Place joins the names of a source and a dataset, and of a field where there is
// one.
func Place(source, dataset string, field ...string) string {
	names := slices.DeleteFunc(append([]string{inventory.NameOf(source, dataset)}, field...), func(n string) bool { return n == "" })
	return strings.Join(names, "/")
}
