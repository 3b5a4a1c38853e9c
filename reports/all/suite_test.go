package all

import (
	"bytes"
	stdcsv "encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/brief"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/reports/summary"
)

// The suite holds every format to the same promises.

// counted says for each format which of its figures must be equal to which
// figures of the map. A format of findings counts findings, the others numbers.
var counted = map[string]func(t *testing.T, p reports.Page, m *datamap.Map){
	"table":    saysTheTotal,
	"markdown": saysTheTotal,
	"html":     saysTheTotal,
	"json": func(t *testing.T, p reports.Page, m *datamap.Map) {
		var doc struct{ Headline datamap.Headline }
		decode(t, p.Bytes, &doc)
		equal(t, "the headline", doc.Headline.Numbers.Value(), total(m))
	},
	"csv": func(t *testing.T, p reports.Page, m *datamap.Map) {
		rows, err := stdcsv.NewReader(bytes.NewReader(p.Bytes)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sum, point, derived := 0.0, slices.Index(rows[0], "point"), slices.Index(rows[0], "derived")
		for _, r := range rows[1:] {
			if v, err := strconv.ParseFloat(r[point], 64); err == nil && r[derived] == "false" {
				sum += v
			}
		}
		equal(t, "the rows", sum, total(m))
	},
	"geojson": func(t *testing.T, p reports.Page, m *datamap.Map) {
		var doc struct {
			Features []struct {
				Properties struct {
					PartOf string `json:"part_of"`
					Count  float64
				}
			}
		}
		decode(t, p.Bytes, &doc)
		sum := 0.0
		for _, f := range doc.Features {
			if f.Properties.PartOf == "" {
				sum += f.Properties.Count
			}
		}
		equal(t, "the features", sum, total(m))
	},
	"summary": func(t *testing.T, p reports.Page, m *datamap.Map) {
		saysTheTotal(t, p, m)
		if n := bytes.Count(p.Bytes, []byte("\n")); n > brief.MaxLines {
			t.Errorf("%d lines", n)
		}
	},
	"ocsf": func(t *testing.T, p reports.Page, m *datamap.Map) {
		equal(t, "the events", float64(bytes.Count(p.Bytes, []byte("\n"))), float64(len(m.Findings)))
	},
	"sarif": func(t *testing.T, p reports.Page, m *datamap.Map) {
		var doc struct {
			Runs []struct {
				Results     []any
				Invocations []struct{ ToolExecutionNotifications []any }
			}
		}
		decode(t, p.Bytes, &doc)
		equal(t, "the results", float64(len(doc.Runs[0].Results)), float64(len(m.Findings)))
		equal(t, "the notifications", float64(len(doc.Runs[0].Invocations[0].ToolExecutionNotifications)), float64(len(m.Gaps)))
	},
	"junit": func(t *testing.T, p reports.Page, m *datamap.Map) {
		var doc struct {
			Tests  int `xml:"tests,attr"`
			Suites []struct {
				Cases []struct{} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal(p.Bytes, &doc); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, s := range doc.Suites {
			n += len(s.Cases)
		}
		equal(t, "the cases", float64(n), float64(doc.Tests))
		for i := range m.Findings {
			if f := &m.Findings[i]; f.Status != assess.Resolved && !bytes.Contains(p.Bytes, []byte(f.ID)) {
				t.Errorf("finding %s is missing", f.ID)
			}
		}
	},
	"xlsx": func(t *testing.T, p reports.Page, m *datamap.Map) {
		if !bytes.HasPrefix(p.Bytes, []byte("PK")) || len(p.Texts) == 0 {
			t.Error("no workbook, or none of its texts")
		}
	},
}

func total(m *datamap.Map) float64 { return summary.Of(m).Total.Value() }

func saysTheTotal(t *testing.T, p reports.Page, m *datamap.Map) {
	t.Helper()
	if want := amount.Of(summary.Of(m).Total); total(m) > 0 && !strings.Contains(unmarked(p.Bytes), want) {
		t.Errorf("the total %s is not on the page", want)
	}
}

// unmarked is a page without what escapes its characters.
func unmarked(page []byte) string { return strings.ReplaceAll(string(page), `\`, "") }

func decode(t *testing.T, b []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, the map has %v", what, got, want)
	}
}

var maps = map[string]func() *datamap.Map{
	"a company":     reporttest.Small,
	"nothing found": reporttest.Empty,
	"generated":     func() *datamap.Map { return reporttest.Large(5, 300, 3000) },
	"a zero map":    func() *datamap.Map { return &datamap.Map{} },
}

func TestFiguresAreThoseOfTheMap(t *testing.T) {
	for _, f := range Formats() {
		for name, m := range maps {
			t.Run(f.Name()+", "+name, func(t *testing.T) {
				if counted[f.Name()] == nil {
					t.Fatal("no row in counted")
				}
				page, err := f.Render(m(), reports.Options{})
				if err != nil {
					t.Fatal(err)
				}
				counted[f.Name()](t, page, m())
			})
		}
	}
}

// planted numbers are refused wherever a source's text can carry them.
func TestAPlantedNumberIsRefused(t *testing.T) {
	const number = "+14155550123"
	holds := func(text []byte) bool {
		return bytes.Contains(text, []byte(number)) || bytes.Contains(text, []byte("&#43;"+number[1:])) || strings.Contains(unmarked(text), number)
	}
	everywhere := func() *datamap.Map {
		m := reporttest.Small()
		for i := range m.Fields {
			m.Fields[i].Field += number
		}
		for i := range m.Cells {
			m.Cells[i].Field += number
			m.Cells[i].Transfer.Because += number
		}
		for i := range m.Findings {
			m.Findings[i].Field += number
			m.Findings[i].Text += number
		}
		for i := range m.Gaps {
			m.Gaps[i].Detail += number
		}
		for i := range m.Sources {
			m.Sources[i].Name += number
		}
		m.Scan.ID += number
		m.Tool.Version += number
		return m
	}
	for _, f := range Formats() {
		t.Run(f.Name(), func(t *testing.T) {
			page, err := reports.Render(f, everywhere(), reports.Options{Check: holds})
			if !errors.Is(err, reports.ErrNumber) || page != nil {
				t.Errorf("rendered %d bytes, error %v", len(page), err)
			}
			if page, err := reports.Render(f, reporttest.Small(), reports.Options{Check: holds}); err != nil || len(page) == 0 {
				t.Errorf("a clean map: %d bytes, error %v", len(page), err)
			}
		})
	}
}

func TestNoControlCharacterComesFromASource(t *testing.T) {
	const hostile = "a\x1b[2Jb\x00c\x07d\u0085e"
	m := reporttest.Small()
	for i := range m.Fields {
		m.Fields[i].Field, m.Fields[i].Why, m.Fields[i].Examples = hostile, []string{hostile}, []string{hostile}
	}
	for i := range m.Cells {
		m.Cells[i].Field = hostile
	}
	for i := range m.Findings {
		f := &m.Findings[i]
		f.Field, f.Text, f.Remedy, f.Evidence = hostile, hostile, hostile, hostile
	}
	for i := range m.Gaps {
		m.Gaps[i].Dataset, m.Gaps[i].Detail = hostile, hostile
	}
	for i := range m.Sources {
		m.Sources[i].Stored.ProviderRegion = hostile
	}
	for _, f := range Formats() {
		t.Run(f.Name(), func(t *testing.T) {
			page, err := f.Render(m, reports.Options{AllFields: true})
			if err != nil {
				t.Fatal(err)
			}
			texts := page.Texts
			if texts == nil {
				texts = [][]byte{page.Bytes}
			}
			for _, text := range texts {
				// JSON escapes what is below U+0020 and may hold what is above U+007F.
				highest := rune(unicode.MaxLatin1)
				if bytes.HasPrefix(text, []byte("{")) {
					highest = unicode.MaxASCII
				}
				if i := strings.IndexFunc(string(text), func(r rune) bool {
					return unicode.IsControl(r) && r <= highest && !strings.ContainsRune("\n\r\t", r)
				}); i >= 0 {
					t.Errorf("a control character: %q", text[max(0, i-60):min(len(text), i+20)])
				}
			}
		})
	}
}
