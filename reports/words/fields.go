package words

import (
	"slices"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Why lists what a reader is told of a field beside its figures: the reasons for
// its verdict, and how many of its values look like numbers and are none.
func Why(f inventory.Field) []string {
	if f.Implausible == nil || *f.Implausible == 0 {
		return f.Why
	}
	n := int(*f.Implausible) // values that one program read are fewer than ints
	verb := "look like numbers and fit"
	if n == 1 {
		verb = "looks like a number and fits"
	}
	return append(slices.Clip(f.Why), amount.Plural(n, "value")+" "+verb+" no numbering plan")
}
