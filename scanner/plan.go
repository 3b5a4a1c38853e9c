package scanner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
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
	partSpec    = "spec/"    // + hash: the spec of a shard that is long
	partRound   = "round/"   // + hash/step: how many slots of a dataset were drawn after a round
)

// header is what a resumed scan takes over from the one that was cut short.
type header struct {
	Seed            uint64  `json:"seed"`
	Full            bool    `json:"full"`
	FindShare       float64 `json:"find_share"`
	FindProbability float64 `json:"find_probability"`

	// Names of the sources that were asked to be read as of one moment, and to
	// draw by themselves.
	Snapshot    []string `json:"snapshot,omitempty"`
	ServerDraws []string `json:"server_draws,omitempty"`
}

// asked takes down what sources were asked for, beside the options.
func (h *header) asked(sources []Source) {
	for i := range sources {
		if sources[i].Snapshot {
			h.Snapshot = append(h.Snapshot, sources[i].Name)
		}
		if sources[i].ServerDraws {
			h.ServerDraws = append(h.ServerDraws, sources[i].Name)
		}
	}
}

// ask asks the sources for the same again.
func (h *header) ask(sources []Source) {
	for i := range sources {
		sources[i].Snapshot = slices.Contains(h.Snapshot, sources[i].Name)
		sources[i].ServerDraws = slices.Contains(h.ServerDraws, sources[i].Name)
	}
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
	Slots   int64              `json:"slots,omitempty"` // of all shards
	First   int64              `json:"first,omitempty"` // slots of the first round, where slots are drawn
	Cut     int                `json:"cut,omitempty"`   // how often it was cut again
	Stated  []inventory.Stated `json:"stated,omitempty"`
	Expiry  *inventory.Expiry  `json:"expiry,omitempty"`
	Gaps    []inventory.Gap

	hash    string  // names it outside the sealed plan
	rounds  []int64 // slots drawn after each round
	settled bool    // no further round will be drawn
}

type plannedShard struct {
	connectors.Shard
	N int `json:"n,omitempty"` // of a head, or where the server draws: so many records
}

// part names the plan of a dataset; one that was cut again has another one.
func (p *datasetPlan) part() string {
	if p.Cut == 0 {
		return partDataset + p.hash
	}
	return partDataset + p.hash + "/" + strconv.Itoa(p.Cut)
}

// unpack reads a plan that was saved under name.
func unpack(name string, plain []byte) (*datasetPlan, error) {
	var p datasetPlan
	if err := json.Unmarshal(plain, &p); err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	p.hash, _, _ = strings.Cut(name[len(partDataset):], "/")
	p.begin()
	return &p, nil
}

// begin sets out the first round.
func (p *datasetPlan) begin() {
	if p.Draw.Slotted() {
		p.rounds = []int64{p.First}
	} else {
		p.settled = true
	}
}

// round of a dataset's draws, as it was decided: the slots drawn when it ends.
// The one after the last has as many as the last.
type round struct {
	Slots int64 `json:"slots"`
}

func (p *datasetPlan) roundPart(step int) string {
	return partRound + p.hash + "/" + strconv.Itoa(p.step(step))
}

// step numbers a round among the steps of a scan, over all cuts.
func (p *datasetPlan) step(round int) int { return p.Cut*(maxRounds+1) + round }

// decide adds a round, or says that the last one was the last.
func (p *datasetPlan) decide(r round) {
	if r.Slots == p.rounds[len(p.rounds)-1] {
		p.settled = true
		return
	}
	p.rounds = append(p.rounds, r.Slots)
}

// jobs of a round. Where nothing is drawn there is one, with every shard.
func (p *datasetPlan) jobs(seed uint64, round int) []job {
	if !p.Draw.Slotted() {
		jobs := make([]job, len(p.Shards))
		for i := range p.Shards {
			jobs[i] = job{plan: p, shard: p.Shards[i]}
		}
		return jobs
	}
	var from int64
	if round > 0 {
		from = p.rounds[round-1]
	}
	jobs := p.drawn(round, slots(seed, p.Source+"/"+p.Name, p.Draw, p.frame().Slots, from, p.rounds[round]))
	if round == 0 && len(p.Shards) > 0 {
		jobs = append(jobs, job{plan: p, shard: p.Shards[0], names: true})
	}
	return jobs
}

