package compare

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// The population of the simulation: fields of a table of a million rows, of which
// a sample of the default size is drawn.
const (
	simulatedFields = 1000
	population      = 1_000_000
	drawn           = 6905
)

// shares of the rows that hold a number of each country.
var shares = []float64{0.04, 0.02, 0.015, 0.01, 0.005, 0.004, 0.003, 0.002, 0.001, 0.0004}

// urn draws how many of the sample hold what a share of the rows holds.
type urn []float64

func newUrn(share float64) urn {
	u, sum := urn{}, 0.0
	p := math.Exp(float64(drawn) * math.Log1p(-share))
	for k := 0; sum < 1-1e-12 && k <= drawn; k++ {
		sum += p
		u = append(u, sum)
		p *= share / (1 - share) * float64(drawn-k) / float64(k+1)
	}
	return u
}

func (u urn) draw(rnd *rand.Rand) int { return min(sort.SearchFloat64s(u, rnd.Float64()), len(u)-1) }

// estimates of the whole table by how many of the sample there were.
type estimates map[int]profile.Estimate

func (e estimates) of(hits int) profile.Estimate {
	if x, ok := e[hits]; ok {
		return x
	}
	low, high := profile.Binomial(hits, drawn, (1-profile.Level)/2)
	point := float64(hits) / drawn * population
	low, high = low*population, high*population
	e[hits] = profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sample, Level: profile.Level}
	return e[hits]
}

// simulated is a scan of the table. In doubled, twice as many rows hold a number.
func simulated(rnd *rand.Rand, urns []urn, e estimates, doubled int) *datamap.Map {
	m := &datamap.Map{Sources: []inventory.Source{{Name: "crm"}}, Datasets: make([]inventory.Dataset, 0, 10), Fields: make([]inventory.Field, 0, simulatedFields)}
	for t := range 10 {
		m.Datasets = append(m.Datasets, inventory.Dataset{Source: "crm", Dataset: fmt.Sprint("t", t), Records: inventory.Records{
			Draw: "random", Finds: &inventory.Missed{Share: 0.001, Level: 0.999, Of: "records"},
		}})
	}
	for i := range simulatedFields {
		f := inventory.Field{Source: "crm", Dataset: fmt.Sprint("t", i%10), Field: fmt.Sprint("f", i), Verdict: "phone", Protection: "plaintext"}
		all := 0
		for c, u := range urns {
			hits := u.draw(rnd)
			if i == doubled {
				hits += u.draw(rnd)
			}
			if all += hits; hits > 0 {
				region := string([]byte{'A', byte('A' + c)})
				f.Regions = append(f.Regions, inventory.Region{Region: &region, Status: "known", Numbers: e.of(hits)})
			}
		}
		f.Numbers = e.of(all)
		m.Fields = append(m.Fields, f)
	}
	return m
}

// TestUnchangedDataHasNoChanges draws a table again and again: a comparison that
// reports anything is wrong, and at most one in a hundred may be.
func TestUnchangedDataHasNoChanges(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2026))
	urns, e := []urn{}, estimates{}
	for _, s := range shares {
		urns = append(urns, newUrn(s))
	}
	const none = -1
	first := simulated(rnd, urns, e, none)
	reported, found, m := 0, 0, 0
	for range 100 {
		c, err := Compare(first, simulated(rnd, urns, e, none))
		if err != nil {
			t.Fatal(err)
		}
		if m = c.Sampling.Comparisons; m < simulatedFields*len(shares) {
			t.Fatalf("%d comparisons were counted", m)
		}
		if !c.Empty() || c.Totals.Numbers.Change == More || c.Totals.Numbers.Change == Fewer {
			reported++
		} else if len(c.Unchanged.WithinError) != 10 || c.Unchanged.Fields != simulatedFields {
			t.Errorf("%d datasets are said not to have changed, with %d fields", len(c.Unchanged.WithinError), c.Unchanged.Fields)
		}
		if c, err = Compare(first, simulated(rnd, urns, e, 77)); err != nil {
			t.Fatal(err)
		}
		for _, f := range c.Fields {
			if f.Field == "f77" && f.Change == More {
				found++
			}
		}
	}
	t.Logf("%d comparisons each: %d of 100 reported something, the doubled field was found in %d", m, reported, found)
	if reported > 5 {
		t.Errorf("%d of 100 comparisons of unchanged data report something, want at most 5", reported)
	}
	if found < 99 {
		t.Errorf("the field with twice as many holders was found in %d of 100, want 99", found)
	}
}

func TestTheQuantileOfAComparison(t *testing.T) {
	for m, want := range map[int]float64{1: 2.576, 200: 4.056, 10_000: 4.892} {
		if got := newSampling(m).Z; math.Abs(got-want) > 0.001 {
			t.Errorf("of %d comparisons: %.3f, want %.3f", m, got, want)
		}
	}
	if z := newSampling(0).Z; z != 0 {
		t.Errorf("of none: %v", z)
	}
}
