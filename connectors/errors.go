package connectors

import (
	"strings"
)

// Reason says why something was not looked at. The list is closed.
type Reason string

// The reasons of a gap.
const (
	Denied      Reason = "denied"
	Timeout     Reason = "timeout"
	Unsupported Reason = "unsupported"
	Malformed   Reason = "malformed"
	Limit       Reason = "limit"
	Unreachable Reason = "unreachable"
	Interrupted Reason = "interrupted"
	Skipped     Reason = "skipped"
	Filtered    Reason = "filtered"
	Changed     Reason = "changed"
	Archived    Reason = "archived"
	Encrypted   Reason = "encrypted"
	Stale       Reason = "stale"
)

// Recut is not a gap: what Shards took for granted at a look at the beginning (no
// quoted line breaks, say) does not hold further on. The scanner drops what was
// read of the dataset and cuts it again with [Dataset.Sequential].
const Recut Reason = "recut"

// Part names what an error is about. Names are redacted; empty means all.
type Part struct {
	Sub, Dataset, Field string
	Object              string // one object, file or unit of the dataset; redacted
}

func (p Part) String() string {
	var parts []string
	for _, s := range []string{p.Sub, p.Dataset, p.Object, p.Field} {
		if s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "/")
}

// Error is a part of a source that could not be read. Text is written by us
// from the SQLSTATE, HTTP or system code, and says the remedy where there is
// one; the server's own message is never printed or stored, since it can carry
// values. The cause is for errors.Is and errors.As only.
type Error struct {
	Part   Part
	Reason Reason
	Text   string // "permission denied; grant SELECT on it to the scan's role"
	Retry  bool   // reading the same shard again may succeed
	Cause  error
}

func (e *Error) Error() string {
	if p := e.Part.String(); p != "" {
		return p + ": " + e.Text
	}
	return e.Text
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }
