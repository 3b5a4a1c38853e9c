package phone_test

import (
	"testing"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// Records of France hold numbers of its overseas departments, which are dialled
// from there like any other; each is of its own region.
func TestNumbersOfFranceOverseasAreReadInFrance(t *testing.T) {
	for _, region := range []string{"FR", "GP", "GF", "MQ", "RE"} {
		for _, home := range []string{"FR", "RE", "MQ"} {
			number := phonenumbers.GetExampleNumberForTypeInRegion(region, phonenumbers.MOBILE)
			text := "0" + phonenumbers.GetNationalSignificantNumber(number)
			v := detectors.Value{Text: []byte(text), National: detectors.On}
			v.Row = home
			m, _ := phone.New().Detect(nil, v)
			if len(m) != 1 || m[0].Region != region {
				t.Errorf("a number of %s in a record of %s: %d matches, want one of %s", region, home, len(m), region)
			}
		}
	}
	fixed := phonenumbers.GetExampleNumberForTypeInRegion("YT", phonenumbers.FIXED_LINE)
	for _, home := range []string{"FR", "YT"} {
		v := detectors.Value{Text: []byte("0" + phonenumbers.GetNationalSignificantNumber(fixed)), National: detectors.On}
		v.Row = home
		if m, _ := phone.New().Detect(nil, v); len(m) != 1 || m[0].Region != "YT" {
			t.Errorf("a number of Mayotte in a record of %s: %v", home, len(m))
		}
	}
	number := phonenumbers.GetExampleNumberForTypeInRegion("RE", phonenumbers.MOBILE)
	v := detectors.Value{Text: []byte("0" + phonenumbers.GetNationalSignificantNumber(number)), National: detectors.On}
	v.Row = "DE"
	if m, _ := phone.New().Detect(nil, v); len(m) == 1 && m[0].Region == "RE" {
		t.Error("a number in national form in a record of Germany is of Réunion")
	}
}
