package summary

import (
	"cmp"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/place"
)

// LawNames are the short names of the laws of a map by their ids. Two laws that
// share a name are shown with their jurisdiction.
func LawNames(m *datamap.Map) map[string]string {
	uses := map[string]int{}
	for i := range m.Laws {
		uses[m.Laws[i].Short]++
	}
	names := make(map[string]string, len(m.Laws))
	for i := range m.Laws {
		l := &m.Laws[i]
		names[l.ID] = cmp.Or(l.Short, l.ID)
		if uses[l.Short] > 1 {
			names[l.ID] += " (" + cmp.Or(place.Name(l.Jurisdiction), l.Jurisdiction) + ")"
		}
	}
	return names
}
