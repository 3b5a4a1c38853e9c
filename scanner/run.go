package scanner

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/observe"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/reading"
	"github.com/dialmap/dialmap/scanner/reversal"
	"github.com/dialmap/dialmap/scanner/search"
	"github.com/dialmap/dialmap/scanner/state"
)

// Errors of Run.
var (
	// ErrNoDatasets says that no dataset of any source could be listed.
	ErrNoDatasets = errors.New("no dataset could be listed")
	// ErrInterrupted says that the scan was stopped; the inventory holds what
	// was read until then.
	ErrInterrupted = errors.New("the scan was interrupted")
	// ErrKey says that a scan was made with another key.
	ErrKey = errors.New("that scan was made with another key")
)

// ResumeError says why a scan cannot be continued as it was asked for.
type ResumeError struct {
	Scan, Text string
	Cause      error // for errors.Is and errors.As only
}

func (e *ResumeError) Error() string { return "resume scan " + e.Scan + ": " + e.Text }

// Unwrap gives the cause to errors.Is and errors.As.
func (e *ResumeError) Unwrap() error { return e.Cause }

// scan is one run over some sources.
type scan struct {
	o       Options
	id      string
	started time.Time
	resumed bool
	cpu     *semaphore.Weighted      // shards worked at once, over all sources
	found   map[string]map[int]int64 // of a resumed scan: draws that found a record, by dataset and step
	tools   *observe.Tools
	plans   planStore
	ledgers *consent.Ledgers
	opened  openedSources
	met     *reversal.Met
	search  *search.Search // nil: every number is wanted

	mu   sync.Mutex
	gaps []inventory.Gap     // of this run: a resumed one lists again
	lost map[string]struct{} // planned datasets that are no longer there, by hash
}

// Run scans sources and leaves an inventory in o.State. A part that cannot be
// read is a gap in the inventory. It returns the inventory beside ErrNoDatasets
// and ErrInterrupted too; any other error means that no scan could be made.
func Run(ctx context.Context, sources []Source, o Options) (*inventory.Inventory, error) {
	s, err := begin(context.WithoutCancel(ctx), sources, o)
	if err != nil {
		return nil, err
	}
	s.ledgers = newLedgers(&s.o, sources)
	defer s.ledgers.Close()
	defer s.opened.close()
	g, work := errgroup.WithContext(ctx)
	for i := range sources {
		g.Go(func() error { return s.source(work, &sources[i]) })
	}
	err = g.Wait()
	if err != nil && ctx.Err() == nil {
		if e := new(*consent.Error); errors.As(err, e) && !s.resumed {
			_ = s.o.State.Delete(ctx, s.id) // nothing was read that anybody could go on from
		}
		return nil, err
	}
	interrupted := ctx.Err() != nil
	asking := ctx
	ctx = context.WithoutCancel(ctx)
	inv, plans, err := s.fold(ctx, sources, interrupted)
	if err != nil {
		return nil, err
	}
	if !interrupted {
		s.markReversible(asking, inv, plans)
		s.askPosture(asking, inv, plans)
		inv.Scan.Finished = time.Now().UTC().Truncate(time.Second)
	}
	interrupted = interrupted && !inv.Scan.Complete // else it came too late to cut anything short
	if err := s.finish(ctx, inv, interrupted); err != nil {
		return nil, err
	}
	switch {
	case interrupted:
		return inv, ErrInterrupted
	case len(inv.Datasets) == 0 && slices.ContainsFunc(inv.Gaps, func(g inventory.Gap) bool { return g.Reason != string(connectors.Skipped) }):
		return inv, ErrNoDatasets
	}
	return inv, nil
}

// begin records a new scan, or takes up one that was cut short.
func begin(ctx context.Context, sources []Source, o Options) (*scan, error) {
	o.defaults()
	s := &scan{o: o, met: reversal.NewMet(), started: time.Now().UTC().Truncate(time.Second), cpu: semaphore.NewWeighted(int64(o.Workers)), tools: o.tools()}
	if o.Resume != "" {
		return s, s.resume(ctx, sources)
	}
	s.setID(newID(s.started))
	err := o.State.Begin(ctx, state.Scan{
		ID: s.id, Started: s.started, Status: state.Running, Tool: o.Version,
		ConfigHash: o.ConfigHash, KeyFingerprint: o.Key.Fingerprint(), Meta: o.Meta,
	})
	if err != nil {
		return nil, fmt.Errorf("begin scan: %w", err)
	}
	h := header{Seed: o.Seed, Full: o.Full, FindShare: o.FindShare, FindProbability: o.FindProbability}
	h.asked(sources)
	return s, s.plans.save(ctx, plan.PartScan, h)
}

