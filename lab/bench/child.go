package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
	"syscall"
	"unicode/utf8"
	"unsafe"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// result is what a process says of its measurement.
type result struct {
	Seconds float64 `json:"seconds"` // of user CPU, for one pass
	Bytes   int     `json:"bytes"`
	Matches int     `json:"matches"`
	Mallocs float64 `json:"mallocs"` // of one pass
	Peak    int     `json:"peak"`    // kB of memory, the text among it
}

// span is where a match lies, in bytes.
type span struct{ from, to int }

// engines are those that run in this program. A pass appends its matches.
var engines = map[string]func(region string) func(dst []span, text []byte) []span{
	"dialmap":           ours,
	"dialmap --library": oursLibrary,
	"phonenumbers":      goLibrary,
}

func ours(region string) func([]span, []byte) []span { return windows(phone.New(), region) }

func oursLibrary(region string) func([]span, []byte) []span {
	return windows(phone.NewExact(region), region)
}

// windows shows a text to a detector as the command does, a window at a time.
func windows(d detectors.Detector, region string) func([]span, []byte) []span {
	const window = 256 << 10
	var found []detectors.Match
	return func(dst []span, text []byte) []span {
		var prev rune
		for at, end := 0, 0; end < len(text); {
			end = min(end+window, len(text))
			var done int
			found, done = d.Detect(found[:0], detectors.Value{Text: text[at:end], Prev: prev, More: end < len(text), Hints: detectors.Hints{Source: region}})
			for i := range found {
				dst = append(dst, span{at + found[i].Start, at + found[i].End})
			}
			if at += done; at > 0 {
				prev, _ = utf8.DecodeLastRune(text[:at])
			}
		}
		return dst
	}
}

// goLibrary reads line by line: in long texts it is slower.
func goLibrary(region string) func([]span, []byte) []span {
	return func(dst []span, text []byte) []span {
		for at := 0; at < len(text); {
			end := at + bytes.IndexByte(text[at:], '\n') + 1
			if end == at {
				end = len(text)
			}
			line := unsafe.String(&text[at], end-at)
			for m := range phonenumbers.FindNumbersWithLeniency(line, region, phonenumbers.VALID, math.MaxInt) {
				dst = append(dst, span{at + m.Start(), at + m.End()})
			}
			at = end
		}
		return dst
	}
}

// measure runs an engine over a file for at least some seconds, and leaves the
// matches in a file.
func measure(engine, region, file, out string, least float64) (r result, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return r, err
	}
	pass := engines[engine](region)
	warm := text[:bytes.LastIndexByte(text[:min(len(text), 64<<10)], '\n')+1]
	spans := pass(make([]span, 0, len(text)/16), warm)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	passes, start := 0, userSeconds()
	for ; passes == 0 || userSeconds()-start < least; passes++ {
		spans = pass(spans[:0], text)
	}
	r.Seconds = (userSeconds() - start) / float64(passes)
	runtime.ReadMemStats(&after)
	r.Mallocs = float64(after.Mallocs-before.Mallocs) / float64(passes)
	r.Bytes, r.Matches, r.Peak = len(text), len(spans), peak()
	return r, writeSpans(out, spans)
}

func writeSpans(path string, spans []span) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for _, s := range spans {
		fmt.Fprintln(w, s.from, s.to)
	}
	return w.Flush()
}

// userSeconds is the user CPU this process took.
func userSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6
}

// peak is the most memory this process had, in kB. The kernel's count for a
// child begins with its parent's, so each looks at itself.
func peak() int {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	kB := 0
	_, _ = fmt.Sscan(rest, &kB)
	return kB
}

func say(v any) error { return json.NewEncoder(os.Stdout).Encode(v) }
