package phone

import (
	"strings"

	"github.com/dialmap/dialmap/detectors"
)

// mixture reads a cell of a column that numbers of several regions explain. A
// number that is valid in one of them only is of that one; any other stays
// unknown, with those it may be of as candidates.
func mixture(dst []detectors.Match, v detectors.Value) []detectors.Match {
	regions := v.Column
	v.Column = ""
	first := len(dst)
	dst = cell(dst, v, false)
	for i := first; i < len(dst); i++ {
		m := &dst[i]
		if m.Status != detectors.Unknown && (m.Format != detectors.Bare || m.How != detectors.International) {
			continue
		}
		var one detectors.Match
		var candidates []string
		for rest := regions; rest != ""; {
			var r string
			r, rest, _ = strings.Cut(rest, " ")
			if n, ok := nationalCell(v.Text[m.Start:m.End], r); ok {
				one = n
				candidates = append(candidates, r)
			}
		}
		switch {
		case len(candidates) == 1:
			one.Start, one.End = m.Start, m.End
			*m = one
		case len(candidates) > 1:
			digits, _ := m.Number.Digits()
			if m.Status != detectors.Unknown {
				digits = string(v.Text[m.Start:m.End])
			}
			*m = unplaced([]byte(digits), m.Start, m.End, m.Format, confPlausible)
			m.Candidates = candidates
		}
	}
	return dst
}

// nationalCell reads b as one number in the national format of a region.
func nationalCell(b []byte, region string) (m detectors.Match, ok bool) {
	var buf [2]detectors.Match
	v := detectors.Value{Text: b, National: detectors.On}
	v.Column = region
	out := cell(buf[:0], v, false)
	if len(out) != 1 || out[0].Status == detectors.Unknown || out[0].How != detectors.ColumnFit {
		return m, false
	}
	return out[0], true
}
