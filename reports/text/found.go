package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// fields writes a row per field, the fields with most numbers first.
func (p *page) fields() {
	list := p.shown()
	if len(list) == 0 {
		p.text("  ", "No phone number in what was read.")
		return
	}
	p.b.WriteByte('\n')
	rest := len(list) - maxFields
	if rest > 0 {
		list = list[:maxFields]
	}
	var rows [][]string
	last := ""
	for _, f := range list {
		name := clean(inventory.NameOf(f.Source, f.Dataset))
		if name != last {
			rows = append(rows, []string{p.bold(name) + "\n" + p.faint(p.basis(f)), "", ""})
			last = name
		}
		rows = append(rows, []string{p.verdict(f), figure(f.Numbers), regions(f.Regions, 4)})
	}
	p.table([]string{"Field", "Numbers", "Whose"}, []int{0, figureWidth(p.width), max(14, p.width/6)}, rows)
	if rest > 0 {
		p.more(rest, " fields", "  ")
	}
}

// shown are the fields to show, datasets kept together, both by their numbers.
func (p *page) shown() []inventory.Field {
	var list []inventory.Field
	total := map[[2]string]float64{}
	for _, f := range p.m.Fields {
		if f.Verdict != "none" || p.all {
			list = append(list, f)
			total[[2]string{f.Source, f.Dataset}] += f.Numbers.Value()
		}
	}
	slices.SortStableFunc(list, func(a, b inventory.Field) int {
		return cmp.Or(
			-cmp.Compare(total[[2]string{a.Source, a.Dataset}], total[[2]string{b.Source, b.Dataset}]),
			cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset),
			-cmp.Compare(a.Numbers.Value(), b.Numbers.Value()),
			cmp.Compare(slices.Index(verdicts, a.Verdict), slices.Index(verdicts, b.Verdict)), cmp.Compare(a.Field, b.Field))
	})
	return list
}

// verdicts, those first that matter more.
var verdicts = []string{"phone", "contains", "protected", "none"}

// basis says how much of the field's dataset was read.
func (p *page) basis(f inventory.Field) string {
	for _, d := range p.m.Datasets {
		if d.Source == f.Source && d.Dataset == f.Dataset {
			return "  " + Read(d)
		}
	}
	return ""
}

// Read says how many records of a dataset were read, drawn how, of how many.
func Read(d inventory.Dataset) string {
	r := d.Records
	read := amount.Count(float64(r.Read)) + " " + r.Unit + "s"
	switch r.Draw {
	case "whole":
		read = whole(read, r.Unread, r.Total.How == "exact")
	case "random":
		read = summary.Sampled(d)
	case "head":
		read += " from the start only; no promise about the rest"
	default:
		read += ", in part"
	}
	if d.Derived {
		read += "; derived, not in the sums"
	}
	return read
}

// whole says that all was read, but for the parts that could not be. A dataset
// that breaks off has no exact total, so nobody knows whether that was all.
func whole(read string, unread uint64, exact bool) string {
	switch {
	case unread == 0 && exact:
		return read + ", all of them"
	case unread == 0:
		return read + "; how many there are is not known"
	}
	return read + fmt.Sprintf("; %s could not be read", amount.Plural(int(unread), "part")) // shards are fewer than ints
}

func (p *page) verdict(f inventory.Field) string {
	paint := p.good
	if f.Verdict == "phone" || f.Verdict == "contains" {
		paint = p.bad
	}
	lines := "  " + clean(f.Field) + "  " + paint(f.Verdict)
	var more []string
	if f.Protection != "" && f.Protection != "plaintext" && f.Protection != "unknown" {
		more = append(more, f.Protection)
	}
	if f.Confidence != nil {
		more = append(more, sure(*f.Confidence))
	}
	if len(more) > 0 {
		lines += p.faint(" (" + strings.Join(more, ", ") + ")")
	}
	if why := words.Why(f); len(why) > 0 {
		lines += "\n  " + p.faint(clean(strings.Join(why, "; ")))
	}
	if len(f.Examples) > 0 {
		lines += "\n  " + p.faint("like "+clean(strings.Join(f.Examples[:min(2, len(f.Examples))], ", ")))
	}
	return lines
}

// sure prints a probability, which is never rounded to certainty.
func sure(p float64) string {
	if p > 0.99 {
		return "over 99 % sure"
	}
	return fmt.Sprintf("%.0f %% sure", 100*p)
}

// figureWidth is the column of figures: an interval fits in a line of 21.
func figureWidth(page int) int {
	if page < 80 {
		return 13
	}
	return 21
}

func figure(e profile.Estimate) string {
	if e.How == "" || e.Value() == 0 {
		return "–"
	}
	s := amount.Of(e)
	if between := amount.Interval(e); between != "" {
		s += "\n" + between
	}
	return s
}

// regions names the largest n and counts the rest. The same region attributed
// two ways, or in parts, is one.
func regions(list []inventory.Region, n int) string {
	sums := map[string]profile.Estimate{}
	for _, r := range list {
		key := summary.Key(datamap.Subject{Region: r.Region, Status: r.Status})
		sums[key] = sums[key].Add(r.Numbers)
	}
	keys := make([]string, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(-cmp.Compare(sums[a].Value(), sums[b].Value()), cmp.Compare(a, b))
	})
	var lines []string
	for i, k := range keys {
		if i == n {
			lines = append(lines, fmt.Sprintf("+%d more", len(keys)-n))
			break
		}
		lines = append(lines, k+" "+amount.Of(sums[k]))
	}
	return strings.Join(lines, "\n")
}
