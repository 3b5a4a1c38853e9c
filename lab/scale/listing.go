package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // makes the database that is read

	"github.com/dialmap/dialmap/connectors/all"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/detectors/region"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
)

// place is a source of many parts: n of them, in the folder dir.
type place struct {
	name string
	make func(ctx context.Context, dir string, n int) (source, endpoint string, err error)
}

// places by the flag that asks for them.
var places = map[string][]place{
	"files": {
		{"files in one folder", func(_ context.Context, dir string, n int) (string, string, error) {
			return dir, "", writeFiles(dir, n, flat)
		}},
		{"files in folders of 100", func(_ context.Context, dir string, n int) (string, string, error) {
			return dir, "", writeFiles(dir, n, folders)
		}},
	},
	"objects": {
		{"objects under one prefix", func(_ context.Context, _ string, n int) (string, string, error) {
			return "s3://bucket", newBucket(n, flat), nil
		}},
		{"objects of versitygw under one prefix", func(ctx context.Context, _ string, n int) (string, string, error) {
			return "s3://" + filledBucket, os.Getenv("DIALMAP_TEST_S3_ENDPOINT"), fillBucket(ctx, n, flat)
		}},
		{"objects under prefixes of 100", func(_ context.Context, _ string, n int) (string, string, error) {
			return "s3://bucket", newBucket(n, folders), nil
		}},
	},
	"sqlite":   {{"SQLite tables", makeSQLite}},
	"postgres": {{"PostgreSQL tables", makePostgres}},
}

