package corpus

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
)

// format is one way to write a number.
type format struct {
	name          string
	international bool // the number itself tells its region
	text          bool // is written in running text as well
	bare          bool // digits only: only a word beside it says phone
	write         func(d *drawer, n *number) (string, bool)
}

// formats are the ways to write one number. A writer refuses what nobody would
// write, such as a trunk 0 where there is none.
var formats = []format{
	{"E.164", true, true, false, func(_ *drawer, n *number) (string, bool) { return "+" + n.e164(), true }},
	{"international", true, true, false, func(_ *drawer, n *number) (string, bool) { return n.intl, true }},
	{"international, hyphens", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return strings.ReplaceAll(n.intl, " ", "-"), true
	}},
	{"international, dots", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return strings.NewReplacer(" ", ".", "-", ".").Replace(n.intl), strings.ContainsAny(n.intl[len(n.code)+2:], " -")
	}},
	{"international, area in brackets", true, true, false, func(_ *drawer, n *number) (string, bool) {
		code, rest, _ := strings.Cut(n.intl, " ")
		area, rest, ok := strings.Cut(strings.Replace(rest, "-", " ", 1), " ")
		return fmt.Sprintf("%s (%s) %s", code, area, rest), ok && len(area) >= 2 && len(area) <= 5
	}},
	{"international, (0)", true, true, false, func(_ *drawer, n *number) (string, bool) {
		code, rest, _ := strings.Cut(n.intl, " ")
		return code + " (0)" + rest, n.trunk() == "0"
	}},
	{"international, (0), no spaces", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return "+" + n.code + "(0)" + n.nsn, n.trunk() == "0"
	}},
	{"international, slash", true, true, false, func(_ *drawer, n *number) (string, bool) {
		code, rest, _ := strings.Cut(n.intl, " ")
		area, rest, ok := strings.Cut(rest, " ")
		return code + " " + area + "/" + strings.NewReplacer(" ", "", "-", "").Replace(rest), ok && len(area) >= 2
	}},
	{"international, no-break spaces", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return strings.ReplaceAll(n.intl, " ", "\u00a0"), true
	}},
	{"international, space behind the plus", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return "+ " + n.intl[1:], true
	}},
	{"international, code in brackets", true, true, false, func(_ *drawer, n *number) (string, bool) {
		code, rest, _ := strings.Cut(n.intl, " ")
		return "(" + code + ") " + rest, true
	}},
	{"international, one group", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return "+" + n.code + " " + n.nsn, true
	}},
	{"registry (EPP)", true, true, false, func(_ *drawer, n *number) (string, bool) { return "+" + n.code + "." + n.nsn, true }},
	{"00, spaces", true, true, false, func(_ *drawer, n *number) (string, bool) { return "00" + n.intl[1:], true }},
	{"00, digits", true, true, true, func(_ *drawer, n *number) (string, bool) { return "00" + n.e164(), true }},
	{"011 from North America", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return "011 " + n.intl[1:], n.code != "1"
	}},
	{"E.164 without plus", true, true, true, func(_ *drawer, n *number) (string, bool) {
		return n.e164(), len(n.e164()) >= 10
	}},
	{"tel: URI", true, true, false, func(_ *drawer, n *number) (string, bool) { return phonenumbers.Format(n.p, phonenumbers.RFC3966), true }},
	{"wa.me link", true, true, false, func(_ *drawer, n *number) (string, bool) { return "https://wa.me/" + n.e164(), true }},
	{"messenger id", true, true, false, func(_ *drawer, n *number) (string, bool) {
		return n.e164() + "@s.whatsapp.net", len(n.e164()) >= 9
	}},
	{"percent-encoded plus", true, true, false, func(_ *drawer, n *number) (string, bool) { return "%2B" + n.e164(), true }},
	{"international, extension", true, true, false, func(d *drawer, n *number) (string, bool) {
		return n.intl + pick(d, []string{" ext. ", " x", " ext ", ";ext="}) + d.digits(2+d.IntN(3)), true
	}},

	{"national", false, true, false, func(_ *drawer, n *number) (string, bool) { return n.national, strings.ContainsAny(n.national, " -()/") }},
	{"national, hyphens", false, true, false, func(_ *drawer, n *number) (string, bool) {
		return strings.NewReplacer(" ", "-", "(", "", ")", "").Replace(n.national), strings.Contains(n.national, " ")
	}},
	{"national, dots", false, true, false, func(_ *drawer, n *number) (string, bool) {
		s := strings.NewReplacer(" ", ".", "-", ".", "(", "", ")", "").Replace(n.national)
		return s, strings.Count(s, ".") >= 2
	}},
	{"national, slash", false, true, false, func(_ *drawer, n *number) (string, bool) {
		area, rest, ok := strings.Cut(n.national, " ")
		return area + "/" + strings.NewReplacer(" ", "", "-", "").Replace(rest), ok && n.trunk() == "0" && len(area) >= 3 && area[0] == '0'
	}},
	{"national, area in brackets", false, true, false, func(_ *drawer, n *number) (string, bool) {
		area, rest, ok := strings.Cut(n.national, " ")
		return "(" + area + ") " + rest, ok && area[0] != '(' && n.trunk() != "" && len(area) >= 3
	}},
	{"national, digits", false, true, true, func(_ *drawer, n *number) (string, bool) { return digits(n.national), true }},
	{"national, trunk prefix dropped", false, false, true, func(_ *drawer, n *number) (string, bool) { return n.nsn, n.trunk() != "" }},
	{"national, pairs", false, true, false, func(_ *drawer, n *number) (string, bool) {
		s := digits(n.national)
		return group(s, " ", 2, 2, 2, 2, 2), len(s) == 10 && s[0] == '0' && strings.Count(n.national, " ") == 4
	}},
	{"national, extension", false, true, false, func(d *drawer, n *number) (string, bool) {
		return n.national + pick(d, []string{" ext. ", " x", " ext "}) + d.digits(2+d.IntN(3)), strings.ContainsAny(n.national, " -()")
	}},
	{"national, native digits", false, true, false, func(_ *drawer, n *number) (string, bool) {
		zero, ok := zeros[n.region]
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return zero + r - '0'
			}
			return r
		}, n.national), ok && strings.ContainsAny(n.national, " -()")
	}},
	{"float", false, false, true, func(_ *drawer, n *number) (string, bool) { return n.nsn + ".0", n.nsn[0] != '0' }},
	{"float of E.164", true, false, true, func(_ *drawer, n *number) (string, bool) { return n.e164() + ".0", len(n.e164()) >= 10 }},
	{"exponent", false, false, true, func(_ *drawer, n *number) (string, bool) {
		v, err := strconv.ParseFloat(n.nsn, 64)
		return strconv.FormatFloat(v, 'e', -1, 64), err == nil && n.nsn[0] != '0' && len(strings.TrimRight(n.nsn, "0")) >= 6
	}},
	{"spreadsheet apostrophe", false, false, true, func(_ *drawer, n *number) (string, bool) { return "'" + digits(n.national), true }},
	{"label in the cell", false, false, false, func(d *drawer, n *number) (string, bool) {
		return pick(d, []string{"Tel: ", "tel. ", "Ph: ", "T ", "M: ", "Mobile: "}) + n.national, strings.ContainsAny(n.national, " -()")
	}},
	{"note behind", false, false, false, func(d *drawer, n *number) (string, bool) {
		return n.national + pick(d, []string{" (work)", " (home)", " - evenings", " (Mo-Fr)", " privat", " / wife"}), strings.ContainsAny(n.national, " -()")
	}},
}

