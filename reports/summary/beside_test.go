package summary_test

import (
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestWhatLiesBesideANumber(t *testing.T) {
	for _, c := range []struct{ name, fields, want string }{
		{"plain words", "email phone", "email: email"},
		{"with underscores and digits", "first_name address_1", "name: first_name; address: address_1"},
		{"in one word of two", "postalCode dateOfBirth", "address: postalCode; date of birth: dateOfBirth"},
		{"in a path", "properties.contact:email requester.names[]", "email: properties.contact:email"},
		{"in other languages", "Prénom teléfono dirección", "name: Prénom; address: dirección"},
		{"several of a kind", "lat lon", "position: lat, lon"},
		{"the name of a file is nobody's", "file_name hostname", ""},
		{"a word within a word is none", "shipment_capacity", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var fields []inventory.Field
			for _, f := range strings.Fields(c.fields) {
				fields = append(fields, inventory.Field{Field: f})
			}
			var got []string
			for _, b := range summary.Besides(fields) {
				got = append(got, b.Kind+": "+strings.Join(b.Fields, ", "))
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}
