package pace_test

import (
	"context"
	"fmt"
	"iter"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/pace"
)

func ExampleWrap() {
	windows, err := pace.ParseWindows([]string{"00:00-24:00 Europe/Berlin"})
	if err != nil {
		panic(err)
	}
	c := pace.Wrap(three{}, pace.Limits{Connections: 2, RowsPerSecond: 50_000, Windows: windows})
	for b, err := range c.Read(context.Background(), connectors.Shard{}, connectors.Want{}) {
		fmt.Println(b.Rows, err)
	}
	// Output: 3 <nil>
}

// three is a source of three rows.
type three struct{ connectors.Connector }

func (three) Read(context.Context, connectors.Shard, connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) { yield(&connectors.Batch{Rows: 3}, nil) }
}
