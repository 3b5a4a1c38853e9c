package scanner

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// tally turns the batches of one shard into a profile. It is where raw values
// end.
type tally struct {
	o       *Options
	hasher  *profile.Hasher
	hints   detectors.Hints // of the source and the dataset
	reading *Reading

	prof    *profile.Dataset
	fields  map[string]*column
	matches []detectors.Match
	rows    []placing        // by row source
	areas   map[string]areas // by path of area codes
	elem    element          // of the value at hand
	cont    bool             // record 0 began in the batch before
	records uint64           // begun so far
	bytes   uint64
	numbers uint64

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

func newTally(o *Options, hints detectors.Hints, r *Reading) *tally {
	return &tally{
		o: o, hasher: o.Key.hasher(), hints: hints, reading: r,
		prof: profile.New(), fields: map[string]*column{}, rows: make([]placing, len(r.Rows)), areas: map[string]areas{},
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
func (a areas) at(row int, e element) []byte {
	if row+1 >= len(a.from) {
		return nil
	}
	switch list := a.codes[a.from[row]:a.from[row+1]]; {
	case len(list) == e.of && e.whole:
		return list[e.nth]
	case len(list) == 1 && e.of == 1:
		return list[0]
	}
	return nil
}

// add takes one batch.
func (t *tally) add(b *connectors.Batch) {
	first := t.records
	if b.Cont && first > 0 {
		first-- // row 0 was counted where it began
	}
	t.design = b.Draw
	t.measure(b)
	t.countries(b)
	for i := range b.Cols {
		c := &b.Cols[i]
		t.bytes += uint64(len(c.Data))
		t.column(c, first)
	}
	if t.entries != nil {
		t.entries.add(b)
	}
	t.relate(b)
	t.records += uint64(b.Rows)
	t.prof.Read(b.Draw, profile.Sums{Records: uint64(b.Rows)})
	if b.Draw != connectors.Units {
		return
	}
	if t.inUnit += uint64(b.Rows); b.Last {
		t.prof.Size(t.inUnit, 0)
		t.unit++
		t.inUnit = 0
	}
}

// measure counts the records of b as draws, where they are some.
func (t *tally) measure(b *connectors.Batch) {
	switch b.Draw {
	case connectors.Records:
		for range b.Rows {
			t.prof.Size(1, 0)
		}
	case connectors.Offsets:
		t.sizes = t.sizes[:0]
		if b.Cont {
			t.sizes = append(t.sizes, t.before)
		}
		t.sizes = append(t.sizes, b.Sizes...)
		for _, n := range b.Sizes {
			t.prof.Size(1, n)
			t.before = n
		}
	}
}

// close ends the last draws.
func (t *tally) close() {
	t.entries.close()
	for _, c := range t.fields {
		c.f.Drawn(&c.found, c.size)
		t.unrelate(c)
	}
	if t.inUnit > 0 {
		t.prof.Size(t.inUnit, 0)
	}
}

// drawn is the draw that a row of this batch belongs to.
func (t *tally) drawn(c *column, record uint64, row int) *profile.Drawing {
	draw, size := t.drawOf(record, row)
	if c.draw != draw {
		c.f.Drawn(&c.found, c.size)
		c.draw, c.size = draw, size
	}
	return &c.found
}

// drawOf names the draw of a row, and says how many slots its record has where
// that matters.
func (t *tally) drawOf(record uint64, row int) (draw uint64, size int64) {
	switch t.design {
	case connectors.Units:
		return t.unit + 1, 0
	case connectors.Offsets:
		return record + 1, t.sizes[row]
	}
	return record + 1, 0
}

// countries reads what the records of b say of whose they are.
func (t *tally) countries(b *connectors.Batch) {
	n := b.Rows
	if b.Cont {
		n++
	}
	t.cont = b.Cont
	clear(t.areas)
	for k := range t.rows {
		p := &t.rows[k]
		array := arrayOf(t.reading.Rows[k].Path) != ""
		var one string
		var list []string
		if b.Cont && len(p.rows) > 0 {
			one = p.rows[len(p.rows)-1]
		}
		if b.Cont && len(p.each) > 0 {
			list = slices.Clone(p.each[len(p.each)-1])
		}
		p.reset(n, array)
		switch {
		case n == 0:
		case array:
			p.each[0] = append(p.each[0], list...)
		default:
			p.rows[0] = one
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
func (t *tally) placed(c *connectors.Column, kind detectors.Place, p *placing) {
	if kind != detectors.CountryName && t.o.Places == nil {
		return
	}
	for j := range c.Len() {
		v, f := c.Value(j)
		region := ""
		if v = bytes.TrimSpace(v); f&(connectors.Null|connectors.More) == 0 && len(v) > 0 {
			region = t.o.rowRegion(kind, v)
		}
		switch {
		case p.each != nil:
			p.each[c.Row[j]] = append(p.each[c.Row[j]], region)
		case region != "":
			p.rows[c.Row[j]] = region
		}
	}
}

// prefixes says that a column holds the area codes of another.
func (t *tally) prefixes(path string) bool {
	for _, f := range t.reading.Fields {
		if f.Prefix == path {
			return true
		}
	}
	return false
}

// prefixed keeps the area codes of a batch's records.
func (t *tally) prefixed(c *connectors.Column, n int) {
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

func (t *tally) of(f connectors.Field) *column {
	c := t.fields[f.Path]
	if c == nil {
		r := t.reading.field(f)
		c = &column{path: f.Path, array: arrayOf(f.Path) != "", f: t.prof.Field(f.Path), national: r.National, rows: r.Rows, prefix: r.Prefix, hints: r.hints(t.hints), shapeless: r.Evidence != nil && !r.Evidence.Shaping()}
		c.entry, c.named = t.entries != nil && t.entries.l.Fields["number"] == f.Path, connectors.Named(f)
		t.fields[f.Path] = c
	}
	c.f.Seen |= profile.TypeOf(f.Type)
	return c
}

func (t *tally) column(b *connectors.Column, first uint64) {
	c := t.of(b.Field)
	t.elem = element{of: 1, whole: true}
	for i := range b.Len() {
		v, flag := b.Value(i)
		row := int(b.Row[i])
		if c.array {
			t.elem = elementOf(b, i, t.elem)
			t.elem.whole = row > 0 || !t.cont
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

// elementOf is which of its record's values value i of b is; before is that of
// the value before.
func elementOf(b *connectors.Column, i int, before element) element {
	if i > 0 && b.Row[i] == b.Row[i-1] {
		before.nth++
		return before
	}
	n := 1
	for i+n < len(b.Row) && b.Row[i+n] == b.Row[i] {
		n++
	}
	return element{of: n}
}

// more takes a value, or the next part of one.
func (t *tally) more(c *column, typ string, v []byte, flag connectors.Flag, row int, first uint64) {
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
			c.joined = join(c.joined[:0], code, text)
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
func (t *tally) hintsOf(c *column, row int) detectors.Hints {
	if len(c.rows) == 0 {
		return c.hints
	}
	return placedBy(c.hints, c.rows, func(k int) string {
		p := &t.rows[k]
		if p.each != nil {
			return p.at(row, t.elem, beside(c.path, t.reading.Rows[k].Path))
		}
		return p.at(row, t.elem, false)
	})
}

// found adds the matches of one value of a record. complete says that text is
// the value whole.
func (t *tally) found(c *column, text []byte, record uint64, row int, complete bool) {
	if c.entry {
		t.entries.number(t, row)
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
	if complete && len(t.matches) == 1 && alone(text, &t.matches[0]) {
		c.f.Whole++
	}
	for i := range t.matches {
		m := &t.matches[i]
		hi, lo := t.hasher.Wide(m.Number)
		t.pend(c, m, record, row, ledger.Key{Hi: hi, Lo: lo})
		c.f.Add(m, hi, func() string { return t.o.Mask(m.Number, m.Region) })
		if draw != nil {
			draw.Add(m)
		}
	}
	t.numbers += uint64(len(t.matches))
}

// longestNote is how many bytes behind a number say something of it, as in
// "(evenings only)", and are no text that it stands in.
const longestNote = 16

// alone says that a value is its match and no more than a few characters
// around it: brackets, a label, an extension, a note behind it; or the link or
// the account of a messenger that the number is in.
func alone(text []byte, m *detectors.Match) bool {
	before, behind := bytes.TrimSpace(text[:m.Start]), bytes.TrimSpace(text[m.End:])
	if len(before)+len(behind) <= 6 || len(before) == 0 && len(behind) <= longestNote && !verdict.Digits(behind, 1) {
		return true
	}
	if len(text) > 80 || bytes.ContainsAny(before, " \n") || bytes.ContainsAny(behind, " \n") {
		return false
	}
	return m.Format == detectors.Link || len(before) <= 6 && len(behind) > 0 && behind[0] == '@' || bytes.HasSuffix(before, []byte("wa.me/")) || bytes.HasSuffix(before, []byte("%2B"))
}
