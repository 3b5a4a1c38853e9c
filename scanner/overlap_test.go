package scanner_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/scantest"
)

func table(name string, from, to int) *scantest.World {
	w := &scantest.World{Order: []string{name}, Tables: map[string][]scantest.Row{}, ShardRows: 5000}
	for i := from; i < to; i++ {
		w.Tables[name] = append(w.Tables[name], scantest.Row{"phone": fmt.Sprintf("+1212555%07d", i)})
	}
	return w
}

func TestNumbersThatLieInSeveralDatasetsAreTold(t *testing.T) {
	sources := []scanner.Source{
		source("crm", table("contacts", 0, 1000)), source("vendor", table("export", 200, 400)), source("other", table("none", 5000, 5100)),
	}
	inv, err := scanner.Run(t.Context(), sources, options(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range inv.Overlaps {
		got = append(got, fmt.Sprintf("%v of %s in %s, %s", o.Share.Value(), o.Of.Source, o.In.Source, o.Share.How))
	}
	if d := cmp.Diff([]string{"1 of vendor in crm, exact", "0.2 of crm in vendor, exact"}, got); d != "" {
		t.Error(d)
	}
}

func TestOverlapOfLargeSetsIsEstimated(t *testing.T) {
	inv, err := scanner.Run(t.Context(), []scanner.Source{
		source("crm", table("contacts", 0, 30_000)), source("vendor", table("export", 15_000, 35_000)),
	}, options(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.75, 0.5} { // of the vendor's, of ours
		if o := inv.Overlaps[i]; *o.Share.Low > want || *o.Share.High < want || *o.Share.High-*o.Share.Low > 0.15 || o.Share.How != "sketch" {
			t.Errorf("%v of %s is in %s: %v to %v (%s), in truth %v", o.Share.Value(), o.Of.Source, o.In.Source, *o.Share.Low, *o.Share.High, o.Share.How, want)
		}
	}
}

func TestSampleIsLookedUpInWhatWasReadWhole(t *testing.T) {
	covered := 0
	for seed := range uint64(20) {
		small, large, o := table("export", 0, 4000), table("contacts", 0, 20_000), sampling(t)
		large.Draw, o.WholeRecords, o.Seed = connectors.Records, 5000, seed
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("vendor", small), source("crm", large)}, o)
		if err != nil {
			t.Fatal(err)
		}
		// Whether a number of the vendor's is in the sampled one, nobody can say.
		if len(inv.Overlaps) != 1 || inv.Overlaps[0].Of.Source != "crm" || inv.Overlaps[0].Share.How != "sample" {
			t.Fatalf("overlaps %+v, want one, of a sample", inv.Overlaps)
		}
		if s := inv.Overlaps[0].Share; *s.Low <= 0.2 && *s.High >= 0.2 {
			covered++
		}
	}
	if covered < 16 { // of 20, with 95 %: 15 or fewer once in 30,000
		t.Errorf("%d of 20 intervals hold the truth", covered)
	}
}
