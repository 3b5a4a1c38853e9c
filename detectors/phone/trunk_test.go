package phone

import (
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
)

// TestWhoWritesNoTrunkPrefix holds the lists to how the library writes its
// examples.
func TestWhoWritesNoTrunkPrefix(t *testing.T) {
	for name, c := range map[string]struct {
		of   phonenumbers.PhoneNumberType
		have []string
	}{"mobile": {phonenumbers.MOBILE, bareMobile}, "fixed": {phonenumbers.FIXED_LINE, bareFixed}} {
		var want []string
		for r := range phonenumbers.GetSupportedRegions() {
			n := phonenumbers.GetExampleNumberForTypeInRegion(r, c.of)
			if n == nil || phonenumbers.GetNddPrefixForRegion(r, true) != "0" {
				continue
			}
			if text := strings.TrimLeft(phonenumbers.Format(n, phonenumbers.NATIONAL), "("); text[0] != '0' {
				want = append(want, r)
			}
		}
		slices.Sort(want)
		if !slices.Equal(want, c.have) {
			t.Errorf("%s: %v, want %v", name, c.have, want)
		}
	}
}
