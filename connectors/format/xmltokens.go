package format

import (
	"bytes"
	"io"
)

// xmlTokens reads the tags and text of the XML inside of office files. Prefixes
// are left out of names, entities that a document declares mean nothing.
type xmlTokens struct {
	in    *input
	limit int // bytes of text between two tags, and of a tag

	kind  xmlTokenKind
	name  []byte // of the element, without its prefix
	empty bool   // a start tag that ends its element
	text  []byte // of a text token, unescaped
	tag   []byte
	attrs []byte
}

type xmlTokenKind uint8

const (
	xmlEnd xmlTokenKind = iota
	xmlStartTag
	xmlEndTag
	xmlText
)

func newXMLTokens(r io.Reader, limit int) *xmlTokens {
	return &xmlTokens{in: newInput(r), limit: max(limit, 1<<10)}
}

// next reads a token. It is false at the end.
func (x *xmlTokens) next() bool {
	for {
		b, ok := x.in.peek()
		if !ok {
			x.kind = xmlEnd
			return false
		}
		if b != '<' {
			x.readText()
			return true
		}
		switch a := x.in.ahead(9); {
		case bytes.HasPrefix(a, []byte("<!--")):
			x.through("-->")
		case bytes.HasPrefix(a, []byte("<![CDATA[")):
			x.in.skip(9)
			x.tag = x.through("]]>")
			x.kind, x.text = xmlText, bytes.TrimSuffix(x.tag, []byte("]]>"))
			return true
		case bytes.HasPrefix(a, []byte("<?")):
			x.through("?>")
		case bytes.HasPrefix(a, []byte("<!")):
			x.through(">")
		default:
			x.readTag()
			return true
		}
	}
}

func (x *xmlTokens) readText() {
	x.text = x.text[:0]
	for {
		w := x.in.window()
		n := bytes.IndexByte(w, '<')
		if len(w) == 0 || n == 0 {
			break
		}
		if n < 0 {
			n = len(w)
		}
		x.text, _ = appendMost(x.text, w[:n], x.limit, 0)
		x.in.skip(n)
	}
	x.kind, x.text = xmlText, unescape(x.text)
}

// through reads up to and with stop.
func (x *xmlTokens) through(stop string) []byte {
	t := x.tag[:0]
	last := stop[len(stop)-1]
	for {
		var found bool
		t, _, found = x.in.until(last, t, max(x.limit-len(t), 8))
		if found {
			t = append(t, last)
		}
		if !found || bytes.HasSuffix(t, []byte(stop)) {
			x.tag = t
			return t
		}
	}
}

// readTag reads a tag up to its end. A > in quotes does not end it.
func (x *xmlTokens) readTag() {
	t := x.through(">")
	for bytes.Count(t, []byte{'"'})%2 == 1 && len(t) < x.limit {
		n := len(t)
		var found bool
		if t, _, found = x.in.until('>', t, x.limit-n); !found {
			break
		}
		t = append(t, '>')
		x.tag = t
	}
	t = bytes.TrimSuffix(t[min(1, len(t)):], []byte{'>'})
	x.kind = xmlStartTag
	if bytes.HasPrefix(t, []byte{'/'}) {
		x.kind, t = xmlEndTag, t[1:]
	}
	x.empty = bytes.HasSuffix(t, []byte{'/'})
	t = bytes.TrimSuffix(t, []byte{'/'})
	end := bytes.IndexAny(t, " \t\r\n")
	if end < 0 {
		end = len(t)
	}
	x.name, x.attrs = t[:end], t[end:]
	if at := bytes.LastIndexByte(x.name, ':'); at >= 0 {
		x.name = x.name[at+1:]
	}
}

// starts says whether the token begins an element called name.
func (x *xmlTokens) starts(name string) bool { return x.kind == xmlStartTag && string(x.name) == name }

// ends says whether the token ends an element called name; an empty one ends as
// it starts.
func (x *xmlTokens) ends(name string) bool {
	return (x.kind == xmlEndTag || x.kind == xmlStartTag && x.empty) && string(x.name) == name
}

// attr is an attribute of the tag, whatever its prefix; nil where it has none.
func (x *xmlTokens) attr(name string) []byte {
	rest := x.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		value := rest[1 : 1+end]
		rest = rest[end+2:]
		if at := bytes.LastIndexByte(key, ':'); at >= 0 {
			key = key[at+1:]
		}
		if string(key) == name {
			return unescape(value)
		}
	}
}

// skipElement reads to the end of the element that the token starts.
func (x *xmlTokens) skipElement() {
	if x.kind != xmlStartTag || x.empty {
		return
	}
	for depth := 1; depth > 0 && x.next(); {
		switch {
		case x.kind == xmlStartTag && !x.empty:
			depth++
		case x.kind == xmlEndTag:
			depth--
		}
	}
}
