package mysql

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

func TestTheGrantedRightsAreEnough(t *testing.T) {
	w := newWorld(t, "create table a (id int primary key, doc json)", `insert into a values (1, '{"k": "x"}')`,
		"create table bare (a text)", "insert into bare values ('y')", "create view seen as select * from a")
	account, raw := w.user(t)
	run(t, w.admin, "grant usage on *.* to "+account)
	every := opened(t, connectors.Source{URL: on(t, raw, "")})
	if rights := every.Rights(context.Background()); len(rights) != 1 || !strings.HasPrefix(rights[0], "GRANT SELECT, SHOW VIEW ON `each\\_database`.* TO `") {
		t.Errorf("for every database: %q", rights)
	}
	// Nothing is granted yet, so that the database cannot be opened by name.
	every.cfg.driver.DBName = w.name
	for _, statement := range every.Rights(context.Background()) {
		if !strings.Contains(strings.ReplaceAll(statement, "`", "'"), account) || strings.Contains(statement, quote(w.name)+".") {
			t.Errorf("right for somebody else, or for databases of like names: %s", statement)
		}
		run(t, w.admin, statement)
	}
	c := opened(t, connectors.Source{URL: raw})
	for name, want := range map[string]string{"a": "doc.k", "bare": "a", "seen": "doc"} {
		o := read(t, c, w.name+"."+name, connectors.Want{})
		o.noGaps(t)
		if len(o.records) != 1 || o.records[0].show(want) == "" {
			t.Errorf("%s: %d records, want 1 with %s", name, len(o.records), want)
		}
	}
	for _, secret := range []string{"mysql.global_priv", "mysql.user", "mysql.servers", "mysql.db"} {
		if _, err := dial(t, raw).ExecContext(t.Context(), "select * from "+secret+" limit 0"); err == nil {
			t.Errorf("the granted rights open %s", secret)
		}
	}
	if r := c.ReviewRights(t.Context()); len(r.Excess) > 0 || !strings.Contains(r.Shortcut, "password hashes") {
		t.Errorf("of exactly the rights it asks for the connector says %q, shortcut %q", r.Excess, r.Shortcut)
	}
	if r := opened(t, connectors.Source{URL: on(t, raw, "")}).Rights(t.Context()); len(r) != 1 || !strings.Contains(r[0], strings.ReplaceAll(w.name, "_", `\_`)) {
		t.Errorf("for every database that the login may see: %q", r)
	}
}

func TestRightsBeyondAScanAreNamed(t *testing.T) {
	w := newWorld(t, "create table a (a int primary key)")
	account, raw := w.user(t)
	for _, c := range []struct{ name, grant, revoke, want string }{
		{"select on the database", "grant select, show view on " + quote(w.name) + ".* to " + account, "", ""},
		{"select on all databases", "grant select on *.* to " + account, "revoke select on *.* from " + account, "password hashes"},
		{"select on the server's own", "grant select on mysql.* to " + account, "revoke select on mysql.* from " + account, "password hashes"},
		{"writing to one table", "grant insert on a to " + account, "revoke insert on a from " + account, "it holds INSERT"},
		{"writing to one column", "grant update (a) on a to " + account, "revoke update (a) on a from " + account, "it holds UPDATE"},
		{"files of the server", "grant file on *.* to " + account, "revoke file on *.* from " + account, "it holds FILE"},
		{"handing rights on", "grant select on a to " + account + " with grant option", "revoke grant option on a from " + account, "GRANT OPTION"},
		{"everything", "grant all on " + quote(w.name) + ".* to " + account, "revoke all on " + quote(w.name) + ".* from " + account, "ALL PRIVILEGES"},
	} {
		t.Run(c.name, func(t *testing.T) {
			run(t, w.admin, c.grant)
			got := strings.Join(opened(t, connectors.Source{URL: raw}).ReviewRights(t.Context()).Excess, "\n")
			if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("said %q, want %q", got, c.want)
			}
			if c.revoke != "" {
				run(t, w.admin, c.revoke)
			}
		})
	}
}

