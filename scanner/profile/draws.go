package profile

import (
	"math"
	"sort"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
)

// Draws are the moments of what the draws of one field found.
type Draws struct {
	Holding   Moments            `json:"holding"` // records with at least one number
	Numbers   Moments            `json:"numbers"`
	Fictional Moments            `json:"fictional"`
	Regions   map[Region]Moments `json:"regions,omitempty"`
	Kinds     map[int]Moments    `json:"kinds,omitempty"` // by detectors.Type
	Most      uint64             `json:"most"`            // numbers in one record

	Consents map[Consent]HeldMoments `json:"consents,omitempty"`
}

func (d *Draws) merge(o *Draws) {
	d.Holding.merge(o.Holding)
	d.Numbers.merge(o.Numbers)
	d.Fictional.merge(o.Fictional)
	d.Most = max(d.Most, o.Most)
	for r, m := range o.Regions {
		d.region(r, m)
	}
	for k, m := range o.Kinds {
		d.kind(k, m)
	}
	for c, m := range o.Consents {
		d.consent(c, m)
	}
}

func (d *Draws) region(r Region, m Moments) {
	if d.Regions == nil {
		d.Regions = map[Region]Moments{}
	}
	sum := d.Regions[r]
	sum.merge(m)
	d.Regions[r] = sum
}

func (d *Draws) kind(k int, m Moments) {
	if d.Kinds == nil {
		d.Kinds = map[int]Moments{}
	}
	sum := d.Kinds[k]
	sum.merge(m)
	d.Kinds[k] = sum
}

// Drawing is what one draw, a record or a cluster of them, found in one field.
type Drawing struct {
	holding, numbers, fictional uint64
	record, most                uint64 // numbers of this record, and of the one with most
	regions                     map[Region]uint64
	kinds                       map[int]uint64
}

// Hold counts one more record with a number.
func (x *Drawing) Hold() {
	x.holding++
	x.record = 0
}

// Add counts one match.
func (x *Drawing) Add(m *detectors.Match) {
	if x.regions == nil {
		x.regions, x.kinds = map[Region]uint64{}, map[int]uint64{}
	}
	x.numbers++
	x.record++
	x.most = max(x.most, x.record)
	if m.Fictional {
		x.fictional++
	}
	x.regions[regionOf(m)]++
	x.kinds[int(m.Type)]++
}

// Drawn adds a draw from a record of that many slots (0: the draw favours
// nothing), and empties x for the next one.
func (f *Field) Drawn(x *Drawing, size int64) {
	if x.numbers == 0 {
		return
	}
	if f.Draws == nil {
		f.Draws = &Draws{}
	}
	d := f.Draws
	d.Holding.add(x.holding, size)
	d.Numbers.add(x.numbers, size)
	d.Fictional.add(x.fictional, size)
	d.Most = max(d.Most, x.most)
	for r, n := range x.regions {
		var m Moments
		m.add(n, size)
		d.region(r, m)
	}
	for k, n := range x.kinds {
		var m Moments
		m.add(n, size)
		d.kind(k, m)
	}
	clear(x.regions)
	clear(x.kinds)
	x.holding, x.numbers, x.fictional, x.record, x.most = 0, 0, 0, 0, 0
}

// Size adds a draw that held so many records; size as in Drawn.
func (d *Dataset) Size(records uint64, size int64) { d.Sizes.add(records, size) }

// Frame is what the draws of a dataset were taken from.
type Frame struct {
	Design connectors.Design
	Slots  int64 // in all
}

// Quantity is what a record counts in a sum: once or not at all, or any number
// of times, of which Most was the most that was seen.
type Quantity struct {
	Once bool
	Most uint64
}

