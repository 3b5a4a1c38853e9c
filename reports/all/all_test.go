package all

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var implements = regexp.MustCompile(`(?m)^type Format struct`)

// Every folder of reports that has a type Format is a format.
func TestNoFormatIsForgotten(t *testing.T) {
	listed := map[string]bool{}
	for _, f := range Formats() {
		listed[strings.Split(fmt.Sprintf("%T", f), ".")[0]] = true
	}
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources found", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Base(filepath.Dir(file))
		if implements.Match(src) && !listed[folder] {
			t.Errorf("reports/%s is a format and is not in the list of reports/all", folder)
		}
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
