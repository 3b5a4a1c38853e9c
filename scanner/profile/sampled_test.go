package profile

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
)

func TestMomentsOfDraws(t *testing.T) {
	type draw struct {
		n    uint64
		size int64
	}
	for _, c := range []struct {
		name  string
		draws []draw
		want  Moments
	}{
		{"a draw that found nothing is not a hit", []draw{{0, 0}}, Moments{}},
		{"sum, squares, largest, hits", []draw{{2, 0}, {5, 0}, {3, 0}}, Moments{Sum: 10, Squares: 38, Max: 5, Hits: 3}},
		{"a record drawn by one byte of it counts whole", []draw{{1, 1}}, Moments{Sum: 1 << 24, Squares: 1 << 48, Max: 1 << 24, Hits: 1}},
		{"one of three bytes counts a third, rounded", []draw{{2, 3}}, Moments{Sum: 11184811, Squares: 11184811 * 11184811, Max: 11184811, Hits: 1}},
		{"the half is rounded up", []draw{{1, 1 << 25}}, Moments{Sum: 1, Squares: 1, Max: 1, Hits: 1}},
	} {
		var got, merged Moments
		for _, d := range c.draws {
			got.add(d.n, d.size)
			var one Moments
			one.add(d.n, d.size)
			merged.merge(one)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		if d := cmp.Diff(got, merged); d != "" {
			t.Errorf("%s: merged otherwise: %s", c.name, d)
		}
	}
}

func TestADrawIsCountedOnceAndForgotten(t *testing.T) {
	german, french := "DE", "FR"
	match := func(region string, kind detectors.Type, fictional bool) *detectors.Match {
		return &detectors.Match{Region: region, Type: kind, Fictional: fictional}
	}
	var f Field
	var x Drawing
	f.Drawn(&x, 0)
	if f.Draws != nil {
		t.Error("a draw without a number left something behind")
	}
	x.Hold()
	x.Add(match(german, 1, false))
	x.Add(match(german, 2, true))
	x.Add(match(french, 2, false))
	x.Hold()
	x.Add(match(french, 2, false))
	f.Drawn(&x, 0)
	f.Drawn(&x, 0) // empty by now
	x.Hold()
	x.Add(match(french, 2, false))
	f.Drawn(&x, 0)
	once := func(n ...uint64) (m Moments) {
		for _, n := range n {
			m.add(n, 0)
		}
		return m
	}
	want := &Draws{
		Holding: once(2, 1), Numbers: once(4, 1), Fictional: once(1), Most: 3,
		Regions: map[Region]Moments{regionOf(match(german, 1, false)): once(2), regionOf(match(french, 1, false)): once(2, 1)},
		Kinds:   map[int]Moments{1: once(1), 2: once(3, 1)},
	}
	if d := cmp.Diff(want, f.Draws); d != "" {
		t.Error(d)
	}
	both := &Draws{}
	both.merge(f.Draws)
	both.merge(f.Draws)
	if both.Numbers.Hits != 4 || both.Regions[regionOf(match(french, 1, false))].Sum != 6 || both.Kinds[2].Sum != 8 || both.Most != 3 {
		t.Errorf("merged: %+v", both)
	}
}

// sampledFrame is a dataset of so many draws, each of one record, of which some
// could not be read.
func sampledFrame(design connectors.Design, drawn, lost, largest uint64) *Dataset {
	d := New()
	d.Read(design, Sums{Drawn: drawn})
	if lost > 0 {
		d.Miss(design, Sums{Drawn: lost})
	}
	for range drawn {
		d.Size(largest, 0)
	}
	return d
}

func found(n uint64, times int) (m Moments) {
	for range times {
		m.add(n, 0)
	}
	return m
}

func TestSampledIntervals(t *testing.T) {
	const tail = 0.0225 // on each side, with a level of 0.95 named
	null := math.NaN()
	records, units, offsets := connectors.Records, connectors.Units, connectors.Offsets
	// The bound that n draws without a hit leave: (1-p)^n = tail.
	unseen := func(n float64) float64 { return 1 - math.Pow(tail, 1/n) }
	for _, c := range []struct {
		name             string
		dataset          *Dataset
		frame            Frame
		found            Moments
		quantity         Quantity
		low, point, high float64
	}{
		{"no record holds one", sampledFrame(records, 100, 0, 1), Frame{records, 1000}, Moments{}, Quantity{Once: true}, 0, 0, 1000 * unseen(100)},
		{"every record holds one", sampledFrame(records, 100, 0, 1), Frame{records, 1000}, found(1, 100), Quantity{Once: true}, 1000 * (1 - unseen(100)), 1000, 1000},
		{"what was lost may all have held one", sampledFrame(records, 60, 40, 1), Frame{records, 1000}, found(1, 60), Quantity{Once: true}, 0, 1000, 1000},
		{"what was lost may have held nothing", sampledFrame(records, 60, 40, 1), Frame{records, 1000}, Moments{}, Quantity{Once: true}, 0, 0, 0},
		{"every cluster was read: nothing is left to chance", sampledFrame(units, 20, 0, 5), Frame{units, 20}, found(3, 20), Quantity{}, 60, 60, 60},
		{"a cluster could not be read: nothing bounds it", sampledFrame(units, 19, 1, 5), Frame{units, 20}, found(3, 19), Quantity{Once: true}, 0, 60, null},
		{"one draw has no variance", sampledFrame(records, 1, 0, 1), Frame{records, 10}, found(2, 1), Quantity{Most: 2}, 0, 20, null},
		{"lost draws of any size are not bounded", sampledFrame(records, 50, 1, 1), Frame{records, 100}, found(2, 50), Quantity{Most: 2}, 0, 200, null},
		{"no number in any draw, most two in one", sampledFrame(records, 100, 0, 1), Frame{records, 1000}, Moments{}, Quantity{Most: 2}, 0, 0, 2 * 1000 * unseen(100)},
		{"no number in any cluster of at most five records", sampledFrame(units, 100, 0, 5), Frame{units, 1000}, Moments{}, Quantity{Once: true}, 0, 0, 5 * 1000 * unseen(100)},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := c.dataset.Sampled(c.frame, c.found, c.quantity)
			if e.How != Sample || e.Level != Level || e.Point == nil || e.Low == nil {
				t.Fatalf("got %+v", e)
			}
			if math.Abs(*e.Point-c.point) > 1e-6*(1+c.point) {
				t.Errorf("point: got %v, want %v", *e.Point, c.point)
			}
			if c.low > 0 && math.Abs(*e.Low-c.low) > 1e-6*c.low || *e.Low > *e.Point || *e.Low < 0 {
				t.Errorf("low: got %v, want %v", *e.Low, c.low)
			}
			switch {
			case math.IsNaN(c.high) != (e.High == nil):
				t.Errorf("high: got %v, want %v", e.High, c.high)
			case e.High != nil && c.high > 0 && math.Abs(*e.High-c.high) > 1e-6*c.high:
				t.Errorf("high: got %v, want %v", *e.High, c.high)
			}
		})
	}
	if e := New().Sampled(Frame{records, 10}, Moments{}, Quantity{}); e.How != Seen || e.Point != nil {
		t.Errorf("nothing was drawn: got %+v", e)
	}
	if e := sampledFrame(offsets, 4, 0, 1).Sampled(Frame{offsets, 400}, Moments{Sum: 2 << 24, Squares: 2 << 48, Max: 1 << 24, Hits: 2}, Quantity{Most: 1}); *e.Point != 200 {
		t.Errorf("drawn by bytes: got %v, want 200: two of four draws of 400 bytes hit records of one byte", *e.Point)
	}
}

