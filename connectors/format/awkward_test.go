package format

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// repeat is a stream of n copies of unit between head and tail.
func repeat(head, unit string, n int, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), &repeater{unit: []byte(strings.Repeat(unit, 1000)), n: n / 1000}, strings.NewReader(tail))
}

type repeater struct {
	unit []byte
	n, i int
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.unit[r.i:])
	if r.i += n; r.i == len(r.unit) {
		r.i = 0
		r.n--
	}
	return n, nil
}

// tally is what is left of a large object: nothing that grows with it.
type tally struct {
	records, values int
	seen            map[string]int // values that hold needle, by path
	gaps            []connectors.Reason
	paths           map[string]bool
	heap            uint64
}

const needle = "+1 415 555 0123"

// measure reads r and watches the heap.
func measure(t *testing.T, r io.Reader, o Options) tally {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	res := tally{seen: map[string]int{}, paths: map[string]bool{}}
	batches := 0
	for b, err := range Read(t.Context(), r, o) {
		if err != nil {
			var e *connectors.Error
			if !errors.As(err, &e) || e.Text == "" {
				t.Fatalf("not one of our errors: %v", err)
			}
			res.gaps = append(res.gaps, e.Reason)
			continue
		}
		if err := connectortest.Check(b); err != nil {
			t.Fatal(err)
		}
		res.records += b.Rows
		for i := range b.Cols {
			c := &b.Cols[i]
			res.values += c.Len()
			res.paths[c.Field.Path] = true
			if bytes.Contains(c.Data, []byte(needle)) {
				res.seen[c.Field.Path]++
			}
		}
		if batches++; batches%16 == 1 {
			runtime.ReadMemStats(&m)
			res.heap = max(res.heap, m.HeapAlloc-min(before, m.HeapAlloc))
		}
	}
	return res
}

func TestLargeObjectsInLittleMemory(t *testing.T) {
	const mega = 1 << 20 / scale
	for _, c := range []struct {
		name, file string
		r          io.Reader
		records    int
		seen       string // a path that must hold the needle at the end
		gaps       []connectors.Reason
	}{
		{"a CSV of one line of 200 MB", "a.csv", repeat("", "0123456789", 20*mega, ""), 1, "", []connectors.Reason{connectors.Limit}},
		{"a CSV of one line with ten million cells", "a.csv", repeat("", "a,", 10*mega, needle), 1, "{}", []connectors.Reason{connectors.Limit}},
		{"a CSV with a cell of 200 MB", "a.csv", repeat("id,n\n1,\"", "0123456789", 20*mega, "\"\n2,"+needle+"\n"), 2, "n", []connectors.Reason{connectors.Limit}},
		{"a CSV whose first quote is never closed", "a.csv", repeat("id,n\n1,\"x\n", "2,abcdefgh\n", 4*mega, "3,"+needle+"\n"), 4*mega/1000*1000 + 2, "n", []connectors.Reason{connectors.Malformed}},
		{"a text of one line of 200 MB", "a.txt", repeat("", "0123456789", 20*mega, needle), 1, "text", nil},
		{"a JSON string of 200 MB", "a.json", repeat(`[{"a":"`, "0123456789", 20*mega, `","b":"`+needle+`"}]`), 1, "b", []connectors.Reason{connectors.Limit}},
		{"a JSON array of scalars in one record", "a.json", repeat(`{"a":[`, "12345678,", 4*mega, `1],"b":"`+needle+`"}`), 1, "b", nil},
		{"a JSON object of a million keys", "a.json", repeat(`{"x":0`, `,"kABC":{"tel":"x"}`, 1000, keys(200000)+`,"z":{"tel":"`+needle+`"}}`), 1, "z.tel", nil},
		{"JSON nested a million deep", "a.json", repeat(`[`, `[`, mega, strings.Repeat("]", mega/1000*1000)+`,"`+needle+`"]`), 2, "value", []connectors.Reason{connectors.Limit}},
		{"XML text of 200 MB", "a.xml", repeat("<r><a>", "0123456789", 20*mega, "</a><a>"+needle+"</a></r>"), 2, "a", []connectors.Reason{connectors.Limit}},
		{"XML nested 200,000 deep", "a.xml", repeat("<r>", "<a>", mega/5, needle), 1, "", []connectors.Reason{connectors.Malformed, connectors.Limit}},
		{"HTML of one text of 100 MB", "a.html", repeat("<html><p>", "0123456789", 10*mega, "</p><p>"+needle+"</p>"), -1, "text", nil},
		{"a YAML document of 100 MB", "a.yaml", repeat("", "a: 12345\n", 10*mega, "b: "+needle+"\n"), -1, "text", []connectors.Reason{connectors.Limit}},
		{"an INSERT of a million rows", "a.sql", repeat("INSERT INTO t (a,b) VALUES (0,'x')", ",(1,'abcdefgh')", mega, ",(2,'"+needle+"');"), mega/1000*1000 + 2, "t.b", nil},
		{"a card with a picture of 200 MB", "a.vcf", repeat("BEGIN:VCARD\nPHOTO;ENCODING=b:", "0123456789", 20*mega, "\nTEL:"+needle+"\nEND:VCARD\n"), 1, "tel", []connectors.Reason{connectors.Limit}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := measure(t, c.r, Options{Name: c.file, Redact: func(s string) string { return s }})
			if c.records >= 0 && got.records != c.records {
				t.Errorf("%d records, want %d", got.records, c.records)
			}
			if c.seen != "" && got.seen[c.seen] == 0 {
				t.Errorf("the end was not read under %s; it is in %v", c.seen, got.seen)
			}
			if !slices.Equal(got.gaps, c.gaps) {
				t.Errorf("gaps %v, want %v", got.gaps, c.gaps)
			}
			if got.heap > 100<<20 {
				t.Errorf("%d MiB of heap", got.heap>>20)
			}
			if len(got.paths) > maxPaths+maxSiblings {
				t.Errorf("%d paths", len(got.paths))
			}
		})
	}
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":{"tel":"x"}`, i)
	}
	return b.String()
}

