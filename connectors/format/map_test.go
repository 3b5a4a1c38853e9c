package format

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

// keyed is an object of n members.
func keyed(n int, key, value func(i int) string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", key(i), value(i))
	}
	return "{" + b.String() + "}"
}

func letters(i int) string {
	return string([]byte{'a' + byte(i/676%26), 'a' + byte(i/26%26), 'a' + byte(i%26)})
}

func TestAMapKeyedByIDsIsNoThousandFields(t *testing.T) {
	numbered := func(i int) string { return fmt.Sprint("user_", i) }
	person := func(i int) string { return fmt.Sprintf(`{"phone": "p%d", "tags": [%d]}`, i, i) }
	for _, c := range []struct {
		name, in string
		counts   map[string]int // values by path
	}{
		{"numbered objects", `{"users": ` + keyed(3000, numbered, person) + `}`, map[string]int{"users.{}.phone": 3000, "users.{}.tags[]": 3000}},
		{"objects by letters", keyed(900, letters, person), map[string]int{"{}.phone": 900, "{}.tags[]": 900}},
		{"numbered values", `{"of": ` + keyed(500, numbered, func(i int) string { return fmt.Sprint(i) }) + `}`, map[string]int{"of.{}": 500}},
		{"maps in maps", `{"a": ` + keyed(30, numbered, func(int) string { return keyed(40, numbered, person) }) + `}`,
			map[string]int{"a.{}.{}.phone": 1200, "a.{}.{}.tags[]": 1200}},
		{"a few numbered fields stay fields", `{"phone1": 1, "phone2": 2, "phone3": 3}`, map[string]int{"phone1": 1, "phone2": 1, "phone3": 1}},
		{"a few numbered objects stay fields", `{"x": ` + keyed(3, numbered, func(i int) string { return `{"n": 1}` }) + `}`,
			map[string]int{"x.user_0.n": 1, "x.user_1.n": 1, "x.user_2.n": 1}},
	} {
		for _, fields := range [][]string{nil, keysOf(c.counts)} {
			t.Run(fmt.Sprint(c.name, " wanted ", len(fields)), func(t *testing.T) {
				r := readAll(t, strings.NewReader(c.in), Options{Kind: JSON, Want: connectors.Want{Fields: fields}})
				got := map[string]int{}
				for _, d := range r.docs {
					for p, v := range d {
						got[p] += len(v)
					}
				}
				if len(r.gaps) > 0 || fmt.Sprint(got) != fmt.Sprint(c.counts) {
					t.Errorf("got %v and gaps %v, want %v", got, r.gaps, c.counts)
				}
			})
		}
	}
}

func keysOf(m map[string]int) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// BenchmarkShapes reads a megabyte of each shape that is hard on readers: the
// time of a byte should be of one order for all.
func BenchmarkShapes(b *testing.B) {
	numbered := func(i int) string { return fmt.Sprint("key_", i) }
	shapes := map[string]string{
		"deep.json":         strings.Repeat(`{"a":`, 900) + "1" + strings.Repeat("}", 900),
		"map.json":          keyed(20000, numbered, func(i int) string { return fmt.Sprintf(`{"phone": "%d", "n": %d}`, i, i) }),
		"letters.json":      keyed(17000, letters, func(i int) string { return fmt.Sprintf(`{"phone": "%d", "n": %d}`, i, i) }),
		"wide.csv":          strings.Repeat("name,", 2000) + "end\n" + strings.Repeat(strings.Repeat("1,", 2000)+"2\n", 250),
		"tiny-values.json":  "[" + strings.Repeat("1,", 500_000) + "1]",
		"tiny-rows.csv":     "a,b\n" + strings.Repeat("1,2\n", 250_000),
		"tiny-elements.xml": "<r>" + strings.Repeat("<a/>", 250_000) + "</r>",
	}
	for name, in := range shapes {
		if n := 1 << 20 / len(in); strings.HasPrefix(name, "deep") {
			in = "[" + strings.Repeat(in+",", n) + in + "]"
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				for range Read(context.Background(), strings.NewReader(in), Options{Name: name, Redact: func(s string) string { return s }}) {
				}
			}
		})
	}
}
