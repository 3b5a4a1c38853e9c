package scanner

import (
	"slices"
	"strings"

	"github.com/dialmap/dialmap/detectors"
)

// unreadable stands for a country that a record names and nobody understands:
// it belongs somewhere, and not where the records without one do.
const unreadable = "?"

// placing is what one row source says of the records at hand: of a source
// outside arrays one region each, of one in an array a region for each element.
type placing struct {
	rows []string
	each [][]string // nil: the source is in no array
}

// reset makes room for n records in the memory that p has.
func (p *placing) reset(n int, array bool) {
	if !array {
		p.rows = append(p.rows[:0], make([]string, n)...)
		return
	}
	p.each = slices.Grow(p.each[:0], n)[:n]
	for i := range p.each {
		p.each[i] = p.each[i][:0]
	}
}

// element is which of a record's values in an array a value is, and of how many.
type element struct {
	nth, of int
	whole   bool // all of the record's are at hand
}

// at is the region of a value of record row: its element's own, where the source
// and the value lie side by side in the same array; else the only one that the
// record names, or all of them, separated by spaces.
func (p *placing) at(row int, e element, beside bool) string {
	if p.each == nil {
		if row >= len(p.rows) {
			return ""
		}
		return p.rows[row]
	}
	if row >= len(p.each) {
		return ""
	}
	list := p.each[row]
	if beside && e.whole && e.of == len(list) {
		return list[e.nth]
	}
	return among(list)
}

// among is what several regions say together.
func among(list []string) string {
	if slices.Contains(list, unreadable) {
		return unreadable
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

// arrayOf is the array that a path stands in: contacts[] of contacts[].phone;
// "" where it is in none.
func arrayOf(path string) string {
	return path[:strings.LastIndex(path, "[]")+1] // -1 where there is none
}

// beside says that the elements of two paths are those of one array.
func beside(a, b string) bool { return arrayOf(a) != "" && arrayOf(a) == arrayOf(b) }

// placedBy adds the record's own region to h: the first that a row source
// names. Where one holds what nobody understands and no other says more, the
// number belongs somewhere, and not where those without a country do. Of a
// record that names several it is of the one in which it is valid.
func placedBy(h detectors.Hints, rows []int, at func(k int) string) detectors.Hints {
	lost := false
	for _, k := range rows {
		switch region := at(k); {
		case region == "":
		case region == unreadable:
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
