package scanner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/plan"
)

// longSpec is from how many bytes on the spec of a shard is kept in the state
// until the shard is read, so that what is held in memory does not grow with the
// objects that a dataset is made of.
const longSpec = 1 << 10

// aside is a connector whose shards leave long specs in the state.
type aside struct {
	connectors.Connector
	plans *planStore
}

// Unwrap gives what is below to connectors.As.
func (a *aside) Unwrap() connectors.Connector { return a.Connector }

// kept stands for a spec in the state. No connector writes one.
type kept struct {
	Part string `json:"dialmap_part"`
}

// keptPrefix is how kept is written.
var keptPrefix = []byte(`{"dialmap_part":"`)

// stateError is one that ends the scan.
type stateError struct{ error }

// Shards keeps their long specs, each under a name made of itself: the same one
// again is the same part.
func (a *aside) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		for shard, err := range a.Connector.Shards(ctx, d) {
			if err == nil && len(shard.Spec) > longSpec {
				part := plan.PartSpec + a.plans.key.name(string(shard.Spec))
				if err := a.plans.save(ctx, part, shard.Spec); err != nil {
					yield(connectors.Shard{}, stateError{err})
					return
				}
				shard.Spec, _ = json.Marshal(kept{part}) // a string only
			}
			if !yield(shard, err) {
				return
			}
		}
	}
}

// Read takes the spec of the shard from the state where it is kept there.
func (a *aside) Read(ctx context.Context, shard connectors.Shard, want connectors.Want) iter.Seq2[*connectors.Batch, error] {
	spec, err := a.spec(ctx, shard.Spec)
	if err != nil {
		return func(yield func(*connectors.Batch, error) bool) { yield(nil, err) }
	}
	shard.Spec = spec
	return a.Connector.Read(ctx, shard, want)
}

func (a *aside) spec(ctx context.Context, spec json.RawMessage) (json.RawMessage, error) {
	if !bytes.HasPrefix(spec, keptPrefix) {
		return spec, nil
	}
	var k kept
	if err := json.Unmarshal(spec, &k); err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	sealed, err := a.plans.state.Plan(ctx, a.plans.scan, k.Part)
	if err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	return a.plans.key.open(k.Part, sealed)
}

// ofState is an error of the state among those that shards come with.
func ofState(err error) error {
	var e stateError
	if errors.As(err, &e) {
		return e.error
	}
	return nil
}
