package verdict

import (
	"bytes"
	"regexp"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Shape adds to s what value looks like. It reads at most the first 128 bytes.
func Shape(s *profile.Shapes, value []byte) {
	v := bytes.TrimSpace(value)
	if len(v) > 64 {
		s.Long++
	}
	if len(v) == 0 || len(v) > 128 {
		return
	}
	var digits, hex, letters, stars, points, other int
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			hex++
			letters++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			letters++
		case c == '*' || c == 0xe2 || c == 0x80 || c == 0xa2: // • is e2 80 a2
			stars++
		case c == '.':
			points++
		case c == '+', c == '-', c == ' ', c == '(', c == ')':
		default:
			other++
		}
	}
	n := len(v)
	switch {
	case digits == n:
		s.Digits++
	case points == 1 && digits >= 2 && letters == 0 && other == 0 && stars == 0:
		s.Decimal++
	case stars >= 3 && digits >= 1 && letters == 0:
		s.Masked++
	}
	if digits+hex == n && digits > 0 && hex > 0 && (n == 32 || n == 40 || n == 64) {
		s.Hex++
		return
	}
	if n >= 24 && digits > 0 && letters > hex && base64Like(v) {
		s.Base64++
	}
}

// base64Like says that v has the letters of base64 only, in both cases.
func base64Like(v []byte) bool {
	var upper, lower bool
	for _, c := range bytes.TrimRight(v, "=") {
		switch {
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= '0' && c <= '9', c == '+', c == '/', c == '-', c == '_':
		default:
			return false
		}
	}
	return upper && lower
}

// Code says that v is a figure or a code: digits and punctuation, with at most
// five letters in front and no second word.
func Code(v []byte) bool {
	letters, digits := 0, 0
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80:
			if digits > 0 {
				return false
			}
			letters++
		}
	}
	return digits > 0 && letters <= 5 && len(v) <= 32
}

var groups = regexp.MustCompile(`^\d{3}[-. ]\d{3}[-. ]\d{4}$`)

// Marked says that v is written as a phone number is and hardly anything else:
// with a plus, with a bracketed area code, with a trunk 0 before groups, or in
// the groups of North America.
func Marked(v []byte) bool {
	switch {
	case len(v) < 7:
		return false
	case v[0] == '+', v[0] == '(', groups.Match(v):
		return true
	case v[0] != '0':
		return false
	}
	return bytes.ContainsAny(v, " -/.()") || bytes.HasPrefix(v, []byte("00"))
}
