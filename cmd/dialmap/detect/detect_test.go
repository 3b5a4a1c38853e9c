package detect

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/files"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// row is a match as the tests write it.
func row(dst []byte, f *File, found []detectors.Match) []byte {
	for _, m := range found {
		digits, _ := m.Number.Digits()
		dst = fmt.Appendf(dst, "%s%s %d-%d %s %s %s\n", f.Name, f.Encoding, m.Start, m.End, digits, m.Region, m.How)
	}
	return dst
}

// scan runs a scanner over inputs and returns what it wrote and whom it failed.
func scan(t *testing.T, o Options, inputs ...Input) (out string, failed []error) {
	t.Helper()
	var b bytes.Buffer
	s := New(o, row, func(_ *File, err error) { failed = append(failed, err) })
	if err := s.Run(context.Background(), slices.Values(inputs), &b); err != nil {
		t.Fatal(err)
	}
	return b.String(), failed
}

func file(t *testing.T, name string, content []byte) Input {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return Input{Name: name, Path: path}
}

// mixed is text with numbers, near-numbers, long lines and broken UTF-8.
func mixed(seed uint64, size int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	pieces := []string{
		"+1 415 555 0123", "(415) 555-0199", "Tel. 0171 3920012", "+44 20 7946 0123", "020 7946 0999", "tel:+14155550142",
		"0049 171 3920012", "415-555-0123 x12", "415 555 0123/0124", "2026-11-23 10:11:12", "1234567890123456", "192.168.100.200",
		"Phone: ", "Mobil ", " / ", ", ", "\t", " ", " ", " ", "wörter", "電話 ", "\xff\xfe", "٠٣٠ ", "＋４４２０７９４６０１２３", "((", "+", "...", "----",
		strings.Repeat("a ", 60), strings.Repeat("0", 40),
	}
	var b []byte
	long := r.IntN(3) == 0
	for len(b) < size {
		b = append(b, pieces[r.IntN(len(pieces))]...)
		if !long && r.IntN(9) == 0 || r.IntN(200) == 0 {
			b = append(b, '\n')
		}
	}
	return b
}

func TestHowTheWorkIsCutChangesNothing(t *testing.T) {
	for seed := range uint64(12) {
		content := mixed(seed, 20_000)
		in := file(t, "a", content)
		for _, regions := range [][]string{nil, {"US"}, {"GB", "US", "DE"}} {
			for _, library := range []bool{false, true} {
				if library && len(regions) > 1 {
					continue
				}
				o := Options{Regions: regions, Library: library}
				o.Workers, o.Cut, o.Window = 1, 1<<30, 1<<20
				want, _ := scan(t, o, in)
				if want == "" {
					t.Fatal("the text holds no number")
				}
				for _, cut := range []int64{1, 7, 64, 999, 8192} {
					for _, window := range []int{16, 100, 4096} {
						o.Workers, o.Cut, o.Window = 3, cut, window
						got, _ := scan(t, o, in)
						if got != want {
							t.Fatalf("seed %d, regions %v, library %v, ranges of %d, windows of %d: %s", seed, regions, library, cut, window, cmp.Diff(want, got))
						}
					}
				}
			}
		}
	}
}

func TestOneRegionFindsWhatTheDetectorFindsInTheWhole(t *testing.T) {
	for seed := range uint64(20) {
		content := mixed(seed, 10_000)
		found, _ := phone.New().Detect(nil, detectors.Value{Text: content, Hints: detectors.Hints{Source: "US"}})
		want := string(row(nil, &File{Input: Input{Name: "a"}}, found))
		got, _ := scan(t, Options{Regions: []string{"US"}, Window: 64, Cut: 500}, file(t, "a", content))
		if got != want {
			t.Fatalf("seed %d: %s", seed, cmp.Diff(want, got))
		}
	}
}

