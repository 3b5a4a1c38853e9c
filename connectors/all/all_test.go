package all

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors/sqlite"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ name, source, want string }{
		{"a PostgreSQL URL", "postgres://u:secret@h/db", "postgres"},
		{"its other scheme, in upper case", "PostgreSQL://h", "postgres"},
		{"a MySQL URL", "mysql://h/db", "mysql"},
		{"a MariaDB URL", "mariadb://h/db", "mysql"},
		{"a MongoDB URL", "mongodb://h/db", "mongodb"},
		{"a MongoDB cluster", "mongodb+srv://c.example.com", "mongodb"},
		{"a bucket", "s3://bucket/prefix", "s3"},
		{"a SQLite URL", "sqlite:///a.db", "sqlite"},
		{"a SQLite URL of a relative path", "sqlite:a.db", "sqlite"},
		{"a file URL", "file:///tmp", "files"},
		{"a folder", dir, "files"},
		{"the working directory", ".", "files"},
		{"a path that is not there", filepath.Join(dir, "none"), "files"},
		{"a SQLite database by its first bytes", write("data.bin", sqlite.Magic+"and more"), "sqlite"},
		{"a file called .db that is none", write("a.db", "text"), "files"},
		{"a path with a colon", "notes:today.txt", "files"},
		{"a path on a drive", `C:\data`, "files"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if k, err := Find(c.source); err != nil || k.Name != c.want {
				t.Errorf("got %q, %v; want %q", k.Name, err, c.want)
			}
		})
	}
	t.Run("an unknown scheme lists the known ones and hides the rest", func(t *testing.T) {
		_, err := Find("oracle://scott:tiger@h/db")
		if err == nil || !strings.Contains(err.Error(), "oracle://") || strings.Contains(err.Error(), "tiger") {
			t.Fatalf("got %v", err)
		}
		for _, k := range Kinds() {
			if !strings.Contains(err.Error(), k.Example) {
				t.Errorf("%q does not name %s", err, k.Name)
			}
		}
	})
}

func TestKindsAreComplete(t *testing.T) {
	schemes := map[string]bool{}
	for _, k := range Kinds() {
		if k.Name == "" || k.Example == "" || k.Open == nil || len(k.Schemes) == 0 {
			t.Errorf("kind %q lacks something", k.Name)
		}
		for _, s := range k.Schemes {
			if schemes[s] || s != strings.ToLower(s) {
				t.Errorf("scheme %q is listed twice, or not in lower case", s)
			}
			schemes[s] = true
		}
	}
}

// A folder whose package has a function Open of the connectors' form is a
// kind, and must be in the list.
func TestNoKindIsForgotten(t *testing.T) {
	folders, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		listed := slices.ContainsFunc(Kinds(), func(k Kind) bool { return k.Name == f.Name() })
		if f.IsDir() && opens(t, filepath.Join("..", f.Name())) != listed {
			t.Errorf("connectors/%s: has a function Open and is in the list of connectors/all/all.go, or neither; add a line there", f.Name())
		}
	}
}

// opens tells whether a package has func Open(context.Context,
// connectors.Source) (connectors.Connector, error).
func opens(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			if os.IsNotExist(err) || strings.Contains(err.Error(), fs.ErrNotExist.Error()) {
				continue
			}
			t.Fatal(err)
		}
		if slices.ContainsFunc(file.Decls, isOpen) {
			return true
		}
	}
	return false
}

func isOpen(d ast.Decl) bool {
	f, ok := d.(*ast.FuncDecl)
	if !ok || f.Recv != nil || f.Name.Name != "Open" || f.Type.Params.NumFields() != 2 || f.Type.Results.NumFields() != 2 {
		return false
	}
	typ, ok := f.Type.Results.List[0].Type.(*ast.SelectorExpr)
	return ok && typ.Sel.Name == "Connector"
}
