package coverage

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestWhichReadingIsAsGoodAsAnother(t *testing.T) {
	sample := func(share float64) Quality { return Quality{Draw: Sampled, Share: share} }
	for _, c := range []struct {
		name string
		q, p Quality
		want bool
	}{
		{"whole and whole", Quality{Draw: Whole}, Quality{Draw: Whole}, true},
		{"a sample of what was read whole", sample(0.001), Quality{Draw: Whole}, false},
		{"whole after a sample", Quality{Draw: Whole}, sample(0.001), true},
		{"another sample of the same size", sample(0.0012), sample(0.001), true},
		{"a smaller sample", sample(0.002), sample(0.001), false},
		{"a sample that promises nothing", sample(0), sample(0.001), false},
		{"any sample after one that promised nothing", sample(0.5), sample(0), true},
		{"a gap that was there before", Quality{Draw: Whole, Gaps: []string{"filtered"}}, Quality{Draw: Whole, Gaps: []string{"filtered", "limit"}}, true},
		{"a gap that was not", Quality{Draw: Whole, Gaps: []string{"filtered"}}, Quality{Draw: Whole}, false},
		{"more was read, with a gap", Quality{Draw: Whole, Gaps: []string{"filtered"}}, Quality{Draw: Head}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.q.IsAtLeast(c.p); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestHowADatasetWasRead(t *testing.T) {
	read := func(draw string, n, unread uint64) inventory.Records {
		return inventory.Records{Draw: draw, Read: n, Unread: unread}
	}
	gap := func(source, dataset, field, reason string) inventory.Gap {
		return inventory.Gap{Source: source, Dataset: dataset, Field: field, Reason: reason}
	}
	for _, c := range []struct {
		name    string
		records *inventory.Records
		gaps    []inventory.Gap
		field   string
		want    Quality
	}{
		{"whole", &inventory.Records{Draw: "whole", Read: 5}, nil, "", Quality{Draw: Whole}},
		{"whole and empty", &inventory.Records{Draw: "whole"}, nil, "", Quality{Draw: Whole}},
		{"listed, and denied", &inventory.Records{Draw: "whole"}, []inventory.Gap{gap("crm", "a", "", "denied")}, "", Quality{Gaps: []string{"denied"}}},
		{"not listed, and denied", nil, []inventory.Gap{gap("crm", "a", "", "denied")}, "", Quality{}},
		{"not there", nil, nil, "", Quality{Draw: Whole}},
		{"of a source that was not reached", nil, []inventory.Gap{gap("crm", "", "", "unreachable")}, "", Quality{}},
		{"with rows hidden", &inventory.Records{Draw: "whole", Read: 5}, []inventory.Gap{gap("crm", "a", "", "filtered")}, "", Quality{Draw: Whole, Gaps: []string{"filtered"}}},
		{"with the field denied", &inventory.Records{Draw: "whole", Read: 5}, []inventory.Gap{gap("crm", "a", "phone", "denied")}, "phone", Quality{}},
		{"with another field denied", &inventory.Records{Draw: "whole", Read: 5}, []inventory.Gap{gap("crm", "a", "fax", "denied")}, "phone", Quality{Draw: Whole}},
		{"by a declaration of another day", &inventory.Records{Draw: "whole", Read: 5}, []inventory.Gap{gap("crm", "a", "", "stale")}, "", Quality{Draw: Whole}},
		{"in part", func() *inventory.Records { r := read("whole", 5, 1); return &r }(), nil, "", Quality{Draw: Most}},
		{"its head", func() *inventory.Records { r := read("head", 5, 0); return &r }(), nil, "", Quality{Draw: Head}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &datamap.Map{Sources: []inventory.Source{{Name: "crm"}}, Gaps: c.gaps}
			if c.records != nil {
				m.Datasets = []inventory.Dataset{{Source: "crm", Dataset: "a", Records: *c.records}}
			}
			if d := cmp.Diff(c.want, Of(m).Dataset("crm", "a", c.field)); d != "" {
				t.Errorf("-want +got: %s", d)
			}
		})
	}
}

func TestALedgerIsReadWholeOrNot(t *testing.T) {
	m := &datamap.Map{
		Sources:  []inventory.Source{{Name: "crm"}},
		Datasets: []inventory.Dataset{{Source: "crm", Dataset: "a", Records: inventory.Records{Draw: "whole", Read: 5}}},
		Ledgers:  []inventory.Ledger{{Name: "whole", Whole: true}, {Name: "part"}},
	}
	f := &assess.Finding{Source: "crm", Dataset: "a"}
	for _, name := range []string{"whole", "part", "none", "no longer declared"} {
		f.RestsOn = append(f.RestsOn, assess.Rest{Source: "crm", Dataset: "a", Ledger: name})
	}
	f.RestsOn = append(f.RestsOn, assess.Rest{Notice: "https://shop.example/privacy"})
	var got []Draw
	for _, q := range Of(m).Rests(f, func(ledger string) bool { return ledger != "no longer declared" }) {
		got = append(got, q.Draw)
	}
	if d := cmp.Diff([]Draw{Whole, Most, Unread, Whole, Whole}, got); d != "" {
		t.Errorf("-want +got: %s", d)
	}
}
