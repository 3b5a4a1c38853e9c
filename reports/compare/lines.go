package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// section is a part of the page, for every form that people read.
type section struct {
	title string
	lines []line
}

// line is one change: what it is about, what happened, and more on it.
type line struct {
	mark    string // + came, - went, ~ differs, ? cannot tell, = no change
	name    string // of the source, as it came
	text    string
	details []string
}

// sections are those that have something to tell.
func (c *Changes) sections() []section {
	all := []section{
		{"Sources", each(c.Sources, Source.line)},
		{"Datasets", each(c.Datasets, Dataset.line)},
		{"Fields", each(c.Fields, Field.line)},
		{"Where bytes are stored", each(c.Stored, Stored.line)},
		{"Transfers that need something", each(c.Transfers, Transfer.line)},
		{"Findings", each(c.Findings, Finding.line)},
		{"Not scanned", each(c.Gaps, Gap.line)},
		{"No change beyond sampling error", each(c.Unchanged.WithinError, WithinDataset.line)},
	}
	var list []section
	for _, s := range all {
		if len(s.lines) > 0 {
			list = append(list, s)
		}
	}
	return list
}

func each[T any](list []T, one func(T) line) (lines []line) {
	for _, x := range list {
		lines = append(lines, one(x))
	}
	return lines
}

var marks = map[Change]string{New: "+", Gone: "-", Closed: "-", More: "~", Fewer: "~", Same: "~", CannotTell: "?"}

func (s Source) line() line {
	text := "scanned for the first time: "
	if s.Change == Gone {
		text = "no longer scanned; it held "
	}
	text += amount.Plural(s.Datasets, "dataset")
	if s.Numbers != nil {
		text += ", " + holding(s.Fields, s.Numbers)
	}
	return line{mark: marks[s.Change], name: s.Source, text: text}
}

func (d Dataset) line() line {
	text := map[Change]string{New: "new: ", Gone: "gone; it held ", CannotTell: "cannot tell whether it came or went: " + d.Because + "; where it was read it held "}[d.Change]
	text += holding(d.Fields, d.Numbers)
	if d.Derived {
		text += " (derived, not in the sums)"
	}
	return line{mark: marks[d.Change], name: inventory.NameOf(d.Source, d.Dataset), text: text}
}

// holding says what a source or dataset holds.
func holding(fields int, numbers *profile.Estimate) string {
	if fields == 0 {
		return "no field with phones"
	}
	return amount.Plural(fields, "field") + " with phones, " + count(*numbers)
}

func count(e profile.Estimate) string {
	figure := amount.Of(e)
	if figure == "1" {
		return "1 number"
	}
	return figure + " numbers"
}

func (f Field) line() line {
	l := line{mark: marks[f.Change], name: inventory.NameOfField(f.Source, f.Dataset, f.Field)}
	switch f.Change {
	case New:
		l.text = "new: " + count(*f.Numbers.New)
	case Gone:
		l.text = "gone; it held " + count(*f.Numbers.Old)
	case More, Fewer:
		l.text = string(f.Change) + " numbers: " + f.Numbers.figures()
	case Same:
		l.text = "the same numbers: " + f.Numbers.figures()
	case WithinError:
		l.text = "no change of the numbers beyond sampling error: " + f.Numbers.figures()
	default:
		l.text = "cannot tell: " + f.Because + "; numbers " + f.Numbers.figures()
	}
	if f.Derived {
		l.text += " (derived, not in the sums)"
	}
	if f.Verdict != nil {
		l.details = append(l.details, "verdict: "+f.Verdict.Old+" → "+f.Verdict.New)
	}
	if f.Protection != nil {
		l.details = append(l.details, "protection: "+f.Protection.Old+" → "+f.Protection.New)
	}
	return f.withRegions(l)
}

// withRegions says which places are new, gone or unsure, then which grew or
// shrank.
func (f Field) withRegions(l line) line {
	words := []struct {
		change Change
		text   string
	}{{New, "new here: "}, {Gone, "gone from here: "}, {CannotTell, "seen in one scan only, cannot tell since when: "}, {More, "more of: "}, {Fewer, "fewer of: "}}
	for _, w := range words {
		var list []Region
		for _, r := range f.Regions {
			if r.Change == w.change {
				list = append(list, r)
			}
		}
		if len(list) > 0 {
			l.details = append(l.details, w.text+largest(list))
		}
	}
	return l
}

// maxRegions of one kind are named for reading; JSON has all.
const maxRegions = 10

// largest names the places where most changed.
func largest(list []Region) string {
	slices.SortStableFunc(list, func(a, b Region) int { return -cmp.Compare(a.by(), b.by()) })
	var names []string
	for _, r := range list[:min(maxRegions, len(list))] {
		names = append(names, r.name()+" "+r.figures())
	}
	text := strings.Join(names, ", ")
	if n := len(list) - maxRegions; n > 0 {
		text += fmt.Sprintf(" and %d more places", n)
	}
	return text
}

