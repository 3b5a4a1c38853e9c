package format

import (
	"bytes"
	"encoding/base64"
	"io"
	"maps"
	mimepkg "mime"
	"mime/multipart"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/dialmap/dialmap/connectors"
)

// maxMailDepth is how deep the parts of a message may lie in each other.
const maxMailDepth = 10

// mailHeaders are the headers whose values are read, by their names in lower
// case; others are where their name says that they hold a phone.
var mailHeaders = namesOf("from to cc bcc reply-to sender subject organization comments keywords resent-from resent-to disposition-notification-to x-original-to")

// beginsMail says whether a text begins with the headers of a message.
func beginsMail(body []byte) bool {
	known, lines := 0, 0
	for lines < 40 && len(body) > 0 {
		line, rest, _ := bytes.Cut(body, []byte{'\n'})
		body = rest
		if line = bytes.TrimSuffix(line, []byte{'\r'}); len(line) == 0 {
			break
		}
		lines++
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		name, _, ok := bytes.Cut(line, []byte{':'})
		if !ok || bytes.ContainsAny(name, " \t") {
			return false
		}
		if beginsWith(line, "from:", "to:", "subject:", "received:", "return-path:", "mime-version:", "date:", "message-id:", "delivered-to:", "content-type:") {
			known++
		}
	}
	return known >= 3
}

func beginsMbox(body []byte) bool {
	line, rest, ok := bytes.Cut(body, []byte{'\n'})
	return ok && bytes.HasPrefix(line, []byte("From ")) && beginsMail(rest)
}

// readMail makes a record of a message: its headers, and its text or, where it
// has none, that of its HTML. What is attached is read behind it.
func readMail(in *input, _ []byte, w *writer) {
	m := &mailReader{w: w}
	m.message(in)
}

// readMbox makes a record of every message of a mailbox.
func readMbox(in *input, _ []byte, w *writer) {
	b := &mailbox{in: in}
	for !w.stopped && b.next() {
		m := &mailReader{w: w}
		m.message(newInput(b))
		_, _ = io.Copy(io.Discard, b)
	}
}

// mailbox splits a file at the lines that begin a message.
type mailbox struct {
	in        *input
	lineStart bool
	blank     bool // the line before was blank
	begun     bool
}

func (b *mailbox) startsHere() bool {
	return b.lineStart && b.blank && bytes.Equal(b.in.ahead(5), []byte("From "))
}

// next goes to the next message, behind the line that begins it.
func (b *mailbox) next() bool {
	if !b.begun {
		b.begun, b.lineStart, b.blank = true, true, true
	}
	if !b.startsHere() {
		return false
	}
	b.in.until('\n', nil, 0)
	b.blank = false
	return true
}

// Read implements io.Reader for the message that is open.
func (b *mailbox) Read(p []byte) (int, error) {
	if b.startsHere() {
		return 0, io.EOF
	}
	if b.lineStart && bytes.HasPrefix(b.in.ahead(6), []byte(">From ")) {
		b.in.skip(1)
	}
	w := b.in.window()
	if len(w) == 0 {
		return 0, io.EOF
	}
	n := bytes.IndexByte(w, '\n') + 1
	if n == 0 {
		n = len(w)
	}
	n = copy(p, w[:n])
	b.blank = b.lineStart && len(bytes.TrimRight(w[:n], "\r\n")) == 0
	b.lineStart = n > 0 && w[n-1] == '\n'
	b.in.skip(n)
	return n, nil
}

// mailReader reads one message.
type mailReader struct {
	w     *writer
	depth int
	ended bool // the record of the message
}

func (m *mailReader) message(in *input) {
	h := m.headers(in)
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if !mailHeaders[name] && !saysPhone([]byte(name)) {
			continue
		}
		for _, v := range h[name] {
			m.w.add(m.w.key(m.w.root, []byte(name)), connectors.Text, []byte(decodeWords(v)), 0)
		}
	}
	m.part(h, &reader{in})
	m.end()
}

func (m *mailReader) end() {
	if !m.ended || len(m.w.cur.vals) > 0 {
		m.w.end()
	}
	m.ended = true
}

// headers reads up to the blank line.
func (m *mailReader) headers(in *input) map[string][]string {
	h := map[string][]string{}
	f := &folded{in: in, limit: 1 << 16, keep: true}
	for n := 0; n < 10_000 && f.line() && len(f.buf) > 0; n++ {
		name, value, ok := strings.Cut(string(f.buf), ":")
		if ok {
			name = strings.ToLower(strings.TrimSpace(name))
			h[name] = append(h[name], strings.TrimSpace(value))
		}
	}
	return h
}

var wordDecoder = &mimepkg.WordDecoder{CharsetReader: func(name string, r io.Reader) (io.Reader, error) {
	c, ok := charsetNamed(name)
	if !ok {
		return r, nil
	}
	return c.enc.NewDecoder().Reader(r), nil
}}

