package html

import (
	"slices"

	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// matrix is subject regions against stored regions, complete: what has no
// column of its own is in the last.
type matrix struct {
	Columns []summary.Place
	Other   int // stored regions gathered in the last column
	Rows    []matrixRow
	Named   map[string][]string // what providers call the places, such as us-east-1
}

type matrixRow struct {
	summary.Place
	Cells []matrixCell
}

type matrixCell struct {
	Stored  string // "" for the gathered ones
	Numbers profile.Estimate
	Status  string
}

const maxColumns = 8

// locate notes what providers call the stored regions, by which readers know
// them better.
func (m *matrix) locate(sources []inventory.Source) {
	m.Named = map[string][]string{}
	for _, s := range sources {
		region, name := s.Stored.Region, s.Stored.ProviderRegion
		if name != "" && !slices.Contains(m.Named[region], name) {
			m.Named[region] = append(m.Named[region], name)
		}
	}
	for _, list := range m.Named {
		slices.Sort(list)
	}
}

func newMatrix(s *summary.Summary) matrix {
	m := matrix{Columns: s.Stored}
	column := map[string]int{}
	if len(s.Stored) > maxColumns {
		m.Columns = slices.Clone(s.Stored[:maxColumns-1])
		if last := s.Stored[len(s.Stored)-1]; last.Key == "unknown" { // always has its own
			m.Columns[maxColumns-2] = last
		}
	}
	for i, c := range m.Columns {
		column[c.Key] = i
	}
	width := len(m.Columns)
	if m.Other = len(s.Stored) - width; m.Other > 0 {
		width++
	}
	at := map[string]int{}
	for _, p := range s.Subjects {
		at[p.Key] = len(m.Rows)
		r := matrixRow{Place: p, Cells: make([]matrixCell, width)}
		for i, c := range m.Columns {
			r.Cells[i].Stored = c.Key
		}
		m.Rows = append(m.Rows, r)
	}
	for _, p := range s.Pairs {
		i, ok := column[p.Stored]
		if !ok {
			i = width - 1
		}
		c := &m.Rows[at[p.Subject]].Cells[i]
		c.Numbers = c.Numbers.Add(p.Numbers)
		c.Status = summary.Graver(c.Status, p.Status)
	}
	return m
}
