package scanner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// A plan is kept in named parts, each sealed with the key: what a source has
// can be told by names alone.
const (
	partScan    = "scan"     // one header
	partSource  = "source/"  // + hash: an inventory.Source, as it was when it was opened
	partDataset = "dataset/" // + hash: a dataset, its reading and its shards
	partListed  = "listed/"  // + hash: the listing of a source came to its end
)

// header is what a resumed scan takes over from the one that was cut short.
type header struct {
	Seed            uint64  `json:"seed"`
	Full            bool    `json:"full"`
	FindShare       float64 `json:"find_share"`
	FindProbability float64 `json:"find_probability"`
}

// datasetPlan is how one dataset is read.
type datasetPlan struct {
	Root    string             `json:"root"`   // the configured source
	Source  string             `json:"source"` // root, or root/sub
	Name    string             `json:"name"`   // unique in its source
	Dataset connectors.Dataset `json:"dataset"`
	Reading Reading            `json:"reading"`
	Draw    connectors.Design  `json:"draw"`
	Shards  []plannedShard     `json:"shards"`
	Gaps    []inventory.Gap    `json:"gaps"`

	hash string // names it outside the sealed plan
}

type plannedShard struct {
	connectors.Shard
	N int `json:"n,omitempty"` // of a head: so many records
}

// expected is what the plan will read, -1 where nobody knows.
func (p *datasetPlan) expected() (records, bytes int64) {
	for _, s := range p.Shards {
		r := s.Records
		if p.Draw == connectors.Head {
			r = int64(s.N)
			if s.Records >= 0 {
				r = min(r, s.Records)
			}
		}
		records, bytes = sum(records, r), sum(bytes, s.Bytes)
	}
	if p.Draw == connectors.Head {
		bytes = -1
	}
	return records, bytes
}

func sum(a, b int64) int64 {
	if a < 0 || b < 0 {
		return -1
	}
	return a + b
}

// save seals a part and keeps it. The first one saved under a name stands.
func (s *scan) save(ctx context.Context, name string, part any) error {
	b, err := json.Marshal(part)
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	if err := s.o.State.SavePlan(ctx, s.id, name, s.o.Key.seal(name, b)); err != nil {
		return fmt.Errorf("save plan: %w", err)
	}
	return nil
}

// parts calls f with every part of the plan whose name begins with prefix.
func (s *scan) parts(ctx context.Context, prefix string, f func(name string, plain []byte) error) error {
	for p, err := range s.o.State.Plans(ctx, s.id) {
		if err != nil {
			return fmt.Errorf("read plan: %w", err)
		}
		if !strings.HasPrefix(p.Name, prefix) {
			continue
		}
		plain, err := s.o.Key.open(p.Name, p.Sealed)
		if err != nil {
			return err
		}
		if err := f(p.Name, plain); err != nil {
			return err
		}
	}
	return nil
}

// Sizes of a head: records in all, over at most so many shards.
const (
	headRecords = 10_000
	headShards  = 8
)

// plan cuts a dataset, reads its pilot and decides how it is read.
func (s *scan) plan(ctx context.Context, src *Source, c connectors.Connector, d connectors.Dataset, name string) (*datasetPlan, error) {
	p := &datasetPlan{Root: src.Name, Source: sourceName(src.Name, d.Sub), Name: name, Dataset: d}
	var shards []connectors.Shard
	for shard, err := range c.Shards(ctx, d) {
		if err != nil {
			p.Gaps = append(p.Gaps, gapOf(p.Source, name, err))
			continue
		}
		shards = append(shards, shard)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	hint, fields, derived := declared(src, p.Source, name)
	p.Dataset.Derived = d.Derived || derived || src.Derived
	hints := detectors.Hints{Dataset: hint, Source: src.DefaultRegion, Org: s.o.OrgRegion}
	p.Reading = pilot(ctx, &s.o, c, shards, hints, fields)
	p.Draw = s.o.design(d)
	if p.Draw == connectors.Head {
		shards = draw(s.o.Seed, shards, headShards)
	}
	for _, shard := range shards {
		n := 0
		if p.Draw == connectors.Head {
			n = headRecords / len(shards)
		}
		p.Shards = append(p.Shards, plannedShard{shard, n})
	}
	return p, ctx.Err()
}

// design says how a dataset is drawn: whole where that was asked for or where
// it is small, else its head.
func (o *Options) design(d connectors.Dataset) connectors.Design {
	small := d.Bytes <= o.WholeBytes && d.Records <= o.WholeRecords // -1, unknown, is no hindrance
	if d.OptIn || !o.Full && (!small || d.Bytes < 0 && d.Records < 0) {
		return connectors.Head
	}
	return connectors.Whole
}

// declared is what the configuration says of a dataset; later rules win.
func declared(src *Source, source, dataset string) (hint string, fields map[string]string, derived bool) {
	for _, d := range src.Datasets {
		if !Matches(d.Match, source, dataset) {
			continue
		}
		if d.DefaultRegion != "" {
			hint = d.DefaultRegion
		}
		derived = derived || d.Derived
		for f, r := range d.Fields {
			if fields == nil {
				fields = map[string]string{}
			}
			fields[f] = r
		}
	}
	return hint, fields, derived
}

func sourceName(root, sub string) string {
	if sub == "" {
		return root
	}
	return root + "/" + sub
}

// gapOf makes a gap of an error. An error that no connector made says nothing
// but its kind: its text may hold a value.
func gapOf(source, dataset string, err error) inventory.Gap {
	var e *connectors.Error
	if !errors.As(err, &e) {
		reason := connectors.Malformed
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			reason = connectors.Timeout
		case errors.Is(err, context.Canceled):
			reason = connectors.Interrupted
		}
		return inventory.Gap{Source: source, Dataset: dataset, Reason: string(reason), Detail: "could not be read"}
	}
	if dataset == "" {
		dataset = e.Part.Dataset
		if e.Part.Sub != "" {
			source = sourceName(source, e.Part.Sub)
		}
	}
	detail := e.Text
	if e.Part.Object != "" && e.Part.Object != dataset {
		detail = e.Part.Object + ": " + detail
	}
	return inventory.Gap{Source: source, Dataset: dataset, Field: e.Part.Field, Reason: string(e.Reason), Detail: detail}
}

// result is what the work on one shard leaves behind.
type result struct {
	Profile *profile.Dataset `json:"profile"`
	Gaps    []inventory.Gap  `json:"gaps,omitempty"`
}