// by is how much changed, in either direction.
func (r Region) by() float64 {
	value := func(e *profile.Estimate) float64 {
		if e == nil {
			return 0
		}
		return e.Value()
	}
	return math.Abs(value(r.New) - value(r.Old))
}

func (r Region) name() string {
	if r.Subdivision != "" {
		return place.Name(r.Subdivision)
	}
	return summary.Name(r.Region)
}

// figures are the old and the new one, with their intervals where they are
// estimates; or the one there is.
func (q Quantity) figures() string {
	switch {
	case q.Old == nil && q.New == nil:
		return ""
	case q.Old == nil:
		return figure(*q.New)
	case q.New == nil:
		return figure(*q.Old)
	case figure(*q.Old) == figure(*q.New):
		return figure(*q.New)
	}
	return figure(*q.Old) + " → " + figure(*q.New)
}

func figure(e profile.Estimate) string { return amount.With(e) }

func (s Stored) line() line {
	return line{mark: "~", name: s.Source, text: where(s.Old) + " → " + where(s.New)}
}

func where(s inventory.Stored) string {
	text := "a place that is not known"
	if s.Region != "" {
		text = place.Name(s.Region)
	} else if len(s.Regions) > 0 {
		text = strings.Join(s.Regions, ", ")
	}
	more := strings.TrimPrefix(strings.Join([]string{s.ProviderRegion, s.Evidence}, ", "), ", ")
	return text + " (" + cmp.Or(strings.TrimSuffix(more, ", "), "unknown") + ")"
}

func (t Transfer) line() line {
	text := map[Change]string{New: "new: ", Gone: "gone: ", CannotTell: "in one scan only, and the other did not read all of it: "}[t.Change]
	text += strings.ReplaceAll(t.Status, "_", " ") + ", " + count(*t.Numbers)
	to := "stored in " + summary.Name(t.To)
	if t.To == "unknown" {
		to = "stored in a place that is not known"
	}
	return line{mark: marks[t.Change], name: summary.Name(t.From) + " → " + to, text: text}
}

func (w WithinDataset) line() line {
	return line{mark: "=", name: inventory.NameOf(w.Source, w.Dataset), text: "no change beyond sampling error in " + amount.Plural(w.Fields, "field") + " with phones"}
}

func (g Gap) line() line {
	l := line{mark: marks[g.Change], name: inventory.NameOfField(g.Source, g.Dataset, g.Field), text: summary.Title(g.Reason)}
	switch g.Change {
	case New:
		l.text = "new: " + l.text
	case Closed:
		l.text = "closed: " + l.text + "; " + g.Because
	default:
		l.text = "cannot tell whether it is closed: " + l.text + "; " + g.Because
	}
	if g.Detail != "" {
		l.details = []string{g.Detail}
	}
	return l
}

// total is one headline in both scans.
type total struct{ name, old, new, change string }

func (c *Changes) totals() []total {
	t := c.Totals
	word := map[Change]string{More: "more", Fewer: "fewer", Same: "the same", CannotTell: "cannot tell", WithinError: "no change beyond sampling error"}
	quantity := func(name string, q Quantity) total {
		return total{name, figure(*q.Old), figure(*q.New), word[q.Change]}
	}
	counts := func(name string, n Counts) total {
		diff := "the same"
		if n.Old != n.New {
			diff = fmt.Sprintf("%+d", n.New-n.Old)
		}
		return total{name, amount.Count(float64(n.Old)), amount.Count(float64(n.New)), diff}
	}
	return []total{
		quantity("Numbers", t.Numbers), quantity("Distinct numbers", t.Distinct), counts("Datasets", t.Datasets),
		counts("Fields with phones", t.Fields), counts("Countries", t.Countries),
		counts("Cells whose transfer needs something", t.Transfers), counts("Gaps, excluded parts too", t.Gaps),
	}
}

// rest says what did not change, and how sure that is.
func (c *Changes) rest() string {
	u := c.Unchanged
	text := ""
	if c.Empty() {
		text = "Nothing changed, as far as both scans looked. "
	}
	switch u.Fields {
	case 0:
		text += "No field with phones is the same in both scans"
	case 1:
		text += "1 field with phones is the same in both scans"
	default:
		text += amount.Plural(u.Fields, "field") + " with phones are the same in both scans"
	}
	if u.InPart > 0 {
		text += fmt.Sprintf("; %d of them not wholly read, so that the rest may have changed", u.InPart)
	}
	if text += "."; c.Sampling.Comparisons > 0 {
		text += fmt.Sprintf(" Estimates were compared in one test of %s (m): one changed when it differs by more than %.2f standard errors, "+
			"so that of a hundred comparisons of unchanged data at most one calls anything changed.", amount.Plural(c.Sampling.Comparisons, "comparison"), c.Sampling.Z)
	}
	return text
}
