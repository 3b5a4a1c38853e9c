package objects

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/google/go-cmp/cmp"
)

// taken is what was read: records as text, and gaps.
type taken struct {
	records []string
	sizes   []int64
	gaps    []string
}

// take reads shard s of c as w asks.
func (k *taken) take(t testing.TB, c connectors.Connector, s connectors.Shard, w connectors.Want) {
	t.Helper()
	for b, err := range c.Read(t.Context(), s, w) {
		var e *connectors.Error
		if errors.As(err, &e) {
			k.gaps = append(k.gaps, string(e.Reason))
			continue
		}
		if err := connectortest.Check(b); err != nil {
			t.Fatal(err)
		}
		records := make([]strings.Builder, b.Rows)
		for _, col := range b.Cols {
			for i := range col.Len() {
				v, f := col.Value(i)
				fmt.Fprintf(&records[col.Row[i]], "%s=%s/%d ", col.Field.Path, v, f)
			}
		}
		for i := range records {
			k.records = append(k.records, records[i].String())
		}
		k.sizes = append(k.sizes, b.Sizes...)
	}
}

// cut opens m with ranges of size and cuts its one dataset.
func cut(t testing.TB, m *memory, size int64, sequential bool) (connectors.Connector, []connectors.Shard) {
	t.Helper()
	c := New(m, Options{Redact: connectortest.Redact, Range: size})
	var shards []connectors.Shard
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		d.Sequential = sequential
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				t.Fatal(err)
			}
			shards = append(shards, s)
		}
	}
	return c, shards
}

// FuzzRanges: wherever an object of lines is cut, its ranges hold the records
// of the whole in their order, and every byte of it draws the record it lies
// in, as many times as that has bytes.
func FuzzRanges(f *testing.F) {
	for _, s := range []string{
		"", "\n", "a", "a\n", "\n\na\n\nb", "a,b,c\n1,2,3\n4,5,6\n", "\xEF\xBB\xBFid,n\r\n1,a\r\n\r\n2,b", "sep=;\nid;n\n1;a\n",
		"{\"a\":1}\n{\"a\":[1,2]}\n\n{\"b\":\"x\"} \n{\"bad\"\n{\"a\":3}", "one line\nand another, longer one\n\nend",
		"+1 415 555 0123,x\n1,2\n", "id\n\"1\n2\"\n", strings.Repeat("x", 300) + "\nshort\n",
	} {
		for kind := range uint8(4) {
			f.Add([]byte(s), kind, uint16(7))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, kind uint8, size uint16) {
		if len(data) > 4096 || size == 0 {
			t.Skip()
		}
		name := []string{"a.txt", "a.ndjson", "a.csv", "call +1 415 555 0123.csv"}[kind%4]
		m := &memory{}
		m.put(name, string(data))
		holdRanges(t, m, int64(size))
	})
}

func TestRangesOfRandomTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		var b strings.Builder
		name := "a.csv"
		line := func(i int) string {
			return fmt.Sprintf("%d,+1 415 555 01%02d,%s", i, r.IntN(100), strings.Repeat("x", r.IntN(40)*r.IntN(5)))
		}
		switch r.IntN(3) {
		case 0:
			b.WriteString("id,phone,note\n")
		case 1:
			name = "a.ndjson"
			line = func(i int) string { return fmt.Sprintf(`{"id":%d,"note":"%s"}`, i, strings.Repeat("é", r.IntN(50))) }
		default:
			name = "a.log"
		}
		end := []string{"\n", "\r\n"}[r.IntN(2)]
		for i := range r.IntN(60) {
			b.WriteString(line(i) + end)
			if r.IntN(20) == 0 {
				b.WriteString(end)
			}
		}
		m := &memory{}
		m.put(name, b.String())
		holdRanges(t, m, 1+r.Int64N(300))
	}
}

// Pieces of what a reader may stumble over, in any order.
func TestRangesOfOddities(t *testing.T) {
	pieces := []string{
		"a", "b", ",", ",", ";", "\t", "\n", "\n", "\r\n", "\r", "{\"a\":1}\n", "{\"b\":\"x\ny\"}", "[1]", "{", "}", " ", "\xEF\xBB\xBF",
		"1", "id,n\n", "é", "null", "sep=;\n", "+1 415 555 0123", "# x\n",
	}
	names := []string{"a.txt", "a.ndjson", "a.csv", "call +1 415 555 0123.csv", "a.tsv", "a.md", "a.json", "a"}
	r := rand.New(rand.NewPCG(5, 6))
	for range 400 {
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		m := &memory{}
		m.put(names[r.IntN(len(names))], b.String())
		holdRanges(t, m, 1+r.Int64N(60))
	}
}

