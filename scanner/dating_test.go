package scanner

import (
	"testing"

	"github.com/dialmap/dialmap/connectors"
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
		r := Reading{Fields: map[string]FieldReading{"day": {}, "sent": {}, "created_at": {Role: "created"}}}
		src := &Source{}
		if c.declared != "" {
			src.Datasets = []DatasetDeclaration{{Match: "*", Dated: c.declared}}
		}
		if r.relate(src, "crm", "events", c.cut); r.Dated != c.want {
			t.Errorf("declared %q, cut by %+v: dated by %q, want %q", c.declared, c.cut, r.Dated, c.want)
		}
	}
}
