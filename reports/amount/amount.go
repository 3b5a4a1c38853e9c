// Package amount writes quantities as one reads them aloud, with what is known of
// them: counted, estimated, at least.
package amount

import (
	"math"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Of is a quantity as one reads it aloud: 1,234 where it was counted,
// ≈ 12,300 where it was estimated, ≥ 1,234 where at least that many are known.
// What is known to be more is told by its lower bound, as a sum of estimates
// and counts promises no more.
func Of(e profile.Estimate) string {
	switch v := e.Value(); e.How {
	case profile.Sample, profile.Sketch:
		return "≈ " + Count(significant(v, math.Round))
	case profile.AtLeast, profile.Seen:
		if e.Low != nil && *e.Low < v {
			return "≥ " + Count(significant(*e.Low, math.Floor))
		}
		return "≥ " + Count(v)
	default:
		return Count(v)
	}
}

// Interval is the range of an estimate, "11,900 to 12,700", and "" where the
// figure itself says all. It is rounded outwards, so that it promises no more
// than the estimate does; a bound that is not known is not named.
func Interval(e profile.Estimate) string {
	low, high := "", ""
	if e.Low != nil {
		low = Count(significant(*e.Low, math.Floor))
	}
	if e.High != nil {
		high = Count(significant(*e.High, math.Ceil))
	}
	estimated := e.How == profile.Sample || e.How == profile.Sketch
	switch {
	case e.How == profile.Exact, e.How == "":
	case low != "" && high != "" && *e.Low != *e.High:
		return low + " to " + high
	case low != "" && high == "" && estimated:
		return low + " or more"
	case low == "" && high != "":
		return high + " or fewer"
	}
	return ""
}

// With is a quantity with its interval, "≈ 12,300 (11,900 to 12,700)".
func With(e profile.Estimate) string {
	if between := Interval(e); between != "" {
		return Of(e) + " (" + between + ")"
	}
	return Of(e)
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

// significant keeps three digits: an estimate has no more to say. The last of
// them is rounded by round.
func significant(v float64, round func(float64) float64) float64 {
	if v < 1000 {
		return round(v)
	}
	unit := math.Pow(10, math.Floor(math.Log10(v))-2)
	return round(v/unit) * unit
}

// Plural is a count with what is counted: 1 country, 2 countries.
func Plural(n int, one string) string { return Count(float64(n)) + " " + noun(n == 1, one) }

// Noun is what a quantity is of, without it: number, numbers.
func Noun(e profile.Estimate, one string) string {
	return noun(e.How == profile.Exact && e.Value() == 1, one)
}

func noun(single bool, one string) string {
	switch {
	case single:
		return one
	case strings.HasSuffix(one, "y"):
		return strings.TrimSuffix(one, "y") + "ies"
	}
	return one + "s"
}
