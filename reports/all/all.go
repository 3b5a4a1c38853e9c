// Package all lists the forms a data map can be written in.
package all

import (
	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/brief"
	"github.com/dialmap/dialmap/reports/csv"
	"github.com/dialmap/dialmap/reports/geojson"
	"github.com/dialmap/dialmap/reports/html"
	"github.com/dialmap/dialmap/reports/json"
	"github.com/dialmap/dialmap/reports/junit"
	"github.com/dialmap/dialmap/reports/markdown"
	"github.com/dialmap/dialmap/reports/ocsf"
	"github.com/dialmap/dialmap/reports/sarif"
	"github.com/dialmap/dialmap/reports/text"
	"github.com/dialmap/dialmap/reports/xlsx"
)

// Formats are all formats, the default first.
func Formats() []reports.Format {
	return []reports.Format{
		text.Format{},
		json.Format{},
		html.Format{},
		csv.Format{},
		geojson.Format{},
		markdown.Format{},
		xlsx.Format{},
		brief.Format{},
		ocsf.Format{},
		sarif.Format{},
		junit.Format{},
	}
}

// Format finds a format by its name.
func Format(name string) (f reports.Format, ok bool) {
	for _, f := range Formats() {
		if f.Name() == name {
			return f, true
		}
	}
	return nil, false
}
