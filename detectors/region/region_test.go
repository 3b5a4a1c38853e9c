package region_test

import (
	"fmt"
	"testing"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/region"
)

func Example() {
	for _, value := range []string{"Česko", "USA", "de_AT", "Korea, Republic of", "Atlantis"} {
		code, ok := region.Country([]byte(value))
		fmt.Println(code, ok)
	}
	fmt.Println(region.Subdivision([]byte("4155550123")))
	fmt.Println(region.Subdivision([]byte("9025550123")))
	// Output:
	// CZ true
	// US true
	// AT true
	// KR true
	//  false
	// US-CA known []
	//  shared [CA-NS CA-PE]
}

func TestCountry(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"alpha-2", "DE", "DE"},
		{"alpha-2 in lower case", "de", "DE"},
		{"two letters of mixed case are a word", "De", ""},
		{"two letters that are no code", "XY", ""},
		{"alpha-3", "DEU", "DE"},
		{"alpha-3 in lower case", "gbr", "GB"},
		{"three letters of mixed case are a word", "And", ""},
		{"numeric", "840", "US"},
		{"numeric with a leading zero", "036", "AU"},
		{"a number without its zero is no code", "36", ""},
		{"numeric that is a continent's", "150", ""},
		{"the United Kingdom's customary code", "UK", "GB"},
		{"initials", "U.S.", "US"},
		{"initials without the last point", "U.K", "GB"},
		{"initials with a space", "U. S.", "US"},
		{"two words of one letter are no initials of a country", "X.Y.", ""},
		{"England", "England", "GB"},
		{"upper case name", "UNITED STATES", "US"},
		{"dots", "U.S.A.", "US"},
		{"article", "The Netherlands", "NL"},
		{"native name", "Deutschland", "DE"},
		{"native name without diacritics", "Osterreich", "AT"},
		{"native name with a digraph", "Oesterreich", "AT"},
		{"native name that is two signs", "日本", "JP"},
		{"Chinese name", "德国", "DE"},
		{"Arabic name", "مصر", "EG"},
		{"Russian name", "Германия", "DE"},
		{"Korean name", "대한민국", "KR"},
		{"Hindi name", "भारत", "IN"},
		{"Thai name", "ไทย", "TH"},
		{"Greek name without accent", "ΕΛΛΑΔΑ", "GR"},
		{"Turkish name", "TÜRKİYE", "TR"},
		{"ampersand", "Trinidad & Tobago", "TT"},
		{"spaces around", "  Germany \n", "DE"},
		{"quotes around", `"France"`, "FR"},
		{"decomposed letters", "Co\u0302te d'Ivoire", "CI"},
		{"French name", "Allemagne", "DE"},
		{"a code before a name", "DE - Germany", "DE"},
		{"a code behind a name", "Germany (DE)", "DE"},
		{"a code and a name without spaces", "CH-Switzerland", "CH"},
		{"a name in two languages", "Deutschland / Germany", "DE"},
		{"two countries", "Germany / France", ""},
		{"a code and another country", "US - Germany", ""},
		{"a state of another country", "Georgia (USA)", ""},
		{"a name with a hyphen", "Guinea-Bissau", "GW"},
		{"a full name as ISO 3166 lists it", "Tanzania, the United Republic of", "TZ"},
		{"an article behind", "Bahamas (the)", "BS"},
		{"a full name", "Federal Republic of Nigeria", "NG"},
		{"a full name and an article", "Netherlands (Kingdom of the)", "NL"},
		{"a full name that is another's", "Republic of China", "TW"},
		{"a republic that is no style", "Dominican Republic (the)", "DO"},
		{"the other Congo", "Congo (the Democratic Republic of the)", "CD"},
		{"the first Congo", "Congo (the)", "CG"},
		{"a state of the US in full", "State of Georgia", ""},
		{"a flag", "\U0001F1E9\U0001F1EA", "DE"},
		{"a flag of nobody", "\U0001F1FD\U0001F1FD", ""},
		{"a mainland", "China (Mainland)", "CN"},
		{"a city of its own", "Hong Kong, China", "HK"},
		{"the north", "Korea (North)", "KP"},
		{"locale with a hyphen", "pt-BR", "BR"},
		{"locale with an underscore", "en_US", "US"},
		{"what only looks like a locale", "xq-DE", ""},
		{"a sentence is no country", "We ship to Germany and France", ""},
		{"a city", "Berlin", ""},
		{"a single letter", "D", ""},
		{"empty", "", ""},
		{"European Union", "EU", ""},
		{"Kosovo", "Kosovo", "XK"},
		{"a state that is no more", "SU", ""},
		{"Michigan", "MI", ""},
		{"invalid UTF-8", "\xff\xfe\xff", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := region.Country([]byte(c.in))
			if got != c.want || ok != (c.want != "") {
				t.Errorf("Country(%q) = %q, %v; want %q", c.in, got, ok, c.want)
			}
		})
	}
}

func TestSubdivision(t *testing.T) {
	for _, c := range []struct {
		name, in, code string
		status         detectors.Status
		candidates     int
	}{
		{"California", "4155550123", "US-CA", detectors.Known, 0},
		{"an area code that libphonenumber has longer prefixes of only", "7185550123", "US-NY", detectors.Known, 0},
		{"Ontario", "4165550123", "CA-ON", detectors.Known, 0},
		{"two provinces", "9025550123", "", detectors.Shared, 2},
		{"an exchange of Charlottetown", "902566" + "0000", "CA-PE", detectors.Known, 0},
		{"three territories", "8675550123", "", detectors.Shared, 3},
		{"toll-free", "8005550123", "", detectors.Nongeographic, 0},
		{"personal", "5005550123", "", detectors.Nongeographic, 0},
		{"Jamaica is a region of its own", "8765550123", "", detectors.Unknown, 0},
		{"no such area code", "1115550123", "", detectors.Unknown, 0},
		{"too short", "415", "", detectors.Unknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, status, candidates := region.Subdivision([]byte(c.in))
			if code != c.code || status != c.status || len(candidates) != c.candidates {
				t.Errorf("Subdivision = %q, %v, %v; want %q, %v, %d candidates", code, status, candidates, c.code, c.status, c.candidates)
			}
		})
	}
}

func TestNothingAllocates(t *testing.T) {
	for _, in := range []string{"DE", "United States", "GERMANY", "Österreich", "no country at all"} {
		b := []byte(in)
		region.Country(b)
		if n := testing.AllocsPerRun(100, func() { region.Country(b) }); n > 0 {
			t.Errorf("Country(%q): %v allocations", in, n)
		}
	}
}

func FuzzCountry(f *testing.F) {
	for _, s := range []string{"DE", "Deutschland", "\xff", "de_AT", "  .", "日本"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if code, ok := region.Country(b); ok != (len(code) == 2) {
			t.Errorf("Country = %q, %v", code, ok)
		}
	})
}

func BenchmarkCountry(b *testing.B) {
	values := [][]byte{[]byte("United States"), []byte("DE"), []byte("österreich"), []byte("Ada Lovelace")}
	region.Country(values[0])
	for b.Loop() {
		for _, v := range values {
			region.Country(v)
		}
	}
}
