package scanner_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// large is a table of n people of whom one in rare has a phone; their notes are
// of many lengths.
func large(n, rare int, draw connectors.Design) *scantest.World {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	w := &scantest.World{Tables: map[string][]scantest.Row{}, Order: []string{"people"}, ShardRows: 500, Draw: draw}
	for i := range n {
		row := scantest.Row{"id": fmt.Sprint(i), "notes": strings.Repeat("x", r.IntN(200)), "empty": "nothing"}
		if r.IntN(rare) == 0 {
			row["phone"] = fmt.Sprintf("+1212555%04d", 100+i%100)
		}
		w.Tables["people"] = append(w.Tables["people"], row)
	}
	return w
}

func phones(w *scantest.World) (n float64) {
	for _, r := range w.Tables["people"] {
		if r["phone"] != "" {
			n++
		}
	}
	return n
}

func sampling(t *testing.T) scanner.Options {
	o := options(t)
	o.Full, o.WholeRecords, o.FindShare, o.FindProbability = false, 1000, 0.005, 0.99
	return o
}

func TestSampleEstimatesTheWhole(t *testing.T) {
	for _, tc := range []struct {
		name   string
		draw   connectors.Design
		sparse int
		design string
		of     string
	}{
		{"records, each in a slot of its own", connectors.Records, 1, "records", "records"},
		{"records in one slot of seven", connectors.Records, 7, "records", "records"},
		{"clusters", connectors.Units, 0, "units", "units"},
		{"bytes, which favour long records", connectors.Offsets, 0, "bytes", "bytes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := large(20_000, 4, tc.draw)
			w.Sparse = tc.sparse
			inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, sampling(t))
			if err != nil {
				t.Fatal(err)
			}
			d := inv.Datasets[0]
			if d.Records.Draw != "random" || d.Records.Design != tc.design || d.Records.Read >= 12_000 {
				t.Fatalf("drawn %s of %s, %d records read", d.Records.Draw, d.Records.Design, d.Records.Read)
			}
			if d.Records.Finds == nil || d.Records.Finds.Share > 0.005 || d.Records.Finds.Of != tc.of {
				t.Errorf("promise %+v, want at most 0.005 of the %s", d.Records.Finds, tc.of)
			}
			f := field(t, inv, "people", "phone")
			truth := phones(w)
			if f.Holding.How != "sample" || *f.Holding.Low > truth || *f.Holding.High < truth {
				t.Errorf("holding %v to %v (%s), in truth %v", *f.Holding.Low, *f.Holding.High, f.Holding.How, truth)
			}
			if wide := (*f.Holding.High - *f.Holding.Low) / truth; wide > 0.4 || math.Abs(f.Numbers.Value()-truth) > 0.2*truth {
				t.Errorf("numbers %v, an interval of %.2f of them, in truth %v", f.Numbers.Value(), wide, truth)
			}
			none := field(t, inv, "people", "empty")
			if none.MissedAtMost == nil || none.MissedAtMost.Share > 0.005 || none.MissedAtMost.Of != tc.of {
				t.Errorf("a field without numbers may have missed %+v", none.MissedAtMost)
			}
			if f.MissedAtMost != nil {
				t.Error("a field with numbers says what it may have missed")
			}
		})
	}
}

func TestDrawsDoNotDependOnWorkersOrCuts(t *testing.T) {
	for _, draw := range []connectors.Design{connectors.Records, connectors.Units, connectors.Offsets} {
		var want string
		for i, tc := range []struct{ workers, rows int }{{1, 20_000}, {8, 1500}, {3, 170}} {
			w, o := large(20_000, 4, draw), sampling(t)
			w.ShardRows, o.Workers = tc.rows, tc.workers
			inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				want = facts(t, inv)
			} else if d := cmp.Diff(want, facts(t, inv)); d != "" {
				t.Errorf("%s, %d workers, shards of %d rows: %s", draw, tc.workers, tc.rows, d)
			}
		}
	}
}

func TestOtherSeedsDrawOtherRecords(t *testing.T) {
	seen := map[float64]bool{}
	for seed := range uint64(5) {
		o := sampling(t)
		o.Seed = seed
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", large(20_000, 4, connectors.Records))}, o)
		if err != nil {
			t.Fatal(err)
		}
		seen[field(t, inv, "people", "phone").Numbers.Value()] = true
	}
	if len(seen) < 3 {
		t.Errorf("five seeds give %d different estimates", len(seen))
	}
}

