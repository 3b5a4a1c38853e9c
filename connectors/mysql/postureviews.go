package mysql

import (
	"slices"
	"strings"
)

// view is a view as the catalogue describes it.
type view struct {
	location
	definer string // "": it runs as whoever reads it
	outputs []output
	opaque  bool // its text could not be seen or followed
}

// output is one column of a view, and the columns that its values come from.
type output struct {
	name string
	from []origin
}

// origin is a column of a table or view that another one shows.
type origin struct {
	location
	column string
}

// newView follows the text of a view, as the server writes it down: every name
// is quoted, every column of a select is named.
func newView(at location, definer, text string) view {
	v := view{location: at, definer: definer}
	words := splitSQL(text)
	if len(words) == 0 {
		v.opaque = true
		return v
	}
	q := viewText{words: words}
	v.outputs = q.query(nil)
	v.opaque = q.lost || len(v.outputs) == 0
	return v
}

// word is a token of SQL: a quoted name, a keyword or other word, or one
// character. Literals are left out.
type word struct {
	text string
	name bool // it was quoted
}

func splitSQL(text string) (words []word) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '`':
			var name strings.Builder
			for i++; i < len(text); i++ {
				if text[i] == '`' {
					if i+1 >= len(text) || text[i+1] != '`' {
						break
					}
					i++
				}
				name.WriteByte(text[i])
			}
			i++
			words = append(words, word{name.String(), true})
		case c == '\'' || c == '"':
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			i++
		case isWordByte(c):
			from := i
			for i < len(text) && isWordByte(text[i]) {
				i++
			}
			words = append(words, word{strings.ToLower(text[from:i]), false})
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			i++
		default:
			words = append(words, word{string(c), false})
			i++
		}
	}
	return words
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// viewText is a text that is being followed.
type viewText struct {
	words []word
	at    int
	lost  bool // something in it was not understood
}

// relations are what the names in a FROM stand for: a table, or the outputs of
// a query.
type relations map[string]relation

type relation struct {
	at      location
	derived []output // not nil: of a query in its place
}

func (q *viewText) is(text string) bool {
	return q.at < len(q.words) && !q.words[q.at].name && q.words[q.at].text == text
}

// skip goes past a word if it stands here.
func (q *viewText) skip(text string) bool {
	if q.is(text) {
		q.at++
		return true
	}
	return false
}

// query follows SELECT ... UNION SELECT ..., and the queries of a WITH before
// it, up to what ends it.
func (q *viewText) query(known relations) []output {
	known = q.with(known)
	outputs := q.selection(known)
	for q.skip("union") || q.skip("except") || q.skip("intersect") {
		if !q.skip("all") {
			q.skip("distinct")
		}
		for i, o := range q.selection(known) {
			if i < len(outputs) {
				outputs[i].from = append(outputs[i].from, o.from...)
			}
		}
	}
	return outputs
}

// with follows WITH name AS (query), ...
func (q *viewText) with(known relations) relations {
	if !q.skip("with") {
		return known
	}
	q.skip("recursive")
	all := relations{}
	for name, r := range known {
		all[name] = r
	}
	for q.at < len(q.words) {
		name := q.words[q.at].text
		q.at++
		q.group(nil) // the names of its columns
		if !q.skip("as") || !q.is("(") {
			q.lost = true
			return all
		}
		q.at++
		all[name] = relation{derived: nonNil(q.query(all))}
		q.skip(")")
		if !q.skip(",") {
			return all
		}
	}
	return all
}

func nonNil(o []output) []output {
	if o == nil {
		return []output{}
	}
	return o
}

// group goes past (...), and hands each word of it over.
func (q *viewText) group(each func(word)) {
	if !q.is("(") {
		return
	}
	for depth := 0; q.at < len(q.words); q.at++ {
		w := q.words[q.at]
		switch {
		case q.is("("):
			depth++
		case q.is(")"):
			depth--
		case each != nil:
			each(w)
		}
		if depth == 0 {
			q.at++
			return
		}
	}
}

// selection follows one SELECT, or one in parentheses.
func (q *viewText) selection(known relations) []output {
	if q.skip("(") {
		outputs := q.query(known)
		q.skip(")")
		return outputs
	}
	if !q.skip("select") {
		q.lost = true
		q.at = len(q.words)
		return nil
	}
	from := q.at
	items := q.items()
	in := q.relations(known)
	end := q.at
	var outputs []output
	for _, at := range items {
		item := viewText{words: q.words[from:at.end]}
		item.at = at.start - from
		outputs = append(outputs, item.item(in))
		q.lost = q.lost || item.lost
	}
	q.at = end
	return outputs
}

// listItem is where an item of a select stands.
type listItem struct{ start, end int }

