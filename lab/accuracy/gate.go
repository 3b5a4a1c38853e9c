package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

//go:embed floors.txt
var floorsText string

// gate scans a small corpus and fails where a class of results is below its
// floor: `make gate`, which .ci/run calls.
func gate(ctx context.Context, w io.Writer, o options, c *corpus.Corpus, program string) error {
	floors, err := readFloors(floorsText)
	if err != nil {
		return err
	}
	got, err := scan(ctx, c, program)
	if err != nil {
		return err
	}
	classes := gateClasses(c, got, o.texts)
	every, err := corpus.Everyday(corpus.Options{Seed: o.seed, Split: corpus.Test, Datasets: everydayOfGate})
	if err != nil {
		return err
	}
	if got, err = scan(ctx, every, program); err != nil {
		return err
	}
	everydayClasses(classes, every, got)
	return holdFloors(w, classes, floors)
}

// everydayOfGate is how many datasets of everyday data the gate draws: 600 columns
// of ids and 100 of numbers.
const everydayOfGate = 240

// everydayClasses scores everyday data: the verdicts by class, and how many of the
// numbers that are placed are not placed in another country. A column of numbers
// beside junk may be said to contain some.
func everydayClasses(classes map[string]ratio, c *corpus.Corpus, got map[string]verdict) {
	placed := ratio{}
	for k := range c.Datasets {
		d := &c.Datasets[k]
		for j := range d.Fields {
			f := &d.Fields[j]
			v := got[d.Scanned()+"\x00"+f.Path]
			if strings.HasPrefix(f.Class, "everyday: ") {
				r := classes[f.Class]
				r.add(v.verdict == f.Verdict || f.Class == corpus.Dirty && flagged(v.verdict))
				classes[f.Class] = r
			}
			if f.Verdict != corpus.Phone {
				continue
			}
			planted := map[string]int{}
			for _, val := range f.Values {
				for _, n := range val.Numbers {
					planted[strings.Join(n.Regions, "/")]++
				}
			}
			right, all := corpus.Agree(planted, v.regions)
			placed.n, placed.of = placed.n+right, placed.of+all
		}
	}
	classes["everyday: not in a wrong country"] = placed
}

// gateClasses scores every class: what fields hold, what is said of them, and
// what is found in running text.
func gateClasses(c *corpus.Corpus, got map[string]verdict, texts int) map[string]ratio {
	classes := map[string]ratio{}
	score := func(class string, right bool) {
		r := classes[class]
		r.add(right)
		classes[class] = r
	}
	s := newFieldScore()
	for k := range c.Datasets {
		d := &c.Datasets[k]
		for j := range d.Fields {
			f := &d.Fields[j]
			v := got[d.Scanned()+"\x00"+f.Path]
			s.score(d, f, v, len(f.Values))
			if f.Evident {
				score("fields that are "+f.Verdict, v.verdict == f.Verdict)
			}
		}
	}
	classes["numbers found in fields"] = s.numbers
	classes["right country where told"] = s.told
	list := c.Texts(texts)
	for i, name := range []string{"without a region", "with a region"} {
		t := textScore{byFormat: map[string]*ratio{}, byKind: map[string]*ratio{}, byWords: map[string]*ratio{}, byRegion: map[string]*ratio{}, byClass: map[string]int{}}
		for k := range list {
			t.score(&list[k], engines[i].find(list[k].Body, list[k].Region), engines[i].told)
		}
		classes["recall in text "+name] = t.knowable
		classes["precision in text "+name] = t.precision
	}
	return classes
}

func newFieldScore() *fieldScore {
	s := &fieldScore{confusion: map[string]int{}}
	for _, by := range []*map[string]*ratio{&s.tells, &s.byFormat, &s.byHeader, &s.byContext, &s.byRegion, &s.byClass} {
		*by = map[string]*ratio{}
	}
	return s
}

// holdFloors compares each class with its floor. A class without results is a
// gate that no longer looks, and fails.
func holdFloors(w io.Writer, classes map[string]ratio, floors []floor) error {
	var below []error
	for _, f := range floors {
		r := classes[f.class]
		fmt.Fprintf(w, "%-36s %8s of %6d, floor %.1f %%\n", f.class, r, r.of, 100*f.share)
		if r.of == 0 || r.share() < f.share {
			below = append(below, fmt.Errorf("%s: %s of %d, and the floor is %.1f %%", f.class, r, r.of, 100*f.share))
		}
	}
	return errors.Join(below...)
}

// floor is the share of a class that must be right.
type floor struct {
	class string
	share float64
}

// readFloors reads lines of a percentage and a class.
func readFloors(text string) (floors []floor, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		percent, class, _ := strings.Cut(line, " ")
		share, err := strconv.ParseFloat(percent, 64)
		if err != nil || class == "" {
			return nil, fmt.Errorf("floors.txt: %q: want PERCENT CLASS", line)
		}
		floors = append(floors, floor{strings.TrimSpace(class), share / 100})
	}
	return floors, nil
}
