package ledger

import (
	"bufio"
	"container/heap"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"
)

// Builder gathers the entries of one ledger, by one kind of key. Its memory is
// bounded; sorted runs of what goes beyond lie in one file until the index is
// built.
type Builder struct {
	dir    string
	memory int64
	chunk  int // records of a writer's buffer

	mu   sync.Mutex
	file *os.File
	end  int64
	pool []record // committed, of no run yet
	runs []run
}

// run is a sorted part of the file.
type run struct {
	from int64
	n    int
}

// NewBuilder returns an empty one. Its files, which only their owner can read,
// lie in dir. memory is what the index may take.
func NewBuilder(dir string, memory int64) *Builder {
	return &Builder{dir: dir, memory: memory, chunk: int(min(max(memory/64/size, 256), 1<<16))}
}

// Writer is what one part of the ledger adds: all of it, or nothing where it is
// not committed.
type Writer struct {
	b    *Builder
	buf  []record
	runs []run
}

// Writer begins one. Each is for one goroutine; there may be many.
func (b *Builder) Writer() *Writer { return &Writer{b: b} }

// Add takes an entry about k. An error is one of the file.
func (w *Writer) Add(k Key, e Entry) error {
	w.buf = append(w.buf, recordOf(k, e))
	if len(w.buf) < w.b.chunk {
		return nil
	}
	r, err := w.b.write(w.buf)
	w.runs, w.buf = append(w.runs, r), w.buf[:0]
	return err
}

// Commit makes what was added count.
func (w *Writer) Commit() error {
	b := w.b
	b.mu.Lock()
	b.runs = append(b.runs, w.runs...)
	b.pool = append(b.pool, w.buf...)
	var full []record
	if len(b.pool) >= 4*b.chunk {
		full, b.pool = b.pool, nil
	}
	b.mu.Unlock()
	w.buf, w.runs = nil, nil
	if full == nil {
		return nil
	}
	r, err := b.write(full)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.runs = append(b.runs, r)
	return err
}

// write sorts records, folds those of one key and purpose and appends a run.
func (b *Builder) write(records []record) (run, error) {
	records = folded(records)
	out := make([]byte, size*len(records))
	for i := range records {
		records[i].put(out[size*i:])
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.file == nil {
		f, err := temporary(b.dir)
		if err != nil {
			return run{}, err
		}
		b.file = f
	}
	r := run{b.end, len(records)}
	if _, err := b.file.WriteAt(out, b.end); err != nil {
		return run{}, fmt.Errorf("write the index of a ledger: %w", err)
	}
	b.end += int64(len(out))
	return r, nil
}

// folded sorts records in place and joins those of one key and purpose.
func folded(records []record) []record {
	slices.SortFunc(records, func(a, b record) int { return a.compare(&b) })
	n := 0
	for i := range records {
		if n > 0 && records[n-1].compare(&records[i]) == 0 {
			records[n-1].fold(&records[i])
			continue
		}
		records[n] = records[i]
		n++
	}
	return records[:n]
}

// temporary makes a file that only its owner can read, and that is gone with
// the process where the system allows.
func temporary(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "ledger-*.tmp") // 0600
	if err != nil {
		return nil, fmt.Errorf("make the index of a ledger: %w", err)
	}
	_ = os.Remove(f.Name()) // where an open file cannot be removed, remove does it
	return f, nil
}

// remove closes a file of temporary.
func remove(f *os.File) {
	if f != nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
}

// Reset forgets everything that was added.
func (b *Builder) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pool, b.runs = nil, nil
}

// Close removes the file.
func (b *Builder) Close() {
	remove(b.file)
	b.file, b.pool, b.runs = nil, nil, nil
}

// Index folds everything that was committed into what holds on a day. first
// keeps when a consent was first granted. The builder is closed by it.
func (b *Builder) Index(on time.Time, first bool) (*Index, error) {
	defer b.Close()
	m := &merging{}
	most := len(b.pool)
	for _, r := range b.runs {
		most += r.n
	}
	buffer := int(min(max(b.memory/4/int64(len(b.runs)+1), 8*size), 64<<10))
	for _, r := range b.runs {
		m.add(&cursor{r: bufio.NewReaderSize(io.NewSectionReader(b.file, r.from, int64(r.n)*size), buffer), left: r.n})
	}
	m.add(&cursor{records: folded(b.pool)})
	x, err := newIndex(b.dir, b.memory, most, first)
	if err != nil {
		return nil, err
	}
	today := uint16(min(max(on.Unix()/day, 0), 1<<16-1))
	for {
		r, more := m.next()
		if m.err != nil {
			err = fmt.Errorf("read the index of a ledger: %w", m.err)
			break
		}
		if !more {
			err = x.finish()
			break
		}
		if err = x.append(&r, today); err != nil {
			break
		}
	}
	if err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}

// cursor walks one run.
type cursor struct {
	head    record
	records []record // in memory
	r       *bufio.Reader
	left    int
	buf     [size]byte
}

func (c *cursor) next() (bool, error) {
	if c.r == nil {
		if len(c.records) == 0 {
			return false, nil
		}
		c.head, c.records = c.records[0], c.records[1:]
		return true, nil
	}
	if c.left == 0 {
		return false, nil
	}
	c.left--
	if _, err := io.ReadFull(c.r, c.buf[:]); err != nil {
		return false, err
	}
	c.head.take(c.buf[:])
	return true, nil
}

// merging walks all runs in the order of their records.
type merging struct {
	heap cursors
	err  error
}

type cursors []*cursor

func (h cursors) Len() int           { return len(h) }
func (h cursors) Less(i, j int) bool { return h[i].head.compare(&h[j].head) < 0 }
func (h cursors) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *cursors) Push(x any)        { *h = append(*h, x.(*cursor)) }
func (h *cursors) Pop() any {
	last := len(*h) - 1
	c := (*h)[last]
	*h = (*h)[:last]
	return c
}

func (m *merging) add(c *cursor) {
	ok, err := c.next()
	if err != nil {
		m.err = err
	}
	if ok {
		heap.Push(&m.heap, c)
	}
}

// next folds the records of the lowest key and purpose.
func (m *merging) next() (r record, more bool) {
	for len(m.heap) > 0 && m.err == nil {
		c := m.heap[0]
		switch {
		case !more:
			r, more = c.head, true
		case c.head.compare(&r) == 0:
			r.fold(&c.head)
		default:
			return r, true
		}
		ok, err := c.next()
		m.err = err
		if ok {
			heap.Fix(&m.heap, 0)
		} else {
			heap.Pop(&m.heap)
		}
	}
	return r, more
}