// listings scans sources of many parts, each in a process of its own, and
// prints how long it took until the first record, and what it held.
func listings(ctx context.Context, asked map[string]int, only string) error {
	fmt.Println("| source | datasets | first record | whole scan | cpu | heap while reading | and for the report | memory |")
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|--:|")
	for _, kind := range []string{"files", "objects", "sqlite", "postgres"} {
		for _, p := range places[kind] {
			if asked[kind] == 0 || !strings.Contains(p.name, only) {
				continue
			}
			if err := p.measure(ctx, asked[kind]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p place) measure(ctx context.Context, n int) error {
	dir, err := os.MkdirTemp("", "dialmap-scale")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	source, endpoint, err := p.make(ctx, dir, n)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b := bench{dir: dir}
	out := dir + ".out"
	defer os.Remove(out)
	took, err := b.run(ctx, out, self, "-scan", source, "-endpoint", endpoint)
	if err != nil {
		return err
	}
	var l listed
	raw, err := os.ReadFile(out)
	if err := errors.Join(err, json.Unmarshal(raw, &l)); err != nil {
		return err
	}
	fmt.Printf("| %d %s | %d | %.2f s | %.1f s | %.1f s | %.0f MB | %.0f MB | %d MB |\n", n, p.name, l.Datasets, l.First, took.wall, took.cpu, float64(l.Reading)/(1<<20), float64(l.Live)/(1<<20), took.memory)
	return nil
}

// listed is what the process that scans says.
type listed struct {
	Datasets int
	First    float64 // seconds
	Reading  uint64  // bytes in use after a collection, at most, until all was read
	Live     uint64  // until the report was made
}

// scanOne scans a source at the default promise and prints what was measured.
func scanOne(ctx context.Context, url, endpoint string) error {
	kind, err := all.Find(url)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dialmap-scale")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	store, err := sqlite.Open(dir)
	if err != nil {
		return err
	}
	defer store.Close()
	src := scanner.Source{Kind: kind.Name, Open: kind.Open}
	src.Name, src.URL, src.Endpoint, src.Connections = "s", url, endpoint, 4
	src.User, src.Secret = login(endpoint)
	src.Redact = func(name string) string { return name }
	w := &watch{begun: time.Now()}
	stop := w.heap()
	inv, err := scanner.Run(ctx, []scanner.Source{src}, scanner.Options{
		Detector: phone.New(), CountryOf: region.Country, Places: phone.Places{}, Mask: phone.Mask,
		State: store, Key: scanner.NewKey([32]byte{1}), Progress: w,
	})
	stop()
	if err != nil {
		return err
	}
	for _, g := range inv.Gaps {
		return fmt.Errorf("a gap: %s: %s", g.Dataset, g.Detail)
	}
	return json.NewEncoder(os.Stdout).Encode(listed{len(inv.Datasets), w.first.Seconds(), w.reading, w.live})
}

// login of a bucket; none elsewhere.
func login(endpoint string) (user, secret string) {
	switch endpoint {
	case "":
		return "", ""
	case os.Getenv("DIALMAP_TEST_S3_ENDPOINT"):
		return os.Getenv("DIALMAP_TEST_S3_ACCESS_KEY"), os.Getenv("DIALMAP_TEST_S3_SECRET_KEY")
	}
	return "admin", "any"
}

// watch notes when the first record is read, and what is in use.
type watch struct {
	begun time.Time

	mu    sync.Mutex
	first time.Duration
	live  uint64

	reading uint64
}

func (w *watch) Planned(string, int, int64, int64) {}
func (w *watch) Gap(inventory.Gap)                 {}

func (w *watch) Read(_ string, records, _, _ uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.first == 0 && records > 0 {
		w.first = time.Since(w.begun)
	}
}

// Finished is called when all was read.
func (w *watch) Finished(string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reading = w.live
}

// heap looks at what the last collection left, until it is stopped.
func (w *watch) heap() (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				metrics.Read(live)
				w.mu.Lock()
				w.live = max(w.live, live[0].Value.Uint64())
				w.mu.Unlock()
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}

// layout is the key of object i. It ascends.
type layout func(i int) string

func flat(i int) string { return fmt.Sprintf("contacts-%07d.csv", i) }

// folders have names in letters, so that each is a dataset.
func folders(i int) string { return letters(i/100) + "/" + fmt.Sprintf("contacts-%03d.csv", i%100) }

func letters(i int) string {
	b := []byte("aaaa")
	for at := len(b) - 1; i > 0; at-- {
		b[at] += byte(i % 26)
		i /= 26
	}
	return string(b)
}

// contents are twenty lines: 200,000 of them are more than is read whole.
func contents(i int) []byte {
	b := []byte("name,tel\n")
	for line := range 20 {
		b = fmt.Appendf(b, "Ada Lovelace,+1212555%04d\n", 100+(i+line)%100)
	}
	return b
}

func writeFiles(dir string, n int, at layout) error {
	for i := range n {
		path := filepath.Join(dir, filepath.FromSlash(at(i)))
		err := os.WriteFile(path, contents(i), 0o600)
		if errors.Is(err, os.ErrNotExist) {
			err = errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, contents(i), 0o600))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func makeSQLite(ctx context.Context, dir string, n int) (string, string, error) {
	path := filepath.Join(dir, "tables.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return "", "", err
	}
	defer db.Close()
	var all bytes.Buffer
	fmt.Fprintln(&all, "BEGIN;")
	for i := range n {
		fmt.Fprintf(&all, "CREATE TABLE people_%[1]d (id INTEGER PRIMARY KEY, name TEXT, phone TEXT, notes TEXT); INSERT INTO people_%[1]d (name, phone) VALUES ('Ada', '+1212555%04[2]d'), ('Bob', NULL);\n", i, 100+i%100)
	}
	fmt.Fprintln(&all, "COMMIT;")
	_, err = db.ExecContext(ctx, all.String())
	return "sqlite://" + path, "", err
}

// makePostgres makes tables in a database that stays, until the next one.
func makePostgres(ctx context.Context, _ string, n int) (string, string, error) {
	server := os.Getenv("DIALMAP_TEST_POSTGRES")
	root, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", "", err
	}
	defer root.Close(ctx)
	for _, s := range []string{"DROP DATABASE IF EXISTS " + database + " WITH (FORCE)", "CREATE DATABASE " + database} {
		if _, err := root.Exec(ctx, s); err != nil {
			return "", "", err
		}
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", "", errors.New("DIALMAP_TEST_POSTGRES is not a URL")
	}
	u.Path = "/" + database
	db, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return "", "", err
	}
	defer db.Close(ctx)
	for from := 0; from < n && err == nil; from += 100 {
		var some strings.Builder
		for i := from; i < min(n, from+100); i++ {
			fmt.Fprintf(&some, "CREATE UNLOGGED TABLE people_%[1]d AS SELECT i AS id, 'Ada' AS name, '+1212555%04[2]d' AS phone, NULL::text AS notes FROM generate_series(1, 2) i;", i, 100+i%100)
		}
		_, err = db.Exec(ctx, some.String())
	}
	return u.String(), "", err
}

var _ scanner.Progress = (*watch)(nil)
