package sqlite

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/dialmap/dialmap/scanner/state"
)

// Error is a store that cannot be used. Text is ours and says the remedy.
type Error struct {
	Doing, Path, Text string
	Cause             error // for errors.Is and errors.As only
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Text
	}
	return fmt.Sprintf("%s state %s: %s", e.Doing, e.Path, e.Text)
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// fail says what was being done to which file, and why it did not work.
func (s *Store) fail(doing string, err error) error {
	if err == nil {
		return nil
	}
	if ours := (*Error)(nil); errors.As(err, &ours) {
		return &Error{Doing: doing, Path: s.path, Text: ours.Text, Cause: ours.Cause}
	}
	return &Error{Doing: doing, Path: s.path, Text: text(err), Cause: err}
}

// text of a driver's error, by its code.
func text(err error) string {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err.Error()
	}
	if errors.Is(err, state.ErrDamaged) {
		return "what was saved is damaged; restore the directory from a backup, or scan again"
	}
	switch code(err) {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return "another process keeps it locked; try again when that has ended"
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH:
		return "it cannot be written; make the file and its directory writable or name another directory with --state"
	case lib.SQLITE_CANTOPEN:
		return "it cannot be opened; make the directory writable or name another one with --state"
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return "it is damaged or not a database; restore it from a backup, or move it away and scan again"
	case lib.SQLITE_FULL:
		return "the disk is full; free space or name another directory with --state"
	case lib.SQLITE_IOERR:
		return "the disk reports an error; name another directory with --state"
	case lib.SQLITE_TOOBIG:
		return "one entry is too big to be kept"
	case lib.SQLITE_INTERRUPT:
		return "interrupted"
	}
	return fmt.Sprintf("unexpected SQLite result code %d", code(err))
}

// code is the primary result code of a driver's error, 0 for others.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func busy(err error) bool {
	c := code(err)
	return c == lib.SQLITE_BUSY || c == lib.SQLITE_LOCKED
}
