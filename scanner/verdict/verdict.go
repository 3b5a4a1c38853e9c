// Package verdict decides what a field is: a column of phone numbers, text that
// contains some, numbers that are hidden, or none of these. It decides twice:
// in the pilot, how the field is to be read ([Policy]), and after the scan,
// what it holds ([Of]); each time with a probability, and the second time with
// reasons that a person can read.
//
// It stands on [Evidence]: what the name and the catalogue say, what the values
// look like, and how many of them are valid numbers against how many random
// digits of the same form would be. Weights fitted to made columns turn that
// into probabilities; what cannot be at all, no weight makes possible.
package verdict

import (
	"fmt"
	"math"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// Policy says which national numbers count in a field. It depends on the pilot
// alone, so that every shard is read the same way.
func Policy(e Evidence) detectors.National {
	switch e.Type {
	case connectors.Boolean, connectors.Date, connectors.Timestamp:
		return detectors.Off
	}
	named := e.says(role.Yes)
	switch {
	case e.Values == 0 && named:
		return detectors.On
	case e.Values == 0 && e.Type != connectors.Text && numeric(e.Type):
		return detectors.Off
	case e.Values == 0:
		return detectors.Labelled
	case (odds(&e) >= 0.4 || e.isPlausible() || e.isEither()) && !e.isMeasure() && !e.isKey():
		return detectors.On
	case figuresOnly(e):
		return detectors.Off
	}
	return detectors.Labelled
}

func numeric(typ string) bool {
	return typ == connectors.Integer || typ == connectors.Decimal || typ == connectors.Float
}

// figuresOnly says that a column holds numbers or codes, no text.
func figuresOnly(e Evidence) bool { return numeric(e.Type) || share(e.Codes, e.Values) >= 0.9 }

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// The verdicts.
const (
	Phone     = "phone"
	Contains  = "contains"
	Protected = "protected"
	None      = "none"
)

// Verdict is what a field is, with its reasons.
type Verdict struct {
	Verdict    string
	Confidence float64 // the probability that it is that
	Why        []string
	Protection string // plaintext, hashed, encrypted, masked, tokenised; unknown where there is nothing to protect
}

// Of judges a field by its profile and by what the pilot saw of it; nil where
// the pilot saw nothing.
func Of(path string, f *profile.Field, e *Evidence) Verdict {
	if e == nil {
		e = unseen(path, f)
	}
	f = shaped(e, f)
	j := judge(e, f)
	v := Verdict{Verdict: classes[j.best], Confidence: j.p[j.best], Protection: "unknown"}
	if f.Seen == profile.TypeOf(connectors.Name) && f.Numbers > 0 {
		// A name says nothing of others: only what stands in it does.
		if one := 1 / (1 + math.Exp(-some(f))); one >= 0.5 {
			v.Verdict, v.Confidence = Contains, one
		}
	}
	switch v.Verdict {
	case Phone, Contains:
		v.Protection = "plaintext"
	case Protected:
		v.Protection = protection(f.Shapes)
	}
	v.Why = why(v.Verdict, path, f, e, &j)
	return v
}

// Shaping says that the shapes of a field's values are to be counted in all of
// it, since the pilot saw few values. Else those of the pilot stand for the
// whole: a verdict rests on their shares.
func (e *Evidence) Shaping() bool { return e.Values < 100 }

// shaped is f with the shapes that stand for it.
func shaped(e *Evidence, f *profile.Field) *profile.Field {
	if e.Shaping() {
		return f
	}
	scaled := *f
	scaled.Shapes = e.Shapes.Scale(f.Values, uint64(e.Values))
	return &scaled
}

// unseen makes evidence of a profile alone, for a field that the pilot did not
// meet.
func unseen(path string, f *profile.Field) *Evidence {
	e := &Evidence{Path: path, Type: f.Type(), Named: role.Phones(path), Hidden: role.Hidden(path), Values: int(f.Values), Detected: int(f.Values), Valid: int(f.Whole), Among: int(f.Holding - min(f.Whole, f.Holding))}
	e.Other = e.Named == role.No && role.Of(path) != role.Other
	e.Digits, e.Decimal = int(f.Shapes.Digits), int(f.Shapes.Decimal)
	e.Codes = e.Digits
	e.Distinct = int(f.Values)
	e.International = int(f.Formats[detectors.Plus] + f.Formats[detectors.Prefixed] + f.Formats[detectors.Link])
	e.Marked, e.Plus, e.Written = min(e.International, e.Valid), min(e.International, e.Valid), min(int(f.Formats[detectors.Formatted])+e.International, e.Valid)
	e.Marked = max(e.Marked, e.Written)
	return e
}

// protection says how hidden numbers are hidden.
func protection(s profile.Shapes) string {
	best, most := "unknown", uint64(0)
	for _, h := range []struct {
		name string
		n    uint64
	}{{"hashed", s.Hex + s.Digest}, {"encrypted", s.Base64 + s.Cipher}, {"masked", s.Masked}, {"tokenised", s.Token}} {
		if h.n > most {
			best, most = h.name, h.n
		}
	}
	return best
}

func ratio(n, of uint64) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// percent rounds for people, and never rounds a part to all or to nothing.
func percent(x float64) string {
	switch p := 100 * x; {
	case p > 0 && p < 1:
		return "under 1 %"
	case p < 100 && p > 99:
		return "over 99 %"
	default:
		return fmt.Sprintf("%.0f %%", p)
	}
}

// last is the part of a path that a person would call the field's name.
func last(path string) string {
	segments := role.Segments(path)
	return segments[len(segments)-1]
}