// items goes past the list of a SELECT.
func (q *viewText) items() (items []listItem) {
	start, depth := q.at, 0
	for ; q.at < len(q.words); q.at++ {
		switch {
		case q.is("("):
			depth++
		case q.is(")"):
			depth--
		}
		if depth < 0 || depth == 0 && (q.is("from") || q.is("union")) {
			break
		}
		if depth == 0 && q.is(",") {
			items = append(items, listItem{start, q.at})
			start = q.at + 1
		}
	}
	return append(items, listItem{start, q.at})
}

// endOfFrom are the words behind a FROM, at its depth.
var endOfFrom = []string{"where", "group", "having", "order", "limit", "union", "except", "intersect", "window", "procedure"}

// relations follows FROM, and goes past what is behind it up to the end of the
// SELECT. Conditions of joins name columns: they are not relations.
func (q *viewText) relations(known relations) relations {
	in := relations{}
	for name, r := range known {
		in[name] = r
	}
	if q.skip("from") {
		for depth := 0; q.at < len(q.words); {
			switch {
			case depth == 0 && (q.is(")") || slices.ContainsFunc(endOfFrom, q.is)):
				q.rest()
				return in
			case q.is("(") && q.at+1 < len(q.words) && (q.words[q.at+1].text == "select" || q.words[q.at+1].text == "with"):
				q.at++
				derived := q.query(known)
				q.skip(")")
				q.skip("as")
				in[q.alias("")] = relation{derived: nonNil(derived)}
			case q.is("("):
				depth++
				q.at++
			case q.is(")"):
				depth--
				q.at++
			case q.is("on") || q.is("using"):
				q.at++
				q.group(nil)
			case q.words[q.at].name:
				q.relation(in, known)
			default:
				q.at++
			}
		}
	}
	q.rest()
	return in
}

// relation follows `database`.`table` `alias`, or the name of a WITH.
func (q *viewText) relation(in, known relations) {
	names := q.dotted()
	last := names[len(names)-1]
	r := relation{at: location{Table: last}}
	if len(names) > 1 {
		r.at.Database = names[0]
	} else if of, ok := known[last]; ok {
		r = of
	}
	q.skip("as")
	in[q.alias(last)] = r
}

// alias is a name that stands here, or another.
func (q *viewText) alias(other string) string {
	if q.at < len(q.words) && q.words[q.at].name {
		q.at++
		return q.words[q.at-1].text
	}
	return other
}

// dotted is a name of several parts.
func (q *viewText) dotted() []string {
	names := []string{q.words[q.at].text}
	for q.at++; q.at+1 < len(q.words) && q.is(".") && q.words[q.at+1].name; q.at += 2 {
		names = append(names, q.words[q.at+1].text)
	}
	return names
}

// rest goes past WHERE and so on, to the end of the SELECT.
func (q *viewText) rest() {
	for depth := 0; q.at < len(q.words); q.at++ {
		if depth == 0 && (q.is(")") || q.is("union") || q.is("except") || q.is("intersect")) {
			return
		}
		switch {
		case q.is("("):
			depth++
		case q.is(")"):
			depth--
		}
	}
}

// item follows `expression` AS `name`. What is only counted is not shown.
func (q *viewText) item(in relations) output {
	var o output
	for q.at < len(q.words) {
		switch w := q.words[q.at]; {
		case q.is("count"):
			q.at++
			q.group(nil)
		case q.is("(") && q.at+1 < len(q.words) && q.words[q.at+1].text == "select":
			q.at++
			for _, inner := range q.query(in) {
				o.from = append(o.from, inner.from...)
			}
			q.skip(")")
		case q.is("as") && q.at+1 < len(q.words) && q.words[q.at+1].name:
			o.name = q.words[q.at+1].text
			q.at += 2
		case w.name:
			names := q.dotted()
			o.from = append(o.from, q.columnsOf(in, names)...)
			if o.name == "" {
				o.name = names[len(names)-1]
			}
		default:
			q.at++
		}
	}
	return o
}

// columnsOf is what a column of the text stands for. One without a relation may
// be of any of them.
func (q *viewText) columnsOf(in relations, names []string) (from []origin) {
	column := names[len(names)-1]
	if len(names) == 1 {
		for _, r := range in {
			from = append(from, r.column(column)...)
		}
		return from
	}
	if len(names) > 2 {
		return []origin{{location{names[len(names)-3], names[len(names)-2]}, column}}
	}
	r, ok := in[names[0]]
	if !ok {
		q.lost = true
		return nil
	}
	return r.column(column)
}

func (r relation) column(name string) (from []origin) {
	if r.derived == nil {
		return []origin{{r.at, name}}
	}
	for _, o := range r.derived {
		if strings.EqualFold(o.name, name) {
			from = append(from, o.from...)
		}
	}
	return from
}
