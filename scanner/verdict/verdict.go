// Package verdict decides what a field is: a column of phone numbers, text that
// contains some, numbers that are hidden, or none of these. It decides twice:
// in the pilot, how the field is to be read ([Policy]), and after the scan,
// what it holds ([Of]); each time with reasons a person can read.
package verdict

import (
	"fmt"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// Evidence is what the pilot saw of one field.
type Evidence struct {
	Path, Type string
	Values     int // present, not empty
	Decimal    int // numbers with a fraction
	Valid      int // wholly one number of a known region, were national numbers taken
	Marked     int // of those, written as only phone numbers are: plus, brackets, trunk 0, groups of 3-3-4
	Codes      int // figures and codes: digits, punctuation, at most a few letters in front
	Distinct   int // different values
	Ordered    bool
	Epoch      int     // digits that are a time of this century in s, ms or µs
	Counter    bool    // each value a little more than the one before
	Chance     float64 // share of random digits in the same places that would be Valid
}

// minValues is how many values make evidence against a field's name.
const minValues = 30

// Policy says which national numbers count in a field. It depends on the pilot
// alone, so that every shard is read the same way.
func Policy(e Evidence) detectors.National {
	switch e.Type {
	case connectors.Boolean, connectors.Date, connectors.Timestamp:
		return detectors.Off
	}
	few := e.Values < minValues
	switch {
	case role.Of(e.Path) == role.Phone:
		if !few && (share(e.Decimal, e.Values) > 0.9 && e.Valid == 0 || share(e.Epoch, e.Values) > 0.9 || e.Counter && share(e.Valid, e.Values) < 0.5) {
			return detectors.Off
		}
		return detectors.On
	case !few && marked(e), !few && fits(e):
		return detectors.On
	case figures(e):
		return detectors.Off
	}
	return detectors.Labelled
}

// figures says that a column holds numbers or codes, no text.
func figures(e Evidence) bool {
	switch e.Type {
	case connectors.Integer, connectors.Decimal, connectors.Float:
		return true
	}
	return e.Values > 0 && share(e.Codes, e.Values) >= 0.9
}

// marked says that a column, whatever its name, is written as phone numbers
// are and nothing else is.
func marked(e Evidence) bool {
	return share(e.Valid, e.Values) >= 0.8 && share(e.Marked, e.Values) >= 0.7
}

// fits says that a column of figures, whatever its name, is explained by phone
// numbers and by little else.
func fits(e Evidence) bool {
	return !e.Ordered && !e.Counter && share(e.Decimal, e.Values) < 0.05 && share(e.Epoch, e.Values) < 0.5 &&
		share(e.Valid, e.Values) >= 0.9 && e.Chance <= 0.25 && share(e.Distinct, e.Values) >= 0.5
}

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
	Why        []string
	Protection string // plaintext, hashed, encrypted, masked; unknown where there is nothing to protect
}

// Of judges a field by its profile.
func Of(path string, f *profile.Field) Verdict {
	named := role.Of(path) == role.Phone
	v := Verdict{Verdict: None, Protection: "unknown", Why: []string{}}
	if named {
		v.Why = append(v.Why, fmt.Sprintf("name '%s'", last(path)))
	}
	if f.Numbers == 0 {
		hidden(&v, f, named)
		if v.Verdict == None && f.Values > 0 {
			v.Why = append(v.Why, "no value holds a valid number")
		}
		return v
	}
	v.Protection = "plaintext"
	whole := ratio(f.Whole, f.Values)
	switch {
	case f.Type() == connectors.Name:
		v.Verdict = Contains
		v.Why = append(v.Why, "numbers stand in names (of files, keys or objects)")
	case whole >= 0.5, named && whole >= 0.2:
		v.Verdict = Phone
		v.Why = append(v.Why, percent(whole)+" of the values are one number")
	default:
		v.Verdict = Contains
		v.Why = append(v.Why, fmt.Sprintf("%d of %d values hold numbers among other text", f.Holding, f.Values))
	}
	v.Why = append(v.Why, writing(f)...)
	return v
}

// hidden recognises numbers that are hashed, encrypted or masked.
func hidden(v *Verdict, f *profile.Field, named bool) {
	most := func(n uint64) bool { return ratio(n, f.Values) >= 0.8 }
	switch {
	case !named:
	case most(f.Shapes.Masked):
		v.Verdict, v.Protection = Protected, "masked"
		v.Why = append(v.Why, percent(ratio(f.Shapes.Masked, f.Values))+" of the values are digits behind a mask")
	case most(f.Shapes.Hex):
		v.Verdict, v.Protection = Protected, "hashed"
		v.Why = append(v.Why, percent(ratio(f.Shapes.Hex, f.Values))+" of the values have the form of a hash")
	case most(f.Shapes.Base64):
		v.Verdict, v.Protection = Protected, "encrypted"
		v.Why = append(v.Why, percent(ratio(f.Shapes.Base64, f.Values))+" of the values have the form of encrypted text")
	}
}

// writing says how the numbers are written and what their region rests on.
func writing(f *profile.Field) []string {
	var why []string
	if n := f.Formats[detectors.Plus] + f.Formats[detectors.Prefixed] + f.Formats[detectors.Link]; n > 0 {
		why = append(why, percent(ratio(n, f.Numbers))+" in international form")
	}
	by := map[detectors.How]uint64{}
	for r, n := range f.Regions {
		by[r.How] += n
	}
	for _, h := range []struct {
		how  detectors.How
		text string
	}{
		{detectors.Row, "placed by the record's own country"},
		{detectors.FieldHint, "placed by the region configured for the field"},
		{detectors.Dataset, "placed by the region configured for the dataset"},
		{detectors.Source, "placed by the region configured for the source"},
		{detectors.Organisation, "placed by the organisation's region"},
		{detectors.ColumnFit, "placed by what fits the whole column"},
		{detectors.None, "in national form and nothing says of which country"},
	} {
		if n := by[h.how]; n > 0 {
			why = append(why, percent(ratio(n, f.Numbers))+" "+h.text)
		}
	}
	return why
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
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' {
			return path[i+1:]
		}
	}
	return path
}
