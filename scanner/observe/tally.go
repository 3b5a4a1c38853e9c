// Package observe turns the batches of a shard into a profile: it places every
// value, detects the numbers in it, and counts them with what ledgers and dates
// say of their records. It is where raw values end.
package observe

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
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
}

// Tally turns the batches of one shard into a profile. It is where raw values
// end.
type Tally struct {
	o       *Tools
	hints   detectors.Hints // of the source and the dataset
	reading *plan.Reading

	Profile *profile.Dataset
	fields  map[string]*column
	matches []detectors.Match
	rows    []reading.Placing // by row source
	areas   map[string]areas  // by path of area codes
	elem    reading.Element   // of the value at hand
	cont    bool              // record 0 began in the batch before
	Records uint64            // begun so far
	Bytes   uint64
	Numbers uint64

	design connectors.Design
	sizes  []int64 // of the records of this batch, where they were drawn by their bytes
	before int64   // the size of the last record of the batch before
	unit   uint64  // how many clusters ended before this one
	inUnit uint64  // records of this cluster

	relations
}

// column is one field of a shard while it is read.
type column struct {
	f         *profile.Field
	path      string
	array     bool // it stands in one
	national  detectors.National
	hints     detectors.Hints // but for the record's own
	rows      []int           // which of the row sources place its numbers
	prefix    string          // path of its area codes
	shapeless bool            // the pilot's shapes stand for the whole
	joined    []byte          // area code and number
	last      uint64          // 1 + the last record that held a number
	open      bool            // the last value goes on in the next batch
	rest      []byte          // what the detector was not done with
	prev      rune            // the character before rest
	started   bool            // of an open value something was seen

	found profile.Drawing // what the draw found that is under way
	draw  uint64          // which one that is: 1 + its record, or its cluster
	size  int64           // of the record that was drawn

	related
}

// New begins the tally of a shard.
func New(o *Tools, hints detectors.Hints, r *plan.Reading) *Tally {
	return &Tally{
		o: o, hints: hints, reading: r,
		Profile: profile.New(), fields: map[string]*column{}, rows: make([]reading.Placing, len(r.Rows)), areas: map[string]areas{},
		relations: relations{subject: map[profile.Subject]int32{}},
	}
}

// areas are the area codes of a batch's records, within its data; of a record
// with several, they follow each other.
type areas struct {
	codes [][]byte
	from  []int32 // of each record, into codes; one more at the end
}

// at is the code that belongs before a value of record row.
func (a areas) at(row int, e reading.Element) []byte {
	if row+1 >= len(a.from) {
		return nil
	}
	switch list := a.codes[a.from[row]:a.from[row+1]]; {
	case len(list) == e.Of && e.Whole:
		return list[e.Nth]
	case len(list) == 1 && e.Of == 1:
		return list[0]
	}
	return nil
}

// Add takes one batch.
func (t *Tally) Add(b *connectors.Batch) {
	first := t.Records
	if b.Cont && first > 0 {
		first-- // row 0 was counted where it began
	}
	t.design = b.Draw
	t.measure(b)
	t.countries(b)
	for i := range b.Cols {
		c := &b.Cols[i]
		t.Bytes += uint64(len(c.Data))
		t.column(c, first)
	}
	if t.entries != nil {
		t.entries.Add(b)
	}
	t.relate(b)
	t.Records += uint64(b.Rows)
	t.Profile.Read(b.Draw, profile.Sums{Records: uint64(b.Rows)})
	if b.Draw != connectors.Units {
		return
	}
	if t.inUnit += uint64(b.Rows); b.Last {
		t.Profile.Size(t.inUnit, 0)
		t.unit++
		t.inUnit = 0
	}
}

// measure counts the records of b as draws, where they are some.
func (t *Tally) measure(b *connectors.Batch) {
	switch b.Draw {
	case connectors.Records:
		for range b.Rows {
			t.Profile.Size(1, 0)
		}
	case connectors.Offsets:
		t.sizes = t.sizes[:0]
		if b.Cont {
			t.sizes = append(t.sizes, t.before)
		}
		t.sizes = append(t.sizes, b.Sizes...)
		for _, n := range b.Sizes {
			t.Profile.Size(1, n)
			t.before = n
		}
	}
}

