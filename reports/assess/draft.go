package assess

import (
	"cmp"
	"fmt"
	"math"
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
	people  *set     // whose numbers it is about, where those of set are hidden; nil: set's own
	rests   []Rest   // beside its own dataset
	duties  []string // in the catalogue, beside that of the finding
	saidNo  bool     // consent was withdrawn or refused
	outside bool     // kept where production data should not be: a test, a backup, a log
	stale   bool
	exposed *exposedTo // of security: how far it reaches; nil: asked of the data
	bounds  bounds
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
	d.rate()
	d.Text += against(d.Laws, d.Kind, d.Count.Value()) + "."
	d.RestsOn = d.restsOn()
	d.Status = Open
	if d.stale {
		d.Status = Stale
	}
}

// reaches are those of the numbers that a finding is about.
func (d *draft) reaches() []Reach {
	var out []Reach
	if d.people != nil {
		return d.people.reach
	}
	for _, r := range d.set.reach {
		if (d.Field == "" || r.Field == d.Field) && (d.Region == "" || r.Region == d.Region) {
			out = append(out, r)
		}
	}
	return out
}

// articles are those of the laws that reach the numbers and oblige to the duty,
// with how many of the numbers each reaches. What is known is how many numbers
// of the field and region a law reaches; of a finding about some of them it is
// taken to reach the same share.
func (j *judge) articles(d *draft) []Article {
	type weighed struct {
		Article
		reached float64
		duty    int
	}
	duties := append([]string{d.Duty}, d.duties...)
	found, all := map[[2]string]*weighed{}, 0.0
	for _, r := range d.reaches() {
		all += r.Numbers.Value()
		counted := map[[2]string]bool{} // two duties may share an article
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
				if !counted[k] {
					counted[k] = true
					w.reached += r.Numbers.Value()
				}
				w.duty = min(w.duty, slices.Index(duties, o.Duty))
				if a.Status == "likely" {
					w.Status = a.Status
				}
			}
		}
	}
	list := make([]*weighed, 0, len(found))
	for _, w := range found {
		if all > 0 {
			w.Numbers = uint64(math.Ceil(d.Count.Value()*w.reached/all - 1e-9))
		}
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b *weighed) int {
		return cmp.Or(compareArticles(&a.Article, &b.Article, d.Count.Value()), a.duty-b.duty, cmp.Compare(a.ID, b.ID), cmp.Compare(a.Article.Article, b.Article.Article))
	})
	out := make([]Article, len(list))
	for i, w := range list {
		out[i] = w.Article
	}
	return out
}

// Share and count of a finding's numbers from which a law counts: below both it
// is named behind the others, and adds nothing to the severity.
const (
	countingShare = 0.1
	countingLeast = 100
)

// counts says that a law reaches enough of a finding's numbers to set its
// severity: one number among a thousand does not.
func (a *Article) counts(numbers float64) bool {
	return a.Numbers >= countingLeast || float64(a.Numbers) >= countingShare*numbers
}

// compareArticles orders the articles of a finding on so many numbers.
func compareArticles(a, b *Article, numbers float64) int {
	if x, y := a.counts(numbers), b.counts(numbers); x != y {
		if x {
			return -1
		}
		return 1
	}
	return cmp.Or(-cmp.Compare(a.Status, b.Status), -cmp.Compare(a.Numbers, b.Numbers)) // likely before if
}

func (j *judge) describe(id string) laws.Entry {
	e, ok := j.entries[id]
	if !ok {
		e, _ = j.Catalog.Describe(id, j.On)
		j.entries[id] = e
	}
	return e
}

