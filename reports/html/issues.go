package html

import (
	"cmp"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/profile"
)

// So many are shown with scripts off; a reader with scripts has all issues.
const (
	maxIssues = 100
	maxScores = 100 // of datasets
)

// issueSection is the section of the issues.
type issueSection struct {
	Counted string // "3 critical, 12 high; 40 not documented"
	Tallies []issueTally
	Duties  []score
	Sets    []score
	Rows    []issueRow
	More    int // issues that need scripts
	Unsaid  int // datasets whose score is not on the page
	list    list
}

// issueTally counts the open issues of a severity, or those that are not
// documented.
type issueTally struct {
	Severity, Word string
	N              int
	Link           template.URL
}

// issueTallies are those of the first screen. What is not documented is counted
// apart.
func issueTallies(m *datamap.Map) []issueTally {
	n := m.Headline.Issues
	list := []issueTally{{Severity: "critical", N: n.Critical}, {Severity: "high", N: n.High}, {Severity: "medium", N: n.Medium}, {Severity: "low", N: n.Low}}
	for i := range list {
		list[i].Word = list[i].Severity
		list[i].Link = issueLink("i-severity", list[i].Severity, "i-kind", "breach")
	}
	return append(list, issueTally{"", "not documented", n.Undocumented, issueLink("i-kind", assess.Undeclared)})
}

// score is a row of a scorecard. Its counts lead to their list.
type score struct {
	summary.Score
	Name  string
	about []string // pairs of what its list is filtered by
}

// Link leads to the issues of a kind, or with a state.
func (s score) Link(key, value string) template.URL {
	return issueLink(append(slices.Clone(s.about), key, value)...)
}

// issueRow is a row of the list.
type issueRow struct {
	*datamap.Issue
	At    []string // filters that lead here, on the first row of each
	Owner string
	Title string // what its rule found, in a few words
	Place string
	Field template.URL // opens the data element; "" where the issue is of a dataset
	Where []issuePlace
	Laws  []issueLaw
	Proof []string // how it was found
	Since string   // the day it was first seen

	countries []string // codes, for the filter
}

// issuePlace is a country's row.
type issuePlace struct{ Name, Numbers string }

// issueLaw is a law with its articles and how many numbers it reaches.
type issueLaw struct {
	ID, Name, Articles, Applies, Numbers string
	Listed                               bool // on this page
}

// newIssueSection makes the section.
func newIssueSection(m *datamap.Map) (*issueSection, error) {
	s := &issueSection{Counted: words.IssueCounts(m.Headline.Issues), Tallies: issueTallies(m)}
	for _, d := range summary.Duties(m) {
		s.Duties = append(s.Duties, score{d, words.Duty(d.Duty), []string{"i-duty", d.Duty}})
	}
	for _, d := range summary.Judged(m) {
		s.Sets = append(s.Sets, score{d, d.Source + " / " + d.Dataset, []string{"i-set", d.Source + "|" + d.Dataset}})
	}
	s.Sets, s.Unsaid = first(maxScores, s.Sets), max(0, len(s.Sets)-maxScores)
	s.list.columns = issueColumns
	names, proofs, regions := summary.LawNames(m), proofsOf(m), regionsOf(m)
	led, scored := map[string]bool{}, map[string]bool{}
	for _, d := range s.Sets {
		scored[d.about[1]] = true
	}
	for i := range m.Issues {
		r := newIssueRow(&m.Issues[i], names, proofs)
		r.countries = countriesOf(r.Issue, regions)
		html, err := rendered("issue", r) // without the filters that lead to it
		if err != nil {
			return nil, err
		}
		s.list.rows = append(s.list.rows, listRow{html, r.cells()})
		r.At = leadsTo(&r, scored, led)
		if len(s.Rows) < maxIssues || len(r.At) > 0 {
			s.Rows = append(s.Rows, r)
		}
	}
	s.More = len(m.Issues) - len(s.Rows)
	return s, nil
}

// leadsTo are the links that lead to an issue where no script filters: each
// leads to its first one. Of the datasets, those in the scorecard are linked.
func leadsTo(r *issueRow, scored, led map[string]bool) (at []string) {
	x := r.Issue
	add := func(pairs ...string) {
		if link := strings.TrimPrefix(string(issueLink(pairs...)), "#"); !led[link] {
			led[link] = true
			at = append(at, link)
		}
	}
	key, value := "i-kind", x.Kind
	switch {
	case x.Status == assess.Resolved:
		key, value = "i-status", assess.Resolved
	case x.Status == assess.Accepted:
		key, value = "i-status", assess.Accepted
	case x.Kind == assess.Undeclared:
		add("i-kind", x.Kind)
	default:
		add("i-kind", "breach", "i-severity", x.Severity)
	}
	add("i-duty", x.Duty, key, value)
	if set := x.Source + "|" + x.Dataset; scored[set] {
		add("i-set", set, key, value)
	}
	for _, c := range r.countries {
		add("i-region", c)
	}
	return at
}

