package html

import (
	"fmt"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/reporttest"
)

// Every count of the scorecards leads to a list of as many findings, with
// scripts and to its first one without.
func TestTheScorecardsLeadToTheirLists(t *testing.T) {
	file := save(t, write(t, reporttest.Small(), reports.Options{}))
	x := open(t, file, reader{})
	links := eval[[][2]string](x, `[...document.querySelectorAll(".score td a")].map((a) => [a.getAttribute("href"), a.textContent])`)
	if len(links) < 10 {
		t.Fatalf("only %d links in the scorecards", len(links))
	}
	for _, l := range links {
		eval[bool](x, fmt.Sprintf(`(location.hash = %q, true)`, l[0]))
		x.until(fmt.Sprintf(`document.getElementById("d-shown").textContent.startsWith("%s of 6 findings")`, l[1]))
		if n := eval[int](x, `document.querySelectorAll("#d-table tbody tr").length`); fmt.Sprint(n) != l[1] {
			t.Errorf("%s: %d rows, want %s", l[0], n, l[1])
		}
	}
	x.quiet()
	plain := open(t, file, reader{plain: true})
	for _, l := range links {
		if !eval[bool](plain, fmt.Sprintf(`document.getElementById(%q) !== null`, l[0][1:])) {
			t.Errorf("without scripts %s leads nowhere", l[0])
		}
	}
}

func TestFindingsAreFilteredAndLinked(t *testing.T) {
	m := reporttest.Small()
	files := map[string]string{"small": save(t, write(t, m, reports.Options{})), "large": save(t, write(t, undeclared(t), reports.Options{}))}
	for _, c := range []struct {
		name, page, hash string
		act              func(x *tab)
		shown            string
	}{
		{"all of them", "small", "", nil, "All 6 findings"},
		{"a link to one", "small", "#" + m.Findings[4].ID, func(x *tab) {
			if got := x.text("tr.here"); got == "" {
				x.Error("no row is the target")
			}
		}, "All 6 findings"},
		{"a word typed into the search", "small", "", func(x *tab) {
			x.press("#d-f-q")
			x.key("withdrawn germany")
			x.until(`location.hash === "#d-q=withdrawn+germany"`)
		}, "1 of 6 findings"},
		{"a choice, then reset", "small", "#d-kind=undeclared", func(x *tab) {
			x.until(`document.getElementById("d-shown").textContent.startsWith("2 of 6")`)
			x.press("#d-tools button")
		}, "All 6 findings"},
		{"more than fit on a page", "large", "#d-duty=retention", func(x *tab) {
			x.press("#d-more")
			x.until(`document.querySelectorAll("#d-table tbody tr").length === 400`)
		}, "2,000 of 6,000 findings"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := open(t, files[c.page], reader{hash: c.hash})
			if c.act != nil {
				c.act(x)
			}
			x.until(fmt.Sprintf(`document.getElementById("d-shown").textContent.startsWith(%q)`, c.shown))
			x.quiet()
		})
	}
}
