// Command gen makes the atlas from open map data: it simplifies the borders,
// projects them and writes them as SVG paths.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/dialmap/dialmap/reports/html/atlas"
)

func main() {
	source := flag.String("source", "source", "the folder with the map data")
	out := flag.String("o", "atlas.json", "the file to write")
	flag.Parse()
	b, err := Make(*source)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, b, 0o644); err != nil {
		log.Fatal(err)
	}
}

// Make makes the atlas from the map data in a folder.
func Make(source string) ([]byte, error) {
	world, err := readTopoJSON(filepath.Join(source, "countries-50m.json"), "countries", country)
	if err != nil {
		return nil, err
	}
	states, err := readTopoJSON(filepath.Join(source, "states-albers-10m.json"), "states", state)
	if err != nil {
		return nil, err
	}
	provinces, err := readGeoJSON(filepath.Join(source, "canada.geojson"), "iso_3166_2")
	if err != nil {
		return nil, err
	}
	world.splitTerritories()
	a := atlas.Atlas{
		World:  draw(world, equalEarth, true, 2000, 0.022, 2.2),
		US:     draw(states, flat, false, 1000, 1.2, 3),
		Canada: draw(provinces, lambert, false, 1000, 0.012, 8),
	}
	addMarkers(&a.World)
	return encode(a)
}

// encode writes a shape a line, so that a change can be read.
func encode(a atlas.Atlas) ([]byte, error) {
	var b bytes.Buffer
	part := func(name string, m atlas.Map, end string) error {
		fmt.Fprintf(&b, "%q: {\"width\": %d, \"height\": %d, \"shapes\": [\n", name, m.Width, m.Height)
		for i, s := range m.Shapes {
			line, err := json.Marshal(s)
			if err != nil {
				return err
			}
			b.Write(line)
			if i < len(m.Shapes)-1 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
		}
		b.WriteString("]}" + end + "\n")
		return nil
	}
	b.WriteString("{\n")
	for _, p := range []struct {
		name string
		m    atlas.Map
		end  string
	}{{"world", a.World, ","}, {"us", a.US, ","}, {"canada", a.Canada, ""}} {
		if err := part(p.name, p.m, p.end); err != nil {
			return nil, err
		}
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}
