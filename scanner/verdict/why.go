package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// At most mostReasons subjects are given as reasons, and none that contributed
// less than leastContribution to the log-odds.
const (
	mostReasons       = 4
	leastContribution = 0.1
)

// why says what a verdict rests on: what contributed most to it, and then how the
// numbers are written and whose they are.
func why(verdict, path string, f *profile.Field, e *Evidence, j *judgement) []string {
	if f.Values == 0 {
		return []string{"no values"}
	}
	v := newView(e, f)
	reasons := []string{}
	if verdict == Contains {
		reasons = append(reasons, holding(f))
	}
	if verdict == None && e.IsPromised() { // what was promised, though it speaks for the other side
		reasons = append(reasons, nameOf(path, e))
	}
	for _, s := range j.largest(verdict) {
		if len(reasons) == mostReasons {
			break
		}
		var text string
		switch verdict {
		case None:
			text = against(s, v)
		case Protected:
			text = hiddenBy(s, path, v)
		default:
			text = speaksFor(s, verdict, path, v)
		}
		if text != "" && !slices.Contains(reasons, text) {
			reasons = append(reasons, text)
		}
	}
	switch verdict {
	case Phone, Contains:
		reasons = append(reasons, writing(f, e)...)
	case None:
		reasons = append(reasons, unplacedOrAbsent(v, len(reasons) == 0)...)
	}
	if e.Overruled != "" {
		reasons = append(reasons, fmt.Sprintf("the configured region %s explains hardly any of the values and was not used", e.Overruled))
	}
	return reasons
}

// largest are the subjects that spoke for a verdict, the largest contribution
// first: against the likeliest of the others, and of none against phone.
func (j *judgement) largest(verdict string) (order []subject) {
	class := slices.Index(classes[:], verdict)
	rival := 0
	if verdict != None {
		rival = len(classes) - 1
		for k := range j.p {
			if k != class && j.p[k] > j.p[rival] {
				rival = k
			}
		}
	}
	by := func(s subject) float64 { return j.by[class][s] - j.by[rival][s] }
	for s := range subjectCount {
		if by(s) >= leastContribution {
			order = append(order, s)
		}
	}
	slices.SortStableFunc(order, func(a, b subject) int { return cmp.Compare(by(b), by(a)) })
	return order
}

// nameOf says what a name or a comment says of phones; "" where it says nothing.
func nameOf(path string, e *Evidence) string {
	switch {
	case e.Named >= role.Maybe:
		return fmt.Sprintf("name '%s'", last(path))
	case e.Noted == role.Yes:
		return "the catalogue's comment speaks of phones"
	}
	return ""
}

// speaksFor is what a subject says for phone numbers in clear.
func speaksFor(s subject, verdict, path string, v *view) string {
	switch s {
	case subjectName:
		return nameOf(path, v.Evidence)
	case subjectValid, subjectPossible, subjectHolding:
		if verdict == Phone {
			return whole(v.f, v.Evidence)
		}
	case subjectWritten:
		if v.marked >= 0.5 {
			return "written as phone numbers are"
		}
	case subjectLabel:
		if v.Told > 0 {
			return percent(v.of(v.Told)) + " with a word for a phone beside them"
		}
	case subjectDistinct, subjectWords:
		if verdict == Phone && v.Values >= 20 {
			return percent(share(v.Distinct, v.Values)) + " distinct"
		}
	case subjectFit:
		if v.Fit == "" && v.FitValid > 0.9 && v.plain > 0.5 {
			return fmt.Sprintf("%s would be valid in one country, %s by chance", percent(v.FitValid), percent(v.FitChance))
		}
	}
	return ""
}

// hiddenBy is what a subject says for hidden numbers.
func hiddenBy(s subject, path string, v *view) string {
	switch s {
	case subjectName:
		return nameOf(path, v.Evidence)
	case subjectHidden:
		return strings.Join(hiddenForms(v), "; ")
	}
	return ""
}

// holding says how many values hold numbers among other text.
func holding(f *profile.Field) string {
	switch {
	case f.Type() == connectors.Name:
		return "numbers stand in names (of files, keys or objects)"
	case f.Holding < f.Values:
		return fmt.Sprintf("%d of %d values hold numbers among other text", f.Holding, f.Values)
	}
	return "every value holds numbers among other text"
}

