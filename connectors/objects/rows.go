package objects

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// smallObject is how large an object may be that is better read at once than
// here and there.
const smallObject = 2 << 20

// columns opens a Parquet file. Who has it closes what it is read from.
func (c *connector) columns(ctx context.Context, o Object, drawing bool) (*format.Columns, io.Closer, error) {
	at, _, err := c.inside.at(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if s, ok := at.(Stater); ok && changedSince(s, o) {
		at.Close()
		return nil, nil, &connectors.Error{Reason: connectors.Changed, Text: "changed since it was listed; scan again"}
	}
	r := io.ReaderAt(at)
	if o.Size <= smallObject {
		b := make([]byte, o.Size)
		if n, err := at.ReadAt(b, 0); n < len(b) {
			at.Close()
			if errors.Is(err, io.EOF) {
				err = errShorter
			}
			return nil, nil, err
		}
		r = bytes.NewReader(b)
	}
	f, err := format.OpenParquet(r, o.Size, drawing)
	if err != nil {
		at.Close()
		return nil, nil, err
	}
	return f, at, nil
}

// groups puts the row groups of o together to shards. What is wrong with its
// footer is a gap.
func (c *connector) groups(ctx context.Context, o Object, s *sharder) {
	f, at, err := c.columns(ctx, o, false)
	for n := 1; err != nil && retriable(err) && n < attempts && sleep(ctx, firstWait<<(n-1)); n++ {
		f, at, err = c.columns(ctx, o, false)
	}
	if err != nil {
		p := c.part(s.d.Name, o)
		p.Sub = s.d.Sub
		if !c.fail(ctx, p, err, false, func(_ *connectors.Batch, err error) bool { return s.yield(connectors.Shard{}, err) }) {
			s.stopped = true
		}
		return
	}
	at.Close()
	next := specOf(o)
	for _, g := range f.Groups() {
		if next.Rows > 0 && next.Held+g.Bytes > min(shardBytes, c.largest()) {
			s.add(next)
			next.From, next.Rows, next.Held = next.To, 0, 0
		}
		next.To++
		next.Rows += g.Rows
		next.Held += g.Bytes
	}
	if next.Rows > 0 {
		s.add(next)
	}
}
