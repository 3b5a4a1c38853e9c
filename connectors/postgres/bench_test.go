package postgres_test

import (
	"context"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

func BenchmarkRead(b *testing.B) {
	w := newWorld(b, "create table people (id bigint, name text, phone text, contact jsonb, score float8, created timestamptz)",
		`insert into people select g, 'somebody ' || g, '+1 415 555 01' || g % 100, '{"phones": ["+44 20 7946 0123"]}', g / 7.0, now() from generate_series(1, 200000) g`)
	c := open(b, w.reader)
	found, _ := list(b, c)
	var shards []connectors.Shard
	for s, err := range c.Shards(context.Background(), found["public.people"]) {
		if err != nil {
			b.Fatal(err)
		}
		shards = append(shards, s)
	}
	rows := 0
	for b.Loop() {
		for _, s := range shards {
			for batch, err := range c.Read(context.Background(), s, connectors.Want{}) {
				if err != nil {
					b.Fatal(err)
				}
				rows += batch.Rows
			}
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
