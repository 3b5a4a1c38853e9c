//go:build ignore

// Generate writes the groups of the linked libphonenumber to formats.go.
package main

import (
	"log"
	"os"

	"github.com/dialmap/dialmap/detectors/phone/groups"
)

func main() {
	source, err := groups.Source()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("formats.go", source, 0o644); err != nil {
		log.Fatal(err)
	}
}
