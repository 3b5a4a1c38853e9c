package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

func BenchmarkRead(b *testing.B) {
	c := opened(b, filepath.Join(openData, "derived", "breweries.db"), connectortest.Redact)
	defer c.Close()
	ds, _ := listed(b, c)
	var shards []connectors.Shard
	for s, err := range c.Shards(b.Context(), ds["brewery"]) {
		if err != nil {
			b.Fatal(err)
		}
		shards = append(shards, s)
	}
	b.SetBytes(ds["brewery"].Bytes)
	rows := 0
	for b.Loop() {
		for _, s := range shards {
			for batch, err := range c.Read(b.Context(), s, connectors.Want{}) {
				if err != nil {
					b.Fatal(err)
				}
				rows += batch.Rows
			}
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
