package phone

import (
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/region"
)

// maxCell is how long a value may be, in bytes, to be read as a cell.
const maxCell = 256

// Detector finds phone numbers. It has no state: one serves every goroutine.
type Detector struct{}

var _ detectors.Detector = (*Detector)(nil)

// New returns a detector.
func New() *Detector { return &Detector{} }

// Detect implements [detectors.Detector]. It is done with a text up to the last
// line break, or up to what may still belong to a number or name one: a few
// dozen bytes.
func (d *Detector) Detect(dst []detectors.Match, v detectors.Value) (out []detectors.Match, done int) {
	if v.National == detectors.On && v.Prev == 0 && len(v.Text) <= maxCell {
		if v.More {
			return dst, 0
		}
		if fewDigits(v.Text, 4) {
			return dst, len(v.Text)
		}
		return cell(dst, v), len(v.Text)
	}
	return text(dst, v)
}

// fewDigits reports whether b has less than n digits. Other digits than ASCII
// count by the byte: this only sorts out what can hold no number.
func fewDigits(b []byte, n int) bool {
	for _, c := range b {
		if c-'0' <= 9 || c >= 0x80 {
			if n--; n <= 0 {
				return false
			}
		}
	}
	return true
}

// found makes the match of a valid number. how is where the region of a number
// in national format comes from.
func found(n number, start, end int, format detectors.Format, how detectors.How, confidence float32) detectors.Match {
	m := detectors.Match{
		Start: start, End: end,
		Number: detectors.NewNumber(n.e164, true),
		Region: n.region, How: how, Type: n.kind, Format: format, Confidence: confidence,
		Fictional: fictional(n.e164),
	}
	switch {
	case n.region == "001" || n.region == "":
		m.Region, m.Status = "", detectors.Nongeographic
	case n.code == 1 && (n.region == "US" || n.region == "CA"):
		subdivide(&m, n.national())
	case n.code == 590 && n.region == "GP" && validIn(n, "BL"):
		// The plan gives Saint-Barthélemy, Guadeloupe and Saint-Martin the same
		// mobile numbers, though different laws apply.
		m.Status, m.Candidates = detectors.Shared, guadeloupe
	}
	return m
}

var guadeloupe = []string{"BL", "GP", "MF"}

// subdivide fills in the state or province. A number that provinces share keeps
// its country.
func subdivide(m *detectors.Match, national string) {
	var buf [16]byte
	code, status, candidates := region.Subdivision(append(buf[:0], national...))
	switch status {
	case detectors.Known:
		m.Subdivision = code
		if code[:2] != m.Region {
			m.Region = code[:2]
		}
	case detectors.Shared:
		m.Status, m.Candidates = detectors.Shared, candidates
	case detectors.Nongeographic:
		m.Region, m.Status = "", detectors.Nongeographic
	}
}

// unplaced makes the match of a number whose region is not known.
func unplaced(digits []byte, start, end int, format detectors.Format, confidence float32) detectors.Match {
	return detectors.Match{
		Start: start, End: end,
		Number: detectors.NewNumber(string(digits), false),
		Status: detectors.Unknown, How: detectors.None, Format: format, Confidence: confidence,
	}
}