// Close ends the last draws.
func (t *Tally) Close() {
	t.entries.Close()
	for _, c := range t.fields {
		c.f.Drawn(&c.found, c.size)
		t.unrelate(c)
	}
	if t.inUnit > 0 {
		t.Profile.Size(t.inUnit, 0)
	}
}

// drawn is the draw that a row of this batch belongs to.
func (t *Tally) drawn(c *column, record uint64, row int) *profile.Drawing {
	draw, size := t.drawOf(record, row)
	if c.draw != draw {
		c.f.Drawn(&c.found, c.size)
		c.draw, c.size = draw, size
	}
	return &c.found
}

// drawOf names the draw of a row, and says how many slots its record has where
// that matters.
func (t *Tally) drawOf(record uint64, row int) (draw uint64, size int64) {
	switch t.design {
	case connectors.Units:
		return t.unit + 1, 0
	case connectors.Offsets:
		return record + 1, t.sizes[row]
	}
	return record + 1, 0
}

// countries reads what the records of b say of whose they are.
func (t *Tally) countries(b *connectors.Batch) {
	n := b.Rows
	if b.Cont {
		n++
	}
	t.cont = b.Cont
	clear(t.areas)
	for k := range t.rows {
		p := &t.rows[k]
		array := reading.ArrayOf(t.reading.Rows[k].Path) != ""
		var one string
		var list []string
		if b.Cont && len(p.Rows) > 0 {
			one = p.Rows[len(p.Rows)-1]
		}
		if b.Cont && len(p.Each) > 0 {
			list = slices.Clone(p.Each[len(p.Each)-1])
		}
		p.Reset(n, array)
		switch {
		case n == 0:
		case array:
			p.Each[0] = append(p.Each[0], list...)
		default:
			p.Rows[0] = one
		}
	}
	for i := range b.Cols {
		c := &b.Cols[i]
		for k, src := range t.reading.Rows {
			if c.Field.Path == src.Path {
				t.placed(c, src.Kind, &t.rows[k])
			}
		}
		if t.prefixes(c.Field.Path) {
			t.prefixed(c, n)
		}
	}
}

// placed reads one column that says whose its records are.
func (t *Tally) placed(c *connectors.Column, kind detectors.Place, p *reading.Placing) {
	if kind != detectors.CountryName && t.o.Places == nil {
		return
	}
	for j := range c.Len() {
		v, f := c.Value(j)
		region := ""
		if v = bytes.TrimSpace(v); f&(connectors.Null|connectors.More) == 0 && len(v) > 0 {
			region = t.o.RowRegion(kind, v)
		}
		switch {
		case p.Each != nil:
			p.Each[c.Row[j]] = append(p.Each[c.Row[j]], region)
		case region != "":
			p.Rows[c.Row[j]] = region
		}
	}
}

// prefixes says that a column holds the area codes of another.
func (t *Tally) prefixes(path string) bool {
	for _, f := range t.reading.Fields {
		if f.Prefix == path {
			return true
		}
	}
	return false
}

// prefixed keeps the area codes of a batch's records.
func (t *Tally) prefixed(c *connectors.Column, n int) {
	a := areas{from: make([]int32, 0, n+1)}
	for j := range c.Len() {
		for len(a.from) <= int(c.Row[j]) {
			a.from = append(a.from, int32(len(a.codes)))
		}
		v, f := c.Value(j)
		if f&(connectors.Null|connectors.More) != 0 {
			v = nil
		}
		a.codes = append(a.codes, bytes.TrimSpace(v))
	}
	for len(a.from) <= n {
		a.from = append(a.from, int32(len(a.codes)))
	}
	t.areas[c.Field.Path] = a
}

