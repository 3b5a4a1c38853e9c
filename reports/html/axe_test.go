package html

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/reporttest"
)

// axeSource is where make test puts axe-core.
const axeSource = "../../.servers/axe/node_modules/axe-core/axe.min.js"

// look through the page as it stands, and write down what keeps people out.
const lookThrough = `
const r = await d.defaultView.axe.run(d, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
d.body.append("axe found " + JSON.stringify(r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 5).map((n) => n.target.join(" ") + " " + n.any.concat(n.all).slice(0, 1).map((c) => c.message).join("")).join(" | "))) + " of " + r.passes.length + " on " + d.defaultView.getComputedStyle(d.querySelector(".top")).backgroundColor);`

// The page is as written, but that axe-core stands in it, which its policy would
// not let run, and that the light or the dark colours are chosen.
func TestNobodyIsKeptOut(t *testing.T) {
	axe, err := os.ReadFile(axeSource)
	if err != nil {
		t.Fatal("axe-core is not installed; install it with testdata/tools/axe/install.sh, which needs npm (on Debian: apt-get install npm)")
	}
	pages := map[string]string{}
	for name, page := range map[string]string{
		"small": write(t, judged(t, berlin), reports.Options{}), "empty": write(t, reporttest.Empty(), reports.Options{}),
	} {
		page = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`).ReplaceAllString(page, "")
		page = strings.Replace(page, "</head>", "<script>"+string(axe)+"</script></head>", 1)
		if !strings.Contains(page, "(prefers-color-scheme:dark)") {
			t.Fatal("the page has no dark colours")
		}
		pages[name+"-light"] = strings.ReplaceAll(page, "(prefers-color-scheme:dark)", "not all")
		pages[name+"-dark"] = strings.ReplaceAll(page, "(prefers-color-scheme:dark)", "all")
	}
	const planted = "a picture without words and grey on grey are found, "
	const plant = `const p = d.createElement("p"); p.textContent = "hard to read"; p.setAttribute("style", "color: #777; background: #888"); d.querySelector("main").append(d.createElement("img"), p);`
	const unfold = `d.querySelectorAll("details").forEach((x) => { x.open = true; });`
	var visits []visit
	for _, scheme := range []string{"light", "dark"} {
		visits = append(visits,
			visit{name: planted + scheme, page: "empty-" + scheme, act: plant},
			visit{name: "all unfolded, " + scheme, page: "small-" + scheme, wide: true, act: unfold},
			visit{name: "a field's drawer on a phone, " + scheme, page: "small-" + scheme, hash: "#open=support|help.tickets|requester.phones[]"},
			visit{name: "transfers drawn, fields in groups, " + scheme, page: "small-" + scheme, wide: true, hash: "#group=source", act: `d.getElementById("show-moves").click();`},
		)
	}
	for i := range visits {
		visits[i].act += lookThrough
	}
	for i, got := range browse(t, pages, visits) {
		t.Run(visits[i].name, func(t *testing.T) {
			found := regexp.MustCompile(`axe found (\[.*?\]) of [1-9]\d* on (rgba?\([0-9, .]+\))`).FindStringSubmatch(got.Text)
			if found == nil {
				t.Fatalf("axe-core did not end, or had nothing to look at: %s", regexp.MustCompile(`axe found.*`).FindString(got.Text))
			}
			if light := found[2] == "rgb(255, 255, 255)"; light != strings.HasSuffix(visits[i].name, "light") {
				t.Errorf("looked at a page on %s", found[2])
			}
			var violations []string
			if err := json.Unmarshal([]byte(found[1]), &violations); err != nil {
				t.Fatalf("%v: %s", err, found[1])
			}
			if strings.HasPrefix(visits[i].name, planted) {
				if all := strings.Join(violations, "\n"); !strings.Contains(all, "image-alt") || !strings.Contains(all, "color-contrast") {
					t.Errorf("found only %q", all)
				}
				return
			}
			for _, v := range violations {
				t.Error(v)
			}
		})
	}
}
