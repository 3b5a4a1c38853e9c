package sqlite

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// loadFixture makes a database file with the standard fixture in table people.
func loadFixture(t testing.TB, pragmas, options string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fixture.db")
	db := create(t, path, pragmas, `CREATE TABLE people (
		id INTEGER PRIMARY KEY, name TEXT, phone TEXT, mobile INTEGER, country TEXT, notes TEXT,
		contact JSON, score REAL, active BOOLEAN, created TIMESTAMP) `+options)
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range connectortest.Records() {
		v := r.Values()
		if _, err := tx.Exec(`INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.Name, r.Phone, r.Mobile, r.Country, r.Notes, string(r.Contact.JSON()), r.Score, r.Active, v["created"][0].Text); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

// create makes a database file and runs statements in it, one connection for
// all.
func create(t testing.TB, path string, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return db
}

func TestConformance(t *testing.T) {
	for _, c := range []struct{ name, pragmas, options string }{
		{"a table with row numbers", ``, ``},
		{"a table without row numbers, in small pages", `PRAGMA page_size = 512`, `WITHOUT ROWID`},
		{"in UTF-16, with a log that was emptied", `PRAGMA encoding = 'UTF-16'; PRAGMA journal_mode = WAL`, ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := loadFixture(t, c.pragmas, c.options)
			connectortest.Run(t, connectortest.World{
				Open: func(t testing.TB, redact func(string) string) connectors.Connector {
					return opened(t, "sqlite://"+path, redact)
				},
				Dataset: "people",
				Draw:    connectors.Records,
				Text: func(path, canonical string) string {
					if path == "active" { // SQLite has no booleans
						return strings.NewReplacer("true", "1", "false", "0").Replace(canonical)
					}
					return canonical
				},
			})
		})
	}
}

func opened(t testing.TB, url string, redact func(string) string) connectors.Connector {
	t.Helper()
	c, err := Open(t.Context(), connectors.Source{Name: "test", URL: url, Redact: redact})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