func zip(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	csv := []byte("id,n\n1,a\n2,b\n")
	long := []byte("id,n\n" + strings.Repeat("1,abc\n", 50000))
	damaged := zip(t, long)
	damaged[len(damaged)-6] ^= 0xff
	for _, c := range []struct {
		name, file string
		in         []byte
		records    int // -1: some
		gaps       []string
	}{
		{"by its content, whatever the name", "a.csv", zip(t, csv), 2, nil},
		{"with its extension", "a.csv.gz", zip(t, csv), 2, nil},
		{"several members in a row", "a.csv.gz", append(zip(t, csv), zip(t, []byte("3,c\n"))...), 3, nil},
		{"twice", "a.csv.gz", zip(t, zip(t, csv)), 2, nil},
		{"cut off in the middle", "a.csv.gz", zip(t, random(long))[:20000], -1, []string{"malformed"}},
		{"cut off in its header", "a.csv.gz", zip(t, csv)[:5], 0, []string{"malformed"}},
		{"with a wrong checksum", "a.csv.gz", damaged, 50000, []string{"malformed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readAll(t, bytes.NewReader(c.in), Options{Name: c.file})
			if !slices.Equal(r.reasons(), c.gaps) {
				t.Errorf("gaps %v, want %v", r.gaps, c.gaps)
			}
			if n := len(r.docs); n != c.records && (c.records >= 0 || n == 0) {
				t.Errorf("%d records, want %d", n, c.records)
			}
		})
	}
}

// random makes text that does not compress to nothing.
func random(text []byte) []byte {
	x := uint32(1)
	out := bytes.Clone(text)
	for i := range out {
		x = x*1664525 + 1013904223
		if out[i] == 'a' || out[i] == 'b' || out[i] == 'c' {
			out[i] = 'a' + byte(x>>24)%26
		}
	}
	return out
}

func TestGzipBomb(t *testing.T) {
	if testing.Short() || scale > 1 {
		t.Skip("unpacks 256 MB")
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, repeat("", strings.Repeat("0", 1<<10), 300<<10, "")); err != nil {
		t.Fatal(err)
	}
	z.Close()
	got := measure(t, bytes.NewReader(b.Bytes()), Options{Name: "a.txt.gz"})
	if !slices.Equal(got.gaps, []connectors.Reason{connectors.Limit}) {
		t.Errorf("gaps %v, want a limit", got.gaps)
	}
	if got.records != 1 || got.heap > 100<<20 {
		t.Errorf("%d records in %d bytes of heap", got.records, got.heap)
	}
}

// failing is a reader that breaks.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

func TestABreakInTheMiddleIsNoDamage(t *testing.T) {
	gone := &connectors.Error{Reason: connectors.Unreachable, Text: "gone", Retry: true}
	for _, file := range []string{"a.json", "a.ndjson", "a.csv", "a.xml", "a.txt", "a.sql", "a.vcf", "a.yaml", "a.html"} {
		in := map[string]string{
			"a.json": `[{"a":1},{"a":`, "a.ndjson": "{\"a\":1}\n{\"a\":", "a.csv": "a,b\n1,2\n3,\"x", "a.xml": "<r><a>1</a><a>", "a.txt": "a\nb",
			"a.sql": "COPY t (a) FROM stdin;\n1\n", "a.vcf": "BEGIN:VCARD\nTEL:1\n", "a.yaml": "a: 1\nb: [", "a.html": "<p>a<b",
		}[file]
		r := readAll(t, &failing{strings.NewReader(in), gone}, Options{Name: file, Part: connectors.Part{Object: file}})
		if len(r.gaps) != 1 || r.gaps[0].Reason != connectors.Unreachable || !r.gaps[0].Retry || r.gaps[0].Part.Object != file {
			t.Errorf("%s: gaps %v, want that of the store alone", file, r.gaps)
		}
		if len(r.docs) == 0 {
			t.Errorf("%s: what came before was not read", file)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	var last error
	for b, err := range Read(ctx, repeat("a\n", "b\n", 10<<20, ""), Options{Name: "a.txt"}) {
		if b != nil {
			cancel()
			n++
		}
		last = err
	}
	cancel()
	if !errors.Is(last, context.Canceled) || n > 40 {
		t.Errorf("%d batches, then %v", n, last)
	}
}

func TestHeadStopsReading(t *testing.T) {
	src := repeat("id,n\n", "1,a\n", 10<<20, "")
	o := Options{Name: "a.csv", Want: connectors.Want{Draw: connectors.Head, N: 5}}
	r := readAll(t, src, o)
	if len(r.docs) != 5 || len(r.gaps) != 0 {
		t.Errorf("%d records, gaps %v", len(r.docs), r.gaps)
	}
	rest, _ := io.Copy(io.Discard, src)
	if rest < 30<<20 {
		t.Errorf("only %d bytes were left: too much was read", rest)
	}
}
