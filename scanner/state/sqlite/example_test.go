package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
)

func Example() {
	dir, err := os.MkdirTemp("", "state")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	store, err := sqlite.Open(dir)
	if err != nil {
		panic(err)
	}
	defer store.Close()
	unlock, err := store.Lock() // one scan at a time
	if err != nil {
		panic(err)
	}
	defer unlock()

	ctx := context.Background()
	err = store.Begin(ctx, state.Scan{ID: "20261123-a1", Started: time.Now(), Status: state.Running})
	if err != nil {
		panic(err)
	}
	step := state.Step{Stage: "work", Round: 1, Shard: "6f2c"}
	if _, err := store.Commit(ctx, "20261123-a1", state.Result{Step: step, Data: []byte("a profile")}); err != nil {
		panic(err)
	}
	done, err := store.Done(ctx, "20261123-a1", step)
	fmt.Println(done, err)
	// Output: true <nil>
}
