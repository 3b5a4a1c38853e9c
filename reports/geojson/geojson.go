// Package geojson writes a data map for maps: a FeatureCollection (RFC 7946)
// with a point for each region whose numbers were found, and for each US state
// and Canadian province, that any GIS can open.
//
// What is not a place stands in the collection too, with a null geometry, so that
// the features of the first level (those without part_of) add up to the total.
package geojson

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Schema names the properties of the features.
const Schema = "dialmap.geojson/v1"

// Format writes the collection.
type Format struct{}

// Name is geojson.
func (Format) Name() string { return "geojson" }

// Render writes m. Derived datasets are left out, as from every sum.
func (Format) Render(m *datamap.Map, o reports.Options) (reports.Page, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(newCollection(m)); err != nil {
		return reports.Page{}, err
	}
	return reports.Page{Bytes: b.Bytes()}, nil
}

// collection is a FeatureCollection; About is a foreign member, which readers
// that do not know it leave aside.
type collection struct {
	Type     string    `json:"type"`
	About    about     `json:"dialmap"`
	Features []feature `json:"features"`
}

type about struct {
	Schema   string           `json:"schema"`
	Scan     string           `json:"scan"`
	Started  string           `json:"started"`
	Complete bool             `json:"complete"`
	On       string           `json:"on"` // the day of the laws
	Numbers  profile.Estimate `json:"numbers"`
	Gaps     int              `json:"gaps"` // parts not looked at
	Derived  int              `json:"derived"`
	Note     string           `json:"note"`
}

type feature struct {
	Type       string     `json:"type"`
	ID         string     `json:"id"`
	Geometry   *point     `json:"geometry"`
	Properties properties `json:"properties"`
}

type point struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"`
}

// properties of a place. Count repeats the best figure of Numbers, for readers
// that style by a plain number.
type properties struct {
	Region      *string                     `json:"region"` // null: no place
	Subdivision string                      `json:"subdivision"`
	PartOf      string                      `json:"part_of,omitempty"` // counted in that feature too
	Name        string                      `json:"name"`
	Status      string                      `json:"status"` // known, shared, nongeographic, unknown
	Candidates  []string                    `json:"candidates"`
	Count       float64                     `json:"count"`
	Numbers     profile.Estimate            `json:"numbers"`
	Undivided   *profile.Estimate           `json:"undivided,omitempty"` // of them, in none of the parts
	Fields      int                         `json:"fields"`
	Datasets    int                         `json:"datasets"`
	Stored      []stored                    `json:"stored"`
	Transfers   map[string]profile.Estimate `json:"transfers"` // by status
	Laws        []law                       `json:"laws"`
	Coverage    string                      `json:"coverage"` // of the law catalogue, the weakest
}

type stored struct {
	Region  *string          `json:"region"` // null: not known
	Name    string           `json:"name"`
	Numbers profile.Estimate `json:"numbers"`
}

type law struct {
	ID     string `json:"id"`
	Short  string `json:"short"`
	Status string `json:"status"` // likely, if
}

const note = "Points mark regions, they locate nobody: a number's country is evidence of whose it is, never proof of residence. " +
	"Features with part_of are counted in that feature too; the others add up to numbers."

func newCollection(m *datamap.Map) collection {
	s := summary.Of(m)
	c := collection{Type: "FeatureCollection", Features: []feature{}, About: about{
		Schema: Schema, Scan: m.Scan.ID, Started: m.Scan.Started.UTC().Format("2006-01-02T15:04:05Z"), Complete: m.Scan.Complete, On: m.Scan.On,
		Numbers: s.Total, Gaps: len(m.Gaps), Derived: m.Headline.Derived, Note: note,
	}}
	b := newBuilder(m, s)
	for _, p := range s.Subjects {
		country := b.feature(p, "")
		c.Features = append(c.Features, country)
		at := len(c.Features) - 1
		for _, part := range p.Parts {
			if part.Key == "" {
				c.Features[at].Properties.Undivided = &part.Numbers
				continue
			}
			c.Features = append(c.Features, b.feature(part, p.Key))
		}
	}
	return c
}

