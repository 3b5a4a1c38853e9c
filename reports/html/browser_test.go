package html

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/profile"
)

func TestWithScriptsOffAllIsThere(t *testing.T) {
	small := reporttest.Small()
	x := open(t, save(t, write(t, small, reports.Options{})), reader{plain: true, narrow: true})
	if ready := eval[bool](x, `"ready" in document.documentElement.dataset`); ready {
		t.Error("a script has run")
	}
	page := eval[string](x, `document.body.textContent.replace(/\s+/g, " ")`)
	for _, c := range []struct{ what, want string }{
		{"the headline", amount.Of(small.Headline.Distinct) + " unique phone numbers"},
		{"what changed", "Fields with phones: 1 new, 1 gone"},
		{"the map's sum", "together " + amount.Of(small.Headline.Numbers) + " numbers"},
		{"what no map can show", "Shared by several regions"},
		{"the transfers", "safeguard needed"},
		{"what was not looked at", "permission denied"},
		{"the issues", "Open issues: " + words.IssueCounts(small.Headline.Issues) + "."},
		{"a finding", "although the consent was withdrawn, says the ledger sms"},
		{"its remedy", "Take these people out of the dataset now."},
		{"the laws", "General Data Protection Regulation"},
		{"what is coming", "2026-12-01Chile: Ley 21.719 may apply to"},
		{"the rows of the table", "33 entries, the largest first; 1 of derived datasets left out."},
		{"a field", "requester.phones[]"},
		{"the method", "not proof of"},
	} {
		if !strings.Contains(page, c.want) {
			t.Errorf("%s: %q is not on the page", c.what, c.want)
		}
	}
	if n := eval[int](x, `document.querySelectorAll("#s-table tbody tr").length`); n != len(small.Datasets)-1 {
		t.Errorf("%d rows of datasets, want %d, all but the derived one", n, len(small.Datasets)-1)
	}
	if n := eval[int](x, `document.querySelectorAll("#table tbody tr").length`); n != len(small.Cells)-1 {
		t.Errorf("%d rows of the table, want %d, all but the derived one", n, len(small.Cells)-1)
	}
	x.quiet()
}