func TestTheFirstRegionThatMakesANumberValidWins(t *testing.T) {
	for _, c := range []struct {
		name, text string
		regions    []string
		want       string
	}{
		{"only the second knows it", "call (415) 555-0123 now", []string{"FR", "US"}, "US"},
		{"both know it, German first", "Tel. 0171 3920012", []string{"DE", "IT"}, "DE"},
		{"both know it, Italian first", "Tel. 0171 3920012", []string{"IT", "DE"}, "IT"},
		{"the number itself says", "+44 20 7946 0123", []string{"DE", "US"}, "GB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := scan(t, Options{Regions: c.regions}, Input{Name: "-", From: strings.NewReader(c.text)})
			if strings.Count(got, "\n") != 1 || !strings.Contains(got, " "+c.want+" ") {
				t.Errorf("got %d matches, want one of %s", strings.Count(got, "\n"), c.want)
			}
		})
	}
}

func zstdOf(text string) []byte {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		panic(err)
	}
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.Bytes()
}

func gzipOf(b []byte) []byte {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write(b)
	_ = w.Close()
	return z.Bytes()
}

func TestInputs(t *testing.T) {
	const text = "Phone: +1 415 555 0123\nand Zürich +44 20 7946 0123\n"
	plain := "a 7-22 14155550123 US international\na 35-51 442079460123 GB international\n"
	encoded := func(e string) string { return strings.ReplaceAll(plain, "a ", "a"+e+" ") }
	utf16be := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		utf16be = append(utf16be, byte(u>>8), byte(u))
	}
	for _, c := range []struct {
		name    string
		content []byte
		want    string
		failed  error
	}{
		{"plain text", []byte(text), plain, nil},
		{"no line break at the end", []byte(text[:len(text)-1]), plain, nil},
		{"an empty file", nil, "", nil},
		{"gzip", gzipOf([]byte(text)), encoded("gzip"), nil},
		{"gzip in gzip", gzipOf(gzipOf([]byte(text))), encoded("gzip+gzip"), nil},
		{"UTF-16 with a mark", utf16be, encoded("utf-16be"), nil},
		{"UTF-16 in gzip", gzipOf(utf16be), encoded("gzip+utf-16be"), nil},
		{"invalid UTF-8 around a number keeps its offsets", []byte("\xff\xfd\x80 (+1 415 555 0123)\xc3"), "a 5-20 14155550123 US international\n", nil},
		{"gzip cut short is read as far as it goes", gzipOf([]byte(text))[:len(gzipOf([]byte(text)))-4], encoded("gzip"), ErrDamaged},
		{"zstd", zstdOf(text), encoded("zstd"), nil},
		{"an archive that stores its files as they are", append([]byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), text...), "", ErrPacked},
		{"a PDF", []byte("%PDF-1.4\n" + text), "", ErrPacked},
		{"a gzip head and nothing else", []byte("\x1f\x8b\x08"), "", ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, in := range []Input{
				file(t, "a", c.content),
				{Name: "a", From: bytes.NewReader(c.content)},
			} {
				got, failed := scan(t, Options{}, in)
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
				if err := errors.Join(failed...); !errors.Is(err, c.failed) {
					t.Errorf("failed with %v, want %v", err, c.failed)
				}
			}
		})
	}
}

func TestAStreamOfSingleBytesIsTheSameText(t *testing.T) {
	content := mixed(3, 3000)
	want, _ := scan(t, Options{Regions: []string{"US", "GB"}}, Input{Name: "a", From: bytes.NewReader(content)})
	got, _ := scan(t, Options{Regions: []string{"US", "GB"}}, Input{Name: "a", From: iotest.OneByteReader(bytes.NewReader(content))})
	if got != want {
		t.Error(cmp.Diff(want, got))
	}
}

