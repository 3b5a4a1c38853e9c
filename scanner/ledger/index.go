package ledger

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"os"
	"slices"
	"sort"
)

// Index answers what a ledger says of a key, on the day it was built for. It
// may be used by many goroutines at once, each with a [Reader] of its own.
type Index struct {
	// Keys counts the different keys, States the pairs of key and purpose, by
	// purpose and state.
	Keys   uint64
	States [256][states]uint64

	n      int
	last   Key
	stride int // bytes of a record

	// In memory: sorted by key, and by its first bits where each begins.
	table []byte
	free  func()
	heads []uint32
	shift uint

	// On disk: in blocks, and how each begins.
	file   *os.File
	out    *bufio.Writer
	blocks []uint64
	buf    [maxStride]byte
}

// A record takes so many bytes: its key, purpose and state; and when it was
// first granted, where that is kept.
const (
	minStride = 16 + 2
	maxStride = minStride + 4
)

const (
	perHead   = 8    // records, about
	blockSize = 4096 // bytes, about
)

func newIndex(dir string, memory int64, most int, first bool) (*Index, error) {
	x := &Index{stride: minStride}
	if first {
		x.stride = maxStride
	}
	if int64(most)*int64(x.stride)+int64(most/perHead)*8 > memory {
		f, err := temporary(dir)
		if err != nil {
			return nil, err
		}
		x.file, x.out = f, bufio.NewWriterSize(f, 1<<18)
		return x, nil
	}
	table, free, err := allocate(most * x.stride)
	if err != nil {
		return nil, fmt.Errorf("make the index of a ledger: %w", err)
	}
	x.table, x.free = table[:0], free
	b := uint(bits.Len(uint(most / perHead)))
	x.shift = 64 - b
	x.heads = make([]uint32, 0, 1<<b+1)
	return x, nil
}

// append takes the records in their order.
func (x *Index) append(r *record, today uint16) error {
	c := Consent{Purpose: r.purpose, State: r.state(today), First: r.firstGrant()}
	k := Key{r.hi, r.lo}
	if x.n == 0 || k != x.last {
		x.Keys++
		x.last = k
	}
	x.States[c.Purpose][c.State]++
	b := x.buf[:x.stride]
	put(b, k, c)
	if x.file != nil {
		if x.n%x.inBlock() == 0 {
			x.blocks = append(x.blocks, k.Hi)
		}
		x.n++
		if _, err := x.out.Write(b); err != nil {
			return fmt.Errorf("write the index of a ledger: %w", err)
		}
		return nil
	}
	x.begin(k.Hi >> x.shift)
	x.table = append(x.table, b...)
	x.n++
	return nil
}

// begin says that the records from here on have a head of at least h.
func (x *Index) begin(h uint64) {
	for uint64(len(x.heads)) <= h {
		x.heads = append(x.heads, uint32(x.n))
	}
}

// inBlock is how many records a block has.
func (x *Index) inBlock() int { return blockSize / x.stride }

func put(b []byte, k Key, c Consent) {
	binary.LittleEndian.PutUint64(b, k.Hi)
	binary.LittleEndian.PutUint64(b[8:], k.Lo)
	b[16], b[17] = c.Purpose, byte(c.State)
	if len(b) == maxStride {
		binary.LittleEndian.PutUint32(b[18:], c.First)
	}
}

