package summary

import (
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
)

// Since says on one line what changed since an earlier scan; "" where nobody
// looked for one.
func Since(s *datamap.Since) string {
	switch {
	case s == nil:
		return ""
	case s.Scan == "":
		return "Nothing to compare with: " + s.Because + "."
	}
	return "Since " + s.Started.UTC().Format("2006-01-02 15:04 UTC") + " (scan " + s.Scan + "): " + Changed(s)
}

// Changed says what changed: of the fields with phones, of cross-border storage
// without a safeguard, of the places where bytes lie, and of what was not scanned.
func Changed(s *datamap.Since) string {
	f, moved, unassessed := s.Fields, 0, 0
	for _, c := range s.Changes {
		if c.About == "finding" && c.Change == "cannot_tell" {
			unassessed++
		}
		if c.About == "stored" {
			moved++
		}
	}
	fields := counts(f.New, "new", f.Gone, "gone", f.More, "with more numbers", f.Fewer, "with fewer numbers", f.Other, "that differ otherwise", f.CannotTell, "without change beyond sampling error")
	var said []string
	for _, c := range []struct{ of, text string }{
		{"fields with phones: ", fields},
		{"cross-border storage without a safeguard: ", counts(s.Transfers.New, "new", s.Transfers.Gone, "gone")},
		{"findings: ", counts(s.Findings.New, "new", s.Findings.Gone, "resolved", unassessed, "that could not be assessed")},
		{"parts not scanned: ", counts(s.Gaps.New, "new", s.Gaps.Gone, "closed")},
		{"data systems stored elsewhere: ", counts(moved, "")},
	} {
		if c.text != "" {
			said = append(said, c.of+c.text)
		}
	}
	switch {
	case said != nil:
		return strings.Join(said, "; ") + "."
	case len(s.Changes) > 0:
		return "no field with phones, cross-border storage, finding or gap is known to have changed."
	}
	if s.Numbers.Change == "within_error" {
		return "nothing changed beyond sampling error."
	}
	return "nothing changed, as far as both scans looked."
}

// counts are pairs of a count and a word, those that are not zero.
func counts(pairs ...any) string {
	var list []string
	for i := 0; i < len(pairs); i += 2 {
		if n := pairs[i].(int); n > 0 {
			list = append(list, strings.TrimRight(amount.Count(float64(n))+" "+pairs[i+1].(string), " "))
		}
	}
	return strings.Join(list, ", ")
}
