package files

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/sqlite"
	_ "modernc.org/sqlite" // makes the databases
)

// database makes one with the fixture in table people.
func database(t testing.TB, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	exec := func(q string, args ...any) {
		if _, err := db.Exec(q, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, phone TEXT, mobile INTEGER, country TEXT, notes TEXT,
		contact JSON, score REAL, active BOOLEAN, created TIMESTAMP)`)
	exec(`BEGIN`)
	for _, r := range connectortest.Records() {
		exec(`INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Name, r.Phone, r.Mobile, r.Country, r.Notes,
			string(r.Contact.JSON()), r.Score, r.Active, r.Values()["created"][0].Text)
	}
	exec(`COMMIT`)
}

func openNesting(t testing.TB, dir string, redact func(string) string) connectors.Connector {
	t.Helper()
	c, err := Nesting(sqlite.Open)(t.Context(), connectors.Source{Name: "test", URL: dir, Redact: redact})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestADatabaseInAFolder(t *testing.T) {
	dir := t.TempDir()
	database(t, filepath.Join(dir, "shop 415-555-0123", "crm.db"))
	write(t, filepath.Join(dir, "people.ndjson"), connectortest.NDJSON(connectortest.Records()))
	for _, w := range []connectortest.World{
		{Dataset: "people.ndjson", Draw: connectors.Offsets},
		{Dataset: "shop {}/crm.db/people", Text: func(path, canonical string) string {
			if path == "active" { // SQLite has no booleans
				return strings.NewReplacer("true", "1", "false", "0").Replace(canonical)
			}
			return canonical
		}},
	} {
		w.Open = func(t testing.TB, redact func(string) string) connectors.Connector {
			return openNesting(t, dir, redact)
		}
		if w.Text != nil {
			w.Draw = drawOf(t, w, w.Dataset) // as databases are drawn from: what is in a folder is no other
		}
		t.Run(w.Dataset, func(t *testing.T) { connectortest.Run(t, w) })
	}
}

func drawOf(t *testing.T, w connectortest.World, dataset string) connectors.Design {
	t.Helper()
	c := w.Open(t, connectortest.Redact)
	defer c.Close()
	for d, err := range c.Datasets(t.Context()) {
		if err != nil || d.Name != dataset {
			continue
		}
		for s := range c.Shards(t.Context(), d) {
			return s.Draw
		}
	}
	return connectors.Whole
}

func TestABrokenDatabaseIsAGap(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "bad.db"), append([]byte("SQLite format 3\x00"), make([]byte, 4000)...))
	write(t, filepath.Join(dir, "bad.db-wal"), make([]byte, 100))
	write(t, filepath.Join(dir, "a.csv"), []byte("id,n\n1,a\n"))
	c := openNesting(t, dir, connectortest.Redact)
	defer c.Close()
	var names, gaps []string
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			gaps = append(gaps, strings.SplitN(err.Error(), ":", 2)[0])
			continue
		}
		names = append(names, d.Name)
	}
	if !slices.Equal(names, []string{"a.csv"}) || !slices.Equal(gaps, []string{"bad.db"}) {
		t.Errorf("datasets %v, gaps %v", names, gaps)
	}
}
