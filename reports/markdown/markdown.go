// Package markdown writes a summary of a data map for a ticket or a wiki: the
// headline, what was not looked at, whose numbers, the transfers that need
// something, the fields with most numbers and why they were taken for phones.
// The whole map is in the other formats, and the page says so.
//
// It is CommonMark with tables and holds no HTML. What comes from a source is
// escaped, so that no name can become markup, a mention or a link.
package markdown

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Format writes the summary.
type Format struct{}

// Name is markdown.
func (Format) Name() string { return "markdown" }

// The page shows this many of each at most, and says how many there are.
const (
	maxCountries = 25
	maxTransfers = 15
	maxFields    = 15
	maxGaps      = 5 // per reason
	maxLaws      = 6 // per country, and as many that apply if
	maxFindings  = 15
	maxUpcoming  = 10
	maxOverlaps  = 10
)

// Render writes m.
func (Format) Render(m *datamap.Map, o reports.Options) (reports.Page, error) {
	p := &page{m: m, sum: summary.Of(m), all: o.AllFields, short: map[string]string{}}
	for _, l := range m.Laws {
		p.short[l.ID] = l.Short
	}
	p.headline()
	p.gaps()
	p.countries()
	p.transfers()
	p.overlaps()
	p.upcoming()
	p.fields()
	p.findings()
	p.method()
	return reports.Page{Bytes: p.b.Bytes()}, nil
}

