package format

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/connectortest/parquettest"
	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
)

// readParquet reads groups from up to to and holds every batch to its shape.
func readParquet(t testing.TB, r io.ReaderAt, size int64, from, to int, o Options) (result, error) {
	t.Helper()
	f, err := OpenParquet(r, size, o.Want.Draw == connectors.Records)
	if err != nil {
		var e *connectors.Error
		if !errors.As(err, &e) || e.Text == "" {
			t.Fatalf("not one of our errors: %v", err)
		}
		return result{}, err
	}
	res := result{types: map[string]string{}}
	open := map[string]bool{}
	for b, err := range f.Read(t.Context(), from, to, o) {
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
	return res, nil
}

const allGroups = 1 << 20

func TestParquetValues(t *testing.T) {
	type inner struct {
		A string  `parquet:"a"`
		B *string `parquet:"b,optional"`
	}
	type row struct {
		Int8   int8              `parquet:"i8"`
		Uint   uint64            `parquet:"u64"`
		Uint32 uint32            `parquet:"u32"`
		Float  float32           `parquet:"f"`
		Double float64           `parquet:"d"`
		Price  int64             `parquet:"price,decimal(2:18)"`
		Day    int32             `parquet:"day,date"`
		Micro  time.Time         `parquet:"micro,timestamp(microsecond)"`
		Local  int64             `parquet:"local,timestamp(nanosecond:local)"`
		Old    deprecated.Int96  `parquet:"old"`
		UUID   [16]byte          `parquet:"uuid,uuid"`
		Raw    []byte            `parquet:"raw"`
		Enum   string            `parquet:"enum,enum"`
		Doc    string            `parquet:"doc,json"`
		Tags   []string          `parquet:"tags"`
		People []inner           `parquet:"people,list"`
		Map    map[string]string `parquet:"map"`
		Maybe  *inner            `parquet:"maybe,optional"`
	}
	x := "x"
	rows := []row{
		{
			Int8: -7, Uint: 1<<64 - 1, Uint32: 1<<32 - 1, Float: 0.1, Double: 1.5e-7, Price: -105, Day: 19000,
			Micro: time.Date(2024, 5, 6, 7, 8, 9, 120000, time.UTC), Local: 1_700_000_000_000_000_001,
			Old: deprecated.Int96{1000, 0, 2440589}, UUID: [16]byte{0x6b, 0xa7, 15: 0xc8}, Raw: []byte{0, 0xff}, Enum: "E",
			Doc:  `{"tel":"+1 415 555 0123","n":[1,2.50]}`,
			Tags: []string{"a", "b"}, People: []inner{{"p", nil}, {"q", &x}}, Map: map[string]string{"home": "1"}, Maybe: &inner{A: "m"},
		},
		{Day: -1, Micro: time.Unix(-1, 0).UTC(), Old: deprecated.Int96{0, 0, 2440588}, Doc: "{no json", Price: 5},
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := readParquet(t, bytes.NewReader(b.Bytes()), int64(b.Len()), 0, allGroups, Options{})
	if err != nil || len(r.gaps) > 0 {
		t.Fatal(err, r.gaps)
	}
	want := []string{
		"d=0.00000015 day=2022-01-08 doc.n[]=1+2.5 doc.tel=+1 415 555 0123 enum=E f=0.1 i8=-7 local=2023-11-14T22:13:20.000000001" +
			" map[].key=home map[].value=1 maybe.a=m maybe.b=NULL micro=2024-05-06T07:08:09.00012Z old=1970-01-02T00:00:00.000001" +
			" people[].a=p+q people[].b=NULL+x price=-1.05 raw=\x00\xff tags[]=a+b u32=4294967295 u64=18446744073709551615 uuid=6ba70000-0000-0000-0000-0000000000c8",
		"d=0 day=1969-12-31 doc={no json enum= f=0 i8=0 local=1970-01-01T00:00:00 micro=1969-12-31T23:59:59Z old=1970-01-01T00:00:00" +
			" price=0.05 raw= u32=0 u64=0 uuid=00000000-0000-0000-0000-000000000000",
	}
	if d := cmp.Diff(want, strings.Split(r.String(), " | ")); d != "" {
		t.Error(d)
	}
	for path, typ := range map[string]string{
		"i8": connectors.Integer, "price": connectors.Decimal, "day": connectors.Date, "micro": connectors.Timestamp, "local": connectors.Timestamp,
		"raw": connectors.Bytes, "enum": connectors.Text, "uuid": connectors.Text, "f": connectors.Float, "doc.n[]": connectors.Float,
	} {
		if r.types[path] != typ {
			t.Errorf("%s is %s, want %s", path, r.types[path], typ)
		}
	}
}

func TestDecimalsOfAnyWidth(t *testing.T) {
	for _, c := range []struct {
		v     parquet.Value
		scale int
		want  string
	}{
		{parquet.Int32Value(-5), 0, "-5"},
		{parquet.Int32Value(-5), 3, "-0.005"},
		{parquet.Int64Value(123456), 2, "1234.56"},
		{parquet.FixedLenByteArrayValue([]byte{0xff, 0xff, 0x38}), 2, "-2.00"},
		{parquet.ByteArrayValue([]byte{0x01, 0, 0, 0, 0, 0, 0, 0, 0}), 1, "1844674407370955161.6"},
		{parquet.ByteArrayValue(nil), 2, "0.00"},
	} {
		if got := string(appendDecimal(nil, unscaled(c.v), c.scale)); got != c.want {
			t.Errorf("%v with scale %d is %s, want %s", c.v, c.scale, got, c.want)
		}
	}
}

// counts counts what is read.
type counts struct {
	r     io.ReaderAt
	bytes int64
}

func (c *counts) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.r.ReadAt(p, off)
	c.bytes += int64(n)
	return n, err
}

// wide is a file of a column that is wanted among heavy ones.
func wide(t testing.TB, rows int, o ...parquet.WriterOption) []byte {
	t.Helper()
	type row struct {
		ID    int64  `parquet:"id"`
		Phone string `parquet:"phone"`
		Blob  []byte `parquet:"blob"`
	}
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, append([]parquet.WriterOption{parquet.PageBufferSize(32 << 10), parquet.MaxRowsPerRowGroup(20_000)}, o...)...)
	for i := range rows {
		blob := make([]byte, 400)
		for j := range blob {
			blob[j] = byte(r.Uint32())
		}
		if _, err := w.Write([]row{{int64(i), fmt.Sprintf("+1 415 555 01%02d %d", i%100, r.Uint64()), blob}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A projection reads the chunks of its columns, a draw the pages of its rows.
func TestParquetReadsWhatIsWanted(t *testing.T) {
	data := wide(t, 50_000)
	size := int64(len(data))
	for _, c := range []struct {
		name  string
		want  connectors.Want
		rows  int
		share float64
	}{
		{"everything", connectors.Want{}, 50_000, 1.2},
		{"one column of three", connectors.Want{Fields: []string{"phone"}}, 50_000, 0.16},
		{"ten rows", connectors.Want{Draw: connectors.Records, Slots: []int64{0, 0, 7, 8000, 8001, 23_456, 30_000, 44_444, 49_998, 49_999}}, 10, 0.16},
		{"ten rows of one column", connectors.Want{Draw: connectors.Records, Fields: []string{"id"}, Slots: []int64{0, 0, 7, 8000, 8001, 23_456, 30_000, 44_444, 49_998, 49_999}}, 10, 0.06},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := &counts{r: bytes.NewReader(data)}
			r, err := readParquet(t, at, size, 0, allGroups, Options{Want: c.want})
			if err != nil || len(r.gaps) > 0 || len(r.docs) != c.rows {
				t.Fatal(err, r.gaps, len(r.docs))
			}
			for i, slot := range c.want.Slots {
				if ids := r.docs[i]["id"]; len(ids) != 1 || ids[0] != fmt.Sprint(slot) {
					t.Errorf("slot %d holds the row %v", slot, ids)
				}
			}
			if share := float64(at.bytes) / float64(size); share > c.share {
				t.Errorf("%.3f of the file was read, want at most %.2f", share, c.share)
			}
		})
	}
}

// Whatever rows are drawn of whatever groups, they are those of the whole.
func TestParquetDrawsEqualTheWhole(t *testing.T) {
	for _, version := range []int{1, 2} {
		for _, index := range []bool{true, false} {
			data := parquettest.Write(connectortest.Records(), 90, parquet.DataPageVersion(version))
			whole, err := readParquet(t, bytes.NewReader(data), int64(len(data)), 0, allGroups, Options{})
			if err != nil || len(whole.docs) != 500 {
				t.Fatal(err, len(whole.docs))
			}
			r := rand.New(rand.NewPCG(3, uint64(version)))
			for range 30 {
				from := r.IntN(5)
				var slots []int64
				for range 1 + r.IntN(40) {
					slots = append(slots, r.Int64N(90))
				}
				slices.Sort(slots)
				f, err := OpenParquet(bytes.NewReader(data), int64(len(data)), index)
				if err != nil {
					t.Fatal(err)
				}
				res := result{types: map[string]string{}}
				for b, err := range f.Read(t.Context(), from, from+1, Options{Want: connectors.Want{Draw: connectors.Records, Slots: slots}}) {
					if err != nil {
						t.Fatal(err)
					}
					res.add(b, map[string]bool{})
				}
				var want []doc
				for _, s := range slots {
					want = append(want, whole.docs[int64(from)*90+s])
				}
				if d := cmp.Diff(want, res.docs); d != "" {
					t.Fatalf("version %d, index %v: %s", version, index, d)
				}
			}
		}
	}
}

func TestParquetColumnNamesThatHoldANumber(t *testing.T) {
	type row struct {
		N string `parquet:"+1 415 555 0123"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, parquet.MaxRowsPerRowGroup(2))
	w.Write([]row{{"a"}, {"b"}, {"c"}})
	w.Close()
	o := Options{Redact: connectortest.Redact, Name: "x +1 415 555 0124.parquet"}
	r, err := readParquet(t, bytes.NewReader(b.Bytes()), int64(b.Len()), 0, allGroups, o)
	want := "{name}=x +1 415 555 0124.parquet {}=a {}#key=+1 415 555 0123 | {}=b | {}=c"
	if err != nil || r.String() != want {
		t.Errorf("%v %s", err, r)
	}
	r, err = readParquet(t, bytes.NewReader(b.Bytes()), int64(b.Len()), 1, 2, o)
	if err != nil || r.String() != "{}=c" {
		t.Errorf("%v %s", err, r)
	}
	o.Want = connectors.Want{Draw: connectors.Records, Slots: []int64{1, 1, 2}}
	r, err = readParquet(t, bytes.NewReader(b.Bytes()), int64(b.Len()), 0, allGroups, o)
	if err != nil || r.String() != "{}=b | {}=b | {}=c" {
		t.Errorf("%v %s", err, r)
	}
}

func TestDamagedParquet(t *testing.T) {
	data := wide(t, 45_000)
	broken := bytes.Clone(data)
	for i := len(data) / 2; i < len(data)/2+40_000; i++ {
		broken[i] ^= 0xa5
	}
	r, err := readParquet(t, bytes.NewReader(broken), int64(len(broken)), 0, allGroups, Options{})
	if err != nil || len(r.gaps) != 1 || r.gaps[0].Reason != connectors.Malformed || !strings.Contains(r.gaps[0].Text, "row group 2 is damaged") {
		t.Errorf("%v %v", err, r.gaps)
	}
	if len(r.docs) < 25_000 || len(r.docs) >= 45_000 {
		t.Errorf("%d rows were read", len(r.docs))
	}
	encrypted := append(bytes.Clone(data[:len(data)-4]), "PARE"...)
	for _, c := range []struct {
		name string
		data []byte
		want connectors.Reason
	}{
		{"cut", data[:len(data)/2], connectors.Malformed},
		{"nothing", nil, connectors.Malformed},
		{"encrypted", encrypted, connectors.Encrypted},
		{"a text", []byte("id,n\n1,a\n2,b\n3,c\n"), connectors.Malformed},
	} {
		_, err := OpenParquet(bytes.NewReader(c.data), int64(len(c.data)), true)
		var e *connectors.Error
		if !errors.As(err, &e) || e.Reason != c.want || e.Retry {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What breaks below is said as that, not as damage.
func TestParquetOverABrokenConnection(t *testing.T) {
	data := wide(t, 30_000)
	at := &breaks{r: bytes.NewReader(data), after: 6}
	r, err := readParquet(t, at, int64(len(data)), 0, allGroups, Options{})
	if err != nil || len(r.gaps) != 1 || r.gaps[0].Reason != connectors.Unreachable || !r.gaps[0].Retry {
		t.Errorf("%v %v", err, r.gaps)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f, err := OpenParquet(bytes.NewReader(data), int64(len(data)), false)
	if err != nil {
		t.Fatal(err)
	}
	for b, err := range f.Read(ctx, 0, allGroups, Options{}) {
		var e *connectors.Error
		if b != nil || !errors.As(err, &e) || e.Reason != connectors.Interrupted {
			t.Errorf("%v %v", b, err)
		}
	}
}

type breaks struct {
	r     io.ReaderAt
	after int
}

func (b *breaks) ReadAt(p []byte, off int64) (int, error) {
	if b.after--; b.after < 0 {
		return 0, &connectors.Error{Reason: connectors.Unreachable, Text: "the connection broke", Retry: true}
	}
	return b.r.ReadAt(p, off)
}

// FuzzParquet: whatever the bytes are, there are rows or an error of ours.
func FuzzParquet(f *testing.F) {
	data := parquettest.Write(connectortest.Records()[:40], 15)
	f.Add(data, uint32(0), byte(0))
	for i := range 60 {
		f.Add(data, uint32(len(data)-1-i*7), byte(0x55+i))
		f.Add(data, uint32(i*97), byte(0x80))
	}
	f.Fuzz(func(t *testing.T, data []byte, at uint32, with byte) {
		if len(data) == 0 || len(data) > 1<<20 {
			t.Skip()
		}
		data = bytes.Clone(data)
		data[int(at)%len(data)] ^= with
		readParquet(t, bytes.NewReader(data), int64(len(data)), 0, allGroups, Options{Redact: connectortest.Redact, Want: connectors.Want{MaxBatch: 1 << 10}})
		readParquet(t, bytes.NewReader(data), int64(len(data)), 0, allGroups, Options{Want: connectors.Want{Draw: connectors.Records, Slots: []int64{0, 3, 3, 17, 39}}})
	})
}
