package inventory

import (
	"strings"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Comparable returns what must be equal of a dataset's fields, by path,
// wherever a copy of it lies.
func (inv *Inventory) Comparable(source, dataset string) map[string]profile.Comparable {
	c := map[string]profile.Comparable{}
	for i := range inv.Fields {
		if f := &inv.Fields[i]; f.Source == source && f.Dataset == dataset {
			c[f.Field] = f.comparable()
		}
	}
	return c
}

func (f *Field) comparable() profile.Comparable {
	c := profile.Comparable{
		Records: f.Records.Read, Holding: f.Holding.Value(), Numbers: f.Numbers.Value(),
		Regions: map[string]float64{}, Types: map[string]float64{}, Verdict: f.Verdict,
	}
	for _, r := range f.Regions {
		region := ""
		if r.Region != nil {
			region = *r.Region
		}
		c.Regions[strings.Join([]string{region, r.Subdivision, r.Status, r.How}, "/")] += r.Numbers.Value()
	}
	for t, n := range f.Types {
		c.Types[t] = n.Value()
	}
	return c
}
