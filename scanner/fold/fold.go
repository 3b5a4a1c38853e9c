// Package fold makes the inventory of a scan: it merges the results of the
// shards of each dataset and turns their counts into estimates for all of it.
package fold

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// The stages of a step. What failed is kept too, for the report; a resumed
// scan reads it again.
const (
	Failed = "failed"
	Work   = "work"
)

// Result is what the work on one shard leaves behind.
type Result struct {
	Profile *profile.Dataset `json:"profile"`
	Gaps    []inventory.Gap  `json:"gaps,omitempty"`
}

// Input is what a scan left behind.
type Input struct {
	Scan           inventory.Scan // but for whether it is complete
	Version        string         // of the tool
	ConfigHash     string
	KeyFingerprint string
	Interrupted    bool
	Sources        []inventory.Source          // as they are configured, in order
	Opened         map[string]inventory.Source // by name, as they were when they were opened
	Listed         map[string]bool             // by name: the listing came to its end
	Plans          map[string]*plan.Dataset    // by hash
	Lost           map[string]struct{}         // hashes of planned datasets that are no longer there
	Gaps           []inventory.Gap
	Results        iter.Seq2[state.Result, error] // by dataset
	Ledgers        []inventory.Ledger

	// Judged is shown what each verdict stands on; nil: nobody.
	Judged func(source, dataset, field string, e *verdict.Evidence, f *profile.Field)
}

// Inventory folds the results of a scan. They come dataset by dataset, so that
// one profile at a time is in memory.
func Inventory(in Input) (*inventory.Inventory, error) {
	f := &folding{in: in, whole: true, inv: &inventory.Inventory{
		Version: inventory.Version, Tool: inventory.Tool{Version: in.Version}, ConfigHash: in.ConfigHash, KeyFingerprint: in.KeyFingerprint,
		Sources: []inventory.Source{}, Datasets: []inventory.Dataset{}, Fields: []inventory.Field{}, Gaps: slices.Clone(in.Gaps),
	}}
	f.checkListings()
	if err := f.readResults(); err != nil {
		return nil, err
	}
	f.listSources()
	inv := f.inv
	inv.Distinct = f.distinct.Estimate(f.whole)
	inv.Scan = in.Scan
	inv.Scan.Complete = f.complete()
	slices.SortFunc(inv.Datasets, func(a, b inventory.Dataset) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset))
	})
	slices.SortFunc(inv.Fields, func(a, b inventory.Field) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Field, b.Field))
	})
	inv.Gaps = tidy(inv.Gaps)
	inv.Overlaps = overlaps(f.compared)
	inv.Ledgers = in.Ledgers
	return inv, nil
}

// folding is the state of one fold.
type folding struct {
	in       Input
	inv      *inventory.Inventory
	unlisted int // sources whose listing did not end
	missing  int // planned shards without a result
	distinct profile.Distinct
	compared []compared
	whole    bool // every dataset that distinct counts was wholly read
}

// complete says that every source was listed and every planned shard read.
func (f *folding) complete() bool { return f.missing == 0 && f.unlisted == 0 }

// checkListings tells which sources were not listed to the end.
func (f *folding) checkListings() {
	for _, src := range f.in.Sources {
		if _, opened := f.in.Opened[src.Name]; opened && !f.in.Listed[src.Name] {
			f.unlisted++
			f.inv.Gaps = append(f.inv.Gaps, inventory.Gap{Source: src.Name, Reason: string(connectors.Interrupted), Detail: "its listing was not finished: it may hold more datasets than are shown; go on with --resume " + f.in.Scan.ID})
		} else if !opened {
			f.unlisted++
			if f.in.Interrupted {
				f.inv.Gaps = append(f.inv.Gaps, inventory.Gap{Source: src.Name, Reason: string(connectors.Interrupted), Detail: "it was not opened before the scan was interrupted; go on with --resume " + f.in.Scan.ID})
			}
		}
	}
}

