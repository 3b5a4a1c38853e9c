package objects

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// maxTagged is of how many datasets tags are asked: each is a request more.
const maxTagged = 1000

// Purposes are what the first object of a dataset says in a tag purpose. Where
// tags may not be read nobody is asked again.
func (c *connector) Purposes(ctx context.Context, d connectors.Dataset) (list []string) {
	t, ok := c.store.(Tagger)
	if !ok || c.tagged.Add(1) > maxTagged {
		return nil
	}
	for o, err := range c.members(ctx, d) {
		if err != nil {
			return nil
		}
		tags, err := t.Tags(ctx, o)
		if err != nil {
			c.tagged.Store(maxTagged)
			return nil
		}
		for _, k := range slices.Sorted(maps.Keys(tags)) {
			if strings.EqualFold(k, "purpose") && tags[k] != "" {
				list = append(list, c.o.Redact(tags[k]))
			}
		}
		return list
	}
	return nil
}
