package html

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/dialmap/dialmap/reports"
)

// On paper the page is short, in order and says where the rest is.
func TestThePrint(t *testing.T) {
	x := open(t, save(t, write(t, judged(t, berlin), reports.Options{})), reader{scheme: "dark"})
	pdf, err := chromedp.Run(x.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); n < 4 || n > 15 {
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
		"distinct phone numbers", "Since the scan of", "Where they belong", "Whose numbers", "Where they are stored", "Stored × subject", "Transfers", "Duties: what is not met", "What was not looked at",
		"What changed since the last scan", "Which laws, and why", "Coming within 18 months", "The laws, article by article", "the full text is in the file", "Art. 6",
		"Field by field", "requester.phones[]", "Datasets: what was read", "Method and limits",
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