func (t *Tally) of(f connectors.Field) *column {
	c := t.fields[f.Path]
	if c == nil {
		r := reading.FieldOf(t.reading, f)
		c = &column{path: f.Path, array: reading.ArrayOf(f.Path) != "", f: t.Profile.Field(f.Path), national: r.National, rows: r.Rows, prefix: r.Prefix, hints: r.From(t.hints), shapeless: r.Evidence != nil && !r.Evidence.Shaping()}
		c.entry, c.named = t.entries != nil && t.entries.HasNumbers(f.Path), connectors.Named(f)
		t.fields[f.Path] = c
	}
	c.f.Seen |= profile.TypeOf(f.Type)
	return c
}

func (t *Tally) column(b *connectors.Column, first uint64) {
	c := t.of(b.Field)
	t.elem = reading.Element{Of: 1, Whole: true}
	for i := range b.Len() {
		v, flag := b.Value(i)
		row := int(b.Row[i])
		if c.array {
			t.elem = reading.ElementOf(b, i, t.elem)
			t.elem.Whole = row > 0 || !t.cont
		}
		if c.open && i == 0 {
			t.more(c, b.Field.Type, v, flag, row, first)
			continue
		}
		switch {
		case flag&connectors.Null != 0:
			c.f.Nulls++
			continue
		case len(v) == 0 && flag&connectors.More == 0:
			c.f.Empty++
			continue
		}
		c.f.Values++
		if flag&connectors.Cut != 0 {
			c.f.Cut++
		}
		c.started, c.prev, c.rest = false, 0, c.rest[:0]
		t.more(c, b.Field.Type, v, flag, row, first)
	}
}

// more takes a value, or the next part of one.
func (t *Tally) more(c *column, typ string, v []byte, flag connectors.Flag, row int, first uint64) {
	goesOn := flag&connectors.More != 0
	text := v
	if len(c.rest) > 0 {
		c.rest = append(c.rest, v...)
		text = c.rest
	}
	if c.shapeless {
		// nothing to count
	} else if !c.started && !goesOn {
		verdict.Shape(&c.f.Shapes, text)
	} else if !c.started {
		c.f.Shapes.Long++
	}
	if c.prefix != "" && !c.started && !goesOn {
		if code := t.areas[c.prefix].at(row, t.elem); len(code) > 0 {
			c.joined = reading.Join(c.joined[:0], code, text)
			text = c.joined
		}
	}
	value := detectors.Value{Text: text, Type: typ, Prev: c.prev, More: goesOn, Hints: t.hintsOf(c, row), National: c.national}
	var done int
	t.matches, done = t.o.Detector.Detect(t.matches[:0], value)
	t.found(c, text, first+uint64(row), row, !c.started && !goesOn)
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

// hintsOf are the hints of a value of a record.
func (t *Tally) hintsOf(c *column, row int) detectors.Hints {
	if len(c.rows) == 0 {
		return c.hints
	}
	return reading.PlacedBy(c.hints, c.rows, func(k int) string {
		p := &t.rows[k]
		if p.Each != nil {
			return p.At(row, t.elem, reading.Beside(c.path, t.reading.Rows[k].Path))
		}
		return p.At(row, t.elem, false)
	})
}

// found adds the matches of one value of a record. complete says that text is
// the value whole.
func (t *Tally) found(c *column, text []byte, record uint64, row int, complete bool) {
	if c.entry {
		t.entries.AddNumbers(t.matches, t.o.Hasher, row)
	}
	if len(t.matches) == 0 {
		return
	}
	var draw *profile.Drawing
	if t.design.Slotted() {
		draw = t.drawn(c, record, row)
	}
	if c.last != record+1 {
		c.last = record + 1
		c.f.Holding++
		if draw != nil {
			draw.Hold()
		}
	}
	if complete && len(t.matches) == 1 && reading.StandsAlone(text, &t.matches[0]) {
		c.f.Whole++
	}
	for i := range t.matches {
		m := &t.matches[i]
		hi, lo := t.o.Hasher.Wide(m.Number)
		t.pend(c, m, record, row, ledger.Key{Hi: hi, Lo: lo})
		c.f.Add(m, hi, func() string { return t.o.Mask(m.Number, m.Region) })
		if draw != nil {
			draw.Add(m)
		}
	}
	t.Numbers += uint64(len(t.matches))
}
