package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"sync"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// textScore is how an engine did on the running texts.
type textScore struct {
	recall    ratio // of the numbers that a person could tell
	knowable  ratio // of those whose region a person could tell as well, or was told
	exact     ratio // of the found ones: the right digits
	precision ratio
	right     ratio // country, of the found ones where a person could know
	wrong     ratio // country said and not its own, of all found
	byFormat  map[string]*ratio
	byKind    map[string]*ratio
	byWords   map[string]*ratio // language
	byRegion  map[string]*ratio
	byClass   map[string]int // false matches
	sure      reliability
	missed    []string
}

// score compares what was found in a text with the truth.
func (s *textScore) score(t *corpus.Text, hits []hit, told bool) {
	used := make([]bool, len(hits))
	for _, n := range t.Numbers {
		i := sort.Search(len(hits), func(i int) bool { return hits[i].end > n.Start })
		found := i < len(hits) && hits[i].start < n.End
		if n.Evident {
			s.recall.add(found)
			tally(s.byFormat, n.Format).add(found)
			tally(s.byKind, t.Kind).add(found)
			tally(s.byWords, t.Language).add(found)
			tally(s.byRegion, n.Region).add(found)
			if told || n.Tells != corpus.ByNothing {
				s.knowable.add(found)
			}
			if !found && len(s.missed) < 1000 {
				s.missed = append(s.missed, fmt.Sprintf("missed %s %s %s: %q", n.Region, n.Format, t.Name, t.Body[max(0, n.Start-30):n.Start]+"<<"+t.Body[n.Start:n.End]+">>"+t.Body[n.End:min(len(t.Body), n.End+8)]))
			}
		}
		if !found {
			continue
		}
		for k := i; k < len(hits) && hits[k].start < n.End; k++ {
			used[k] = true
		}
		h := hits[i]
		s.exact.add(h.e164 == n.E164)
		own := slices.Contains(n.Regions, h.region) || slices.ContainsFunc(h.among, func(r string) bool { return len(r) >= 2 && slices.Contains(n.Regions, r[:2]) })
		s.wrong.add(h.region != "" && !own)
		if told || n.Tells != corpus.ByNothing {
			s.right.add(own)
		}
	}
	for i, h := range hits {
		s.precision.add(used[i])
		s.sure.add(h.confidence, used[i])
		if used[i] {
			continue
		}
		class := "what stands around"
		if k := slices.IndexFunc(t.Alike, func(a corpus.Span) bool { return a.Start < h.end && h.start < a.End }); k >= 0 {
			class = t.Alike[k].Class
		}
		s.byClass[class]++
		if len(s.missed) < 1000 {
			s.missed = append(s.missed, fmt.Sprintf("false %s %s: %q", class, t.Name, t.Body[max(0, h.start-30):h.start]+"<<"+t.Body[h.start:h.end]+">>"+t.Body[h.end:min(len(t.Body), h.end+8)]))
		}
	}
}

// texts runs every engine over the running texts.
func texts(_ context.Context, w io.Writer, o options, c *corpus.Corpus, _ string) error {
	list := c.Texts(o.texts)
	engines := engines
	if o.alone {
		engines = engines[:2]
	}
	bytes, numbers, evident := 0, 0, 0
	for i := range list {
		bytes += len(list[i].Body)
		numbers += len(list[i].Numbers)
		for _, n := range list[i].Numbers {
			if n.Evident {
				evident++
			}
		}
	}
	scores := make([]textScore, len(engines))
	var all sync.WaitGroup
	for i := range engines {
		all.Go(func() {
			s := &scores[i]
			s.byFormat, s.byKind, s.byWords, s.byRegion, s.byClass = map[string]*ratio{}, map[string]*ratio{}, map[string]*ratio{}, map[string]*ratio{}, map[string]int{}
			for k := range list {
				s.score(&list[k], engines[i].find(list[k].Body, list[k].Region), engines[i].told)
			}
		})
	}
	all.Wait()
	fmt.Fprintf(w, "### Running text\n\n%d texts in %d languages: letters, notes, logs, JSON, HTML, CSV, vCards and SQL; %.1f MB, %d numbers, of which a person who reads the line could tell %d.\n\n",
		len(list), len(corpus.Languages()), float64(bytes)/1e6, numbers, evident)
	for _, e := range engines {
		fmt.Fprintf(w, "- `%s`: %s\n", e.name, e.what)
	}
	fmt.Fprintln(w)
	var rows [][]string
	for i, e := range engines {
		s := &scores[i]
		rows = append(rows, []string{e.name, s.recall.String(), s.knowable.String(), s.precision.String(), fmt.Sprint(s.precision.of - s.precision.n), s.exact.String(), s.right.String(), s.wrong.String()})
	}
	table(w, []string{"", "recall", "recall where the region can be known", "precision", "false", "right digits", "right country", "wrong country"}, rows)
	for i, e := range engines[:2] {
		s := &scores[i]
		fmt.Fprintf(w, "**%s**, what it does worst.\n\n", e.name)
		worst(w, "By format", s.byFormat, 0.99, 12)
		worst(w, "By kind of text", s.byKind, 0.99, 12)
		worst(w, "By language", s.byWords, 0.99, 12)
		worst(w, "By region", s.byRegion, 0.99, 12)
		falsely(w, s.byClass)
		if o.verbose {
			for _, line := range s.missed {
				fmt.Fprintln(w, line)
			}
		}
	}
	fmt.Fprint(w, "How sure `dialmap, told` is of a match (all above 0.5), and how often it is a number:\n\n")
	fmt.Fprintf(w, "Expected calibration error of matches: %.3f.\n\n", scores[1].sure.print(w))
	return nil
}

