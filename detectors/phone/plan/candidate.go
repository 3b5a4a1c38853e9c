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
func NextCandidate(b []byte, i int) (c Candidate, ok bool) {
	from := i
	for {
		if i = nextDigit(b, i); i == len(b) {
			return c, false
		}
		if b[i] < utf8.RuneSelf {
			return grow(b, from, i), true
		}
		v, n := digitValue(b[i:])
		if v >= 0 {
			return grow(b, from, i), true
		}
		i += n
	}
}

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

// grow returns the candidate whose first digit is at first.
func grow(b []byte, from, first int) (c Candidate) {
	c.First = first
	c.Start, c.Plus = leads(b, from, first)
	i, blocks := first, 0
	for {
		n := 0
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
		j, n, isDigit := i, 0, false
		for j < len(b) {
			k, size := at(b, j)
			if k&digit != 0 {
				isDigit = true
				break
			}
			if k&punct == 0 || n == maxPunct {
				break
			}
			j, n = j+size, n+1
		}
		if !isDigit {
			break
		}
		i = j
	}
	c.Extension = c.End
	c.End = extension(b, c.End)
	c.End = c.Start + len(beforeSecond(b[c.Start:c.End]))
	c.Extension = min(c.Extension, c.End)
	return c
}

// leads returns where a candidate whose first digit is at first begins: at most
// two leads, each with at most four characters of punctuation behind.
func leads(b []byte, from, first int) (start int, plus bool) {
	if first == from || b[first-1] < utf8.RuneSelf && ascii[b[first-1]]&(lead|punct) == 0 {
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
