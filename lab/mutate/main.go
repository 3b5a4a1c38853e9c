// Mutate asks whether tests bite: it changes conditions, comparisons,
// arithmetic and constants of a file, one at a time, and counts how many of
// the changes the tests of the file's own package notice.
//
//	go run ./lab/mutate                             the files that decide
//	go run ./lab/mutate -v scanner/role/values.go   one file; -v: what survived, and where
//
// A file is compiled once, with all its mutants in it and none of them active;
// a run of its tests activates one. The build is an overlay: no file of the
// repository is changed. Mutants are drawn by -seed, so that a figure can be
// had again.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

// deciding are the files on which a verdict, a draw, a finding or a transfer
// rests.
var deciding = []string{
	"detectors/phone/guard.go",
	"scanner/profile/draws.go",
	"connectors/format/sql.go",
	"reports/assess/retention.go",
	"reports/assess/consent.go",
	"reports/laws/transfer.go",
	"scanner/role/role.go",
	"scanner/role/values.go",
	"scanner/role/phones.go",
}

// options are what the command line says.
type options struct {
	sample  int
	seed    uint64
	least   float64
	budget  time.Duration
	verbose bool
	files   []string
}

func main() {
	var o options
	flag.IntVar(&o.sample, "n", 40, "mutants `a file`, drawn by -seed; 0: all")
	flag.Uint64Var(&o.seed, "seed", 1, "draws other mutants")
	flag.Float64Var(&o.least, "least", 0, "fail where tests notice less than this `percent` of a file's mutants")
	flag.DurationVar(&o.budget, "for", 10*time.Minute, "stop after this time a file, and count what was tried")
	flag.BoolVar(&o.verbose, "v", false, "list the mutants that survived")
	flag.Parse()
	if o.files = flag.Args(); len(o.files) == 0 {
		o.files = deciding
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := mutateFiles(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// mutateFiles prints a line a file: how many mutants its tests killed.
func mutateFiles(ctx context.Context, w io.Writer, o options) error {
	fmt.Fprintf(w, "%-34s %8s %7s %7s %9s %8s\n", "file", "mutants", "tried", "killed", "unreached", "share")
	low := 0
	for _, file := range o.files {
		r, err := tryFile(ctx, file, o)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		fmt.Fprintf(w, "%-34s %8d %7d %7d %9d %6.0f %%\n", file, r.mutants, r.tried, r.killed, r.unreached, r.share())
		if o.verbose {
			for _, s := range r.survived {
				fmt.Fprintf(w, "  survived: %s\n", s)
			}
		}
		if r.share() < o.least {
			low++
		}
	}
	if low > 0 {
		return fmt.Errorf("the tests of %d files notice less than %.0f %% of the mutants; -v lists those that survive", low, o.least)
	}
	return nil
}
