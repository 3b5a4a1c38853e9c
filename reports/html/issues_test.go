package html

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Every count of the scorecards leads to a list of as many issues, with
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
		x.until(fmt.Sprintf(`document.getElementById("i-shown").textContent.startsWith("%s of 6 issues")`, l[1]))
		if n := eval[int](x, `document.querySelectorAll("#i-table tbody tr").length`); fmt.Sprint(n) != l[1] {
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

func TestIssuesAreFilteredAndLinked(t *testing.T) {
	m := reporttest.Small()
	gravest := 0
	for i := range m.Issues {
		if x := &m.Issues[i]; x.Kind != "undeclared" && x.Severity == m.Issues[0].Severity && x.Status != "resolved" {
			gravest++
		}
	}
	files := map[string]string{"small": save(t, write(t, m, reports.Options{})), "large": save(t, write(t, undeclared(t), reports.Options{}))}
	for _, c := range []struct {
		name, page, hash string
		act              func(x *tab)
		shown            string
	}{
		{"all of them", "small", "", nil, "All 6 issues"},
		{"a link to one", "small", "#" + m.Issues[4].ID, func(x *tab) {
			if got := x.text("tr.here"); got == "" {
				x.Error("no row is the target")
			}
		}, "All 6 issues"},
		{"a word typed into the search", "small", "", func(x *tab) {
			x.press("#i-f-q")
			x.key("withdrawn sms")
			x.until(`location.hash === "#i-q=withdrawn+sms"`)
		}, "1 of 6 issues"},
		{"a link from a country", "small", "#i-region=FR", nil, "2 of 6 issues"},
		{"a link from the first screen", "small", "#i-kind=breach&i-severity=" + m.Issues[0].Severity, nil, fmt.Sprintf("%d of 6 issues", gravest)},
		{"an owner", "small", "#i-owner=not+declared", nil, "All 6 issues"},
		{"a choice, then reset", "small", "#i-kind=undeclared", func(x *tab) {
			x.until(`document.getElementById("i-shown").textContent.startsWith("2 of 6")`)
			x.press("#i-tools .tools > div:nth-last-child(2) button")
		}, "All 6 issues"},
		{"more than fit on a page", "large", "#i-duty=retention", func(x *tab) {
			x.press("#i-more")
			x.until(`document.querySelectorAll("#i-table tbody tr").length === 400`)
		}, "2,000 of 6,000 issues"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := open(t, files[c.page], reader{hash: c.hash})
			if c.act != nil {
				c.act(x)
			}
			x.until(fmt.Sprintf(`document.getElementById("i-shown").textContent.startsWith(%q)`, c.shown))
			x.quiet()
		})
	}
}

// From an issue to its data element, and from there back to the issue.
func TestAnIssueLeadsToItsFieldAndBack(t *testing.T) {
	m := reporttest.Small()
	x := open(t, save(t, write(t, m, reports.Options{})), reader{})
	at := slices.IndexFunc(m.Issues, func(x datamap.Issue) bool { return x.Rule == "consent.withdrawn" })
	row := fmt.Sprintf(`document.getElementById(%q)`, m.Issues[at].ID)
	eval[bool](x, `([...`+row+`.querySelectorAll(".meta a")][0].id = "to-field", true)`)
	x.press("#to-field")
	x.until(`document.getElementById("drawer").open`)
	x.says("#drawer", "phone", "2 issues", "used although the consent was withdrawn", "owner: not declared")
	x.press(`#drawer .drawer-issues a[href="#` + m.Issues[at].ID + `"]`)
	x.until(`!document.getElementById("drawer").open && location.hash === ` + fmt.Sprintf("%q", "#"+m.Issues[at].ID))
	x.until(`document.querySelector("tr.here") !== null`)
	x.quiet()
}

// A country, and a cell of the matrix, lead to their issues.
func TestACountryLeadsToItsIssues(t *testing.T) {
	x := open(t, save(t, write(t, reporttest.Small(), reports.Options{})), reader{})
	x.press(`.areas a[href="#subject=DE"]`)
	x.until(`document.querySelector('#rule a[href*="i-region=DE"]') !== null`)
	n := x.text(`#rule a[href*="i-region=DE"]`)
	x.press(`#rule a[href*="i-region=DE"]`)
	x.until(`document.getElementById("i-shown").textContent.startsWith("` + n[:1] + ` of 6 issues") || document.getElementById("i-shown").textContent.startsWith("All ` + n[:1] + ` issues")`)
}

// What the reader sees can be taken along: the same rows, in a file.
func TestADownloadIsTheFilteredView(t *testing.T) {
	x := open(t, save(t, write(t, reporttest.Small(), reports.Options{})), reader{hash: "#i-kind=undeclared"})
	csv := func(button string) []string {
		eval[bool](x, `(window.taken = null, URL.createObjectURL = (b) => { b.text().then((s) => { window.taken = s; }); return "#taken"; }, HTMLAnchorElement.prototype.click = () => {}, true)`)
		x.press(button)
		x.until(`window.taken !== null`)
		return strings.Split(strings.TrimSpace(eval[string](x, `window.taken`)), "\r\n")
	}
	for _, c := range []struct {
		button, head string
		rows         int
	}{
		{"#i-tools .tools > div:last-child button", "id,severity,kind", 2},
		{"#s-tools .tools > div:last-child button", "source,dataset,kind,derived,owner", len(reporttest.Small().Datasets) - 1},
		{"#tools .tools > div:last-child button", "source,dataset,field,derived", 33},
	} {
		if got := csv(c.button); len(got) != c.rows+1 || !strings.Contains(got[0], c.head) {
			t.Errorf("%s: %d rows under %s, want %d", c.button, len(got)-1, got[0], c.rows)
		}
	}
	for in, want := range map[string]string{"=1+1": "'=1+1", "@x": "'@x", "a,b": `"a,b"`, "plain": "plain"} {
		if got := eval[string](x, fmt.Sprintf(`csvCell(%q)`, in)); got != want {
			t.Errorf("%q is written as %q, want %q", in, got, want)
		}
	}
}

func TestDatasetsAreGroupedByOwner(t *testing.T) {
	m := reporttest.Small()
	owner := "sales"
	m.Datasets[0].Declared = &inventory.Declared{Owner: &owner, Purposes: []string{"billing"}, Vendors: []string{}}
	x := open(t, save(t, write(t, m, reports.Options{})), reader{hash: "#s-group=owner"})
	groups := eval[[]string](x, `[...document.querySelectorAll("#s-table tr.group")].map((r) => r.textContent)`)
	if want := []string{"Owner: not declared (4)", "Owner: sales (1)"}; !slices.Equal(groups, want) {
		t.Errorf("groups %q, want %q", groups, want)
	}
	x.says("#s-table", "sales", "billing", "none", "not declared")
	eval[bool](x, `(location.hash = "#s-owner=sales", true)`)
	x.until(`document.querySelectorAll("#s-table tbody tr").length === 1`)
	x.quiet()
}
