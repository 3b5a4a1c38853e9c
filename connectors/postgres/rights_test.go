package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// granted returns a login with exactly the rights that the connector asks for.
func granted(t *testing.T, w world) string {
	t.Helper()
	name, rawURL := w.role(t)
	g, ok := connectors.As[connectors.Granter](open(t, rawURL))
	if !ok {
		t.Fatal("the connector cannot say which rights it needs")
	}
	for _, statement := range g.Rights(context.Background()) {
		if !strings.Contains(statement, name) {
			t.Errorf("right for somebody else: %s", statement)
		}
		if !strings.Contains(statement, "BYPASSRLS") {
			run(t, w.admin, statement)
		}
	}
	return rawURL
}

func TestTheGrantedRightsAreEnough(t *testing.T) {
	w := newWorld(t, "create schema inner_one", "create table inner_one.a (a text)", "insert into inner_one.a values ('x')",
		"create table parts (a text) partition by list (a)", "create table part1 partition of parts default", "insert into parts values ('y')",
		"create materialized view kept as select * from parts", "create view seen as select * from parts")
	c := open(t, granted(t, w))
	for _, name := range []string{"inner_one.a", "public.parts", "public.kept", "public.seen"} {
		o := read(t, c, name, connectors.Want{})
		o.noGaps(t)
		if len(o.records) != 1 {
			t.Errorf("%s: %d records, want 1", name, len(o.records))
		}
	}
	run(t, w.admin, "create table inner_one.later (a text)", "insert into inner_one.later values ('z')")
	o := read(t, c, "inner_one.later", connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 1 {
		t.Errorf("a table made after the grants: %d records, want 1", len(o.records))
	}
}

// review is what the connector says of the rights of a login.
func review(t *testing.T, rawURL string) connectors.RightsReview {
	t.Helper()
	r, ok := connectors.As[connectors.RightsReviewer](open(t, rawURL))
	if !ok {
		t.Fatal("the connector cannot review its rights")
	}
	return r.ReviewRights(context.Background())
}

func TestTheGrantedRightsAreNarrow(t *testing.T) {
	w := newWorld(t, "create table a (a text)")
	rawURL := granted(t, w)
	conn := dial(t, rawURL)
	defer conn.Close(context.Background())
	for _, secret := range []string{"pg_catalog.pg_authid", "pg_catalog.pg_user_mapping", "pg_catalog.pg_statistic"} {
		if _, err := conn.Exec(context.Background(), "select * from "+secret+" limit 0"); err == nil {
			t.Errorf("the granted rights open %s", secret)
		}
	}
	if r := review(t, rawURL); len(r.Excess) > 0 || !strings.Contains(r.Shortcut, "pg_read_all_data") || !strings.Contains(r.Shortcut, "pg_authid") {
		t.Errorf("of exactly the rights it asks for the connector says %q, shortcut %q", r.Excess, r.Shortcut)
	}
}

func TestRightsBeyondAScanAreNamed(t *testing.T) {
	w := newWorld(t, "create table a (a text)", "create table b (a text)", "create table other (a text) partition by list (a)",
		"alter table b enable row level security")
	role, rawURL := w.role(t)
	for _, c := range []struct{ name, grant, revoke, want string }{
		{"nothing", "select 1", "select 1", ""},
		{"reading all data", "grant pg_read_all_data to " + role, "revoke pg_read_all_data from " + role, "pg_read_all_data: it reads the password verifiers"},
		{"writing all data", "grant pg_write_all_data to " + role, "revoke pg_write_all_data from " + role, "pg_write_all_data"},
		{"files of the server", "grant pg_read_server_files to " + role, "revoke pg_read_server_files from " + role, "pg_read_server_files"},
		{"a role that has them", "create role " + role + "_all in role pg_read_all_data; grant " + role + "_all to " + role, "drop role " + role + "_all", "pg_read_all_data"},
		{"writing to one table", "grant update on a to " + role, "revoke update on a from " + role, "may write to 1 of the tables"},
		{"replication", "alter role " + role + " replication", "alter role " + role + " noreplication", "REPLICATION"},
		{"making roles", "alter role " + role + " createrole", "alter role " + role + " nocreaterole", "CREATEROLE"},
		{"a superuser", "alter role " + role + " superuser", "alter role " + role + " nosuperuser", "superuser"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, s := range strings.Split(c.grant, "; ") {
				run(t, w.admin, s)
			}
			defer run(t, w.admin, c.revoke)
			got := strings.Join(review(t, rawURL).Excess, "\n")
			if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
	t.Run("row-level security asks for BYPASSRLS, and nothing else does", func(t *testing.T) {
		g, _ := connectors.As[connectors.Granter](open(t, rawURL))
		if got := strings.Join(g.Rights(context.Background()), "\n"); !strings.Contains(got, "BYPASSRLS") {
			t.Errorf("not asked for in %s", got)
		}
		run(t, w.admin, "drop table b")
		if got := strings.Join(g.Rights(context.Background()), "\n"); strings.Contains(got, "BYPASSRLS") {
			t.Errorf("asked for in %s", got)
		}
	})
}

func TestForbiddenParts(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table open_one (a text)", "insert into open_one values ('x')",
		"create table secret (a text)", "insert into secret values ('x')",
		"create schema walled", "create table walled.a (a text)",
		"create table some_columns (a text, b text, c jsonb)", "insert into some_columns values ('x', 'y', '{\"k\": 1}')",
		"create table parent (a text) partition by list (a)", "create table leaf partition of parent default", "insert into parent values ('x'), ('y')",
		"create table guarded (a text)", "insert into guarded values ('x'), ('y')", "alter table guarded enable row level security",
		"create policy p on guarded using (a = 'x')",
		"create view through as select * from guarded", "create table reached (a text)",
		"create view failing with (security_invoker) as select * from secret")
	role, rawURL := w.role(t)
	run(t, w.admin, "grant select on open_one, parent, guarded, through, failing, walled.a to "+role, "grant select (a, c) on some_columns to "+role)
	c := open(t, rawURL)
	if found, gaps := list(t, c); len(gaps) > 0 || len(found) != 9 {
		t.Errorf("%d datasets and gaps %v: the forbidden ones belong on the page", len(found), gaps)
	}

	t.Run("a table without permission is a gap with the statement that helps", func(t *testing.T) {
		o := read(t, c, "public.secret", connectors.Want{})
		gap(t, o.gaps, connectors.Denied, "public.secret", `GRANT SELECT ON "public"."secret"`)
		if len(o.records) > 0 {
			t.Error("it was read")
		}
	})
	t.Run("the others are read", func(t *testing.T) {
		o := read(t, c, "public.open_one", connectors.Want{})
		o.noGaps(t)
		if len(o.records) != 1 {
			t.Errorf("%d records, want 1", len(o.records))
		}
	})
	t.Run("a view over something without permission", func(t *testing.T) {
		gap(t, read(t, c, "public.failing", connectors.Want{}).gaps, connectors.Denied, "public.failing", "behind it")
	})
	t.Run("a schema without permission", func(t *testing.T) {
		gap(t, read(t, c, "walled.a", connectors.Want{}).gaps, connectors.Denied, `GRANT USAGE ON SCHEMA "walled"`)
	})
	t.Run("columns without permission", func(t *testing.T) {
		o := read(t, c, "public.some_columns", connectors.Want{})
		gap(t, o.gaps, connectors.Denied, "public.some_columns/b", `GRANT SELECT ("b")`)
		if len(o.records) != 1 || o.records[0].show("a") != "'x'" || o.records[0].show("c.k") != "'1'" || len(o.gaps) != 1 {
			t.Errorf("%d records, %d gaps", len(o.records), len(o.gaps))
		}
	})
	t.Run("a partitioned table granted on the parent only is read in one piece", func(t *testing.T) {
		o := read(t, c, "public.parent", connectors.Want{})
		gap(t, o.gaps, connectors.Denied, "through the parent")
		if len(o.records) != 2 || o.shards != 1 {
			t.Errorf("%d records in %d shards, want 2 in 1", len(o.records), o.shards)
		}
	})
	t.Run("row-level security never hides rows in silence", func(t *testing.T) {
		o := read(t, c, "public.guarded", connectors.Want{})
		gap(t, o.gaps, connectors.Filtered, "BYPASSRLS")
		if len(o.records) > 0 {
			t.Errorf("%d of 2 records were read", len(o.records))
		}
	})
	t.Run("pg_read_all_data does not lift row-level security", func(t *testing.T) {
		gap(t, read(t, open(t, w.reader), "public.guarded", connectors.Want{}).gaps, connectors.Filtered)
	})
	t.Run("BYPASSRLS does", func(t *testing.T) {
		run(t, w.admin, "alter role "+role+" bypassrls")
		o := read(t, c, "public.guarded", connectors.Want{})
		o.noGaps(t)
		if len(o.records) != 2 {
			t.Errorf("%d records, want 2", len(o.records))
		}
	})
}

func TestALockedTableIsAGapAndHidesNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table busy (a text)", "insert into busy values ('x')", "create table calm (a text)", "insert into calm values ('x')")
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "begin; lock table busy in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	c := openSource(t, connectors.Source{URL: w.reader, Timeout: 500 * time.Millisecond})
	found, gaps := list(t, c)
	if len(found) != 2 || len(gaps) > 0 {
		t.Errorf("%d datasets, gaps %v", len(found), gaps)
	}
	gap(t, read(t, c, "public.busy", connectors.Want{}).gaps, connectors.Timeout, "locked")
	if o := read(t, c, "public.calm", connectors.Want{}); len(o.records) != 1 || len(o.gaps) > 0 {
		t.Errorf("%d records of the other table, gaps %v", len(o.records), o.gaps)
	}
}
