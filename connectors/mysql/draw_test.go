package mysql

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
)

// cut is small, so that a few hundred rows make several shards.
var cut = limits{shard: 100, shards: 8, unit: 10, window: 4, count: 1000}

func ids(o outcome, path string) []string {
	out := []string{}
	for _, r := range o.records {
		out = append(out, *r[path][0])
	}
	return out
}

func TestRecordsAreDrawnByTheirKeys(t *testing.T) {
	w := newWorld(t, "create table t (id int primary key, v text)", "insert into t select cast(seq as signed) * 2 - 101, concat('v', seq) from seq_1_to_250")
	c := cutBy(t, connectors.Source{URL: w.reader}, cut)
	ss := shards(t, c, w.name+".t")
	var slots []int64
	for _, s := range ss {
		slots = append(slots, s.Slots)
		if s.Draw != connectors.Records {
			t.Fatalf("drawn as %s", s.Draw)
		}
	}
	if d := cmp.Diff([]int64{100, 100, 100, 100, 99}, slots); d != "" { // from -99 to 399
		t.Fatalf("slots, -want +got:\n%s", d)
	}
	for _, x := range []struct {
		name  string
		slots []int64
		want  []string
	}{
		{"the first and the last", []int64{0, 98}, []string{"1", "99"}},
		{"between two keys lies nothing", []int64{1, 3}, []string{}},
		{"what was drawn twice is read twice", []int64{2, 2, 4, 4, 4}, []string{"3", "3", "5", "5", "5"}},
		{"nothing was drawn", nil, []string{}},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := outcome{types: map[string]string{}}
			o.shard(t, c, ss[1], connectors.Want{Draw: connectors.Records, Slots: x.slots})
			o.noGaps(t)
			if d := cmp.Diff(x.want, ids(o, "id")); d != "" {
				t.Error(d)
			}
		})
	}
	t.Run("more than one statement names", func(t *testing.T) {
		var all []int64
		for i := range int64(100) {
			for range 20 {
				all = append(all, i)
			}
		}
		o := outcome{types: map[string]string{}}
		o.shard(t, c, ss[1], connectors.Want{Draw: connectors.Records, Slots: all})
		if len(o.records) != 50*20 {
			t.Errorf("%d records, want 1000", len(o.records))
		}
	})
}

func TestManyKeysAreLookedAtInWindows(t *testing.T) {
	for _, x := range []struct {
		name string
		keys string // of rows seq 1 to 4000
		want connectors.Design
	}{
		{"every key", "seq", connectors.Records},
		{"every tenth key", "seq * 10", connectors.Records},
		{"every thirtieth key", "seq * 30", connectors.Units},
		{"a dense half and an empty half", "if(seq < 4000, seq, 8000)", connectors.Records},
		{"two dense ends far apart", "if(seq <= 2000, seq, seq * 1000000)", connectors.Units},
		{"the ends of what there is", "if(seq <= 2000, -9223372036854775808 + cast(seq as signed), 9223372036854775807 - seq)", connectors.Units},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := newWorld(t, "create table t (id bigint primary key, v int)", "insert into t select "+x.keys+", seq from seq_1_to_4000")
			c := cutBy(t, connectors.Source{URL: w.reader}, limits{shard: 1500, shards: 8, unit: 10, window: 16, count: 1000})
			o := read(t, c, w.name+".t", connectors.Want{})
			o.noGaps(t)
			got := ids(o, "v")
			slices.Sort(got)
			if len(slices.Compact(got)) != 4000 || len(o.records) != 4000 {
				t.Errorf("%d records were read, want 4000 different ones", len(o.records))
			}
			if o.shards[0].Draw != x.want || len(o.shards) < 2 || len(o.shards) > 9 {
				t.Errorf("%d shards, drawn as %s; want %s", len(o.shards), o.shards[0].Draw, x.want)
			}
		})
	}
}

