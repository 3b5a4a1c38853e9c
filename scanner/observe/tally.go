// Package observe turns the batches of a shard into a profile: it places every
// value, detects the numbers in it, and counts them with what ledgers and dates
// say of their records. It is where raw values end.
package observe

import (
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/reading"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// Tools are what values are looked at and kept with.
type Tools struct {
	reading.Tools
	Hasher *profile.Hasher
	Mask   func(n detectors.Number, region string) string // how a number may be shown

	// Met is told every number that is counted, with its keyed hash. Nil: nobody.
	Met func(n detectors.Number, hash uint64)

	// Wanted says which of the numbers that are looked for a match is, from 0;
	// -1: none. Where it is set, only these are counted, each in a field of its
	// own (see [WantedField]). Nil: every number counts.
	Wanted func(m *detectors.Match) int

	// Bare appends to dst the wanted numbers whose digits are in a text, where
	// nothing says that they are a phone number; of what the detector found it
	// takes none back. Nil: digits alone are none.
	Bare func(dst []detectors.Match, text []byte) []detectors.Match
}

// Consent is what a shard has to do with ledgers.
type Consent struct {
	Entries *consent.Entries // of the ledger that it is a part of; nil: of none
	Ways    []consent.Way    // from its records to ledgers
}

// Tally turns the batches of one shard into a profile. It is where raw values
// end.
type Tally struct {
	Profile *profile.Dataset
	Records uint64 // begun so far
	Bytes   uint64
	Numbers uint64

	tools   *Tools
	hints   detectors.Hints // of the source and the dataset
	reading *plan.Reading
	columns map[string]*column
	matches []detectors.Match // of the value at hand

	draws   draws
	places  places
	entries *consent.Entries
	pending numbers // of this batch
	beside  beside
	ages    ages
	ledgers ledgers
}

// New begins the tally of a shard.
func New(o *Tools, hints detectors.Hints, r *plan.Reading, c Consent) *Tally {
	return &Tally{
		tools: o, hints: hints, reading: r, Profile: profile.New(), columns: map[string]*column{},
		places: newPlaces(o, r), entries: c.Entries, pending: newNumbers(),
		ages: ages{path: r.Dated}, ledgers: newLedgers(c.Ways, r.Contacted),
	}
}

// Add takes one batch. The error is one of a ledger's index: the scan cannot go
// on.
func (t *Tally) Add(b *connectors.Batch) error {
	first := t.Records
	if b.Cont && first > 0 {
		first-- // row 0 was counted where it began
	}
	t.draws.startBatch(b, t.Profile)
	t.places.startBatch(b)
	t.beside.startBatch(t, b, first)
	for i := range b.Cols {
		c := &b.Cols[i]
		t.Bytes += uint64(len(c.Data))
		t.addColumn(c, b.Cont, first)
	}
	if t.entries != nil {
		t.entries.Add(b)
	}
	err := t.relate(b)
	t.Records += uint64(b.Rows)
	t.Profile.Read(b.Draw, profile.Sums{Records: uint64(b.Rows)})
	t.beside.endBatch(t)
	t.draws.endBatch(b, t.Profile)
	return err
}

// relate counts the numbers of a batch by the age of their records and by what
// ledgers say of them.
func (t *Tally) relate(b *connectors.Batch) error {
	n, from := b.Rows, 0
	if b.Cont {
		n++
	}
	if len(t.pending.list) == 0 {
		from = n - 1 // the last one may go on in the next batch
	}
	t.ages.startBatch(b, n, from)
	t.ledgers.startBatch(b, n, from)
	if len(t.pending.list) == 0 {
		return nil
	}
	t.ages.count(&t.pending, b.Modified)
	err := t.ledgers.count(&t.pending, &t.draws, n)
	t.pending.list = t.pending.list[:0]
	return err
}

// Close ends the last draws.
func (t *Tally) Close() {
	t.entries.Close()
	t.beside.close(t.Profile)
	for _, c := range t.columns {
		c.field.Drawn(&c.found, c.slots)
		t.ledgers.write(c, &t.pending)
	}
	t.draws.close(t.Profile)
}

// columnOf is the column of a field, made where it is met first.
func (t *Tally) columnOf(f connectors.Field) *column {
	c := t.columns[f.Path]
	if c == nil {
		how := reading.FieldOf(t.reading, f)
		c = &column{
			field: t.Profile.Field(f.Path), path: f.Path, inArray: reading.ArrayOf(f.Path) != "",
			how: how, hints: how.From(t.hints), shapeless: how.Evidence != nil && !how.Evidence.Shaping(),
			isEntry: t.entries != nil && t.entries.HasNumbers(f.Path), named: connectors.Named(f),
		}
		t.columns[f.Path] = c
	}
	c.field.Seen |= profile.TypeOf(f.Type)
	return c
}

// addColumn takes the values of one field; first is the number of the batch's
// first record.
func (t *Tally) addColumn(b *connectors.Column, cont bool, first uint64) {
	c := t.columnOf(b.Field)
	at := cell{elem: reading.Element{Of: 1, Whole: true}}
	for i := range b.Len() {
		v, flag := b.Value(i)
		at.row = int(b.Row[i])
		at.record = first + uint64(at.row)
		if c.inArray {
			at.elem = reading.ElementOf(b, i, at.elem)
			at.elem.Whole = at.row > 0 || !cont
		}
		if !c.open || i > 0 {
			if !c.startValue(v, flag) {
				continue
			}
		}
		t.addPart(c, b.Field.Type, v, flag, at)
	}
}

// cell is where a value stands.
type cell struct {
	row    int    // in its batch
	record uint64 // in its shard
	elem   reading.Element
}

// addPart takes a value, or the next part of one.
func (t *Tally) addPart(c *column, typ string, v []byte, flag connectors.Flag, at cell) {
	goesOn := flag&connectors.More != 0
	complete := !c.started && !goesOn
	text := v
	if len(c.rest) > 0 {
		c.rest = append(c.rest, v...)
		text = c.rest
	}
	switch {
	case c.shapeless, c.started:
	case complete:
		verdict.Shape(&c.field.Shapes, text)
	default:
		c.field.Shapes.Long++
	}
	if c.how.Prefix != "" && complete {
		if code := t.places.areas[c.how.Prefix].at(at.row, at.elem); len(code) > 0 {
			c.joined = reading.Join(c.joined[:0], code, text)
			text = c.joined
		}
	}
	value := detectors.Value{Text: text, Type: typ, Prev: c.prev, More: goesOn, Hints: t.places.hints(c, at), National: c.how.National}
	var done int
	t.matches, done = t.tools.Detector.Detect(t.matches[:0], value)
	if t.tools.Bare != nil && complete {
		t.addBare(text)
	}
	t.addMatches(c, text, at, complete)
	if complete && len(t.matches) == 0 && looksDialable(text) {
		c.field.Implausible++
	}
	t.beside.addValue(t, c, text, at)
	c.open, c.started = goesOn, goesOn
	if !goesOn {
		c.rest = c.rest[:0]
		return
	}
	done = min(max(done, 0), len(text))
	if done > 0 {
		c.prev, _ = utf8.DecodeLastRune(text[:done])
	}
	c.rest = append(c.rest[:0], text[done:]...)
}

// addMatches adds the matches of one value of a record. complete says that text
// is the value whole.
func (t *Tally) addMatches(c *column, text []byte, at cell, complete bool) {
	if c.isEntry {
		t.entries.AddNumbers(t.matches, t.tools.Hasher, at.row)
	}
	switch {
	case len(t.matches) == 0:
		return
	case t.tools.Wanted != nil:
		t.addWanted(c, at)
		return
	}
	var draw *profile.Drawing
	if t.draws.design.Slotted() {
		draw = c.drawing(t.draws.of(at.record, at.row))
	}
	if c.last != at.record+1 {
		c.last = at.record + 1
		c.field.Holding++
		if draw != nil {
			draw.Hold()
		}
	}
	if complete && len(t.matches) == 1 && reading.StandsAlone(text, &t.matches[0]) {
		c.field.Whole++
	}
	for i := range t.matches {
		m := &t.matches[i]
		hi, lo := t.tools.Hasher.Wide(m.Number)
		if t.tools.Met != nil {
			t.tools.Met(m.Number, hi)
		}
		t.pending.add(c, m, at, ledger.Key{Hi: hi, Lo: lo})
		c.field.Add(m, hi, func() string { return t.tools.Mask(m.Number, m.Region) })
		if draw != nil {
			draw.Add(m)
		}
	}
	t.Numbers += uint64(len(t.matches))
}
