package reversal

import (
	"crypto/md5"  //nolint:gosec // recognised, not relied on
	"crypto/sha1" //nolint:gosec // recognised, not relied on
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestHashesOfEveryNotationAreRecognised(t *testing.T) {
	found := map[string]hashForm{}
	eachHash(detectors.NewNumber("442079460011", true), func(digest string, form hashForm) { found[digest] = form })
	for text, form := range map[string]string{
		"+442079460011": "E.164", "442079460011": "E.164 without its plus", "00442079460011": "with 00", "2079460011": "national", "02079460011": "national with its 0",
	} {
		a, b, c := md5.Sum([]byte(text)), sha1.Sum([]byte(text)), sha256.Sum256([]byte(text)) //nolint:gosec // recognised, not relied on
		for algorithm, digest := range map[string][]byte{"MD5": a[:], "SHA-1": b[:], "SHA-256": c[:]} {
			for how, value := range map[string][]byte{"raw": digest, "hex": []byte(hex.EncodeToString(digest)), "capitals": fmt.Appendf(nil, "%X", digest)} {
				if got := found[digestOf(value)]; got != (hashForm{algorithm, form}) {
					t.Errorf("%s of %q, %s: %v", algorithm, form, how, got)
				}
			}
		}
	}
	for _, other := range []string{"", "hello", "0123456789abcdef", "zz345678901234567890123456789012"} {
		if d := digestOf([]byte(other)); len(other) != 16 && d != "" && found[d] != (hashForm{}) {
			t.Errorf("%q is taken for a hash of the number", other)
		}
	}
}

// However many numbers a scan meets, those that are kept are bounded, and they
// are the same in whatever order they came.
func TestMetNumbersAreBounded(t *testing.T) {
	const n = 5 * maxMet
	a, b := NewMet(), NewMet()
	add := func(m *Met, i int) {
		m.Placed("s", "d")(detectors.NewNumber(fmt.Sprint(i+1), true), uint64(i)*0x9e3779b97f4a7c15)
	}
	for i := range n {
		add(a, i)
		add(b, n-1-i)
	}
	if len(a.byHash) >= 2*maxMet || len(a.places) != 1 {
		t.Errorf("%d numbers of %d places are kept", len(a.byHash), len(a.places))
	}
	bound := min(a.bound.Load(), b.bound.Load())
	for h := range a.byHash {
		if _, ok := b.byHash[h]; h <= bound && !ok {
			t.Fatal("in another order other numbers are kept")
		}
	}
}

// A match now and then is chance, or a number that somebody else hashed.
func TestFewMatchesAreNoFinding(t *testing.T) {
	for _, c := range []struct {
		matched, of int
		want        bool
	}{{0, 100, false}, {1, 100, false}, {2, 100, true}, {100, 100, true}} {
		h := &Field{field: &inventory.Field{}, values: map[string]bool{}, counts: map[hashForm]int{{"MD5", "E.164"}: c.matched}, places: map[int]int{0: c.matched}}
		for i := range c.of {
			h.values[fmt.Sprint(i)] = i < c.matched
		}
		if h.conclude([]inventory.Place{{Source: "s", Dataset: "d"}}); (h.field.Reversible != nil) != c.want {
			t.Errorf("%d of %d: %+v", c.matched, c.of, h.field.Reversible)
		}
	}
}
