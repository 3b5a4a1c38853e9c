package format

import (
	"bytes"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// documentParts are the parts of a package that hold text, with the field of
// each: the longest beginning of a name counts.
var documentParts = []struct{ prefix, field string }{
	{"word/document", TextField}, {"word/header", "header"}, {"word/footer", "header"}, {"word/footnotes", "note"}, {"word/endnotes", "note"},
	{"word/comments", "comment"}, {"ppt/slides/slide", TextField}, {"ppt/notesslides/", "note"}, {"ppt/comments/", "comment"},
	{"docprops/", "properties"}, {"word/glossary/document", TextField}, {"ppt/diagrams/data", TextField}, {"word/diagrams/data", TextField}, {"customxml/item", "properties"},
}

func readDOCX(p *placed, z *Archive, w *writer) { readParts(p, z, w) }

func readPPTX(p *placed, z *Archive, w *writer) { readParts(p, z, w) }

// readParts reads the parts of a document that hold text, and what it embeds.
func readParts(p *placed, z *Archive, w *writer) {
	b := &workbook{z: z, r: p.r, w: w}
	files := append([]ZipFile(nil), z.Files...)
	sort.SliceStable(files, func(i, j int) bool {
		a, b := files[i].Name, files[j].Name
		if len(a) != len(b) && path.Dir(a) == path.Dir(b) {
			return len(a) < len(b) // slide2 before slide10
		}
		return a < b
	})
	tables := 0
	for _, f := range files {
		if w.stopped {
			return
		}
		name := strings.ToLower(f.Name)
		if field := fieldOfPart(name); field != "" && strings.HasSuffix(name, ".xml") && !strings.Contains(name, "itemprops") {
			if x, c := b.open(f.Name); x != nil {
				d := &docReader{x: x, w: w, field: field, tables: &tables}
				d.read()
				c.Close()
			}
			for _, l := range b.links(f.Name) {
				if l.external && l.kind == "hyperlink" && !w.stopped {
					w.add(w.field("link"), connectors.Text, []byte(l.target), 0)
					w.end()
				}
			}
		}
		if strings.Contains(name, "/embeddings/") {
			if r, err := f.Open(p.r); err == nil {
				w.inner(w, p.ctx, path.Base(f.Name), r)
				r.Close()
			}
		}
	}
}

func fieldOfPart(name string) (field string) {
	longest := 0
	for _, p := range documentParts {
		if strings.HasPrefix(name, p.prefix) && len(p.prefix) > longest {
			field, longest = p.field, len(p.prefix)
		}
	}
	return field
}

// maxHeldTable is how much text of a table is held before its rows are handed
// over.
const maxHeldTable = 32 << 20

// docReader reads the paragraphs and tables of a part.
type docReader struct {
	x      *xmlTokens
	w      *writer
	field  string
	tables *int

	line, deleted []byte
	open          []*docTable // tables around each other
}

// docTable is a table that is being read.
type docTable struct {
	table *sheetTable
	root  *node
	n     int // of the document
	cells []cell
	cell  []byte
}

func (d *docReader) read() {
	plain := d.field == "properties" // every text is a value
	inText, isDeleted := false, false
	for d.x.next() && !d.w.stopped {
		switch name := string(d.x.name); {
		case d.x.kind == xmlText:
			switch {
			case plain:
				d.emit(d.field, d.x.text)
			case isDeleted:
				d.deleted, _ = appendMost(d.deleted, d.x.text, d.w.maxValue, 0)
			case inText:
				d.line, _ = appendMost(d.line, d.x.text, d.w.maxValue, 0)
			}
		case d.x.kind == xmlStartTag:
			switch name {
			case "Fallback":
				d.x.skipElement() // holds a text box a second time
			case "t", "text":
				inText = !d.x.empty
			case "delText", "delInstrText":
				isDeleted = !d.x.empty
			case "instrText":
				inText = !d.x.empty
			case "tab":
				d.line = append(d.line, '\t')
			case "br", "cr":
				d.line = append(d.line, '\n')
			case "noBreakHyphen":
				d.line = append(d.line, '-')
			case "tbl":
				d.beginTable()
			case "tc":
				if t := d.table(); t != nil {
					t.cell = t.cell[:0]
				}
			case "p":
				if d.x.empty {
					d.endParagraph()
				}
			}
		case d.x.kind == xmlEndTag:
			switch name {
			case "t", "text", "instrText":
				inText = false
			case "delText", "delInstrText":
				isDeleted = false
			case "p", "cm":
				d.endParagraph()
			case "tc", "tr", "tbl":
				d.endOfTable(name)
			}
		}
	}
	d.endParagraph()
	for len(d.open) > 0 {
		d.endOfTable("tbl")
	}
}

func (d *docReader) emit(field string, text []byte) {
	if text = bytes.TrimSpace(text); len(text) > 0 {
		d.w.add(d.w.field(field), connectors.Text, text, 0)
		d.w.end()
	}
}

func (d *docReader) table() *docTable {
	if len(d.open) == 0 {
		return nil
	}
	return d.open[len(d.open)-1]
}

// endParagraph ends a paragraph: a record, or a line of a cell.
func (d *docReader) endParagraph() {
	if t := d.table(); t != nil {
		if len(t.cell) > 0 && len(d.line) > 0 {
			t.cell = append(t.cell, '\n')
		}
		t.cell, _ = appendMost(t.cell, d.line, d.w.maxValue, 0)
	} else {
		d.emit(d.field, d.line)
	}
	d.line = d.line[:0]
	if len(d.deleted) > 0 && len(d.open) == 0 {
		d.emit("deleted", d.deleted)
		d.deleted = d.deleted[:0]
	}
}

func (d *docReader) beginTable() {
	if d.x.empty || len(d.open) >= maxDepth {
		return
	}
	*d.tables++
	t := &docTable{root: d.w.root, n: *d.tables, table: &sheetTable{w: d.w}}
	d.open = append(d.open, t)
}

// endOfTable ends a cell, a row or a table.
func (d *docReader) endOfTable(element string) {
	t := d.table()
	if t == nil {
		return
	}
	switch element {
	case "tc":
		t.cells = append(t.cells, cell{column: len(t.cells), typ: connectors.Text, text: bytes.Clone(bytes.TrimSpace(t.cell))})
		t.cell = t.cell[:0]
	case "tr":
		kept := t.cells[:0]
		for _, c := range t.cells {
			if len(c.text) > 0 {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 {
			t.table.keep(kept)
		}
		if t.table.held > maxHeldTable {
			d.w.root = d.w.key(t.root, []byte("table"+strconv.Itoa(t.n)))
			t.table.flushKept()
			d.w.root = t.root
		}
		t.cells = nil
	case "tbl":
		d.open = d.open[:len(d.open)-1]
		d.w.root = d.w.key(t.root, []byte("table"+strconv.Itoa(t.n)))
		t.table.flushKept()
		d.w.root = t.root
	}
}
