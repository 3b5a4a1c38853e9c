package ledger

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
)

// Moments finds the moment that most entries of a ledger share: an import in
// bulk shows by it. It keeps what does not fit into its buffer in sorted runs
// of one file.
type Moments struct {
	dir   string
	chunk int

	mu   sync.Mutex
	buf  []uint32
	file *os.File
	end  int64
	runs []stretch
}

// stretch is a sorted part of the file.
type stretch struct {
	from int64
	n    int
}

// NewMoments returns an empty one; its file lies in dir.
func NewMoments(dir string, memory int64) *Moments {
	return &Moments{dir: dir, chunk: int(min(max(memory/64/4, 256), 1<<20))}
}

// MomentWriter is what one part of the ledger adds: all of it, or nothing
// where it is not committed.
type MomentWriter struct {
	m    *Moments
	buf  []uint32
	runs []stretch
}

// Writer begins one. Each is for one goroutine; there may be many.
func (m *Moments) Writer() *MomentWriter { return &MomentWriter{m: m} }

// Add takes a moment, in seconds. An error is one of the file.
func (w *MomentWriter) Add(second uint32) error {
	w.buf = append(w.buf, second)
	if len(w.buf) < w.m.chunk {
		return nil
	}
	w.m.mu.Lock()
	defer w.m.mu.Unlock()
	r, err := w.m.write(w.buf)
	w.runs, w.buf = append(w.runs, r), w.buf[:0]
	return err
}

// Commit makes what was added count.
func (w *MomentWriter) Commit() error {
	m := w.m
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs = append(m.runs, w.runs...)
	m.buf = append(m.buf, w.buf...)
	w.buf, w.runs = nil, nil
	if len(m.buf) < m.chunk {
		return nil
	}
	r, err := m.write(m.buf)
	m.runs, m.buf = append(m.runs, r), m.buf[:0]
	return err
}

// write sorts moments and appends them as a run.
func (m *Moments) write(seconds []uint32) (stretch, error) {
	if m.file == nil {
		f, err := temporary(m.dir)
		if err != nil {
			return stretch{}, err
		}
		m.file = f
	}
	slices.Sort(seconds)
	out := make([]byte, 0, 4*len(seconds))
	for _, s := range seconds {
		out = binary.LittleEndian.AppendUint32(out, s)
	}
	r := stretch{m.end, len(seconds)}
	if _, err := m.file.WriteAt(out, m.end); err != nil {
		return stretch{}, fmt.Errorf("write the moments of a ledger: %w", err)
	}
	m.end += int64(len(out))
	return r, nil
}

// Reset forgets all.
func (m *Moments) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.buf, m.runs = nil, nil
}

// Most is the most frequent moment, of several the earliest, and how often it
// came. Moments is empty then.
func (m *Moments) Most() (second uint32, n uint64, err error) {
	defer func() { m.Close() }()
	slices.Sort(m.buf)
	streams := []func() (uint32, bool){slice(m.buf)}
	for _, r := range m.runs {
		streams = append(streams, section(io.NewSectionReader(m.file, r.from, int64(r.n)*4), &err))
	}
	heads := make([]uint32, 0, len(streams))
	live := streams[:0]
	for _, s := range streams {
		if v, ok := s(); ok {
			heads, live = append(heads, v), append(live, s)
		}
	}
	for len(heads) > 0 {
		at := slices.Min(heads)
		count := uint64(0)
		for i := 0; i < len(heads); {
			if heads[i] != at {
				i++
				continue
			}
			count++
			v, ok := live[i]()
			if heads[i] = v; !ok {
				heads, live = slices.Delete(heads, i, i+1), slices.Delete(live, i, i+1)
			}
		}
		if count > n {
			second, n = at, count
		}
	}
	return second, n, err
}

func slice(s []uint32) func() (uint32, bool) {
	return func() (v uint32, ok bool) {
		if len(s) == 0 {
			return 0, false
		}
		v, s = s[0], s[1:]
		return v, true
	}
}

func section(r io.Reader, failed *error) func() (uint32, bool) {
	in := bufio.NewReaderSize(r, 1<<14)
	var b [4]byte
	return func() (uint32, bool) {
		if _, err := io.ReadFull(in, b[:]); err != nil {
			if err != io.EOF {
				*failed = fmt.Errorf("read the moments of a ledger: %w", err)
			}
			return 0, false
		}
		return binary.LittleEndian.Uint32(b[:]), true
	}
}

// Close removes the file.
func (m *Moments) Close() {
	remove(m.file)
	m.file, m.buf, m.runs = nil, nil, nil
}
