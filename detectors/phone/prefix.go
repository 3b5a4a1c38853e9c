package phone

import (
	"bytes"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// idd reports whether a candidate may begin with an international prefix.
func idd(b []byte, c *plan.Candidate) bool {
	i := c.First
	return c.Digits >= 9 && (b[i] == '0' || b[i] == '8' || b[i] >= 0x80)
}

// dials reports whether digits may begin with one of the prefixes, among them
// what is not ASCII.
func dials(b []byte) bool {
	var head [3]byte
	n := 0
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return true
		}
		if c-'0' <= 9 {
			head[n] = c
			if n++; n == len(head) {
				break
			}
		}
	}
	return head[0] == '0' && (head[1] == '0' || head[1] == '1' && head[2] == '1') || string(head[:]) == "810"
}

// prefixes are dialled before a calling code. All but 00 are also the heads of
// national numbers: they count where the region is one of theirs or not known,
// and where the calling code is set apart.
var prefixes = []struct {
	digits  string
	regions map[string]bool // nil: every region
}{
	{"00", nil},
	{"011", nil}, // of the regions under +1
	{"0011", set("AU", "CC", "CX")},
	{"810", set("RU", "KZ", "BY", "TM", "UZ", "TJ")},
}

// prefixed reads a number behind an international prefix, whatever the region,
// and returns where it begins. sure: a word before it says phone.
func prefixed(b []byte, c *plan.Candidate, region string, sure bool) (n plan.Number, start int, ok bool) {
	if !idd(b, c) || c.End-c.First > 64 {
		return n, 0, false
	}
	var buf [64]byte
	digits := plan.AppendDigits(buf[:0], b[c.First:c.End])
	digits = digits[:min(len(digits), c.Digits)] // without an extension's
	for i, p := range prefixes {
		if len(digits) < len(p.digits)+7 || string(digits[:len(p.digits)]) != p.digits {
			continue
		}
		if p.regions != nil && region != "" && !p.regions[region] {
			continue
		}
		if n, ok = e164(digits[len(p.digits):]); !ok || i > 0 && !apart(b[c.First:c.End], &n) && !(sure && region == "" && len(digits) >= len(p.digits)+minBehindPrefix) {
			continue
		}
		if p.digits == "011" && region != "" && !northAmerican(region) && !sure && n.CallingCode() != plan.CallingCodeOf(region) && !first(b[c.First:c.End], 3) {
			continue
		}
		return n, c.First, true
	}
	return n, 0, false
}

// minBehindPrefix is how many digits behind 011 in one piece are not a number of a
// town whose area code begins so.
const minBehindPrefix = 10

// first reports whether the first group of a number has n digits: 011 is set
// apart by those who dial it, and the head of an area code elsewhere.
func first(b []byte, n int) bool {
	var g grouping
	g.split(b)
	return g.n > 3 && g.length[0] == n
}

// isPrefixed reports whether a number that the plan found valid began with an
// international prefix.
func isPrefixed(b []byte, n *plan.Number) bool {
	if !dials(b) { // as most do not
		return false
	}
	var buf [64]byte
	if len(b) > len(buf) {
		return false
	}
	digits := plan.AppendDigits(buf[:0], b)
	var full [24]byte
	head := n.AppendE164(full[:0])[:3]
	return bytes.HasPrefix(digits, []byte("00")) && bytes.HasPrefix(digits[2:], head) ||
		bytes.HasPrefix(digits, []byte("011")) && n.CallingCode() != 1 && bytes.HasPrefix(digits[3:], head)
}

// apart reports whether the calling code behind an international prefix is set
// apart, as people write it and padded identifiers are not: "0044 20 7946 0123".
func apart(b []byte, n *plan.Number) bool {
	var buf [24]byte
	var all [64]byte
	if len(b) > len(all) {
		return false
	}
	e164 := n.AppendE164(buf[:0])
	prefix := bytes.Index(plan.AppendDigits(all[:0], b), e164)
	var g grouping
	g.split(b)
	at := 0
	for _, k := range g.length[:g.n-1] {
		if at += k; at == prefix+len(e164)-len(n.National()) {
			return prefix > 0
		}
	}
	return false
}

// northAmerican reports whether a region's calling code is 1.
func northAmerican(region string) bool { return plan.CallingCodeOf(region) == 1 }
