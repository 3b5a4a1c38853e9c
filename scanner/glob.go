package scanner

import "github.com/dialmap/dialmap/scanner/inventory"

// matchesAny says that a dataset is named by one of the globs, by its own name
// or by source/dataset; exact says that one without a wildcard did.
func matchesAny(globs []string, source, dataset string) (matched, exact bool) {
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
