package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/reports/xlsx"
)

func write(t *testing.T, m *datamap.Map, o reports.Options) []byte {
	t.Helper()
	return reporttest.Render(t, xlsx.Format{}, m, o)
}

// rows of a sheet, as they are stored and not as they are shown.
func rows(t *testing.T, book []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// column of a sheet by its header; short rows end in empty cells.
func column(t *testing.T, list [][]string, name string) (cells []string) {
	t.Helper()
	at := slices.Index(list[0], name)
	if at < 0 {
		t.Fatalf("no column %s in %v", name, list[0])
	}
	for _, r := range list[1:] {
		if at < len(r) {
			cells = append(cells, r[at])
		} else {
			cells = append(cells, "")
		}
	}
	return cells
}

// parts of the workbook by name.
func parts(t *testing.T, book []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		list[f.Name] = string(text)
	}
	return list
}

func TestTheSheetsHaveWhatTheMapHas(t *testing.T) {
	m := reporttest.Small()
	book := write(t, m, reports.Options{})
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"Summary", "Cells", "Fields", "Datasets", "Laws", "Findings", "Gaps"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got): %s", diff)
	}
	obligations := 0
	for _, l := range m.Laws {
		obligations += max(1, len(l.Obligations))
	}
	for _, c := range []struct {
		sheet string
		want  int
	}{{"Cells", len(m.Cells)}, {"Fields", len(m.Fields) - 1}, {"Datasets", len(m.Datasets)}, {"Laws", obligations}, {"Findings", len(m.Findings)}, {"Gaps", len(m.Gaps)}} {
		if got := len(rows(t, book, c.sheet)) - 1; got != c.want {
			t.Errorf("%s has %d rows, want %d", c.sheet, got, c.want)
		}
	}
	want := []string{
		"crm", "public.contacts", "phone", "0", "DE", "", "known", "", "DE", "read", "779520", "812000", "844481", "sample",
		"eu-gdpr", "de-uwg", "researched", "domestic", "stored in the country of the numbers",
	}
	if diff := cmp.Diff(want, rows(t, book, "Cells")[1]); diff != "" {
		t.Errorf("first cell (-want +got): %s", diff)
	}
	if all := write(t, m, reports.Options{AllFields: true}); len(rows(t, all, "Fields"))-1 != len(m.Fields) {
		t.Error("fields without phones are not there when asked for")
	}
}

func TestTotalsAreThoseOfTheHeadline(t *testing.T) {
	for name, m := range map[string]*datamap.Map{
		"a company": reporttest.Small(), "nothing found": reporttest.Empty(), "generated": reporttest.Large(5, 300, 3000),
	} {
		t.Run(name, func(t *testing.T) {
			book := write(t, m, reports.Options{})
			cells := rows(t, book, "Cells")
			derived := column(t, cells, "derived")
			sum := 0.0
			for i, v := range column(t, cells, "point") {
				if n, err := strconv.ParseFloat(v, 64); err == nil && derived[i] == "0" {
					sum += n
				}
			}
			want := m.Headline.Numbers.Value()
			if sum != want {
				t.Errorf("the cells add up to %v, the headline says %v", sum, want)
			}
			list := rows(t, book, "Summary")
			group, value := column(t, list, "group"), column(t, list, "value")
			sums := map[string]float64{}
			for i, g := range group {
				n, _ := strconv.ParseFloat(value[i], 64)
				g, _, _ = strings.Cut(g, ":")
				sums[g] += n
			}
			if sums["whose numbers"] != want || sums["stored in"] != want || sums["transfer"] != want {
				t.Errorf("want %v everywhere, got %v", want, sums)
			}
		})
	}
}

func TestTheSameMapGivesTheSameBytes(t *testing.T) {
	want := write(t, reporttest.Small(), reports.Options{})
	for range 5 {
		if !bytes.Equal(want, write(t, reporttest.Small(), reports.Options{})) {
			t.Fatal("other bytes")
		}
	}
}

func TestEverySheetHasAFrozenHeaderAndFilters(t *testing.T) {
	n := 0
	for name, text := range parts(t, write(t, reporttest.Empty(), reports.Options{})) {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		n++
		for _, want := range []string{`state="frozen"`, `ySplit="1"`, `<autoFilter ref="A1:`} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %s", name, want)
			}
		}
	}
	if n != 7 {
		t.Errorf("%d sheets", n)
	}
}

