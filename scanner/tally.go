package scanner

import (
	"bytes"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
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
	rows    [][]string        // by row source: the region that it names, of each record
	areas   map[string][]area // by path of area codes: of each record
	records uint64            // begun so far
	bytes   uint64
	numbers uint64

	design connectors.Design
	sizes  []int64 // of the records of this batch, where they were drawn by their bytes
	before int64   // the size of the last record of the batch before
	unit   uint64  // how many clusters ended before this one
	inUnit uint64  // records of this cluster
}

// column is one field of a shard while it is read.
type column struct {
	f         *profile.Field
	national  detectors.National
	hint      string
	rows      []int  // which of the row sources place its numbers
	prefix    string // path of its area codes
	regions   string // that explain the column
	shapeless bool   // the pilot's shapes stand for the whole
	instead   bool   // of the source's and the organisation's
	joined    []byte // area code and number
	last      uint64 // 1 + the last record that held a number
	open      bool   // the last value goes on in the next batch
	rest      []byte // what the detector was not done with
	prev      rune   // the character before rest
	started   bool   // of an open value something was seen

	found profile.Drawing // what the draw found that is under way
	draw  uint64          // which one that is: 1 + its record, or its cluster
	size  int64           // of the record that was drawn
}

func newTally(o *Options, hints detectors.Hints, r *Reading) *tally {
	return &tally{
		o: o, hasher: o.Key.hasher(), hints: hints, reading: r,
		prof: profile.New(), fields: map[string]*column{}, rows: make([][]string, len(r.Rows)), areas: map[string][]area{},
	}
}

// area is the area code of a record, within its batch's data.
type area []byte

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
	for _, c := range t.fields {
		c.f.Drawn(&c.found, c.size)
	}
	if t.inUnit > 0 {
		t.prof.Size(t.inUnit, 0)
	}
}

// drawn is the draw that a row of this batch belongs to.
func (t *tally) drawn(c *column, record uint64, row int) *profile.Drawing {
	draw, size := record+1, int64(0)
	switch t.design {
	case connectors.Units:
		draw = t.unit + 1
	case connectors.Offsets:
		size = t.sizes[row]
	}
	if c.draw != draw {
		c.f.Drawn(&c.found, c.size)
		c.draw, c.size = draw, size
	}
	return &c.found
}

// unreadable stands for a country that a record names and nobody understands:
// it belongs somewhere, and not where the records without one do.
const unreadable = "?"

// countries reads what the records of b say of whose they are.
func (t *tally) countries(b *connectors.Batch) {
	n := b.Rows
	if b.Cont {
		n++
	}
	for path := range t.areas {
		t.areas[path] = t.areas[path][:0]
	}
	for k := range t.rows {
		var carried string
		if b.Cont && len(t.rows[k]) > 0 {
			carried = t.rows[k][len(t.rows[k])-1]
		}
		t.rows[k] = append(t.rows[k][:0], make([]string, n)...)
		if n > 0 {
			t.rows[k][0] = carried
		}
	}
	for i := range b.Cols {
		c := &b.Cols[i]
		for k, src := range t.reading.Rows {
			if c.Field.Path == src.Path {
				t.placed(c, src.Kind, t.rows[k])
			}
		}
		if t.prefixes(c.Field.Path) {
			t.prefixed(c, n)
		}
	}
}

// placed reads one column that says whose its records are.
func (t *tally) placed(c *connectors.Column, kind detectors.Place, rows []string) {
	if kind != detectors.CountryName && t.o.Places == nil {
		return
	}
	for j := range c.Len() {
		v, f := c.Value(j)
		if v = bytes.TrimSpace(v); f&(connectors.Null|connectors.More) != 0 || len(v) == 0 {
			continue
		}
		if region := t.o.rowRegion(kind, v); region != "" {
			rows[c.Row[j]] = region
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
	list := append(t.areas[c.Field.Path][:0], make([]area, n)...)
	for j := range c.Len() {
		if v, f := c.Value(j); f&(connectors.Null|connectors.More) == 0 {
			list[c.Row[j]] = bytes.TrimSpace(v)
		}
	}
	t.areas[c.Field.Path] = list
}

func (t *tally) of(f connectors.Field) *column {
	c := t.fields[f.Path]
	if c == nil {
		r := t.reading.field(f)
		c = &column{f: t.prof.Field(f.Path), national: r.National, hint: r.Hint, rows: r.Rows, prefix: r.Prefix, regions: r.Column, instead: r.Instead, shapeless: r.Evidence != nil && !r.Evidence.Shaping()}
		t.fields[f.Path] = c
	}
	c.f.Seen |= profile.TypeOf(f.Type)
	return c
}

func (t *tally) column(b *connectors.Column, first uint64) {
	c := t.of(b.Field)
	for i := range b.Len() {
		v, flag := b.Value(i)
		row := int(b.Row[i])
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
	if c.prefix != "" && !c.started && !goesOn && row < len(t.areas[c.prefix]) && len(t.areas[c.prefix][row]) > 0 {
		c.joined = join(c.joined[:0], t.areas[c.prefix][row], text)
		text = c.joined
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
	h := t.hints
	h.Field, h.Column = c.hint, c.regions
	if c.instead {
		h.Source, h.Org = "", ""
	}
	return placedBy(h, c.rows, func(k int) string {
		if row >= len(t.rows[k]) {
			return ""
		}
		return t.rows[k][row]
	})
}

// placedBy adds the record's own region to h: the first that a row source
// names. Where one holds what nobody understands and no other says more, the
// number belongs somewhere, and not where those without a country do.
func placedBy(h detectors.Hints, rows []int, at func(k int) string) detectors.Hints {
	lost := false
	for _, k := range rows {
		switch region := at(k); region {
		case "":
		case unreadable:
			lost = true
		default:
			h.Row = region
			return h
		}
	}
	if lost {
		return detectors.Hints{}
	}
	return h
}

// found adds the matches of one value of a record. complete says that text is
// the value whole.
func (t *tally) found(c *column, text []byte, record uint64, row int, complete bool) {
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
		c.f.Add(m, t.hasher.Sum(m.Number), func() string { return t.o.Mask(m.Number, m.Region) })
		if draw != nil {
			draw.Add(m)
		}
	}
	t.numbers += uint64(len(t.matches))
}

// alone says that a value is its match and no more than a few characters
// around it: brackets, a label, an extension; or the link or the account of a
// messenger that the number is in.
func alone(text []byte, m *detectors.Match) bool {
	before, behind := bytes.TrimSpace(text[:m.Start]), bytes.TrimSpace(text[m.End:])
	if len(before)+len(behind) <= 6 {
		return true
	}
	if len(text) > 80 || bytes.ContainsAny(before, " \n") || bytes.ContainsAny(behind, " \n") {
		return false
	}
	return m.Format == detectors.Link || len(before) <= 6 && len(behind) > 0 && behind[0] == '@' || bytes.HasSuffix(before, []byte("wa.me/")) || bytes.HasSuffix(before, []byte("%2B"))
}
