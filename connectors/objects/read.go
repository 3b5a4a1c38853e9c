package objects

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// Read reads the shard's objects one after the other, or the slots of them
// that were drawn.
func (c *connector) Read(ctx context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		specs, err := unpack(s)
		if err != nil {
			yield(nil, err)
			return
		}
		r := &reading{c: c, ctx: ctx, shard: s, want: w, yield: yield}
		if w.Draw.Slotted() {
			r.drawn(specs)
			return
		}
		for _, sp := range specs {
			if w.Draw != connectors.Whole && r.want.N <= 0 {
				return
			}
			read, ok := r.object(sp, r.whole)
			if !ok {
				return
			}
			r.want.N -= read
		}
	}
}

// reading is one reading of a shard.
type reading struct {
	c      *connector
	ctx    context.Context
	shard  connectors.Shard
	want   connectors.Want
	yield  func(*connectors.Batch, error) bool
	inARow int // objects the store did not hand over
}

// drawn reads the slots that were drawn.
func (r *reading) drawn(specs []spec) {
	slots, base := r.want.Slots, int64(0)
	for i, sp := range specs {
		end := base + sp.slots(r.want.Draw)
		n := 0
		for n < len(slots) && slots[n] < end {
			n++
		}
		mine := slots[:n]
		slots = slots[n:]
		switch {
		case n == 0:
		case r.want.Draw == connectors.Offsets:
			offsets := make([]int64, n)
			for j, s := range mine {
				offsets[j] = sp.From + s - base
			}
			if !r.once(sp, func(o Object, fo format.Options, hand handFunc) (int, error) { return r.lines(o, fo, offsets, hand) }) {
				return
			}
		case r.want.Draw == connectors.Records:
			rows := make([]int64, n)
			for j, s := range mine {
				rows[j] = s - base
			}
			if _, ok := r.object(sp, func(sp spec, o Object, fo format.Options, hand handFunc) (int, error) {
				fo.Want.Slots = rows
				return r.rows(sp, o, fo, hand)
			}); !ok {
				return
			}
		default:
			for range mine {
				if !r.once(sp, func(o Object, fo format.Options, hand handFunc) (int, error) {
					fo.Unit = int64(i)
					return r.stream(o, fo, hand)
				}) {
					return
				}
			}
		}
		base = end
	}
}

type handFunc func(*connectors.Batch, error) bool

// attempt reads an object once and says how many records it had. err is what
// broke it off; other errors were handed on.
type attempt func(o Object, fo format.Options, hand handFunc) (read int, err error)

// once is object for a reading that does not count.
func (r *reading) once(sp spec, try attempt) bool {
	_, ok := r.object(sp, func(_ spec, o Object, fo format.Options, hand handFunc) (int, error) { return try(o, fo, hand) })
	return ok
}

// object reads one object and says how many records it had. ok is false where
// the shard ends here. An object of which nothing came is tried again in its
// place, so that one that fails takes none of the others with it.
func (r *reading) object(sp spec, try func(spec, Object, format.Options, handFunc) (int, error)) (read int, ok bool) {
	o := sp.object()
	p := r.c.part(r.shard.Dataset, o)
	p.Sub = r.shard.Sub
	fo := format.Options{Name: o.Key, Part: p, Want: r.want, Redact: r.c.o.Redact}
	for n := 1; ; n++ {
		begun := false
		read, err := try(sp, o, fo, func(b *connectors.Batch, err error) bool {
			begun = true
			if b != nil {
				b.Modified = o.Modified
			}
			return r.yield(b, err)
		})
		switch {
		case err == nil:
			r.inARow = 0
			return read, true
		case errors.Is(err, errEnough):
			return read, false
		case !retriable(err):
			return read, r.c.fail(r.ctx, p, err, false, r.yield)
		case begun:
			return read, r.c.fail(r.ctx, p, err, r.c.again(o.Key), r.yield)
		case n < attempts && sleep(r.ctx, firstWait<<(n-1)):
			continue
		}
		r.inARow++
		return read, r.c.fail(r.ctx, p, err, r.inARow >= unreached, r.yield)
	}
}

// errEnough says that the consumer wants no more.
var errEnough = errors.New("enough")

// whole reads all of a spec.
func (r *reading) whole(sp spec, o Object, fo format.Options, hand handFunc) (int, error) {
	switch {
	case sp.Rows > 0:
		return r.rows(sp, o, fo, hand)
	case sp.To > 0:
		return r.span(sp, o, fo, hand)
	}
	return r.stream(o, fo, hand)
}

