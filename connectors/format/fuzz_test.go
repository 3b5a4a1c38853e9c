package format

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// FuzzRead feeds anything to every reader: none may panic, hang, or hand over
// a batch that is out of shape.
func FuzzRead(f *testing.F) {
	for _, c := range cases {
		f.Add(c.file, []byte(c.in), 7)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte, batch int) {
		want := connectors.Want{MaxBatch: 1 + batch&0xff, MaxValue: 1 + batch>>8&0xff}
		readAll(t, bytes.NewReader(data), Options{Name: name, Redact: connectortest.Redact, Want: want})
		for _, r := range registry {
			readAll(t, bytes.NewReader(data), Options{Kind: r.kind, Redact: connectortest.Redact})
		}
	})
}

// FuzzCSV holds tables that encoding/csv writes against what is read back.
func FuzzCSV(f *testing.F) {
	f.Add("a", "b \"c\"", "d\ne", ",;\t|")
	f.Add("+1 415 555 0123", "", " x ", "\r\n")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		rows := [][]string{{a, b}, {c, d}, {b, a}}
		for _, delim := range delimiters {
			var buf bytes.Buffer
			w := csv.NewWriter(&buf)
			w.Comma = rune(delim)
			if err := w.WriteAll(rows); err != nil {
				t.Skip()
			}
			if bytes.Contains(buf.Bytes(), []byte("\r")) {
				t.Skip() // the writer's own reader changes them
			}
			r := csvReader{in: newInput(iotestReader(buf.Bytes())), d: dialect{delim: delim}, most: 1 << 20}
			var got [][]string
			for {
				var row []string
				if !r.row(func(_ int, cell []byte, _ int64) { row = append(row, string(cell)) }) {
					break
				}
				got = append(got, row)
			}
			if !slices.EqualFunc(got, rows, slices.Equal[[]string]) {
				t.Fatalf("delimiter %q:\n got %q\nwant %q", delim, got, rows)
			}
		}
	})
}

// iotestReader hands over few bytes at a time, so that every boundary is met.
func iotestReader(b []byte) io.Reader { return &dribble{b: b} }

type dribble struct {
	b []byte
	n int
}

func (d *dribble) Read(p []byte) (int, error) {
	if len(d.b) == 0 {
		return 0, io.EOF
	}
	d.n = d.n%5 + 1
	n := copy(p[:min(len(p), d.n)], d.b)
	d.b = d.b[n:]
	return n, nil
}

// FuzzJSON holds documents against encoding/json: every scalar of every
// record, in order, under its path.
func FuzzJSON(f *testing.F) {
	for _, c := range cases {
		if strings.HasSuffix(c.file, "json") {
			f.Add([]byte(c.in))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) || data[0] != '[' || bytes.Contains(data, []byte(`\u`)) {
			t.Skip() // lone surrogates and the like: see the table of cases
		}
		var items []json.RawMessage
		if json.Unmarshal(data, &items) != nil {
			t.Skip()
		}
		r := readAll(t, iotestReader(data), Options{Kind: JSON})
		if len(r.docs) != len(items) || len(r.gaps) > 0 {
			t.Fatalf("%d records and gaps %v of %d elements", len(r.docs), r.gaps, len(items))
		}
		for i, item := range items {
			want := flatten(t, item)
			got := []string{}
			for p, vs := range r.docs[i] {
				for _, v := range vs {
					got = append(got, p+"="+v)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("record %d:\n got %q\nwant %q", i, got, want)
			}
		}
	})
}

// flatten is the reference: the scalars of a document by path.
func flatten(t *testing.T, item json.RawMessage) []string {
	d := json.NewDecoder(bytes.NewReader(item))
	d.UseNumber()
	out := []string{}
	var value func(path string)
	value = func(path string) {
		tok, err := d.Token()
		if err != nil {
			t.Skip()
		}
		name := path
		if name == "" {
			name = "value"
		}
		switch v := tok.(type) {
		case json.Delim:
			for d.More() {
				if v == '[' {
					value(path + "[]")
					continue
				}
				key, _ := d.Token()
				k := key.(string)
				if len(k) > maxKey || strings.ContainsAny(k, "\x00\uFFFD") {
					t.Skip()
				}
				value(join(path, k))
			}
			d.Token()
		case json.Number:
			text, _ := canonical([]byte(v))
			out = append(out, name+"="+string(text))
		case nil:
			out = append(out, name+"=NULL")
		case string:
			if strings.Contains(v, "\uFFFD") {
				t.Skip() // invalid UTF-8 is handed on as it is
			}
			out = append(out, name+"="+v)
		default:
			out = append(out, fmt.Sprint(name, "=", v))
		}
	}
	value("")
	return out
}

// FuzzSniff: whatever the bytes, there is an answer, and text is never lost to
// "binary".
func FuzzSniff(f *testing.F) {
	for _, c := range cases {
		f.Add(c.file, []byte(c.in))
	}
	f.Fuzz(func(t *testing.T, name string, head []byte) {
		k := Sniff(name, head)
		if _, ok := rowOf(k); !ok {
			t.Fatalf("kind %q has no row in the registry", k)
		}
		plain := strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r > 0x7e {
				return -1
			}
			return r
		}, string(head))
		if k := Sniff("a.txt", []byte(plain)); k == Binary {
			t.Fatal("plain text is taken for binary")
		}
	})
}
