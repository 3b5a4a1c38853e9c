package objects

import "github.com/dialmap/dialmap/connectors"

// Options of a connector over a store.
type Options struct {
	// Redact replaces the number-like parts of a name by {}. Required.
	Redact func(name string) string

	// Peek allows the listing to read the first bytes of one object of each
	// dataset whose name does not tell its format. Without it such a dataset
	// is listed as its name suggests, and found out when it is read.
	Peek bool
}

var _ = connectors.Whole
