package plan_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// lines is how many random lines the differential test of the matcher compares.
var lines = flag.Int("lines", 4_000, "lines to compare with libphonenumber")

func ExampleMatches() {
	text := []byte("Call (415) 555-0123 or +44 20 7946 0123, not 2026-11-23.")
	for m := range plan.Matches(text, "US") {
		fmt.Printf("%s %s\n", text[m.Start:m.End], m.Number.AppendE164(nil))
	}
	// Output:
	// (415) 555-0123 14155550123
	// +44 20 7946 0123 442079460123
}

func libraryMatches(text, region string) (out []string) {
	for m := range phonenumbers.FindNumbersWithLeniency(text, region, phonenumbers.VALID, math.MaxInt) {
		n := m.Number()
		n.Extension = nil
		out = append(out, fmt.Sprintf("%d-%d %s", m.Start(), m.End(), phonenumbers.Format(n, phonenumbers.E164)))
	}
	return out
}

func ourMatches(text, region string) (out []string) {
	for m := range plan.Matches([]byte(text), region) {
		out = append(out, fmt.Sprintf("%d-%d +%s", m.Start, m.End, m.Number.AppendE164(nil)))
	}
	return out
}

// pieces stand between numbers, and inside them.
var pieces = strings.Split(`|, |; | / |/| - |-| – |–|－|. |.|...| |  |     |	|
|(|)|[|]|（|）|［|］|((| (|) |)(|x|xx|X| x|x 12|ext. 5|;ext=7| ext 12#|#|＃5|~3|～| int 4|доб. 8|anexo 9|ｘ3|EXTENSION 4|
extensión 5|- 503#|     12#|+|++|＋|%|$|€|£|a|Z|é|ß|字|電話|я|tel:|00|011|0|1|8~10|12|1234|2012-01-02 08:00|2012-01-02 08|:30|3/10/2011|31/10/96|08/31/95|
211-227 (2003)|1-2 (3|123-456-7890|192.168.0.1|1234567890123456789012345|\|/x2|/ x|*|~|∼|⁓|−|‐|ー|\u200B|\u2060|\u00A0|\u3000|\u00AD|\u0301|e\u0301|٣٤٥|１２３|९|𝟗|://|?id=|@|_|=|&|,,|,`, "|")

// line draws a text with numbers, near-numbers and what stands around them.
func line(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(5) {
		for range r.IntN(3) {
			b.WriteString(strings.NewReplacer(`\u200B`, "\u200B", `\u2060`, "\u2060", `\u00A0`, "\u00A0", `\u3000`, "\u3000", `\u00AD`, "\u00AD", `\u0301`, "\u0301").Replace(pieces[r.IntN(len(pieces))]))
		}
		s := written(r)
		if r.IntN(4) == 0 && len(s) > 2 {
			i := 1 + r.IntN(len(s)-1)
			s = s[:i] + pieces[r.IntN(len(pieces))] + s[i:]
		}
		b.WriteString(s)
	}
	if r.IntN(2) == 0 {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return strings.ToValidUTF8(b.String(), "?")
}

func TestMatchesEqualTheLibrary(t *testing.T) {
	for worker := range 4 {
		t.Run(fmt.Sprint(worker), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(worker), uint64(*lines)+7))
			wrong, matches := 0, 0
			for range *lines / 4 {
				s, region := line(r), regions[r.IntN(len(regions))]
				switch r.IntN(4) {
				case 0:
					region = "ZZ"
				case 1:
					region = []string{"US", "DE", "GB", "FR", "IN", "JP", "BR", "CN", "AR", "MX", "IT", "RU"}[r.IntN(12)]
				}
				want := libraryMatches(s, region)
				matches += len(want)
				if diff := cmp.Diff(want, ourMatches(s, region)); diff != "" {
					if wrong++; wrong < 8 {
						t.Errorf("%q in %s: -want +got\n%s", s, region, diff)
					}
				}
			}
			t.Logf("%d matches in %d lines, %d lines disagree", matches, *lines/4, wrong)
		})
	}
}

// TestPiecesAreTheWhole shows random text to Find piece by piece.
func TestPiecesAreTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 11))
	for range 800 {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(line(r))
			b.WriteString([]string{"", "\n", strings.Repeat(" ", r.IntN(300)), strings.Repeat("字", r.IntN(90))}[r.IntN(4)])
		}
		text, region := b.String(), regions[r.IntN(len(regions))]
		want := ourMatches(text, region)
		for _, size := range []int{1 + r.IntN(20), 100 + r.IntN(400)} {
			if diff := cmp.Diff(want, pieceMatches([]byte(text), region, size)); diff != "" {
				t.Fatalf("%q in %s, size %d: -whole +pieces\n%s", text, region, size, diff)
			}
		}
	}
}

