package objects

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/format"
	"github.com/google/go-cmp/cmp"
)

// memory is a store that can fail on demand.
type memory struct {
	mu      sync.Mutex
	objects []Object
	data    map[string][]byte
	breaks  map[string]int    // how many readings of a key break in the middle
	denied  map[string]bool   // keys that may not be opened
	gone    map[string]bool   // keys that the store does not hand over
	now     map[string]Object // what Stat says of a key
	opened  int
	read    int64 // bytes read here and there
}

func (m *memory) put(key, data string) {
	if m.data == nil {
		m.data, m.breaks, m.now = map[string][]byte{}, map[string]int{}, map[string]Object{}
		m.denied, m.gone = map[string]bool{}, map[string]bool{}
	}
	o := Object{Key: key, Size: int64(len(data)), Modified: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)}
	m.objects = append(m.objects, o)
	slices.SortFunc(m.objects, func(a, b Object) int { return strings.Compare(a.Key, b.Key) })
	m.data[key], m.now[key] = []byte(data), o
}

func (m *memory) List(context.Context) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		for _, o := range m.objects {
			if !yield(o, nil) {
				return
			}
		}
	}
}

func (m *memory) Open(_ context.Context, o Object, offset, length int64) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.opened++
	if m.gone[o.Key] {
		return nil, &connectors.Error{Reason: connectors.Unreachable, Text: "the server answers with an error", Retry: true}
	}
	if m.denied[o.Key] {
		return nil, &connectors.Error{Reason: connectors.Denied, Text: "denied"}
	}
	data := m.data[o.Key][min(offset, int64(len(m.data[o.Key]))):]
	if length >= 0 {
		data = data[:min(length, int64(len(data)))]
		return &opened{bytes.NewReader(data), m.now[o.Key], m}, nil
	}
	r := io.Reader(bytes.NewReader(data))
	if m.breaks[o.Key] > 0 {
		m.breaks[o.Key]--
		r = io.MultiReader(io.LimitReader(r, o.Size/2), broken{})
	}
	return &opened{r, m.now[o.Key], m}, nil
}

func (m *memory) At(_ context.Context, o Object) (ReaderAt, error) {
	return &opened{bytes.NewReader(m.data[o.Key]), m.now[o.Key], m}, nil
}

func (m *memory) Close() error { return nil }

type broken struct{}

func (broken) Read([]byte) (int, error) {
	return 0, &connectors.Error{Reason: connectors.Unreachable, Text: "the connection broke", Retry: true}
}

type opened struct {
	io.Reader
	now Object
	m   *memory
}

func (o *opened) ReadAt(p []byte, off int64) (int, error) {
	o.m.read += int64(len(p))
	return o.Reader.(io.ReaderAt).ReadAt(p, off)
}
func (o *opened) Close() error          { return nil }
func (o *opened) Stat() (Object, error) { return o.now, nil }

func connect(m *memory) connectors.Connector {
	return New(m, Options{Redact: connectortest.Redact, Peek: true})
}

// read is everything of a store, by dataset: records and gaps.
func read(t *testing.T, c connectors.Connector, w connectors.Want) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out[d.Name] = append(out[d.Name], fmt.Sprintf("%s %s %d", d.Kind, d.Format, d.Objects))
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				out[d.Name] = append(out[d.Name], "gap "+err.Error())
				continue
			}
			rows := 0
			for b, err := range c.Read(t.Context(), s, w) {
				if err != nil {
					var e *connectors.Error
					if !errors.As(err, &e) {
						t.Fatal(err)
					}
					out[d.Name] = append(out[d.Name], fmt.Sprintf("%s retry=%v %s", e.Reason, e.Retry, e.Part.Object))
					continue
				}
				rows += b.Rows
			}
			out[d.Name] = append(out[d.Name], fmt.Sprintf("%d rows", rows))
		}
	}
	return out
}

