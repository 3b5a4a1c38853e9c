package text

import "github.com/dialmap/dialmap/reports/summary"

// overlaps lists the numbers that lie in several datasets.
func (p *page) overlaps() {
	if len(p.m.Overlaps) == 0 {
		return
	}
	p.section("The same numbers in several places")
	for i, o := range p.m.Overlaps {
		if i == maxOverlaps {
			p.more(len(p.m.Overlaps)-i, "", "  ")
			return
		}
		p.text("  ", clean(summary.Overlap(o)))
	}
}
