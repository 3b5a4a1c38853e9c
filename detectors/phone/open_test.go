package phone_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/detectors/region"
)

// open reads a file of the open data, whose counts stand in its README.
func open(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "open", name))
	if err != nil {
		t.Skip("the open data is not there")
	}
	return b
}

// table reads a CSV file as rows by column.
func table(t *testing.T, name string) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(open(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all[1:] {
		row := make(map[string]string)
		for i, v := range r {
			row[all[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

// count is what a column of phone numbers comes to.
type count struct {
	values, holding, numbers int
	regions                  map[string]int
}

func (c *count) add(d *phone.Detector, value, country string) {
	if value == "" {
		return
	}
	if c.regions == nil {
		c.regions = make(map[string]int)
	}
	h := detectors.Hints{}
	h.Row, _ = region.Country([]byte(country))
	m, _ := d.Detect(nil, detectors.Value{Text: []byte(value), Type: "text", Hints: h, National: detectors.On})
	c.values++
	placed := 0
	for _, m := range m {
		if m.Region != "" || m.Status == detectors.Nongeographic {
			placed++
			c.regions[m.Region]++
		}
	}
	c.numbers += placed
	if placed > 0 {
		c.holding++
	}
}

func TestOpenData(t *testing.T) {
	d := phone.New()
	var breweries count
	for _, r := range table(t, "breweries.csv") {
		breweries.add(d, r["phone"], r["country"])
	}
	var social count
	for _, p := range properties(t, "social-economy-eu.geojson") {
		social.add(d, p["contact:phone"], p["addr:country"])
	}
	var piedmont count
	for _, p := range properties(t, "piedmont-pharmacies.geojson") {
		for _, k := range []string{"phone", "contact:phone", "fax", "contact:fax"} {
			piedmont.add(d, p[k], "IT")
		}
	}
	var takamatsu count
	for _, r := range table(t, "takamatsu-hospitals.csv") {
		takamatsu.add(d, r["telephone　number"], "JP")
	}
	var santaFe count
	var list []struct{ Telefono string }
	if err := json.Unmarshal(open(t, "santa-fe-pharmacies.json"), &list); err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		santaFe.add(d, p.Telefono, "AR")
	}
	var prague count
	for _, p := range properties(t, "prague-libraries.json") {
		prague.add(d, p["telephone"], "CZ")
	}
	for _, c := range []struct {
		name string
		got  count
		want int
	}{
		{"breweries", breweries, 10478}, {"social economy", social, 1123}, {"takamatsu", takamatsu, 627},
		{"santa fe", santaFe, 189}, {"prague", prague, 55}, {"piedmont", piedmont, 92},
	} {
		t.Logf("%s: %d values, %d hold %d numbers, want %d: %v", c.name, c.got.values, c.got.holding, c.got.numbers, c.want, c.got.regions)
		if d := c.got.numbers - c.want; d*50 > c.want || -d*50 > c.want {
			t.Errorf("%s: %d numbers, want %d within 2%%", c.name, c.got.numbers, c.want)
		}
	}
	for code, want := range map[string]int{"US": 7372, "DE": 1337, "AU": 443, "BE": 406, "NZ": 213, "CA": 196, "ZA": 101} {
		if got := breweries.regions[code]; (got-want)*50 > want || (want-got)*50 > want {
			t.Errorf("breweries: %d numbers of %s, want %d within 2%%", got, code, want)
		}
	}
}

// properties are the textual properties of the features of a GeoJSON file.
func properties(t *testing.T, name string) (out []map[string]string) {
	t.Helper()
	var doc struct {
		Features []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(open(t, name), &doc); err != nil {
		t.Fatal(err)
	}
	for _, f := range doc.Features {
		p := make(map[string]string)
		for k, v := range f.Properties {
			if s, ok := v.(string); ok {
				p[k] = s
			}
		}
		out = append(out, p)
	}
	return out
}

// TestNavaids reads a file of ids, frequencies and coordinates without a phone
// number, by column and as text.
func TestNavaids(t *testing.T) {
	d := phone.New()
	for _, r := range table(t, "navaids.csv") {
		h := detectors.Hints{Row: r["iso_country"]}
		for column, v := range r {
			if m, _ := d.Detect(nil, detectors.Value{Text: []byte(v), Type: "text", Hints: h}); len(m) > 0 {
				t.Fatalf("%s of %s holds no number", column, r["ident"])
			}
		}
	}
	for _, code := range []string{"", "US", "DE"} {
		m, _ := d.Detect(nil, detectors.Value{Text: open(t, "navaids.csv"), Type: "text", Hints: detectors.Hints{Source: code}})
		if len(m) > 0 {
			t.Errorf("%d matches in the text with the hint %q: first at byte %d", len(m), code, m[0].Start)
		}
	}
}
