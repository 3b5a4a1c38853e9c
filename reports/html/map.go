package html

import (
	"fmt"
	"math"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/html/atlas"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/profile"
)

// picture is one map with the figures of one question on it.
type picture struct {
	ID      string // of the question: subject, stored
	Prefix  string // of the shapes: w, us, ca
	Class   string // world, europe, part
	Title   string
	Box     string // of the picture: x, y, width, height
	Radius  float64
	Dot     float64
	Dots    []atlas.Shape
	Areas   []area
	Labels  []label
	Legend  []class
	On      profile.Estimate
	Beside  []summary.Place // what no map can show
	Off     profile.Estimate
	Total   profile.Estimate
	Largest []summary.Place
	All     []summary.Place
}

// area is one region with numbers.
type area struct {
	atlas.Shape
	Link   string
	Title  string
	Class  int
	Fill   string
	Marker bool
}

type label struct {
	X, Y float64
	Text string
}

// class is one step of the colour scale: from a power of ten up to the next.
type class struct {
	Number int
	Label  string
	Fill   string
}

// scale is the light palette, for readers of the picture that ignore the
// style sheet: one hue that darkens evenly, so that it survives greyscale and
// every kind of colour blindness.
var scale = [...]string{"#c6dcef", "#9ac7e2", "#64a9d3", "#3585bf", "#105ba4", "#08306b", "#041a3d"}

func classOf(v float64) int {
	if v < 1 {
		return 0
	}
	return min(len(scale)-1, int(math.Log10(v)+1e-9))
}

func classLabel(k int) string {
	names := [...]string{"1 – 9", "10 – 99", "100 – 999", "1,000 – 9,999", "10,000 – 99,999", "100,000 – 999,999", "1 million and more"}
	return names[k]
}

// draw puts places on a map. What the map has no shape for stands beside it, so
// that on and off add up to the total.
func draw(m *atlas.Map, id, prefix, title string, places []summary.Place) *picture {
	p := &picture{ID: id, Prefix: prefix, Title: title, All: places,
		Box: fmt.Sprintf("0 -12 %d %d", m.Width, m.Height+24), Radius: 9, Dot: 3,
		Class: map[bool]string{true: "world", false: "part"}[prefix == "w"]}
	have := map[string]summary.Place{}
	for _, place := range places {
		have[place.Key] = place
		p.Total = p.Total.Add(place.Numbers)
	}
	low, high := len(scale), -1
	for _, s := range m.Shapes {
		place, ok := have[s.ID]
		if !ok {
			p.empty(s)
			continue
		}
		delete(have, s.ID)
		p.On = p.On.Add(place.Numbers)
		a := p.area(s, place)
		low, high = min(low, a.Class), max(high, a.Class)
		p.Areas = append(p.Areas, a)
	}
	for _, place := range places {
		if _, off := have[place.Key]; off {
			p.Beside = append(p.Beside, place)
			p.Off = p.Off.Add(place.Numbers)
		} else if len(p.Largest) < 10 {
			p.Largest = append(p.Largest, place)
		}
	}
	for k := low; k <= high; k++ {
		p.Legend = append(p.Legend, class{k, classLabel(k), scale[k]})
	}
	return p
}

// europe is the part of the world map whose countries are too small on it, nil
// where it would show no more than one of them.
func europe(world *picture) *picture {
	const x, y, w, h = 868, 62, 272, 192
	p := *world
	p.Class, p.Title = "europe", "Europe"
	p.Box, p.Radius, p.Dot, p.Areas, p.Dots, p.Beside = fmt.Sprintf("%d %d %d %d", x, y, w, h), 2.6, 1, nil, nil, nil
	shown := 0
	for _, a := range world.Areas {
		if a.X < x-140 || a.X > x+w+260 || a.Y < y-70 || a.Y > y+h+60 {
			continue
		}
		p.Areas = append(p.Areas, a)
		if a.X > x && a.X < x+w && a.Y > y && a.Y < y+h {
			shown++
		}
	}
	if shown < 2 {
		return nil
	}
	return &p
}

