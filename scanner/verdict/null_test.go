package verdict_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/dialmap/dialmap/scanner/verdict"
)

func TestScrambledDigits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name, value string
		keep        int
		stays       string // of the value; x is a digit, of whatever value
	}{
		{"separators stay", "(212) 555-0123", 0, "(xxx) xxx-xxxx"},
		{"a plus stays", "+12125550123", 0, "+xxxxxxxxxxx"},
		{"a leading zero stays", "02079460123", 0, "0xxxxxxxxxx"},
		{"the first two stay", "2125550123", 2, "21xxxxxxxx"},
		{"the first two behind a zero stay", "02079460123", 2, "020xxxxxxxx"},
		{"an exponent stays", "2.125550123e+09", 0, "x.xxxxxxxxxe+09"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := false
			for range 50 {
				got := verdict.Scramble([]byte(c.value), c.keep, rng)
				changed = changed || string(got) != c.value
				for i := range got {
					if isDigit := got[i] >= '0' && got[i] <= '9'; c.stays[i] == 'x' && !isDigit || c.stays[i] != 'x' && got[i] != c.stays[i] {
						t.Fatalf("%s became %s, want %s", c.value, got, c.stays)
					}
				}
				if c.stays[0] == 'x' && got[0] == '0' {
					t.Fatalf("%s became %s: a zero in front", c.value, got)
				}
			}
			if !changed {
				t.Error("nothing was drawn")
			}
		})
	}
}

// column is n values of eleven digits within a stretch of so many.
func column(n int, from, within uint64) (values [][]byte) {
	rng := rand.New(rand.NewPCG(3, from))
	for range n {
		values = append(values, fmt.Appendf(nil, "%011d", from+rng.Uint64N(within)))
	}
	return values
}

func TestNumbersAreDrawnBetweenThoseOfTheColumn(t *testing.T) {
	narrow := column(150, 17_082_290_000, 40_000)
	offices := append(column(75, 17_082_290_000, 1000), column(75, 49_302_290_000, 1000)...)
	for _, c := range []struct {
		name   string
		values [][]byte
		far    float64 // how far from its value one may be
	}{{"ids of a narrow range", narrow, 8000}, {"two offices", offices, 500}, {"six of one range", column(6, 17_082_290_000, 40_000), 40_000}} {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 2))
			n := verdict.NewNeighbours(c.values)
			different := map[string]bool{}
			for _, v := range c.values {
				x, _ := strconv.ParseFloat(string(v), 64)
				got := n.Draw([]byte(string(v)), rng)
				y, err := strconv.ParseFloat(string(got), 64)
				if err != nil || len(got) != len(v) || math.Abs(x-y) > c.far {
					t.Fatalf("%s became %s", v, got)
				}
				different[string(got)] = true
			}
			if len(different) < len(c.values)/2 {
				t.Errorf("only %d different draws", len(different))
			}
		})
	}
}

func TestNumbersBetweenKeepTheirForm(t *testing.T) {
	var values [][]byte
	for i := range 20 {
		values = append(values, fmt.Appendf(nil, "(020) 7946-%04d", 100+i*7))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	n := verdict.NewNeighbours(values)
	if got := string(n.Draw([]byte("(020) 7946-0100"), rng)); got[:11] != "(020) 7946-" || len(got) != 15 {
		t.Errorf("drew %s", got)
	}
	// Of another length, and of too few values, the first two digits stay.
	if got := string(n.Draw([]byte("2125550123"), rng)); got[:2] != "21" || got == "2125550123" {
		t.Errorf("drew %s", got)
	}
	if got := string(verdict.NewNeighbours(values[:5]).Draw([]byte("(020) 7946-0100"), rng)); got[:4] != "(020" || got[:11] == "(020) 7946-" {
		t.Errorf("drew %s of five values", got)
	}
}

func TestDigitsThatAllShare(t *testing.T) {
	few := column(5, 17_082_290_000, 40_000)
	for _, c := range []struct {
		name   string
		values [][]byte
		want   float64
	}{
		{"150 numbers of eleven digits within 40,000", column(150, 17_082_290_000, 40_000), 6.44},
		{"from the whole range", column(150, 10_000_000_000, 89_000_000_000), 0.1},
		{"too few to tell", few, 0},
		{"a few strays do not count", append(column(150, 17_082_290_000, 40_000), []byte("99999999999"), []byte("123")), 6.44},
		{"nothing", nil, 0},
	} {
		if got := verdict.NewNeighbours(c.values).Fixed(); math.Abs(got-c.want) > 0.1 {
			t.Errorf("%s: %.2f, want %.2f", c.name, got, c.want)
		}
	}
}
