package mysql

import (
	"fmt"
	"strings"
)

// key is the index that a table is cut by: unique, without nulls, in an order
// that can be asked for.
type key struct {
	index   string
	columns []column
}

// newKey makes a key of the columns of an index; nil where one is of no use: a
// column that may not be read, the beginning of one, an enumeration (which is
// ordered by number and compared by name), a float.
func newKey(t *table, rows [][][]byte) *key {
	k := &key{index: string(rows[0][1])}
	for _, row := range rows {
		if string(row[3]) != "1" {
			return nil
		}
		i := 0
		for i < len(t.columns) && t.columns[i].name != string(row[2]) {
			i++
		}
		if i == len(t.columns) || !t.columns[i].readable || !t.columns[i].typ.ordered {
			return nil
		}
		k.columns = append(k.columns, t.columns[i])
	}
	return k
}

// integer says that the key is one integer.
func (k *key) integer() bool {
	return len(k.columns) == 1 && k.columns[0].typ.class == asInt
}

// list names the columns, for select and order by.
func (k *key) list() string {
	names := make([]string, len(k.columns))
	for i, c := range k.columns {
		names[i] = quote(c.name)
	}
	return strings.Join(names, ", ")
}

// values are those of one row's key, as the server wrote them.
type values [][]byte

// cloned copies those of a row, which the next one takes the place of.
func cloned[T ~[]byte](row []T) values {
	out := make(values, len(row))
	for i, b := range row {
		out[i] = append([]byte{}, b...)
	}
	return out
}

// literal writes a value of a column such that the index finds it.
func (c column) literal(v []byte) string {
	switch c.typ.class {
	case asInt, asBool, asNumber:
		return string(v)
	case asBytes:
		return fmt.Sprintf("X'%x'", v)
	}
	return text(string(v))
}

// equal is the condition for the first n columns to be those of v.
func (k *key) equal(v values, n int) []string {
	out := make([]string, n)
	for i, c := range k.columns[:n] {
		out[i] = quote(c.name) + " = " + c.literal(v[i])
	}
	return out
}

// beyond is the condition for keys on one side of v: op is > or <, and what is
// equal to v in all columns belongs to it where and is set. The server looks up
// ranges of this form, and would not where rows are compared with rows.
func (k *key) beyond(op string, v values, and bool) string {
	var parts []string
	for i, c := range k.columns {
		last := op
		if and && i == len(k.columns)-1 {
			last += "="
		}
		parts = append(parts, strings.Join(append(k.equal(v, i), quote(c.name)+" "+last+" "+c.literal(v[i])), " and "))
	}
	return "(" + strings.Join(parts, " or ") + ")"
}

// span is a range of keys: from is in it unless open is set, to is not. nil
// is where the table begins or ends.
type span struct {
	From, To values
	open     bool
}

// where begins with the condition for the keys in s; "" for all.
func (k *key) where(s span) string {
	if c := k.condition(s); c != "" {
		return " where " + c
	}
	return ""
}

func (k *key) condition(s span) string {
	var parts []string
	if s.From != nil {
		parts = append(parts, k.beyond(">", s.From, !s.open))
	}
	if s.To != nil {
		parts = append(parts, k.beyond("<", s.To, false))
	}
	return strings.Join(parts, " and ")
}

// from names the table at, read in the order of k; nil: in any order.
func (k *key) from(at location) string {
	if k == nil {
		return " from " + at.String()
	}
	return " from " + at.String() + " force index (" + quote(k.index) + ")"
}
