package format

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// readSQL reads a dump. A row of INSERT ... VALUES and a line of COPY ... FROM
// stdin is a record with paths table.column. Strings and comments of other
// statements are values of field text, a record a statement.
func readSQL(in *input, head []byte, w *writer) {
	s := &dump{in: in, w: w, columns: map[string][]string{}, text: w.field(TextField)}
	upper := bytes.ToUpper(head)
	s.backslash = bytes.IndexByte(head, '`') >= 0 || bytes.Contains(upper, []byte("MYSQL")) || bytes.Contains(upper, []byte("MARIADB"))
	for !w.stopped && s.statement() {
	}
}

// dump reads SQL token by token.
type dump struct {
	in        *input
	w         *writer
	backslash bool                // strings have backslash escapes: MySQL
	columns   map[string][]string // by table, of CREATE TABLE
	text      *node
	notes     bool // the statement has values of text

	kind tokenKind
	tok  []byte // the token; of a string its contents
	over int64
	held bool // the token is to be taken again
}

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokWord
	tokQuoted // a quoted name
	tokString
	tokNumber
	tokHex
	tokPunct
)

// statement reads one statement.
func (s *dump) statement() bool {
	switch t := s.next(); {
	case t == tokEnd:
		s.finish()
		return false
	case s.is("INSERT"), s.is("REPLACE"):
		s.insert()
	case s.is("COPY"):
		s.copy()
	case s.is("CREATE"):
		s.create()
	default:
		s.held = true
		s.rest()
	}
	s.finish()
	return true
}

// finish ends the record of a statement's loose strings.
func (s *dump) finish() {
	if s.notes {
		s.w.end()
	}
	s.notes = false
}

func (s *dump) note(over int64) {
	s.w.addCut(s.text, connectors.Text, s.tok, over)
	s.notes = true
}

// rest reads to the end of the statement, a semicolon or the GO of SQL Server,
// and keeps its strings.
func (s *dump) rest() {
	for !s.w.stopped {
		switch s.next() {
		case tokEnd:
			return
		case tokString:
			s.note(s.over)
		case tokWord:
			if s.is("GO") {
				return
			}
		case tokPunct:
			if s.tok[0] == ';' {
				return
			}
		}
	}
}

// is says whether the token is keyword k.
func (s *dump) is(k string) bool { return s.kind == tokWord && strings.EqualFold(string(s.tok), k) }

func (s *dump) punct(b byte) bool { return s.kind == tokPunct && s.tok[0] == b }

func (s *dump) isName() bool { return s.kind == tokWord || s.kind == tokQuoted }

// insert reads INSERT INTO table (columns) VALUES (row), (row);
func (s *dump) insert() {
	for s.next(); s.is("INTO") || s.is("IGNORE") || s.is("OR") || s.is("REPLACE") || s.is("DELAYED") || s.is("LOW_PRIORITY") || s.is("ROLLBACK") || s.is("ABORT") || s.is("FAIL"); {
		s.next()
	}
	table, ok := s.table()
	if !ok {
		s.held = true
		s.rest()
		return
	}
	columns := s.columns[table]
	if s.punct('(') {
		columns = s.names()
		s.next()
	}
	for !s.is("VALUES") && !s.is("VALUE") {
		if s.is("SELECT") || s.is("SET") || s.is("DEFAULT") || s.kind == tokEnd || s.punct(';') {
			s.held = true
			s.rest()
			return
		}
		s.next()
	}
	s.finish()
	s.rows(s.nodes(table, columns))
	if s.is("INSERT") {
		return // scripts of SQL Server need no semicolon
	}
	s.rest()
}

// table reads a name with its schema, and the token behind it. The schema is
// left out of the path: dumps of one table differ in it.
func (s *dump) table() (name string, ok bool) {
	for {
		if !s.isName() {
			return name, false
		}
		name = string(s.tok)
		if s.next(); !s.punct('.') {
			return name, true
		}
		s.next()
	}
}

// names reads a list of columns after its parenthesis.
func (s *dump) names() (names []string) {
	for s.next(); s.kind != tokEnd && !s.punct(')') && !s.punct(';'); s.next() {
		if s.isName() && len(names) < maxPaths {
			names = append(names, string(s.tok))
		}
	}
	return names
}

