package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
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

// BenchmarkDraw draws about 6,905 rows of a table, as a scan does that is to
// find what one record in a thousand holds. Without -short also of ten million.
func BenchmarkDraw(b *testing.B) {
	for _, rows := range []int{1_000_000, 10_000_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			if rows > 1_000_000 && testing.Short() {
				b.Skip("it takes a minute to fill")
			}
			w := newWorld(b, "create table people (id bigint, name text, phone text, created timestamptz)",
				fmt.Sprintf("insert into people select g, 'somebody ' || g, '+1 415 555 01' || g %% 100, now() from generate_series(1, %d) g", rows),
				"vacuum analyze people")
			c := open(b, w.reader)
			for b.Loop() {
				shards := cut(b, c, "public.people")
				var slots, records int64
				for _, s := range shards {
					slots, records = slots+s.Slots, records+s.Records
				}
				draws := 6905 * slots / records
				drawn := make([][]int64, len(shards))
				pages := map[int64]bool{}
				for range draws {
					i, slot := 0, rand.Int64N(slots)
					pages[slot/291] = true
					for ; slot >= shards[i].Slots; i++ {
						slot -= shards[i].Slots
					}
					drawn[i] = append(drawn[i], slot)
				}
				found := 0
				for i, s := range shards {
					slices.Sort(drawn[i])
					for batch, err := range c.Read(context.Background(), s, connectors.Want{Draw: s.Draw, Slots: drawn[i]}) {
						if err != nil {
							b.Fatal(err)
						}
						found += batch.Rows
					}
				}
				b.ReportMetric(float64(found), "rows")
				b.ReportMetric(float64(draws), "draws")
				b.ReportMetric(float64(len(pages)), "pages")
				b.ReportMetric(float64(slots/291), "pages-of-all")
			}
		})
	}
}
