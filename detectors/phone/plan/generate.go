//go:build ignore

// Generate writes the tables of the linked libphonenumber to plan.bin.
package main

import (
	"log"
	"os"

	"github.com/dialmap/dialmap/detectors/phone/plan/compile"
)

func main() {
	tables, err := compile.Tables()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("plan.bin", tables, 0o644); err != nil {
		log.Fatal(err)
	}
}
