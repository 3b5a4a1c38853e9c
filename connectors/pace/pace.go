// Package pace keeps a scan gentle to its source. [Wrap] puts limits around
// any connector: how many shards are read at once, how many rows and bytes a
// second, at which hours of the day, and how long to wait before trying again
// after an error that may pass.
//
// Only reading is paced. Listing datasets and cutting shards are small, and
// `dialmap check` should answer at noon for a source that is scanned at night.
package pace

import (
	"context"
	"errors"
	"iter"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/dialmap/dialmap/connectors"
)

// Limits of one source. The zero value limits nothing and only makes a caller
// wait who comes back with a shard that failed.
type Limits struct {
	Connections    int      // shards read at once; 0: no limit
	RowsPerSecond  float64  // 0: no limit
	BytesPerSecond float64  // of values; 0: no limit
	Windows        []Window // a shard begins in one of them; none: at any time
}

// Waits between tries double from the first to the longest; each is drawn
// between half of that and all of it, so that many readers do not come back at
// once.
const (
	firstWait   = 500 * time.Millisecond
	longestWait = 30 * time.Second
)

// Wrap returns c within l. Closing it closes c. Optional interfaces of c are
// found through it by connectors.As.
func Wrap(c connectors.Connector, l Limits) connectors.Connector {
	p := &paced{Connector: c, limits: l, failed: map[string]int{}}
	if l.Connections > 0 {
		p.slots = make(chan struct{}, l.Connections)
	}
	p.rows, p.bytes = limiter(l.RowsPerSecond), limiter(l.BytesPerSecond)
	return p
}

// limiter lets a tenth of a second's worth through at once. nil: no limit.
func limiter(perSecond float64) *rate.Limiter {
	if perSecond <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(perSecond), int(max(1, math.Ceil(min(perSecond/10, math.MaxInt32)))))
}

type paced struct {
	connectors.Connector
	limits      Limits
	slots       chan struct{} // nil: no limit
	rows, bytes *rate.Limiter

	mu     sync.Mutex
	failed map[string]int // tries of each shard that failed so far
}

// Unwrap gives the wrapped connector to connectors.As.
func (p *paced) Unwrap() connectors.Connector { return p.Connector }

// Read reads s when the limits allow. Whether a shard that failed is read again
// is for the caller to decide, who knows what to discard; when it comes back it
// waits here first.
func (p *paced) Read(ctx context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		if err := p.enter(ctx, s); err != nil {
			yield(nil, stopped(s, err))
			return
		}
		defer p.leave()
		for b, err := range p.Connector.Read(ctx, s, w) {
			if e, ok := errors.AsType[*connectors.Error](err); ok && e.Retry && ctx.Err() == nil {
				p.fail(s)
				yield(nil, err)
				return
			}
			if err == nil {
				if err := p.wait(ctx, b); err != nil {
					yield(nil, stopped(s, err))
					return
				}
			}
			if !yield(b, err) {
				return
			}
		}
		p.succeed(s)
	}
}

// enter waits: after a failed try, for a window, for a free connection. The
// window is looked at last, again if there was a queue.
func (p *paced) enter(ctx context.Context, s connectors.Shard) error {
	p.mu.Lock()
	n := p.failed[key(s)]
	p.mu.Unlock()
	if n > 0 {
		if err := sleep(ctx, delay(n)); err != nil {
			return err
		}
	}
	for {
		if err := p.awaitWindow(ctx); err != nil {
			return err
		}
		if p.slots == nil {
			return nil
		}
		select {
		case p.slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		if untilOpen(p.limits.Windows, time.Now()) == 0 {
			return nil
		}
		p.leave()
	}
}

func (p *paced) leave() {
	if p.slots != nil {
		<-p.slots
	}
}

// awaitWindow looks at the clock once a minute, since a machine may sleep and
// a clock may be set.
func (p *paced) awaitWindow(ctx context.Context) error {
	for {
		d := untilOpen(p.limits.Windows, time.Now())
		if d == 0 {
			return nil
		}
		if err := sleep(ctx, min(d, time.Minute)); err != nil {
			return err
		}
	}
}

// wait takes what b holds from the budgets.
func (p *paced) wait(ctx context.Context, b *connectors.Batch) error {
	bytes := 0
	for i := range b.Cols {
		bytes += len(b.Cols[i].Data)
	}
	if err := take(ctx, p.rows, b.Rows); err != nil {
		return err
	}
	return take(ctx, p.bytes, bytes)
}

// take waits until n may pass, in parts that the limiter can grant.
func take(ctx context.Context, l *rate.Limiter, n int) error {
	if l == nil {
		return nil
	}
	for n > 0 {
		part := min(n, l.Burst())
		r := l.ReserveN(time.Now(), part)
		if err := sleep(ctx, r.Delay()); err != nil {
			r.Cancel()
			return err
		}
		n -= part
	}
	return nil
}

// fail counts a failed try of s.
func (p *paced) fail(s connectors.Shard) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed[key(s)]++
}

func (p *paced) succeed(s connectors.Shard) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.failed, key(s))
}

func key(s connectors.Shard) string { return s.Sub + "\x00" + s.Dataset + "\x00" + s.ID }

// delay before the try that follows n failed ones.
func delay(n int) time.Duration {
	d := longestWait
	if n < 8 {
		d = min(firstWait<<(n-1), longestWait)
	}
	return d/2 + rand.N(d/2+1)
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func stopped(s connectors.Shard, err error) *connectors.Error {
	return &connectors.Error{
		Part: connectors.Part{Sub: s.Sub, Dataset: s.Dataset}, Reason: connectors.Interrupted,
		Text: "interrupted while it waited for its pace", Cause: err,
	}
}
