package lexicon_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/detectors/lexicon"
)

func TestWordsForPhonesAreTold(t *testing.T) {
	for _, tc := range []struct {
		word                string
		says, beside, other bool
	}{
		{"Telefonnummer", true, true, false}, {"TELEMÓVEL", true, true, false}, {"携帯電話", true, true, false}, {"мобильный", true, true, false},
		{"ext", false, true, false}, {"büro", false, true, false}, {"Rechnung", false, false, true}, {"Bestellnummer", false, false, true},
		{"iPhones", false, false, false}, {"автомобильный", false, false, false}, {"โทรทัศน์", false, false, false}, {"bestelnummer", false, false, false}, {"", false, false, false},
	} {
		w := string(lexicon.Fold(nil, []byte(tc.word)))
		if says, beside, other := lexicon.Says(w), lexicon.Beside(w), lexicon.NamesOther(w); says != tc.says || beside != tc.beside || other != tc.other {
			t.Errorf("%s: says %v, beside %v, other %v; want %v, %v, %v", tc.word, says, beside, other, tc.says, tc.beside, tc.other)
		}
	}
}

func TestWordsBeforeANumberHaveTheirMeaning(t *testing.T) {
	for word, want := range map[string]lexicon.Meaning{
		"TEL": lexicon.Phone, "phoneNumber": lexicon.Phone, "Handynummer": lexicon.Phone, "เบอร์โทรศัพท์": lexicon.Phone, "đt": lexicon.Phone, "kom": lexicon.Abbreviation,
		"llámame": lexicon.Act, "Büro": lexicon.Place, "número": lexicon.Number, "meine": lexicon.Owner, "Rechnung": lexicon.Other, "erreichbar": lexicon.Contact, "ist": lexicon.Filler,
		"microphone": lexicon.None, "dt": lexicon.None, "": lexicon.None,
	} {
		if got := lexicon.Before([]byte(word)); got != want {
			t.Errorf("%s: %d, want %d", word, got, want)
		}
	}
	for text, want := range map[string]bool{"Ada ☎ ": true, "Ada ☎️: ": true, "📱": true, "Ada ☂ ": false, "Ada ": false, "": false} {
		if got := lexicon.EndsWithSign([]byte(text)); got != want {
			t.Errorf("%q ends with a sign: %v", text, got)
		}
	}
}

// A row that is misspelt, not folded, there twice, or that another row makes
// needless would never be met, or twice.
func TestRowsAreWellFormed(t *testing.T) {
	seen, meaning := map[lexicon.Row]bool{}, map[string]lexicon.Meaning{}
	if len(lexicon.Rows) < 1000 {
		t.Fatalf("%d rows", len(lexicon.Rows))
	}
	for _, r := range lexicon.Rows {
		if r.Meaning == lexicon.None || r.Language == "" || r.Word == "" {
			t.Errorf("%+v: a cell is missing or unknown", r)
		}
		if folded := string(lexicon.Fold(nil, []byte(r.Word))); folded != r.Word && r.Match != lexicon.Phrase {
			t.Errorf("%s is folded to %s", r.Word, folded)
		}
		key := lexicon.Row{Word: r.Word, Meaning: r.Meaning, Match: r.Match}
		if seen[key] {
			t.Errorf("%s is there twice", r.Word)
		}
		seen[key] = true
		if r.Match == lexicon.Whole && r.Meaning <= lexicon.Other {
			if meaning[r.Word] != lexicon.None {
				t.Errorf("%s means two things before a number", r.Word)
			}
			meaning[r.Word] = r.Meaning
		}
	}
	parts := lexicon.Words(lexicon.Phone, lexicon.Part)
	whole := lexicon.Words(lexicon.Phone, lexicon.Whole)
	for _, m := range []lexicon.Meaning{lexicon.Label, lexicon.Homonym, lexicon.Act, lexicon.Contact, lexicon.Place, lexicon.Owner, lexicon.Number, lexicon.Filler} {
		whole = append(whole, lexicon.Words(m, lexicon.Whole)...)
	}
	for _, w := range slices.Concat(whole, parts) {
		for _, p := range parts {
			if w != p && strings.Contains(w, p) {
				t.Errorf("%s holds %s", w, p)
			}
		}
	}
}
