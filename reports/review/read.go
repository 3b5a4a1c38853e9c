package review

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/dialmap/dialmap/reports/assess"
)

// maxMonths is how long a risk may be accepted at most.
const maxMonths = 12

// Read reads a file of accepted risks. Path names it in errors and suppressions;
// on is today. Its error is [Problems]: everything that is wrong, each with its
// place.
func Read(data []byte, path string, on time.Time) (*File, error) {
	r := &reader{path: path, on: on}
	f := &File{Path: path}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, Problems{r.syntax(err)}
	}
	var body ast.Node
	for _, d := range tree.Docs {
		if d.Body != nil && d.Body.Type() != ast.CommentType {
			body = d.Body
			break
		}
	}
	if body == nil {
		return nil, Problems{{path, 1, 1, "the file is empty; begin it with version: 1"}}
	}
	version := false
	r.object(body, "the file", map[string]func(ast.Node){
		"version": func(n ast.Node) {
			if version = r.text(n, "version") == "1"; !version {
				r.fail(n, "version: write version: 1")
			}
		},
		"ignore": func(n ast.Node) {
			list, ok := n.(*ast.SequenceNode)
			if !ok {
				r.fail(n, "ignore: want a list, each entry begun with a hyphen")
				return
			}
			for _, entry := range list.Values {
				f.Entries = append(f.Entries, r.entry(entry))
			}
		},
	})
	if !version && len(r.problems) == 0 {
		r.fail(body, "version is missing; write version: 1")
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, r.problems
	}
	return f, nil
}

// reader walks the tree of a file and remembers every mistake.
type reader struct {
	path     string
	on       time.Time
	problems Problems
}

func (r *reader) syntax(err error) Problem {
	p := Problem{r.path, 1, 1, "not valid YAML; check indentation, colons and quotes"}
	var e yaml.Error
	if errors.As(err, &e) {
		if t := e.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	}
	return p
}

func (r *reader) place(n ast.Node) (line, column int) {
	switch m := n.(type) {
	case *ast.MappingNode:
		if len(m.Values) > 0 && !m.IsFlowStyle {
			n = m.Values[0].Key
		}
	case *ast.MappingValueNode:
		n = m.Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 1, 1
}

func (r *reader) fail(n ast.Node, format string, args ...any) {
	line, column := r.place(n)
	r.problems = append(r.problems, Problem{r.path, line, column, fmt.Sprintf(format, args...)})
}

// object reads a mapping, each key by its function.
func (r *reader) object(n ast.Node, what string, keys map[string]func(ast.Node)) {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	default:
		r.fail(n, "%s: want keys with values", what)
		return
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		key := p.Key.GetToken().Value
		read := keys[key]
		switch {
		case read == nil:
			r.fail(p.Key, "%s: unknown key; it has %s", what, strings.Join(slices.Sorted(maps.Keys(keys)), ", "))
		case seen[key]:
			r.fail(p.Key, "%s: %s stands here twice; remove one", what, key)
		default:
			read(p.Value)
		}
		seen[key] = true
	}
}

// text reads a scalar; "" where there is none.
func (r *reader) text(n ast.Node, what string) string {
	switch v := n.(type) {
	case *ast.LiteralNode:
		return strings.TrimSpace(v.Value.Value)
	case *ast.StringNode:
		return strings.TrimSpace(v.Value)
	case ast.ScalarNode:
		if _, null := v.(*ast.NullNode); !null {
			return strings.TrimSpace(n.GetToken().Value)
		}
	}
	r.fail(n, "%s: want a text", what)
	return ""
}

func (r *reader) entry(n ast.Node) (e Entry) {
	e.Line, e.Column = r.place(n)
	into := func(to *string, what string) func(ast.Node) {
		return func(n ast.Node) { *to = r.text(n, what) }
	}
	matched := false
	before := len(r.problems)
	r.object(n, "ignore", map[string]func(ast.Node){
		"finding": func(n ast.Node) {
			if e.Finding = r.text(n, "ignore.finding"); !strings.HasPrefix(e.Finding, "fp1:") && !strings.HasPrefix(e.Finding, "is1:") {
				r.fail(n, "ignore.finding: want the id of a finding (fp1:…) or of an issue (is1:…), as a report shows it")
			}
		},
		"match": func(n ast.Node) {
			matched = true
			r.object(n, "ignore.match", map[string]func(ast.Node){
				"rule": into(&e.Match.Rule, "ignore.match.rule"), "dataset": into(&e.Match.Dataset, "ignore.match.dataset"),
				"field": into(&e.Match.Field, "ignore.match.field"), "region": into(&e.Match.Region, "ignore.match.region"),
				"purpose": into(&e.Match.Purpose, "ignore.match.purpose"),
			})
			if e.Match == (Match{}) {
				r.fail(n, "ignore.match: it would match everything; say at least a rule or a dataset")
			}
		},
		"reason": into(&e.Reason, "ignore.reason"),
		"by":     into(&e.By, "ignore.by"),
		"until":  func(n ast.Node) { e.Until = r.until(n) },
		"ticket": into(&e.Ticket, "ignore.ticket"),
		"at_most": func(n ast.Node) {
			r.object(n, "ignore.at_most", map[string]func(ast.Node){
				"numbers": func(n ast.Node) {
					v, err := strconv.ParseUint(strings.ReplaceAll(r.text(n, "ignore.at_most.numbers"), "_", ""), 10, 63)
					if e.AtMost.Numbers = v; err != nil || v == 0 {
						r.fail(n, "ignore.at_most.numbers: want a whole number above 0")
					}
				},
				"severity": func(n ast.Node) {
					if e.AtMost.Severity = r.text(n, "ignore.at_most.severity"); assess.Rank(e.AtMost.Severity) == 0 {
						r.fail(n, "ignore.at_most.severity: want %s", strings.Join(assess.Severities, ", "))
					}
				},
			})
		},
	})
	if len(r.problems) > before {
		return e
	}
	for _, required := range []struct {
		missing bool
		text    string
	}{
		{e.Finding == "" && !matched, "ignore: say what is accepted: finding, or match"},
		{e.Finding != "" && matched, "ignore: give finding or match, not both"},
		{e.Reason == "", "ignore: reason is missing; say why the risk is accepted"},
		{e.By == "", "ignore: by is missing; say who accepts it"},
		{e.Until.IsZero(), "ignore: until is missing; say the last day on which it holds, such as 2027-01-31"},
	} {
		if required.missing {
			r.fail(n, "%s", required.text)
		}
	}
	return e
}

// until reads the last day of an entry.
func (r *reader) until(n ast.Node) time.Time {
	day, err := time.Parse(time.DateOnly, r.text(n, "ignore.until"))
	if err != nil {
		r.fail(n, "ignore.until: want a day such as 2027-01-31")
		return time.Time{}
	}
	if last := r.on.AddDate(0, maxMonths, 0); day.After(last) {
		r.fail(n, "ignore.until: a risk is accepted for at most %d months, until %s", maxMonths, last.Format(time.DateOnly))
	}
	return day
}
