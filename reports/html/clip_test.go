package html

import (
	"fmt"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/reporttest"
)

// clipped are the elements whose content does not fit their width. Rows of the
// table of data elements have one height, so that any number of them can be
// scrolled: their cells end in an ellipsis, and the drawer has the whole text.
const clipped = `[...document.querySelectorAll("body *")].filter((e) => {
	if (e.closest(".data, .hide, svg, select, .skip, dialog:not([open]), .top nav")) return false;
	const s = getComputedStyle(e);
	return s.display !== "none" && s.display !== "inline" && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && s.overflowX !== "visible";
}).concat(document.documentElement.scrollWidth > document.documentElement.clientWidth ? [document.documentElement] : [])
	.map((e) => e.tagName + "#" + e.id + "." + e.className + " " + (e.getAttribute("aria-label") || "") + " " + e.scrollWidth + " > " + e.clientWidth)`

func TestNothingIsClipped(t *testing.T) {
	for name, file := range map[string]string{
		"a company": save(t, write(t, judged(t, berlin), reports.Options{})), "nothing found": save(t, write(t, reporttest.Empty(), reports.Options{})),
		"with every kind of finding": save(t, write(t, reporttest.Small(), reports.Options{})),
	} {
		x := open(t, file, reader{})
		eval[bool](x, `(document.querySelectorAll("details").forEach((d) => { d.open = true; }), true)`)
		for _, pixels := range []int64{1280, 1400, 1920, 360} {
			x.width(pixels)
			for _, what := range eval[[]string](x, clipped) {
				t.Errorf("%s, %d pixels: %s", name, pixels, what)
			}
		}
	}
}

// A table that is too wide is found: else the test above could not fail.
func TestAClippedTableIsFound(t *testing.T) {
	x := open(t, save(t, write(t, reporttest.Small(), reports.Options{})), reader{})
	eval[bool](x, `(document.querySelector("#i-table").style.minWidth = "3000px", true)`)
	if len(eval[[]string](x, clipped)) == 0 {
		t.Error("a table of 3,000 pixels was not found")
	}
}

// A reader without a mouse comes to the search of issues soon.
func TestTabStopsBeforeTheSearch(t *testing.T) {
	const stops = `(() => {
		const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled);
		return all.indexOf(document.getElementById("i-f-q")) + 1;
	})()`
	for name, m := range map[string]string{"a company": write(t, judged(t, berlin), reports.Options{}), "every kind": write(t, reporttest.Small(), reports.Options{})} {
		x := open(t, save(t, m), reader{})
		if n := eval[int](x, stops); n < 5 || n > 25 {
			t.Errorf("%s: %d Tab stops to the search of issues", name, n)
		}
		eval[bool](x, fmt.Sprintf(`(document.querySelector(".brand").insertAdjacentHTML("beforeend", %q.repeat(30)), true)`, `<a href="#x">x</a>`))
		if n := eval[int](x, stops); n < 30 {
			t.Errorf("%s: thirty links more are %d stops", name, n)
		}
	}
}
