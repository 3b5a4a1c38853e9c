// Command company makes up a company and fills the test servers with its data,
// for dialmap to map:
//
//	make servers && . .servers/env
//	go run ./lab/company -o .demo
//	dialmap scan --config .demo/dialmap.yaml --full --report html=map.html
//
// Beside dialmap.yaml it writes expected.json: what a scan must find. Package
// firm, in its folder, says how.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/dialmap/dialmap/lab/company/firm"
)

func main() {
	var o firm.Options
	flag.Uint64Var(&o.Seed, "seed", firm.Shown, "of another company")
	flag.StringVar(&o.Prefix, "prefix", "demo", "of the names of its databases and its bucket; those that have them are dropped")
	flag.Float64Var(&o.Size, "size", 1, "of its tables; 1: some 30,000 records in all")
	dir := flag.String("o", ".demo", "directory for dialmap.yaml, expected.json and its files")
	drop := flag.Bool("drop", false, "drop its databases and its bucket, and make nothing")
	flag.Parse()
	if err := run(context.Background(), o, *dir, *drop); err != nil {
		fmt.Fprintln(os.Stderr, "company:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o firm.Options, dir string, drop bool) error {
	f, err := firm.New(o)
	if err != nil {
		return err
	}
	s, err := firm.Environment()
	if err != nil {
		return err
	}
	if drop {
		return f.Drop(ctx, s)
	}
	if err := f.Fill(ctx, s); err != nil {
		return err
	}
	return f.Write(dir, s)
}
