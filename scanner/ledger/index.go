package ledger

import (
	"bufio"
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

	n    int
	last Key

	// In memory: sorted by key, and by its first bits where each begins.
	keys  []uint64 // two for each record
	meta  []uint16 // purpose and state
	first []uint32 // nil: not kept
	heads []uint32
	shift uint

	// On disk: in blocks, and how each begins.
	file   *os.File
	out    *bufio.Writer
	blocks []uint64
	buf    [slot]byte
}

// On disk a record takes slot bytes, and a block has so many.
const (
	slot    = 24
	inBlock = 4096 / slot
)

func newIndex(dir string, memory int64, most int, first bool) (*Index, error) {
	x := &Index{}
	each, per := int64(16+2), 8 // bytes; and records to a head
	if first {
		each += 4
	}
	if int64(most)*each+int64(most/per)*4 > memory {
		f, err := temporary(dir)
		if err != nil {
			return nil, err
		}
		x.file, x.out = f, bufio.NewWriterSize(f, 1<<18)
		return x, nil
	}
	x.keys, x.meta = make([]uint64, 0, 2*most), make([]uint16, 0, most)
	if first {
		x.first = make([]uint32, 0, most)
	}
	b := uint(bits.Len(uint(most / per)))
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
	x.n++
	if x.file != nil {
		return x.spill(k, c)
	}
	for uint64(len(x.heads)) <= k.Hi>>x.shift {
		x.heads = append(x.heads, uint32(len(x.meta)))
	}
	x.keys = append(x.keys, k.Hi, k.Lo)
	x.meta = append(x.meta, uint16(c.Purpose)<<8|uint16(c.State))
	if x.first != nil {
		x.first = append(x.first, c.First)
	}
	return nil
}

func (x *Index) spill(k Key, c Consent) error {
	at := x.n - 1
	if at%inBlock == 0 {
		x.blocks = append(x.blocks, k.Hi)
	}
	b := x.buf[:]
	binary.LittleEndian.PutUint64(b, k.Hi)
	binary.LittleEndian.PutUint64(b[8:], k.Lo)
	binary.LittleEndian.PutUint32(b[16:], c.First)
	b[20], b[21], b[22], b[23] = c.Purpose, byte(c.State), 0, 0
	if _, err := x.out.Write(b); err != nil {
		return fmt.Errorf("write the index of a ledger: %w", err)
	}
	return nil
}

func (x *Index) finish() error {
	if x.file != nil {
		err := x.out.Flush()
		x.out = nil
		if err != nil {
			return fmt.Errorf("write the index of a ledger: %w", err)
		}
		return nil
	}
	for len(x.heads) < cap(x.heads) {
		x.heads = append(x.heads, uint32(len(x.meta)))
	}
	return nil
}

// OnDisk says that the index did not fit into its memory.
func (x *Index) OnDisk() bool { return x.file != nil }

// Close removes its file.
func (x *Index) Close() {
	remove(x.file)
	x.file = nil
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
		if at := r.begin[i]; int(at) < len(x.meta) {
			touched += x.keys[2*at] + uint64(x.meta[at])
		}
	}
	r.touched = touched
	for i, k := range keys {
		from := r.begin[i]
		r.begin[i] = uint32(len(r.found))
		r.from(from, k)
		r.ends[i] = uint32(len(r.found))
	}
}

// from takes the records of a key, where they are none before record i.
func (r *Reader) from(i uint32, k Key) {
	x := r.x
	for ; int(i) < len(x.meta); i++ {
		switch hi := x.keys[2*i]; {
		case hi < k.Hi || hi == k.Hi && x.keys[2*i+1] < k.Lo:
			continue
		case hi != k.Hi || x.keys[2*i+1] != k.Lo:
			return
		}
		c := Consent{Purpose: uint8(x.meta[i] >> 8), State: State(x.meta[i])}
		if x.first != nil {
			c.First = x.first[i]
		}
		r.found = append(r.found, c)
	}
}

// onDisk looks keys up in their order, so that a block is read once.
func (r *Reader) onDisk(keys []Key) error {
	r.order = r.order[:0]
	for i := range keys {
		r.order = append(r.order, int32(i))
	}
	slices.SortFunc(r.order, func(a, b int32) int {
		ka, kb := keys[a], keys[b]
		switch {
		case ka.Hi != kb.Hi:
			return less(ka.Hi < kb.Hi)
		case ka.Lo != kb.Lo:
			return less(ka.Lo < kb.Lo)
		}
		return 0
	})
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
		n := len(r.block) / slot
		at := sort.Search(n, func(i int) bool {
			hi := binary.LittleEndian.Uint64(r.block[i*slot:])
			return hi > k.Hi || hi == k.Hi && binary.LittleEndian.Uint64(r.block[i*slot+8:]) >= k.Lo
		})
		for ; at < n; at++ {
			rec := r.block[at*slot:]
			if binary.LittleEndian.Uint64(rec) != k.Hi || binary.LittleEndian.Uint64(rec[8:]) != k.Lo {
				return nil
			}
			r.found = append(r.found, Consent{Purpose: rec[20], State: State(rec[21]), First: binary.LittleEndian.Uint32(rec[16:])})
		}
	}
	return nil
}

// hold reads a block.
func (r *Reader) hold(b int) error {
	if r.held == b {
		return nil
	}
	n := min(inBlock, r.x.n-b*inBlock)
	if r.block == nil {
		r.block = make([]byte, inBlock*slot)
	}
	r.block, r.held = r.block[:n*slot], -1
	if _, err := r.x.file.ReadAt(r.block, int64(b)*inBlock*slot); err != nil && err != io.EOF {
		return err
	}
	r.held = b
	return nil
}
