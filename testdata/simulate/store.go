package main

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/dialmap/dialmap/scanner/state"
)

// store keeps one scan in memory, and of what a store promises only what a scan
// that is not interrupted needs.
type store struct {
	mu      sync.Mutex
	plans   []state.Plan
	results map[state.Step][]byte
}

func newStore() *store { return &store{results: map[state.Step][]byte{}} }

func (s *store) Begin(context.Context, state.Scan) error     { return nil }
func (s *store) Scans(context.Context) ([]state.Scan, error) { return nil, nil }
func (s *store) Find(context.Context, string) (state.Scan, error) {
	return state.Scan{}, state.ErrNotFound
}
func (s *store) Inventory(context.Context, string) ([]byte, error)                     { return nil, state.ErrNotFound }
func (s *store) Delete(context.Context, string) error                                  { return nil }
func (s *store) Close() error                                                          { return nil }
func (s *store) Finish(context.Context, string, state.Status, time.Time, []byte) error { return nil }

func (s *store) SavePlan(_ context.Context, _, name string, sealed []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.ContainsFunc(s.plans, func(p state.Plan) bool { return p.Name == name }) {
		s.plans = append(s.plans, state.Plan{Name: name, Sealed: sealed})
	}
	return nil
}

func (s *store) Plans(context.Context, string) iter.Seq2[state.Plan, error] {
	return func(yield func(state.Plan, error) bool) {
		for _, p := range s.plans {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func (s *store) Commit(_ context.Context, scan string, r state.Result) (state.Ref, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.results[r.Step]; !ok {
		s.results[r.Step] = r.Data
	}
	return state.Ref{Scan: scan, Step: r.Step, Size: len(s.results[r.Step])}, nil
}

func (s *store) Done(_ context.Context, _ string, step state.Step) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.results[step]
	return ok, nil
}

func (s *store) Results(context.Context, string) iter.Seq2[state.Result, error] {
	var list []state.Result
	for step, data := range s.results {
		list = append(list, state.Result{Step: step, Data: data})
	}
	slices.SortFunc(list, func(a, b state.Result) int {
		return cmp.Or(cmp.Compare(a.Step.Shard, b.Step.Shard), cmp.Compare(a.Step.Stage, b.Step.Stage), cmp.Compare(a.Step.Round, b.Step.Round))
	})
	return func(yield func(state.Result, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}
