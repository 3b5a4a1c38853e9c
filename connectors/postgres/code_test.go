package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

// trapped is a world in which a user without rights of note owns a schema. Its
// function trap leaves an advisory lock behind, which outlives the read-only
// transaction it was taken in: that is how a test sees that it ran.
type trapped struct {
	world
	owner string // URL of the user
}

func newTrapped(t *testing.T) trapped {
	t.Helper()
	w := newWorld(t, "create schema m", "create extension hstore schema m", "create extension citext schema m", "create foreign data wrapper nothing")
	name, rawURL := w.role(t)
	run(t, w.admin, "grant create on database "+w.name+" to "+name, "grant create, usage on schema m to "+name, "grant usage on foreign data wrapper nothing to "+name)
	run(t, rawURL,
		`create function m.trap(int) returns text language plpgsql immutable as $$ begin perform pg_catalog.pg_advisory_lock_shared(4711); return current_user; end $$`,
		`create function m.caught(anyelement) returns text language plpgsql immutable as $$ begin perform pg_catalog.pg_advisory_lock_shared(4711); return current_user; end $$`,
		`create function m.inlined(text) returns text language sql immutable as 'select m.trap(1) || $1'`,
		`create function m.lower(text) returns text language plpgsql immutable as $$ begin return pg_catalog.lower($1); end $$`,
		"create type m.pair as (a text, b int)", "create type m.mood as enum ('so so')", "create domain m.tel as text", "create domain m.both as m.pair",
		"create type m.span as range (subtype = text, multirange_type_name = m.spans)",
		"create domain m.checked as text check (m.trap(1) is not null)",
		"create server nowhere foreign data wrapper nothing")
	for _, typ := range []string{"m.pair", "m.mood", "m.span", "m.spans", "m.pair[]", "m.mood[]", "m.tel[]", "m.span[]", "m.tel"} {
		f := "m.cast_" + strings.NewReplacer(".", "_", "[]", "_list").Replace(typ)
		run(t, rawURL, "create function "+f+"("+typ+") returns text language plpgsql as $$ begin perform pg_catalog.pg_advisory_lock_shared(4711); return current_user; end $$",
			"create cast ("+typ+" as text) with function "+f+"("+typ+") as implicit")
	}
	return trapped{w, rawURL}
}

