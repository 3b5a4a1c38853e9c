package scanner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/scantest"
	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
)

func options(t *testing.T) scanner.Options {
	t.Helper()
	return in(t, t.TempDir())
}

func in(t *testing.T, dir string) scanner.Options {
	t.Helper()
	store, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return scanner.Options{
		Full: true, Seed: 1, Detector: scantest.Detector{}, State: store, Key: scanner.NewKey([32]byte{1}),
		CountryOf: func(v []byte) (string, bool) { return string(v), len(v) == 2 },
		Mask:      func(detectors.Number, string) string { return "+•" },
	}
}

func source(name string, w *scantest.World) scanner.Source {
	s := scanner.Source{Kind: "memory", Open: w.Open}
	s.Name, s.Connections = name, 4
	return s
}

// world is 200 people, a table of text and a table of counters.
func world() *scantest.World {
	w := &scantest.World{Tables: map[string][]scantest.Row{}, Order: []string{"people", "notes", "counters"}}
	for i := range 200 {
		w.Tables["people"] = append(w.Tables["people"], scantest.Row{
			"id": fmt.Sprint(1000000 + i), "phone": fmt.Sprint(2125550100 + i%100), "country": []string{"US", "CA"}[i%2],
		})
		w.Tables["notes"] = append(w.Tables["notes"], scantest.Row{"text": fmt.Sprintf("call +1212555%04d now", 100+i%50)})
		w.Tables["counters"] = append(w.Tables["counters"], scantest.Row{"n": fmt.Sprint(5000000 + i)})
	}
	return w
}

func field(t *testing.T, inv *inventory.Inventory, dataset, field string) inventory.Field {
	t.Helper()
	for _, f := range inv.Fields {
		if f.Dataset == dataset && f.Field == field {
			return f
		}
	}
	t.Fatalf("no field %s of %s", field, dataset)
	return inventory.Field{}
}

func TestScanFindsWhatThereIs(t *testing.T) {
	inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", world())}, options(t))
	if err != nil {
		t.Fatal(err)
	}
	if !inv.Scan.Complete || len(inv.Gaps) != 0 || len(inv.Datasets) != 3 {
		t.Fatalf("complete %v, gaps %v, %d datasets", inv.Scan.Complete, inv.Gaps, len(inv.Datasets))
	}
	phone := field(t, inv, "people", "phone")
	if phone.Verdict != "phone" || phone.Numbers.Value() != 200 || phone.Distinct.Value() != 100 {
		t.Errorf("phone: %s, %v numbers, %v distinct", phone.Verdict, phone.Numbers.Value(), phone.Distinct.Value())
	}
	if phone.Implausible == nil || *phone.Implausible != 0 {
		t.Errorf("phone: %v implausible values, want none, counted", phone.Implausible)
	}
	var regions []string
	for _, r := range phone.Regions {
		regions = append(regions, *r.Region+" "+r.How)
	}
	if d := cmp.Diff([]string{"CA row", "US row"}, regions); d != "" {
		t.Errorf("regions of the rows' own countries: %s", d)
	}
	if f := field(t, inv, "notes", "text"); f.Verdict != "contains" || f.Holding.Value() != 200 || f.Distinct.Value() != 50 {
		t.Errorf("text: %s, holding %v, distinct %v", f.Verdict, f.Holding.Value(), f.Distinct.Value())
	}
	for _, name := range []string{"counters/n", "people/id"} {
		dataset, path, _ := strings.Cut(name, "/")
		if f := field(t, inv, dataset, path); f.Verdict != "none" || f.Implausible != nil {
			t.Errorf("%s: %s, want none, and no count of implausible values", name, f.Verdict)
		}
	}
	if inv.Distinct.Value() != 150 {
		t.Errorf("%v distinct numbers", inv.Distinct.Value())
	}
}

