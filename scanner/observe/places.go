package observe

import (
	"bytes"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/reading"
)

// places are what the records of a batch say of whose they are: their countries,
// and the area codes of their numbers.
type places struct {
	tools   *Tools
	reading *plan.Reading
	sources []reading.Placing    // by row source of the reading
	areas   map[string]areaCodes // by path
}

func newPlaces(o *Tools, r *plan.Reading) places {
	return places{tools: o, reading: r, sources: make([]reading.Placing, len(r.Rows)), areas: map[string]areaCodes{}}
}

// areaCodes are those of a batch's records, within its data; of a record with
// several, they follow each other.
type areaCodes struct {
	codes [][]byte
	from  []int32 // of each record, into codes; one more at the end
}

// at is the code that belongs before a value of record row.
func (a areaCodes) at(row int, e reading.Element) []byte {
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

// startBatch reads what the records of b say. A record that goes on from the
// batch before keeps what it said there.
func (p *places) startBatch(b *connectors.Batch) {
	n := b.Rows
	if b.Cont {
		n++
	}
	clear(p.areas)
	for k := range p.sources {
		carry(&p.sources[k], reading.ArrayOf(p.reading.Rows[k].Path) != "", b.Cont, n)
	}
	for i := range b.Cols {
		c := &b.Cols[i]
		for k, src := range p.reading.Rows {
			if c.Field.Path == src.Path {
				p.readRegions(c, src.Kind, &p.sources[k])
			}
		}
		if p.isPrefix(c.Field.Path) {
			p.readAreaCodes(c, n)
		}
	}
}

// carry makes room for n records, of which the first goes on from the batch
// before where cont says so.
func carry(s *reading.Placing, array, cont bool, n int) {
	var one string
	var list []string
	if cont && len(s.Rows) > 0 {
		one = s.Rows[len(s.Rows)-1]
	}
	if cont && len(s.Each) > 0 {
		list = slices.Clone(s.Each[len(s.Each)-1])
	}
	s.Reset(n, array)
	switch {
	case n == 0:
	case array:
		s.Each[0] = append(s.Each[0], list...)
	default:
		s.Rows[0] = one
	}
}

// readRegions reads one column that says whose its records are.
func (p *places) readRegions(c *connectors.Column, kind detectors.Place, s *reading.Placing) {
	if kind != detectors.CountryName && p.tools.Places == nil {
		return
	}
	for j := range c.Len() {
		v, f := c.Value(j)
		region := ""
		if v = bytes.TrimSpace(v); f&(connectors.Null|connectors.More) == 0 && len(v) > 0 {
			region = p.tools.RowRegion(kind, v)
		}
		switch {
		case s.Each != nil:
			s.Each[c.Row[j]] = append(s.Each[c.Row[j]], region)
		case region != "":
			s.Rows[c.Row[j]] = region
		}
	}
}

// isPrefix says that a column holds the area codes of another.
func (p *places) isPrefix(path string) bool {
	for _, f := range p.reading.Fields {
		if f.Prefix == path {
			return true
		}
	}
	return false
}

// readAreaCodes keeps the area codes of a batch's records.
func (p *places) readAreaCodes(c *connectors.Column, n int) {
	a := areaCodes{from: make([]int32, 0, n+1)}
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
	p.areas[c.Field.Path] = a
}

// hints are those of a value of a record: what its column was read with, and
// what its record says.
func (p *places) hints(c *column, at cell) detectors.Hints {
	if len(c.how.Rows) == 0 {
		return c.hints
	}
	return reading.PlacedBy(c.hints, c.how.Rows, func(k int) string {
		s := &p.sources[k]
		return s.At(at.row, at.elem, s.Each != nil && reading.Beside(c.path, p.reading.Rows[k].Path))
	})
}
