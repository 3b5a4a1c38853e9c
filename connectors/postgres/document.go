package postgres

import (
	"bytes"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
)

// maxDepth of a document.
const maxDepth = 1000

// reader walks the text of one document value: JSON, an array, an hstore. Where
// the text was cut it hands over what there is, so it never fails: the server
// checked the syntax before.
type reader struct {
	b    *builder
	text []byte
	i    int
	cut  bool // the text goes on in the database
	deep bool // nested deeper than maxDepth: the rest was not read
	buf  []byte
}

// json expands a JSON value into paths below n.
func (r *reader) json(n *node, depth int) {
	if depth > maxDepth {
		r.deep = true
		r.i = len(r.text)
		return
	}
	r.space()
	switch c := r.peek(); c {
	case '{':
		r.object(n, depth)
	case '[':
		r.i++
		for r.more(']') {
			r.json(r.b.element(n), depth+1)
		}
	case '"':
		r.b.add(n, connectors.Text, r.quoted(), r.endFlag())
	default:
		r.scalar(n)
	}
}

func (r *reader) object(n *node, depth int) {
	r.i++
	for r.more('}') {
		if r.peek() != '"' {
			r.i = len(r.text)
			return
		}
		key := r.quoted()
		if r.i > len(r.text) {
			return // half a key names nothing
		}
		child := r.b.key(n, key)
		r.space()
		r.accept(':')
		r.json(child, depth+1)
	}
}

// scalar is a number, true, false or null.
func (r *reader) scalar(n *node) {
	word := r.rest()
	if n := bytes.IndexAny(word, ",]} \t\r\n"); n >= 0 {
		word = word[:n]
	}
	r.i += len(word)
	switch {
	case len(word) == 0:
		r.i = len(r.text) // nothing that JSON knows
	case r.cut && r.i >= len(r.text): // half a number is another number
	case word[0] == 'n':
		r.b.add(n, "", nil, connectors.Null)
	case word[0] == 't' || word[0] == 'f':
		r.b.add(n, connectors.Boolean, word, 0)
	case bytes.ContainsAny(word, ".eE"):
		r.buf = appendFloat(r.buf[:0], word, 64)
		r.b.add(n, connectors.Float, r.buf, 0)
	default:
		r.b.add(n, connectors.Integer, word, 0)
	}
}

// more steps to the next element of a list that ends in end.
func (r *reader) more(end byte) bool {
	r.space()
	r.accept(',')
	r.space()
	if r.i >= len(r.text) || r.text[r.i] == end {
		r.i++
		return false
	}
	return true
}

