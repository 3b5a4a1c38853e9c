package format

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
)

// maxDepth of nesting: what is deeper is left out.
const maxDepth = 1000

// maxNumber is how many bytes a number may have.
const maxNumber = 4096

// What ends a value that is being read.
var (
	errSyntax = errors.New("is no JSON")
	errEnd    = errors.New("ends in the middle")
	errStop   = errors.New("nobody wants more")
)

// jsonReader reads JSON as a stream and adds each scalar to the writer under
// its path.
type jsonReader struct {
	in    *input
	w     *writer
	lines bool  // a value ends with its line
	kept  int64 // bytes behind the end that the source kept back
	told  bool  // they were counted with the string that they belong to
	deep  int64
	buf   []byte
	key   []byte
}

// space skips white space and shows the next byte.
func (j *jsonReader) space() (byte, error) {
	for {
		b, ok := j.in.peek()
		switch {
		case !ok:
			return 0, errEnd
		case b == '\n' && j.lines:
			return 0, errSyntax
		case b == ' ' || b == '\n' || b == '\r' || b == '\t':
			j.in.skip(1)
		default:
			return b, nil
		}
	}
}

// value reads one value into n.
func (j *jsonReader) value(n *node, depth int) error {
	b, err := j.space()
	if err != nil {
		return err
	}
	switch b {
	case '{':
		return j.object(n, depth)
	case '[':
		return j.array(n, depth)
	case '"':
		s, over, err := j.str(j.buf[:0], j.w.maxValue)
		j.buf = s
		if errors.Is(err, errEnd) && j.kept > 0 {
			over, j.told = over+j.kept, true
		}
		j.w.addCut(n.scalar(j.w), connectors.Text, s, over)
		return err
	}
	return j.literal(n.scalar(j.w))
}

// scalar is where a value goes that is a whole record.
func (n *node) scalar(w *writer) *node {
	if n.path != "" {
		return n
	}
	return w.key(n, []byte("value"))
}

func (j *jsonReader) object(n *node, depth int) error {
	if depth >= maxDepth {
		return j.leaveOut()
	}
	if isDescribed(j.in.ahead(64)) {
		return j.members(func(key []byte) error {
			if slices.ContainsFunc(dynamoTypes, func(d describedType) bool { return d.name == string(key) }) {
				return j.value(n, depth+1)
			}
			return j.value(j.w.key(n, key), depth+1)
		})
	}
	record, from := j.w.cur, len(j.w.cur.vals)
	err := j.members(func(key []byte) error { return j.value(j.w.key(n, key), depth+1) })
	if j.w.cur == record {
		j.w.splitPairs(n, from, false)
	}
	return err
}

// members reads an object and calls value where each member's value begins.
// key is valid until then.
func (j *jsonReader) members(value func(key []byte) error) error {
	j.in.skip(1)
	for first := true; ; first = false {
		if more, err := j.next(first, '}'); err != nil || !more {
			return err
		}
		b, err := j.space()
		if err != nil {
			return err
		}
		if b != '"' {
			return errSyntax
		}
		if j.key, _, err = j.str(j.key[:0], j.w.maxValue); err != nil {
			return err
		}
		if b, err = j.space(); err != nil {
			return err
		}
		if b != ':' {
			return errSyntax
		}
		j.in.skip(1)
		if err := value(j.key); err != nil {
			return err
		}
	}
}

func (j *jsonReader) array(n *node, depth int) error {
	if depth >= maxDepth {
		return j.leaveOut()
	}
	e := j.w.element(n)
	return j.elements(func() error { return j.value(e, depth+1) })
}

// elements reads an array and calls value where each element begins.
func (j *jsonReader) elements(value func() error) error {
	j.in.skip(1)
	for first := true; ; first = false {
		if more, err := j.next(first, ']'); err != nil || !more {
			return err
		}
		if j.w.stopped {
			return errStop
		}
		if err := value(); err != nil {
			return err
		}
	}
}

// next goes over the comma to the next member or element. more is false where
// the object or array ends.
func (j *jsonReader) next(first bool, end byte) (more bool, err error) {
	b, err := j.space()
	switch {
	case err != nil:
		return false, err
	case b == end:
		j.in.skip(1)
		return false, nil
	case first:
		return true, nil
	case b != ',':
		return false, errSyntax
	}
	j.in.skip(1)
	return true, nil
}

// leaveOut reads a value that is nested too deeply and hands nothing of it on.
func (j *jsonReader) leaveOut() error {
	j.deep++
	for depth := 0; ; {
		b, err := j.space()
		if err != nil {
			return err
		}
		switch b {
		case '"':
			if _, _, err := j.str(j.buf[:0], 0); err != nil {
				return err
			}
		case '{', '[':
			depth++
			j.in.skip(1)
		case '}', ']':
			depth--
			j.in.skip(1)
			if depth == 0 {
				return nil
			}
		default:
			j.in.skip(1)
		}
		if j.w.stopped {
			return errStop
		}
	}
}

