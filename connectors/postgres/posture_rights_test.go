package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/postgres"
)

// letters writes a number without digits, which could look like a phone number.
func letters(n int) string {
	return string([]byte{byte('a' + n/26%26), byte('a' + n%26)})
}

// randomWorld makes roles, memberships, tables and grants at random.
func randomWorld(t testing.TB, seed uint64, roles, tables, columns int) (w world, names []string, asked [][2]string) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	root, prefix := env(t, "DIALMAP_TEST_POSTGRES"), random()
	for i := range roles {
		names = append(names, prefix+"_"+letters(i))
	}
	t.Cleanup(func() { run(t, root, "drop role if exists "+strings.Join(names, ", ")) })
	w = newWorld(t)
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	do := func(format string, args ...any) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), fmt.Sprintf(format, args...)); err != nil {
			t.Fatalf("%s: %v", fmt.Sprintf(format, args...), err)
		}
	}
	var version int
	if err := conn.QueryRow(t.Context(), "select current_setting('server_version_num')::int").Scan(&version); err != nil {
		t.Fatal(err)
	}
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	chance := func(p float64) bool { return r.Float64() < p }
	for i, name := range names {
		do("create role %s %s %s", name, pick("login", "login", "nologin"), pick("inherit", "inherit", "noinherit"))
		if chance(0.03) {
			do("alter role %s superuser", name)
		}
		for range r.IntN(4) {
			if i == 0 {
				break
			}
			with := ""
			if version >= 160000 {
				with = fmt.Sprintf(" with inherit %s, set %s, admin %s", pick("true", "false"), pick("true", "false"), pick("true", "false", "false"))
			} else if chance(0.2) {
				with = " with admin option"
			}
			do("grant %s to %s%s", names[r.IntN(i)], name, with)
		}
		if chance(0.05) {
			do("grant %s to %s", pick("pg_read_all_data", "pg_write_all_data"), name)
		}
	}
	if chance(0.5) {
		do("alter database %s owner to %s", w.name, names[r.IntN(roles)])
	}
	if chance(0.5) {
		do("revoke connect on database %s from public", w.name)
		for range 5 {
			do("grant connect on database %s to %s", w.name, names[r.IntN(roles)])
		}
	}
	anybody := func() string {
		if chance(0.08) {
			return "public"
		}
		return names[r.IntN(roles)]
	}
	schemas := []string{"alpha", "beta", "gamma"}
	for _, s := range schemas {
		do("create schema %s authorization %s", s, pick(names[0], "pg_database_owner"))
		for range 8 {
			do("grant usage on schema %s to %s", s, anybody())
		}
	}
	for i := range tables {
		schema, table := schemas[i%len(schemas)], "t_"+letters(i)
		asked = append(asked, [2]string{schema, table})
		var list []string
		for c := range columns {
			list = append(list, "c_"+letters(c)+" text")
		}
		do("create table %s.%s (%s)", schema, table, strings.Join(list, ", "))
		do("alter table %s.%s owner to %s", schema, table, pick(append(names, "pg_database_owner")...))
		if chance(0.1) {
			do("revoke all on %s.%s from current_user, %s", schema, table, names[r.IntN(roles)])
		}
		for range r.IntN(4) {
			do("grant %s on %s.%s to %s", pick("select", "insert", "all"), schema, table, anybody())
		}
		for range r.IntN(4) {
			do("grant select (c_%s) on %s.%s to %s", letters(r.IntN(columns)), schema, table, anybody())
		}
		if chance(0.1) {
			do("revoke select on %s.%s from pg_database_owner", schema, table)
		}
	}
	return w, names, asked
}

func TestTheEvaluatorAgreesWithTheServer(t *testing.T) {
	const roles, tables, columns = 80, 60, 5
	pairs := 0
	for seed := range uint64(5) {
		t.Run(fmt.Sprintf("a random graph of roles %d", seed), func(t *testing.T) {
			w, _, asked := randomWorld(t, seed, roles, tables, columns)
			c := openSource(t, connectors.Source{URL: w.admin, Redact: connectortest.Redact})
			rights, err := postgres.LoadRights(t.Context(), c, w.name, asked, nil)
			if err != nil {
				t.Fatal(err)
			}
			pairs += agreeOnColumns(t, w, rights)
			agreeOnTheRest(t, w, rights)
		})
	}
	if pairs < 100_000 && !t.Failed() {
		t.Errorf("compared %d pairs, want 100,000 at least", pairs)
	}
	t.Logf("%d pairs of role and column compared", pairs)
}

// mine are the roles of the test, by the name of what it made.
const mine = `(select oid, rolname from pg_roles where rolname ~ '^(dm_[a-z]+_[a-z]{2}|pg_database_owner)$')`

func agreeOnColumns(t *testing.T, w world, rights *postgres.Rights) (pairs int) {
	t.Helper()
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	rows, err := conn.Query(t.Context(), `select r.rolname, c.oid, a.attnum, has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT')
		from `+mine+` r cross join pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
		where c.relnamespace in (select oid from pg_namespace where nspname in ('alpha', 'beta', 'gamma')) and c.relkind = 'r'`)
	if err != nil {
		t.Fatal(err)
	}
	yes := 0
	for rows.Next() {
		var role string
		var relation uint32
		var column int16
		var want bool
		if err := rows.Scan(&role, &relation, &column, &want); err != nil {
			t.Fatal(err)
		}
		pairs++
		if want {
			yes++
		}
		if got := rights.Selects(role, relation, column); got != want {
			t.Errorf("%s selects column %d of %d: %v, the server says %v", role, column, relation, got, want)
		}
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	if yes == 0 || yes == pairs {
		t.Errorf("%d of %d pairs may select: the graph proves nothing", yes, pairs)
	}
	return pairs
}

func agreeOnTheRest(t *testing.T, w world, rights *postgres.Rights) {
	t.Helper()
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	var version int
	if err := conn.QueryRow(t.Context(), "select current_setting('server_version_num')::int").Scan(&version); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), `select r.rolname, n.oid, has_schema_privilege(r.oid, n.oid, 'USAGE'), has_database_privilege(r.oid, current_database(), 'CONNECT')
		from `+mine+` r cross join pg_namespace n where n.nspname in ('alpha', 'beta', 'gamma')`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var role string
		var schema uint32
		var uses, connects bool
		if err := rows.Scan(&role, &schema, &uses, &connects); err != nil {
			t.Fatal(err)
		}
		if got := rights.Uses(role, schema); got != uses {
			t.Errorf("%s uses schema %d: %v, the server says %v", role, schema, got, uses)
		}
		if got := rights.Connects(role); got != connects {
			t.Errorf("%s connects: %v, the server says %v", role, got, connects)
		}
	}
	becomes := "MEMBER"
	if version >= 160000 {
		becomes = "SET"
	}
	rows, err = conn.Query(t.Context(), `select r.rolname, x.rolname, pg_has_role(r.oid, x.oid, '`+becomes+`') from `+mine+` r cross join `+mine+` x
		where not (select rolsuper from pg_roles s where s.oid = r.oid) and x.rolname <> 'pg_database_owner'`)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for rows.Next() {
		var role, other string
		var want bool
		if err := rows.Scan(&role, &other, &want); err != nil {
			t.Fatal(err)
		}
		n++
		if got := rights.Becomes(role, other); got != want {
			t.Errorf("%s becomes %s: %v, the server says %v", role, other, got, want)
		}
	}
	if n == 0 {
		t.Error("no pair of roles was compared")
	}
}