func holdRanges(t *testing.T, m *memory, size int64) {
	t.Helper()
	var whole, parts, draws taken
	c, shards := cut(t, m, 1<<40, true)
	for _, s := range shards {
		whole.take(t, c, s, connectors.Want{})
	}
	c, shards = cut(t, m, size, false)
	if len(shards) == 0 || shards[0].Draw != connectors.Offsets {
		return // not made of lines
	}
	for _, s := range shards {
		parts.take(t, c, s, connectors.Want{})
		all := make([]int64, s.Slots)
		for i := range all {
			all[i] = int64(i)
		}
		draws.take(t, c, s, connectors.Want{Draw: connectors.Offsets, Slots: all})
	}
	if slices.Contains(parts.gaps, string(connectors.Recut)) || slices.Contains(draws.gaps, string(connectors.Recut)) {
		return
	}
	whole.records, parts.records = unnamed(whole.records), unnamed(parts.records)
	if d := cmp.Diff(whole.records, parts.records); d != "" {
		t.Fatalf("%d ranges of %q hold other records than the whole:\n%s", len(shards), m.data, d)
	}
	if (len(whole.gaps) > 0) != (len(parts.gaps) > 0) {
		t.Fatalf("gaps %v of the whole, %v of ranges", whole.gaps, parts.gaps)
	}
	// Records drawn by neighbouring bytes stand together. Two alike ones that
	// are neighbours cannot be told apart: sizes count them.
	var drawn []string
	for i := 0; i < len(draws.records); i += int(draws.sizes[i]) {
		drawn = append(drawn, draws.records[i])
		for j := i; j < i+int(draws.sizes[i]); j++ {
			if draws.records[j] != draws.records[i] || draws.sizes[j] != draws.sizes[i] {
				t.Fatalf("byte %d draws another record than byte %d of the same", j, i)
			}
		}
	}
	if d := cmp.Diff(whole.records, unnamed(drawn)); d != "" {
		t.Fatalf("drawing every byte of %q gives other records than the whole:\n%s", m.data, d)
	}
}

// unnamed takes the object's name out: where a range holds nothing but blank
// lines it is another record that has it.
func unnamed(records []string) (out []string) {
	for _, r := range records {
		if rest, ok := strings.CutPrefix(r, "{name}=call +1 415 555 0123.csv/0 "); !ok {
			out = append(out, r)
		} else if rest != "" {
			out = append(out, rest)
		}
	}
	return out
}

// The object's own name is a value of its first record, wherever it is cut.
func TestTheNameIsOfTheFirstRecord(t *testing.T) {
	m := &memory{}
	m.put("call +1 415 555 0123.csv", "id,n\n\n1,a\n2,b\n3,c\n")
	const first = "{name}=call +1 415 555 0123.csv/0 id=1/0 n=a/0 "
	rest := []string{"id=2/0 n=b/0 ", "id=3/0 n=c/0 "}
	for _, size := range []int64{1 << 30, 16, 12, 9} {
		var all, drawn taken
		c, shards := cut(t, m, size, false)
		for _, s := range shards {
			all.take(t, c, s, connectors.Want{})
			slots := make([]int64, s.Slots)
			for i := range slots {
				slots[i] = int64(i)
			}
			drawn.take(t, c, s, connectors.Want{Draw: connectors.Offsets, Slots: slots})
		}
		if d := cmp.Diff(append([]string{first}, rest...), all.records); d != "" {
			t.Error(size, d)
		}
		if d := cmp.Diff(append([]string{first}, rest...), slices.Compact(drawn.records)); d != "" {
			t.Error(size, d)
		}
	}
}

// A quote that comes later than the look is met by the range it lies in.
func TestAQuoteFurtherOnAsksForARecut(t *testing.T) {
	rows := strings.Repeat("1,+1 415 555 0123,abcdefghij\n", 8000)
	for _, tc := range []struct {
		name, late  string
		whole, drew []string
	}{
		{"a cell in quotes over two lines", "2,\"x\ny\",z\n", []string{"recut"}, []string{"recut"}},
		{"a cell in quotes", "2,\"x\",z\n", []string{"recut"}, []string{"recut"}},
		{"a quote within a cell, which means nothing", "2,5\" pipe,z\n", nil, []string{"recut"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := &memory{}
			m.put("a.csv", "id,phone,note\n"+rows+tc.late+rows)
			c, shards := cut(t, m, 100_000, false)
			var whole, drew taken
			for _, s := range shards {
				whole.take(t, c, s, connectors.Want{})
			}
			if d := cmp.Diff(tc.whole, whole.gaps); d != "" {
				t.Error(d)
			}
			at, base := int64(14+len(rows)+3), int64(0)
			for _, s := range shards {
				if at >= base && at < base+s.Slots {
					drew.take(t, c, s, connectors.Want{Draw: connectors.Offsets, Slots: []int64{at - base}})
				}
				base += s.Slots
			}
			if d := cmp.Diff(tc.drew, drew.gaps); d != "" {
				t.Error(d)
			}
			c, shards = cut(t, m, 100_000, true)
			var again taken
			for _, s := range shards {
				again.take(t, c, s, connectors.Want{})
			}
			if len(shards) != 1 || shards[0].Draw != connectors.Whole || len(again.records) != 16001 || again.gaps != nil {
				t.Errorf("sequential: %d shards drawn %s, %d records, gaps %v", len(shards), shards[0].Draw, len(again.records), again.gaps)
			}
		})
	}
}

