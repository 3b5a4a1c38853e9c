package ledger

import (
	"fmt"
	"math/bits"
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

// partitions are how many parts the keys are sorted into by their first bits,
// each of which is put in order by itself.
const (
	partitionBits = 8
	partitions    = 1 << partitionBits
)

func (a *record) partition() int { return int(a.hi >> (64 - partitionBits)) }

// run is a part of the file that was written at once.
type run struct {
	from  int64
	begin [partitions + 1]uint32 // of each partition, in records
}

func (r *run) n() int { return int(r.begin[partitions]) }

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

// write appends records as a run, partition by partition.
func (b *Builder) write(records []record) (run, error) {
	var r run
	for i := range records {
		r.begin[records[i].partition()+1]++
	}
	for p := range partitions {
		r.begin[p+1] += r.begin[p]
	}
	out, at := make([]byte, size*len(records)), r.begin
	for i := range records {
		p := records[i].partition()
		records[i].put(out[size*int(at[p]):])
		at[p]++
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
	r.from = b.end
	if _, err := b.file.WriteAt(out, b.end); err != nil {
		return run{}, fmt.Errorf("write the index of a ledger: %w", err)
	}
	b.end += int64(len(out))
	return r, nil
}

// order sorts records, with room for as many others. Keys are hashes, so that
// their bits spread them evenly over buckets of a few; what they have in common
// is skipped.
func order(records, room []record, skip int) {
	byRecord := func(a, b record) int { return a.compare(&b) }
	if len(records) < 64 {
		slices.SortFunc(records, byRecord)
		return
	}
	b := bits.Len(uint(len(records)/4)) - 1
	bucket := func(r *record) int { return int(r.hi << skip >> (64 - b)) }
	ends := make([]int, 1<<b+1)
	for i := range records {
		ends[bucket(&records[i])+1]++
	}
	for i := range 1 << b {
		ends[i+1] += ends[i]
	}
	room = room[:len(records)]
	copy(room, records)
	for i := range room {
		k := bucket(&room[i])
		records[ends[k]] = room[i]
		ends[k]++ // ends becomes where each bucket ends
	}
	from := 0
	for _, to := range ends[:1<<b] {
		slices.SortFunc(records[from:to], byRecord) // by insertion, where it is short
		from = to
	}
}

// folded sorts records in place and joins those of one key and purpose.
func folded(records, room []record, skip int) []record {
	order(records, slices.Grow(room[:0], len(records)), skip)
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
	most := len(b.pool)
	for i := range b.runs {
		most += b.runs[i].n()
	}
	x, err := newIndex(b.dir, b.memory, most, first)
	if err != nil {
		return nil, err
	}
	if err = b.fill(x, uint16(min(max(on.Unix()/day, 0), 1<<16-1))); err == nil {
		err = x.finish()
	}
	if err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}

// fill appends one partition after the other to x; the next one is read and
// sorted meanwhile.
func (b *Builder) fill(x *Index, today uint16) error {
	type sorted struct {
		records []record
		err     error
	}
	pool := folded(b.pool, nil, 0)
	var room []record
	next, used := make(chan sorted), make(chan []record, 2)
	used <- nil
	used <- nil
	stop := make(chan struct{})
	defer func() {
		close(stop)
		for range next { // until it ended
		}
	}()
	go func() {
		defer close(next)
		for p := range partitions {
			n := 0
			for n < len(pool) && pool[n].partition() == p {
				n++
			}
			var records []record
			select {
			case records = <-used:
			case <-stop:
				return
			}
			records, err := b.read(records[:0], p)
			records = append(records, pool[:n]...)
			room = slices.Grow(room[:0], len(records))
			records = folded(records, room, partitionBits)
			pool = pool[n:]
			select {
			case next <- sorted{records, err}:
			case <-stop:
				return
			}
		}
	}()
	for s := range next {
		if s.err != nil {
			return fmt.Errorf("read the index of a ledger: %w", s.err)
		}
		for i := range s.records {
			if err := x.append(&s.records[i], today); err != nil {
				return err
			}
		}
		used <- s.records
	}
	return nil
}

// read appends the records of a partition, of all runs.
func (b *Builder) read(dst []record, p int) ([]record, error) {
	var buf []byte
	for i := range b.runs {
		r := &b.runs[i]
		from, n := int64(r.begin[p]), int(r.begin[p+1]-r.begin[p])
		buf = slices.Grow(buf[:0], n*size)[:n*size]
		if _, err := b.file.ReadAt(buf, r.from+from*size); err != nil {
			return dst, err
		}
		for ; len(buf) > 0; buf = buf[size:] {
			var rec record
			rec.take(buf)
			dst = append(dst, rec)
		}
	}
	return dst, nil
}
