// Command accuracy measures how right dialmap is, and others beside it.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/dialmap/dialmap/testdata/accuracy/corpus"
)

func main() {
	seed := flag.Uint64("seed", 1, "the corpus is the same for a seed")
	write := flag.String("write", "", "write the corpus to a `folder` (data to scan, labels.ndjson) and do nothing else")
	split := flag.String("split", "test", "train or test")
	flag.Parse()
	c, err := corpus.New(corpus.Options{Seed: *seed, Split: corpus.Split(*split)})
	if err == nil && *write != "" {
		err = c.Write(*write)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
	fmt.Println(len(c.Datasets), "datasets,", c.Fields(), "fields")
}