// page is the page being written.
type page struct {
	b   bytes.Buffer
	m   *datamap.Map
	sum *summary.Summary
	all bool

	short map[string]string // laws by ID
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

// row writes a row of a table; the cells are markup.
func (p *page) row(cells ...string) { p.line("| %s |", strings.Join(cells, " | ")) }

// table begins a section with a table. A colon behind a rule aligns right.
func (p *page) table(title string, head, rule string) {
	p.line("\n## %s\n\n%s\n%s", title, head, rule)
}

func (p *page) more(n int, of string) {
	if n > 0 {
		p.line("\n… and %s more %s.", amount.Count(float64(n)), of)
	}
}

func (p *page) headline() {
	h, s := p.m.Headline, p.m.Scan
	p.line("# Phone numbers: where they belong and where they lie\n")
	p.line("**%s distinct phone %s** (%s) of %s, in %s of %s and %s.\n",
		Text(amount.Of(h.Distinct)), amount.Noun(h.Distinct, "number"), amount.Basis(h.Distinct.How), amount.Plural(h.Countries, "country"),
		amount.Plural(h.PhoneFields, "field"), amount.Plural(h.Datasets, "dataset"), amount.Plural(h.Sources, "source"))
	if !s.Complete {
		p.line("> **This scan is not complete.** The figures are lower bounds. Finish it with %s.\n", Code("dialmap scan --resume "+s.ID))
	}
	if s.Catalog.Warning != "" {
		p.line("> **Note:** %s\n", Text(s.Catalog.Warning))
	}
	p.line("| | |\n|---|---|")
	p.row("Numbers held", Text(figure(p.sum.Total))+", "+amount.Basis(p.sum.Total.How))
	p.row("Transfers that need something", amount.Count(float64(p.sum.Needing())))
	parts, chosen := p.sum.NotLookedAt()
	if chosen != "" {
		parts += "; " + chosen
	}
	p.row("Not looked at", Text(parts))
	if h.Derived > 0 {
		p.row("Derived datasets left out of every sum", amount.Count(float64(h.Derived)))
	}
	if n := h.Fictional.Value(); n > 0 {
		p.row("Of them from ranges reserved for fiction", Text(amount.Of(h.Fictional)))
	}
	if line := summary.Since(p.m.Since); line != "" {
		p.row("Changes", Text(line)+p.diff())
	}
	p.row("Scan", fmt.Sprintf("%s, %s, took %s", Code(s.ID), s.Started.UTC().Format("2006-01-02 15:04 UTC"), s.Finished.Sub(s.Started).Round(time.Second)))
}

// diff is the command that lists the changes.
func (p *page) diff() string {
	s := p.m.Since
	if len(s.Changes) == 0 {
		return ""
	}
	return " All of them: " + Code("dialmap diff "+s.Scan+" "+p.m.Scan.ID)
}

func (p *page) gaps() {
	p.line("\n## Not looked at")
	if len(p.m.Gaps) == 0 {
		p.line("\nNothing: every part of every source that was listed was read as planned.")
		return
	}
	p.line("")
	for _, g := range p.sum.Gaps {
		p.line("- **%s × %s.** %s", amount.Count(float64(len(g.Gaps))), Text(g.Title), Text(sentence(g.Remedy)))
		for i, gap := range g.Gaps {
			if i == maxGaps {
				p.line("  - … and %s more", amount.Count(float64(len(g.Gaps)-i)))
				break
			}
			at := Code(inventory.NameOfField(gap.Source, gap.Dataset, gap.Field))
			if gap.Detail != "" {
				at += ": " + Text(gap.Detail)
			}
			p.line("  - %s", at)
		}
	}
}

func (p *page) countries() {
	if len(p.sum.Subjects) == 0 {
		p.line("\n## Whose numbers\n\nNo phone number in what was read.")
		return
	}
	p.table("Whose numbers", "| Country | Numbers | Stored in | Laws |", "|---|---:|---|---|")
	for i, c := range p.sum.Subjects {
		if i >= maxCountries && c.OnMap() {
			continue // what is not a country stands behind and is always shown
		}
		p.row(Text(c.Name), Text(figure(c.Numbers)), p.storedIn(c.Key), p.laws(c))
	}
	p.row("**Total**", "**"+Text(figure(p.sum.Total))+"**", "", "")
	p.more(p.sum.Countries()-maxCountries, "countries, in the total")
}

// storedIn names the places where the numbers of a region lie.
func (p *page) storedIn(subject string) string {
	var names []string
	for _, q := range p.sum.Pairs {
		if q.Subject == subject {
			names = append(names, Text(summary.Name(q.Stored)))
		}
	}
	return strings.Join(names, ", ")
}

// laws names those that are likely to apply, then those that apply if; first
// those of the whole region, then those of its parts.
func (p *page) laws(c summary.Place) string {
	status, sets := map[string]string{}, map[string]int{}
	researched := false
	for _, set := range c.Sets {
		s := p.sum.Laws(set)
		researched = researched || s.Coverage == "researched" || s.Coverage == "partial"
		for _, a := range s.Laws {
			sets[a.ID]++
			if status[a.ID] != "likely" {
				status[a.ID] = a.Status
			}
		}
	}
	switch {
	case len(sets) == 0 && !c.OnMap():
		return ""
	case len(sets) == 0 && researched:
		return "none found"
	case len(sets) == 0:
		return "not researched"
	}
	ids := slices.SortedFunc(maps.Keys(sets), func(a, b string) int { return cmp.Or(-cmp.Compare(sets[a], sets[b]), cmp.Compare(a, b)) })
	likely := p.names(ids, func(id string) bool { return status[id] == "likely" })
	maybe := p.names(ids, func(id string) bool { return status[id] != "likely" })
	if maybe != "" {
		maybe = "if: " + maybe
	}
	return strings.Trim(likely+"; "+maybe, "; ")
}

// names of some laws, the first of them.
func (p *page) names(ids []string, are func(id string) bool) string {
	var list []string
	rest := 0
	for _, id := range ids {
		switch {
		case !are(id):
		case len(list) == maxLaws:
			rest++
		default:
			list = append(list, Text(cmp.Or(p.short[id], id)))
		}
	}
	text := strings.Join(list, ", ")
	if rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text
}

func (p *page) transfers() {
	var list []summary.Transfer
	for _, t := range p.sum.Transfers {
		if t.Needs() {
			list = append(list, t)
		}
	}
	if len(list) == 0 {
		return
	}
	p.table("Transfers that need something", "| Numbers of | Stored in | Numbers | Status | Rule |", "|---|---|---:|---|---|")
	for _, t := range list[:min(maxTransfers, len(list))] {
		p.row(Text(summary.Name(t.From)), Text(summary.Name(t.To)), Text(figure(t.Numbers)), words(t.Status), Text(t.Because))
	}
	p.more(len(list)-maxTransfers, "transfers")
}

// upcoming are the laws and duties that begin soon and will reach these numbers.
func (p *page) upcoming() {
	if len(p.m.Upcoming) == 0 {
		return
	}
	p.table("Coming into force", "| From | Law | Of whom | Numbers | What |", "|---|---|---|---:|---|")
	for _, u := range p.m.Upcoming[:min(maxUpcoming, len(p.m.Upcoming))] {
		names := make([]string, 0, 4)
		for _, key := range u.Subjects[:min(3, len(u.Subjects))] {
			names = append(names, summary.Name(key))
		}
		if n := len(u.Subjects) - 3; n > 0 {
			names = append(names, fmt.Sprintf("%d more", n))
		}
		what := "the whole law"
		if u.Duty != "" {
			what = strings.Trim(u.Article+": "+u.Summary, ": ")
		}
		if u.Status != "likely" {
			what += " (if: " + u.Because + ")"
		}
		p.row(Text(u.From), Text(cmp.Or(u.Short, u.ID)), Text(strings.Join(names, ", ")), Text(figure(u.Numbers)), Text(what))
	}
	p.more(len(p.m.Upcoming)-maxUpcoming, "of them")
}

func (p *page) fields() {
	list := slices.DeleteFunc(slices.Clone(p.m.Fields), func(f inventory.Field) bool { return f.Verdict == "none" && !p.all })
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b inventory.Field) int { return -cmp.Compare(a.Numbers.Value(), b.Numbers.Value()) })
	derived := map[[2]string]bool{}
	for _, d := range p.m.Datasets {
		derived[[2]string{d.Source, d.Dataset}] = d.Derived
	}
	p.table("Fields with most numbers", "| Dataset | Field | Verdict | Numbers | Why |", "|---|---|---|---:|---|")
	for _, f := range list[:min(maxFields, len(list))] {
		name := Code(inventory.NameOf(f.Source, f.Dataset))
		if derived[[2]string{f.Source, f.Dataset}] {
			name += " (derived, not in the sums)"
		}
		p.row(name, Code(f.Field), verdict(f), Text(figure(f.Numbers)), Text(strings.Join(f.Why, "; ")))
	}
	p.more(len(list)-maxFields, "fields")
}