// regionsOf are the countries of the numbers of each field and, under the field
// "", of each dataset; the largest first.
func regionsOf(m *datamap.Map) map[[3]string][]string {
	sums := map[[3]string]map[string]float64{}
	for i := range m.Cells {
		c := &m.Cells[i]
		if c.Subject.Region == nil || c.Subject.Status != "known" {
			continue
		}
		for _, key := range [][3]string{{c.Source, c.Dataset, c.Field}, {c.Source, c.Dataset, ""}} {
			if sums[key] == nil {
				sums[key] = map[string]float64{}
			}
			sums[key][*c.Subject.Region] += c.Numbers.Value()
		}
	}
	out := map[[3]string][]string{}
	for key, by := range sums {
		out[key] = slices.SortedFunc(maps.Keys(by), func(a, b string) int { return cmp.Or(-cmp.Compare(by[a], by[b]), cmp.Compare(a, b)) })
	}
	return out
}

// countriesOf an issue are those of its rows. One without rows by country is of
// all countries of its field or dataset.
func countriesOf(x *datamap.Issue, regions map[[3]string][]string) (list []string) {
	for _, c := range x.Regions {
		if c.Region != "" {
			list = append(list, c.Region)
		}
	}
	if list == nil {
		list = regions[[3]string{x.Source, x.Dataset, x.Field}]
	}
	return list
}

// proofsOf says how the findings of each issue were found, each sentence once.
func proofsOf(m *datamap.Map) map[string][]string {
	out := map[string][]string{}
	for i := range m.Findings {
		f := &m.Findings[i]
		if id, text := f.Issue(), prose(f.Evidence); text != "" && !slices.Contains(out[id], text) && len(out[id]) < 4 {
			out[id] = append(out[id], text)
		}
	}
	return out
}

func newIssueRow(x *datamap.Issue, names map[string]string, proofs map[string][]string) issueRow {
	r := issueRow{
		Issue: x, Owner: cmp.Or(x.Owner, words.NotDeclared), Title: assess.RuleTitle(x.Rule), Place: words.Place(x.Source, x.Dataset, x.Field),
		Proof: proofs[x.ID],
	}
	if x.Field != "" {
		r.Field = template.URL("#" + fragment(url.Values{"open": {x.Source + "|" + x.Dataset + "|" + x.Field}}))
	}
	if !x.FirstSeen.IsZero() {
		r.Since = x.FirstSeen.UTC().Format("2006-01-02")
	}
	for _, c := range x.Regions {
		if c.Region != "" {
			r.Where = append(r.Where, issuePlace{summary.Name(c.Region), amount.Of(c.Count)})
		}
	}
	for _, a := range x.Laws {
		name, listed := names[a.ID]
		l := issueLaw{a.ID, cmp.Or(name, a.Short, a.ID), a.Article, words.Applies(a.Status), amount.Count(float64(a.Numbers)), listed}
		if n := len(r.Laws); n > 0 && r.Laws[n-1].ID == l.ID && r.Laws[n-1].Numbers == l.Numbers {
			r.Laws[n-1].Articles += "; " + l.Articles
			continue
		}
		r.Laws = append(r.Laws, l)
	}
	return r
}

// issueColumns are the columns of the download.
var issueColumns = []string{
	"id", "severity", "kind", "status", "duty", "rule", "source", "dataset", "field", "owner", "numbers", "countries", "laws", "issue", "remedy", "first_seen",
}

func (r *issueRow) cells() []string {
	var laws []string
	for _, l := range r.Laws {
		laws = append(laws, l.Name)
	}
	return []string{
		r.ID, r.Severity, r.Kind, r.Status, r.Duty, r.Title, r.Source, r.Dataset, r.Issue.Field, r.Owner, plainFigure(r.Count), strings.Join(r.countries, " "),
		strings.Join(laws, "; "), prose(r.Text), prose(r.Remedy), r.Since,
	}
}

// plainFigure is a quantity as a spreadsheet reads it.
func plainFigure(e profile.Estimate) string {
	if e.How == "" {
		return ""
	}
	return strings.ReplaceAll(amount.Count(e.Value()), ",", "")
}

// FirstSets are the datasets with most to do; OtherSets the rest.
func (s *issueSection) FirstSets() []score { return first(12, s.Sets) }

// OtherSets are folded away.
func (s *issueSection) OtherSets() []score { return s.Sets[min(12, len(s.Sets)):] }
