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
}

// Shards cuts a large collection by its keys: every so many keys of the index
// of _id a shard begins. The server walks the keys for that and sends the
// boundaries only; they are found as they are asked for, so that who wants
// the first shard waits for one. Open ends take in what was written since.
//
// One shard it stays where the keys are of several types, since comparing
// looks at one type only, and where the server cannot walk them.
func (c *connector) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		var n namespace
		if err := json.Unmarshal(d.Opaque, &n); err != nil {
			yield(connectors.Shard{}, &connectors.Error{
				Part: connectors.Part{Sub: d.Sub, Dataset: d.Name}, Reason: connectors.Malformed,
				Text: "the plan of this collection cannot be read; scan again", Cause: err,
			})
			return
		}
		p := part{DB: n.DB, Coll: n.Coll, Kind: n.Kind, Mean: n.Mean, First: true}
		step := c.step(n)
		if step > 0 && c.oneType(ctx, n) {
			for {
				to, err := c.boundary(ctx, p, step)
				if err != nil || to == nil {
					break // the rest is one shard
				}
				p.To = to
				if !yield(shard(d, p, step), nil) {
					return
				}
				p.From, p.To, p.First = to, nil, false
			}
		}
		last := shard(d, p, -1)
		if p.First {
			last.Records, last.Bytes = d.Records, d.Bytes
		}
		yield(last, nil)
	}
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

// oneType says whether every _id is of one type that can be cut. The keys are
// ordered by type first, so the two ends tell.
func (c *connector) oneType(ctx context.Context, n namespace) bool {
	low, err := c.key(ctx, n.DB, n.Coll, bson.D{}, 1, 0)
	if err != nil || low == nil {
		return false
	}
	high, err := c.key(ctx, n.DB, n.Coll, bson.D{}, -1, 0)
	if err != nil || high == nil {
		return false
	}
	return family(*low) != 0 && family(*low) == family(*high)
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
	return bson.MarshalExtJSON(bson.D{{Key: "_id", Value: *v}}, true, false)
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
