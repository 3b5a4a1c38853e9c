package all

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A new report format is a folder, a line in [Formats], a row in the suite of
// this package and a row in the README. The test names what was forgotten.
func TestNoFormatIsForgotten(t *testing.T) {
	listed := map[string]string{} // folder -> name
	for _, f := range Formats() {
		listed[strings.Split(fmt.Sprintf("%T", f), ".")[0]] = f.Name()
	}
	folders := formatFolders(t)
	if len(folders) < 7 {
		t.Fatalf("only %d formats found in the sources: %v", len(folders), folders)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		name, ok := listed[folder]
		if !ok {
			t.Errorf("reports/%s: list it in reports/all", folder)
			continue
		}
		if counted[name] == nil {
			t.Errorf("reports/%s: say in reports/all/suite_test.go what its figures must be equal to", folder)
		}
		if !strings.Contains(string(readme), "| `"+name+"` |") {
			t.Errorf("reports/%s: describe %s in the table of formats in README.md", folder, name)
		}
	}
}

// formatFolders are the folders of reports whose type Format has a method
// Render.
func formatFolders(t *testing.T) (folders []string) {
	t.Helper()
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "Render" {
				if r, ok := f.Recv.List[0].Type.(*ast.Ident); ok && r.Name == "Format" {
					folders = append(folders, filepath.Base(filepath.Dir(file)))
				}
			}
		}
	}
	return folders
}

func TestNamesAreThoseOfTheCommandLine(t *testing.T) {
	for _, name := range []string{"table", "json", "html", "csv", "geojson", "markdown", "xlsx", "summary", "ocsf", "sarif", "junit"} {
		if f, ok := Format(name); !ok || f.Name() != name {
			t.Errorf("no format %q", name)
		}
	}
	if _, ok := Format("pdf"); ok {
		t.Error("a format that does not exist was found")
	}
}
