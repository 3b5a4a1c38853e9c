package phone

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/lexicon"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// links are what a number follows without a space. international: its digits
// are E.164 even without a plus.
var links = []struct {
	prefix        []byte
	international bool
}{
	{[]byte("tel:"), false}, {[]byte("tel://"), false}, {[]byte("sms:"), false}, {[]byte("smsto:"), false}, {[]byte("callto:"), false},
	{[]byte("callto://"), false}, {[]byte("sip:"), false}, {[]byte("sips:"), false}, {[]byte("facetime:"), false}, {[]byte("facetime://"), false}, {[]byte("facetime-audio:"), false}, {[]byte("facetime-audio://"), false}, {[]byte("wa.me/"), true}, {[]byte("whatsapp.com/send?phone="), true},
	{[]byte("whatsapp.com/send/?phone="), true}, {[]byte("whatsapp://send?phone="), true}, {[]byte("viber://chat?number="), true}, {[]byte("viber://add?number="), true},
}

// link reads the number of a link that ends right before a candidate and
// reports where it ends. The text from lo on may be looked at.
func (s *scan) link(lo int, c *plan.Candidate) (end int, ok bool) {
	ctx, at := s.Text[lo:c.Start], c.Start
	if n := len(ctx); n > 0 && ctx[n-1] == '%' { // the candidate is the 2 of %2B
		ctx, at = ctx[:n-1], at-1
	}
	if len(ctx) < 4 || ctx[len(ctx)-1] != ':' && ctx[len(ctx)-1] != '/' && ctx[len(ctx)-1] != '=' {
		return s.messenger(c)
	}
	for _, l := range links {
		if len(ctx) < len(l.prefix) || !bytes.EqualFold(ctx[len(ctx)-len(l.prefix):], l.prefix) {
			continue
		}
		if head := len(ctx) - len(l.prefix); head > 0 && plan.IsLatin(rune(ctx[head-1])) && !l.international {
			continue // hotel:
		}
		var buf [32]byte
		start, end, digits, plus := linked(buf[:0], s.Text, at, !l.international)
		if l.prefix[0] == 's' && l.prefix[1] == 'i' {
			return s.sipUser(start, end, digits, plus)
		}
		if n, ok := inPhoneContext(s.Text[end:], digits); ok && !plus {
			s.out = append(s.out, found(&n, start, end, detectors.Link, detectors.International, confPlus))
			return end, true
		}
		return s.linkedNumber(start, end, digits, plus || l.international)
	}
	return s.messenger(c)
}

// sipUser appends the number that is the user of a SIP address and has no plus:
// sip:4930123456@host.
func (s *scan) sipUser(start, end int, digits []byte, plus bool) (int, bool) {
	if plus || len(digits) < 7 || end < len(s.Text) && s.Text[end] != '@' && s.Text[end] != ';' && s.Text[end] != '>' && s.Text[end] > ' ' {
		return 0, false
	}
	international := false
	if len(digits) > 10 && digits[0] != '0' {
		_, international = e164(digits)
	}
	return s.linkedNumber(start, end, digits, international)
}

// inPhoneContext reads a number with what RFC 3966 puts behind it: a calling code,
// ";phone-context=+49", or with it the digits that a local number lacks,
// ";phone-context=+1-914-555".
func inPhoneContext(b, digits []byte) (n plan.Number, ok bool) {
	const parameter = ";phone-context=+"
	if len(b) < len(parameter) || !bytes.EqualFold(b[:len(parameter)], []byte(parameter)) || len(digits) == 0 {
		return n, false
	}
	b = b[len(parameter):]
	end := 0
	for end < len(b) && end < 2*maxDigits && (b[end]-'0' <= 9 || b[end] == '-' || b[end] == '.') {
		end++
	}
	var buf [3 * maxDigits]byte
	context := plan.AppendDigits(buf[:0], b[:end])
	if len(context) <= 3 {
		code := 0
		for _, c := range context {
			code = code*10 + int(c-'0')
		}
		if region := plan.MainRegion(code); region != "" && region != "001" {
			if n, ok = parseBehind("", digits, region); ok {
				return n, true
			}
		}
	}
	for n := len(context); n > 3 && n >= len(context)-localDigits; n-- { // it may name an exchange, which the digits begin with
		if number, ok := e164(append(context[:n:n], digits...)); ok {
			return number, true
		}
	}
	return n, false
}

// localDigits is how many digits of a context may be an exchange's.
const localDigits = 3

