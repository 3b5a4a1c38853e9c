package scanner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

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

// job is one shard of one dataset, or what one round draws from it.
type job struct {
	plan   *datasetPlan
	shard  plannedShard
	round  int
	slots  []int64
	names  bool // of a sampled dataset: the names and comments that hold numbers, which come with its first record
	course *course
}

func (s *scan) step(j job, stage string) state.Step {
	id := j.shard.ID
	if j.names {
		id += "\x00names"
	}
	return state.Step{Stage: stage, Round: j.plan.step(j.round), Shard: j.plan.hash + "/" + s.o.Key.name(id)}
}

// work reads a shard and commits its result. An error ends the scan: only the
// state, or an interruption, can cause one.
func (s *scan) work(ctx context.Context, source string, c connectors.Connector, j job) (out outcome, err error) {
	if j.dropped() {
		return outcome{}, nil
	}
	records, bytes := j.expected()
	lost := profile.Sums{Records: uint64(max(records, 0)), Bytes: uint64(max(bytes, 0)), Shards: 1, Drawn: uint64(len(j.slots))}
	done, err := s.o.State.Done(ctx, s.id, s.step(j, stageWork))
	if err != nil {
		return outcome{}, fmt.Errorf("look up shard: %w", err)
	}
	if done && j.plan.Reading.Ledger == "" { // a ledger's index is made anew, and is not in the state
		s.o.Progress.Read(source, lost.Records, lost.Bytes, 0)
		return outcome{}, nil
	}
	if err := s.cpu.Acquire(ctx, 1); err != nil {
		return outcome{}, err
	}
	defer s.cpu.Release(1)
	var r result
	retry := true
	for try := 0; retry && try < tries; try++ {
		r, retry, out.recut = s.read(ctx, source, c, j)
		if err := ctx.Err(); err != nil {
			return outcome{}, err
		}
		if r.err != nil {
			return outcome{}, r.err
		}
	}
	if out.recut && j.plan.Cut == 0 {
		return out, nil
	}
	if err := r.entries.commit(retry || len(r.Gaps) > 0); err != nil {
		return outcome{}, err
	}
	out.recut = false
	stage := stageWork
	if retry {
		stage = stageFailed
		if r.Profile == nil || j.plan.Draw.Slotted() {
			r.Profile = profile.New() // part of its draws is no draw
		}
		r.Profile.Miss(j.plan.Draw, lost)
	} else {
		out.held = int64(r.Profile.Sizes.Hits)
	}
	for _, g := range r.Gaps {
		s.o.Progress.Gap(g)
	}
	b, err := json.Marshal(r)
	if err != nil {
		return outcome{}, fmt.Errorf("write result: %w", err)
	}
	if _, err := s.o.State.Commit(ctx, s.id, state.Result{Step: s.step(j, stage), Data: b}); err != nil {
		return outcome{}, fmt.Errorf("commit result: %w", err)
	}
	return out, nil
}

// read reads a shard once. again says that it broke off and may be read again;
// the result then holds what was seen until there. recut says that the dataset
// has to be cut in another way.
func (s *scan) read(ctx context.Context, source string, c connectors.Connector, j job) (r result, again, recut bool) {
	p := j.plan
	t := newTally(&s.o, detectors.Hints{Dataset: p.Reading.Hint, Source: p.Reading.Source, Org: s.o.OrgRegion}, &p.Reading)
	s.ledgers.join(t, p)
	defer func() {
		if x := recover(); x != nil {
			s.o.Log.Error("reader of a shard stopped", "source", p.Source, "dataset", p.Name, "kind", fmt.Sprintf("%T", x), "stack", string(debug.Stack()))
			r.Profile, r.entries, again = t.prof, t.entries, true
			r.Gaps = append(r.Gaps, inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Unsupported), Detail: "dialmap itself stopped on a part of it; please report it with the log"})
		}
	}()
	want := connectors.Want{Draw: p.Draw, N: j.shard.N, Slots: j.slots}
	if j.names {
		want = connectors.Want{Draw: connectors.Head, N: 1}
	}
	var records, bytes, numbers uint64
	for b, err := range c.Read(ctx, j.shard.Shard, want) {
		if err != nil {
			var e *connectors.Error
			if errors.As(err, &e) && e.Reason == connectors.Recut {
				recut = true
				r.Gaps = append(r.Gaps, recutTwice(p))
				break
			}
			r.Gaps = append(r.Gaps, gapOf(p.Source, p.Name, err))
			if again = !errors.As(err, &e) || e.Retry; again {
				break
			}
			continue
		}
		if j.names {
			onlyNames(b)
		}
		t.add(b)
		s.o.Progress.Read(source, t.records-records, t.bytes-bytes, t.numbers-numbers)
		records, bytes, numbers = t.records, t.bytes, t.numbers
	}
	t.close()
	r.Profile, r.entries, r.err = t.prof, t.entries, t.err
	if j.names {
		clear(r.Profile.Records) // its record is none that was drawn
		return r, again, recut
	}
	r.Profile.Partial = len(r.Gaps) > 0
	r.Profile.Read(p.Draw, profile.Sums{Bytes: t.bytes, Shards: 1, Drawn: uint64(len(j.slots))})
	return r, again, recut
}

// onlyNames leaves of a batch the names and comments of the dataset and its
// fields that hold numbers: they belong to no record.
func onlyNames(b *connectors.Batch) {
	b.Cols = slices.DeleteFunc(b.Cols, func(c connectors.Column) bool { return !connectors.Named(c.Field) })
}
