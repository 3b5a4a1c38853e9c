package postgres

import (
	"slices"
	"strconv"
	"strings"
)

// What a view shows is told by the tree of its query, as pg_rewrite keeps it:
// pg_depend knows which columns a view uses, but not whether one comes out or
// stands in a condition only. Nothing is planned or run for it.

// columnRef is a column of a relation; column 0 is the whole row.
type columnRef struct {
	relation objectID
	column   int16
}

// treeNode is a node, a list or a token of a tree.
type treeNode struct {
	name   string // of a node: QUERY, VAR; "" of a list or a token
	token  string
	fields map[string]*treeNode
	list   []*treeNode
}

// treeParser reads the text of a tree.
type treeParser struct {
	text string
	at   int
}

// maxTreeDepth bounds nesting; the server's own limit of a query is far below.
const maxTreeDepth = 2000

// parseTree reads a tree; nil where the text is not one.
func parseTree(text string) *treeNode {
	p := &treeParser{text: text}
	return p.value(0)
}

func (p *treeParser) skip() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\n') {
		p.at++
	}
}

// value reads a list, a node, or the tokens up to the next field or bracket.
func (p *treeParser) value(depth int) *treeNode {
	p.skip()
	if p.at >= len(p.text) || depth > maxTreeDepth {
		return nil
	}
	switch p.text[p.at] {
	case '(':
		return p.items(depth)
	case '{':
		return p.node(depth)
	}
	return &treeNode{token: p.token()}
}

func (p *treeParser) items(depth int) *treeNode {
	p.at++
	n := &treeNode{list: []*treeNode{}}
	for {
		p.skip()
		if p.at >= len(p.text) {
			return n
		}
		if p.text[p.at] == ')' {
			p.at++
			return n
		}
		before := p.at
		if v := p.value(depth + 1); v != nil {
			n.list = append(n.list, v)
		}
		if p.at == before {
			p.at++ // a bracket out of place
		}
	}
}

func (p *treeParser) node(depth int) *treeNode {
	p.at++
	n := &treeNode{name: p.token(), fields: map[string]*treeNode{}}
	key := ""
	for {
		p.skip()
		if p.at >= len(p.text) {
			return n
		}
		switch p.text[p.at] {
		case '}':
			p.at++
			return n
		case ':':
			p.at++
			key = p.token()
			n.fields[key] = nil
			continue
		}
		before := p.at
		if v := p.value(depth + 1); n.fields[key] == nil {
			n.fields[key] = v
		}
		if p.at == before {
			p.at++
		}
	}
}

// token reads up to a blank or a bracket; a backslash hides one.
func (p *treeParser) token() string {
	from := p.at
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\n', '(', ')', '{', '}':
			return p.text[from:p.at]
		case '\\':
			p.at++
		}
		p.at++
	}
	p.at = min(p.at, len(p.text))
	return p.text[from:p.at]
}

// field is one of a node; nil where it has none.
func (n *treeNode) field(key string) *treeNode {
	if n == nil {
		return nil
	}
	return n.fields[key]
}

func (n *treeNode) number(key string) int {
	f := n.field(key)
	if f == nil {
		return 0
	}
	i, err := strconv.Atoi(f.token)
	if err != nil {
		return 0
	}
	return i
}

func (n *treeNode) items(key string) []*treeNode {
	if f := n.field(key); f != nil {
		return f.list
	}
	return nil
}

// Kinds of range table entries.
const (
	rangeRelation = 0
	rangeSubquery = 1
	rangeJoin     = 2
	rangeCTE      = 6
	rangeGroup    = 9
)

// treeResolver finds the columns that a query's own columns are made of.
type treeResolver struct {
	outer []*treeNode // the queries around, the innermost last
	steps int         // bounds the work on one tree
}

const maxTreeSteps = 200_000

// shownColumns are the columns of relations that come out of a view's query, by
// the number of its own column. ok is false where the tree could not be read.
func shownColumns(rule string) (out map[int16][]columnRef, ok bool) {
	tree := parseTree(rule)
	if tree != nil && tree.name == "" && len(tree.list) == 1 {
		tree = tree.list[0]
	}
	if tree == nil || tree.name != "QUERY" {
		return nil, false
	}
	r := &treeResolver{}
	out = map[int16][]columnRef{}
	for _, t := range tree.items("targetList") {
		if t.field("resjunk") != nil && t.field("resjunk").token == "true" {
			continue
		}
		column := t.number("resno")
		out[int16(column)] = r.outputs(tree, column)
	}
	return out, r.steps < maxTreeSteps
}

