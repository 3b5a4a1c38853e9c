package objects

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// How much is read around a byte that was drawn, how near to each other two
// are for one request, and how much that asks for at most.
const (
	around   = 4 << 10
	together = 64 << 10
	mostRead = 1 << 20
)

// lines reads the lines that the drawn bytes lie in, one for each.
func (r *reading) lines(o Object, fo format.Options, offsets []int64, hand handFunc) (read int, err error) {
	at, err := r.c.store.At(r.ctx, o)
	if err != nil {
		return 0, err
	}
	defer at.Close()
	if s, ok := at.(Stater); ok && changedSince(s, o) {
		return 0, &connectors.Error{Part: fo.Part, Reason: connectors.Changed, Text: "changed since it was listed, so that what was drawn is not in it any more; scan again"}
	}
	win := &window{r: at, size: o.Size, most: longest(r.want)}
	if err := win.load(0, int64(format.LookSize)); err != nil {
		return 0, err
	}
	l, ok := format.Look(o.Key, win.buf)
	if !ok {
		return 0, errRecut
	}
	win.start = l.Start
	enough := false
	d := l.Drawn(fo, func(b *connectors.Batch, err error) bool {
		if err != nil {
			enough = !r.c.fail(r.ctx, fo.Part, err, false, hand)
			return !enough
		}
		read += b.Rows
		enough = !hand(b, nil)
		return !enough
	})
	long := int64(0)
	for i := range offsets {
		if r.ctx.Err() != nil {
			return read, r.ctx.Err()
		}
		line, start, err := win.line(offsets[i:])
		switch {
		case errors.Is(err, errLong):
			long++
			continue
		case err != nil:
			return read, err
		case len(line) > 0:
			d.Line(line, start)
		}
		if d.Quoted() {
			return read, format.Quoted(fo.Part)
		}
		if d.Done() {
			break
		}
	}
	d.Finish()
	if enough {
		return read, errEnough
	}
	if long > 0 && !hand(nil, &connectors.Error{
		Part: fo.Part, Reason: connectors.Limit,
		Text: fmt.Sprintf("%d of the lines drawn are longer than %d bytes and were not read", long, win.most),
	}) {
		return read, errEnough
	}
	return read, nil
}

// longest is how long a line may be that is read by itself. A record may be
// longer than a value of it.
func longest(w connectors.Want) int64 {
	value, _ := w.Limits()
	return int64(max(value, connectors.DefaultMaxValue))
}

// near is the last of the offsets that one request reads with the first.
func near(offsets []int64) int64 {
	last := offsets[0]
	for _, off := range offsets[1:] {
		if off-last > together || off-offsets[0] > mostRead-2*around {
			break
		}
		last = off
	}
	return last
}

// window is the part of an object that is held, around what was drawn last.
type window struct {
	r     io.ReaderAt
	size  int64
	start int64 // of the first line
	most  int64 // bytes of a line

	buf []byte
	lo  int64 // of buf[0]

	longFrom, longTo int64 // known to be within a line that is too long
}

var errShorter = &connectors.Error{Reason: connectors.Changed, Text: "became shorter while it was scanned; scan again"}

var errLong = errors.New("longer than may be held")

// line is the line that the first of offsets lies in, with its end; nil before
// the first line. What is near to it is read with it.
func (w *window) line(offsets []int64) (line []byte, start int64, err error) {
	off := offsets[0]
	switch {
	case off < w.start || off >= w.size:
		return nil, 0, nil
	case off >= w.longFrom && off < w.longTo:
		return nil, 0, errLong
	case off < w.lo || off >= w.hi():
		if err := w.load(max(off-around, w.start), near(offsets)+around); err != nil {
			return nil, 0, err
		}
	}
	from, err := w.before(off)
	if err != nil {
		return nil, 0, err
	}
	to, err := w.behind(off)
	if err != nil {
		return nil, 0, err
	}
	if to-from > w.most {
		w.longFrom, w.longTo = from, to
		return nil, 0, errLong
	}
	return w.buf[from-w.lo : to-w.lo], from, nil
}

func (w *window) hi() int64 { return w.lo + int64(len(w.buf)) }

// before is where the line begins that off lies in.
func (w *window) before(off int64) (int64, error) {
	for step := int64(around); ; step *= 2 {
		if n := bytes.LastIndexByte(w.buf[:off-w.lo], '\n'); n >= 0 {
			return max(w.lo+int64(n)+1, w.start), nil
		}
		switch {
		case w.lo <= w.start:
			return w.start, nil
		case w.lo < w.longTo && off >= w.longTo: // no line ended since the long one that was met last
			w.longTo = off + 1
			return 0, errLong
		case off-w.lo > w.most:
			w.longFrom, w.longTo = w.lo, off+1
			return 0, errLong
		}
		lo := max(w.lo-step, w.start)
		more, err := w.read(lo, w.lo)
		if err != nil {
			return 0, err
		}
		w.buf, w.lo = append(more, w.buf...), lo
	}
}

// behind is where the line ends that off lies in.
func (w *window) behind(off int64) (int64, error) {
	from := off
	for step := int64(around); ; step *= 2 {
		if n := bytes.IndexByte(w.buf[from-w.lo:], '\n'); n >= 0 {
			return from + int64(n) + 1, nil
		}
		from = w.hi()
		switch {
		case from >= w.size:
			return w.size, nil
		case from-off > w.most:
			w.longFrom, w.longTo = off, from
			return 0, errLong
		}
		more, err := w.read(from, min(from+step, w.size))
		if err != nil {
			return 0, err
		}
		w.buf = append(w.buf, more...)
	}
}

// load holds the bytes from lo to hi and nothing else.
func (w *window) load(lo, hi int64) (err error) {
	w.buf, err = w.read(lo, min(hi, w.size))
	w.lo = lo
	return err
}

// read reads the bytes from lo to hi. That there are fewer is a change.
func (w *window) read(lo, hi int64) ([]byte, error) {
	b := make([]byte, max(hi-lo, 0))
	n, err := w.r.ReadAt(b, lo)
	if n == len(b) {
		return b, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return nil, errShorter
	}
	return nil, err
}
