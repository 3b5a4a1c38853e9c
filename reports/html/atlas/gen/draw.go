package main

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"strconv"

	"github.com/dialmap/dialmap/reports/html/atlas"
)

// projection takes degrees to a plane with y downwards.
type projection func(point) point

// equalEarth is the projection of Šavrič, Patterson and Jenny (2018): areas are
// true, so that a colour covers as much as the country does. Its middle is 11°
// east, so that the cut runs through the Bering Strait and no country.
func equalEarth(p point) point {
	const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
	m := math.Sqrt(3) / 2
	theta := math.Asin(m * math.Sin(p.y*math.Pi/180))
	t2 := theta * theta
	t6 := t2 * t2 * t2
	return point{
		(p.x - middle) * math.Pi / 180 * math.Cos(theta) / (m * (a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2))),
		-theta * (a1 + a2*t2 + t6*(a3+a4*t2)),
	}
}

const middle = 11

// lambert is the conformal conic projection that maps of Canada use.
func lambert(p point) point {
	rad := math.Pi / 180
	const lat1, lat2, lon0 = 49.0, 77.0, -92.0
	tan := func(lat float64) float64 { return math.Tan(math.Pi/4 + lat*rad/2) }
	n := math.Log(math.Cos(lat1*rad)/math.Cos(lat2*rad)) / math.Log(tan(lat2)/tan(lat1))
	f := math.Cos(lat1*rad) * math.Pow(tan(lat1), n) / n
	rho, theta := f/math.Pow(tan(p.y), n), n*(p.x-lon0)*rad
	return point{rho * math.Sin(theta), rho * math.Cos(theta)}
}

// flat is for what is projected already.
func flat(p point) point { return p }

// fit scales the world to a width.
func fit(project projection, width int) projection {
	scale := float64(width) / 2 / equalEarth(point{180 + middle, 0}).x
	return func(p point) point {
		q := project(point{wrap(p.x), p.y})
		return point{float64(width)/2 + q.x*scale, q.y * scale}
	}
}

// wrap takes a longitude to the side of the cut that it is drawn on.
func wrap(lon float64) float64 {
	for lon < middle-180 {
		lon += 360
	}
	for lon > middle+180 {
		lon -= 360
	}
	return lon
}

func worldTop(width int) float64 {
	return fit(equalEarth, width)(point{middle, 84}).y
}

// draw simplifies, projects and writes the shapes of t, width units wide. Bends
// whose triangle is smaller than detail (in units of the data) go; rings smaller
// than speck (in units of the map) go too, but for a shape's largest. A globe is
// cut opposite its middle and scaled by the rule of fit.
func draw(t *topology, project projection, globe bool, width int, detail, speck float64) atlas.Map {
	for i, a := range t.arcs {
		t.arcs[i] = simplify(unwrap(a), detail)
	}
	drawn := map[string][][]point{}
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for id, polygons := range t.shapes {
		for _, p := range polygons {
			for _, arcs := range p {
				ring := unwrap(t.ring(arcs))
				if globe {
					shift := wrap(centre(ring).x) - centre(ring).x
					for i := range ring {
						ring[i].x += shift
					}
				}
				for i := range ring {
					ring[i] = project(ring[i])
					low = point{min(low.x, ring[i].x), min(low.y, ring[i].y)}
					high = point{max(high.x, ring[i].x), max(high.y, ring[i].y)}
				}
				drawn[id] = append(drawn[id], ring)
			}
		}
	}
	scale := float64(width) / (high.x - low.x)
	if globe {
		edge := project(point{180 + middle, 0}).x
		low, scale = point{-edge, worldTop(width) / (float64(width) / 2 / edge)}, float64(width)/2/edge
	}
	m := atlas.Map{Width: width, Height: int(math.Ceil((high.y - low.y) * scale))}
	for id, rings := range drawn {
		for _, r := range rings {
			for i := range r {
				r[i] = point{(r[i].x - low.x) * scale, (r[i].y - low.y) * scale}
			}
		}
		m.Shapes = append(m.Shapes, shape(id, rings, speck))
	}
	slices.SortFunc(m.Shapes, byID)
	return m
}

func byID(a, b atlas.Shape) int { return cmp.Compare(a.ID, b.ID) }

func shape(id string, rings [][]point, speck float64) atlas.Shape {
	slices.SortStableFunc(rings, func(a, b []point) int { return -cmp.Compare(area(a), area(b)) })
	var path []byte
	total := 0.0
	for i, r := range rings {
		if i > 0 && area(r) < speck {
			break
		}
		path = appendRing(path, r)
		total += area(r)
	}
	at := centre(rings[0])
	return atlas.Shape{ID: id, Path: string(path), X: tenth(at.x), Y: tenth(at.y), Small: total < 60}
}

