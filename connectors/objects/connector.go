package objects

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// maxAlike is how many patterns of one folder and extension are told apart:
// beyond, the folder's objects are one dataset.
const maxAlike = 100

// An object is given up after so many attempts, and the whole store, for now,
// after so many objects in a row that it did not hand over.
const (
	attempts  = 2
	unreached = 3
	firstWait = 200 * time.Millisecond // between attempts
)

// Options of a connector over a store.
type Options struct {
	// Redact replaces the number-like parts of a name by {}. Required.
	Redact func(name string) string

	// Peek allows the listing to read the first bytes of one object of each
	// dataset whose name does not tell its format. Without it such a dataset
	// is listed as its name suggests, and found out when it is read.
	Peek bool

	// Range is the size from which on an object made of lines is cut into
	// ranges of bytes of at most that size, and groups of rows are not put
	// together; 0: 64 MiB.
	Range int64

	// Take may claim objects of kinds that are not read here, such as SQLite
	// databases, by name and content. They are left out of every dataset. Nil:
	// none is. It is asked only where Peek is set.
	Take func(o Object, kind format.Kind) bool
}

// New makes a connector of a store, which it closes.
func New(s Store, o Options) connectors.Connector {
	return &connector{store: s, o: o, failed: map[string]int{}}
}

type connector struct {
	store Store
	o     Options

	mu     sync.Mutex
	failed map[string]int // attempts at objects that could not be reached
}

// group is what is known of a dataset while its store is listed.
type group struct {
	pattern string
	first   Object
	objects int64
	bytes   int64
	prefix  string // that all keys begin with
	stamp   hash.Hash
}

// opaque is a dataset for Shards: one object, or how to find the group's.
type opaque struct {
	Object  *Object `json:"object,omitempty"`
	Pattern string  `json:"pattern,omitempty"`
	Folder  bool    `json:"folder,omitempty"` // Pattern is that of a folder
	Prefix  string  `json:"prefix,omitempty"`
}

// Datasets groups the objects of the store.
func (c *connector) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		g := grouping{alike: map[string]int{}, by: map[string]*group{}}
		for o, err := range c.store.List(ctx) {
			if err != nil {
				if !yield(connectors.Dataset{}, err) {
					return
				}
				continue
			}
			if !c.taken(ctx, o) {
				g.add(o)
			}
		}
		names := map[string]int{}
		for _, gr := range g.groups() {
			d := c.dataset(ctx, gr)
			if names[d.Name]++; names[d.Name] > 1 {
				d.Name += "#" + strconv.Itoa(names[d.Name]) // two names that redact alike
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}

// taken says whether somebody else reads o.
func (c *connector) taken(ctx context.Context, o Object) bool {
	if !c.o.Peek || c.o.Take == nil || o.Size == 0 || o.Archived != "" {
		return false
	}
	if k, _ := format.ByName(o.Key); k != format.Unknown && k != format.SQLite {
		return false
	}
	return c.o.Take(o, c.sniff(ctx, o))
}

// grouping finds the groups as objects come in.
type grouping struct {
	by    map[string]*group // by pattern
	order []string
	alike map[string]int // patterns by folder
	many  map[string]*group
}

func (g *grouping) add(o Object) {
	f := folder(o.Key)
	if gr, ok := g.many[f]; ok {
		gr.add(o)
		return
	}
	p := pattern(o.Key)
	gr, ok := g.by[p]
	if !ok {
		gr = &group{pattern: p, first: o, prefix: o.Key, stamp: sha256.New()}
		g.by[p] = gr
		g.order = append(g.order, p)
		if g.alike[f]++; g.alike[f] > maxAlike {
			gr.add(o)
			g.join(f)
			return
		}
	}
	gr.add(o)
}

// join makes one group of all the patterns of a folder.
func (g *grouping) join(f string) {
	all := &group{pattern: f, stamp: sha256.New()}
	g.order = slices.DeleteFunc(g.order, func(p string) bool {
		gr := g.by[p]
		if folder(gr.first.Key) != f {
			return false
		}
		delete(g.by, p)
		all.join(gr)
		return true
	})
	if g.many == nil {
		g.many = map[string]*group{}
	}
	g.many[f] = all
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

// groups are the groups in the order of their patterns.
func (g *grouping) groups() []*group {
	var out []*group
	for _, p := range g.order {
		out = append(out, g.by[p])
	}
	for _, gr := range g.many {
		out = append(out, gr)
	}
	slices.SortFunc(out, func(a, b *group) int { return strings.Compare(a.pattern, b.pattern) })
	return out
}

func (c *connector) dataset(ctx context.Context, g *group) connectors.Dataset {
	d := connectors.Dataset{
		Name: c.o.Redact(g.pattern), Kind: "objects", Records: -1, Bytes: g.bytes,
		Objects: g.objects, Stamp: hex.EncodeToString(g.stamp.Sum(nil)[:16]),
	}
	op := opaque{Pattern: g.pattern, Folder: g.pattern == folder(g.first.Key) && g.pattern != pattern(g.first.Key), Prefix: g.prefix}
	if g.objects == 1 {
		d.Name, d.Kind = c.o.Redact(g.first.Key), "file"
		op = opaque{Object: &g.first}
	}
	d.Opaque, _ = json.Marshal(op)
	kind, sure := format.ByName(g.first.Key)
	if !sure && c.o.Peek && g.first.Archived == "" {
		kind = c.sniff(ctx, g.first)
	}
	d.Format, d.Unit = string(kind), kind.Unit()
	return d
}

// sniff reads the beginning of an object for its kind.
func (c *connector) sniff(ctx context.Context, o Object) format.Kind {
	r, err := c.store.Open(ctx, o, 0, -1)
	if err != nil {
		kind, _ := format.ByName(o.Key)
		return kind
	}
	defer r.Close()
	return format.Detect(ctx, o.Key, r)
}

func (c *connector) part(dataset string, o Object) connectors.Part {
	return connectors.Part{Dataset: dataset, Object: c.o.Redact(o.Key)}
}

// members are the objects of d.
func (c *connector) members(ctx context.Context, d connectors.Dataset) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		var op opaque
		if err := json.Unmarshal(d.Opaque, &op); err != nil {
			yield(Object{}, &connectors.Error{Part: connectors.Part{Dataset: d.Name}, Reason: connectors.Malformed, Text: "the plan of this dataset is damaged; scan again", Cause: err})
			return
		}
		if op.Object != nil {
			yield(*op.Object, nil)
			return
		}
		of := pattern
		if op.Folder {
			of = folder
		}
		for o, err := range c.under(ctx, op.Prefix) {
			if err == nil && (of(o.Key) != op.Pattern || c.taken(ctx, o)) {
				continue
			}
			if !yield(o, err) {
				return
			}
		}
	}
}

