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
		if !drawable(s, w) {
			yield(nil, &connectors.Error{Part: where, Reason: connectors.Unsupported, Text: "its documents cannot be drawn; read it whole"})
			return
		}
		gone := false
		b := c.builder(p, w, where, func(batch *connectors.Batch, err error) bool {
			gone = gone || !yield(batch, err)
			return !gone
		})
		err := c.hand(ctx, p, w, walker{b, where, nil})
		if gone {
			return
		}
		b.Finish()
		if err != nil && !gone {
			yield(nil, ours(err, where))
		}
	}
}

// drawable says whether s can be read as w asks.
func drawable(s connectors.Shard, w connectors.Want) bool {
	switch w.Draw {
	case connectors.Whole, connectors.Head:
		return true
	}
	return w.Draw == s.Draw
}

// hand hands the documents that w asks for to the walker.
func (c *connector) hand(ctx context.Context, p part, w connectors.Want, walk walker) error {
	switch w.Draw {
	case connectors.Records:
		return c.draw(ctx, p, w, walk)
	case connectors.Server:
		return c.sample(ctx, p, w.N, walk)
	}
	return c.documents(ctx, p, w, walk)
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
	cmd, err := c.find(p, w)
	if err != nil || walk.b.Done() {
		return err
	}
	return c.each(t, p, cmd, batchSize(p.Mean), func(doc bson.Raw) (bool, error) {
		err := walk.document(doc)
		return err == nil && !walk.b.Done(), err
	})
}

// each calls f for the documents that cmd finds, size of them at a time, until
// f says that it has enough.
func (c *connector) each(t *timer, p part, cmd bson.D, size int32, f func(bson.Raw) (more bool, err error)) error {
	cursor, err := c.start(t, p, cmd, size)
	if err != nil {
		return err
	}
	defer closeCursor(cursor)
	for {
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
		if more, err := f(cursor.Current); err != nil || !more {
			return err
		}
	}
}

// start runs cmd, which finds documents.
func (c *connector) start(t *timer, p part, cmd bson.D, size int32) (cursor *mongo.Cursor, err error) {
	if cmd[0].Key == "find" {
		cmd = append(cmd, bson.E{Key: "batchSize", Value: size}, bson.E{Key: "readConcern", Value: bson.D{{Key: "level", Value: "local"}}})
	}
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

// closeCursor tells the server, and does not wait long for it.
func closeCursor(cursor *mongo.Cursor) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = cursor.Close(ctx)
}

// find asks for the documents of p. A range has the time limit as its
// maxTimeMS, which counts what the server works for all of the cursor; a whole
// collection may take longer, there each round trip has the limit.
func (c *connector) find(p part, w connectors.Want) (bson.D, error) {
	filter, err := p.filter()
	if err != nil {
		return nil, err
	}
	cmd := bson.D{{Key: "find", Value: p.Coll}, {Key: "filter", Value: filter}}
	if w.Draw == connectors.Head {
		cmd = append(cmd, bson.E{Key: "limit", Value: int64(max(w.N, 1))})
		if p.Kind == "collection" {
			cmd = append(cmd, bson.E{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}}) // the same ones every time
		}
	}
	if p.From != nil || p.To != nil || w.Draw == connectors.Head {
		cmd = append(cmd, bson.E{Key: "maxTimeMS", Value: c.timeout.Milliseconds()})
	}
	return cmd, nil
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
