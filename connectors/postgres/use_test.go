package postgres_test

import (
	"context"
	"testing"
	"time"
)

// From PostgreSQL 16 on the server knows when a table was last read; before, it
// says nothing, and nothing is guessed.
func TestLastRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table used (a text)", "insert into used values ('x')", "create table unused (a text)")
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	var version int
	if err := conn.QueryRow(t.Context(), "select current_setting('server_version_num')::int").Scan(&version); err != nil {
		t.Fatal(err)
	}
	if version >= 160000 {
		run(t, w.admin, "select * from used", "select pg_stat_force_next_flush()", "select 1")
	}
	found, _ := list(t, open(t, w.reader))
	used, unused := found["public.used"].Use, found["public.unused"].Use
	if version < 160000 {
		if used != nil || unused != nil {
			t.Errorf("a server that does not count said %v, %v", used, unused)
		}
		return
	}
	if used == nil || time.Since(used.Read) > time.Hour || unused == nil || !unused.Read.IsZero() {
		t.Errorf("last read %+v, and of a table that nobody read %+v", used, unused)
	}
}
