package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// verdict is what an engine says of a field.
type verdict struct {
	verdict    string
	confidence *float64
	numbers    int
	regions    map[string]int // "" is unknown; those of a shared number joined by /
}

// peerValues is how many values of a field the others read: their recall is of
// those.
const peerValues = 15

// fieldScore is how an engine did on the fields.
type fieldScore struct {
	verdicts   ratio // exactly right
	found      ratio // of the fields with numbers
	precision  ratio // of those it says hold numbers
	columns    ratio // of the columns of phone numbers: called so
	columnsOK  ratio // of those it calls so
	protected  ratio
	numbers    ratio
	tells      map[string]*ratio // right country by what tells it
	wrong      ratio
	told       ratio             // right country, in the fields where number, row or text tells it of all
	byFormat   map[string]*ratio // numbers
	byHeader   map[string]*ratio // verdicts
	byContext  map[string]*ratio // numbers
	byRegion   map[string]*ratio
	byClass    map[string]*ratio // verdicts of fields without numbers
	confusion  map[string]int
	sure       reliability
	calibrated int
	wrongs     []string
	losses     []loss
}

// loss is a field of which numbers were missed.
type loss struct {
	missed int
	line   string
}

// flagged says that numbers were seen.
func flagged(v string) bool { return v == corpus.Phone || v == corpus.Contains }

// score compares a verdict with the truth. Only the first values count where
// the engine read no more.
func (s *fieldScore) score(d *corpus.Dataset, f *corpus.Field, v verdict, values int) {
	truth := f.Verdict
	if f.Evident {
		s.verdicts.add(v.verdict == truth)
		tally(s.byHeader, f.Header+", "+truth).add(v.verdict == truth)
		if flagged(truth) {
			s.found.add(flagged(v.verdict))
		}
		if truth == corpus.Phone {
			s.columns.add(v.verdict == corpus.Phone)
		}
		if truth == corpus.Protected {
			s.protected.add(v.verdict == corpus.Protected)
		}
		if flagged(v.verdict) {
			s.precision.add(flagged(truth))
		}
		if v.verdict == corpus.Phone {
			s.columnsOK.add(truth == corpus.Phone)
		}
		s.confusion[truth+" called "+v.verdict]++
		if !flagged(truth) {
			tally(s.byClass, f.Class).add(v.verdict == truth)
		}
		if v.verdict != truth && len(s.wrongs) < 300 {
			s.wrongs = append(s.wrongs, fmt.Sprintf("%s called %s: %s %s, %s, %s header, %s", truth, v.verdict, d.Scanned(), f.Path, f.Class, f.Header, d.Kind))
		}
	}
	if v.confidence != nil {
		s.calibrated++
		s.sure.add(*v.confidence, v.verdict == truth)
	}
	if !flagged(truth) || !f.Evident {
		return
	}
	planted, tells := map[string]int{}, map[string]int{}
	total := 0
	for _, val := range f.Values[:min(values, len(f.Values))] {
		for _, n := range val.Numbers {
			if !n.Evident {
				continue
			}
			total++
			planted[strings.Join(n.Regions, "/")]++
			tells[n.Tells]++
		}
	}
	found := min(v.numbers, total)
	if found < total {
		s.losses = append(s.losses, loss{total - found, fmt.Sprintf("missed %d of %d: %s %s, %s, called %s, %s header, %s, %s", total-found, total, d.Scanned(), f.Path, f.Class, v.verdict, f.Header, d.Kind, strings.Join(d.Regions, " "))})
	}
	for _, r := range []*ratio{&s.numbers, tally(s.byFormat, f.Class), tally(s.byContext, f.Context)} {
		r.n, r.of = r.n+found, r.of+total
	}
	if len(d.Regions) == 1 {
		r := tally(s.byRegion, d.Regions[0])
		r.n, r.of = r.n+found, r.of+total
	}
	right, placed := corpus.Agree(planted, v.regions)
	s.wrong.n, s.wrong.of = s.wrong.n+max(0, placed-right), s.wrong.of+found
	if tells[corpus.ByNothing]+tells[corpus.ByDataset] == 0 {
		s.told.n, s.told.of = s.told.n+min(right, found), s.told.of+found
	}
	if len(tells) == 1 { // else nobody knows which were found
		for t := range tells {
			r := tally(s.tells, t)
			r.n, r.of = r.n+min(right, found), r.of+found
		}
	}
}

