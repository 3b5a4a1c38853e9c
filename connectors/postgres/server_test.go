package postgres_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/postgres"
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

// on returns the URL base with another database; "" for none.
func on(t testing.TB, base, db string) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal("the server's URL cannot be parsed")
	}
	u.Path = "/" + db
	return u.String()
}

// with returns base with another user and password.
func with(t testing.TB, base, user, password string) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal("the server's URL cannot be parsed")
	}
	u.User = url.UserPassword(user, password)
	return u.String()
}

// random is a name nobody else uses.
func random() string {
	return "dm_" + strings.Map(func(r rune) rune { // letters only: digits could look like a number
		if r >= '0' && r <= '9' {
			return 'g' + r - '0'
		}
		return r
	}, strings.ToLower(rand.Text()[:12]))
}

// run executes statements as the administrator.
func run(t testing.TB, rawURL string, statements ...string) {
	t.Helper()
	conn := dial(t, rawURL)
	defer conn.Close(context.Background())
	for _, s := range statements {
		if _, err := conn.Exec(context.Background(), s); err != nil {
			t.Fatalf("%.80s: %v", s, err)
		}
	}
}

func dial(t testing.TB, rawURL string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), rawURL)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	return conn
}

// world is a database of its own for one test.
type world struct {
	name          string
	admin, reader string // URLs
}

// newWorld creates a database and runs statements in it.
func newWorld(t testing.TB, statements ...string) world {
	t.Helper()
	w := world{name: random()}
	root := env(t, "DIALMAP_TEST_POSTGRES")
	run(t, root, "create database "+w.name)
	t.Cleanup(func() { run(t, root, "drop database "+w.name+" with (force)") })
	w.admin = on(t, root, w.name)
	w.reader = on(t, env(t, "DIALMAP_TEST_POSTGRES_RO"), w.name)
	run(t, w.admin, statements...)
	return w
}

// role creates a login without any right and returns its URL.
func (w world) role(t testing.TB) (name, rawURL string) {
	t.Helper()
	name = random()
	run(t, w.admin, "create role "+name+" login password 'correct horse'")
	t.Cleanup(func() {
		run(t, w.admin, "drop owned by "+name+" cascade")
		run(t, env(t, "DIALMAP_TEST_POSTGRES"), "drop owned by "+name+" cascade", "drop role "+name)
	})
	return name, with(t, w.admin, name, "correct horse")
}

// open connects or fails the test.
func open(t testing.TB, rawURL string) connectors.Connector {
	t.Helper()
	return openSource(t, connectors.Source{URL: rawURL})
}

func openSource(t testing.TB, s connectors.Source) connectors.Connector {
	t.Helper()
	if s.Redact == nil {
		s.Redact = connectortest.Redact
	}
	c, err := postgres.Open(context.Background(), s)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// openError is the error of an Open that must fail.
func openError(t testing.TB, s connectors.Source) *connectors.Error {
	t.Helper()
	s.Redact = connectortest.Redact
	c, err := postgres.Open(context.Background(), s)
	if err == nil {
		_ = c.Close()
		t.Fatal("open succeeded")
	}
	var e *connectors.Error
	if !errors.As(err, &e) {
		t.Fatalf("open failed with a %T", err)
	}
	return e
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
	shards  int
	biggest int // bytes of the largest batch
}

// read reads dataset name whole.
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
		o.shards++
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
