package html

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/html/atlas"
	"github.com/dialmap/dialmap/reports/summary"
)

// moves is the map of the transfers that need something: an arc from whose
// numbers they are to where they are stored.
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

// newMoves is nil where there is nothing to draw.
func newMoves(s *summary.Summary) *moves {
	world := &atlas.Get().World
	at := map[string]atlas.Shape{}
	for _, shape := range world.Shapes {
		at[shape.ID] = shape
	}
	m := &moves{Box: fmt.Sprintf("0 -12 %d %d", world.Width, world.Height+24)}
	pairs := slices.DeleteFunc(slices.Clone(s.Pairs), func(p summary.Pair) bool { return !summary.Needs(p.Status) })
	slices.SortStableFunc(pairs, func(a, b summary.Pair) int { return -cmp.Compare(a.Numbers.Value(), b.Numbers.Value()) })
	ends := map[string]bool{}
	for _, p := range pairs {
		from, known := at[p.Subject]
		to, placed := at[p.Stored]
		if !known || !placed || len(m.Arcs) == maxArcs {
			m.Rest++
			continue
		}
		m.Arcs = append(m.Arcs, newArc(p, from, to))
		ends[p.Stored] = true
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

func newArc(p summary.Pair, from, to atlas.Shape) arc {
	a := arc{
		Status: p.Status, Link: "#stored=" + p.Stored + "&subject=" + p.Subject,
		Width: fmt.Sprintf("%.1f", 1.5+math.Log10(max(1, p.Numbers.Value()))),
		Title: fmt.Sprintf("Numbers of %s stored in %s: %s, %s",
			summary.Name(p.Subject), summary.Name(p.Stored), amount.With(p.Numbers), statusName(p.Status)),
	}
	if p.Subject == p.Stored { // the operator's law asks for something, though the numbers are at home
		a.Path = fmt.Sprintf("M%.0f %.0fc-34 -52 34 -52 0 0", from.X, from.Y)
		a.Head = arrow(from.X, from.Y, 17, 26)
		return a
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
