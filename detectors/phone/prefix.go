package phone

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// idd reports whether a candidate may begin with an international prefix: 00,
// or 011 set apart.
func idd(b []byte, c plan.Candidate) bool {
	i := c.First
	return c.Digits >= 9 && (b[i] == '0' || b[i] >= 0x80)
}

// prefixed reads a number behind 00, whatever the region, and behind 011 where
// no region says that it is an area code. It returns where the number begins.
func prefixed(b []byte, c plan.Candidate, region string) (n plan.Number, start int, ok bool) {
	if !idd(b, c) || c.End-c.First > 64 {
		return n, 0, false
	}
	var buf [64]byte
	digits := plan.AppendDigits(buf[:0], b[c.First:c.End])
	digits = digits[:min(len(digits), c.Digits)] // without an extension's
	skip := 0
	switch {
	case len(digits) > 8 && digits[0] == '0' && digits[1] == '0' && digits[2] != '0':
		skip = 2
	case len(digits) > 10 && digits[0] == '0' && digits[1] == '1' && digits[2] == '1' && (region == "" || northAmerican(region)):
		if at := c.First + 3; region == "" && (at >= len(b) || b[at] != ' ' && b[at] != '-') {
			return n, 0, false
		}
		skip = 3
	default:
		return n, 0, false
	}
	if n, ok = e164(digits[skip:]); !ok {
		return n, 0, false
	}
	return n, c.First, true
}

// isPrefixed reports whether a number that the plan found valid began with an
// international prefix.
func isPrefixed(b []byte, n *plan.Number) bool {
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
	e164 := n.AppendE164(buf[:0])
	prefix := 2
	if len(b) > 1 && b[0] == '0' && b[1] == '1' {
		prefix = 3
	}
	var g grouping
	g.split(b)
	at := 0
	for _, k := range g.length[:g.n-1] {
		if at += k; at == prefix+len(e164)-len(n.National()) {
			return len(e164) >= 9
		}
	}
	return false
}

// northAmerican reports whether a region's calling code is 1.
func northAmerican(region string) bool { return plan.CallingCodeOf(region) == 1 }
