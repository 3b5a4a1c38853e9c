package mongodb

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"iter"
	"math/bits"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/dialmap/dialmap/connectors"
)

// part is the Spec of a shard: a collection, or a range of its _id.
type part struct {
	DB    string `json:"db"`
	Coll  string `json:"coll"`
	Kind  string `json:"kind,omitempty"`
	First bool   `json:"first,omitempty"` // the names are counted with it
	Mean  int64  `json:"mean,omitempty"`  // bytes of a document

	// The range is From <= _id < To, in extended JSON, open where empty.
	From json.RawMessage `json:"from,omitempty"`
	To   json.RawMessage `json:"to,omitempty"`

	// What a slot is: the number Base and so many, or the rank of a key in the
	// range.
	Values bool  `json:"values,omitempty"`
	Base   int64 `json:"base,omitempty"`
}

// Shards cuts a large collection by its keys: every so many keys of the index
// of _id a shard begins. The server walks the keys for that and sends the
// boundaries only; they are found as they are asked for, so that who wants
// the first shard waits for one. Where the keys are integers without many
// holes, boundaries are numbers, and nothing is walked. Open ends take in what
// was written since.
//
// One shard it stays where the keys are of several types, since comparing
// looks at one type only, and where the server cannot walk them.
//
// Documents of collections can be drawn: a slot is the rank of a key in its
// shard, or an integer where those are dense. With Source.ServerDraws the
// server draws, where it can, from one shard.
func (c *connector) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		where := connectors.Part{Sub: d.Sub, Dataset: d.Name}
		var n namespace
		if err := json.Unmarshal(d.Opaque, &n); err != nil {
			yield(connectors.Shard{}, &connectors.Error{
				Part: where, Reason: connectors.Malformed,
				Text: "the plan of this collection cannot be read; scan again", Cause: err,
			})
			return
		}
		k := cutter{c: c, d: d, n: n, p: part{DB: n.DB, Coll: n.Coll, Kind: n.Kind, Mean: n.Mean, First: true}, yield: yield}
		if n.Kind == "view" || n.Kind == "timeseries" {
			k.whole(connectors.Whole)
			return
		}
		if c.source.ServerDraws {
			draws, err := c.samples(ctx, n)
			if err != nil {
				yield(connectors.Shard{}, explain(err, where))
				return
			}
			if draws {
				k.whole(connectors.Server)
				return
			}
		}
		k.cut(ctx)
	}
}

// cutter cuts one collection.
type cutter struct {
	c     *connector
	d     connectors.Dataset
	n     namespace
	p     part // the next shard
	yield func(connectors.Shard, error) bool
}

// whole makes one shard of all.
func (k *cutter) whole(draw connectors.Design) {
	s := shard(k.d, k.p, -1)
	s.Records, s.Bytes, s.Draw = k.d.Records, k.d.Bytes, draw
	k.yield(s, nil)
}

func (k *cutter) cut(ctx context.Context) {
	low, high := k.c.ends(ctx, k.n)
	one := low != nil && high != nil && family(*low) != 0 && family(*low) == family(*high)
	if one && family(*low) == bson.TypeInt64 {
		from, to := low.AsInt64(), high.AsInt64()
		if k.dense(from, to) && k.c.onlyIntegers(ctx, k.n) {
			k.byValue(from, to)
			return
		}
	}
	step := int64(0)
	if one {
		step = k.c.step(k.n)
	}
	k.byRank(ctx, low, one, step)
}

// minDense is the share of the integers from the first key to the last that
// have to be keys, for documents to be drawn by them.
const minDense = 0.05

func (k *cutter) dense(from, to int64) bool {
	return float64(k.d.Records) >= minDense*(float64(to)-float64(from)+1)
}

// byValue cuts into ranges of equal width.
func (k *cutter) byValue(from, to int64) {
	total := float64(to-from) + 1
	width := to - from + 1
	if step := k.c.step(k.n); step > 0 {
		width = 1 << (bits.Len64(uint64(max(1, float64(step)*total/float64(k.d.Records)))) - 1)
	}
	k.p.Values = true
	for ; ; from += width {
		k.p.Base = from
		slots := min(width, to-from+1)
		last := to-from < width
		k.p.To = nil
		if !last {
			k.p.To = boundary(integer(from + width))
		}
		if !k.add(int64(float64(k.d.Records)*float64(slots)/total), slots) || last {
			return
		}
	}
}

// byRank ends a shard after step keys; 0: all are one.
func (k *cutter) byRank(ctx context.Context, low *bson.RawValue, one bool, step int64) {
	left := k.d.Records
	for step > 0 {
		to, err := k.c.boundary(ctx, k.p, step)
		if err != nil || to == nil {
			break // the rest is one shard
		}
		k.p.To = to
		if !k.add(step, step) {
			return
		}
		left -= step
	}
	first := k.p.First
	slots, err := k.c.count(ctx, k.p, low, one)
	switch {
	case err != nil && first:
		k.whole(connectors.Whole)
	case err != nil: // more than there can be: draws of those above find nothing
		k.add(-1, 2*max(left, step))
	case slots == 0 && first:
		k.whole(connectors.Whole)
	case slots > 0:
		k.add(slots, slots)
	}
}

// add yields the next shard, and begins another where it ends.
func (k *cutter) add(records, slots int64) bool {
	s := shard(k.d, k.p, records)
	s.Draw, s.Slots = connectors.Records, slots
	k.p.From, k.p.To, k.p.First = k.p.To, nil, false
	return k.yield(s, nil)
}

