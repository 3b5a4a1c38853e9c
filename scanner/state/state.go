// Package state is the contract of where scans, their plans, the results of
// their shards and their inventories are kept. Nothing in it is in clear that
// a source could have named: plans are sealed by the scanner before they come
// here, steps are keyed hashes, results are profiles.
package state

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Store keeps scans. It may be used by many goroutines at once.
type Store interface {
	// Begin records a new scan.
	Begin(ctx context.Context, s Scan) error
	// Scans lists them, newest first.
	Scans(ctx context.Context) ([]Scan, error)
	// Find returns the scan whose ID is id or begins with it, the newest for
	// "". ErrNotFound, or ErrAmbiguous.
	Find(ctx context.Context, id string) (Scan, error)
	// Finish records the end of a scan and its inventory.
	Finish(ctx context.Context, id string, status Status, finished time.Time, inventory []byte) error
	// Inventory of a finished scan. ErrNotFound where it has none.
	Inventory(ctx context.Context, id string) ([]byte, error)
	// Delete removes a scan and all that belongs to it.
	Delete(ctx context.Context, id string) error

	// SavePlan keeps one sealed part of a scan's plan; the first one saved
	// under a name stands. Plan returns it, or ErrNotFound. Plans yields them in
	// the order of their first save.
	SavePlan(ctx context.Context, scan, name string, sealed []byte) error
	Plan(ctx context.Context, scan, name string) ([]byte, error)
	Plans(ctx context.Context, scan string) iter.Seq2[Plan, error]

	// Commit is idempotent: the first result of a Step stands.
	Commit(ctx context.Context, scan string, r Result) (Ref, error)
	Done(ctx context.Context, scan string, s Step) (bool, error)
	// Results yields them in the order of their shard (bytewise), then stage and
	// round: what belongs to one dataset, whose hash its shards begin with,
	// comes together.
	Results(ctx context.Context, scan string) iter.Seq2[Result, error]
	// DropWork forgets the plan and the results of a scan, and keeps its
	// inventory: it can be reported on, and no longer be resumed.
	DropWork(ctx context.Context, scan string) error

	// Register of findings, which outlives scans; nil where none was saved.
	// SaveRegister replaces it.
	Register(ctx context.Context) ([]byte, error)
	SaveRegister(ctx context.Context, data []byte) error

	Close() error
}

// Scan is one scan as the store knows it.
type Scan struct {
	ID             string
	Started        time.Time
	Finished       time.Time // zero: not finished
	Status         Status
	Tool           string // version
	ConfigHash     string
	KeyFingerprint string
	Meta           []byte // the caller's own: options and declarations, without secrets
}

// Status of a scan.
type Status string

// The statuses.
const (
	Running     Status = "running" // or killed
	Complete    Status = "complete"
	Incomplete  Status = "incomplete"  // ended with shards that could not be read
	Interrupted Status = "interrupted" // stopped on request; partial result saved
)

// Plan is one sealed part of a plan.
type Plan struct {
	Name   string
	Sealed []byte
}

// Step names one piece of work: stage, round and the keyed hash of the shard.
type Step struct {
	Stage string
	Round int
	Shard string
}

// Result is what one step found.
type Result struct {
	Step Step
	Data []byte
}

// Ref points at a committed result; it is what a workflow passes on.
type Ref struct {
	Scan string
	Step Step
	Size int
}

// Errors of a Store.
var (
	ErrNotFound  = errors.New("no such scan")
	ErrAmbiguous = errors.New("more than one scan begins with that")
	ErrLocked    = errors.New("another scan is using this state directory")
	ErrVersion   = errors.New("the state was written by a newer dialmap")
)