// unplacedOrAbsent says what could be a number in a field without numbers. alone:
// nothing else was said against it.
func unplacedOrAbsent(v *view, alone bool) []string {
	switch n := v.Valid + v.Plain; {
	case v.f.Numbers > 0:
		return []string{fmt.Sprintf("%d of %d values hold what could be a number, which chance explains as well", v.f.Holding, v.f.Values)}
	case v.IsPromised() && v.Plain > 0:
		return []string{fmt.Sprintf("%d of %d values look like national numbers and nothing says of which country: --default-region would tell", n, v.Detected)}
	case v.Valid+v.Among == 0:
		return []string{"no value holds a valid number"}
	case alone && v.Tried > 0 && v.Valid > 0:
		return []string{asValid(v)}
	}
	return nil
}

// asValid says how valid the values are, and how valid random digits would be.
func asValid(v *view) string {
	return fmt.Sprintf("%s would be valid numbers, and so would be %s of random ones between them", percent(v.valid), percent(v.Between))
}

// whole says how many of the values are numbers, and how many random ones would
// be.
func whole(f *profile.Field, e *Evidence) string {
	all := percent(ratio(f.Whole, f.Values))
	switch {
	case f.Regions == nil || placedShare(f) < 0.5:
		return all + " of the values are one number"
	case e.Tried < 10 || ratio(f.Formats[detectors.Plus], f.Numbers) > 0.8:
		return fmt.Sprintf("%s valid%s", all, mainly(f))
	}
	return fmt.Sprintf("%s valid%s against %s by chance", all, mainly(f), percent(share(e.ByChance, e.Tried)))
}

// mainly names the region of most numbers, or the first few.
func mainly(f *profile.Field) string {
	by := map[string]uint64{}
	for r, n := range f.Regions {
		if r.Region != "" {
			by[r.Region] += n
		}
	}
	best := ""
	for r, n := range by {
		if n > by[best] || n == by[best] && r < best {
			best = r
		}
	}
	switch {
	case best == "":
		return ""
	case len(by) == 1 || ratio(by[best], f.Numbers) >= 0.95:
		return " as " + best
	case ratio(by[best], f.Numbers) >= 0.5:
		return fmt.Sprintf(" (%s %s, %d other regions)", best, percent(ratio(by[best], f.Numbers)), len(by)-1)
	}
	return fmt.Sprintf(" in %d regions", len(by))
}

func placedShare(f *profile.Field) float64 {
	var n uint64
	for r, k := range f.Regions {
		if r.Status != detectors.Unknown {
			n += k
		}
	}
	return ratio(n, f.Numbers)
}

// hiddenForms says in which forms numbers are hidden.
func hiddenForms(v *view) (forms []string) {
	s := v.f.Shapes
	for _, h := range []struct {
		n    uint64
		text string
	}{
		{s.Masked, "digits behind a mask"}, {s.Hex + s.Digest, "of the form of a hash"}, {s.Base64 + s.Cipher, "of the form of encrypted text"}, {s.Token, "tokens that stand for a value kept elsewhere"},
	} {
		if 10*h.n >= v.f.Values && h.n > 0 {
			forms = append(forms, fmt.Sprintf("%s of the values are %s", percent(ratio(h.n, v.f.Values)), h.text))
		}
	}
	return forms
}