// against says which laws a finding is at odds with, or which want to know: those
// that apply to most of its numbers, else those that may.
func against(list []Article, kind string, numbers float64) string {
	const most = 3
	if counting := slices.DeleteFunc(slices.Clone(list), func(a Article) bool { return !a.counts(numbers) }); len(counting) > 0 {
		list = counting
	}
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

// restsOn lists what the finding was concluded from, its own dataset first.
func (d *draft) restsOn() []Rest {
	var out []Rest
	if d.Dataset != "" {
		out = append(out, Rest{Source: d.Source, Dataset: d.Dataset})
	}
	for _, l := range d.set.ledgers {
		out[0].Ledger = l.Name // of several in one dataset any: they are read together
		break
	}
	for _, r := range d.rests {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// rate gives the finding its severity. Four things are added up, each shown:
// what the law says, how many numbers, how exposed they are, how sensitive it
// is.
func (d *draft) rate() {
	numbers := d.Count.Value()
	leading := d.Score.weigh(d.Laws, d.Kind, numbers)
	var exposed, sensitive string
	d.Score.Exposure, exposed = d.exposure()
	d.Score.Sensitivity, sensitive = d.sensitivity()
	var bounded bool
	d.Severity, bounded = d.bounds.apply(d.Score.severity(d.Kind))
	d.Because = fmt.Sprintf("%d of 10: law %d (%s), volume %d (%s), exposure %d (%s), sensitivity %d (%s)",
		d.Score.Sum(), d.Score.Law, lawWords(leading, d.Kind), d.Score.Volume, volumeWords(leading, d.Count), d.Score.Exposure, exposed, d.Score.Sensitivity, sensitive)
	switch {
	case bounded:
		d.Because += "; " + d.bounds.because
	case d.Severity != d.Score.severity(""):
		d.Because += "; medium at most, since nothing was declared to measure by"
	}
	if d.bounds.most == "" {
		d.raiseSeverity()
	}
}

// raiseSeverity lifts the severity of what is not met or not shown by what else of a
// person lies beside the numbers: a step where identity, money or traces do in a
// hundredth of the records, to critical where special categories do.
func (d *draft) raiseSeverity() {
	if d.Kind == Undeclared || d.set == nil || d.set.facts == nil {
		return
	}
	records := d.set.facts.Records.Total.Value()
	for _, t := range d.set.facts.BesideTiers {
		n := t.Records.Value()
		if n == 0 || t.Tier < 2 || t.Tier < 4 && n < records/100 {
			continue
		}
		i := slices.Index(Severities[:], d.Severity)
		if i = min(i+1, len(Severities)-1); t.Tier == 4 {
			i = len(Severities) - 1
		}
		if Severities[i] == d.Severity {
			return
		}
		d.Severity = Severities[i]
		d.Because += fmt.Sprintf("; %s, since %s lie beside the numbers in %s records", d.Severity, TierName(t.Tier), amount.Of(t.Records))
		return
	}
}

// severity by the sum of the score; what is undeclared is medium at most.
func (s Score) severity(kind string) string {
	i := 0
	switch sum := s.Sum(); {
	case sum >= 8:
		i = 3
	case sum >= 6:
		i = 2
	case sum >= 4:
		i = 1
	}
	if kind == Undeclared {
		i = min(i, 1)
	}
	return Severities[i]
}

// weigh sets the points for law and volume: those of the law for which both
// together are most, by the numbers that this law reaches. It returns that law,
// nil where none is known.
func (s *Score) weigh(list []Article, kind string, numbers float64) *Article {
	s.Law, s.Volume = 0, volumeOf(numbers)
	var leading *Article
	for i := range list {
		a := &list[i]
		if !a.counts(numbers) {
			continue
		}
		law, volume := lawPoints(a, kind), volumeOf(float64(a.Numbers))
		if leading == nil || law+volume > s.Law+s.Volume {
			leading, s.Law, s.Volume = a, law, volume
		}
	}
	return leading
}

func lawPoints(a *Article, kind string) int {
	switch {
	case a.Status != "likely":
		return 1
	case kind == Unmet:
		return 3
	}
	return 2
}

func lawWords(a *Article, kind string) string {
	switch {
	case a == nil:
		return "no law known to oblige to it"
	case a.Status != "likely":
		return "obliges only if it applies"
	case kind == Unmet:
		return "likely to oblige, and not met"
	}
	return "likely to oblige, and not shown to be met"
}

func volumeWords(a *Article, count profile.Estimate) string {
	all := amount.Of(count) + " numbers"
	if a == nil || float64(a.Numbers) >= math.Floor(count.Value()) {
		return all
	}
	return amount.Count(float64(a.Numbers)) + " of " + all
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
	if d.exposed != nil {
		return d.exposed.points, d.exposed.words
	}
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
		return 2, "consent withdrawn or refused"
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
