package csv

import (
	"bytes"
	stdcsv "encoding/csv"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/reporttest"
)

func TestARowPerCell(t *testing.T) {
	m := reporttest.Small()
	rows, err := stdcsv.NewReader(bytes.NewReader(reporttest.Render(t, Format{}, m, reports.Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(m.Cells)+1 {
		t.Fatalf("%d rows for %d cells", len(rows), len(m.Cells))
	}
	want := []string{
		"crm", "public.contacts", "phone", "false", "DE", "", "known", "", "DE", "read", "779520", "812000", "844481", "sample",
		"eu-gdpr", "de-uwg", "researched", "domestic", "stored in the country of the numbers", "",
	}
	if diff := cmp.Diff(want, rows[1]); diff != "" {
		t.Errorf("first row (-want +got): %s", diff)
	}
	sum, point, derived := 0.0, slices.Index(rows[0], "point"), slices.Index(rows[0], "derived")
	for _, r := range rows[1:] {
		if v, err := strconv.ParseFloat(r[point], 64); err == nil && r[derived] == "false" {
			sum += v
		}
	}
	if sum != m.Headline.Numbers.Value() {
		t.Errorf("the rows add up to %v, the headline says %v", sum, m.Headline.Numbers.Value())
	}
}

func TestHarmless(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a plain name stays", "phone", "phone"},
		{"a formula becomes text", "=HYPERLINK(1)", "'=HYPERLINK(1)"},
		{"a plus is a formula too", "+49", "'+49"},
		{"a minus is a formula too", "-1", "'-1"},
		{"an at sign is a formula too", "@SUM(A1)", "'@SUM(A1)"},
		{"a tab before a formula", "\t=1", "'\t=1"},
		{"a full-width equals sign", "＝1", "'＝1"},
		{"a line break would end the row for some readers", "a\r\n=1", "a =1"},
		{"a mark that turns the text around, before a formula", "\u202e=1", "·=1"},
		{"a NUL is dropped", "\x00=1", "'=1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := harmless(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
