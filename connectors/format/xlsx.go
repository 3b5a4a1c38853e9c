package format

import (
	"bytes"
	"io"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// The limits of a workbook.
const (
	maxSharedText = 256 << 20 // bytes of the texts that its cells share
	maxPart       = 64 << 20  // bytes of a part that is held: styles, links
	maxHeaderRows = 20        // rows that are looked at for a header
	maxColumns    = 16384
)

// workbook is what the sheets of an XLSX file share.
type workbook struct {
	z       *Archive
	r       io.ReaderAt
	w       *writer // of gaps; nil while it is listed
	sheets  []sheet
	date04  bool
	shared  textArena
	formats []numberFormat // of cells, by their style
}

type sheet struct {
	name   string
	part   string // of the package
	hidden bool
}

// textArena holds many texts in one piece of memory.
type textArena struct {
	data []byte
	ends []uint32
}

func (a *textArena) add(text []byte) bool {
	if len(a.data)+len(text) > maxSharedText {
		return false
	}
	a.data = append(a.data, text...)
	a.ends = append(a.ends, uint32(len(a.data)))
	return true
}

func (a *textArena) text(i int) []byte {
	if i < 0 || i >= len(a.ends) {
		return nil
	}
	from := uint32(0)
	if i > 0 {
		from = a.ends[i-1]
	}
	return a.data[from:a.ends[i]]
}

// open opens a part of a package as XML. It is nil where there is none.
func (b *workbook) open(part string) (*xmlTokens, io.Closer) {
	f, ok := b.z.file(part)
	if !ok {
		return nil, nil
	}
	r, err := f.Open(b.r)
	if err != nil {
		b.say(part, err)
		return nil, nil
	}
	return newXMLTokens(&sayingReader{r: r, say: func(err error) { b.say(part, err) }}, connectors.DefaultMaxValue), r
}

// say hands on what is wrong with a part.
func (b *workbook) say(part string, err error) {
	if b.w == nil || b.w.failed() {
		return
	}
	e := wrap(err, b.w.o.Part)
	e.Text = part + ": " + e.Text
	b.w.yieldError(e)
}

// sayingReader tells of an error and ends.
type sayingReader struct {
	r   io.Reader
	say func(error)
}

func (s *sayingReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.say(err)
		err = io.EOF
	}
	return n, err
}

// links are the relations of a part: their targets by id, and those of a kind.
type link struct {
	id, kind, target string
	external         bool
}

func (b *workbook) links(part string) (links []link) {
	dir, file := path.Split(part)
	x, c := b.open(dir + "_rels/" + file + ".rels")
	if x == nil {
		return nil
	}
	defer c.Close()
	for x.next() {
		if !x.starts("Relationship") || len(links) >= maxEntries {
			continue
		}
		l := link{id: string(x.attr("Id")), kind: path.Base(string(x.attr("Type"))), target: string(x.attr("Target")), external: string(x.attr("TargetMode")) == "External"}
		if !l.external {
			if strings.HasPrefix(l.target, "/") {
				l.target = strings.TrimPrefix(l.target, "/")
			} else {
				l.target = path.Join(dir, l.target)
			}
		}
		links = append(links, l)
	}
	return links
}

// openWorkbook reads the list of sheets.
func openWorkbook(z *Archive, r io.ReaderAt, w *writer) *workbook {
	b := &workbook{z: z, r: r, w: w}
	main := "xl/workbook.xml"
	for _, l := range b.links("") {
		if l.kind == "officeDocument" {
			main = l.target
		}
	}
	targets := map[string]string{}
	for _, l := range b.links(main) {
		targets[l.id] = l.target
	}
	x, c := b.open(main)
	if x == nil {
		return b
	}
	defer c.Close()
	for x.next() {
		switch {
		case x.starts("workbookPr"):
			v := string(x.attr("date1904"))
			b.date04 = v == "1" || v == "true"
		case x.starts("sheet") && len(b.sheets) < maxEntries:
			s := sheet{name: string(x.attr("name")), part: targets[string(x.attr("id"))], hidden: bytes.Contains(bytes.ToLower(x.attr("state")), []byte("hidden"))}
			if s.part != "" && !strings.Contains(s.part, "chartsheets/") {
				b.sheets = append(b.sheets, s)
			}
		}
	}
	return b
}

// sheetsOf lists the sheets of a workbook.
func sheetsOf(z *Archive, r io.ReaderAt) (members []Member, err error) {
	for _, s := range openWorkbook(z, r, nil).sheets {
		f, _ := z.file(s.part)
		members = append(members, Member{Name: s.name, Size: f.Size, Modified: f.Modified, Hidden: s.hidden})
	}
	return members, nil
}

