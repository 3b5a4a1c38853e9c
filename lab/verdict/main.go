// Verdict fits the weights of package scanner/verdict to columns that it makes,
// and measures the verdicts on others: other names, other numbers, another seed.
//
//	go run ./lab/verdict                    measure
//	go run ./lab/verdict -fit -o weights.go fit: from the weights of now
//
// The columns are made by rules of their own, from libphonenumber's metadata
// and what databases hold; nothing of the model is in them. The second model's
// features depend on how a field was read, which the first decides: where the
// first one's weights changed much, fit again with them compiled in.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"log"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/detectors/region"
	"github.com/dialmap/dialmap/lab/accuracy/corpus"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
	"github.com/dialmap/dialmap/scanner/verdict"
)

var classes = []string{verdict.Phone, verdict.Contains, verdict.Protected, verdict.None}

func main() {
	fit := flag.Bool("fit", false, "fit weights instead of measuring")
	out := flag.String("o", "weights.go", "where the weights go")
	tables := flag.Int("tables", 800, "datasets to make")
	show := flag.Int("show", 40, "wrong verdicts to show")
	labelled := flag.Int("labelled", 330, "datasets of the labelled corpus to add: of its training set to fit, of its test set to measure")
	everyday := flag.Int("everyday", 1000, "datasets of everyday data to add, likewise")
	seed := flag.Uint64("seed", 1, "of the columns")
	train := flag.Bool("train", false, "measure on what may be fitted to: where to look for what is missed")
	flag.Parse()
	fitted := *fit || *train
	m := &maker{Rand: rand.New(rand.NewPCG(*seed, 0x76657264)), test: !fitted}
	if !fitted {
		m.Rand = rand.New(rand.NewPCG(*seed, 0x74657374))
	}
	list := m.tables(*tables)
	o := corpus.Options{Seed: *seed, Split: corpus.Test}
	if fitted {
		o.Split = corpus.Train
	}
	for _, part := range []struct {
		name     string
		datasets int
		draw     func(corpus.Options) (*corpus.Corpus, error)
	}{{"corpus", *labelled, corpus.New}, {"everyday", *everyday, corpus.Everyday}} {
		if part.datasets == 0 {
			continue
		}
		o.Datasets = part.datasets
		c, err := part.draw(o)
		if err != nil {
			log.Fatal(err)
		}
		list = append(list, labelledTables(part.name, c)...)
	}
	all, err := judge(context.Background(), list)
	if err != nil {
		log.Fatal(err)
	}
	if !*fit {
		parts := map[string][]judged{}
		for _, j := range all {
			name, _, labelled := strings.Cut(j.table.name, "/")
			if !labelled {
				name = "made columns"
			}
			parts[name] = append(parts[name], j)
		}
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			fmt.Println("== " + name)
			measure(parts[name], *show)
		}
		return
	}
	if err := write(*out, all); err != nil {
		log.Fatal(err)
	}
}

// judged is a column with what the scan made of it.
type judged struct {
	*column
	table   *table
	x       []float64
	verdict verdict.Verdict
	f       *profile.Field
	e       *verdict.Evidence
}

// judge scans the tables, each source with its own default region.
func judge(ctx context.Context, tables []*table) (all []judged, err error) {
	dir, err := os.MkdirTemp("", "verdict")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	store, err := sqlite.Open(dir)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	by := map[string][]*table{}
	columns := map[[2]string]judged{}
	for _, t := range tables {
		by[t.home] = append(by[t.home], t)
		for _, c := range t.columns {
			columns[[2]string{t.name, c.name}] = judged{column: c, table: t}
		}
	}
	var sources []scanner.Source
	for home, list := range by {
		s := scanner.Source{Kind: "memory", DefaultRegion: home, Open: func(context.Context, connectors.Source) (connectors.Connector, error) { return &memory{list}, nil }}
		s.Name, s.Connections = "made"+home, 2
		sources = append(sources, s)
	}
	var mu sync.Mutex
	_, err = scanner.Run(ctx, sources, scanner.Options{
		Full: true, Seed: 1, Detector: phone.New(), CountryOf: region.Country, Places: phone.Places{}, Mask: phone.Mask, State: store, Key: scanner.NewKey([32]byte{1}),
		Judged: func(_, dataset, field string, e *verdict.Evidence, f *profile.Field) {
			mu.Lock()
			defer mu.Unlock()
			j, ok := columns[[2]string{dataset, field}]
			if !ok || e == nil {
				return
			}
			j.f, j.e = f, e
			j.x = verdict.Vector(e, f)
			j.verdict = verdict.Of(field, f, e)
			all = append(all, j)
		},
	})
	slices.SortFunc(all, func(a, b judged) int {
		return cmp.Or(cmp.Compare(a.table.name, b.table.name), cmp.Compare(a.name, b.name))
	})
	return all, err
}

