package verdict

import (
	"math"
	"slices"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// A feature without a weight would be worth nothing, and a weight without a
// feature would be lost, without a word.
func TestEveryFeatureHasAWeightAndEveryWeightAFeature(t *testing.T) {
	names, pilot := Features()
	if len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) || len(names) < 80 {
		t.Errorf("%d names of features, or two alike", len(names))
	}
	for _, name := range names {
		if _, ok := weights[name]; !ok {
			t.Errorf("%q has no weights", name)
		}
	}
	for _, name := range names[:pilot] {
		if _, ok := pilotWeights[name]; !ok {
			t.Errorf("%q has no weight in the pilot", name)
		}
	}
	if len(weights) != len(names) || len(pilotWeights) != pilot {
		t.Errorf("%d and %d weights for %d and %d features", len(weights), len(pilotWeights), len(names), pilot)
	}
	pilotWeight, all := Weights()
	if len(pilotWeight) != pilot || len(all[0]) != len(names) || pilotWeight[1] != pilotWeights[names[1]] || all[2][3] != weights[names[3]][2] {
		t.Error("the weights are not in the order of the features")
	}
}

// What every feature is worth, at the evidence that turns it on and at the
// evidence beside it that does not.
func TestWhatAFeatureIsWorth(t *testing.T) {
	named := func(e Evidence) Evidence { e.Named = role.Yes; return e }
	maybe := func(e Evidence) Evidence { e.Named = role.Maybe; return e }
	other := func(e Evidence) Evidence { e.Named = role.No; return e }
	found := func(f profile.Field) *profile.Field { return &f }
	shapes := func(s profile.Shapes) *profile.Field { return &profile.Field{Values: 10, Shapes: s} }
	fitted := Evidence{Values: 60, Distinct: 60, Heads: 8, Detected: 60, Tried: 60, FitValid: 1, FitChance: 0.4}
	abroad := &profile.Field{Numbers: 12}
	abroad.Formats[detectors.Plus], abroad.Formats[detectors.Prefixed], abroad.Formats[detectors.Link], abroad.Formats[detectors.Bare] = 1, 2, 3, 6
	type worth struct {
		e    Evidence
		f    *profile.Field
		want float64
	}
	cases := map[string][]worth{
		"always":                     {{want: 1}},
		"name: phone":                {{e: named(Evidence{}), want: 1}, {e: Evidence{Noted: role.Yes}, want: 1}, {e: maybe(Evidence{})}},
		"name: maybe a phone":        {{e: maybe(Evidence{}), want: 1}, {e: named(Evidence{})}},
		"name: something else":       {{e: other(Evidence{}), want: 1}, {}},
		"comment: something else":    {{e: Evidence{Noted: role.No}, want: 1}, {}},
		"role: something else":       {{e: Evidence{Other: true}, want: 1}, {}},
		"people beside it":           {{e: Evidence{People: 1}, want: 0.5}, {e: Evidence{People: 5}, want: 1}},
		"valid":                      {{e: Evidence{Detected: 10, Valid: 4}, want: 0.4}, {}},
		"possible without a country": {{e: Evidence{Detected: 10, Plain: 3}, want: 0.3}},
		"among other text":           {{e: Evidence{Detected: 10, Among: 2}, want: 0.2}},
		"valid against random digits": {
			{e: Evidence{Detected: 20, Valid: 20, Tried: 20, ByChance: 10}, want: math.Log(1.03 / 0.53)},
			{e: Evidence{Detected: 5, Valid: 5, Tried: 5}, want: 0.5 * 2},
			{e: Evidence{Values: 20, Detected: 20, Valid: 20, Tried: 20, ByChance: 10, Between: 1}, want: 0}, // any number between would be valid too
			{e: Evidence{Values: 20, Written: 20, Detected: 20, Valid: 20, Tried: 20, ByChance: 10, Between: 1}, want: math.Log(1.03 / 0.53)},
			{e: Evidence{Values: 20, Told: 20, Detected: 20, Valid: 20, Tried: 20, ByChance: 10, Between: 1}, want: math.Log(1.03 / 0.53)},
			{e: Evidence{Values: 20, Detected: 20, Valid: 20, Marked: 20, Tried: 20, ByChance: 10, Between: 1}, want: math.Log(1.03 / 0.53)},
			{e: Evidence{Values: 20, Detected: 20, Valid: 20, Tried: 20, ByChance: 1, Between: 1, Placed: []Placed{{"country", 20}}}, want: math.Log(1.03 / 0.28)},
		},
		"valid against random digits behind the first two": {
			{e: Evidence{Detected: 20, Valid: 20, Tried: 20, ByChanceHead: 10}, want: math.Log(1.03 / 0.53)},
			{e: Evidence{Values: 20, Detected: 20, Valid: 20, Tried: 20, Between: 1}, want: 0},
		},
		"written as phones are":    {{e: Evidence{Detected: 10, Marked: 5}, want: 0.5}},
		"international":            {{e: Evidence{Detected: 10, International: 5}, want: 0.5}},
		"begins with a plus":       {{e: Evidence{Values: 10, Plus: 5}, want: 0.5}},
		"begins with a zero":       {{e: Evidence{Values: 10, Zero: 5}, want: 0.5}},
		"separators":               {{e: Evidence{Values: 10, Written: 5}, want: 0.5}},
		"distinct":                 {{e: Evidence{Values: 10, Distinct: 5}, want: 0.5}},
		"digits only":              {{e: Evidence{Values: 10, Digits: 5}, want: 0.5}},
		"fractions":                {{e: Evidence{Values: 10, Decimal: 5}, want: 0.5}},
		"fewer than seven digits":  {{e: Evidence{Values: 10, Short: 5}, want: 0.5}},
		"more than fifteen digits": {{e: Evidence{Values: 10, Long: 5}, want: 0.5}},
		"like seconds since 1970": {
			{e: Evidence{Values: 10, Epoch: 5}, want: 0.5},
			{e: named(Evidence{Values: 4, Epoch: 4, Detected: 4, Valid: 4, Tried: 4}), want: 0}, // the name and a plan outvote it
		},
		"dates":                  {{e: Evidence{Values: 10, Dates: 5}, want: 0.5}},
		"addresses and versions": {{e: Evidence{Values: 10, Dotted: 5}, want: 0.5}},
		"check digits": {
			{e: Evidence{Values: 10, Checked: 10, Luhn: 10}, want: 0.75},
			{e: Evidence{Values: 10, Checked: 10, EAN: 10}, want: 0.75},
			{e: Evidence{Values: 10, Checked: 10, Banked: 10}, want: 1},
			{e: Evidence{Values: 10, Checked: 5, Luhn: 5}, want: 0},
			{e: Evidence{Values: 10, Checked: 10, Luhn: 2}, want: 0},
		},
		"counts":   {{e: Evidence{Counter: true}, want: 1}, {}},
		"in order": {{e: Evidence{Ordered: true, Values: 6}, want: 1}, {e: Evidence{Ordered: true, Values: 5}}},
		"a region fits": {
			{e: Evidence{Fit: "DE", FitValid: 1, FitChance: 0.4}, want: 0.6},
			{e: Evidence{Fit: "DE", FitValid: 1, FitChance: 0.4, Between: 0.9}, want: 0.1},
			{e: Evidence{FitValid: 1, FitChance: 0.4}},
		},
		"a region fits, and the text speaks of it": {{e: Evidence{Fit: "DE", FitValid: 1, FitChance: 0.4, Spoken: 2.5}, want: 0.3}, {e: Evidence{Fit: "DE", FitValid: 1, FitChance: 0.4, Spoken: 50}, want: 0.6}},
		"type of numbers":                          {{e: Evidence{Type: connectors.Integer}, want: 1}, {e: Evidence{Type: connectors.Decimal}, want: 1}, {e: Evidence{Type: connectors.Float}, want: 1}, {e: Evidence{Type: connectors.Text}}},
		"fewer than ten values":                    {{e: Evidence{Values: 9}, want: 1}, {e: Evidence{Values: 10}}},
		"named and possible":                       {{e: named(Evidence{Detected: 10, Valid: 4, Plain: 3}), want: 0.7}, {e: maybe(Evidence{Detected: 10, Valid: 4})}},
		"named and impossible":                     {{e: named(Evidence{Detected: 10, Valid: 4, Plain: 3}), want: 0.3}, {e: named(Evidence{})}},
		"type of numbers, and no name":             {{e: Evidence{Type: connectors.Integer}, want: 1}, {e: named(Evidence{Type: connectors.Integer})}, {e: maybe(Evidence{Type: connectors.Integer})}},
		"many values":                              {{e: Evidence{Values: 1000}, want: 1}, {}},
		"figures and codes":                        {{e: Evidence{Values: 10, Codes: 5}, want: 0.5}},
		"all dates":                                {{e: Evidence{Values: 10, Dates: 9}, want: 1}, {e: Evidence{Values: 10, Dates: 8}}, {e: Evidence{Values: 3, Dates: 3}}},
		"all like seconds since 1970":              {{e: Evidence{Values: 10, Epoch: 9}, want: 1}, {e: Evidence{Values: 10, Epoch: 8}}, {e: Evidence{Values: 3, Epoch: 3}}},
		"possible, in few lengths":                 {{e: Evidence{Plain: 1, Widths: 3}, want: 1}, {e: Evidence{Plain: 1, Widths: 4}}, {e: Evidence{Widths: 3}}},
		"named, possible, counts":                  {{e: named(Evidence{Counter: true, Detected: 10, Plain: 5}), want: 0.5}, {e: named(Evidence{Detected: 10, Plain: 5})}},
		"hardly invalid against random digits": {
			{e: Evidence{Detected: 20, Valid: 20, Tried: 20, ByChance: 10}, want: math.Log(0.52/0.02) / 2},
			{e: Evidence{Values: 20, Detected: 20, Valid: 20, Tried: 20, ByChance: 10, Between: 1}, want: 0},
		},
		"hardly invalid against random digits behind the first two": {{e: Evidence{Detected: 20, Valid: 20, Tried: 20, ByChanceHead: 10}, want: math.Log(0.52/0.02) / 2}},
		"words":             {{e: Evidence{Values: 10, Worded: 5}, want: 0.5}},
		"words with digits": {{e: Evidence{Values: 10, Spelt: 5}, want: 0.5}},
		"a fifth are words": {{e: Evidence{Values: 10, Worded: 2}, want: 1}, {e: Evidence{Values: 10, Worded: 1}}},
		"some region fits":  {{e: fitted, want: 0.6}, {e: Evidence{Values: 60, Distinct: 3, Heads: 8, FitValid: 1, FitChance: 0.4}, want: 0.12}, {e: Evidence{Values: 60, Distinct: 60, Heads: 3, FitValid: 1, FitChance: 0.4}}},
		"some region fits, under a name for phones": {{e: named(fitted), want: 0.6}, {e: fitted}},
		"some region fits, written as phones are":   {{e: Evidence{Values: 60, Distinct: 60, Heads: 8, Detected: 60, Marked: 30, FitValid: 1, FitChance: 0.4}, want: 0.3}, {e: fitted}},
		"some region fits nearly all":               {{e: fitted, want: 1}, {e: Evidence{Values: 60, Distinct: 60, Heads: 8, FitValid: 0.96}}, {e: Evidence{Fit: "DE", FitValid: 1}}},
		"words beside numbers": {
			{e: Evidence{Values: 10, Worded: 5, Written: 5, Detected: 10, Valid: 5}, want: 1},
			{e: Evidence{Values: 10, Written: 10, Detected: 10, Valid: 10}},
			{e: Evidence{Values: 10, Worded: 10, Detected: 10}},
		},
		"named and possible, fewer than seven digits": {{e: named(Evidence{Values: 10, Short: 5, Detected: 10, Plain: 5}), want: 0.25}},
		"among other text, and fewer than alone":      {{e: Evidence{Detected: 10, Among: 2, Valid: 3}, want: 0.2}, {e: Evidence{Detected: 10, Among: 3, Valid: 3}}},
		"one stretch of digits":                       {{e: Evidence{Values: 10, Single: 5}, want: 0.5}},
		"named, valid, counts":                        {{e: named(Evidence{Counter: true, Detected: 10, Valid: 5}), want: 0.5}, {e: named(Evidence{Counter: true, Detected: 10, Plain: 5})}},
		"named, nearly all possible, in no order":     {{e: named(Evidence{Values: 30, Heads: 21, Detected: 30, Plain: 30}), want: 1}, {e: named(Evidence{Values: 30, Heads: 20, Detected: 30, Plain: 30})}, {e: named(Evidence{Values: 30, Heads: 21, Detected: 30, Plain: 27})}},
		"maybe named, possible, in many lengths":      {{e: maybe(Evidence{Widths: 4, Detected: 10, Plain: 5}), want: 0.5}, {e: maybe(Evidence{Widths: 3, Detected: 10, Plain: 5})}},
		"words that are distinct":                     {{e: Evidence{Values: 10, Worded: 10, Distinct: 9}, want: 0.5}, {e: Evidence{Values: 10, Worded: 10, Distinct: 8}}},
		"the likeliest region explains it": {
			{e: Evidence{Distinct: 60, FitValid: 1, Between: 0.5}, want: 1},
			{e: Evidence{Distinct: 10, FitValid: 1, Between: 0.5}, want: 0.98*math.Log(0.98/0.5) + 0.02*math.Log(0.02/0.5)},
			{e: Evidence{Distinct: 60, FitValid: 1, Between: 1}},
			{e: Evidence{Distinct: 60, Between: 0.5}},
		},
		"the likeliest region explains it, under a name for phones": {{e: named(Evidence{Distinct: 60, FitValid: 1, Between: 0.5}), want: 1}, {e: Evidence{Distinct: 60, FitValid: 1, Between: 0.5}}},
		"named, and nothing against it": {
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10}), want: 1},
			{e: maybe(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 8})},
			{e: named(Evidence{Values: 10, Distinct: 7, Detected: 10, Plain: 10})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Dates: 1})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Ordered: true})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Ordered: true, Zero: 10}), want: 1},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Ordered: true, FitValid: 1, FitChance: 0.7}), want: 1},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Epoch: 10})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Epoch: 10, FitValid: 1, FitChance: 0.7, Patchy: true}), want: 1},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Valid: 10, Counter: true, Tried: 10, ByChance: 5}), want: 1},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Valid: 10, Counter: true, Tried: 10, ByChance: 5, ByChanceHead: 8})},
			{e: named(Evidence{Values: 3, Detected: 3, Plain: 3}), want: 1},
			{e: named(Evidence{Values: 3, Detected: 3, Plain: 2})},
			{e: named(Evidence{Values: 3, Detected: 3, Plain: 3, Short: 1})},
		},
		"a label in the cell":               {{e: Evidence{Values: 10, Told: 5}, want: 0.5}},
		"a label in the cell, and possible": {{e: Evidence{Values: 10, Told: 5, Detected: 10, Plain: 10}, want: 0.5}, {e: Evidence{Values: 10, Told: 5}}},
		"valid numbers beside words": {
			{e: Evidence{Values: 40, Worded: 20, Detected: 40, Valid: 20, Tried: 20}, want: 2},
			{e: Evidence{Values: 40, Worded: 3, Detected: 40, Valid: 37, Tried: 37}},
			{e: Evidence{Values: 10, Worded: 6, Detected: 10, Valid: 4, Tried: 4}},
		},
		"valid against numbers between": {
			{e: Evidence{Detected: 20, Valid: 20, Tried: 20, Between: 0.5}, want: math.Log(1.03 / 0.53)},
			{e: Evidence{Detected: 20, FitValid: 1, Tried: 20, Between: 0.5}, want: math.Log(1.03 / 0.53)},
		},
		"hardly invalid against numbers between": {
			{e: Evidence{Detected: 20, Valid: 20, Tried: 20, Between: 0.5}, want: math.Log(0.52/0.02) / 2},
			{e: Evidence{Detected: 20, Valid: 20, Tried: 6, Between: 0.5}, want: math.Log(0.52/0.02) / 4}, // of six half would be, that none is says less
		},
		"no more valid than numbers between, no name": {
			{e: Evidence{Values: 10, Detected: 10, Valid: 10, Tried: 10, Between: 1}, want: 1},
			{e: Evidence{Values: 10, Detected: 10, Valid: 10, Tried: 10, Between: 0.9}, want: 0.6},
			{e: Evidence{Values: 10, Detected: 10, Valid: 10, Tried: 10, Between: 0.7}},
			{e: maybe(Evidence{Values: 10, Detected: 10, Valid: 10, Tried: 10, Between: 1})},
			{e: Evidence{Values: 10, Detected: 10, Valid: 10, Marked: 10, Tried: 10, Between: 1}},
			{e: Evidence{Values: 10}},
		},
		"named, and most of it possible": {
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 3, Valid: 2}), want: 1},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 4})},
			{e: named(Evidence{Values: 10, Distinct: 5, Detected: 10, Plain: 5})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 5, Dates: 1})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Counter: true})},
			{e: named(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 10, Ordered: true})},
			{e: named(Evidence{Values: 4, Distinct: 4, Detected: 4, Plain: 4})},
			{e: maybe(Evidence{Values: 10, Distinct: 10, Detected: 10, Plain: 5})},
		},
		"digits that all share, no name":                  {{e: Evidence{Values: 10, Fixed: 2.5}, want: 0.5}, {e: Evidence{Values: 10, Fixed: 7}, want: 1}, {e: named(Evidence{Values: 10, Fixed: 7})}},
		"digits that all share, named for something else": {{e: other(Evidence{Fixed: 1.5}), want: 0.5}, {e: Evidence{Fixed: 7}}},
		"fewer than six values, no name":                  {{e: Evidence{Values: 5}, want: 1}, {e: Evidence{Values: 6}}, {e: maybe(Evidence{Values: 5})}},
		"maybe named, words or valid numbers": {
			{e: maybe(Evidence{Values: 20, Worded: 10, Codes: 10, Tried: 10, Valid: 10}), want: 1},
			{e: maybe(Evidence{Values: 20, Worded: 10, Codes: 10, Tried: 10, Valid: 10, ByChance: 8})},
			{e: maybe(Evidence{Values: 20, Worded: 10, Codes: 10, Tried: 10, Plain: 10})},
			{e: named(Evidence{Values: 20, Worded: 10, Codes: 10, Tried: 10, Plain: 10}), want: 1},
			{e: named(Evidence{Values: 20, Worded: 10, Codes: 10, Tried: 10, Plain: 9})},
			{e: named(Evidence{Values: 20, Worded: 10, Codes: 10, Tried: 10, Plain: 10, Ordered: true})},
			{e: named(Evidence{Values: 20, Worded: 1, Codes: 19, Tried: 19, Plain: 19})},
			{e: Evidence{Values: 20, Worded: 10, Codes: 10, Tried: 10, Valid: 10}},
		},

		"holds numbers":                          {{f: found(profile.Field{Numbers: 1}), want: 1}, {f: found(profile.Field{})}},
		"values that are one number":             {{f: found(profile.Field{Values: 10, Whole: 5}), want: 0.5}},
		"values that hold a number":              {{f: found(profile.Field{Values: 10, Holding: 5}), want: 0.5}},
		"how many numbers":                       {{f: found(profile.Field{Numbers: 9999}), want: 1}, {f: found(profile.Field{})}},
		"odds that some are numbers":             {{f: found(profile.Field{}), want: -2}, {f: found(profile.Field{Sure: [10]uint64{9: 100}}), want: 2}},
		"sure matches":                           {{f: found(profile.Field{Numbers: 10, Sure: [10]uint64{9: 5}}), want: 0.5}},
		"unsure matches":                         {{f: found(profile.Field{Numbers: 10, Sure: [10]uint64{4: 2, 5: 3}}), want: 0.5}},
		"international matches":                  {{f: abroad, want: 0.5}},
		"long values":                            {{f: shapes(profile.Shapes{Long: 5}), want: 0.5}},
		"hidden":                                 {{f: shapes(profile.Shapes{Hex: 1, Digest: 1, Base64: 1, Cipher: 1, Token: 1}), want: 0.5}},
		"masked":                                 {{f: shapes(profile.Shapes{Masked: 5}), want: 0.5}},
		"hidden, under a name for phones":        {{e: named(Evidence{}), f: shapes(profile.Shapes{Hex: 5}), want: 0.5}, {e: maybe(Evidence{}), f: shapes(profile.Shapes{Hex: 5}), want: 0.5}, {f: shapes(profile.Shapes{Hex: 5})}},
		"masked, under a name for phones":        {{e: named(Evidence{}), f: shapes(profile.Shapes{Masked: 5}), want: 0.5}, {f: shapes(profile.Shapes{Masked: 5})}},
		"a name of a field":                      {{f: found(profile.Field{Seen: profile.TypeOf(connectors.Name)}), want: 1}, {f: found(profile.Field{Seen: profile.TypeOf(connectors.Text)})}},
		"hidden, under a name for hidden phones": {{e: named(Evidence{Hidden: true}), f: shapes(profile.Shapes{Hex: 5}), want: 0.5}, {e: named(Evidence{}), f: shapes(profile.Shapes{Hex: 5})}},
		"tokens, under a name for phones": {
			{e: named(Evidence{}), f: shapes(profile.Shapes{Token: 5}), want: 0.5},
			{e: named(Evidence{Values: 10, UUIDs: 10}), f: shapes(profile.Shapes{Token: 10})},
			{e: named(Evidence{Values: 10, UUIDs: 10, Hidden: true}), f: shapes(profile.Shapes{Token: 10}), want: 1},
		},
		"masked behind a plus":  {{e: Evidence{Values: 10, Plus: 5}, f: shapes(profile.Shapes{Masked: 10}), want: 0.5}},
		"numbers in other text": {{f: found(profile.Field{Values: 10, Numbers: 5, Whole: 5}), want: 0.35}, {f: found(profile.Field{Values: 10, Whole: 5})}, {f: found(profile.Field{Values: 10, Numbers: 9, Whole: 9})}},
	}
	for _, features := range [][]feature{pilotFeatures, wholeFeatures} {
		for _, f := range features {
			if len(cases[f.name]) == 0 {
				t.Errorf("%q has no case", f.name)
			}
			for i, c := range cases[f.name] {
				if got := f.value(newView(&c.e, c.f)); math.Abs(got-c.want) > 1e-9 {
					t.Errorf("%q, case %d: %.4f, want %.4f", f.name, i, got, c.want)
				}
			}
		}
	}
}
