package main

import (
	"slices"

	"github.com/nyaruka/phonenumbers/v2"
	"golang.org/x/text/language"

	"github.com/dialmap/dialmap/reports/html/atlas"
)

// country is the ISO 3166-1 code of a shape of world-atlas, whose ids are the
// numeric codes. Shapes without one are drawn as land of no region.
func country(id, name string) string {
	switch name {
	case "Antarctica": // no phone region, and half of the picture
		return ""
	case "Ashmore and Cartier Is.", "Heard I. and McDonald Is.", "Fr. S. Antarctic Lands", "S. Geo. and the Is.":
		return "" // nobody lives there
	case "Kosovo":
		return "XK"
	case "Indian Ocean Ter.":
		return "CX"
	case "Somaliland", "N. Cyprus", "Siachen Glacier":
		return "_" + name
	}
	r, err := language.ParseRegion(id)
	if err != nil {
		return "_" + name
	}
	if code := r.String(); phonenumbers.GetSupportedRegions()[code] {
		return code
	}
	return "_" + name
}

// state is the ISO 3166-2 code of a shape of us-atlas, whose ids are FIPS codes.
func state(id, _ string) string {
	if code, ok := fips[id]; ok {
		return "US-" + code
	}
	return ""
}

var fips = map[string]string{
	"01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC",
	"12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY",
	"22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT",
	"31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH",
	"40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT",
	"50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI", "56": "WY",
}

// territories have phone regions of their own and are drawn by Natural Earth as
// a part of another country: what of the owner lies in the box is theirs.
var territories = []struct {
	owner, region            string
	west, south, east, north float64
}{
	{"FR", "GF", -55, 2, -51, 6.5},
	{"FR", "GP", -62, 15.7, -60.9, 16.6},
	{"FR", "MQ", -61.4, 14.3, -60.7, 15},
	{"FR", "RE", 55, -21.5, 56, -20.7},
	{"FR", "YT", 44.9, -13.1, 45.4, -12.5},
	{"NO", "SJ", 8, 74, 36, 82},
	{"NO", "SJ", -9.5, 70, -7, 72}, // Jan Mayen
	{"NL", "BQ", -69, 11.5, -62.5, 18},
	{"SH", "AC", -15, -8.5, -14, -7.5},
	{"SH", "TA", -13.5, -41, -9, -36.5},
	{"CX", "CC", 96, -13, 97.5, -11.5},
}

func (t *topology) splitTerritories() {
	for _, r := range territories {
		var kept []polygon
		for _, p := range t.shapes[r.owner] {
			if at := centre(t.ring(p[0])); at.x > r.west && at.x < r.east && at.y > r.south && at.y < r.north {
				t.shapes[r.region] = append(t.shapes[r.region], p)
			} else {
				kept = append(kept, p)
			}
		}
		t.shapes[r.owner] = kept
	}
}

// places of the regions that the map data have no polygon for.
var places = map[string]point{"GI": {-5.35, 36.14}, "TA": {-12.28, -37.11}, "TK": {-171.85, -9.2}, "TV": {179.2, -8.52}}

// addMarkers gives every phone region that has no polygon a place.
func addMarkers(m *atlas.Map) {
	have := map[string]bool{}
	for _, s := range m.Shapes {
		have[s.ID] = true
	}
	project := fit(equalEarth, m.Width)
	for region := range phonenumbers.GetSupportedRegions() {
		if have[region] {
			continue
		}
		at, ok := places[region]
		if !ok {
			panic("no polygon and no place for " + region)
		}
		p := project(at)
		m.Shapes = append(m.Shapes, atlas.Shape{ID: region, X: tenth(p.x), Y: tenth(p.y - worldTop(m.Width)), Small: true})
	}
	slices.SortFunc(m.Shapes, byID)
}
