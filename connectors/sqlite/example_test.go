package sqlite_test

import (
	"context"
	"fmt"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/sqlite"
)

func Example() {
	ctx := context.Background()
	c, err := sqlite.Open(ctx, connectors.Source{
		URL:    "sqlite:../../testdata/open/derived/breweries.db",
		Redact: func(name string) string { return name },
	})
	if err != nil {
		panic(err)
	}
	defer c.Close()
	for d, err := range c.Datasets(ctx) {
		if err != nil {
			panic(err)
		}
		phones := 0
		for s, err := range c.Shards(ctx, d) {
			if err != nil {
				panic(err)
			}
			for b, err := range c.Read(ctx, s, connectors.Want{Fields: []string{"phone"}}) {
				if err != nil {
					panic(err)
				}
				for i := range b.Cols[0].Len() {
					if _, flag := b.Cols[0].Value(i); flag&connectors.Null == 0 {
						phones++
					}
				}
			}
		}
		fmt.Println(d.Name, d.Records, "rows,", phones, "with a phone")
	}
	// Output: brewery 11822 rows, 10503 with a phone
}
