package mongodb

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// maxDraws and maxDrawBytes of the keys that one query names.
const (
	maxDraws     = 1000
	maxDrawBytes = 1 << 20
)

// drawn is one document that was drawn.
type drawn struct {
	key   bson.RawValue
	times int
}

// builder makes batches for what w asks. Connectors that draw say so by
// themselves; names are no part of a draw, since a drawn document stands for
// others and they do not.
func (c *connector) builder(p part, w connectors.Want, where connectors.Part, yield func(*connectors.Batch, error) bool) *format.Builder {
	o := format.Options{Want: w, Part: where, Redact: c.source.Redact}
	if w.Draw == connectors.Whole || w.Draw == connectors.Head {
		if p.First {
			o.Name = p.DB + "." + p.Coll
		}
		return format.NewBuilder(o, yield)
	}
	o.Want.Draw = connectors.Whole
	return format.NewBuilder(o, func(b *connectors.Batch, err error) bool {
		if b != nil {
			b.Draw = w.Draw
		}
		return yield(b, err)
	})
}

// draw hands the documents of drawn slots to the walker.
func (c *connector) draw(ctx context.Context, p part, w connectors.Want, walk walker) error {
	if len(w.Slots) == 0 {
		return nil
	}
	if p.Values {
		return c.fetch(ctx, p, p.values(w.Slots), walk)
	}
	keys, err := c.ranked(ctx, p, w.Slots)
	if err != nil {
		return err
	}
	return c.fetch(ctx, p, keys, walk)
}

// values are the keys of slots that are numbers.
func (p part) values(slots []int64) []drawn {
	var keys []drawn
	for i, s := range slots {
		if i > 0 && s == slots[i-1] {
			keys[len(keys)-1].times++
			continue
		}
		keys = append(keys, drawn{integer(p.Base + s), 1})
	}
	return keys
}

func integer(n int64) bson.RawValue {
	t, b, _ := bson.MarshalValue(n) // cannot fail
	return bson.RawValue{Type: t, Value: b}
}

// ranked walks the keys of p in their order, from the first drawn one to the
// last, and returns those of slots, which count them from the beginning of p.
func (c *connector) ranked(ctx context.Context, p part, slots []int64) ([]drawn, error) {
	filter, err := p.filter()
	if err != nil {
		return nil, err
	}
	first, last := slots[0], slots[len(slots)-1]
	t := newTimer(ctx, c)
	defer t.stop()
	var keys []drawn
	rank := first
	err = c.each(t, p, bson.D{
		{Key: "find", Value: p.Coll},
		{Key: "filter", Value: filter},
		{Key: "projection", Value: bson.D{{Key: "_id", Value: 1}}}, // covered by the index
		{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}},
		{Key: "skip", Value: first},
		{Key: "limit", Value: last - first + 1},
	}, batchSize(64), func(doc bson.Raw) (bool, error) {
		times := 0
		for len(slots) > 0 && slots[0] == rank {
			slots = slots[1:]
			times++
		}
		rank++
		if times == 0 {
			return true, nil
		}
		key, err := doc.LookupErr("_id")
		if err != nil {
			return false, err
		}
		key.Value = slices.Clone(key.Value)
		keys = append(keys, drawn{key, times})
		return len(slots) > 0, nil
	})
	return keys, err
}

// fetch reads documents by their keys, some at a time, in the keys' order.
func (c *connector) fetch(ctx context.Context, p part, keys []drawn, walk walker) error {
	t := newTimer(ctx, c)
	defer t.stop()
	for len(keys) > 0 && !walk.b.Done() {
		var in bson.A
		times := map[string]int{}
		for bytes := 0; len(keys) > 0 && len(in) < maxDraws && bytes < maxDrawBytes; keys = keys[1:] {
			k := keys[0]
			in = append(in, k.key)
			times[identity(k.key)] = k.times
			bytes += len(k.key.Value)
		}
		filter := bson.D{{Key: "$in", Value: in}}
		if len(in) == 1 {
			filter = bson.D{{Key: "$eq", Value: in[0]}} // which servers have a short way for
		}
		err := c.each(t, p, bson.D{
			{Key: "find", Value: p.Coll},
			{Key: "filter", Value: bson.D{{Key: "_id", Value: filter}}},
			{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}},
			{Key: "maxTimeMS", Value: c.timeout.Milliseconds()},
		}, batchSize(p.Mean), func(doc bson.Raw) (bool, error) {
			key, err := doc.LookupErr("_id")
			if err != nil {
				return false, err
			}
			for range times[identity(key)] {
				if err := walk.document(doc); err != nil {
					return false, err
				}
			}
			return !walk.b.Done(), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// identity is the same for keys that the server holds to be equal, as far as
// these are of one type or integers.
func identity(key bson.RawValue) string {
	if key.Type == bson.TypeInt32 {
		if n, ok := key.AsInt64OK(); ok {
			key = integer(n)
		}
	}
	return string(append([]byte{byte(key.Type)}, key.Value...))
}

// sample hands n documents to the walker that the server chose.
func (c *connector) sample(ctx context.Context, p part, n int, walk walker) error {
	if n <= 0 {
		return nil
	}
	t := newTimer(ctx, c)
	defer t.stop()
	return c.each(t, p, append(sampling(p.Coll, n), bson.E{Key: "maxTimeMS", Value: c.timeout.Milliseconds()}), batchSize(p.Mean), func(doc bson.Raw) (bool, error) {
		err := walk.document(doc)
		return err == nil && !walk.b.Done(), err
	})
}

func sampling(coll string, n int) bson.D {
	return bson.D{
		{Key: "aggregate", Value: coll},
		{Key: "pipeline", Value: bson.A{bson.D{{Key: "$sample", Value: bson.D{{Key: "size", Value: n}}}}}},
		{Key: "cursor", Value: bson.D{}},
	}
}

// samples says whether the server draws documents itself. One that does not
// know the command or the stage is drawn from as without.
func (c *connector) samples(ctx context.Context, n namespace) (bool, error) {
	err := c.call(ctx, func(ctx context.Context) error {
		cursor, err := c.client.Database(n.DB).RunCommandCursor(ctx, sampling(n.Coll, 1), c.preference())
		if err == nil {
			closeCursor(cursor)
		}
		return err
	})
	if unknown(err) {
		return false, nil
	}
	return err == nil, err
}

// unknown says that the server does not know what it was asked for.
func unknown(err error) bool {
	var ce mongo.CommandError
	return errors.As(err, &ce) && slices.Contains([]int32{codeNotImplemented, codeUnknownCommand, codeUnknownStage}, ce.Code)
}
