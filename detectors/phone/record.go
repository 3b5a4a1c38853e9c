package phone

import (
	"bytes"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// Some files hold records of numbers without a word for phone: the recipients of a
// message in one string, the number as the first of the parts between colons, an
// area code and a number between which a comma stands. What makes numbers of their
// digits is the form of the whole value, so only a value that is one line is read so.

// How much of a value is looked at, and how many digits a number with its calling
// code has at least where nothing else says that it is one.
const (
	longestRecord   = 1 << 12
	leastRecipients = 3
	leastWithCode   = 11
	mostWithCode    = 13
	leastParts      = 4
)

// record reads a value that is a record of one of these forms, and reports whether
// it was.
func (s *scan) record() bool {
	lo, hi := trimmed(s.Text)
	if hi-lo < leastWithCode || hi-lo > longestRecord || s.Text[lo]-'0' > 9 || s.More || s.Prev != 0 {
		return false
	}
	b := s.Text[lo:hi]
	switch end := figuresAt(b); {
	case end == 3 && len(b) == leastWithCode && b[3] == ',':
		return s.areaComma(lo, hi)
	case end < leastWithCode || end > mostWithCode || end == len(b):
		return false
	case b[end] == ':':
		return s.firstOfParts(lo, lo+end, hi)
	case b[end] == ',' || b[end] == ';' || b[end] == '|':
		return s.recipients(lo, hi, b[end])
	}
	return false
}

// figuresAt is how many digits b begins with.
func figuresAt(b []byte) (n int) {
	for n < len(b) && b[n]-'0' <= 9 {
		n++
	}
	return n
}

// areaComma reads a line of a register of numbers not to be called in the United
// States: 415,5550123.
func (s *scan) areaComma(lo, hi int) bool {
	if !bare(s.Text[lo+4:hi]) || s.region != "" && s.code != 1 && plan.CallingCodeOf(s.region) != 1 {
		return false
	}
	var digits [leastWithCode]byte
	digits[0] = '1'
	copy(digits[copy(digits[1:], s.Text[lo:lo+3])+1:], s.Text[lo+4:hi])
	n, ok := e164(digits[:])
	if ok = ok && n.CallingCode() == 1; ok {
		s.out = append(s.out, found(&n, lo, hi, detectors.Formatted, detectors.ColumnFit, confBareE164))
	}
	return ok
}

// firstOfParts reads the number that is the first of several parts between colons,
// of which another is a name.
func (s *scan) firstOfParts(lo, end, hi int) bool {
	b := s.Text[end:hi]
	if bytes.Count(b, []byte(":")) < leastParts-1 || bytes.IndexByte(b, '\n') >= 0 {
		return false
	}
	names := 0
	for part := range bytes.SplitSeq(b, []byte(":")) {
		if len(part) > 1 && fewDigits(part, 1) && (isASCIILetter(part[0]) || part[0] >= utf8.RuneSelf) {
			names++
		}
	}
	n, ok := mobileWithCode(s.Text[lo:end])
	if ok = ok && names > 1; ok {
		s.out = append(s.out, found(&n, lo, end, detectors.Bare, detectors.International, confBareE164))
		s.closed(end)
	}
	return ok
}

// recipients reads a list of numbers that have one calling code and no plus.
func (s *scan) recipients(lo, hi int, separator byte) bool {
	first, code, count := len(s.out), 0, 0
	for at := lo; at < hi; {
		end := at + figuresAt(s.Text[at:hi])
		n, ok := mobileWithCode(s.Text[at:end])
		if ok = ok && (code == 0 || n.CallingCode() == code) && (end == hi || s.Text[end] == separator); !ok {
			s.out = s.out[:first]
			return false
		}
		s.out = append(s.out, found(&n, at, end, detectors.Bare, detectors.International, confBareE164))
		code = n.CallingCode()
		count++
		at = end + 1
		for at < hi && s.Text[at] == ' ' {
			at++
		}
	}
	if count < leastRecipients {
		s.out = s.out[:first]
		return false
	}
	s.from = hi
	return true
}

// mobileWithCode reads digits as a mobile number with its calling code and no plus.
func mobileWithCode(b []byte) (n plan.Number, ok bool) {
	if len(b) < leastWithCode || len(b) > mostWithCode || b[0] == '0' {
		return n, false
	}
	if n, ok = e164(b); !ok {
		return n, false
	}
	t := n.Type()
	return n, t == detectors.Mobile || t == detectors.FixedLineOrMobile
}
