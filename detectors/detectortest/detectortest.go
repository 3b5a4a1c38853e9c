// Package detectortest holds any detector to the contract of package
// detectors: offsets, chunks, concurrent use and memory.
//
//	func TestConformance(t *testing.T) { detectortest.Run(t, phone.New()) }
package detectortest

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/detectors"
)

// Run tests d. It brings its own values, all of numbers published for fiction.
func Run(t *testing.T, d detectors.Detector) {
	t.Run("it finds numbers and appends them", func(t *testing.T) { appends(t, d) })
	t.Run("matches lie in the text, in order", func(t *testing.T) { bounds(t, d) })
	t.Run("chunks are the whole", func(t *testing.T) { chunks(t, d) })
	t.Run("a long line is decided as it goes", func(t *testing.T) { flat(t, d) })
	t.Run("many goroutines may use it", func(t *testing.T) { concurrent(t, d) })
	t.Run("it keeps no memory and writes none", func(t *testing.T) { memory(t, d) })
	t.Run("national format counts as the policy says", func(t *testing.T) { policies(t, d) })
}

// values are texts and cells with every policy and with and without a hint.
func values() (vs []detectors.Value) {
	texts := []string{
		"", " ", "0", "no number at all", "+1 415 555 0123", "Tel. 020 7946 0123 / 020 7946 0124, fax 020 7946 0125",
		"(415) 555-0123 x12 or +44 (0)20 7946 0123;ext=5", `{"phone":"4155550123","at":"2026-11-23T10:15:00Z"}`,
		"4155550123.0", "4.155550123e+09", "4155550123", "tel:%2B442079460123 https://wa.me/442079460123",
		"電話：０２０ ７９４６ ０１２３", "\xff\xfe+44 20 7946 0123\x00", "10.0.0.1 52.5588 2026-11-23 4111 1111 1111 1111",
		strings.Repeat("+44 20 7946 0123, ", 40), strings.Repeat("1", 3000), strings.Repeat("1 ", 500), strings.Repeat("line\n+1 415 555 0199\n", 30),
	}
	for _, text := range texts {
		for _, hint := range []string{"", "GB", "US", "ZZ"} {
			for national := detectors.Labelled; national <= detectors.On; national++ {
				vs = append(vs, detectors.Value{Text: []byte(text), Type: "text", Hints: detectors.Hints{Field: hint}, National: national})
			}
		}
	}
	return vs
}

func appends(t *testing.T, d detectors.Detector) {
	first := detectors.Match{Start: -1}
	ms, done := d.Detect([]detectors.Match{first}, detectors.Value{Text: []byte("call +44 20 7946 0123 now")})
	if len(ms) != 2 || ms[0].Start != -1 || ms[1].Start != 5 || ms[1].End != 21 || done != 25 {
		t.Fatalf("got %+v, done %d; want what was there, one match from 5 to 21, done 25", ms, done)
	}
	if digits, known := ms[1].Number.Digits(); digits != "442079460123" || !known {
		t.Error("the number is not the E.164 digits")
	}
}

func bounds(t *testing.T, d detectors.Detector) {
	found := 0
	defer func() { atLeast(t, found, 200) }()
	for _, v := range values() {
		ms, done := d.Detect(nil, v)
		found += len(ms)
		if done != len(v.Text) {
			t.Errorf("%.40q: done with %d of %d bytes though no more comes", v.Text, done, len(v.Text))
		}
		last := 0
		for _, m := range ms {
			if m.Start < last || m.End <= m.Start || m.End > len(v.Text) {
				t.Fatalf("%.40q: match from %d to %d behind %d", v.Text, m.Start, m.End, last)
			}
			if m.Confidence < 0 || m.Confidence > 1 {
				t.Errorf("%.40q: confidence %v", v.Text, m.Confidence)
			}
			if m.Status == detectors.Unknown && m.Region != "" || m.Status == detectors.Known && m.Region == "" {
				t.Errorf("%.40q: region %q is %v", v.Text, m.Region, m.Status)
			}
			if _, known := m.Number.Digits(); known == (m.Status == detectors.Unknown) {
				t.Errorf("%.40q: an unknown number must be packed as one", v.Text)
			}
			last = m.End
		}
	}
}

