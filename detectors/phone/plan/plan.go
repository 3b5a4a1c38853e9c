// Package plan is the world's numbering plan: whether a number is valid, whose
// region it is, what type it has and how it is dialled from abroad.
//
// It gives the answers of libphonenumber, exactly, at the speed of a table
// look-up: the metadata is compiled into one automaton over digits when this
// package is generated, so that a number costs a few dozen nanoseconds and no
// allocation. [Parse] reads a number as it is written, in the formats and with
// the liberties of libphonenumber's Parse. [Matches] finds the numbers in a text,
// the very ones that libphonenumber's PhoneNumberMatcher finds at leniency
// VALID.
//
// The tables take about half a megabyte and are ready in a few milliseconds,
// on first use.
//
// The tests compare it with the library, as many times as they are told to:
//
//	go test -run Equal -numbers 20000000 -lines 5000000 -timeout 0
package plan

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/dialmap/dialmap/detectors"
)

//go:generate go run generate.go

//go:embed plan.bin
var compiled []byte

// maxNational is the longest national number, in digits.
const maxNational = 17

// Number is a number that was read. It may be invalid: see [Number.Valid].
type Number struct {
	digits [maxNational + 3]byte // calling code and national number
	n      uint8
	width  uint8 // of the calling code
	code   uint16
	what   label
}

// label is what the automaton says of a number: region + 1 in 16 bits, the type
// in 8, whether it must be written with its national prefix, and the length of
// its area code.
type label uint32

func (l label) region() int          { return int(l&0xFFFF) - 1 }
func (l label) kind() detectors.Type { return detectors.Type(l >> 16 & 0xFF) }
func (l label) required() bool       { return l>>24&1 != 0 }
func (l label) area() int            { return int(l >> 25) }

// Valid reports whether the number is of a range in use.
func (n *Number) Valid() bool { return n.what.kind() != detectors.UnknownType }

// Region returns the ISO 3166-1 alpha-2 code of the number's region, "001" for
// a number of no country, or "" where the plan cannot tell.
func (n *Number) Region() string {
	if r := n.what.region(); r >= 0 {
		return tables().regions[r].id
	}
	return ""
}

// Type returns the number's type.
func (n *Number) Type() detectors.Type { return n.what.kind() }

// CallingCode returns the country calling code.
func (n *Number) CallingCode() int { return int(n.code) }

// AppendE164 appends the digits of the E.164 form, without the plus.
func (n *Number) AppendE164(dst []byte) []byte { return append(dst, n.digits[:n.n]...) }

// National returns the national significant number. The slice is n's own.
func (n *Number) National() []byte { return n.digits[n.width:n.n] }

// Area returns how many digits of the national number are its area code, as the
// number is written abroad; 0 where it has none or is invalid.
func (n *Number) Area() int { return n.what.area() }

// set fills in a number that was looked up: what is its label.
func (t *table) set(n *Number, code int, national []byte, what label) {
	c := &t.codes[code]
	n.code, n.width = uint16(code), c.width
	n.digits[0], n.digits[1], n.digits[2] = c.digits[0], c.digits[1], c.digits[2]
	n.n = c.width + uint8(copy(n.digits[c.width:], national))
	if n.what = what; what == 0 && c.only {
		n.what = label(c.main) + 1
	}
}

// ValidIn reports whether the number would be valid in another region of its
// calling code: some regions share their ranges.
func (n *Number) ValidIn(region string) bool {
	t := tables()
	r := t.lookup(region)
	if r < 0 || t.regions[r].code != n.code {
		return false
	}
	return t.walk(t.regions[r].kinds, n.National()).kind() != detectors.UnknownType
}

// CallingCodeOf returns the calling code of a region, 0 for none.
func CallingCodeOf(region string) int {
	t := tables()
	if r := t.lookup(region); r >= 0 {
		return int(t.regions[r].code)
	}
	return 0
}

// HasTrunk reports whether national numbers of a region may begin with a prefix,
// mostly 0.
func HasTrunk(region string) bool {
	t := tables()
	r := t.lookup(region)
	return r >= 0 && !t.regions[r].prefix.none
}

