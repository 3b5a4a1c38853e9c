package laws

import (
	"fmt"
	"strings"
	"testing"
)

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

// The shares of dated and sourced rules may rise and never fall: whoever raises
// them raises the floors.
func TestCoverageDoesNotFall(t *testing.T) {
	floors := map[string]struct{ dated, sourced, official, withoutArticle float64 }{
		"sixty most populous": {0.041, 0.27, 0.41, 0.21},
		"everywhere":          {0.027, 0.168, 0.32, 0.37},
	}
	seen := 0
	for _, n := range catalog(t).Coverage() {
		floor, ok := floors[n.Places]
		if !ok {
			continue
		}
		seen++
		of := float64(n.Rules)
		t.Logf("%s: dated %.3f, read %.3f, official %.3f of %d rules; article to be verified %.3f of %d obligations", n.Places,
			float64(n.Dated)/of, float64(n.Sourced)/of, float64(n.Official)/of, n.Rules, float64(n.WithoutArticle)/float64(n.Obligations), n.Obligations)
		if float64(n.Dated)/of < floor.dated || float64(n.Sourced)/of < floor.sourced || float64(n.Official)/of < floor.official {
			t.Errorf("%s: a share fell under its floor %+v: %+v", n.Places, floor, n)
		}
		if float64(n.WithoutArticle)/float64(n.Obligations) > floor.withoutArticle {
			t.Errorf("%s: %d of %d obligations have no article, at most %.0f %% may", n.Places, n.WithoutArticle, n.Obligations, 100*floor.withoutArticle)
		}
	}
	if seen != len(floors) {
		t.Errorf("%d of %d groups were counted", seen, len(floors))
	}
}
