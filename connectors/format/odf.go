package format

import (
	"bytes"
	"io"
	"strconv"

	"github.com/dialmap/dialmap/connectors"
)

// maxRepeat is how often a repeated cell or row with content is read.
const maxRepeat = 1000

// tablesOf lists the tables of an OpenDocument spreadsheet.
func tablesOf(z *Archive, r io.ReaderAt) (members []Member, err error) {
	f, _ := z.file("content.xml")
	b := &workbook{z: z, r: r}
	x, c := b.open("content.xml")
	if x == nil {
		return nil, nil
	}
	defer c.Close()
	isSheet := false
	depth := 0
	for x.next() {
		switch {
		case x.starts("spreadsheet"):
			isSheet = true
		case x.starts("table") && !x.empty:
			if depth++; depth == 1 && isSheet && len(members) < maxEntries {
				members = append(members, Member{Name: string(x.attr("name")), Size: f.Size, Modified: f.Modified})
			}
		case x.kind == xmlEndTag && string(x.name) == "table":
			depth--
		}
	}
	return members, nil
}

// readODF reads an OpenDocument file: tables as records under their header,
// paragraphs as lines of text. Of a spreadsheet a table may be wanted alone.
func readODF(p *placed, z *Archive, w *writer) {
	b := &workbook{z: z, r: p.r, w: w}
	if x, c := b.open("content.xml"); x != nil {
		o := &odfReader{x: x, w: w, root: w.root, part: p.part}
		o.read()
		c.Close()
	}
	if p.part != "" {
		return
	}
	for _, part := range []string{"styles.xml", "meta.xml"} { // headers and footers, properties
		if x, c := b.open(part); x != nil {
			field := "header"
			if part == "meta.xml" {
				field = "properties"
			}
			o := &odfReader{x: x, w: w, root: w.root, field: field}
			o.read()
			c.Close()
		}
	}
}

// odfReader reads the XML of an OpenDocument file.
type odfReader struct {
	x     *xmlTokens
	w     *writer
	root  *node
	part  string
	field string // of text outside of tables; "": text

	isSheet bool
	tables  int
}

func (o *odfReader) read() {
	if o.field == "" {
		o.field = TextField
	}
	for o.x.next() && !o.w.stopped {
		switch {
		case o.x.starts("spreadsheet"):
			o.isSheet = true
		case o.x.starts("table"):
			o.table()
		case o.part != "":
		case o.x.starts("p"), o.x.starts("h"):
			o.line(o.field)
		case o.x.starts("annotation"):
			o.below("annotation", "comment")
		case o.x.starts("tracked-changes"):
			o.below("tracked-changes", "deleted")
		case o.field == "properties" && o.x.kind == xmlText:
			o.emit("properties", o.x.text)
		}
	}
}

func (o *odfReader) emit(field string, text []byte) {
	if text = bytes.TrimSpace(text); len(text) > 0 {
		o.w.add(o.w.field(field), connectors.Text, text, 0)
		o.w.end()
	}
}

// below reads the paragraphs of an element into a field.
func (o *odfReader) below(element, field string) {
	for !o.x.ends(element) && o.x.next() {
		if o.x.starts("p") || o.x.starts("h") {
			o.line(field)
		}
	}
}

// line reads a paragraph as a record. Its links and notes are values beside it.
func (o *odfReader) line(field string) {
	text := o.paragraph(nil)
	o.emit(field, text)
}