// measure prints how right the verdicts are, and how far their confidences are
// from it.
func measure(all []judged, show int) {
	type bin struct{ n, right, sum float64 }
	var bins [10]bin
	right, shown, count := 0, 0, 0
	wrong := map[string]int{}
	perClass := map[string][2]int{}
	var hit, falsely, missed [4]int
	for _, j := range all {
		ok := j.verdict.Verdict == j.truth
		if !j.evident {
			continue
		}
		count++
		b := &bins[min(9, int(j.verdict.Confidence*10))]
		b.n++
		b.sum += j.verdict.Confidence
		t, v := slices.Index(classes, j.truth), slices.Index(classes, j.verdict.Verdict)
		pc := perClass[j.class]
		pc[1]++
		if ok {
			right++
			b.right++
			hit[t]++
			pc[0]++
		} else {
			falsely[v]++
			missed[t]++
			wrong[j.class+": "+j.truth+" as "+j.verdict.Verdict]++
			if shown < show {
				shown++
				fmt.Printf("%s %s (%s, %d values, home %q): %s as %s %.2f: %s\n", j.table.name, j.name, j.class, j.f.Values, j.table.home, j.truth, j.verdict.Verdict, j.verdict.Confidence, strings.Join(j.verdict.Why, "; "))
				if os.Getenv("SHOW") != "" {
					b, _ := json.Marshal(j.e)
					fmt.Printf("    %s\n", b)
				}
			}
		}
		perClass[j.class] = pc
	}
	fmt.Printf("%d fields of which a human could tell what they are, %d right (%.4f)\n", count, right, float64(right)/float64(count))
	for k, c := range classes {
		fmt.Printf("  %-10s precision %.4f recall %.4f\n", c, float64(hit[k])/float64(max(1, hit[k]+falsely[k])), float64(hit[k])/float64(max(1, hit[k]+missed[k])))
	}
	ece := 0.0
	fmt.Println("confidence   fields  mean    right")
	for i, b := range bins {
		if b.n > 0 {
			fmt.Printf("  %.1f-%.1f %8.0f  %.3f  %.3f\n", float64(i)/10, float64(i+1)/10, b.n, b.sum/b.n, b.right/b.n)
			ece += math.Abs(b.sum-b.right) / float64(count)
		}
	}
	fmt.Printf("expected calibration error %.4f over %d fields\n", ece, count)
	var kinds []string
	for w := range wrong {
		kinds = append(kinds, w)
	}
	slices.SortFunc(kinds, func(a, b string) int { return cmp.Or(-cmp.Compare(wrong[a], wrong[b]), cmp.Compare(a, b)) })
	for _, w := range kinds[:min(len(kinds), 30)] {
		fmt.Printf("  %3d %s\n", wrong[w], w)
	}
	attribution(all)
}

// attribution compares the countries of the numbers that were found in phone
// columns with the true ones, as far as counts can tell.
func attribution(all []judged) {
	var told, other struct{ planted, found, right, wrong float64 }
	for _, j := range all {
		if j.truth != verdict.Phone || j.verdict.Verdict != verdict.Phone || len(j.places) == 0 {
			continue
		}
		planted, got := 0, map[string]int{}
		for _, n := range j.places {
			planted += n
		}
		for r, n := range j.f.Regions {
			got[placed(r)] += int(n)
		}
		shown := fmt.Sprint(got)
		right, all := corpus.Agree(j.places, got)
		found := min(int(j.f.Numbers), planted)
		sum := &other
		if international := j.f.Formats[0]+j.f.Formats[1]+j.f.Formats[2] > 0 && j.f.Formats[3]+j.f.Formats[4] == 0; j.told || international {
			sum = &told
			if 100*right < 97*found && os.Getenv("SHOW") != "" {
				fmt.Printf("    %s %s home %q %s: want %v got %s: %s\n", j.table.name, j.name, j.table.home, j.class, j.places, shown, strings.Join(j.verdict.Why, "; "))
			}
		}
		sum.planted, sum.found = sum.planted+float64(planted), sum.found+float64(found)
		sum.right, sum.wrong = sum.right+float64(min(right, found)), sum.wrong+float64(max(0, min(all, found)-right))
	}
	fmt.Printf("country where row, format or source tells it: %.4f right, %.4f wrong of %.0f numbers found, of %.0f\n", told.right/told.found, told.wrong/told.found, told.found, told.planted)
	fmt.Printf("country where nothing but the column tells it: %.4f right, %.4f wrong of %.0f numbers found, of %.0f\n", other.right/other.found, other.wrong/other.found, other.found, other.planted)
}

