package reporttest

import (
	"time"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Judged is m judged anew by the catalogue that the product ships, as the
// organisation of d.
func Judged(m *datamap.Map, d datamap.Declarations) (*datamap.Map, error) {
	c, err := laws.Load()
	if err != nil {
		return nil, err
	}
	inv := &inventory.Inventory{
		Version: inventory.Version, Tool: m.Tool, ConfigHash: m.ConfigHash, KeyFingerprint: m.KeyFingerprint,
		Scan: m.Scan.Scan, Sources: m.Sources, Datasets: m.Datasets, Fields: m.Fields, Gaps: m.Gaps, Distinct: m.Headline.Distinct,
	}
	judged := datamap.Build(inv, d, c, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	judged.Since = m.Since
	return judged, nil
}
