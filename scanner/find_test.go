package scanner_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/scantest"
	"github.com/dialmap/dialmap/scanner/search"
)

// looked says where wanted numbers were seen: number, place and records.
func looked(t *testing.T, r *search.Result) (list []string) {
	t.Helper()
	for _, s := range r.Sightings {
		list = append(list, fmt.Sprintf("%d in %s/%s.%s, %d records", s.Number, s.Source, s.Dataset, s.Field, s.Records))
	}
	return list
}

func wanted(numbers ...string) func(m *detectors.Match) int {
	return func(m *detectors.Match) int {
		for i, n := range numbers {
			if m.Number == detectors.NewNumber(n, true) || m.Number == detectors.NewNumber(n[1:], true) { // as the detector of the test reads national form
				return i
			}
		}
		return -1
	}
}

func searchOf(inv *inventory.Inventory, numbers ...string) search.Query {
	q := search.Query{Wanted: wanted(numbers...)}
	for _, d := range inv.Datasets {
		q.Datasets = append(q.Datasets, inventory.Place{Source: d.Source, Dataset: d.Dataset})
	}
	for _, f := range inv.Fields {
		if f.Verdict == "phone" || f.Verdict == "contains" {
			q.Fields = append(q.Fields, inventory.Place{Source: f.Source, Dataset: f.Dataset, Field: f.Field})
		}
	}
	return q
}

func TestFindSaysWhereANumberIsAndWhatItDidNotRead(t *testing.T) {
	w := world()
	o := options(t)
	inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
	if err != nil {
		t.Fatal(err)
	}
	q := searchOf(inv, "12125550107", "12125550999", "12125550108")
	w.Tables["new"], w.Order = []scantest.Row{{"phone": "+12125550107"}}, append(w.Order, "new")
	r, err := scanner.Find(t.Context(), []scanner.Source{source("a", w)}, o, q)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"0 in a/notes.text, 4 records", "0 in a/people.phone, 2 records", "2 in a/notes.text, 4 records", "2 in a/people.phone, 2 records"}
	if d := cmp.Diff(want, looked(t, r)); d != "" {
		t.Error(d)
	}
	if len(r.Gaps) != 1 || r.Gaps[0].Dataset != "new" || r.Gaps[0].Reason != string(connectors.Stale) {
		t.Errorf("gaps %+v, want the dataset that no scan read", r.Gaps)
	}
	if len(r.Searched) != 2 || r.Searched[1].Values != 200 {
		t.Errorf("searched %+v, want both fields with their values", r.Searched)
	}
}

func TestFindNamesWhatItCouldNotRead(t *testing.T) {
	w := world()
	o := options(t)
	inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w), source("b", world())}, o)
	if err != nil {
		t.Fatal(err)
	}
	q := searchOf(inv, "12125550107")
	delete(w.Tables, "notes")
	w.Order = []string{"people", "counters"}
	w.Before = func(shard string, _ int) error {
		if shard == "people/10" {
			return &connectors.Error{Part: connectors.Part{Dataset: "people"}, Reason: connectors.Denied, Text: "permission denied"}
		}
		return nil
	}
	away := source("b", world())
	away.Open = func(context.Context, connectors.Source) (connectors.Connector, error) {
		return nil, &connectors.Error{Reason: connectors.Unreachable, Text: "nobody answers"}
	}
	r, err := scanner.Find(t.Context(), []scanner.Source{source("a", w), away}, o, q)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range r.Gaps {
		got = append(got, g.Source+"/"+g.Dataset+" "+g.Reason)
	}
	if d := cmp.Diff([]string{"a/notes changed", "a/people denied", "b/ unreachable"}, got); d != "" {
		t.Error(d)
	}
	if len(r.Sightings) != 1 || r.Sightings[0].Records != 2 {
		t.Errorf("sightings %v", looked(t, r))
	}
}