func (s *scan) setID(id string) {
	s.id, s.plans = id, planStore{s.o.State, id, s.o.Key}
}

func (s *scan) resume(ctx context.Context, sources []Source) error {
	old, err := s.o.State.Find(ctx, s.o.Resume)
	switch {
	case err != nil:
		return fmt.Errorf("resume scan %s: %w", s.o.Resume, err)
	case old.Status == state.Complete:
		return &ResumeError{old.ID, "it is complete; there is nothing left to read", nil}
	case old.KeyFingerprint != s.o.Key.Fingerprint():
		return &ResumeError{old.ID, ErrKey.Error() + "; give the key it was made with", ErrKey}
	case old.ConfigHash != s.o.ConfigHash:
		return &ResumeError{old.ID, "the configuration or the sources changed since; begin a new scan, or give the same ones", nil}
	}
	s.setID(old.ID)
	s.started, s.resumed = old.Started, true
	if err := s.recall(ctx); err != nil {
		return err
	}
	return s.plans.parts(ctx, plan.PartScan, func(name string, plain []byte) error {
		if name != plan.PartScan {
			return nil
		}
		var h header
		if err := json.Unmarshal(plain, &h); err != nil {
			return fmt.Errorf("read plan: %w", err)
		}
		s.o.Seed, s.o.Full, s.o.FindShare, s.o.FindProbability = h.Seed, h.Full, h.FindShare, h.FindProbability
		h.ask(sources)
		return nil
	})
}

// sampling is how much of each dataset is read.
func (o *Options) sampling() plan.Sampling {
	return plan.Sampling{
		Full: o.Full, WholeBytes: o.WholeBytes, WholeRecords: o.WholeRecords,
		Seed: o.Seed, FindShare: o.FindShare, FindProbability: o.FindProbability,
	}
}

// tools are what values are looked at with.
func (o *Options) tools() *observe.Tools {
	return &observe.Tools{
		Tools:  reading.Tools{Detector: o.Detector, CountryOf: o.CountryOf, Places: o.Places, Companion: o.Companion, Seed: o.Seed},
		Hasher: o.Key.hasher(), Mask: o.Mask,
	}
}

func (o *Options) defaults() {
	set := func(v *int64, d int64) {
		if *v == 0 {
			*v = d
		}
	}
	set(&o.WholeBytes, 64<<20)
	set(&o.WholeRecords, 100_000)
	set(&o.LedgerMemory, 256<<20)
	if o.FindShare == 0 {
		o.FindShare = 0.001
	}
	if o.FindProbability == 0 {
		o.FindProbability = 0.999
	}
	if o.Workers <= 0 {
		o.Workers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = silent{}
	}
}

// newID begins with the time, so that scans sort by it.
func newID(at time.Time) string {
	var r [3]byte
	_, _ = rand.Read(r[:]) // never fails
	return at.Format("20060102-150405-") + hex.EncodeToString(r[:])
}

// finish stores the inventory and how the scan ended.
func (s *scan) finish(ctx context.Context, inv *inventory.Inventory, interrupted bool) error {
	b, err := json.Marshal(inv)
	if err != nil {
		return fmt.Errorf("write inventory: %w", err)
	}
	status := state.Complete
	switch {
	case interrupted:
		status = state.Interrupted
	case !inv.Scan.Complete:
		status = state.Incomplete
	}
	if err := s.o.State.Finish(ctx, s.id, status, inv.Scan.Finished, b); err != nil {
		return fmt.Errorf("save scan: %w", err)
	}
	return nil
}

// gap keeps one that belongs to this run and not to the plan.
func (s *scan) gap(g inventory.Gap) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gaps = append(s.gaps, g)
	s.o.Progress.Gap(g)
}

