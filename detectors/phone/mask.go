package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
)

// hidden is how many digits of a masked number at least do not show.
const hidden = 6

// Mask shows what a number looks like: the calling code and at most the area
// code, with six digits hidden at least, such as "+49 15• ••••••••". A number
// that is too short for that, or whose region is unknown, shows its length
// only. region is the number's, "" where there is none.
func Mask(n detectors.Number, region string) string {
	digits, known := n.Digits()
	if !known {
		return strings.Repeat("•", len(digits))
	}
	p, err := phonenumbers.Parse("+"+digits, "ZZ")
	if err != nil {
		return strings.Repeat("•", len(digits))
	}
	national := phonenumbers.GetNationalSignificantNumber(p)
	if len(national) < hidden || len(national) > len(digits) {
		return strings.Repeat("•", len(digits))
	}
	code := digits[:len(digits)-len(national)]
	area := min(phonenumbers.GetLengthOfNationalDestinationCode(p), len(national)-hidden)
	show := min(area, 2)
	if code == "1" {
		show = min(area, 3)
	}
	var b strings.Builder
	b.WriteString("+" + code + " ")
	if area > 0 {
		b.WriteString(national[:show] + strings.Repeat("•", area-show) + " ")
	}
	b.WriteString(strings.Repeat("•", len(national)-area))
	return b.String()
}
