package format

import (
	"errors"

	"github.com/dialmap/dialmap/connectors"
)

// JSON adds the values of a JSON text under their paths below p. Where the
// source kept over bytes of its end back, what stands before is added, and a
// gap at the end counts the rest. Of what is not JSON, or none any more from
// some byte on, the text is added as it is.
func (b *Builder) JSON(p Path, text []byte, over int64) {
	j := &b.json
	*j = jsonReader{in: &b.text, w: b.w, kept: over, buf: j.buf, key: j.key}
	b.text = input{buf: text, done: true}
	err := j.value(p.n, 0)
	switch {
	case errors.Is(err, errStop):
	case err == nil && over == 0:
		b.w.deep += j.deep
	case over > 0:
		if !j.told && p.n.wanted {
			b.w.cutValues++
			b.w.cutBytes += over
		}
	default:
		b.w.add(p.n, connectors.Text, text, 0)
	}
}

// Flush hands over what there is of the batch, so that the next record begins
// another one.
func (b *Builder) Flush() { b.w.flush() }
