package html

import (
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
)

// printedBrief is what paper begins with: two to four pages for somebody who
// signs. The rest of the page follows as annexes.
type printedBrief struct {
	*firstScreen
	Issues    []issueRow
	Open      int // issues that stand, of which Issues are the first
	Owners    string
	Countries string
	Stored    string
	Crossings []transfer
	Coming    []arrival
	Gaps      []summary.GapGroup
}

// So many of each fit on four pages of A4.
const (
	briefIssues    = 12
	briefPlaces    = 12
	briefCrossings = 6
	briefComing    = 5
	briefGaps      = 6
)

func newPrintedBrief(v *view) *printedBrief {
	b := &printedBrief{
		firstScreen: newFirstScreen(v), Countries: placesInWords(v.S.Subjects), Stored: placesInWords(v.S.Stored),
		Crossings: first(briefCrossings, v.Pressing), Coming: first(briefComing, v.Timeline), Gaps: first(briefGaps, v.S.Gaps), Owners: ownersInWords(v.M),
	}
	for i := range v.M.Issues {
		x := &v.M.Issues[i]
		if !summary.IsStanding(x) {
			continue
		}
		if b.Open++; b.Open <= briefIssues {
			b.Issues = append(b.Issues, newIssueRow(x, v.names, nil))
		}
	}
	return b
}

// MoreIssues, MoreCrossings, MoreComing and MoreGaps are in the annexes.
func (b *printedBrief) MoreIssues() int    { return b.Open - len(b.Issues) }
func (b *printedBrief) MoreCrossings() int { return b.Needing - len(b.Crossings) }
func (b *printedBrief) MoreComing() int    { return len(b.Timeline) - len(b.Coming) }
func (b *printedBrief) MoreGaps() int      { return len(b.S.Gaps) - len(b.Gaps) }

func placesInWords(list []summary.Place) string {
	var parts []string
	for _, p := range first(briefPlaces, list) {
		name := p.Name
		if p.Key == "unknown" {
			name = "unknown"
		}
		parts = append(parts, name+" "+amount.Of(p.Numbers))
	}
	if n := len(list) - briefPlaces; n > 0 {
		parts = append(parts, amount.Count(float64(n))+" more")
	}
	return strings.Join(parts, ", ")
}

// ownersInWords says how many datasets have an owner.
func ownersInWords(m *datamap.Map) string {
	owned, all := 0, 0
	for i := range m.Datasets {
		d := &m.Datasets[i]
		if d.Derived {
			continue
		}
		all++
		if d.Declared != nil && d.Declared.Owner != nil {
			owned++
		}
	}
	return fmt.Sprintf("%s of %s have a declared owner", amount.Count(float64(owned)), amount.Plural(all, "dataset"))
}

// pageMargins print the scan and the page's number on each sheet.
func pageMargins(m *datamap.Map) string {
	return fmt.Sprintf(`@page{@bottom-left{content:"Data map of phone numbers · scan %s";font:8pt sans-serif;color:#444c55}@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt sans-serif;color:#444c55}}`+"\n", cssText(m.Scan.ID))
}

// cssText keeps of a text what cannot end a string of a style sheet.
func cssText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r == ' ' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, s)
}
