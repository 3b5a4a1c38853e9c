package mongodb

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// drawnFrom reads slots of every shard of d, each so many times: the values of
// n, in their order.
func drawnFrom(t testing.TB, c connectors.Connector, d connectors.Dataset, times int) (values []string, slots, cut int64) {
	t.Helper()
	for _, s := range shards(t, c, d) {
		if s.Draw != connectors.Records || s.Slots <= 0 {
			t.Fatalf("shard %s is drawn as %v from %d slots", s.ID, s.Draw, s.Slots)
		}
		w := connectors.Want{Draw: s.Draw}
		for i := range s.Slots {
			for range times {
				w.Slots = append(w.Slots, i)
			}
		}
		slots += s.Slots
		cut++
		for b, err := range c.Read(t.Context(), s, w) {
			if err != nil {
				t.Fatal(err)
			}
			if err := connectortest.Check(b); err != nil {
				t.Fatal(err)
			}
			if b.Draw != connectors.Records {
				t.Errorf("a batch of drawn documents says %v", b.Draw)
			}
			for i := range b.Cols {
				for j := range b.Cols[i].Len() {
					v, _ := b.Cols[i].Value(j)
					switch b.Cols[i].Field.Path {
					case "n":
						values = append(values, string(v))
					case "{name}":
						t.Error("a name was drawn")
					}
				}
			}
		}
	}
	slices.Sort(values)
	return values, slots, cut
}

// Whatever the keys: every document lies in one slot.
func TestDrawsFindEveryDocumentInOneSlot(t *testing.T) {
	const n = 120
	filler := strings.Repeat("x", 1000)
	for _, keys := range []struct {
		name   string
		key    func(i int) any
		values bool  // drawn by value
		slots  int64 // at most
		cut    bool
	}{
		{"ObjectIds", func(int) any { return bson.NewObjectID() }, false, n, true},
		{"dense integers of both lengths", func(i int) any {
			if i%2 == 0 {
				return int32(i*7 - 500)
			}
			return int64(i*7 - 500)
		}, true, 7 * n, true},
		{"sparse integers", func(i int) any { return int64(i) << 40 }, false, n, true},
		{"integers and a fraction", func(i int) any {
			if i == 50 {
				return 49.5
			}
			return i
		}, false, n, true},
		{"texts", func(i int) any { return fmt.Sprintf("k%05d", i*37%n) }, false, n, true},
		{"two types", func(i int) any {
			if i%2 == 0 {
				return i
			}
			return fmt.Sprint("k", i)
		}, false, n, false},
		{"documents", func(i int) any { return bson.D{{Key: "a", Value: i}} }, false, n, false},
	} {
		t.Run(keys.name, func(t *testing.T) {
			db := database(t)
			var docs []any
			var want []string
			for i := range n {
				docs = append(docs, bson.D{{Key: "_id", Value: keys.key(i)}, {Key: "n", Value: i}, {Key: "x", Value: filler}})
				want = append(want, fmt.Sprint(i))
			}
			slices.Sort(want)
			load(t, db.Collection("call +1 415 555 0123"), docs)
			c := open(t, at(t, db))
			for _, size := range []int64{shardBytes, 40 << 10} {
				c.shardBytes = size
				d := only(t, c)
				got, slots, cut := drawnFrom(t, c, d, 1)
				if !slices.Equal(got, want) {
					t.Errorf("%d documents in %d slots of %d shards, want %d once each", len(got), slots, cut, n)
				}
				if slots > keys.slots || size < shardBytes && keys.cut != (cut > 1) {
					t.Errorf("%d slots in %d shards", slots, cut)
				}
				if p := shards(t, c, d)[0]; strings.Contains(string(p.Spec), `"values":true`) != keys.values {
					t.Errorf("drawn by value: %v, want %v", !keys.values, keys.values)
				}
				var sum int64
				for _, s := range shards(t, c, d) {
					sum += s.Records
				}
				if sum > n || sum < n-2*cut {
					t.Errorf("%d documents expected in all, want about %d", sum, n)
				}
			}
			got, _, _ := drawnFrom(t, c, only(t, c), 2)
			if len(got) != 2*n {
				t.Errorf("%d documents when each slot is drawn twice, want %d", len(got), 2*n)
			}
		})
	}
}

