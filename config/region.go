package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/text/language"
)

// numbered are the regions that have a numbering plan: ISO 3166-1 alpha-2, and
// XK, AC and TA, which are not in it.
var numbered = strings.Fields(`
AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM
FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN
MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT
PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK
TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`)

// places are all regions where something can be: those and the ones without a
// numbering plan of their own.
var places = append(strings.Fields("AQ BV GS HM PN TF UM"), numbered...)

var subdivision = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,4}$`)

// meant are codes people write for a region that has another one.
var meant = map[string]string{
	"UK": "GB", "EL": "GR", "USA": "US", "GER": "DE", "DEU": "DE", "FRA": "FR", "GBR": "GB", "JPN": "JP", "CAN": "CA", "JAP": "JP",
}

// Region says that s is the code of a region with phone numbers of its own.
func Region(s string) bool { return slices.Contains(numbered, s) }

// Place says that s is the code of a country or of a part of one (US-CA).
func Place(s string) bool {
	if slices.Contains(places, s) {
		return true
	}
	return subdivision.MatchString(s) && slices.Contains(places, s[:2])
}

// RegionNamed is the region with phone numbers that s names in any form that
// people write on a command line: de, DEU, GER and UK too.
func RegionNamed(s string) (code string, ok bool) {
	code = regionCode(s)
	return code, Region(code)
}

// PlaceNamed is the country, or the part of one, that s names.
func PlaceNamed(s string) (code string, ok bool) {
	code = regionCode(s)
	return code, Place(code)
}

// regionCode is s in upper case, and in two letters where it is the code of
// ISO 3166 in three or another that is used for the country.
func regionCode(s string) string {
	up := strings.ToUpper(s)
	if code := meant[up]; code != "" {
		return code
	}
	if len(up) == 3 {
		if r, err := language.ParseRegion(up); err == nil && r.IsCountry() && r.ISO3() == up {
			return r.String()
		}
	}
	return up
}

// RegionRemedy says what to write instead of s, which is not a region.
func RegionRemedy(s string) string {
	up := strings.ToUpper(s)
	switch {
	case meant[up] != "":
		return "write " + meant[up]
	case up == "EU" || up == "EEA":
		return "it is no country; name the one, such as DE"
	case Place(up):
		return "write it as " + up
	}
	return "want a country of ISO 3166 in two letters, such as DE or US"
}

func (r *reader) region(n ast.Node, what string) (string, bool) {
	return r.code(n, what, Region)
}

func (r *reader) place(n ast.Node, what string) (string, bool) {
	return r.code(n, what, Place)
}

func (r *reader) code(n ast.Node, what string, valid func(string) bool) (string, bool) {
	s, ok := r.str(n, what)
	if !ok {
		return "", false
	}
	if !valid(s) {
		r.fail(n, "%s: %s is not a region; %s", what, shown(s), RegionRemedy(s))
		return "", false
	}
	return s, true
}

func (r *reader) regionInto(dst *string, what string) func(ast.Node) {
	return func(n ast.Node) {
		if s, ok := r.region(n, what); ok {
			*dst = s
		}
	}
}

func (r *reader) placesInto(dst *[]string, what string) func(ast.Node) {
	return r.each(dst, what, func(n ast.Node) (string, bool) { return r.place(n, what) })
}
