package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/words"
)

// Score counts the issues of a duty or of a dataset by kind. What is resolved is
// counted on its own.
type Score struct {
	Duty            string // of a duty's score
	Source, Dataset string // of a dataset's score
	Worst           string // the highest severity; "" without an open issue
	Unmet           int
	Unproven        int
	Undeclared      int
	Resolved        int
	Accepted        int // of any kind, and in none of the others
}

// Open is how many issues are not resolved.
func (s Score) Open() int { return s.Unmet + s.Unproven + s.Undeclared }

func (s *Score) add(f *datamap.Issue) {
	switch {
	case f.Status == assess.Resolved:
		s.Resolved++
		return
	case f.Status == assess.Accepted:
		s.Accepted++
		return
	case f.Kind == assess.Undeclared:
		s.Undeclared++
	case f.Kind == assess.Unproven:
		s.Unproven++
	default:
		s.Unmet++
	}
	if assess.Rank(f.Severity) > assess.Rank(s.Worst) {
		s.Worst = f.Severity
	}
}

// Words say what a score counts: "3 gaps, 1 not evidenced".
func (s Score) Words() string {
	gaps := "gaps"
	if s.Unmet == 1 {
		gaps = "gap"
	}
	return cmp.Or(counts(s.Unmet, gaps, s.Unproven, words.Kind(assess.Unproven), s.Undeclared, words.Kind(assess.Undeclared), s.Accepted, assess.Accepted, s.Resolved, assess.Resolved), "nothing found")
}

// Duties are the scores of the duties that issues are about, every one of them.
func Duties(m *datamap.Map) []Score {
	out := make([]Score, len(assess.Duties))
	for i, d := range assess.Duties {
		out[i].Duty = d
	}
	for i := range m.Issues {
		f := &m.Issues[i]
		n := slices.IndexFunc(out, func(s Score) bool { return s.Duty == f.Duty })
		if n < 0 {
			n, out = len(out), append(out, Score{Duty: f.Duty})
		}
		out[n].add(f)
	}
	return out
}

// Judged are the scores of the datasets that have an issue, the worst first.
func Judged(m *datamap.Map) []Score {
	at := map[[2]string]int{}
	var out []Score
	for i := range m.Issues {
		f := &m.Issues[i]
		k := [2]string{f.Source, f.Dataset}
		n, ok := at[k]
		if !ok {
			n, at[k] = len(out), len(out)
			out = append(out, Score{Source: f.Source, Dataset: f.Dataset})
		}
		out[n].add(f)
	}
	slices.SortStableFunc(out, func(a, b Score) int {
		return cmp.Or(assess.Rank(b.Worst)-assess.Rank(a.Worst), b.Unmet-a.Unmet, b.Open()-a.Open(), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset))
	})
	return out
}

// Unresolved are the findings that stand, without those that were accepted.
func Unresolved(m *datamap.Map) []datamap.Finding {
	return slices.DeleteFunc(slices.Clone(m.Findings), func(f datamap.Finding) bool { return f.Status == assess.Resolved || f.Suppression != nil })
}

// Counted says how many findings there are: "12 findings: 3 critical, 4 high".
func Counted(list []datamap.Finding) string {
	by := map[string]int{}
	for _, f := range list {
		by[f.Severity]++
	}
	var parts []string
	for _, s := range slices.Backward(assess.Severities) {
		if by[s] > 0 {
			parts = append(parts, amount.Count(float64(by[s]))+" "+s)
		}
	}
	noun := " findings"
	if len(list) == 1 {
		noun = " finding"
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return amount.Count(float64(len(list))) + noun + ": " + strings.Join(parts, ", ")
}

// IsStanding says whether an issue is open and its risk was not accepted.
func IsStanding(x *datamap.Issue) bool {
	return assess.IsOpen(x.Status) && x.Status != assess.Accepted
}
