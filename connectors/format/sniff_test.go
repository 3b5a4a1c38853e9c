package format

import (
	"strings"
	"testing"
)

func TestTablesUnderTheNameOfText(t *testing.T) {
	rows := func(head, row string) string { return head + "\n" + strings.Repeat(row+"\n", 8) }
	for head, want := range map[string]Kind{
		rows("Name\tPhone\tCountry", "Ann\t12\tUS"):        CSV,
		rows("Name;Phone;Country", "Ann;12;US"):            CSV,
		rows("Dear all, hello", "see you, soon"):           Text,
		rows("10:00\tstarted", "10:01\tstopped at line 3"): Text,
		"Name\tPhone\n": Text,
	} {
		if got := Sniff("a.txt", []byte(head)); got != want {
			t.Errorf("%q: %v, want %v", head, got, want)
		}
	}
	if got := Sniff("a.log", []byte(rows("Name\tPhone\tCountry", "Ann\t12\tUS"))); got != Text {
		t.Errorf("a log: %v", got)
	}
}

func TestBracketsOfALogAreNoJSON(t *testing.T) {
	for head, want := range map[string]Kind{
		"[12.05.23, 18:30:12] Ann: hello\n[12.05.23, 18:31:02] Max: hi\n": Text,
		"[1700000000] call from +442079460123\n":                          Text,
		"[1] ok\n[2] ok\n":                                                Text,
		"[2026-11-25 10:00:00] started\n":                                 Text,
		"[1, 2, 3]\n":                                                     JSON,
		"[1.5e+3,\n2]\n":                                                  JSON,
		"[[1,2],[3,4]]":                                                   JSON,
		"[{\"a\":1}]":                                                     JSON,
		"[]":                                                              JSON,
		"[1,2]\n[3,4]\n":                                                  NDJSON,
	} {
		if got := Sniff("a.txt", []byte(head)); got != want {
			t.Errorf("%q: %v, want %v", head, got, want)
		}
	}
}
