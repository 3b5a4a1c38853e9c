package find

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	d := phone.New()
	for _, c := range []struct{ name, text, region, want string }{
		{"in international form", "+49 171 3920042", "", "491713920042"},
		{"in national form with its country", "0171 39200-42", "DE", "491713920042"},
		{"with blanks around it", "  +1 (212) 555-0100\t", "", "12125550100"},
		{"as a link", "tel:+1-212-555-0100", "", "12125550100"},
		{"as digits with its country", "2125550100", "US", "12125550100"},
	} {
		n, err := Parse([]byte(c.text), c.region, d)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got, _ := n.e164.Digits(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if shown := fmt.Sprintf("%v %#v %s", n, n, n.Shown()); strings.Contains(shown, "3920042") || strings.Contains(shown, "5550100") {
			t.Errorf("%s: it shows itself: %s", c.name, shown)
		}
	}
	for _, c := range []struct {
		name, text, region string
		want               error
	}{
		{"no number at all", "hello", "", errNoNumber},
		{"two numbers", "+1 212 555 0100, +1 212 555 0101", "", errSeveral},
		{"national form without a country", "0171 3920042", "", errNoRegion},
	} {
		if _, err := Parse([]byte(c.text), c.region, d); err != c.want {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestNumbersAreKnownByTheirDigits(t *testing.T) {
	n, err := Parse([]byte("+49 171 3920042"), "", phone.New())
	if err != nil {
		t.Fatal(err)
	}
	m := NewMatcher([]Number{n})
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"digits of E.164 in the name of a file", "call-491713920042.log", 1},
		{"with the prefix of an international call", "00491713920042", 1},
		{"national with a trunk prefix and blanks", "ruf 0171 39200 42 an", 1},
		{"national without", "1713920042", 1},
		{"more digits than the number has", "4917139200421", 0},
		{"digits of another number before it", "33491713920042", 0},
		{"a part of it", "3920042", 0},
		{"nothing", "", 0},
	} {
		if got := len(m.Bare(nil, []byte(c.text))); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		name   string
		number detectors.Number
		want   int
	}{
		{"the number itself", detectors.NewNumber("491713920042", true), 0},
		{"its national digits without a country", detectors.NewNumber("01713920042", false), 1},
		{"the same national digits of another country", detectors.NewNumber("431713920042", true), -1},
	} {
		if got := m.Wanted(&detectors.Match{Number: c.number}); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
