package reading

import (
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/plan"
)

// What dates a record: the declared field, else what the table is cut by, else
// what is called so.
func TestWhatDatesARecord(t *testing.T) {
	cut := &connectors.Partitions{By: "day"}
	for _, c := range []struct {
		declared string
		cut      *connectors.Partitions
		want     string
	}{
		{"sent", cut, "sent"},
		{"", cut, "day"},
		{"", nil, "created_at"},
		{"", &connectors.Partitions{By: "not_read"}, "created_at"},
	} {
		r := plan.Reading{Fields: map[string]plan.FieldReading{"day": {}, "sent": {}, "created_at": {Role: "created"}}}
		var list []plan.Declaration
		if c.declared != "" {
			list = []plan.Declaration{{Match: "*", Dated: c.declared}}
		}
		if Relate(&r, list, "crm", "events", c.cut); r.Dated != c.want {
			t.Errorf("declared %q, cut by %+v: dated by %q, want %q", c.declared, c.cut, r.Dated, c.want)
		}
	}
}
