package datamap

import (
	"cmp"
	"slices"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// findings judges the duties by the laws of the cells. What the declarations ask
// for and the scan did not gather becomes a gap of m.
func (b *builder) findings(m *Map, inv *inventory.Inventory) []Finding {
	sets := map[string]*LawSet{}
	for i := range m.LawSets {
		sets[m.LawSets[i].ID] = &m.LawSets[i]
	}
	reaches := make([]assess.Reach, 0, len(m.Cells))
	for i := range m.Cells {
		c := &m.Cells[i]
		r := assess.Reach{
			Source: c.Source, Dataset: c.Dataset, Field: c.Field, Subdivision: c.Subject.Subdivision,
			Stored: c.Stored.Region, Numbers: c.Numbers, Transfer: c.Transfer.Status,
		}
		if c.Subject.Region != nil {
			r.Region = *c.Subject.Region
		}
		if s := sets[c.LawSet]; s != nil {
			r.Laws = s.Laws
		}
		reaches = append(reaches, r)
	}
	list, gaps := assess.Findings(assess.World{Facts: inv, Declared: b.d.Declarations, Reaches: reaches, Catalog: b.c, On: b.on})
	m.Gaps = append(m.Gaps, gaps...)
	slices.SortStableFunc(m.Gaps, func(a, b inventory.Gap) int {
		return cmp.Or(compare(a.Source, b.Source, a.Dataset, b.Dataset, a.Field, b.Field, a.Reason, b.Reason, a.Detail, b.Detail))
	})
	return list
}
