package sqlite

import (
	"context"
	"errors"
	"io/fs"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/dialmap/dialmap/connectors"
)

// fault makes an error of the driver ours, by its result code: its message can
// hold names and values.
func fault(p connectors.Part, err error) *connectors.Error {
	e := &connectors.Error{Part: p, Cause: err}
	var ours *connectors.Error
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.Is(err, context.DeadlineExceeded):
		e.Reason, e.Text = connectors.Timeout, "it took too long; raise statement_timeout for this source"
		return e
	case errors.Is(err, context.Canceled):
		e.Reason, e.Text = connectors.Interrupted, "interrupted"
		return e
	}
	e.Reason, e.Text, e.Retry = explain(code(err))
	return e
}

// code is the primary result code of a driver's error; 0 for others.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func explain(code int) (r connectors.Reason, text string, retry bool) {
	switch code {
	case lib.SQLITE_CORRUPT:
		return connectors.Malformed, "this part of the file is damaged; repair a copy with sqlite3's .recover command and scan that", false
	case lib.SQLITE_NOTADB:
		return connectors.Malformed, "the file is damaged, or encrypted, or not a SQLite database; scan a copy that sqlite3 can open", false
	case lib.SQLITE_CANTOPEN, lib.SQLITE_PERM, lib.SQLITE_READONLY, lib.SQLITE_AUTH:
		return connectors.Denied, "the file cannot be opened; grant the user who scans read permission on it", false
	case lib.SQLITE_IOERR:
		return connectors.Unreachable, "the disk reports a read error; check it, or scan a copy", true
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return connectors.Timeout, "another process keeps it locked; scan again when that has ended", true
	case lib.SQLITE_NOMEM, lib.SQLITE_TOOBIG:
		return connectors.Limit, "a value is too big to be read", false
	case lib.SQLITE_INTERRUPT:
		return connectors.Interrupted, "interrupted", false
	}
	return connectors.Unsupported, "SQLite cannot run the query: it needs a function, collation or module that only the application has, or a table that is missing; " +
		"scan a copy without it, or exclude it", false
}

// fileFault is for errors of the file system.
func fileFault(err error) *connectors.Error {
	e := &connectors.Error{Cause: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Reason, e.Text = connectors.Unreachable, "there is no such file; check the path (a relative one starts at the working directory, or at the configuration file)"
	case errors.Is(err, fs.ErrPermission):
		e.Reason, e.Text = connectors.Denied, "permission denied; grant the user who scans read permission on the file and search permission on its directories"
	default:
		e.Reason, e.Text, e.Retry = connectors.Unreachable, "the file cannot be read; check the path and the disk", true
	}
	return e
}
