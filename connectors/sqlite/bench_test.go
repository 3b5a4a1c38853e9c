package sqlite

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
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

// BenchmarkDraw draws 6,905 rows of a million.
func BenchmarkDraw(b *testing.B) {
	for _, x := range []struct{ name, number string }{{"dense", "i"}, {"a row per ten numbers", "i * 10"}, {"sparse", "i * 1000"}} {
		path := made(b, `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, phone TEXT, note TEXT)`,
			`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
			INSERT INTO t SELECT `+x.number+`, 'somebody ' || i, '+1 415 555 01' || (i % 100), hex(zeroblob(30)) FROM n`)
		b.Run(x.name, func(b *testing.B) {
			c := opened(b, path, connectortest.Redact)
			defer c.Close()
			ds, _ := listed(b, c)
			rows := 0
			for b.Loop() {
				rows = 0
				var shards []connectors.Shard
				var slots, records int64
				for s, err := range c.Shards(b.Context(), ds["t"]) {
					if err != nil {
						b.Fatal(err)
					}
					shards, slots, records = append(shards, s), slots+s.Slots, records+s.Records
				}
				draws := 6905 * slots / records
				for _, s := range shards {
					w := connectors.Want{Draw: s.Draw}
					for n := draws * s.Slots / slots; n > 0; n-- {
						w.Slots = append(w.Slots, rand.Int64N(s.Slots))
					}
					slices.Sort(w.Slots)
					for batch, err := range c.Read(b.Context(), s, w) {
						if err != nil {
							b.Fatal(err)
						}
						rows += batch.Rows
					}
				}
			}
			b.ReportMetric(float64(rows), "rows")
		})
	}
}
