package html

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/reporttest"
)

// axeSource is where make test puts axe-core.
const axeSource = "../../.servers/axe/node_modules/axe-core/axe.min.js"

// axe looks through a page as it stands: its own script is put in by the
// browser, which the page's policy does not bind.
func (x *tab) axe() (violations []string) {
	x.Helper()
	source, err := os.ReadFile(axeSource)
	if err != nil {
		x.Fatal("axe-core is not installed; install it with testdata/tools/axe/install.sh, which needs npm (on Debian: apt-get install npm)")
	}
	x.do(chromedp.Evaluate[chromedp.Void](string(source)))
	const look = `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then((r) => ({
		passes: r.passes.length,
		violations: r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 5).map((n) => n.target.join(" ") + " " + n.any.concat(n.all).slice(0, 1).map((c) => c.message).join("")).join(" | ")),
	}))`
	type found struct {
		Passes     int      `json:"passes"`
		Violations []string `json:"violations"`
	}
	got, err := chromedp.Run(x.ctx, chromedp.Evaluate[found](look, chromedp.EvalAwaitPromise))
	if err != nil {
		x.Fatal(err)
	}
	if got.Passes == 0 {
		x.Fatal("axe-core had nothing to look at")
	}
	return got.Violations
}

func TestNobodyIsKeptOut(t *testing.T) {
	small, empty := save(t, write(t, judged(t, berlin), reports.Options{})), save(t, write(t, reporttest.Empty(), reports.Options{}))
	const unfold = `(document.querySelectorAll("details").forEach((x) => { x.open = true; }), true)`
	for _, scheme := range []struct{ name, back string }{{"light", "rgb(255, 255, 255)"}, {"dark", "rgb(15, 19, 23)"}} {
		for _, c := range []struct {
			name, file string
			r          reader
			act        string
		}{
			{"nothing found", empty, reader{}, ""},
			{"all unfolded", small, reader{}, unfold},
			{"a field's drawer on a phone", small, reader{narrow: true, hash: "#open=support|help.tickets|requester.phones[]"}, ""},
			{"a cell of the matrix and its rule, on a phone", small, reader{narrow: true, hash: "#subject=DE&stored=US"}, ""},
			{"fields in groups, transfers drawn", small, reader{hash: "#group=source"}, `(document.getElementById("show-moves").click(), true)`},
			{"fields, all unfolded on a phone", small, reader{hash: "#view=fields", narrow: true}, unfold},
		} {
			t.Run(c.name+", "+scheme.name, func(t *testing.T) {
				c.r.scheme = scheme.name
				x := open(t, c.file, c.r)
				if c.act != "" {
					eval[bool](x, c.act)
				}
				if back := eval[string](x, `getComputedStyle(document.querySelector(".top")).backgroundColor`); back != scheme.back {
					t.Errorf("looked at a page on %s", back)
				}
				for _, v := range x.axe() {
					t.Error(v)
				}
			})
		}
	}
}

// Grey on grey and a picture without words are found: else the test above could
// not fail.
func TestAxeFindsWhatIsPlanted(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		x := open(t, save(t, write(t, reporttest.Empty(), reports.Options{})), reader{scheme: scheme})
		eval[bool](x, `(() => {
			const p = document.createElement("p");
			p.textContent = "hard to read";
			p.style.color = "#777";
			p.style.background = "#888";
			document.querySelector("main").append(document.createElement("img"), p);
			return true;
		})()`)
		if all := strings.Join(x.axe(), "\n"); !strings.Contains(all, "image-alt") || !strings.Contains(all, "color-contrast") {
			t.Errorf("%s: found only %q", scheme, all)
		}
	}
}