func verdict(f inventory.Field) string {
	if f.Protection == "" || f.Protection == "plaintext" || f.Protection == "unknown" {
		return f.Verdict
	}
	return f.Verdict + ", " + f.Protection
}

// findings are the score of each duty, then the worst of them.
func (p *page) findings() {
	list := summary.Unresolved(p.m)
	if len(p.m.Findings) == 0 {
		return
	}
	p.table("Duties", "| Duty | Unmet | Unproven | Undeclared | Resolved |", "|---|---:|---:|---:|---:|")
	for _, s := range summary.Duties(p.m) {
		p.row(words(s.Duty), amount.Count(float64(s.Unmet)), amount.Count(float64(s.Unproven)), amount.Count(float64(s.Undeclared)), amount.Count(float64(s.Resolved)))
	}
	if len(list) == 0 {
		return
	}
	p.table("Findings", "| Severity | What | What to do |", "|---|---|---|")
	for _, f := range list[:min(maxFindings, len(list))] {
		p.row(f.Severity+", "+f.Kind+", "+f.Status, Text(sentence(f.Text)), Text(sentence(f.Remedy)))
	}
	p.more(len(list)-maxFindings, "findings")
}

// method is one paragraph: what the figures rest on and what they do not say.
func (p *page) method() {
	s := p.m.Scan
	p.line("\n## Method\n\n%s ≈ is an estimate with its 95 %% interval, ≥ what was seen at least. "+
		"A number's country is evidence of whose it is, never proof of residence. Laws as of %s, judged on %s; no legal advice. "+
		"dialmap %s, configuration %s. The whole map: %s",
		Text(strings.Join(summary.Method(p.m), " ")), Text(s.Catalog.AsOf), Text(s.On), Text(p.m.Tool.Version), Code(p.m.ConfigHash),
		Code("dialmap report "+s.ID+" --format html -o map.html"))
}

// figure is a quantity with its interval.
func figure(e profile.Estimate) string { return amount.With(e) }

func words(s string) string { return Text(strings.ReplaceAll(s, "_", " ")) }

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	s = strings.ToUpper(string(r[0])) + string(r[1:])
	return strings.TrimSuffix(s, ".") + "."
}
