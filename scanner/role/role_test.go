package role

import (
	"os"
	"strings"
	"testing"
)

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
		{"phone_ts", Other},
		{"phone_type_id", Other},
		{"phone_count", Other},
		{"telefon_notiz_datum", Created},
		{"order_phone", Phone},
		{"invoice_phone_no", Phone},
		{"phone_line_1", Phone},
		{"phone_hash", Phone},
		{"phone.type", Other},
		{"iphone_model", Other},
		{"phonetic_name", Name},
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
		{"phone_country_code", CallingCode},
		{"country_id", Other},
		{"dial_code", CallingCode},
		{"phone_code", CallingCode},
		{"intl_prefix", CallingCode},
		{"Ländervorwahl", CallingCode},
		{"area_code", AreaCode},
		{"phone_area_code", AreaCode},
		{"Vorwahl", AreaCode},
		{"locale", Locale},
		{"Währung", Currency},
		{"state_province", State},
		{"Bundesland", State},
		{"order_state", Other},
		{"street_address", Address},
		{"address.street", Address},
		{"addr:city", City},
		{"Ort", City},
		{"city_code_phone", AreaCode},
		{"e-mail", Email},
		{"email_verified", Other},
		{"correo_electronico", Email},
		{"customer_id", Person},
		{"Kundennummer", Person},
		{"first_name", Name},
		{"姓名", Name},
		{"file_name", Other},
		{"marketing_opt_in", Consent},
		{"do_not_call", Consent},
		{"Einwilligung_Telefon", Consent},
		{"consent_purpose", Purpose},
		{"Zweck", Purpose},
		{"created_at", Created},
		{"createdAt", Created},
		{"fecha_alta", Created},
		{"last_modified", Updated},
		{"last_contacted_at", Contacted},
		{"last_login", Contacted},
		{"withdrawn_at", Withdrawn},
		{"valid_until", Expires},
	} {
		if got := Of(tc.path); got != tc.want {
			t.Errorf("%s: role %s, want %s", tc.path, got, tc.want)
		}
	}
}

func TestRoleIsWhatNameAndValuesSay(t *testing.T) {
	for _, tc := range []struct {
		name, path string
		values     []string
		want       Role
	}{
		{"times in a column named for them", "created_at", []string{"2026-10-30T10:00:00Z", "2025-01-02", "30.10.2026", "10/30/2026"}, Created},
		{"epochs count as times", "updated", []string{"1761818400", "1761818401"}, Updated},
		{"words in a column named for a time", "created_by", []string{"ada", "grace", "alan"}, Other},
		{"addresses under another name", "c7", repeat("someone@example.org", 12), Email},
		{"a name column that holds addresses", "name", []string{"a@example.org", "b@example.org"}, Email},
		{"names", "name", []string{"Ada Lovelace", "O'Neill, Jr", "Grace Hopper"}, Name},
		{"figures in a column named name", "name", []string{"17", "18", "19"}, Other},
		{"flags", "opt_in", []string{"true", "false", "true"}, Consent},
		{"times in a column named for a consent", "opt_in", []string{"2026-10-30", "2026-10-31"}, Created},
		{"keys of persons", "customer_id", []string{"C-1001", "C-1002"}, Person},
		{"keys that are addresses", "user_id", []string{"a@example.org"}, Person},
		{"free text is no key", "customer_id", []string{"a long remark about the customer", "another remark"}, Other},
		{"an empty column is what its name says", "created_at", nil, Created},
		{"area codes", "area_code", []string{"030", "089", "0221"}, AreaCode},
		{"phones are left to the verdict", "phone", []string{"x"}, Phone},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var s Values
			for _, v := range tc.values {
				s.Add([]byte(v))
			}
			if got, why := Decide(tc.path, s); got != tc.want {
				t.Errorf("role %s (%s), want %s; counted %+v", got, why, tc.want, s)
			}
		})
	}
}