// readXLSX reads the sheets of a workbook as tables, or the one that is wanted.
func readXLSX(p *placed, z *Archive, w *writer) {
	b := openWorkbook(z, p.r, w)
	b.readShared()
	b.readStyles()
	root := w.root
	for _, s := range b.sheets {
		if w.stopped || p.part != "" && s.name != p.part {
			continue
		}
		w.root = root
		if p.part == "" {
			w.root = w.key(root, []byte(s.name))
		}
		b.readSheet(s)
	}
	w.root = root
	if len(b.sheets) == 0 {
		w.malformed("no sheet can be found in the workbook; save it again to have it scanned")
	}
}

// readShared reads the texts that cells share.
func (b *workbook) readShared() {
	part := "xl/sharedStrings.xml"
	x, c := b.open(part)
	if x == nil {
		return
	}
	defer c.Close()
	var text []byte
	inText, phonetic := false, false
	for x.next() {
		switch {
		case x.starts("si"):
			text = text[:0]
			if x.empty && !b.shared.add(nil) {
				return
			}
		case x.starts("t"):
			inText = !x.empty && !phonetic
		case x.starts("rPh"):
			phonetic = !x.empty
		case x.kind == xmlText && inText:
			text, _ = appendMost(text, x.text, connectors.DefaultMaxValue, 0)
		case x.ends("t"):
			inText = false
		case x.ends("rPh"):
			phonetic = false
		case x.ends("si"):
			if !b.shared.add(text) {
				b.w.gap(connectors.Limit, "the texts that its cells share are larger than 256 MiB; cells with the others were read as empty")
				return
			}
		}
	}
}

// readStyles reads how numbers are shown.
func (b *workbook) readStyles() {
	x, c := b.open("xl/styles.xml")
	if x == nil {
		return
	}
	defer c.Close()
	codes := map[int]string{}
	inCells := false
	for x.next() {
		switch {
		case x.starts("numFmt"):
			id, _ := strconv.Atoi(string(x.attr("numFmtId")))
			codes[id] = string(x.attr("formatCode"))
		case x.starts("cellXfs"):
			inCells = true
		case x.ends("cellXfs"):
			inCells = false
		case inCells && x.starts("xf") && len(b.formats) < 1<<16:
			id, _ := strconv.Atoi(string(x.attr("numFmtId")))
			b.formats = append(b.formats, numberFormatOf(id, codes[id]))
		}
	}
}

// numberFormat is how a cell shows its number, as far as it matters here.
type numberFormat struct {
	isDate bool
	mask   []maskPart // digits and what stands between them; nil: as it is
}

// maskPart is a digit that is always shown, a digit, or a literal.
type maskPart struct {
	zero, digit bool
	literal     string
}

var (
	quotedOrBracketed = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)
	dateLetters       = regexp.MustCompile(`(?i)[ymdhs]`)
)

// numberFormatOf reads a format by its number and code.
func numberFormatOf(id int, code string) numberFormat {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return numberFormat{isDate: true}
	case id < 164 && code == "":
		return numberFormat{}
	}
	bare := quotedOrBracketed.ReplaceAllString(code, "")
	if dateLetters.MatchString(bare) && !strings.Contains(bare, "General") {
		return numberFormat{isDate: true}
	}
	if strings.ContainsAny(bare, ".,%Ee?/@") || strings.Contains(bare, "General") {
		return numberFormat{}
	}
	return numberFormat{mask: maskOf(code)}
}

// maskOf reads the part of a code for numbers that are not negative.
func maskOf(code string) (mask []maskPart) {
	digits := 0
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '0', '#':
			mask = append(mask, maskPart{zero: c == '0', digit: true})
			digits++
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return nil
			}
			mask = append(mask, maskPart{literal: code[i+1 : i+1+end]})
			i += end + 1
		case '\\':
			if i++; i < len(code) {
				mask = append(mask, maskPart{literal: code[i : i+1]})
			}
		case '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 || strings.ContainsAny(code[i:i+end], "<>=") {
				return nil // which part counts goes by the value
			}
			i += end
		case ';':
			i = len(code)
		default:
			mask = append(mask, maskPart{literal: string(c)})
		}
	}
	if digits == 0 || digits == 1 && len(mask) == 1 {
		return nil
	}
	return mask
}

// apply shows the digits of a number as the mask says, from its last one on.
func (f numberFormat) apply(digits []byte) []byte {
	if f.mask == nil || len(digits) > 20 || bytes.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return digits
	}
	first := 0
	for !f.mask[first].digit {
		first++
	}
	var out []string
	left := len(digits)
	for i := len(f.mask) - 1; i >= 0; i-- {
		m := f.mask[i]
		switch {
		case !m.digit:
			out = append(out, m.literal)
		case left > 0:
			left--
			out = append(out, string(digits[left]))
			if i == first {
				out = append(out, reversedDigits(digits[:left])...)
				left = 0
			}
		case m.zero:
			out = append(out, "0")
		}
	}
	var b []byte
	for i := len(out) - 1; i >= 0; i-- {
		b = append(b, out[i]...)
	}
	return b
}