// MainRegion returns the main region of a calling code, "001" where it is of no
// country, "" where it is not in use.
func MainRegion(code int) string {
	t := tables()
	if code <= 0 || code >= len(t.codes) || !t.codes[code].used {
		return ""
	}
	return t.regions[t.codes[code].main].id
}

// Version returns the version of libphonenumber's metadata in the tables.
func Version() string { return tables().version }

// table is the compiled plan.
type table struct {
	version string
	regions []region
	codes   [1000]code
	byName  [26 * 26]int16 // of a region by its two letters, + 1
	labels  []label
	nodes   []node
	tails   []tail

	shortest int // digits of a valid number with its calling code
}

// node is a state of the automaton.
type node struct {
	next  [10]uint16
	label uint16
}

// tail is what a number is of which only the length is still open, by how many
// digits follow: most patterns end in any digits. A state that is a tail has
// isTail in its place, and the place of the tail.
type tail [maxNational + 1]label

const isTail = 1 << 15

// code is a calling code.
type code struct {
	used bool
	only bool // one region has it to itself
	root uint16
	main uint16 // region

	shortest uint8 // digits of a valid national number
	width    uint8 // of the code itself
	digits   [3]byte
}

// region is what reading a number of a default region needs.
type region struct {
	id      string
	code    uint16
	general uint16 // automaton of the general description
	kinds   uint16 // automaton of the types of this region alone
	usable  uint32 // lengths at which a national prefix may be taken off
	longest int
	locals  uint32 // lengths that are dialled locally only
	prefix  *matcher
	rule    string // how a number with a prefix is rewritten, "": the prefix is dropped
	idd     *matcher
	min     int // no number of it has fewer digits
}

var (
	loaded atomic.Pointer[table]
	once   sync.Once
)

// tables returns the plan, which the first caller reads.
func tables() *table {
	if t := loaded.Load(); t != nil {
		return t
	}
	once.Do(func() { loaded.Store(load()) })
	return loaded.Load()
}

// load reads the tables.
func load() *table {
	r := reader(compiled)
	t := &table{version: r.str()}
	t.regions = make([]region, r.u32())
	shared := make(map[string]*matcher)
	for i := range t.regions {
		g := &t.regions[i]
		g.id, g.code, g.general, g.kinds = r.str(), uint16(r.u32()), uint16(r.u32()), uint16(r.u32())
		g.usable, g.longest, g.locals = r.u32(), int(r.u32()), r.u32()
		g.prefix = share(shared, r.str())
		g.rule = r.str()
		g.idd = share(shared, r.str())
		if k := slot(g.id); k >= 0 {
			t.byName[k] = int16(i + 1)
		}
	}
	t.shortest = maxNational
	for range r.u32() {
		code := int(r.u32())
		c := &t.codes[code]
		c.used, c.main, c.only, c.root = true, uint16(r.u32()), r.u32() == 1, uint16(r.u32())
		c.shortest = uint8(r.u32())
		c.width = uint8(copy(c.digits[:], strconv.Itoa(code)))
		t.shortest = min(t.shortest, int(c.shortest)+width(code))
	}
	t.labels = make([]label, r.u32())
	for i := range t.labels {
		t.labels[i] = label(r.u32())
	}
	t.nodes = make([]node, r.u32())
	for i := range t.nodes {
		n := &t.nodes[i]
		for d := range n.next {
			n.next[d] = r.u16()
		}
		n.label = r.u16()
	}
	t.shorten()
	for i := range t.regions {
		t.regions[i].min = t.fewest(&t.regions[i])
	}
	return t
}