// zeros are the digit zero of the script that a region also writes numbers in.
var zeros = map[string]rune{
	"JP": '０', "CN": '０', "TW": '０', "EG": '٠', "SA": '٠', "IQ": '٠', "SY": '٠', "JO": '٠', "KW": '٠', "AE": '٠', "YE": '٠', "SD": '٠', "LB": '٠',
	"IR": '۰', "AF": '۰', "PK": '۰', "IN": '०', "NP": '०', "BD": '০', "TH": '๐', "MM": '၀',
}

// formatNamed finds a format.
func formatNamed(name string) *format {
	for i := range formats {
		if formats[i].name == name {
			return &formats[i]
		}
	}
	panic("corpus: no format " + name)
}

// written draws a number of a region in a format that suits it. ok is false
// where the format suits none of it.
func (d *drawer) written(f *format, region string) (s string, n *number, ok bool) {
	for range 12 {
		n = d.number(region)
		if s, ok = f.write(d, n); ok {
			return s, n, true
		}
	}
	return "", nil, false
}

// truth is the label of a number written at start.
func (f *format) truth(n *number, s string, start int, tells string) Number {
	if f.international {
		tells = ByNumber
	}
	return Number{
		Start: start, End: start + len(s), E164: n.e164(), Region: n.region, Regions: n.valid, Format: f.name, Evident: true, Tells: tells,
	}
}