// pieceMatches shows a text to Find in pieces of size bytes.
func pieceMatches(text []byte, region string, size int) (out []string) {
	f := plan.NewFinder(region)
	var prev rune
	for at, end := 0, 0; ; {
		end = min(end+size, len(text))
		ms, done := f.Find(nil, text[at:end], prev, end < len(text))
		for _, m := range ms {
			out = append(out, fmt.Sprintf("%d-%d +%s", at+m.Start, at+m.End, m.Number.AppendE164(nil)))
		}
		if end == len(text) {
			return out
		}
		if at += done; at > 0 {
			prev, _ = utf8.DecodeLastRune(text[:at])
		}
	}
}

func FuzzMatches(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		f.Add(line(r), uint8(r.IntN(250)))
	}
	f.Fuzz(func(t *testing.T, s string, k uint8) {
		if !utf8.ValidString(s) || len(s) > 2000 {
			return
		}
		region := "ZZ"
		if int(k) < len(regions) {
			region = regions[k]
		}
		if diff := cmp.Diff(libraryMatches(s, region), ourMatches(s, region)); diff != "" {
			t.Errorf("%q in %s: -want +got\n%s", s, region, diff)
		}
	})
}

// corpora are texts of the kinds that are searched: the numbers and their
// formats are drawn from the library's metadata.
func corpora() map[string][]byte {
	r := rand.New(rand.NewPCG(8, 9))
	us := func() string {
		s := phonenumbers.Format(phonenumbers.GetExampleNumber("US"), phonenumbers.NATIONAL)
		return s[:len(s)-2] + digits(r, 2)
	}
	valid := func() string {
		return phonenumbers.Format(examples[r.IntN(len(examples))], phonenumbers.INTERNATIONAL)
	}
	var prose, rows, logs, json strings.Builder
	for range 3000 {
		prose.WriteString("It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness. ")
		if r.IntN(60) == 0 {
			fmt.Fprintf(&prose, "Call %s before %d. ", us(), 1800+r.IntN(200))
		}
	}
	for i := range 3000 {
		fmt.Fprintf(&rows, "%d;Ada Lovelace;ada%d@example.org;%s;%s;12 Main St;%05d;2026-11-%02d\n", i, i, valid(), us(), r.IntN(99999), 1+r.IntN(28))
		fmt.Fprintf(&logs, "2026-11-23T10:%02d:%02d.%03dZ INFO req=%d ip=10.%d.%d.%d id=%08x-%04x-4%03x took=%dus size=%d\n", r.IntN(60), r.IntN(60), r.IntN(1000),
			r.IntN(1e12), r.IntN(256), r.IntN(256), r.IntN(256), r.Uint32(), r.IntN(65536), r.IntN(4096), r.IntN(1e6), r.IntN(1e9))
		fmt.Fprintf(&json, `{"id":%d,"user":{"name":"Ada","contact":{"phone":"%s","geo":[%.6f,%.6f]},"created":%d},"tags":["a","b"]},`, r.IntN(1e9), valid(), r.Float64()*90, r.Float64()*180, 1700000000+r.IntN(1e8))
	}
	return map[string][]byte{"prose": []byte(prose.String()), "rows": []byte(rows.String()), "logs": []byte(logs.String()), "json": []byte(json.String())}
}

func BenchmarkMatches(b *testing.B) {
	for name, text := range corpora() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				for range plan.Matches(text, "US") {
				}
			}
		})
	}
}

func BenchmarkLibraryMatches(b *testing.B) {
	for name, text := range corpora() {
		text := string(text[:len(text)/20])
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				for range phonenumbers.FindNumbersWithLeniency(text, "US", phonenumbers.VALID, math.MaxInt) {
				}
			}
		})
	}
}

func ExampleFinder_Find() {
	f := plan.NewFinder("GB")
	pieces := []string{"Ring 020 79", "46 0123 or +44 20 7946", " 0199.\n"}
	var rest []byte
	for i, p := range pieces {
		text := append(rest, p...)
		matches, done := f.Find(nil, text, 0, i < len(pieces)-1)
		for _, m := range matches {
			fmt.Printf("%s\n", text[m.Start:m.End])
		}
		rest = text[done:]
	}
	// Output:
	// 020 7946 0123
	// +44 20 7946 0199
}
