package mongodb

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

var errBoundary = errors.New("a boundary is not one value")

// Read walks the documents of s. Every field is asked for, also where w wants
// a few: the server's projection cannot name a key that holds a dot, and it
// would be missed.
func (c *connector) Read(ctx context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		where := connectors.Part{Sub: s.Sub, Dataset: s.Dataset}
		var p part
		if err := json.Unmarshal(s.Spec, &p); err != nil {
			yield(nil, &connectors.Error{Part: where, Reason: connectors.Malformed, Text: "the plan of this shard cannot be read; scan again", Cause: err})
			return
		}
		gone := false
		o := format.Options{Want: w, Part: where, Redact: c.source.Redact}
		if p.First {
			o.Name = p.DB + "." + p.Coll
		}
		b := format.NewBuilder(o, func(batch *connectors.Batch, err error) bool {
			gone = gone || !yield(batch, err)
			return !gone
		})
		err := c.documents(ctx, p, w, walker{b, where, nil})
		if gone {
			return
		}
		b.Finish()
		if err != nil && !gone {
			yield(nil, ours(err, where))
		}
	}
}

// ours keeps an error that is already explained.
func ours(err error, p connectors.Part) *connectors.Error {
	var e *connectors.Error
	if errors.As(err, &e) {
		return e
	}
	return explain(err, p)
}

// documents hands every document of p to the walker, until it is done.
func (c *connector) documents(ctx context.Context, p part, w connectors.Want, walk walker) error {
	t := newTimer(ctx, c)
	defer t.stop()
	cursor, err := c.find(t, p, w)
	if err != nil {
		return err
	}
	defer closeCursor(cursor)
	for !walk.b.Done() {
		if cursor.RemainingBatchLength() > 0 {
			cursor.Next(t.ctx) // no round trip
		} else {
			more := false
			err := t.trip(func(ctx context.Context) error {
				more = cursor.Next(ctx)
				return cursor.Err()
			})
			if err != nil || !more {
				return err
			}
		}
		if err := walk.document(cursor.Current); err != nil {
			return err
		}
	}
	return nil
}

// closeCursor tells the server, and does not wait long for it.
func closeCursor(cursor *mongo.Cursor) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = cursor.Close(ctx)
}

// find starts reading. A range has the time limit as its maxTimeMS, which
// counts what the server works for all of the cursor; a whole collection may
// take longer, there each round trip has the limit.
func (c *connector) find(t *timer, p part, w connectors.Want) (*mongo.Cursor, error) {
	filter, err := p.filter()
	if err != nil {
		return nil, err
	}
	size := batchSize(p.Mean)
	cmd := bson.D{
		{Key: "find", Value: p.Coll},
		{Key: "filter", Value: filter},
		{Key: "batchSize", Value: size},
		{Key: "readConcern", Value: bson.D{{Key: "level", Value: "local"}}},
	}
	if w.Draw != connectors.Whole {
		cmd = append(cmd, bson.E{Key: "limit", Value: int64(max(w.N, 1))})
		if p.Kind == "collection" {
			cmd = append(cmd, bson.E{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}}) // the same ones every time
		}
	}
	if p.From != nil || p.To != nil || w.Draw != connectors.Whole {
		cmd = append(cmd, bson.E{Key: "maxTimeMS", Value: c.timeout.Milliseconds()})
	}
	var cursor *mongo.Cursor
	err = t.trip(func(ctx context.Context) (err error) {
		cursor, err = c.client.Database(p.DB).RunCommandCursor(ctx, cmd, c.preference())
		return err
	})
	if err != nil {
		return nil, err
	}
	cursor.SetBatchSize(size)
	return cursor, nil
}

// preference is the client's, which commands do not take by themselves.
func (c *connector) preference() options.Lister[options.RunCmdOptions] {
	return options.RunCmd().SetReadPreference(c.read)
}

func preference(opts *options.ClientOptions) *readpref.ReadPref {
	if opts.ReadPreference != nil {
		return opts.ReadPreference
	}
	return readpref.SecondaryPreferred()
}

// batchSize is how many documents a reply holds: about 4 MiB of them. Servers
// end a reply at 16 MiB or a little above.
func batchSize(mean int64) int32 {
	if mean <= 0 {
		mean = 4 << 10
	}
	return int32(min(max(4<<20/mean, 1), 2000))
}

// timer limits the round trips of one cursor: a deadline on the context would
// become the maxTimeMS of all of it.
type timer struct {
	c      *connector
	ctx    context.Context
	cancel context.CancelFunc
	clock  *time.Timer
	late   atomic.Bool
}

func newTimer(ctx context.Context, c *connector) *timer {
	t := &timer{c: c}
	t.ctx, t.cancel = context.WithCancel(ctx)
	t.clock = time.AfterFunc(c.timeout, func() { t.late.Store(true); t.cancel() })
	t.clock.Stop()
	return t
}

// trip makes one round trip. It tells running out of time from being
// interrupted.
func (t *timer) trip(f func(context.Context) error) error {
	if err := t.c.take(t.ctx); err != nil {
		return err
	}
	defer t.c.give()
	t.clock.Reset(t.c.timeout)
	defer t.clock.Stop()
	err := f(t.ctx)
	if err != nil && t.late.Load() {
		return context.DeadlineExceeded
	}
	return err
}

func (t *timer) stop() {
	t.clock.Stop()
	t.cancel()
}
