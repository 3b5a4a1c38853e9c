package scanner

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// fold makes the inventory of what the state holds of the scan. Results come
// dataset by dataset, so that one profile at a time is in memory.
func (s *scan) fold(ctx context.Context, sources []Source, interrupted bool) (*inventory.Inventory, error) {
	f := &folding{s: s, interrupted: interrupted, whole: true, plans: map[string]*datasetPlan{}, sources: map[string]inventory.Source{}, inv: &inventory.Inventory{
		Version: inventory.Version, Tool: inventory.Tool{Version: s.o.Version}, ConfigHash: s.o.ConfigHash, KeyFingerprint: s.o.Key.Fingerprint(),
		Sources: []inventory.Source{}, Datasets: []inventory.Dataset{}, Fields: []inventory.Field{}, Gaps: slices.Clone(s.gaps),
	}}
	if err := f.readPlans(ctx, sources); err != nil {
		return nil, err
	}
	if err := f.readResults(ctx); err != nil {
		return nil, err
	}
	f.listSources(sources)
	inv := f.inv
	inv.Distinct = f.distinct.Estimate(f.whole)
	inv.Scan = inventory.Scan{
		ID: s.id, Started: s.started, Finished: time.Now().UTC().Truncate(time.Second), Complete: f.complete(),
		Full: s.o.Full, Seed: s.o.Seed, FindShare: s.o.FindShare, FindProbability: s.o.FindProbability,
	}
	slices.SortFunc(inv.Datasets, func(a, b inventory.Dataset) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset))
	})
	slices.SortFunc(inv.Fields, func(a, b inventory.Field) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Field, b.Field))
	})
	inv.Gaps = tidy(inv.Gaps)
	return inv, nil
}

// folding is the state of one fold.
type folding struct {
	s           *scan
	inv         *inventory.Inventory
	interrupted bool
	plans       map[string]*datasetPlan // by hash; shards as a count only
	sources     map[string]inventory.Source
	unlisted    int // sources whose listing did not end
	missing     int // planned shards without a result
	distinct    profile.Distinct
	whole       bool // every dataset that distinct counts was wholly read
}

func (f *folding) complete() bool { return f.missing == 0 && f.unlisted == 0 && !f.interrupted }

// readPlans takes the plan apart: sources and datasets.
func (f *folding) readPlans(ctx context.Context, sources []Source) error {
	listed := map[string]bool{}
	err := f.s.parts(ctx, "", func(name string, plain []byte) error {
		kind, hash, _ := strings.Cut(name, "/")
		switch kind + "/" {
		case partListed:
			listed[hash] = true
		case partSource:
			var src inventory.Source
			if err := json.Unmarshal(plain, &src); err != nil {
				return fmt.Errorf("read plan: %w", err)
			}
			f.sources[src.Name] = src
		case partDataset:
			var p datasetPlan
			if err := json.Unmarshal(plain, &p); err != nil {
				return fmt.Errorf("read plan: %w", err)
			}
			p.hash = hash
			f.inv.Gaps = append(f.inv.Gaps, p.Gaps...)
			f.plans[hash] = &p
		}
		return nil
	})
	for _, src := range sources {
		if _, opened := f.sources[src.Name]; opened && !listed[f.s.o.Key.name(src.Name)] {
			f.unlisted++
			f.inv.Gaps = append(f.inv.Gaps, inventory.Gap{Source: src.Name, Reason: string(connectors.Interrupted), Detail: "its listing was not finished: it may hold more datasets than are shown; go on with --resume " + f.s.id})
		} else if !opened {
			f.unlisted++
			if f.interrupted {
				f.inv.Gaps = append(f.inv.Gaps, inventory.Gap{Source: src.Name, Reason: string(connectors.Interrupted), Detail: "it was not opened before the scan was interrupted; go on with --resume " + f.s.id})
			}
		}
	}
	return err
}

