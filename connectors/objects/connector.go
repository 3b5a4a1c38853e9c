package objects

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

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
	return &connector{store: s, inside: &containers{store: s, redact: o.Redact}, o: o, failed: map[string]int{}}
}

type connector struct {
	store  Store
	inside *containers
	o      Options

	tagged atomic.Int64 // datasets whose tags were asked for

	mu     sync.Mutex
	failed map[string]int // attempts at objects that could not be reached
}

// opaque is a dataset for Shards: one object, or how to find the group's.
type opaque struct {
	Object  *Object  `json:"object,omitempty"`
	Pattern string   `json:"pattern,omitempty"`
	Folder  bool     `json:"folder,omitempty"` // Pattern is that of a folder
	Except  []string `json:"except,omitempty"` // patterns of the folder that are datasets of their own
	Shape   shape    `json:"shape,omitempty"`  // of its objects, where others have the same pattern
	Prefix  string   `json:"prefix,omitempty"`
}

// Datasets groups the objects of the store, and hands a group over as soon as
// the listing has left the folders that it lies in.
func (c *connector) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		l := listing{c: c, names: map[string]int{}, yield: yield}
		l.shapeOf = func(o Object) (shape, bool) { return c.shapeOf(ctx, o) }
		for o, err := range c.listed(ctx, c.store.List(ctx)) {
			if err != nil {
				if !yield(connectors.Dataset{}, err) {
					return
				}
				continue
			}
			if !c.taken(ctx, o) && !l.add(ctx, o) {
				return
			}
		}
		l.hand(ctx, l.rest())
	}
}

// listed are objects with the members of containers in their place, where they
// may be looked into.
func (c *connector) listed(ctx context.Context, objects iter.Seq2[Object, error]) iter.Seq2[Object, error] {
	if !c.o.Peek {
		return objects
	}
	return c.inside.expanded(ctx, objects)
}

// listing is one run of Datasets.
type listing struct {
	grouping
	c        *connector
	names    map[string]int // those that redaction changed
	disorder bool           // it was said
	yield    func(connectors.Dataset, error) bool
}

func (l *listing) add(ctx context.Context, o Object) bool {
	done, inOrder := l.grouping.add(o)
	if !l.hand(ctx, done) {
		return false
	}
	if inOrder || l.disorder {
		return true
	}
	l.disorder = true
	return l.yield(connectors.Dataset{}, &connectors.Error{Reason: connectors.Unsupported,
		Text: "the store does not list its keys in their order: some that came late were left out"})
}

func (l *listing) hand(ctx context.Context, groups []*group) bool {
	for _, g := range groups {
		d, changed := l.c.dataset(ctx, g)
		if changed {
			if l.names[d.Name]++; l.names[d.Name] > 1 {
				d.Name += "#" + strconv.Itoa(l.names[d.Name]) // two names that redact alike
			}
		}
		if !l.yield(d, nil) {
			return false
		}
	}
	return true
}

// taken says whether somebody else reads o.
func (c *connector) taken(ctx context.Context, o Object) bool {
	if !c.o.Peek || c.o.Take == nil || o.Size == 0 || o.Archived != "" || isMember(o) {
		return false
	}
	if k, _ := format.ByName(o.Key); k != format.Unknown && k != format.SQLite {
		return false
	}
	return c.o.Take(o, c.sniff(ctx, o))
}

// dataset describes a group. changed says that its name is not the pattern as
// it is: another one may have the same.
func (c *connector) dataset(ctx context.Context, g *group) (d connectors.Dataset, changed bool) {
	d = connectors.Dataset{Kind: "objects", Records: -1, Bytes: g.bytes, Objects: g.objects, Stamp: hex.EncodeToString(g.stamp.Sum(nil)[:16])}
	name, op := g.pattern, opaque{Pattern: g.pattern, Folder: g.folder, Except: g.except, Prefix: g.prefix}
	if g.mixed {
		op.Shape = g.shape
	}
	if g.objects == 1 {
		name, d.Kind = g.first.Key, "file"
		op = opaque{Object: &g.first}
	}
	d.Name = c.o.Redact(name)
	d.Opaque, _ = json.Marshal(op)
	kind, sure := format.ByName(g.first.Key)
	if p, ok := placeOf(g.first); ok && p.isSheet() {
		sure = false
		if p.hidden && g.objects == 1 {
			d.Comment = "a sheet that is hidden"
		}
	}
	if !sure && c.o.Peek && g.first.Archived == "" {
		kind = c.sniff(ctx, g.first)
	}
	d.Format, d.Unit = string(kind), kind.Unit()
	return d, d.Name != name || strings.Contains(name, "{}") || op.Shape != ""
}

// sniff reads the beginning of an object for its kind.
func (c *connector) sniff(ctx context.Context, o Object) format.Kind {
	if p, ok := placeOf(o); ok && p.isSheet() {
		return p.kind
	}
	r, err := c.inside.open(ctx, o, 0, -1)
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
		of := format.NamePattern
		if op.Folder {
			of = format.FolderPattern
		}
		for o, err := range c.under(ctx, op.Prefix) {
			if err == nil && (of(o.Key) != op.Pattern || op.Folder && slices.Contains(op.Except, format.NamePattern(o.Key)) || c.taken(ctx, o) || !c.hasShape(ctx, o, op.Shape)) {
				continue
			}
			if !yield(o, err) {
				return
			}
		}
	}
}

// hasShape says whether o has a shape; "" is any.
func (c *connector) hasShape(ctx context.Context, o Object, want shape) bool {
	if want == "" {
		return true
	}
	got, _ := c.shapeOf(ctx, o)
	return got == want
}

// under lists the objects whose keys begin with prefix. What could not be
// listed was said by Datasets.
func (c *connector) under(ctx context.Context, prefix string) iter.Seq2[Object, error] {
	list := c.store.List
	if l, ok := c.store.(Lister); ok {
		// What is in a container has keys that begin with its own.
		outer, _, _ := strings.Cut(prefix, format.Inside)
		list = func(ctx context.Context) iter.Seq2[Object, error] { return l.ListUnder(ctx, outer) }
	}
	return func(yield func(Object, error) bool) {
		for o, err := range c.listed(ctx, list(ctx)) {
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
