package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// GapGroup is what was not scanned for one reason.
type GapGroup struct {
	Reason string
	Title  string // the reason in a few words
	Remedy string // what to do about it
	Gaps   []inventory.Gap
}

// Chosen says whether the parts were left out on purpose: by the configuration
// or by a rule. They are gaps, and no alarm.
func (g GapGroup) Chosen() bool { return Chosen(g.Reason) }

// Chosen says whether a gap of this reason was left out on purpose.
func Chosen(reason string) bool { return reason == "skipped" }

// NotLookedAt says how many parts there are of which nothing is known, and how
// many of them were left out on purpose: "2 parts; 4 excluded by the configuration".
func (s *Summary) NotLookedAt() (parts, chosen string) {
	n, out, words := 0, 0, ""
	for _, g := range s.Gaps {
		switch {
		case !g.Chosen():
			n += len(g.Gaps)
		case words == "" || words == g.Title:
			words, out = g.Title, out+len(g.Gaps)
		default:
			words, out = "skipped by policy", out+len(g.Gaps)
		}
	}
	parts = amount.Count(float64(n)) + " parts"
	if n == 1 {
		parts = "1 part"
	}
	if out > 0 {
		chosen = amount.Count(float64(out)) + " " + words
	}
	return parts, chosen
}

// gaps groups by reason, the largest group first and what was left out on
// purpose last.
func gaps(list []inventory.Gap) []GapGroup {
	var groups []GapGroup
	at := map[reasonWords]int{}
	for _, g := range list {
		w := wordsOf(g)
		i, ok := at[w]
		if !ok {
			i = len(groups)
			at[w] = i
			groups = append(groups, GapGroup{Reason: g.Reason, Title: w.title, Remedy: w.remedy})
		}
		groups[i].Gaps = append(groups[i].Gaps, g)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.Gaps, func(a, b inventory.Gap) int {
			return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset),
				cmp.Compare(a.Field, b.Field), cmp.Compare(a.Detail, b.Detail))
		})
	}
	slices.SortStableFunc(groups, func(a, b GapGroup) int {
		return cmp.Or(chosen(a)-chosen(b), -cmp.Compare(len(a.Gaps), len(b.Gaps)), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Title, b.Title))
	})
	return groups
}

func chosen(g GapGroup) int {
	if g.Chosen() {
		return 1
	}
	return 0
}

// reasonWords are a reason in a few words and what to do about it.
type reasonWords struct{ title, remedy string }

// wordsOf tells what the configuration excludes, whose detail says no more than
// that, from what a connector leaves out by a rule that it names.
func wordsOf(g inventory.Gap) reasonWords {
	w := reasonWords{Title(g.Reason), reasons[g.Reason].remedy}
	if Chosen(g.Reason) && !strings.HasPrefix(g.Detail, "excluded") && !strings.HasPrefix(g.Detail, "not among") {
		w = reasonWords{"skipped by policy", "the detail names the rule; what it leaves out can be named as a source of its own"}
	}
	return w
}

var reasons = map[string]reasonWords{
	"denied":      {"permission denied", "grant the scanning login read access (dialmap check prints the rights), then scan again"},
	"timeout":     {"took too long", "raise pace.statement_timeout for the source, or scan in a quieter window"},
	"unsupported": {"a kind or format dialmap cannot read", "export it to a supported format, or exclude it so that this is on record as a decision"},
	"malformed":   {"damaged or cut off", "check the object where it comes from; what could be read before the damage is counted"},
	"limit":       {"beyond a safety limit", "the detail names the limit; scan the part on its own if it matters"},
	"unreachable": {"could not be reached", "check address, network and TLS (dialmap check), then resume the scan"},
	"interrupted": {"the scan was interrupted", "finish it with dialmap scan --resume"},
	"skipped":     {"excluded by the configuration", "remove the exclude, or record why these stay out"},
	"filtered":    {"rows hidden from the scanning login", "scan with a login that row-level security lets see every row"},
	"changed":     {"changed while it was read", "scan again, at a quieter time"},
	"archived":    {"in an archive tier", "restore it first; dialmap never restores by itself, because that costs money"},
	"encrypted":   {"encrypted with a key the login may not use", "grant the login the right to decrypt, then scan again"},
	"stale":       {"out of date: an older copy was read, or the declaration came later", "scan again; a file in use, when it is idle"},
}

// Title is a reason in a few words.
func Title(reason string) string { return cmp.Or(reasons[reason].title, reason) }

// Reasons are the reasons that have words here.
func Reasons() []string {
	list := make([]string, 0, len(reasons))
	for r := range reasons {
		list = append(list, r)
	}
	slices.Sort(list)
	return list
}
