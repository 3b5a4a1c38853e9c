package laws

import (
	"fmt"
	"strings"
	"testing"
)

// populous are the sixty most populous jurisdictions, by the UN's estimates.
var populous = strings.Fields(`IN CN US ID PK NG BR BD RU ET MX JP EG PH CD VN IR TR DE TH
	TZ GB FR ZA IT KE MM CO KR SD UG ES DZ IQ AR AF YE CA PL MA
	AO UA UZ MY MZ GH PE SA MG CI NP CM VE NE AU KP SY ML BF LK`)

// TestHeadlineFactsOfThePopulousPlaces counts which headline facts of the sixty
// most populous places rest on a source that was read.
func TestHeadlineFactsOfThePopulousPlaces(t *testing.T) {
	c := catalog(t)
	if len(populous) != 60 {
		t.Fatalf("got %d places, want 60", len(populous))
	}
	seen, all := 0, 0
	var missing []string
	for _, p := range populous {
		facts := headline(c, p)
		for _, name := range []string{"none", "citation", "dates", "regulator", "marketing", "breach", "transfer"} {
			basis, stated := facts[name]
			if !stated {
				continue
			}
			all++
			if basis == "source" {
				seen++
			} else {
				missing = append(missing, p+" "+name)
			}
		}
	}
	t.Logf("%d of %d headline facts (%.0f %%) rest on a source read; general knowledge: %s",
		seen, all, 100*float64(seen)/float64(all), strings.Join(missing, ", "))
	if share := float64(seen) / float64(all); share < headlineShare {
		t.Errorf("%s of the headline facts have a source read, want at least %s", percent(share), percent(headlineShare))
	}
}

// headlineShare is the share below which the catalogue must not fall.
const headlineShare = 0.9

func percent(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }

// headline is the basis of each stated headline fact of a place: of its main
// law, and for marketing of the best-founded law that has a model.
func headline(c *Catalog, place string) map[string]string {
	j := c.Jurisdiction(place)
	out := map[string]string{}
	if j.Coverage == None || j.Coverage == NotResearched {
		out["none"] = j.Basis
	}
	var main *Law
	for _, l := range c.listed(place) {
		if l.status(on(today)) == NotInForce || l.Transposed {
			continue
		}
		if main == nil && (l.Kind == "general" || l.Kind == "sectoral") {
			main = l
		}
		if len(l.Marketing) > 0 && out["marketing"] != "source" {
			out["marketing"] = l.cite("marketing").Basis
		}
	}
	if main == nil {
		return out
	}
	for _, f := range main.facts() {
		switch f.Fact {
		case "citation", "dates", "regulator", "breach", "transfer":
			out[f.Fact] = f.Basis
		}
	}
	return out
}
