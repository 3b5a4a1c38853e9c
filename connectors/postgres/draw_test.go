package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

// everySlot draws each slot of s n times.
func everySlot(s connectors.Shard, n int) connectors.Want {
	w := connectors.Want{Draw: s.Draw, Slots: make([]int64, 0, s.Slots*int64(n))}
	for i := range s.Slots {
		for range n {
			w.Slots = append(w.Slots, i)
		}
	}
	return w
}

// cut returns the shards of dataset name.
func cut(t testing.TB, c connectors.Connector, name string) []connectors.Shard {
	t.Helper()
	found, _ := list(t, c)
	d, ok := found[name]
	if !ok {
		t.Fatalf("no dataset %s", name)
	}
	var shards []connectors.Shard
	for s, err := range c.Shards(context.Background(), d) {
		if err != nil {
			t.Logf("gap: %v", err)
			continue
		}
		shards = append(shards, s)
	}
	return shards
}

func TestDrawsFindEveryRowInOneSlot(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table moved (id int, v text) with (fillfactor = 50)",
		"insert into moved select g, 'v' from generate_series(1, 3000) g",
		"update moved set v = 'w' where id % 3 = 0", // within the page where there is room
		"delete from moved where id % 7 = 0",
		"create table tight (id bool)", // as many rows as a page can hold
		"insert into tight select g > 0 from generate_series(1, 2000) g",
		"create materialized view seen as select id, repeat(v, 10) from moved",
		"create table parts (id int) partition by list (id)",
		"create table parts1 partition of parts for values in (1)",
		"create table parts2 partition of parts for values in (2)",
		"insert into parts select 1 + g % 2 from generate_series(1, 1000) g",
		"create table wide (id int, v text)",
		"insert into wide select g, (select string_agg(md5(g::text || i), '') from generate_series(1, 300) i) from generate_series(1, 40) g")
	c := open(t, w.reader)
	for name, rows := range map[string]int{
		"public.moved": 3000 - 3000/7, "public.tight": 2000, "public.seen": 3000 - 3000/7, "public.parts": 1000, "public.wide": 40,
	} {
		var once, twice outcome
		once.types, twice.types = map[string]string{}, map[string]string{}
		for _, s := range cut(t, c, name) {
			if s.Draw != connectors.Records || s.Slots <= 0 {
				t.Errorf("%s is drawn as %v from %d slots", name, s.Draw, s.Slots)
				continue
			}
			once.shard(t, c, s, everySlot(s, 1))
			twice.shard(t, c, s, everySlot(s, 2))
		}
		once.noGaps(t)
		if len(once.records) != rows || len(twice.records) != 2*rows {
			t.Errorf("%s: %d rows in its slots and %d when each is drawn twice, of %d", name, len(once.records), len(twice.records), rows)
		}
		ids := map[string]int{}
		for _, r := range once.records {
			ids[r.show("id")]++
		}
		if (name == "public.moved" || name == "public.wide") && len(ids) != rows {
			t.Errorf("%s: %d different rows of %d", name, len(ids), rows)
		}
	}
}

func TestWhatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table t (id int, secret text)", "insert into t values (1, 'x')",
		"create view v as select * from t",
		"create table p (id int) partition by list (id)", "create table p1 partition of p for values in (1)", "insert into p values (1)")
	name, rawURL := w.role(t)
	run(t, w.admin, "grant usage on schema public to "+name, "grant select (id) on t to "+name, "grant select on p, v to "+name)
	c := open(t, rawURL)
	for _, dataset := range []string{"public.t", "public.v", "public.p"} {
		for _, s := range cut(t, c, dataset) {
			if s.Draw != connectors.Whole || s.Slots != 0 {
				t.Errorf("%s is drawn as %v from %d slots", dataset, s.Draw, s.Slots)
			}
			for _, d := range []connectors.Design{connectors.Records, connectors.Units, connectors.Server} {
				o := outcome{types: map[string]string{}}
				o.shard(t, c, s, connectors.Want{Draw: d, N: 1, Slots: []int64{0}})
				gap(t, o.gaps, connectors.Unsupported, dataset, "cannot be drawn")
			}
			o := outcome{types: map[string]string{}}
			o.shard(t, c, s, connectors.Want{})
			if o.noGaps(t); len(o.records) != 1 {
				t.Errorf("%s: %d rows read whole, want 1", dataset, len(o.records))
			}
		}
	}
}

// What the server expects tells how many draws find a row.
func TestExpectedRowsTellHowManyDrawsFindOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table t (id int, filler text)",
		"insert into t select g, repeat('x', 60) from generate_series(1, 50000) g", "analyze t", "create table unknown (id int)", "insert into unknown values (1)")
	c := open(t, w.reader)
	shards := cut(t, c, "public.t")
	var o outcome
	o.types = map[string]string{}
	draws, expected := 0, 0.0
	for _, s := range shards {
		want := connectors.Want{Draw: s.Draw}
		for i := int64(0); i < s.Slots; i += 17 {
			want.Slots = append(want.Slots, i)
		}
		draws += len(want.Slots)
		expected += float64(len(want.Slots)) * float64(s.Records) / float64(s.Slots)
		o.shard(t, c, s, want)
	}
	if n := float64(len(o.records)); n < 0.9*expected || n > 1.1*expected {
		t.Errorf("%d draws found %v rows, %.0f expected", draws, n, expected)
	}
	if s := cut(t, c, "public.unknown"); len(s) != 1 || s[0].Records != -1 || s[0].Draw != connectors.Records {
		t.Errorf("a table that was never analysed: %+v", s)
	}
}

// A name is not drawn with the rows: it stands for no other.
func TestDrawnRowsCarryNoNamesOfTheDataset(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `create table "list 4155550123" (id int)`, `insert into "list 4155550123" values (1), (2)`,
		`comment on table "list 4155550123" is 'ask 415-555-0124'`)
	c := open(t, w.reader)
	for _, s := range cut(t, c, "public.list {}") {
		for _, x := range []struct {
			want  connectors.Want
			names bool
		}{
			{connectors.Want{}, true}, {connectors.Want{Draw: connectors.Head, N: 1}, true}, {everySlot(s, 1), false},
		} {
			o := outcome{types: map[string]string{}}
			o.shard(t, c, s, x.want)
			if _, ok := o.types["{comment}"]; ok != x.names || len(o.records) == 0 {
				t.Errorf("%v: names %v, want %v; %d rows", x.want.Draw, ok, x.names, len(o.records))
			}
		}
	}
}

func TestDrawnValuesAreCutAndOpenedUpAsOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table t (id int, long text, raw bytea, doc jsonb, ok bool)",
		`insert into t select g, repeat('y', 100 * g), decode('00ff', 'hex'), '{"tel": ["a", "b"]}', g % 2 = 0 from generate_series(1, 30) g`)
	c := open(t, w.reader)
	shards := cut(t, c, "public.t")
	o := outcome{types: map[string]string{}}
	o.shard(t, c, shards[0], connectors.Want{Draw: connectors.Records, Slots: []int64{0, 9, 9, 290}, MaxValue: 500})
	var got []string
	for _, r := range o.records {
		got = append(got, r.show("id")+" "+strconv.Itoa(len(r.show("long"))-2)+" "+fmt.Sprintf("%q", *r["raw"][0])+r.show("doc.tel[]")+r.show("ok"))
	}
	want := []string{`'1' 100 "\x00\xff"'a' 'b''false'`, `'10' 500 "\x00\xff"'a' 'b''true'`, `'10' 500 "\x00\xff"'a' 'b''true'`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	gap(t, o.gaps, connectors.Limit, "long", "2 values were cut")
}
