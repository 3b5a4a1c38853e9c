package verdict

import (
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// why says what a verdict rests on: first what the values are, then the name,
// then whose numbers they are.
func why(verdict, path string, f *profile.Field, e *Evidence) []string {
	reasons := []string{}
	say := func(format string, args ...any) { reasons = append(reasons, fmt.Sprintf(format, args...)) }
	name := func() {
		switch {
		case e.Named == role.Yes, e.Named == role.Maybe && verdict != None:
			say("name '%s'", last(path))
		case e.Noted == role.Yes:
			say("the catalogue's comment speaks of phones")
		}
	}
	switch verdict {
	case Phone:
		whole(say, f, e)
		if e.Values >= 20 {
			say("%s distinct", percent(share(e.Distinct, e.Values)))
		}
		name()
		if e.Named != role.Yes && e.Noted != role.Yes && share(e.Marked, e.Detected) >= 0.5 {
			say("written as phone numbers are")
		}
	case Contains:
		switch {
		case f.Type() == connectors.Name:
			say("numbers stand in names (of files, keys or objects)")
		case f.Holding < f.Values:
			say("%d of %d values hold numbers among other text", f.Holding, f.Values)
		default:
			say("every value holds numbers among other text")
		}
		name()
	case Protected:
		name()
		hidden(say, f)
	default:
		name()
		against(say, f, e)
	}
	if verdict == Phone || verdict == Contains {
		reasons = append(reasons, writing(f, e)...)
	}
	return reasons
}

// whole says how many of the values are numbers, and how many random ones would
// be.
func whole(say func(string, ...any), f *profile.Field, e *Evidence) {
	all := percent(ratio(f.Whole, f.Values))
	switch {
	case f.Regions == nil || placedShare(f) < 0.5:
		say("%s of the values are one number", all)
	case e.Tried < 10 || ratio(f.Formats[detectors.Plus], f.Numbers) > 0.8:
		say("%s valid%s", all, mainly(f))
	default:
		say("%s valid%s against %s by chance", all, mainly(f), percent(share(e.Lucky, e.Tried)))
	}
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

// hidden says in which form numbers are hidden.
func hidden(say func(string, ...any), f *profile.Field) {
	s := f.Shapes
	for _, h := range []struct {
		n    uint64
		text string
	}{
		{s.Masked, "digits behind a mask"}, {s.Hex + s.Digest, "of the form of a hash"}, {s.Base64 + s.Cipher, "of the form of encrypted text"}, {s.Token, "tokens that stand for a value kept elsewhere"},
	} {
		if 10*h.n >= f.Values && h.n > 0 {
			say("%s of the values are %s", percent(ratio(h.n, f.Values)), h.text)
		}
	}
}

// against says why a field is none.
func against(say func(string, ...any), f *profile.Field, e *Evidence) {
	if f.Values == 0 {
		say("no values")
		return
	}
	before := 0
	tell := func(format string, args ...any) { before++; say(format, args...) }
	most := func(n int) bool { return 10*n >= 8*e.Values && n > 0 }
	hidden := f.Shapes.Hex + f.Shapes.Digest + f.Shapes.Base64 + f.Shapes.Cipher
	switch {
	case 10*hidden >= 8*f.Values && e.Named != role.Yes:
		tell("%s are of the form of a hash or of encrypted text, and nothing speaks of phones", percent(ratio(hidden, f.Values)))
	case most(e.Epoch):
		tell("%s are times since 1970", percent(share(e.Epoch, e.Values)))
	case most(e.Dates):
		tell("%s are dates", percent(share(e.Dates, e.Values)))
	case holds(e.Role) != "":
		tell("the values are %s", holds(e.Role))
	case e.Counter && e.Values > 5:
		tell("each value is a little more than the one before, as a counter's")
	case e.Checked > 10 && 2*e.Checked > e.Values && 10*e.Luhn >= 9*e.Checked:
		tell("%s have the check digit of cards and devices", percent(share(e.Luhn, e.Checked)))
	case e.Checked > 10 && 2*e.Checked > e.Values && 10*e.EAN >= 9*e.Checked:
		tell("%s have the check digit of articles", percent(share(e.EAN, e.Checked)))
	case e.Banked > 10 && 10*e.Banked >= 9*e.Checked:
		tell("%s have the check digits of an IBAN", percent(share(e.Banked, e.Checked)))
	case most(e.Measured):
		tell("%s are measures", percent(share(e.Measured, e.Values)))
	case most(e.UUIDs):
		tell("%s are UUIDs, as keys of other tables are", percent(share(e.UUIDs, e.Values)))
	case most(e.Dotted):
		tell("%s are addresses or versions", percent(share(e.Dotted, e.Values)))
	case most(e.Decimal):
		tell("%s are fractions", percent(share(e.Decimal, e.Values)))
	case most(e.Short) && e.Values >= 30 && 20*e.Distinct < e.Values:
		tell("only %d different values, of fewer than seven digits", e.Distinct)
	case most(e.Short):
		tell("%s have fewer than seven digits", percent(share(e.Short, e.Values)))
	case most(e.Long):
		tell("%s have more than fifteen digits", percent(share(e.Long, e.Values)))
	case e.Values >= 30 && 20*e.Distinct < e.Values:
		tell("only %d different values", e.Distinct)
	}
	switch {
	case f.Numbers == 0 && e.Tried >= 10 && e.Valid > 0 && before == 0:
		tell("%s would be valid numbers, and so would be %s of random digits", percent(share(e.Valid, e.Detected)), percent(share(e.LuckyHead, e.Tried)))
	case f.Numbers == 0:
		tell("no value holds a valid number")
	default:
		tell("%d of %d values hold what could be a number, which chance explains as well", f.Holding, f.Values)
	}
	if e.Named == role.No && holds(e.Role) == "" {
		say("name '%s' is for something else", last(e.Path))
	}
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

// holds says what a column of a role holds, where its values agree with it.
func holds(r role.Role) string {
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
		{detectors.None, "in national form and nothing says of which country"},
	} {
		if n := by[h.how]; n > 0 {
			why = append(why, percent(ratio(n, f.Numbers))+" "+h.text)
		}
	}
	return why
}
