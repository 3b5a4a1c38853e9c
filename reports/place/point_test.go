package place

import (
	"math"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
)

func TestEveryPhoneRegionAndSubdivisionHasAPoint(t *testing.T) {
	codes := phonenumbers.GetSupportedRegions()
	for code := range subdivisions {
		codes[code] = true
	}
	for code := range codes {
		lon, lat, ok := Point(code)
		if !ok || math.Abs(lon) > 180 || math.Abs(lat) > 85 {
			t.Errorf("%s: %v, %v, %v", code, lon, lat, ok)
		}
	}
	if len(points) != len(codes) {
		t.Errorf("%d points for %d codes", len(points), len(codes))
	}
}

func TestPointsLieWhereTheyShould(t *testing.T) {
	for _, c := range []struct {
		name, code string
		lon, lat   float64
	}{
		{"a country", "DE", 10.4, 51.1},
		{"a country in the south and the west", "AR", -64.4, -34.5},
		{"the mainland, not the average with what lies overseas", "FR", 2.5, 46.6},
		{"east of the antimeridian", "WS", -172.3, -13.7},
		{"a place without a polygon", "GI", -5.35, 36.14},
		{"a US state", "US-CA", -119.5, 37.2},
		{"a state drawn in a corner of the map", "US-AK", -152.3, 64.2},
		{"another one", "US-HI", -155.5, 19.6},
		{"a province", "CA-BC", -124.9, 54.9},
	} {
		t.Run(c.name, func(t *testing.T) {
			lon, lat, ok := Point(c.code)
			if !ok || math.Abs(lon-c.lon) > 1 || math.Abs(lat-c.lat) > 1 {
				t.Errorf("%s: %v, %v, want about %v, %v", c.code, lon, lat, c.lon, c.lat)
			}
		})
	}
	if _, _, ok := Point("unknown"); ok {
		t.Error("what is no place has a point")
	}
}
