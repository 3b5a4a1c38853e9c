package format

import (
	"bytes"
	"html"

	"github.com/dialmap/dialmap/connectors"
)

// readXML makes a record of every element that repeats beside its like at the
// shallowest level where any do; what is outside of them is one more record.
// Paths leave the root out: an attribute is user.@id, text is user.name.
func readXML(in *input, head []byte, w *writer) {
	x := &xmlReader{in: in, w: w, repeats: repeats(head)}
	if len(head) >= headSize-8 && len(x.repeats) == 0 {
		x.level = 1 // too large for one record, so every child of the root is one
	}
	x.read()
}

// xmlReader reads tags, and forgives what is not well-formed: an end tag
// closes what it names, and everything inside.
type xmlReader struct {
	in      *input
	w       *writer
	repeats map[string]bool // paths of records, names joined by /
	level   int             // or the depth of records; 0: none

	open   []element
	path   []byte // names of the open elements, joined by /
	rest   record
	inside int // depth of the record that is being read; 0: none
	deep   int64
	tag    []byte
	text   []byte
	over   int64
}

type element struct {
	name string
	node *node  // nil for the root
	leaf bool   // without children, text and attributes so far
	path int    // length of the path before it
	from int    // values of the record before it
	key  string // in a list of keys and values: the key that was read last
}

func (x *xmlReader) read() {
	x.w.cur = &x.rest
	for !x.w.stopped {
		x.characters()
		if _, ok := x.in.peek(); !ok {
			break
		}
		x.markup()
	}
	x.flush()
	if len(x.open) > 0 && !x.w.stopped {
		x.w.malformed("ends inside of an element; what came before was read")
	}
	for len(x.open) > 0 {
		x.pop()
	}
	x.w.cur = &x.rest
	if len(x.rest.vals) > 0 || x.rest.open {
		x.w.end()
	}
	x.w.cur = &x.w.main
	if x.deep > 0 {
		x.w.gap(connectors.Limit, plural(x.deep, "element is", "elements are")+" nested too deeply; the text in them was read as their parent's")
	}
}

// characters reads up to the next tag. A run of text belongs to the element
// around it.
func (x *xmlReader) characters() {
	var over int64
	x.text, over = x.chunk(x.text)
	x.over += over
}

func (x *xmlReader) chunk(dst []byte) ([]byte, int64) {
	over := int64(0)
	for {
		w := x.in.window()
		n := bytes.IndexByte(w, '<')
		if len(w) == 0 || n == 0 {
			return dst, over
		}
		if n < 0 {
			n = len(w)
		}
		dst, over = appendMost(dst, w[:n], x.w.maxValue, over)
		x.in.skip(n)
	}
}

// flush hands the text gathered so far to the innermost element.
func (x *xmlReader) flush() {
	t, over := bytes.TrimSpace(x.text), x.over
	x.text, x.over = x.text[:0], 0
	if len(t) == 0 || len(x.open) == 0 {
		return
	}
	e := &x.open[len(x.open)-1]
	e.leaf = false
	n := e.node
	if n == nil {
		n = x.w.key(x.w.root, []byte("#text"))
	}
	x.w.addCut(n, connectors.Text, unescape(t), over)
}

// unescape resolves entities, the named ones of HTML too.
func unescape(t []byte) []byte {
	if bytes.IndexByte(t, '&') < 0 {
		return t
	}
	return []byte(html.UnescapeString(string(t)))
}

// markup reads what begins at <.
func (x *xmlReader) markup() {
	switch a := x.in.ahead(9); {
	case bytes.HasPrefix(a, []byte("<!--")):
		x.flush()
		x.comment()
	case bytes.HasPrefix(a, []byte("<![CDATA[")):
		x.in.skip(9)
		x.cdata()
	case bytes.HasPrefix(a, []byte("<?")):
		x.skipTo("?>")
	case bytes.HasPrefix(a, []byte("<!")):
		x.declaration()
	case bytes.HasPrefix(a, []byte("</")):
		x.flush()
		x.closing()
	case len(a) > 1 && nameStart(a[1]):
		x.flush()
		x.opening()
	default:
		x.in.skip(1) // a < that should have been escaped
		x.text, x.over = appendMost(x.text, []byte{'<'}, x.w.maxValue, x.over)
	}
}

func nameStart(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == ':' || b >= 0x80
}

// comment hands a comment on as text of its own.
func (x *xmlReader) comment() {
	x.in.skip(4)
	t, over := x.between("-->")
	if t := bytes.TrimSpace(t); len(t) > 0 {
		x.w.addCut(x.w.key(x.w.root, []byte("#comment")), connectors.Text, t, over)
	}
}

