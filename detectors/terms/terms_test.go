package terms_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/detectors/terms"
)

func TestWords(t *testing.T) {
	for _, tc := range []struct {
		word                string
		says, beside, other bool
	}{
		{"Telefonnummer", true, true, false}, {"TELEMÓVEL", true, true, false}, {"携帯電話", true, true, false}, {"мобильный", true, true, false},
		{"ext", false, true, false}, {"büro", false, true, false}, {"Rechnung", false, false, true}, {"Bestellnummer", false, false, true},
		{"iPhones", false, false, false}, {"автомобильный", false, false, false}, {"โทรทัศน์", false, false, false}, {"bestelnummer", false, false, false}, {"", false, false, false},
	} {
		w := string(terms.Fold(nil, []byte(tc.word)))
		if says, beside, other := terms.Says(w), terms.Beside(w), terms.Other(w); says != tc.says || beside != tc.beside || other != tc.other {
			t.Errorf("%s: says %v, beside %v, other %v; want %v, %v, %v", tc.word, says, beside, other, tc.says, tc.beside, tc.other)
		}
	}
}

// TestWordsAreNeeded: a word that holds a part is met without being there.
func TestWordsAreNeeded(t *testing.T) {
	parts := slices.Concat(terms.Stems, terms.Signs)
	for _, w := range slices.Concat(terms.Words, parts) {
		for _, p := range parts {
			if w != p && strings.Contains(w, p) {
				t.Errorf("%s holds %s", w, p)
			}
		}
	}
}

// TestWordsAreFolded: a word that is not is never met.
func TestWordsAreFolded(t *testing.T) {
	for _, words := range [][]string{terms.Words, terms.Stems, terms.Signs, terms.Places, terms.Others} {
		seen := map[string]bool{}
		for _, w := range words {
			if folded := string(terms.Fold(nil, []byte(w))); folded != w {
				t.Errorf("%s is folded to %s", w, folded)
			}
			if seen[w] {
				t.Errorf("%s is there twice", w)
			}
			seen[w] = true
		}
	}
}
