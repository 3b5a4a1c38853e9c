package scanner

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/reversal"
)

// postureTimeout bounds how long one source may take to say how it is kept.
const postureTimeout = 45 * time.Second

// openedSource is a source that stays open until it was asked for its posture.
type openedSource struct {
	source    *Source
	connector connectors.Connector
}

// openedSources are those of a scan. Their owner closes them.
type openedSources struct {
	mu   sync.Mutex
	list []openedSource
}

func (o *openedSources) add(src *Source, c connectors.Connector) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = append(o.list, openedSource{src, c})
}

func (o *openedSources) close() {
	for _, s := range o.list {
		_ = s.connector.Close() // nothing is left to lose
	}
}

// datasetKey names a dataset among those of all sources.
type datasetKey struct{ source, name string }

// askPosture asks every source, once, how it and the datasets with phone fields
// are kept, and puts the answers in the inventory. A source that cannot say is
// unknown; nothing here ends the scan.
func (s *scan) askPosture(ctx context.Context, inv *inventory.Inventory, plans map[datasetKey]*plan.Dataset) {
	fields := map[datasetKey][]string{}
	for i := range inv.Fields {
		if f := &inv.Fields[i]; f.Verdict != "none" {
			key := datasetKey{f.Source, f.Dataset}
			fields[key] = append(fields[key], f.Field)
		}
	}
	var g errgroup.Group
	for _, o := range s.opened.list {
		posturer, ok := connectors.As[connectors.Posturer](o.connector)
		if !ok {
			continue
		}
		var kept []connectors.Kept
		var datasets []*inventory.Dataset
		for i := range inv.Datasets {
			d := &inv.Datasets[i]
			key := datasetKey{d.Source, d.Dataset}
			if p := plans[key]; p != nil && p.Root == o.source.Name && fields[key] != nil {
				kept, datasets = append(kept, connectors.Kept{Dataset: p.Dataset, Fields: fields[key]}), append(datasets, d)
			}
		}
		if kept == nil {
			continue // no numbers were found in it, or it could not be read
		}
		g.Go(func() error {
			answer := s.postureOf(ctx, o.source, posturer, kept)
			attachPosture(answer, o.source, inv, datasets)
			return nil
		})
	}
	_ = g.Wait() // none of them returns an error
}

// postureOf asks one source. Where it fails, everything asked of it is unknown.
func (s *scan) postureOf(ctx context.Context, src *Source, p connectors.Posturer, kept []connectors.Kept) (answer connectors.Posture) {
	defer func() {
		if r := recover(); r != nil {
			s.o.Log.Error("posture of a source stopped", "source", src.Name, "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			answer = unknownPosture(len(kept), "dialmap itself stopped on this source; please report it with the log")
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, postureTimeout)
	defer cancel()
	answer = p.Posture(ctx, kept)
	if len(answer.Datasets) != len(kept) {
		s.o.Log.Error("posture of a source is incomplete", "source", src.Name, "asked", len(kept), "answered", len(answer.Datasets))
		return unknownPosture(len(kept), "the source answered for other datasets than it was asked for; please report it with the log")
	}
	return answer
}

// unknownPosture says of n datasets and their source that nothing is known.
func unknownPosture(n int, how string) connectors.Posture {
	fact := connectors.Fact{Name: "posture", Is: connectors.Unknown, Why: connectors.WhySilent, How: how}
	p := connectors.Posture{Facts: []connectors.Fact{fact}, Datasets: make([]connectors.DatasetPosture, n)}
	for i := range p.Datasets {
		p.Datasets[i].Readers.Why = connectors.WhySilent
	}
	return p
}

// attachPosture puts what a source said in the inventory: each of its databases
// has what is said of the whole and of itself.
func attachPosture(p connectors.Posture, src *Source, inv *inventory.Inventory, datasets []*inventory.Dataset) {
	redact := src.Redact
	if redact == nil {
		redact = func(name string) string { return name }
	}
	secrets := readersOf(connectors.Readers{List: p.Secrets}, redact).List
	for i := range inv.Sources {
		sub, isDatabase := strings.CutPrefix(inv.Sources[i].Name, src.Name+"/")
		if !isDatabase && inv.Sources[i].Name != src.Name {
			continue
		}
		elsewhere := func(of string) bool { return of != "" && isDatabase && of != sub }
		facts := slices.DeleteFunc(slices.Clone(p.Facts), func(f connectors.Fact) bool { return elsewhere(f.Sub) })
		recipients := slices.DeleteFunc(slices.Clone(p.Recipients), func(r connectors.Recipient) bool { return elsewhere(r.Sub) })
		inv.Sources[i].Posture = &inventory.SourcePosture{Facts: factsOf(facts), Recipients: recipientsOf(recipients, redact), Secrets: secrets}
	}
	for i, d := range datasets {
		of := &p.Datasets[i]
		d.Posture = &inventory.DatasetPosture{Facts: factsOf(of.Facts), Readers: readersOf(of.Readers, redact), Recipients: recipientsOf(of.Recipients, redact)}
	}
}

// factsOf are facts by name. One without an answer is unknown.
func factsOf(list []connectors.Fact) []inventory.Fact {
	out := make([]inventory.Fact, len(list))
	for i, f := range list {
		out[i] = inventory.Fact{Name: f.Name, Is: f.Is, Why: f.Why, How: f.How, Tells: f.Tells, Of: f.Of, N: f.N}
		if f.Is != connectors.Yes && f.Is != connectors.No && f.Is != connectors.Unknown {
			out[i].Is, out[i].Why = inventory.Unknown, inventory.WhySilent
		}
	}
	slices.SortStableFunc(out, func(a, b inventory.Fact) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.How, b.How)) })
	return out
}

