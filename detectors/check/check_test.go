package check

import (
	"strings"
	"testing"
)

// Published numbers pass, and with any one digit changed they do not.
func TestChecks(t *testing.T) {
	for _, c := range []struct {
		name   string
		passes func(string) bool
		number string
	}{
		{"a card", Luhn[string], "4111111111111111"},
		{"an IMEI", Luhn[string], "490154203237518"},
		{"an article", EAN[string], "4006381333931"},
		{"a book", EAN[string], "9780306406157"},
		{"a German account", IBAN[string], "DE89370400440532013000"},
		{"a British account", IBAN[string], "GB82WEST12345698765432"},
		{"a German tax number", Mod1110[string], "36574261809"},
		{"a Croatian number", Mod1110[string], "33392005961"},
		{"an example of Verhoeff's", Verhoeff[string], "2363"},
		{"an Indian number", Verhoeff[string], "234123412346"},
	} {
		if !c.passes(c.number) {
			t.Errorf("%s: %s does not pass", c.name, c.number)
		}
		for i, d := range c.number {
			if d < '0' || d > '9' {
				continue
			}
			for _, other := range "0123456789" {
				if changed := c.number[:i] + string(other) + c.number[i+1:]; other != d && c.passes(changed) {
					t.Errorf("%s: %s passes too", c.name, changed)
				}
			}
		}
	}
	if IBAN(strings.ToLower("DE89370400440532013000")) || IBAN([]byte("DE89 3704 0044 0532 0130 00")) {
		t.Error("an account in another form passes")
	}
}
