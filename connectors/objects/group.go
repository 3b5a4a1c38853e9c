package objects

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"hash/fnv"
	"maps"
	"path"
	"slices"
	"strings"
)

// maxAlike is how many patterns of one folder and extension are told apart:
// beyond, the folder's objects are one dataset.
const maxAlike = 100

// group is what is known of a dataset while its store is listed.
type group struct {
	pattern string
	folder  bool // pattern is that of a folder
	first   Object
	objects int64
	bytes   int64
	prefix  string // that all keys begin with
	stamp   hash.Hash
}

// grouping finds the groups as objects come in, and lets go of those that
// nothing can be added to any more: stores list what begins alike one after the
// other, so the groups of a folder are complete when a key comes that lies
// elsewhere. What is held are the groups of the folders around the last key,
// and of those whose names vary above it.
type grouping struct {
	open []*stretch          // each within the one before
	left map[uint64]struct{} // hashes of the beginnings of those that were let go
}

// stretch is a run of keys with the same beginning, and the folders in it whose
// patterns have just this text before what varies.
type stretch struct {
	beginning string
	alike     map[string]int    // patterns by folder
	by        map[string]*group // by pattern
	many      map[string]*group // by folder, those with too many patterns
}

// add adds an object and returns the groups that were completed before it.
// inOrder is false where it belongs to one of those: it is left out.
func (g *grouping) add(o Object) (done []*group, inOrder bool) {
	for n := len(g.open); n > 0 && !strings.HasPrefix(o.Key, g.open[n-1].beginning); n-- {
		done = append(done, g.leave()...)
	}
	beginning := fixed(o.Key)
	at, found := slices.BinarySearchFunc(g.open, len(beginning), func(s *stretch, n int) int { return len(s.beginning) - n })
	if !found {
		if _, left := g.left[sum(beginning)]; left {
			return done, false
		}
		g.open = slices.Insert(g.open, at, &stretch{beginning: strings.Clone(beginning), alike: map[string]int{}, by: map[string]*group{}})
	}
	g.open[at].add(o)
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

// fixed is what all keys begin with whose folder has the pattern of key's: the
// folder, up to what varies.
func fixed(key string) string {
	dir, _ := path.Split(key)
	if at := varying.FindStringIndex(dir); at != nil {
		return dir[:at[0]]
	}
	return dir
}

func (s *stretch) add(o Object) {
	f := folder(o.Key)
	if gr, ok := s.many[f]; ok {
		gr.add(o)
		return
	}
	p := pattern(o.Key)
	gr, ok := s.by[p]
	if !ok {
		gr = &group{pattern: p, first: o, prefix: o.Key, stamp: sha256.New()}
		s.by[p] = gr
		s.alike[f]++
	}
	gr.add(o)
	if s.alike[f] > maxAlike {
		s.join(f)
	}
}

// join makes one group of all the patterns of a folder.
func (s *stretch) join(f string) {
	all := &group{pattern: f, folder: true, stamp: sha256.New()}
	for _, p := range slices.Sorted(maps.Keys(s.by)) {
		if gr := s.by[p]; folder(gr.first.Key) == f {
			all.join(gr)
			delete(s.by, p)
		}
	}
	if s.many == nil {
		s.many = map[string]*group{}
	}
	s.many[f] = all
}

// groups are the groups in the order of their patterns.
func (s *stretch) groups() []*group {
	out := slices.AppendSeq(slices.Collect(maps.Values(s.by)), maps.Values(s.many))
	slices.SortFunc(out, func(a, b *group) int { return strings.Compare(a.pattern, b.pattern) })
	return out
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
