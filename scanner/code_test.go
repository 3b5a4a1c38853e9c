package scanner_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// regionsOf scans one table and returns the numbers of a field by region and how.
func regionsOf(t *testing.T, rows []scantest.Row, of string) map[string]float64 {
	t.Helper()
	w := &scantest.World{Order: []string{"people"}, Tables: map[string][]scantest.Row{"people": rows}}
	src := source("a", w)
	src.DefaultRegion = "FR"
	o := options(t)
	o.Detector, o.Places = phone.New(), phone.Places{}
	inv, err := scanner.Run(t.Context(), []scanner.Source{src}, o)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, r := range field(t, inv, "people", of).Regions {
		region := "unknown"
		if r.Region != nil {
			region = *r.Region
		}
		got[region+" "+r.How] = r.Numbers.Value()
	}
	return got
}

// TestNumberSplitOverTwoCells holds that the calling code in the cell beside it
// tells whose a national number is, in the ways codes are written.
func TestNumberSplitOverTwoCells(t *testing.T) {
	national := []func(i int) string{
		func(i int) string { return fmt.Sprintf("171 39200%02d", i%100) },
		func(i int) string { return fmt.Sprintf("020 7946 0%03d", i%1000) },
		func(i int) string { return fmt.Sprintf("41555501%02d", i%100) },
	}
	for name, codes := range map[string][]string{
		"with a plus": {"+49", "+44", "+1"}, "digits": {"49", "44", "1"}, "dialled": {"0049", "0044", "001"},
	} {
		var rows []scantest.Row
		for i := range 120 {
			rows = append(rows, scantest.Row{"phone_country_code": codes[i%3], "phone_number": national[i%3](i)})
		}
		want := map[string]float64{"DE row": 40, "GB row": 40, "US row": 40}
		if d := cmp.Diff(want, regionsOf(t, rows, "phone_number")); d != "" {
			t.Errorf("%s: -want +got\n%s", name, d)
		}
	}
}

// TestAreaCodesUnderAnyName holds that a column is known for one of area codes
// by what it makes of the numbers beside it, and a count of things is not.
func TestAreaCodesUnderAnyName(t *testing.T) {
	split := func(column string, codes ...string) map[string]float64 {
		var rows []scantest.Row
		for i := range 120 {
			rows = append(rows, scantest.Row{column: codes[i%len(codes)], "country": "GB", "phone": fmt.Sprintf("7946 0%03d", i*7%1000)})
		}
		return regionsOf(t, rows, "phone")
	}
	if d := cmp.Diff(map[string]float64{"GB row": 120}, split("area", "020")); d != "" {
		t.Errorf("area codes: -want +got\n%s", d)
	}
	got := split("rooms", "3", "4")
	counted := 0.0
	for region, n := range got {
		if counted += n; region == "GB row" {
			t.Errorf("rooms are taken for area codes: %v", got)
		}
	}
	if counted < 100 {
		t.Errorf("rooms: %v, want the numbers counted without them", got)
	}
}

// TestCodesThatAreNone holds that ISO numbers and area codes are no calling
// codes: 250 is France to one and Rwanda to the other.
func TestCodesThatAreNone(t *testing.T) {
	for _, column := range []string{"country_code", "area_code", "phone_prefix", "price"} {
		var rows []scantest.Row
		for i := range 120 {
			rows = append(rows, scantest.Row{column: "250", "phone": fmt.Sprintf("01 99 00 %02d %02d", i%100, (i*7)%100)})
		}
		regions := regionsOf(t, rows, "phone")
		if len(regions) == 0 {
			t.Errorf("%s: no number was counted", column)
		}
		for region := range regions {
			if region != "FR source" && region != "FR row" {
				t.Errorf("%s: %s", column, region)
			}
		}
	}
}