func (p *picture) empty(s atlas.Shape) {
	if s.Path == "" {
		p.Dots = append(p.Dots, s)
	}
	p.label(s)
}

func (p *picture) area(s atlas.Shape, place summary.Place) area {
	p.label(s)
	k := classOf(place.Numbers.Value())
	return area{
		Shape: s, Link: "#" + p.ID + "=" + s.ID, Class: k, Fill: scale[k], Marker: s.Small,
		Title: fmt.Sprintf("%s: %s numbers, %s, in %s", place.Name, amount.With(place.Numbers),
			amount.Basis(place.Numbers.How), amount.Plural(place.Fields, "field")),
	}
}

// label names states and provinces, which readers know by two letters.
func (p *picture) label(s atlas.Shape) {
	if p.Prefix != "w" && !s.Small && !narrow[s.ID] {
		p.Labels = append(p.Labels, label{s.X, s.Y, s.ID[3:]})
	}
}

// narrow are the states and provinces that two letters do not fit into.
var narrow = map[string]bool{
	"US-CT": true, "US-DC": true, "US-DE": true, "US-HI": true, "US-MA": true, "US-MD": true, "US-NH": true, "US-NJ": true,
	"US-RI": true, "US-VT": true, "US-WV": true, "CA-NB": true, "CA-NS": true, "CA-PE": true,
}

// shapes are the outlines of the maps on the page, once, for all that use them.
func shapes(v *view) string {
	var b strings.Builder
	b.WriteString(`<svg width="0" height="0" class="defs" aria-hidden="true" focusable="false"><defs>`)
	for k := range scale {
		fmt.Fprintf(&b, `<pattern id="p%d" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="k%d" fill="%s"/><path d="%s" class="hatch" fill="none" stroke="%s" stroke-width="1"/></pattern>`,
			k, k, scale[k], hatches[k], map[bool]string{true: "#08306b", false: "#fff"}[k < 3])
	}
	for k := range scale { // the same, as coarse as the units of the maps ask for
		fmt.Fprintf(&b, `<pattern id="P%d" href="#p%d" patternTransform="scale(3)"/><pattern id="e%d" href="#p%d" patternTransform="scale(.8)"/>`, k, k, k, k)
	}
	outline(&b, &atlas.Get().World, v.World...)
	if v.US != nil {
		outline(&b, &atlas.Get().US, v.US)
	}
	if v.Canada != nil {
		outline(&b, &atlas.Get().Canada, v.Canada)
	}
	b.WriteString("</defs></svg>\n")
	return b.String()
}

// outline writes all shapes of a map, which lie under every picture of it, as
// one group. A shape that has numbers in a picture has a path of its own there,
// to be drawn once more in its colour; the others share one.
func outline(b *strings.Builder, m *atlas.Map, pictures ...*picture) {
	prefix, coloured := pictures[0].Prefix, map[string]bool{}
	for _, p := range pictures {
		for _, a := range p.Areas {
			coloured[a.ID] = !a.Marker
		}
	}
	var rest strings.Builder
	fmt.Fprintf(b, `<g id="%s">`, prefix)
	for _, s := range m.Shapes {
		if s.Path != "" && coloured[s.ID] {
			fmt.Fprintf(b, `<path id="%s-%s" d="%s"/>`, prefix, s.ID, s.Path)
		} else {
			rest.WriteString(s.Path)
		}
	}
	fmt.Fprintf(b, "<path d=\"%s\"/></g>\n", rest.String())
}

// hatches tell the classes apart where colour does not: on paper, and where a
// reader asks for more contrast.
var hatches = [...]string{
	"", "M4 4h.5", "M0 8L8 0", "M0 4h8", "M0 0L8 8", "M0 4h8M4 0v8", "M0 0L8 8M0 8L8 0",
}
