package plan

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
)

var defaults = Sampling{WholeBytes: 64 << 20, WholeRecords: 100_000, Seed: 1, FindShare: 0.001, FindProbability: 0.999}

func TestHowADatasetIsDrawn(t *testing.T) {
	records := func(slots int64) []connectors.Shard {
		return []connectors.Shard{{Draw: connectors.Records, Slots: slots}}
	}
	full := defaults
	full.Full = true
	for _, c := range []struct {
		name     string
		sampling Sampling
		dataset  connectors.Dataset
		shards   []connectors.Shard
		want     connectors.Design
	}{
		{"a small one is read whole", defaults, connectors.Dataset{Bytes: 1 << 20, Records: 1000}, records(1000), connectors.Whole},
		{"one whose size nobody knows is not small", defaults, connectors.Dataset{Bytes: -1, Records: -1}, records(1 << 20), connectors.Records},
		{"one without slots is read at its head", defaults, connectors.Dataset{Bytes: 1 << 30, Records: -1}, []connectors.Shard{{}}, connectors.Head},
		{"a view is read at its head even with --full", full, connectors.Dataset{Bytes: 1, Records: 1, OptIn: true}, records(10), connectors.Head},
		{"all is read whole with --full", full, connectors.Dataset{Bytes: 1 << 40, Records: 1 << 40}, records(1 << 40), connectors.Whole},
		{"few more slots than draws are read whole", defaults, connectors.Dataset{Bytes: 1 << 30, Records: -1}, records(10_000), connectors.Whole},
		{"clusters of which all would be drawn are read whole", defaults, connectors.Dataset{Bytes: 1 << 30, Records: -1}, []connectors.Shard{{Draw: connectors.Units, Slots: 3}}, connectors.Whole},
	} {
		if got := c.sampling.Design(c.dataset, c.shards); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// The slots of a longer draw are those of a shorter one and more, and clusters
// are drawn once each: rounds add to each other.
func TestRoundsAddToEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 5000).Draw(t, "slots")
		to := rapid.Int64Range(0, n).Draw(t, "to")
		from := rapid.Int64Range(0, to).Draw(t, "from")
		design := rapid.SampledFrom([]connectors.Design{connectors.Units, connectors.Records}).Draw(t, "design")
		seed := rapid.Uint64().Draw(t, "seed")
		both := append(DrawSlots(seed, "d", design, n, 0, from), DrawSlots(seed, "d", design, n, from, to)...)
		slices.Sort(both)
		all := DrawSlots(seed, "d", design, n, 0, to)
		if d := cmp.Diff(all, both); d != "" {
			t.Fatalf("-at once +in two rounds\n%s", d)
		}
		if design == connectors.Units && len(slices.Compact(slices.Clone(all))) != len(all) {
			t.Fatal("a cluster was drawn twice")
		}
		if len(all) > 0 && (all[0] < 0 || all[len(all)-1] >= n) {
			t.Fatalf("slots from %d to %d, of %d", all[0], all[len(all)-1], n)
		}
	})
}

// However a dataset is cut into shards, its jobs read the same slots of it.
func TestCutsChangeNoDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.Int64Range(1, 50), 1, 20).Draw(t, "shards")
		p := &Dataset{Source: "s", Name: "d", Draw: connectors.Records}
		starts := map[string]int64{}
		for i, n := range sizes {
			id := string(rune('a' + i))
			starts[id] = p.Slots
			p.Shards = append(p.Shards, Shard{Shard: connectors.Shard{ID: id, Slots: n}})
			p.Slots += n
		}
		p.First = rapid.Int64Range(1, p.Slots).Draw(t, "drawn")
		p.Begin()
		var got []int64
		for _, j := range p.Jobs(7, 0) {
			if j.Names {
				continue
			}
			for _, slot := range j.Slots {
				if slot < 0 || slot >= j.Shard.Slots {
					t.Fatalf("slot %d of a shard with %d", slot, j.Shard.Slots)
				}
				got = append(got, starts[j.Shard.ID]+slot)
			}
		}
		if d := cmp.Diff(DrawSlots(7, "s/d", p.Draw, p.Slots, 0, p.First), got); d != "" {
			t.Fatalf("-drawn +in jobs\n%s", d)
		}
	})
}

func TestPlanIsTheSameAfterItWasSaved(t *testing.T) {
	p := &Dataset{Root: "s", Source: "s/db", Name: "d", Draw: connectors.Records, Slots: 10, First: 4, Cut: 1, Hash: "0a1b",
		Shards: []Shard{{Shard: connectors.Shard{ID: "1", Slots: 10, Spec: json.RawMessage(`{"from":1}`)}}}}
	p.Begin()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Unpack(p.Part(), b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(p, got, cmp.AllowUnexported(Dataset{})); d != "" {
		t.Error(d)
	}
}

func TestRoundsEndWhereNothingIsAdded(t *testing.T) {
	p := &Dataset{Draw: connectors.Records, First: 5}
	p.Begin()
	p.Decide(Round{Slots: 9})
	if p.Settled() || p.Rounds() != 2 || p.Drawn() != 9 {
		t.Errorf("settled %v after %d rounds with %d slots, want another round with 9", p.Settled(), p.Rounds(), p.Drawn())
	}
	p.Decide(Round{Slots: 9})
	if !p.Settled() || p.Rounds() != 2 {
		t.Errorf("settled %v after %d rounds, want it settled after 2", p.Settled(), p.Rounds())
	}
}

func TestLaterDeclarationsWin(t *testing.T) {
	hint, fields, derived := Declared([]Declaration{
		{Match: "*", DefaultRegion: "DE", Fields: map[string]string{"tel": "FR"}},
		{Match: "crm/people", DefaultRegion: "JP", Derived: true},
		{Match: "other", DefaultRegion: "US"},
	}, "crm", "people")
	if hint != "JP" || !derived || fields["tel"] != "FR" {
		t.Errorf("region %q, fields %v, derived %v; want JP, tel in FR, derived", hint, fields, derived)
	}
}

// An error that no connector made may hold a value: only its kind is told.
func TestGapsTellNoForeignText(t *testing.T) {
	want := inventory.Gap{Source: "s", Dataset: "d", Reason: "malformed", Detail: "could not be read"}
	if d := cmp.Diff(want, GapOf("s", "d", errors.New("invalid input: +12125550101"))); d != "" {
		t.Error(d)
	}
}
