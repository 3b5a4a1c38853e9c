package scanner_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// posturing is a world that says how it is kept.
type posturing struct {
	*scantest.World
	answer func(kept []connectors.Kept) connectors.Posture
	asked  atomic.Int32
	closed atomic.Bool
}

func (p *posturing) Posture(_ context.Context, kept []connectors.Kept) connectors.Posture {
	p.asked.Add(1)
	if p.closed.Load() {
		panic("asked after it was closed")
	}
	return p.answer(kept)
}

func (p *posturing) Close() error {
	p.closed.Store(true)
	return nil
}

func (p *posturing) source(name string) scanner.Source {
	s := scanner.Source{Kind: "memory", Open: func(context.Context, connectors.Source) (connectors.Connector, error) { return p, nil }}
	s.Name, s.Connections, s.Redact = name, 4, func(n string) string { return "redacted " + n }
	return s
}

// posturesOf are those of an inventory's datasets, by name.
func posturesOf(inv *inventory.Inventory) map[string]*inventory.DatasetPosture {
	out := map[string]*inventory.DatasetPosture{}
	for _, d := range inv.Datasets {
		if d.Posture != nil {
			out[d.Dataset] = d.Posture
		}
	}
	return out
}

func TestPostureIsAskedOnceOfTheDatasetsWithPhones(t *testing.T) {
	var asked []string
	p := &posturing{World: world(), answer: func(kept []connectors.Kept) (out connectors.Posture) {
		out.Facts = []connectors.Fact{{Name: "transit.session", Is: connectors.Yes}, {Name: "log.values"}}
		for _, k := range kept {
			asked = append(asked, k.Dataset.Name)
			out.Datasets = append(out.Datasets, connectors.DatasetPosture{
				Facts: []connectors.Fact{{Name: "row_security", Is: connectors.No}},
				Readers: connectors.Readers{Whole: true, Logins: 2, List: []connectors.Reader{
					{Name: "sales", By: "table", Path: []string{"crm_ro"}}, {Name: "audit", By: "public", Fields: k.Fields},
				}},
			})
		}
		return out
	}}
	inv, err := scanner.Run(t.Context(), []scanner.Source{p.source("a")}, options(t))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"notes", "people"}, asked); d != "" {
		t.Errorf("datasets asked for (-want +got):\n%s", d)
	}
	if n := p.asked.Load(); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	if !p.closed.Load() {
		t.Error("the source was not closed")
	}
	want := &inventory.SourcePosture{Facts: []inventory.Fact{{Name: "log.values", Is: "unknown", Why: "silent"}, {Name: "transit.session", Is: "yes"}}}
	if d := cmp.Diff(want, inv.Sources[0].Posture); d != "" {
		t.Errorf("posture of the source (-want +got):\n%s", d)
	}
	people := posturesOf(inv)["people"]
	if people == nil {
		t.Fatal("no posture of people")
	}
	readers := inventory.Readers{Whole: true, Logins: 2, List: []inventory.Reader{
		{Name: "redacted audit", By: "public", Fields: []string{"phone"}}, {Name: "redacted sales", By: "table", Path: []string{"redacted crm_ro"}},
	}}
	if d := cmp.Diff(readers, people.Readers); d != "" {
		t.Errorf("readers (-want +got):\n%s", d)
	}
	if posturesOf(inv)["counters"] != nil {
		t.Error("a dataset without phones has a posture")
	}
}

func TestAFailingPostureIsUnknownAndNeverTheEnd(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func([]connectors.Kept) connectors.Posture
	}{
		{"one that panics", func([]connectors.Kept) connectors.Posture { panic("no") }},
		{"one that answers for fewer datasets", func([]connectors.Kept) connectors.Posture { return connectors.Posture{} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &posturing{World: world(), answer: c.answer}
			inv, err := scanner.Run(t.Context(), []scanner.Source{p.source("a")}, options(t))
			if err != nil {
				t.Fatal(err)
			}
			f := inv.Sources[0].Posture.Find("posture")
			if f == nil || f.Is != inventory.Unknown || f.How == "" {
				t.Errorf("the source's posture is %+v, want unknown with a reason", f)
			}
			got := posturesOf(inv)
			if len(got) != 2 {
				t.Fatalf("%d datasets have a posture, want 2", len(got))
			}
			for name, d := range got {
				if d.Readers.Whole || d.Readers.Why == "" {
					t.Errorf("readers of %s: %+v, want unknown", name, d.Readers)
				}
			}
		})
	}
}

func TestAResumedScanAsksForThePostureOfAllItsDatasets(t *testing.T) {
	answer := func(kept []connectors.Kept) (out connectors.Posture) {
		out.Datasets = make([]connectors.DatasetPosture, len(kept))
		return out
	}
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	w := world()
	w.Before = func(shard string, n int) error {
		if shard == "notes/190" {
			cancel()
		}
		return nil
	}
	o := in(t, dir)
	o.Workers = 1
	first := &posturing{World: w, answer: answer}
	inv, err := scanner.Run(ctx, []scanner.Source{first.source("a")}, o)
	if !errors.Is(err, scanner.ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	if first.asked.Load() != 0 || len(posturesOf(inv)) != 0 {
		t.Error("an interrupted scan asked for the posture")
	}
	second := &posturing{World: world(), answer: answer}
	o.Resume = inv.Scan.ID
	if inv, err = scanner.Run(t.Context(), []scanner.Source{second.source("a")}, o); err != nil {
		t.Fatal(err)
	}
	if n := second.asked.Load(); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	if got := posturesOf(inv); got["people"] == nil || got["notes"] == nil {
		t.Errorf("postures of %v, want those of people and notes", got)
	}
}