func TestLostDrawsWidenWhatIsSaid(t *testing.T) {
	w := large(20_000, 4, connectors.Records)
	truth := phones(w)
	w.Before = func(shard string, _ int) error {
		if shard == "people/500" || shard == "people/1000" {
			return &connectors.Error{Reason: connectors.Unreachable, Text: "gone", Retry: true}
		}
		return nil
	}
	inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, sampling(t))
	if err != nil {
		t.Fatal(err)
	}
	d, f := inv.Datasets[0], field(t, inv, "people", "phone")
	if inv.Scan.Complete || d.Records.Unread == 0 {
		t.Errorf("complete %v, %d parts unread", inv.Scan.Complete, d.Records.Unread)
	}
	if *f.Holding.Low > truth*0.95 || *f.Holding.High < truth*1.05 || f.Numbers.High != nil {
		t.Errorf("holding %v to %v, numbers up to %v, in truth %v", *f.Holding.Low, *f.Holding.High, f.Numbers.High, truth)
	}
	if m := field(t, inv, "people", "empty").MissedAtMost; m.Share < 0.05 {
		t.Errorf("5 %% of the draws were lost, at most %.3f may have been missed", m.Share)
	}
	if d.Records.Finds.Share < 0.05 {
		t.Errorf("5 %% of the draws were lost, and a share of %.3f is promised to be found", d.Records.Finds.Share)
	}
}

func TestInterruptedDrawsResumeToTheSame(t *testing.T) {
	world := func() *scantest.World {
		w := large(20_000, 4, connectors.Records)
		w.Sparse, w.ShardRows = 7, 2000
		return w
	}
	want, err := scanner.Run(t.Context(), []scanner.Source{source("a", world())}, sampling(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		o := sampling(t)
		ctx, stop := context.WithCancel(t.Context())
		var reads atomic.Int64
		after := int64(1 + rand.IntN(45))
		w := world()
		w.Before = func(string, int) error {
			if reads.Add(1) == after {
				stop()
			}
			return nil
		}
		cut, err := scanner.Run(ctx, []scanner.Source{source("a", w)}, o)
		stop()
		if err == nil {
			continue // it had ended before
		}
		if !errors.Is(err, scanner.ErrInterrupted) {
			t.Fatalf("round %d: %v", i, err)
		}
		o.Resume = cut.Scan.ID
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", world())}, o)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(facts(t, want), facts(t, inv)); d != "" {
			t.Errorf("stopped at read %d: %s", after, d)
		}
	}
}

func TestDatasetThatWasCutWronglyIsCutAgain(t *testing.T) {
	for _, full := range []bool{true, false} {
		w, o := large(20_000, 4, connectors.Offsets), sampling(t)
		o.Full = full
		w.Midway = func(shard string, _ int) error {
			if shard == "people/5000" {
				return &connectors.Error{Reason: connectors.Recut, Text: "a quote"}
			}
			return nil
		}
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		d, f := inv.Datasets[0], field(t, inv, "people", "phone")
		switch truth := phones(w); {
		case !inv.Scan.Complete || len(inv.Gaps) > 0:
			t.Errorf("full %v: complete %v, gaps %v", full, inv.Scan.Complete, inv.Gaps)
		case full && (f.Numbers.Value() != truth || f.Numbers.How != "exact"):
			t.Errorf("%v numbers (%s), in truth %v", f.Numbers.Value(), f.Numbers.How, truth)
		case !full && (d.Records.Draw != "head" || f.Numbers.How != "seen"):
			t.Errorf("drawn %s, numbers %s", d.Records.Draw, f.Numbers.How)
		}
	}
}

func TestFurtherRoundsMakeUpForEmptySlots(t *testing.T) {
	for seed := range uint64(8) {
		w, o := large(6000, 4, connectors.Records), sampling(t)
		w.Sparse, w.ShardRows, o.Seed = 50, 6000, seed
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		// 919 draws find 0.5 % with 99 %; the last round may fall short by chance.
		if r := inv.Datasets[0].Records; r.Read < 900 || r.Read > 1300 || r.Finds.Share > 0.0052 {
			t.Errorf("seed %d: %d records read in %d of %d slots, promise %v", seed, r.Read, r.UnitsRead, r.UnitsTotal, r.Finds)
		}
	}
}

func TestNamesOfASampledDatasetCount(t *testing.T) {
	w := large(20_000, 4, connectors.Records)
	w.Name = "people of +1 212 555 0142"
	o := sampling(t)
	o.Detector = phone.New()
	inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
	if err != nil {
		t.Fatal(err)
	}
	if f := field(t, inv, "people", "{name}"); f.Numbers.Value() != 1 || f.Numbers.How != "exact" || f.Verdict != "contains" {
		t.Errorf("%v numbers in names (%s), verdict %s; want one, exactly", f.Numbers.Value(), f.Numbers.How, f.Verdict)
	}
	if d := inv.Datasets[0].Records; d.Draw != "random" || d.Finds == nil {
		t.Errorf("drawn %s, promise %v", d.Draw, d.Finds)
	}
}
