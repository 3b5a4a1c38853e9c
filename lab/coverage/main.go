// Command coverage measures what it costs to count consent: the same tables,
// numbers of people and a ledger of consents, are scanned without and with the
// ledger declared, on the PostgreSQL server that DIALMAP_TEST_POSTGRES names.
//
//	make servers && . .servers/env && go run ./lab/coverage
//
// It makes a database of its own and drops it. What was counted is held against
// what was planted; a difference is an error.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	var b bench
	flag.IntVar(&b.numbers, "numbers", 5_000_000, "numbers of people")
	flag.IntVar(&b.entries, "entries", 5_000_000, "numbers in the ledger; four in five of them are among the people's")
	flag.StringVar(&b.memory, "memory", "256MiB", "ledger_memory")
	flag.IntVar(&b.workers, "workers", 2, "of the scan")
	flag.IntVar(&b.runs, "runs", 3, "of each kind, by turns; the median counts")
	flag.Parse()
	if err := b.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

type bench struct {
	numbers, entries, workers, runs int
	memory                          string

	dir, binary, url string
}

const database = "dialmap_coverage"

func (b *bench) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "dialmap-coverage")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b.dir, b.binary = dir, filepath.Join(dir, "dialmap")
	build := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "./cmd/dialmap")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	drop, err := b.fill(ctx)
	if err != nil {
		return err
	}
	defer drop()
	fmt.Printf("%d numbers, a ledger of %d, ledger_memory %s, %d workers\n\n", b.numbers, b.entries, b.memory, b.workers)
	fmt.Println("| scan | wall | cpu | memory |")
	fmt.Println("|---|--:|--:|--:|")
	without, with := make([]cost, b.runs), make([]cost, b.runs)
	for i := range b.runs {
		if without[i], err = b.scan(ctx, false); err != nil {
			return err
		}
		if with[i], err = b.scan(ctx, true); err != nil {
			return err
		}
	}
	plain, counting := median(without), median(with)
	wall, cpu := onTop(without, with, func(c cost) float64 { return c.wall }), onTop(without, with, func(c cost) float64 { return c.cpu })
	fmt.Printf("| without the ledger | %.1f s | %.1f s | %d MB |\n", plain.wall, plain.cpu, plain.memory)
	fmt.Printf("| with it | %.1f s | %.1f s | %d MB |\n", counting.wall, counting.cpu, counting.memory)
	fmt.Printf("| on top, median of pairs | %+.0f %% | %+.0f %% | %+d MB |\n", wall, cpu, counting.memory-plain.memory)
	return b.check()
}

// fill makes the database. Number i of a series is spread over its range, so
// that neither table is in the order of the other's.
func (b *bench) fill(ctx context.Context) (drop func(), err error) {
	server := os.Getenv("DIALMAP_TEST_POSTGRES")
	u, err := url.Parse(server)
	if err != nil || server == "" {
		return nil, fmt.Errorf("DIALMAP_TEST_POSTGRES names no server; run make servers and . .servers/env")
	}
	root, err := pgx.Connect(ctx, server)
	if err != nil {
		return nil, err
	}
	drop = func() {
		_, _ = root.Exec(ctx, "DROP DATABASE IF EXISTS "+database+" WITH (FORCE)")
		root.Close(ctx)
	}
	if _, err = root.Exec(ctx, "DROP DATABASE IF EXISTS "+database+" WITH (FORCE)"); err == nil {
		_, err = root.Exec(ctx, "CREATE DATABASE "+database)
	}
	if err != nil {
		return drop, err
	}
	u.Path = "/" + database
	b.url = u.String()
	db, err := pgx.Connect(ctx, b.url)
	if err != nil {
		return drop, err
	}
	defer db.Close(ctx)
	for _, q := range []string{
		fmt.Sprintf(`CREATE TABLE people AS SELECT i AS id, 'name ' || i AS name, '+49151' || lpad(((i::bigint * 7919) %% 99999989)::text, 8, '0') AS phone,
			timestamp '2024-01-01' + (i %% 60000000) * interval '1 second' AS created_at FROM generate_series(1, %d) i`, b.numbers),
		fmt.Sprintf(`CREATE TABLE consents AS SELECT '+49151' || lpad((((i::bigint * 48271 %% %[1]d + 1 + %[2]d) * 7919) %% 99999989)::text, 8, '0') AS phone,
			'sms' AS purpose, timestamptz '2024-01-01 00:00:00Z' + (i::bigint * 7919 %% 60000000) * interval '1 second' AS granted_at,
			CASE WHEN i %% 20 = 0 THEN timestamptz '2026-06-01 00:00:00Z' END AS withdrawn_at, CASE WHEN i %% 20 = 1 THEN date '2026-01-01' END AS expires_at,
			'form' AS form, 'v1' AS wording FROM generate_series(1, %[1]d) i`, b.entries, b.numbers-b.entries*4/5),
		"VACUUM ANALYZE",
	} {
		if _, err := db.Exec(ctx, q); err != nil {
			return drop, err
		}
	}
	return drop, nil
}

