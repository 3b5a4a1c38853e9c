// Package e2e holds the tests of the whole program: the real binary over real
// servers, as its users run it.
package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	mongooptions "go.mongodb.org/mongo-driver/v2/mongo/options"
	_ "modernc.org/sqlite" // to fill a database

	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
)

// server is the address of a real server; without it the test fails.
func server(t *testing.T, variable string) string {
	t.Helper()
	v := os.Getenv(variable)
	if v == "" {
		t.Fatalf("%s is not set; start the servers with make servers", variable)
	}
	return v
}

var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "dialmap-e2e")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "dialmap")
	build := exec.Command("go", "build", "-o", path, "../cmd/dialmap")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// home is one user's machine: a directory for configuration, state and output.
type home struct {
	t   *testing.T
	dir string
	env []string
}

func newHome(t *testing.T) *home {
	t.Helper()
	h := &home{t: t, dir: t.TempDir()}
	h.env = append(os.Environ(), "HOME="+h.dir, "XDG_CONFIG_HOME="+h.dir+"/config", "XDG_STATE_HOME="+h.dir+"/state")
	return h
}

func (h *home) path(name string) string { return filepath.Join(h.dir, name) }

func (h *home) write(name, text string) string {
	h.t.Helper()
	p := h.path(name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		h.t.Fatal(err)
	}
	return p
}

func (h *home) command(args ...string) *exec.Cmd {
	h.t.Helper()
	path, err := binary()
	if err != nil {
		h.t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Env, c.Dir = h.env, h.dir
	return c
}

// run runs dialmap to its end.
func (h *home) run(args ...string) (stdout, stderr string, code int) {
	h.t.Helper()
	c := h.command(args...)
	var out, log bytes.Buffer
	c.Stdout, c.Stderr = &out, &log
	if err := c.Run(); err != nil {
		if c.ProcessState == nil {
			h.t.Fatal(err)
		}
	}
	return out.String(), log.String(), c.ProcessState.ExitCode()
}

func (h *home) mustRun(args ...string) (stdout string) {
	h.t.Helper()
	out, log, code := h.run(args...)
	if code != 0 {
		h.t.Fatalf("dialmap %s: exit %d\n%s", strings.Join(args, " "), code, log)
	}
	return out
}

// inventory of the newest scan in the state directory.
func (h *home) inventory(state string) *inventory.Inventory {
	h.t.Helper()
	return readInventory(h.t, state)
}

func readInventory(t *testing.T, dir string) *inventory.Inventory {
	t.Helper()
	store, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	scan, err := store.Find(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	b, err := store.Inventory(t.Context(), scan.ID)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, b)
}

// postgres makes a database of its own and returns a connection to it and its
// URL for the role that may only read.
func postgres(t *testing.T) (db *pgx.Conn, readURL string) {
	t.Helper()
	admin, reader := server(t, "DIALMAP_TEST_POSTGRES"), server(t, "DIALMAP_TEST_POSTGRES_RO")
	ctx := context.Background()
	root, err := pgx.Connect(ctx, admin)
	if err != nil {
		t.Fatal(err)
	}
	name := "e2e_" + strings.ToLower(unique(t))
	if _, err := root.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	db, err = pgx.Connect(ctx, withPath(t, admin, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = db.Close(ctx)
		_, _ = root.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		_ = root.Close(ctx)
	})
	return db, withPath(t, reader, name)
}

func withPath(t *testing.T, raw, path string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + path
	return u.String()
}

var made struct {
	sync.Mutex
	n int
}

// unique is a short name that no other test of this run uses.
func unique(*testing.T) string {
	made.Lock()
	defer made.Unlock()
	made.n++
	return fmt.Sprintf("t%dx%d", os.Getpid(), made.n)
}

const contacts = `(id bigint PRIMARY KEY, name text, phone text, mobile bigint, country text, notes text,
	contact jsonb, score double precision, active boolean, created timestamptz)`

func loadPostgres(t *testing.T, db *pgx.Conn, table string, records []connectortest.Record) {
	t.Helper()
	ctx := context.Background()
	if _, err := db.Exec(ctx, "CREATE TABLE "+table+" "+contacts); err != nil {
		t.Fatal(err)
	}
	rows := make([][]any, len(records))
	for i, r := range records {
		rows[i] = []any{r.ID, r.Name, r.Phone, r.Mobile, r.Country, r.Notes, string(r.Contact.JSON()), r.Score, r.Active, r.Created}
	}
	// The server's counters, which tell whether a table changed, lag behind.
	defer func() {
		if _, err := db.Exec(ctx, "SELECT pg_stat_force_next_flush()"); err != nil {
			t.Error(err)
		}
	}()
	_, err := db.CopyFrom(ctx, pgx.Identifier{table}, []string{"id", "name", "phone", "mobile", "country", "notes", "contact", "score", "active", "created"}, pgx.CopyFromRows(rows))
	if err != nil {
		t.Fatal(err)
	}
}

// mariadb makes a database of its own and returns a connection to it, its name
// and its URL for the user who may only read.
func mariadb(t *testing.T) (db *sql.DB, name, readURL string) {
	t.Helper()
	u, err := url.Parse(server(t, "DIALMAP_TEST_MYSQL"))
	if err != nil {
		t.Fatal(err)
	}
	c := mysql.NewConfig()
	c.Net, c.Addr, c.User, c.TLSConfig = "tcp", u.Host, u.User.Username(), "skip-verify"
	c.Passwd, _ = u.User.Password()
	c.Params = map[string]string{"time_zone": "'+00:00'"}
	dial := func() *sql.DB {
		connector, err := mysql.NewConnector(c)
		if err != nil {
			t.Fatal(err)
		}
		return sql.OpenDB(connector)
	}
	root := dial()
	name = "e2e_" + strings.ToLower(unique(t))
	if _, err := root.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
		t.Fatal(err)
	}
	c = c.Clone()
	c.DBName = name
	db = dial()
	t.Cleanup(func() {
		_ = db.Close()
		_, _ = root.Exec("DROP DATABASE " + name)
		_ = root.Close()
	})
	return db, name, withPath(t, server(t, "DIALMAP_TEST_MYSQL_RO"), name)
}