// nodes are the paths of a table's columns.
func (s *dump) nodes(table string, columns []string) (f func(i int) *node) {
	t := s.w.key(s.w.root, []byte(table))
	s.w.isTable(t)
	cols := make([]*node, 0, len(columns))
	for _, c := range columns {
		cols = append(cols, s.w.key(t, []byte(c)))
	}
	return func(i int) *node {
		for len(cols) <= i && len(cols) < maxSiblings {
			cols = append(cols, s.w.key(t, []byte("c"+strconv.Itoa(len(cols)+1))))
		}
		if i < len(cols) {
			return cols[i]
		}
		return s.w.hide(t, "{}")
	}
}

// rows reads (row), (row) and holds the token behind.
func (s *dump) rows(col func(int) *node) {
	for !s.w.stopped {
		if s.next(); !s.punct('(') {
			break
		}
		for i := 0; !s.w.stopped; i++ {
			s.expression(col(i))
			if !s.punct(',') {
				break
			}
		}
		s.notes = false
		s.w.end()
		if s.next(); !s.punct(',') {
			break
		}
	}
	s.held = true
}

// expression reads one value up to the comma or parenthesis behind it. Of a
// call or an operation every string is a value, or else its words are one; a
// cast behind a value means nothing.
func (s *dump) expression(n *node) {
	depth, tokens, strs, cast := 0, 0, 0, false
	var kind tokenKind
	var text []byte
	for !s.w.stopped {
		s.next()
		if s.kind == tokEnd || depth == 0 && (s.punct(',') || s.punct(')') || s.punct(';')) {
			break
		}
		switch {
		case s.punct('('):
			depth++
		case s.punct(')'):
			depth--
		case s.punct(':'):
			cast = true
		case s.kind == tokString:
			s.w.addCut(n, connectors.Text, s.tok, s.over)
			strs++
		case s.kind == tokHex:
			s.w.addCut(n, connectors.Bytes, s.tok, s.over)
			strs++
		case cast || len(text) > maxNumber:
		case s.punct('-') && tokens == 0:
			text = append(text, '-')
		default:
			if tokens > 0 {
				text = append(text, ' ')
			}
			text, kind = append(text, s.tok...), s.kind
			tokens++
		}
	}
	switch {
	case strs > 0 || tokens == 0:
	case tokens == 1:
		s.scalar(n, kind, text)
	default:
		s.w.add(n, connectors.Text, text, 0)
	}
}

// scalar adds a bare number or word.
func (s *dump) scalar(n *node, kind tokenKind, t []byte) {
	switch {
	case kind == tokNumber:
		s.number(n, t)
	case kind != tokWord:
	case strings.EqualFold(string(t), "null"):
		s.w.null(n)
	case strings.EqualFold(string(t), "true"), strings.EqualFold(string(t), "false"):
		s.w.add(n, connectors.Boolean, bytes.ToLower(t), 0)
	default:
		s.w.add(n, connectors.Text, t, 0)
	}
}

func (s *dump) number(n *node, t []byte) {
	if isNumber(t) {
		text, typ := canonical(t)
		s.w.add(n, typ, text, 0)
		return
	}
	s.w.add(n, connectors.Text, t, 0)
}

// create reads CREATE TABLE name (columns), for INSERTs that do not name them.
func (s *dump) create() {
	for s.next(); s.is("TABLE") || s.is("TEMPORARY") || s.is("TEMP") || s.is("UNLOGGED") || s.is("IF") || s.is("NOT") || s.is("EXISTS"); {
		table := s.is("TABLE") || s.is("EXISTS")
		if s.next(); table && s.isName() && !s.is("IF") {
			s.define()
			return
		}
	}
	s.held = true
	s.rest()
}

// define reads a table's name and the first word of each of its columns.
func (s *dump) define() {
	table, ok := s.table()
	if !ok || !s.punct('(') {
		s.held = true
		s.rest()
		return
	}
	var columns []string
	depth, first := 1, true
	for depth > 0 && !s.w.stopped {
		switch s.next(); {
		case s.kind == tokEnd:
			return
		case s.punct('('):
			depth++
		case s.punct(')'):
			depth--
		case s.punct(',') && depth == 1:
			first = true
			continue
		case s.kind == tokString:
			s.note(s.over)
		case first && (s.kind == tokQuoted || s.kind == tokWord && !constraint[strings.ToUpper(string(s.tok))]):
			columns = append(columns, string(s.tok))
		}
		first = false
	}
	if len(s.columns) < maxPaths && len(columns) < maxPaths {
		s.columns[table] = columns
	}
	s.rest()
}