// readResults merges the results of each dataset and takes its facts.
func (f *folding) readResults() error {
	var hash string
	var d *gathered
	flush := func() {
		if d != nil && d.plan != nil {
			f.dataset(d.plan, d)
			delete(f.in.Plans, hash)
		}
	}
	for r, err := range f.in.Results {
		if err != nil {
			return fmt.Errorf("read results: %w", err)
		}
		h, _, _ := strings.Cut(r.Step.Shard, "/")
		if h != hash {
			flush()
			hash, d = h, newGathered(f.in.Plans[h])
		}
		if err := d.add(r); err != nil {
			return err
		}
	}
	flush()
	for _, p := range f.in.Plans { // those without a single result
		f.dataset(p, newGathered(p))
	}
	return nil
}

// gathered are the results of one dataset.
type gathered struct {
	plan   *plan.Dataset // nil where the dataset is not planned any more
	prof   *profile.Dataset
	gaps   []inventory.Gap
	done   int                     // steps with a result
	broken int                     // steps that failed, and were not done after all
	failed map[string]state.Result // by step, until a work result replaces it
}

func newGathered(p *plan.Dataset) *gathered { return &gathered{plan: p, prof: profile.New()} }

// add takes one result. A failed one counts only where the step was not done
// after all; those of a shard come before the ones that would replace them.
func (g *gathered) add(r state.Result) error {
	if p := g.plan; p == nil || r.Step.Round < p.Step(0) || r.Step.Round > p.Step(plan.MaxRounds) {
		return nil // of a dataset that was cut again since
	}
	if r.Step.Stage == Failed {
		if g.failed == nil {
			g.failed = map[string]state.Result{}
		}
		g.failed[key(r)] = r
		return nil
	}
	delete(g.failed, key(r))
	return g.merge(r)
}

func key(r state.Result) string { return r.Step.Shard + "\x00" + strconv.Itoa(r.Step.Round) }

// settle counts the failed results that nothing replaced.
func (g *gathered) settle() error {
	g.broken = len(g.failed)
	for _, k := range slices.Sorted(maps.Keys(g.failed)) {
		if err := g.merge(g.failed[k]); err != nil {
			return err
		}
	}
	clear(g.failed)
	return nil
}

func (g *gathered) merge(r state.Result) error {
	var one Result
	if err := json.Unmarshal(r.Data, &one); err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	g.prof.Merge(one.Profile)
	g.gaps = append(g.gaps, one.Gaps...)
	if r.Step.Stage == Work {
		g.done++
	}
	return nil
}

// steps are how many the plan of a dataset has, as far as it was decided, and
// the slots they draw. Its rounds are settled when each of their steps has a
// result, so that only those of an unfinished one are drawn once more.
func (f *folding) steps(p *plan.Dataset, g *gathered) (n int, drawn uint64) {
	if !p.Draw.Slotted() {
		return len(p.Shards), 0
	}
	drawn = uint64(p.Drawn())
	if p.Settled() {
		return g.done + g.broken, drawn
	}
	for r := range p.Rounds() {
		n += len(p.Jobs(f.in.Scan.Seed, r))
	}
	return n, drawn
}

