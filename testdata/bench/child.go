package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"unsafe"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/detectors/phone/plan"
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

func ours(region string) func([]span, []byte) []span {
	d := phone.New()
	var found []detectors.Match
	return func(dst []span, text []byte) []span {
		found, _ = d.Detect(found[:0], detectors.Value{Text: text, Hints: detectors.Hints{Source: region}})
		for i := range found {
			dst = append(dst, span{found[i].Start, found[i].End})
		}
		return dst
	}
}

func oursLibrary(region string) func([]span, []byte) []span {
	return func(dst []span, text []byte) []span {
		for m := range plan.Matches(text, region) {
			dst = append(dst, span{m.Start, m.End})
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

// validation is what asking for one number costs.
type validation struct {
	Numbers  int     `json:"numbers"`
	Ours     float64 `json:"ours"` // ns of user CPU a number, the median of the rounds
	Library  float64 `json:"library"`
	All      float64 `json:"all"` // the library with region and type
	OursHeap float64 `json:"ours_heap"`
	LibHeap  float64 `json:"library_heap"`
	Differ   int     `json:"differ"`
}

// validate compares the time for a number, and every answer.
func validate(seed uint64, numbers int) (v validation, err error) {
	d, err := newDrawer(seed)
	if err != nil {
		return v, err
	}
	type question struct {
		text   string
		bytes  []byte
		region string
	}
	list := make([]question, numbers)
	for i := range list {
		region := d.regions[d.IntN(len(d.regions))]
		text := d.any(region)
		list[i] = question{text, []byte(text), region}
	}
	v.Numbers = numbers
	for _, q := range list {
		if !same(q.text, q.region) {
			v.Differ++
		}
	}
	const rounds = 7
	v.Ours, v.OursHeap = rate(rounds, 20, numbers, func() {
		for _, q := range list {
			if n, ok := plan.Parse(q.bytes, q.region); ok {
				sunk += len(n.Region()) + int(n.Type())
				if n.Valid() {
					sunk++
				}
			}
		}
	})
	v.Library, v.LibHeap = rate(rounds, 1, numbers, func() {
		for _, q := range list {
			if n, err := phonenumbers.Parse(q.text, q.region); err == nil && phonenumbers.IsValidNumber(n) {
				sunk++
			}
		}
	})
	v.All, _ = rate(rounds, 1, numbers, func() {
		for _, q := range list {
			if n, err := phonenumbers.Parse(q.text, q.region); err == nil && phonenumbers.IsValidNumber(n) {
				sunk += len(phonenumbers.GetRegionCodeForNumber(n)) + int(phonenumbers.GetNumberType(n))
			}
		}
	})
	return v, nil
}

var sunk int // keeps the work from being left out

// rate is the median time for one of count, in ns, and its allocations.
func rate(rounds, passes, count int, pass func()) (ns, heap float64) {
	var times []float64
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		start := userSeconds()
		for range passes {
			pass()
		}
		times = append(times, (userSeconds()-start)*1e9/float64(passes*count))
	}
	runtime.ReadMemStats(&after)
	slices.Sort(times)
	return times[len(times)/2], float64(after.Mallocs-before.Mallocs) / float64(rounds*passes*count)
}

// same asks both whether a number is valid, and for its region, type and E.164.
func same(text, region string) bool {
	n, ok := plan.Parse([]byte(text), region)
	l, err := phonenumbers.Parse(text, region)
	if ok != (err == nil) {
		return false
	}
	if !ok {
		return true
	}
	if n.Valid() != phonenumbers.IsValidNumber(l) || n.Region() != phonenumbers.GetRegionCodeForNumber(l) {
		return false
	}
	return n.Type() == types[phonenumbers.GetNumberType(l)] && "+"+string(n.AppendE164(nil)) == phonenumbers.Format(l, phonenumbers.E164)
}

// types of the library by our names.
var types = map[phonenumbers.PhoneNumberType]detectors.Type{
	phonenumbers.FIXED_LINE: detectors.FixedLine, phonenumbers.MOBILE: detectors.Mobile, phonenumbers.FIXED_LINE_OR_MOBILE: detectors.FixedLineOrMobile,
	phonenumbers.TOLL_FREE: detectors.TollFree, phonenumbers.PREMIUM_RATE: detectors.PremiumRate, phonenumbers.SHARED_COST: detectors.SharedCost,
	phonenumbers.VOIP: detectors.VoIP, phonenumbers.PERSONAL_NUMBER: detectors.PersonalNumber, phonenumbers.PAGER: detectors.Pager,
	phonenumbers.UAN: detectors.UAN, phonenumbers.VOICEMAIL: detectors.Voicemail, phonenumbers.UNKNOWN: detectors.UnknownType,
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
