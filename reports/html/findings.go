package html

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
)

// So many are shown with scripts off; a reader with scripts has all findings.
const (
	maxFindings = 100
	maxScores   = 100 // of datasets
)

// duties is the page's section on duties.
type duties struct {
	Counted string // "12 findings: 3 critical, 4 high"
	Duties  []score
	Sets    []score
	Rows    []found
	More    int // findings that need scripts
	Unsaid  int // datasets whose score is not on the page
	listed  map[string]bool
}

// score is a row of a scorecard. Its counts lead to their list.
type score struct {
	summary.Score
	Name  string
	about url.Values
}

// Link leads to the findings of a kind, or with a state.
func (s score) Link(key, value string) template.URL {
	q := url.Values{key: {value}}
	for k, v := range s.about {
		q[k] = v
	}
	return template.URL("#" + fragment(q))
}

// fragment writes q as scripts and readers write it, in order.
func fragment(q url.Values) string { return strings.ReplaceAll(q.Encode(), "+", "%20") }

// found is a row of the list, with the links that lead to it first when no
// script filters.
type found struct {
	datamap.Finding
	At []string
}

// Place names what it is of.
func (f found) Place() string {
	return strings.Join(slicesOf(f.Source, f.Dataset, f.Field), " / ")
}

func slicesOf(parts ...string) (out []string) {
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// judge makes the section; nil without a finding.
func judge(m *datamap.Map) *duties {
	if len(m.Findings) == 0 {
		return nil
	}
	j := &duties{Counted: summary.Counted(summary.Unresolved(m)), listed: map[string]bool{}}
	for _, l := range m.Laws {
		j.listed[l.ID] = true
	}
	for _, s := range summary.Duties(m) {
		j.Duties = append(j.Duties, score{s, strings.ReplaceAll(s.Duty, "_", " "), url.Values{"d-duty": {s.Duty}}})
	}
	for _, s := range summary.Judged(m) {
		j.Sets = append(j.Sets, score{s, s.Source + " / " + s.Dataset, url.Values{"d-set": {s.Source + "|" + s.Dataset}}})
	}
	j.Sets, j.Unsaid = first(maxScores, j.Sets), max(0, len(j.Sets)-maxScores)
	scored := map[string]bool{}
	for _, s := range j.Sets {
		scored[s.about.Get("d-set")] = true
	}
	led := map[string]bool{}
	for i := range m.Findings {
		f := found{Finding: m.Findings[i]}
		for _, about := range []url.Values{{"d-duty": {f.Duty}}, {"d-set": {f.Source + "|" + f.Dataset}}} {
			if f.Status == assess.Resolved {
				about["d-status"] = []string{f.Status}
			} else {
				about["d-kind"] = []string{f.Kind}
			}
			if set := about.Get("d-set"); set != "" && !scored[set] {
				continue
			}
			if at := fragment(about); !led[at] {
				led[at] = true
				f.At = append(f.At, at)
			}
		}
		if len(j.Rows) < maxFindings || len(f.At) > 0 {
			j.Rows = append(j.Rows, f)
		}
	}
	j.More = len(m.Findings) - len(j.Rows)
	return j
}

// FirstSets are the datasets with most to do; OtherSets the rest.
func (j *duties) FirstSets() []score { return first(12, j.Sets) }

// OtherSets are folded away.
func (j *duties) OtherSets() []score {
	return j.Sets[min(12, len(j.Sets)):]
}

// Listed says that a law is described on this page.
func (j *duties) Listed(id string) bool { return j.listed[id] }

// packFinding is a finding in the packed table.
type packFinding struct {
	ID       int      `json:"i"`
	Duty     int      `json:"d"`
	Kind     int      `json:"k"`
	Severity int      `json:"v"`
	Status   int      `json:"u"`
	Source   int      `json:"s"`
	Dataset  int      `json:"t"`
	Field    int      `json:"f"`
	Text     int      `json:"x"`
	Evidence int      `json:"e"`
	Remedy   int      `json:"r"`
	Because  int      `json:"b"`
	Laws     [][3]int `json:"l"` // id, short name, article and whether it is an if
}

func (p *packer) findings(m *datamap.Map) {
	for i := range m.Findings {
		f := &m.Findings[i]
		out := packFinding{
			ID: p.text(f.ID), Duty: p.text(f.Duty), Kind: p.text(f.Kind), Severity: p.text(f.Severity), Status: p.text(f.Status),
			Source: p.text(f.Source), Dataset: p.text(f.Dataset), Field: p.text(f.Field), Text: p.text(words.Sentence(f.Text)),
			Evidence: p.text(words.Sentence(f.Evidence)), Remedy: p.text(words.Sentence(f.Remedy)), Because: p.text(f.Because), Laws: [][3]int{},
		}
		for _, a := range f.Laws {
			article := a.Article
			if a.Status == "if" {
				article += " (if)"
			}
			out.Laws = append(out.Laws, [3]int{p.text(a.ID), p.text(a.Short), p.text(article)})
		}
		p.Findings = append(p.Findings, out)
	}
}