func TestGrouping(t *testing.T) {
	m := &memory{}
	for _, k := range []string{
		"exports/contacts-2026-01.csv", "exports/contacts-2026-02.csv", "exports/other.csv",
		"dt=2026-01-01/part-00000.json", "dt=2026-01-02/part-00000.json",
		"users/6ba7b810-9dad-11d1-80b4-00c04fd430c8/a.txt", "users/6ba7b811-9dad-11d1-80b4-00c04fd430c8/a.txt",
		"+1 415 555 0123.txt", "v1/notes", "v2/notes", "logs/app.log.1", "logs/app.log.2",
	} {
		m.put(k, "id,name\n1,a\n2,b\n")
	}
	m.put("readme.md", "a\n")
	got := map[string]string{}
	for d, err := range connect(m).Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got[d.Name] = fmt.Sprintf("%s %s %d", d.Kind, d.Format, d.Objects)
	}
	want := map[string]string{
		"exports/contacts-*.csv": "objects csv 2",
		"exports/other.csv":      "file csv 1",
		"dt=*/part-*.json":       "objects json 2",
		"users/*/a.txt":          "objects text 2",
		"{}.txt":                 "file text 1",
		"v*/notes":               "objects text 2",
		"logs/app.log.*":         "objects text 2",
		"readme.md":              "file markdown 1",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestManyNamesOfOneFolderAreOneDataset(t *testing.T) {
	m := &memory{}
	for i := range 300 {
		m.put("mail/"+strings.Repeat("x", i/26+1)+string(rune('a'+i%26))+".txt", "a\n")
	}
	m.put("mail/z.csv", "a,b\n1,2\n")
	got := read(t, connect(m), connectors.Want{})
	want := map[string][]string{
		"mail/*.txt": {"objects text 300", "300 rows"},
		"mail/z.csv": {"file csv 1", "1 rows"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// byDataset is how many objects and rows each dataset of m has.
func byDataset(t *testing.T, m *memory) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, lines := range read(t, connect(m), connectors.Want{}) {
		out[name] = strings.Join(lines, ", ")
	}
	return out
}

func TestFilesOfDifferentHeadersAreNotOneDataset(t *testing.T) {
	m := &memory{}
	for i := range 3 {
		m.put(fmt.Sprintf("export%d.csv", i), "id,phone\n1,a\n")
		m.put(fmt.Sprintf("list%d.csv", i), "id,n\n1,a\n2,b\n")
	}
	m.put("export4.csv", "order;total\n1;2\n3;4\n")
	m.put("export5.csv", "")
	m.put("export6.csv", "ID, Phone\n7,a\n") // the same names
	m.put("list7.csv", "sku,weight,size\n1,2,3\n")
	m.put("list8.csv", "sku,weight,size\n4,5,6\n")
	want := map[string]string{
		"export*.csv": "objects csv 4, 4 rows",
		"export4.csv": "file csv 1, 2 rows",
		"export5.csv": "file csv 1, 0 rows",
		"list*.csv":   "objects csv 3, 6 rows",
		"list*.csv#2": "objects csv 2, 2 rows",
	}
	if d := cmp.Diff(want, byDataset(t, m)); d != "" {
		t.Error(d)
	}
}

func TestAnEmptyFileBelongsToTheOthersOfItsName(t *testing.T) {
	m := &memory{}
	m.put("a1.csv", "id,phone\n1,a\n")
	m.put("a2.csv", "")
	m.put("a3.csv", "id,phone\n2,b\n")
	if d := cmp.Diff(map[string]string{"a*.csv": "objects csv 3, 2 rows"}, byDataset(t, m)); d != "" {
		t.Error(d)
	}
}

func TestManyTablesOfOneFolderStayDatasets(t *testing.T) {
	m := &memory{}
	for i := range 150 {
		m.put("tables/"+strings.Repeat("x", i/26+1)+string(rune('a'+i%26))+".csv", "id,name\n1,a\n2,b\n")
	}
	m.put("tables/customers.csv", "id,phone\n1,a\n2,b\n3,c\n")
	got := byDataset(t, m)
	if len(got) != 151 || got["tables/customers.csv"] != "file csv 1, 3 rows" {
		t.Errorf("%d datasets, customers: %q", len(got), got["tables/customers.csv"])
	}
}

func TestAFolderOfOneFileACustomerIsOneDataset(t *testing.T) {
	m := &memory{}
	for i := range 150 {
		m.put("people/"+strings.Repeat("x", i/26+1)+string(rune('a'+i%26))+".json", `{"name": "a", "phone": "b"}`)
	}
	m.put("people/all.json", "[\n{\"name\": \"a\"},\n{\"name\": \"b\"}\n]")
	m.put("people/yard-1.json", `[{"name": "a"}]`)
	m.put("people/yard-2.json", `{"name": "a"}`)
	want := map[string]string{
		"people/*.json":      "objects json 150, 150 rows",
		"people/all.json":    "file json 1, 2 rows",
		"people/yard-*.json": "objects json 2, 2 rows",
	}
	if d := cmp.Diff(want, byDataset(t, m)); d != "" {
		t.Error(d)
	}
}

func TestShards(t *testing.T) {
	m := &memory{}
	for i := range 1200 {
		m.put(fmt.Sprintf("a-%04d.txt", i), "x\n")
	}
	big := strings.Repeat("0123456789\n", 20<<20/11)
	for i := range 3 {
		m.put(fmt.Sprintf("b-%04d.txt", i), big)
	}
	got := map[string][]int64{}
	c := connect(m)
	for d := range c.Datasets(t.Context()) {
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				t.Fatal(err)
			}
			got[d.Name] = append(got[d.Name], s.Bytes)
		}
	}
	n := int64(len(big))
	want := map[string][]int64{"a-*.txt": {1000, 1000, 400}, "b-*.txt": {n, n, n}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAFailingObjectIsAGapAndTheOthersAreRead(t *testing.T) {
	m := &memory{}
	for i := range 3 {
		m.put(fmt.Sprintf("a-%d.txt", i), "x\ny\n")
	}
	m.put("b.txt", "x\n")
	m.denied["a-1.txt"] = true
	m.objects[3].Archived = "in storage class GLACIER"
	got := read(t, connect(m), connectors.Want{})
	want := map[string][]string{
		"a-*.txt": {"objects text 3", "denied retry=false a-1.txt", "4 rows"},
		"b.txt":   {"file text 1", "gap b.txt: in storage class GLACIER; restore it to have it scanned"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestABreakIsTriedAgainThenAGap(t *testing.T) {
	m := &memory{}
	for i := range 3 {
		m.put(fmt.Sprintf("a-%d.txt", i), "x\ny\n")
	}
	m.breaks["a-1.txt"] = 2
	c := connect(m)
	retry := []string{"objects text 3", "unreachable retry=true a-1.txt", "3 rows"}
	if d := cmp.Diff(retry, read(t, c, connectors.Want{})["a-*.txt"]); d != "" {
		t.Error(d)
	}
	gap := []string{"objects text 3", "unreachable retry=false a-1.txt", "5 rows"}
	if d := cmp.Diff(gap, read(t, c, connectors.Want{})["a-*.txt"]); d != "" {
		t.Error(d)
	}
}

func TestAnObjectThatIsNotHandedOverTakesNoOtherWithIt(t *testing.T) {
	for _, tc := range []struct {
		name string
		gone []int
		want []string
	}{
		{"one of ten", []int{4}, []string{"unreachable retry=false a-4.txt", "18 rows"}},
		{"some here and there", []int{0, 2, 3, 9}, []string{
			"unreachable retry=false a-0.txt", "unreachable retry=false a-2.txt", "unreachable retry=false a-3.txt", "unreachable retry=false a-9.txt", "12 rows",
		}},
		{"a store that is gone ends the shard, which may be read again", []int{2, 3, 4, 5, 6, 7, 8, 9}, []string{
			"unreachable retry=false a-2.txt", "unreachable retry=false a-3.txt", "unreachable retry=true a-4.txt", "4 rows",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := &memory{}
			for i := range 10 {
				m.put(fmt.Sprintf("a-%d.txt", i), "x\ny\n")
			}
			for _, i := range tc.gone {
				m.gone[fmt.Sprintf("a-%d.txt", i)] = true
			}
			want := append([]string{"objects text 10"}, tc.want...)
			if d := cmp.Diff(want, read(t, connect(m), connectors.Want{})["a-*.txt"]); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAChangeSinceThePlanIsSaidBesideWhatWasRead(t *testing.T) {
	m := &memory{}
	m.put("a.txt", "x\ny\n")
	now := m.now["a.txt"]
	now.Modified = now.Modified.Add(time.Second)
	m.now["a.txt"] = now
	got := read(t, connect(m), connectors.Want{})["a.txt"]
	want := []string{"file text 1", "changed retry=false a.txt", "2 rows"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestHeadGoesOverObjects(t *testing.T) {
	m := &memory{}
	for i := range 5 {
		m.put(fmt.Sprintf("a-%d.csv", i), "id,n\n1,a\n2,b\n")
	}
	got := read(t, connect(m), connectors.Want{Draw: connectors.Head, N: 5})["a-*.csv"]
	if want := []string{"objects csv 5", "5 rows"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if looked := 5; m.opened > looked+4 {
		t.Errorf("%d objects were opened for five rows, beside a look at each", m.opened-looked)
	}
}

func TestTake(t *testing.T) {
	m := &memory{}
	m.put("a.db", "SQLite format 3\x00")
	m.put("b.csv", "a,b\n1,2\n")
	var taken []string
	c := New(m, Options{Redact: connectortest.Redact, Peek: true, Take: func(o Object, k format.Kind) bool {
		if k == format.SQLite {
			taken = append(taken, o.Key)
		}
		return k == format.SQLite
	}})
	if got := read(t, c, connectors.Want{}); len(got) != 1 || len(got["b.csv"]) == 0 || !slices.Equal(taken, []string{"a.db"}) {
		t.Errorf("read %v, taken %v", got, taken)
	}
}

func TestStampChangesWithTheContents(t *testing.T) {
	stamp := func(change func(*memory)) string {
		m := &memory{}
		m.put("a-1.txt", "x")
		m.put("a-2.txt", "x")
		change(m)
		for d := range connect(m).Datasets(t.Context()) {
			return d.Stamp
		}
		return ""
	}
	same := stamp(func(*memory) {})
	if same == "" || same != stamp(func(*memory) {}) {
		t.Error("the stamp of the same contents differs")
	}
	for name, change := range map[string]func(*memory){
		"a size": func(m *memory) { m.objects[0].Size++ },
		"a time": func(m *memory) { m.objects[1].Modified = m.objects[1].Modified.Add(1) },
		"a tag":  func(m *memory) { m.objects[1].Tag = "x" },
		"a key":  func(m *memory) { m.objects[1].Key = "a-3.txt" },
	} {
		if stamp(change) == same {
			t.Errorf("the stamp does not change with %s", name)
		}
	}
}

func TestPattern(t *testing.T) {
	for _, c := range []struct{ key, want string }{
		{"a/b.csv", "a/b.csv"},
		{"a/b-2026-11-23.csv.gz", "a/b-*.csv.gz"},
		{"a/20261123T101500Z.json", "a/*.json"},
		{"year=2026/month=11/part-0001-c000.ndjson", "year=*/month=*/part-*-c*.ndjson"},
		{"a/6ba7b810-9dad-11d1-80b4-00c04fd430c8.txt", "a/*.txt"},
		{"a/d41d8cd98f00b204e9800998ecf8427e", "a/*"},
		{"a/part.00001", "a/part.*"},
		{"deadbeef/facade.txt", "deadbeef/facade.txt"},
		{"v1.2/song.mp3", "v*/song.mp3"},
	} {
		if got := format.NamePattern(c.key); got != c.want {
			t.Errorf("pattern of %s is %s, want %s", c.key, got, c.want)
		}
	}
}