// dataset adds the facts of one dataset.
func (f *folding) dataset(p *plan.Dataset, g *gathered) {
	f.inv.Gaps = append(f.inv.Gaps, p.Gaps...)
	if err := g.settle(); err != nil {
		g.gaps = append(g.gaps, inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Malformed), Detail: "a stored result is damaged"})
	}
	_, gone := f.in.Lost[p.Hash]
	steps, drawn := f.steps(p, g)
	unread := func(n int) {
		sums := profile.Sums{Shards: uint64(n)}
		if answered := g.prof.Records[p.Draw].Drawn + g.prof.Unread[p.Draw].Drawn; answered < drawn {
			sums.Drawn = drawn - answered
		}
		g.prof.Miss(p.Draw, sums)
	}
	if n := steps - g.done; n > 0 && gone {
		unread(n)
	} else if n > 0 || !p.Settled() {
		f.missing += max(n, 1)
		if lost := n - int(g.prof.Lost().Shards); lost > 0 {
			unread(lost)
			f.inv.Gaps = append(f.inv.Gaps, inventory.Gap{
				Source: p.Source, Dataset: p.Name, Reason: string(connectors.Interrupted),
				Detail: fmt.Sprintf("%d of %d parts were not read; go on with --resume %s", lost, steps, f.in.Scan.ID),
			})
		}
	}
	f.inv.Gaps = append(f.inv.Gaps, g.gaps...)
	x := &facts{plan: p, prof: g.prof, frame: p.Frame(), find: f.in.Scan.FindProbability}
	d := inventory.Dataset{
		Source: p.Source, Dataset: p.Name, Kind: p.Dataset.Kind, Format: p.Dataset.Format, Objects: p.Dataset.Objects,
		Derived: p.Dataset.Derived, Stamp: p.Dataset.Stamp, Records: x.records(), MissedAtMost: x.missed(),
		Stated: p.Stated, Use: use(p.Dataset.Use), Expiry: p.Expiry, Partitions: partitions(p.Dataset.Partitions),
	}
	for _, path := range g.prof.Paths() {
		field := g.prof.Fields[path]
		evidence := p.Reading.Fields[path].Evidence
		v := verdict.Of(path, field, evidence)
		if f.in.Judged != nil {
			f.in.Judged(p.Source, p.Name, path, evidence, field)
		}
		d.Fields.Count(v.Verdict)
		y := x.field(path, field, v)
		x.duties(&y, field)
		y.Traits = traitsOf(field, p.Reading.Fields[path].Trait)
		f.inv.Fields = append(f.inv.Fields, y)
		if field.Numbers > 0 && v.Verdict != verdict.None && !d.Derived {
			f.distinct.Merge(&field.Distinct)
			f.compared = append(f.compared, compared{inventory.Place{Source: p.Source, Dataset: p.Name, Field: path}, field.Distinct.Low(), g.prof.WhollyRead(), field.Numbers})
			f.whole = f.whole && g.prof.WhollyRead()
		}
	}
	d.Beside, d.BesideTiers = x.beside()
	f.inv.Datasets = append(f.inv.Datasets, d)
	if src := f.in.Opened[p.Root]; p.Source != p.Root {
		src.Name = p.Source
		f.in.Opened[p.Source] = src
	}
}

// facts turn the counts of one dataset's profile into estimates for all of it.
type facts struct {
	plan  *plan.Dataset
	prof  *profile.Dataset
	frame profile.Frame
	find  float64 // the probability of the promise
}

// sampled says that slots were drawn, and nothing but them was read.
func (x *facts) sampled() bool { return x.frame.Design.Slotted() && x.prof.Draw() == "random" }

func (x *facts) records() inventory.Records {
	p, prof := x.plan, x.prof
	read, lost := prof.Total(), prof.Lost()
	r := inventory.Records{
		Unit: p.Dataset.Unit, Read: read.Records, Draw: prof.Draw(),
		UnitsRead: read.Shards, UnitsTotal: uint64(len(p.Shards)), Unread: lost.Shards,
	}
	if len(prof.Records) == 0 {
		r.Draw = p.Draw.String()
	}
	if r.Draw == "random" {
		r.Design = p.Draw.String()
	}
	r.Total = prof.Of(read.Records)
	if prof.WhollyRead() && len(p.Shards) > 0 {
		return r
	}
	if x.sampled() {
		r.UnitsRead, r.UnitsTotal = prof.Records[p.Draw].Drawn, uint64(x.frame.Slots)
		r.Total = prof.Sampled(x.frame, prof.Sizes, profile.Quantity{Once: true})
		if share := prof.Finds(x.frame, x.find); share < 1 {
			r.Finds = &inventory.Missed{Share: share, Level: x.find, Of: p.Draw.String()}
		}
	} else {
		low, point := float64(read.Records), math.Max(float64(read.Records), float64(p.Dataset.Records))
		r.Total = profile.Estimate{Low: &low, How: profile.AtLeast, Level: profile.Level}
		if p.Dataset.Records >= 0 {
			r.Total.Point = &point
		}
	}
	if p.Dataset.Exact && p.Dataset.Records >= 0 {
		r.Total = profile.Count(max(uint64(p.Dataset.Records), read.Records))
		if x.sampled() {
			r.Total = profile.Count(uint64(p.Dataset.Records)) // a record may be drawn twice
		}
	}
	return r
}