// Many draws are more than one query names.
func TestDrawsOfManyDocuments(t *testing.T) {
	const n = 2*maxDraws + 100
	db := database(t)
	var docs []any
	for i := range n {
		docs = append(docs, bson.D{{Key: "n", Value: i}})
	}
	load(t, db.Collection("c"), docs)
	c := open(t, at(t, db))
	if got, slots, _ := drawnFrom(t, c, only(t, c), 1); len(slices.Compact(got)) != n || slots != n {
		t.Errorf("%d documents in %d slots, want %d", len(got), slots, n)
	}
}

// A document that is gone since its key was seen is a draw that finds nothing.
func TestDrawsOfWhatIsGone(t *testing.T) {
	db := database(t)
	load(t, db.Collection("c"), fixture())
	c := open(t, at(t, db))
	s := shards(t, c, only(t, c))[0]
	if _, err := db.Collection("c").DeleteMany(t.Context(), bson.D{{Key: "id", Value: bson.D{{Key: "$gt", Value: connectortest.Records()[100].ID}}}}); err != nil {
		t.Fatal(err)
	}
	gaps, records := failuresOf(t, c, s, connectors.Want{Draw: connectors.Records, Slots: []int64{0, 50, s.Slots - 1}})
	if len(gaps) > 0 || records != 2 {
		t.Errorf("%d records, gaps %v; want 2 and none", records, gaps)
	}
}

func failuresOf(t testing.TB, c connectors.Connector, s connectors.Shard, w connectors.Want) (gaps []*connectors.Error, records int) {
	t.Helper()
	for b, err := range c.Read(t.Context(), s, w) {
		if err != nil {
			gaps = append(gaps, err.(*connectors.Error))
			continue
		}
		records += b.Rows
	}
	return gaps, records
}

// The server under test knows no $sample: all is as without.
func TestServerDrawsFallBack(t *testing.T) {
	db := database(t)
	load(t, db.Collection("c"), fixture())
	c := open(t, at(t, db))
	d := only(t, c)
	without := shards(t, c, d)
	c.source.ServerDraws = true
	with := shards(t, c, d)
	if len(with) != len(without) || with[0].Draw != connectors.Records || with[0].Slots != without[0].Slots {
		t.Errorf("shards %+v, without %+v", with, without)
	}
	for _, x := range []struct {
		name string
		s    connectors.Shard
		w    connectors.Want
	}{
		{"what is not cut for it", with[0], connectors.Want{Draw: connectors.Server, N: 3}},
		{"a server that knows it no more", connectors.Shard{Dataset: d.Name, Spec: with[0].Spec, Draw: connectors.Server}, connectors.Want{Draw: connectors.Server, N: 3}},
		{"what is read whole", connectors.Shard{Dataset: d.Name, Spec: with[0].Spec}, connectors.Want{Draw: connectors.Records, Slots: []int64{0}}},
	} {
		gaps, records := failuresOf(t, c, x.s, x.w)
		if len(gaps) != 1 || gaps[0].Reason != connectors.Unsupported || records != 0 {
			t.Errorf("%s: %d records, gaps %v; want one of reason unsupported", x.name, records, gaps)
		}
	}
}

func TestAnEmptyCollectionIsNotDrawn(t *testing.T) {
	db := database(t)
	if err := db.CreateCollection(t.Context(), "empty"); err != nil {
		t.Fatal(err)
	}
	c := open(t, at(t, db))
	for _, s := range shards(t, c, only(t, c)) {
		if s.Draw != connectors.Whole || s.Slots != 0 {
			t.Errorf("it is drawn as %v from %d slots", s.Draw, s.Slots)
		}
	}
}

// A server that goes silent ends a draw, which may be made again.
func TestDrawsFromASilentServer(t *testing.T) {
	db := database(t)
	load(t, db.Collection("c"), fixture())
	c, p := proxied(t, db)
	s := shards(t, c, only(t, c))[0]
	w := connectors.Want{Draw: connectors.Records, Slots: []int64{0, 1, 2}}
	c.timeout = 300 * time.Millisecond
	p.Hold()
	gaps, _ := failuresOf(t, c, s, w)
	if len(gaps) != 1 || gaps[0].Reason != connectors.Timeout || !gaps[0].Retry {
		t.Errorf("gaps %v, want one of reason timeout that may be tried again", gaps)
	}
	p.Release()
	c.timeout = 30 * time.Second
	if gaps, records := failuresOf(t, c, s, w); len(gaps) > 0 || records != 3 {
		t.Errorf("tried again: %d records, gaps %v", records, gaps)
	}
}
