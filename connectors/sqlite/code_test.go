package sqlite

import (
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

// A scanned file may hold expressions: in views, generated columns, indexes,
// triggers and virtual tables. They may call SQLite's own functions, which see
// nothing but their arguments, and nothing that reaches outside of the file.
func TestNothingInAFileReachesOutside(t *testing.T) {
	path := made(t, "CREATE TABLE t (a TEXT, v TEXT AS (upper(a)) VIRTUAL, s TEXT AS (upper(a)) STORED)", "INSERT INTO t VALUES ('a')",
		"CREATE TABLE log (a TEXT)", "CREATE TRIGGER log AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END",
		"CREATE INDEX i ON t (lower(a)) WHERE upper(a) = 'A'", "CREATE VIEW plain AS SELECT a || 'b' AS a FROM t",
		"CREATE VIEW loads AS SELECT load_extension('/nowhere') AS a FROM t",
		"CREATE VIEW tokens AS SELECT fts3_tokenizer('simple') AS a FROM t",
		"CREATE VIEW unknown AS SELECT caught(a) AS a FROM t",
		"CREATE VIEW pages AS SELECT data AS a FROM sqlite_dbpage",
		"CREATE VIEW attached AS SELECT file AS a FROM pragma_database_list")
	c, err := Open(t.Context(), connectors.Source{URL: path, Redact: func(s string) string { return s }})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	found, _ := listed(t, c)
	for _, v := range []struct{ name, want, gap string }{
		{"t", "a=a s=A v=A", ""},
		{"plain", "a=ab", ""},
		{"loads", "", "loads"},
		{"tokens", "", "tokens"},
		{"unknown", "", "unknown"},
		{"pages", "", "pages"},
		{"attached", "", "attached"},
		{"log", "", ""},
	} {
		records, gaps := contents(t, c, found[v.name], connectors.Want{})
		var got []string
		for _, r := range records {
			got = append(got, r...)
		}
		if s := strings.Join(got, " "); s != v.want && !(v.name == "t" && strings.Contains(s, "v=A") && strings.Contains(s, "s=A")) {
			t.Errorf("%s is read as %s, want %s", v.name, s, v.want)
		}
		if (len(gaps) > 0) != (v.gap != "") {
			t.Errorf("%s: gaps %v", v.name, gaps)
		}
	}
}
