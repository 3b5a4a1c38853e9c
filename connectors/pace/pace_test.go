package pace

import (
	"context"
	"errors"
	"iter"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// source is a connector that takes a second to answer, hands over batches and
// fails as often as it is told to.
type source struct {
	connectors.Connector
	batches, rows, bytes int
	failures             atomic.Int32 // reads that fail
	after                int          // batches handed over before a failure
	reads                atomic.Int32
	now, most            atomic.Int32 // reads at this moment, and ever
}

func (s *source) Read(ctx context.Context, _ connectors.Shard, _ connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		s.reads.Add(1)
		defer s.now.Add(-1)
		if n := s.now.Add(1); n > s.most.Load() {
			s.most.Store(n)
		}
		time.Sleep(time.Second)
		fails := s.failures.Add(-1) >= 0
		for i := range s.batches {
			if fails && i == s.after {
				yield(nil, &connectors.Error{Reason: connectors.Unreachable, Text: "gone", Retry: true})
				return
			}
			b := &connectors.Batch{Rows: s.rows, Cols: []connectors.Column{{Data: make([]byte, s.bytes)}}}
			if !yield(b, nil) {
				return
			}
		}
	}
}

func (s *source) Location(context.Context) connectors.Location {
	return connectors.Location{Region: "DE"}
}

// read is how long a read took and what came of it.
func read(ctx context.Context, c connectors.Connector, id string) (took time.Duration, rows int, err error) {
	start := time.Now()
	for b, e := range c.Read(ctx, connectors.Shard{ID: id}, connectors.Want{}) {
		if e != nil {
			err = e
			continue
		}
		rows += b.Rows
	}
	return time.Since(start), rows, err
}

func TestRates(t *testing.T) {
	for _, c := range []struct {
		name     string
		limits   Limits
		min, max time.Duration // beside the second that the source takes
	}{
		{"no limit", Limits{}, 0, 0},
		{"a thousand rows, a hundred a second", Limits{RowsPerSecond: 100}, 9 * time.Second, 10 * time.Second},
		{"a batch is bigger than a second's worth", Limits{RowsPerSecond: 10}, 99 * time.Second, 100 * time.Second},
		{"less than a row a second", Limits{RowsPerSecond: 0.5}, 1990 * time.Second, 2000 * time.Second},
		{"ten thousand bytes, a hundred a second", Limits{BytesPerSecond: 100}, 99 * time.Second, 100 * time.Second},
		{"the tighter limit holds", Limits{RowsPerSecond: 1e6, BytesPerSecond: 1000}, 9 * time.Second, 10 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &source{batches: 10, rows: 100, bytes: 1000}
				took, rows, err := read(t.Context(), Wrap(s, c.limits), "a")
				if took -= time.Second; rows != 1000 || err != nil || took < c.min || took > c.max {
					t.Errorf("%d rows in %v, %v; want %v to %v", rows, took, err, c.min, c.max)
				}
			})
		})
	}
}

func TestRatesAndConnectionsHoldOverAllShards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{batches: 1, rows: 10}
		c := Wrap(s, Limits{Connections: 3, RowsPerSecond: 20})
		start := time.Now()
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				if _, _, err := read(t.Context(), c, "a"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took < 14*time.Second || took > 17*time.Second {
			t.Errorf("300 rows at 20 a second took %v", took)
		}
		if n := s.most.Load(); n != 3 {
			t.Errorf("%d reads at once, want 3", n)
		}
	})
}

func TestACallerWhoComesBackWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{batches: 3, rows: 10, after: 1}
		s.failures.Store(5)
		c := Wrap(s, Limits{})
		for try := 1; try <= 6; try++ {
			took, rows, err := read(t.Context(), c, "a")
			least := firstWait << max(try-2, 0) / 2
			if waited := took - time.Second; try == 1 && waited != 0 || try > 1 && (waited < least || waited > 2*least) {
				t.Errorf("try %d waited %v, want %v to %v", try, waited, least, 2*least)
			}
			e, failed := errors.AsType[*connectors.Error](err)
			if failed != (try < 6) || failed && (!e.Retry || rows != 10) || !failed && rows != 30 {
				t.Errorf("try %d: %d rows, %v", try, rows, err)
			}
		}
		if took, _, _ := read(t.Context(), c, "a"); took != time.Second {
			t.Errorf("a shard that was read waited: %v", took)
		}
		s.failures.Store(1)
		_, _, _ = read(t.Context(), c, "a")
		if took, _, _ := read(t.Context(), c, "another"); took != time.Second {
			t.Errorf("another shard waited: %v", took)
		}
	})
}

func TestOtherErrorsPass(t *testing.T) {
	c := Wrap(gaps{}, Limits{})
	n := 0
	for _, err := range c.Read(t.Context(), connectors.Shard{}, connectors.Want{}) {
		if err != nil {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d of 2 gaps passed", n)
	}
}

type gaps struct{ connectors.Connector }

func (gaps) Read(context.Context, connectors.Shard, connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		_ = yield(nil, &connectors.Error{Reason: connectors.Denied}) && yield(nil, errors.New("other"))
	}
}

func TestAReadWaitsForItsWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins at midnight UTC, 2000-01-01
		w, err := ParseWindow("22:00-23:00 Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		s := &source{batches: 1, rows: 1}
		c := Wrap(s, Limits{Windows: []Window{w}, Connections: 1})
		if took, _, err := read(t.Context(), c, "a"); took != 21*time.Hour+time.Second || err != nil {
			t.Errorf("waited %v, %v", took, err)
		}
		if took, _, err := read(t.Context(), c, "b"); took != time.Second || err != nil {
			t.Errorf("in the window: waited %v, %v", took, err)
		}
		time.Sleep(time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		took, _, err := read(ctx, c, "c")
		e, _ := errors.AsType[*connectors.Error](err)
		if took != time.Hour || e == nil || e.Reason != connectors.Interrupted || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("interrupted: waited %v, %v", took, err)
		}
	})
}

// A window that closes while reads queue for a connection is waited for again.
func TestAQueueMayOutlastTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, err := ParseWindow("00:00-00:01 UTC")
		if err != nil {
			t.Fatal(err)
		}
		s := &source{batches: 1, rows: 1}
		c := Wrap(s, Limits{Windows: []Window{w}, Connections: 1})
		start := time.Now()
		var wg sync.WaitGroup
		for range 70 {
			wg.Go(func() { read(t.Context(), c, "a") })
		}
		wg.Wait()
		if took := time.Since(start); took != 24*time.Hour+10*time.Second {
			t.Errorf("70 seconds of reading in windows of a minute took %v", took)
		}
	})
}

func TestWhatIsWrappedIsFound(t *testing.T) {
	l, ok := connectors.As[connectors.Locator](Wrap(&source{}, Limits{}))
	if !ok || l.Location(t.Context()).Region != "DE" {
		t.Error("the wrapped connector's location is not found")
	}
}
