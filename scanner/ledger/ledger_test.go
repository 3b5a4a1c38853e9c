package ledger

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// today of the tests.
var today = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// said is one entry as a source writes it.
type said struct{ granted, withdrawn, expires string }

func TestStateOfANumber(t *testing.T) {
	for _, c := range []struct {
		name    string
		entries []said
		want    State
	}{
		{"granted", []said{{"2026-01-01", "", ""}}, Valid},
		{"granted at no known time", []said{{"", "", ""}}, Valid},
		{"granted as a word", []said{{"true", "", ""}}, Valid},
		{"refused as a word", []said{{"false", "", ""}}, Withdrawn},
		{"withdrawn later", []said{{"2026-01-01", "2026-02-01", ""}}, Withdrawn},
		{"withdrawn and granted again in another entry", []said{{"2026-01-01", "2026-02-01", ""}, {"2026-03-01", "", ""}}, Valid},
		{"granted, then withdrawn by an entry of its own", []said{{"2026-01-01", "", ""}, {"", "2026-02-01", ""}}, Withdrawn},
		{"granted again after a withdrawal of its own", []said{{"", "2026-02-01", ""}, {"2026-02-02", "", ""}}, Valid},
		{"only a withdrawal", []said{{"", "2026-02-01", ""}}, Withdrawn},
		{"withdrawn in the second it was granted", []said{{"2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z", ""}}, Withdrawn},
		{"withdrawn on the day it was granted", []said{{"2026-01-01T10:00:00Z", "2026-01-01", ""}}, Withdrawn},
		{"granted on the day and withdrawn at a time of it", []said{{"2026-01-01", "2026-01-01T10:00:00Z", ""}}, Withdrawn},
		{"withdrawn as a word", []said{{"2026-01-01", "yes", ""}}, Withdrawn},
		{"withdrawn as a word, and granted later by another entry", []said{{"2026-01-01", "yes", ""}, {"2026-02-01", "no", ""}}, Valid},
		{"not withdrawn as a word", []said{{"2026-01-01", "false", ""}}, Valid},
		{"not withdrawn as a zero", []said{{"2026-01-01", "0", ""}}, Valid},
		{"not withdrawn as a zero date", []said{{"2026-01-01", "0000-00-00", ""}}, Valid},
		{"an undated grant sorts before a withdrawal", []said{{"", "", ""}, {"", "2026-02-01", ""}}, Withdrawn},
		{"expired", []said{{"2025-01-01", "", "2026-11-24"}}, Expired},
		{"expires today", []said{{"2025-01-01", "", "2026-11-25T08:00:00Z"}}, Valid},
		{"expires never", []said{{"2025-01-01", "", "9999-12-31"}}, Valid},
		{"expired, and granted anew", []said{{"2024-01-01", "", "2025-01-01"}, {"2025-06-01", "", ""}}, Valid},
		{"granted for longer before", []said{{"2024-01-01", "", ""}, {"2025-06-01", "", "2026-01-01"}}, Expired},
		{"two ends of one moment: the sooner", []said{{"2025-01-01", "", ""}, {"2025-01-01", "", "2026-01-01"}}, Expired},
		{"withdrawn and expired", []said{{"2025-01-01", "2025-02-01", "2026-01-01"}}, Withdrawn},
		{"an end that is no date", []said{{"2025-01-01", "", "soon"}}, Valid},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 2 {
				b := NewBuilder(t.TempDir(), 1<<20)
				w := b.Writer()
				for _, s := range c.entries {
					if err := w.Add(Key{1, 2}, Read([]byte(s.granted), []byte(s.withdrawn), []byte(s.expires))); err != nil {
						t.Fatal(err)
					}
				}
				got := answers(t, b, w, []Key{{1, 2}})
				if len(got[0]) != 1 || got[0][0].State != c.want {
					t.Errorf("got %v, want state %d", got[0], c.want)
				}
				slices.Reverse(c.entries) // their order does not matter
			}
		})
	}
}

