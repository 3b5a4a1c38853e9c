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
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/fold"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/observe"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/state"
)

// tries is how often a shard is read before it is given up. How long to wait
// between them is the connector's to say (package pace).
const tries = 4

// task is a job of a dataset on its course.
type task struct {
	plan.Job
	course *course
}

// result is what the work on one shard leaves behind.
type result struct {
	fold.Result
	entries *consent.Entries // of a ledger
	err     error            // of the index of a ledger: the scan cannot go on
}

func (s *scan) step(j task, stage string) state.Step {
	id := j.Shard.ID
	if j.Names {
		id += "\x00names"
	}
	return state.Step{Stage: stage, Round: j.Plan.Step(j.Round), Shard: j.Plan.Hash + "/" + s.o.Key.name(id)}
}

// work reads a shard and commits its result. An error ends the scan: only the
// state, or an interruption, can cause one.
func (s *scan) work(ctx context.Context, source string, c connectors.Connector, j task) (out outcome, err error) {
	if j.dropped() {
		return outcome{}, nil
	}
	records, bytes := j.Expected()
	lost := profile.Sums{Records: uint64(max(records, 0)), Bytes: uint64(max(bytes, 0)), Shards: 1, Drawn: uint64(len(j.Slots))}
	done, err := s.o.State.Done(ctx, s.id, s.step(j, fold.Work))
	if err != nil {
		return outcome{}, fmt.Errorf("look up shard: %w", err)
	}
	if done && j.Plan.Reading.Ledger == "" { // a ledger's index is made anew, and is not in the state
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
	if out.recut && j.Plan.Cut == 0 {
		return out, nil
	}
	if err := r.entries.Commit(retry || len(r.Gaps) > 0); err != nil {
		return outcome{}, err
	}
	out.recut = false
	stage := fold.Work
	if retry {
		stage = fold.Failed
		if r.Profile == nil || j.Plan.Draw.Slotted() {
			r.Profile = profile.New() // part of its draws is not a draw
		}
		r.Profile.Miss(j.Plan.Draw, lost)
	} else {
		out.held = int64(r.Profile.Sizes.Hits)
	}
	for _, g := range r.Gaps {
		s.o.Progress.Gap(g)
	}
	if s.search != nil {
		s.search.Add(j.Plan, r.Profile, r.Gaps)
		return out, nil
	}
	b, err := json.Marshal(r.Result)
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
func (s *scan) read(ctx context.Context, source string, c connectors.Connector, j task) (r result, again, recut bool) {
	p := j.Plan
	var ledgers observe.Consent
	if l := s.ledgers.Named(p.Reading.Ledger); l != nil {
		ledgers.Entries = s.ledgers.Entries(l)
	} else {
		ledgers.Ways = s.ledgers.Ways(p.Reading.Persons)
	}
	tools := *s.tools
	tools.Met = s.met.Placed(p.Source, p.Name)
	t := observe.New(&tools, detectors.Hints{Dataset: p.Reading.Hint, Source: p.Reading.Source, Org: s.o.OrgRegion}, &p.Reading, ledgers)
	defer func() {
		if x := recover(); x != nil {
			s.o.Log.Error("reader of a shard stopped", "source", p.Source, "dataset", p.Name, "kind", fmt.Sprintf("%T", x), "stack", string(debug.Stack()))
			r.Profile, r.entries, again = t.Profile, ledgers.Entries, true
			r.Gaps = append(r.Gaps, inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Unsupported), Detail: "dialmap itself stopped on a part of it; please report it with the log"})
		}
	}()
	want := connectors.Want{Draw: p.Draw, N: j.Shard.N, Slots: j.Slots, Fields: s.search.Fields(p)}
	if j.Names {
		want = connectors.Want{Draw: connectors.Head, N: 1}
	}
	var records, bytes, numbers uint64
	for b, err := range c.Read(ctx, j.Shard.Shard, want) {
		if err != nil {
			var e *connectors.Error
			if errors.As(err, &e) && e.Reason == connectors.Recut {
				recut = true
				r.Gaps = append(r.Gaps, recutTwice(p))
				break
			}
			r.Gaps = append(r.Gaps, plan.GapOf(p.Source, p.Name, err))
			if again = !errors.As(err, &e) || e.Retry; again {
				break
			}
			continue
		}
		if j.Names {
			onlyNames(b)
		}
		if r.err = t.Add(b); r.err != nil {
			return r, false, false
		}
		s.o.Progress.Read(source, t.Records-records, t.Bytes-bytes, t.Numbers-numbers)
		records, bytes, numbers = t.Records, t.Bytes, t.Numbers
	}
	t.Close()
	r.Profile, r.entries = t.Profile, ledgers.Entries
	if j.Names {
		clear(r.Profile.Records) // its record is none that was drawn
		return r, again, recut
	}
	r.Profile.Partial = len(r.Gaps) > 0
	r.Profile.Read(p.Draw, profile.Sums{Bytes: t.Bytes, Shards: 1, Drawn: uint64(len(j.Slots))})
	return r, again, recut
}

// onlyNames leaves of a batch the names and comments of the dataset and its
// fields that hold numbers: they belong to no record.
func onlyNames(b *connectors.Batch) {
	b.Cols = slices.DeleteFunc(b.Cols, func(c connectors.Column) bool { return !connectors.Named(c.Field) })
}
