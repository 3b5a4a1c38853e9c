package phone

import (
	"strings"

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
	p, ok := e164([]byte(digits))
	national := string(p.National())
	if !ok || len(national) < hidden || len(national) >= len(digits) {
		return strings.Repeat("•", len(digits))
	}
	area := min(p.Area(), len(national)-hidden)
	show := min(area, 2)
	if p.CallingCode() == 1 {
		show = min(area, 3)
	}
	var b strings.Builder
	b.WriteString("+" + digits[:len(digits)-len(national)] + " ")
	if area > 0 {
		b.WriteString(national[:show] + strings.Repeat("•", area-show) + " ")
	}
	b.WriteString(strings.Repeat("•", len(national)-area))
	return b.String()
}
