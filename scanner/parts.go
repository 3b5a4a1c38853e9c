package scanner

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/state"
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

// planStore keeps the plan of one scan in the state, sealed with its key.
type planStore struct {
	state state.Store
	scan  string // its id
	key   Key
}

// save seals a part and keeps it. The first one saved under a name stands.
func (s *planStore) save(ctx context.Context, name string, part any) error {
	b, err := json.Marshal(part)
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	if err := s.state.SavePlan(ctx, s.scan, name, s.key.seal(name, b)); err != nil {
		return fmt.Errorf("save plan: %w", err)
	}
	return nil
}

// parts calls f with every part of the plan whose name begins with prefix, but
// for the specs of shards, which are many and asked for by name.
func (s *planStore) parts(ctx context.Context, prefix string, f func(name string, plain []byte) error) error {
	for p, err := range s.state.Plans(ctx, s.scan) {
		if err != nil {
			return fmt.Errorf("read plan: %w", err)
		}
		if !strings.HasPrefix(p.Name, prefix) || strings.HasPrefix(p.Name, plan.PartSpec) {
			continue
		}
		plain, err := s.key.open(p.Name, p.Sealed)
		if err != nil {
			return err
		}
		if err := f(p.Name, plain); err != nil {
			return err
		}
	}
	return nil
}