// falsely prints false matches by class.
func falsely(w io.Writer, by map[string]int) {
	names := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		if by[a] != by[b] {
			return by[b] - by[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	fmt.Fprint(w, "False matches by class: ")
	for i, name := range names {
		if i == 15 {
			fmt.Fprintf(w, " and %d classes more", len(names)-i)
			break
		}
		fmt.Fprintf(w, "%s %d; ", name, by[name])
	}
	if len(names) == 0 {
		fmt.Fprint(w, "none")
	}
	fmt.Fprint(w, "\n\n")
}

// peerNoise is how much of the noise the slow ones read.
const peerNoise = 1 << 19

// noise counts false matches where every match is false.
func noise(_ context.Context, w io.Writer, o options, _ *corpus.Corpus, _ string) error {
	body, spans := corpus.Noise(o.seed, o.noise)
	part := body[:min(len(body), peerNoise)]
	five := []string{"US", "DE", "GB", "FR", "IN"}
	world := []string{"BR", "JP", "IT", "ES", "PL", "NL", "AU", "MX", "TR", "ZA"}
	runs := []struct {
		name string
		text string
		find func(text string) []hit
	}{
		{"dialmap, no region", body, func(t string) []hit { return ours(t) }},
		{"dialmap, US", body, func(t string) []hit { return ours(t, "US") }},
		{"dialmap, US DE GB FR IN", body, func(t string) []hit { return ours(t, five...) }},
		{"dialmap, each of BR JP IT ES PL NL AU MX TR ZA, on average", body, nil},
		{"libphonenumber, US", part, func(t string) []hit { return library(t, "US") }},
		{"as Presidio", part, loop},
		{"as pdscan", part, pdscan},
	}
	if o.alone {
		runs = runs[:4]
	}
	rows := make([][]string, len(runs))
	classes := make([]map[string]int, len(runs))
	var all sync.WaitGroup
	for i, r := range runs {
		all.Go(func() {
			var hits []hit
			per := 1.0
			if r.find != nil {
				hits = r.find(r.text)
			} else {
				for _, region := range world {
					hits = append(hits, ours(r.text, region)...)
				}
				per = float64(len(world))
			}
			classes[i] = map[string]int{}
			for _, h := range hits {
				k := sort.Search(len(spans), func(k int) bool { return spans[k].End > h.start })
				class := "what stands around"
				if k < len(spans) && spans[k].Start < h.end {
					class = spans[k].Class
				}
				classes[i][class]++
			}
			rows[i] = []string{r.name, fmt.Sprintf("%.1f", float64(len(r.text))/1e6), fmt.Sprint(len(hits)), fmt.Sprintf("%.2f", float64(len(hits))/per/(float64(len(r.text))/1e6))}
		})
	}
	all.Wait()
	fmt.Fprintf(w, "### Digits without a phone number\n\n%d classes of look-alikes in logs, rows, JSON and sentences of all the languages: every match is false.\n\n", len(corpus.Classes()))
	table(w, []string{"", "MB", "false matches", "in a MB"}, rows)
	for i, r := range runs[:4] {
		fmt.Fprintf(w, "`%s`. ", r.name)
		falsely(w, classes[i])
	}
	return nil
}
