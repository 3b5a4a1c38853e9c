package plan

import "github.com/dialmap/dialmap/scanner/inventory"

// Declaration is what the configuration says of the datasets that match.
type Declaration struct {
	Match         string            // glob on source/dataset
	DefaultRegion string            // for every field
	Fields        map[string]string // field -> default region
	Derived       bool              // its numbers are also counted elsewhere

	Ledger    string // that records the consent to it, by Person; "": none declared
	Person    string // field with the person's key; "": by number
	Contacted string // field that dates when a record's person was contacted
	Dated     string // field that dates a record
}

// Declared is what the configuration says of a dataset; later rules win.
func Declared(list []Declaration, source, dataset string) (hint string, fields map[string]string, derived bool) {
	for _, d := range list {
		if !inventory.Matches(d.Match, source, dataset) {
			continue
		}
		if d.DefaultRegion != "" {
			hint = d.DefaultRegion
		}
		derived = derived || d.Derived
		for f, r := range d.Fields {
			if fields == nil {
				fields = map[string]string{}
			}
			fields[f] = r
		}
	}
	return hint, fields, derived
}

// MatchesAny says that a dataset is named by one of the globs, by its own name
// or by source/dataset; exact says that one without a wildcard did.
func MatchesAny(globs []string, source, dataset string) (matched, exact bool) {
	for _, g := range globs {
		if !inventory.Matches(g, source, dataset) {
			continue
		}
		matched = true
		if g == dataset || g == source+"/"+dataset {
			return true, true
		}
	}
	return matched, false
}