// What was read of a frame narrows the interval; what is larger or was not read
// widens it. No figure of this is looked up: it follows from what an interval is.
func TestSampledIntervalsWidenWithWhatIsNotKnown(t *testing.T) {
	records, units := connectors.Records, connectors.Units
	many := Quantity{Most: 3}
	bounds := func(d *Dataset, f Frame, m Moments, q Quantity) (low, high float64) {
		t.Helper()
		e := d.Sampled(f, m, q)
		if e.Low == nil || e.High == nil || *e.Low > *e.Point || *e.High < *e.Point {
			t.Fatalf("got %+v", e)
		}
		return *e.Low, *e.High
	}
	mixed := found(1, 30)
	mixed.merge(found(3, 20))
	for _, c := range []struct {
		name             string
		narrow, wide     *Dataset
		frame            Frame
		narrowly, widely Moments
		q, wider         Quantity
	}{
		{"more draws of the same share", sampledFrame(records, 400, 0, 1), sampledFrame(records, 100, 0, 1), Frame{records, 10_000}, times4(mixed), mixed, many, many},
		{"a larger record may exist", sampledFrame(records, 100, 0, 1), sampledFrame(records, 100, 0, 1), Frame{records, 10_000}, mixed, mixed, many, Quantity{Most: 30}},
		{"more of the clusters were read", sampledFrame(units, 100, 0, 3), sampledFrame(units, 100, 0, 30), Frame{units, 200}, mixed, mixed, many, many},
		{"draws were lost that hold one at most", sampledFrame(records, 100, 0, 1), sampledFrame(records, 100, 10, 1), Frame{records, 10_000}, found(1, 50), found(1, 50), Quantity{Once: true}, Quantity{Once: true}},
		{"counts that differ", sampledFrame(records, 100, 0, 1), sampledFrame(records, 100, 0, 1), Frame{records, 10_000}, found(2, 50), func() Moments { m := found(1, 25); m.merge(found(3, 25)); return m }(), many, many},
	} {
		low, high := bounds(c.narrow, c.frame, c.narrowly, c.q)
		wideLow, wideHigh := bounds(c.wide, c.frame, c.widely, c.wider)
		if wideLow >= low || wideHigh <= high {
			t.Errorf("%s: %v to %v is not inside %v to %v", c.name, low, high, wideLow, wideHigh)
		}
	}
	// A frame read to nine tenths leaves less open than one read to a tenth.
	_, much := bounds(sampledFrame(units, 100, 0, 3), Frame{units, 111}, mixed, many)
	_, little := bounds(sampledFrame(units, 100, 0, 3), Frame{units, 1000}, mixed, many)
	if much/111 >= little/1000 {
		t.Errorf("per cluster %v of 111 and %v of 1000", much/111, little/1000)
	}
}