// linkedNumber appends the number of a link. A national one counts whatever the
// policy: a link says phone.
func (s *scan) linkedNumber(start, end int, digits []byte, international bool) (int, bool) {
	if international || bytes.HasPrefix(digits, []byte("00")) {
		n, ok := e164(bytes.TrimLeft(digits, "0"))
		if ok {
			s.out = append(s.out, found(&n, start, end, detectors.Link, detectors.International, confPlus))
		}
		return end, ok
	}
	if region, how := regionOf(s.Hints); region != "" {
		n, ok := parseBehind("", digits, region)
		if ok {
			s.out = append(s.out, found(&n, start, end, detectors.Link, how, confPlus))
		}
		return end, ok
	}
	ok := plausible(digits)
	if ok {
		s.out = append(s.out, unplaced(digits, start, end, detectors.Link, confUnplaced))
	}
	return end, ok
}

// linked appends the digits of a link at i: with separators, as they are or
// percent-encoded, as far as they go. spaces: a space may be one of them.
func linked(digits, b []byte, i int, spaces bool) (start, end int, out []byte, plus bool) {
	limit := min(len(b), i+lookahead)
	start, end = i, i
	for i < limit && len(digits) < 20 {
		c, n := b[i], 1
		if c == '%' && i+2 < limit {
			c, n = unhex(b[i+1])<<4|unhex(b[i+2]), 3
		}
		switch {
		case c-'0' <= 9:
			digits, end = append(digits, c), i+n
		case c == '+' && len(digits) == 0:
			plus = true
		case c == ' ' && (!spaces && n == 1 || i+n < limit && b[i+n]-'0' > 9 && b[i+n] != '('):
			return start, end, digits, plus
		case c == '-' || c == '.' || c == '(' || c == ')' || c == ' ':
		default:
			return start, end, digits, plus
		}
		i += n
	}
	return start, end, digits, plus
}

// unhex is the value of a hexadecimal digit; of anything else what makes no
// separator.
func unhex(c byte) byte {
	switch {
	case c-'0' <= 9:
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 15
}

// pluses are how a plus sign is written in URLs, HTML and JSON. The digits in
// them, which begin at from, are a candidate of their own, which the number
// follows.
var pluses = []struct {
	code string
	from int
}{{"%2B", 1}, {"%2b", 1}, {"&#43;", 2}, {`\u002B`, 2}, {`\u002b`, 2}, {"=2B", 1}}

// encodedPlus reports whether a candidate is the digits of such a plus with
// another digit behind it.
func encodedPlus(b []byte, c *plan.Candidate) bool {
	if c.Digits > 3 || c.First == 0 || b[c.First-1] != '%' && b[c.First-1] != '=' && b[c.First-1] != '#' && b[c.First-1] != 'u' {
		return false
	}
	for _, p := range pluses {
		at := c.First - p.from
		next := at + len(p.code)
		if at >= 0 && next < len(b) && b[next]-'0' <= 9 && string(b[at:next]) == p.code {
			return true
		}
	}
	return false
}

// encoded reads a number behind an encoded plus.
func (s *scan) encoded(c *plan.Candidate) (end int, ok bool) {
	if c.Digits < 7 || c.First == 0 || c.First != c.Start {
		return 0, false
	}
	if last := s.Text[c.First-1]; last != 'B' && last != 'b' && last != ';' {
		return 0, false
	}
	for _, p := range pluses {
		if at := c.First - len(p.code); at >= 0 && string(s.Text[at:c.First]) == p.code {
			var buf [32]byte
			_, end, digits, _ := linked(buf[:0], s.Text, c.First, true)
			n, ok := e164(digits)
			if ok {
				s.out = append(s.out, found(&n, c.First, end, detectors.Plus, detectors.International, confPlus))
			}
			return end, ok
		}
	}
	return 0, false
}

// messenger reads ids such as 442079460123@s.whatsapp.net.
func (s *scan) messenger(c *plan.Candidate) (end int, ok bool) {
	if c.Digits < 9 || c.Plus || c.End >= len(s.Text) || s.Text[c.End] != '@' || !bare(s.Text[c.Start:c.End]) {
		return 0, false
	}
	for _, host := range messengers {
		if bytes.HasPrefix(s.Text[c.End+1:], host) {
			return s.linkedNumber(c.Start, c.End, s.Text[c.Start:c.End], true)
		}
	}
	return 0, false
}

var messengers = lexicon.BytesOf([]string{"s.whatsapp.net", "c.us"})