// stream reads an object from its beginning to its end.
func (r *reading) stream(o Object, fo format.Options, hand handFunc) (int, error) {
	if isPlaced(o) {
		return r.placed(o, fo, hand)
	}
	body, err := r.c.inside.open(r.ctx, o, 0, -1)
	if err != nil {
		return 0, err
	}
	defer body.Close()
	return r.hand(body, o, fo.Part, format.Read(r.ctx, body, fo), hand)
}

// span reads the lines that begin in a range of bytes.
func (r *reading) span(sp spec, o Object, fo format.Options, hand handFunc) (int, error) {
	head, err := r.c.head(r.ctx, o)
	if err != nil {
		return 0, err
	}
	l, ok := format.Look(o.Key, head)
	if !ok {
		return 0, errRecut
	}
	from := max(sp.From, l.Start)
	if from >= sp.To {
		return 0, nil // a header longer than the range
	}
	body := &span{ctx: r.ctx, store: r.c.store, o: o, at: from, end: sp.To}
	if from > l.Start {
		body.at, body.seek = from-1, true
	}
	if err := body.open(); err != nil {
		return 0, err
	}
	defer body.Close()
	return r.hand(body, o, fo.Part, l.ReadLines(r.ctx, body, from, fo), hand)
}

// rows reads groups of rows, or the rows of them that were drawn.
func (r *reading) rows(sp spec, o Object, fo format.Options, hand handFunc) (int, error) {
	f, at, err := r.c.columns(r.ctx, o, fo.Want.Draw == connectors.Records)
	if err != nil {
		return 0, err
	}
	defer at.Close()
	return r.hand(nil, o, fo.Part, f.Read(r.ctx, int(sp.From), int(sp.To), fo), hand)
}

// errRecut says that the beginning of an object is no longer what it was.
var errRecut = &connectors.Error{Reason: connectors.Recut, Text: "it is not made of lines, as others of its dataset are; they are read from the beginning"}

// hand hands on what an object's format yields, and says beside it where the
// object is not the one that was planned.
func (r *reading) hand(body io.Reader, o Object, p connectors.Part, batches iter.Seq2[*connectors.Batch, error], hand handFunc) (read int, err error) {
	changed := isChanged(body, o)
	for b, err := range batches {
		if err != nil && (r.ctx.Err() != nil || retriable(err)) {
			return read, err
		}
		if err != nil {
			if !r.c.fail(r.ctx, p, err, false, hand) {
				return read, errEnough
			}
			continue
		}
		read += b.Rows
		if !hand(b, nil) {
			return read, errEnough
		}
	}
	if changed || isChanged(body, o) {
		if !hand(nil, &connectors.Error{Part: p, Reason: connectors.Changed, Text: "changed while it was scanned; what was read is of the new contents, or of both"}) {
			return read, errEnough
		}
	}
	return read, nil
}

// placed reads an object that is best read at any place: a sheet, a document.
func (r *reading) placed(o Object, fo format.Options, hand handFunc) (int, error) {
	part, size := "", o.Size
	var at ReaderAt
	var closer io.Closer
	var err error
	if p, ok := placeOf(o); ok {
		part = sheetName(o)
		if at, closer, _, err = r.c.inside.containerOf(r.ctx, o, p); err == nil {
			size = p.outer.Size
			if m, ok := at.(*heldMember); ok {
				size = m.Size()
			}
		}
		fo.Kind = p.kind
	} else {
		at, closer, err = r.c.inside.at(r.ctx, o)
	}
	if err != nil {
		return 0, err
	}
	defer closer.Close()
	var body io.Reader // tells whether the object changed; of a container that was asked
	if !isMember(o) {
		body, _ = at.(io.Reader)
	}
	return r.hand(body, o, fo.Part, format.ReadAt(r.ctx, at, size, part, fo), hand)
}

// isPlaced says whether o is best read at any place.
func isPlaced(o Object) bool {
	if p, ok := placeOf(o); ok {
		return p.isSheet()
	}
	k, _ := format.ByName(o.Key)
	return k.IsPlaced() && !format.IsLayerExtension(extension(o.Key))
}

func extension(key string) string {
	if at := strings.LastIndexByte(key, '.'); at >= 0 {
		return key[at:]
	}
	return ""
}
