package objects

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// Archives and workbooks are listed by what is in them: backup.zip holds
// backup.zip!/crm/contacts.csv, book.xlsx the sheet book.xlsx!/Staff. A member
// is an object whose tag says what it lies in, so that it can be planned and
// shipped like any other.

// maxNested is how deep containers that are listed may lie in each other.
const maxNested = 3

// maxKept is how many directories of containers are kept.
const maxKept = 8

// place is where a member lies, as its tag says.
type place struct {
	kind   format.Kind // of the innermost container
	hidden bool
	outer  Object // the object of the store
}

const placeMark = format.Inside + "|"

func (p place) tag() string {
	hidden := ""
	if p.hidden {
		hidden = "hidden"
	}
	modified := int64(0)
	if !p.outer.Modified.IsZero() {
		modified = p.outer.Modified.UnixNano()
	}
	return placeMark + strings.Join([]string{string(p.kind), hidden, strconv.Itoa(len(p.outer.Key)), strconv.FormatInt(p.outer.Size, 10), strconv.FormatInt(modified, 10), p.outer.Tag}, "|")
}

// placeOf says where o lies; ok is false for objects of the store itself.
func placeOf(o Object) (p place, ok bool) {
	rest, ok := strings.CutPrefix(o.Tag, placeMark)
	if !ok {
		return p, false
	}
	f := strings.SplitN(rest, "|", 6)
	if len(f) != 6 {
		return p, false
	}
	length, _ := strconv.Atoi(f[2])
	size, _ := strconv.ParseInt(f[3], 10, 64)
	modified, _ := strconv.ParseInt(f[4], 10, 64)
	if length <= 0 || length > len(o.Key) {
		return p, false
	}
	p = place{kind: format.Kind(f[0]), hidden: f[1] != "", outer: Object{Key: o.Key[:length], Size: size, Tag: f[5]}}
	if modified != 0 {
		p.outer.Modified = time.Unix(0, modified).UTC()
	}
	return p, true
}

func isMember(o Object) bool {
	_, ok := placeOf(o)
	return ok
}

func (p place) isSheet() bool { return p.kind == format.XLSX || p.kind == format.ODS }

// sheetName is the name of the sheet that o is.
func sheetName(o Object) string {
	_, name := splitMember(o.Key)
	return name
}

// splitMember splits the key of a member into that of its container and its name
// there. Names of sheets hold no slash.
func splitMember(key string) (container, name string) {
	at := strings.LastIndex(key, format.Inside)
	if at < 0 {
		return "", key
	}
	return key[:at], key[at+len(format.Inside):]
}

// mayBeContainer says whether an object is worth looking into for members.
func mayBeContainer(key string) bool {
	switch k, _ := format.ByName(key); k {
	case format.Zip, format.XLSX, format.ODS:
		return true
	}
	return false
}

// containers opens the members of a store's archives. Many goroutines may use it
// at once.
type containers struct {
	store  Store
	redact func(name string) string

	mu   sync.Mutex
	kept map[string]*container // directories, by key and tag
}

// container is what is known of an archive or a workbook.
type container struct {
	kind    format.Kind
	archive *format.Archive
	members []format.Member
	data    []byte // of one that lies in another; nil: it is read where it lies
}

// expanded yields the members of containers in their place. A container that
// cannot be listed is an object like any other: reading says what is wrong.
func (c *containers) expanded(ctx context.Context, objects iter.Seq2[Object, error]) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		for o, err := range objects {
			if err != nil || o.Archived != "" || !mayBeContainer(o.Key) {
				if !yield(o, err) {
					return
				}
				continue
			}
			if !c.expand(ctx, o, 1, yield) {
				return
			}
		}
	}
}

// expand yields the members of o, or o itself where it has none.
func (c *containers) expand(ctx context.Context, o Object, depth int, yield func(Object, error) bool) bool {
	r, closer, err := c.at(ctx, o)
	if err != nil {
		return yield(o, nil)
	}
	defer closer.Close()
	k, err := c.container(o, r)
	if err != nil || len(k.members) == 0 {
		return yield(o, nil)
	}
	outer := o
	if p, ok := placeOf(o); ok {
		outer = p.outer
	}
	members := slices.Clone(k.members)
	slices.SortStableFunc(members, func(a, b format.Member) int { return strings.Compare(a.Name, b.Name) })
	for i, m := range members {
		if i > 0 && m.Name == members[i-1].Name {
			continue // a file that was replaced: the last one counts
		}
		inner := Object{
			Key: o.Key + format.Inside + m.Name, Size: m.Size, Modified: o.Modified,
			Tag: place{kind: k.kind, hidden: m.Hidden, outer: outer}.tag(),
		}
		if k.kind == format.Zip && mayBeContainer(m.Name) && depth < maxNested && m.Size <= format.MaxInMemory {
			if !c.expand(ctx, inner, depth+1, yield) {
				return false
			}
			continue
		}
		if !yield(inner, nil) {
			return false
		}
	}
	if k.archive.More > 0 {
		return yield(Object{}, &connectors.Error{Part: connectors.Part{Object: c.redact(o.Key)}, Reason: connectors.Limit, Text: "holds more than 100,000 files; the others were not read"})
	}
	return true
}