// A request and a word on the console are seen where there are any: else the
// tests below could not fail.
func TestARequestIsSeen(t *testing.T) {
	page := strings.Replace(write(t, reporttest.Empty(), reports.Options{}), "</main>", `<img alt="" src="planted.png"></main>`, 1)
	x := open(t, save(t, page), reader{})
	x.mu.Lock()
	if said := strings.Join(x.said, "\n"); !strings.Contains(said, "Content Security Policy") {
		t.Errorf("the policy let a picture through: %q", said)
	}
	x.mu.Unlock()
	free := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`).ReplaceAllString(page, "")
	x = open(t, save(t, free), reader{})
	x.mu.Lock()
	if asked := strings.Join(x.asked, "\n"); !strings.Contains(asked, "planted.png") {
		t.Errorf("a request was not seen: %q", asked)
	}
	x.mu.Unlock()
}

// visit is one look at a page: where a link leads, or what a reader does there.
type visit struct {
	name, page, hash string
	press            string // the element that is clicked
	act              func(x *tab)
	shown            string // what the table says then
	want             []string
}

func TestTheTableShowsWhatIsAskedFor(t *testing.T) {
	small, large := reporttest.Small(), reporttest.Large(4, 2000, 20_000)
	named := reporttest.Small()
	for i := range named.Fields {
		named.Fields[i].Field = strings.Replace(named.Fields[i].Field, "created_at", "last_name", 1)
	}
	files := map[string]string{}
	for name, m := range map[string]*datamap.Map{"small": small, "large": large, "real": judged(t, berlin), "empty": reporttest.Empty(), "named": named} {
		files[name] = save(t, write(t, m, reports.Options{}))
	}
	total := amount.Of(small.Headline.Numbers) + " numbers"
	drawer := "#open=support|help.tickets|requester.phones[]"
	for _, v := range []visit{
		{name: "the browser adds up the same", page: "small", shown: "All 33 entries: " + total},
		{name: "as the shipped catalogue judges", page: "real", shown: "All 33 entries: " + total},
		{name: "a large map", page: "large", shown: "All 20,000 entries: " + amount.Of(large.Headline.Numbers) + " numbers"},
		{name: "nothing found", page: "empty", shown: "All 0 entries", want: []string{"No phone number was found", "Nothing matches."}},

		{name: "a link to a country", page: "small", hash: "#subject=DE", shown: "5 of 33 entries"},
		{name: "a link to a state", page: "small", hash: "#subject=US-CA", shown: "1 of 33 entries: 14,210 numbers"},
		{name: "a link to a cell of the matrix", page: "small", hash: "#subject=DE&stored=US", shown: "1 of 33 entries: 5,330 numbers"},
		{name: "a link to numbers that no map can show", page: "small", hash: "#subject=shared", shown: "1 of 33 entries: 1,500 numbers"},
		{name: "a link to a law", page: "small", hash: "#law=uk-pecr", shown: "2 of 33 entries"},
		{name: "a link to what needs something", page: "small", hash: "#transfer=needs", shown: "6 of 33 entries"},
		{name: "a link to a search", page: "small", hash: "#q=tickets+ontario", shown: "1 of 33 entries: 2,100 numbers"},
		{name: "a link to groups", page: "small", hash: "#group=source", shown: "4 groups of 33 entries"},
		{name: "a link to the fields, the protected ones too", page: "small", hash: "#view=fields", shown: "6 data elements", want: []string{"number_sha256"}},
		{name: "a link to an interval", page: "small", hash: "#subject=FR&source=crm", shown: "1 of 33 entries: ≈ 74,300 numbers (71,300 to 77,300)"},
		{name: "a link to a place in the page", page: "small", hash: "#method", shown: "All 33 entries"},
		{name: "a link to a drawer", page: "small", hash: drawer, shown: "All 33 entries", want: []string{"Evidence", "+1 415 ••• ••••"}},
		{name: "a link to a drawer with what is kept beside a number", page: "named", hash: "#open=crm|public.contacts|phone", shown: "All 33 entries", want: []string{"Kept beside the numbers", "name: last_name"}},

		{name: "a drawer tells its basis, what could be missed, and how old the records are", page: "small", hash: "#open=crm|public.contacts|phone", shown: "All 33 entries", want: []string{
			"6,905 rows drawn at random of 1,240,000", "a country whose numbers lie in fewer than 0.043 % of the records (95 % sure)", "Oldest record2019-03-01 UTC", "≈ 812,000779,000 to 845,000",
		}},
		{name: "a drawer of records without a time", page: "small", hash: "#open=exports|campaigns/*.csv|tel", shown: "All 33 entries", want: []string{
			"10,000 rows of 410,000, from the start only", "not bounded: no promise about what was not read", "Oldest recordnot known",
		}},

		{name: "a click on the map", page: "small", press: `.areas a[href="#subject=FR"]`, shown: "2 of 33 entries"},
		{name: "a click on a state", page: "small", press: `.areas a[href="#subject=US-TX"]`, shown: "1 of 33 entries: 8,115 numbers"},
		{name: "a click on a marker", page: "small", press: `.map-world .markers a[href="#subject=MT"]`, shown: "1 of 33 entries: ≈ 12 numbers"},
		{name: "a click beside the map", page: "small", press: `.beside a[href="#subject=shared"]`, shown: "1 of 33 entries: 1,500 numbers"},
		{name: "a click on a cell of the matrix", page: "small", press: `.matrix td a[href*="stored=IN"]`, shown: "1 of 33 entries: ≥ 9,310 numbers"},
		{name: "a click on a transfer", page: "small", press: `#crossborder a[href*="subject=CN"]`, shown: "1 of 33 entries: 420 numbers"},
		{name: "a click on a change", page: "small", press: `#changes a[href*="open="]`, shown: "All 33 entries", want: []string{"Evidence"}},
		{name: "a click on an arc", page: "small", act: func(x *tab) {
			x.press(`label[for="show-moves"]`)
			x.press(`.arcs a[href*="subject=CN"]`)
		}, shown: "1 of 33 entries: 420 numbers"},
		{name: "the map of where they are stored", page: "small", act: func(x *tab) {
			x.press(`label[for="show-stored"]`)
			x.press(`.world.stored .areas a[href="#stored=IN"]`)
		}, shown: "3 of 33 entries: ≥ 9,803 numbers"},

		{name: "a word typed into the search", page: "small", act: func(x *tab) {
			x.press("#f-q")
			x.key("tickets ontario")
			x.until(`location.hash === "#q=tickets+ontario"`)
		}, shown: "1 of 33 entries: 2,100 numbers"},
		{name: "a search that finds nothing", page: "small", act: func(x *tab) {
			x.press("#f-q")
			x.key("nowhere")
		}, shown: "0 of 33 entries", want: []string{"Nothing matches."}},
		{name: "a choice", page: "small", act: func(x *tab) { x.choose("stored", "IN") }, shown: "3 of 33 entries: ≥ 9,803 numbers"},
		{name: "two choices", page: "small", act: func(x *tab) { x.choose("stored", "IN"); x.choose("subject", "GB") }, shown: "1 of 33 entries: ≥ 91 numbers"},
		{name: "a choice, then reset", page: "small", act: func(x *tab) {
			x.choose("stored", "IN")
			x.until(`document.getElementById("shown").textContent.startsWith("3 of")`)
			x.press("#tools .tools > div:nth-last-child(2) button")
		}, shown: "All 33 entries"},
		{name: "the smallest first, then the largest", page: "small", act: func(x *tab) {
			for _, c := range []struct{ order, first string }{{"ascending", "2"}, {"descending", "≈ 812,000"}} {
				x.press("#table th.n button")
				x.until(fmt.Sprintf(`document.querySelector("#table th.n").getAttribute("aria-sort") === %q`, c.order))
				if got := x.text("#table tbody td.n p"); got != c.first {
					x.Errorf("%s: the first row has %s, want %s", c.order, got, c.first)
				}
			}
		}, shown: "All 33 entries"},
		{name: "by the name of the dataset", page: "small", act: func(x *tab) {
			x.press("#table thead th:first-child button")
			x.until(`location.hash === "#sort=where"`)
			if got := x.text("#table tbody th p"); !strings.HasPrefix(got, "public.contacts · notes") {
				x.Errorf("the first row is %s", got)
			}
		}, shown: "All 33 entries"},
		{name: "a row's drawer, closed again", page: "small", act: func(x *tab) {
			x.press("#table tbody button")
			x.until(`document.getElementById("drawer").open && location.hash.startsWith("#open=")`)
			x.press("#drawer .close")
			x.until(`!document.getElementById("drawer").open && !location.hash.includes("open=")`)
		}, shown: "All 33 entries"},
		{name: "from German numbers in the United States to the article", page: "real", act: func(x *tab) {
			x.press(`.matrix a[href*="subject=DE"][href*="stored=US"]`)
			x.until(`document.querySelectorAll("#table tbody tr").length === 1`)
			x.press("#table tbody button")
			x.until(`document.getElementById("drawer").open`)
			x.press(`#drawer a[href="#law-eu-gdpr"]`)
			x.until(`!document.getElementById("drawer").open && document.getElementById("law-eu-gdpr").open && location.hash === "#law-eu-gdpr"`)
			if got := x.text("#law-eu-gdpr"); !strings.Contains(got, "transfer Arts 44-49") {
				x.Errorf("the law's articles are not shown: %.300s", got)
			}
		}, shown: "1 of 33 entries: 5,330 numbers"},
		{name: "a group opened", page: "small", hash: "#group=stored", act: func(x *tab) {
			eval[bool](x, `[...document.querySelectorAll("#table tbody button")].find((b) => b.textContent === "India").id = "india", true`)
			x.press("#india")
		}, shown: "3 of 33 entries: ≥ 9,803 numbers"},
		{name: "back to where one was", page: "small", act: func(x *tab) {
			x.press(`.rank a[href="#subject=FR"]`)
			x.until(`document.getElementById("shown").textContent.startsWith("2 of")`)
			eval[bool](x, `history.back(), true`)
		}, shown: "All 33 entries"},
		{name: "the end of a long table", page: "large", act: func(x *tab) {
			eval[bool](x, `document.getElementById("grid").scrollTop = 1e9, true`)
			x.until(`[...document.querySelectorAll("[aria-rowindex]")].at(-1).getAttribute("aria-rowindex") === "20001"`)
		}, shown: "All 20,000 entries"},
	} {
		t.Run(v.name, func(t *testing.T) { v.look(t, files[v.page]) })
	}
}

