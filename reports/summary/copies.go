package summary

import (
	"cmp"
	"maps"
	"slices"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Cluster is a field with the fields that hold copies of its numbers.
type Cluster struct {
	Origin inventory.Place // the field with most unique numbers
	Copies []Copy          // the largest shares first
}

// Copy is one field of a cluster: the share of its numbers that are in In too,
// which is the origin or another copy of it.
type Copy struct {
	inventory.Overlap
	Direct bool // In is the origin of the cluster
}

// leastCopy is the share of a field's numbers from which on it is called a copy.
const leastCopy = 0.5

// Copies gathers the overlaps of a map in clusters, the largest first. A field of
// whose numbers at least half are in a larger one is a copy of the one that holds
// most of them; each is named once.
func Copies(m *datamap.Map) []Cluster {
	unique := map[inventory.Place]float64{}
	for i := range m.Fields {
		f := &m.Fields[i]
		unique[inventory.Place{Source: f.Source, Dataset: f.Dataset, Field: f.Field}] = f.Distinct.Value()
	}
	best := map[inventory.Place]inventory.Overlap{}
	for _, o := range m.Overlaps {
		if o.Share.Value() < leastCopy || !isLarger(unique, o.In, o.Of) {
			continue
		}
		if b, ok := best[o.Of]; !ok || compareOverlaps(unique, o, b) < 0 {
			best[o.Of] = o
		}
	}
	clusters := map[inventory.Place]*Cluster{}
	for _, of := range slices.SortedFunc(maps.Keys(best), comparePlaces) {
		origin := best[of].In
		for next, ok := best[origin]; ok; next, ok = best[origin] { // ends: each step leads to a larger field
			origin = next.In
		}
		if clusters[origin] == nil {
			clusters[origin] = &Cluster{Origin: origin}
		}
		c := clusters[origin]
		c.Copies = append(c.Copies, Copy{best[of], best[of].In == origin})
	}
	var list []Cluster
	for _, c := range clusters {
		slices.SortStableFunc(c.Copies, func(a, b Copy) int { return -cmp.Compare(a.Share.Value(), b.Share.Value()) })
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b Cluster) int {
		return cmp.Or(len(b.Copies)-len(a.Copies), comparePlaces(a.Origin, b.Origin))
	})
	return list
}

// isLarger orders fields by their unique numbers, so that of two that overlap
// one is the origin.
func isLarger(unique map[inventory.Place]float64, a, b inventory.Place) bool {
	return cmp.Or(cmp.Compare(unique[a], unique[b]), comparePlaces(b, a)) > 0
}

// compareOverlaps puts the larger share first, then the larger field.
func compareOverlaps(unique map[inventory.Place]float64, a, b inventory.Overlap) int {
	return cmp.Or(-cmp.Compare(a.Share.Value(), b.Share.Value()), -cmp.Compare(unique[a.In], unique[b.In]), comparePlaces(a.In, b.In))
}

func comparePlaces(a, b inventory.Place) int {
	return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Field, b.Field))
}