func TestANameIsNeverAFormula(t *testing.T) {
	m := reporttest.Small()
	names := []string{`=HYPERLINK("http://x","y")`, "+1-1", "-1", "@SUM(A1)", "\t=1", "<f>1</f>", "a\x00\x1b\u202eb"}
	for i, n := range names {
		m.Cells[i].Field, m.Cells[i].Dataset = n, n
		m.Gaps[i%len(m.Gaps)].Detail = n
	}
	m.Fields[0].Why, m.Fields[0].Examples = names, names
	book := write(t, m, reports.Options{})
	for name, text := range parts(t, book) {
		if strings.HasPrefix(name, "xl/worksheets") && regexp.MustCompile(`<f[ >/]`).MatchString(text) {
			t.Errorf("%s holds a formula", name)
		}
	}
	want := []string{names[0], "+1-1", "-1", "@SUM(A1)", " =1", "<f>1</f>", "a···b"}
	if diff := cmp.Diff(want, column(t, rows(t, book, "Cells"), "field")[:len(want)]); diff != "" {
		t.Errorf("(-want +got): %s", diff)
	}
}

// The check sees the texts of every sheet, which the packed bytes hide.
func TestNothingIsWrittenWhenTheCheckFindsANumber(t *testing.T) {
	const planted = "planted"
	for _, c := range []struct {
		name  string
		plant func(m *datamap.Map)
	}{
		{"in a cell", func(m *datamap.Map) { m.Cells[9].Field = planted }},
		{"in a field's reasons", func(m *datamap.Map) { m.Fields[0].Why = []string{planted} }},
		{"in a dataset", func(m *datamap.Map) { m.Datasets[0].Dataset = planted }},
		{"in a finding", func(m *datamap.Map) { m.Findings[0].Evidence = planted }},
		{"in a gap", func(m *datamap.Map) { m.Gaps[0].Detail = planted }},
		{"in a law", func(m *datamap.Map) { m.Laws[0].Name = planted }},
		{"in the summary", func(m *datamap.Map) { m.ConfigHash = planted }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := reporttest.Small()
			c.plant(m)
			page, err := reports.Render(xlsx.Format{}, m, reports.Options{Check: func(text []byte) bool { return bytes.Contains(text, []byte(planted)) }})
			if !errors.Is(err, reports.ErrNumber) || page != nil {
				t.Errorf("rendered %d bytes, error %v", len(page), err)
			}
		})
	}
}

// Another maker's reader finds what was meant.
func TestTheWorkbookIsReadAsItIsMeant(t *testing.T) {
	m := reporttest.Small()
	m.Cells[0].Field = strings.Repeat("é", 40_000)
	m.Cells[1].Field = strings.Repeat("🌍", 20_000)
	book := write(t, m, reports.Options{})
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	props, err := f.GetDocProps()
	if err != nil || props.Title != "Phone number data map" || props.Description != "scan "+m.Scan.ID || props.Created == "" {
		t.Errorf("properties %+v, error %v", props, err)
	}
	panes, err := f.GetPanes("Laws")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, error %v", panes, err)
	}
	if width, err := f.GetColWidth("Summary", "B"); err != nil || width != 44 {
		t.Errorf("width %v, error %v", width, err)
	}
	style := func(sheet, at string) *excelize.Style {
		t.Helper()
		id, err := f.GetCellStyle(sheet, at)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := style("Cells", "A1"); s.Font == nil || !s.Font.Bold || s.Fill.Pattern != 1 {
		t.Errorf("a header looks like %+v", s)
	}
	if shown, err := f.GetCellValue("Cells", "L2"); err != nil || shown != "812,000" {
		t.Errorf("a figure is shown as %q, error %v", shown, err)
	}
	field := column(t, rows(t, book, "Cells"), "field")
	if got := len([]rune(field[0])); got != 32_767 {
		t.Errorf("a long text has %d characters", got)
	}
	if got := len([]rune(field[1])); got != 32_767/2 {
		t.Errorf("a long text of pairs has %d characters", got)
	}
	if names := f.GetDefinedName(); len(names) != 7 || !strings.HasPrefix(names[0].RefersTo, "Summary!$A$1:$G$") {
		t.Errorf("names %+v", names)
	}
}

// Every part is XML on its own.
func TestThePartsAreXML(t *testing.T) {
	m := reporttest.Small()
	m.Scan.ID, m.Cells[0].Field = `<&">`, "]]>&amp;\ufffe\ufffd"
	for name, text := range parts(t, write(t, m, reports.Options{})) {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}
