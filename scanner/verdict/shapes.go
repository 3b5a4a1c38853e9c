package verdict

import (
	"bytes"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Shape adds to s what value looks like. It reads at most the first 256 bytes.
func Shape(s *profile.Shapes, value []byte) {
	v := bytes.TrimSpace(value)
	if len(v) > 64 {
		s.Long++
	}
	if len(v) == 0 || len(v) > 1024 {
		return
	}
	v = v[:min(len(v), 256)]
	var count [classCount]int
	for _, c := range v {
		count[classOf[c]]++
	}
	digits, hex, points, other, foreign := count[digit], count[hexLetter], count[point], count[mark], count[foreigner]
	letters := hex + count[letter] + count[ex]
	if count[space] > 0 && letters > count[ex] && foreign == 0 {
		return // words
	}
	stars := count[star]
	if count[ex] > 1 && (bytes.Contains(v, []byte("xx")) || bytes.Contains(v, []byte("XX"))) {
		stars += count[ex]
	}
	if foreign >= 3 {
		dots := bytes.Count(v, []byte("•")) + bytes.Count(v, []byte("●"))
		stars, foreign = stars+dots, foreign-3*dots
	}
	n := len(v)
	switch {
	case digits == n:
		s.Digits++
		return
	case points == 1 && digits >= 2 && digits+1 == n && !zeroFraction(v), points == 1 && digits >= 2 && v[0] == '-' && digits+2 == n:
		s.Decimal++
		return
	case stars >= 2 && digits >= 1 && letters == count[ex] && other == 0 && foreign == 0 && n < 32:
		s.Masked++
		return
	case n < 12 || letters == 0 && foreign == 0:
		return
	}
	plain := bytes.TrimPrefix(bytes.TrimPrefix(v, []byte("0x")), []byte(`\x`))
	if k := len(plain); allHex(plain) && digits > 0 && hex > 0 {
		switch {
		case k == 32 || k == 40 || k == 64 || k == 56 || k == 96 || k == 128:
			s.Hex++
			return
		case k >= 24 && k%2 == 0:
			s.Cipher++
			return
		}
	}
	switch {
	case !utf8.Valid(value) && 3*foreign >= n, envelope(v):
		s.Cipher++
	case bytes.HasPrefix(v, []byte("$2")) && n >= 59, bytes.HasPrefix(v, []byte("$argon2")), bytes.HasPrefix(v, []byte("$pbkdf2")), bytes.HasPrefix(v, []byte("sha256:")), bytes.HasPrefix(v, []byte("{SHA")):
		s.Digest++
	case token(v):
		s.Token++
	case n >= 22 && digits > 0 && base64Like(v):
		switch {
		case n == 24 && v[22] == '=' && v[23] == '=', n == 28 && v[27] == '=' && v[26] != '=', n == 44 && v[43] == '=' && v[42] != '=', n == 43, n == 27:
			s.Digest++
		case n >= 24:
			s.Base64++
		}
	}
}

// The classes of bytes that make a shape.
const (
	mark      = iota // punctuation that numbers do not have
	digit            // 0 to 9
	hexLetter        // a to f
	ex               // x, which stands for a hidden digit too
	letter           // any other
	star             // *, #
	point            // a full stop
	space            // a blank
	joint            // what numbers are written with: + - ( )
	foreigner        // control characters, and all that is not ASCII
	classCount
)

var classOf = func() (t [256]uint8) {
	for i := range t {
		switch c := byte(i); {
		case c >= '0' && c <= '9':
			t[i] = digit
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			t[i] = hexLetter
		case c|0x20 == 'x':
			t[i] = ex
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			t[i] = letter
		case c == '*' || c == '#':
			t[i] = star
		case c == '.':
			t[i] = point
		case c == ' ':
			t[i] = space
		case c == '+' || c == '-' || c == '(' || c == ')':
			t[i] = joint
		case c < 0x20 || c >= 0x80:
			t[i] = foreigner
		}
	}
	return t
}()

// zeroFraction says that a decimal is a whole number to a person: 4155550123.0.
func zeroFraction(v []byte) bool {
	i := bytes.IndexByte(v, '.')
	return i > 5 && len(bytes.Trim(v[i+1:], "0")) == 0
}

func allHex(v []byte) bool {
	for _, c := range v {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return len(v) > 0
}

// envelope says that v is what a key service or a library made of a secret.
func envelope(v []byte) bool {
	for _, head := range []string{"vault:v", "enc:", "ENC[", "ENC(", "AQICA", "gAAAA", "U2FsdGVkX1", "-----BEGIN PGP", "hQEMA", "eyJhbGciOi", "encrypted:", "v1.aes", "aes:"} {
		if bytes.HasPrefix(v, []byte(head)) {
			return true
		}
	}
	return false
}

// token says that v stands for a value kept elsewhere: a UUID, or a short prefix
// and a run of letters and digits (tok_1a2b3c4d5e6f).
func token(v []byte) bool {
	if uuid(v) {
		return true
	}
	i := bytes.IndexAny(v, "_-:")
	if i < 2 || i > 8 || len(v)-i < 9 || len(v) > 48 {
		return false
	}
	for _, c := range v[:i] {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	letters, figures := 0, 0
	for _, c := range v[i+1:] {
		switch {
		case c >= '0' && c <= '9':
			figures++
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			letters++
		default:
			return false
		}
	}
	return letters > 1 && figures > 1
}

// uuid says that v is one in its usual form.
func uuid(v []byte) bool {
	return len(v) == 36 && v[8] == '-' && v[13] == '-' && v[18] == '-' && v[23] == '-' && allHex(v[:8]) && allHex(v[24:])
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

// Figures writes the digits of v, of whatever script, as ASCII has them. It may
// change v.
func Figures(v []byte) []byte {
	if !slices.ContainsFunc(v, func(c byte) bool { return c >= utf8.RuneSelf }) {
		return v
	}
	return bytes.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.IsDigit(r) {
			return r
		}
		for _, t := range unicode.Nd.R16 { // each is tens of digits in a row
			if r <= rune(t.Hi) {
				return '0' + (r-rune(t.Lo))%10
			}
		}
		return r
	}, v)
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
	return bytes.ContainsAny(v, " -/.()")
}
