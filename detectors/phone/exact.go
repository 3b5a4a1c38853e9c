package phone

import (
	"bytes"
	"sync"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// Exact finds what libphonenumber finds at leniency VALID, no more and no less:
// without the guards and the additions of [Detector]. Hints other than its
// region do not count.
type Exact struct {
	region  string
	finder  plan.Finder
	scratch sync.Pool
}

var _ detectors.Detector = (*Exact)(nil)

// NewExact returns a detector of the numbers of one region, and of numbers in
// international format; of those only where region is "".
func NewExact(region string) *Exact {
	return &Exact{region: region, finder: plan.NewFinder(region)}
}

// Detect implements [detectors.Detector]. Every match has the confidence 1: it
// is valid, and nothing more is said.
func (x *Exact) Detect(dst []detectors.Match, v detectors.Value) (out []detectors.Match, done int) {
	list, ok := x.scratch.Get().(*[]plan.Match)
	if !ok {
		list = new([]plan.Match)
	}
	*list, done = x.finder.Find((*list)[:0], v.Text, v.Prev, v.More)
	for i := range *list {
		dst = append(dst, x.match(&(*list)[i], v.Text))
	}
	x.scratch.Put(list)
	return dst, done
}

// match keeps the library's region, also where other sources know better.
func (x *Exact) match(p *plan.Match, text []byte) detectors.Match {
	b := text[p.Start:p.End]
	format, how := formatOf(b), detectors.Source
	switch {
	case plus(b):
		format, how = detectors.Plus, detectors.International
	case isPrefixed(b, &p.Number):
		format, how = detectors.Prefixed, detectors.International
	}
	m := found(&p.Number, p.Start, p.End, format, how, 1)
	if r := p.Number.Region(); r != "001" && r != m.Region {
		m.Region, m.Subdivision, m.Status, m.Candidates = r, "", detectors.Known, nil
	}
	return m
}

// plus reports whether a plus sign stands before the first digit.
func plus(b []byte) bool {
	for i, c := range b {
		if c == '+' || bytes.HasPrefix(b[i:], []byte("\uFF0B")) {
			return true
		}
		if v, _ := plan.DigitValue(b[i:]); v >= 0 {
			return false
		}
	}
	return false
}
