package breach

import (
	"slices"
	"testing"
	"time"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestEncryptionRelievesOnlyWhereNobodyCanRead(t *testing.T) {
	for _, c := range []struct {
		name string
		p    Protection
		want string
	}{
		{"in clear on a disk in clear", Protection{Clear: 1, AtRest: inventory.No}, inventory.No},
		{"in clear, and the disk is not known", Protection{Clear: 1, AtRest: inventory.Unknown, AtRestUnknown: 1}, inventory.Unknown},
		{"in clear on an encrypted disk", Protection{Clear: 1, AtRest: inventory.Yes}, inventory.Unknown},
		{"hashed", Protection{Hashed: 2, AtRest: inventory.Yes}, inventory.No},
		{"ciphertext", Protection{Encrypted: 2, AtRest: inventory.No}, inventory.Unknown},
		{"ciphertext beside a field in clear", Protection{Clear: 1, Encrypted: 2, AtRest: inventory.No}, inventory.No},
		{"nothing", Protection{AtRest: inventory.Yes}, inventory.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.p.decide()
			if c.p.Relieves != c.want || c.p.Because == "" {
				t.Errorf("relieves %q because %q, want %q", c.p.Relieves, c.p.Because, c.want)
			}
		})
	}
}

func TestDeadlinesEnd(t *testing.T) {
	known := time.Date(2026, 11, 27, 22, 0, 0, 0, time.UTC) // a Friday
	n := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		name   string
		notice Notice
		want   string
	}{
		{"in hours", Notice{Hours: n(72)}, "2026-11-30T22:00:00Z"},
		{"in days", Notice{Days: n(30)}, "2026-12-27"},
		{"in business days", Notice{Days: n(3), DayType: "business"}, "2026-12-02"},
		{"without a period", Notice{Deadline: "without undue delay"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.notice.due(known); got != c.want {
				t.Errorf("due %q, want %q", got, c.want)
			}
		})
	}
}

// The people of a source are those of its cells, each once.
func TestPeopleAreThoseOfTheMap(t *testing.T) {
	catalog, err := laws.Load()
	if err != nil {
		t.Fatal(err)
	}
	m := reporttest.Small()
	source := m.Cells[0].Source
	b, err := Of(m, catalog, source, "", time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for _, cell := range m.Cells {
		if isPartOf(cell.Source, source) && !cell.Derived {
			want += cell.Numbers.Value()
		}
	}
	got := 0.0
	for _, k := range b.Countries {
		got += k.Numbers.Value()
	}
	if want == 0 || got != want || b.Numbers.Value() != want {
		t.Errorf("%v people in countries and %v in all, want %v", got, b.Numbers.Value(), want)
	}
	if !slices.IsSortedFunc(b.Notices, func(x, y Notice) int { return int(x.period() - y.period()) }) {
		t.Error("the shortest deadline does not come first")
	}
	if _, err := Of(m, catalog, source, "nothing", time.Now(), time.Time{}); err == nil {
		t.Error("a dataset that is not there leaks")
	}
}
