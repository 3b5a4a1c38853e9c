package reading

import (
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/role"
)

// How many values of a field tell what personal data other than phones it holds.
const besideValues = 300

// beside decides what personal data other than phones a field holds: as a whole,
// or here and there in its texts.
func (d *decision) beside(path string, f *fieldSample, fr *plan.FieldReading) {
	if d.o.Companion == nil {
		return
	}
	segments := role.Segments(path)
	c := detectors.Column{
		Words: role.Words(segments[len(segments)-1]), Role: fr.Role, Type: f.seen.String(),
		Phone: fr.National == detectors.On, Values: spread(f.values, besideValues),
	}
	if t := d.o.Companion.Column(c); t.Kind != detectors.NoKind {
		fr.Trait = &t
		return
	}
	if c.Phone {
		return
	}
	long := 0
	var found []detectors.Trait
	for _, v := range c.Values {
		if len(v) > longText {
			long++
		}
		if len(found) == 0 {
			found = d.o.Companion.Traits(found, v)
		}
	}
	fr.Mixed = len(found) > 0 || 2*long > len(c.Values)
}

// longText is from how many bytes on a value is a text in which more may stand
// than the pilot met.
const longText = 64

// spread is at most n of the values, from all over.
func spread(values [][]byte, n int) [][]byte {
	if len(values) <= n {
		return values
	}
	out := make([][]byte, n)
	for i := range out {
		out[i] = values[i*len(values)/n]
	}
	return out
}