// missed bounds what a field that is none may hold all the same; nil where
// nothing was drawn.
func (x *facts) missed() *inventory.Missed {
	if !x.sampled() {
		return nil
	}
	return &inventory.Missed{Share: x.prof.Missed(x.frame), Level: profile.Level, Of: x.plan.Draw.String()}
}

// total estimates a quantity of which n were counted in what was read.
func (x *facts) total(n uint64, m profile.Moments, q profile.Quantity) profile.Estimate {
	if x.sampled() {
		return x.prof.Sampled(x.frame, m, q)
	}
	return x.prof.Of(n)
}

func (x *facts) field(path string, f *profile.Field, v verdict.Verdict) inventory.Field {
	p, prof := x.plan, x.prof
	draws := f.Draws
	if draws == nil {
		draws = &profile.Draws{}
	}
	several := profile.Quantity{Most: draws.Most}
	if f.Type() == connectors.Name && f.Draws == nil && x.sampled() {
		x = &facts{plan: p, prof: profile.New()} // names of the dataset itself: all of them were read
	}
	y := inventory.Field{
		Source: p.Source, Dataset: p.Name, Field: path, Type: f.Type(),
		Verdict: v.Verdict, Confidence: &v.Confidence, Why: v.Why, Protection: v.Protection,
		Records: inventory.Drawn{Read: prof.Total().Records, Draw: prof.Draw()},
		Values:  f.Values, Nulls: f.Nulls, Empty: f.Empty,
		Holding: x.total(f.Holding, draws.Holding, profile.Quantity{Once: true}), Numbers: x.total(f.Numbers, draws.Numbers, several), Distinct: f.Distinct.Estimate(prof.WhollyRead()),
		Fictional: x.total(f.Fictional, draws.Fictional, several), Types: map[string]profile.Estimate{}, Examples: f.Examples.Masks(), Regions: []inventory.Region{},
	}
	switch v.Verdict {
	case verdict.None:
		y.MissedAtMost = x.missed()
	case verdict.Phone:
		y.Implausible = &f.Implausible
	}
	for i, n := range f.Kinds {
		if n > 0 {
			y.Types[detectors.Type(i).String()] = x.total(n, draws.Kinds[i], several)
		}
	}
	for r, n := range f.Regions {
		region := inventory.Region{
			Subdivision: r.Subdivision, Status: r.Status.String(), How: r.How.String(),
			Candidates: r.CandidateList(), Numbers: x.total(n, draws.Regions[r], several),
		}
		if r.Region != "" {
			name := r.Region
			region.Region = &name
		}
		y.Regions = append(y.Regions, region)
	}
	slices.SortFunc(y.Regions, func(a, b inventory.Region) int {
		return cmp.Or(-cmp.Compare(a.Numbers.Value(), b.Numbers.Value()), cmp.Compare(str(a.Region), str(b.Region)), cmp.Compare(a.Subdivision, b.Subdivision),
			cmp.Compare(a.Status, b.Status), cmp.Compare(a.How, b.How), slices.Compare(a.Candidates, b.Candidates))
	})
	return y
}

func str(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// listSources lists the sources in the order they were given, each followed by
// its databases. A root that only stands for its databases is left out.
func (f *folding) listSources() {
	used := map[string]bool{}
	for _, d := range f.inv.Datasets {
		used[d.Source] = true
	}
	for _, src := range f.in.Sources {
		var subs []string
		for name := range f.in.Opened {
			if strings.HasPrefix(name, src.Name+"/") && used[name] {
				subs = append(subs, name)
			}
		}
		root, opened := f.in.Opened[src.Name]
		if !opened {
			root = src
		}
		if used[src.Name] || len(subs) == 0 {
			f.inv.Sources = append(f.inv.Sources, root)
		}
		slices.Sort(subs)
		for _, name := range subs {
			f.inv.Sources = append(f.inv.Sources, f.in.Opened[name])
		}
	}
}

// tidy sorts gaps and drops repeated ones; never nil.
func tidy(gaps []inventory.Gap) []inventory.Gap {
	slices.SortFunc(gaps, func(a, b inventory.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
	})
	gaps = slices.Compact(gaps)
	if gaps == nil {
		gaps = []inventory.Gap{}
	}
	return gaps
}
