package phone

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// vanityCell reads a cell that is a toll-free number with a word in it:
// 1-800-FLOWERS.
func (s *scan) vanityCell(lo, hi int) bool {
	b := s.Text[lo:hi]
	letters := 0
	for _, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			letters++
		case c-'0' > 9 && c != '-' && c != ' ' && c != '(' && c != ')' && c != '.' && c != '+':
			return false
		}
	}
	if letters < 3 || len(b) > 24 {
		return false
	}
	n, ok := parse(b, s.region)
	if ok = ok && n.Type() == detectors.TollFree; ok {
		s.out = append(s.out, found(&n, lo, hi, detectors.Formatted, s.how, confRepaired))
		return true
	}
	c, ok := plan.NextCandidate(s.Text, lo)
	if !ok || c.Start != lo || !s.mayBeVanity(&c) {
		return false
	}
	end, ok := s.vanityWord(&c)
	return ok && end == hi
}

// mayBeVanity reports whether a word in capital letters goes on with the digits
// of a candidate.
func (s *scan) mayBeVanity(c *plan.Candidate) bool {
	b, i := s.Text, c.End
	if i < len(b) && b[i] == ')' {
		i++
	}
	if c.Digits < 3 || i+4 >= len(b) || b[i] != '-' && b[i] != ' ' && b[i] != '.' {
		return false
	}
	return b[i+1]-'A' < 26 && isKey(b[i+2]) || b[i] == '-' && c.Digits == 4 && b[c.First] == '1' && isASCIILetter(b[i+1]) && isASCIILetter(b[i+2])
}

// vanityWord reads a toll-free number of North America that goes on in letters:
// 1-800-FLOWERS, (888) 555-FILM. A space before the word, and no 1 and brackets,
// would make a number of many a street.
func (s *scan) vanityWord(c *plan.Candidate) (end int, ok bool) {
	b := s.Text
	var buf [16]byte
	digits := plan.AppendDigits(buf[:0], b[c.First:c.End])
	one := digits[0] == '1'
	if one {
		digits = digits[1:]
	}
	if s.National == detectors.Off && !one || len(digits) != 3 && len(digits) != 6 || !isTollFree(digits[:3]) || !opensWord(before(b, c.Start, s.Prev)) {
		return 0, false
	}
	i := c.End
	bracket := b[i] == ')'
	if bracket {
		i++
	}
	if !one && !bracket && b[i] != '-' || !one && !bracket && s.code != 1 && s.label() == none && !s.called() {
		return 0, false
	}
	keys := [11]byte{'1', digits[0], digits[1], digits[2]}
	n := 1 + copy(keys[1:], digits)
	letters, other, first := 0, false, byte(0)
	for i++; i < len(b); i++ {
		switch k := b[i]; {
		case isKey(k):
			if k >= 'A' {
				if letters++; first == 0 {
					first = k
				}
				other = other || k != first
			}
			if n < len(keys) {
				keys[n] = keyDigit(k)
				n++
			}
			end = i + 1
			continue
		case k == '-', k == ' ' && n < len(keys):
			continue
		case k|0x20 >= 'a' && k|0x20 <= 'z':
			return s.vanitySmall(c) // it goes on in small letters
		}
		break
	}
	if n < len(keys) || letters < 3 || !other || isPlaceholder(b[c.End:end]) {
		return 0, false
	}
	number, ok := e164(keys[:])
	if !ok {
		return 0, false
	}
	how := detectors.International
	if !one && s.code == 1 {
		how = s.how
	}
	s.out = append(s.out, found(&number, c.Start, end, detectors.Formatted, how, confRepaired))
	return end, true
}

// vanitySmall reads a number whose letters are not all capitals: 1-800-flowers. Only
// a hyphen and as many letters as there are digits left tell it from a text.
func (s *scan) vanitySmall(c *plan.Candidate) (end int, ok bool) {
	b, i := s.Text, c.End
	if c.Digits != 4 || b[c.First] != '1' || b[i] != '-' {
		return 0, false
	}
	var keys [11]byte
	n := len(plan.AppendDigits(keys[:0], b[c.First:c.End]))
	hyphens := 0
	for i++; i < len(b) && n < len(keys) && hyphens < 2; i++ {
		switch k := b[i]; {
		case k == '-':
			hyphens++
			continue
		case !isASCIILetter(k):
			return 0, false
		default:
			keys[n] = keyDigit(k &^ 0x20)
			n++
		}
	}
	if n < len(keys) || i < len(b) && (isASCIILetter(b[i]) || b[i]-'0' <= 9) || bytes.EqualFold(b[c.End:i], []byte("-numbers")) {
		return 0, false
	}
	number, ok := e164(keys[:])
	if ok {
		s.out = append(s.out, found(&number, c.Start, i, detectors.Formatted, detectors.International, confRepaired))
	}
	return i, ok
}

// isTollFree reports whether an area code is one of those that cost the caller
// nothing.
func isTollFree(area []byte) bool {
	switch string(area) {
	case "800", "833", "844", "855", "866", "877", "888":
		return true
	}
	return false
}

// isKey reports whether c is on a key of a phone.
func isKey(c byte) bool { return c-'0' <= 9 || c >= 'A' && c <= 'Z' }

// keyDigit is the digit of the key that c is on (ITU-T E.161).
func keyDigit(c byte) byte {
	if c-'0' <= 9 {
		return c
	}
	return "22233344455566677778889999"[c-'A']
}

// isPlaceholder reports whether letters stand for any digits: XXX-XXXX, NXX-XXXX,
// ABC-DEFG.
func isPlaceholder(b []byte) bool {
	n := 0
	for _, c := range b {
		if c == 'X' {
			n++
		}
	}
	return n >= 3 || bytes.Contains(b, []byte("ABC"))
}
