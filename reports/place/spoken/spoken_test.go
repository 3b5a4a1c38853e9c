package spoken

import (
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
)

func TestMainIn(t *testing.T) {
	for _, c := range []struct {
		name, region, tag string
		want              bool
	}{
		{"the language of a country", "DE", "de", true},
		{"a variant of it", "AT", "de-AT", true},
		{"one that many people know is not a main one", "DE", "en", false},
		{"one of several", "CH", "it", true},
		{"a regional one is not of the whole country", "ES", "ca", false},
		{"a country of more than one official language", "CA", "fr_CA", true},
		{"Norwegian by its general code", "NO", "no", true},
		{"Norwegian by one of its written forms", "NO", "nn", true},
		{"a country where the official language is one of few", "IN", "en", true},
		{"Chinese by its script", "TW", "zh-Hant", true},
		{"an unknown region has none", "ZZ", "en", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Main(c.region, c.tag); got != c.want {
				t.Errorf("Main(%q, %q) = %v, want %v; main ones are %v", c.region, c.tag, got, c.want, In(c.region))
			}
		})
	}
	for region := range phonenumbers.GetSupportedRegions() {
		if len(In(region)) == 0 && region != "001" {
			t.Errorf("region %s has no main language", region)
		}
	}
}
