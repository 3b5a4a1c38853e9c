package scanner

import (
	"context"
	"crypto/rand"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/dialmap/dialmap/scanner/search"
	"github.com/dialmap/dialmap/scanner/state"
)

// Find reads the wanted fields of the sources whole and returns where the wanted
// numbers are. It reads as a full scan does, with the same connectors, pilot and
// detector, and compares on this side: no source learns the number. It needs no
// state and leaves nothing behind. The error is [ErrInterrupted], or one of a
// ledger that is declared wrongly.
func Find(ctx context.Context, sources []Source, o Options, q search.Query) (*search.Result, error) {
	var raw [32]byte
	_, _ = rand.Read(raw[:])                              // never fails
	o.Full, o.State, o.Key = true, noState{}, NewKey(raw) // no hash of it is compared with those of a scan
	o.defaults()
	s := &scan{
		o: o, started: time.Now().UTC().Truncate(time.Second), cpu: semaphore.NewWeighted(int64(o.Workers)), tools: o.tools(), search: search.New(q),
	}
	s.tools.Wanted, s.tools.Bare = q.Wanted, q.Bare
	s.setID(newID(s.started))
	s.ledgers = newLedgers(&s.o, sources)
	defer s.ledgers.Close()
	defer s.opened.close()
	g, work := errgroup.WithContext(ctx)
	for i := range sources {
		g.Go(func() error { return s.source(work, &sources[i]) })
	}
	err := g.Wait()
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	r := s.search.Result(s.gaps)
	r.ID, r.Started = s.id, s.started
	if ctx.Err() != nil {
		return r, ErrInterrupted
	}
	return r, nil
}

// noState is the state of a scan that leaves nothing behind.
type noState struct{ state.Store }

// SavePlan keeps nothing: a search is never resumed.
func (noState) SavePlan(context.Context, string, string, []byte) error { return nil }

// Done knows of no step.
func (noState) Done(context.Context, string, state.Step) (bool, error) { return false, nil }
