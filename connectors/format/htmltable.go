package format

import (
	"bytes"
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/dialmap/dialmap/connectors"
)

// htmlTable is an open table of a page. Until its header is known its rows are
// lines of text.
type htmlTable struct {
	cols   []*node // of the header; nil: none so far
	layout bool    // it arranges the page: its cells hold blocks of text or tables
	rows   int
	cells  []htmlCell  // of the row that is being read
	spans  map[int]int // rows that a cell further up still reaches into, by column
	open   bool        // a row is
}

// htmlCell is where a cell begins in the line.
type htmlCell struct {
	from   int
	column int
	span   int
	header bool
}

// maxSpan is how many columns or rows a cell is believed to cover.
const maxSpan = 1000

// innermost is the table that is being read; nil outside of tables.
func (h *page) innermost() *htmlTable {
	if len(h.tables) == 0 {
		return nil
	}
	return h.tables[len(h.tables)-1]
}

// tableStart reads the start tag of a part of a table.
func (h *page) tableStart(t html.Token) bool {
	table := h.innermost()
	switch t.DataAtom {
	case atom.Table:
		if table != nil {
			h.endRow(table)
			table.layout, table.cols = true, nil
		}
		h.end()
		if len(h.tables) < maxDepth {
			h.tables = append(h.tables, &htmlTable{spans: map[int]int{}})
		}
		return true
	case atom.Thead, atom.Tbody, atom.Tfoot:
		if table == nil {
			return false
		}
		h.endRow(table)
		return true
	case atom.Tr:
		if table != nil {
			h.endRow(table)
			table.open = true
		} else {
			h.end()
		}
		return true
	case atom.Td, atom.Th:
		h.space = true
		if table != nil {
			table.open = true
			table.cell(h, t)
		}
		return true
	}
	return false
}

// tableEnd reads the end tag of a part of a table.
func (h *page) tableEnd(a atom.Atom) bool {
	table := h.innermost()
	if table == nil {
		return false
	}
	switch a {
	case atom.Table:
		h.endRow(table)
		h.tables = h.tables[:len(h.tables)-1]
		h.end()
	case atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot:
		h.endRow(table)
	default:
		return false
	}
	return true
}

// closeTables reads on as if every table had ended.
func (h *page) closeTables() {
	for len(h.tables) > 0 {
		h.tableEnd(atom.Table)
	}
}

// endBlock ends a block: a line, or one of the lines of a cell.
func (h *page) endBlock() {
	t := h.innermost()
	if t == nil || t.cols == nil || len(t.cells) == 0 {
		h.end()
		return
	}
	if len(h.line) > t.cells[len(t.cells)-1].from && h.line[len(h.line)-1] != '\n' {
		h.line, h.space = append(h.line, '\n'), false
	}
}

// cell begins a cell.
func (t *htmlTable) cell(h *page, tag html.Token) {
	c := htmlCell{from: len(h.line), header: tag.DataAtom == atom.Th, span: 1}
	rows := 1
	for _, a := range tag.Attr {
		n, err := strconv.Atoi(a.Val)
		switch {
		case err != nil || n < 1 || n > maxSpan:
		case a.Key == "colspan":
			c.span = n
		case a.Key == "rowspan":
			rows = n
		}
	}
	if n := len(t.cells); n > 0 {
		c.column = t.cells[n-1].column + t.cells[n-1].span
	}
	for t.spans[c.column] > 0 {
		c.column++
	}
	for i := range c.span {
		if rows > 1 {
			t.spans[c.column+i] = rows
		}
	}
	if len(t.cells) < maxPaths {
		t.cells = append(t.cells, c)
	}
}

// text is what cell i of a row holds.
func (t *htmlTable) text(line []byte, i int) []byte {
	to := len(line)
	if i+1 < len(t.cells) {
		to = t.cells[i+1].from
	}
	return bytes.TrimSpace(line[min(t.cells[i].from, to):to])
}

// endRow ends the row that is open: it is the header, a record, or a line.
func (h *page) endRow(t *htmlTable) {
	if !t.open {
		return
	}
	t.rows++
	switch {
	case t.layout || len(t.cells) == 0:
	case t.isHeader(h.line):
		all := t.allHeaders()
		if t.cols == nil {
			h.headed++
		}
		t.nameColumns(h)
		if all {
			h.line = h.line[:0]
		}
	case t.cols != nil && len(t.cells) > 1:
		for i, c := range t.cells {
			if text := t.text(h.line, i); len(text) > 0 && c.column < len(t.cols) {
				h.w.add(t.cols[c.column], connectors.Text, text, 0)
				h.values = true
			} else if len(text) > 0 {
				h.w.add(h.text, connectors.Text, text, 0)
				h.values = true
			}
		}
		h.line = h.line[:0]
	}
	h.end()
	t.cells, t.open = t.cells[:0], false
	for c, n := range t.spans {
		if n > 1 {
			t.spans[c] = n - 1
		} else {
			delete(t.spans, c)
		}
	}
}

// allHeaders says whether every cell of the row that is not empty is marked as a
// header.
func (t *htmlTable) allHeaders() bool {
	for _, c := range t.cells {
		if !c.header {
			return false
		}
	}
	return true
}

// isHeader says whether the row names the columns: it is marked so, or it stands
// first and holds nothing but names, all different.
func (t *htmlTable) isHeader(line []byte) bool {
	if len(t.cells) < 2 {
		return false
	}
	if t.allHeaders() {
		return true
	}
	if t.cols != nil || t.rows > 3 {
		return false
	}
	seen := map[string]bool{}
	for i := range t.cells {
		name := t.text(line, i)
		if len(name) == 0 || len(name) > 60 || !nameLike(string(name)) || seen[string(name)] {
			return false
		}
		seen[string(name)] = true
	}
	return true
}

// nameColumns makes the columns of the header.
func (t *htmlTable) nameColumns(h *page) {
	parent := h.w.key(h.w.root, []byte("table"+strconv.Itoa(h.headed)))
	t.cols = nil
	for i, c := range t.cells {
		name := bytes.Clone(t.text(h.line, i))
		for len(t.cols) < min(c.column+c.span, maxPaths) {
			n := name
			if len(n) == 0 || len(t.cols) < c.column {
				n = []byte("c" + strconv.Itoa(len(t.cols)+1))
			}
			t.cols = append(t.cols, h.w.key(parent, n))
		}
	}
}
