package summary

import (
	"cmp"
	"maps"
	"slices"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/profile"
)

// tally gathers cells by place, and by subdivision within it.
type tally map[string]*bin

type bin struct {
	numbers  profile.Estimate
	fields   map[[3]string]bool
	datasets map[[2]string]bool
	sets     map[string]bool
	parts    tally
}

func newTally() tally { return tally{} }

func (t tally) add(key, part string, c *datamap.Cell) {
	b := t.bin(key)
	b.add(c)
	if b.parts == nil {
		b.parts = newTally()
	}
	b.parts.bin(part).add(c)
}

func (t tally) bin(key string) *bin {
	b := t[key]
	if b == nil {
		b = &bin{fields: map[[3]string]bool{}, datasets: map[[2]string]bool{}, sets: map[string]bool{}}
		t[key] = b
	}
	return b
}

func (b *bin) add(c *datamap.Cell) {
	b.numbers = b.numbers.Add(c.Numbers)
	b.fields[[3]string{c.Source, c.Dataset, c.Field}] = true
	b.datasets[[2]string{c.Source, c.Dataset}] = true
	b.sets[c.LawSet] = true
}

// subdivisions is nil where no cell names one.
func (b *bin) subdivisions() []Place {
	if _, rest := b.parts[""]; rest && len(b.parts) == 1 {
		return nil
	}
	return b.parts.places()
}

// places sorts the largest first, and what is not a place behind the places.
func (t tally) places() []Place {
	var list []Place
	for key, b := range t {
		list = append(list, Place{
			Key: key, Name: Name(key), Numbers: b.numbers, Fields: len(b.fields), Datasets: len(b.datasets),
			Parts: b.subdivisions(), Sets: slices.Sorted(maps.Keys(b.sets)),
		})
	}
	slices.SortFunc(list, func(a, b Place) int {
		return cmp.Or(
			cmp.Compare(rank(a.Key), rank(b.Key)),
			-cmp.Compare(a.Numbers.Value(), b.Numbers.Value()), cmp.Compare(a.Key, b.Key))
	})
	return list
}

func rank(key string) int {
	return slices.Index([]string{"shared", "nongeographic", "unknown", ""}, key) + 1
}
