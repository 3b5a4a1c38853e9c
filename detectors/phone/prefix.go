package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
)

// idd reports whether a candidate may begin with an international prefix: 00,
// or 011 set apart.
func idd(b []byte, c candidate) bool {
	i := c.first
	return c.digits >= 9 && (b[i] == '0' || b[i] >= 0x80)
}

// prefixed reads a number behind 00, whatever the region, and behind 011 where
// no region says that it is an area code. It returns where the number begins.
func prefixed(b []byte, c candidate, region string) (n number, start int, ok bool) {
	if !idd(b, c) || c.end-c.first > 64 {
		return n, 0, false
	}
	var buf [64]byte
	digits := appendDigits(buf[:0], b[c.first:c.end])
	digits = digits[:min(len(digits), c.digits)] // without an extension's
	skip := 0
	switch {
	case len(digits) > 8 && digits[0] == '0' && digits[1] == '0' && digits[2] != '0':
		skip = 2
	case len(digits) > 10 && digits[0] == '0' && digits[1] == '1' && digits[2] == '1' && (region == "" || northAmerican(region)):
		if at := c.first + 3; region == "" && (at >= len(b) || b[at] != ' ' && b[at] != '-') {
			return n, 0, false
		}
		skip = 3
	default:
		return n, 0, false
	}
	if n, ok = parse("+"+string(digits[skip:]), "ZZ"); !ok {
		return n, 0, false
	}
	return n, c.first, true
}

// isPrefixed reports whether a number that the plan found valid began with an
// international prefix.
func isPrefixed(b []byte, n number) bool {
	var buf [64]byte
	if len(b) > len(buf) {
		return false
	}
	digits := string(appendDigits(buf[:0], b))
	return strings.HasPrefix(digits, "00") && strings.HasPrefix(digits[2:], n.e164[:3]) ||
		strings.HasPrefix(digits, "011") && n.code != 1 && strings.HasPrefix(digits[3:], n.e164[:3])
}

// northAmerican reports whether a region's calling code is 1.
func northAmerican(region string) bool {
	return phonenumbers.GetCountryCodeForRegion(region) == 1
}
