// Package brief writes a data map in at most 25 lines, for a log or a message:
// the same story as the other reports, in the same order and words.
package brief

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
)

// Format writes the lines.
type Format struct{}

// Name is summary.
func (Format) Name() string { return "summary" }

// MaxLines is how long a summary is at most.
const MaxLines = 25

const (
	maxIssues = 8
	maxGaps   = 5
	maxWidth  = 160
)

// Render renders the lines.
func (Format) Render(m *datamap.Map, _ reports.Options) (reports.Page, error) {
	p := page{m: m, sum: summary.Of(m)}
	p.line("dialmap %s · scan %s · %s", m.Tool.Version, m.Scan.ID, m.Scan.Started.UTC().Format("2006-01-02 15:04 UTC"))
	if !m.Scan.Complete {
		p.line("This scan is not complete. Finish it with: dialmap scan --resume %s", m.Scan.ID)
	}
	h := m.Headline
	p.line("Found: %s phone numbers stored (%s unique) of %s, in %s of %s", amount.Of(p.sum.Total), amount.Of(h.Distinct),
		amount.Plural(h.Countries, "country"), amount.Plural(h.PhoneFields, "field"), amount.Plural(h.Sources, "data system"))
	p.line("Issues: %s", words.IssueCounts(h.Issues))
	p.issues()
	p.gaps()
	p.line("%s: %s", words.CrossBorder, amount.Count(float64(p.sum.Needing())))
	p.upcoming()
	if line := summary.Since(m.Since); line != "" {
		p.line("%s", line)
	}
	p.line("All of it: dialmap report %s --format html -o map.html", m.Scan.ID)
	return reports.Page{Bytes: p.b.Bytes()}, nil
}

type page struct {
	b   bytes.Buffer
	m   *datamap.Map
	sum *summary.Summary
}

// line writes one line; a long one is cut.
func (p *page) line(format string, args ...any) {
	s := []rune(strings.ReplaceAll(words.Printable(fmt.Sprintf(format, args...)), "\n", " "))
	if len(s) > maxWidth {
		s = append(s[:maxWidth-1], '…')
	}
	p.b.WriteString(string(s) + "\n")
}

func (p *page) issues() {
	n := 0
	for i := range p.m.Issues {
		x := &p.m.Issues[i]
		if !assess.IsOpen(x.Status) || x.Status == assess.Accepted {
			continue
		}
		if n++; n <= maxIssues {
			owner := x.Owner
			if owner == "" {
				owner = words.NotDeclared
			}
			p.line("  %-8s %s: %s (%s; owner: %s)", x.Severity, words.Place(x.Source, x.Dataset, x.Field), assess.RuleTitle(x.Rule), amount.Of(x.Count), owner)
		}
	}
	if n > maxIssues {
		p.line("  … and %s more", amount.Count(float64(n-maxIssues)))
	}
}

func (p *page) gaps() {
	parts, chosen := p.sum.NotLookedAt()
	if chosen != "" {
		parts += "; " + chosen
	}
	p.line("%s: %s", words.NotScanned, parts)
	for i, g := range p.sum.Gaps {
		if i == maxGaps {
			p.line("  … and %s", amount.Plural(len(p.sum.Gaps)-i, "more reason"))
			break
		}
		first := g.Gaps[0]
		p.line("  %d × %s, such as %s", len(g.Gaps), g.Title, words.Place(first.Source, first.Dataset, first.Field))
	}
}

func (p *page) upcoming() {
	if len(p.m.Upcoming) == 0 {
		p.line("Next law: none within 18 months")
		return
	}
	u := p.m.Upcoming[0]
	p.line("Next law: %s %s, %s (%s to %s numbers)", u.From, summary.Name(u.Jurisdiction), u.Short, words.Applies(u.Status), amount.Of(u.Numbers))
}