func times4(m Moments) Moments {
	out := m
	for range 3 {
		out.merge(m)
	}
	return out
}

// missedOf counts what n draws of so many clusters leave open, by trying every
// number of clusters that might hold something.
func missedOf(slots, n int, p float64) float64 {
	for holders := 0; ; holders++ {
		miss := 1.0 // of n clusters drawn without putting back, none holds any
		for i := range n {
			miss *= max(0, float64(slots-holders-i)) / float64(slots-i)
		}
		if miss <= 1-p {
			return float64(holders) / float64(slots)
		}
	}
}

func TestWhatDrawsMayHaveMissed(t *testing.T) {
	near := cmpopts.EquateApprox(1e-9, 0)
	for _, c := range []struct {
		slots, drawn int
	}{{10, 1}, {10, 5}, {10, 10}, {100, 20}, {100, 99}, {1000, 300}} {
		d := sampledFrame(connectors.Units, uint64(c.drawn), 0, 1)
		f := Frame{connectors.Units, int64(c.slots)}
		if diff := cmp.Diff(missedOf(c.slots, c.drawn, Level), d.Missed(f), near); diff != "" {
			t.Errorf("%d of %d clusters: %s", c.drawn, c.slots, diff)
		}
		if diff := cmp.Diff(missedOf(c.slots, c.drawn, 0.999), d.Finds(f, 0.999), near); diff != "" {
			t.Errorf("%d of %d clusters at 99.9 %%: %s", c.drawn, c.slots, diff)
		}
	}
	f := Frame{connectors.Records, 1000}
	if got, want := sampledFrame(connectors.Records, 100, 0, 1).Missed(f), 1-math.Pow(1-Level, 1.0/100); math.Abs(got-want) > 1e-9 {
		t.Errorf("100 records: got %v, want %v", got, want)
	}
	for name, d := range map[string]*Dataset{"nothing was drawn": New(), "all was lost": sampledFrame(connectors.Records, 0, 5, 1)} {
		if got := d.Missed(f); got != 1 {
			t.Errorf("%s: got %v, want 1", name, got)
		}
	}
	whole, part := sampledFrame(connectors.Records, 100, 0, 1).Missed(f), sampledFrame(connectors.Records, 100, 1, 1).Missed(f)
	if part <= whole {
		t.Errorf("with one of 101 lost %v, without %v", part, whole)
	}
	units := Frame{connectors.Units, 1000}
	if whole, part := sampledFrame(connectors.Units, 100, 0, 1).Missed(units), sampledFrame(connectors.Units, 100, 1, 1).Missed(units); part <= whole {
		t.Errorf("with one of 101 clusters lost %v, without %v", part, whole)
	}
}

func TestPromisesAreTheSmallestThatHold(t *testing.T) {
	for _, share := range []float64{0.5, 0.01, 0.001} {
		for _, p := range []float64{0.9, 0.999} {
			n := float64(Promise(share, p))
			if math.Pow(1-share, n) > 1-p || math.Pow(1-share, n-1) <= 1-p {
				t.Errorf("%v draws for a share of %v with %v", n, share, p)
			}
		}
	}
	for _, c := range []struct {
		share, p float64
		units    int64
		want     int64
	}{
		{0.5, 0.5, 2, 1},       // one of two holds it: one draw finds it half the time
		{0.5, 0.999, 2, 2},     // and two always
		{0.001, 0.999, 10, 10}, // one at least holds it
		{0.2, 0.9, 10, 7},      // 3 of 10 drawn last: 3*2/(10*9) = 0.067; 4 of 10: 0.133
		{1, 0.999, 5, 1},       // all hold it
		{0.3, 0.999, 10, 8},    // 2 left of 10 cannot be all three
		{0.3, 0.99, 10, 7},     // 3*2*1/(10*9*8) = 0.0083
		{0.21, 0.9, 10, 5},     // three holders, not two: 5*4*3/(10*9*8) = 0.083
	} {
		if got := PromiseUnits(c.share, c.p, c.units); got != c.want {
			t.Errorf("a share of %v of %d clusters with %v: got %d, want %d", c.share, c.units, c.p, got, c.want)
		}
	}
}
