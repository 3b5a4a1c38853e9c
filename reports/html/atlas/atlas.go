// Package atlas holds the shapes that the report draws: the world in the Equal
// Earth projection, the US states and the Canadian provinces, simplified and
// projected beforehand so that a page stays small and nothing is computed when
// it is written.
//
// Borders are those of Natural Earth, which shows who is in control; they are
// no statement on anyone's status.
package atlas

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:generate go run ./gen -source source -o atlas.json

// Atlas is all maps.
type Atlas struct {
	World  Map `json:"world"`
	US     Map `json:"us"`
	Canada Map `json:"canada"`
}

// Map is one map in its own units.
type Map struct {
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Shapes []Shape `json:"shapes"` // by ID
}

// Shape is one region. ID is its ISO 3166 code; shapes whose ID begins with an
// underscore are land without a phone region of its own.
type Shape struct {
	ID    string  `json:"id"`
	Path  string  `json:"d,omitempty"` // SVG path data; "" for a region that has no polygon
	X     float64 `json:"x"`           // where a marker or a label goes
	Y     float64 `json:"y"`
	Small bool    `json:"small,omitempty"` // too small to be seen: draw a marker
}

//go:embed atlas.json
var data []byte

// Get is the atlas. It is not to be written to.
var Get = sync.OnceValue(func() *Atlas {
	var a Atlas
	if err := json.Unmarshal(data, &a); err != nil {
		panic("atlas.json, which is part of the program, is broken: " + err.Error())
	}
	return &a
})