func loadMariaDB(t *testing.T, db *sql.DB, table string, records []connectortest.Record) {
	t.Helper()
	if _, err := db.Exec("CREATE TABLE " + table + ` (id bigint PRIMARY KEY, name text, phone text, mobile bigint, country text, notes text,
		contact json, score double, active boolean, created timestamp(3) NULL)`); err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(records, 100) {
		var rows []any
		for _, r := range part {
			rows = append(rows, r.ID, r.Name, r.Phone, r.Mobile, r.Country, r.Notes, string(r.Contact.JSON()), r.Score, r.Active, r.Created.UTC().Format("2006-01-02 15:04:05.000"))
		}
		row := "(" + strings.TrimSuffix(strings.Repeat("?, ", 10), ", ") + ")"
		if _, err := db.Exec("INSERT INTO "+table+" VALUES "+strings.TrimSuffix(strings.Repeat(row+", ", len(part)), ", "), rows...); err != nil {
			t.Fatal(err)
		}
	}
}

// loadMongo fills database.contacts and returns the URL of the database.
func loadMongo(t *testing.T, records []connectortest.Record) (database, readURL string) {
	t.Helper()
	raw := server(t, "DIALMAP_TEST_MONGODB")
	ctx := context.Background()
	client, err := mongo.Connect(mongooptions.Client().ApplyURI(raw))
	if err != nil {
		t.Fatal(err)
	}
	database = "e2e_" + strings.ToLower(unique(t))
	t.Cleanup(func() {
		_ = client.Database(database).Drop(ctx)
		_ = client.Disconnect(ctx)
	})
	insertMongo(t, client.Database(database).Collection("contacts"), records)
	return database, withPath(t, raw, database)
}

func insertMongo(t *testing.T, into *mongo.Collection, records []connectortest.Record) {
	t.Helper()
	var docs []any
	for _, r := range records {
		contact := bson.M{"phones": r.Contact.Phones}
		if r.Contact.Emergency != nil {
			contact["emergency"] = bson.M{"tel": r.Contact.Emergency.Tel}
		}
		docs = append(docs, bson.M{
			"id": r.ID, "name": r.Name, "phone": r.Phone, "mobile": r.Mobile, "country": r.Country, "notes": r.Notes,
			"contact": contact, "score": r.Score, "active": r.Active, "created": r.Created,
		})
	}
	if _, err := into.InsertMany(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
}

// bucket makes one and returns its name and a function that puts objects.
func bucket(t *testing.T) (name string, put func(key string, data []byte)) {
	t.Helper()
	endpoint := server(t, "DIALMAP_TEST_S3_ENDPOINT")
	client := s3.New(s3.Options{
		BaseEndpoint: aws.String(endpoint), UsePathStyle: true, Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider(server(t, "DIALMAP_TEST_S3_ACCESS_KEY"), server(t, "DIALMAP_TEST_S3_SECRET_KEY"), ""),
	})
	ctx := context.Background()
	name = "e2e-" + strings.ToLower(unique(t))
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	return name, func(key string, data []byte) {
		t.Helper()
		if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: &name, Key: &key, Body: bytes.NewReader(data)}); err != nil {
			t.Fatal(err)
		}
	}
}

// sqliteFile makes a database file with one table.
func sqliteFile(t *testing.T, path, ddl string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(ddl); err != nil {
		t.Fatal(err)
	}
}
