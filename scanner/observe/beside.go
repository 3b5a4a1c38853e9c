package observe

import (
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
)

// beside counts the records that hold a number together with other personal
// data. A record that goes on in the next batch is counted at its end.
type beside struct {
	rows    []recordKinds // of this batch
	first   uint64        // the record of row 0
	last    recordKinds   // of the batch before, not counted yet
	waiting bool          // last is one
	found   []detectors.Trait

	together profile.Together // of the draw that is under way
	draw     uint64           // 1 + its number
	slots    int64
	drawn    bool
}

// recordKinds is what one record holds.
type recordKinds struct {
	kinds detectors.Kinds
	phone bool
	draw  uint64
	slots int64
}

// startBatch makes room for the records of b; a record continued from the batch before
// keeps what was found in it.
func (x *beside) startBatch(t *Tally, b *connectors.Batch, first uint64) {
	n := b.Rows
	goesOn := b.Cont && x.waiting
	if b.Cont {
		n++
	}
	if cap(x.rows) < n {
		x.rows = make([]recordKinds, n)
	}
	x.rows = x.rows[:n]
	clear(x.rows)
	x.first, x.drawn = first, t.draws.design.Slotted()
	switch {
	case goesOn && n > 0:
		x.rows[0] = x.last
	case x.waiting:
		x.count(t.Profile, x.last)
	}
	x.waiting = false
}

// addValue notes which kinds a value of a record is of.
func (x *beside) addValue(t *Tally, c *column, text []byte, at cell) {
	if at.row >= len(x.rows) || c.named {
		return
	}
	r := &x.rows[at.row]
	r.phone = r.phone || len(t.matches) > 0
	var kinds detectors.Kinds
	switch {
	case c.how.Trait != nil:
		kinds = t.tools.Companion.KindsOf(c.how.Trait, text)
	case c.how.Mixed:
		x.found = t.tools.Companion.Traits(x.found[:0], text)
		for _, f := range x.found {
			kinds = kinds.With(f.Kind)
		}
	}
	if kinds == 0 {
		return
	}
	r.kinds |= kinds
	c.countTraits(kinds, at.record)
}

// countTraits counts a value of the column, and its record where it is the first
// of it.
func (c *column) countTraits(kinds detectors.Kinds, record uint64) {
	if c.traits == nil {
		c.traits = map[detectors.Kind]uint64{}
	}
	for k := detectors.NoKind + 1; int(k) <= detectors.KindCount; k++ {
		if !kinds.Has(k) {
			continue
		}
		n := profile.Traits{Values: 1}
		if c.traits[k] != record+1 {
			c.traits[k] = record + 1
			n.Records = 1
		}
		c.field.Trait(k, n)
	}
}

// endBatch counts the records of the batch but the last, which may go on.
func (x *beside) endBatch(t *Tally) {
	for i := range x.rows {
		if r := &x.rows[i]; x.drawn && r.phone {
			r.draw, r.slots = t.draws.of(x.first+uint64(i), i)
		}
	}
	for i := range len(x.rows) - 1 {
		x.count(t.Profile, x.rows[i])
	}
	if n := len(x.rows); n > 0 {
		x.last, x.waiting = x.rows[n-1], true
	}
}

// count adds one record to its draw.
func (x *beside) count(prof *profile.Dataset, r recordKinds) {
	if !r.phone {
		return
	}
	if r.draw != x.draw || !x.drawn {
		prof.Together(&x.together, x.drawn, x.slots)
		x.draw, x.slots = r.draw, r.slots
	}
	x.together.Add(r.kinds)
}

// close counts what is left.
func (x *beside) close(prof *profile.Dataset) {
	if x.waiting {
		x.count(prof, x.last)
		x.waiting = false
	}
	prof.Together(&x.together, x.drawn, x.slots)
}
