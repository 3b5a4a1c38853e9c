package text

import (
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/summary"
)

// countries writes the totals per subject region, with their laws.
func (p *page) countries() {
	if len(p.sum.Subjects) == 0 {
		return
	}
	p.section("Whose numbers")
	var rows [][]string
	for i, c := range p.sum.Subjects {
		if i >= maxCountries && c.OnMap() {
			continue // the places beside the map stand behind and are always shown
		}
		rows = append(rows, []string{placeName(c), figure(c.Numbers), p.laws(c)})
	}
	rows = append(rows, []string{p.bold("Total"), p.bold(figure(p.sum.Total)), ""})
	p.table([]string{"Country", "Numbers", "Laws"}, []int{0, figureWidth(p.width), max(16, p.width/4)}, rows)
	if n := p.sum.Countries() - maxCountries; n > 0 {
		p.more(n, " countries, in the total", "  ")
	}
}

func placeName(c summary.Place) string {
	name := c.Name
	if c.OnMap() {
		name += " (" + c.Key + ")"
	}
	var parts []string
	for i, s := range c.Parts {
		if s.Key == "" {
			continue
		}
		if i == 5 {
			parts = append(parts, fmt.Sprintf("+%d", len(c.Parts)-i))
			break
		}
		parts = append(parts, strings.TrimPrefix(s.Key, c.Key+"-")+" "+amount.Of(s.Numbers))
	}
	if len(parts) > 0 {
		name += "\n  " + strings.Join(parts, ", ")
	}
	return name
}

// laws names those that are likely to apply, then those that apply if.
func (p *page) laws(c summary.Place) string {
	short, local := map[string]string{}, map[string]bool{}
	for _, l := range p.m.Laws {
		short[l.ID], local[l.ID] = l.Short, strings.HasPrefix(l.Jurisdiction, c.Key+"-")
	}
	var likely, maybe []string
	parts := 0 // laws of its states, of which there may be a hundred
	seen, researched := map[string]bool{}, false
	for _, id := range c.Sets {
		set := p.sum.Laws(id)
		researched = researched || set.Coverage == "researched" || set.Coverage == "partial"
		for _, l := range set.Laws {
			if seen[l.ID] {
				continue
			}
			seen[l.ID] = true
			if local[l.ID] {
				parts++
				continue
			}
			name := short[l.ID]
			if name == "" {
				name = l.ID
			}
			if l.Status == "likely" {
				likely = append(likely, name)
			} else {
				maybe = append(maybe, name)
			}
		}
	}
	switch {
	case len(seen) == 0 && !c.OnMap():
		return ""
	case len(seen) == 0 && researched:
		return "none found"
	case len(seen) == 0:
		return p.faint("not researched")
	}
	text := some(4, likely)
	if len(maybe) > 0 {
		text = strings.TrimPrefix(text+"; if: "+some(3, maybe), "; ")
	}
	if parts > 0 {
		text += fmt.Sprintf("; and %d of its parts", parts)
	}
	return strings.TrimPrefix(text, "; and ")
}

// some names the first n of a list and counts the rest.
func some(n int, list []string) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s +%d", strings.Join(list[:n], ", "), len(list)-n)
}

func (p *page) transfers() {
	var rows [][]string
	for _, t := range p.sum.Transfers {
		if t.Needs() && len(rows) < maxTransfers {
			rows = append(rows, []string{
				summary.Name(t.From) + " → stored in " + summary.Name(t.To) + "\n  " + p.faint(t.Because),
				figure(t.Numbers), p.bad(strings.ReplaceAll(t.Status, "_", " ")),
			})
		}
	}
	if len(rows) == 0 {
		return
	}
	p.section("Transfers that need something")
	p.table([]string{"Numbers of", "Numbers", "Status"}, []int{0, figureWidth(p.width), 15}, rows)
	if more := p.sum.Needing() - len(rows); more > 0 {
		p.more(more, " transfers", "  ")
	}
}

func (p *page) upcoming() {
	if len(p.m.Upcoming) == 0 {
		return
	}
	p.section("Coming within 18 months")
	for i, u := range p.m.Upcoming {
		if i == maxUpcoming {
			p.more(len(p.m.Upcoming)-i, "", "  ")
			break
		}
		line := u.From + "  " + summary.Name(u.Jurisdiction) + ": " + p.bold(u.Short)
		if u.Duty != "" {
			line += ", " + strings.ReplaceAll(u.Duty, "_", " ") + " " + u.Article
		}
		touch := " will touch "
		if u.Status != "likely" {
			touch = " may touch "
		}
		line += touch + amount.Of(u.Numbers) + " numbers in " + amount.Plural(u.Datasets, "dataset")
		p.text("  ", line)
	}
}

// findings are the score of each duty, then the worst of them.
func (p *page) findings() {
	if len(p.m.Findings) == 0 {
		return
	}
	p.section("Findings")
	list := summary.Unresolved(p.m)
	for _, s := range summary.Duties(p.m) {
		if s.Open()+s.Resolved > 0 {
			p.text("  ", strings.ReplaceAll(s.Duty, "_", " ")+": "+s.Words())
		}
	}
	var rows [][]string
	for _, f := range list[:min(maxFindings, len(list))] {
		rows = append(rows, []string{clean(f.Text) + "\n  " + p.faint("→ "+clean(f.Remedy)), f.Severity + "\n" + p.faint(f.Status)})
	}
	if len(rows) > 0 {
		p.table([]string{"What, and what to do", "Severity"}, []int{0, 10}, rows)
	}
	if n := len(list) - maxFindings; n > 0 {
		p.more(n, " findings", "  ")
	}
}
