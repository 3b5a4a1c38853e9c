package text_test

import (
	"strings"
	"testing"

	pretty "github.com/jedib0t/go-pretty/v6/text"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/reports/text"
)

func render(t *testing.T, m *datamap.Map, o reports.Options) string {
	t.Helper()
	return string(reporttest.Render(t, text.Format{}, m, o))
}

func TestThePageSays(t *testing.T) {
	page := render(t, reporttest.Small(), reports.Options{})
	for _, c := range []struct{ name, want string }{
		{"what was not looked at", "NOT LOOKED AT (6 PARTS; 1 EXCLUDED BY THE CONFIGURATION)"},
		{"why and what to do", "→ grant the scanning login read access"},
		{"how a dataset was read", "6,905 rows drawn at random of 1,240,000"},
		{"that a part promises nothing", "from the start only; no promise about the rest"},
		{"an estimate as one", "≈ 812,000"},
		{"its interval", "951,000 to 1,040,000"},
		{"a derived dataset as one", "derived,"},
		{"masked examples", "like +49 •• ••••••••"},
		{"a country with its laws", "GDPR; if: UWG"},
		{"a state", "CA 14,210"},
		{"what is not researched", "not researched"},
		{"a transfer and its rule", "Germany → stored in India"},
		{"a law that is coming", "2026-12-01  Chile: Ley 21.719 may touch ≈ 1,230 numbers in 1 dataset"},
		{"a duty that is coming", "DPDP Act, consent s. 6 will touch ≥ 9,803 numbers"},
		{"where the rest is", "--format html -o map.html"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(page, c.want) {
				t.Errorf("%q is not on the page:\n%s", c.want, page)
			}
		})
	}
	if strings.Index(page, "NOT LOOKED AT") > strings.Index(page, "FOUND") {
		t.Error("what was not looked at does not come first")
	}
}

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	for _, width := range []int{60, 72, 80, 100, 120, 200} {
		for name, m := range map[string]*datamap.Map{"small": reporttest.Small(), "large": reporttest.Large(3, 300, 1500)} {
			for _, color := range []bool{false, true} {
				for line := range strings.SplitSeq(render(t, m, reports.Options{Width: width, Color: color}), "\n") {
					if n := pretty.StringWidthWithoutEscSequences(line); n > width {
						t.Errorf("%s at %d: a line of %d columns: %s", name, width, n, line)
					}
				}
			}
		}
	}
}

func TestColourOnlyWhenAsked(t *testing.T) {
	if strings.Contains(render(t, reporttest.Small(), reports.Options{}), "\x1b") {
		t.Error("escape sequences without Color")
	}
	if !strings.Contains(render(t, reporttest.Small(), reports.Options{Color: true}), "\x1b[") {
		t.Error("no colour with Color")
	}
}

func TestANameCannotMoveTheCursor(t *testing.T) {
	m := reporttest.Small()
	m.Fields[0].Field, m.Gaps[0].Detail = "a\x1b[2Jb", "c\u202ed"
	page := render(t, m, reports.Options{})
	if strings.ContainsAny(page, "\x1b\u202e") || !strings.Contains(page, "a·[2Jb") {
		t.Error("a control character reached the terminal")
	}
}

func TestALargeMapStaysReadable(t *testing.T) {
	page := render(t, reporttest.Large(1, 10_000, 100_000), reports.Options{})
	if n := strings.Count(page, "\n"); n > 600 {
		t.Errorf("%d lines", n)
	}
	for _, want := range []string{"and 9,960 more fields", "more countries, in the total"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

func TestNothingFoundIsSaid(t *testing.T) {
	page := render(t, reporttest.Empty(), reports.Options{})
	for _, want := range []string{"No phone number in what was read.", "NOT LOOKED AT: NOTHING"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page:\n%s", want, page)
		}
	}
}
