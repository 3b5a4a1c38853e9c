package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTheCommittedAtlasIsWhatTheSourcesGive(t *testing.T) {
	got, err := Make("../source")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../atlas.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("atlas.json is not what its sources give; run go generate ./reports/html/atlas")
	}
}

func TestEqualEarthKeepsAreas(t *testing.T) {
	cell := func(lon, lat float64) float64 {
		const d = 0.5
		return area([]point{
			equalEarth(point{lon, lat}), equalEarth(point{lon + d, lat}),
			equalEarth(point{lon + d, lat + d}), equalEarth(point{lon, lat + d}),
		})
	}
	// On the sphere, cells between the same parallels have the same area.
	for _, lat := range []float64{-50, 0, 40, 75} {
		if a, b := cell(12, lat), cell(150, lat); a/b > 1.001 || b/a > 1.001 {
			t.Errorf("at %g°: %g in the middle, %g at the edge", lat, a, b)
		}
	}
}
