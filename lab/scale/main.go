// Command scale measures what a scan at the default promise costs on tables of
// every size, on the PostgreSQL server that DIALMAP_TEST_POSTGRES names, and
// prints it as a table: time, memory, and the pages that the server read and
// gave out.
//
//	make scale SCALE="-rows 100000,1000000 -tables 1000"
//
// It makes databases of its own and drops them. With -beside a command with the
// database's URL in place of {} is run on each size too.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	sizes := flag.String("rows", "100000,1000000,10000000", "rows of single tables")
	tables := flag.Int("tables", 1000, "tables of 10,000 rows beside each other; 0: none")
	beside := flag.String("beside", "", "another command, {} stands for the URL")
	listing := flag.Bool("listing", false, "instead: sources of many parts, and how they are listed")
	asked := map[string]int{}
	count := func(name, usage string, n int) {
		asked[name] = n
		flag.Func(name, usage, func(s string) (err error) { asked[name], err = strconv.Atoi(s); return err })
	}
	count("files", "with -listing: so many files; 200,000", 200_000)
	count("objects", "with -listing: so many objects of a bucket; 200,000", 200_000)
	count("sqlite", "with -listing: so many tables; 10,000", 10_000)
	count("postgres", "with -listing: so many tables; 10,000", 10_000)
	only := flag.String("only", "", "with -listing: sources whose name holds this")
	scan := flag.String("scan", "", "for itself: scan this source and say what was measured")
	endpoint := flag.String("endpoint", "", "for itself: of the bucket")
	flag.Parse()
	ctx := context.Background()
	var err error
	switch {
	case *scan != "":
		err = scanOne(ctx, *scan, *endpoint)
	case *listing:
		err = listings(ctx, asked, *only)
	default:
		err = run(ctx, *sizes, *tables, *beside)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, sizes string, tables int, beside string) error {
	dir, err := os.MkdirTemp("", "dialmap-scale")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := bench{dir: dir, binary: filepath.Join(dir, "dialmap"), server: os.Getenv("DIALMAP_TEST_POSTGRES"), beside: beside}
	build := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "./cmd/dialmap")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	fmt.Println("| tables × rows | pages | pages read | given out | 7,000 / held one | records read | slots drawn | held one | wall | cpu | memory | numbers found |")
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|")
	for _, s := range strings.FieldsFunc(sizes, func(r rune) bool { return r == ',' }) {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return fmt.Errorf("-rows %q: want whole numbers and commas", sizes)
		}
		if err := b.measure(ctx, 1, n); err != nil {
			return err
		}
	}
	if tables > 0 {
		return b.measure(ctx, tables, 10_000)
	}
	return nil
}

type bench struct{ dir, binary, server, beside string }

// Databases: one is filled, and copied as files to the one that is scanned, so
// that no page of it lies in the server's memory yet.
const (
	filled   = "dialmap_scale_filled"
	database = "dialmap_scale"
)

// measure fills a database, scans it and prints a line.
func (b *bench) measure(ctx context.Context, tables, rows int) error {
	if b.server == "" {
		return fmt.Errorf("DIALMAP_TEST_POSTGRES names no server; make scale starts one")
	}
	root, err := pgx.Connect(ctx, b.server)
	if err != nil {
		return err
	}
	defer root.Close(ctx)
	drop := func(db string) error {
		_, err := root.Exec(ctx, "DROP DATABASE IF EXISTS "+db+" WITH (FORCE)")
		return err
	}
	defer drop(database) //nolint:errcheck // what fails here fails again when it is made
	if err := errors.Join(drop(database), drop(filled)); err != nil {
		return err
	}
	if err := b.fill(ctx, root, tables, rows); err != nil {
		return err
	}
	_, err = root.Exec(ctx, "CREATE DATABASE "+database+" TEMPLATE "+filled+" STRATEGY file_copy")
	if err := errors.Join(err, drop(filled)); err != nil {
		return err
	}
	return b.scan(ctx, fmt.Sprintf("%d × %d", tables, rows))
}

// at is the server's URL with another database.
func (b *bench) at(db string) string {
	u, err := url.Parse(b.server)
	if err != nil {
		return b.server // connecting says what is wrong with it
	}
	u.Path = "/" + db
	return u.String()
}

func (b *bench) fill(ctx context.Context, root *pgx.Conn, tables, rows int) error {
	if _, err := root.Exec(ctx, "CREATE DATABASE "+filled); err != nil {
		return err
	}
	db, err := pgx.Connect(ctx, b.at(filled))
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	for i := range tables {
		if _, err := db.Exec(ctx, fmt.Sprintf(fill, i, rows)); err != nil {
			return err
		}
	}
	_, err = db.Exec(ctx, "VACUUM ANALYZE")
	return err
}

