package scanner_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// everydayColumn is a column and what a careful person would say of it.
type everydayColumn struct {
	name    string
	values  []string
	verdict string
	numbers float64
	regions string // of the numbers, sorted; "" is unknown
}

// TestEverydayColumns holds verdicts on the columns that people have, as a careful
// person would give them: ids from a narrow range are no phone numbers, however
// valid they are, and numbers stay numbers beside extensions, mail and cells that
// lack a digit.
func TestEverydayColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	series := func(n int, value func(i int) string) (values []string) {
		for i := range n {
			values = append(values, value(i))
		}
		return values
	}
	within := func(from, stretch int) func(int) string {
		return func(int) string { return fmt.Sprint(from + r.IntN(stretch)) }
	}
	rising := func(values []string) []string { slices.Sort(values); return slices.Compact(values) }
	grouped := func(numbers []string) (values []string) {
		for _, n := range numbers {
			values = append(values, n[:3]+"-"+n[3:6]+"-"+n[6:])
		}
		return values
	}
	american := []string{"212", "415", "732", "206", "512"}
	us := validNumbers(t, 150, "US", "", american, 10)
	short := series(50, func(int) string { return fmt.Sprint(100_000_000 + r.IntN(100_000_000)) })
	chinese, taiwanese := validNumbers(t, 54, "CN", "", []string{"13", "15", "177", "199"}, 11), validNumbers(t, 27, "TW", "0", []string{"9"}, 9)
	mail := func(i int) string { return fmt.Sprintf("a%d@example.com", i) }
	mixed := func(lists ...[]string) (values []string) {
		for _, list := range lists {
			values = append(values, list...)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		return values
	}
	withExtensions := series(12, func(i int) string { return grouped(us[50+i : 51+i])[0] + " ext. " + fmt.Sprint(10_000+r.IntN(80_000)) })
	lacking := series(12, func(i int) string { n := grouped(us[70+i : 71+i])[0]; return n[:len(n)-1] })
	for _, tc := range []struct {
		name    string
		columns []everydayColumn
	}{
		{"numbers of contracts, given in turn with holes", []everydayColumn{
			{"account", series(150, within(17_082_290_000, 4000)), "none", 0, ""},
			{"ref", series(150, within(27_724_038_000, 4000)), "none", 0, ""},
			{"claim_no", series(150, within(46_613_315_000, 4000)), "none", 0, ""},
			{"policy", series(150, within(20_931_310_000, 4000)), "none", 0, ""},
		}},
		{"ids that rise with holes", []everydayColumn{
			{"record", rising(series(150, within(44_809_906, 40_000))), "none", 0, ""},
			{"object", rising(series(150, within(30_350_410, 40_000))), "none", 0, ""},
			{"no", rising(series(150, within(12_032_960, 40_000))), "none", 0, ""},
		}},
		{"codes that begin with the state, beside numbers in two columns", []everydayColumn{
			{"CO_ENTIDADE", series(100, within(35_000_000, 999_999)), "none", 0, ""},
			{"NU_DDD", series(100, func(i int) string { return fmt.Sprint(11 + i%9) }), "none", 0, ""},
			{"NU_TELEFONE", series(100, within(30_000_000, 19_999_999)), "phone", 100, "*"},
		}},
		{"the numbers of an office, and extensions alone", []everydayColumn{
			{"phone", mixed(series(80, func(i int) string { return fmt.Sprintf("212-555-01%02d", i) }), series(20, within(10_000, 80_000))), "phone", 80, "*"},
		}},
		{"a quarter lacks a digit, and the state tells the country", []everydayColumn{
			{"phone", mixed(us, short), "phone", 150, "US"},
			{"state", series(200, func(int) string { return "NY" }), "none", 0, ""},
		}},
		{"numbers, numbers with extensions, extensions, mail and numbers that lack a digit", []everydayColumn{
			{"phone", mixed(grouped(us[:24]), withExtensions, lacking, series(12, within(1000, 8000)), series(12, mail), series(12, func(int) string { return fmt.Sprintf("Ext. %d", 10_000+r.IntN(80_000)) })), "phone contains", 36, "US"},
		}},
		{"numbers of two countries and no word of either", []everydayColumn{
			{"phone", mixed(chinese, taiwanese), "phone", 81, " CN"},
		}},
		{"mail or a national number", []everydayColumn{
			{"email_or_phone", mixed(validNumbers(t, 30, "GB", "0", []string{"77", "78", "79"}, 10), series(30, mail)), "contains", 30, "*"},
		}},
		{"area codes in a column of their own", []everydayColumn{
			{"areacode", series(100, func(i int) string { return us[i][:3] }), "none", 0, ""},
			{"phone", series(100, func(i int) string { return us[i][3:6] + "-" + us[i][6:] }), "phone", 100, "US"},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := &scantest.World{Order: []string{"t"}, Tables: map[string][]scantest.Row{}}
			for _, c := range tc.columns {
				for i, v := range c.values {
					if i == len(w.Tables["t"]) {
						w.Tables["t"] = append(w.Tables["t"], scantest.Row{})
					}
					w.Tables["t"][i][c.name] = v
				}
			}
			o := options(t)
			o.Detector, o.Places = phone.New(), phone.Places{}
			inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range tc.columns {
				f := field(t, inv, "t", c.name)
				if !slices.Contains(strings.Fields(c.verdict), f.Verdict) || f.Numbers.Value() != c.numbers {
					t.Errorf("%s is %s with %v numbers, want %s with %v: %v", c.name, f.Verdict, f.Numbers.Value(), c.verdict, c.numbers, f.Why)
				}
				var regions []string
				for _, g := range f.Regions {
					region := ""
					if g.Region != nil {
						region = (*g.Region)[:2]
					}
					regions = append(regions, region)
				}
				slices.Sort(regions)
				if got := strings.Join(slices.Compact(regions), " "); c.regions != "*" && got != c.regions {
					t.Errorf("%s is of %q, want %q: %v", c.name, got, c.regions, f.Why)
				}
			}
		})
	}
}
