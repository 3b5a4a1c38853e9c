package config

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader walks the tree of a file and remembers every mistake, so that one
// run shows them all.
type reader struct {
	file, dir string
	anchors   map[string]ast.Node
	visits    int
	problems  Problems
	notes     []Problem
}

// maxVisits bounds what aliases can blow up.
const maxVisits = 200_000

func (r *reader) document(data []byte) *Config {
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		r.syntax(err)
		return nil
	}
	var body ast.Node
	for _, d := range f.Docs {
		if d.Body == nil || d.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			r.fail(d.Body, "a second document; keep one configuration in one file")
			return nil
		}
		body = d.Body
	}
	if body == nil {
		r.problems = append(r.problems, Problem{Position{r.file, 1, 1}, "the file is empty; begin it with version: 1"})
		return nil
	}
	r.anchors = map[string]ast.Node{}
	ast.Walk(anchorFinder(r.anchors), body)
	return r.config(body)
}

type anchorFinder map[string]ast.Node

func (a anchorFinder) Visit(n ast.Node) ast.Visitor {
	if n, ok := n.(*ast.AnchorNode); ok && n.Name != nil {
		a[n.Name.String()] = n.Value
	}
	return a
}

var quoted = regexp.MustCompile("\"[^\"]*\"|`[^`]*`|'[^']*'")

// syntax reports a parser's error without the excerpt it carries: the file
// may hold a secret on that line.
func (r *reader) syntax(err error) {
	p := Problem{Position{r.file, 1, 1}, "not valid YAML"}
	var e yaml.Error
	if errors.As(err, &e) {
		if t := e.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
		p.Text += ": " + quoted.ReplaceAllString(e.GetMessage(), "…")
	}
	p.Text += "; check indentation, colons and quotes"
	r.problems = append(r.problems, p)
}

func (r *reader) at(n ast.Node) Position {
	p := Position{File: r.file}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		n = m.Values[0].Key
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		n = m.Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		p.Line, p.Column = t.Position.Line, t.Position.Column
	}
	return p
}

func (r *reader) fail(n ast.Node, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.at(n), fmt.Sprintf(format, args...)})
}

func (r *reader) note(n ast.Node, format string, args ...any) {
	r.notes = append(r.notes, Problem{r.at(n), fmt.Sprintf(format, args...)})
}

// plain resolves anchors and aliases.
func (r *reader) plain(n ast.Node) ast.Node {
	for range 100 {
		switch v := n.(type) {
		case *ast.AnchorNode:
			n = v.Value
		case *ast.AliasNode:
			target, ok := r.anchors[v.Value.String()]
			if !ok {
				return n
			}
			n = target
		default:
			return n
		}
	}
	return n
}

// fields says how each key of a mapping is read.
type fields map[string]func(n ast.Node)

// object reads a mapping; what names it in errors. It returns false where
// there is none.
func (r *reader) object(n ast.Node, what string, f fields, required ...string) bool {
	pairs, ok := r.pairs(n, what)
	if !ok {
		return false
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		key, ok := r.key(p, what)
		if !ok {
			continue
		}
		read, known := f[key]
		switch {
		case seen[key]:
			r.fail(p.Key, "%s: %s stands here twice; remove one", what, key)
		case !known:
			r.unknown(p.Key, what, key, f)
		default:
			read(p.Value)
		}
		seen[key] = true
	}
	for _, k := range required {
		if !seen[k] {
			r.fail(n, "%s: %s is missing", what, k)
		}
	}
	return true
}

