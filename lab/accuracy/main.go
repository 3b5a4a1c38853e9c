// Command accuracy measures how right dialmap is, and others beside it: on a
// labelled corpus that it draws from a seed, on text full of digits without a
// phone number, and on the open data of this repository. docs/accuracy.md says
// what is measured, and what came out.
//
//	make accuracy
//	go run ./lab/accuracy -seed 7 -o docs/accuracy.md
//	go run ./lab/accuracy -write /tmp/corpus -split train
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// options of a run.
type options struct {
	seed     uint64
	datasets int
	rows     int
	texts    int
	noise    int // bytes that ours reads; the others read peerNoise of them
	verbose  bool
	alone    bool // without the others
	open     string
}

func main() {
	var o options
	flag.Uint64Var(&o.seed, "seed", 11, "the corpus is the same for a seed")
	flag.IntVar(&o.datasets, "datasets", 0, "how many datasets; 0: all")
	flag.IntVar(&o.rows, "rows", 60, "records in a dataset, about")
	flag.IntVar(&o.texts, "texts", 496, "how many running texts")
	flag.IntVar(&o.noise, "noise", 4<<20, "bytes of digits without a phone number")
	flag.BoolVar(&o.verbose, "v", false, "show what was missed and what was wrong, numbers of the corpus in clear")
	flag.BoolVar(&o.alone, "alone", false, "without the others, which take most of the time")
	only := flag.String("only", "fields,texts,noise,open", "which parts to measure; gate: hold a corpus to floors.txt")
	flag.StringVar(&o.open, "open", "testdata/open", "the `folder` of the open data")
	write := flag.String("write", "", "write the corpus to a `folder` (data to scan, labels.ndjson) and do nothing else")
	split := flag.String("split", "test", "train or test")
	out := flag.String("o", "", "put the tables into this `file`, behind its line \"## What came out\"")
	flag.Parse()
	if err := run(o, *only, *write, corpus.Split(*split), *out); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

func run(o options, only, write string, split corpus.Split, out string) error {
	began := time.Now()
	c, err := corpus.New(corpus.Options{Seed: o.seed, Split: split, Datasets: o.datasets, Rows: o.rows})
	if err != nil {
		return err
	}
	if write != "" {
		return c.Write(write)
	}
	tmp, err := os.MkdirTemp("", "accuracy")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	program := filepath.Join(tmp, "dialmap")
	build := exec.Command("go", "build", "-o", program, "./cmd/dialmap")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build dialmap: %w", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Seed %d, %s set, measured on %s; metadata of libphonenumber by phonenumbers/v2.\n\n", o.seed, split, began.Format(time.DateOnly))
	ctx := context.Background()
	for _, part := range []struct {
		name string
		run  func(context.Context, io.Writer, options, *corpus.Corpus, string) error
	}{{"fields", fields}, {"texts", texts}, {"noise", noise}, {"open", openData}, {"gate", gate}} {
		if !slices.Contains(strings.Split(only, ","), part.name) {
			continue
		}
		if err := part.run(ctx, &b, o, c, program); err != nil {
			fmt.Print(b.String()) // what was measured until then
			return err
		}
	}
	fmt.Fprintf(&b, "All of it took %.0f s of CPU.\n", cpu().Seconds())
	if out == "" {
		fmt.Print(b.String())
		return nil
	}
	return put(out, b.String())
}

// cpu is what this program and those it ran have used until now.
func cpu() (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if syscall.Getrusage(who, &u) == nil {
			sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	return sum
}

// put writes the tables behind the heading that announces them.
func put(path, tables string) error {
	const heading = "## What came out\n"
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	above, _, ok := strings.Cut(string(old), heading)
	if !ok {
		return fmt.Errorf("%s has no line %q to put the tables behind", path, strings.TrimSpace(heading))
	}
	return os.WriteFile(path, []byte(above+heading+"\n"+tables), 0o644)
}