// readResults merges the results of each dataset and takes its facts.
func (f *folding) readResults(ctx context.Context) error {
	var hash string
	var d *gathered
	flush := func() {
		if p := f.plans[hash]; p != nil && d != nil {
			f.dataset(p, d)
			delete(f.plans, hash)
		}
	}
	for r, err := range f.s.o.State.Results(ctx, f.s.id) {
		if err != nil {
			return fmt.Errorf("read results: %w", err)
		}
		h, _, _ := strings.Cut(r.Step.Shard, "/")
		if h != hash {
			flush()
			hash, d = h, newGathered()
		}
		if err := d.add(r); err != nil {
			return err
		}
	}
	flush()
	for _, p := range f.plans { // those without a single result
		f.dataset(p, newGathered())
	}
	return nil
}

// gathered are the results of one dataset.
type gathered struct {
	prof   *profile.Dataset
	gaps   []inventory.Gap
	shards int
	failed state.Result // of the shard last seen, until a work result replaces it
}

func newGathered() *gathered { return &gathered{prof: profile.New()} }

// add takes one result. A failed one counts only where the shard was not read
// after all; it comes right before the one that would replace it.
func (g *gathered) add(r state.Result) error {
	if r.Step.Stage == stageFailed {
		if err := g.settle(""); err != nil {
			return err
		}
		g.failed = r
		return nil
	}
	if err := g.settle(r.Step.Shard); err != nil {
		return err
	}
	return g.merge(r)
}

// settle counts the failed result that waits, unless shard replaces it.
func (g *gathered) settle(shard string) error {
	failed := g.failed
	g.failed = state.Result{}
	if failed.Data == nil || failed.Step.Shard == shard {
		return nil
	}
	return g.merge(failed)
}

func (g *gathered) merge(r state.Result) error {
	var one result
	if err := json.Unmarshal(r.Data, &one); err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	g.prof.Merge(one.Profile)
	g.gaps = append(g.gaps, one.Gaps...)
	if r.Step.Stage == stageWork {
		g.shards++
	}
	return nil
}

// dataset adds the facts of one dataset.
func (f *folding) dataset(p *datasetPlan, g *gathered) {
	if err := g.settle(""); err != nil {
		g.gaps = append(g.gaps, inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Malformed), Detail: "a stored result is damaged"})
	}
	_, gone := f.s.lost[p.hash]
	if n := len(p.Shards) - g.shards; n > 0 && gone {
		g.prof.Miss(p.Draw, profile.Sums{Shards: uint64(n)})
	} else if n > 0 {
		f.missing += n
		lost := n - int(g.prof.Missed().Shards)
		if lost > 0 {
			g.prof.Miss(p.Draw, profile.Sums{Shards: uint64(lost)})
			f.inv.Gaps = append(f.inv.Gaps, inventory.Gap{
				Source: p.Source, Dataset: p.Name, Reason: string(connectors.Interrupted),
				Detail: fmt.Sprintf("%d of %d parts were not read; go on with --resume %s", lost, len(p.Shards), f.s.id),
			})
		}
	}
	f.inv.Gaps = append(f.inv.Gaps, g.gaps...)
	d := inventory.Dataset{
		Source: p.Source, Dataset: p.Name, Kind: p.Dataset.Kind, Format: p.Dataset.Format, Objects: p.Dataset.Objects,
		Derived: p.Dataset.Derived, Stamp: p.Dataset.Stamp, Records: records(p, g.prof),
	}
	for _, path := range g.prof.Paths() {
		field := g.prof.Fields[path]
		evidence := p.Reading.Fields[path].Evidence
		v := verdict.Of(path, field, evidence)
		if f.s.o.Judged != nil {
			f.s.o.Judged(p.Source, p.Name, path, evidence, field)
		}
		d.Fields.Count(v.Verdict)
		f.inv.Fields = append(f.inv.Fields, fieldFacts(p, g.prof, path, field, v))
		if field.Numbers > 0 && v.Verdict != verdict.None && !d.Derived {
			f.distinct.Merge(&field.Distinct)
			f.whole = f.whole && g.prof.WhollyRead()
		}
	}
	f.inv.Datasets = append(f.inv.Datasets, d)
	if src := f.sources[p.Root]; p.Source != p.Root {
		src.Name = p.Source
		f.sources[p.Source] = src
	}
}

