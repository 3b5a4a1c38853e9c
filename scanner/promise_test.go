package scanner_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// validNumbers draws n numbers of a region, each heads followed by random digits up
// to a length, written with a prefix in front.
func validNumbers(t *testing.T, n int, region, prefix string, heads []string, length int) (numbers []string) {
	t.Helper()
	r, detector := rand.New(rand.NewPCG(7, uint64(n))), phone.New()
	var met []detectors.Match
	for tries := 0; len(numbers) < n; tries++ {
		if tries > 1000*n {
			t.Fatalf("%s has no numbers that begin with %v", region, heads)
		}
		number := heads[r.IntN(len(heads))]
		for len(number) < length {
			number += string(rune('0' + r.IntN(10)))
		}
		number = prefix + number
		met, _ = detector.Detect(met[:0], detectors.Value{Text: []byte(number), Hints: detectors.Hints{Source: region}, National: detectors.On})
		if len(met) == 1 && met[0].Region == region && met[0].Start == 0 && met[0].End == len(number) && !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// TestPhonesInOrderOrLikeTimesOrFew holds that neither order nor a likeness to times
// nor a small table makes none of numbers whose column promises them, and that each
// still does of what keeps no such promise.
func TestPhonesInOrderOrLikeTimesOrFew(t *testing.T) {
	sorted := func(values []string) []string { slices.Sort(values); return values }
	series := func(n int, value func(i int) string) (values []string) {
		for i := range n {
			values = append(values, value(i))
		}
		return values
	}
	r := rand.New(rand.NewPCG(3, 4))
	times := func(int) string { return fmt.Sprint(1_500_000_000 + r.IntN(300_000_000)) }
	mobile := []string{"160", "170", "171", "175"}
	for _, tc := range []struct {
		name, column string
		values       []string
		beside       string // a column of other numbers of the same people, if any
		verdict      string
	}{
		{"sorted numbers", "phone", sorted(validNumbers(t, 100, "DE", "0", mobile, 10)), "", "phone"},
		{"the block of an office, with separators", "phone", series(80, func(i int) string { return fmt.Sprintf("212-555-01%02d", i) }), "", "phone"},
		{"the block of an office, digits behind a 0", "Telefon", series(80, func(i int) string { return fmt.Sprintf("017139200%02d", i) }), "", "phone"},
		{"landlines like times, beside numbers that tell the country", "phone", validNumbers(t, 80, "BR", "", []string{"112", "113", "114", "115"}, 10), "BR", "phone"},
		{"mobiles like times, in the stretches of a plan", "mobil", validNumbers(t, 80, "DE", "", mobile, 10), "", "phone"},
		{"one number", "phone", validNumbers(t, 1, "US", "", []string{"732"}, 10), "", "phone"},
		{"three numbers", "phone", validNumbers(t, 3, "IN", "", []string{"9", "8", "7"}, 10), "", "phone"},
		{"times under a name that promises phones", "phone", series(80, times), "", "none"},
		{"times in order under a name that promises phones", "phone", sorted(series(80, times)), "", "none"},
		{"a counter under a name that promises phones", "phone", series(80, func(i int) string { return fmt.Sprint(2_000_000_000 + i) }), "", "none"},
		{"sorted numbers under a name for something else", "invoice_id", sorted(validNumbers(t, 100, "US", "", []string{"212", "415", "732"}, 10)), "", "none"},
		{"three ids", "order_id", series(3, func(i int) string { return fmt.Sprint(2_125_550_100 + i*i) }), "", "none"},
		{"three numbers of which one is too short", "phone", []string{"2125550123", "12", "35"}, "", "none"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := &scantest.World{Order: []string{"people"}, Tables: map[string][]scantest.Row{}}
			var others []string
			if tc.beside != "" {
				others = validNumbers(t, len(tc.values), tc.beside, "+55", []string{"119", "219", "319"}, 11)
			}
			for i, v := range tc.values {
				row := scantest.Row{tc.column: v}
				if others != nil {
					row["mobile"] = others[i]
				}
				w.Tables["people"] = append(w.Tables["people"], row)
			}
			o := options(t)
			o.Detector, o.Places = phone.New(), phone.Places{}
			inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
			if err != nil {
				t.Fatal(err)
			}
			f := field(t, inv, "people", tc.column)
			if f.Verdict != tc.verdict {
				t.Errorf("%s is %s, want %s: %v", tc.column, f.Verdict, tc.verdict, f.Why)
			}
			if want := float64(len(tc.values)); tc.verdict == "phone" && f.Numbers.Value() != want {
				t.Errorf("%v numbers, want %v", f.Numbers.Value(), want)
			}
		})
	}
}
