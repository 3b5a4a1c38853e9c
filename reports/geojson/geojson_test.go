package geojson_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/geojson"
	"github.com/dialmap/dialmap/reports/reporttest"
)

func write(t *testing.T, m *datamap.Map) []byte {
	t.Helper()
	return reporttest.Render(t, geojson.Format{}, m, reports.Options{})
}

// collection is what a reader that knows GeoJSON and little else sees.
type collection struct {
	Type     string
	Features []struct {
		Type, ID string
		Geometry *struct {
			Type        string
			Coordinates [2]float64
		}
		Properties struct {
			Region    *string
			PartOf    string `json:"part_of"`
			Status    string
			Count     float64
			Undivided *struct{ Point float64 }
			Stored    []struct{ Numbers struct{ Point float64 } }
			Transfers map[string]struct{ Point float64 }
		}
	}
}

func read(t *testing.T, m *datamap.Map) collection {
	t.Helper()
	var c collection
	if err := json.Unmarshal(write(t, m), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTotalsAddUp(t *testing.T) {
	for name, m := range map[string]*datamap.Map{
		"a company": reporttest.Small(), "nothing found": reporttest.Empty(), "generated": reporttest.Large(5, 300, 3000),
	} {
		t.Run(name, func(t *testing.T) {
			var total float64
			parts, of := map[string]float64{}, map[string]float64{}
			for _, f := range read(t, m).Features {
				p := f.Properties
				var stored, transfers float64
				for _, s := range p.Stored {
					stored += s.Numbers.Point
				}
				for _, n := range p.Transfers {
					transfers += n.Point
				}
				if stored != p.Count || transfers != p.Count {
					t.Errorf("%s: %v numbers, %v by place of storage, %v by transfer", f.ID, p.Count, stored, transfers)
				}
				if p.PartOf != "" {
					parts[p.PartOf] += p.Count
					continue
				}
				total += p.Count
				of[f.ID] = p.Count
				if p.Undivided != nil {
					parts[f.ID] += p.Undivided.Point
				}
			}
			if want := m.Headline.Numbers.Value(); total != want {
				t.Errorf("the features add up to %v, the headline says %v", total, want)
			}
			for id, n := range parts {
				if n != of[id] {
					t.Errorf("the parts of %s add up to %v of %v", id, n, of[id])
				}
			}
		})
	}
}

func TestPlacesHavePointsAndTheRestHasNone(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range read(t, reporttest.Small()).Features {
		seen[f.ID] = true
		is := f.Properties.Region != nil
		if f.Type != "Feature" || (f.Geometry != nil) != is || is != (f.Properties.Status == "known") {
			t.Errorf("%s: geometry %v, region %v, status %s", f.ID, f.Geometry, is, f.Properties.Status)
		}
		if f.Geometry != nil && f.Geometry.Type != "Point" {
			t.Errorf("%s is no point", f.ID)
		}
	}
	for _, id := range []string{"DE", "US", "US-CA", "CA-QC", "GI", "shared", "nongeographic", "unknown"} {
		if !seen[id] {
			t.Errorf("%s has no feature", id)
		}
	}
}

var update = flag.Bool("update", false, "write the goldens")

func TestGolden(t *testing.T) {
	const file = "testdata/small.golden.geojson"
	got := write(t, reporttest.Small())
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("-want +got; go test -update writes it:\n%s", diff)
	}
}