func (x *xmlReader) cdata() {
	t, over := x.between("]]>")
	// Entities mean nothing inside: hide them from unescape.
	x.text, x.over = appendMost(x.text, bytes.ReplaceAll(t, []byte("&"), []byte("&amp;")), x.w.maxValue+len(t), x.over+over)
}

// skipTo leaves out everything up to and with stop.
func (x *xmlReader) skipTo(stop string) { x.between(stop) }

// between reads up to and with stop, whose characters but the last are alike
// or different throughout: "-->", "]]>", "?>".
func (x *xmlReader) between(stop string) (text []byte, over int64) {
	t, k := x.tag[:0], 0
	for k < len(stop) {
		b, ok := x.in.next()
		if !ok {
			break
		}
		switch {
		case b == stop[k]:
			k++
		case k == 2 && b == stop[0] && b == stop[1]: // --->
		case b == stop[0]:
			k = 1
		default:
			k = 0
		}
		t, over = appendMost(t, []byte{b}, x.w.maxValue, over)
	}
	x.tag = t
	if over == 0 && k == len(stop) {
		t = t[:len(t)-k]
	}
	return t, over
}

// declaration skips a <!DOCTYPE ... [ ... ]>.
func (x *xmlReader) declaration() {
	for depth := 0; ; {
		b, ok := x.in.next()
		switch {
		case !ok:
			return
		case b == '[' || b == '<':
			depth++
		case b == ']':
			depth--
		case b == '>':
			if depth--; depth <= 0 {
				return
			}
		}
	}
}

// opening reads a start tag and its attributes.
func (x *xmlReader) opening() {
	x.in.skip(1)
	name := x.word()
	if !x.push(string(name)) {
		x.attributes(func([]byte, []byte, int64) {})
		return
	}
	e := &x.open[len(x.open)-1]
	at := e.node
	if at == nil {
		at = x.w.root
	}
	closed := x.attributes(func(name, value []byte, over int64) {
		if !bytes.HasPrefix(name, []byte("xmlns")) && !bytes.HasPrefix(name, []byte("xsi:")) {
			e.leaf = false
			x.w.addCut(x.w.key(at, append([]byte{'@'}, name...)), connectors.Text, unescape(value), over)
		}
	})
	if closed {
		x.pop()
	}
}

// word reads a name.
func (x *xmlReader) word() []byte {
	t := x.tag[:0]
	for {
		b, ok := x.in.peek()
		if !ok || bytes.IndexByte([]byte(" \t\r\n/>=\"'<"), b) >= 0 {
			break
		}
		if len(t) < 1<<16 {
			t = append(t, b)
		}
		x.in.skip(1)
	}
	x.tag = t
	return t
}

// attributes reads to the end of a tag. closed: it ends in />.
func (x *xmlReader) attributes(f func(name, value []byte, over int64)) (closed bool) {
	var name []byte
	for !x.w.stopped {
		b, ok := x.in.peek()
		switch {
		case !ok || b == '<':
			return false
		case b == '>':
			x.in.skip(1)
			return closed
		case b == '/':
			x.in.skip(1)
			closed = true
		case b == '"' || b == '\'':
			x.in.skip(1)
			v, over, _ := x.in.until(b, x.tag[:0], x.w.maxValue)
			x.tag = v
			if len(name) > 0 {
				f(name, v, over)
			}
			name, closed = nil, false
		case b == '=' || b == ' ' || b == '\t' || b == '\r' || b == '\n':
			x.in.skip(1)
		default:
			if name = bytes.Clone(x.word()); len(name) == 0 {
				x.in.skip(1)
			}
			closed = false
		}
	}
	return closed
}

// push opens an element, and a record where it is one. It is false beyond the
// deepest level.
func (x *xmlReader) push(name string) bool {
	if len(x.open) >= maxDepth {
		x.deep++
		return false
	}
	e := element{name: name, leaf: true, path: len(x.path)}
	if len(x.open) > 0 {
		x.path = append(append(x.path, '/'), name...)
		parent := &x.open[len(x.open)-1]
		parent.leaf = false
		if x.inside == 0 && (x.level == len(x.open) || x.repeats[string(x.path)]) {
			x.inside = len(x.open)
			x.w.cur = &x.w.main
		}
		at := parent.node
		if at == nil {
			at = x.w.root
		}
		e.node = x.w.key(at, []byte(name))
	}
	e.from = len(x.w.cur.vals)
	x.open = append(x.open, e)
	return true
}