func decodeWords(s string) string {
	if d, err := wordDecoder.DecodeHeader(s); err == nil {
		return d
	}
	return s
}

// part reads a part of the message by its headers.
func (m *mailReader) part(h map[string][]string, body io.Reader) {
	first := func(name string) string {
		if v := h[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	typ, params, err := mimepkg.ParseMediaType(first("content-type"))
	if err != nil && typ == "" {
		typ = "text/plain"
	}
	if strings.HasPrefix(typ, "multipart/") && params["boundary"] != "" {
		m.parts(typ, params["boundary"], body)
		return
	}
	switch strings.ToLower(first("content-transfer-encoding")) {
	case "quoted-printable":
		body = &quotedText{r: body}
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, &base64Only{body})
	}
	disposition, more, _ := mimepkg.ParseMediaType(first("content-disposition"))
	name := decodeWords(more["filename"])
	if name == "" {
		name = decodeWords(params["name"])
	}
	isText := typ == "text/plain" || typ == "text/html"
	if isText && disposition != "attachment" && name == "" {
		text := readBody(body, m.w.maxValue)
		text = decodedText(text, params["charset"])
		field := TextField
		if typ == "text/html" {
			text, field = textOfHTML(text), "html"
		}
		m.w.add(m.w.field(field), connectors.Text, bytes.TrimSpace(text), 0)
		return
	}
	m.attached(typ, name, body)
}

// attached reads what is attached as an object of its own.
func (m *mailReader) attached(typ, name string, body io.Reader) {
	if name == "" {
		name = "attachment"
		if ext, err := mimepkg.ExtensionsByType(typ); err == nil && len(ext) > 0 && typ != "application/octet-stream" {
			name += ext[0]
		}
		if typ == "message/rfc822" {
			name = "message.eml"
		}
	}
	switch main, _, _ := strings.Cut(typ, "/"); main {
	case "image", "audio", "video", "font":
		return
	}
	m.end()
	if m.w.inner != nil {
		m.w.inner(m.w, m.w.ctx, path.Base(strings.ReplaceAll(name, `\`, "/")), body)
	}
}

// parts reads what a multipart holds. Of several forms of one text the plain one
// is read, or else the HTML.
func (m *mailReader) parts(typ, boundary string, body io.Reader) {
	if m.depth++; m.depth > maxMailDepth {
		m.w.gap(connectors.Limit, "parts of a message lie in each other deeper than 10 levels; the innermost were not read")
		m.depth--
		return
	}
	defer func() { m.depth-- }()
	r := multipart.NewReader(body, boundary)
	plain := false
	for n := 0; !m.w.stopped; n++ {
		p, err := r.NextRawPart()
		if err != nil {
			if err != io.EOF && n == 0 {
				m.w.malformed("a message ends before its parts do; what came before was read")
			}
			return
		}
		h := map[string][]string{}
		for k, v := range p.Header {
			h[strings.ToLower(k)] = v
		}
		if typ == "multipart/alternative" && plain && strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			continue
		}
		before := len(m.w.cur.data)
		m.part(h, p)
		plain = plain || len(m.w.cur.data) > before+20
	}
}

// base64Only leaves out characters outside base64.
type base64Only struct{ r io.Reader }

func (b *base64Only) Read(p []byte) (int, error) {
	for {
		n, err := b.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// readBody reads at most limit bytes; damage ends it.
func readBody(r io.Reader, limit int) []byte {
	b, _ := io.ReadAll(io.LimitReader(r, int64(limit)))
	return b
}

// decodedText is a text in UTF-8, from the charset that is declared or found.
func decodedText(text []byte, charset string) []byte {
	c, ok := charsetNamed(charset)
	if isMostlyUTF8(text) && (!ok || !strings.HasPrefix(c.name, "iso-2022")) {
		return text
	}
	if !ok {
		c, ok = charsetOf(text[:min(len(text), headSize)])
	}
	if !ok {
		return text
	}
	out, _ := c.enc.NewDecoder().Bytes(text)
	return out
}

// textOfHTML is the text of a page, a line a block.
func textOfHTML(page []byte) (text []byte) {
	z := html.NewTokenizer(bytes.NewReader(page))
	hidden := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return text
		case html.TextToken:
			if hidden == "" {
				text = append(text, bytes.Join(bytes.Fields(unescape(bytes.Clone(z.Text()))), []byte{' '})...)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data == "script" || t.Data == "style" {
				hidden = t.Data
			}
			text = appendBreak(text, t)
		case html.EndTagToken:
			t := z.Token()
			if t.Data == hidden {
				hidden = ""
			}
			text = appendBreak(text, t)
		}
	}
}

// appendBreak ends a line at the tag of a block.
func appendBreak(text []byte, t html.Token) []byte {
	switch {
	case t.Data == "td" || t.Data == "th":
		return append(text, '\t')
	case !inline[t.DataAtom]:
		return append(text, '\n')
	}
	return append(text, ' ')
}