func readersOf(r connectors.Readers, redact func(string) string) inventory.Readers {
	out := inventory.Readers{Whole: r.Whole, Why: r.Why, Tells: r.Tells, Logins: r.Logins, Administrators: r.Administrators}
	for _, x := range r.List {
		out.List = append(out.List, inventory.Reader{Name: redact(x.Name), By: x.By, Path: redactEach(x.Path, redact), Could: x.Could, Fields: x.Fields})
	}
	slices.SortStableFunc(out.List, func(a, b inventory.Reader) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Could, b.Could), cmp.Compare(a.By, b.By), slices.Compare(a.Path, b.Path), slices.Compare(a.Fields, b.Fields))
	})
	out.List = out.List[:min(len(out.List), connectors.MaxReaders)]
	return out
}

func recipientsOf(list []connectors.Recipient, redact func(string) string) []inventory.Recipient {
	var out []inventory.Recipient
	for _, r := range list {
		out = append(out, inventory.Recipient{
			Kind: r.Kind, Name: redact(r.Name), Host: r.Host, Account: redact(r.Account), Active: r.Active, Fields: r.Fields, Through: redact(r.Through),
		})
	}
	slices.SortStableFunc(out, func(a, b inventory.Recipient) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Through, b.Through))
	})
	return out
}

func redactEach(names []string, redact func(string) string) []string {
	var out []string
	for _, n := range names {
		out = append(out, redact(n))
	}
	return out
}

// markReversible finds, among the fields of hashes, those of numbers that the
// scan met. What cannot be read again is left as it is.
func (s *scan) markReversible(ctx context.Context, inv *inventory.Inventory, plans map[datasetKey]*plan.Dataset) {
	var fields []*reversal.Field
	for i := range inv.Fields {
		f := &inv.Fields[i]
		p := plans[datasetKey{f.Source, f.Dataset}]
		if f.Verdict != "protected" || f.Protection != "hashed" || p == nil {
			continue
		}
		if h := s.readHashes(ctx, f, p); !h.Empty() {
			fields = append(fields, h)
		}
	}
	reversal.Match(s.met, fields)
}

// readHashes reads some values of a field again.
func (s *scan) readHashes(ctx context.Context, f *inventory.Field, p *plan.Dataset) *reversal.Field {
	h := reversal.NewField(f)
	i := slices.IndexFunc(s.opened.list, func(o openedSource) bool { return o.source.Name == p.Root })
	if i < 0 {
		return h
	}
	c := s.opened.list[i].connector
	for shard, err := range c.Shards(ctx, p.Dataset) {
		if err != nil || h.Full() {
			break
		}
		want := connectors.Want{Draw: connectors.Head, N: 2 * reversal.MaxHashes, Fields: []string{f.Field}}
		for b, err := range c.Read(ctx, shard, want) {
			if err != nil || h.Full() {
				break
			}
			h.Take(b)
		}
	}
	return h
}
