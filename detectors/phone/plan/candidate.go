package plan

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The limits of libphonenumber's candidate pattern.
const (
	maxBlock  = 20 // digits in one group
	maxBlocks = 21 // groups
	maxPunct  = 4  // characters between two groups
)

// Candidate is a piece of text that is written as a phone number may be.
type Candidate struct {
	Start, End int // bytes
	First      int // of the first digit
	Digits     int // in all but the extension
	Plus       bool
	Extension  int // where the extension begins, or End
}

// NextCandidate finds the first candidate at or after i. The candidates are
// those of libphonenumber's PhoneNumberMatcher: up to two leading brackets or
// plus signs, groups of digits with a little punctuation between them, and an
// extension. The text before i is not looked at.
func NextCandidate(b []byte, i int) (c Candidate, ok bool) { return nextCandidate(b, i, 0) }

// nextCandidate passes by, of the candidates that are digits in one piece, those
// of fewer than least digits.
func nextCandidate(b []byte, i, least int) (c Candidate, ok bool) {
	from := i
	for {
		if i = nextDigit(b, i); i == len(b) {
			return c, false
		}
		if b[i] >= utf8.RuneSelf {
			v, n := digitValue(b[i:])
			if v >= 0 {
				return grow(b, from, i, i), true
			}
			i += n
			continue
		}
		end := i + 1
		for end < len(b) && b[end]-'0' <= 9 && end-i <= maxBlock {
			end++
		}
		if end-i > maxBlock || !unled(b, from, i) || !ends(b, end) {
			return grow(b, from, i, min(end, i+maxBlock)), true
		}
		if end-i >= least {
			return Candidate{Start: i, End: end, First: i, Digits: end - i, Extension: end}, true
		}
		i, from = end, end
	}
}

// unled reports whether it is plain that nothing leads to the first digit.
func unled(b []byte, from, first int) bool {
	if first == from {
		return true
	}
	c := b[first-1]
	if c >= utf8.RuneSelf || ascii[c]&lead != 0 {
		return false
	}
	if ascii[c] == 0 || first-1 == from {
		return true
	}
	c = b[first-2]
	return c < utf8.RuneSelf && ascii[c] == 0
}

// ends reports whether it is plain from what stands at i that digits before it
// end there: no more digits, no extension.
func ends(b []byte, i int) bool {
	if i >= len(b) || b[i] >= utf8.RuneSelf {
		return false
	}
	next := byte(utf8.RuneSelf)
	if i+1 < len(b) {
		next = b[i+1]
	}
	switch ending[b[i]] {
	case endsHere:
		return true
	case endsUnlessN:
		return next|0x20 != 'n' && next < utf8.RuneSelf
	case endsUnlessE:
		return next|0x20 != 'e' && next|0x20 != 'x' && next < utf8.RuneSelf
	case endsUnlessLabel:
		return next < utf8.RuneSelf && !mayExtend[next]
	}
	return false
}

// How a character ends digits before it.
const (
	endsHere        = 1 + iota
	endsUnlessN     // anexo, int
	endsUnlessE     // ext, ;ext=
	endsUnlessLabel // , ext
)

var ending = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		if ascii[c] == 0 && !mayExtend[c] {
			t[c] = endsHere
		}
	}
	t['a'], t['A'], t['i'], t['I'] = endsUnlessN, endsUnlessN, endsUnlessN, endsUnlessN
	t['e'], t['E'], t[';'] = endsUnlessE, endsUnlessE, endsUnlessE
	t[','] = endsUnlessLabel
	return t
}()

// nextDigit returns the first place at or after i of an ASCII digit or of a
// byte that is not ASCII. It looks at eight bytes at a time.
func nextDigit(b []byte, i int) int {
	const ones = 0x0101010101010101
	for ; i+8 <= len(b); i += 8 {
		v := binary.LittleEndian.Uint64(b[i:])
		x := v ^ '0'*ones // digits are 0 to 9 now
		if hit := (^((x&(0x7F*ones) + (0x80-10)*ones) | x) | v) & (0x80 * ones); hit != 0 {
			return i + bits.TrailingZeros64(hit)>>3
		}
	}
	for i < len(b) && b[i]-'0' > 9 && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// grow returns the candidate whose first digit is at first; b[first:i] are ASCII
// digits, at most maxBlock.
func grow(b []byte, from, first, i int) (c Candidate) {
	c.First = first
	c.Start, c.Plus = leads(b, from, first)
	blocks, n := 0, i-first
	for {
		for n < maxBlock && i < len(b) {
			if b[i]-'0' <= 9 {
				i++
			} else if b[i] < utf8.RuneSelf {
				break
			} else if v, size := digitValue(b[i:]); v >= 0 {
				i += size
			} else {
				break
			}
			n++
		}
		c.Digits += n
		c.End = i
		if blocks++; blocks == maxBlocks {
			break
		}
		if i = nextBlock(b, i); i < 0 {
			break
		}
		n = 0
	}
	c.Extension = c.End
	c.End = extension(b, c.End)
	if end := c.Start + len(beforeSecond(b[c.Start:c.End])); end < c.End {
		c.End, c.Extension = end, min(c.Extension, end)
		c.Digits = 0
		for i := c.Start; i < c.Extension; {
			v, n := digitValue(b[i:])
			if i += n; v >= 0 {
				c.Digits++
			}
		}
	}
	return c
}

// nextBlock returns where the group of digits begins that a little punctuation
// at i leads to, -1 for none.
func nextBlock(b []byte, i int) int {
	for n := 0; i < len(b); n++ {
		var k class
		size := 1
		if c := b[i]; c < utf8.RuneSelf {
			k = ascii[c]
		} else {
			k, size = at(b, i)
		}
		if k&digit != 0 {
			return i
		}
		if k&punct == 0 || n == maxPunct {
			return -1
		}
		i += size
	}
	return -1
}

// leads returns where a candidate whose first digit is at first begins: at most
// two leads, each with at most four characters of punctuation behind.
func leads(b []byte, from, first int) (start int, plus bool) {
	if unled(b, from, first) {
		return first, false
	}
	var classes [2 + 2*maxPunct]class
	var at [2 + 2*maxPunct]int
	n, i := 0, first
	for n < len(classes) && i > from {
		r, size := utf8.DecodeLastRune(b[from:i])
		k := classOf(r)
		if r < utf8.RuneSelf {
			k = ascii[r]
		}
		if k&(lead|punct) == 0 {
			break
		}
		i -= size
		classes[n], at[n] = k, i
		n++
	}
	for n--; n >= 0; n-- {
		if classes[n]&lead != 0 && led(classes[:n]) {
			for _, j := range at[:n+1] {
				plus = plus || b[j] == '+' || b[j] == 0xEF && b[j+1] == 0xBC && b[j+2] == 0x8B
			}
			return at[n], plus
		}
	}
	return first, false
}

// led reports whether the characters between the first lead and the first
// digit, in reverse, are up to four of punctuation, or those, a second lead and
// up to four again.
func led(reverse []class) bool {
	if len(reverse) <= maxPunct && allPunct(reverse) {
		return true
	}
	for i, k := range reverse {
		if i > maxPunct || len(reverse)-1-i > maxPunct {
			continue
		}
		if k&lead != 0 && allPunct(reverse[:i]) && allPunct(reverse[i+1:]) {
			return true
		}
	}
	return false
}

func allPunct(cs []class) bool {
	for _, c := range cs {
		if c&punct == 0 {
			return false
		}
	}
	return true
}
