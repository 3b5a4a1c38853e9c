package html

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/reports/summary"
)

// visit is one look at a page; want are texts that the table's count and the
// page must have.
type visit struct {
	name, page, hash string
	plain            bool   // with scripts off
	wide             bool   // in a window of 1280 pixels in place of 360
	act              string // what the reader does: JavaScript that has the document as d
	shown            string
	want             []string
}

// seen is what a visit saw.
type seen struct {
	Ready bool   `json:"ready"` // the script has finished
	Shown string `json:"shown"` // what the table says it shows
	Text  string `json:"text"`  // of the whole page
	Rows  int    `json:"rows"`  // of the table, in the document
	Wide  int    `json:"wide"`  // how far the page sticks out of the window
}

// The pages are opened one after another in frames of one browser, which takes
// a second where a browser for each would take minutes.
func TestInABrowser(t *testing.T) {
	small, large := reporttest.Small(), reporttest.Large(4, 2000, 20_000)
	real, named := judged(t, berlin), reporttest.Small()
	for i := range named.Fields {
		named.Fields[i].Field = strings.Replace(named.Fields[i].Field, "created_at", "last_name", 1)
	}
	pages := map[string]string{
		"small": write(t, small, reports.Options{}), "large": write(t, large, reports.Options{}),
		"real": write(t, real, reports.Options{}), "empty": write(t, reporttest.Empty(), reports.Options{}),
		"named": write(t, named, reports.Options{}),
	}
	total := summary.Figure(small.Headline.Numbers) + " numbers"
	visits := []visit{
		{name: "with scripts off, all is there", page: "small", plain: true, shown: "34 entries, the largest first.", want: []string{
			summary.Figure(small.Headline.Distinct) + " distinct phone numbers", "Shared by several regions", "needs a mechanism",
			"General Data Protection Regulation", "permission denied", "2026-12-01Chile: Ley 21.719 may touch", "not proof of", "together " + total, "requester.phones[]",
		}},
		{name: "the browser adds up the same", page: "small", shown: "All 34 entries: " + total},
		{name: "as the shipped catalogue judges", page: "real", shown: "All 34 entries: " + total, want: []string{"together " + total}},
		{name: "a large map", page: "large", shown: "All 20,000 entries: " + summary.Figure(large.Headline.Numbers) + " numbers"},
		{name: "nothing found", page: "empty", shown: "All 0 entries", want: []string{"No phone number was found", "Nothing matches."}},
		{name: "a country of the map", page: "small", hash: "#subject=DE", shown: "6 of 34 entries"},
		{name: "a state", page: "small", hash: "#subject=US-CA", shown: "1 of 34 entries: 14,210 numbers"},
		{name: "a cell of the matrix", page: "small", hash: "#subject=DE&stored=US", shown: "1 of 34 entries: 5,330 numbers"},
		{name: "numbers that no map can show", page: "small", hash: "#subject=shared", shown: "1 of 34 entries: 1,500 numbers"},
		{name: "a law", page: "small", hash: "#law=uk-pecr", shown: "2 of 34 entries"},
		{name: "what needs something", page: "small", hash: "#transfer=needs", shown: "6 of 34 entries"},
		{name: "a search", page: "small", hash: "#q=tickets+ontario", shown: "1 of 34 entries: 2,100 numbers"},
		{name: "a search that finds nothing", page: "small", hash: "#q=nowhere", shown: "0 of 34 entries", want: []string{"Nothing matches."}},
		{name: "groups", page: "small", hash: "#group=source", shown: "4 groups of 34 entries"},
		{name: "fields, the protected ones too", page: "small", hash: "#view=fields", shown: "7 fields", want: []string{"number_sha256"}},
		{name: "a field's drawer", page: "small", hash: "#open=support|help.tickets|requester.phones[]", shown: "All 34 entries", want: []string{"Why we think so", "+1 415 ••• ••••"}},
		{name: "what is kept beside a number", page: "named", hash: "#open=crm|public.contacts|phone", shown: "All 34 entries", want: []string{"Kept beside them", "name: last_name"}},
		{name: "a click on the map", page: "small", act: `d.querySelector('.areas a[href="#subject=FR"]').dispatchEvent(new MouseEvent("click", {bubbles: true}))`, shown: "2 of 34 entries"},
		{name: "a click on a cell of the matrix", page: "small", act: `d.querySelector('.matrix td a[href*="stored=IN"]').click()`, shown: "1 of 34 entries: ≥ 9,310 numbers"},
		{name: "a click on an arc", page: "small", act: `d.querySelector('.arcs a[href*="subject=CN"]').dispatchEvent(new MouseEvent("click", {bubbles: true}))`, shown: "1 of 34 entries: 420 numbers"},
		{name: "a word typed", page: "small", act: `const q = d.getElementById("f-q"); q.value = "number_sha"; q.dispatchEvent(new Event("input"))`, shown: "0 of 34 entries"},
		{name: "a choice, then reset", page: "small", act: `const s = d.getElementById("f-stored"); s.value = "IN"; s.dispatchEvent(new Event("change")); [...d.querySelectorAll("#tools button")].at(-1).click()`, shown: "All 34 entries"},
		{name: "the smallest first", page: "small", act: `d.querySelector("th[aria-sort] button").click(); d.title = d.querySelector("th[aria-sort]").getAttribute("aria-sort") + d.querySelector("#table tbody .n").textContent; d.body.append(d.title)`, shown: "All 34 entries", want: []string{"ascending2"}},
		{name: "a row's drawer, closed again", page: "small", act: `d.querySelector("#table tbody button").click(); if (!d.getElementById("drawer").open) throw 0; d.querySelector("dialog .close").click(); if (d.getElementById("drawer").open) throw 0; d.body.append("closed")`, shown: "All 34 entries", want: []string{"closed"}},
		{name: "a group opened", page: "small", hash: "#group=stored", act: `[...d.querySelectorAll("#table tbody button")].find((b) => b.textContent === "India").click()`, shown: "3 of 34 entries: ≥ 9,803 numbers"},
		{name: "the end of a long table", page: "large", act: `const g = d.getElementById("grid"); g.scrollTop = g.scrollHeight; g.dispatchEvent(new Event("scroll")); d.body.append("last row " + [...d.querySelectorAll("[aria-rowindex]")].at(-1).getAttribute("aria-rowindex"))`, shown: "All 20,000 entries", want: []string{"last row 20001"}},
		{name: "a place in the page", page: "small", hash: "#method", shown: "All 34 entries"},
	}
	for i, got := range browse(t, pages, visits) {
		v := visits[i]
		t.Run(v.name, func(t *testing.T) {
			if got.Ready == v.plain {
				t.Errorf("script finished: %v", got.Ready)
			}
			if !strings.Contains(got.Shown, v.shown) {
				t.Errorf("shows %q, want %q", got.Shown, v.shown)
			}
			for _, want := range v.want {
				if !strings.Contains(got.Text, want) {
					t.Errorf("%q is not on the page", want)
				}
			}
			if got.Rows > 100 {
				t.Errorf("%d rows in the document", got.Rows)
			}
			if got.Wide > 0 {
				t.Errorf("%d pixels stick out of the window", got.Wide)
			}
		})
	}
}