// Sampled estimates a total over the whole dataset from the draws of f, at
// Level.
//
// Records that hold something or not have the exact interval of Clopper and
// Pearson. Any other sum has a gamma interval of the draws' own mean and
// variance, widened by the largest draw there could be, as Fay and Feuer (1997)
// do for weighted counts: where most draws find nothing, theirs is the only
// interval known to cover. What was drawn and could not be read may hold all
// that it could or nothing.
func (d *Dataset) Sampled(f Frame, m Moments, q Quantity) Estimate {
	n, lost := float64(d.Records[f.Design].Drawn), float64(d.Unread[f.Design].Drawn)
	e := Estimate{How: Sample, Level: Level}
	if n == 0 {
		return Estimate{How: Seen, Level: Level}
	}
	scale := 1.0
	if f.Design == connectors.Offsets {
		scale = offsetScale
	}
	slots, y := float64(f.Slots), float64(m.Sum)/scale
	point := slots * y / n
	e.Point = &point
	const tail = 0.9 * (1 - Level) / 2 // a little less than is named: rather too wide than by chance too narrow
	all := n + lost
	if f.Design == connectors.Records && q.Once {
		low, _ := binomial(float64(m.Hits), all, tail)
		_, high := binomial(float64(m.Hits)+lost, all, tail)
		low, high = slots*low, slots*high
		e.Low, e.High = &low, &high
		return e
	}
	left := 1.0 // of the frame, where nothing is drawn twice
	if f.Design == connectors.Units {
		left = max(0, 1-n/slots)
	}
	most := max(float64(m.Max), float64(max(q.Most, 1))*float64(d.Sizes.Max)) / scale
	t := student(n) / normal
	variance := max(0, float64(m.Squares)/scale/scale-y*y/n) * left * t * t
	w, share := most*left, float64(m.Hits)/n
	const thinner = 0.8 * (1 - Level) / 2 // the variance is estimated too
	low := slots / all * gamma(thinner, y-share*w, variance+share*w*w)
	e.Low = &low
	switch {
	case math.IsInf(t, 1), most == 0, lost > 0 && (!q.Once || f.Design == connectors.Units):
		return e // nothing bounds it
	case m.Hits == 0:
		_, high := binomial(lost, all, tail)
		high *= slots * most
		e.High = &high
	default:
		high := slots / all * gamma(1-thinner, y+w+lost*most, variance+w*w)
		e.High = &high
	}
	return e
}

// Missed bounds, at Level, the share of the frame's slots whose records can
// all hold numbers in a field where no draw found one: from the number of
// draws alone. 1 where nothing was drawn.
func (d *Dataset) Missed(f Frame) float64 {
	return d.unseen(f, Level)
}

// Finds is the smallest share of the frame that these draws find with
// probability p, wherever in it: 1 - (1-p)^(1/n). 1 where nothing is promised:
// what was drawn and not read may be just those.
func (d *Dataset) Finds(f Frame, p float64) float64 {
	return d.unseen(f, p)
}

func (d *Dataset) unseen(f Frame, p float64) float64 {
	n, lost := d.held(f), d.Unread[f.Design].Drawn
	switch {
	case n == 0:
		return 1
	case lost == 0 && f.Design == connectors.Units:
		slots := float64(f.Slots)
		holders := sort.Search(int(f.Slots), func(h int) bool { return undrawn(slots, float64(h), float64(n)) <= 1-p })
		return float64(holders) / slots
	}
	_, share := binomial(float64(lost), float64(n+lost), 1-p)
	return share
}

// undrawn is the probability that none of so many holders is among n slots,
// each drawn once.
func undrawn(slots, holders, n float64) float64 {
	if holders+n > slots {
		return 0
	}
	lg := func(x float64) float64 { v, _ := math.Lgamma(x + 1); return v }
	return math.Exp(lg(slots-holders) - lg(slots-holders-n) - lg(slots) + lg(slots-n))
}

// held is how many draws found a record.
func (d *Dataset) held(f Frame) uint64 {
	if f.Design == connectors.Units {
		return d.Records[f.Design].Drawn
	}
	return d.Sizes.Hits
}

// PromiseUnits is how many of so many clusters, each drawn once, find with a
// probability of at least p what a share of them holds.
func PromiseUnits(share, p float64, units int64) int64 {
	all := float64(units)
	holders := max(1, math.Ceil(share*all))
	return int64(sort.Search(int(units), func(n int) bool { return undrawn(all, holders, float64(n)) <= 1-p }))
}

// Promise is how many independent draws find, with a probability of at least
// p, what a share of the frame holds.
func Promise(share, p float64) int {
	return int(math.Ceil(math.Log(1-p) / math.Log1p(-share)))
}

// Together adds what a draw of a record of that many slots found, and empties t
// for the next one. drawn says that records are drawn at all.
func (d *Dataset) Together(t *Together, drawn bool, size int64) {
	if t.Phones == 0 {
		return
	}
	b := d.besides()
	b.Phones += t.Phones
	count := func(n uint64) Records {
		r := Records{N: n}
		if drawn {
			r.Draws.add(n, size)
		}
		return r
	}
	for k, n := range t.Kinds {
		b.kind(k, count(n))
	}
	for tier, n := range t.Tiers {
		b.tier(tier, count(n))
	}
	t.Phones = 0
	clear(t.Kinds)
	clear(t.Tiers)
}

func (d *Dataset) besides() *Beside {
	if d.Beside == nil {
		d.Beside = &Beside{}
	}
	return d.Beside
}
