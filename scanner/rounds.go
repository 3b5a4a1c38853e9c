package scanner

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/fold"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
)

// course is a dataset on its way: the round it is in and what is left of it.
type course struct {
	plan *plan.Dataset

	mu    sync.Mutex
	round int
	left  int   // jobs of the round that are not done
	held  int64 // draws of all rounds that found a record
	recut bool  // it is to be cut again
}

// outcome is what the work on a job says of how to go on.
type outcome struct {
	held  int64 // draws that found a record
	recut bool  // the way the dataset was cut does not hold
}

// start puts a dataset on its course, or its next round, and returns its jobs.
// It passes over rounds that have none.
func (s *scan) start(ctx context.Context, source string, c *course) ([]task, error) {
	for {
		jobs := c.plan.Jobs(s.o.Seed, c.round)
		tasks := make([]task, len(jobs))
		for i := range jobs {
			tasks[i] = task{jobs[i], c}
		}
		c.left = len(jobs)
		c.held += s.found[c.plan.Hash][c.plan.Step(c.round)]
		records, bytes := plan.Expected(jobs)
		first := 0
		if c.round == 0 && c.plan.Cut == 0 {
			first = 1
		}
		s.o.Progress.Planned(source, first, records, bytes)
		if len(jobs) > 0 {
			return tasks, nil
		}
		if more, err := s.further(ctx, c); err != nil || !more {
			return nil, err
		}
	}
}

// further decides whether another round follows.
func (s *scan) further(ctx context.Context, c *course) (bool, error) {
	p := c.plan
	if c.round++; c.round < p.Rounds() {
		return true, nil // a run before this one decided it
	}
	if p.Settled() {
		return false, nil
	}
	drawn, sampling := p.Drawn(), s.o.sampling()
	r := plan.Round{Slots: drawn + sampling.Next(p, c.round, drawn, c.held)}
	if err := s.plans.save(ctx, p.RoundPart(c.round), r); err != nil {
		return false, err
	}
	p.Decide(r)
	return !p.Settled(), nil
}

// advance takes the outcome of a job. It returns the jobs that follow from it,
// and whether the dataset is at its end.
func (s *scan) advance(ctx context.Context, src *Source, conn connectors.Connector, j task, out outcome) (next []task, ended bool, err error) {
	c := j.course
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left--
	c.held += out.held
	c.recut = c.recut || out.recut
	if c.left > 0 {
		return nil, false, nil
	}
	if c.recut {
		p := c.plan
		s.ledgers.Again(p.Reading.Ledger)
		d := p.Dataset
		d.Sequential = true
		again, _, err := s.planDataset(ctx, src, conn, d, p.Name)
		if err != nil {
			return nil, false, err
		}
		again.Hash, again.Cut = p.Hash, p.Cut+1
		if err := s.plans.save(ctx, again.Part(), again); err != nil {
			return nil, false, err
		}
		c.plan, c.round, c.held, c.recut = again, 0, 0, false
		next, err = s.start(ctx, src.Name, c)
		return next, len(next) == 0, err
	}
	more, err := s.further(ctx, c)
	if err != nil || !more {
		return nil, true, err
	}
	next, err = s.start(ctx, src.Name, c)
	return next, len(next) == 0, err
}

// dropped says that the dataset of j is about to be cut again, so that its
// other jobs need not be done.
func (j *task) dropped() bool {
	j.course.mu.Lock()
	defer j.course.mu.Unlock()
	return j.course.recut
}

// rounds reads what earlier runs decided on the draws of the planned datasets.
func (s *scan) rounds(ctx context.Context, plans map[string]*plan.Dataset) error {
	return s.plans.parts(ctx, plan.PartRound, func(name string, plain []byte) error {
		hash, step, _ := strings.Cut(name[len(plan.PartRound):], "/")
		var r plan.Round
		if err := json.Unmarshal(plain, &r); err != nil {
			return fmt.Errorf("read plan: %w", err)
		}
		p, n := plans[hash], stepNumber(step)
		if p != nil && !p.Settled() && n > p.Step(0) && n <= p.Step(plan.MaxRounds) {
			p.Decide(r)
		}
		return nil
	})
}

func stepNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// recall counts the draws of earlier runs that found a record, by dataset and
// step: what a resumed scan needs to decide on further rounds.
func (s *scan) recall(ctx context.Context) error {
	s.found = map[string]map[int]int64{}
	for r, err := range s.o.State.Results(ctx, s.id) {
		if err != nil {
			return fmt.Errorf("read results: %w", err)
		}
		if r.Step.Stage != fold.Work {
			continue
		}
		var one struct {
			Profile struct {
				Sizes profile.Moments `json:"sizes"`
			} `json:"profile"`
		}
		if err := json.Unmarshal(r.Data, &one); err != nil {
			return fmt.Errorf("read result: %w", err)
		}
		hash, _, _ := strings.Cut(r.Step.Shard, "/")
		if s.found[hash] == nil {
			s.found[hash] = map[int]int64{}
		}
		s.found[hash][r.Step.Round] += int64(one.Profile.Sizes.Hits)
	}
	return nil
}

// recutTwice is the gap of a dataset whose way of being cut did not hold twice.
func recutTwice(p *plan.Dataset) inventory.Gap {
	return inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Malformed), Detail: "it could not be cut into records that hold together; the rest of this part was not read"}
}