// A match of a pipe is shown before the pipe is closed.
func TestAStreamIsShownAsItComes(t *testing.T) {
	r, w := io.Pipe()
	shown, show := io.Pipe()
	go func() {
		s := New(Options{}, row, func(*File, error) {})
		show.CloseWithError(s.Run(context.Background(), slices.Values([]Input{{Name: "-", From: r}}), show))
	}()
	go w.Write([]byte("+1 415 555 0123\n"))
	buf := make([]byte, 100)
	if n, err := shown.Read(buf); err != nil || !strings.HasPrefix(string(buf[:n]), "- 0-15 ") {
		t.Errorf("got %d bytes, %v", n, err)
	}
	w.Close()
	io.Copy(io.Discard, shown)
}

func TestManyFilesKeepTheirOrder(t *testing.T) {
	dir := t.TempDir()
	for i := range 60 {
		name := filepath.Join(dir, fmt.Sprintf("f%02d.txt", i))
		if err := os.WriteFile(name, mixed(uint64(i), 50+i*i*20), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	walk := func() []Input { return slices.Collect(Walk([]string{dir}, nil, nil)) }
	want, _ := scan(t, Options{Workers: 1, Cut: 1 << 30}, walk()...)
	got, _ := scan(t, Options{Workers: 8, Cut: 1000, Window: 200}, walk()...)
	if got != want || len(walk()) != 60 {
		t.Error("the order or the matches differ")
	}
}

func TestWalk(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o700)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("b/z.txt", "+1 415 555 0123")
	write("b/.git/packed", "+1 415 555 0123")
	write("b/picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR +1 415 555 0123")
	write("a.txt", "+1 415 555 0123")
	if err := os.Symlink("../a.txt", filepath.Join(dir, "b/link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("b", filepath.Join(dir, "folder-link")); err != nil {
		t.Fatal(err)
	}
	var passed []string
	tell := func(name, why string, err error) {
		rel, _ := filepath.Rel(dir, name)
		passed = append(passed, fmt.Sprint(rel, ": ", why, errors.Unwrap(err)))
	}
	paths := []string{filepath.Join(dir, "b"), filepath.Join(dir, "folder-link"), filepath.Join(dir, "b/picture"), filepath.Join(dir, "nowhere")}
	var names []string
	in := slices.Collect(Walk(paths, nil, tell))
	for _, i := range in {
		rel, _ := filepath.Rel(dir, i.Name)
		names = append(names, rel)
	}
	if diff := cmp.Diff([]string{"b/picture", "b/z.txt", "folder-link/picture", "folder-link/z.txt", "b/picture"}, names); diff != "" {
		t.Error(diff)
	}
	if len(passed) != 5 || !strings.Contains(passed[0], "version control") || !strings.Contains(passed[1], "symbolic link") || !strings.Contains(passed[4], "no such file") {
		t.Errorf("passed by: %q", passed)
	}
	got, failed := scan(t, Options{}, in...)
	if strings.Count(got, "\n") != 3 || len(failed) != 2 || !errors.Is(failed[0], ErrBinary) {
		t.Errorf("got %d matches and %v; want the text files and the binary one that was named", strings.Count(got, "\n"), failed)
	}
}

// TestFoldersAreReadAsAScanReadsThem holds detect to the connector of files: what
// a scan records as a gap is never passed by in silence, and what it reads as
// text is searched.
func TestFoldersAreReadAsAScanReadsThem(t *testing.T) {
	const text = "call +1 415 555 0123\n"
	noise := make([]byte, 3000)
	for i := range noise {
		noise[i] = byte(i*7 + i>>3)
	}
	for _, c := range []struct {
		name, file string
		content    []byte
		want       error // of detect
	}{
		{"text", "a.txt", []byte(text), nil},
		{"text with a zero byte, named as text", "a.txt", []byte(text + "\x00 x\n"), nil},
		{"text with a zero byte in gzip", "a.txt.gz", gzipOf([]byte(text + "\x00 x\n")), nil},
		{"UTF-16 with a mark", "a.log", append([]byte("\xfe\xff"), "\x00"+strings.Join(strings.Split(text, ""), "\x00")...), nil},
		{"no extension", "a", []byte(text), nil},
		{"a zip", "a.zip", append([]byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), text...), ErrPacked},
		{"a zip by another name", "a.txt", append([]byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), text...), ErrPacked},
		{"a PDF", "a.pdf", []byte("%PDF-1.4\n" + text), ErrPacked},
		{"a picture", "a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + text), ErrBinary},
		{"noise", "a.bin", noise, ErrBinary},
		{"noise behind 20 KB of text", "a", append(bytes.Repeat([]byte(text), 1000), bytes.Repeat(noise, 10)...), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(path, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			got, failed := scan(t, Options{}, Input{Name: path, Path: path, Walk: true})
			if err := errors.Join(failed...); !errors.Is(err, c.want) || c.want == nil && got == "" {
				t.Errorf("detect: %d matches, error %v; want %v", strings.Count(got, "\n"), err, c.want)
			}
			src, err := files.Open(t.Context(), connectors.Source{URL: filepath.Dir(path), Redact: func(s string) string { return s }})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = src.Close() }()
			gaps, records := 0, 0
			for d, err := range src.Datasets(t.Context()) {
				if err != nil {
					gaps++
					continue
				}
				for s, err := range src.Shards(t.Context(), d) {
					if err != nil {
						gaps++
						continue
					}
					for b, err := range src.Read(t.Context(), s, connectors.Want{}) {
						if err != nil {
							gaps++
							continue
						}
						records += b.Rows
					}
				}
			}
			if (gaps > 0) != (c.want != nil) || (records > 0) != (c.want == nil) {
				t.Errorf("a scan has %d gaps and %d records; detect says %v", gaps, records, c.want)
			}
		})
	}
}