func (v visit) look(t *testing.T, file string) {
	x := open(t, file, reader{hash: v.hash})
	if v.press != "" {
		x.press(v.press)
	}
	if v.act != nil {
		v.act(x)
	}
	x.until(fmt.Sprintf(`document.getElementById("shown").textContent.replace(/\u00a0/g, " ").includes(%q)`, v.shown))
	page := eval[string](x, `document.body.textContent.replace(/\s+/g, " ")`)
	for _, want := range v.want {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if n := eval[int](x, `document.querySelectorAll("[aria-rowindex]").length`); n > 100 {
		t.Errorf("%d rows in the document", n)
	}
	for _, pixels := range []int64{1280, 360} {
		x.width(pixels)
		if n := eval[int](x, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); n > 0 {
			t.Errorf("%d pixels stick out of a window of %d", n, pixels)
		}
	}
	x.quiet()
}

// choose takes a value of one of the lists above the table, as its keys do.
func (x *tab) choose(list, value string) {
	x.Helper()
	if !eval[bool](x, fmt.Sprintf(`(() => {
		const s = document.getElementById("f-" + %q);
		s.value = %q;
		s.dispatchEvent(new Event("change"));
		return s.value === %[2]q;
	})()`, list, value)) {
		x.Fatalf("%s has no %s", list, value)
	}
}

// A reader without a mouse comes to everything.
func TestTheKeyboard(t *testing.T) {
	x := open(t, save(t, write(t, reporttest.Small(), reports.Options{})), reader{})
	x.key(kb.Tab)
	if got := x.focus(); got != "Skip to the page" {
		t.Errorf("the first stop is %q", got)
	}
	x.key(kb.Enter)
	x.until(`location.hash === "#main"`)

	focus := func(selector string) {
		t.Helper()
		eval[bool](x, fmt.Sprintf(`(document.querySelector(%q).focus(), true)`, selector))
	}
	focus("#show-subject")
	x.key(kb.ArrowRight)
	x.until(`document.getElementById("show-stored").checked && getComputedStyle(document.querySelector(".world.stored")).display === "block"`)

	focus(`.areas a[href="#subject=US-TX"]`)
	x.key(kb.Enter)
	x.until(`document.getElementById("shown").textContent.startsWith("1 of 33 entries: 8,115")`)

	focus("#f-subject")
	x.key(kb.Home)
	x.until(`document.getElementById("shown").textContent.startsWith("All 33")`)

	focus("#table th.n button")
	x.key(kb.Enter)
	x.until(`document.querySelector("#table th.n").getAttribute("aria-sort") === "ascending"`)
	if got := x.focus(); !strings.HasPrefix(got, "Numbers") {
		t.Errorf("after sorting, the focus is on %q", got)
	}
	x.key(kb.Tab)
	x.key(kb.Tab)
	x.key(kb.Tab)
	x.key(kb.Enter)
	x.until(`document.getElementById("drawer").open`)
	if !eval[bool](x, `document.getElementById("drawer").contains(document.activeElement)`) {
		t.Errorf("the drawer is open, the focus on %q", x.focus())
	}
	x.key(kb.Escape)
	x.until(`!document.getElementById("drawer").open`)
	if !eval[bool](x, `document.getElementById("table").contains(document.activeElement)`) {
		t.Errorf("after the drawer the focus is on %q", x.focus())
	}
	x.quiet()
}

// focus is the text of what has the focus.
func (x *tab) focus() string { return eval[string](x, `document.activeElement.textContent.trim()`) }

// Which law holds for the German numbers stored in us-east-1, and which article?
// The column of the matrix has the provider's name of the place, its figure
// leads to the rule, and the rule to the law.
func TestACellOfTheMatrixLeadsToItsRule(t *testing.T) {
	file := save(t, write(t, judged(t, berlin), reports.Options{}))
	const hash = "#subject=DE&stored=US"
	rule := []string{"Germany", "United States", "conditional", "Decision (EU) 2023/1795, since 2023-07-10", "GDPR Arts 44-49, applies from 2018-05-25 · source"}
	for _, narrow := range []bool{false, true} {
		x := open(t, file, reader{narrow: narrow})
		if got := x.text(`.matrix th[id="stored=US"]`); got != "United States us-east-1" {
			t.Errorf("the column is %q", got)
		}
		x.press(`.matrix td a[href="` + hash + `"]`)
		x.until(`!document.getElementById("rule").hidden`)
		x.says("#rule", rule...)
		x.press(`#rule a[href="#law-eu-gdpr"]`)
		x.until(`document.getElementById("law-eu-gdpr").open`)
		x.says("#law-eu-gdpr", "transfer Arts 44-49", "adequacy decision", "Applies from 2018-05-25")
		x.quiet()
	}
	x := open(t, file, reader{hash: "#subject=DE&stored=unknown"})
	x.says("#rule", "Germany, place unknown unknown Where the bytes are is not known: configure stored.region of the source.")
	x = open(t, file, reader{plain: true, hash: hash})
	x.says("#crossborder tr:target", rule...)
	x.quiet()
}

// says fails the test where a reader does not read all of want in an element.
func (x *tab) says(selector string, want ...string) {
	x.Helper()
	got := x.text(selector)
	for _, w := range want {
		if !strings.Contains(got, w) {
			x.Errorf("%s: %q is not in %q", selector, w, got)
		}
	}
}

// The headline, both maps, the maps of states and provinces, the matrix and the
// table say one and the same, as a reader reads them.
func TestTotalsAgreeInAllViews(t *testing.T) {
	counted, sampled := exact(reporttest.Small()), reporttest.Large(3, 60, 600)
	for name, m := range map[string]*datamap.Map{
		"a company": reporttest.Small(), "as the shipped catalogue judges": judged(t, berlin), "counted": counted, "sampled in part": sampled, "nothing found": reporttest.Empty(),
	} {
		t.Run(name, func(t *testing.T) {
			x := open(t, save(t, write(t, m, reports.Options{})), reader{})
			want := amount.Of(m.Headline.Numbers)
			for _, c := range []struct{ where, selector string }{
				{"the headline", `.tiles .stored`},
				{"the map of whose they are", ".world.subject .sum b:last-of-type"},
				{"the map of where they are stored", ".world.stored .sum b:last-of-type"},
				{"the matrix", ".matrix tfoot .total .fig"},
				{"the table", "#shown"},
			} {
				if c.where == "the matrix" && len(m.Cells) == 0 {
					continue // it says that there is none
				}
				got := eval[[]string](x, fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.textContent)`, c.selector))
				if said := strings.Join(got, " | "); !strings.Contains(said, want) {
					t.Errorf("%s says %q, want %s", c.where, said, want)
				}
			}
			x.addsUp("every cell of the matrix", `.matrix tbody td:not(.total) .fig`, m.Headline.Numbers)
			x.addsUp("the totals of its rows", `.matrix tbody .total .fig`, m.Headline.Numbers)
			x.addsUp("the totals of its columns", `.matrix tfoot td:not(.total) .fig`, m.Headline.Numbers)
			x.addsUp("the maps of the parts", `.part details .fig`, parts(m))
			x.quiet()
		})
	}
}

// parts are the numbers of countries that have a map of their own.
func parts(m *datamap.Map) (sum profile.Estimate) {
	for _, p := range summary.Of(m).Subjects {
		if (p.Key == "US" || p.Key == "CA") && p.Parts != nil {
			sum = sum.Add(p.Numbers)
		}
	}
	return sum
}

// exact is m as if everything had been counted.
func exact(m *datamap.Map) *datamap.Map {
	m.Headline.Numbers = profile.Estimate{}
	for i := range m.Cells {
		c := &m.Cells[i]
		c.Numbers = profile.Count(uint64(c.Numbers.Value()))
		if !c.Derived {
			m.Headline.Numbers = m.Headline.Numbers.Add(c.Numbers)
		}
	}
	return m
}

// addsUp adds figures up as a reader would: counted ones to the last number,
// others as near as three digits go.
func (x *tab) addsUp(what, selector string, want profile.Estimate) {
	x.Helper()
	sum := 0.0
	for _, text := range eval[[]string](x, fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.textContent)`, selector)) {
		n, err := strconv.ParseFloat(strings.NewReplacer("≈", "", "≥", "", ",", "", " ", "").Replace(text), 64)
		if err != nil {
			x.Errorf("%s: %v", what, err)
		}
		sum += n
	}
	near := 0.0
	if want.How != profile.Exact && want.How != "" {
		near = 0.06 * want.Value() // each is rounded, and a lower bound lies below its point
	}
	if math.Abs(sum-want.Value()) > near {
		x.Errorf("%s: %v in all, want %v", what, sum, want.Value())
	}
}