func TestDesigns(t *testing.T) {
	zip := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(s))
		z.Close()
		return b.String()
	}
	two := func(s string) []string { return []string{s, s} }
	for _, tc := range []struct {
		name, ext  string
		data       []string
		sequential bool
		want       connectors.Design
		slots      int64
	}{
		{"a text", ".txt", []string{"a\nb\n"}, false, connectors.Offsets, 4},
		{"texts, the first empty", ".log", []string{"", "a\nb\n", "c\n"}, false, connectors.Offsets, 6},
		{"a table", ".csv", []string{"id,n\n1,a\n"}, false, connectors.Offsets, 9},
		{"tables after a recut", ".csv", two("id,n\n1,a\n"), true, connectors.Units, 2},
		{"a table after a recut", ".csv", []string{"id,n\n1,a\n"}, true, connectors.Whole, 0},
		{"a quoted table", ".csv", []string{"id,n\n1,\"a\"\n"}, false, connectors.Whole, 0},
		{"quoted tables", ".csv", two("id,n\n1,\"a\"\n"), false, connectors.Units, 2},
		{"a document", ".json", []string{`[{"a":1},{"a":2}]`}, false, connectors.Whole, 0},
		{"documents", ".json", two(`{"a":1}`), false, connectors.Units, 2},
		{"a value over several lines each", ".ndjson", []string{"{\n\"a\":1\n}\n{\n\"a\":2\n}\n"}, false, connectors.Whole, 0},
		{"UTF-16", ".txt", []string{"\xff\xfea\x00\n\x00"}, false, connectors.Whole, 0},
		{"packed texts", ".txt.gz", two(zip("a\nb\n")), false, connectors.Units, 2},
		{"nothing but empty ones", ".txt", []string{"", ""}, false, connectors.Units, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := &memory{}
			for i, d := range tc.data {
				m.put(fmt.Sprintf("part-%d%s", i, tc.ext), d)
			}
			_, shards := cut(t, m, 0, tc.sequential)
			if len(shards) != 1 || shards[0].Draw != tc.want || shards[0].Slots != tc.slots {
				t.Errorf("%d shards, %+v, want %s of %d slots", len(shards), shards, tc.want, tc.slots)
			}
		})
	}
}

// A few drawn lines of a large object cost a few small requests.
func TestDrawingReadsLittle(t *testing.T) {
	m := &memory{}
	m.put("a.log", strings.Repeat(strings.Repeat("x", 99)+"\n", 100_000))
	c, shards := cut(t, m, 0, false)
	var k taken
	k.take(t, c, shards[0], connectors.Want{Draw: connectors.Offsets, Slots: []int64{500, 501, 40_000, 5_000_000, 9_999_999}})
	if len(k.records) != 5 || !slices.Equal(k.sizes, []int64{100, 100, 100, 100, 100}) || m.read > 200_000 {
		t.Errorf("%d records of sizes %v, %d bytes read", len(k.records), k.sizes, m.read)
	}
}

func TestALineTooLongToDrawIsAGap(t *testing.T) {
	m := &memory{}
	m.put("a.log", "short\n"+strings.Repeat("x", 20<<20)+"\nshort\n")
	c, shards := cut(t, m, 0, false)
	var k taken
	k.take(t, c, shards[0], connectors.Want{Draw: connectors.Offsets, Slots: []int64{0, 10 << 20, 11 << 20, 20<<20 + 8}})
	if len(k.records) != 2 || !slices.Equal(k.gaps, []string{"limit"}) {
		t.Errorf("%d records, gaps %v", len(k.records), k.gaps)
	}
}

