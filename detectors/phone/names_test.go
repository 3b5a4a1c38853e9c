package phone_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

func ExampleMask() {
	fmt.Println(phone.Mask(detectors.NewNumber("14155550123", true), "US"))
	fmt.Println(phone.Mask(detectors.NewNumber("491713920012", true), "DE"))
	fmt.Println(phone.Mask(detectors.NewNumber("02079460123", false), ""))
	// Output:
	// +1 415 •••••••
	// +49 17• •••••••
	// •••••••••••
}

func ExampleRedactor() {
	redact := phone.Redactor(phone.New())
	fmt.Println(redact("exports/contact_+44-20-7946-0123.json"))
	fmt.Println(redact("logs/2026-11-23/app.log"))
	// Output:
	// exports/contact_{}.json
	// logs/2026-11-23/app.log
}

func TestMaskHides(t *testing.T) {
	numbers := []string{"14155550123", "491713920012", "33199001234", "61491570156", "442079460123"}
	for region := range phonenumbers.GetSupportedRegions() {
		numbers = append(numbers, phonenumbers.Format(phonenumbers.GetExampleNumber(region), phonenumbers.E164)[1:])
	}
	for _, e164 := range numbers {
		mask := phone.Mask(detectors.NewNumber(e164, true), "")
		shown, dots := 0, 0
		for _, r := range mask {
			if r >= '0' && r <= '9' {
				shown++
			} else if r == '•' {
				dots++
			}
		}
		if dots < 6 || shown > 6 || strings.Contains(mask, e164) {
			t.Errorf("%d digits shown and %d hidden of %d", shown, dots, len(e164))
		}
	}
}

func TestRedactor(t *testing.T) {
	redact := phone.Redactor(phone.New())
	for _, c := range []struct{ name, in, want string }{
		{"no digits", "public.contacts", "public.contacts"},
		{"few digits", "table_123456", "table_123456"},
		{"seven digits", "table_1234567", "table_{}"},
		{"a number between letters", "user4155550123x", "user{}x"},
		{"separators", "call (415) 555-0123 now", "call {} now"},
		{"dots", "415.555.0123.json", "{}.json"},
		{"percent-encoded plus", "a/%2B442079460123.csv", "a/%2B{}.csv"},
		{"percent-encoded spaces", "44%2020%207946%200123", "{}"},
		{"full-width digits", "電話４４２０７９４６", "電話{}"},
		{"each segment by itself", "4155550123/x/4155550124", "{}/x/{}"},
		{"slashes behind a plus", "a/+49/1512/345678/b", "a/+{}/b"},
		{"colons behind a plus", "+49:1512:345678.csv", "+{}.csv"},
		{"slashes behind an encoded plus", "a/%2B49/1512/345678", "a/%2B{}"},
		{"slashes behind a plus and a bracket", "+(49)/(1512)/345678", "+({}"},
		{"a day in a path", "exports/2024/01/02/0007.csv", "exports/2024/01/02/0007.csv"},
		{"short parts of a path", "tenant/1234/567/89.csv", "tenant/1234/567/89.csv"},
		{"a folder of C++", "c++/1234/567", "c++/1234/567"},
		{"ISO date", "backup-2026-11-23.sql", "backup-2026-11-23.sql"},
		{"compact date", "backup_20261123.sql", "backup_20261123.sql"},
		{"month", "2026_11/x", "2026_11/x"},
		{"timestamp", "dump-20261123101500", "dump-20261123101500"},
		{"timestamp with a T", "dump-20261123T101500Z", "dump-20261123T101500Z"},
		{"date and time", "2026-11-23_10-15-00.log", "2026-11-23_10-15-00.log"},
		{"a date beside a number", "2026-11-23-4155550123", "2026-11-23-{}"},
		{"an impossible date", "20261399", "{}"},
		{"UUID", "550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"},
		{"a UUID of digits only", "55008400-0290-4104-0716-446655440000", "{}"},
		{"plus behind a bracket", "[+442079460123]", "[{}]"},
		{"fifteen digits that are no country's", "123456789012345.txt", "123456789012345.txt"},
		{"thirty digits", "a/123456789012345678901234567890", "a/123456789012345678901234567890"},
		{"a number behind an exit code", "rec-00442079460123.wav", "rec-{}.wav"},
		{"a number glued to a moment", "44207946012320261123101500.wav", "{}.wav"},
		{"a moment glued to a number", "20261123101500442079460123", "{}"},
		{"fourteen digits with a carrier prefix of Brazil, spaced", "0 41 11 96123 4567", "{}"},
		{"already redacted", "{}/x-{}", "{}/x-{}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := redact(c.in)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if again := redact(got); again != got {
				t.Errorf("again %q", again)
			}
		})
	}
}

func FuzzRedactor(f *testing.F) {
	for _, s := range []string{"a-4155550123", "2026-11-23-12", "550e8400-e29b-41d4-a716-446655440000", "%2B4420%207946", "1234-567 890", "２０２６1123"} {
		f.Add(s)
	}
	redact := phone.Redactor(phone.New())
	f.Fuzz(func(t *testing.T, s string) {
		got := redact(s)
		if again := redact(got); again != got {
			t.Errorf("%q, again %q", got, again)
		}
	})
}
