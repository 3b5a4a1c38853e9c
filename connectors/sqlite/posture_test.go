package sqlite

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// postureOf asks for the table notes of a database file.
func postureOf(t testing.TB, path string) connectors.DatasetPosture {
	t.Helper()
	c, err := Open(t.Context(), connectors.Source{URL: path, Redact: connectortest.Redact})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	p := c.(connectors.Posturer).Posture(t.Context(), []connectors.Kept{{Dataset: connectors.Dataset{Name: "notes"}, Fields: []string{"text"}}})
	if len(p.Datasets) != 1 {
		t.Fatalf("%d datasets, want 1", len(p.Datasets))
	}
	return p.Datasets[0]
}

func fact(t testing.TB, facts []connectors.Fact, name string) connectors.Fact {
	t.Helper()
	i := slices.IndexFunc(facts, func(f connectors.Fact) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("no %s among %+v", name, facts)
	}
	return facts[i]
}

func TestDeletedRowsMayStay(t *testing.T) {
	rows := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO notes SELECT i, printf('%0500d', i) FROM n"
	for _, c := range []struct {
		name, statement, want string
	}{
		{"nothing was deleted", "SELECT 1", connectors.No},
		{"rows were deleted", "DELETE FROM notes WHERE id > 10", connectors.Yes},
		{"rows were deleted and the file written anew", "DELETE FROM notes WHERE id > 10; VACUUM", connectors.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			db := create(t, path, "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)", rows, c.statement)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			p := postureOf(t, path)
			if f := fact(t, p.Facts, "leftovers.free_pages"); f.Is != c.want || (f.N > 0) != (c.want == connectors.Yes) || f.Of == 0 {
				t.Errorf("%+v, want %s", f, c.want)
			}
			if f := fact(t, p.Facts, "rest.encrypted"); f.Is == connectors.Unknown {
				t.Errorf("%+v: the header says that the file is in clear", f)
			}
		})
	}
}

func TestLogsHaveModesOfTheirOwn(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "sqlite")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a.db")
	db := create(t, path, "PRAGMA journal_mode = WAL", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)", "INSERT INTO notes VALUES (1, 'a')")
	defer db.Close()
	for file, mode := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o644} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	p := postureOf(t, path)
	if f := fact(t, p.Facts, "open.everyone"); f.Is != connectors.No {
		t.Errorf("the file: %+v, want no", f)
	}
	if f := fact(t, p.Facts, "open.side_files"); f.Is != connectors.Yes {
		t.Errorf("the log: %+v, want yes", f)
	}
}