// An object of another kind than the first of its dataset is found out when it
// is drawn from.
func TestAnotherKindInTheGroupAsksForARecut(t *testing.T) {
	m := &memory{}
	m.put("part-1.csv", "id,n\n1,a\n")
	m.put("part-2.csv", "id,n\n1,\"a\"\n")
	c, shards := cut(t, m, 0, false)
	var whole, drew taken
	whole.take(t, c, shards[0], connectors.Want{})
	drew.take(t, c, shards[0], connectors.Want{Draw: connectors.Offsets, Slots: []int64{6, 16}})
	if len(whole.records) != 2 || whole.gaps != nil || !slices.Equal(drew.gaps, []string{"recut"}) {
		t.Errorf("whole %d records, gaps %v; drawn gaps %v", len(whole.records), whole.gaps, drew.gaps)
	}
}

func TestManyKeysTakeFewBytesOfAShard(t *testing.T) {
	key := func(i int) string {
		return fmt.Sprintf("exports/münchen/année-é%d/contact-%06d.csv", i%3, i)
	}
	for _, c := range []struct {
		name string
		of   func(i int) spec
		most int // bytes an object
	}{
		{"files", func(i int) spec {
			return spec{Key: key(3 * i), Size: 1000, Modified: 1795000000000000000 + int64(i)*100_000}
		}, 20},
		{"objects", func(i int) spec { return spec{Key: key(3 * i), Size: 1000, Tag: `"0123456789abcdef0123456789abcdef"`} }, 40},
		{"objects that came in parts", func(i int) spec {
			return spec{Key: key(i), Size: 1 << 40, Tag: fmt.Sprintf(`"0123456789abcdef0123456789abcdef-%d"`, i+1)}
		}, 70},
		{"tags that are no sums", func(i int) spec {
			return spec{Key: key(i), Tag: []string{`W/"1"`, `"0123456789ABCDEF0123456789ABCDEF"`, `"0123456789abcdef0123456789abcdef-0"`, `"x`}[i%4]}
		}, 90},
		{"ranges of one", func(i int) spec {
			return spec{Key: key(0), Size: 1 << 40, From: int64(i) << 26, To: int64(i+1) << 26}
		}, 30},
		{"groups of rows of one", func(i int) spec {
			return spec{Key: key(0), Size: 1 << 40, From: int64(i), To: int64(i + 1), Rows: 1e6, Held: 1 << 20}
		}, 40},
	} {
		t.Run(c.name, func(t *testing.T) {
			var specs []spec
			for i := range 500 {
				specs = append(specs, c.of(i))
			}
			sh := connectors.Shard{Spec: pack(specs)}
			got, err := unpack(sh)
			if d := cmp.Diff(specs, got); d != "" || err != nil {
				t.Error(d, err)
			}
			if n := len(sh.Spec) / len(specs); n > c.most {
				t.Errorf("%d bytes an object", n)
			}
		})
	}
	whole := pack([]spec{{Key: "a", Size: 1}, {Key: "ab", Size: 1, Tag: `"x"`}})
	for name, damaged := range map[string]string{
		"another form": `[{"n":3,"k":"x"}]`, "a key of no key": `"AAMBeAI="`, "cut short": string(whole[:8]) + `"`,
	} {
		if _, err := unpack(connectors.Shard{Spec: []byte(damaged)}); err == nil {
			t.Errorf("a damaged plan is taken: %s", name)
		}
	}
}

func TestAFolderIsHandedOverWhenTheListingHasLeftIt(t *testing.T) {
	m := &memory{}
	for _, k := range []string{
		"a/1.csv", "a/2.csv", "a/b/1.csv", "b/c.csv",
		"c-1/x.csv", "c-2/x.csv", "d/1.csv", "z.csv",
	} {
		m.put(k, "id\n1\n")
	}
	listed := 0
	var got []string
	for d, err := range New(&counting{m, &listed}, Options{Redact: connectortest.Redact}).Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %d after %d", d.Name, d.Objects, listed))
	}
	want := []string{
		"a/b/1.csv 1 after 4", "a/*.csv 2 after 4", "b/c.csv 1 after 5",
		"c-*/x.csv 2 after 7", "d/1.csv 1 after 8", "z.csv 1 after 8",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// counting counts what is listed.
type counting struct {
	*memory
	n *int
}

func (c *counting) List(ctx context.Context) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		for o, err := range c.memory.List(ctx) {
			*c.n++
			if !yield(o, err) {
				return
			}
		}
	}
}

func TestAStoreThatDoesNotKeepItsOrderIsAGap(t *testing.T) {
	m := &memory{}
	for _, k := range []string{"a/1.csv", "a/2.csv", "b/1.csv", "b/2.csv"} {
		m.put(k, "id\n1\n")
	}
	m.objects[1], m.objects[2] = m.objects[2], m.objects[1]
	var got []string
	for d, err := range connect(m).Datasets(t.Context()) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, fmt.Sprintf("%s %d", d.Name, d.Objects))
	}
	want := []string{"a/1.csv 1", "b/1.csv 1", "the store does not list its keys in their order: some that came late were left out"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