// against is what a subject says against phone numbers.
func against(s subject, v *view) string {
	most := func(n int, text string) string {
		if 10*n < 8*v.Values || n == 0 {
			return ""
		}
		return percent(v.of(n)) + " " + text
	}
	switch s {
	case subjectOtherName:
		if v.Named == role.No && contentOf(v.Role) == "" {
			return fmt.Sprintf("name '%s' is for something else", last(v.Path))
		}
	case subjectRole:
		if content := contentOf(v.Role); content != "" {
			return "the values are " + content
		}
	case subjectTimes:
		return most(v.Epoch, "are times since 1970")
	case subjectDates:
		return most(v.Dates, "are dates")
	case subjectCounter:
		if v.Counter && v.Values > 5 {
			return "each value is a little more than the one before, as a counter's"
		}
	case subjectOrder:
		if v.Ordered && !v.Counter {
			return "the values are in order"
		}
	case subjectShared:
		if v.Fixed >= 2 {
			return fmt.Sprintf("the values share their first %d digits: %s of any between them would be as valid", int(v.Fixed), percent(v.Between))
		}
		if v.Valid > 0 {
			return asValid(v)
		}
	case subjectValid, subjectFit:
		if v.Tried >= 10 && v.Valid > 0 {
			return asValid(v)
		}
	case subjectChecked:
		return checkDigits(v.Evidence)
	case subjectDotted:
		return most(v.Dotted, "are addresses or versions")
	case subjectFractions:
		return most(v.Decimal, "are fractions")
	case subjectShort:
		return most(v.Short, "have fewer than seven digits")
	case subjectLong:
		if 2*v.UUIDs > v.Long {
			return most(v.UUIDs, ofUUIDs)
		}
		return most(v.Long, "have more than fifteen digits")
	case subjectWords:
		return most(v.Worded, "are words")
	case subjectDistinct:
		if v.Values >= 30 && 20*v.Distinct < v.Values {
			return fmt.Sprintf("only %d different values", v.Distinct)
		}
	case subjectFigures:
		return most(v.Measured, "are measures")
	case subjectHidden:
		if v.UUIDs > 0 {
			return most(v.UUIDs, ofUUIDs)
		}
		if v.hidden >= 0.8 && v.Named != role.Yes {
			return percent(v.hidden) + " are of the form of a hash or of encrypted text, and nothing speaks of phones"
		}
	}
	return ""
}

// ofUUIDs is what is said of keys of other tables.
const ofUUIDs = "are UUIDs, as keys of other tables are"

// checkDigits says whose check digits the values have.
func checkDigits(e *Evidence) string {
	switch {
	case e.Checked <= 10 || 2*e.Checked <= e.Values:
	case 10*e.Luhn >= 9*e.Checked:
		return percent(share(e.Luhn, e.Checked)) + " have the check digit of cards and devices"
	case 10*e.EAN >= 9*e.Checked:
		return percent(share(e.EAN, e.Checked)) + " have the check digit of articles"
	case 10*e.Banked >= 9*e.Checked:
		return percent(share(e.Banked, e.Checked)) + " have the check digits of an IBAN"
	}
	return ""
}

// placers names what of a record placed its numbers.
func placers(e *Evidence) string {
	var by []string
	for _, p := range e.Placed {
		by = append(by, p.By)
	}
	if len(by) == 0 {
		return "country"
	}
	return strings.Join(by, ", else its ")
}

// contentOf says what a column of a role holds, where its values agree with it.
func contentOf(r role.Role) string {
	switch r {
	case role.Country:
		return "countries"
	case role.CallingCode:
		return "calling codes"
	case role.AreaCode:
		return "area codes"
	case role.Locale:
		return "languages and locales"
	case role.Currency:
		return "currencies"
	case role.State:
		return "states"
	case role.City:
		return "cities"
	case role.Address:
		return "addresses"
	case role.Email:
		return "e-mail addresses"
	case role.Name:
		return "names"
	case role.Created, role.Updated, role.Contacted, role.Withdrawn, role.Expires:
		return "times"
	}
	return ""
}

// writing says how the numbers are written and what their region rests on.
func writing(f *profile.Field, e *Evidence) []string {
	var why []string
	if n := f.Formats[detectors.Plus] + f.Formats[detectors.Prefixed] + f.Formats[detectors.Link]; n > 0 {
		why = append(why, percent(ratio(n, f.Numbers))+" in international form")
	}
	by := map[detectors.How]uint64{}
	for r, n := range f.Regions {
		by[r.How] += n
	}
	fit := "placed by what fits the whole column"
	if e.Fit != "" {
		fit = fmt.Sprintf("placed as %s: fits %s of the column, %s by chance", strings.ReplaceAll(e.Fit, " ", " or "), percent(e.FitValid), percent(e.FitChance))
		if e.Spoken >= 1 {
			fit += ", and the text beside it speaks of it"
		}
	}
	for _, h := range []struct {
		how  detectors.How
		text string
	}{
		{detectors.Row, "placed by the record's own " + placers(e)},
		{detectors.FieldHint, "placed by the region configured for the field"},
		{detectors.Dataset, "placed by the region configured for the dataset"},
		{detectors.Source, "placed by the region configured for the source"},
		{detectors.Organisation, "placed by the organisation's region"},
		{detectors.ColumnFit, fit},
		{detectors.None, "in national form and nothing says of which country: --default-region would tell"},
	} {
		if n := by[h.how]; n > 0 {
			why = append(why, percent(ratio(n, f.Numbers))+" "+h.text)
		}
	}
	return why
}
