package phone

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
	"github.com/dialmap/dialmap/detectors/region"
)

//go:generate go run generate.go

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
	switch v.Type {
	case "timestamp", "date", "boolean":
		return dst, len(v.Text)
	}
	if v.National == detectors.On && v.Prev == 0 && len(v.Text) <= maxCell {
		if v.More {
			return dst, 0
		}
		if fewDigits(v.Text, 4) && (len(v.Text) < minToken || bytes.IndexByte(v.Text, ' ') > 0) {
			return dst, len(v.Text)
		}
		if len(v.Column) > 2 && !v.Hinted() {
			return mixture(dst, v), len(v.Text)
		}
		return cell(dst, v, false), len(v.Text)
	}
	return text(dst, v, false)
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
func found(n *plan.Number, start, end int, format detectors.Format, how detectors.How, confidence float32) detectors.Match {
	var buf [24]byte
	if n.CallingCode() == 33 && how != detectors.International {
		if m, ok := ofMayotte(n); ok {
			n = &m
		}
	}
	digits := n.AppendE164(buf[:0])
	m := detectors.Match{
		Start: start, End: end,
		Region: n.Region(), How: how, Type: n.Type(), Format: format, Confidence: confidence,
		Fictional: fictional(digits),
	}
	copy(m.Number[:15], digits)
	switch {
	case m.Region == "001":
		m.Region, m.Status = "", detectors.Nongeographic
	case m.Region == "US" || m.Region == "CA":
		subdivide(&m, n.National())
	case m.Region == "GP" && n.ValidIn("BL"):
		// The plan gives Saint-Barthélemy, Guadeloupe and Saint-Martin the same
		// mobile numbers, though different laws apply.
		m.Status, m.Candidates = detectors.Shared, guadeloupe
	case m.Region == "":
		m.Region = plan.MainRegion(n.CallingCode()) // of a range for fiction
	}
	return m
}

var guadeloupe = []string{"BL", "GP", "MF"}

// subdivide fills in the state or province. A number that provinces share keeps
// its country.
func subdivide(m *detectors.Match, national []byte) {
	code, status, candidates := region.Subdivision(national)
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
