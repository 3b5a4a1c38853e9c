// Package find answers for one person's number, or for several: every place
// that it is in, what was not searched, and which rights the person has. It
// knows the number; what it writes does not.
package find

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// Number is one that is looked for. It does not print itself.
type Number struct {
	Region, Subdivision string
	Status              detectors.Status
	Candidates          []string

	e164     detectors.Number
	national string // the national significant number
}

// Shown is the number as a report may show it: its calling code and its length.
func (n *Number) Shown() string { return phone.Mask(n.e164, n.Region) }

// String hides the number, so that no log or error can show it.
func (n Number) String() string { return "[number]" }

// GoString hides the number too.
func (n Number) GoString() string { return "[number]" }

// Errors of Parse. None of them repeats what was read.
var (
	errNoNumber   = errors.New("this is not a phone number; write it with its country, as in +COUNTRY NUMBER, or name its country: --region DE")
	errSeveral    = errors.New("more than one phone number in one line; write one a line")
	errNoRegion   = errors.New("the number is in national format; name its country: --region DE")
	errNotNumeric = errors.New("there is more than a phone number in the line; write the number alone")
)

// Parse reads a number as people write it. region is the country of one in
// national format, "" none.
func Parse(text []byte, region string, d detectors.Detector) (Number, error) {
	text = bytes.TrimSpace(text)
	matches, _ := d.Detect(nil, detectors.Value{Text: text, Type: "text", National: detectors.On, Hints: detectors.Hints{Field: region}})
	switch {
	case len(matches) == 0:
		return Number{}, errNoNumber
	case len(matches) > 1:
		return Number{}, errSeveral
	}
	m := &matches[0]
	digits, known := m.Number.Digits()
	switch {
	case !known:
		return Number{}, errNoRegion
	case bytes.ContainsAny(text[:m.Start], "0123456789") || bytes.ContainsAny(text[m.End:], "0123456789"):
		return Number{}, errNotNumeric
	}
	n := Number{Region: m.Region, Subdivision: m.Subdivision, Status: m.Status, Candidates: m.Candidates, e164: m.Number}
	code := fmt.Sprint(plan.CallingCodeOf(m.Region))
	if m.Region != "" && strings.HasPrefix(digits, code) {
		n.national = digits[len(code):]
	}
	return n, nil
}

// Prefixes that a number may be written with where no country is: of a call
// within the country, and of one from abroad.
var (
	trunkPrefixes  = []string{"", "0", "1", "8", "01", "02", "06"}
	abroadPrefixes = []string{"", "00", "011", "0011", "009", "010", "810", "119", "0"}
)

// longestPrefix is how many digits the longest of them has.
const longestPrefix = 4

// shortestNational is from how many digits on a number without a country is
// taken for one that is looked for.
const shortestNational = 7

// Matcher knows the numbers that are looked for in every notation. Number i is
// 2*i where its country is known, and 2*i+1 where only its digits are there. It
// may be used by many goroutines at once.
type Matcher struct {
	exact    map[detectors.Number]int
	national map[string]int // by national significant number
	full     map[string]int // by the digits of E.164
	digits   []string       // of E.164
	shortest int            // digits of all of these
}

// NewMatcher makes the matcher of a list; of two alike the first counts.
func NewMatcher(list []Number) *Matcher {
	m := &Matcher{exact: map[detectors.Number]int{}, national: map[string]int{}, full: map[string]int{}, shortest: shortestNational}
	for i := range list {
		digits, _ := list[i].e164.Digits()
		m.digits = append(m.digits, digits)
		if _, twice := m.exact[list[i].e164]; twice {
			continue
		}
		m.exact[list[i].e164] = 2 * i
		m.full[digits] = 2*i + 1
		if n := list[i].national; len(n) >= shortestNational {
			m.national[n] = 2*i + 1
		}
	}
	return m
}

// Wanted says which of the numbers a match is; -1: none.
func (m *Matcher) Wanted(x *detectors.Match) int {
	if i, ok := m.exact[x.Number]; ok {
		return i
	}
	if digits, known := x.Number.Digits(); !known {
		return m.ofDigits(digits)
	}
	return -1
}

// ofDigits says which of the numbers digits without a country may be.
func (m *Matcher) ofDigits(digits string) int {
	for _, p := range abroadPrefixes {
		if rest, ok := strings.CutPrefix(digits, p); ok {
			if i, ok := m.full[rest]; ok {
				return i
			}
		}
	}
	for _, p := range trunkPrefixes {
		if rest, ok := strings.CutPrefix(digits, p); ok {
			if i, ok := m.national[rest]; ok {
				return i
			}
		}
	}
	return -1
}

// longestRun is how many digits a number has at most, with what is dialled
// before it.
const longestRun = 15 + longestPrefix

// Bare appends the numbers whose digits are in a text, with nothing between them
// but what stands in phone numbers: 12125550100 in the name of a file.
func (m *Matcher) Bare(dst []detectors.Match, text []byte) []detectors.Match {
	var run [longestRun]byte
	for i := 0; i < len(text); {
		n, end := digitRun(&run, text, i)
		if n >= m.shortest && n <= longestRun {
			if k := m.ofDigits(string(run[:n])); k >= 0 {
				dst = append(dst, detectors.Match{Start: i, End: end, Number: detectors.NewNumber(m.digits[k/2], false), Status: detectors.Unknown, How: detectors.None})
			}
		}
		i = max(end, i+1)
	}
	return dst
}

// digitRun reads the digits from i on, with at most two separators between them. n
// counts them all; the first longestRun are in run.
func digitRun(run *[longestRun]byte, text []byte, i int) (n, end int) {
	end = i
	for i < len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			if n < longestRun {
				run[n] = c
			}
			n++
			i++
			end = i
			continue
		case n > 0 && i-end < 2 && bytes.IndexByte([]byte(" .-()/"), c) >= 0:
			i++
			continue
		}
		break
	}
	return n, end
}

// Shows says that a page has the digits of one of the numbers: the last line of
// defence, behind the redaction of every name.
func Shows(page []byte, list []Number) bool {
	for i := range list {
		if digits, _ := list[i].e164.Digits(); bytes.Contains(page, []byte(digits)) {
			return true
		}
	}
	return false
}
