package objects

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors/format"
)

// From so many names of one folder, extension and shape on, objects of one
// record each are one dataset: a file a customer. Tables and the like stay
// datasets of their own, up to a bound that memory sets.
const (
	maxSingles = 100
	maxNames   = 1000
)

// group is what is known of a dataset while its store is listed.
type group struct {
	pattern string
	shape   shape
	folder  bool     // pattern is that of a folder
	except  []string // patterns of the folder that are groups of their own
	mixed   bool     // objects of other shapes have the same pattern
	single  bool     // its first object is one record
	first   Object
	objects int64
	bytes   int64
	prefix  string // that all keys begin with
	stamp   hash.Hash
}

// crowd is a group of all the objects of a folder whose names vary in ways no
// rule foresees.
type crowd struct {
	group
	all      bool                // whatever an object holds; else only single ones
	patterns map[uint64]struct{} // those with a variable part that joined
}

// grouping finds the groups as objects come in, and lets go of those that
// nothing can be added to any more: stores list what begins alike one after the
// other, so the groups of a folder are complete when a key comes that lies
// elsewhere. What is held are the groups of the folders around the last key,
// and of those whose names vary above it.
type grouping struct {
	shapeOf func(Object) (sh shape, single bool)
	open    []*stretch          // each within the one before
	left    map[uint64]struct{} // hashes of the beginnings of those that were let go
}

// stretch is a run of keys with the same beginning, and the folders in it whose
// patterns have just this text before what varies.
type stretch struct {
	beginning string
	by        map[likeness]*group
	crowds    map[likeness]*crowd // by folder
	names     map[likeness]*count // of the groups of a folder
	shapes    map[string][]shape  // by pattern and by folder
}

// count is how many groups there are, and how many of single objects.
type count struct{ all, single int }

// likeness is what the objects of a dataset have in common.
type likeness struct {
	pattern string
	shape   shape
}

// add adds an object and returns the groups that were completed before it.
// inOrder is false where it belongs to one of those: it is left out.
func (g *grouping) add(o Object) (done []*group, inOrder bool) {
	for n := len(g.open); n > 0 && !strings.HasPrefix(o.Key, g.open[n-1].beginning); n-- {
		done = append(done, g.leave()...)
	}
	beginning := format.Fixed(o.Key)
	at, found := slices.BinarySearchFunc(g.open, len(beginning), func(s *stretch, n int) int { return len(s.beginning) - n })
	if !found {
		if _, left := g.left[sum(beginning)]; left {
			return done, false
		}
		g.open = slices.Insert(g.open, at, newStretch(beginning))
	}
	sh, single := g.shapeOf(o)
	g.open[at].add(o, sh, single)
	return done, true
}

// rest are the groups that the end of the listing completes.
func (g *grouping) rest() (done []*group) {
	for len(g.open) > 0 {
		done = append(done, g.leave()...)
	}
	return done
}

// leave lets go of the innermost stretch.
func (g *grouping) leave() []*group {
	s := g.open[len(g.open)-1]
	g.open = slices.Delete(g.open, len(g.open)-1, len(g.open))
	if g.left == nil {
		g.left = map[uint64]struct{}{}
	}
	g.left[sum(s.beginning)] = struct{}{}
	return s.groups()
}