// fields has every engine look at the datasets.
func fields(ctx context.Context, w io.Writer, o options, c *corpus.Corpus, program string) error {
	got, err := scan(ctx, c, program)
	if err != nil {
		return err
	}
	names := []string{"dialmap", "libphonenumber, US", "as Presidio", "as pdscan"}
	peers := []func(f *corpus.Field) verdict{nil,
		func(f *corpus.Field) verdict { return judged(f, func(t string) []hit { return library(t, "US") }) },
		func(f *corpus.Field) verdict { return judged(f, loop) },
		func(f *corpus.Field) verdict { return named(f, judged(f, pdscan)) },
	}
	if o.alone {
		names = names[:1]
	}
	scores := make([]fieldScore, len(names))
	var all sync.WaitGroup
	for i := range names {
		all.Go(func() {
			s := &scores[i]
			s.tells, s.byFormat, s.byHeader, s.byContext, s.byRegion, s.byClass = map[string]*ratio{}, map[string]*ratio{}, map[string]*ratio{}, map[string]*ratio{}, map[string]*ratio{}, map[string]*ratio{}
			s.confusion = map[string]int{}
			for k := range c.Datasets {
				d := &c.Datasets[k]
				for j := range d.Fields {
					f := &d.Fields[j]
					if peers[i] != nil {
						s.score(d, f, peers[i](f), peerValues)
					} else {
						s.score(d, f, got[d.Scanned()+"\x00"+f.Path], len(f.Values))
					}
				}
			}
		})
	}
	all.Wait()
	values := 0
	for k := range c.Datasets {
		for j := range c.Datasets[k].Fields {
			values += len(c.Datasets[k].Fields[j].Values)
		}
	}
	fmt.Fprintf(w, "### Fields\n\n%d fields in %d datasets of %d regions, %d values: CSV, NDJSON and SQLite, read by `dialmap scan --full` without any configuration. The others read the first %d values of each field; "+
		"they have no word for a column, so that more than half of its values make a column of phone numbers, which is pdscan's rule, and any value makes one that contains some.\n\n",
		c.Fields(), len(c.Datasets), regionsOf(c), values, peerValues)
	var rows [][]string
	for i, name := range names {
		s := &scores[i]
		rows = append(rows, []string{name, s.found.String(), s.precision.String(), s.columns.String(), s.columnsOK.String(), s.protected.String(), s.verdicts.String(), s.numbers.String(), s.told.String(), s.wrong.String()})
	}
	table(w, []string{"", "fields with numbers: recall", "precision", "columns called phone: recall", "precision", "protected: recall", "verdict right", "numbers found", "right country where told", "wrong country"}, rows)
	fmt.Fprint(w, "Right country, by what tells it to a person, of the numbers found:\n\n")
	rows = nil
	for i, name := range names {
		row := []string{name}
		for _, t := range []string{corpus.ByNumber, corpus.ByRow, corpus.ByText, corpus.ByHint, corpus.ByDataset, corpus.ByNothing} {
			row = append(row, tally(scores[i].tells, t).String())
		}
		rows = append(rows, row)
	}
	table(w, []string{"", "calling code", "country column", "language", "currency, locale, state, city", "name of the dataset", "nothing"}, rows)
	s := &scores[0]
	fmt.Fprint(w, "**dialmap**, what it does worst.\n\n")
	worst(w, "Numbers by format", s.byFormat, 0.99, 15)
	worst(w, "Numbers by context", s.byContext, 0.99, 15)
	worst(w, "Numbers by region, in datasets of one", s.byRegion, 0.99, 10)
	worst(w, "Verdicts by header", s.byHeader, 0.99, 15)
	worst(w, "Verdicts of fields without readable numbers, by class", s.byClass, 0.99, 15)
	if o.verbose {
		for _, line := range s.wrongs {
			fmt.Fprintln(w, line)
		}
		slices.SortStableFunc(s.losses, func(a, b loss) int { return b.missed - a.missed })
		for _, l := range s.losses {
			fmt.Fprintln(w, l.line)
		}
	}
	if s.calibrated == 0 {
		fmt.Fprint(w, "Fields have no confidence yet: nothing to calibrate.\n\n")
		return nil
	}
	fmt.Fprintf(w, "How sure it is of a verdict, and how often it is right (%d of %d fields have a confidence):\n\n", s.calibrated, c.Fields())
	fmt.Fprintf(w, "Expected calibration error of fields: %.3f.\n\n", s.sure.print(w))
	return nil
}

