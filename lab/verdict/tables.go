package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// tables makes n datasets.
func (m *maker) tables(n int) (all []*table) {
	kinds := slices.Sorted(maps.Keys(others))
	for i := range n {
		all = append(all, m.table(fmt.Sprintf("t%05d", i), kinds))
	}
	return all
}

// table makes a dataset of a few columns. Its records are of one country or of
// several; which, the source, a column or nothing tells.
func (m *maker) table(name string, kinds []string) *table {
	t := &table{name: name}
	rows := []int{5 + m.IntN(15), 30 + m.IntN(70), 100 + m.IntN(300), 300 + m.IntN(900)}[m.IntN(4)]
	regions := make([]string, rows)
	main := large[m.IntN(len(large))]
	several := m.IntN(3) == 0
	for i := range regions {
		regions[i] = main
		if several {
			regions[i] = large[m.IntN(len(large))]
		}
	}
	told := false
	switch {
	case several && m.IntN(4) > 0, !several && m.IntN(3) == 0:
		t.add(m.countries(regions))
		told = true
	case !several && m.IntN(2) == 0:
		t.home, told = main, true
	}
	if m.IntN(2) == 0 {
		t.add(m.column("name", rows))
		if m.IntN(2) == 0 {
			t.add(m.column("email", rows))
		}
	}
	for range 1 + m.IntN(2) {
		switch m.IntN(8) {
		case 0, 1, 2, 3:
			t.add(m.phones(rows, regions, told))
		case 4:
			t.add(m.notes(rows, regions, []float64{0, 0, 0.01, 0.05, 0.3, 0.9}[m.IntN(6)]))
		case 5:
			t.add(m.hide(rows))
		}
	}
	for range 2 + m.IntN(4) {
		t.add(m.column(kinds[m.IntN(len(kinds))], rows))
	}
	return t
}

// add adds a column under a name that no other has.
func (t *table) add(c *column) {
	for _, other := range t.columns {
		if other.name == c.name {
			return
		}
	}
	c.evident = true
	t.columns = append(t.columns, c)
}

// column makes one without phones.
func (m *maker) column(kind string, rows int) *column {
	k := others[kind]
	c := &column{name: m.half(k.names), typ: k.typ, truth: "none", class: kind}
	for i := range rows {
		c.values = append(c.values, k.make(m, i))
	}
	return c
}

// countries makes the column that says whose a record is.
func (m *maker) countries(regions []string) *column {
	c := &column{typ: "text", truth: "none", class: "country"}
	c.name = m.half("country land pays pais country_code iso2 addr.country nation billing_country ctry")
	form := m.IntN(4)
	namer := display.Regions(language.MustParse(m.pick("en", "en", "de", "fr", "es", "it")))
	for _, r := range regions {
		switch {
		case m.IntN(50) == 0:
			c.values = append(c.values, "")
		case form == 0:
			c.values = append(c.values, namer.Name(language.MustParseRegion(r)))
		case form == 1:
			c.values = append(c.values, language.MustParseRegion(r).ISO3())
		default:
			c.values = append(c.values, r)
		}
	}
	return c
}

// labelledTables are datasets of a labelled corpus, under names that begin with
// its own. Those of everyday data that have one country and no column for it are
// now and then of a source that is told it.
func labelledTables(name string, c *corpus.Corpus) (all []*table) {
	for i, d := range c.Datasets {
		t := &table{name: name + "/" + d.Name, records: d.Rows}
		if d.Kind == "everyday" && len(d.Regions) == 1 && i%3 == 0 {
			t.home = d.Regions[0]
		}
		for _, f := range d.Fields {
			if len(f.Values) == 0 {
				continue
			}
			col := &column{name: f.Path, typ: f.Type, truth: f.Verdict, class: f.Header + " " + f.Class, evident: f.Evident, places: map[string]int{}}
			col.told = true
			for _, v := range f.Values {
				col.values, col.rows = append(col.values, v.Text), append(col.rows, v.Row)
				for _, num := range v.Numbers {
					col.places[strings.Join(num.Regions, "/")]++
					if num.Tells == corpus.ByNothing || num.Tells == corpus.ByText || num.Tells == corpus.ByDataset {
						col.told = false
					}
				}
			}
			t.columns = append(t.columns, col)
		}
		all = append(all, t)
	}
	return all
}