const configuration = `version: 1
sources: [{name: pg, url: %q}]
ledger_memory: %s
`

const declaration = `ledgers: [{name: sms, dataset: pg/public.consents, fields: {number: phone, purpose: purpose, granted: granted_at, withdrawn: withdrawn_at, expires: expires_at, source: form, wording: wording}}]
`

func (b *bench) scan(ctx context.Context, ledger bool) (cost, error) {
	text := fmt.Sprintf(configuration, b.url, b.memory)
	if ledger {
		text += declaration
	}
	config := filepath.Join(b.dir, "dialmap.yaml")
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return cost{}, err
	}
	state := filepath.Join(b.dir, "state")
	defer os.RemoveAll(state)
	c := exec.CommandContext(ctx, b.binary, "scan", "--config", config, "--full", "--workers", fmt.Sprint(b.workers), "--format", "json", "-o", filepath.Join(b.dir, "report.json"), "--quiet", "--state", state)
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(b.dir, "config"))
	var log bytes.Buffer
	c.Stderr = &log
	begun := time.Now()
	if err := c.Run(); err != nil {
		return cost{}, fmt.Errorf("scan: %w: %s", err, log.String())
	}
	x := cost{wall: time.Since(begun).Seconds(), cpu: (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		x.memory = u.Maxrss / 1024
	}
	return x, nil
}

type cost struct {
	wall, cpu float64 // seconds
	memory    int64   // MB
}

// median of each figure.
func median(runs []cost) cost {
	of := func(figure func(cost) float64) float64 {
		var list []float64
		for _, r := range runs {
			list = append(list, figure(r))
		}
		sort.Float64s(list)
		return list[len(list)/2]
	}
	return cost{
		of(func(c cost) float64 { return c.wall }), of(func(c cost) float64 { return c.cpu }),
		int64(of(func(c cost) float64 { return float64(c.memory) })),
	}
}

// onTop is the median of what each run with the ledger took more than the one
// before it without, in percent: what else the machine does meets both alike.
func onTop(without, with []cost, figure func(cost) float64) float64 {
	var list []float64
	for i := range without {
		list = append(list, 100*(figure(with[i])/figure(without[i])-1))
	}
	sort.Float64s(list)
	return list[len(list)/2]
}

// check holds the last scan to what was planted.
func (b *bench) check() error {
	raw, err := os.ReadFile(filepath.Join(b.dir, "report.json"))
	if err != nil {
		return err
	}
	var doc struct {
		Fields []struct {
			Dataset  string
			Consents []struct {
				Purpose, State string
				Numbers        struct{ Point float64 }
			}
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return err
	}
	got := map[string]int{}
	for _, f := range doc.Fields {
		for _, c := range f.Consents {
			if strings.HasSuffix(f.Dataset, "people") && c.Purpose == "sms" {
				got[c.State] += int(c.Numbers.Point)
			}
		}
	}
	fmt.Printf("\ncounted: valid %d, withdrawn %d, expired %d, missing %d\n", got["valid"], got["withdrawn"], got["expired"], got["missing"])
	if sum := got["valid"] + got["withdrawn"] + got["expired"]; sum+got["missing"] != b.numbers || got["missing"] != b.numbers-b.entries*4/5 {
		return fmt.Errorf("%d of the ledger and %d missing, and planted were %d and %d", sum, got["missing"], b.entries*4/5, b.numbers-b.entries*4/5)
	}
	return nil
}