// answers commits w and asks for keys.
func answers(t interface{ Fatal(...any) }, b *Builder, w *Writer, keys []Key) [][]Consent {
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	x, err := b.Index(today, true)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	return look(t, x, keys)
}

func look(t interface{ Fatal(...any) }, x *Index, keys []Key) (out [][]Consent) {
	r := x.Reader()
	if err := r.Lookup(keys); err != nil {
		t.Fatal(err)
	}
	for i := range keys {
		out = append(out, slices.Clone(r.Of(i)))
	}
	return out
}

func TestFirstGrant(t *testing.T) {
	for _, c := range []struct {
		name    string
		entries []said
		want    string
	}{
		{"the earliest of several", []said{{"2026-03-01", "", ""}, {"2026-01-02", "2026-02-01", ""}}, "2026-01-02"},
		{"a withdrawal is none", []said{{"2026-03-01", "", ""}, {"", "2026-01-01", ""}}, "2026-03-01"},
		{"unknown where one has no time", []said{{"2026-03-01", "", ""}, {"", "", ""}}, ""},
	} {
		b := NewBuilder(t.TempDir(), 1<<20)
		w := b.Writer()
		for _, s := range c.entries {
			_ = w.Add(Key{1, 2}, Read([]byte(s.granted), []byte(s.withdrawn), []byte(s.expires)))
		}
		got := ""
		if at := answers(t, b, w, []Key{{1, 2}})[0][0].First; at != 0 {
			got = time.Unix(int64(at), 0).UTC().Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPersonsAreTheSameHoweverTheyAreWritten(t *testing.T) {
	p := NewPersons([]byte("secret"))
	key := func(s string) Key {
		k, ok := p.Key([]byte(s))
		if !ok {
			t.Fatalf("%q is no key", s)
		}
		return k
	}
	for _, same := range [][2]string{
		{"42", " 42 "}, {"42", "42.0"},
		{"6F9619FF-8B86-D011-B42D-00CF4FC964FF", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"},
	} {
		if key(same[0]) != key(same[1]) {
			t.Errorf("%q and %q differ", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"42", "42.5"}, {"C-1", "c-1"}, {"042", "42"}} {
		if key(other[0]) == key(other[1]) {
			t.Errorf("%q and %q are the same", other[0], other[1])
		}
	}
	if _, ok := p.Key([]byte("NULL")); ok {
		t.Error("NULL is somebody")
	}
	if k, _ := NewPersons([]byte("other")).Key([]byte("42")); k == key("42") {
		t.Error("the hash does not depend on the secret")
	}
}

func TestPurposes(t *testing.T) {
	p := NewPurposes(func(s string) string { return strings.ReplaceAll(s, "4930", "{}") })
	sms, upper := p.ID([]byte(" sms ")), p.ID([]byte("SMS"))
	if sms != upper || sms == 0 {
		t.Errorf("case tells purposes apart: %d, %d", sms, upper)
	}
	if p.ID(nil) != 0 || p.ID([]byte("null")) != 0 {
		t.Error("nothing is a purpose")
	}
	p.ID([]byte("call 4930"))
	if d := cmp.Diff([]string{"", "SMS", "call {}"}, p.Names()); d != "" {
		t.Error(d)
	}
	for i := range 300 {
		p.ID([]byte("p" + strconv.Itoa(i)))
	}
	if !p.Over() || len(p.Names()) != maxPurposes+1 {
		t.Errorf("%d purposes are told apart", len(p.Names()))
	}
}

// drawn is an entry of a random ledger.
type drawn struct {
	key Key
	Entry
}

func entries(t *rapid.T) (list []drawn) {
	n := rapid.IntRange(0, 600).Draw(t, "entries")
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	date := func() string {
		if rng.IntN(3) == 0 {
			return ""
		}
		return time.Unix(1_600_000_000+rng.Int64N(300_000_000), 0).UTC().Format(time.DateOnly)
	}
	for range n {
		e := Read([]byte(date()), []byte(date()), []byte(date()))
		e.Purpose = uint8(rng.IntN(3))
		k := Key{uint64(rng.IntN(100)) << 57, uint64(rng.IntN(2))} // so that some share the first half
		list = append(list, drawn{k, e})
	}
	return list
}

// reference folds without runs, files or an order.
func reference(list []drawn) map[Key][]Consent {
	byKey := map[Key]map[uint8]*record{}
	for _, d := range list {
		r := recordOf(d.key, d.Entry)
		if byKey[d.key] == nil {
			byKey[d.key] = map[uint8]*record{}
		}
		if old := byKey[d.key][d.Purpose]; old != nil {
			old.fold(&r)
		} else {
			byKey[d.key][d.Purpose] = &r
		}
	}
	out := map[Key][]Consent{}
	for k, purposes := range byKey {
		for p := range uint8(3) {
			if r := purposes[p]; r != nil {
				out[k] = append(out[k], Consent{p, r.state(uint16(today.Unix() / day)), r.firstGrant()})
			}
		}
	}
	return out
}

func TestIndexDoesNotDependOnOrderWritersOrMemory(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		list := entries(t)
		want := reference(list)
		rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		memory := rapid.SampledFrom([]int64{1, 1 << 12, 1 << 24}).Draw(t, "memory")
		b := NewBuilder(dir, memory)
		b.chunk = rapid.SampledFrom([]int{1, 3, 64, 1000}).Draw(t, "chunk")
		for len(list) > 0 {
			n := rapid.IntRange(1, len(list)).Draw(t, "part")
			gone := b.Writer() // one that failed
			w := b.Writer()
			for _, d := range list[:n] {
				_ = gone.Add(Key{d.key.Hi, 77}, d.Entry)
				if err := w.Add(d.key, d.Entry); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Commit(); err != nil {
				t.Fatal(err)
			}
			list = list[n:]
		}
		x, err := b.Index(today, true)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		if len(want) > 100 && memory == 1 && !x.OnDisk() {
			t.Fatal("it is in memory")
		}
		var keys []Key
		for hi := range uint64(100) {
			keys = append(keys, Key{hi << 57, 0}, Key{hi << 57, 1}, Key{hi << 57, 77})
		}
		rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		for i, got := range look(t, x, keys) {
			if d := cmp.Diff(want[keys[i]], got); len(got) != len(want[keys[i]]) || len(got) > 0 && d != "" {
				t.Fatalf("%v: %s", keys[i], d)
			}
		}
		if int(x.Keys) != len(want) {
			t.Fatalf("%d keys, want %d", x.Keys, len(want))
		}
	})
}

func TestMostFrequentMoment(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		m := NewMoments(dir, 1)
		m.chunk = rapid.SampledFrom([]int{1, 5, 1000}).Draw(t, "chunk")
		count := map[uint32]uint64{}
		for range rapid.IntRange(0, 5).Draw(t, "writers") {
			w, gone := m.Writer(), m.Writer()
			for _, s := range rapid.SliceOfN(rapid.Uint32Range(1, 20), 0, 50).Draw(t, "seconds") {
				_ = gone.Add(7)
				if err := w.Add(s); err != nil {
					t.Fatal(err)
				}
				count[s]++
			}
			if err := w.Commit(); err != nil {
				t.Fatal(err)
			}
		}
		var want uint32
		for s := uint32(20); s > 0; s-- {
			if count[s] >= count[want] && count[s] > 0 {
				want = s
			}
		}
		got, n, err := m.Most()
		if err != nil || got != want || n != count[want] {
			t.Fatalf("got %d %d times (%v), want %d %d times", got, n, err, want, count[want])
		}
	})
}

// What lies in the files is hashes: neither a number nor a person's key.
func TestFilesHoldNoKeyInClear(t *testing.T) {
	b := NewBuilder(t.TempDir(), 1)
	w, p := b.Writer(), NewPersons([]byte("secret"))
	person := func(i int) []byte { return []byte(fmt.Sprintf("customer-%06d", i)) }
	for i := range 2000 {
		k, _ := p.Key(person(i))
		if err := w.Add(k, Read([]byte("2026-01-01"), nil, nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	runs := whole(t, b.file)
	x, err := b.Index(today, false)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for name, file := range map[string][]byte{"runs": runs, "index": whole(t, x.file)} {
		if len(file) < 2000*16 {
			t.Errorf("%s: only %d bytes", name, len(file))
		}
		for i := range 2000 {
			if k := person(i); bytes.Contains(file, k) || bytes.Contains(file, []byte(hex.EncodeToString(k))) {
				t.Fatalf("%s: it holds a key", name)
			}
		}
	}
}

func whole(t *testing.T, f *os.File) []byte {
	t.Helper()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("others may read it: %v", mode)
	}
	b := make([]byte, info.Size())
	if _, err := f.ReadAt(b, 0); err != nil {
		t.Fatal(err)
	}
	return b
}

// Files are gone with the builder and the index, also where they were used.
func TestNoFileIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	b := NewBuilder(dir, 1)
	w := b.Writer()
	for i := range 1000 {
		_ = w.Add(Key{uint64(i), 0}, Entry{})
	}
	_ = w.Commit()
	x, err := b.Index(today, false)
	if err != nil {
		t.Fatal(err)
	}
	if !x.OnDisk() {
		t.Error("it is in memory")
	}
	x.Close()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// An index far beyond its memory takes no more than that.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes 64 MB")
	}
	const n, memory = 1_000_000, 4 << 20 // 32 MB of records
	b := NewBuilder(t.TempDir(), memory)
	before := inUse()
	w := b.Writer()
	e := Read([]byte("2026-01-01"), nil, nil)
	rng := rand.New(rand.NewPCG(1, 2))
	var most uint64
	for i := range n {
		if err := w.Add(Key{rng.Uint64(), uint64(i)}, e); err != nil {
			t.Fatal(err)
		}
		if i%(n/8) == 0 {
			most = max(most, inUse()-min(inUse(), before))
		}
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	x, err := b.Index(today, true)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	r := x.Reader()
	rng = rand.New(rand.NewPCG(1, 2))
	keys := make([]Key, 4096)
	for i := range keys {
		keys[i] = Key{rng.Uint64(), uint64(i)}
	}
	if err := r.Lookup(keys); err != nil {
		t.Fatal(err)
	}
	for i := range keys {
		if len(r.Of(i)) != 1 {
			t.Fatalf("key %d has %d answers", i, len(r.Of(i)))
		}
	}
	most = max(most, inUse()-min(inUse(), before))
	if most > memory {
		t.Errorf("it took %d bytes, and may take %d", most, memory)
	}
	runtime.KeepAlive(x)
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkLookup(b *testing.B) {
	for _, memory := range []int64{1 << 20, 1 << 30} {
		b.Run(strconv.FormatInt(memory>>20, 10)+"MB", func(b *testing.B) {
			const n = 1_000_000
			bu := NewBuilder(b.TempDir(), memory)
			w := bu.Writer()
			for i := range n {
				_ = w.Add(Key{uint64(i) * 0x9e3779b97f4a7c15, 0}, Entry{})
			}
			_ = w.Commit()
			x, err := bu.Index(today, false)
			if err != nil {
				b.Fatal(err)
			}
			defer x.Close()
			r := x.Reader()
			keys := make([]Key, 4096)
			for i := range keys {
				keys[i] = Key{rand.Uint64N(2*n) * 0x9e3779b97f4a7c15, 0}
			}
			for b.Loop() {
				if err := r.Lookup(keys); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keys)), "ns/key")
		})
	}
}
