package main

import (
	"strings"
	"testing"
)

func TestTheGateHoldsEachClassToItsFloor(t *testing.T) {
	for _, c := range []struct {
		name    string
		classes map[string]ratio
		want    string // part of the error
	}{
		{"all at their floors", map[string]ratio{"a": {98, 100}, "b": {1, 2}}, ""},
		{"one below", map[string]ratio{"a": {97, 100}, "b": {1, 2}}, "a: 97.0 % of 100, and the floor is 98.0 %"},
		{"a class that is no longer measured", map[string]ratio{"a": {98, 100}}, "b: – of 0"},
	} {
		floors, err := readFloors("# comment\n98 a\n\n50 b\n")
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err = holdFloors(&out, c.classes, floors)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := readFloors("many a\n"); err == nil {
		t.Error("a floor that is not a number was read")
	}
	if floors, err := readFloors(floorsText); err != nil || len(floors) < 8 {
		t.Errorf("%d floors, %v", len(floors), err)
	}
}
