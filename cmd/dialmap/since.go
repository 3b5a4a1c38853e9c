package main

import (
	"context"

	"github.com/dialmap/dialmap/reports/compare"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/state"
)

// since says what changed since the scan before this one that can be compared
// with it. What stands in the way is told in the report: it is not a reason not to
// write one.
func (a *app) since(ctx context.Context, store state.Store, m *datamap.Map, inv *inventory.Inventory, c *laws.Catalog, base *datamap.Map) *datamap.Since {
	if base == nil {
		this, err := store.Find(ctx, inv.Scan.ID)
		if err != nil {
			return without("the saved scans cannot be read")
		}
		old, err := a.earlier(ctx, store, &saved{Scan: this, inv: inv})
		switch {
		case err != nil:
			return without("the scan before it cannot be read")
		case old == nil:
			return without("no earlier scan of these sources, made with the same key, is saved")
		}
		base = old.judged(c, dayOf(m))
	}
	changes, err := compare.Compare(base, m)
	if err != nil {
		return without(err.Error())
	}
	return changes.Since()
}

func without(because string) *datamap.Since { return &datamap.Since{Because: because} }