// outputs are the columns that column n of a query is made of; 0: of any.
func (r *treeResolver) outputs(query *treeNode, n int) []columnRef {
	if r.steps++; r.steps > maxTreeSteps || len(r.outer) > 100 {
		return nil
	}
	r.outer = append(r.outer, query)
	defer func() { r.outer = r.outer[:len(r.outer)-1] }()
	var out []columnRef
	if set := query.field("setOperations"); set != nil && set.name != "" {
		for _, e := range query.items("rtable") {
			if e.number("rtekind") == rangeSubquery {
				out = addRefs(out, r.outputs(e.field("subquery"), n))
			}
		}
		return out
	}
	for _, t := range query.items("targetList") {
		if n == 0 || t.number("resno") == n {
			out = addRefs(out, r.expression(t.field("expr")))
		}
	}
	return out
}

// expression finds the columns that an expression reads.
func (r *treeResolver) expression(n *treeNode) []columnRef {
	if r.steps++; n == nil || r.steps > maxTreeSteps {
		return nil
	}
	switch n.name {
	case "VAR":
		return r.variable(n.number("varlevelsup"), n.number("varno"), n.number("varattno"))
	case "QUERY":
		return r.outputs(n, 0)
	case "SUBLINK":
		return addRefs(r.expression(n.field("testexpr")), r.expression(n.field("subselect")))
	}
	var out []columnRef
	for _, v := range n.list {
		out = addRefs(out, r.expression(v))
	}
	for _, v := range n.fields {
		if v != nil && (v.name != "" || v.list != nil) {
			out = addRefs(out, r.expression(v))
		}
	}
	return out
}

// variable follows a reference to a range table entry.
func (r *treeResolver) variable(up, entry, column int) []columnRef {
	at := len(r.outer) - 1 - up
	if at < 0 || column < 0 {
		return nil // a system column
	}
	table := r.outer[at].items("rtable")
	if entry < 1 || entry > len(table) {
		return nil
	}
	e := table[entry-1]
	kept := r.outer
	r.outer = slices.Clone(r.outer[:at+1])
	defer func() { r.outer = kept }()
	switch e.number("rtekind") {
	case rangeRelation:
		return []columnRef{{objectID(e.number("relid")), int16(column)}}
	case rangeSubquery:
		return r.outputs(e.field("subquery"), column)
	case rangeJoin:
		return r.nth(e.items("joinaliasvars"), column)
	case rangeGroup:
		return r.nth(e.items("groupexprs"), column)
	case rangeCTE:
		return r.common(e, column)
	}
	return r.expression(e) // a function or a list of values: whatever goes in may come out
}

func (r *treeResolver) nth(list []*treeNode, n int) []columnRef {
	if r.steps++; r.steps > maxTreeSteps {
		return nil
	}
	if n > 0 && n <= len(list) {
		return r.expression(list[n-1])
	}
	var out []columnRef
	for _, v := range list {
		out = addRefs(out, r.expression(v))
	}
	return out
}

// common follows a reference to a WITH query.
func (r *treeResolver) common(e *treeNode, column int) []columnRef {
	at := len(r.outer) - 1 - e.number("ctelevelsup")
	name := e.field("ctename")
	if at < 0 || name == nil || e.field("self_reference") != nil && e.field("self_reference").token == "true" {
		return nil
	}
	for _, c := range r.outer[at].items("cteList") {
		if n := c.field("ctename"); n != nil && n.token == name.token {
			r.outer = slices.Clone(r.outer[:at+1])
			return r.outputs(c.field("ctequery"), column)
		}
	}
	return nil
}

func addRefs(list, more []columnRef) []columnRef {
	for _, x := range more {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}

// withoutConstants is SQL that takes what a tree holds of constants out of it:
// they stand in square brackets, and may be values.
func withoutConstants(tree string) string {
	return `pg_catalog.regexp_replace(` + tree + `::pg_catalog.text, '\[[^]]*\]', '', 'g')`
}

// relationName is schema.relation, in clear.
func relationName(schema, relation string) string {
	return strings.Join([]string{schema, relation}, ".")
}
