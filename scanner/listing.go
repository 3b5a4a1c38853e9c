package scanner

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

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
	var later []named
	answers, locked := false, false // it gave something else than an outage; some were not even listed
	for d, err := range c.Datasets(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.gap(plan.GapOf(src.Name, "", err))
			locked = locked || plan.BusyBy(err) != plan.NotBusy
			continue
		}
		name := unique(names, d.Sub, d.Name)
		if s.search.PassesOver(plan.SourceName(src.Name, d.Sub), name, d.OptIn) {
			continue
		}
		if why := s.skipped(src, d, name); why != "" {
			s.gap(inventory.Gap{Source: plan.SourceName(src.Name, d.Sub), Dataset: name, Reason: string(connectors.Skipped), Detail: why})
			continue
		}
		if source := plan.SourceName(src.Name, d.Sub); s.ledgers.ReadAs(source, name) != nil {
			delete(known, s.hash(src, d.Sub, name))
			continue // it was read first
		}
		busy, err := s.take(ctx, src, c, d, name, known, q, true)
		if err != nil {
			return err
		}
		answers = answers || busy != plan.BusyUnreachable
		if busy != plan.NotBusy {
			delete(known, s.hash(src, d.Sub, name))
			later = append(later, named{d, name})
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	waits := busyWaits
	if !answers {
		waits = []time.Duration{0} // an outage: shards are tried again in their own time
	}
	busy, err := s.takeLater(ctx, src, c, later, known, q, waits)
	if err != nil {
		return err
	}
	if locked {
		return nil // what was not listed may be there; a resumed scan lists the source again
	}
	for hash, p := range known {
		s.lose(hash)
		s.gap(inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Changed), Detail: "it is no longer there; what was read of it before the interruption is counted"})
	}
	if busy > 0 {
		return nil // a resumed scan lists the source again, and reads them
	}
	return s.plans.save(ctx, plan.PartListed+s.o.Key.name(src.Name), struct{}{})
}

// hash names a dataset outside the sealed plan.
func (s *scan) hash(src *Source, sub, name string) string {
	return s.o.Key.name(src.Name + "\x00" + sub + "\x00" + name)
}

// take plans a dataset, where an earlier run did not, and puts its first jobs
// in the queue. Where wait is set and the dataset is busy, it does nothing and
// says so. One that is busy at last is read as far as it was cut; where it was
// not, the listing is not finished.
func (s *scan) take(ctx context.Context, src *Source, c connectors.Connector, d connectors.Dataset, name string, known map[string]*plan.Dataset, q *queue, wait bool) (busy plan.Busy, err error) {
	hash := s.hash(src, d.Sub, name)
	p := known[hash]
	if p == nil {
		if p, busy, err = s.planDataset(ctx, src, c, d, name); err != nil || busy != plan.NotBusy && wait {
			return busy, err
		}
		if busy != plan.NotBusy && len(p.Shards) == 0 {
			for _, g := range p.Gaps {
				s.gap(g)
			}
			return busy, nil
		}
		p.Hash = hash
		if err := s.plans.save(ctx, p.Part(), p); err != nil {
			return plan.NotBusy, err
		}
	} else if p.Dataset.Stamp != d.Stamp && p.Dataset.Stamp != "" && d.Stamp != "" {
		s.gap(inventory.Gap{Source: p.Source, Dataset: name, Reason: string(connectors.Changed), Detail: "it changed between the interruption of the scan and its resumption; scan again for figures of one moment"})
	}
	delete(known, hash)
	if !q.open(ctx) {
		return plan.NotBusy, ctx.Err()
	}
	jobs, err := s.start(ctx, src.Name, &course{plan: p})
	if err != nil {
		return plan.NotBusy, err
	}
	if q.add(jobs); len(jobs) == 0 {
		q.close()
	}
	return plan.NotBusy, nil
}

// busyWaits are how long a scan waits before it looks at busy datasets again.
var busyWaits = []time.Duration{2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second}

// waitFor sleeps, unless ctx ends.
func waitFor(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// takeWaiting takes a dataset, waiting while it is busy.
func (s *scan) takeWaiting(ctx context.Context, src *Source, c connectors.Connector, d connectors.Dataset, name string, known map[string]*plan.Dataset, q *queue) (busy bool, err error) {
	for _, wait := range busyWaits {
		why, err := s.take(ctx, src, c, d, name, known, q, true)
		if err != nil || why == plan.NotBusy {
			return false, err
		}
		if why == plan.BusyUnreachable {
			break
		}
		if err := waitFor(ctx, wait); err != nil {
			return false, err
		}
	}
	why, err := s.take(ctx, src, c, d, name, known, q, false)
	return why != plan.NotBusy, err
}

// named is a dataset with the name that it has in its source.
type named struct {
	dataset connectors.Dataset
	name    string
}

// takeLater takes the datasets that were busy when they were listed. It returns
// how many still are after all waits.
func (s *scan) takeLater(ctx context.Context, src *Source, c connectors.Connector, list []named, known map[string]*plan.Dataset, q *queue, waits []time.Duration) (busy int, err error) {
	for i, wait := range waits {
		if len(list) == 0 {
			return 0, nil
		}
		if err := waitFor(ctx, wait); err != nil {
			return 0, err
		}
		var still []named
		for _, n := range list {
			b, err := s.take(ctx, src, c, n.dataset, n.name, known, q, i < len(waits)-1)
			if err != nil {
				return 0, err
			}
			if b != plan.NotBusy {
				still = append(still, n)
			}
		}
		list = still
	}
	return len(list), nil
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

// planDataset cuts a dataset, reads its pilot and decides how it is read. busy
// says that it could not be cut or piloted now, and may be later.
func (s *scan) planDataset(ctx context.Context, src *Source, c connectors.Connector, d connectors.Dataset, name string) (p *plan.Dataset, busy plan.Busy, err error) {
	p = &plan.Dataset{Root: src.Name, Source: plan.SourceName(src.Name, d.Sub), Name: name, Dataset: d}
	var shards []connectors.Shard
	for shard, err := range c.Shards(ctx, d) {
		if err := ofState(err); err != nil {
			return nil, plan.NotBusy, err
		}
		if err != nil {
			busy = max(busy, plan.BusyBy(err))
			p.Gaps = append(p.Gaps, plan.GapOf(p.Source, name, err))
			continue
		}
		shards = append(shards, shard)
	}
	if err := ctx.Err(); err != nil {
		return nil, plan.NotBusy, err
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
	var locked plan.Busy
	p.Reading, held, locked = reading.Pilot(ctx, &s.tools.Tools, c, p.Source+"/"+name, p.Draw, shards, hints, fields)
	busy = max(busy, locked)
	reading.Relate(&p.Reading, src.Datasets, p.Source, name, d.Partitions)
	p.Stated, p.Expiry = plan.StatedFor(ctx, c, d), plan.ExpiryOf(ctx, c, d)
	var ledgerFields map[string]string
	if l != nil {
		planLedger(l, p)
		ledgerFields = l.Fields
	}
	s.search.Plan(p, ledgerFields)
	sampling.Size(p, shards, held)
	p.Begin()
	return p, busy, ctx.Err()
}