// expected is what jobs will read, -1 where nobody knows.
func expected(jobs []job) (records, bytes int64) {
	for i := range jobs {
		r, b := jobs[i].expected()
		records, bytes = sum(records, r), sum(bytes, b)
	}
	return records, bytes
}

func (j *job) expected() (records, bytes int64) {
	s := &j.shard
	if j.names {
		return 0, 0
	}
	switch j.plan.Draw {
	case connectors.Whole:
		return s.Records, s.Bytes
	case connectors.Head, connectors.Server:
		if records = int64(s.N); s.Records >= 0 {
			records = min(records, s.Records)
		}
		return records, -1
	}
	share := float64(len(j.slots)) / float64(s.Slots)
	of := func(n int64) int64 {
		if n < 0 {
			return -1
		}
		return int64(math.Ceil(share * float64(n)))
	}
	if j.plan.Draw == connectors.Offsets {
		return int64(len(j.slots)), -1
	}
	return of(s.Records), of(s.Bytes)
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

// parts calls f with every part of the plan whose name begins with prefix, but
// for the specs of shards, which are many and asked for by name.
func (s *scan) parts(ctx context.Context, prefix string, f func(name string, plain []byte) error) error {
	for p, err := range s.o.State.Plans(ctx, s.id) {
		if err != nil {
			return fmt.Errorf("read plan: %w", err)
		}
		if !strings.HasPrefix(p.Name, prefix) || strings.HasPrefix(p.Name, partSpec) {
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
		if err := ofState(err); err != nil {
			return nil, err
		}
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
	p.Draw = s.o.design(d, shards)
	l := s.ledgers.read(p.Source, name)
	if l != nil {
		p.Draw = connectors.Whole
	}
	var held float64
	p.Reading, held = pilot(ctx, &s.o, c, p.Source+"/"+name, p.Draw, shards, hints, fields)
	p.Reading.relate(src, p.Source, name, d.Partitions)
	p.Stated, p.Expiry = stated(ctx, c, d), expiry(ctx, c, d)
	if l != nil {
		l.planned(p)
	}
	s.size(p, shards, held)
	p.begin()
	return p, ctx.Err()
}

// size says how much of each shard is read.
func (s *scan) size(p *datasetPlan, shards []connectors.Shard, held float64) {
	n := 0
	switch p.Draw {
	case connectors.Head:
		shards = draw(s.o.Seed, shards, headShards)
		n = headRecords / max(1, len(shards))
	case connectors.Server:
		n = profile.Promise(s.o.FindShare, s.o.FindProbability) / max(1, len(shards))
	}
	p.Slots = frame(shards).Slots
	for _, shard := range shards {
		p.Shards = append(p.Shards, plannedShard{shard, n})
	}
	if p.Draw.Slotted() {
		p.First = s.o.first(p.frame(), p.Dataset, held)
	}
}

// design says how a dataset is drawn: whole where that was asked for or where
// it is small, else as its shards can be, else its head.
func (o *Options) design(d connectors.Dataset, shards []connectors.Shard) connectors.Design {
	small := d.Bytes <= o.WholeBytes && d.Records <= o.WholeRecords && (d.Bytes >= 0 || d.Records >= 0) // one unknown is no hindrance
	switch {
	case d.OptIn:
		return connectors.Head
	case o.Full, small, len(shards) == 0:
		return connectors.Whole
	}
	f := frame(shards)
	need := int64(profile.Promise(o.FindShare, o.FindProbability))
	switch f.Design {
	case connectors.Records:
		if d.Records >= 0 && d.Records <= 2*need && d.Exact || f.Slots <= 2*need {
			return connectors.Whole
		}
		return f.Design
	case connectors.Offsets, connectors.Server:
		return f.Design
	case connectors.Units:
		switch n := o.first(f, d, 1); {
		case n >= f.Slots:
			return connectors.Whole
		case n > 0:
			return f.Design
		}
	}
	return connectors.Head
}

// declared is what the configuration says of a dataset; later rules win.
func declared(src *Source, source, dataset string) (hint string, fields map[string]string, derived bool) {
	for _, d := range src.Datasets {
		if !inventory.Matches(d.Match, source, dataset) {
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

	entries *entries // of a ledger
	err     error    // of the index of a ledger: the scan cannot go on
}
