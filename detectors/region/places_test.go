package region_test

import (
	"testing"

	"github.com/dialmap/dialmap/detectors/region"
)

func TestPlacesNameCountries(t *testing.T) {
	for _, c := range []struct {
		name string
		read func([]byte) (string, bool)
		in   string
		want string
	}{
		{"state by name", region.State, "California", "US"},
		{"state by code", region.State, "TX", "US"},
		{"province", region.State, "Québec", "CA"},
		{"province by code", region.State, "ON", "CA"},
		{"a code that two countries have", region.State, "WA", ""},
		{"ISO 3166-2", region.State, "DE-BY", "DE"},
		{"Bundesland in upper case", region.State, "BADEN-WÜRTTEMBERG", "DE"},
		{"prefecture", region.State, "香川県", "JP"},
		{"a city", region.State, "Smallville", ""},
		{"locale", region.Locale, "de_AT", "AT"},
		{"locale with a script", region.Locale, "zh-Hant-TW", "TW"},
		{"locale with an encoding", region.Locale, "pt_BR.UTF-8", "BR"},
		{"language alone", region.Locale, "de", ""},
		{"currency", region.Currency, "JPY", "JP"},
		{"currency of a country that shares it with small ones", region.Currency, "CHF", "CH"},
		{"currency of a union", region.Currency, "EUR", ""},
		{"the dollar is everywhere", region.Currency, "USD", ""},
		{"no currency", region.Currency, "DEM", ""},
		{"address with its country", region.Address, "Záhřebská 158/20, 120 00 Praha 2, Česko", "CZ"},
		{"American address", region.Address, "1716 Topeka St, Norman, OK 73069-8224", "US"},
		{"Canadian address", region.Address, "12 King St, Toronto ON M5H 1A1", "CA"},
		{"British address", region.Address, "10 Downing Street, London SW1A 2AA", "GB"},
		{"Japanese address", region.Address, "香川県高松市番町四丁目１番３号", "JP"},
		{"address that ends with a state's code, which is a country's too", region.Address, "1 Main St, Wilmington, DE", ""},
		{"address that ends with a country's code", region.Address, "Strada 1, Bucharest, RO", "RO"},
		{"address that ends with a city", region.Address, "Hauptstraße 5, 10115 Berlin", "DE"},
		{"a locale of three letters", region.Locale, "fil_PH", "PH"},
		{"a large city", region.City, "KÖLN", "DE"},
		{"a large city in English", region.City, "Cologne", "DE"},
		{"a city of two countries", region.City, "San Juan", ""},
		{"a small town", region.City, "Smallville", ""},
		{"address without either", region.Address, "Friesener Straße 1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := c.read([]byte(c.in)); ok != (c.want != "") || ok && got != c.want {
				t.Errorf("%q: %q, %v; want %q", c.in, got, ok, c.want)
			}
		})
	}
}

func TestTextSpeaksOfItsCountry(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"Japanese", "独立行政法人国立病院機構高松医療センター", "JP"},
		{"Korean", "서울특별시 강남구 테헤란로", "KR"},
		{"mail address", "office@example.com.ar", "AR"},
		{"web address", "https://www.example.de/kontakt", "DE"},
		{"an ending that everybody uses", "https://example.io/", ""},
		{"Czech letters", "Příčná ulice, Třebíč", "CZ"},
		{"a name", "Ada Lovelace", ""},
		{"a country's name", "Deutschland", "DE"},
		{"Hungarian street", "Kossuth utca 12", "HU"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := map[string]float64{}
			region.Speak(said, []byte(c.in))
			best := ""
			for r, n := range said {
				if n > said[best] {
					best = r
				}
			}
			if best != c.want {
				t.Errorf("speaks of %q: %v; want %q", best, said, c.want)
			}
		})
	}
}