// sprung counts the sessions in which the trap ran.
func (w trapped) sprung(t *testing.T) (n int) {
	t.Helper()
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	err := conn.QueryRow(context.Background(), `select count(*) from pg_locks
		where locktype = 'advisory' and objid = 4711 and database = (select oid from pg_database where datname = current_database())`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Reading what a user of the source made runs no code of that user's: it would
// run with the rights of the scan's login.
func TestNoCodeOfTheSourceRuns(t *testing.T) {
	t.Parallel()
	w := newTrapped(t)
	for i, c := range []struct {
		name   string
		setup  string            // as the user; T is the table
		spring string            // a query that would run the code, "" where none could
		path   string            // of the column read
		want   string            // its values
		gap    connectors.Reason // "" none
	}{
		{"a composite type with a cast to text", "create table T (v m.pair); insert into T values (row('a b', 1))", "select v::text from T", "v", `'("a b",1)'`, ""},
		{"a composite of nulls is not null, and null is", "create table T (v m.pair); insert into T values (row(null, null)), (null)", "select left(v, 9) from T", "v", `'(,)' NULL`, ""},
		{"a composite in a domain", "create table T (v m.both); insert into T values (row('a', 1))", "select v::text from T", "v", `'(a,1)'`, ""},
		{"an enumeration", "create table T (v m.mood); insert into T values ('so so')", "select v::text from T", "v", `'so so'`, ""},
		{"a range", "create table T (v m.span); insert into T values ('[a,b)')", "select v::text from T", "v", `'[a,b)'`, ""},
		{"a multirange", "create table T (v m.spans); insert into T values ('{[a,b)}')", "select v::text from T", "v", `'{[a,b)}'`, ""},
		{"a list of composites", "create table T (v m.pair[]); insert into T values (array[row('a', 1)::m.pair])", "select v::text from T", "v[]", `'(a,1)'`, ""},
		{"a list of an enumeration", "create table T (v m.mood[]); insert into T values ('{so so}')", "select v::text from T", "v[]", `'so so'`, ""},
		{"a list of a domain", "create table T (v m.tel[]); insert into T values ('{a,NULL}')", "select v::text from T", "v[]", `'a' NULL`, ""},
		{"a list of ranges", `create table T (v m.span[]); insert into T values ('{"[a,b)"}')`, "select v::text from T", "v[]", `'[a,b)'`, ""},
		{"a domain, of which the server ignores casts", "create table T (v m.tel); insert into T values ('a')", "", "v", `'a'`, ""},
		{"a domain with a check", "create table T (v m.checked); insert into T values ('a')", "select 'a'::text::m.checked from T", "v", `'a'`, ""},
		{"types of extensions", `create table T (v m.citext, w m.hstore); insert into T values ('Aa', '"k"=>"a"')`, "", "w.k", `'a'`, ""},
		{"a collation of its own", "create collation m.loose (provider = icu, locale = 'und', deterministic = false); create table T (v text collate m.loose); insert into T values ('a')", "", "v", `'a'`, ""},
		{"a default", "create table T (w int, v text default m.trap(1)); insert into T values (1, 'a')", "select m.trap(1)", "v", `'a'`, ""},
		{"a stored generated column", "create table T (w int, v text generated always as (m.inlined('a')) stored); insert into T values (1)", "select m.inlined('a')", "v", "*", ""},
		{"a check of the table", "create table T (v text, check (m.trap(1) is not null)); insert into T values ('a')", "set constraint_exclusion = on; select v from T where v = 'a'", "v", `'a'`, ""},
		{"an index over a constant call", "create table T (v text); insert into T values ('a'); create index on T ((v || m.trap(1)))", "select v from T", "v", "", connectors.Unsupported},
		{"an index over an SQL function that hides one", "create table T (v text); insert into T values ('a'); create index on T (m.inlined(v))", "select v from T", "v", "", connectors.Unsupported},
		{"a partial index", "create table T (v text); insert into T values ('a'); create index on T (v) where m.trap(1) is not null", "select v from T where v = 'a'", "v", "", connectors.Unsupported},
		{"statistics over an expression", "create table T (v text); insert into T values ('a'); create statistics m.s0 on (v || m.trap(1)), v from T", "select v from T where v = 'a'", "v", "", connectors.Unsupported},
		{"an index over a function of a column", "create table T (v text); insert into T values ('a'); create index on T (m.lower(v))", "", "v", `'a'`, ""},
		{"an index over the server's own functions", "create table T (v text); insert into T values ('a'); create index on T (lower('A' || v || 'B' || 1::text))", "", "v", `'a'`, ""},
		{"an index over an operator", "create function m.and_trap(text, text) returns text language sql immutable as 'select $1 || m.trap(1) || $2'; " +
			"create operator m.## (function = m.and_trap, leftarg = text, rightarg = text); create table T (v text); insert into T values ('a'); create index on T ((v operator(m.##) 'x'))",
			"select v from T", "v", "", connectors.Unsupported},
		{"a partition key", "create table T (v text) partition by list ((v || m.trap(1))); create table T0 partition of T default; insert into T values ('a')", "select v from T", "v", `'a'`, ""},
		{"a foreign table among the partitions", "create table T (v text) partition by list (v); create table T0 partition of T default; insert into T values ('a'); create foreign table T1 partition of T for values in ('b') server nowhere",
			"", "v", `'a'`, connectors.Skipped},
		{"a materialised view", "create materialized view T as select 'a' || length(m.trap(1)) as v", "select m.trap(1)", "v", "*", ""},
		{"a view", "create table T0 (a text); insert into T0 values ('a'); create view T as select m.trap(1) || a as v from T0", "select v from T", "v", "", connectors.Unsupported},
		{"a view over a view", "create table T0 (a text); insert into T0 values ('a'); create view T1 as select m.inlined(a) as v from T0; create view T as select v from T1", "select v from T", "v", "", connectors.Unsupported},
		{"a view with an operator", "create function m.or_trap(text, text) returns text language sql volatile as 'select m.trap(1)'; " +
			"create operator m.<<>> (function = m.or_trap, leftarg = text, rightarg = text); create table T0 (a text); insert into T0 values ('a'); create view T as select a operator(m.<<>>) 'x' as v from T0",
			"select v from T", "v", "", connectors.Unsupported},
		{"a view with a cast to a domain", "create table T0 (a text); insert into T0 values ('a'); create view T as select a::m.checked as v from T0", "select v from T", "v", "", connectors.Unsupported},
		{"a view over an index", "create table T0 (a text); insert into T0 values ('a'); create index on T0 ((a || m.trap(1))); create view T as select a as v from T0", "select v from T", "v", "", connectors.Unsupported},
		{"a view over a materialised view", "create materialized view T0 as select m.trap(1) as v; create view T as select 'a' as v from T0", "", "v", `'a'`, ""},
		{"a view of a composite", "create table T0 (a m.pair); insert into T0 values (row('a', 1)); create view T as select a as v from T0", "select v::text from T", "v", `'(a,1)'`, ""},
		{"a policy", "create table T (v text); insert into T values ('a'); alter table T enable row level security; create policy p on T using (m.trap(1) is not null)", "select v from T", "v", "", connectors.Filtered},
	} {
		t.Run(c.name, func(t *testing.T) {
			name := fmt.Sprintf("m.x%c%c", 'a'+i/26, 'a'+i%26)
			in := func(sql string) string {
				for _, n := range []string{"T0", "T1", "T"} {
					sql = strings.NewReplacer(" "+n+" ", " "+name+strings.ToLower(n)+" ", " "+n+";", " "+name+strings.ToLower(n)+";").Replace(sql + " ")
				}
				return strings.TrimSpace(sql)
			}
			for _, s := range strings.Split(in(c.setup), "; ") {
				run(t, w.owner, s)
			}
			if c.spring != "" {
				conn := dial(t, w.reader)
				for _, s := range strings.Split(in(c.spring), "; ") {
					if _, err := conn.Exec(context.Background(), s); err != nil {
						t.Fatalf("%s: %v", s, err)
					}
				}
				if w.sprung(t) == 0 {
					t.Error("the trap is none: reading it in the usual way does not run it")
				}
				_ = conn.Close(context.Background())
				for range 100 {
					if w.sprung(t) == 0 {
						break // the session is gone
					}
				}
			}
			reader := open(t, w.reader)
			o := read(t, reader, name+"t", connectors.Want{})
			if n := w.sprung(t); n > 0 {
				t.Errorf("code of the source ran in %d sessions", n)
			}
			if c.gap == "" {
				o.noGaps(t)
			} else {
				gap(t, o.gaps, c.gap, name)
			}
			var got []string
			for _, r := range o.records {
				got = append(got, r.show(c.path))
			}
			if s := strings.Join(got, " "); s != c.want && (c.want != "*" || s == "" || strings.Contains(s, "NULL")) {
				t.Errorf("%s is %s, want %s", c.path, s, c.want)
			}
		})
	}
}

// What was listed as harmless may be something else when it is read.
func TestWhatIsSwappedBeforeItIsRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, swap string
	}{
		{"a column of another type", "alter table m.t alter v type m.pair using row(v, 1)::m.pair"},
		{"a view in its place", "alter table m.t rename to gone; create view m.t as select m.trap(1) || v as v from m.gone"},
		{"another table in its place", "alter table m.t rename to gone; create table m.t (v m.pair)"},
		{"a schema in the place of its own", "alter schema m rename to n; create schema m; create table m.t (v n.pair)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTrapped(t)
			run(t, w.owner, "create table m.t (v text)", "insert into m.t values ('a')")
			reader := open(t, w.reader)
			all := shards(t, reader, "m.t")
			if len(all) != 1 {
				t.Fatalf("%d shards, want 1", len(all))
			}
			for _, s := range strings.Split(c.swap, "; ") {
				if strings.Contains(c.swap, "schema") {
					run(t, w.admin, s)
				} else {
					run(t, w.owner, s)
				}
			}
			o := outcome{types: map[string]string{}}
			o.shard(t, reader, all[0], connectors.Want{})
			e := gap(t, o.gaps, connectors.Changed, "since it was listed")
			if !e.Retry || len(o.records) > 0 {
				t.Errorf("retry %v, %d records", e.Retry, len(o.records))
			}
			if n := w.sprung(t); n > 0 {
				t.Errorf("code of the source ran in %d sessions", n)
			}
		})
	}
}
