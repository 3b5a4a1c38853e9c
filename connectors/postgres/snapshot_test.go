package postgres_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/postgres"
)

// busy is a table with room for rows within its blocks, of half so many rows.
// 40,000 are two shards.
func busy(t testing.TB, rows int) world {
	w := newWorld(t, "create table busy (id int, filler text)",
		"insert into busy select g, repeat('x', 900) from generate_series(1, "+strconv.Itoa(rows)+") g",
		"delete from busy where id % 2 = 0", "vacuum busy")
	return w
}

// rows reads all shards, or draws every slot of them.
func rows(t testing.TB, c connectors.Connector, shards []connectors.Shard, draw bool) outcome {
	t.Helper()
	o := outcome{types: map[string]string{}}
	for _, s := range shards {
		w := connectors.Want{Fields: []string{"id"}}
		if draw {
			w = everySlot(s, 1)
			w.Fields = []string{"id"}
		}
		o.shard(t, c, s, w)
	}
	return o
}

func TestASnapshotShowsOneMoment(t *testing.T) {
	t.Parallel()
	w := busy(t, 40000)
	c := openSource(t, connectors.Source{URL: w.reader, Snapshot: true})
	plain := openSource(t, connectors.Source{URL: w.reader})
	shards := cut(t, c, "public.busy")
	if len(shards) < 2 {
		t.Fatalf("%d shards, want some", len(shards))
	}
	first := rows(t, c, shards[:1], false)
	run(t, w.admin, "insert into busy select -g, repeat('y', 900) from generate_series(1, 5000) g",
		"update busy set filler = 'z' where id between 1 and 500", "delete from busy where id between 501 and 1000")
	rest := rows(t, c, shards[1:], false)
	drawn := rows(t, c, shards, true)
	now := rows(t, plain, shards, false)
	for _, o := range []outcome{first, rest, drawn, now} {
		o.noGaps(t)
	}
	if n := len(first.records) + len(rest.records); n != 20000 {
		t.Errorf("%d rows at the snapshot, want 20000", n)
	}
	if len(drawn.records) != 20000 {
		t.Errorf("%d rows drawn at the snapshot, want 20000", len(drawn.records))
	}
	if len(now.records) == 20000 {
		t.Error("the changes cannot be seen without a snapshot either")
	}
}

// transactions counts those of the scan that see a snapshot.
func transactions(t testing.TB, w world) (n int) {
	t.Helper()
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	err := conn.QueryRow(context.Background(), `select count(*) from pg_stat_activity
		where datname = current_database() and application_name like 'dialmap%' and backend_xmin is not null`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// until waits for ok, at most ten seconds.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if ok() {
			return
		}
		<-tick.C
	}
	t.Errorf("%s did not come to pass in ten seconds", what)
}

func TestASnapshotIsGivenUp(t *testing.T) {
	t.Parallel()
	w := busy(t, 2000)
	c := openSource(t, connectors.Source{URL: w.reader, Snapshot: true})
	postgres.HoldFor(c, 300*time.Millisecond)
	shards := cut(t, c, "public.busy")
	rows(t, c, shards, false).noGaps(t)
	if n := transactions(t, w); n > 1 {
		t.Errorf("%d transactions hold a snapshot, want 1", n)
	}
	until(t, "giving it up", func() bool { return transactions(t, w) == 0 })
	o := rows(t, c, shards[:1], false)
	e := gap(t, o.gaps, connectors.Changed, "public.busy", "given up after")
	if len(o.gaps) != 1 || e.Retry || len(o.records) == 0 {
		t.Errorf("gaps %v beside %d rows", o.gaps, len(o.records))
	}
}

func TestASnapshotWhoseConnectionIsLost(t *testing.T) {
	t.Parallel()
	w := busy(t, 2000)
	c := openSource(t, connectors.Source{URL: w.reader, Snapshot: true})
	shards := cut(t, c, "public.busy")
	run(t, w.admin, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'dialmap%' and state = 'idle in transaction'")
	until(t, "its end", func() bool { return transactions(t, w) == 0 })
	o := rows(t, c, shards, false)
	gap(t, o.gaps, connectors.Changed, "public.busy", "was lost")
	if len(o.gaps) != len(shards) || len(o.records) != 1000 {
		t.Errorf("gaps %v beside %d rows", o.gaps, len(o.records))
	}
}

func TestASnapshotKeepsToTheConnectionsAllowed(t *testing.T) {
	t.Parallel()
	w := busy(t, 2000)
	c := openSource(t, connectors.Source{URL: w.reader, Snapshot: true, Connections: 1})
	o := rows(t, c, cut(t, c, "public.busy"), false)
	gap(t, o.gaps, connectors.Limit, "public.busy", "pace.connections")

	other := newWorld(t, "create table t (id int)", "insert into t values (1)")
	name, rawURL := w.role(t)
	run(t, w.admin, "grant select on busy to "+name)
	run(t, other.admin, "grant select on t to "+name)
	t.Cleanup(func() { run(t, other.admin, "drop owned by "+name) })
	c, err := postgres.Open(t.Context(), connectors.Source{URL: on(t, rawURL, ""), Snapshot: true, Redact: connectortest.Redact})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var told, rest int
	for d, err := range c.Datasets(t.Context()) {
		if err != nil || d.Sub != w.name && d.Sub != other.name || d.Name != "public.busy" && d.Name != "public.t" {
			continue
		}
		o := readDataset(t, c, d, connectors.Want{})
		if len(o.gaps) > 0 {
			told++
			gap(t, o.gaps, connectors.Limit, "name the database in the URL")
		} else {
			rest++
		}
	}
	if told != 1 || rest != 1 {
		t.Errorf("%d databases without a snapshot and %d with, want 1 of each", told, rest)
	}
}

func TestClosingEndsTheSnapshot(t *testing.T) {
	t.Parallel()
	w := busy(t, 2000)
	c := openSource(t, connectors.Source{URL: w.reader, Snapshot: true})
	rows(t, c, cut(t, c, "public.busy"), false).noGaps(t)
	if n := transactions(t, w); n != 1 {
		t.Errorf("%d transactions hold a snapshot, want 1", n)
	}
	_ = c.Close()
	until(t, "ending it", func() bool { return transactions(t, w) == 0 })
}
