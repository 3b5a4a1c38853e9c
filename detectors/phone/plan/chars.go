package plan

import (
	"unicode"
	"unicode/utf8"
)

// class says what a character may be in a candidate.
type class uint8

// The classes of libphonenumber's grammar. Brackets are leads and punctuation.
const (
	digit class = 1 << iota
	lead        // ( [ + and their full-width forms
	punct       // between two groups of digits
)

// ascii holds the classes of single bytes.
var ascii = func() (t [utf8.RuneSelf]class) {
	for c := '0'; c <= '9'; c++ {
		t[c] = digit
	}
	for _, c := range "-xX ()./[]~" {
		t[c] |= punct
	}
	for _, c := range "([+" {
		t[c] |= lead
	}
	return t
}()

// classOf returns the class of a character that is not ASCII.
func classOf(r rune) class {
	switch {
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0x30FC, r >= 0xFF0D && r <= 0xFF0F,
		r == 0xA0, r == 0xAD, r == 0x200B, r == 0x2060, r == 0x3000,
		r == 0xFF09, r == 0xFF3D, r == 0x2053, r == 0x223C, r == 0xFF5E:
		return punct
	case r == 0xFF08, r == 0xFF3B:
		return punct | lead
	case r == 0xFF0B:
		return lead
	case isDigit(r):
		return digit
	}
	return 0
}

// isDigit reports whether a character that is not ASCII is a decimal digit.
// Most letters lie where no script has its digits.
func isDigit(r rune) bool {
	if r < 0x660 || r >= 0x1C60 && r < 0xA620 || r >= 0xAC00 && r < 0xFF10 {
		return false
	}
	return unicode.Is(unicode.Nd, r)
}

// at decodes the character at i and returns its class and size in bytes.
func at(b []byte, i int) (c class, size int) {
	if b[i] < utf8.RuneSelf {
		return ascii[b[i]], 1
	}
	r, size := utf8.DecodeRune(b[i:])
	return classOf(r), size
}

// DigitValue returns the value of the decimal digit at the head of b, of any
// script, or -1, and the size of what stands there. b is not empty.
func DigitValue(b []byte) (value, size int) { return digitValue(b) }

// digitValue is DigitValue.
func digitValue(b []byte) (value, size int) {
	if b[0] < utf8.RuneSelf {
		if b[0] >= '0' && b[0] <= '9' {
			return int(b[0] - '0'), 1
		}
		return -1, 1
	}
	r, size := utf8.DecodeRune(b)
	if !isDigit(r) {
		return -1, size
	}
	return value9(r), size
}

// digitValueAt is digitValue at i, where there may be nothing.
func digitValueAt(b []byte, i int) (value, size int) {
	if i >= len(b) {
		return -1, 0
	}
	return digitValue(b[i:])
}

// value9 returns the value of a decimal digit that is not ASCII: every block of
// them is ten characters in order.
func value9(r rune) int {
	for _, t := range unicode.Nd.R16 {
		if r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	return 0
}

// AppendDigits appends the decimal digits of b, of any script, in ASCII.
func AppendDigits(dst, b []byte) []byte { return appendDigits(dst, b) }

// appendDigits appends the digits of b in ASCII.
func appendDigits(dst, b []byte) []byte {
	for len(b) > 0 {
		if c := b[0]; c < utf8.RuneSelf {
			if c-'0' <= 9 {
				dst = append(dst, c)
			}
			b = b[1:]
			continue
		}
		v, n := digitValue(b)
		if v >= 0 {
			dst = append(dst, '0'+byte(v))
		}
		b = b[n:]
	}
	return dst
}

// IsLatin reports whether r is a letter of the Latin script, or a mark on one.
// Next to a number it makes it a part of a word.
func IsLatin(r rune) bool { return isLatin(r) }

// isLatin reports whether r is a letter of the Latin script, or a mark on one.
func isLatin(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	if r >= 0x300 && r <= 0x36F {
		return true
	}
	return (unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)) && unicode.Is(unicode.Latin, r)
}
