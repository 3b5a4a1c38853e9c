package xlsx

import (
	"bytes"
	"strings"
	"testing"
)

// What a sheet cannot hold is left out, and said.
func TestASheetThatOverflowsSaysSo(t *testing.T) {
	var xml, texts bytes.Buffer
	n := page{&xml, &texts}.write(sheet{header: []string{"a"}, rows: func(yield func([]any) bool) {
		for yield(nil) {
		}
	}})
	end := xml.String()[xml.Len()-400:]
	if n != maxRows || !strings.Contains(end, `<row r="1048576">`) || !strings.Contains(end, "more rows than a sheet holds") {
		t.Errorf("%d rows, which end in %s", n, end)
	}
}

func TestColumnsAreCountedInLetters(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := column(n); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
}
