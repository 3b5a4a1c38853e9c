package scantest

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/dialmap/dialmap/scanner/state"
)

// Store keeps one scan in memory, and of what a store promises only what a scan
// that is not interrupted needs.
type Store struct {
	mu      sync.Mutex
	plans   []state.Plan
	results map[state.Step][]byte
}

// NewStore returns an empty one.
func NewStore() *Store { return &Store{results: map[state.Step][]byte{}} }

// Begin does nothing.
func (s *Store) Begin(context.Context, state.Scan) error { return nil }

// Scans lists none.
func (s *Store) Scans(context.Context) ([]state.Scan, error) { return nil, nil }

// Find finds none.
func (s *Store) Find(context.Context, string) (state.Scan, error) {
	return state.Scan{}, state.ErrNotFound
}

// Inventory has none.
func (s *Store) Inventory(context.Context, string) ([]byte, error) { return nil, state.ErrNotFound }

// Delete does nothing.
func (s *Store) Delete(context.Context, string) error { return nil }

// DropWork does nothing.
func (s *Store) DropWork(context.Context, string) error { return nil }

// Register is nil: the register of findings is no matter of a scan.
func (s *Store) Register(context.Context) ([]byte, error) { return nil, nil }

// SaveRegister does nothing.
func (s *Store) SaveRegister(context.Context, []byte) error { return nil }

// Close does nothing.
func (s *Store) Close() error { return nil }

// Finish does nothing.
func (s *Store) Finish(context.Context, string, state.Status, time.Time, []byte) error { return nil }

// SavePlan keeps the first part saved under a name.
func (s *Store) SavePlan(_ context.Context, _, name string, sealed []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.ContainsFunc(s.plans, func(p state.Plan) bool { return p.Name == name }) {
		s.plans = append(s.plans, state.Plan{Name: name, Sealed: sealed})
	}
	return nil
}

// Plan returns one of them.
func (s *Store) Plan(_ context.Context, _, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.plans {
		if p.Name == name {
			return p.Sealed, nil
		}
	}
	return nil, state.ErrNotFound
}

// Plans yields them in the order of their first save.
func (s *Store) Plans(context.Context, string) iter.Seq2[state.Plan, error] {
	return func(yield func(state.Plan, error) bool) {
		for _, p := range s.plans {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// Commit keeps the first result of a step.
func (s *Store) Commit(_ context.Context, scan string, r state.Result) (state.Ref, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.results[r.Step]; !ok {
		s.results[r.Step] = r.Data
	}
	return state.Ref{Scan: scan, Step: r.Step, Size: len(s.results[r.Step])}, nil
}

// Done tells whether a step has a result.
func (s *Store) Done(_ context.Context, _ string, step state.Step) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.results[step]
	return ok, nil
}

// Results yields them by shard, stage and round.
func (s *Store) Results(context.Context, string) iter.Seq2[state.Result, error] {
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