// browse serves the pages on the loopback and visits them. A word on the
// console, or a request for anything but the pages, fails the test.
func browse(t *testing.T, pages map[string]string, visits []visit) []seen {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("no chromium in the PATH; install it (on Debian: apt-get install chromium)")
	}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[strings.TrimPrefix(r.URL.Path, "/")]
		switch {
		case ok:
			fmt.Fprint(w, page)
		case r.URL.Path == "/":
			fmt.Fprint(w, tour(visits))
		case r.URL.Path != "/favicon.ico": // the browser's own idea, for the tour
			mu.Lock()
			defer mu.Unlock()
			t.Errorf("a page asked for %s", r.URL)
		}
	}))
	defer server.Close()
	cmd := exec.Command(chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--disable-background-networking", "--no-first-run", "--hide-scrollbars", "--user-data-dir="+filepath.Join(t.TempDir(), "profile"),
		"--window-size=1280,900", "--virtual-time-budget=120000", "--enable-logging=stderr", "--dump-dom", server.URL)
	var stderr strings.Builder
	cmd.Stderr, cmd.WaitDelay = &stderr, time.Second
	timer := time.AfterFunc(4*time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	dom, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v\n%s", err, stderr.String())
	}
	for line := range strings.SplitSeq(stderr.String(), "\n") {
		if strings.Contains(line, "CONSOLE") && !strings.Contains(line, "frame is sandboxed") {
			t.Errorf("console: %s", line)
		}
	}
	m := regexp.MustCompile(`(?s)<pre id="out">(.*?)</pre>`).FindSubmatch(dom)
	if m == nil {
		t.Fatalf("the tour did not end:\n%s", stderr.String())
	}
	text := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&nbsp;", " ", "&amp;", "&").Replace(string(m[1]))
	var all []seen
	if err := json.Unmarshal([]byte(text), &all); err != nil || len(all) != len(visits) {
		t.Fatalf("%d of %d visits: %v", len(all), len(visits), err)
	}
	return all
}

// tour is a page that opens each visit in a frame as narrow as a small phone
// and writes down what it saw. A frame without leave to run scripts is a
// browser with scripts off.
func tour(visits []visit) string {
	type stop struct {
		URL   string `json:"url"`
		Plain bool   `json:"plain"`
		Wide  bool   `json:"wide"`
		Act   string `json:"act"`
	}
	stops := make([]stop, len(visits))
	for i, v := range visits {
		stops[i] = stop{fmt.Sprintf("/%s?%d%s", v.page, i, v.hash), v.plain, v.wide, v.act}
	}
	list, _ := json.Marshal(stops)
	return `<!doctype html><title>tour</title><body><script>
(async () => {
  const out = [];
  for (const stop of ` + string(list) + `) {
    const f = document.createElement("iframe");
    f.width = stop.wide ? 1280 : 360; f.height = 800;
    if (stop.plain) f.sandbox = "allow-same-origin";
    f.src = stop.url;
    const loaded = new Promise((done) => { f.onload = done; });
    document.body.append(f);
    await loaded;
    const d = f.contentDocument;
    for (let i = 0; i < 200 && !stop.plain && !d.documentElement.dataset.ready; i++) await new Promise((r) => setTimeout(r, 50));
    if (stop.act) {
      await new (async () => {}).constructor("d", stop.act)(d);
      await new Promise((r) => setTimeout(r, 400));
    }
    out.push({
      ready: !!d.documentElement.dataset.ready, shown: d.getElementById("shown").textContent,
      text: d.body.textContent.replace(/\s+/g, " ").replace(/[A-Za-z0-9_=-]{2000,}/g, ""),
      rows: d.querySelectorAll("[aria-rowindex]").length, wide: d.documentElement.scrollWidth - d.documentElement.clientWidth,
    });
    f.remove();
  }
  const pre = document.createElement("pre");
  pre.id = "out";
  pre.textContent = JSON.stringify(out);
  document.body.append(pre);
})();
</script>`
}