func reversedDigits(digits []byte) (out []string) {
	for i := len(digits) - 1; i >= 0; i-- {
		out = append(out, string(digits[i]))
	}
	return out
}

// cell is a value of a sheet.
type cell struct {
	column int
	typ    string
	text   []byte
}

// readSheet reads the rows of a sheet, and what hangs on its cells.
func (b *workbook) readSheet(s sheet) {
	x, c := b.open(s.part)
	if x == nil {
		return
	}
	defer c.Close()
	t := &sheetTable{w: b.w}
	rd := sheetReader{b: b, x: x}
	for !b.w.stopped && rd.row() {
		t.row(rd.cells)
	}
	t.flush()
	b.readAttached(s)
}

// readAttached reads comments and links of a sheet.
func (b *workbook) readAttached(s sheet) {
	for _, l := range b.links(s.part) {
		switch {
		case b.w.stopped:
			return
		case l.kind == "hyperlink" && l.external:
			b.w.add(b.w.field("link"), connectors.Text, []byte(l.target), 0)
			b.w.end()
		case l.kind == "comments" || l.kind == "threadedComment":
			b.readComments(l.target)
		}
	}
}

func (b *workbook) readComments(part string) {
	x, c := b.open(part)
	if x == nil {
		return
	}
	defer c.Close()
	var text []byte
	for x.next() && !b.w.stopped {
		switch {
		case x.starts("comment"), x.starts("threadedComment"):
			text = text[:0]
		case x.kind == xmlText:
			text, _ = appendMost(text, x.text, b.w.maxValue, 0)
		case x.ends("comment"), x.ends("threadedComment"):
			if t := bytes.TrimSpace(text); len(t) > 0 {
				b.w.add(b.w.field("comment"), connectors.Text, t, 0)
				b.w.end()
			}
		}
	}
}

// sheetReader reads the rows of a sheet.
type sheetReader struct {
	b     *workbook
	x     *xmlTokens
	cells []cell
	data  []byte
}

// row reads the next row that has cells.
func (s *sheetReader) row() bool {
	s.cells, s.data = s.cells[:0], s.data[:0]
	column := 0
	for s.x.next() {
		switch {
		case s.x.starts("c"):
			if at, ok := columnOf(s.x.attr("r")); ok {
				column = at
			}
			if column < maxColumns && !s.x.empty {
				s.cell(column)
			}
			column++
		case s.x.ends("row"):
			if len(s.cells) > 0 {
				return true
			}
			column = 0
		}
	}
	return len(s.cells) > 0
}

// columnOf is the place of a column by a reference such as AB12.
func columnOf(ref []byte) (column int, ok bool) {
	for _, b := range ref {
		if b < 'A' || b > 'Z' || column > maxColumns {
			break
		}
		column = column*26 + int(b-'A') + 1
	}
	return column - 1, column > 0
}

func columnLetters(column int) string {
	s := ""
	for column++; column > 0; column = (column - 1) / 26 {
		s = string(rune('A'+(column-1)%26)) + s
	}
	return s
}

// cell reads the cell whose tag was read.
func (s *sheetReader) cell(column int) {
	typ := string(s.x.attr("t"))
	style, _ := strconv.Atoi(string(s.x.attr("s")))
	var text []byte
	in := ""
	from := len(s.data)
	for s.x.next() && !s.x.ends("c") {
		switch {
		case s.x.kind == xmlStartTag && !s.x.empty:
			switch name := string(s.x.name); name {
			case "v", "t":
				in = name
			case "rPh", "f":
				s.x.skipElement()
			}
		case s.x.kind == xmlEndTag:
			in = ""
		case s.x.kind == xmlText && in != "":
			s.data, _ = appendMost(s.data, s.x.text, from+connectors.DefaultMaxValue, 0)
		}
	}
	text = s.data[from:len(s.data):len(s.data)]
	if typ == "e" || len(text) == 0 {
		return
	}
	s.cells = append(s.cells, s.b.cell(column, typ, style, text))
}

// cell is the value of a cell as a reader sees it.
func (b *workbook) cell(column int, typ string, style int, text []byte) cell {
	switch typ {
	case "s":
		i, err := strconv.Atoi(string(text))
		if err != nil {
			i = -1
		}
		return cell{column, connectors.Text, b.shared.text(i)}
	case "str", "inlineStr":
		return cell{column, connectors.Text, text}
	case "d":
		return cell{column, connectors.Timestamp, text}
	case "b":
		return cell{column, connectors.Boolean, []byte(strconv.FormatBool(string(text) == "1"))}
	}
	var f numberFormat
	if style >= 0 && style < len(b.formats) {
		f = b.formats[style]
	}
	return numberCell(column, text, f, b.date04)
}

