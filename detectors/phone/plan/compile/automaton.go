package compile

import (
	"encoding/binary"
	"fmt"
	"regexp/syntax"
	"slices"
)

// maxNational is the longest national number, in digits.
const maxNational = 17

// pattern is one regular expression over digits.
type pattern struct {
	prog   *syntax.Prog
	prefix bool // it need only match the head of a number
}

func compilePattern(expr string, prefix bool) (pattern, error) {
	re, err := syntax.Parse("(?:"+expr+")", syntax.Perl)
	if err != nil {
		return pattern{}, fmt.Errorf("parse %q: %w", expr, err)
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return pattern{}, fmt.Errorf("compile %q: %w", expr, err)
	}
	for _, in := range prog.Inst {
		if in.Op == syntax.InstEmptyWidth {
			return pattern{}, fmt.Errorf("%q looks around itself", expr)
		}
	}
	return pattern{prog, prefix}, nil
}

// node is a state of the automaton: where each digit leads, and what a number
// that ends here is.
type node struct {
	next  [10]uint32
	label uint16
}

// dag holds the nodes of all automata. Equal ones are one, and the languages
// are finite, so this is the smallest automaton. Node 0 leads nowhere.
type dag struct {
	nodes []node
	index map[node]uint32
}

func newDAG() *dag {
	return &dag{nodes: []node{{}}, index: map[node]uint32{{}: 0}}
}

func (d *dag) add(n node) uint32 {
	if i, ok := d.index[n]; ok {
		return i
	}
	i := uint32(len(d.nodes))
	d.nodes = append(d.nodes, n)
	d.index[n] = i
	return i
}

// builder turns the patterns of one automaton into nodes.
type builder struct {
	dag      *dag
	patterns []pattern
	label    func(length int, accepts func(pattern int) bool) uint16
	memo     map[string]uint32
	err      error
}

// threads are the instructions that a set of patterns stands at, as
// pattern<<16 | instruction, in order; hit are the patterns that match what was
// read so far.
type threads struct {
	at  []uint32
	hit []bool
}

func (b *builder) build() (uint32, error) {
	b.memo = make(map[string]uint32)
	t := threads{hit: make([]bool, len(b.patterns))}
	for i, p := range b.patterns {
		b.follow(&t, i, uint32(p.prog.Start))
	}
	return b.node(t, 0), b.err
}

// follow adds what an instruction leads to without reading.
func (b *builder) follow(t *threads, i int, pc uint32) {
	in := &b.patterns[i].prog.Inst[pc]
	switch in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		b.follow(t, i, in.Out)
		b.follow(t, i, in.Arg)
	case syntax.InstCapture, syntax.InstNop:
		b.follow(t, i, in.Out)
	case syntax.InstMatch:
		t.hit[i] = true
	case syntax.InstFail:
	default:
		id := uint32(i)<<16 | pc
		if k, found := slices.BinarySearch(t.at, id); !found {
			t.at = slices.Insert(t.at, k, id)
		}
	}
}

func (b *builder) node(t threads, depth int) uint32 {
	if len(t.at) == 0 && !slices.Contains(t.hit, true) {
		return 0
	}
	key := make([]byte, 0, 4*len(t.at)+len(t.hit)+1)
	key = append(key, byte(depth))
	for _, id := range t.at {
		key = binary.LittleEndian.AppendUint32(key, id)
	}
	for _, h := range t.hit {
		key = append(key, bit(h))
	}
	if n, ok := b.memo[string(key)]; ok {
		return n
	}
	n := node{label: b.label(depth, func(i int) bool { return t.hit[i] })}
	if depth < maxNational {
		for d := range n.next {
			n.next[d] = b.node(b.step(t, rune('0'+d)), depth+1)
		}
	}
	id := b.dag.add(n)
	b.memo[string(key)] = id
	return id
}

// step reads one digit.
func (b *builder) step(t threads, r rune) threads {
	u := threads{hit: make([]bool, len(t.hit))}
	for i, p := range b.patterns {
		u.hit[i] = p.prefix && t.hit[i]
	}
	for _, id := range t.at {
		i := int(id >> 16)
		if u.hit[i] && b.patterns[i].prefix {
			continue // nothing more to learn
		}
		in := &b.patterns[i].prog.Inst[id&0xFFFF]
		if in.MatchRune(r) {
			b.follow(&u, i, in.Out)
		}
	}
	return u
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