func records(p *datasetPlan, prof *profile.Dataset) inventory.Records {
	read, missed := prof.Total(), prof.Missed()
	r := inventory.Records{
		Unit: p.Dataset.Unit, Read: read.Records, Draw: prof.Draw(),
		UnitsRead: read.Shards, UnitsTotal: uint64(len(p.Shards)), Unread: missed.Shards,
	}
	if len(prof.Records) == 0 {
		r.Draw = p.Draw.String()
	}
	r.Total = prof.Of(read.Records)
	if prof.WhollyRead() && len(p.Shards) > 0 {
		return r
	}
	low, point := float64(read.Records), math.Max(float64(read.Records), float64(p.Dataset.Records))
	r.Total = profile.Estimate{Low: &low, How: profile.AtLeast, Level: profile.Level}
	switch {
	case p.Dataset.Exact && p.Dataset.Records >= 0:
		r.Total = profile.Count(uint64(point))
	case p.Dataset.Records >= 0:
		r.Total.Point = &point
	}
	return r
}

func fieldFacts(p *datasetPlan, prof *profile.Dataset, path string, f *profile.Field, v verdict.Verdict) inventory.Field {
	x := inventory.Field{
		Source: p.Source, Dataset: p.Name, Field: path, Type: f.Type(),
		Verdict: v.Verdict, Confidence: &v.Confidence, Why: v.Why, Protection: v.Protection,
		Records: inventory.Drawn{Read: prof.Total().Records, Draw: prof.Draw()},
		Values:  f.Values, Nulls: f.Nulls, Empty: f.Empty,
		Holding: prof.Of(f.Holding), Numbers: prof.Of(f.Numbers), Distinct: f.Distinct.Estimate(prof.WhollyRead()),
		Fictional: prof.Of(f.Fictional), Types: map[string]profile.Estimate{}, Examples: f.Examples.Masks(), Regions: []inventory.Region{},
	}
	for i, n := range f.Kinds {
		if n > 0 {
			x.Types[detectors.Type(i).String()] = prof.Of(n)
		}
	}
	for r, n := range f.Regions {
		region := inventory.Region{
			Subdivision: r.Subdivision, Status: r.Status.String(), How: r.How.String(),
			Candidates: r.CandidateList(), Numbers: prof.Of(n),
		}
		if r.Region != "" {
			name := r.Region
			region.Region = &name
		}
		x.Regions = append(x.Regions, region)
	}
	slices.SortFunc(x.Regions, func(a, b inventory.Region) int {
		return cmp.Or(-cmp.Compare(a.Numbers.Value(), b.Numbers.Value()), cmp.Compare(str(a.Region), str(b.Region)), cmp.Compare(a.Subdivision, b.Subdivision),
			cmp.Compare(a.Status, b.Status), cmp.Compare(a.How, b.How), slices.Compare(a.Candidates, b.Candidates))
	})
	return x
}

func str(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// listSources lists the sources in the order they were given, each followed by
// its databases. A root that only stands for its databases is left out.
func (f *folding) listSources(sources []Source) {
	used := map[string]bool{}
	for _, d := range f.inv.Datasets {
		used[d.Source] = true
	}
	for _, src := range sources {
		var subs []string
		for name := range f.sources {
			if strings.HasPrefix(name, src.Name+"/") && used[name] {
				subs = append(subs, name)
			}
		}
		root, opened := f.sources[src.Name]
		if !opened {
			root = configured(&src)
		}
		if used[src.Name] || len(subs) == 0 {
			f.inv.Sources = append(f.inv.Sources, root)
		}
		slices.Sort(subs)
		for _, name := range subs {
			f.inv.Sources = append(f.inv.Sources, f.sources[name])
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
