package format

import (
	"bytes"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// readVCard makes a record of every card. A property is a field by its name in
// lower case; one that stands several times has several values.
func readVCard(in *input, _ []byte, w *writer) {
	v := &cards{folded: folded{in: in, limit: w.maxValue, soft: isQuoted}, w: w}
	for !w.stopped && v.line() {
		v.property()
	}
	if v.open > 0 {
		w.malformed("ends inside of a card; what came before was read")
		w.end()
	}
}

type cards struct {
	folded
	w    *writer
	open int // cards inside of each other: an AGENT may hold one
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
	typ := connectors.Text
	charset := paramOf(params, "CHARSET")
	params = strings.ToUpper(params)
	switch {
	case strings.Contains(params, "QUOTED-PRINTABLE"):
		value = unquoteText(value)
		if c, ok := charsetNamed(charset); ok {
			value, _ = c.enc.NewDecoder().Bytes(value)
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

// paramOf is the value of a parameter of a property, whatever the case of its
// name.
func paramOf(params, name string) string {
	for p := range strings.SplitSeq(params, ";") {
		if k, v, ok := strings.Cut(p, "="); ok && strings.EqualFold(k, name) {
			return strings.Trim(v, `"`)
		}
	}
	return ""
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