// atLeast fails where a test looked at fewer matches than it needs: a detector
// that finds nothing breaks no promise about what it found.
func atLeast(t *testing.T, found, least int) {
	if found < least {
		t.Errorf("%d matches in all the values, want at least %d: nothing was tested", found, least)
	}
}

func chunks(t *testing.T, d detectors.Detector) {
	for _, v := range values() {
		whole, _ := d.Detect(nil, v)
		for _, size := range []int{3, 50, 400} {
			if diff := cmp.Diff(whole, Chunked(d, v, size)); diff != "" {
				t.Fatalf("%.40q, %v, hint %q, in chunks of %d: -whole +chunks\n%s", v.Text, v.National, v.Hints.Field, size, diff)
			}
		}
	}
}

// Chunked shows v to d in chunks of size bytes, each with what d was not done
// with at its head, and returns the matches with their offsets in v.
func Chunked(d detectors.Detector, v detectors.Value, size int) (all []detectors.Match) {
	at, end := 0, 0
	for {
		end = min(end+size, len(v.Text))
		w := v
		w.Text, w.More = v.Text[at:end], end < len(v.Text)
		if at > 0 {
			w.Prev, _ = utf8.DecodeLastRune(v.Text[:at])
		}
		ms, done := d.Detect(nil, w)
		for _, m := range ms {
			m.Start, m.End = m.Start+at, m.End+at
			all = append(all, m)
		}
		if !w.More {
			return all
		}
		at += done
	}
}

func flat(t *testing.T, d detectors.Detector) {
	for _, unit := range []string{"a", "1", " ", "+", "1-", "+44 20 7946 0123 ", "tel "} {
		text := bytes.Repeat([]byte(unit), 32<<10/len(unit))
		if _, done := d.Detect(nil, detectors.Value{Text: text, More: true, Hints: detectors.Hints{Org: "US"}}); len(text)-done > 8<<10 {
			t.Errorf("a line of %q: %d bytes are not decided", unit, len(text)-done)
		}
	}
}

func concurrent(t *testing.T, d detectors.Detector) {
	vs := values()
	want := make([][]detectors.Match, len(vs))
	for i, v := range vs {
		want[i], _ = d.Detect(nil, v)
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range vs {
				k := (i*7 + g*13) % len(vs)
				if got, _ := d.Detect(nil, vs[k]); !cmp.Equal(got, want[k]) {
					t.Errorf("%.40q: another result beside other goroutines", vs[k].Text)
				}
			}
		})
	}
	wg.Wait()
}

func memory(t *testing.T, d detectors.Detector) {
	found := 0
	defer func() { atLeast(t, found, 200) }()
	for _, v := range values() {
		before := slices.Clone(v.Text)
		got, _ := d.Detect(nil, v)
		found += len(got)
		if !bytes.Equal(before, v.Text) {
			t.Errorf("%.40q: the text was written to", before)
		}
		clear(v.Text)
		v.Text = before
		if again, _ := d.Detect(nil, v); !cmp.Equal(got, again) {
			t.Errorf("%.40q: a match changed with the text it was found in", before)
		}
	}
}

func policies(t *testing.T, d detectors.Detector) {
	for _, c := range []struct {
		name, text, hint string
		national         detectors.National
		want             int
	}{
		{"off: none in national format", "(415) 555-0123", "US", detectors.Off, 0},
		{"off: international format", "+1 415 555 0123", "US", detectors.Off, 1},
		{"off: a link", "tel:+14155550123", "", detectors.Off, 1},
		{"labelled: a bare run is none", "4155550123", "US", detectors.Labelled, 0},
		{"labelled: a label", "phone 4155550123", "US", detectors.Labelled, 1},
		{"labelled: formatted with a hint", "(415) 555-0123", "US", detectors.Labelled, 1},
		{"labelled: formatted without a hint", "(415) 555-0123", "", detectors.Labelled, 0},
		{"on: a bare run", "4155550123", "US", detectors.On, 1},
		{"on: without a hint", "4155550123", "", detectors.On, 1},
	} {
		ms, _ := d.Detect(nil, detectors.Value{Text: []byte(c.text), Type: "text", Hints: detectors.Hints{Row: c.hint}, National: c.national})
		if len(ms) != c.want {
			t.Errorf("%s: %d matches, want %d", c.name, len(ms), c.want)
		}
	}
}