func keyOf(b []byte) Key {
	return Key{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
}

func consentOf(b []byte) Consent {
	c := Consent{Purpose: b[16], State: State(b[17])}
	if len(b) == maxStride {
		c.First = binary.LittleEndian.Uint32(b[18:])
	}
	return c
}

func (k Key) compare(o Key) int {
	if k.Hi != o.Hi {
		return cmp.Compare(k.Hi, o.Hi)
	}
	return cmp.Compare(k.Lo, o.Lo)
}

func (x *Index) finish() error {
	if x.file == nil {
		x.begin(uint64(cap(x.heads) - 1))
		return nil
	}
	err := x.out.Flush()
	x.out = nil
	if err != nil {
		return fmt.Errorf("write the index of a ledger: %w", err)
	}
	return nil
}

// OnDisk says that the index did not fit into its memory.
func (x *Index) OnDisk() bool { return x.file != nil }

// Close gives its memory back and removes its file. No reader may look anything
// up any more.
func (x *Index) Close() {
	remove(x.file)
	if x.free != nil {
		x.free()
	}
	x.file, x.free, x.table = nil, nil, nil
}

// Reader looks keys up.
type Reader struct {
	x     *Index
	found []Consent
	ends  []uint32 // of the answers of each key, in found
	begin []uint32
	order []int32
	block []byte
	held  int // which one is in block; -1: none

	touched uint64 // so that what is read ahead is read
}

// Reader returns one, for one goroutine.
func (x *Index) Reader() *Reader { return &Reader{x: x, held: -1} }

// Of is what the last Lookup found of the key i, by purpose; empty where the
// ledger does not know it. It holds until the next Lookup.
func (r *Reader) Of(i int) []Consent { return r.found[r.begin[i]:r.ends[i]] }

// Lookup asks for a batch of keys. An error is one of the file.
func (r *Reader) Lookup(keys []Key) error {
	r.found = r.found[:0]
	r.begin = slices.Grow(r.begin[:0], len(keys))[:len(keys)]
	r.ends = slices.Grow(r.ends[:0], len(keys))[:len(keys)]
	if r.x.file != nil {
		return r.onDisk(keys)
	}
	r.inMemory(keys)
	return nil
}

// inMemory asks for all keys' heads, then for all their first records, and then
// compares: memory answers many questions at once, and one after the other
// slowly.
func (r *Reader) inMemory(keys []Key) {
	x := r.x
	for i, k := range keys {
		r.begin[i] = x.heads[k.Hi>>x.shift]
	}
	var touched uint64
	for i := range keys {
		if at := int(r.begin[i]) * x.stride; at < len(x.table) {
			touched += uint64(x.table[at])
		}
	}
	r.touched = touched
	for i, k := range keys {
		from := int(r.begin[i]) * x.stride
		r.begin[i] = uint32(len(r.found))
		r.from(x.table[from:], k)
		r.ends[i] = uint32(len(r.found))
	}
}

// from takes the records of a key, none of which lies before table.
func (r *Reader) from(table []byte, k Key) {
	for n := r.x.stride; len(table) >= n; table = table[n:] {
		switch c := keyOf(table).compare(k); {
		case c < 0:
			continue
		case c > 0:
			return
		}
		r.found = append(r.found, consentOf(table[:n]))
	}
}

// onDisk looks keys up in their order, so that a block is read once.
func (r *Reader) onDisk(keys []Key) error {
	r.order = r.order[:0]
	for i := range keys {
		r.order = append(r.order, int32(i))
	}
	slices.SortFunc(r.order, func(a, b int32) int { return keys[a].compare(keys[b]) })
	for _, i := range r.order {
		r.begin[i] = uint32(len(r.found))
		if err := r.inFile(keys[i]); err != nil {
			return fmt.Errorf("read the index of a ledger: %w", err)
		}
		r.ends[i] = uint32(len(r.found))
	}
	return nil
}

func (r *Reader) inFile(k Key) error {
	x := r.x
	b := sort.Search(len(x.blocks), func(b int) bool { return x.blocks[b] >= k.Hi }) // the first that begins with k or beyond
	for b = max(b-1, 0); b < len(x.blocks) && x.blocks[b] <= k.Hi; b++ {
		if err := r.hold(b); err != nil {
			return err
		}
		n := len(r.block) / x.stride
		at := sort.Search(n, func(i int) bool { return keyOf(r.block[i*x.stride:]).compare(k) >= 0 })
		r.from(r.block[at*x.stride:], k)
		if at < n && keyOf(r.block[(n-1)*x.stride:]).compare(k) > 0 {
			return nil // no later block has it
		}
	}
	return nil
}

// hold reads a block.
func (r *Reader) hold(b int) error {
	if r.held == b {
		return nil
	}
	x := r.x
	n := min(x.inBlock(), x.n-b*x.inBlock()) * x.stride
	if r.block == nil {
		r.block = make([]byte, blockSize)
	}
	r.block, r.held = r.block[:n], -1
	if _, err := x.file.ReadAt(r.block, int64(b)*int64(x.inBlock()*x.stride)); err != nil && err != io.EOF {
		return err
	}
	r.held = b
	return nil
}
