// Package region says whose number it is, as far as names and prefixes tell.
//
// [Country] reads the value of a country column: ISO 3166-1 codes and the names
// of countries in their own and in many other languages. [Subdivision] reads a
// North American number: the US state or the Canadian province its prefix was
// issued in. Both are evidence of a place, never proof of residence: numbers
// are ported and people move.
package region

import (
	"bytes"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is the length in bytes from which a value is not a country's name.
const longest = 96

// Country returns the ISO 3166-1 alpha-2 code of the country that text names.
// It accepts alpha-2 and alpha-3 codes all in upper or all in lower case, three
// digit numeric codes, locales such as de_AT, flags, and names and common
// aliases in any case, with or without diacritics or the words of a state's full
// name (Moldova, the Republic of). A code beside a name, or a name in two
// languages, counts where both say the same: DE - Germany, Germany (DE). It does
// not look for names inside a longer text.
func Country(text []byte) (region string, ok bool) {
	text = trim(text)
	if len(text) < 2 || len(text) > longest {
		return "", false
	}
	if region, ok = country(text); ok {
		return region, true
	}
	if a, b, ok := halves(text); ok {
		if region, ok = country(a); ok {
			if other, _ := country(b); other == region {
				return region, true
			}
		}
	}
	return "", false
}

// halves cuts what is written as two names of one thing: at a bracket, a dash
// between spaces or behind a code, a slash or a bar. Both are trimmed.
func halves(text []byte) (a, b []byte, ok bool) {
	i := bytes.IndexAny(text, "(/|-–:")
	if i < 2 {
		return nil, nil, false
	}
	_, n := utf8.DecodeRune(text[i:])
	if text[i] == '-' && text[i-1] != ' ' && !(i <= 3 && upper(text[:i])) {
		return nil, nil, false // Guinea-Bissau
	}
	a, b = trim(text[:i]), trim(text[i+n:])
	return a, b, len(a) >= 2 && len(b) >= 2
}

// country reads one name or code.
func country(text []byte) (region string, ok bool) {
	t := names()
	if len(text) <= 3 {
		if region, ok = t.codes[string(text)]; ok {
			return region, true
		}
	}
	if region, ok = t.exact[string(text)]; ok {
		return region, true
	}
	if letters, ok := initials(text); ok {
		region, ok = t.codes[string(letters[:])]
		return region, ok
	}
	if len(text) == 5 && (text[2] == '-' || text[2] == '_') {
		return locale(t, text)
	}
	if len(text) == 8 && text[0] == 0xF0 {
		return flag(t, text)
	}
	var buf [2 * longest]byte
	folded := fold(buf[:0], text)
	if len(folded) < 2 {
		return "", false
	}
	if region, ok = t.folded[string(folded)]; ok {
		return region, true
	}
	if short := plain(folded); len(short) > 3 && len(short) < len(folded) {
		region, ok = t.folded[string(short)]
	}
	return region, ok
}

// flag reads two regional indicators.
func flag(t *table, text []byte) (string, bool) {
	a, n := utf8.DecodeRune(text)
	b, _ := utf8.DecodeRune(text[n:])
	const first, last = 0x1F1E6, 0x1F1FF
	if a < first || a > last || b < first || b > last {
		return "", false
	}
	region, ok := t.codes[string([]byte{'A' + byte(a-first), 'A' + byte(b-first)})]
	return region, ok
}

// styles are the words that make a state's full name of its short one. That of
// Georgia is no State of: there is one in the US.
var styles = []string{"federal republic of", "united republic of", "islamic republic of", "republic of", "kingdom of", "commonwealth of", "principality of", "grand duchy of", "sultanate of", "union of", "federation of"}

// plain cuts the words of a full name, and articles, off a folded one.
func plain(name []byte) []byte {
	cut := func(name []byte, word string) []byte {
		if rest, ok := bytes.CutSuffix(name, []byte(word)); ok && len(rest) > 0 && rest[len(rest)-1] == ' ' {
			return rest[:len(rest)-1]
		}
		if rest, ok := bytes.CutPrefix(name, []byte(word)); ok && len(rest) > 0 && rest[0] == ' ' {
			return rest[1:]
		}
		return name
	}
	name = cut(name, "the")
	for _, s := range styles {
		if short := cut(name, s); len(short) < len(name) {
			name = short
			break
		}
	}
	return cut(name, "the")
}

// initials reads U.S. and U.K., which folded would be words.
func initials(text []byte) (letters [2]byte, ok bool) {
	upper := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	switch {
	case len(text) == 3 || len(text) == 4 && text[3] == '.':
		return [2]byte{text[0], text[2]}, upper(text[0]) && text[1] == '.' && upper(text[2])
	case len(text) == 4 || len(text) == 5 && text[4] == '.':
		return [2]byte{text[0], text[3]}, upper(text[0]) && string(text[1:3]) == ". " && upper(text[3])
	}
	return letters, false
}

// locale reads language_REGION, as programs store it.
func locale(t *table, text []byte) (string, bool) {
	if !t.languages[string(text[:2])] || text[3] > 'Z' {
		return "", false
	}
	region, ok := t.codes[string(text[3:])]
	return region, ok
}

// names builds the table on the first call, in a few tens of milliseconds.
var names = sync.OnceValue(build)

// trim cuts the white space, quotes and brackets around a value.
func trim(b []byte) []byte {
	for len(b) > 0 && border(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && border(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func border(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '"', '\'', '(', ')', '[', ']', ',', ';', '.':
		return true
	}
	return false
}

// fold appends text in lower case without diacritics, and with one space for
// every run of what is neither letter, mark nor digit: the form in which names
// are compared.
func fold(dst, text []byte) []byte {
	ascii := true
	for _, c := range text {
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if !ascii {
		var buf [4 * longest]byte
		text = norm.NFKD.Append(buf[:0], text...)
	}
	space := false
	for len(text) > 0 {
		r, n := rune(text[0]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text)
		}
		text = text[n:]
		switch {
		case unicode.Is(unicode.Mn, r) && r < 0x0900: // accents; in Indic scripts marks are vowels
			continue
		case r == '\'' || r == '’' || r == '.' || r == '·':
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if space && len(dst) > 0 {
				dst = append(dst, ' ')
			}
			space = false
			dst = appendLower(dst, r)
		case r == '&':
			if len(dst) > 0 {
				dst = append(dst, ' ')
			}
			dst, space = append(dst, "and"...), true
		default:
			space = true
		}
	}
	return dst
}

// appendLower appends r in lower case, and the letters that do not decompose
// as people write them on other keyboards.
func appendLower(dst []byte, r rune) []byte {
	switch r = unicode.ToLower(r); r {
	case 'ø':
		return append(dst, 'o')
	case 'ł':
		return append(dst, 'l')
	case 'đ':
		return append(dst, 'd')
	case 'ı':
		return append(dst, 'i')
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	}
	return utf8.AppendRune(dst, r)
}
