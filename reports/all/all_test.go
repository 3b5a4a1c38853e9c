package all

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// writesMap is met where a type writes a map, whatever its name.
var writesMap = regexp.MustCompile(`(?m)^func \([^)]*\) Write\(\w+ io\.Writer, \w+ \*datamap\.Map, `)

// Every folder of reports with a type that writes a map is a format, and every
// format is found that way: a pattern that matches nothing would forget all.
func TestNoFormatIsForgotten(t *testing.T) {
	listed := map[string]bool{}
	for _, f := range Formats() {
		listed[strings.Split(fmt.Sprintf("%T", f), ".")[0]] = true
	}
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources found", err)
	}
	var found []string
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Base(filepath.Dir(file))
		if strings.HasSuffix(file, "_test.go") || !writesMap.Match(src) {
			continue
		}
		found = append(found, folder)
		if !listed[folder] {
			t.Errorf("reports/%s is a format and is not in the list of reports/all", folder)
		}
	}
	if len(found) < len(listed) {
		t.Errorf("of %d formats listed only %d were found: %v", len(listed), len(found), found)
	}
}

func TestNamesAreThoseOfTheCommandLine(t *testing.T) {
	for _, name := range []string{"table", "json", "html", "csv", "geojson", "markdown", "xlsx"} {
		if f, ok := Format(name); !ok || f.Name() != name {
			t.Errorf("no format %q", name)
		}
	}
	if _, ok := Format("pdf"); ok {
		t.Error("a format that does not exist was found")
	}
}