var constraint = map[string]bool{
	"PRIMARY": true, "KEY": true, "UNIQUE": true, "CONSTRAINT": true, "INDEX": true,
	"FULLTEXT": true, "SPATIAL": true, "FOREIGN": true, "CHECK": true, "EXCLUDE": true, "LIKE": true,
}

// copy reads COPY table (columns) FROM stdin and its lines.
func (s *dump) copy() {
	s.next()
	table, ok := s.table()
	var columns []string
	if ok && s.punct('(') {
		columns = s.names()
		s.next()
	}
	stdin := false
	for s.kind != tokEnd && !s.punct(';') {
		stdin = stdin || s.is("STDIN")
		s.next()
	}
	if !ok || !stdin {
		return
	}
	if columns == nil {
		columns = s.columns[table]
	}
	s.finish()
	s.in.until('\n', nil, 0)
	s.lines(s.nodes(table, columns))
}

// lines reads the lines of a COPY up to \.
func (s *dump) lines(col func(int) *node) {
	for !s.w.stopped {
		if _, ok := s.in.peek(); !ok {
			s.w.malformed("ends inside of a COPY; what came before was read")
			return
		}
		a := s.in.ahead(3)
		if bytes.HasPrefix(a, []byte(`\.`)) && (len(a) == 2 || a[2] == '\n' || a[2] == '\r') {
			s.in.until('\n', nil, 0)
			return
		}
		for i := 0; !s.cell(col(i)); i++ {
		}
		s.w.end()
	}
}

// cell reads one cell of a COPY line. last says that the line ends behind it.
func (s *dump) cell(n *node) (last bool) {
	t, over := s.tok[:0], int64(0)
	null := false
	for last = true; ; {
		w := s.in.window()
		if len(w) == 0 {
			break
		}
		k := bytes.IndexAny(w, "\t\n\\")
		if k < 0 {
			k = len(w)
		}
		t, over = appendMost(t, w[:k], s.w.maxValue, over)
		s.in.skip(k)
		if k == len(w) {
			continue
		}
		b := w[k]
		if s.in.skip(1); b != '\\' {
			last = b == '\n'
			break
		}
		c, ok := s.in.next()
		if !ok {
			break
		}
		if c == 'N' && len(t) == 0 {
			null = true
			continue
		}
		t, over = appendMost(t, []byte{unbackslash(c)}, s.w.maxValue, over)
	}
	s.tok = t
	if last {
		t = bytes.TrimSuffix(t, []byte{'\r'})
	}
	if null && len(t) == 0 {
		s.w.null(n)
	} else {
		s.w.addCut(n, connectors.Text, t, over)
	}
	return last
}

func unbackslash(c byte) byte {
	const from, to = "nrtbfv0Z", "\n\r\t\b\f\v\x00\x1a"
	if i := strings.IndexByte(from, c); i >= 0 {
		return to[i]
	}
	return c
}

// next reads a token. Comments are notes.
func (s *dump) next() tokenKind {
	if s.held {
		s.held = false
		return s.kind
	}
	s.over = 0
	for {
		b, ok := s.in.peek()
		switch {
		case !ok:
			s.tok, s.kind = s.tok[:0], tokEnd
			return s.kind
		case b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == 0:
			s.in.skip(1)
			continue
		}
		a := s.in.ahead(2)
		switch {
		case bytes.Equal(a, []byte("--")) || b == '#' && s.backslash:
			s.comment("\n")
		case bytes.Equal(a, []byte("/*")):
			s.comment("*/")
		default:
			s.kind = s.token(b, a)
			return s.kind
		}
	}
}

// token reads one that begins with b.
func (s *dump) token(b byte, a []byte) tokenKind {
	switch {
	case b == '\'':
		s.str('\'', s.backslash)
		return tokString
	case b == '"' && s.backslash:
		s.str('"', true)
		return tokString
	case b == '"' || b == '`':
		s.str(b, false)
		return tokQuoted
	case b == '[':
		s.in.skip(1)
		s.tok, _, _ = s.in.until(']', s.tok[:0], maxKey)
		return tokQuoted
	case b == '$' && len(a) == 2 && (a[1] == '$' || wordByte(a[1])):
		return s.dollar()
	case len(a) == 2 && a[1] == '\'' && strings.IndexByte("NnEeXxBb", b) >= 0:
		s.in.skip(1)
		s.str('\'', b|0x20 == 'e' || s.backslash)
		if b|0x20 == 'x' {
			s.unhex()
			return tokHex
		}
		return tokString
	case b >= '0' && b <= '9' || b == '.' && len(a) == 2 && a[1] >= '0' && a[1] <= '9':
		return s.numeric()
	case wordByte(b):
		s.take(wordByte)
		return tokWord
	}
	s.in.skip(1)
	s.tok = append(s.tok[:0], b)
	return tokPunct
}

func wordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '$' || b == '@' || b >= 0x80
}

// take reads a run of bytes.
func (s *dump) take(ok func(byte) bool) {
	t := s.tok[:0]
	for {
		b, more := s.in.peek()
		if !more || !ok(b) {
			break
		}
		if len(t) < maxNumber {
			t = append(t, b)
		}
		s.in.skip(1)
	}
	s.tok = t
}

// numeric reads a number, or bytes as 0x...
func (s *dump) numeric() tokenKind {
	var last byte
	s.take(func(b byte) bool {
		sign := (b == '+' || b == '-') && (last == 'e' || last == 'E')
		last = b
		return wordByte(b) || b == '.' || sign
	})
	if len(s.tok) > 2 && s.tok[0] == '0' && s.tok[1]|0x20 == 'x' {
		s.tok = append(s.tok[:0], s.tok[2:]...)
		s.unhex()
		return tokHex
	}
	return tokNumber
}

func (s *dump) unhex() {
	if b, err := hex.DecodeString(string(s.tok)); err == nil {
		s.tok = append(s.tok[:0], b...)
	}
}

// str reads a string in quotes, which are doubled inside.
func (s *dump) str(quote byte, backslash bool) {
	s.in.skip(1)
	t, over := s.tok[:0], int64(0)
	stops := string(rune(quote))
	if backslash {
		stops += `\`
	}
	for {
		w := s.in.window()
		if len(w) == 0 {
			break
		}
		k := bytes.IndexAny(w, stops)
		if k < 0 {
			k = len(w)
		}
		t, over = appendMost(t, w[:k], s.w.maxValue, over)
		s.in.skip(k)
		if k == len(w) {
			continue
		}
		c := w[k]
		s.in.skip(1)
		b, ok := s.in.peek()
		switch {
		case ok && c == '\\':
			t, over = appendMost(t, []byte{unbackslash(b)}, s.w.maxValue, over)
			s.in.skip(1)
			continue
		case ok && b == quote:
			t, over = appendMost(t, []byte{quote}, s.w.maxValue, over)
			s.in.skip(1)
			continue
		}
		break
	}
	s.tok, s.over = t, over
}

// dollar reads a string in dollar quotes: $$...$$ or $tag$...$tag$.
func (s *dump) dollar() tokenKind {
	s.in.skip(1)
	tag, _, _ := s.in.until('$', nil, 64)
	s.over = 0
	t := s.tok[:0]
	for {
		var found bool
		var over int64
		t, over, found = s.in.until('$', t, max(s.w.maxValue-len(t), 0))
		s.over += over
		if !found {
			break
		}
		if a := s.in.ahead(len(tag) + 1); len(a) == len(tag)+1 && bytes.HasPrefix(a, tag) && a[len(tag)] == '$' {
			s.in.skip(len(tag) + 1)
			break
		}
		t, s.over = appendMost(t, []byte{'$'}, s.w.maxValue, s.over)
	}
	s.tok = t
	return tokString
}

// comment keeps a comment as a note. MySQL's conditional ones are statements.
func (s *dump) comment(stop string) {
	s.in.skip(2)
	if stop == "\n" {
		var over int64
		s.tok, over, _ = s.in.until('\n', s.tok[:0], s.w.maxValue)
		s.remark(over)
		return
	}
	if b, ok := s.in.peek(); ok && b == '!' {
		s.take(func(b byte) bool { return b == '!' || b >= '0' && b <= '9' })
		return
	}
	x := xmlReader{in: s.in, w: s.w}
	t, over := x.between(stop)
	s.tok = append(s.tok[:0], t...)
	s.remark(over)
}

// remark notes a comment that holds a digit: the others are the dumper's
// furniture.
func (s *dump) remark(over int64) {
	s.tok = bytes.TrimSpace(s.tok)
	if bytes.ContainsAny(s.tok, "0123456789") {
		s.note(over)
	}
}
