package format

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"

	"github.com/dialmap/dialmap/connectors"
)

// compress writes text in each compression that has a writer.
var compress = map[string]func(w io.Writer) (io.WriteCloser, error){
	"gzip": func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
	"zstd": func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
	"xz":   func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) },
	"lz4":  func(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil },
}

// bzip2Sample is "id,phone\n1,+1 415 555 0123\n", as bzip2 writes it.
const bzip2Sample = "425a6839314159265359f50cbaf000000bd9800010400c7e000661c000200031434d300053219a4f51a6846c23a97020b168c22f66a2aa7e2ee48a70a121ea1975e0"

func compressed(t *testing.T, name, text string) []byte {
	t.Helper()
	if name == "bzip2" {
		b, err := hex.DecodeString(bzip2Sample)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	open, ok := compress[name]
	if !ok {
		t.Fatalf("no writer of %s: add one to compress", name)
	}
	var b bytes.Buffer
	w, err := open(&b)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const layered = "id,phone\n1,+1 415 555 0123\n"

func TestEveryCompressionIsUndone(t *testing.T) {
	want := "id=1 phone=+1 415 555 0123"
	for _, l := range layers {
		t.Run(l.name, func(t *testing.T) {
			data := compressed(t, l.name, layered)
			for _, name := range []string{"a.csv" + l.extension, "a.csv", "a.csv" + strings.ToUpper(l.extension)} {
				if r := readAll(t, bytes.NewReader(data), Options{Name: name}); r.String() != want || len(r.gaps) > 0 {
					t.Errorf("%s: %s and gaps %v", name, r, r.gaps)
				}
			}
			if _, ok := Look("a.csv", data); ok {
				t.Error("it is taken for lines that can be read by themselves")
			}
			if k, _ := ByName("a.csv" + l.extension); k != CSV {
				t.Errorf("by its name it is %s", k)
			}
			cut := readAll(t, bytes.NewReader(data[:len(data)-5]), Options{Name: "a.csv"})
			if !slices.Equal(cut.reasons(), []string{string(connectors.Malformed)}) {
				t.Errorf("cut short: gaps %v", cut.gaps)
			}
		})
	}
}

// A bomb of any compression ends as a gap.
func TestABombOfZstdIsAGap(t *testing.T) {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	line := []byte(strings.Repeat("0", 1<<20-1) + "\n")
	for range 300 {
		if _, err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := readAll(t, &b, Options{Name: "a.txt.zst", Want: connectors.Want{Fields: []string{}}})
	if !slices.Equal(r.reasons(), []string{string(connectors.Limit)}) {
		t.Errorf("gaps %v", r.gaps)
	}
}

func FuzzLayers(f *testing.F) {
	for _, l := range layers {
		f.Add([]byte(l.magic + "1AY&SY........."))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		readAll(t, bytes.NewReader(data), Options{Name: "a.txt"})
	})
}