// step is how many documents a shard holds, 0 where one shard is enough. It
// is a power of two, so that a mean that moves a little moves no boundary.
func (c *connector) step(n namespace) int64 {
	if n.Kind != "collection" || n.Mean <= 0 || n.Bytes <= c.shardBytes {
		return 0
	}
	return 1 << (bits.Len64(uint64(max(c.shardBytes/n.Mean, 1))) - 1)
}

func shard(d connectors.Dataset, p part, records int64) connectors.Shard {
	s := connectors.Shard{ID: "all", Dataset: d.Name, Sub: d.Sub, Records: records, Bytes: -1}
	if records > 0 && p.Mean > 0 {
		s.Bytes = records * p.Mean
	}
	switch {
	case p.From != nil:
		s.ID = "from " + hex.EncodeToString(p.From)
	case p.To != nil:
		s.ID = "first"
	}
	s.Spec, _ = json.Marshal(p) // strings, numbers and JSON
	return s
}

// ends are the first and the last key, nil where there is none or the server
// does not tell. Keys are ordered by type first, so that they tell whether all
// are of one.
func (c *connector) ends(ctx context.Context, n namespace) (low, high *bson.RawValue) {
	low, err := c.key(ctx, n.DB, n.Coll, bson.D{}, 1, 0)
	if err != nil || low == nil {
		return nil, nil
	}
	high, err = c.key(ctx, n.DB, n.Coll, bson.D{}, -1, 0)
	if err != nil {
		return nil, nil
	}
	return low, high
}

// onlyIntegers says that no key between integers is another number: 1.5 would
// lie in no slot. A type that the server does not know no key has.
func (c *connector) onlyIntegers(ctx context.Context, n namespace) bool {
	for _, other := range []bson.Type{bson.TypeDouble, bson.TypeDecimal128} {
		v, err := c.key(ctx, n.DB, n.Coll, bson.D{{Key: "_id", Value: bson.D{{Key: "$type", Value: int32(other)}}}}, 1, 0)
		if err != nil && !unknown(err) || v != nil {
			return false
		}
	}
	return true
}

// count is the number of keys of p, counted by the index and not by what the
// server remembers, which is wrong after a crash.
func (c *connector) count(ctx context.Context, p part, low *bson.RawValue, one bool) (n int64, err error) {
	filter, err := p.filter()
	if err != nil {
		return 0, err
	}
	switch {
	case len(filter) > 0:
	case one:
		filter = bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: *low}}}}
	default:
		filter = bson.D{{Key: "_id", Value: bson.D{{Key: "$exists", Value: true}}}}
	}
	err = c.call(ctx, func(ctx context.Context) error {
		answer, err := c.client.Database(p.DB).RunCommand(ctx, bson.D{{Key: "count", Value: p.Coll}, {Key: "query", Value: filter}}, c.preference()).Raw()
		n = number(answer, "n", -1)
		return err
	})
	if err == nil && n < 0 {
		err = errBoundary
	}
	return n, err
}

// family is the type of v as far as order is concerned, 0 for those that are
// not cut.
func family(v bson.RawValue) bson.Type {
	switch v.Type {
	case bson.TypeInt32, bson.TypeInt64:
		return bson.TypeInt64
	case bson.TypeObjectID, bson.TypeString, bson.TypeDateTime:
		return v.Type
	}
	return 0
}

// boundary is the key step documents after p.From, nil when there is none.
func (c *connector) boundary(ctx context.Context, p part, step int64) (json.RawMessage, error) {
	filter, err := p.filter()
	if err != nil {
		return nil, err
	}
	v, err := c.key(ctx, p.DB, p.Coll, filter, 1, step)
	if err != nil || v == nil {
		return nil, err
	}
	return boundary(*v), nil
}

// boundary is a key as a shard carries it.
func boundary(key bson.RawValue) json.RawMessage {
	b, _ := bson.MarshalExtJSON(bson.D{{Key: "_id", Value: key}}, true, false) // of a type that is cut
	return b
}

// key is the _id that comes skip documents after the first of filter.
func (c *connector) key(ctx context.Context, db, coll string, filter bson.D, order int, skip int64) (*bson.RawValue, error) {
	var keys []bson.Raw
	err := c.call(ctx, func(ctx context.Context) error {
		cursor, err := c.client.Database(db).RunCommandCursor(ctx, bson.D{
			{Key: "find", Value: coll},
			{Key: "filter", Value: filter},
			{Key: "projection", Value: bson.D{{Key: "_id", Value: 1}}}, // covered by the index
			{Key: "sort", Value: bson.D{{Key: "_id", Value: order}}},
			{Key: "skip", Value: skip},
			{Key: "limit", Value: 1},
			{Key: "singleBatch", Value: true},
		}, c.preference())
		if err != nil {
			return err
		}
		return cursor.All(ctx, &keys)
	})
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	v, err := keys[0].LookupErr("_id")
	return &v, err
}

// filter is the range as a query.
func (p part) filter() (bson.D, error) {
	var bounds bson.D
	for _, b := range []struct {
		operator string
		key      json.RawMessage
	}{{"$gte", p.From}, {"$lt", p.To}} {
		if b.key == nil {
			continue
		}
		var doc bson.D
		if err := bson.UnmarshalExtJSON(b.key, true, &doc); err != nil {
			return nil, err
		}
		if len(doc) != 1 {
			return nil, errBoundary
		}
		bounds = append(bounds, bson.E{Key: b.operator, Value: doc[0].Value})
	}
	if bounds == nil {
		return bson.D{}, nil
	}
	return bson.D{{Key: "_id", Value: bounds}}, nil
}
