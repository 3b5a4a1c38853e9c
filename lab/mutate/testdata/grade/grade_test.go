package grade

import "testing"

func TestPasses(t *testing.T) {
	for _, c := range []struct {
		points, of int
		want       bool
	}{{5, 10, true}, {4, 10, false}, {0, 0, false}, {6, 10, true}, {1, 1, true}, {3, 6, true}} {
		if got := Passes(c.points, c.of); got != c.want {
			t.Errorf("%d of %d: got %v", c.points, c.of, got)
		}
	}
}

func TestRounded(t *testing.T) {
	if Rounded(50) != 50 || Rounded(2000) != 100 {
		t.Error("wrong")
	}
}

func TestSpin(t *testing.T) {
	if Spin(3) != 3 {
		t.Error("wrong")
	}
}
