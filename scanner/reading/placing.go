package reading

import (
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
)

// Unreadable stands for a country that a record names and nobody understands:
// it belongs somewhere, and not where the records without one do.
const Unreadable = "?"

// Placing is what one row source says of the records at hand: of a source
// outside arrays one region each, of one in an array a region for each element.
type Placing struct {
	Rows []string
	Each [][]string // nil: the source is in no array
}

// Reset makes room for n records in the memory that p has.
func (p *Placing) Reset(n int, array bool) {
	if !array {
		p.Rows = append(p.Rows[:0], make([]string, n)...)
		return
	}
	p.Each = slices.Grow(p.Each[:0], n)[:n]
	for i := range p.Each {
		p.Each[i] = p.Each[i][:0]
	}
}

// Element is which of a record's values in an array a value is, and of how many.
type Element struct {
	Nth, Of int
	Whole   bool // all of the record's are at hand
}

// ElementOf is which of its record's values value i of b is; before is that of
// the value before.
func ElementOf(b *connectors.Column, i int, before Element) Element {
	if i > 0 && b.Row[i] == b.Row[i-1] {
		before.Nth++
		return before
	}
	n := 1
	for i+n < len(b.Row) && b.Row[i+n] == b.Row[i] {
		n++
	}
	return Element{Of: n}
}

// At is the region of a value of record row: its element's own, where the source
// and the value lie side by side in the same array; else the only one that the
// record names, or all of them, separated by spaces.
func (p *Placing) At(row int, e Element, beside bool) string {
	if p.Each == nil {
		if row >= len(p.Rows) {
			return ""
		}
		return p.Rows[row]
	}
	if row >= len(p.Each) {
		return ""
	}
	list := p.Each[row]
	if beside && e.Whole && e.Of == len(list) {
		return list[e.Nth]
	}
	return among(list)
}

// among is what several regions say together.
func among(list []string) string {
	if slices.Contains(list, Unreadable) {
		return Unreadable
	}
	one, several := "", false
	for _, r := range list {
		if r != "" && r != one {
			several = one != ""
			if one = r; several {
				break
			}
		}
	}
	if !several {
		return one
	}
	all := slices.Sorted(slices.Values(list))
	all = slices.DeleteFunc(slices.Compact(all), func(r string) bool { return r == "" })
	return strings.Join(all, " ")
}

// ArrayOf is the array that a path stands in: contacts[] of contacts[].phone;
// "" where it is in none.
func ArrayOf(path string) string {
	return path[:strings.LastIndex(path, "[]")+1] // -1 where there is none
}

// Beside says that the elements of two paths are those of one array.
func Beside(a, b string) bool { return ArrayOf(a) != "" && ArrayOf(a) == ArrayOf(b) }

// PlacedBy adds the record's own region to h: the first that a row source
// names. Where one holds what nobody understands and no other says more, the
// number belongs somewhere, and not where those without a country do. Of a
// record that names several it is of the one in which it is valid.
func PlacedBy(h detectors.Hints, rows []int, at func(k int) string) detectors.Hints {
	lost := false
	for _, k := range rows {
		switch region := at(k); {
		case region == "":
		case region == Unreadable:
			lost = true
		case len(region) > 2:
			return detectors.Hints{Column: region}
		default:
			h.Row = region
			return h
		}
	}
	if lost {
		return detectors.Hints{}
	}
	return h
}
