package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// point is longitude and latitude in degrees, or x and y once projected.
type point struct{ x, y float64 }

// topology is a map whose shapes share their borders: an arc that two regions
// share is simplified once, so that no gap opens between them.
type topology struct {
	arcs   [][]point
	shapes map[string][]polygon
}

// polygon is an outer ring and its holes. A ring is a list of arcs; ^i is the
// arc i backwards, as in TopoJSON.
type polygon [][]int

// ring joins the arcs of a ring.
func (t *topology) ring(arcs []int) []point {
	var line []point
	for _, i := range arcs {
		var arc []point
		if i >= 0 {
			arc = t.arcs[i]
		} else {
			arc = slices.Clone(t.arcs[^i])
			slices.Reverse(arc)
		}
		if len(line) > 0 {
			arc = arc[1:] // the end of the arc before
		}
		line = append(line, arc...)
	}
	return line
}

// readTopoJSON reads an object of a TopoJSON file. name gives a shape's ID from
// its id and name; "" leaves it out.
func readTopoJSON(file, object string, name func(id, name string) string) (*topology, error) {
	var doc struct {
		Transform *struct{ Scale, Translate [2]float64 }
		Arcs      [][][2]float64
		Objects   map[string]struct {
			Geometries []struct {
				Type       string
				ID         string
				Properties struct{ Name string }
				Arcs       json.RawMessage
			}
		}
	}
	if err := readJSON(file, &doc); err != nil {
		return nil, err
	}
	t := &topology{shapes: map[string][]polygon{}}
	for _, a := range doc.Arcs {
		line, at := make([]point, 0, len(a)), point{}
		for _, d := range a { // quantised and as differences
			at = point{at.x + d[0], at.y + d[1]}
			line = append(line, point{
				at.x*doc.Transform.Scale[0] + doc.Transform.Translate[0],
				at.y*doc.Transform.Scale[1] + doc.Transform.Translate[1],
			})
		}
		t.arcs = append(t.arcs, line)
	}
	for _, g := range doc.Objects[object].Geometries {
		id := name(g.ID, g.Properties.Name)
		if id == "" {
			continue
		}
		polygons, err := polygons[[]int](g.Type, g.Arcs)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, g.Properties.Name, err)
		}
		for _, p := range polygons {
			t.shapes[id] = append(t.shapes[id], p)
		}
	}
	return t, nil
}

// readGeoJSON reads the features of a GeoJSON file and finds the borders that
// they share.
func readGeoJSON(file, id string) (*topology, error) {
	var doc struct {
		Features []struct {
			Properties map[string]string
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := readJSON(file, &doc); err != nil {
		return nil, err
	}
	t := &topology{shapes: map[string][]polygon{}}
	shapes := map[string][][][]point{}
	var all [][]point
	for _, f := range doc.Features {
		list, err := polygons[[][2]float64](f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, f.Properties[id], err)
		}
		for _, p := range list {
			var rings [][]point
			for _, r := range p {
				var line []point
				for _, c := range r {
					line = append(line, point{c[0], c[1]})
				}
				rings = append(rings, line)
				all = append(all, line)
			}
			shapes[f.Properties[id]] = append(shapes[f.Properties[id]], rings)
		}
	}
	cut := junctions(all)
	for id, list := range shapes {
		for _, rings := range list {
			var p polygon
			for _, r := range rings {
				p = append(p, t.cut(r, cut))
			}
			t.shapes[id] = append(t.shapes[id], p)
		}
	}
	return t, nil
}

// polygons reads a Polygon or a MultiPolygon as a list of polygons.
func polygons[Ring any](kind string, raw json.RawMessage) ([][]Ring, error) {
	switch kind {
	case "Polygon":
		var p []Ring
		err := json.Unmarshal(raw, &p)
		return [][]Ring{p}, err
	case "MultiPolygon":
		var list [][]Ring
		err := json.Unmarshal(raw, &list)
		return list, err
	}
	return nil, fmt.Errorf("cannot draw a %s", kind)
}

// junctions are the points at which borders part: rings that pass through them
// come from or go to different neighbours.
func junctions(rings [][]point) map[point]bool {
	neighbours := map[point][2]point{}
	cut := map[point]bool{}
	for _, r := range rings {
		n := len(r) - 1 // the last point is the first
		for i := range n {
			before, after := r[(i+n-1)%n], r[(i+1)%n]
			if before.x > after.x || before.x == after.x && before.y > after.y {
				before, after = after, before
			}
			pair := [2]point{before, after}
			if seen, ok := neighbours[r[i]]; ok && seen != pair {
				cut[r[i]] = true
			}
			neighbours[r[i]] = pair
		}
	}
	return cut
}

// cut adds a ring as arcs between junctions.
func (t *topology) cut(ring []point, at map[point]bool) (arcs []int) {
	first := max(0, slices.IndexFunc(ring, func(p point) bool { return at[p] }))
	open := ring[:len(ring)-1]
	ring = append(slices.Concat(open[first:], open[:first]), open[first])
	start := 0
	for i := 1; i < len(ring); i++ {
		if i == len(ring)-1 || at[ring[i]] {
			t.arcs = append(t.arcs, slices.Clone(ring[start:i+1]))
			arcs = append(arcs, len(t.arcs)-1)
			start = i
		}
	}
	return arcs
}

func readJSON(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