// appendRing writes a ring as relative moves between whole units, and those along
// an axis by one figure, which is a third of the size of absolute ones.
func appendRing(b []byte, ring []point) []byte {
	var pts [][2]int
	for _, p := range ring {
		q := [2]int{int(math.Round(p.x)), int(math.Round(p.y))}
		if len(pts) == 0 || pts[len(pts)-1] != q {
			pts = append(pts, q)
		}
	}
	if len(pts) > 1 && pts[0] == pts[len(pts)-1] {
		pts = pts[:len(pts)-1]
	}
	if len(pts) < 3 {
		p := pts[0] // a speck, one unit wide
		pts = [][2]int{p, {p[0] + 1, p[1]}, {p[0] + 1, p[1] + 1}, {p[0], p[1] + 1}}
	}
	b = append(b, 'M')
	b = strconv.AppendInt(b, int64(pts[0][0]), 10)
	b = appendSigned(b, pts[0][1])
	last := byte('M')
	for _, m := range moves(pts) {
		switch {
		case m[1] == 0:
			b = appendMove(b, &last, 'h', m[0])
		case m[0] == 0:
			b = appendMove(b, &last, 'v', m[1])
		default:
			b = appendMove(b, &last, 'l', m[0], m[1])
		}
	}
	return append(b, 'z')
}

// moves are the steps from point to point; those that go straight on are one.
func moves(pts [][2]int) (steps [][2]int) {
	for i := 1; i < len(pts); i++ {
		m := [2]int{pts[i][0] - pts[i-1][0], pts[i][1] - pts[i-1][1]}
		if n := len(steps) - 1; n >= 0 && steps[n][0]*m[1] == steps[n][1]*m[0] && steps[n][0]*m[0]+steps[n][1]*m[1] > 0 {
			steps[n][0] += m[0]
			steps[n][1] += m[1]
			continue
		}
		steps = append(steps, m)
	}
	return steps
}

// appendMove names the command where it is not the last one.
func appendMove(b []byte, last *byte, command byte, by ...int) []byte {
	for i, n := range by {
		if i == 0 && command != *last {
			b = strconv.AppendInt(append(b, command), int64(n), 10)
			continue
		}
		b = appendSigned(b, n)
	}
	*last = command
	return b
}

// appendSigned needs no space before a minus.
func appendSigned(b []byte, n int) []byte {
	if n >= 0 {
		b = append(b, ' ')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

func tenth(f float64) float64 { return math.Round(f*10) / 10 }

// unwrap makes a line across the antimeridian go on beyond 180°.
func unwrap(line []point) []point {
	line = slices.Clone(line)
	for i := 1; i < len(line); i++ {
		for line[i].x-line[i-1].x > 180 {
			line[i].x -= 360
		}
		for line[i].x-line[i-1].x < -180 {
			line[i].x += 360
		}
	}
	return line
}

func area(ring []point) float64 {
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p.x*q.y - q.x*p.y
	}
	return math.Abs(sum) / 2
}

// centre is the centroid of a ring's area.
func centre(ring []point) point {
	var x, y, sum float64
	o := ring[0] // small numbers keep their digits
	for i := range ring {
		p, q := ring[i], ring[(i+1)%len(ring)]
		px, py, qx, qy := p.x-o.x, p.y-o.y, q.x-o.x, q.y-o.y
		w := px*qy - qx*py
		x, y, sum = x+(px+qx)*w, y+(py+qy)*w, sum+w
	}
	if math.Abs(sum) < 1e-12 {
		return o
	}
	return point{o.x + x/(3*sum), o.y + y/(3*sum)}
}

// simplify is Visvalingam and Whyatt's: the bend that matters least goes first,
// until the smallest triangle left is larger than detail. Ends stay.
func simplify(line []point, detail float64) []point {
	n := len(line)
	if n < 4 {
		return line
	}
	before, after := make([]int, n), make([]int, n)
	for i := range n {
		before[i], after[i] = i-1, i+1
	}
	h := &bends{}
	version := make([]int, n)
	push := func(i int) {
		version[i]++
		heap.Push(h, bend{i, version[i], triangle(line[before[i]], line[i], line[after[i]])})
	}
	for i := 1; i < n-1; i++ {
		push(i)
	}
	gone, left, largest := make([]bool, n), n, 0.0
	for h.Len() > 0 && left > 4 {
		b := heap.Pop(h).(bend)
		if gone[b.at] || b.version != version[b.at] {
			continue
		}
		largest = max(largest, b.area)
		if largest > detail {
			break
		}
		gone[b.at] = true
		left--
		p, q := before[b.at], after[b.at]
		after[p], before[q] = q, p
		if p > 0 {
			push(p)
		}
		if q < n-1 {
			push(q)
		}
	}
	var kept []point
	for i, p := range line {
		if !gone[i] {
			kept = append(kept, p)
		}
	}
	return kept
}

// triangle is the area of a bend, in square degrees as they are at its latitude
// or in square units where it is not on a sphere.
func triangle(a, b, c point) float64 {
	narrow := 1.0
	if math.Abs(b.y) <= 90 && math.Abs(b.x) <= 540 {
		narrow = math.Cos(b.y * math.Pi / 180)
	}
	return math.Abs((b.x-a.x)*(c.y-a.y)-(c.x-a.x)*(b.y-a.y)) / 2 * narrow
}

type bend struct {
	at, version int
	area        float64
}

// bends is a heap, the smallest first; equal ones by place, for the same result
// each time.
type bends []bend

func (h bends) Len() int { return len(h) }
func (h bends) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].area, h[j].area), cmp.Compare(h[i].at, h[j].at)) < 0
}
func (h bends) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *bends) Push(v any)   { *h = append(*h, v.(bend)) }
func (h *bends) Pop() any {
	old := *h
	v := old[len(old)-1]
	*h = old[:len(old)-1]
	return v
}
