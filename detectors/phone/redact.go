package phone

import (
	"bytes"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// Redactor returns the function that keeps phone numbers out of names: of
// tables, keys, objects, files. It replaces by {} every number that d finds and
// every run of seven digits and more, with up to two separators between them
// and percent-encoded ones too, but for dates, timestamps such as
// 20261123T101500, UUIDs, and runs too long to be a number. A slash or a colon
// separates what parts of a path and of a clock are, so it is among a number's
// separators only behind a plus. Applied twice it changes nothing more.
func Redactor(d *Detector) func(name string) string {
	return func(name string) string {
		if fewDigits([]byte(name), 7) {
			return name
		}
		return redact(d, name)
	}
}

// span is a piece of a name.
type span struct{ start, end int }

func redact(d *Detector, name string) string {
	b := []byte(name)
	spans := runs(b)
	matches, _ := d.Detect(nil, detectors.Value{Text: b})
	for _, m := range matches {
		spans = append(spans, span{m.Start, m.End})
	}
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var out strings.Builder
	at := 0
	for i, s := range spans {
		if i > 0 && s.start < at {
			at = max(at, s.end)
			continue
		}
		out.WriteString(name[at:s.start])
		out.WriteString("{}")
		at = s.end
	}
	out.WriteString(name[at:])
	return out.String()
}

// runs are the spans of seven digits and more that are neither dates nor UUIDs.
func runs(b []byte) (spans []span) {
	for i := 0; i < len(b); {
		if end := uuid(b, i); end > i {
			i = end
			continue
		}
		if v, n := plan.DigitValue(b[i:]); v < 0 {
			if c, size := separator(b, i); c == '%' {
				n = size // the digits of an escape are none
			}
			i += n
			continue
		}
		if end := date(b, i); end > i {
			i = end
			continue
		}
		end, digits := run(b, i, isBehindPlus(b, i))
		if digits >= 7 && couldBeNumber(b[i:end]) {
			spans = append(spans, span{i, end})
		}
		i = end
	}
	return spans
}

// longestNational is how many digits a number has at most where it is written
// without its calling code, trunk and carrier prefixes counted.
const longestNational = 13

// couldBeNumber says whether a run can hold a number, written in any way. An
// unbroken one longer than any national form has to be valid behind its calling
// code, or to have a date beside it.
func couldBeNumber(run []byte) bool {
	if len(run) <= longestNational || bytes.ContainsFunc(run, func(r rune) bool { return r < '0' || r > '9' }) {
		return true
	}
	for _, prefix := range []string{"", "00", "011", "0011", "010", "810"} {
		if rest, ok := bytes.CutPrefix(run, []byte(prefix)); ok && len(rest) <= longestNumber && isInternational(rest) {
			return true
		}
	}
	for _, n := range []int{8, 14} { // a day, a second
		if len(run)-n <= longestNumber && (date(run[:n], 0) == n || date(run[len(run)-n:], 0) == n) {
			return true
		}
	}
	return false
}

// longestNumber is the length of E.164.
const longestNumber = 15

// isInternational says whether digits are a valid number behind a plus.
func isInternational(digits []byte) bool {
	n, ok := plan.Parse(append([]byte("+"), digits...), "")
	return ok && n.Valid()
}

// isBehindPlus says whether a plus stands before i, with nothing but spaces and
// brackets between them.
func isBehindPlus(b []byte, i int) bool {
	rest := bytes.TrimRight(b[:i], " (")
	return bytes.HasSuffix(rest, []byte("+")) || bytes.HasSuffix(bytes.ToUpper(rest), []byte("%2B"))
}

// run returns the end of the digits that begin at i, and how many they are. It
// ends before a date and before a UUID. Where slashes is set, slashes and colons
// do not end it.
func run(b []byte, i int, slashes bool) (end, digits int) {
	for i < len(b) {
		v, n := plan.DigitValue(b[i:])
		if v >= 0 {
			i, digits = i+n, digits+1
			end = i
			continue
		}
		j := i
		for range 3 {
			c, size := separator(b, j)
			if c == 0 && slashes && j < len(b) && (b[j] == '/' || b[j] == ':') {
				c, size = b[j], 1
			}
			if c == 0 {
				break
			}
			j += size
		}
		if j == i || j >= len(b) {
			break
		}
		if v, _ := plan.DigitValue(b[j:]); v < 0 || date(b, j) > j || uuid(b, j) > j {
			break
		}
		i = j
	}
	return end, digits
}

// separator returns the separator at i and its size: one of -._ ()+, as it is
// or percent-encoded (then '%').
func separator(b []byte, i int) (c byte, size int) {
	if i >= len(b) {
		return 0, 0
	}
	switch b[i] {
	case '-', '.', '_', ' ', '(', ')', '+':
		return b[i], 1
	case '%':
		if i+2 < len(b) {
			switch c := unhex(b[i+1])<<4 | unhex(b[i+2]); c {
			case '-', '.', '_', ' ', '(', ')', '+':
				return '%', 3
			}
		}
	}
	return 0, 0
}

// date returns the end of a plausible date at i, with the time behind it if
// there is one, or i. No digit may stand right before or behind.
func date(b []byte, i int) (end int) {
	if i > 0 && b[i-1]-'0' <= 9 {
		return i
	}
	year, ok := fixed(b, i, 4)
	if !ok || year < 1990 || year > 2099 {
		return i
	}
	j := i + 4
	var sep byte
	if j < len(b) && (b[j] == '-' || b[j] == '_' || b[j] == '.') {
		sep, j = b[j], j+1
	}
	month, ok := fixed(b, j, 2)
	if !ok || month < 1 || month > 12 {
		return i
	}
	j += 2
	if sep != 0 && (j == len(b) || b[j] != sep || !isTwo(b, j+1)) {
		if j < len(b) && b[j]-'0' <= 9 {
			return i
		}
		return unbroken(b, i, j) // YYYY-MM
	}
	if sep != 0 {
		j++
	}
	day, ok := fixed(b, j, 2)
	if !ok || day < 1 || day > 31 {
		return i
	}
	j += 2
	return unbroken(b, i, clock(b, j))
}

// unbroken returns end unless digits go on there as more than a suffix, in which
// case this was no date.
func unbroken(b []byte, i, end int) int {
	if end < len(b) {
		if v, _ := plan.DigitValue(b[end:]); v >= 0 {
			return i
		}
	}
	return end
}

// clock returns the end of the time behind a date that ends at i, or i.
func clock(b []byte, i int) (end int) {
	j := i
	if j < len(b) && (b[j] == 'T' || b[j] == 't' || b[j] == '-' || b[j] == '_' || b[j] == ' ') {
		j++
	}
	end = i
	for n, most := range [...]int{23, 59, 59} {
		if n > 0 && j < len(b) && (b[j] == ':' || b[j] == '-' || b[j] == '_' || b[j] == '.') && isTwo(b, j+1) {
			j++
		}
		v, ok := fixed(b, j, 2)
		if !ok || v > most {
			return end
		}
		j += 2
		if n > 0 {
			end = j
		}
	}
	return end
}

// isTwo reports whether exactly two digits stand at i.
func isTwo(b []byte, i int) bool {
	_, ok := fixed(b, i, 2)
	return ok && (i+2 >= len(b) || b[i+2]-'0' > 9)
}

// fixed reads n ASCII digits at i.
func fixed(b []byte, i, n int) (v int, ok bool) {
	if i+n > len(b) {
		return 0, false
	}
	for _, c := range b[i : i+n] {
		if c-'0' > 9 {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}

// uuid returns the end of a UUID at i, or i. One of digits only is none.
func uuid(b []byte, i int) (end int) {
	if i+36 > len(b) || i > 0 && isHex(b[i-1]) {
		return i
	}
	letters := false
	for k, c := range b[i : i+36] {
		if k == 8 || k == 13 || k == 18 || k == 23 {
			if c != '-' {
				return i
			}
			continue
		}
		if !isHex(c) {
			return i
		}
		letters = letters || c > '9'
	}
	if !letters || i+36 < len(b) && isHex(b[i+36]) {
		return i
	}
	return i + 36
}

func isHex(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f' }