// closing reads an end tag.
func (x *xmlReader) closing() {
	x.in.skip(2)
	name := string(x.word())
	x.in.until('>', nil, 0)
	for i := len(x.open) - 1; i >= 0; i-- {
		if x.open[i].name == name {
			for len(x.open) > i {
				x.pop()
			}
			return
		}
	}
}

// pop closes the innermost element. One that was empty has an empty value.
func (x *xmlReader) pop() {
	e := x.open[len(x.open)-1]
	x.open = x.open[:len(x.open)-1]
	x.path = x.path[:e.path]
	if e.leaf && e.node != nil {
		x.w.add(e.node, connectors.Text, nil, 0)
	}
	if e.node != nil {
		x.w.splitPairs(e.node, e.from, true)
		x.listed(e)
	}
	if x.inside > 0 && x.inside == len(x.open) {
		x.w.end()
		x.inside = 0
		x.w.cur = &x.rest
	}
}

// listed pairs the elements of a property list: <key>phone</key><string>…</string>.
func (x *xmlReader) listed(e element) {
	if len(x.open) == 0 {
		return
	}
	parent := &x.open[len(x.open)-1]
	if vals := x.w.cur.vals; e.name == "key" {
		parent.key = ""
		if n := len(vals); n == e.from+1 && n > 0 && vals[n-1].n == e.node {
			begin := 0
			if n > 1 {
				begin = vals[n-2].end
			}
			if key := x.w.cur.data[begin:vals[n-1].end]; len(key) <= maxPairKey && saysPhone(key) {
				parent.key = string(key)
			}
		}
		return
	}
	if parent.key == "" {
		return
	}
	if e.node.pairs == nil {
		e.node.pairs = &pairs{variants: map[*node]map[string]*node{}}
	}
	for i := e.from; i < len(x.w.cur.vals); i++ {
		if p := &x.w.cur.vals[i]; p.n == e.node {
			if v := x.w.variant(e.node.pairs, p.n, []byte(parent.key)); v != nil {
				p.n = v
			}
		}
	}
	parent.key = ""
}

// repeats finds the elements of head that stand beside their like, at the
// shallowest level that has any.
func repeats(head []byte) map[string]bool {
	c := &childCounter{}
	x := &xmlReader{in: newInput(bytes.NewReader(head)), w: newWriter(Options{}, nil)}
	x.walk(c)
	return c.records
}

// childCounter counts, for every open element, its children by name.
type childCounter struct {
	counts  []map[string]int
	depth   int // of the shallowest repetition; 0: none yet
	records map[string]bool
}

func (c *childCounter) child(depth int, path, name string) {
	for len(c.counts) <= depth {
		c.counts = append(c.counts, nil)
	}
	c.counts = c.counts[:depth+1]
	if c.counts[depth] == nil {
		c.counts[depth] = map[string]int{}
	}
	c.counts[depth][name]++
	if depth == 0 || c.counts[depth][name] != 2 {
		return
	}
	switch {
	case c.depth == 0 || depth < c.depth:
		c.depth, c.records = depth, map[string]bool{path: true}
	case depth == c.depth:
		c.records[path] = true
	}
}

// walk reads tags only.
func (x *xmlReader) walk(c *childCounter) {
	var names []string
	for {
		if _, ok := x.in.peek(); !ok {
			return
		}
		x.chunk(nil)
		a := x.in.ahead(9)
		switch {
		case bytes.HasPrefix(a, []byte("<!--")):
			x.skipTo("-->")
		case bytes.HasPrefix(a, []byte("<![CDATA[")):
			x.skipTo("]]>")
		case bytes.HasPrefix(a, []byte("<?")):
			x.skipTo("?>")
		case bytes.HasPrefix(a, []byte("<!")):
			x.declaration()
		case bytes.HasPrefix(a, []byte("</")):
			x.in.skip(2)
			name := string(x.word())
			x.in.until('>', nil, 0)
			for i := len(names) - 1; i >= 0; i-- {
				if names[i] == name {
					names = names[:i]
					break
				}
			}
		case len(a) > 1 && nameStart(a[1]) && len(names) < maxDepth:
			x.in.skip(1)
			name := string(x.word())
			c.child(len(names), below(names, name), name)
			if !x.attributes(func([]byte, []byte, int64) {}) {
				names = append(names, name)
				c.counts = append(c.counts[:len(names)], nil)
			}
		case len(a) > 0:
			x.in.skip(1)
		}
	}
}

// below is the path of element name inside of names, the root left out.
func below(names []string, name string) string {
	path := ""
	for _, n := range names[min(1, len(names)):] {
		path += "/" + n
	}
	return path + "/" + name
}
