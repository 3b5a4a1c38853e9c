package scanner

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/dialmap/dialmap/scanner/fold"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
)

// fold makes the inventory of what the state holds of the scan, and returns the
// plans that it was made by.
func (s *scan) fold(ctx context.Context, sources []Source, interrupted bool) (*inventory.Inventory, map[datasetKey]*plan.Dataset, error) {
	in := fold.Input{
		Scan: inventory.Scan{
			ID: s.id, Started: s.started, Full: s.o.Full, Seed: s.o.Seed, FindShare: s.o.FindShare, FindProbability: s.o.FindProbability,
		},
		Version: s.o.Version, ConfigHash: s.o.ConfigHash, KeyFingerprint: s.o.Key.Fingerprint(),
		Interrupted: interrupted, Opened: map[string]inventory.Source{}, Listed: map[string]bool{}, Plans: map[string]*plan.Dataset{},
		Lost: s.lost, Gaps: s.gaps, Results: s.o.State.Results(ctx, s.id), Ledgers: s.ledgers.Facts(), Judged: s.o.Judged,
	}
	for i := range sources {
		in.Sources = append(in.Sources, configured(&sources[i]))
	}
	if err := s.readPlans(ctx, &in); err != nil {
		return nil, nil, err
	}
	plans := make(map[datasetKey]*plan.Dataset, len(in.Plans))
	for _, p := range in.Plans {
		plans[datasetKey{p.Source, p.Name}] = p
	}
	inv, err := fold.Inventory(in)
	if err != nil {
		return nil, nil, err
	}
	inv.Scan.Finished = time.Now().UTC().Truncate(time.Second)
	return inv, plans, nil
}

// readPlans takes the plan apart: sources and datasets.
func (s *scan) readPlans(ctx context.Context, in *fold.Input) error {
	listed := map[string]bool{}
	err := s.plans.parts(ctx, "", func(name string, plain []byte) error {
		kind, hash, _ := strings.Cut(name, "/")
		switch kind + "/" {
		case plan.PartListed:
			listed[hash] = true
		case plan.PartSource:
			var src inventory.Source
			if err := json.Unmarshal(plain, &src); err != nil {
				return fmt.Errorf("read plan: %w", err)
			}
			in.Opened[src.Name] = src
		case plan.PartDataset:
			p, err := plan.Unpack(name, plain)
			if err != nil {
				return err
			}
			for i := range p.Shards {
				p.Shards[i].ID, p.Shards[i].Spec = "", nil // most of a plan
			}
			in.Plans[p.Hash] = p // the last one stands: it may have been cut again
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, src := range in.Sources {
		in.Listed[src.Name] = listed[s.o.Key.name(src.Name)]
	}
	return s.rounds(ctx, in.Plans)
}
