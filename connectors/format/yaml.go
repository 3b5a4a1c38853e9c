package format

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxYAML is how much of one YAML document is parsed: its tree takes many
// times the memory of its text.
const maxYAML = 4 << 20

// readYAML reads a stream of documents by the rules of JSON. One that cannot
// be parsed, or is too large to be, is read as lines of text.
func readYAML(in *input, _ []byte, w *writer) {
	y := &yamlReader{w: w}
	for !w.stopped {
		doc, line, whole := y.document(in)
		if len(doc) == 0 && whole {
			return
		}
		if !whole {
			y.tooLarge(in, doc)
			return
		}
		y.parse(doc, line)
	}
}

type yamlReader struct {
	w    *writer
	buf  []byte
	next []byte // the line that began the next document
}

// document reads up to the next line of three dashes. whole is false where it
// is too large.
func (y *yamlReader) document(in *input) (doc []byte, line int, whole bool) {
	y.buf = append(y.buf[:0], y.next...)
	y.next = nil
	line = in.line()
	for {
		if _, ok := in.peek(); !ok {
			return y.buf, line, true
		}
		from := len(y.buf)
		var found bool
		y.buf, found = in.upTo('\n', y.buf, maxYAML)
		if found {
			y.buf = append(y.buf, '\n')
		}
		l := y.buf[from:]
		if from > 0 && bytes.HasPrefix(l, []byte("---")) && len(bytes.TrimSpace(y.buf[:from])) > 0 {
			y.next = bytes.Clone(l)
			return y.buf[:from], line, true
		}
		if len(y.buf) >= maxYAML {
			return y.buf, line, false
		}
	}
}

func (y *yamlReader) tooLarge(in *input, doc []byte) {
	y.w.gap(connectors.Limit, fmt.Sprintf("a YAML document larger than %s; read as lines of text", size(maxYAML)))
	in.back(doc)
	readText(in, nil, y.w)
}

func (y *yamlReader) parse(doc []byte, line int) {
	f, comments, err := parseYAML(doc)
	if err != nil {
		y.w.malformed(fmt.Sprintf("the YAML document from line %d on is not valid; read as lines of text", line))
		readText(newInput(bytes.NewReader(doc)), nil, y.w)
		return
	}
	var rest record
	for _, d := range f.Docs {
		if d.Body != nil {
			y.top(strip(d.Body), &rest)
		}
	}
	y.w.cur = &rest
	for _, c := range comments {
		y.w.add(y.w.key(y.w.root, []byte("#comment")), connectors.Text, []byte(c), 0)
	}
	if len(rest.vals) > 0 || rest.open {
		y.w.end()
	}
	y.w.cur = &y.w.main
}

// parseYAML parses one document. The parser is known to panic on some input
// that is not YAML.
func parseYAML(doc []byte) (f *ast.File, comments []string, err error) {
	defer func() {
		if recover() != nil {
			err = errSyntax
		}
	}()
	tokens := lexer.Tokenize(string(doc))
	for _, t := range tokens {
		if t.Type == token.CommentType {
			if c := strings.TrimSpace(t.Value); c != "" {
				comments = append(comments, c)
			}
		}
	}
	f, err = parser.Parse(tokens, 0)
	return f, comments, err
}

// top makes records of a document, and puts what is beside them into rest.
func (y *yamlReader) top(n ast.Node, rest *record) {
	switch n := n.(type) {
	case *ast.SequenceNode:
		for _, v := range n.Values {
			y.record(y.w.root, v)
		}
	case *ast.MappingNode:
		y.mapping(n.Values, rest)
	case *ast.MappingValueNode:
		y.mapping([]*ast.MappingValueNode{n}, rest)
	case nil, *ast.CommentGroupNode:
	default:
		y.record(y.w.root, n)
	}
}

func (y *yamlReader) mapping(members []*ast.MappingValueNode, rest *record) {
	for _, m := range members {
		y.w.cur = rest
		key := y.w.key(y.w.root, keyText(m))
		seq, ok := strip(m.Value).(*ast.SequenceNode)
		if !ok || len(seq.Values) == 0 || !isMapping(strip(seq.Values[0])) {
			y.value(key, m.Value, 1)
			continue
		}
		y.w.cur = &y.w.main
		for _, v := range seq.Values {
			y.record(y.w.element(key), v)
		}
	}
	y.w.cur = &y.w.main
}

func (y *yamlReader) record(at *node, v ast.Node) {
	y.value(at, v, 0)
	y.w.end()
}

// value adds the scalars of v. What an alias stands for was added where its
// anchor is.
func (y *yamlReader) value(at *node, v ast.Node, depth int) {
	if depth > maxDepth || y.w.stopped {
		return
	}
	switch v := strip(v).(type) {
	case nil, *ast.AliasNode, *ast.CommentGroupNode:
	case *ast.MappingNode:
		for _, m := range v.Values {
			y.value(y.w.key(at, keyText(m)), m.Value, depth+1)
		}
	case *ast.MappingValueNode:
		y.value(y.w.key(at, keyText(v)), v.Value, depth+1)
	case *ast.SequenceNode:
		e := y.w.element(at)
		for _, i := range v.Values {
			y.value(e, i, depth+1)
		}
	case *ast.NullNode:
		y.w.null(at.scalar(y.w))
	default:
		text, typ := scalarText(v)
		y.w.add(at.scalar(y.w), typ, text, 0)
	}
}

// strip takes anchors and tags off.
func strip(n ast.Node) ast.Node {
	for {
		switch t := n.(type) {
		case *ast.AnchorNode:
			n = t.Value
		case *ast.TagNode:
			n = t.Value
		default:
			return n
		}
	}
}

func isMapping(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// scalarText is a scalar as it is written: +49 30 ... and 0171 ... are no
// numbers to us, whatever YAML makes of them.
func scalarText(n ast.Node) (text []byte, typ string) {
	switch n := n.(type) {
	case *ast.StringNode:
		return []byte(n.Value), connectors.Text
	case *ast.LiteralNode:
		return []byte(n.Value.Value), connectors.Text
	case *ast.BoolNode:
		return fmt.Append(nil, n.Value), connectors.Boolean
	case *ast.IntegerNode, *ast.FloatNode:
		t := []byte(strings.TrimSpace(n.GetToken().Value))
		if isNumber(t) && (t[0] != '0' || len(t) == 1 || t[1] == '.') {
			return canonical(t)
		}
		return t, connectors.Text
	}
	if t := n.GetToken(); t != nil {
		return []byte(t.Value), connectors.Text
	}
	return nil, connectors.Text
}

func keyText(m *ast.MappingValueNode) []byte {
	if m.Key == nil {
		return nil
	}
	if s, ok := m.Key.(*ast.StringNode); ok {
		return []byte(s.Value)
	}
	if t := m.Key.GetToken(); t != nil {
		return []byte(t.Value)
	}
	return []byte("?")
}
