package compare_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/compare"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// What changed is counted by field, also where a whole dataset or source came
// or went; derived datasets are told and not counted.
func TestSince(t *testing.T) {
	phone := func(source, dataset, field string, n profile.Estimate) inventory.Field {
		return inventory.Field{Source: source, Dataset: dataset, Field: field, Verdict: "phone", Protection: "plaintext", Numbers: n}
	}
	whole := inventory.Records{Draw: "whole", Read: 9}
	table := func(source, name string, derived bool) func(m *datamap.Map) {
		return func(m *datamap.Map) {
			m.Datasets = append(m.Datasets, inventory.Dataset{Source: source, Dataset: name, Kind: "table", Derived: derived, Records: whole})
			m.Fields = append(m.Fields, phone(source, name, "tel", profile.Count(3)), phone(source, name, "fax", profile.Count(1)))
		}
	}
	numbers := func(n profile.Estimate) func(m *datamap.Map) {
		return func(m *datamap.Map) { m.Fields[0].Numbers, m.Fields[0].Regions = n, nil }
	}
	for _, c := range []struct {
		name     string
		old, new *datamap.Map
		want     datamap.ChangedFields
		changes  int
		said     string
	}{
		{"nothing", world(), world(), datamap.ChangedFields{}, 0, "nothing changed, as far as both scans looked."},
		{"a table that came", world(), world(table("crm", "public.new", false)), datamap.ChangedFields{New: 2}, 1, "fields with phones: 2 new."},
		{"a table that went", world(table("crm", "public.new", false)), world(), datamap.ChangedFields{Gone: 2}, 1, "fields with phones: 2 gone."},
		{"a view that came", world(), world(table("crm", "public.view", true)), datamap.ChangedFields{}, 1, "no field with phones, cross-border storage, finding or gap is known to have changed."},
		{"a source that came", world(), world(func(m *datamap.Map) {
			m.Sources = append(m.Sources, inventory.Source{Name: "lake", Kind: "s3", Stored: inventory.Stored{Region: "US", Evidence: "read"}})
		}, table("lake", "a.csv", false), table("lake", "view", true)), datamap.ChangedFields{New: 2}, 1, "fields with phones: 2 new."},
		{"more and fewer, counted", world(numbers(profile.Count(5))), world(numbers(profile.Count(6))), datamap.ChangedFields{More: 1}, 1, "fields with phones: 1 with more numbers."},
		{"an estimate beyond the interval", world(numbers(sample(90, 100, 110))), world(numbers(sample(60, 70, 80))), datamap.ChangedFields{Fewer: 1}, 1, "fields with phones: 1 with fewer numbers."},
		{"an estimate within it", world(numbers(sample(90, 100, 110))), world(numbers(sample(95, 105, 115))), datamap.ChangedFields{}, 0, "nothing changed, as far as both scans looked."},
		{"another protection", world(), world(func(m *datamap.Map) { m.Fields[0].Protection = "hashed" }), datamap.ChangedFields{Other: 1}, 1, "fields with phones: 1 that differ otherwise."},
		{"bytes that lie elsewhere, and a gap", world(), world(func(m *datamap.Map) {
			m.Sources[0].Stored.Region = "US"
			m.Gaps = append(m.Gaps, inventory.Gap{Source: "crm", Dataset: "public.secret", Reason: "denied"})
		}), datamap.ChangedFields{}, 2, "parts not scanned: 1 new; data systems stored elsewhere: 1."},
	} {
		t.Run(c.name, func(t *testing.T) {
			changes, err := compare.Compare(c.old, c.new)
			if err != nil {
				t.Fatal(err)
			}
			got := changes.Since()
			if diff := cmp.Diff(c.want, got.Fields); diff != "" {
				t.Errorf("-want +got: %s", diff)
			}
			if len(got.Changes) != c.changes {
				t.Errorf("%d changes, want %d: %+v", len(got.Changes), c.changes, got.Changes)
			}
			if said := summary.Changed(got); said != c.said {
				t.Errorf("said %q, want %q", said, c.said)
			}
		})
	}
}
