package markdown

import (
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/summary"
)

// overlaps lists the numbers that lie in several datasets.
func (p *page) overlaps() {
	if len(p.m.Overlaps) == 0 {
		return
	}
	p.line("\n## The same numbers in several places\n")
	for i, o := range p.m.Overlaps {
		if i == maxOverlaps {
			p.line("- … and %s more", amount.Count(float64(len(p.m.Overlaps)-i)))
			return
		}
		p.line("- %s", Text(summary.Overlap(o)))
	}
}
