package observe

import (
	"strings"
	"unicode"
)

// looksDialable reports whether a value is digits and the signs that people set
// between those of a phone number, as many as E.164 allows from the shortest
// national number on. A detector that found nothing in it found no plan for it.
func looksDialable(value []byte) bool {
	const fewest, most, longest = 7, 15, 40
	if len(value) < fewest || len(value) > longest {
		return false
	}
	digits := 0
	for _, r := range string(value) {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !unicode.IsSpace(r) && !strings.ContainsRune("+-./()\u2010\u2011\u2012\u2013\u00ad\u200e\u200f\u202a\u202c", r):
			return false
		}
	}
	return digits >= fewest && digits <= most
}
