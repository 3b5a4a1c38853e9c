package phone

import (
	"sync"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// maxDigits is how many digits E.164 allows.
const maxDigits = 15

// parse reads b as one number and returns it if it is valid, or if it is from a
// range published for fiction.
func parse(b []byte, region string) (n plan.Number, ok bool) {
	n, ok = plan.Parse(b, region)
	if !ok {
		return n, false
	}
	n = dialled(b, n, region)
	var buf [24]byte
	e164 := n.AppendE164(buf[:0])
	if ok = len(e164) <= maxDigits && (n.Valid() || fictional(e164)); !ok {
		if other, is := parseAlike(b, region); is {
			return other, true
		}
	}
	return n, ok
}

// dialled is n, unless b is 00 and a number with the region's own calling code:
// the plan of Colombia knows 005 and 007 as prefixes, and would take 0057 301
// for one before a Russian number.
func dialled(b []byte, n plan.Number, region string) plan.Number {
	if len(b) < 10 || b[0] != '0' || b[1] != '0' || region == "" {
		return n
	}
	code := plan.CallingCodeOf(region)
	if n.CallingCode() == code {
		return n
	}
	var buf [64]byte
	if m, ok := e164(plan.AppendDigits(buf[:0], b[2:min(len(b), 60)])); ok && m.CallingCode() == code {
		return m
	}
	return n
}

// e164 reads digits as E.164 without its plus.
func e164(digits []byte) (n plan.Number, ok bool) { return parseBehind("+", digits, "") }

// parseBehind reads digits behind a plus or a zero that they lack, or as they
// are where there is none: a caller's buffer stays where it is.
func parseBehind(head string, digits []byte, region string) (n plan.Number, ok bool) {
	if len(digits) > 2*maxDigits {
		return n, false
	}
	buf, ok := heads.Get().(*[2*maxDigits + 1]byte)
	if !ok {
		buf = new([2*maxDigits + 1]byte)
	}
	n, ok = parse(append(append(buf[:0], head...), digits...), region)
	heads.Put(buf)
	return n, ok
}

// heads are what parseBehind writes into: the plan's parser keeps nothing of a
// text, but the compiler cannot know.
var heads sync.Pool

// isE164 reports whether digits are those of n, with its calling code.
func isE164(n *plan.Number, digits []byte) bool {
	var buf [24]byte
	return string(digits) == string(n.AppendE164(buf[:0]))
}

// supported reports whether the plan knows the region.
func supported(region string) bool { return plan.CallingCodeOf(region) != 0 }

// regionOf returns the region of a value's numbers in national format, "" where
// no hint names one that the plan knows.
func regionOf(h detectors.Hints) (region string, how detectors.How) {
	if region, how = h.Region(); !supported(region) {
		return "", detectors.None
	}
	return region, how
}
