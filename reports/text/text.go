// Package text writes a data map for a terminal: what was not read first, then
// what was found, where it belongs, and which transfers need something.
package text

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Format writes the tables.
type Format struct{}

// Name is table.
func (Format) Name() string { return "table" }

// The page shows this many of each at most, and says how to see the rest.
const (
	maxFields    = 40
	maxCountries = 30
	maxTransfers = 20
	maxGaps      = 8 // per reason
	maxFindings  = 20
	maxUpcoming  = 12
	maxOverlaps  = 8
	minWidth     = 60
)

// Render writes m.
func (Format) Render(m *datamap.Map, o reports.Options) (reports.Page, error) {
	p := &page{m: m, sum: summary.Of(m), width: max(minWidth, o.Width), color: o.Color, all: o.AllFields}
	if o.Width == 0 {
		p.width = 120
	}
	p.title()
	p.gaps()
	p.headline()
	p.fields()
	p.countries()
	p.transfers()
	p.overlaps()
	p.upcoming()
	p.findings()
	p.method()
	return reports.Page{Bytes: p.b.Bytes()}, nil
}

// page is the page being written.
type page struct {
	b          bytes.Buffer
	m          *datamap.Map
	sum        *summary.Summary
	width      int
	color, all bool
}

func (p *page) title() {
	s := p.m.Scan
	fmt.Fprintf(&p.b, "%s\n", p.bold("dialmap "+clean(p.m.Tool.Version)+" · scan "+clean(s.ID)))
	line := s.Started.UTC().Format("2006-01-02 15:04 UTC") + " · took " + s.Finished.Sub(s.Started).Round(time.Second).String()
	p.text("", line+" · laws as of "+s.Catalog.AsOf+", judged on "+s.On)
	if !s.Complete {
		p.text("", p.bad("This scan is not complete. Finish it with: dialmap scan --resume "+clean(s.ID)))
	}
	if s.Catalog.Warning != "" {
		p.text("", p.bad(s.Catalog.Warning))
	}
}

func (p *page) gaps() {
	if len(p.m.Gaps) == 0 {
		p.section("Not looked at: nothing")
		p.text("  ", "Every part of every source that was listed was read as planned.")
		return
	}
	parts, chosen := p.sum.NotLookedAt()
	if chosen != "" {
		parts += "; " + chosen
	}
	p.section(fmt.Sprintf("Not looked at (%s)", parts))
	for _, g := range p.sum.Gaps {
		paint := p.bad
		if g.Chosen() {
			paint = p.bold
		}
		p.text("  ", paint(fmt.Sprintf("%d × %s", len(g.Gaps), g.Title)))
		if g.Remedy != "" {
			p.text("      ", p.faint("→ "+g.Remedy))
		}
		for i, gap := range g.Gaps {
			if i == maxGaps {
				p.more(len(g.Gaps)-i, "", "      ")
				break
			}
			p.text("      ", join("/", inventory.NameOf(gap.Source, gap.Dataset), gap.Field)+dash(gap.Detail))
		}
	}
}

func (p *page) headline() {
	h := p.m.Headline
	p.section("Found")
	p.text("  ", p.bold(amount.Of(h.Distinct)+" distinct phone "+amount.Noun(h.Distinct, "number"))+p.faint(" ("+amount.Basis(h.Distinct.How)+")"))
	parts := []string{
		amount.Plural(h.Sources, "source"), amount.Plural(h.Datasets, "dataset"), amount.Plural(h.PhoneFields, "field") + " with phones",
		amount.Plural(h.Countries, "country"), amount.Plural(p.sum.Needing(), "transfer") + " needing something",
	}
	p.text("  ", strings.Join(parts, " · "))
	if line := summary.Since(p.m.Since); line != "" {
		p.text("  ", clean(line))
	}
	if h.Derived > 0 {
		p.text("  ", p.faint(amount.Plural(h.Derived, "derived dataset")+" left out of every sum: their numbers are counted where they come from."))
	}
}

func (p *page) method() {
	p.section("How to read this")
	p.text("  ", clean(strings.Join(summary.Method(p.m), " ")+" ≈ is an estimate, ≥ what was seen at least. A number's country is evidence of whose it is, never proof of residence."))
	p.text("  ", "The whole map: dialmap report "+clean(p.m.Scan.ID)+" --format html -o map.html")
}

// section writes a heading.
func (p *page) section(title string) { fmt.Fprintf(&p.b, "\n%s\n", p.bold(strings.ToUpper(title))) }

// more says how many are not shown and where they are.
func (p *page) more(n int, of, indent string) {
	p.text(indent, p.faint(fmt.Sprintf("… and %s more%s; all of them: --format json or html", amount.Count(float64(n)), of)))
}
