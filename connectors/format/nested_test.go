package format

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
)

func TestJSONOfABuilder(t *testing.T) {
	for _, c := range []struct {
		name, text string
		over       int64
		want       string // path=value, in the order they were read; a cut one ends in …
		gap        string // in its text; "": none
	}{
		{"a document", `{"phones": ["a", "b"], "who": {"n": 1.50}}`, 0, "v.phones[]=a v.phones[]=b v.who.n=1.5", ""},
		{"a scalar", `"x"`, 0, "v=x", ""},
		{"a text that is no JSON", `call 1`, 0, "v=call 1", ""},
		{"an empty text", ``, 0, "v=", ""},
		{"a long string within", `{"a": "` + strings.Repeat("x", 20) + `", "b": 1}`, 0, "v.a=xxxxxxxxxxxxxxxx… v.b=1", "4 bytes"},
		{"cut in a string", `{"a": "first", "b": "seco`, 100, "v.a=first v.b=seco…", "100 bytes"},
		{"cut in a number, which would be another one", `{"a": 1, "b": 123`, 7, "v.a=1", "7 bytes"},
		{"cut in a key", `{"a": 1, "b`, 7, "v.a=1", "7 bytes"},
		{"cut between values", `{"a": 1, `, 7, "v.a=1", "7 bytes"},
		{"a value below the depth that is read", strings.Repeat("[", maxDepth+1) + "1" + strings.Repeat("]", maxDepth+1), 0, "", "nested deeper"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			var gaps []string
			b := NewBuilder(Options{Want: connectors.Want{MaxValue: 16}}, func(b *connectors.Batch, err error) bool {
				var e *connectors.Error
				if errors.As(err, &e) {
					gaps = append(gaps, e.Text)
					return true
				}
				for _, col := range b.Cols {
					for i := range col.Len() {
						v, f := col.Value(i)
						text := col.Field.Path + "=" + string(v)
						if f&connectors.Cut != 0 {
							text += "…"
						}
						got = append(got, text)
					}
				}
				return true
			})
			v := b.Key(b.Root(), []byte("v"))
			b.JSON(v, []byte(c.text), c.over)
			b.End()
			b.Finish()
			if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
				t.Error(d)
			}
			switch text := strings.Join(gaps, "; "); {
			case c.gap == "" && text != "":
				t.Errorf("gap: %s", text)
			case !strings.Contains(text, c.gap):
				t.Errorf("gap %q, want %q", text, c.gap)
			}
		})
	}
}

func TestFlushBeginsAnotherBatch(t *testing.T) {
	var rows []int
	b := NewBuilder(Options{}, func(b *connectors.Batch, err error) bool {
		rows = append(rows, b.Rows)
		return true
	})
	v := b.Key(b.Root(), []byte("v"))
	for _, n := range []int{2, 0, 1} {
		for range n {
			b.Add(v, connectors.Text, []byte("x"))
			b.End()
		}
		b.Flush()
	}
	b.Finish()
	if d := cmp.Diff([]int{2, 1}, rows); d != "" {
		t.Error(d)
	}
}