// pairs returns the entries of a mapping.
func (r *reader) pairs(n ast.Node, what string) ([]*ast.MappingValueNode, bool) {
	if r.visits++; r.visits > maxVisits {
		if r.visits == maxVisits+1 {
			r.fail(n, "%s: too many values; write fewer aliases", what)
		}
		return nil, false
	}
	switch m := r.plain(n).(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	r.fail(n, "%s: want a mapping (key: value), this is %s", what, kindOf(r.plain(n)))
	return nil, false
}

func (r *reader) key(p *ast.MappingValueNode, what string) (string, bool) {
	if _, ok := p.Key.(*ast.MergeKeyNode); ok {
		r.fail(p.Key, "%s: merging with << is not supported; write the keys out", what)
		return "", false
	}
	if s, ok := p.Key.(*ast.StringNode); ok {
		return s.Value, true
	}
	if t := p.Key.GetToken(); t != nil {
		return strings.TrimSpace(t.Value), true
	}
	r.fail(p.Key, "%s: a key must be a plain word", what)
	return "", false
}

// unknown reports a key that nothing reads, with the nearest one that something does.
func (r *reader) unknown(n ast.Node, what, key string, f fields) {
	if remedy, ok := secretKeys[key]; ok {
		r.fail(n, "%s: %s does not belong into the file; %s", what, key, remedy)
		return
	}
	known := slices.Sorted(maps.Keys(f))
	if near := nearest(key, known); near != "" {
		r.fail(n, "%s: unknown key %s; did you mean %s?", what, shown(key), near)
		return
	}
	r.fail(n, "%s: unknown key %s; known are %s", what, shown(key), strings.Join(known, ", "))
}

var secretKeys = map[string]string{
	"password":   "refer to it: credentials: {env: NAME}",
	"secret":     "refer to it: credentials: {env: NAME}",
	"secret_key": "refer to it: credentials: {env: NAME}",
	"token":      "refer to it: credentials: {env: NAME}",
}

// list reads a sequence.
func (r *reader) list(n ast.Node, what string, each func(n ast.Node)) {
	s, ok := r.plain(n).(*ast.SequenceNode)
	if !ok {
		r.fail(n, "%s: want a list [a, b], this is %s", what, kindOf(r.plain(n)))
		return
	}
	for _, v := range s.Values {
		if r.visits++; r.visits > maxVisits {
			return
		}
		each(v)
	}
}

// str reads a text that is not empty.
func (r *reader) str(n ast.Node, what string) (string, bool) {
	var s string
	switch v := r.plain(n).(type) {
	case *ast.StringNode:
		s = v.Value
	case *ast.LiteralNode:
		s = strings.TrimRight(v.Value.Value, "\n")
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		r.fail(n, "%s: want text, this is %s; put it in quotes", what, kindOf(v))
		return "", false
	default:
		r.fail(n, "%s: want text, this is %s", what, kindOf(v))
		return "", false
	}
	if s == "" {
		r.fail(n, "%s: is empty; give it a value or remove the key", what)
		return "", false
	}
	return s, true
}

func (r *reader) text(dst *string, what string) func(ast.Node) {
	return func(n ast.Node) {
		if s, ok := r.str(n, what); ok {
			*dst = s
		}
	}
}

func (r *reader) texts(dst *[]string, what string) func(ast.Node) {
	return r.each(dst, what, func(n ast.Node) (string, bool) { return r.str(n, what) })
}

// each reads a list with one reader of its items.
func (r *reader) each(dst *[]string, what string, item func(n ast.Node) (string, bool)) func(ast.Node) {
	return func(n ast.Node) {
		r.list(n, what, func(n ast.Node) {
			if s, ok := item(n); ok {
				*dst = append(*dst, s)
			}
		})
	}
}

// one reads a text out of a closed list.
func (r *reader) one(dst *string, what string, of ...string) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := r.str(n, what)
		if !ok {
			return
		}
		if slices.Contains(of, s) {
			*dst = s
			return
		}
		hint := "want " + strings.Join(of, ", ")
		if near := nearest(s, of); near != "" {
			hint = "did you mean " + near + "?"
		}
		r.fail(n, "%s: %s is not one of its values; %s", what, shown(s), hint)
	}
}

// matching reads a text of a form.
func (r *reader) matching(dst *string, what string, form *regexp.Regexp, example string) func(ast.Node) {
	return func(n ast.Node) {
		if s, ok := r.str(n, what); ok {
			if !form.MatchString(s) {
				r.fail(n, "%s: %s has another form than %s", what, shown(s), example)
				return
			}
			*dst = s
		}
	}
}

func (r *reader) flag(dst *bool, what string) func(ast.Node) {
	return func(n ast.Node) {
		b, ok := r.plain(n).(*ast.BoolNode)
		if !ok {
			r.fail(n, "%s: want true or false, this is %s", what, kindOf(r.plain(n)))
			return
		}
		*dst = b.Value
	}
}

// number reads a whole number of at least low and at most high.
func (r *reader) number(dst *int64, what string, low, high int64) func(ast.Node) {
	return func(n ast.Node) {
		i, ok := r.plain(n).(*ast.IntegerNode)
		if !ok {
			r.fail(n, "%s: want a whole number, this is %s", what, kindOf(r.plain(n)))
			return
		}
		v, ok := integer(i)
		if !ok || v < low || v > high {
			r.fail(n, "%s: want %s", what, limits(low, high))
			return
		}
		*dst = v
	}
}

func limits(low, high int64) string {
	if high > 1e6 {
		return fmt.Sprintf("a number of at least %d", low)
	}
	return fmt.Sprintf("a number from %d to %d", low, high)
}

func integer(n *ast.IntegerNode) (int64, bool) {
	switch v := n.Value.(type) {
	case int64:
		return v, true
	case uint64:
		return int64(v), v <= 1<<62
	case int:
		return int64(v), true
	}
	return 0, false
}

// kindOf names what a node is, without its value.
func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return "true or false"
	case *ast.NullNode, nil:
		return "nothing"
	case *ast.AliasNode:
		return "an alias of an anchor that is not there"
	case *ast.TagNode:
		return "a tag; tags are not used here"
	}
	return "something else"
}

var harmless = regexp.MustCompile(`^[A-Za-z][A-Za-z _.-]{0,30}$`)

// shown quotes a value that a mistake is about, where it is a plain word;
// anything else could be a secret or a number in the wrong place.
func shown(s string) string {
	if harmless.MatchString(s) {
		return `"` + s + `"`
	}
	return "the value here"
}