// sum stands for a text of any length.
func sum(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

func newStretch(beginning string) *stretch {
	return &stretch{
		beginning: strings.Clone(beginning), shapes: map[string][]shape{},
		by: map[likeness]*group{}, crowds: map[likeness]*crowd{}, names: map[likeness]*count{},
	}
}

// add adds an object to the group of its pattern and shape, or to the crowd of
// its folder: a pattern is in one of them as a whole.
func (s *stretch) add(o Object, sh shape, single bool) {
	p, f := format.NamePattern(o.Key), format.FolderPattern(o.Key)
	s.note(p, sh)
	s.note(f, sh)
	like, in := likeness{p, sh}, likeness{f, sh}
	gr, ok := s.by[like]
	if !ok {
		if c := s.crowds[in]; c != nil && c.takes(p, single) {
			c.add(o)
			return
		}
		gr = &group{pattern: p, shape: sh, single: single, first: o, prefix: o.Key, stamp: sha256.New()}
		s.by[like] = gr
		defer s.count(in, single)
	}
	gr.add(o)
}

// note keeps that objects of a pattern have a shape.
func (s *stretch) note(pattern string, sh shape) {
	if !slices.Contains(s.shapes[pattern], sh) {
		s.shapes[pattern] = append(s.shapes[pattern], sh)
	}
}

// count counts a new group, and makes a crowd where there are too many.
func (s *stretch) count(in likeness, single bool) {
	n := s.names[in]
	if n == nil {
		n = &count{}
		s.names[in] = n
	}
	n.all++
	if single {
		n.single++
	}
	if all := n.all > maxNames; all || n.single > maxSingles {
		s.join(in, all)
		*n = count{all: n.all - n.single}
	}
}

// join moves the groups of a folder and a shape to its crowd: those of single
// objects, or all.
func (s *stretch) join(in likeness, all bool) {
	c := s.crowds[in]
	if c == nil {
		c = &crowd{group: group{pattern: in.pattern, shape: in.shape, folder: true, stamp: sha256.New()}, patterns: map[uint64]struct{}{}}
		s.crowds[in] = c
	}
	c.all = c.all || all
	for _, like := range slices.SortedFunc(maps.Keys(s.by), compareLikeness) {
		gr := s.by[like]
		if like.shape != in.shape || format.FolderPattern(gr.first.Key) != in.pattern || !gr.single && !all {
			continue
		}
		if strings.Contains(gr.pattern, "*") {
			c.patterns[sum(gr.pattern)] = struct{}{}
		}
		c.join(gr)
		delete(s.by, like)
	}
}

// takes says whether the objects of a pattern that is not a group belong to the
// crowd, and keeps it.
func (c *crowd) takes(pattern string, single bool) bool {
	_, known := c.patterns[sum(pattern)]
	if !known && !single && !c.all {
		return false
	}
	if strings.Contains(pattern, "*") {
		c.patterns[sum(pattern)] = struct{}{}
	}
	return true
}

func compareLikeness(a, b likeness) int {
	return cmp.Or(strings.Compare(a.pattern, b.pattern), strings.Compare(string(a.shape), string(b.shape)))
}

// groups are the groups in the order of their patterns, of one pattern the
// largest first.
func (s *stretch) groups() []*group {
	s.adoptEmpty()
	out := slices.Collect(maps.Values(s.by))
	for in, c := range s.crowds {
		for _, like := range slices.SortedFunc(maps.Keys(s.by), compareLikeness) {
			if like.shape == in.shape && format.FolderPattern(s.by[like].first.Key) == in.pattern {
				c.except = append(c.except, like.pattern)
			}
		}
		out = append(out, &c.group)
	}
	for _, g := range out {
		g.mixed = len(s.shapes[g.pattern]) > 1
	}
	slices.SortFunc(out, func(a, b *group) int {
		return cmp.Or(strings.Compare(a.pattern, b.pattern), -cmp.Compare(a.objects, b.objects), strings.Compare(a.first.Key, b.first.Key))
	})
	return out
}

// adoptEmpty adds empty objects to the one group that has their pattern: they
// say nothing of their shape.
func (s *stretch) adoptEmpty() {
	for like, g := range s.by {
		shapes := s.shapes[like.pattern]
		if g.bytes > 0 || len(shapes) != 2 {
			continue
		}
		other := shapes[0]
		if other == like.shape {
			other = shapes[1]
		}
		if o := s.by[likeness{like.pattern, other}]; o != nil {
			o.join(g)
			delete(s.by, like)
			s.shapes[like.pattern] = []shape{other}
		}
	}
}

func (a *group) join(b *group) {
	if a.objects == 0 {
		a.first, a.prefix = b.first, b.prefix
	}
	a.objects += b.objects
	a.bytes += b.bytes
	a.prefix = common(a.prefix, b.prefix)
	a.stamp.Write(b.stamp.Sum(nil))
}

func (a *group) add(o Object) {
	a.objects++
	a.bytes += o.Size
	a.prefix = common(a.prefix, o.Key)
	stamp(a.stamp, o)
}

func common(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n]
}

// stamp adds what changes with an object's content to h.
func stamp(h hash.Hash, o Object) {
	var b [20]byte
	binary.BigEndian.PutUint64(b[:], uint64(o.Size))
	binary.BigEndian.PutUint64(b[8:], uint64(o.Modified.UnixNano()))
	binary.BigEndian.PutUint32(b[16:], uint32(len(o.Key)))
	h.Write(b[:])
	h.Write([]byte(o.Key + o.Tag + "\x00"))
}

// shape is what tells objects of one dataset from others beside names: the
// format and, of a table, its header. It is short and holds no value. Objects
// that may not be looked at while they are listed have none.
type shape string

// shapeSize is how much of an object its shape is told by.
const shapeSize = 4096

// shapeOf looks at the beginning of o. single says that o is one record, or a
// text. An object that cannot be read has the shape of its name: reading says
// what is wrong with it.
func (c *connector) shapeOf(ctx context.Context, o Object) (sh shape, single bool) {
	if !c.o.Peek || o.Archived != "" {
		return "", false
	}
	if p, ok := placeOf(o); ok && p.isSheet() {
		return shape(string(p.kind) + ":" + sheetName(o)), false
	}
	var head []byte
	if o.Size > 0 {
		head, _ = c.beginning(ctx, o, shapeSize)
	}
	kind, header, single := format.Shape(o.Key, head, o.Size)
	if len(header) == 0 {
		return shape(kind), single
	}
	sum := sha256.Sum256(header)
	return shape(string(kind) + ":" + hex.EncodeToString(sum[:8])), single
}