// numberCell is a number as its format shows it.
func numberCell(column int, text []byte, f numberFormat, date04 bool) cell {
	v, err := strconv.ParseFloat(string(text), 64)
	switch {
	case err != nil:
		return cell{column, connectors.Text, text}
	case f.isDate && v >= 0 && v < 2958466:
		typ, layout := connectors.Timestamp, "2006-01-02T15:04:05"
		if v == math.Trunc(v) {
			typ, layout = connectors.Date, "2006-01-02"
		}
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		if date04 {
			day = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return cell{column, typ, []byte(day.Add(time.Duration(math.Round(v*86400)) * time.Second).Format(layout))}
	case v == math.Trunc(v) && math.Abs(v) < 1e18:
		text = strconv.AppendInt(nil, int64(v), 10)
		if shown := f.apply(text); !bytes.Equal(shown, text) {
			return cell{column, connectors.Text, shown}
		}
		return cell{column, connectors.Integer, text}
	}
	return cell{column, connectors.Float, strconv.AppendFloat(nil, v, 'f', -1, 64)}
}

// sheetTable makes records of the rows of a sheet, under the names of its
// header. Its first rows wait until the header is found.
type sheetTable struct {
	w       *writer
	waiting [][]cell
	held    int // bytes of them, where rows are kept
	decided bool
	cols    map[int]*node
	names   map[int]string
}

// row takes a row whose cells belong to the caller.
func (t *sheetTable) row(cells []cell) {
	if t.decided {
		t.record(cells)
		return
	}
	kept := make([]cell, len(cells))
	for i, c := range cells {
		kept[i] = cell{c.column, c.typ, bytes.Clone(c.text)}
	}
	if t.waiting = append(t.waiting, kept); len(t.waiting) == maxHeaderRows {
		t.flush()
	}
}

// flush decides on the header and hands over the rows that waited.
func (t *sheetTable) flush() {
	if t.decided {
		return
	}
	t.decided = true
	t.cols, t.names = map[int]*node{}, map[int]string{}
	t.w.isTable(t.w.root)
	header := headerOf(t.waiting)
	for i, cells := range t.waiting {
		if t.w.stopped {
			return
		}
		if i != header {
			t.record(cells)
			continue
		}
		for _, c := range cells {
			t.names[c.column] = string(bytes.TrimSpace(c.text))
		}
		t.cols = map[int]*node{}
	}
	t.waiting = nil
}

// headerOf is the place of the row that names the columns: the first one of
// texts that is as wide as most of those below it; -1 where there is none.
func headerOf(rows [][]cell) int {
	width, counts := 0, map[int]int{}
	for _, r := range rows {
		counts[len(r)]++
	}
	for n, c := range counts {
		if c > counts[width] || c == counts[width] && n > width {
			width = n
		}
	}
	for i, r := range rows {
		if i == len(rows)-1 && len(rows) > 1 || len(r)*2 < width || len(r) < 2 && width > 1 {
			continue
		}
		seen := map[string]bool{}
		named := true
		for _, c := range r {
			text := string(bytes.TrimSpace(c.text))
			year := c.typ == connectors.Integer && yearLike.MatchString(text)
			named = named && (c.typ == connectors.Text || year) && (nameLike(text) || text == "") && !seen[text]
			seen[text] = true
		}
		if named {
			return i
		}
	}
	return -1
}

// record adds a row as a record.
func (t *sheetTable) record(cells []cell) {
	for _, c := range cells {
		n := t.cols[c.column]
		if n == nil {
			name := t.names[c.column]
			if name == "" {
				name = columnLetters(c.column)
			}
			n = t.w.key(t.w.root, []byte(name))
			t.cols[c.column] = n
		}
		t.w.add(n, c.typ, c.text, 0)
	}
	t.w.end()
}

// keep takes a row of a table that is small enough to be held as a whole.
func (t *sheetTable) keep(cells []cell) {
	t.waiting = append(t.waiting, cells)
	for _, c := range cells {
		t.held += len(c.text)
	}
}

// flushKept hands over the rows that were kept.
func (t *sheetTable) flushKept() {
	rows := t.waiting
	t.held = 0
	if t.decided {
		t.waiting = nil
		for _, r := range rows {
			t.record(r)
		}
		return
	}
	t.waiting = rows[:min(len(rows), maxHeaderRows)]
	t.flush()
	for _, r := range rows[min(len(rows), maxHeaderRows):] {
		if t.w.stopped {
			return
		}
		t.record(r)
	}
}
