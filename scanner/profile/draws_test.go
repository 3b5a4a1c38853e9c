package profile

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

func TestQuantilesAreThoseOfTheTables(t *testing.T) {
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-4*math.Max(1, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	// R: binom.test(7, 100)$conf.int; binom.test(0, 6905); binom.test(6905, 6905)
	low, high := binomial(7, 100, 0.025)
	near("7 of 100, low", low, 0.02860535)
	near("7 of 100, high", high, 0.13891978)
	_, high = binomial(0, 6905, 0.025)
	near("none of 6905, high", high, 1-math.Pow(0.025, 1.0/6905))
	low, high = binomial(6905, 6905, 0.025)
	near("all of 6905, low", low, math.Pow(0.025, 1.0/6905))
	near("all of 6905, high", high, 1)
	// R: qgamma(c(.025, .975), shape = 3); half of qchisq(.975, 20)
	near("gamma of shape 3, low", gamma(0.025, 3, 3), 0.6186721)
	near("gamma of shape 3, high", gamma(0.975, 3, 3), 7.224688)
	near("gamma of shape 10, high", gamma(0.975, 10, 10), 17.08480)
	// R: qt(.975, c(9, 99))
	near("t with 9 degrees of freedom", student(10), 2.2619) // 2.262157: the expansion's last figure
	near("t with 99 degrees of freedom", student(100), 1.984217)
}

func TestPromiseIsKeptByItsOwnNumbers(t *testing.T) {
	if n := Promise(0.001, 0.999); n != 6905 {
		t.Errorf("%d draws for 0.1 %% at 99.9 %%, want 6905", n)
	}
	for _, units := range []int64{1, 10, 999, 1000, 50_000, 10_000_000} {
		n := PromiseUnits(0.001, 0.999, units)
		if n < 1 || n > units {
			t.Fatalf("%d of %d units", n, units)
		}
		holders := math.Max(1, math.Ceil(0.001*float64(units)))
		if p := undrawn(float64(units), holders, float64(n)); p > 0.001*(1+1e-6) {
			t.Errorf("%d of %d units miss %v holders with probability %v", n, units, holders, p)
		}
	}
}

// population is a frame whose slots count what they count.
type population struct {
	name   string
	design connectors.Design
	once   bool
	y      func(r *rand.Rand, i, n int) uint64
	slots  int
	draws  int
}

// TestIntervalsCover draws from frames of many kinds; in each the interval must
// hold the truth as often as it says. The simulation in lab/simulate does
// the same through whole scans.
func TestIntervalsCover(t *testing.T) {
	const runs = 1500
	for _, p := range []population{
		{"one in two", connectors.Records, true, func(r *rand.Rand, i, n int) uint64 { return uint64(r.IntN(2)) }, 20_000, 500},
		{"one in a thousand", connectors.Records, true, func(r *rand.Rand, i, n int) uint64 { return uint64(b(i%1000 == 0)) }, 20_000, 700},
		{"all", connectors.Records, true, func(r *rand.Rand, i, n int) uint64 { return 1 }, 20_000, 700},
		{"none", connectors.Records, true, func(r *rand.Rand, i, n int) uint64 { return 0 }, 20_000, 700},
		{"several in some", connectors.Records, false, func(r *rand.Rand, i, n int) uint64 { return uint64(b(i%20 == 0) * (1 + r.IntN(6))) }, 20_000, 700},
		{"two in each", connectors.Records, false, func(r *rand.Rand, i, n int) uint64 { return 2 }, 20_000, 700},
		{"one or two in nearly each", connectors.Records, false, func(r *rand.Rand, i, n int) uint64 { return uint64(b(i%50 > 0) * (1 + r.IntN(2))) }, 20_000, 700},
		{"clusters of a like size", connectors.Units, true, func(r *rand.Rand, i, n int) uint64 { return uint64(r.IntN(20)) }, 3000, 100},
		{"clusters, a dense part", connectors.Units, true, func(r *rand.Rand, i, n int) uint64 { return uint64(b(i < n/10) * 50) }, 3000, 100},
		{"clusters, few drawn", connectors.Units, true, func(r *rand.Rand, i, n int) uint64 { return uint64(r.IntN(20)) }, 300, 12},
		{"clusters of skewed sizes", connectors.Units, true, func(r *rand.Rand, i, n int) uint64 { return uint64(math.Exp(r.NormFloat64() * 1.2 * 1)) }, 3000, 100},
	} {
		t.Run(p.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, 7))
			y := make([]uint64, p.slots)
			var truth float64
			var largest uint64
			for i := range y {
				y[i] = p.y(r, i, p.slots)
				truth += float64(y[i])
				largest = max(largest, y[i])
			}
			covered := 0
			for range runs {
				d := New()
				var m Moments
				order := r.Perm(p.slots)
				for k := range p.draws {
					i := r.IntN(p.slots)
					if p.design == connectors.Units {
						i = order[k]
						d.Size(max(largest, 1), 0)
					} else {
						d.Size(1, 0)
					}
					m.add(y[i], 0)
				}
				d.Read(p.design, Sums{Drawn: uint64(p.draws)})
				e := d.Sampled(Frame{p.design, int64(p.slots)}, m, Quantity{Once: p.once, Most: largest})
				if e.Low == nil || *e.Low <= truth*(1+1e-9) && (e.High == nil || *e.High >= truth*(1-1e-9)) {
					covered++
				}
			}
			// 0.95 less what 1,500 runs leave open at 99.9 %.
			if share := float64(covered) / runs; share < 0.932 {
				t.Errorf("covered in %.1f %%", 100*share)
			} else {
				t.Logf("covered in %.1f %%", 100*share)
			}
		})
	}
}

func b(ok bool) int {
	if ok {
		return 1
	}
	return 0
}
