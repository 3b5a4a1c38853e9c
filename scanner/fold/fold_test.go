package fold

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/state"
)

// shardResult is what one shard of a test's dataset left: so many records with a
// number each.
func shardResult(t testing.TB, shard, stage string, records int) state.Result {
	t.Helper()
	p := profile.New()
	p.Read(connectors.Whole, profile.Sums{Records: uint64(records), Shards: 1})
	f := p.Field("phone")
	f.Seen = profile.TypeOf(connectors.Text)
	f.Implausible = 2
	for i := range records {
		f.Values++
		f.Holding++
		f.Whole++
		m := &detectors.Match{Region: []string{"DE", "FR", "US"}[i%3], Confidence: 0.9}
		f.Add(m, uint64(i)*0x9e3779b97f4a7c15, func() string { return "+•• •••" })
	}
	if stage == Failed {
		p.Miss(connectors.Whole, profile.Sums{Shards: 1})
	}
	b, err := json.Marshal(Result{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return state.Result{Step: state.Step{Stage: stage, Shard: "h/" + shard}, Data: b}
}

func inputOf(shards int, results ...state.Result) Input {
	p := &plan.Dataset{Root: "s", Source: "s", Name: "d", Hash: "h", Draw: connectors.Whole, Dataset: connectors.Dataset{Kind: "table", Records: -1}}
	p.Shards = make([]plan.Shard, shards)
	p.Begin()
	return Input{
		Scan: inventory.Scan{ID: "x", FindProbability: 0.999}, Sources: []inventory.Source{{Name: "s"}},
		Opened: map[string]inventory.Source{"s": {Name: "s"}}, Listed: map[string]bool{"s": true},
		Plans: map[string]*plan.Dataset{"h": p},
		Results: func(yield func(state.Result, error) bool) {
			for _, r := range results {
				if !yield(r, nil) {
					return
				}
			}
		},
	}
}

func foldOf(t testing.TB, in Input) *inventory.Inventory {
	t.Helper()
	inv, err := Inventory(in)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// Results of shards are sums: in any order they fold to the same inventory, and
// folded twice to the same as once.
func TestResultsFoldInAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 6).Draw(rt, "records of shards")
		var results []state.Result
		for i, n := range sizes {
			results = append(results, shardResult(t, fmt.Sprint(i), Work, n))
		}
		want := foldOf(t, inputOf(len(sizes), results...))
		other := rapid.Permutation(results).Draw(rt, "order")
		if d := cmp.Diff(want, foldOf(t, inputOf(len(sizes), other...))); d != "" {
			rt.Fatalf("-in order +in another\n%s", d)
		}
		if d := cmp.Diff(want, foldOf(t, inputOf(len(sizes), results...))); d != "" {
			rt.Fatalf("-folded once +folded again\n%s", d)
		}
	})
}

// The regions of a field sum to its numbers, and the fields of a dataset to
// those that were looked at.
func TestImplausibleValuesOfShardsAreSummed(t *testing.T) {
	f := foldOf(t, inputOf(2, shardResult(t, "1", Work, 20), shardResult(t, "2", Work, 13))).Fields[0]
	if f.Implausible == nil || *f.Implausible != 4 {
		t.Errorf("%v implausible values, want 4", f.Implausible)
	}
}

func TestRegionsSumToTheField(t *testing.T) {
	inv := foldOf(t, inputOf(2, shardResult(t, "1", Work, 20), shardResult(t, "2", Work, 13)))
	if len(inv.Fields) != 1 || inv.Fields[0].Verdict != "phone" {
		t.Fatalf("fields %+v, want one phone", inv.Fields)
	}
	sum := 0.0
	for _, r := range inv.Fields[0].Regions {
		sum += r.Numbers.Value()
	}
	if sum != 33 || inv.Fields[0].Numbers.Value() != 33 {
		t.Errorf("regions sum to %v, the field has %v; want 33", sum, inv.Fields[0].Numbers.Value())
	}
	if f := inv.Datasets[0].Fields; f.LookedAt != f.Phone+f.Contains+f.Protected+f.None {
		t.Errorf("%+v do not sum to what was looked at", f)
	}
}

func TestWhatWasNotReadIsTold(t *testing.T) {
	for _, c := range []struct {
		name     string
		in       Input
		complete bool
		records  uint64
		unread   uint64
	}{
		{"all was read", inputOf(2, shardResult(t, "1", Work, 5), shardResult(t, "2", Work, 6)), true, 11, 0},
		{"a shard has no result", inputOf(2, shardResult(t, "1", Work, 5)), false, 5, 1},
		{"a shard failed", inputOf(2, shardResult(t, "1", Work, 5), shardResult(t, "2", Failed, 3)), false, 8, 1},
		{"a shard failed, and was read after all", inputOf(1, shardResult(t, "1", Failed, 3), shardResult(t, "1", Work, 5)), true, 5, 0},
	} {
		inv := foldOf(t, c.in)
		d := inv.Datasets[0]
		if inv.Scan.Complete != c.complete || d.Records.Read != c.records || d.Records.Unread != c.unread {
			t.Errorf("%s: complete %v, %d records, %d parts unread; want %v, %d, %d", c.name, inv.Scan.Complete, d.Records.Read, d.Records.Unread, c.complete, c.records, c.unread)
		}
	}
}

func TestListingsThatDidNotEndAreTold(t *testing.T) {
	in := inputOf(0)
	in.Listed = nil
	inv := foldOf(t, in)
	if inv.Scan.Complete || !slices.ContainsFunc(inv.Gaps, func(g inventory.Gap) bool { return g.Reason == "interrupted" && g.Source == "s" }) {
		t.Errorf("complete %v, gaps %v; want the listing told as interrupted", inv.Scan.Complete, inv.Gaps)
	}
}
