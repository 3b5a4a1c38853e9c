// Package plan says how each dataset of a scan is read: whole, drawn from or
// its head, in which shards and rounds, and what its pilot decided. A plan is
// frozen before the first shard is read, and a resumed scan reads by the same
// one. It knows datasets, not their records.
package plan

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// A plan is kept in named parts, each sealed with the key: what a source has
// can be told by names alone.
const (
	PartScan    = "scan"     // one header
	PartSource  = "source/"  // + hash: an inventory.Source, as it was when it was opened
	PartDataset = "dataset/" // + hash: a dataset, its reading and its shards
	PartListed  = "listed/"  // + hash: the listing of a source came to its end
	PartSpec    = "spec/"    // + hash: the spec of a shard that is long
	PartRound   = "round/"   // + hash/step: how many slots of a dataset were drawn after a round
)

// Dataset is how one dataset is read.
type Dataset struct {
	Root    string             `json:"root"`   // the configured source
	Source  string             `json:"source"` // root, or root/sub
	Name    string             `json:"name"`   // unique in its source
	Dataset connectors.Dataset `json:"dataset"`
	Reading Reading            `json:"reading"`
	Draw    connectors.Design  `json:"draw"`
	Shards  []Shard            `json:"shards"`
	Slots   int64              `json:"slots,omitempty"` // of all shards
	First   int64              `json:"first,omitempty"` // slots of the first round, where slots are drawn
	Cut     int                `json:"cut,omitempty"`   // how often it was cut again
	Stated  []inventory.Stated `json:"stated,omitempty"`
	Expiry  *inventory.Expiry  `json:"expiry,omitempty"`
	Gaps    []inventory.Gap

	Hash    string  `json:"-"` // names it outside the sealed plan
	rounds  []int64 // slots drawn after each round
	settled bool    // no further round will be drawn
}

// Shard is one shard of a dataset, and how much of it is read.
type Shard struct {
	connectors.Shard
	N int `json:"n,omitempty"` // of a head, or where the server draws: so many records
}

// Part names the plan of a dataset; one that was cut again has another one.
func (p *Dataset) Part() string {
	if p.Cut == 0 {
		return PartDataset + p.Hash
	}
	return PartDataset + p.Hash + "/" + strconv.Itoa(p.Cut)
}

// Unpack reads a plan that was saved under name.
func Unpack(name string, plain []byte) (*Dataset, error) {
	var p Dataset
	if err := json.Unmarshal(plain, &p); err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	p.Hash, _, _ = strings.Cut(name[len(PartDataset):], "/")
	p.Begin()
	return &p, nil
}

// Begin sets out the first round.
func (p *Dataset) Begin() {
	if p.Draw.Slotted() {
		p.rounds = []int64{p.First}
	} else {
		p.settled = true
	}
}

// Round of a dataset's draws, as it was decided: the slots drawn when it ends.
// The one after the last has as many as the last.
type Round struct {
	Slots int64 `json:"slots"`
}

// RoundPart names what was decided after a round.
func (p *Dataset) RoundPart(round int) string {
	return PartRound + p.Hash + "/" + strconv.Itoa(p.Step(round))
}

// Step numbers a round among the steps of a scan, over all cuts.
func (p *Dataset) Step(round int) int { return p.Cut*(MaxRounds+1) + round }

// Decide adds a round, or says that the last one was the last.
func (p *Dataset) Decide(r Round) {
	if r.Slots == p.rounds[len(p.rounds)-1] {
		p.settled = true
		return
	}
	p.rounds = append(p.rounds, r.Slots)
}

// Drawn is how many slots are drawn when the last round that was decided ends.
func (p *Dataset) Drawn() int64 { return p.rounds[len(p.rounds)-1] }

// Rounds is how many rounds were decided.
func (p *Dataset) Rounds() int { return len(p.rounds) }

// Settled says that no further round will be drawn.
func (p *Dataset) Settled() bool { return p.settled }

// Job is one shard of one dataset, or what one round draws from it.
type Job struct {
	Plan  *Dataset
	Shard Shard
	Round int
	Slots []int64
	Names bool // of a sampled dataset: the names and comments that hold numbers, which come with its first record
}

// Jobs of a round. Where nothing is drawn there is one, with every shard.
func (p *Dataset) Jobs(seed uint64, round int) []Job {
	if !p.Draw.Slotted() {
		jobs := make([]Job, len(p.Shards))
		for i := range p.Shards {
			jobs[i] = Job{Plan: p, Shard: p.Shards[i]}
		}
		return jobs
	}
	var from int64
	if round > 0 {
		from = p.rounds[round-1]
	}
	jobs := p.JobsOf(round, DrawSlots(seed, p.Source+"/"+p.Name, p.Draw, p.Slots, from, p.rounds[round]))
	if round == 0 && len(p.Shards) > 0 {
		jobs = append(jobs, Job{Plan: p, Shard: p.Shards[0], Names: true})
	}
	return jobs
}

// Expected is what jobs will read, -1 where nobody knows.
func Expected(jobs []Job) (records, bytes int64) {
	for i := range jobs {
		r, b := jobs[i].Expected()
		records, bytes = sum(records, r), sum(bytes, b)
	}
	return records, bytes
}

// Expected is what the job will read, -1 where nobody knows.
func (j *Job) Expected() (records, bytes int64) {
	s := &j.Shard
	if j.Names {
		return 0, 0
	}
	switch j.Plan.Draw {
	case connectors.Whole:
		return s.Records, s.Bytes
	case connectors.Head, connectors.Server:
		if records = int64(s.N); s.Records >= 0 {
			records = min(records, s.Records)
		}
		return records, -1
	}
	share := float64(len(j.Slots)) / float64(s.Slots)
	of := func(n int64) int64 {
		if n < 0 {
			return -1
		}
		return int64(math.Ceil(share * float64(n)))
	}
	if j.Plan.Draw == connectors.Offsets {
		return int64(len(j.Slots)), -1
	}
	return of(s.Records), of(s.Bytes)
}

func sum(a, b int64) int64 {
	if a < 0 || b < 0 {
		return -1
	}
	return a + b
}
