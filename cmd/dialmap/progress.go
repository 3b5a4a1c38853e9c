package main

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// progress tells a person at a terminal how far each source is with a bar, and
// everybody else with a log line every few seconds.
type progress struct {
	meters map[string]*meter
	order  []string
	gaps   atomic.Int64
	end    func()
}

// meter counts one source.
type meter struct {
	datasets                                 atomic.Int64
	plannedRecords, plannedBytes             atomic.Int64
	records, bytes, numbers                  atomic.Uint64
	stored                                   atomic.Int64 // bytes of the source that shards got through
	unknownBytes, unknownRecords, isFinished atomic.Bool
}

// every is how often a log line tells of a source.
const every = 5 * time.Second

// newProgress shows what the scan of sources does until stop is called.
func (a *app) newProgress(sources []scanner.Source, quiet bool) *progress {
	p := &progress{meters: map[string]*meter{}, end: func() {}}
	for i := range sources {
		s, m := &sources[i], &meter{}
		p.meters[s.Name] = m
		p.order = append(p.order, s.Name)
		s.Open = m.watch(s.Open)
	}
	is, _ := terminal(a.stderr.w)
	switch {
	case quiet:
	case is && a.logFormat != "json":
		p.bars(a)
	default:
		p.lines(a.log)
	}
	return p
}

// Planned adds to what a source is expected to hold.
func (p *progress) Planned(source string, datasets int, records, bytes int64) {
	m := p.meters[source]
	if m == nil {
		return
	}
	m.datasets.Add(int64(datasets))
	if records < 0 {
		m.unknownRecords.Store(true)
	} else {
		m.plannedRecords.Add(records)
	}
	if bytes < 0 {
		m.unknownBytes.Store(true)
	} else {
		m.plannedBytes.Add(bytes)
	}
}

// Read adds to what was read and found.
func (p *progress) Read(source string, records, bytes, numbers uint64) {
	if m := p.meters[source]; m != nil {
		m.records.Add(records)
		m.bytes.Add(bytes)
		m.numbers.Add(numbers)
	}
}

// Gap counts one.
func (p *progress) Gap(inventory.Gap) { p.gaps.Add(1) }

// Finished ends a source.
func (p *progress) Finished(source string) {
	if m := p.meters[source]; m != nil {
		m.isFinished.Store(true)
	}
}

// stop ends the display.
func (p *progress) stop() { p.end() }

// share is how much of what is planned was read: in bytes as they are stored
// where that is known, in records otherwise. total is 0 where neither is.
func (m *meter) share() (done, total int64) {
	if b := m.plannedBytes.Load(); b > 0 && !m.unknownBytes.Load() {
		return min(m.stored.Load(), b), b
	}
	if r := m.plannedRecords.Load(); r > 0 && !m.unknownRecords.Load() {
		return min(int64(m.records.Load()), r), r
	}
	return 0, 0
}

// watch measures what is read of an opened source.
func (m *meter) watch(open connectors.Open) connectors.Open {
	return func(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
		c, err := open(ctx, s)
		if err != nil {
			return nil, err
		}
		return &watched{c, m}, nil
	}
}

// watched tells its meter how far the shards are. The bytes of values are
// fewer than those they are stored in, or more where these are compressed, so
// a shard that is read to its end counts as a whole.
type watched struct {
	connectors.Connector
	m *meter
}

// Unwrap gives the wrapped connector to connectors.As.
func (w *watched) Unwrap() connectors.Connector { return w.Connector }

// Read reads s and measures it, unless it is only looked into.
func (w *watched) Read(ctx context.Context, s connectors.Shard, want connectors.Want) iter.Seq2[*connectors.Batch, error] {
	if want.Draw != connectors.Whole || s.Bytes <= 0 {
		return w.Connector.Read(ctx, s, want)
	}
	return func(yield func(*connectors.Batch, error) bool) {
		var seen int64
		for b, err := range w.Connector.Read(ctx, s, want) {
			if b != nil {
				n := min(s.Bytes-seen, dataOf(b))
				seen += n
				w.m.stored.Add(n)
			}
			if !yield(b, err) {
				w.m.stored.Add(-seen) // it is read again, or not at all
				return
			}
		}
		w.m.stored.Add(s.Bytes - seen)
	}
}

func dataOf(b *connectors.Batch) (n int64) {
	for i := range b.Cols {
		n += int64(len(b.Cols[i].Data))
	}
	return n
}

func (m *meter) counts() string {
	return fmt.Sprintf("%s records  %s  %s found", count(int64(m.records.Load())), size(int64(m.bytes.Load())), count(int64(m.numbers.Load())))
}

// bars draws one bar a source, and lets log lines pass above them.
func (p *progress) bars(a *app) {
	c := mpb.New(mpb.WithOutput(a.stderr.w), mpb.WithWidth(24), mpb.WithAutoRefresh())
	back := a.stderr.redirect(c)
	bars := make(map[string]*mpb.Bar, len(p.order))
	for _, name := range p.order {
		m := p.meters[name]
		bars[name] = c.AddBar(0,
			mpb.PrependDecorators(decor.Name(shorten(name, 28), decor.WC{W: 28, C: decor.DindentRight | decor.DextraSpace})),
			mpb.AppendDecorators(
				decor.Any(func(decor.Statistics) string { return " " + m.counts() + " " }),
				decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO), "done"),
			),
		)
	}
	wait := repeat(200*time.Millisecond, func() {
		for _, name := range p.order {
			if p.meters[name].isFinished.Load() {
				bars[name].SetTotal(-1, true)
				continue
			}
			done, total := p.meters[name].share()
			bars[name].SetTotal(max(total, done+1), false)
			bars[name].SetCurrent(done)
		}
	})
	p.end = sync.OnceFunc(func() {
		wait()
		for _, name := range p.order {
			bars[name].SetTotal(-1, true)
		}
		c.Wait()
		back()
	})
}

func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n/2-1]) + "…" + string(r[len(r)-n/2:])
}

// lines logs every source that moved since the last time.
func (p *progress) lines(log *slog.Logger) {
	last := map[string]uint64{}
	started := time.Now()
	wait := repeat(every, func() {
		for _, name := range p.order {
			m := p.meters[name]
			if n := m.records.Load() + m.bytes.Load(); n != last[name] {
				last[name] = n
				log.Info("reading", m.attributes(name, time.Since(started))...)
			}
		}
	})
	p.end = sync.OnceFunc(wait)
}

func (m *meter) attributes(name string, since time.Duration) []any {
	at := []any{"source", name, "datasets", m.datasets.Load(), "records", m.records.Load(), "bytes", m.bytes.Load(), "found", m.numbers.Load()}
	if done, total := m.share(); done > 0 && total > done {
		left := time.Duration(float64(since) * float64(total-done) / float64(done))
		at = append(at, "eta", left.Round(time.Second).String())
	}
	return at
}

// repeat calls f again and again until the function it returns is called,
// which waits for the last call to end.
func repeat(interval time.Duration, f func()) (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(interval)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				f()
			case <-quit:
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}
