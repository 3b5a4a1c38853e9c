package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports/datamap"
)

// The open data are scanned as a newcomer does, and every data set shows the
// countries and counts that testdata/open/README.md states, within 2 %.
func TestOpenDataInItsCounts(t *testing.T) {
	m := openMap(t)
	phones := map[[2]string]bool{} // the fields that README.md counts: not numbers in running text
	for _, f := range m.Fields {
		phones[[2]string{f.Dataset, f.Field}] = f.Verdict == "phone"
	}
	got := map[string]map[string]float64{} // dataset -> region -> numbers
	for _, c := range m.Cells {
		if c.Source != "open" || c.Subject.Region == nil || !phones[[2]string{c.Dataset, c.Field}] {
			continue
		}
		if got[c.Dataset] == nil {
			got[c.Dataset] = map[string]float64{}
		}
		got[c.Dataset][*c.Subject.Region] += c.Numbers.Value()
		got[c.Dataset]["all"] += c.Numbers.Value()
	}
	for _, want := range []struct {
		dataset string
		regions map[string]float64
	}{
		{"breweries.csv", map[string]float64{"all": 10478, "US": 7372, "DE": 1337, "AU": 443, "BE": 406, "NZ": 213, "CA": 196, "ZA": 101}},
		{"social-economy-eu.geojson", map[string]float64{"all": 1123, "GB": 404, "IT": 103, "DE": 90, "PT": 86, "GR": 71}},
		{"takamatsu-hospitals.csv", map[string]float64{"all": 627, "JP": 627}},
		{"piedmont-pharmacies.geojson", map[string]float64{"all": 92, "IT": 92}},
		{"prague-libraries.json", map[string]float64{"all": 55, "CZ": 55}},
		{"santa-fe-pharmacies.json", map[string]float64{"all": 189, "AR": 189}},
		{"navaids.csv", map[string]float64{"all": 0}},
	} {
		for region, n := range want.regions {
			if g := got[want.dataset][region]; math.Abs(g-n) > 0.02*n {
				t.Errorf("%s: %s has %.0f numbers, want %.0f within 2 %%", want.dataset, region, g, n)
			}
		}
	}
}

// The derived database is on the page and not in the sums.
func TestOpenDataCountsDerivedOnce(t *testing.T) {
	m := openMap(t)
	var sum, derived float64
	for _, c := range m.Cells {
		if c.Derived {
			derived += c.Numbers.Value()
		} else {
			sum += c.Numbers.Value()
		}
	}
	if derived < 10000 {
		t.Errorf("the derived database shows %.0f numbers, want those of the breweries", derived)
	}
	if got := m.Headline.Numbers.Value(); got != sum {
		t.Errorf("the headline counts %.0f numbers, the cells that are not derived %.0f", got, sum)
	}
	if !m.Scan.Complete || m.Headline.Derived == 0 {
		t.Errorf("complete %v, %d datasets derived", m.Scan.Complete, m.Headline.Derived)
	}
}

// openMap scans testdata/open once.
func openMap(t *testing.T) *datamap.Map {
	t.Helper()
	if opened != nil {
		return opened
	}
	home := t.TempDir()
	env := func(k string) string { return map[string]string{"HOME": home}[k] }
	var out, err bytes.Buffer
	args := []string{"scan", "--config", filepath.Join("..", "..", "testdata", "open", "dialmap.yaml"), "--full", "--format", "json", "--report", "html=" + filepath.Join(home, "map.html")}
	if e := run(context.Background(), args, env, strings.NewReader(""), &out, &err); e != nil {
		t.Fatalf("%v\n%s", e, err.String())
	}
	switch info, e := os.Stat(filepath.Join(home, "map.html")); {
	case e != nil || info.Size() < 10_000:
		t.Errorf("the page is missing or empty: %v", e)
	case info.Size() > 600_000:
		t.Errorf("the page of a small scan has %d bytes, at most 600,000 wanted", info.Size())
	}
	var m datamap.Map
	if e := json.Unmarshal(out.Bytes(), &m); e != nil {
		t.Fatal(e)
	}
	opened = &m
	return opened
}

var opened *datamap.Map
