package region

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// What is read by hand is what these expressions find.
func TestPostalCodesByHand(t *testing.T) {
	zip := regexp.MustCompile(`(?:^|[ ,])([A-Z]{2}),? +(\d{5})(?:-\d{4})?$`)
	canadian := regexp.MustCompile(`\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b`)
	pieces := []string{"NY", "QC", "TX 78701", "V6B 4Y8", "a", ",", " ", "  ", "10001", "1234", "-6789", "-", "K1A", "0B1", "D1A", "K1a", "0b1", "_", "é", "9", "Z"}
	r := rand.New(rand.NewPCG(1, 2))
	found := [2]int{}
	for range 200_000 {
		var s string
		for range 1 + r.IntN(7) {
			s += pieces[r.IntN(len(pieces))]
		}
		want := ""
		if m := zip.FindStringSubmatch(s); m != nil {
			want = m[1]
			found[0]++
		}
		if got := string(beforeZip([]byte(s))); got != want {
			t.Fatalf("the state of %q: %q, want %q", s, got, want)
		}
		if got, want := canadianCode([]byte(s)), canadian.MatchString(s); got != want {
			t.Fatalf("a Canadian code in %q: %v, want %v", s, got, want)
		} else if want {
			found[1]++
		}
	}
	if found[0] < 500 || found[1] < 500 {
		t.Errorf("too few were there to find: %v", found)
	}
}
