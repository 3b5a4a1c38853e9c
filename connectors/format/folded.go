package format

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// folded reads lines that may be folded: one that begins with a blank goes on
// with the line before it. vCard, iCalendar, LDIF and the headers of mail are
// written so.
type folded struct {
	in    *input
	limit int                    // bytes of a line that are kept
	soft  func(line []byte) bool // nil, or says whether an equals sign at its end folds a line too
	keep  bool                   // the blank is part of the value, as in mail

	buf  []byte
	over int64 // bytes of the line that were left out
}

// line reads a line and unfolds it.
func (f *folded) line() bool {
	if _, ok := f.in.peek(); !ok {
		return false
	}
	f.buf, f.over, _ = f.in.until('\n', f.buf[:0], f.limit)
	for {
		f.buf = bytes.TrimSuffix(f.buf, []byte{'\r'})
		b, ok := f.in.peek()
		soft := ok && f.soft != nil && bytes.HasSuffix(f.buf, []byte{'='}) && f.soft(f.buf)
		switch {
		case ok && (b == ' ' || b == '\t') && len(f.buf) > 0:
			f.in.skip(1)
			if f.keep {
				f.buf = append(f.buf, ' ')
			}
		case soft:
			f.buf = f.buf[:len(f.buf)-1]
		default:
			return true
		}
		var over int64
		f.buf, over, _ = f.in.until('\n', f.buf, max(f.limit-len(f.buf), 0))
		f.over += over
	}
}

// isQuoted says whether a line's value is quoted-printable (vCard 2.1).
func isQuoted(line []byte) bool {
	head, _, _ := bytes.Cut(line, []byte{':'})
	return bytes.Contains(bytes.ToUpper(head), []byte("QUOTED-PRINTABLE"))
}

func beginsCalendar(body []byte) bool { return beginsWith(body, "begin:vcalendar") }

// readCalendar makes a record of every event, task and entry of a calendar. A
// property is a field by its name in lower case; those of an alarm belong to its
// event, and those of the calendar to the first record.
func readCalendar(in *input, _ []byte, w *writer) {
	f := &folded{in: in, limit: w.maxValue}
	depth := 0
	for !w.stopped && f.line() {
		name, params, value := splitProperty(f.buf)
		switch name {
		case "":
		case "begin":
			depth++
		case "end":
			if depth--; depth == 1 {
				w.end()
			}
			depth = max(depth, 0)
		default:
			if cn := paramOf(params, "CN"); cn != "" {
				w.add(w.key(w.root, []byte(name+"@cn")), connectors.Text, []byte(cn), 0)
			}
			w.addCut(w.key(w.root, []byte(name)), connectors.Text, unescapeCard(value), f.over)
		}
	}
	if depth > 0 {
		w.malformed("ends inside of an entry; what came before was read")
	}
	if len(w.cur.vals) > 0 || w.cur.open {
		w.end()
	}
}

func beginsLDIF(body []byte) bool {
	for len(body) > 0 {
		line, rest, _ := bytes.Cut(body, []byte{'\n'})
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0, line[0] == '#', beginsWith(line, "version:"):
			body = rest
		default:
			return beginsWith(line, "dn:") && bytes.IndexByte(line, '=') > 0
		}
	}
	return false
}

// readLDIF makes a record of every entry of a directory. Attributes are fields,
// without their options; one that stands several times has several values.
func readLDIF(in *input, _ []byte, w *writer) {
	f := &folded{in: in, limit: w.maxValue}
	names := map[string]string{} // as they are written first, by lower case
	for !w.stopped && f.line() {
		if len(f.buf) == 0 {
			if len(w.cur.vals) > 0 || w.cur.open {
				w.end()
			}
			continue
		}
		name, value, ok := bytes.Cut(f.buf, []byte{':'})
		if !ok || name[0] == '#' {
			continue
		}
		attribute, _, _ := strings.Cut(string(name), ";")
		if strings.EqualFold(attribute, "version") && len(w.cur.vals) == 0 {
			continue
		}
		typ := connectors.Text
		switch {
		case len(value) > 0 && value[0] == ':':
			value = bytes.TrimSpace(value[1:])
			if b, err := base64.StdEncoding.DecodeString(string(value)); err == nil {
				value = b
				if control(b) > 0 || !isMostlyUTF8(b) {
					typ = connectors.Bytes
				}
			}
		default:
			value = bytes.TrimSpace(value)
		}
		lower := strings.ToLower(attribute)
		if _, known := names[lower]; !known && len(names) < maxPaths {
			names[lower] = attribute
		}
		w.addCut(w.key(w.root, []byte(names[lower])), typ, value, f.over)
	}
	if len(w.cur.vals) > 0 || w.cur.open {
		w.end()
	}
}