// container reads the directory of o, or has it kept.
func (c *containers) container(o Object, r ReaderAt) (*container, error) {
	key := o.Key + "\x00" + o.Tag
	c.mu.Lock()
	k := c.kept[key]
	c.mu.Unlock()
	if k != nil {
		return k, nil
	}
	size := o.Size
	if m, ok := r.(*heldMember); ok {
		size = m.Size()
	}
	archive, err := format.OpenZip(r, size)
	if err != nil {
		return nil, err
	}
	k = &container{archive: archive}
	if k.kind, k.members, err = archive.Members(r); err != nil {
		return nil, err
	}
	if m, ok := r.(*heldMember); ok {
		k.data = m.data
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= maxKept {
		clear(c.kept)
	}
	if c.kept == nil {
		c.kept = map[string]*container{}
	}
	if k.data != nil { // one of them is enough to hold
		maps.DeleteFunc(c.kept, func(_ string, other *container) bool { return other.data != nil })
	}
	c.kept[key] = k
	return k, nil
}

// heldMember is a member that is held to be read at any place.
type heldMember struct {
	*bytes.Reader
	data []byte
}

func (m *heldMember) Close() error { return nil }

// at reads an object of the store, or a member, at any place.
func (c *containers) at(ctx context.Context, o Object) (ReaderAt, io.Closer, error) {
	p, ok := placeOf(o)
	if !ok {
		r, err := c.store.At(ctx, o)
		return r, r, err
	}
	c.mu.Lock()
	k := c.kept[o.Key+"\x00"+o.Tag]
	c.mu.Unlock()
	if k != nil && k.data != nil {
		m := &heldMember{bytes.NewReader(k.data), k.data}
		return m, m, nil
	}
	b, err := c.openMember(ctx, o, p)
	if err != nil {
		return nil, nil, err
	}
	defer b.Close()
	data, err := io.ReadAll(io.LimitReader(b, format.MaxInMemory+1))
	if err != nil {
		return nil, nil, err
	}
	if len(data) > format.MaxInMemory {
		return nil, nil, &connectors.Error{Reason: connectors.Limit, Text: "larger than 64 MiB and in an archive, so that it cannot be read at any place; unpack it to have it scanned"}
	}
	m := &heldMember{bytes.NewReader(data), data}
	return m, m, nil
}

// open reads an object of the store, or a member, from offset on.
func (c *containers) open(ctx context.Context, o Object, offset, length int64) (io.ReadCloser, error) {
	p, ok := placeOf(o)
	if !ok {
		return c.store.Open(ctx, o, offset, length)
	}
	if p.isSheet() {
		return io.NopCloser(bytes.NewReader(nil)), nil // its bytes say nothing by themselves
	}
	b, err := c.openMember(ctx, o, p)
	if err != nil {
		return nil, err
	}
	if offset > 0 {
		if _, err := io.CopyN(io.Discard, b, offset); err != nil && !errors.Is(err, io.EOF) {
			b.Close()
			return nil, err
		}
	}
	if length < 0 {
		return b, nil
	}
	return limited{io.LimitReader(b, length), b}, nil
}

type limited struct {
	io.Reader
	io.Closer
}

// openMember unpacks a file of an archive.
func (c *containers) openMember(ctx context.Context, o Object, p place) (io.ReadCloser, error) {
	r, closer, k, err := c.containerOf(ctx, o, p)
	if err != nil {
		return nil, err
	}
	_, name := splitMember(o.Key)
	b, err := k.archive.OpenFile(r, name)
	if err != nil {
		closer.Close()
		return nil, err
	}
	return limited{b, both{b, closer}}, nil
}

type both struct{ first, second io.Closer }

func (b both) Close() error { return errors.Join(b.first.Close(), b.second.Close()) }

// containerKey is the key of the container that o lies in.
func containerKey(o Object) string {
	container, _ := splitMember(o.Key)
	return container
}

// containerOf opens the container that o lies in.
func (c *containers) containerOf(ctx context.Context, o Object, p place) (ReaderAt, io.Closer, *container, error) {
	parent := p.outer
	if key := containerKey(o); key != p.outer.Key {
		parent = Object{Key: key, Modified: o.Modified, Tag: place{kind: format.Zip, outer: p.outer}.tag()}
	}
	r, closer, err := c.at(ctx, parent)
	if err != nil {
		return nil, nil, nil, err
	}
	if s, ok := r.(Stater); ok && changedSince(s, parent) {
		closer.Close()
		return nil, nil, nil, &connectors.Error{Reason: connectors.Changed, Text: "changed since it was listed; scan again"}
	}
	k, err := c.container(parent, r)
	if err != nil {
		closer.Close()
		return nil, nil, nil, err
	}
	return r, closer, k, nil
}
