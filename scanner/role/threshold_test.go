package role

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Of a hundred values half are 50, most are 80, nearly all are 95: each case
// has as many as are needed, or one less.
func TestDecideAtItsThresholds(t *testing.T) {
	for _, c := range []struct {
		name, path string
		values     Values
		want       Role
	}{
		{"half are countries", "country", Values{All: 100, Countries: 50}, Country},
		{"fewer than half are countries", "country", Values{All: 100, Countries: 49}, Other},
		{"a column for the country with calling codes in most", "country", Values{All: 100, Codes: 80}, CallingCode},
		{"a column for the country with calling codes in too few", "country", Values{All: 100, Codes: 79}, Other},
		{"codes that are countries too are countries", "country", Values{All: 100, Codes: 80, Countries: 50}, Country},
		{"half are calling codes", "dial_code", Values{All: 100, Codes: 50}, CallingCode},
		{"fewer than half are calling codes", "dial_code", Values{All: 100, Codes: 49}, Other},
		{"a column for the calling code with countries in half", "dial_code", Values{All: 100, Countries: 50}, Country},
		{"a column for the calling code with countries in fewer", "dial_code", Values{All: 100, Countries: 49}, Other},
		{"both calling codes and countries are calling codes", "dial_code", Values{All: 100, Countries: 50, Codes: 50}, CallingCode},
		{"most are area codes", "area_code", Values{All: 100, Areas: 80}, AreaCode},
		{"too few are area codes", "area_code", Values{All: 100, Areas: 79}, Other},
		{"half are locales", "locale", Values{All: 100, Locales: 50}, Locale},
		{"fewer than half are locales", "locale", Values{All: 100, Locales: 49}, Other},
		{"half are currencies", "currency", Values{All: 100, Currency: 50}, Currency},
		{"fewer than half are currencies", "currency", Values{All: 100, Currency: 49}, Other},
		{"half are states", "state_province", Values{All: 100, States: 50}, State},
		{"fewer than half are states", "state_province", Values{All: 100, States: 49}, Other},
		{"most of a state column are words", "state_province", Values{All: 100, Words: 80}, State},
		{"too few of a state column are words", "state_province", Values{All: 100, Words: 79}, Other},
		{"a state column with countries in half", "state_province", Values{All: 100, Countries: 50, Words: 80}, Country},
		{"a state column with countries in fewer", "state_province", Values{All: 100, Countries: 49, Words: 80}, State},
		{"a state column with both", "state_province", Values{All: 100, Countries: 50, States: 50}, State},
		{"half of a city column are words or places", "addr:city", Values{All: 100, Words: 30, Places: 20}, City},
		{"fewer than half are", "addr:city", Values{All: 100, Words: 29, Places: 20}, Other},
		{"times are not cities", "addr:city", Values{All: 100, Words: 50, Times: 50}, Other},
		{"a few times are no hindrance to cities", "addr:city", Values{All: 100, Words: 50, Times: 49}, City},
		{"half are addresses", "street_address", Values{All: 100, Places: 30, Words: 20}, Address},
		{"fewer than half are addresses", "street_address", Values{All: 100, Places: 30, Words: 19}, Other},
		{"half are e-mail addresses", "email", Values{All: 100, Emails: 50}, Email},
		{"fewer than half are e-mail addresses", "email", Values{All: 100, Emails: 49}, Other},
		{"half are names", "first_name", Values{All: 100, Words: 30, Places: 20}, Name},
		{"fewer than half are names", "first_name", Values{All: 100, Words: 30, Places: 19}, Other},
		{"times are not names", "first_name", Values{All: 100, Words: 50, Times: 50}, Other},
		{"a few times are no hindrance to names", "first_name", Values{All: 100, Words: 50, Times: 49}, Name},
		{"a name column with e-mail addresses in half", "first_name", Values{All: 100, Words: 50, Emails: 50}, Email},
		{"a name column with e-mail addresses in fewer", "first_name", Values{All: 100, Words: 50, Emails: 49}, Name},
		{"half are keys or e-mail addresses", "customer_id", Values{All: 100, Keys: 30, Emails: 20}, Person},
		{"fewer than half are keys", "customer_id", Values{All: 100, Keys: 30, Emails: 19}, Other},
		{"a consent column with times in most", "opt_in", Values{All: 100, Times: 80}, Created},
		{"a consent column with times in too few", "opt_in", Values{All: 100, Times: 79}, Other},
		{"half are flags or words", "opt_in", Values{All: 100, Flags: 30, Words: 20}, Consent},
		{"fewer than half are flags", "opt_in", Values{All: 100, Flags: 30, Words: 19}, Other},
		{"half are purposes", "consent_purpose", Values{All: 100, Words: 30, Places: 20}, Purpose},
		{"fewer than half are purposes", "consent_purpose", Values{All: 100, Words: 29, Places: 20}, Other},
		{"an end of consent that is a flag", "withdrawn_at", Values{All: 100, Flags: 50}, Consent},
		{"an end of consent with too few flags", "withdrawn_at", Values{All: 100, Flags: 49}, Other},
		{"an end of consent with flags and times", "withdrawn_at", Values{All: 100, Flags: 50, Times: 50}, Withdrawn},
		{"half are times", "created_at", Values{All: 100, Times: 50}, Created},
		{"fewer than half are times", "created_at", Values{All: 100, Times: 49}, Other},
		{"no value says anything against a name", "created_at", Values{}, Created},

		{"nearly all are e-mail addresses", "c7", Values{All: 100, Emails: 95}, Email},
		{"not enough e-mail addresses", "c7", Values{All: 100, Emails: 94}, Other},
		{"ten values are enough to tell", "c7", Values{All: 10, Emails: 10}, Email},
		{"nine values are not", "c7", Values{All: 9, Emails: 9}, Other},
		{"three countries", "c7", Values{All: 100, Countries: 95, Regions: 3}, Country},
		{"two countries", "c7", Values{All: 100, Countries: 95, Regions: 2}, Other},
		{"short codes that are states too", "c7", Values{All: 100, Countries: 95, Regions: 3, States: 95, Longest: 3, Distinct: 5}, State},
		{"long names that are states too", "c7", Values{All: 100, Countries: 95, Regions: 3, States: 95, Longest: 4, Distinct: 5}, Country},
		{"calling codes as they are dialled", "c7", Values{All: 100, Codes: 95, Dialled: 95}, CallingCode},
		{"calling codes that nobody dials so", "c7", Values{All: 100, Codes: 95, Dialled: 94}, Other},
		{"dialled, and not a calling code", "c7", Values{All: 100, Codes: 94, Dialled: 95}, Other},
		{"two locales", "c7", Values{All: 100, Locales: 95, Distinct: 2, Longest: 5}, Locale},
		{"one locale", "c7", Values{All: 100, Locales: 95, Distinct: 1, Longest: 5}, Other},
		{"languages alone", "c7", Values{All: 100, Locales: 95, Distinct: 2, Longest: 2}, Other},
		{"five cities", "c7", Values{All: 100, Cities: 95, Distinct: 5}, City},
		{"four cities", "c7", Values{All: 100, Cities: 95, Distinct: 4}, Other},
		{"five states", "c7", Values{All: 100, States: 95, Distinct: 5}, State},
		{"four states", "c7", Values{All: 100, States: 95, Distinct: 4}, Other},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, why := Decide(c.path, c.values)
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if hasReason := why != ""; hasReason != (got != Other && c.values.All > 0) {
				t.Errorf("the reason of %s is %q", got, why)
			}
		})
	}
}