func regionsOf(c *corpus.Corpus) int {
	seen := map[string]bool{}
	for k := range c.Datasets {
		for j := range c.Datasets[k].Fields {
			for _, v := range c.Datasets[k].Fields[j].Values {
				for _, n := range v.Numbers {
					seen[n.Region] = true
				}
			}
		}
	}
	return len(seen)
}

// judged makes a verdict of the matches in the first values.
func judged(f *corpus.Field, find func(text string) []hit) verdict {
	v := verdict{verdict: corpus.None, regions: map[string]int{}}
	values := f.Values[:min(len(f.Values), peerValues)]
	holding := 0
	for _, val := range values {
		hits := find(val.Text)
		if len(hits) > 0 {
			holding++
		}
		for _, h := range hits {
			v.numbers++
			v.regions[h.region]++
		}
	}
	switch {
	case 2*holding > len(values):
		v.verdict = corpus.Phone
	case holding > 0:
		v.verdict = corpus.Contains
	}
	return v
}

// named adds pdscan's rule of names, for columns whose values tell nothing.
func named(f *corpus.Field, v verdict) verdict {
	name := strings.ReplaceAll(strings.ToLower(f.Path), "_", "")
	name = name[strings.LastIndex(name, ".")+1:]
	if v.verdict == corpus.None && (name == "phone" || name == "phonenumber") {
		v.verdict = corpus.Phone
	}
	return v
}

// report is what is read of a scan's JSON.
type report struct {
	Fields []struct {
		Source, Dataset, Field, Verdict string
		Confidence                      *float64
		Numbers                         struct{ Point *float64 }
		Regions                         []struct {
			Region     *string
			Status     string
			Candidates []string
			Numbers    struct{ Point *float64 }
		}
	}
	Gaps []struct{ Dataset, Reason, Detail string }
}

// scan writes the corpus and has the program scan it.
func scan(ctx context.Context, c *corpus.Corpus, program string) (map[string]verdict, error) {
	dir := filepath.Join(filepath.Dir(program), "corpus")
	if err := c.Write(dir); err != nil {
		return nil, err
	}
	r, err := scanned(ctx, program, filepath.Join(dir, "data"))
	if err != nil {
		return nil, err
	}
	return r.verdicts(), nil
}

// scanned runs a scan and reads its report.
func scanned(ctx context.Context, program string, args ...string) (*report, error) {
	tmp := filepath.Dir(program)
	key := filepath.Join(tmp, "key")
	if err := os.WriteFile(key, []byte(strings.Repeat("k", 32)), 0o600); err != nil {
		return nil, err
	}
	args = append([]string{"scan", "--full", "--all-fields", "--quiet", "--format", "json", "--state", filepath.Join(tmp, "state")}, args...)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "DIALMAP_KEY_FILE="+key)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("dialmap scan: %w", err)
	}
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		return nil, fmt.Errorf("read the report of the scan: %w", err)
	}
	for _, g := range r.Gaps {
		fmt.Fprintln(os.Stderr, "gap:", g.Dataset, g.Reason, g.Detail)
	}
	return &r, nil
}

func (r *report) verdicts() map[string]verdict {
	got := map[string]verdict{}
	for _, f := range r.Fields {
		v := verdict{verdict: f.Verdict, confidence: f.Confidence, regions: map[string]int{}}
		if f.Numbers.Point != nil {
			v.numbers = int(*f.Numbers.Point + 0.5)
		}
		for _, g := range f.Regions {
			if g.Numbers.Point == nil {
				continue
			}
			key := ""
			switch {
			case g.Status == "unknown":
			case g.Status == corpus.Nongeographic:
				key = corpus.Nongeographic
			case g.Status == "shared" && len(g.Candidates) > 0:
				regions := []string{}
				for _, c := range g.Candidates {
					regions = append(regions, c[:2]) // US-CA is the US
				}
				slices.Sort(regions)
				key = strings.Join(slices.Compact(regions), "/")
			case g.Region != nil:
				key = *g.Region
			}
			v.regions[key] += int(*g.Numbers.Point + 0.5)
		}
		got[f.Dataset+"\x00"+f.Field] = v
	}
	return got
}
