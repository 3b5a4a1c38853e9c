package place

import (
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
)

func TestEveryPhoneRegionHasAName(t *testing.T) {
	for region := range phonenumbers.GetSupportedRegions() {
		if !Known(region) || Name(region) == region {
			t.Errorf("region %s has no name; run go generate ./reports/place", region)
		}
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"a country", "DE", "Germany"},
		{"a territory without an assigned ISO code", "AC", "Ascension Island"},
		{"a US state", "US-CA", "California"},
		{"a Canadian province", "CA-QC", "Quebec"},
		{"an unknown code stays as it is", "ZZ-9", "ZZ-9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Name(c.code); got != c.want {
				t.Errorf("Name(%q) = %q, want %q", c.code, got, c.want)
			}
		})
	}
}
