package scanner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/state"
)

// The stages of a step. What failed is kept too, for the report; a resumed
// scan reads it again.
const (
	stageFailed = "failed"
	stageWork   = "work"
)

// tries is how often a shard is read before it is given up. How long to wait
// between them is the connector's to say (package pace).
const tries = 4

// job is one shard of one dataset.
type job struct {
	plan  *datasetPlan
	shard plannedShard
}

func (s *scan) step(j job, stage string) state.Step {
	return state.Step{Stage: stage, Shard: j.plan.hash + "/" + s.o.Key.name(j.shard.ID)}
}

// work reads a shard and commits its result. An error ends the scan: only the
// state, or an interruption, can cause one.
func (s *scan) work(ctx context.Context, source string, c connectors.Connector, j job) error {
	done, err := s.o.State.Done(ctx, s.id, s.step(j, stageWork))
	if err != nil {
		return fmt.Errorf("look up shard: %w", err)
	}
	if done {
		s.o.Progress.Read(source, uint64(max(j.shard.Records, 0)), uint64(max(j.shard.Bytes, 0)), 0)
		return nil
	}
	if err := s.cpu.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.cpu.Release(1)
	var r result
	retry := true
	for try := 0; retry && try < tries; try++ {
		r, retry = s.read(ctx, source, c, j)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	stage := stageWork
	if retry {
		stage = stageFailed
		r.Profile.Miss(j.plan.Draw, profile.Sums{Records: uint64(max(j.shard.Records, 0)), Bytes: uint64(max(j.shard.Bytes, 0)), Shards: 1})
	}
	for _, g := range r.Gaps {
		s.o.Progress.Gap(g)
	}
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	if _, err := s.o.State.Commit(ctx, s.id, state.Result{Step: s.step(j, stage), Data: b}); err != nil {
		return fmt.Errorf("commit result: %w", err)
	}
	return nil
}

// read reads a shard once. again says that it broke off and may be read again;
// the result then holds what was seen until there.
func (s *scan) read(ctx context.Context, source string, c connectors.Connector, j job) (r result, again bool) {
	p := j.plan
	t := newTally(&s.o, detectors.Hints{Dataset: p.Reading.Hint, Source: p.Reading.Source, Org: s.o.OrgRegion}, &p.Reading)
	defer func() {
		if x := recover(); x != nil {
			s.o.Log.Error("reader of a shard stopped", "source", p.Source, "dataset", p.Name, "kind", fmt.Sprintf("%T", x), "stack", string(debug.Stack()))
			r.Profile, again = t.prof, true
			r.Gaps = append(r.Gaps, inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Unsupported), Detail: "dialmap itself stopped on a part of it; please report it with the log"})
		}
	}()
	want := connectors.Want{Draw: p.Draw, N: j.shard.N}
	var records, bytes, numbers uint64
	for b, err := range c.Read(ctx, j.shard.Shard, want) {
		if err != nil {
			r.Gaps = append(r.Gaps, gapOf(p.Source, p.Name, err))
			var e *connectors.Error
			if again = !errors.As(err, &e) || e.Retry; again {
				break
			}
			continue
		}
		t.add(b)
		s.o.Progress.Read(source, t.records-records, t.bytes-bytes, t.numbers-numbers)
		records, bytes, numbers = t.records, t.bytes, t.numbers
	}
	r.Profile = t.prof
	r.Profile.Partial = len(r.Gaps) > 0
	r.Profile.Read(p.Draw, profile.Sums{Bytes: t.bytes, Shards: 1})
	return r, again
}