// facts are an inventory without what may differ between two scans of the same.
func facts(t *testing.T, inv *inventory.Inventory) string {
	t.Helper()
	c := *inv
	c.Scan.ID, c.Scan.Started, c.Scan.Finished = "", time.Time{}, time.Time{}
	b, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestResultDoesNotDependOnWorkersOrCuts(t *testing.T) {
	var want string
	for i, tc := range []struct{ workers, rows int }{{1, 1000}, {1, 10}, {8, 10}, {8, 3}} {
		w, o := world(), options(t)
		w.ShardRows, o.Workers = tc.rows, tc.workers
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		for j := range inv.Datasets { // how it was cut is a fact of its own
			inv.Datasets[j].Records.UnitsRead, inv.Datasets[j].Records.UnitsTotal = 0, 0
		}
		if i == 0 {
			want = facts(t, inv)
		} else if d := cmp.Diff(want, facts(t, inv)); d != "" {
			t.Errorf("%d workers, shards of %d rows: %s", tc.workers, tc.rows, d)
		}
	}
}

func TestBrokenPartsAreGaps(t *testing.T) {
	gone := &connectors.Error{Reason: connectors.Unreachable, Text: "the server went away", Retry: true}
	bad := &connectors.Error{Reason: connectors.Malformed, Text: "row 7 is broken"}
	for _, tc := range []struct {
		name     string
		breakIt  func(w *scantest.World)
		complete bool
		records  uint64
		how      string
		gaps     []string
	}{
		{"a shard that works the second time is no gap", func(w *scantest.World) {
			w.Midway = func(s string, n int) error {
				if s == "people/0" && n < 3 { // the pilot reads it too
					return gone
				}
				return nil
			}
		}, true, 200, "exact", nil},
		{"a shard that never works is a gap, and what was seen counts", func(w *scantest.World) {
			w.Midway = func(s string, n int) error {
				if s == "people/50" {
					return gone
				}
				return nil
			}
		}, false, 196, "at_least", []string{"people unreachable: the server went away"}},
		{"a broken row is a gap and the rest is read", func(w *scantest.World) {
			w.Midway = func(s string, n int) error {
				if s == "people/50" {
					return bad
				}
				return nil
			}
		}, true, 200, "at_least", []string{"people malformed: row 7 is broken"}},
		{"a reader that panics is a gap", func(w *scantest.World) {
			w.Before = func(s string, n int) error {
				if s == "people/50" {
					panic("boom")
				}
				return nil
			}
		}, false, 190, "at_least", []string{"people unsupported: dialmap itself stopped on a part of it; please report it with the log"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w, o := world(), options(t)
			tc.breakIt(w)
			inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
			if err != nil {
				t.Fatal(err)
			}
			var gaps []string
			for _, g := range inv.Gaps {
				gaps = append(gaps, g.Dataset+" "+g.Reason+": "+g.Detail)
			}
			if d := cmp.Diff(tc.gaps, gaps); d != "" {
				t.Error(d)
			}
			f := field(t, inv, "people", "phone")
			if inv.Scan.Complete != tc.complete || f.Records.Read != tc.records || string(f.Numbers.How) != tc.how {
				t.Errorf("complete %v, %d records, numbers %s; want %v, %d, %s", inv.Scan.Complete, f.Records.Read, f.Numbers.How, tc.complete, tc.records, tc.how)
			}
			if other := field(t, inv, "notes", "text"); other.Numbers.Value() != 200 {
				t.Errorf("the other table has %v numbers", other.Numbers.Value())
			}
		})
	}
}

func TestResumeEqualsTheUninterruptedScan(t *testing.T) {
	want, err := scanner.Run(t.Context(), []scanner.Source{source("a", world())}, options(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		o := options(t)
		ctx, stop := context.WithCancel(t.Context())
		var reads atomic.Int64
		after := int64(1 + rand.IntN(60))
		w := world()
		w.Before = func(string, int) error {
			if reads.Add(1) == after {
				stop()
			}
			return nil
		}
		cut, err := scanner.Run(ctx, []scanner.Source{source("a", w)}, o)
		stop()
		if !errors.Is(err, scanner.ErrInterrupted) {
			t.Fatalf("round %d: %v", i, err)
		}
		if cut.Scan.Complete || len(cut.Gaps) == 0 {
			t.Errorf("round %d: the interruption is not told", i)
		}
		o.Resume = cut.Scan.ID
		again := world()
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", again)}, o)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(facts(t, want), facts(t, inv)); d != "" {
			t.Errorf("round %d, stopped at read %d: %s", i, after, d)
		}
		if inv.Scan.ID != cut.Scan.ID {
			t.Error("a resumed scan is another scan")
		}
	}
}

func TestAResumedScanAsksItsSourcesForTheSameAgain(t *testing.T) {
	o := options(t)
	sources := func(snapshot, draws bool) (list []scanner.Source, opened *sync.Map) {
		opened = &sync.Map{}
		for i, name := range []string{"a", "b"} {
			s := source(name, world())
			open := s.Open
			s.Open = func(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
				opened.Store(s.Name, fmt.Sprint(s.Snapshot, s.ServerDraws))
				return open(ctx, s)
			}
			s.Snapshot, s.ServerDraws = snapshot && i == 0, draws && i == 1
			list = append(list, s)
		}
		return list, opened
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	list, _ := sources(true, true)
	cut, err := scanner.Run(ctx, list, o)
	if !errors.Is(err, scanner.ErrInterrupted) {
		t.Fatal(err)
	}
	o.Resume = cut.Scan.ID
	list, opened := sources(false, false)
	if _, err := scanner.Run(t.Context(), list, o); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "true false", "b": "false true"} {
		if got, _ := opened.Load(name); got != want {
			t.Errorf("%s was opened with %v, want %s", name, got, want)
		}
	}
}

func TestResumeRefusesWhatIsNotTheSame(t *testing.T) {
	dir := t.TempDir()
	o := in(t, dir)
	inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", world())}, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Resume = inv.Scan.ID
	if _, err := scanner.Run(t.Context(), nil, o); err == nil || !strings.Contains(err.Error(), "complete") {
		t.Errorf("a complete scan: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	o.Resume = ""
	cut, err := scanner.Run(ctx, []scanner.Source{source("a", world())}, o)
	if !errors.Is(err, scanner.ErrInterrupted) {
		t.Fatal(err)
	}
	o.Resume, o.Key = cut.Scan.ID, scanner.NewKey([32]byte{2})
	if _, err := scanner.Run(t.Context(), nil, o); !errors.Is(err, scanner.ErrKey) {
		t.Errorf("another key: %v", err)
	}
}

func TestNothingNamedByASourceIsInTheState(t *testing.T) {
	dir := t.TempDir()
	o := in(t, dir)
	w := &scantest.World{Order: []string{"crm_2125550142_export"}, Tables: map[string][]scantest.Row{
		"crm_2125550142_export": {{"phone": "+12125550143"}},
	}}
	if _, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o); err != nil {
		t.Fatal(err)
	}
	if err := o.State.(*sqlite.Store).Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no state files", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		// The dataset's name is in clear only once the connector has redacted
		// it, which this one does not; the shard's name and values never are.
		if strings.Contains(string(b), "2125550143") {
			t.Errorf("%s holds a number", f)
		}
	}
}

func TestDatasetsAreChosenByGlobs(t *testing.T) {
	o := options(t)
	o.Exclude = []string{"a/count*"}
	src := source("a", world())
	src.Include = []string{"people", "count*"}
	inv, err := scanner.Run(t.Context(), []scanner.Source{src}, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(inv.Datasets) != 1 || inv.Datasets[0].Dataset != "people" {
		t.Errorf("read %v", inv.Datasets)
	}
	var got []string
	for _, g := range inv.Gaps {
		got = append(got, g.Dataset+" "+g.Reason)
	}
	if d := cmp.Diff([]string{"counters skipped", "notes skipped"}, got); d != "" {
		t.Error(d)
	}
}

func TestBigDatasetIsReadByItsHead(t *testing.T) {
	o := options(t)
	o.Full, o.WholeRecords = false, 100
	inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", world())}, o)
	if err != nil {
		t.Fatal(err)
	}
	f := field(t, inv, "people", "phone")
	if f.Records.Draw != "head" || f.Numbers.How != "seen" || f.Numbers.High != nil {
		t.Errorf("draw %s, numbers %s up to %v", f.Records.Draw, f.Numbers.How, f.Numbers.High)
	}
	if n := inv.Datasets[0].Records.Total; n.Value() != 200 || n.How != "at_least" {
		t.Errorf("total %v %s", n.Value(), n.How)
	}
}

func TestScanOfNothing(t *testing.T) {
	refuse := func(context.Context, connectors.Source) (connectors.Connector, error) {
		return nil, &connectors.Error{Reason: connectors.Denied, Text: "wrong password"}
	}
	bad := scanner.Source{Kind: "memory", Open: refuse}
	bad.Name = "bad"
	inv, err := scanner.Run(t.Context(), []scanner.Source{bad}, options(t))
	if !errors.Is(err, scanner.ErrNoDatasets) || len(inv.Gaps) != 1 || inv.Gaps[0].Detail != "wrong password" {
		t.Errorf("a source that refuses: %v, %v", err, inv.Gaps)
	}
	inv, err = scanner.Run(t.Context(), []scanner.Source{source("empty", &scantest.World{})}, options(t))
	if err != nil || len(inv.Sources) != 1 {
		t.Errorf("an empty source: %v, %v", err, inv.Sources)
	}
	inv, err = scanner.Run(t.Context(), []scanner.Source{bad, source("a", world())}, options(t))
	if err != nil || len(inv.Datasets) != 3 || len(inv.Gaps) != 1 {
		t.Errorf("one of two: %v, %d datasets", err, len(inv.Datasets))
	}
}

var _ state.Store = (*sqlite.Store)(nil)

func TestCountryThatNobodyUnderstandsIsNoOtherCountry(t *testing.T) {
	w := &scantest.World{Order: []string{"people"}, Tables: map[string][]scantest.Row{}}
	for i := range 100 {
		country := []string{"US", "CA", "Ruritania", ""}[i%4]
		w.Tables["people"] = append(w.Tables["people"], scantest.Row{"phone": fmt.Sprint(2125550100 + i*61%100), "country": country})
	}
	src := source("a", w)
	src.DefaultRegion = "DE"
	inv, err := scanner.Run(t.Context(), []scanner.Source{src}, options(t))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, r := range field(t, inv, "people", "phone").Regions {
		region := "unknown"
		if r.Region != nil {
			region = *r.Region
		}
		got[region+" "+r.How] = r.Numbers.Value()
	}
	want := map[string]float64{"US row": 25, "CA row": 25, "unknown none": 25, "DE source": 25}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSourceThatCouldNotBeOpenedIsReadByAResume(t *testing.T) {
	o := options(t)
	down := true
	w := world()
	src := source("a", w)
	src.Open = func(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
		if down {
			return nil, &connectors.Error{Reason: connectors.Unreachable, Text: "nobody answers"}
		}
		return w, nil
	}
	sources := []scanner.Source{source("b", world()), src}
	inv, err := scanner.Run(t.Context(), sources, o)
	if err != nil || inv.Scan.Complete || len(inv.Gaps) != 1 {
		t.Fatalf("%v, complete %v, gaps %v", err, inv.Scan.Complete, inv.Gaps)
	}
	down, o.Resume = false, inv.Scan.ID
	inv, err = scanner.Run(t.Context(), sources, o)
	if err != nil || !inv.Scan.Complete || len(inv.Gaps) != 0 || len(inv.Datasets) != 6 {
		t.Errorf("resumed: %v, complete %v, gaps %v, %d datasets", err, inv.Scan.Complete, inv.Gaps, len(inv.Datasets))
	}
}

func TestResumeEndsWhereADatasetIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options(t)
		w := world()
		w.Before = func(shard string, _ int) error {
			if strings.HasPrefix(shard, "notes/") {
				return &connectors.Error{Reason: connectors.Unreachable, Text: "gone", Retry: true}
			}
			return nil
		}
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
		if err != nil || inv.Scan.Complete {
			t.Fatalf("%v, complete %v", err, inv.Scan.Complete)
		}
		o.Resume = inv.Scan.ID
		without := world()
		without.Order = []string{"people", "counters"}
		inv, err = scanner.Run(t.Context(), []scanner.Source{source("a", without)}, o)
		if err != nil || !inv.Scan.Complete {
			t.Errorf("resumed without a table: %v, complete %v", err, inv.Scan.Complete)
		}
		var reasons []string
		for _, g := range inv.Gaps {
			reasons = append(reasons, g.Dataset+" "+g.Reason)
		}
		if d := cmp.Diff([]string{"notes changed", "notes unreachable"}, reasons); d != "" {
			t.Error(d)
		}
	})
}

func TestCodesThatWouldBeValidAreNoPhones(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	w := &scantest.World{Order: []string{"orders"}, Tables: map[string][]scantest.Row{}, ShardRows: 1000}
	for range 200 {
		w.Tables["orders"] = append(w.Tables["orders"], scantest.Row{"ref": fmt.Sprint(1000000 + r.IntN(8000000))})
	}
	src := source("a", w)
	src.DefaultRegion = "DE"
	inv, err := scanner.Run(t.Context(), []scanner.Source{src}, options(t))
	if err != nil {
		t.Fatal(err)
	}
	if f := field(t, inv, "orders", "ref"); f.Verdict != "none" {
		t.Errorf("ref is %s: %v", f.Verdict, f.Why)
	}
}
