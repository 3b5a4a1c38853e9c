package observe

import (
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/profile"
)

// numbers wait here until the rest of their records is known: those of this
// batch, by field and record.
type numbers struct {
	list     []number
	subjects []profile.Subject // of all batches
	index    map[profile.Subject]int32
}

// number is one until its batch is at its end.
type number struct {
	c       *column
	record  uint64
	row     int32
	subject int32
	known   bool // whose it is
	key     ledger.Key
}

func newNumbers() numbers { return numbers{index: map[profile.Subject]int32{}} }

// add notes a number.
func (p *numbers) add(c *column, m *detectors.Match, at cell, key ledger.Key) {
	p.list = append(p.list, number{c, at.record, int32(at.row), p.subject(m), m.Number[0] != '?', key})
}

// subject is whose a match is, as an index of subjects.
func (p *numbers) subject(m *detectors.Match) int32 {
	s := profile.Subject{Region: m.Region, Subdivision: m.Subdivision}
	if n := len(p.list); n > 0 && p.subjects[p.list[n-1].subject] == s {
		return p.list[n-1].subject // most often that of the number before
	}
	i, ok := p.index[s]
	if !ok {
		i = int32(len(p.subjects))
		p.subjects = append(p.subjects, s)
		p.index[s] = i
	}
	return i
}

// eachRecord calls f with the numbers of one record in one field.
func (p *numbers) eachRecord(f func(from, to int)) {
	for from := 0; from < len(p.list); {
		to := from + 1
		for to < len(p.list) && p.list[to].c == p.list[from].c && p.list[to].record == p.list[from].record {
			to++
		}
		f(from, to)
		from = to
	}
}

// moment is when something of a record was.
type moment struct {
	at ledger.Time
	ok bool
}

// readMoments reads a date of every record from a row on; what goes on from the
// batch before keeps the one it had.
func readMoments(dst []moment, b *connectors.Batch, path string, n, from int) []moment {
	if path == "" {
		return dst[:0]
	}
	dst = carryOver(dst, b, n)
	eachValue(b, path, from, func(row int32, v []byte) {
		if m := &dst[row]; !m.ok {
			at, when := ledger.ParseTime(v)
			*m = moment{at, when == ledger.Dated}
		}
	})
	return dst
}

// carryOver makes room for what the n records of a batch have one of. The one
// that goes on from the batch before keeps its own.
func carryOver[T any](dst []T, b *connectors.Batch, n int) []T {
	var carried T
	if b.Cont && len(dst) > 0 {
		carried = dst[len(dst)-1]
	}
	dst = slices.Grow(dst[:0], n)[:n]
	clear(dst)
	if n > 0 {
		dst[0] = carried
	}
	return dst
}

// eachValue calls f with the values of a field, from a row on.
func eachValue(b *connectors.Batch, path string, from int, f func(row int32, v []byte)) {
	for i := range b.Cols {
		c := &b.Cols[i]
		if c.Field.Path != path {
			continue
		}
		j, _ := slices.BinarySearch(c.Row, int32(max(from, 0)))
		for ; j < c.Len(); j++ {
			if v, flag := c.Value(j); flag&connectors.Null == 0 {
				f(c.Row[j], v)
			}
		}
	}
}
