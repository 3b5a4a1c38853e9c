package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestGlobsThatNameNothingAreTold(t *testing.T) {
	inv := &inventory.Inventory{
		Datasets: []inventory.Dataset{{Source: "crm/app", Dataset: "public.contacts"}, {Source: "files", Dataset: "a.csv"}},
		Gaps:     []inventory.Gap{{Source: "files", Dataset: "b.csv", Reason: "skipped"}, {Source: "files", Dataset: "c.csv", Reason: "denied"}},
	}
	crm, files, down := scanner.Source{Include: []string{"public.*", "publik.*"}}, scanner.Source{Exclude: []string{"b*", "x*"}}, scanner.Source{Include: []string{"y"}}
	crm.Name, files.Name, down.Name = "crm", "files", "down"
	crm.Datasets = []scanner.DatasetDeclaration{{Match: "files/a.csv"}, {Match: "files/z.csv"}}
	files.Datasets = crm.Datasets
	got := unmatched(inv, []scanner.Source{crm, files, down}, scanner.Options{Include: []string{"crm/*", "*/a.csvx"}})
	want := []string{"--include */a.csvx", "crm: include publik.*", "datasets: match: files/z.csv", "files: exclude x*"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
