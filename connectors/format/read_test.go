package format

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// doc is one record as it was read: values by path, null as NULL.
type doc map[string][]string

// result is all that Read yielded.
type result struct {
	docs  []doc
	gaps  []*connectors.Error
	types map[string]string
	bytes int // of the largest batch
}

func (r result) reasons() (out []string) {
	for _, g := range r.gaps {
		out = append(out, string(g.Reason))
	}
	return out
}

// String prints the records in the order of their paths, for golden texts.
func (r result) String() string {
	var b strings.Builder
	for i, d := range r.docs {
		if i > 0 {
			b.WriteString(" | ")
		}
		paths := make([]string, 0, len(d))
		for p := range d {
			paths = append(paths, p)
		}
		slices.Sort(paths)
		for j, p := range paths {
			if j > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%s=%s", p, strings.Join(d[p], "+"))
		}
	}
	return b.String()
}

// readAll reads r and holds every batch to its shape.
func readAll(t testing.TB, r io.Reader, o Options) result {
	t.Helper()
	return readCtx(t, context.Background(), r, o)
}

func readCtx(t testing.TB, ctx context.Context, r io.Reader, o Options) result {
	t.Helper()
	res := result{types: map[string]string{}}
	open := map[string]bool{}
	for b, err := range Read(ctx, r, o) {
		if err != nil {
			var e *connectors.Error
			if !errors.As(err, &e) {
				t.Fatalf("not one of our errors: %v", err)
			}
			res.gaps = append(res.gaps, e)
			continue
		}
		if err := connectortest.Check(b); err != nil {
			t.Fatalf("batch: %v", err)
		}
		open = res.add(b, open)
	}
	if len(open) > 0 {
		t.Fatal("the last value goes on")
	}
	return res
}

func (r *result) add(b *connectors.Batch, open map[string]bool) (still map[string]bool) {
	first, n := len(r.docs), b.Rows
	if b.Cont {
		first--
		n++
	}
	for len(r.docs) < first+n {
		r.docs = append(r.docs, doc{})
	}
	still = map[string]bool{}
	size := 0
	for i := range b.Cols {
		c := &b.Cols[i]
		size += len(c.Data)
		r.types[c.Field.Path] = c.Field.Type
		for k := range c.Len() {
			v, f := c.Value(k)
			d := r.docs[first+int(c.Row[k])]
			s := string(v)
			if f&connectors.Null != 0 {
				s = "NULL"
			}
			if vs := d[c.Field.Path]; k == 0 && open[c.Field.Path] {
				vs[len(vs)-1] += s
			} else {
				d[c.Field.Path] = append(vs, s)
			}
			if f&connectors.More != 0 {
				still[c.Field.Path] = true
			}
		}
	}
	r.bytes = max(r.bytes, size)
	return still
}

func TestOpenData(t *testing.T) {
	for _, c := range []struct {
		file    string
		kind    Kind
		records int // of GeoJSON: the features, and one for what is beside them
		path    string
		values  int // of path
	}{
		{"breweries.csv", CSV, 11822, "phone", 11822},
		{"navaids.csv", CSV, 11008, "ident", 11008},
		{"takamatsu-hospitals.csv", CSV, 628, "telephone\u3000number", 628},
		{"piedmont-pharmacies.geojson", GeoJSON, 543 + 1, "properties.phone", 0},
		{"social-economy-eu.geojson", GeoJSON, 1794 + 1, "properties.contact:phone", 0},
		{"prague-libraries.json", GeoJSON, 55, "properties.telephone", 55},
		{"santa-fe-pharmacies.json", JSON, 202, "telefono", 202},
	} {
		t.Run(c.file, func(t *testing.T) {
			if k := Detect(t.Context(), c.file, mustOpen(t, "../../testdata/open/"+c.file)); k != c.kind {
				t.Errorf("kind %s, want %s", k, c.kind)
			}
			r := readAll(t, mustOpen(t, "../../testdata/open/"+c.file), Options{Name: c.file, Redact: connectortest.Redact})
			values := 0
			for _, d := range r.docs {
				values += len(d[c.path])
			}
			if len(r.docs) != c.records || len(r.gaps) != 0 || values < c.values || values == 0 {
				t.Errorf("%d records, %d values of %s, gaps %v; want %d and %d", len(r.docs), values, c.path, r.gaps, c.records, c.values)
			}
		})
	}
}

func mustOpen(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
