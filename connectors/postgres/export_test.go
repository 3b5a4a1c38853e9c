package postgres

import (
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// HoldFor makes c give its snapshot up earlier.
func HoldFor(c connectors.Connector, d time.Duration) { c.(*Connector).snapshot.hold = d }
