package plan

import (
	"context"
	"errors"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// SourceName names a database of a source, or the source itself where sub is "".
func SourceName(root, sub string) string {
	if sub == "" {
		return root
	}
	return root + "/" + sub
}

// GapOf makes a gap of an error. An error that no connector made says nothing
// but its kind: its text may hold a value.
func GapOf(source, dataset string, err error) inventory.Gap {
	var e *connectors.Error
	if !errors.As(err, &e) {
		reason := connectors.Malformed
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			reason = connectors.Timeout
		case errors.Is(err, context.Canceled):
			reason = connectors.Interrupted
		}
		return inventory.Gap{Source: source, Dataset: dataset, Reason: string(reason), Detail: "could not be read"}
	}
	if dataset == "" {
		dataset = e.Part.Dataset
		if e.Part.Sub != "" {
			source = SourceName(source, e.Part.Sub)
		}
	}
	detail := e.Text
	if e.Part.Object != "" && e.Part.Object != dataset {
		detail = e.Part.Object + ": " + detail
	}
	return inventory.Gap{Source: source, Dataset: dataset, Field: e.Part.Field, Reason: string(e.Reason), Detail: detail}
}

// Busy is why a dataset cannot be read now and may be later.
type Busy int

// From what is worth no waiting to what is worth most.
const (
	NotBusy         Busy = iota
	BusyUnreachable      // its source does not answer: who waits for it waits for an outage to end
	BusyLocked           // others hold a lock, or the server asks for patience
)

// BusyBy says whether an error is of the moment, such as a lock that others
// hold.
func BusyBy(err error) Busy {
	var e *connectors.Error
	switch {
	case !errors.As(err, &e) || !e.Retry && e.Reason != connectors.Timeout:
		return NotBusy
	case e.Reason == connectors.Unreachable:
		return BusyUnreachable
	}
	return BusyLocked
}