func TestWhatIsCountedOfAValue(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        Values
	}{
		{"nothing", "  ", Values{}},
		{"a word", "Berlin", Values{All: 1, Words: 1, Longest: 6}},
		{"spaces around it do not count", " Berlin ", Values{All: 1, Words: 1, Longest: 6}},
		{"an e-mail address", "a@b.example", Values{All: 1, Emails: 1, Longest: 11}},
		{"a host right behind the sign", "a@.b", Values{All: 1, Words: 0, Longest: 4}},
		{"two signs", "a@b@c.d", Values{All: 1, Longest: 7}},
		{"nobody before the sign", "@b.example", Values{All: 1, Longest: 10}},
		{"an address with a space", "a b@c.example", Values{All: 1, Places: 1, Longest: 13}},
		{"a flag", "yes", Values{All: 1, Flags: 1, Words: 1, Longest: 3}},
		{"a flag that is a figure", "1", Values{All: 1, Flags: 1, Keys: 1, Areas: 1, Longest: 1}},
		{"the longest flag", "unsubscribed", Values{All: 1, Flags: 1, Words: 1, Longest: 12}},
		{"six digits", "123456", Values{All: 1, Keys: 1, Areas: 1, Longest: 6}},
		{"seven digits", "1234567", Values{All: 1, Keys: 1, Longest: 7}},
		{"seconds since 1970", "1761818400", Values{All: 1, Keys: 1, Times: 1, Longest: 10}},
		{"milliseconds since 1970", "1761818400000", Values{All: 1, Keys: 1, Times: 1, Longest: 13}},
		{"ten digits of another kind", "2761818400", Values{All: 1, Keys: 1, Longest: 10}},
		{"thirteen digits of another kind", "2761818400000", Values{All: 1, Keys: 1, Longest: 13}},
		{"an address", "Main Street 5", Values{All: 1, Places: 1, Longest: 13}},
		{"a place with a comma", "Springfield, IL", Values{All: 1, Places: 1, Longest: 15}},
		{"eight letters and a comma", "Bern, CHEE", Values{All: 1, Longest: 10}},
		{"nine letters and a comma", "Bern, CHEEE", Values{All: 1, Places: 1, Longest: 11}},
		{"a code", "C-1001", Values{All: 1, Keys: 1, Longest: 6}},
		{"a code of forty", "abcdefghijklmnopqrstuvwxyz-0123456789-01", Values{All: 1, Keys: 1, Longest: 40}},
		{"a code of forty-one", "abcdefghijklmnopqrstuvwxyz-0123456789-012", Values{All: 1, Longest: 41}},
		{"digits with spaces", "02 21", Values{All: 1, Areas: 1, Longest: 5}},
		{"six digits with spaces", "022 112", Values{All: 1, Areas: 1, Longest: 7}},
		{"seven digits with spaces", "022 1123", Values{All: 1, Longest: 8}},
		{"a calling code", "+49", Values{All: 1, Dialled: 1, Keys: 1, Longest: 3}},
		{"a calling code behind two zeros", "0049", Values{All: 1, Dialled: 1, Keys: 1, Areas: 1, Longest: 4}},
		{"four digits behind a plus", "+1242", Values{All: 1, Dialled: 1, Keys: 1, Longest: 5}},
		{"five digits behind a plus", "+12420", Values{All: 1, Keys: 1, Longest: 6}},
		{"a plus alone", "+", Values{All: 1, Longest: 1}},
		{"a calling code with a note", "+49 DE", Values{All: 1, Places: 1, Longest: 6}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got Values
			got.Add([]byte(c.value))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTimesAreDatesOfTheCalendar(t *testing.T) {
	for value, want := range map[string]bool{
		"2026-10-30":           true,
		"2026-10-30T10:00:00Z": true,
		"2026-10-30 10:00":     true,
		"2026-10-30x":          false,
		"2026/1/3":             true,
		"1.1.2026":             true,
		"1.1.26":               false,
		"30.10.2026":           true,
		"10/30/2026":           true,
		"30-10.2026":           false,
		"1900-01-01":           true,
		"1899-12-31":           false,
		"2100-12-31":           true,
		"2101-01-01":           false,
		"2026-12-31":           true,
		"2026-13-01":           false,
		"2026-13-13":           false,
		"2026-00-10":           false,
		"2026-10-00":           false,
		"2026-10-31":           true,
		"2026-10-32":           false,
		"13/12/2026":           true,
		"12/13/2026":           true,
		"13/13/2026":           false,
		"0/12/2026":            false,
		"20261030":             false,
		"2026-1030":            false,
		"2026-10-30 and a remark that is far too long": false,
		"2026-10-30 with a remark that is forty lo":    false,
		"2026-10-30 with a remark that is forty l":     true,
	} {
		if got := Time([]byte(value)); got != want {
			t.Errorf("%q: got %v, want %v", value, got, want)
		}
	}
}

func TestSegmentsAndWordsOfAPath(t *testing.T) {
	for path, want := range map[string][]string{
		"phone":            {"phone"},
		"contact.phone":    {"contact", "phone"},
		"a.b.c":            {"a", "b", "c"},
		"Tel.":             {"Tel."},
		"Tel.-Nr.":         {"Tel.-Nr."},
		"Ph. no":           {"Ph. no"},
		"Tel./Fax":         {"Tel./Fax"},
		"Tel.(privat)":     {"Tel.(privat)"},
		".hidden":          {".hidden"},
		"a..b":             {"a.", "b"},
		"kunde.Tel.-Nr.":   {"kunde", "Tel.-Nr."},
		"":                 {""},
		"contact.Ph. work": {"contact", "Ph. work"},
	} {
		if d := cmp.Diff(want, Segments(path)); d != "" {
			t.Errorf("%q: %s", path, d)
		}
	}
	for name, want := range map[string][]string{
		"contactPhoneNo": {"contact", "phone", "no"},
		"PHONE_NO":       {"phone", "no"},
		"FAX番号":          {"fax", "番号"},
		"番号FAX":          {"番号", "fax"},
		"phone2work":     {"phone", "work"},
		"iPhone":         {"i", "phone"},
		"__":             nil,
		"HTTPServer":     {"httpserver"},
	} {
		if d := cmp.Diff(want, Words(name)); d != "" {
			t.Errorf("%q: %s", name, d)
		}
	}
}

func TestWordsAroundOneForPhones(t *testing.T) {
	for path, want := range map[string]Role{
		"contact_number":      Phone, // a pair of words
		"my_contact_number":   Phone,
		"is_contact_number":   Other,
		"contact_number_type": Other,
		"contact":             Other,
		"has_phone":           Other,
		"phone_long":          Phone,
		"phone_token":         Phone, // the value stands for a phone
		"phone_score":         Other,
		"tel_country":         Other,
		"country_name":        Country,
		"country_names":       Country,
		"country_tel":         Phone,
		"numbers.value.phone": Phone,
		"phone.value.number":  Other, // two segments that say nothing: the third is not asked
		"phone.value":         Phone,
	} {
		if got := Of(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	for path, want := range map[string]Says{
		"cell":               Maybe,
		"phone":              Yes,
		"phone_hash":         Yes,
		"hash":               No,
		"hash_type_phone":    Yes,
		"phone_type":         No,
		"ddd_telefone_1":     Maybe,
		"area_code":          No,
		"created_at":         No,
		"x":                  No,
		"z":                  No,
		"x_contact":          Maybe,
		"order_qty":          No,
		"contact":            Maybe,
		"first_name":         No,
		"c7":                 Nothing,
		"contact_name":       Maybe,
		"invoicing":          No,
		"Rechnungsnr":        No,
		"Rechnungsempfänger": No,
	} {
		if got := Phones(path); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	for path, want := range map[string]bool{"phone_hash": true, "masked": true, "phone": false, "hash.phone": false, "hash.number": true} {
		if got := Hidden(path); got != want {
			t.Errorf("%s hidden: got %v, want %v", path, got, want)
		}
	}
}
