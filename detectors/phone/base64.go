package phone

import (
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// How long a run of base64 letters is that is decoded: shorter ones are words
// and ids, longer ones files.
const (
	minToken = 16
	maxToken = 1024
)

// letters64 are the values of base64 letters, + 1, of both alphabets.
var letters64 = func() (t [256]uint8) {
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		t[c] = uint8(i + 1)
	}
	t['-'], t['_'] = t['+'], t['/']
	return t
}()

// glued64 reports whether a candidate may be part of a run of base64 letters. An
// address of e-mail is none.
func (s *scan) glued64(c *plan.Candidate) bool {
	b := s.Text
	if c.End < len(b) && (b[c.End] == '@' || isASCIILetter(b[c.End])) {
		return b[c.End] != '@'
	}
	return c.Start > 0 && isASCIILetter(b[c.Start-1])
}

// token reads the run of base64 letters that c stands in, where it is text with
// numbers, one level deep. end is where it ends, 0 where it is no such run. open:
// it may go on behind the text, and begins at start.
func (s *scan) token(c *plan.Candidate) (start, end int, open bool) {
	b := s.Text
	start, end = c.Start, c.Start
	cases := uint8(0)
	for start > s.from && end-start <= maxToken {
		k := cases64[b[start-1]]
		if k == 0 {
			break
		}
		start, cases = start-1, cases|k
	}
	for end < len(b) && end-start <= maxToken {
		k := cases64[b[end]]
		if k == 0 {
			break
		}
		end, cases = end+1, cases|k
	}
	s.tokens = end
	switch {
	case end-start > maxToken, start > 0 && letters64[b[start-1]] > 0, start == 0 && s.Prev < utf8.RuneSelf && letters64[s.Prev] > 0:
		return 0, 0, false
	case end == len(b) && s.More:
		return start, end, true
	case end-start < minToken || cases&bothCases != bothCases || !s.decode(b[start:end], start, false):
		return 0, 0, false
	}
	return start, end, false
}

// cases64 says of base64 letters which case they have.
var cases64 = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 'A' && c <= 'Z':
			t[c] = 1
		case c >= 'a' && c <= 'z':
			t[c] = 2
		case letters64[c] > 0:
			t[c] = 4
		}
	}
	return t
}()

const bothCases = 3

// decode looks for numbers in what token, which begins at start, is base64 of.
func (s *scan) decode(token []byte, start int, whole bool) bool {
	var buf [maxToken/4*3 + 3]byte
	decoded, ok := plain64(buf[:0], token)
	if !ok {
		return false
	}
	n := len(s.out)
	v := detectors.Value{Text: decoded, Hints: s.Hints, National: s.National}
	if whole {
		s.out = cell(s.out, v, true)
	} else {
		s.out, _ = text(s.out, v, true)
	}
	at := start
	for i := n; i < len(s.out); i++ {
		m := &s.out[i]
		m.Start = max(at, start+m.Start/3*4)
		m.End = min(start+len(token), start+(m.End+2)/3*4)
		at = m.End
	}
	return len(s.out) > n
}

// plain64 decodes base64 whose padding was cut off. It is not ok unless letters
// of both cases are in it and the result is text, ASCII for the most part.
func plain64(dst, token []byte) (text []byte, ok bool) {
	var bits uint32
	have, others := 0, 0
	var upper, lower bool
	for _, c := range token {
		upper = upper || c-'A' <= 'Z'-'A'
		lower = lower || c-'a' <= 'z'-'a'
		bits = bits<<6 | uint32(letters64[c]-1)
		if have += 6; have < 8 {
			continue
		}
		have -= 8
		switch d := byte(bits >> have); {
		case d >= utf8.RuneSelf:
			others++
			dst = append(dst, d)
		case d >= ' ' && d < 0x7F, d == '\n', d == '\r', d == '\t':
			dst = append(dst, d)
		default:
			return nil, false
		}
		if others > 4 && others*4 > len(dst) {
			return nil, false
		}
	}
	return dst, upper && lower && have < 6 && others*4 <= len(dst) && utf8.Valid(dst)
}