// lose notes that a planned dataset is no longer there.
func (s *scan) lose(hash string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost == nil {
		s.lost = map[string]struct{}{}
	}
	s.lost[hash] = struct{}{}
}

// source lists one source, plans its datasets and works their shards, all at
// once. An error ends the scan: only the state can cause one.
func (s *scan) source(ctx context.Context, src *Source) (err error) {
	defer s.o.Progress.Finished(src.Name)
	through := s.ledgers.Arriving(ctx, src.Name, s.started, s.gap)
	defer through()
	defer func() {
		if r := recover(); r != nil {
			s.o.Log.Error("reader of a source stopped", "source", src.Name, "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			s.gap(inventory.Gap{Source: src.Name, Reason: string(connectors.Unsupported), Detail: "dialmap itself stopped on this source; please report it with the log"})
		}
	}()
	src.Scan = s.id
	c, err := src.Open(ctx, src.Source)
	if err != nil {
		if ctx.Err() == nil {
			s.ledgers.Away(src.Name)
			s.gap(plan.GapOf(src.Name, "", err))
		}
		return nil
	}
	s.opened.add(src, c)
	if s.search == nil {
		c = &aside{c, &s.plans}
	}
	known, err := s.known(ctx, src)
	if err != nil {
		return err
	}
	if err := s.plans.save(ctx, plan.PartSource+s.o.Key.name(src.Name), s.located(ctx, src, c)); err != nil {
		return stopped(ctx, err)
	}

	if err := s.pass(ctx, src, c, func(ctx context.Context, q *queue) error { return s.listLedgers(ctx, src, c, known, q) }); err != nil {
		return stopped(ctx, err)
	}
	through()
	if err := s.ledgers.Wait(ctx); err != nil {
		return stopped(ctx, err)
	}
	return stopped(ctx, s.pass(ctx, src, c, func(ctx context.Context, q *queue) error { return s.list(ctx, src, c, known, q) }))
}

// pass works all that list puts in the queue.
func (s *scan) pass(ctx context.Context, src *Source, c connectors.Connector, list func(context.Context, *queue) error) error {
	g, ctx := errgroup.WithContext(ctx)
	q, stop := newQueue(ctx)
	defer stop()
	g.Go(func() error {
		defer q.end()
		return list(ctx, q)
	})
	for range max(1, min(src.Connections, s.o.Workers)) {
		g.Go(func() error {
			for j, ok := q.take(ctx); ok; j, ok = q.take(ctx) {
				out, err := s.work(ctx, src.Name, c, j)
				if err != nil {
					return err
				}
				next, ended, err := s.advance(ctx, src, c, j, out)
				if err != nil {
					return err
				}
				q.add(next)
				if ended {
					q.close()
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

// stopped tells an interruption, which is not an error of the scan, from one.
func stopped(ctx context.Context, err error) error {
	if err != nil && (ctx.Err() != nil || errors.Is(err, context.Canceled)) {
		return nil
	}
	return err
}

// located is the source with the place its bytes lie at: configured, else as
// the source itself tells.
func (s *scan) located(ctx context.Context, src *Source, c connectors.Connector) inventory.Source {
	at := configured(src)
	if l, ok := connectors.As[connectors.Locator](c); ok && at.Stored.Region == "" {
		l := l.Location(ctx)
		at.Stored = told(inventory.Stored{Region: l.Region, ProviderRegion: l.ProviderRegion, Regions: l.Regions, Evidence: l.Evidence})
	}
	return at
}

// configured is a source as far as the configuration tells.
func configured(src *Source) inventory.Source {
	stored := src.Stored
	if stored.Region != "" && stored.Evidence == "" {
		stored.Evidence = "configured"
	}
	return inventory.Source{Name: src.Name, Kind: src.Kind, Stored: told(stored)}
}

// told fills in what is not known.
func told(s inventory.Stored) inventory.Stored {
	if s.Evidence == "" {
		s.Evidence = "unknown"
	}
	if s.Regions == nil {
		s.Regions = []string{}
	}
	return s
}

type silent struct{}

func (silent) Planned(string, int, int64, int64)   {}
func (silent) Read(string, uint64, uint64, uint64) {}
func (silent) Gap(inventory.Gap)                   {}
func (silent) Finished(string)                     {}
