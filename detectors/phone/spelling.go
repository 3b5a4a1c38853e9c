package phone

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// spellSpaces returns a text with the entities of HTML that are spaces as spaces
// of the same length in bytes, so that the places in it stay what they are.
func spellSpaces(b []byte) []byte {
	if bytes.IndexByte(b, '&') < 0 {
		return b
	}
	var out []byte
	for _, entity := range spaceEntities {
		for i := 0; ; {
			k := bytes.Index(b[i:], entity)
			if k < 0 {
				break
			}
			if out == nil {
				out = bytes.Clone(b)
				b = out
			}
			i += k + copy(out[i+k:], paddedSpace)
		}
	}
	return b
}

// spaceEntities are six bytes each, as is paddedSpace: an ideographic space and a
// word joiner, which both stand between the digits of numbers.
var spaceEntities, paddedSpace = [][]byte{[]byte("&nbsp;"), []byte("&#160;"), []byte("&#xa0;"), []byte("&#xA0;"), []byte("&ensp;"), []byte("&emsp;")}, "\u3000\u2060"

// cutPair ends a candidate before the second of two numbers that a slash or a
// hyphen, a double slash, or a wide gap sets apart.
func cutPair(b []byte, c *plan.Candidate) {
	if c.End-c.First == c.Digits {
		return // digits in one piece, as most cells are
	}
	if end := pairEnd(b[c.First:c.End], c.Plus); end > 0 {
		c.End = c.First + end
		c.Extension = min(c.Extension, c.End)
		c.Digits = digitsIn(b[c.First:c.End])
	}
}

// pairEnd returns where the first of several numbers ends, or 0. A slash and a
// hyphen stand between an area code and the rest, too: what is set apart must be
// as long as a number on both sides. plus: the first begins with its calling code,
// and one without the rest is long too.
func pairEnd(b []byte, plus bool) (end int) {
	slash := 7
	if plus {
		slash = 10
	}
	least := func(at, size, n int) bool { return !fewDigits(b[:at], n) && !fewDigits(b[at+size:], n) }
	for _, sep := range []string{" / ", " - ", "/"} {
		if i := bytes.Index(b, []byte(sep)); i > 0 && (end == 0 || i < end) && least(i, len(sep), 7) && (sep != "/" || !fewDigits(b[:i], slash) && sameLength(b[:i], b[i+1:])) {
			end = i
		}
	}
	if i := bytes.IndexByte(b, '-'); i >= 9 && end == 0 && len(b) == 2*i+1 && bare(b[:i]) && bare(b[i+1:]) {
		end = i
	}
	for _, sep := range []string{"//", "   ", "\t"} {
		if i := bytes.Index(b, []byte(sep)); i > 0 && (end == 0 || i < end) {
			end = i
		}
	}
	if end > 0 {
		end = len(bytes.TrimRight(b[:end], " "))
	}
	return end
}

// sameLength reports whether two numbers, of which the second may go on with
// another one behind a slash, have about as many digits as each other.
func sameLength(first, second []byte) bool {
	if i := bytes.IndexByte(second, '/'); i >= 0 {
		second = second[:i]
	}
	d := digitsIn(first) - digitsIn(second)
	return d >= -3 && d <= 3
}

// replacedPlus reads a number before which a program wrote something else than it
// should: a hash for the plus, or a plus before the national form.
func (s *scan) replacedPlus(c *plan.Candidate) (end int, ok bool) {
	b := s.Text
	var buf [64]byte
	switch {
	case c.Plus && b[c.First] == '0' && c.First > 0 && b[c.First-1] == '+' && c.Digits >= 7:
		if bytes.HasPrefix(b[c.First:], []byte("00")) {
			return 0, false
		}
		digits := plan.AppendDigits(buf[:0], b[c.First:min(c.Extension, c.First+60)])
		if s.region == "" {
			if ok = plausible(digits); ok {
				s.out = append(s.out, unplaced(digits, c.Start, c.End, detectors.Formatted, confPlausible))
			}
			return c.End, ok
		}
		n, ok := parse(b[c.First:c.End], s.region)
		if ok {
			s.out = append(s.out, found(&n, c.Start, c.End, detectors.Formatted, s.how, confRepaired))
		}
		return c.End, ok
	case !c.Plus && c.Start > 0 && b[c.Start-1] == '#' && c.Digits >= 9 && opensWord(before(b, c.Start-1, s.Prev)) && b[c.First] != '0':
		n, ok := e164(plan.AppendDigits(buf[:0], b[c.First:min(c.Extension, c.First+60)]))
		if ok && (c.Digits > 10 || leadsApart(b[c.First:c.End], &n)) {
			s.out = append(s.out, found(&n, c.Start-1, c.End, detectors.Plus, detectors.International, confRepaired))
			return c.End, true
		}
	}
	return 0, false
}

// leadsApart reports whether the first group of a number is its calling code.
func leadsApart(b []byte, n *plan.Number) bool {
	var g grouping
	g.split(b)
	return g.n > 1 && g.value[0] == n.CallingCode()
}

// outsideLine reads a number behind the digit that is dialled for a line out of
// the house: 9 1 415 555 0123.
func (s *scan) outsideLine(c *plan.Candidate) bool {
	b := s.Text
	if s.region == "" || c.Plus || c.Digits < 9 || c.Start != c.First || c.First+2 >= c.End || b[c.First] != '9' && b[c.First] != '0' && b[c.First] != '8' {
		return false
	}
	start := c.First + 1
	if b[start]-'0' <= 9 {
		return false
	}
	for start < c.End && (b[start] == ' ' || b[start] == '-' || b[start] == '.') {
		start++
	}
	n, ok := s.read(start, c.End)
	if ok {
		s.keep(&n, start, c.End)
	}
	return ok
}

// isStructuredMessage reports whether digits are the message of a payment in
// Belgium, +++090/9337/55493+++ or with asterisks.
func isStructuredMessage(b []byte, start, end int) bool {
	if start < 3 || end+3 > len(b) || end-start != 14 || b[start+3] != '/' || b[start+8] != '/' {
		return false
	}
	around := string(b[start-3 : start])
	return (around == "+++" || around == "***") && string(b[end:end+3]) == around
}
