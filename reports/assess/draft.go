package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// draft is a finding with what its severity and its laws are made of.
type draft struct {
	Finding
	set     *set
	duties  []string // in the catalogue, beside that of the finding
	saidNo  bool     // the people concerned withdrew or refused
	outside bool     // kept where production data should not be: a test, a backup, a log
	stale   bool
}

// add takes a finding of s. Duty is the first part of its rule.
func (j *judge) add(s *set, d draft) {
	d.set, d.Source, d.Dataset = s, s.source, s.dataset
	if d.Duty == "" {
		d.Duty, _, _ = strings.Cut(d.Rule, ".")
	}
	if d.Kind == "" {
		d.Kind = Unmet
	}
	j.findings = append(j.findings, d)
}

// finish gives a draft its laws, severity, name and state.
func (j *judge) finish(d *draft) {
	d.ID = d.Fingerprint()
	d.Laws = j.articles(d)
	d.Severity, d.Because = j.severity(d)
	d.Text += against(d.Laws, d.Kind) + "."
	d.Status = Open
	if d.stale {
		d.Status = Stale
	}
}

// reaches are those of the numbers that a finding is about.
func (d *draft) reaches() []Reach {
	var out []Reach
	for _, r := range d.set.reach {
		if (d.Field == "" || r.Field == d.Field) && (d.Region == "" || r.Region == d.Region) {
			out = append(out, r)
		}
	}
	return out
}

// articles are those of the laws that reach the numbers and oblige to the duty,
// likely ones first, then the duty itself before what goes with it, then by how
// many numbers they reach.
func (j *judge) articles(d *draft) []Article {
	type weighed struct {
		Article
		numbers float64
		duty    int
	}
	duties := append([]string{d.Duty}, d.duties...)
	found := map[[2]string]*weighed{}
	for _, r := range d.reaches() {
		for _, a := range r.Laws {
			e := j.describe(a.ID)
			for _, o := range e.Obligations {
				if !slices.Contains(duties, o.Duty) || o.ValidFrom != nil && string(*o.ValidFrom) > e.Day {
					continue
				}
				k := [2]string{a.ID, o.Article}
				w := found[k]
				if w == nil {
					w = &weighed{Article: Article{ID: a.ID, Article: o.Article, Short: e.Short, Status: a.Status}, duty: slices.Index(duties, o.Duty)}
					found[k] = w
				}
				w.numbers, w.duty = w.numbers+r.Numbers.Value(), min(w.duty, slices.Index(duties, o.Duty))
				if a.Status == "likely" {
					w.Status = a.Status
				}
			}
		}
	}
	list := make([]*weighed, 0, len(found))
	for _, w := range found {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b *weighed) int {
		return cmp.Or(-cmp.Compare(a.Status, b.Status), a.duty-b.duty, -cmp.Compare(a.numbers, b.numbers), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Article.Article, b.Article.Article))
	})
	out := make([]Article, len(list))
	for i, w := range list {
		out[i] = w.Article
	}
	return out
}

func (j *judge) describe(id string) laws.Entry {
	e, ok := j.entries[id]
	if !ok {
		e, _ = j.Catalog.Describe(id, j.On)
		j.entries[id] = e
	}
	return e
}

// against says which laws a finding is at odds with, or which want to know.
func against(list []Article, kind string) string {
	const most = 3
	likely := slices.DeleteFunc(slices.Clone(list), func(a Article) bool { return a.Status != "likely" })
	condition := ""
	if len(likely) == 0 {
		likely, condition = list, "applies"
	}
	var laws []string
	articles := map[string][]string{}
	for _, a := range likely {
		if articles[a.Short] == nil {
			laws = append(laws, a.Short)
		}
		articles[a.Short] = append(articles[a.Short], a.Article)
	}
	var names []string
	for _, l := range laws[:min(most, len(laws))] {
		name := l + " (" + strings.Join(articles[l], "; ") + ")"
		switch of := articles[l]; {
		case len(of) == 1 && strings.HasPrefix(of[0], l):
			name = of[0] // UWG s. 7 and s. 7a
		case len(of) == 1 && strings.HasSuffix(l, " "+of[0]):
			name = l // Network Act Art. 50
		}
		names = append(names, name)
	}
	if more := len(laws) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	several := len(laws) > 1
	switch {
	case condition != "" && several:
		condition = ", if they apply"
	case condition != "":
		condition = ", if it applies"
	}
	wants := "wants"
	if several {
		wants = "want"
	}
	switch {
	case len(list) == 0:
		return ""
	case kind == Unmet:
		return ", at odds with " + and(names) + condition
	case kind == Unproven:
		return "; " + and(names) + " " + wants + " it shown" + condition
	}
	return "; " + and(names) + " " + wants + " it on record" + condition
}

