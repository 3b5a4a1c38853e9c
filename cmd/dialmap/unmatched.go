package main

import (
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// unmatched are the globs and dataset rules that named no dataset of a scan:
// most often a slip of the pen. Where nothing was listed, nothing is said.
func unmatched(inv *inventory.Inventory, sources []scanner.Source, o scanner.Options) []string {
	listed := make([]inventory.Gap, 0, len(inv.Datasets))
	for _, d := range inv.Datasets {
		listed = append(listed, inventory.Gap{Source: d.Source, Dataset: d.Dataset})
	}
	for _, g := range inv.Gaps {
		if g.Reason == string(connectors.Skipped) && g.Dataset != "" {
			listed = append(listed, g)
		}
	}
	var missed []string
	look := func(what, source string, globs []string) {
		of := slices.Clone(listed)
		of = slices.DeleteFunc(of, func(d inventory.Gap) bool {
			return source != "" && d.Source != source && !strings.HasPrefix(d.Source, source+"/")
		})
		for _, glob := range globs {
			named := func(d inventory.Gap) bool { return scanner.Matches(glob, d.Source, d.Dataset) }
			if text := what + " " + glob; len(of) > 0 && !slices.ContainsFunc(of, named) && !slices.Contains(missed, text) {
				missed = append(missed, text)
			}
		}
	}
	look("--include", "", o.Include)
	look("--exclude", "", o.Exclude)
	for _, s := range sources {
		look(s.Name+": include", s.Name, s.Include)
		look(s.Name+": exclude", s.Name, s.Exclude)
		for _, d := range s.Datasets {
			look("datasets: match:", "", []string{d.Match})
		}
	}
	return missed
}