// quoted reads a string in double quotes, with JSON's escapes; PostgreSQL's own
// (a backslash before any character) are a part of those in what it writes.
func (r *reader) quoted() []byte {
	r.i++
	if n := bytes.IndexAny(r.text[r.i:], `"\`); n >= 0 && r.text[r.i+n] == '"' {
		s := r.text[r.i : r.i+n]
		r.i += n + 1
		return s
	}
	r.buf = r.buf[:0]
	for r.i < len(r.text) {
		c := r.text[r.i]
		r.i++
		switch c {
		case '"':
			return r.buf
		case '\\':
			r.escape()
		default:
			r.buf = append(r.buf, c)
		}
	}
	r.i = len(r.text) + 1 // past the end: the closing quote is missing
	return r.buf
}

func (r *reader) escape() {
	if r.i >= len(r.text) {
		return
	}
	c := r.text[r.i]
	r.i++
	switch c {
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		r.buf = utf8.AppendRune(r.buf, r.unicode())
		return
	}
	r.buf = append(r.buf, c)
}

// unicode reads the four digits of a \u escape, and a second one where the two
// are one character.
func (r *reader) unicode() rune {
	one := r.hex()
	if !utf16.IsSurrogate(one) || !bytes.HasPrefix(r.rest(), []byte(`\u`)) {
		return one
	}
	back := r.i
	r.i += 2
	both := utf16.DecodeRune(one, r.hex())
	if both == utf8.RuneError {
		r.i = back
	}
	return both
}

func (r *reader) hex() rune {
	if len(r.rest()) < 4 {
		r.i = len(r.text)
		return utf8.RuneError
	}
	n, err := strconv.ParseUint(string(r.text[r.i:r.i+4]), 16, 32)
	r.i += 4
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}

func (r *reader) rest() []byte { return r.text[min(r.i, len(r.text)):] }

// endFlag is Cut for a string whose closing quote was cut off.
func (r *reader) endFlag() connectors.Flag {
	if r.cut && r.i > len(r.text) {
		return connectors.Cut
	}
	return 0
}

func (r *reader) peek() byte {
	if r.i < len(r.text) {
		return r.text[r.i]
	}
	return 0
}

func (r *reader) accept(c byte) {
	if r.peek() == c {
		r.i++
	}
}

func (r *reader) space() {
	for r.i < len(r.text) && (r.text[r.i] == ' ' || r.text[r.i] == '\n' || r.text[r.i] == '\t' || r.text[r.i] == '\r') {
		r.i++
	}
}

// array hands over the elements of an array of t, of any number of dimensions.
func (r *reader) array(n *node, t sqlType) {
	if r.peek() == '[' { // bounds that do not begin at 1: [0:2]={...}
		r.i = max(bytes.IndexByte(r.text, '='), 0) + 1
	}
	for r.i < len(r.text) {
		switch c := r.text[r.i]; c {
		case '{', '}', t.delim:
			r.i++
		case '"':
			v := r.raw()
			r.element(n, *t.elem, v)
		default:
			from := r.i
			for r.i < len(r.text) && r.text[r.i] != t.delim && r.text[r.i] != '}' {
				r.i++
			}
			v := r.text[from:r.i]
			switch {
			case string(v) == "NULL":
				r.b.add(n, "", nil, connectors.Null)
			case r.cut && r.i == len(r.text):
				r.i++ // what follows was cut off
				r.element(n, *t.elem, v)
			default:
				r.element(n, *t.elem, v)
			}
		}
	}
}

// raw reads a string in double quotes in which a backslash only protects the
// next character: PostgreSQL's own form.
func (r *reader) raw() []byte {
	r.i++
	buf := make([]byte, 0, 32)
	for r.i < len(r.text) {
		c := r.text[r.i]
		r.i++
		switch {
		case c == '"':
			return buf
		case c == '\\' && r.i < len(r.text):
			c = r.text[r.i]
			r.i++
		}
		buf = append(buf, c)
	}
	r.i = len(r.text) + 1
	return buf
}

// element hands over one value of an array. Only text is of use where it was
// cut.
func (r *reader) element(n *node, t sqlType, v []byte) {
	f := r.endFlag()
	switch {
	case f != 0 && t.class != asText && t.class != asOther:
		return
	case t.class == asJSON || t.class == asHstore:
		r.b.value(n, t, v, false)
	case t.class == asBytes:
		r.b.add(n, t.name(), unhex(v), f)
	default:
		r.buf = t.append(r.buf[:0], v)
		r.b.add(n, t.name(), r.buf, f)
	}
}

// hstore hands over "key"=>"value" pairs below n.
func (r *reader) hstore(n *node) {
	for r.i < len(r.text) {
		if r.text[r.i] != '"' {
			r.i++ // a comma, a space
			continue
		}
		key := r.raw()
		if r.i > len(r.text) {
			return
		}
		child := r.b.key(n, key)
		r.i += len("=>")
		switch r.peek() {
		case '"':
			v := r.raw()
			r.b.add(child, connectors.Text, v, r.endFlag())
		case 'N':
			r.b.add(child, "", nil, connectors.Null)
			r.i += len("NULL")
		}
	}
}

// value hands over one value that is not null, as the server wrote it.
func (b *builder) value(n *node, t sqlType, v []byte, cut bool) (deep bool) {
	r := reader{b: b, text: v, cut: cut}
	switch t.class {
	case asJSON:
		r.json(n, 0)
	case asHstore:
		r.hstore(n)
	case asArray:
		r.array(n, t)
	}
	return r.deep
}

// append writes a scalar v in canonical text behind dst.
func (t sqlType) append(dst, v []byte) []byte {
	switch t.class {
	case asFloat:
		return appendFloat(dst, v, 64)
	case asBool:
		return strconv.AppendBool(dst, len(v) > 0 && v[0] == 't')
	case asTime:
		return appendTime(dst, v, "Z")
	case asNaive:
		return appendTime(dst, v, "")
	}
	return append(dst, v...)
}

// appendFloat writes a number in its shortest form without exponent. One that
// a float of 64 bits cannot hold stays as it is.
func appendFloat(dst, v []byte, bits int) []byte {
	f, err := strconv.ParseFloat(string(v), bits)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, v...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
}

// appendTime writes 2026-01-02 03:04:05.6+00 as RFC 3339 has it. Infinity and
// years before Christ stay as they are.
func appendTime(dst, v []byte, zone string) []byte {
	day, clock, ok := bytes.Cut(v, []byte{' '})
	if !ok || bytes.HasSuffix(v, []byte("BC")) {
		return append(dst, v...)
	}
	dst = append(append(dst, day...), 'T')
	dst = append(dst, bytes.TrimSuffix(clock, []byte("+00"))...)
	return append(dst, zone...)
}

// unhex reads the text form of bytea: \x and two digits a byte.
func unhex(v []byte) []byte {
	v = bytes.TrimPrefix(v, []byte(`\x`))
	out := make([]byte, 0, len(v)/2)
	for i := 0; i+1 < len(v); i += 2 {
		n, err := strconv.ParseUint(string(v[i:i+2]), 16, 8)
		if err != nil {
			break
		}
		out = append(out, byte(n))
	}
	return out
}
