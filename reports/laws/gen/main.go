// Command gen compiles catalog/*.yaml into catalog.json, one jurisdiction a
// line, so that a program starts without parsing three hundred YAML files.
package main

import (
	"fmt"
	"os"

	"github.com/dialmap/dialmap/reports/laws"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	d, err := laws.Parse(os.DirFS("catalog"))
	if err != nil {
		return err
	}
	b, err := d.Compile()
	if err != nil {
		return err
	}
	return os.WriteFile("catalog.json", b, 0o644)
}
