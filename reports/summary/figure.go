package summary

import (
	"math"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Figure is a quantity as one reads it aloud: 1,234 where it was counted,
// ≈ 12,300 where it was estimated, ≥ 1,234 where at least that many are known.
func Figure(e profile.Estimate) string {
	switch v := e.Value(); e.How {
	case profile.Sample, profile.Sketch:
		return "≈ " + Count(significant(v))
	case profile.AtLeast, profile.Seen:
		return "≥ " + Count(v)
	default:
		return Count(v)
	}
}

// Interval is the range of an estimate, "11,900 – 12,700", and "" where the
// figure itself says all.
func Interval(e profile.Estimate) string {
	if e.How == profile.Exact || e.Low == nil || e.High == nil || *e.Low == *e.High {
		return ""
	}
	return Count(significant(*e.Low)) + " – " + Count(significant(*e.High))
}

// Basis says in words what a quantity rests on.
func Basis(h profile.How) string {
	switch h {
	case profile.Exact:
		return "counted"
	case profile.Sample:
		return "estimated from a random sample"
	case profile.AtLeast:
		return "at least; the rest was not read"
	case profile.Sketch:
		return "counted with a sketch, to within 2 %"
	case profile.Seen:
		return "seen in what was read; says nothing of the rest"
	}
	return "not counted"
}

// Count writes a whole number with separators.
func Count(v float64) string {
	s := strconv.FormatInt(int64(math.Round(v)), 10)
	if len(s) <= 3 || v < 0 {
		return s
	}
	var b strings.Builder
	for i, digit := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// significant keeps three digits: an estimate has no more to say.
func significant(v float64) float64 {
	if v < 1000 {
		return math.Round(v)
	}
	unit := math.Pow(10, math.Floor(math.Log10(v))-2)
	return math.Round(v/unit) * unit
}
