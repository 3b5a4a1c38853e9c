package atlas_test

import (
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/reports/html/atlas"
)

func ids(m atlas.Map) map[string]atlas.Shape {
	all := map[string]atlas.Shape{}
	for _, s := range m.Shapes {
		all[s.ID] = s
	}
	return all
}

func TestEveryPhoneRegionIsOnTheMap(t *testing.T) {
	world := ids(atlas.Get().World)
	for region := range phonenumbers.GetSupportedRegions() {
		s, ok := world[region]
		if !ok {
			t.Errorf("%s is not on the map", region)
			continue
		}
		if s.Path == "" && !s.Small {
			t.Errorf("%s has neither a polygon nor a marker", region)
		}
	}
}

func TestNoRegionIsThere(t *testing.T) {
	for id := range ids(atlas.Get().World) {
		if !phonenumbers.GetSupportedRegions()[id] && !strings.HasPrefix(id, "_") {
			t.Errorf("%s is no phone region", id)
		}
	}
}

func TestStatesAndProvincesAreComplete(t *testing.T) {
	if n := len(ids(atlas.Get().US)); n != 51 {
		t.Errorf("%d states, want 50 and DC", n)
	}
	if n := len(ids(atlas.Get().Canada)); n != 13 {
		t.Errorf("%d provinces and territories, want 13", n)
	}
}

func TestPlacesLieWhereTheyShould(t *testing.T) {
	world := ids(atlas.Get().World)
	for _, c := range []struct {
		name, west, east string
	}{
		{"the Americas are left of Europe", "US", "DE"},
		{"French Guiana is in South America and not in France", "GF", "FR"},
		{"Chukotka does not pull Russia to the left edge", "DE", "RU"},
		{"Alaska is not drawn beyond Japan", "US", "JP"},
		{"Gibraltar's marker is between the Azores and Malta", "GI", "MT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if world[c.west].X >= world[c.east].X {
				t.Errorf("%s at %g, %s at %g", c.west, world[c.west].X, c.east, world[c.east].X)
			}
		})
	}
}

func TestShapesAreInThePicture(t *testing.T) {
	for name, m := range map[string]atlas.Map{"world": atlas.Get().World, "us": atlas.Get().US, "canada": atlas.Get().Canada} {
		for _, s := range m.Shapes {
			if s.X < 0 || s.Y < 0 || s.X > float64(m.Width) || s.Y > float64(m.Height) {
				t.Errorf("%s: %s at %g, %g is outside", name, s.ID, s.X, s.Y)
			}
		}
	}
}
