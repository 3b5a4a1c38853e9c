package profile

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// counted lists what ages hold.
func counted(a *Ages) (days []int32, sum Held) {
	a.Each(func(day int32, n Held) {
		days = append(days, day)
		sum.Numbers += n.Numbers
		sum.Records += n.Records
	})
	return days, sum
}

// Days are joined where there are too many, in the same way however the numbers
// came.
func TestAgesDoNotDependOnHowTheyWereGathered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.Int32Range(-9000, 9000).Draw(t, "first")
		step := rapid.Int32Range(1, 40).Draw(t, "step")
		n := rapid.Int32Range(1, 3*maxDays).Draw(t, "n")
		parts := make([]Ages, rapid.IntRange(1, 5).Draw(t, "parts"))
		var one Ages
		for i := range n {
			day := first + i*step
			one.Add(day, true, Held{3, 1})
			parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")%len(parts)].Add(day, true, Held{3, 1})
		}
		var merged Ages
		for i := range parts {
			merged.Merge(&parts[len(parts)-1-i])
		}
		days, sum := counted(&merged)
		want, all := counted(&one)
		if d := cmp.Diff(want, days); d != "" || sum != all || merged.Joined != one.Joined {
			t.Fatalf("joined %d and %d: %s", merged.Joined, one.Joined, d)
		}
		if len(days) > maxDays || sum != (Held{3 * uint64(n), uint64(n)}) {
			t.Fatalf("%d days, %v", len(days), sum)
		}
		if one.First != first || one.Last != first+(n-1)*step {
			t.Fatalf("from %d to %d", one.First, one.Last)
		}
		if n <= maxDays && one.Joined != 0 {
			t.Fatal("days were joined for nothing")
		}
	})
}

func FuzzAges(f *testing.F) {
	f.Add([]byte(`{"first":1,"last":2,"days":"AgICAA=="}`))
	f.Add([]byte(`{"joined":40}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var a, back, sum Ages
		if json.Unmarshal(b, &a) != nil {
			return
		}
		out, err := json.Marshal(&a)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &back); err != nil {
			t.Fatal(err)
		}
		days, n := counted(&a)
		again, m := counted(&back)
		if d := cmp.Diff(days, again); d != "" || n != m {
			t.Error(d)
		}
		sum.Merge(&a)
	})
}

func TestConsentIsAKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Consent{rapid.String().Draw(t, "ledger"), rapid.String().Draw(t, "by"), rapid.String().Draw(t, "purpose"), "US", "US-CA", "valid"}
		b, _ := want.MarshalText()
		var got Consent
		if err := got.UnmarshalText(b); err != nil || got != want {
			t.Fatalf("%q: %+v, %v", b, got, err)
		}
	})
}