// under lists the objects whose keys begin with prefix. What could not be
// listed was said by Datasets.
func (c *connector) under(ctx context.Context, prefix string) iter.Seq2[Object, error] {
	list := c.store.List
	if l, ok := c.store.(Lister); ok {
		list = func(ctx context.Context) iter.Seq2[Object, error] { return l.ListUnder(ctx, prefix) }
	}
	return func(yield func(Object, error) bool) {
		for o, err := range list(ctx) {
			var e *connectors.Error
			if errors.As(err, &e) && !e.Retry && e.Reason != connectors.Interrupted {
				continue
			}
			if err == nil && !strings.HasPrefix(o.Key, prefix) {
				continue
			}
			if !yield(o, err) {
				return
			}
		}
	}
}

// retriable says that reading again may help.
func retriable(err error) bool {
	e, ok := errors.AsType[*connectors.Error](err)
	return !ok || e.Retry
}

// sleep waits, unless ctx ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// isChanged says whether what is being read is not what was planned.
func isChanged(r io.Reader, o Object) bool {
	s, ok := r.(Stater)
	return ok && changedSince(s, o)
}

func changedSince(s Stater, o Object) bool {
	now, err := s.Stat()
	if err != nil {
		return false // reading says what is wrong
	}
	return now.Size != o.Size ||
		now.Tag != "" && o.Tag != "" && now.Tag != o.Tag ||
		!now.Modified.IsZero() && !o.Modified.IsZero() && !now.Modified.Equal(o.Modified)
}

// fail hands an error on and says whether the shard goes on: not where it is
// worth reading again, nor where the reading was stopped.
func (c *connector) fail(ctx context.Context, p connectors.Part, err error, retry bool, yield handFunc) (ok bool) {
	var e *connectors.Error
	if !errors.As(err, &e) {
		e = &connectors.Error{Reason: connectors.Unreachable, Text: "could not be read", Cause: err}
	}
	c2 := *e
	c2.Part, c2.Retry = p, retry
	if ctx.Err() != nil {
		c2 = connectors.Error{Part: p, Reason: connectors.Interrupted, Text: "the reading was stopped", Cause: ctx.Err()}
		yield(nil, &c2)
		return false
	}
	return yield(nil, &c2) && !retry
}

// again says whether a shard with an object that broke off in its middle is
// worth reading again: what was read of the object has to be discarded.
func (c *connector) again(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed[key]++
	return c.failed[key] < attempts
}

// Close closes the store.
func (c *connector) Close() error { return c.store.Close() }
