// Package traits finds the personal data that lies beside phone numbers: mail
// addresses, names, dates of birth, identity numbers, cards, and the rest of
// [detectors.Kind]. The phone stays the subject; a trait is counted, and above
// all counted together with phones.
//
// A column is decided from its name and its values together ([Finder.Column]):
// one check digit proves nothing, since a tenth of any country's phones pass
// it. In texts only what has a form of its own is found ([Finder.Traits]).
package traits

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors"
)

// Finder is the [detectors.Companion]. The zero value is ready for use.
type Finder struct{}

var _ detectors.Companion = Finder{}

// schemeOf returns the scheme of that name.
func schemeOf(name string) *scheme {
	for i := range schemes {
		if schemes[i].name == name {
			return &schemes[i]
		}
	}
	return nil
}

// compactForm takes spaces, dots, hyphens and slashes off and puts letters in upper
// case. It is "" where the value is too long for an identity number.
func compactForm(v []byte) string {
	var buf [24]byte
	n := 0
	for _, c := range v {
		switch {
		case c == ' ' || c == '.' || c == '-' || c == '/' || c == '(' || c == ')':
			continue
		case n == len(buf) || c >= 0x80:
			return ""
		case c >= 'a' && c <= 'z':
			c &^= 0x20
		}
		buf[n] = c
		n++
	}
	return string(buf[:n])
}

// isPlaceholder says that a value stands for none.
func isPlaceholder(v []byte) bool {
	v = bytes.TrimSpace(v)
	if len(v) > 12 {
		return false
	}
	switch string(bytes.ToLower(v)) {
	case "", "-", "--", "---", "n/a", "na", "n.a.", "none", "null", "nil", "unknown", "nan", "?", ".", "x", "0", "keine", "keiner", "unbekannt", "aucun", "ninguno", "nessuno", "brak", "нет", "無", "无", "なし", "없음":
		return true
	}
	return false
}
