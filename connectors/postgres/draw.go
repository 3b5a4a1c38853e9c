package postgres

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// maxDraws of one statement.
const maxDraws = 4096

// slotsPerBlock is how many rows a block can hold at most. A slot is one of
// their places: slot s of a shard that begins with block b is row s%M+1 of
// block b+s/M, where M is this number, 291 for blocks of 8 KiB. So every row
// lies in exactly one slot however full its block is, and the share of slots
// that hold one is Shard.Records/Shard.Slots, as far as the server knows.
func (c *Connector) slotsPerBlock() int64 {
	const header, smallest = 24, 28 // of a page; of a row with its line pointer
	return (c.blockSize - header) / smallest
}

// portion is what is read through one cursor.
type portion struct {
	where string  // the condition, or ""
	drawn []int64 // slots, ascending, some more than once; nil: all rows
}

// portions of the shard: all of it at once, or draws a few thousand at a time.
func (r *reading) portions() []portion {
	if !r.w.Draw.Slotted() {
		var p portion
		if r.spec.To > 0 {
			p.where = r.c.blocks(r.spec.From, r.spec.To)
		}
		return []portion{p}
	}
	var ps []portion
	for some := range slices.Chunk(r.w.Slots, maxDraws) {
		ps = append(ps, portion{r.addresses(some), some})
	}
	return ps
}

// addresses is the condition for the rows of slots. An address that holds no
// row gives none.
func (r *reading) addresses(slots []int64) string {
	per := r.c.slotsPerBlock()
	var b strings.Builder
	b.WriteString("ctid = any ('{")
	last := int64(-1)
	for _, s := range slots {
		if s == last {
			continue
		}
		if last >= 0 {
			b.WriteByte(',')
		}
		last = s
		b.WriteString(`"(` + strconv.FormatInt(r.spec.From+s/per, 10) + "," + strconv.FormatInt(s%per+1, 10) + `)"`)
	}
	b.WriteString("}'::pg_catalog.tid[])")
	return b.String()
}

// times is how often the row at an address was drawn.
func (p portion) times(r *reading, address []byte) (n int) {
	if len(address) != 6 {
		return 0
	}
	block, row := binary.BigEndian.Uint32(address), binary.BigEndian.Uint16(address[4:])
	slot := (int64(block)-r.spec.From)*r.c.slotsPerBlock() + int64(row) - 1
	i, _ := slices.BinarySearch(p.drawn, slot)
	for i+n < len(p.drawn) && p.drawn[i+n] == slot {
		n++
	}
	return n
}
