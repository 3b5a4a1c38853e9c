package format

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// readVCard makes a record of every card. A property is a field by its name in
// lower case; one that stands several times has several values.
func readVCard(in *input, _ []byte, w *writer) {
	v := &cards{in: in, w: w}
	for !w.stopped && v.line() {
		v.property()
	}
	if v.open > 0 {
		w.malformed("ends inside of a card; what came before was read")
		w.end()
	}
}

type cards struct {
	in   *input
	w    *writer
	open int // cards inside of each other: an AGENT may hold one
	buf  []byte
	over int64
}

// line reads a content line and unfolds it.
func (v *cards) line() bool {
	if _, ok := v.in.peek(); !ok {
		return false
	}
	v.buf, v.over, _ = v.in.until('\n', v.buf[:0], v.w.maxValue)
	for {
		v.buf = bytes.TrimSuffix(v.buf, []byte{'\r'})
		b, ok := v.in.peek()
		soft := ok && isQuoted(v.buf) && bytes.HasSuffix(v.buf, []byte{'='})
		switch {
		case ok && (b == ' ' || b == '\t'):
			v.in.skip(1)
		case soft:
			v.buf = v.buf[:len(v.buf)-1]
		default:
			return true
		}
		var over int64
		v.buf, over, _ = v.in.until('\n', v.buf, v.w.maxValue-len(v.buf))
		v.over += over
	}
}

// isQuoted says whether a line's value is quoted-printable (vCard 2.1).
func isQuoted(line []byte) bool {
	head, _, _ := bytes.Cut(line, []byte{':'})
	return bytes.Contains(bytes.ToUpper(head), []byte("QUOTED-PRINTABLE"))
}

// property adds the value of the line.
func (v *cards) property() {
	name, params, value := splitProperty(v.buf)
	switch name {
	case "":
		return
	case "begin":
		v.open++
		return
	case "end":
		if v.open > 0 {
			v.open--
		}
		if v.open == 0 {
			v.w.end()
		}
		return
	}
	params = strings.ToUpper(params)
	typ := connectors.Text
	switch {
	case strings.Contains(params, "QUOTED-PRINTABLE"):
		if b, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(value))); err == nil {
			value = b
		}
	case strings.Contains(params, "ENCODING=B"), strings.Contains(params, "BASE64"):
		typ = connectors.Bytes
	default:
		value = unescapeCard(value)
	}
	v.w.addCut(v.w.key(v.w.root, []byte(name)), typ, value, v.over)
}

// splitProperty splits group.NAME;PARAMS:value. A colon inside of quotes is
// none.
func splitProperty(line []byte) (name, params string, value []byte) {
	quoted := false
	for i, b := range line {
		if b == '"' {
			quoted = !quoted
		}
		if b != ':' || quoted {
			continue
		}
		name, params, _ = strings.Cut(string(line[:i]), ";")
		name = name[strings.LastIndexByte(name, '.')+1:]
		return strings.ToLower(strings.TrimSpace(name)), params, line[i+1:]
	}
	return "", "", nil
}

// unescapeCard resolves \n, \, and \;.
func unescapeCard(v []byte) []byte {
	if bytes.IndexByte(v, '\\') < 0 {
		return v
	}
	out := make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		if v[i] != '\\' || i == len(v)-1 {
			out = append(out, v[i])
			continue
		}
		i++
		if v[i] == 'n' || v[i] == 'N' {
			out = append(out, '\n')
		} else {
			out = append(out, v[i])
		}
	}
	return out
}