func TestUnitsHoldAsManyRowsEach(t *testing.T) {
	w := newWorld(t, "create table t (a varchar(20), b int, v text, primary key (a, b))",
		"insert into t select concat('k', seq % 3), seq, repeat('x', 500) from seq_1_to_255")
	c := cutBy(t, connectors.Source{URL: w.reader}, cut)
	ss := shards(t, c, w.name+".t")
	if len(ss) != 3 || ss[2].Slots != 6 || ss[2].Draw != connectors.Units || ss[2].Records != 55 {
		t.Fatalf("%d shards, the last %+v", len(ss), ss[len(ss)-1])
	}
	all := read(t, c, w.name+".t", connectors.Want{})
	draw := func(slots ...int64) outcome {
		o := outcome{types: map[string]string{}}
		o.shard(t, c, ss[2], connectors.Want{Draw: connectors.Units, Slots: slots, MaxBatch: 2000})
		o.noGaps(t)
		return o
	}
	o := draw(1, 5)
	if d := cmp.Diff(slices.Concat(ids(all, "b")[210:220], ids(all, "b")[250:255]), ids(o, "b")); d != "" {
		t.Errorf("rows, -want +got:\n%s", d)
	}
	rows, ends := map[int64]int{}, []int64{}
	for _, b := range o.batches {
		rows[b.Unit] += b.Rows
		if b.Last {
			ends = append(ends, b.Unit)
		}
	}
	if d := cmp.Diff(map[int64]int{1: 10, 5: 5}, rows); d != "" || !slices.Equal(ends, []int64{1, 5}) || len(o.batches) < 5 {
		t.Errorf("rows of each unit, -want +got:\n%s; ends %v in %d batches", d, ends, len(o.batches))
	}

	// Rows that come later lie in the last unit of their range; where some go,
	// the units behind hold less.
	run(t, w.admin, "insert into t values ('k9', 1, 'new')")
	if got := ids(draw(5), "b"); len(got) != 6 || got[5] != "1" {
		t.Errorf("with a new row the last unit holds %v", got)
	}
	run(t, w.admin, "delete from t where a = 'k2' and b > 240 or a = 'k9'")
	seen := 0
	for i := range ss[2].Slots {
		seen += len(draw(i).records)
	}
	if want := 55 - 5; seen != want {
		t.Errorf("%d rows in all units after some went, want %d", seen, want)
	}
}

func TestATableWithoutAKeyCannotBeDrawnFrom(t *testing.T) {
	w := newWorld(t, "create table t (id int, v text)", "insert into t select seq, 'x' from seq_1_to_300")
	c := cutBy(t, connectors.Source{URL: w.reader}, cut)
	ss := shards(t, c, w.name+".t")
	if len(ss) != 1 || ss[0].Draw != connectors.Whole || ss[0].Slots != 0 {
		t.Fatalf("%d shards, drawn as %s", len(ss), ss[0].Draw)
	}
	o := outcome{types: map[string]string{}}
	o.shard(t, c, ss[0], connectors.Want{Draw: connectors.Head, N: 7})
	o.noGaps(t)
	if len(o.records) != 7 || o.batches[0].Draw != connectors.Head {
		t.Errorf("%d records, drawn as %s", len(o.records), o.batches[0].Draw)
	}
}

// Shards follow from the contents: neither a server's new estimates nor a table
// built again change them.
func TestShardsFollowFromTheContents(t *testing.T) {
	for _, keys := range []string{"seq", "seq * seq * 1000"} {
		w := newWorld(t, "create table t (id bigint primary key, v text)", "insert into t select "+keys+", repeat('x', 200) from seq_1_to_2000")
		c := cutBy(t, connectors.Source{URL: w.reader}, cut)
		describe := func() (out []string) {
			for _, s := range shards(t, c, w.name+".t") {
				out = append(out, fmt.Sprint(s.ID, " ", s.Slots, " ", string(s.Spec)))
			}
			return out
		}
		before := describe()
		run(t, w.admin, "analyze table t", "alter table t engine = InnoDB, force", "analyze table t")
		if d := cmp.Diff(before, describe()); d != "" {
			t.Errorf("%s: -before +after:\n%s", keys, d)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, x := range []struct {
		unsigned  bool
		low, high string
		width     uint64
	}{
		{false, "-5", "7", 12},
		{false, "-9223372036854775808", "9223372036854775807", 1<<64 - 1},
		{true, "18446744073709551610", "18446744073709551615", 5},
	} {
		n := numbers{unsigned: x.unsigned}
		low, err := n.parse([]byte(x.low))
		if err != nil {
			t.Fatal(err)
		}
		high, err := n.parse([]byte(x.high))
		if err != nil {
			t.Fatal(err)
		}
		n.low = low
		if got := high - low; got != x.width || string(n.text(got)) != x.high {
			t.Errorf("from %s, %s beyond is %s, want %s", x.low, strconv.FormatUint(got, 10), n.text(got), x.high)
		}
	}
}
