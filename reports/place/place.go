// Package place names regions for readers: the 245 regions that have phone
// numbers, the US states and the Canadian provinces.
package place

import "strings"

//go:generate go run ./gen -o names.go

// Name is the English name of an ISO 3166-1 or -2 code that dialmap uses, and
// the code itself where it has no name for it.
func Name(code string) string {
	if n, ok := regions[code]; ok {
		return n
	}
	if n, ok := subdivisions[code]; ok {
		return n
	}
	return code
}

// Known says whether code has a name.
func Known(code string) bool {
	_, region := regions[code]
	_, sub := subdivisions[code]
	return region || sub
}

// subdivisions are those that the North American plan can tell apart.
var subdivisions = map[string]string{
	"US-AL": "Alabama", "US-AK": "Alaska", "US-AZ": "Arizona", "US-AR": "Arkansas", "US-CA": "California",
	"US-CO": "Colorado", "US-CT": "Connecticut", "US-DE": "Delaware", "US-DC": "District of Columbia",
	"US-FL": "Florida", "US-GA": "Georgia", "US-HI": "Hawaii", "US-ID": "Idaho", "US-IL": "Illinois",
	"US-IN": "Indiana", "US-IA": "Iowa", "US-KS": "Kansas", "US-KY": "Kentucky", "US-LA": "Louisiana",
	"US-ME": "Maine", "US-MD": "Maryland", "US-MA": "Massachusetts", "US-MI": "Michigan", "US-MN": "Minnesota",
	"US-MS": "Mississippi", "US-MO": "Missouri", "US-MT": "Montana", "US-NE": "Nebraska", "US-NV": "Nevada",
	"US-NH": "New Hampshire", "US-NJ": "New Jersey", "US-NM": "New Mexico", "US-NY": "New York",
	"US-NC": "North Carolina", "US-ND": "North Dakota", "US-OH": "Ohio", "US-OK": "Oklahoma", "US-OR": "Oregon",
	"US-PA": "Pennsylvania", "US-RI": "Rhode Island", "US-SC": "South Carolina", "US-SD": "South Dakota",
	"US-TN": "Tennessee", "US-TX": "Texas", "US-UT": "Utah", "US-VT": "Vermont", "US-VA": "Virginia",
	"US-WA": "Washington", "US-WV": "West Virginia", "US-WI": "Wisconsin", "US-WY": "Wyoming",
	"CA-AB": "Alberta", "CA-BC": "British Columbia", "CA-MB": "Manitoba", "CA-NB": "New Brunswick",
	"CA-NL": "Newfoundland and Labrador", "CA-NT": "Northwest Territories", "CA-NS": "Nova Scotia",
	"CA-NU": "Nunavut", "CA-ON": "Ontario", "CA-PE": "Prince Edward Island", "CA-QC": "Quebec",
	"CA-SK": "Saskatchewan", "CA-YT": "Yukon",
}

//go:generate go run ./gen/languages

// Languages are the main ones of a region, most known first, as ISO 639 codes:
// those that are official in all of it, by the territory data of the Unicode
// CLDR. None for a code without any.
func Languages(code string) []string { return strings.Fields(languages[code]) }

// Language says that a language tag (de, pt-BR, zh_Hant) is of one of the main
// languages of a region.
func Language(code, tag string) bool {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	for _, l := range Languages(code) {
		if plain(l) == plain(base) {
			return true
		}
	}
	return false
}

// plain is one code of those that name a language.
func plain(code string) string {
	if one, ok := alike[code]; ok {
		return one
	}
	return code
}

// alike are codes of one language, as people write them: nb for no.
var alike = map[string]string{"nb": "no", "nn": "no", "fil": "tl", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh", "mo": "ro"}
