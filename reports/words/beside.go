package words

import (
	"cmp"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// besideKinds are the reader's words for kinds of personal data whose name in
// JSON is not what one would say.
var besideKinds = map[string]string{
	"email": "e-mail address", "handle": "user name", "birth_date": "date of birth", "minor": "minor (by date of birth)", "national_id": "national ID number", "passport": "passport number", "driving_licence": "driving licence number",
	"credential": "password or secret", "ip_address": "IP address", "mac_address": "MAC address", "device_id": "device ID", "geolocation": "location", "vehicle": "vehicle or plate number",
	"health": "health data", "beliefs_origin": "beliefs or origin", "biometric": "biometric data",
}

// Beside is the reader's word for a kind of personal data.
func Beside(kind string) string { return cmp.Or(besideKinds[kind], strings.ReplaceAll(kind, "_", " ")) }

// BesideList says what lies beside the numbers of a dataset: "date of birth in
// 1,200 records, bank account in 40".
func BesideList(list []inventory.Beside) string {
	var parts []string
	for i, b := range list {
		part := Beside(b.Kind) + " in " + amount.Of(b.Records)
		if i == 0 {
			part += " records"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
