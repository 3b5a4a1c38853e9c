package html

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
)

// sheets prints the page and counts its sheets.
func (x *tab) sheets() (n int, pdf []byte) {
	x.Helper()
	pdf, err := chromedp.Run(x.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if err != nil {
		x.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)), pdf
}

// On paper a brief comes first, the page follows as annexes, in order.
func TestThePrint(t *testing.T) {
	x := open(t, save(t, write(t, judged(t, berlin), reports.Options{})), reader{scheme: "dark"})
	n, pdf := x.sheets()
	if n < 6 || n > 22 {
		t.Errorf("%d pages", n)
	}
	if box := regexp.MustCompile(`/MediaBox\s*\[0 0 59[45]\.?\d* 84[12]\.?\d*\]`); !box.Match(pdf) {
		t.Error("the paper is not A4")
	}

	call(x, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	eval[bool](x, `(window.dispatchEvent(new Event("beforeprint")), true)`)
	page := eval[string](x, `document.body.innerText.replace(/\s+/g, " ")`)
	at := 0
	for _, want := range []string{
		"Brief", "1. Who", "2. What", "3. Where", "4. Not scanned", "5. Open issues", "6. Method", "7. Seen and approved", "Signature", "Annexes",
		"unique phone numbers", "Compliance findings", "Country of number", "Storage location", "Cross-border storage", "Not scanned", "Datasets",
		"Data elements", "requester.phones[]", "What changed since the last scan", "Which laws, and why", "Coming within 18 months", "The laws, article by article", "the full text is in the file", "Art. 6",
		"Method, limits and glossary",
	} {
		i := strings.Index(page[at:], want)
		if i < 0 {
			t.Fatalf("%q is not on paper, or not in its place; there: %.200s", want, page[at:])
		}
		at += i
	}
	if back := eval[string](x, `getComputedStyle(document.documentElement).backgroundColor`); back != "rgb(255, 255, 255)" {
		t.Errorf("dark colours are printed: %s", back)
	}
}

// The brief fits two to four sheets, says whose it is, and holds no address.
func TestThePrintedBrief(t *testing.T) {
	declared := berlin
	declared.Organisation.Name, declared.Organisation.Owner = "Beispiel GmbH", "Datenschutz"
	for name, m := range map[string]*datamap.Map{"a company": judged(t, declared), "nothing found": reporttest.Empty(), "thousands of issues": undeclared(t)} {
		x := open(t, save(t, write(t, m, reports.Options{})), reader{})
		eval[bool](x, `(document.querySelectorAll("body > *, main > *").forEach((e) => { if (!e.matches("main, .brief")) e.style.display = "none"; }), document.querySelector(".brief").style.breakAfter = "auto", true)`)
		n, _ := x.sheets()
		if least := map[bool]int{true: 1, false: 2}[name == "nothing found"]; n < least || n > 4 {
			t.Errorf("%s: the brief has %d sheets", name, n)
		}
		call(x, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		if text := x.text(".brief"); strings.Contains(text, "://") {
			t.Errorf("%s: an address in the brief: %s", name, text)
		}
		if name == "a company" {
			x.says(".brief", "Beispiel GmbH", "Datenschutz", m.Scan.ID, "established in Germany")
		}
	}
}

// Each sheet names the scan and its own number.
func TestEachSheetIsNumbered(t *testing.T) {
	m := reporttest.Small()
	m.Scan.ID = `2026"}*{display:none`
	page := write(t, m, reports.Options{})
	for _, want := range []string{`counter(page) " of " counter(pages)`, "scan 2026____display_none"} {
		if !strings.Contains(page, want) {
			t.Errorf("the style does not say %s", want)
		}
	}
}