// str reads a string, at most limit bytes of it.
func (j *jsonReader) str(dst []byte, limit int) (out []byte, over int64, err error) {
	j.in.skip(1)
	for {
		w := j.in.window()
		if len(w) == 0 {
			return dst, over, errEnd
		}
		n := 0
		for n < len(w) && w[n] != '"' && w[n] != '\\' && (w[n] != '\n' || !j.lines) {
			n++
		}
		dst, over = appendMost(dst, w[:n], limit, over)
		if n == len(w) {
			j.in.skip(n)
			continue
		}
		switch w[n] {
		case '"':
			j.in.skip(n + 1)
			return dst, over, nil
		case '\n':
			j.in.skip(n)
			return dst, over, errSyntax
		}
		j.in.skip(n)
		var esc [utf8.UTFMax]byte
		k, err := j.escape(esc[:])
		if err != nil {
			return dst, over, err
		}
		dst, over = appendMost(dst, esc[:k], limit, over)
	}
}

// escape reads one escape sequence into p.
func (j *jsonReader) escape(p []byte) (n int, err error) {
	s := j.in.ahead(2)
	if len(s) < 2 {
		return 0, errEnd
	}
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if i := bytes.IndexByte([]byte(from), s[1]); i >= 0 {
		j.in.skip(2)
		p[0] = to[i]
		return 1, nil
	}
	r, err := j.unicode()
	if err != nil {
		return 0, err
	}
	j.in.skip(6)
	if utf16.IsSurrogate(r) {
		if low, err := j.unicode(); err == nil && utf16.DecodeRune(r, low) != utf8.RuneError {
			j.in.skip(6)
			r = utf16.DecodeRune(r, low)
		} else {
			r = utf8.RuneError
		}
	}
	return utf8.EncodeRune(p, r), nil
}

// unicode looks at an escape of four hex digits without taking it.
func (j *jsonReader) unicode() (rune, error) {
	s := j.in.ahead(6)
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, errSyntax
	}
	n, err := strconv.ParseUint(string(s[2:6]), 16, 32)
	if err != nil {
		return 0, errSyntax
	}
	return rune(n), nil
}

// literal reads a number, true, false or null.
func (j *jsonReader) literal(n *node) error {
	t := j.buf[:0]
	for {
		b, ok := j.in.peek()
		if !ok || len(t) > maxNumber || bytes.IndexByte([]byte(" \t\r\n,]}:\"[{"), b) >= 0 {
			break
		}
		t = append(t, b)
		j.in.skip(1)
	}
	j.buf = t
	if _, ok := j.in.peek(); !ok && j.kept > 0 {
		return errEnd // half a number is another number
	}
	switch string(t) {
	case "":
		return errSyntax
	case "null", "NaN", "Infinity", "-Infinity", "+Infinity": // as many programs write what JSON has no number for
		j.w.null(n)
		return nil
	case "true", "false":
		j.w.add(n, connectors.Boolean, t, 0)
		return nil
	}
	if !isNumber(t) {
		return errSyntax
	}
	text, typ := canonical(t)
	j.w.add(n, typ, text, 0)
	return nil
}

// isNumber says whether t is a number as JSON writes it, leading zeros aside:
// some writers leave them.
func isNumber(t []byte) bool {
	i := 0
	digits := func() bool {
		from := i
		for i < len(t) && t[i] >= '0' && t[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(t) && t[i] == '-' {
		i++
	}
	if !digits() {
		return false
	}
	if i < len(t) && t[i] == '.' {
		i++
		if !digits() {
			return false
		}
	}
	if i < len(t) && (t[i] == 'e' || t[i] == 'E') {
		i++
		if i < len(t) && (t[i] == '+' || t[i] == '-') {
			i++
		}
		if !digits() {
			return false
		}
	}
	return i == len(t)
}

// canonical is the text of a number: an integer as it is, whatever its size; a
// float in its shortest form without an exponent.
func canonical(t []byte) (text []byte, typ string) {
	if !bytes.ContainsAny(t, ".eE") {
		if string(t) == "-0" {
			t = t[1:]
		}
		return t, connectors.Integer
	}
	f, err := strconv.ParseFloat(string(t), 64)
	if err != nil {
		return t, connectors.Float // beyond what a float can hold
	}
	return strconv.AppendFloat(t[:0:0], f, 'f', -1, 64), connectors.Float
}

// cutLine splits off the first line, trimmed.
func cutLine(b []byte) (line, rest []byte, found bool) {
	line, rest, found = bytes.Cut(b, []byte{'\n'})
	return bytes.TrimSpace(line), rest, found
}
