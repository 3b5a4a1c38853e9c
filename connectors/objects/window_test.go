package objects

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// countingReader counts the bytes that are read of it.
type countingReader struct {
	*bytes.Reader
	read int
}

func (r *countingReader) ReadAt(b []byte, at int64) (int, error) {
	r.read += len(b)
	return r.Reader.ReadAt(b, at)
}

// TestALongLineIsReadOnce draws thousands of times from an object that is nearly
// one line: every draw has the answer of the text itself, and no stretch is read
// again and again.
func TestALongLineIsReadOnce(t *testing.T) {
	const most = 4 << 20
	r := rand.New(rand.NewPCG(1, 2))
	var text []byte
	starts := []int64{0} // of lines
	for _, n := range []int{40, 40 << 20, 9, 300, most - 1, most, 70} {
		text = append(append(text, bytes.Repeat([]byte("a"), n)...), '\n')
		starts = append(starts, int64(len(text)))
	}
	var offsets []int64
	for range 3000 {
		offsets = append(offsets, r.Int64N(int64(len(text))))
	}
	for _, s := range starts[:len(starts)-1] { // both sides of the ends of lines
		offsets = append(offsets, s, s+1, max(s-1, 0), max(s-2, 0))
	}
	slices.Sort(offsets)
	body := &countingReader{Reader: bytes.NewReader(text)}
	w := &window{r: body, size: int64(len(text)), most: most}
	for i, off := range offsets {
		k, found := slices.BinarySearch(starts, off)
		if !found {
			k--
		}
		from, to := starts[k], starts[k+1]
		line, start, err := w.line(offsets[i:])
		switch {
		case to-from > most:
			if !errors.Is(err, errLong) {
				t.Fatalf("offset %d lies in a line of %d bytes: got %d bytes, %v", off, to-from, len(line), err)
			}
		case err != nil || start != from || !bytes.Equal(line, text[from:to]):
			t.Fatalf("offset %d: got %d bytes from %d, %v, want %d from %d", off, len(line), start, err, to-from, from)
		}
	}
	if body.read > 2*len(text) {
		t.Errorf("%d bytes were read of %d", body.read, len(text))
	}
}