// shorten keeps of the states those that are not tails. What a state leads to
// stands before it.
func (t *table) shorten() {
	places := make([]uint16, len(t.nodes))
	kept := t.nodes[:0]
	for i, n := range t.nodes {
		for d := range n.next {
			n.next[d] = places[n.next[d]]
		}
		if i > 0 && !n.uniform() {
			places[i] = uint16(len(kept))
			kept = append(kept, n)
			continue
		}
		var own tail
		if i > 0 {
			own[0] = t.labels[n.label]
			copy(own[1:], t.tails[n.next[0]&^isTail][:])
		}
		places[i] = uint16(len(t.tails)) | isTail
		t.tails = append(t.tails, own)
	}
	t.nodes = slices.Clone(kept)
	// Of the tails those stay that something other than a tail leads to.
	moved, all := make([]uint16, len(t.tails)), t.tails
	t.tails = nil
	settle := func(place uint16) uint16 {
		if place&isTail == 0 {
			return place
		}
		i := place &^ isTail
		if moved[i] == 0 {
			moved[i] = uint16(len(t.tails)) | isTail
			t.tails = append(t.tails, all[i])
		}
		return moved[i]
	}
	for i := range t.nodes {
		for d, to := range t.nodes[i].next {
			t.nodes[i].next[d] = settle(to)
		}
	}
	for i := range t.codes {
		t.codes[i].root = settle(places[t.codes[i].root])
	}
	for i := range t.regions {
		r := &t.regions[i]
		r.general, r.kinds = settle(places[r.general]), settle(places[r.kinds])
	}
}

// uniform reports whether every digit leads to the same tail.
func (n *node) uniform() bool {
	for _, to := range n.next {
		if to != n.next[0] {
			return false
		}
	}
	return n.next[0]&isTail != 0
}

// width is how many digits a calling code has.
func width(code int) int {
	switch {
	case code < 10:
		return 1
	case code < 100:
		return 2
	}
	return 3
}

// fewest is how many digits a candidate has at least that may be a valid number
// where this is the default region: a national one, to which its rule may add
// some, or one behind an international prefix.
func (t *table) fewest(r *region) int {
	national := int(t.codes[r.code].shortest)
	for i := 0; i < len(r.rule); i++ {
		if r.rule[i] == '$' {
			i++
		} else {
			national--
		}
	}
	return min(national, max(len(r.idd.literal), 1)+t.shortest)
}

// slot is the place of a region's name in byName, -1 for what is no such name.
func slot(region string) int {
	if len(region) != 2 || region[0]-'A' > 25 || region[1]-'A' > 25 {
		return -1
	}
	return int(region[0]-'A')*26 + int(region[1]-'A')
}

// lookup returns the place of a region, -1 for one that the plan does not know.
func (t *table) lookup(region string) int {
	if k := slot(region); k >= 0 {
		return int(t.byName[k]) - 1
	}
	return -1
}

// walk returns the label of a number in the automaton that begins at root. There
// are at most maxNational digits.
func (t *table) walk(root uint16, digits []byte) label {
	n := root
	for i, d := range digits {
		if n&isTail != 0 {
			return t.tails[n&^isTail][len(digits)-i]
		}
		n = t.nodes[n].next[(d-'0')&15]
	}
	if n&isTail != 0 {
		return t.tails[n&^isTail][0]
	}
	return t.labels[t.nodes[n].label]
}

// isGeneral reports whether digits match the general description of a region,
// whatever their number.
func (t *table) isGeneral(r *region, digits []byte) bool {
	return len(digits) <= maxNational && t.walk(r.general, digits) != 0
}

func (r *region) mayStrip(n int) bool {
	if n >= 32 {
		return r.longest > 0
	}
	return r.usable>>n&1 != 0
}

// tooLong reports whether n digits are more than any number of the region has.
func (r *region) tooLong(n int) bool {
	return r.longest > 0 && n > r.longest && (n >= 32 || r.locals>>n&1 == 0)
}

// reader reads what package compile wrote.
type reader []byte

func (r *reader) u32() uint32 {
	v := binary.LittleEndian.Uint32(*r)
	*r = (*r)[4:]
	return v
}

func (r *reader) u16() uint16 {
	v := binary.LittleEndian.Uint16(*r)
	*r = (*r)[2:]
	return v
}

func (r *reader) str() string {
	n := r.u32()
	s := string((*r)[:n])
	*r = (*r)[n:]
	return s
}
