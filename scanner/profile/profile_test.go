package profile

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
)

// part draws the profile of a few records.
func part(t *rapid.T) *Dataset {
	d := New()
	d.Read(connectors.Design(rapid.IntRange(0, 3).Draw(t, "draw")), Sums{Records: rapid.Uint64Max(1000).Draw(t, "records"), Shards: 1})
	if rapid.Bool().Draw(t, "missed") {
		d.Miss(connectors.Whole, Sums{Shards: 1})
	}
	for range rapid.IntRange(0, 3).Draw(t, "fields") {
		f := d.Field(rapid.SampledFrom([]string{"phone", "notes", "a.b[]"}).Draw(t, "path"))
		f.Seen |= TypeOf(rapid.SampledFrom(typeNames).Draw(t, "type"))
		f.Values += 5
		f.Implausible += rapid.Uint64Max(2).Draw(t, "implausible")
		f.Shapes.Digits += 2
		for range rapid.IntRange(0, 6).Draw(t, "numbers") {
			h := rapid.Uint64Max(8).Draw(t, "hash")
			mask := rapid.SampledFrom([]string{"+49 •", "+1 •"}).Draw(t, "mask")
			f.Add(&detectors.Match{
				Region: rapid.SampledFrom([]string{"DE", "US"}).Draw(t, "region"), Candidates: rapid.SampledFrom([][]string{nil, {"A", "B"}}).Draw(t, "candidates"),
				Type: detectors.Mobile, Confidence: float32(h) / 8,
			}, h, func() string { return mask })
		}
		for range rapid.IntRange(0, 3).Draw(t, "consents") {
			c := Consent{
				Ledger: rapid.SampledFrom([]string{"sms", "a|b%7C"}).Draw(t, "ledger"), By: "number", Purpose: rapid.SampledFrom([]string{"", "news | offers"}).Draw(t, "purpose"),
				Region: "DE", State: "valid",
			}
			n := Held{Numbers: rapid.Uint64Range(1, 9).Draw(t, "consenting"), Records: 1}
			f.Consented(c, n)
			f.DrawnConsents(map[Consent]Held{c: n}, rapid.Int64Range(0, 50).Draw(t, "slots"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "days") {
			a := f.Age(Subject{rapid.SampledFrom([]string{"", "US"}).Draw(t, "aged"), "US-CA"})
			a.Undated++
			a.Add(rapid.Int32Range(-5000, 30000).Draw(t, "day"), rapid.Bool().Draw(t, "zoned"), Held{Numbers: 2, Records: 1})
		}
	}
	return d
}

func merged(parts ...*Dataset) string {
	d := New()
	for _, p := range parts {
		d.Merge(p)
	}
	b, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestProfilesMergeInAnyOrderAndGrouping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := part(t), part(t), part(t)
		want := merged(a, b, c)
		bc := New()
		bc.Merge(b)
		bc.Merge(c)
		for name, got := range map[string]string{
			"c b a": merged(c, b, a), "b a c": merged(b, a, c), "a (b c)": merged(a, bc), "(b c) a": merged(bc, a), "with empty": merged(New(), a, New(), b, c),
		} {
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s: %s", name, d)
			}
		}
	})
}

func TestProfileSurvivesStorage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := part(t)
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		got := New()
		if err := json.Unmarshal(b, got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(merged(d), merged(got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestDistinctIsExactThenSketched(t *testing.T) {
	for _, tc := range []struct {
		name  string
		n     int
		how   How
		whole bool
	}{
		{"few numbers are counted", 1000, Exact, true},
		{"few numbers of a part are a lower bound", 1000, AtLeast, false},
		{"many numbers are sketched", 300_000, Sketch, true},
		{"many numbers of a part are a lower bound", 300_000, AtLeast, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			var one, a, b Distinct
			for i := range tc.n {
				h := r.Uint64()
				one.Add(h)
				if i%3 == 0 {
					a.Add(h)
				}
				b.Add(h)
			}
			b.Merge(&a)
			x, _ := json.Marshal(one)
			y, _ := json.Marshal(b)
			if string(x) != string(y) {
				t.Fatal("the count depends on how the numbers were grouped")
			}
			e := one.Estimate(tc.whole)
			if e.How != tc.how {
				t.Fatalf("how = %s, want %s", e.How, tc.how)
			}
			if v := e.Value(); v < float64(tc.n)*0.97 || v > float64(tc.n)*1.03 {
				t.Errorf("estimate %v of %d", v, tc.n)
			}
		})
	}
}

func TestHashNeedsTheKey(t *testing.T) {
	n := detectors.NewNumber("14155550123", true)
	a, again, b := NewHasher([16]byte{1}), NewHasher([16]byte{1}), NewHasher([16]byte{2})
	if a.Sum(n) == b.Sum(n) || a.Sum(n) != again.Sum(n) {
		t.Fatal("the hash is one of number and key")
	}
	if a.Sum(n) == a.Sum(detectors.NewNumber("14155550123", false)) {
		t.Fatal("a number without a region is not the E.164 number of the same digits")
	}
}

func TestTypesOfAField(t *testing.T) {
	for _, tc := range []struct {
		seen []string
		want string
	}{
		{[]string{"text"}, "text"},
		{[]string{"integer", "float"}, "float"},
		{[]string{"integer", "text"}, "mixed"},
		{[]string{"no such type"}, "mixed"},
	} {
		var t2 Types
		for _, s := range tc.seen {
			t2 |= TypeOf(s)
		}
		if got := t2.String(); got != tc.want {
			t.Errorf("%v: %s, want %s", tc.seen, got, tc.want)
		}
	}
}
