package summary

import (
	"strings"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/words"
)

// Exporters are the places that the organisation is established in, other than
// where the bytes are stored: a transfer runs from one of them to the importer.
func Exporters(m *datamap.Map, stored string) []string {
	var list []string
	for _, e := range m.Organisation.Establishments {
		if country(e) != country(stored) {
			list = append(list, e)
		}
	}
	return list
}

// Exporter says who exports to where bytes are stored, in words.
func Exporter(m *datamap.Map, stored string) string {
	if len(m.Organisation.Establishments) == 0 {
		return words.NotDeclared
	}
	list := Exporters(m, stored)
	if len(list) == 0 {
		return "none: the organisation is established where the numbers are stored"
	}
	for i := range list {
		list[i] = Name(list[i])
	}
	name := m.Organisation.Name
	if name == "" {
		name = "the organisation"
	}
	return name + ", established in " + strings.Join(list, ", ")
}

// Importers are the data systems whose bytes are stored in a place.
func Importers(m *datamap.Map, stored string) []string {
	var list []string
	for i := range m.Sources {
		s := &m.Sources[i].Stored
		region := s.Region
		if region == "" && len(s.Regions) > 0 {
			region = s.Regions[0]
		}
		if region == stored || region == "" && stored == "unknown" {
			list = append(list, m.Sources[i].Name)
		}
	}
	return list
}

func country(region string) string {
	c, _, _ := strings.Cut(region, "-")
	return c
}
