package scanner

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// course is a dataset on its way: the round it is in and what is left of it.
type course struct {
	plan *datasetPlan

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
func (s *scan) start(ctx context.Context, source string, c *course) ([]job, error) {
	for {
		jobs := c.plan.jobs(s.o.Seed, c.round)
		for i := range jobs {
			jobs[i].course = c
		}
		c.left = len(jobs)
		c.held += s.found[c.plan.hash][c.plan.step(c.round)]
		records, bytes := expected(jobs)
		first := 0
		if c.round == 0 && c.plan.Cut == 0 {
			first = 1
		}
		s.o.Progress.Planned(source, first, records, bytes)
		if len(jobs) > 0 {
			return jobs, nil
		}
		if more, err := s.further(ctx, c); err != nil || !more {
			return nil, err
		}
	}
}

// further decides whether another round follows.
func (s *scan) further(ctx context.Context, c *course) (bool, error) {
	p := c.plan
	if c.round++; c.round < len(p.rounds) {
		return true, nil // a run before this one decided it
	}
	if p.settled {
		return false, nil
	}
	drawn := p.rounds[len(p.rounds)-1]
	r := round{Slots: drawn + s.o.next(p, c.round, drawn, c.held)}
	if err := s.save(ctx, p.roundPart(c.round), r); err != nil {
		return false, err
	}
	p.decide(r)
	return !p.settled, nil
}

// advance takes the outcome of a job. It returns the jobs that follow from it,
// and whether the dataset is at its end.
func (s *scan) advance(ctx context.Context, src *Source, conn connectors.Connector, j job, out outcome) (next []job, ended bool, err error) {
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
		s.ledgers.again(p)
		d := p.Dataset
		d.Sequential = true
		again, err := s.plan(ctx, src, conn, d, p.Name)
		if err != nil {
			return nil, false, err
		}
		again.hash, again.Cut = p.hash, p.Cut+1
		if err := s.save(ctx, again.part(), again); err != nil {
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
func (j *job) dropped() bool {
	j.course.mu.Lock()
	defer j.course.mu.Unlock()
	return j.course.recut
}

// rounds reads what earlier runs decided on the draws of the planned datasets.
func (s *scan) rounds(ctx context.Context, plans map[string]*datasetPlan) error {
	return s.parts(ctx, partRound, func(name string, plain []byte) error {
		hash, step, _ := strings.Cut(name[len(partRound):], "/")
		var r round
		if err := json.Unmarshal(plain, &r); err != nil {
			return fmt.Errorf("read plan: %w", err)
		}
		p, n := plans[hash], number(step)
		if p != nil && !p.settled && n > p.step(0) && n <= p.step(maxRounds) {
			p.decide(r)
		}
		return nil
	})
}

func number(s string) int {
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
		if r.Step.Stage != stageWork {
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
func recutTwice(p *datasetPlan) inventory.Gap {
	return inventory.Gap{Source: p.Source, Dataset: p.Name, Reason: string(connectors.Malformed), Detail: "it could not be cut into records that hold together; the rest of this part was not read"}
}
