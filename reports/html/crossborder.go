package html

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/html/atlas"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/profile"
)

// moves is the map of cross-border storage without a safeguard: an arc from the
// country of the numbers to where they are stored. Where these are one country
// and another country's law asks for a safeguard, it begins at the exporter; no
// arc leads from a country to itself.
type moves struct {
	Box  string
	Arcs []arc
	Ends []end
	Rest int // not drawn: one end is beside the map, or they are too many
}

type arc struct {
	Path, Head string // SVG path data: the line and its arrow head
	Status     string
	Link       string
	Title      string
	Width      string
}

type end struct {
	X, Y float64
	Name string
}

const maxArcs = 40

// crossing is a pair of places to draw an arc between.
type crossing struct {
	from, to, status, link string
	numbers                profile.Estimate
}

// crossings are the arcs to draw, the largest first, and how many pairs of places
// have none because nobody was declared to export from elsewhere.
func crossings(s *summary.Summary, m *datamap.Map) (list []crossing, domestic int) {
	at := map[[2]string]int{}
	for _, p := range s.Pairs {
		if !summary.Needs(p.Status) {
			continue
		}
		c := crossing{p.Subject, p.Stored, p.Status, "#stored=" + p.Stored + "&subject=" + p.Subject, p.Numbers}
		if c.from == c.to {
			exporters := summary.Exporters(m, c.to)
			if len(exporters) == 0 {
				domestic++
				continue
			}
			c.from, c.link = strings.Split(exporters[0], "-")[0], "#stored="+p.Stored+"&transfer=needs"
		}
		key := [2]string{c.from, c.to}
		if i, ok := at[key]; ok {
			list[i].numbers, list[i].status = list[i].numbers.Add(c.numbers), summary.Graver(list[i].status, c.status)
			list[i].link = "#stored=" + p.Stored + "&transfer=needs"
			continue
		}
		at[key] = len(list)
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b crossing) int { return -cmp.Compare(a.numbers.Value(), b.numbers.Value()) })
	return list, domestic
}

// newMoves is nil where there is nothing to draw.
func newMoves(s *summary.Summary, d *datamap.Map) *moves {
	world := &atlas.Get().World
	at := map[string]atlas.Shape{}
	for _, shape := range world.Shapes {
		at[shape.ID] = shape
	}
	m := &moves{Box: fmt.Sprintf("0 -12 %d %d", world.Width, world.Height+24)}
	list, domestic := crossings(s, d)
	m.Rest = domestic
	ends := map[string]bool{}
	for _, c := range list {
		from, known := at[c.from]
		to, placed := at[c.to]
		if !known || !placed || len(m.Arcs) == maxArcs {
			m.Rest++
			continue
		}
		m.Arcs = append(m.Arcs, newArc(c, from, to))
		ends[c.to] = true
	}
	if len(m.Arcs) == 0 {
		return nil
	}
	for _, shape := range world.Shapes {
		if ends[shape.ID] {
			m.Ends = append(m.Ends, end{shape.X, shape.Y + 30, summary.Name(shape.ID)})
		}
	}
	slices.Reverse(m.Arcs) // the largest on top
	return m
}

func newArc(c crossing, from, to atlas.Shape) arc {
	a := arc{
		Status: c.status, Link: c.link,
		Width: fmt.Sprintf("%.1f", 1.5+math.Log10(max(1, c.numbers.Value()))),
		Title: fmt.Sprintf("%s to storage in %s: %s numbers, %s",
			summary.Name(c.from), summary.Name(c.to), amount.With(c.numbers), words.Status(c.status)),
	}
	dx, dy := to.X-from.X, to.Y-from.Y
	// The bend is to the north, as flights go.
	cx, cy := from.X+dx/2, from.Y+dy/2-math.Hypot(dx, dy)*0.22
	a.Path = fmt.Sprintf("M%.0f %.0fQ%.0f %.0f %.0f %.0f", from.X, from.Y, cx, cy, to.X, to.Y)
	a.Head = arrow(to.X, to.Y, cx-to.X, cy-to.Y)
	return a
}

// arrow is an arrow head at x, y whose shaft comes from the direction dx, dy.
func arrow(x, y, dx, dy float64) string {
	n := math.Hypot(dx, dy)
	ux, uy := dx/n, dy/n
	const long, wide = 17, 6.5
	return fmt.Sprintf("M%.1f %.1fL%.1f %.1fL%.1f %.1fz", x, y,
		x+ux*long-uy*wide, y+uy*long+ux*wide, x+ux*long+uy*wide, y+uy*long-ux*wide)
}
