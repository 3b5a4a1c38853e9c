// Package spoken knows the main languages of regions: those that a notice to
// their people has to be in.
package spoken

import "strings"

//go:generate go run ./gen

// In are the main languages of a region, most known first, as ISO 639 codes:
// those that are official in all of it, by the territory data of the Unicode
// CLDR. None for a code without any.
func In(code string) []string { return strings.Fields(languages[code]) }

// Main says that a language tag (de, pt-BR, zh_Hant) is of one of the main
// languages of a region.
func Main(code, tag string) bool {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	for _, l := range In(code) {
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