// severity adds up four things, each shown: what the law says, how many numbers,
// how exposed they are, how sensitive it is.
func (j *judge) severity(d *draft) (severity, because string) {
	law, lawWord := d.law()
	volume := volumeOf(d.Count.Value())
	exposure, exposed := d.exposure()
	sensitivity, sensitive := d.sensitivity()
	sum := law + volume + exposure + sensitivity
	severity = Severities[0]
	switch {
	case sum >= 8:
		severity = Severities[3]
	case sum >= 6:
		severity = Severities[2]
	case sum >= 4:
		severity = Severities[1]
	}
	because = fmt.Sprintf("%d of 10: law %d (%s), volume %d (%s numbers), exposure %d (%s), sensitivity %d (%s)",
		sum, law, lawWord, volume, amount.Of(d.Count), exposure, exposed, sensitivity, sensitive)
	if d.Kind == Undeclared && Rank(severity) > 2 {
		severity = Severities[1]
		because += "; medium at most, since nothing was declared to measure by"
	}
	return severity, because
}

func (d *draft) law() (int, string) {
	switch {
	case len(d.Laws) == 0:
		return 0, "no law known to oblige to it"
	case d.Laws[0].Status != "likely":
		return 1, "obliges only if it applies"
	case d.Kind == Unmet:
		return 3, "likely to oblige, and not met"
	}
	return 2, "likely to oblige, and not shown to be met"
}

func volumeOf(n float64) int {
	switch {
	case n >= 1_000_000:
		return 3
	case n >= 10_000:
		return 2
	case n >= 100:
		return 1
	}
	return 0
}

func (d *draft) exposure() (int, string) {
	clear := slices.ContainsFunc(d.set.fields, func(f *inventory.Field) bool {
		return (d.Field == "" || f.Field == d.Field) && f.Protection == "plaintext"
	})
	away := slices.ContainsFunc(d.reaches(), func(r Reach) bool { return r.Transfer == "needs_mechanism" || r.Transfer == "restricted" })
	points, words := 0, []string(nil)
	if clear {
		points, words = 1, append(words, "in clear")
	}
	switch {
	case d.outside:
		points, words = points+1, append(words, "outside production")
	case away:
		points, words = points+1, append(words, "in a country that needs a mechanism")
	}
	if points == 0 {
		return 0, "not in clear"
	}
	return points, strings.Join(words, ", ")
}

func (d *draft) sensitivity() (int, string) {
	marketing := slices.ContainsFunc(d.set.declared.Purposes, func(p string) bool { return useOf(p).marketing })
	switch {
	case d.saidNo:
		return 2, "the people said no"
	case marketing:
		return 1, "marketing"
	}
	return 0, "no marketing"
}

// scaled is a share of e.
func scaled(e, share profile.Estimate) profile.Estimate {
	times := func(a, b *float64) *float64 {
		if a == nil || b == nil {
			return nil
		}
		v := *a * *b
		return &v
	}
	out := profile.Estimate{Low: times(e.Low, share.Low), Point: times(e.Point, share.Point), High: times(e.High, share.High), How: e.How, Level: profile.Level}
	if share.How != profile.Exact && e.How == profile.Exact {
		out.How = share.How
	}
	return out
}
