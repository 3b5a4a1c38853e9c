package register

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// catalogue is the one that the product ships, with another version and without
// the limits of retention where limits is false.
func catalogue(t *testing.T, version string, limits bool) *laws.Catalog {
	t.Helper()
	d, err := laws.Parse(os.DirFS("../laws/catalog"))
	if err != nil {
		t.Fatal(err)
	}
	d.Version = version
	for _, j := range d.Jurisdictions {
		for _, l := range j.Laws {
			if !limits {
				l.Limits = nil
			}
		}
	}
	c, err := laws.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A law that no longer limits how long numbers are kept closes what it raised: by
// the catalogue, and only that.
func TestAChangedCatalogueClosesItsFindings(t *testing.T) {
	france := "FR"
	seven := profile.Count(7)
	inv := func(i int) *inventory.Inventory {
		return &inventory.Inventory{
			Scan:     inventory.Scan{ID: string(rune('a' + i)), Started: time.Date(2026, 11, 20+i, 2, 0, 0, 0, time.UTC), Complete: true},
			Sources:  []inventory.Source{{Name: "crm", Kind: "postgres", Stored: inventory.Stored{Region: "FR", Evidence: "configured"}}},
			Datasets: []inventory.Dataset{{Source: "crm", Dataset: "fair", Kind: "table", Records: inventory.Records{Unit: "row", Read: 7, Draw: "whole", Total: seven}}},
			Fields: []inventory.Field{{
				Source: "crm", Dataset: "fair", Field: "phone", Verdict: "phone", Protection: "plaintext", Numbers: seven, Holding: seven, Distinct: seven,
				Regions: []inventory.Region{{Region: &france, Status: "known", How: "international", Numbers: seven}},
				Ages:    []inventory.Age{{By: "created_at", Region: &france, Days: []inventory.Day{{Day: "2019-03-01", Numbers: 7, Records: 7}}}},
			}},
		}
	}
	d := datamap.Declarations{
		Organisation: datamap.Organisation{Establishments: []string{"FR"}},
		Declarations: assess.Declarations{Datasets: []assess.Declared{{Match: "crm/fair", Purposes: []string{"sms_marketing"}, LegalBasis: "contract"}}},
	}
	r := &Register{}
	for i, c := range []*laws.Catalog{catalogue(t, "1", true), catalogue(t, "2", true), catalogue(t, "3", false)} {
		facts := inv(i)
		r.Fold(Scan{
			Map: datamap.Build(facts, d, c, facts.Scan.Started), Declared: &d,
			Rejudge: func(old *datamap.Declarations) *datamap.Map {
				return datamap.Build(facts, *old, c, facts.Scan.Started)
			},
		})
		at := slices.IndexFunc(r.Entries, func(e *Entry) bool { return e.Finding.Rule == "retention.beyond_law" })
		if at < 0 {
			t.Fatal("nothing is kept beyond the law")
		}
		want, by := Open, ""
		if i == 2 {
			want, by = Resolved, ByCatalogue
		}
		if e := r.Entries[at]; e.State != want || e.ResolvedBy != by {
			t.Errorf("by catalogue %d: %s by %q, want %s by %q", i+1, e.State, e.ResolvedBy, want, by)
		}
	}
	for _, e := range r.Entries {
		if e.Finding.Rule != "retention.beyond_law" && e.State != Open {
			t.Errorf("%s is %s", e.Finding.Rule, e.State)
		}
	}
}
