// Package json writes a data map as one JSON document, the published report
// dialmap.report/v1. [Schema] is its JSON Schema.
package json

import (
	"bytes"
	_ "embed"
	stdjson "encoding/json"
	"slices"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

//go:embed report.schema.json
var schema []byte

// Schema is the JSON Schema (2020-12) of the document.
func Schema() []byte { return slices.Clone(schema) }

// Format writes the document.
type Format struct{}

// Name is json.
func (Format) Name() string { return "json" }

// Render writes m. Fields without phones are left out unless o.AllFields: their
// counts stay with their dataset. A list is never null, so that a reader can
// loop over it without asking.
func (Format) Render(m *datamap.Map, o reports.Options) (reports.Page, error) {
	var b bytes.Buffer
	enc := stdjson.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(document(m, o.AllFields)); err != nil {
		return reports.Page{}, err
	}
	return reports.Page{Bytes: b.Bytes()}, nil
}

// document is m with every list present; m itself is not changed.
func document(m *datamap.Map, all bool) datamap.Map {
	d := *m
	d.Sources = each(m.Sources, func(s *inventory.Source) {
		s.Stored.Regions = present(s.Stored.Regions)
		if s.Posture != nil {
			posture := *s.Posture
			posture.Facts = present(posture.Facts)
			s.Posture = &posture
		}
	})
	d.Datasets = each(m.Datasets, func(s *inventory.Dataset) {
		if s.Posture != nil {
			posture := *s.Posture
			posture.Facts = present(posture.Facts)
			s.Posture = &posture
		}
	})
	d.Fields = each(kept(m.Fields, all), func(f *inventory.Field) {
		f.Why, f.Examples = present(f.Why), present(f.Examples)
		f.Regions = each(f.Regions, func(r *inventory.Region) { r.Candidates = present(r.Candidates) })
		if f.Types == nil {
			f.Types = map[string]profile.Estimate{}
		}
	})
	d.LawSets = each(m.LawSets, func(s *datamap.LawSet) { s.Laws = present(s.Laws) })
	d.Laws = each(m.Laws, func(l *datamap.Law) { l.Obligations = present(l.Obligations) })
	d.Cells = each(m.Cells, func(c *datamap.Cell) { c.Subject.Candidates = present(c.Subject.Candidates) })
	d.Findings = each(m.Findings, func(f *datamap.Finding) { f.Laws, f.RestsOn = present(f.Laws), present(f.RestsOn) })
	d.Issues = each(m.Issues, func(x *datamap.Issue) {
		x.Regions, x.Purposes, x.Laws, x.Findings = present(x.Regions), present(x.Purposes), present(x.Laws), present(x.Findings)
	})
	d.Organisation.Establishments = present(m.Organisation.Establishments)
	d.Gaps, d.Overlaps = present(m.Gaps), present(m.Overlaps)
	d.Upcoming = each(m.Upcoming, func(u *datamap.Upcoming) { u.Subjects = present(u.Subjects) })
	if m.Since != nil {
		since := *m.Since
		since.Warnings, since.Changes = present(since.Warnings), present(since.Changes)
		d.Since = &since
	}
	return d
}

func kept(fields []inventory.Field, all bool) []inventory.Field {
	if all {
		return fields
	}
	return slices.DeleteFunc(slices.Clone(fields), func(f inventory.Field) bool { return f.Verdict == "none" })
}

// each is a copy of list on whose elements fix has run.
func each[T any](list []T, fix func(*T)) []T {
	c := present(slices.Clone(list))
	for i := range c {
		fix(&c[i])
	}
	return c
}

func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