// builder knows the cells of each place.
type builder struct {
	s     *summary.Summary
	short map[string]string // laws
	cells map[[2]string][]*datamap.Cell
}

func newBuilder(m *datamap.Map, s *summary.Summary) *builder {
	b := &builder{s, map[string]string{}, map[[2]string][]*datamap.Cell{}}
	for _, l := range m.Laws {
		b.short[l.ID] = l.Short
	}
	for i := range m.Cells {
		c := &m.Cells[i]
		if c.Derived {
			continue
		}
		country := [2]string{summary.Key(c.Subject), ""}
		b.cells[country] = append(b.cells[country], c)
		if c.Subject.Subdivision != "" {
			part := [2]string{c.Subject.Subdivision, country[0]}
			b.cells[part] = append(b.cells[part], c)
		}
	}
	return b
}

// feature of a place, or of a part of one.
func (b *builder) feature(p summary.Place, partOf string) feature {
	f := feature{Type: "Feature", ID: p.Key, Properties: properties{
		PartOf: partOf, Name: p.Name, Status: "known", Candidates: []string{}, Count: p.Numbers.Value(), Numbers: p.Numbers,
		Fields: p.Fields, Datasets: p.Datasets, Transfers: map[string]profile.Estimate{},
	}}
	x := &f.Properties
	switch {
	case partOf != "":
		x.Region, x.Subdivision = &partOf, p.Key
	case p.OnMap():
		x.Region = &p.Key
	default:
		x.Status = p.Key
	}
	if lon, lat, ok := place.Point(p.Key); ok {
		f.Geometry = &point{"Point", [2]float64{lon, lat}}
	}
	kept := map[string]profile.Estimate{}
	for _, c := range b.cells[[2]string{p.Key, partOf}] {
		at := summary.StoredKey(c.Stored)
		kept[at] = kept[at].Add(c.Numbers)
		x.Transfers[c.Transfer.Status] = x.Transfers[c.Transfer.Status].Add(c.Numbers)
		if !p.OnMap() {
			x.Candidates = append(x.Candidates, c.Subject.Candidates...)
		}
	}
	slices.Sort(x.Candidates)
	x.Candidates = slices.Compact(x.Candidates)
	x.Stored = keptIn(kept)
	x.Laws, x.Coverage = b.laws(p.Sets)
	return f
}

// keptIn sorts places of storage, the largest first.
func keptIn(kept map[string]profile.Estimate) []stored {
	list := []stored{}
	for _, key := range slices.Sorted(maps.Keys(kept)) {
		s := stored{&key, summary.Name(key), kept[key]}
		if key == "unknown" {
			s.Region = nil
		}
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, b stored) int { return -cmp.Compare(a.Numbers.Value(), b.Numbers.Value()) })
	return list
}

// laws joins those of law sets: likely where one of the sets says so. The
// coverage is the weakest of them.
func (b *builder) laws(sets []string) (list []law, coverage string) {
	status := map[string]string{}
	for _, id := range sets {
		set := b.s.Laws(id)
		if weakness[set.Coverage] >= weakness[coverage] {
			coverage = set.Coverage
		}
		for _, a := range set.Laws {
			if status[a.ID] != "likely" {
				status[a.ID] = a.Status
			}
		}
	}
	list = []law{}
	for _, id := range slices.Sorted(maps.Keys(status)) {
		list = append(list, law{id, cmp.Or(b.short[id], id), status[id]})
	}
	slices.SortStableFunc(list, func(a, b law) int { return -cmp.Compare(a.Status, b.Status) }) // likely before if
	return list, coverage
}

var weakness = map[string]int{"": 0, "researched": 1, "partial": 2, "none": 3, "not_researched": 4}
