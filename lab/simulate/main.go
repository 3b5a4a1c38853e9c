// Command simulate draws samples of datasets whose contents it knows, through
// whole scans, and holds what the scans say to the truth: is what the promise
// names found as often as it says, and do the intervals cover?
//
//	make simulate
//
// Every row is a kind of dataset; each run is another dataset of that kind and
// another seed. A row passes where the lower 99.9 % bound of the share of
// intervals that cover is at least 94 %, and that of promises that were kept
// allows the probability they name.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/scantest"
)

func main() {
	runs := flag.Int("runs", 4000, "datasets of each kind")
	share := flag.Float64("find-share", 0.005, "of the promise")
	probability := flag.Float64("find-probability", 0.99, "of the promise")
	only := flag.String("only", "", "kinds whose name holds this")
	flag.Parse()
	fmt.Printf("%d datasets of each kind; the promise: %.3g %% of the records, with %.4g %% (%d draws)\n\n",
		*runs, *share*100, *probability*100, profile.Promise(*share, *probability))
	fmt.Println("| dataset | draw | read | promise kept | records | holding | numbers | numbers of a region |")
	fmt.Println("|---|---|--:|--:|--:|--:|--:|--:|")
	failed := 0
	for _, k := range kinds(*share) {
		if !strings.Contains(k.name, *only) {
			continue
		}
		t := simulate(k, *runs, *share, *probability)
		line, ok := t.line(k, *probability)
		fmt.Println(line)
		if !ok {
			failed++
		}
	}
	fmt.Println("\nIntervals of 95 %: the share that held the truth. Promise kept: of the datasets where a field holds numbers in at least the share of records, units or bytes that the scan says it finds, those where it was found.")
	if failed > 0 {
		fmt.Printf("\n%d kinds fail\n", failed)
		os.Exit(1)
	}
}

// score counts how often something held.
type score struct{ of, held int }

func (s *score) add(ok bool) {
	s.of++
	if ok {
		s.held++
	}
}

// tally of one kind of dataset.
type tally struct {
	draw                               string
	read                               uint64
	runs                               int
	found                              score
	records, holding, numbers, regions score
}

func simulate(k kind, runs int, share, probability float64) *tally {
	t := &tally{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan uint64)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for seed := range next {
				w := k.make(seed)
				inv, err := scan(w, seed, share, probability)
				if err != nil {
					fmt.Fprintln(os.Stderr, "simulate:", err)
					os.Exit(2)
				}
				mu.Lock()
				t.add(w, inv)
				mu.Unlock()
			}
		})
	}
	for seed := range uint64(runs) {
		next <- seed
	}
	close(next)
	wg.Wait()
	return t
}

func scan(w *world, seed uint64, share, probability float64) (*inventory.Inventory, error) {
	src := scanner.Source{Kind: "memory", Open: w.open}
	src.Name, src.Connections = "s", 1
	return scanner.Run(context.Background(), []scanner.Source{src}, scanner.Options{
		Seed: seed, FindShare: share, FindProbability: probability, WholeRecords: 1000, Workers: 1,
		Detector: reader{}, State: scantest.NewStore(), Key: scanner.NewKey([32]byte{1}),
		CountryOf: func([]byte) (string, bool) { return "", false },
		Mask:      func(detectors.Number, string) string { return "•" },
	})
}

// add holds one inventory to the truth.
func (t *tally) add(w *world, inv *inventory.Inventory) {
	d := inv.Datasets[0]
	t.runs++
	t.draw, t.read = d.Records.Draw+" "+d.Records.Design, t.read+d.Records.Read
	truth := w.truth()
	t.records.add(covers(d.Records.Total, truth.records))
	found := false
	for _, f := range inv.Fields {
		if f.Field != "phone" {
			continue
		}
		found = f.Numbers.Value() > 0
		t.holding.add(covers(f.Holding, truth.holding))
		t.numbers.add(covers(f.Numbers, truth.numbers))
		var of profile.Estimate
		for _, r := range f.Regions {
			if r.Region != nil && *r.Region == "DE" {
				of = r.Numbers
			}
		}
		if of.How != "" {
			t.regions.add(covers(of, truth.german))
		}
	}
	if f := d.Records.Finds; f == nil && d.Records.Draw == "whole" && truth.holding > 0 || f != nil && truth.share >= f.Share {
		t.found.add(found)
	}
}

func covers(e profile.Estimate, truth float64) bool {
	const slack = 1e-9
	return (e.Low == nil || *e.Low <= truth*(1+slack)) && (e.High == nil || *e.High >= truth*(1-slack))
}

func (t *tally) line(k kind, probability float64) (string, bool) {
	ok := true
	cell := func(s score, least float64) string {
		if s.of == 0 {
			return "–"
		}
		low, high := profile.Binomial(s.held, s.of, 0.001)
		mark := ""
		switch {
		case least < 1 && least != probability && low < least, least == probability && high < least:
			ok, mark = false, " ✗"
		}
		return fmt.Sprintf("%.1f %%%s", 100*float64(s.held)/float64(s.of), mark)
	}
	const covered = 0.94
	cells := []string{k.name, t.draw, fmt.Sprint(t.read / uint64(t.runs)), cell(t.found, probability),
		cell(t.records, covered), cell(t.holding, covered), cell(t.numbers, covered), cell(t.regions, covered)}
	return "| " + strings.Join(cells, " | ") + " |", ok
}
