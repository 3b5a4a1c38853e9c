package plan

import (
	"context"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// maxStated is how much is kept of what a source says a dataset is for, in
// bytes.
const maxStated = 300

// StatedFor is what the source says of what a dataset is for.
func StatedFor(ctx context.Context, c connectors.Connector, d connectors.Dataset) (list []inventory.Stated) {
	say := func(text, from string) {
		if text = strings.TrimSpace(text); len(text) > maxStated {
			text = strings.ToValidUTF8(text[:maxStated], "") + "…"
		}
		if text != "" {
			list = append(list, inventory.Stated{Text: text, From: from})
		}
	}
	say(d.Comment, "comment")
	if p, ok := connectors.As[connectors.Purposer](c); ok {
		for _, text := range p.Purposes(ctx, d) {
			say(text, "tag")
		}
	}
	return list
}

// ExpiryOf is when a dataset's records expire, as its source says.
func ExpiryOf(ctx context.Context, c connectors.Connector, d connectors.Dataset) *inventory.Expiry {
	x, ok := connectors.As[connectors.Expirer](c)
	if !ok {
		return nil
	}
	e := x.Expiry(ctx, d)
	if e == nil {
		return nil
	}
	return &inventory.Expiry{Days: e.Days, On: inventory.Date(e.On), Rule: e.Rule, Back: e.Back}
}
