package reading

import (
	"bytes"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/role"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// Tools are what a dataset is looked at with.
type Tools struct {
	Detector  detectors.Detector
	CountryOf func(text []byte) (region string, ok bool) // the region that a country column's value names
	Places    detectors.Places                           // what else names countries, and whose numbers a column holds; nil: countries alone
	Companion detectors.Companion                        // finds other personal data; nil: nobody looks for it
	Seed      uint64                                     // of every draw
}

// FieldOf says how f is read. One that the pilot did not see is read as its name
// and type say.
func FieldOf(r *plan.Reading, f connectors.Field) plan.FieldReading {
	if fr, ok := r.Fields[f.Path]; ok {
		return fr
	}
	fr := plan.FieldReading{
		National: verdict.Policy(verdict.Evidence{Path: f.Path, Type: f.Type, Named: role.Phones(f.Path)}),
		Hint:     r.Hints[f.Path],
	}
	var taken [8]bool
	for k, src := range r.Rows {
		if (src.Kind == detectors.CountryName || src.Kind == detectors.CallingCode) && !taken[src.Kind] && affinity(f.Path, src.Path) >= 0 {
			taken[src.Kind] = true
			fr.Rows = append(fr.Rows, k)
		}
	}
	return fr
}

// Relate sets out how the records of a dataset lead to ledgers and dates.
func Relate(r *plan.Reading, list []plan.Declaration, source, dataset string, cut *connectors.Partitions) {
	for _, d := range list {
		if !inventory.Matches(d.Match, source, dataset) {
			continue
		}
		if d.Ledger != "" && d.Person != "" {
			if r.Persons == nil {
				r.Persons = map[string]string{}
			}
			r.Persons[d.Ledger] = d.Person
		}
		if d.Contacted != "" {
			r.Contacted = d.Contacted
		}
		if d.Dated != "" {
			r.Dated = d.Dated
		}
	}
	if r.Dated == "" && cut != nil {
		if _, there := r.Fields[cut.By]; there {
			r.Dated = cut.By // what a table is cut by is what its owner dates records by
		}
	}
	if r.Dated == "" {
		r.Dated = dating(r)
	}
}

// dating finds the field that says when a record was made, or else when it was
// last changed: the outermost, the one with the shortest name.
func dating(r *plan.Reading) (best string) {
	for _, what := range []role.Role{role.Created, role.Updated} {
		for path, f := range r.Fields {
			if f.Role != what.String() || strings.Contains(path, "[]") || best != "" && !closer(path, best) {
				continue
			}
			best = path
		}
		if best != "" {
			break
		}
	}
	return best
}

func closer(a, b string) bool {
	if da, db := strings.Count(a, "."), strings.Count(b, "."); da != db {
		return da < db
	}
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// RowRegion reads the region that a column of a record names; Unreadable where
// a country's column holds what nobody understands.
func (o *Tools) RowRegion(kind detectors.Place, v []byte) string {
	if kind == detectors.CountryName {
		region, ok := o.CountryOf(v)
		if !ok {
			return Unreadable
		}
		return region
	}
	region, ok := o.Places.Region(kind, v)
	if !ok {
		return ""
	}
	return region
}

// Join puts an area code before a number.
func Join(dst, area, number []byte) []byte {
	return append(append(append(dst, area...), ' '), number...)
}

// longestNote is how many bytes behind a number say something of it, as in
// "(evenings only)", and are no text that it stands in.
const longestNote = 16

// StandsAlone says that a value is its match and no more than a few characters
// around it: brackets, a label, an extension, a note behind it; or the link or
// the account of a messenger that the number is in.
func StandsAlone(text []byte, m *detectors.Match) bool {
	before, behind := bytes.TrimSpace(text[:m.Start]), bytes.TrimSpace(text[m.End:])
	if len(before)+len(behind) <= 6 || len(before) == 0 && len(behind) <= longestNote && !verdict.Digits(behind, 1) {
		return true
	}
	if len(text) > 80 || bytes.ContainsAny(before, " \n") || bytes.ContainsAny(behind, " \n") {
		return false
	}
	return m.Format == detectors.Link || len(before) <= 6 && len(behind) > 0 && behind[0] == '@' || bytes.HasSuffix(before, []byte("wa.me/")) || bytes.HasSuffix(before, []byte("%2B"))
}