// scan scans the database and prints a line, and another of the command beside.
func (b *bench) scan(ctx context.Context, title string) error {
	db, err := pgx.Connect(ctx, b.at(database))
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	before, err := given(ctx, db)
	if err != nil {
		return err
	}
	took, err := b.run(ctx, filepath.Join(b.dir, "report.json"), b.binary, "scan", b.at(database), "--format", "json", "--quiet", "--state", filepath.Join(b.dir, "state"))
	if err != nil {
		return err
	}
	after, err := given(ctx, db)
	if err != nil {
		return err
	}
	r, err := readReport(filepath.Join(b.dir, "report.json"))
	if err != nil {
		return err
	}
	fmt.Printf("| %s | %d | %s | %d | %s | %d | %d | %s | %.1f s | %.1f s | %d MB | %s |\n", title, after.pages, after.since(before), after.given-before.given,
		r.bound(), r.read, r.drawn, r.share(), took.wall, took.cpu, took.memory, r.found())
	if b.beside == "" {
		return nil
	}
	words := strings.Fields(strings.ReplaceAll(b.beside, "{}", b.at(database)))
	if took, err = b.run(ctx, filepath.Join(b.dir, "beside"), words[0], words[1:]...); err != nil {
		return err
	}
	last, err := given(ctx, db)
	if err != nil {
		return err
	}
	fmt.Printf("| – the other command | %d | | %d | | | | | %.1f s | %.1f s | %d MB | |\n", last.pages, last.given-after.given, took.wall, took.cpu, took.memory)
	return nil
}

// fill makes a table of people: two in three have a number, one note in a
// thousand holds one.
const fill = `CREATE UNLOGGED TABLE people_%[1]d AS SELECT i AS id, 'name ' || i AS name,
	CASE i %% 3 WHEN 0 THEN '+1212555' || lpad((100 + i %% 100)::text, 4, '0') WHEN 1 THEN '+4420794' || lpad((60000 + i %% 1000)::text, 5, '0') END AS phone,
	CASE WHEN i %% 1000 = 0 THEN 'call +33 1 99 00 ' || lpad((i / 1000 %% 100)::text, 2, '0') || ' 12' ELSE 'nothing to say' END AS notes,
	now() AS created FROM generate_series(1, %[2]d) i`

// pages of all tables: how many there are, how many the server read that were
// not in its memory, and how many it gave out, each as often as it was asked
// for. most is what it read of one table.
type pages struct{ pages, read, given, most int64 }

func (p pages) since(q pages) string {
	if p.most < p.read {
		return fmt.Sprintf("%d, at most %d of one", p.read-q.read, p.most)
	}
	return fmt.Sprint(p.read - q.read)
}

func given(ctx context.Context, db *pgx.Conn) (p pages, err error) {
	time.Sleep(1500 * time.Millisecond) // sessions that ended tell their counters within a second
	if _, err := db.Exec(ctx, "SELECT pg_stat_clear_snapshot()"); err != nil {
		return p, err
	}
	err = db.QueryRow(ctx, `SELECT sum(pg_relation_size(relid) / current_setting('block_size')::bigint)::bigint,
		sum(heap_blks_read)::bigint, sum(heap_blks_read + heap_blks_hit)::bigint, max(heap_blks_read) FROM pg_statio_user_tables`).
		Scan(&p.pages, &p.read, &p.given, &p.most)
	return p, err
}

type cost struct {
	wall, cpu float64 // seconds
	memory    int64   // MB
}

func (b *bench) run(ctx context.Context, out, name string, args ...string) (cost, error) {
	f, err := os.Create(out)
	if err != nil {
		return cost{}, err
	}
	defer f.Close()
	c := exec.CommandContext(ctx, name, args...)
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(b.dir, "config"))
	var log strings.Builder
	c.Stdout, c.Stderr = f, &log
	begun := time.Now()
	if err := c.Run(); err != nil {
		return cost{}, fmt.Errorf("%s: %w: %s", filepath.Base(name), err, log.String())
	}
	x := cost{wall: time.Since(begun).Seconds(), cpu: (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		x.memory = u.Maxrss / 1024
	}
	return x, nil
}

type report struct {
	read, drawn, held int64
	fields            map[string]int
}

func readReport(path string) (report, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return report{}, err
	}
	var doc struct {
		Datasets []struct {
			Records struct {
				Read      int64
				Design    string
				UnitsRead int64 `json:"units_read"`
			}
		}
		Fields []struct {
			Field   string
			Numbers struct{ Point *float64 }
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return report{}, err
	}
	r := report{fields: map[string]int{}}
	for _, d := range doc.Datasets {
		r.read += d.Records.Read
		if d.Records.Design == "records" {
			r.drawn += d.Records.UnitsRead
			r.held += d.Records.Read
		}
	}
	for _, f := range doc.Fields {
		if f.Numbers.Point != nil {
			r.fields[f.Field] += int(*f.Numbers.Point)
		}
	}
	return r, nil
}

// bound is how many pages the draws may touch: one for each slot.
func (r report) bound() string {
	if r.held == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", 7000*float64(r.drawn)/float64(r.held))
}

func (r report) share() string {
	if r.drawn == 0 {
		return "read whole"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(r.held)/float64(r.drawn))
}

func (r report) found() string {
	return fmt.Sprintf("phone %d, notes %d", r.fields["phone"], r.fields["notes"])
}
