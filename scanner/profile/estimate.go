package profile

// Estimate is a quantity with how it was come by. A null Low or High is no
// bound known on that side.
type Estimate struct {
	Low   *float64 `json:"low"`
	Point *float64 `json:"point"`
	High  *float64 `json:"high"`
	How   How      `json:"how"`
	Level float64  `json:"level"` // of the interval
}

// How says what an Estimate rests on.
type How string

// The bases of an estimate.
const (
	Exact   How = "exact"    // counted, everything was read
	Sample  How = "sample"   // estimated from a random sample
	AtLeast How = "at_least" // counted in a part; the whole has at least that many
	Sketch  How = "sketch"   // counted by a sketch, with its error
	Seen    How = "seen"     // counted in what was read; says nothing of the rest
)

// Level is the confidence of every interval we print.
const Level = 0.95

// Count is an exact count.
func Count(n uint64) Estimate {
	f := float64(n)
	return Estimate{Low: &f, Point: &f, High: &f, How: Exact, Level: Level}
}

// SeenCount is a count in a part that promises nothing about the rest.
func SeenCount(n uint64) Estimate {
	f := float64(n)
	return Estimate{Low: &f, Point: &f, How: Seen, Level: Level}
}

// Value is the best single figure: the point, else the lower bound, else 0.
func (e Estimate) Value() float64 {
	switch {
	case e.Point != nil:
		return *e.Point
	case e.Low != nil:
		return *e.Low
	}
	return 0
}

// Add sums two quantities of disjoint parts. The bound that one lacks, the sum
// lacks; its How is the weaker one.
func (e Estimate) Add(o Estimate) Estimate {
	if e.How == "" {
		return o
	}
	if o.How == "" {
		return e
	}
	sum := func(a, b *float64) *float64 {
		if a == nil || b == nil {
			return nil
		}
		s := *a + *b
		return &s
	}
	r := Estimate{Low: sum(e.Low, o.Low), Point: sum(e.Point, o.Point), High: sum(e.High, o.High), How: e.How, Level: max(e.Level, o.Level)}
	if rank[o.How] > rank[e.How] {
		r.How = o.How
	}
	return r
}

var rank = map[How]int{Exact: 0, Sketch: 1, Sample: 2, AtLeast: 3, Seen: 4}

func atLeast(n float64) Estimate {
	return Estimate{Low: &n, Point: &n, How: AtLeast, Level: Level}
}

// Of is a count in what was read of d, as an estimate for the whole dataset.
func (d *Dataset) Of(n uint64) Estimate {
	switch {
	case d.Draw() != "whole":
		return SeenCount(n)
	case !d.WhollyRead():
		return atLeast(float64(n))
	}
	return Count(n)
}

// WhollyRead says that every record was, to its end.
func (d *Dataset) WhollyRead() bool {
	return d.Draw() == "whole" && d.Lost().Shards == 0 && !d.Partial
}
