package e2e

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// watch keeps what the servers of the test log of every statement, from the
// moment it was made.
type watch struct {
	t     *testing.T
	db    *pgx.Conn
	maria *sql.DB
	log   string // of PostgreSQL
	from  int64  // in it
}

func newWatch(t *testing.T, db *pgx.Conn, maria *sql.DB) *watch {
	t.Helper()
	ctx := context.Background()
	w := &watch{t: t, db: db, maria: maria}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var dir, name string
	must(db.QueryRow(ctx, "SELECT current_setting('data_directory'), current_database()").Scan(&dir, &name))
	for _, set := range []string{"log_statement = 'all'", "log_min_duration_statement = 0"} {
		_, err := db.Exec(ctx, "ALTER DATABASE "+name+" SET "+set)
		must(err)
	}
	w.log = filepath.Join(filepath.Dir(dir), "log") // where testdata/servers/postgres.sh puts it
	info, err := os.Stat(w.log)
	must(err)
	w.from = info.Size()
	var general, output string
	must(maria.QueryRow("SELECT @@global.general_log, @@global.log_output").Scan(&general, &output))
	for _, q := range []string{"SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON"} {
		_, err := maria.Exec(q)
		must(err)
	}
	t.Cleanup(func() {
		_, _ = maria.Exec("SET GLOBAL general_log = " + general)
		_, _ = maria.Exec("SET GLOBAL log_output = '" + output + "'")
		_, _ = maria.Exec("TRUNCATE TABLE mysql.general_log")
	})
	return w
}

// statements are all that both servers logged.
func (w *watch) statements() (postgres, mariadb string) {
	w.t.Helper()
	b, err := os.ReadFile(w.log)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := w.maria.Query("SELECT argument FROM mysql.general_log")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	var all strings.Builder
	for rows.Next() {
		var q []byte
		if err := rows.Scan(&q); err != nil {
			w.t.Fatal(err)
		}
		all.Write(q)
		all.WriteByte('\n')
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return string(b[w.from:]), all.String()
}

// wantNoTrace wants that the servers logged the reading and none of the digits.
func (w *watch) wantNoTrace(digits ...string) {
	w.t.Helper()
	postgres, mariadb := w.statements()
	for server, read := range map[string]string{postgres: "contacts", mariadb: "people"} {
		if !strings.Contains(server, read) {
			w.t.Errorf("the log does not show that %s was read: it proves nothing", read)
		}
		for _, d := range digits {
			if trace := traceOf(d, server); trace != "" {
				w.t.Errorf("a server's log shows a number that was searched: %s", trace)
			}
		}
	}
	var n int
	for _, d := range digits {
		if err := w.db.QueryRow(context.Background(), "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%' || $1 || '%'", d[3:]).Scan(&n); err != nil || n > 0 {
			w.t.Errorf("the list of sessions shows a number that was searched: %d, %v", n, err)
		}
	}
}
