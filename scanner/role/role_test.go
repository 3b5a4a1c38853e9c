package role

import "testing"

func TestRoleIsReadFromTheName(t *testing.T) {
	for _, tc := range []struct {
		path string
		want Role
	}{
		{"phone", Phone},
		{"contact.phones[]", Phone},
		{"contact.emergency.tel", Phone},
		{"contact:phone", Phone},
		{"properties.contact:phone", Phone},
		{"telephone　number", Phone},
		{"msisdn", Phone},
		{"ph_no", Phone},
		{"c_tel", Phone},
		{"lieferant_fon", Phone},
		{"电话", Phone},
		{"workPhone", Phone},
		{"phone.number", Phone},
		{"Handynummer", Phone},
		{"telefono", Phone},
		{"contact_number", Phone},
		{"phone_type", Other},
		{"phone_verified_at", Other},
		{"phone.type", Other},
		{"iphone_model", Other},
		{"phonetic_name", Other},
		{"number", Other},
		{"order_number", Other},
		{"id", Other},
		{"associated_airport", Other},
		{"country", Country},
		{"addr:country", Country},
		{"address.address_country", Country},
		{"iso_country", Country},
		{"countryCode", Country},
		{"Land", Country},
		{"phone_country_code", Other},
		{"country_id", Other},
	} {
		if got := Of(tc.path); got != tc.want {
			t.Errorf("%s: role %d, want %d", tc.path, got, tc.want)
		}
	}
}