// paragraph appends the text of the paragraph that begins here.
func (o *odfReader) paragraph(dst []byte) []byte {
	name := string(o.x.name)
	if o.x.empty {
		return dst
	}
	depth := 0
	for o.x.next() {
		switch {
		case o.x.kind == xmlText:
			dst, _ = appendMost(dst, o.x.text, o.w.maxValue, 0)
		case o.x.starts("s"):
			n, _ := strconv.Atoi(string(o.x.attr("c")))
			dst = append(dst, bytes.Repeat([]byte{' '}, max(1, min(n, 100)))...)
		case o.x.starts("tab"):
			dst = append(dst, '\t')
		case o.x.starts("line-break"):
			dst = append(dst, '\n')
		case o.x.starts("a"):
			if href := o.x.attr("href"); bytes.HasPrefix(href, []byte("tel:")) {
				o.w.add(o.w.field("link"), connectors.Text, href, 0)
			}
		case o.x.starts("annotation"):
			o.below("annotation", "comment")
		}
		if o.x.kind == xmlStartTag && !o.x.empty && string(o.x.name) == name {
			depth++
		}
		if o.x.kind == xmlEndTag && string(o.x.name) == name {
			if depth == 0 {
				break
			}
			depth--
		}
	}
	return dst
}

// table reads a table: of a spreadsheet under its name, else table1, table2.
func (o *odfReader) table() {
	if o.x.empty {
		return
	}
	o.tables++
	name := string(o.x.attr("name"))
	wanted := o.part == "" || name == o.part
	root := o.w.root
	defer func() { o.w.root = root }()
	switch {
	case !o.isSheet:
		o.w.root = o.w.key(root, []byte("table"+strconv.Itoa(o.tables)))
	case o.part == "":
		o.w.root = o.w.key(root, []byte(name))
	}
	t := &sheetTable{w: o.w}
	for o.x.next() && !o.w.stopped {
		switch {
		case o.x.kind == xmlEndTag && string(o.x.name) == "table":
			if wanted {
				t.flush()
			}
			return
		case o.x.starts("table"):
			o.x.skipElement() // what a cell embeds
		case o.x.starts("table-row") && !o.x.empty:
			cells, n := o.row()
			for range n {
				if wanted && len(cells) > 0 {
					t.row(cells)
				}
			}
		}
	}
}

// row reads a row, and how often it stands there.
func (o *odfReader) row() (cells []cell, repeated int) {
	repeated = o.repeat("number-rows-repeated")
	column := 0
	for o.x.next() {
		switch {
		case o.x.kind == xmlEndTag && string(o.x.name) == "table-row":
			return cells, repeated
		case o.x.starts("table-cell"), o.x.starts("covered-table-cell"):
			n := o.repeat("number-columns-repeated")
			c, ok := o.cell()
			for i := range n {
				if ok && column+i < maxColumns {
					c.column = column + i
					cells = append(cells, c)
				}
			}
			column += n
		}
	}
	return cells, 1
}

// repeat is how often a cell or row stands there. Empty ones fill the sheet.
func (o *odfReader) repeat(attribute string) int {
	n, err := strconv.Atoi(string(o.x.attr(attribute)))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxRepeat)
}

// cell reads a cell: the text that it shows, or the value where it shows an
// exponent.
func (o *odfReader) cell() (c cell, ok bool) {
	typ, value := string(o.x.attr("value-type")), bytes.Clone(o.x.attr("value"))
	element := string(o.x.name)
	var text []byte
	for !o.x.ends(element) && o.x.next() {
		switch {
		case o.x.starts("p"):
			if len(text) > 0 {
				text = append(text, '\n')
			}
			text = o.paragraph(text)
		case o.x.starts("annotation"):
			var note []byte
			for !o.x.ends("annotation") && o.x.next() {
				if o.x.starts("p") {
					note = append(o.paragraph(note), '\n')
				}
			}
			if note = bytes.TrimSpace(note); len(note) > 0 {
				o.w.add(o.w.field("comment"), connectors.Text, note, 0)
				o.w.end()
			}
		}
	}
	switch {
	case typ == "float" && (len(text) == 0 || bytes.ContainsAny(text, "Ee,. ") && bytes.IndexAny(text, "+-(/") != 0):
		return numberCell(0, value, numberFormat{}, false), len(value) > 0
	case typ == "float" && bytes.Equal(text, value):
		return cell{0, connectors.Integer, text}, true
	case typ == "date":
		return cell{0, connectors.Date, text}, len(text) > 0
	}
	return cell{0, connectors.Text, text}, len(text) > 0
}
