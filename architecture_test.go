package dialmap_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var updateArchitecture = flag.Bool("update-architecture", false, "write the table of ARCHITECTURE.md")

func TestArchitectureShowsTheRooms(t *testing.T) {
	const file, begin, end = "ARCHITECTURE.md", "-update-architecture -->\n", "<!-- end of rooms -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	above, rest, found := strings.Cut(string(text), begin)
	table, below, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the table of rooms", file)
	}
	want := "\n" + roomTable() + "\n"
	if *updateArchitecture {
		if err := os.WriteFile(file, []byte(above+begin+want+end+below), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want {
		t.Errorf("the table of %s is not that of imports_test.go; write it again: go test . -run Architecture -update-architecture", file)
	}
}

// roomTable is the rooms as Markdown.
func roomTable() string {
	var b strings.Builder
	b.WriteString("| room | may import | other modules | because |\n|---|---|---|---|\n")
	for _, r := range rooms {
		var may []string
		for _, m := range r.may {
			may = append(may, "`"+m+"`")
		}
		others := "no"
		if r.others {
			others = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.path, strings.Join(may, ", "), others, r.because)
	}
	return b.String()
}
