package scanner

import (
	"context"
	"fmt"
	"hash/fnv"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/reading"
)

// known are the datasets of a source that an earlier run planned, by hash.
func (s *scan) known(ctx context.Context, src *Source) (map[string]*plan.Dataset, error) {
	known := map[string]*plan.Dataset{}
	if !s.resumed {
		return known, nil
	}
	err := s.plans.parts(ctx, plan.PartDataset, func(name string, plain []byte) error {
		p, err := plan.Unpack(name, plain)
		if err == nil && p.Root == src.Name {
			known[p.Hash] = p // the last one stands: it may have been cut again
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return known, s.rounds(ctx, known)
}

// list plans every dataset of a source as it is listed.
func (s *scan) list(ctx context.Context, src *Source, c connectors.Connector, known map[string]*plan.Dataset, q *queue) error {
	names := map[uint64]int32{}
	for d, err := range c.Datasets(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.gap(plan.GapOf(src.Name, "", err))
			continue
		}
		name := unique(names, d.Sub, d.Name)
		if why := s.skipped(src, d, name); why != "" {
			s.gap(inventory.Gap{Source: plan.SourceName(src.Name, d.Sub), Dataset: name, Reason: string(connectors.Skipped), Detail: why})
			continue
		}
		if source := plan.SourceName(src.Name, d.Sub); s.ledgers.ReadAs(source, name) != nil {
			delete(known, s.hash(src, d.Sub, name))
			continue // it was read first
		}
		if err := s.take(ctx, src, c, d, name, known, q); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for hash, p := range known {
		s.lose(hash)
		s.gap(inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Changed), Detail: "it is no longer there; what was read of it before the interruption is counted"})
	}
	return s.plans.save(ctx, plan.PartListed+s.o.Key.name(src.Name), struct{}{})
}

// hash names a dataset outside the sealed plan.
func (s *scan) hash(src *Source, sub, name string) string {
	return s.o.Key.name(src.Name + "\x00" + sub + "\x00" + name)
}

// take plans a dataset, where an earlier run did not, and puts its first jobs
// in the queue.
func (s *scan) take(ctx context.Context, src *Source, c connectors.Connector, d connectors.Dataset, name string, known map[string]*plan.Dataset, q *queue) (err error) {
	hash := s.hash(src, d.Sub, name)
	p := known[hash]
	if p == nil {
		if p, err = s.planDataset(ctx, src, c, d, name); err != nil {
			return err
		}
		p.Hash = hash
		if err := s.plans.save(ctx, p.Part(), p); err != nil {
			return err
		}
	} else if p.Dataset.Stamp != d.Stamp && p.Dataset.Stamp != "" && d.Stamp != "" {
		s.gap(inventory.Gap{Source: p.Source, Dataset: name, Reason: string(connectors.Changed), Detail: "it changed between the interruption of the scan and its resumption; scan again for figures of one moment"})
	}
	delete(known, hash)
	if !q.open(ctx) {
		return ctx.Err()
	}
	jobs, err := s.start(ctx, src.Name, &course{plan: p})
	if err != nil {
		return err
	}
	if q.add(jobs); len(jobs) == 0 {
		q.close()
	}
	return nil
}

// unique makes a name of its own for each dataset where redaction made two
// alike. Of those before a hash is kept: there may be a million.
func unique(names map[uint64]int32, sub, name string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(sub + "\x00" + name))
	key := h.Sum64()
	names[key]++
	if n := names[key]; n > 1 {
		return fmt.Sprintf("%s~%d", name, n)
	}
	return name
}

// skipped says why a dataset is not read, "" if it is.
func (s *scan) skipped(src *Source, d connectors.Dataset, name string) string {
	source := plan.SourceName(src.Name, d.Sub)
	in, exact := plan.MatchesAny(src.Include, source, name)
	asked, askedExact := plan.MatchesAny(s.o.Include, source, name)
	switch {
	case len(src.Include) > 0 && !in, len(s.o.Include) > 0 && !asked:
		return "not among those to include"
	case d.OptIn && !exact && !askedExact && s.ledgers.Of(source, name) == nil:
		return "a " + d.Kind + " is read only where an include without a wildcard names it: reading it runs the source's own code, and its numbers are counted in the tables below it"
	}
	for _, globs := range [][]string{src.Exclude, s.o.Exclude} {
		if out, _ := plan.MatchesAny(globs, source, name); out {
			return "excluded by the configuration"
		}
	}
	return ""
}

// planDataset cuts a dataset, reads its pilot and decides how it is read.
func (s *scan) planDataset(ctx context.Context, src *Source, c connectors.Connector, d connectors.Dataset, name string) (*plan.Dataset, error) {
	p := &plan.Dataset{Root: src.Name, Source: plan.SourceName(src.Name, d.Sub), Name: name, Dataset: d}
	var shards []connectors.Shard
	for shard, err := range c.Shards(ctx, d) {
		if err := ofState(err); err != nil {
			return nil, err
		}
		if err != nil {
			p.Gaps = append(p.Gaps, plan.GapOf(p.Source, name, err))
			continue
		}
		shards = append(shards, shard)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	hint, fields, derived := plan.Declared(src.Datasets, p.Source, name)
	p.Dataset.Derived = d.Derived || derived || src.Derived
	hints := detectors.Hints{Dataset: hint, Source: src.DefaultRegion, Org: s.o.OrgRegion}
	sampling := s.o.sampling()
	p.Draw = sampling.Design(d, shards)
	l := s.ledgers.ReadAs(p.Source, name)
	if l != nil {
		p.Draw = connectors.Whole
	}
	var held float64
	p.Reading, held = reading.Pilot(ctx, &s.tools.Tools, c, p.Source+"/"+name, p.Draw, shards, hints, fields)
	reading.Relate(&p.Reading, src.Datasets, p.Source, name, d.Partitions)
	p.Stated, p.Expiry = plan.StatedFor(ctx, c, d), plan.ExpiryOf(ctx, c, d)
	if l != nil {
		planLedger(l, p)
	}
	sampling.Size(p, shards, held)
	p.Begin()
	return p, ctx.Err()
}