// placed is what a number was said to be of: "" where nobody knows.
func placed(r profile.Region) string {
	switch {
	case r.Status == detectors.Nongeographic:
		return corpus.Nongeographic
	case r.Status == detectors.Shared && r.Candidates != "":
		var regions []string
		for c := range strings.FieldsSeq(r.Candidates) {
			regions = append(regions, c[:2]) // US-CA is the US
		}
		slices.Sort(regions)
		return strings.Join(slices.Compact(regions), "/")
	}
	return r.Region
}

// write fits both models and writes the file.
func write(path string, all []judged) error {
	names, pilot := verdict.Features()
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by lab/verdict from %d made columns. DO NOT EDIT.\n\npackage verdict\n\n", len(all))
	x, y := make([][]float64, 0, len(all)), make([]int, 0, len(all))
	for _, j := range all {
		x, y = append(x, j.x[:pilot]), append(y, map[bool]int{true: 0, false: 1}[j.truth == verdict.Phone || celled(&j)])
	}
	pilotNow, allNow := verdict.Weights()
	w := descend(x, y, 2, [][]float64{pilotNow})
	b.WriteString("// pilotWeights are for a field of phone numbers, by feature.\nvar pilotWeights = map[string]float64{\n")
	for i, name := range names[:pilot] {
		fmt.Fprintf(&b, "\t%q: %.3f,\n", name, w[0][i])
	}
	b.WriteString("}\n\n// weights are for phone, contains and protected, by feature.\nvar weights = map[string][3]float64{\n")
	for i, j := range all {
		x[i], y[i] = j.x, slices.Index(classes, j.truth)
	}
	w = descend(x, y, 4, allNow[:])
	for i, name := range names {
		fmt.Fprintf(&b, "\t%q: {%.3f, %.3f, %.3f},\n", name, w[0][i], w[1][i], w[2][i])
	}
	b.WriteString("}\n")
	text, err := format.Source(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// celled says that a column holds numbers each in a value of its own, beside
// other things: it is read as one of phone numbers is.
func celled(j *judged) bool {
	return j.truth == verdict.Contains && j.e.Valid+j.e.Plain > 3*j.e.Among && 10*(j.e.Valid+j.e.Plain) > j.e.Detected
}

// descend fits a softmax of k classes, the last of which is the reference, by
// gradient descent (Adam). It begins at the weights of now, and leaving them costs
// a penalty: what earlier corpora taught is kept where this one is silent.
// The weight of a new feature is 0 and grows nearly freely.
func descend(x [][]float64, y []int, k int, now [][]float64) [][]float64 {
	d := len(x[0])
	w, g, m1, m2 := grid(k-1, d), grid(k-1, d), grid(k-1, d), grid(k-1, d)
	for c := range w {
		copy(w[c], now[c])
	}
	const rounds, rate, leaving, growing = 400, 0.02, 1e-2, 2e-5
	p := make([]float64, k)
	for t := 1; t <= rounds; t++ {
		for c := range g {
			for i := range g[c] {
				if g[c][i] = leaving * (w[c][i] - now[c][i]); now[c][i] == 0 {
					g[c][i] = growing * w[c][i]
				}
			}
		}
		for n, v := range x {
			softmax(p, w, v)
			for c := range g {
				e := p[c]
				if y[n] == c {
					e--
				}
				e /= float64(len(x))
				for i, xi := range v {
					g[c][i] += e * xi
				}
			}
		}
		step := rate * math.Min(1, 3*(1-float64(t)/rounds)+0.02)
		for c := range w {
			for i := range w[c] {
				m1[c][i] = 0.9*m1[c][i] + 0.1*g[c][i]
				m2[c][i] = 0.999*m2[c][i] + 0.001*g[c][i]*g[c][i]
				w[c][i] -= step * (m1[c][i] / (1 - math.Pow(0.9, float64(t)))) / (math.Sqrt(m2[c][i]/(1-math.Pow(0.999, float64(t)))) + 1e-9)
			}
		}
	}
	return w
}

func grid(n, d int) [][]float64 {
	g := make([][]float64, n)
	for i := range g {
		g[i] = make([]float64, d)
	}
	return g
}

func softmax(p []float64, w [][]float64, x []float64) {
	top := 0.0
	for c := range w {
		p[c] = 0
		for i, xi := range x {
			p[c] += w[c][i] * xi
		}
		top = max(top, p[c])
	}
	p[len(w)] = 0
	sum := 0.0
	for c := range p {
		p[c] = math.Exp(p[c] - top)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}