func TestAnErrorOfTheOutputEndsTheRun(t *testing.T) {
	s := New(Options{Cut: 100}, row, func(*File, error) { t.Error("no file failed") })
	want := errors.New("disk full")
	err := s.Run(context.Background(), slices.Values([]Input{file(t, "a", mixed(1, 1<<20))}), writer(func([]byte) (int, error) { return 0, want }))
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// Text without a line break, and without anything to cut at, takes no more
// memory than any other.
func TestOneLongLineTakesNoMoreMemory(t *testing.T) {
	for _, c := range []struct {
		name, piece string
		size        int64
	}{
		{"words and numbers", "some words +1 415 555 0123 and more of them, ", 100 << 20},
		{"digits", "1234567890", 32 << 20},
		{"brackets", "((((", 32 << 20},
		{"pluses", "+", 32 << 20},
		{"blanks", "    ", 32 << 20},
		{"dashes and digits", "1-2-", 32 << 20},
		{"digits far apart", "1 2 3 4  ", 32 << 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			piece, size := c.piece, c.size
			if testing.Short() {
				size /= 8
			}
			var peak uint64
			r := &repeat{piece: strings.Repeat(piece, 1000), left: size, each: func() {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}}
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			out := &count{}
			s := New(Options{Regions: []string{"US"}}, row, func(_ *File, err error) { t.Error(err) })
			if err := s.Run(context.Background(), slices.Values([]Input{{Name: "-", From: r}}), out); err != nil {
				t.Fatal(err)
			}
			if grown := int64(peak) - int64(before.HeapAlloc); grown > 24<<20 {
				t.Errorf("%d MB of heap for %d MB of text", grown>>20, size>>20)
			}
		})
	}
}

type count struct{ n int }

func (c *count) Write(b []byte) (int, error) { c.n += len(b); return len(b), nil }

// repeat is a text that is never whole in memory.
type repeat struct {
	piece string
	at    int
	left  int64
	reads int
	each  func()
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	if r.reads++; r.reads%8 == 0 {
		r.each()
	}
	n := copy(p[:min(int64(len(p)), r.left)], r.piece[r.at:])
	r.at = (r.at + n) % len(r.piece)
	r.left -= int64(n)
	return n, nil
}