func TestForbiddenParts(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table open_one (a int primary key)", "insert into open_one values (1)",
		"create table secret (a text)", "insert into secret values ('x')", "create table unseen (a text)",
		"create table some_columns (a int primary key, b text, c json)", "insert into some_columns values (1, 'y', '{\"k\": 1}')",
		"create table hidden_key (k int primary key, a text)", "insert into hidden_key values (1, 'x'), (2, 'y')",
		"create sql security invoker view failing as select * from secret")
	account, raw := w.user(t)
	for _, right := range []string{"select on open_one", "insert on secret", "select (a, c) on some_columns", "select (a) on hidden_key", "select on failing"} {
		run(t, w.admin, "grant "+right+" to "+account)
	}
	c := opened(t, connectors.Source{URL: raw})
	if found, gaps := list(t, c); len(gaps) > 0 || len(found) != 5 {
		t.Errorf("%d datasets and gaps %v: the forbidden ones belong on the page", len(found), gaps)
	}

	t.Run("a table without permission is a gap with the statement that helps", func(t *testing.T) {
		o := read(t, c, w.name+".secret", connectors.Want{})
		gap(t, o.gaps, connectors.Denied, ".secret", "GRANT SELECT ON `"+w.name+"`.`secret`")
		if len(o.records) > 0 {
			t.Error("it was read")
		}
	})
	t.Run("the others are read", func(t *testing.T) {
		o := read(t, c, w.name+".open_one", connectors.Want{})
		o.noGaps(t)
		if len(o.records) != 1 {
			t.Errorf("%d records, want 1", len(o.records))
		}
	})
	t.Run("a view over something without permission", func(t *testing.T) {
		gap(t, read(t, c, w.name+".failing", connectors.Want{}).gaps, connectors.Denied, ".failing", "behind")
	})
	t.Run("columns without permission, which the server hides", func(t *testing.T) {
		o := read(t, c, w.name+".some_columns", connectors.Want{})
		gap(t, o.gaps, connectors.Denied, ".some_columns", "some of its columns")
		if len(o.records) != 1 || o.records[0].show("a") != "'1'" || o.records[0].show("c.k")+o.records[0].show("c") == "" || len(o.gaps) != 1 {
			t.Errorf("%d records, %d gaps: %v", len(o.records), len(o.gaps), o.records)
		}
	})
	t.Run("a key without permission is none", func(t *testing.T) {
		o := read(t, c, w.name+".hidden_key", connectors.Want{})
		gap(t, o.gaps, connectors.Denied, "some of its columns")
		if len(o.records) != 2 || o.shards[0].Draw != connectors.Whole {
			t.Errorf("%d records, drawn as %s", len(o.records), o.shards[0].Draw)
		}
	})
	t.Run("a table dropped meanwhile", func(t *testing.T) {
		found, _ := list(t, c)
		run(t, w.admin, "drop table open_one")
		gap(t, readDataset(t, c, found[w.name+".open_one"], connectors.Want{}).gaps, connectors.Changed, "dropped")
	})
}

func TestALockedTableIsAGapAndHidesNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table busy (a text)", "insert into busy values ('x')", "create table calm (a text)", "insert into calm values ('x')")
	conn, err := dial(t, w.admin).Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(context.Background(), "lock tables busy write"); err != nil {
		t.Fatal(err)
	}
	c := opened(t, connectors.Source{URL: w.reader, Timeout: 3 * time.Second})
	found, gaps := list(t, c)
	if len(found) != 2 || len(gaps) > 0 {
		t.Errorf("%d datasets, gaps %v", len(found), gaps)
	}
	gap(t, read(t, c, w.name+".busy", connectors.Want{}).gaps, connectors.Timeout, "locked")
	if o := read(t, c, w.name+".calm", connectors.Want{}); len(o.records) != 1 || len(o.gaps) > 0 {
		t.Errorf("%d records of the other table, gaps %v", len(o.records), o.gaps)
	}
}

func TestASnapshotIsNotOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table people (id int primary key)")
	found, gaps := list(t, opened(t, connectors.Source{URL: w.reader, Snapshot: true}))
	gap(t, gaps, connectors.Unsupported, "snapshot")
	if len(found) != 1 {
		t.Errorf("%d tables, want the one there is", len(found))
	}
}

func TestNothingCanBeWritten(t *testing.T) {
	w := newWorld(t, "create table a (a int)", "create sequence s")
	c := opened(t, connectors.Source{URL: w.admin})
	for _, statement := range []string{
		"create table written (a int)", "insert into a values (1)", "drop table a", "select nextval(s)", "grant select on a to public",
		"set session transaction read write; insert into a values (1)",
	} {
		err := c.session(context.Background(), c.cfg.timeout, func(ctx context.Context, s *session) error {
			_, err := s.tx.ExecContext(ctx, statement)
			return err
		})
		if n := code(err); n != 1792 && n != 1064 {
			t.Errorf("%s: %v, want server error 1792", statement, err)
		}
		conn, err := c.db.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.ExecContext(context.Background(), statement); code(err) != 1792 && code(err) != 1064 {
			t.Errorf("%s: %v outside of a transaction, want server error 1792", statement, err)
		}
		conn.Close()
	}
	if o := read(t, c, w.name+".a", connectors.Want{}); len(o.records) > 0 {
		t.Error("it was written to")
	}
}

func TestSettings(t *testing.T) {
	c := opened(t, connectors.Source{URL: env(t, "DIALMAP_TEST_MYSQL_RO"), Redact: connectortest.Redact})
	err := c.session(context.Background(), c.cfg.timeout, func(ctx context.Context, s *session) error {
		for name, want := range map[string]string{
			"tx_read_only": "ON", "tx_isolation": "REPEATABLE-READ", "sql_mode": "", "time_zone": "+00:00", "max_statement_time": "30.000000",
			"lock_wait_timeout": "5", "character_set_results": "utf8mb4", "sql_select_limit": "18446744073709551615", "net_write_timeout": "900",
		} {
			rows, err := s.query(ctx, "select cast(@@session."+name+" as char)")
			if err != nil {
				return err
			}
			if got := string(rows[0][0]); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
