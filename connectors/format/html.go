package format

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML makes a record of every line as a browser would show it: text of
// one block, with inline elements joined. A row of a table with a header is a
// record of fields table1.Header. Attributes that people read or
// follow are values @href, @title, ...; scripts are lines of field script,
// comments of field comment. A page whose markup cannot be followed is read as
// text.
func readHTML(in *input, head []byte, w *writer) {
	z := html.NewTokenizer(&reader{in})
	z.SetMaxBuf(max(w.maxBatch, headSize))
	h := &page{w: w, z: z, text: w.field(TextField), script: w.field("script"), comment: w.field("comment")}
	for !w.stopped {
		if z.Next() == html.ErrorToken {
			break
		}
		h.token()
	}
	h.closeTables()
	h.end()
	if w.stopped || errors.Is(z.Err(), io.EOF) {
		return
	}
	in.back(bytes.Clone(append(bytes.Clone(z.Raw()), z.Buffered()...)))
	readText(in, head, w)
}

// reader shows an input as an io.Reader.
type reader struct{ in *input }

func (r *reader) Read(p []byte) (int, error) {
	w := r.in.window()
	if len(w) == 0 {
		return 0, io.EOF
	}
	n := copy(p, w)
	r.in.skip(n)
	return n, nil
}

type page struct {
	w                     *writer
	z                     *html.Tokenizer
	text, script, comment *node
	inside                atom.Atom // script or style
	line                  []byte    // of the block
	space                 bool      // a blank is due before the next word
	values                bool      // the record has attributes
	tables                []*htmlTable
	headed                int // tables with a header so far
}

func (h *page) token() {
	switch t := h.z.Token(); t.Type {
	case html.TextToken:
		h.characters(t.Data)
	case html.CommentToken:
		h.lines(h.comment, t.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		h.start(t)
	case html.EndTagToken:
		h.inside = 0
		switch {
		case h.tableEnd(t.DataAtom):
		case !inline[t.DataAtom]:
			h.endBlock()
		}
	}
}

func (h *page) start(t html.Token) {
	switch {
	case h.tableStart(t):
	case !inline[t.DataAtom]:
		h.endBlock()
	}
	if t.Type == html.StartTagToken && (t.DataAtom == atom.Script || t.DataAtom == atom.Style) {
		h.inside = t.DataAtom
	}
	for _, a := range t.Attr {
		if a.Val != "" && readable(a.Key) {
			h.w.add(h.w.key(h.w.root, []byte("@"+a.Key)), connectors.Text, []byte(a.Val), 0)
			h.values = true
		}
	}
}

// readable says whether people see, hear or follow an attribute's value.
func readable(name string) bool {
	switch name {
	case "href", "content", "value", "title", "alt", "placeholder", "aria-label", "label", "summary", "cite":
		return true
	}
	return strings.HasPrefix(name, "data-")
}

// inline elements do not end a line. Cells of a table do not either: a row is
// a line.
var inline = func() map[atom.Atom]bool {
	m := map[atom.Atom]bool{0: true}
	for _, a := range []atom.Atom{
		atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Dfn, atom.Em, atom.Font,
		atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span,
		atom.Strong, atom.Sub, atom.Sup, atom.Td, atom.Th, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr,
	} {
		m[a] = true
	}
	return m
}()

// characters adds text to the line, blanks folded to one.
func (h *page) characters(s string) {
	switch h.inside {
	case atom.Style:
		return
	case atom.Script:
		h.lines(h.script, s)
		return
	}
	for len(s) > 0 {
		word, rest, blank := cutBlank(s)
		if word != "" {
			if h.space && len(h.line) > 0 {
				h.line = append(h.line, ' ')
			}
			h.line, h.space = append(h.line, word...), false
		}
		h.space = h.space || blank
		s = rest
	}
	if len(h.line) > max(h.w.maxBatch, headSize) {
		h.closeTables() // its rows are too long for records
		h.end()
	}
}

// cutBlank splits s behind its first run of white space.
func cutBlank(s string) (word, rest string, blank bool) {
	const white = " \t\r\n\f"
	i := strings.IndexAny(s, white)
	if i < 0 {
		return s, "", false
	}
	return s[:i], strings.TrimLeft(s[i:], white), true
}

// lines makes a record of every line of s that is not blank.
func (h *page) lines(n *node, s string) {
	h.end()
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			h.w.add(n, connectors.Text, []byte(l), 0)
			h.w.end()
		}
	}
}

// end ends the line.
func (h *page) end() {
	if len(h.line) > 0 {
		h.w.add(h.text, connectors.Text, h.line, 0)
	}
	if len(h.line) > 0 || h.values {
		h.w.end()
	}
	h.line, h.space, h.values = h.line[:0], false, false
}
