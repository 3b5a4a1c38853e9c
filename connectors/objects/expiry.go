package objects

import (
	"context"
	"encoding/json"

	"github.com/dialmap/dialmap/connectors"
)

// Expiry is the rule by which the store removes all objects of d.
func (c *connector) Expiry(ctx context.Context, d connectors.Dataset) *connectors.Expiry {
	e, ok := c.store.(Expirer)
	var op opaque
	if !ok || json.Unmarshal(d.Opaque, &op) != nil {
		return nil
	}
	if op.Object != nil {
		return e.Expiry(ctx, op.Object.Key)
	}
	return e.Expiry(ctx, op.Prefix)
}
