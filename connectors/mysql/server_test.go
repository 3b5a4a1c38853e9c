package mysql

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// env returns a variable that names the server under test.
func env(t testing.TB, name string) string {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		t.Fatalf("%s is not set: start the servers with make servers", name)
	}
	return v
}

// edit returns base with a change.
func edit(t testing.TB, base string, f func(u *url.URL, q url.Values)) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal("the server's URL cannot be parsed")
	}
	q := u.Query()
	f(u, q)
	u.RawQuery = q.Encode()
	return u.String()
}

// on returns base with another database; "" for none.
func on(t testing.TB, base, db string) string {
	t.Helper()
	return edit(t, base, func(u *url.URL, _ url.Values) { u.Path = "/" + db })
}

// with returns base with another user and password.
func with(t testing.TB, base, user, password string) string {
	t.Helper()
	return edit(t, base, func(u *url.URL, _ url.Values) { u.User = url.UserPassword(user, password) })
}

// random is a name nobody else uses, of letters: digits could look like a number.
func random() string {
	return "dm_" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return 'g' + r - '0'
		}
		return r
	}, strings.ToLower(rand.Text()[:12]))
}

// dial connects as a writer.
func dial(t testing.TB, rawURL string) *sql.DB {
	t.Helper()
	cfg, err := newConfig(connectors.Source{URL: rawURL})
	if err != nil {
		t.Fatal(err)
	}
	c, err := driver.NewConnector(cfg.driver)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	t.Cleanup(func() { db.Close() })
	return db
}

// run executes statements on one connection.
func run(t testing.TB, rawURL string, statements ...string) {
	t.Helper()
	conn, err := dial(t, rawURL).Conn(context.Background())
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer conn.Close()
	for _, s := range statements {
		if _, err := conn.ExecContext(context.Background(), s); err != nil {
			t.Fatalf("%.80s: %v", s, err)
		}
	}
}

// world is a database of its own for one test.
type world struct {
	name          string
	admin, reader string // URLs
}

// newWorld creates a database and runs statements in it.
func newWorld(t testing.TB, statements ...string) world {
	t.Helper()
	return named(t, random(), statements...)
}

func named(t testing.TB, name string, statements ...string) world {
	t.Helper()
	root := env(t, "DIALMAP_TEST_MYSQL")
	run(t, root, "create database "+quote(name)+" character set utf8mb4")
	t.Cleanup(func() { run(t, root, "drop database "+quote(name)) })
	w := world{name: name, admin: on(t, root, name), reader: on(t, env(t, "DIALMAP_TEST_MYSQL_RO"), name)}
	run(t, w.admin, statements...)
	return w
}

// user creates a login without any right and returns its URL.
func (w world) user(t testing.TB) (account, rawURL string) {
	t.Helper()
	name := random()
	account = "'" + name + "'@'127.0.0.1'"
	run(t, w.admin, "create user "+account+" identified by 'correct horse'")
	t.Cleanup(func() { run(t, env(t, "DIALMAP_TEST_MYSQL"), "drop user "+account) })
	return account, with(t, w.admin, name, "correct horse")
}

// open opens w as the reader does, or fails the test.
func (w world) open(t testing.TB) *Connector {
	t.Helper()
	return opened(t, connectors.Source{URL: w.reader})
}

func opened(t testing.TB, s connectors.Source) *Connector { return cutBy(t, s, usual) }

// cutBy opens a source that is cut by limits of its own.
func cutBy(t testing.TB, s connectors.Source, l limits) *Connector {
	t.Helper()
	if s.Redact == nil {
		s.Redact = connectortest.Redact
	}
	c, err := open(context.Background(), s, l)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.(*Connector)
}

// list gathers the datasets by name, and what could not be listed.
func list(t testing.TB, c connectors.Connector) (map[string]connectors.Dataset, []*connectors.Error) {
	t.Helper()
	found := map[string]connectors.Dataset{}
	var gaps []*connectors.Error
	for d, err := range c.Datasets(context.Background()) {
		if err != nil {
			gaps = append(gaps, asError(t, err))
			continue
		}
		found[d.Name] = d
	}
	return found, gaps
}

func asError(t testing.TB, err error) *connectors.Error {
	t.Helper()
	var e *connectors.Error
	if !errors.As(err, &e) {
		t.Fatalf("a %T, not a *connectors.Error: %v", err, err)
	}
	return e
}

// record is one row that was read: its values by path, null as nil.
type record map[string][]*string

// show prints values for comparison.
func (r record) show(path string) string {
	var out []string
	for _, v := range r[path] {
		if v == nil {
			out = append(out, "NULL")
		} else {
			out = append(out, "'"+*v+"'")
		}
	}
	return strings.Join(out, " ")
}

// outcome is what reading a dataset gave.
type outcome struct {
	records []record
	types   map[string]string
	gaps    []*connectors.Error
	shards  []connectors.Shard
	batches []connectors.Batch // without their columns
	biggest int                // bytes of the largest batch
}

// read reads a table whole.
func read(t testing.TB, c connectors.Connector, name string, w connectors.Want) outcome {
	t.Helper()
	found, _ := list(t, c)
	d, ok := found[name]
	if !ok {
		t.Fatalf("no dataset %s", name)
	}
	return readDataset(t, c, d, w)
}

func readDataset(t testing.TB, c connectors.Connector, d connectors.Dataset, w connectors.Want) outcome {
	t.Helper()
	o := outcome{types: map[string]string{}}
	for s, err := range c.Shards(context.Background(), d) {
		if err != nil {
			o.gaps = append(o.gaps, asError(t, err))
			continue
		}
		o.shards = append(o.shards, s)
		o.shard(t, c, s, w)
	}
	return o
}

func (o *outcome) shard(t testing.TB, c connectors.Connector, s connectors.Shard, w connectors.Want) {
	t.Helper()
	for b, err := range c.Read(context.Background(), s, w) {
		if err != nil {
			o.gaps = append(o.gaps, asError(t, err))
			continue
		}
		if err := connectortest.Check(b); err != nil {
			t.Fatalf("batch: %v", err)
		}
		o.batch(b)
	}
}

func (o *outcome) batch(b *connectors.Batch) {
	first, size := len(o.records), 0
	if b.Cont {
		first--
	}
	for range b.Rows {
		o.records = append(o.records, record{})
	}
	for i := range b.Cols {
		col := &b.Cols[i]
		o.types[col.Field.Path] = col.Field.Type
		size += len(col.Data)
		for j := range col.Len() {
			r := o.records[first+int(col.Row[j])]
			v, f := col.Value(j)
			if f&connectors.Null != 0 {
				r[col.Field.Path] = append(r[col.Field.Path], nil)
				continue
			}
			s := string(v)
			r[col.Field.Path] = append(r[col.Field.Path], &s)
		}
	}
	o.biggest = max(o.biggest, size)
	o.batches = append(o.batches, connectors.Batch{Rows: b.Rows, Draw: b.Draw, Unit: b.Unit, Cont: b.Cont, Last: b.Last})
}

// noGaps fails the test with each gap.
func (o outcome) noGaps(t testing.TB) {
	t.Helper()
	for _, e := range o.gaps {
		t.Errorf("gap: %v", e)
	}
}

// gap finds one by reason whose text holds all of parts.
func gap(t testing.TB, gaps []*connectors.Error, reason connectors.Reason, parts ...string) *connectors.Error {
	t.Helper()
	for _, e := range gaps {
		if e.Reason == reason && !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(e.Error(), p) }) {
			return e
		}
	}
	t.Errorf("no gap %s with %q among %v", reason, parts, gaps)
	return &connectors.Error{}
}