// What an atlas counts decides between the columns that name places.
func TestRoleOfPlacesIsDecidedByWhatTheyName(t *testing.T) {
	for _, tc := range []struct {
		name, path string
		s          Values
		want       Role
	}{
		{"countries", "country", Values{All: 10, Countries: 9}, Country},
		{"music in a column named country", "country", Values{All: 10, Countries: 1, Words: 9}, Other},
		{"calling codes in a column named country code", "country_code", Values{All: 10, Codes: 10, Keys: 10}, CallingCode},
		{"countries in a column named dial code", "dial_code", Values{All: 10, Countries: 10}, Country},
		{"countries without a name", "c3", Values{All: 20, Countries: 20, Regions: 4, Distinct: 4}, Country},
		{"one country without a name is a word", "c3", Values{All: 20, Countries: 20, Regions: 1, Distinct: 1}, Other},
		{"states that are codes of countries too", "c3", Values{All: 20, Countries: 19, Regions: 9, States: 20, Distinct: 9, Longest: 2}, State},
		{"states", "state", Values{All: 20, States: 18}, State},
		{"a region that is a country", "region", Values{All: 20, Countries: 18}, Country},
		{"locales", "lang", Values{All: 20, Locales: 20}, Locale},
		{"languages without a region", "lang", Values{All: 20, Words: 20}, Other},
		{"currencies", "currency", Values{All: 20, Currency: 20}, Currency},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, why := Decide(tc.path, tc.s); got != tc.want {
				t.Errorf("role %s (%s), want %s", got, why, tc.want)
			}
		})
	}
}

// A column that is named for a part of one country speaks of it, and is not a column
// of countries though PR and MG are codes of such.
func TestANameSpeaksOfACountry(t *testing.T) {
	for path, want := range map[string]string{"UF": "BR", "NU_DDD": "BR", "SIRET": "FR", "département": "FR", "Aadhaar": "IN", "phone": "", "country": ""} {
		if got := CountryOfName(path); got != want {
			t.Errorf("%s: country %q, want %q", path, got, want)
		}
	}
	if got, why := Decide("UF", Values{All: 20, Countries: 15, Words: 20}); got != State {
		t.Errorf("UF: role %s (%s), want state", got, why)
	}
}

func TestWhatANameSaysOfPhones(t *testing.T) {
	for _, tc := range []struct {
		path string
		want Says
	}{
		{"Mobilfunknummer", Yes}, {"numero_pedido", No}, {"zaak_nummer", No},
		{"phone", Yes}, {"msisdn", Yes}, {"手机", Yes},
		{"user_phone", Yes}, {"Provider Fax Number", Yes}, {"Tel. no.", Yes}, {"FAX番号", Yes}, {"mobilszám", Yes}, {"ddd_telefone_1", Maybe}, {"cell", Maybe}, {"cell_no", Yes},
		{"contact", Maybe}, {"number", Maybe}, {"kontakt_1", Maybe}, {"caller", Maybe},
		{"did", Yes}, {"tin_ph", No}, {"sss_ph", No}, {"inn", No},
		{"data1", Nothing}, {"c7", Nothing}, {"value", Nothing},
		{"order_id", No}, {"price", No}, {"phone_type", No}, {"tipo_telefono", No}, {"is_phone", No}, {"手机型号", Nothing}, {"автомобиль", Nothing}, {"microphone", Nothing}, {"bestelnummer", Nothing}, {"imei", No}, {"created_at", No}, {"postal_code", No}, {"zip", No},
	} {
		if got := Phones(tc.path); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.path, got, tc.want)
		}
	}
}

// TestNamesOfManySchemas reads names of columns as databases in a hundred
// languages have them, written down by those who had not seen the words that
// this package knows. The values speak too, so that not every name need be read.
func TestNamesOfManySchemas(t *testing.T) {
	var said, all [2]int
	for name, phones := range listed(t, "testdata/names.tsv") {
		k, yes := 0, Phones(name) == Yes
		if phones == "yes" {
			k = 1
		}
		all[k]++
		if yes {
			said[k]++
		}
		if yes != (k == 1) {
			t.Logf("%s, a column of phones: %s; says %d", name, phones, Phones(name))
		}
	}
	if 100*said[1] < 96*all[1] || 100*said[0] > 10*all[0] {
		t.Errorf("%d of %d names of phones are read, and %d of %d others as ones", said[1], all[1], said[0], all[0])
	}

	right, roles := 0, listed(t, "testdata/roles.tsv")
	for name, want := range roles {
		if got := Of(name).String(); got == want {
			right++
		} else {
			t.Logf("%s: role %s, want %s", name, got, want)
		}
	}
	if 100*right < 93*len(roles) {
		t.Errorf("%d of %d names are read as what they are for", right, len(roles))
	}
}

// listed reads lines of what a name is, a tab and the name.
func listed(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for line := range strings.Lines(string(text)) {
		what, name, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok || names[name] != "" {
			t.Fatalf("%s: %q: want a word, a tab and a name that is not there yet", file, line)
		}
		names[name] = what
	}
	return names
}

func repeat(v string, n int) (out []string) {
	for range n {
		out = append(out, v)
	}
	return out
}
