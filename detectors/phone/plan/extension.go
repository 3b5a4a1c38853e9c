package plan

import (
	"unicode"
	"unicode/utf8"
)

// extension returns the end of the extension that begins at i, or i. The forms
// are libphonenumber's, tried in its order: ";ext=", an explicit label, a label
// of one sign, and digits before a hash.
func extension(b []byte, i int) int {
	if i == len(b) {
		return i
	}
	switch c := b[i]; {
	case c < utf8.RuneSelf && !mayExtend[c]:
		return i
	case c == ';':
		if j, ok := literal(b, i, ";ext="); ok {
			if end, n := digitsUpTo(b, j, 20); n > 0 {
				return end
			}
		}
		return i
	}
	label := skip(b, i, " \u00A0\t,")
	if label < len(b) && (b[label] >= utf8.RuneSelf || mayLabel[b[label]]) {
		if j, ok := explicitLabel(b, label); ok {
			if end, ok := labelled(b, j, 20); ok {
				return end
			}
		}
		if j, ok := ambiguousLabel(b, label); ok {
			if end, ok := labelled(b, j, 9); ok {
				return end
			}
		}
	}
	if j := skip(b, i, "- "); j > i {
		if end, n := digitsUpTo(b, j, 6); n > 0 && end < len(b) && b[end] == '#' {
			return end + 1
		}
	}
	return i
}

// mayExtend are the ASCII characters that an extension may begin with.
var mayExtend = func() (t [utf8.RuneSelf]bool) {
	for _, c := range "; \t,-eExX#~iIaA" {
		t[c] = true
	}
	return t
}()

// mayLabel are the ASCII characters that a label may begin with.
var mayLabel = func() (t [utf8.RuneSelf]bool) {
	for _, c := range "eExX#~iIaA" {
		t[c] = true
	}
	return t
}()

// labelled reads what stands behind a label: a full stop or colon, white space,
// at most most digits and a hash.
func labelled(b []byte, i, most int) (end int, ok bool) {
	// The optional stop is tried first; the white space that follows never
	// holds one, so nothing is given up by taking it.
	if i < len(b) && (b[i] == ':' || b[i] == '.') {
		i++
	} else if j, ok := literal(b, i, "．"); ok {
		i = j
	}
	end, n := digitsUpTo(b, skip(b, i, " \u00A0\t,-"), most)
	if n == 0 {
		return 0, false
	}
	if end < len(b) && b[end] == '#' {
		end++
	}
	return end, true
}

// explicitLabel reads ext, extn, extension, доб and the like in any case.
func explicitLabel(b []byte, i int) (end int, ok bool) {
	if i == len(b) {
		return i, false
	}
	switch b[i] {
	case 'e', 'E', 'x', 'X':
		j, _ := literal(b, i, "e")
		k, ok := literal(b, j, "xt")
		if !ok {
			return i, false
		}
		if m, ok := literal(b, k, "ensi"); ok {
			if o, ok := literal(b, m, "o"); ok {
				k, _ = literal(b, o, "\u0301")
			} else if o, ok := literal(b, m, "\u00F3"); ok {
				k = o
			}
		}
		k, _ = literal(b, k, "n")
		return k, true
	case 'a', 'A':
		return literal(b, i, "anexo")
	}
	if b[i] < utf8.RuneSelf {
		return i, false
	}
	j, _ := literal(b, i, "\uFF45")
	if k, ok := literal(b, j, "\uFF58\uFF54"); ok {
		k, _ = literal(b, k, "\uFF4E")
		return k, true
	}
	return literal(b, i, "\u0434\u043E\u0431")
}

// ambiguousLabel reads x, #, ~, int and their full-width forms.
func ambiguousLabel(b []byte, i int) (end int, ok bool) {
	if i == len(b) {
		return i, false
	}
	switch b[i] {
	case 'x', 'X', '#', '~':
		return i + 1, true
	case 'i', 'I':
		return literal(b, i, "int")
	}
	if b[i] < utf8.RuneSelf {
		return i, false
	}
	for _, s := range [...]string{"\uFF58", "\uFF03", "\uFF5E", "\uFF49\uFF4E\uFF54"} {
		if end, ok = literal(b, i, s); ok {
			return end, true
		}
	}
	return i, false
}

// skip returns the first position at or after i whose character is not in set.
func skip(b []byte, i int, set string) int {
	for i < len(b) {
		if c := b[i]; c < utf8.RuneSelf && c > ' ' && c != '-' && c != ',' {
			return i
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || !contains(set, r) {
			return i
		}
		i += n
	}
	return i
}

func contains(set string, r rune) bool {
	for _, s := range set {
		if s == r {
			return true
		}
	}
	return false
}

// digitsUpTo reads at most most digits.
func digitsUpTo(b []byte, i, most int) (end, n int) {
	for n < most && i < len(b) {
		v, size := digitValue(b[i:])
		if v < 0 {
			break
		}
		i, n = i+size, n+1
	}
	return i, n
}

// literal reports whether b has s at i in any case, and where it ends.
func literal(b []byte, i int, s string) (end int, ok bool) {
	j := i
	for _, want := range s {
		if j >= len(b) {
			return i, false
		}
		if c := b[j]; c < utf8.RuneSelf {
			// No other letter of a label is an ASCII one in another case.
			if rune(c) != want && (want < 'a' || want > 'z' || rune(c|0x20) != want) {
				return i, false
			}
			j++
			continue
		}
		got, n := utf8.DecodeRune(b[j:])
		if got == utf8.RuneError && n == 1 || got != want && !sameLetter(got, want) {
			return i, false
		}
		j += n
	}
	return j, true
}

// sameLetter reports whether two characters differ in case only.
func sameLetter(a, b rune) bool {
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}
