// Package sqlite keeps scans in one SQLite file, for everyone who has no
// database server to give: `dialmap.db` in the state directory, readable by
// its owner only.
//
// One scan at a time may hold the directory ([Store.Lock]). Lists and reports
// need no lock: they read beside a running scan. A result that [Store.Commit]
// returned from survives a killed process and a lost power supply.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	_ "modernc.org/sqlite" // the driver named "sqlite"

	"github.com/dialmap/dialmap/scanner/state"
)

// File is the name of the database in the state directory.
const File = "dialmap.db"

// Store is an opened state directory. It may be used by many goroutines at
// once, and one directory by many processes.
type Store struct {
	path  string
	read  *sql.DB
	write *sql.DB // one connection: writers of one process queue here, not in busy waits

	mu   sync.Mutex
	held *os.File // the scan lock, while this Store holds it
}

var _ state.Store = (*Store)(nil)

// DefaultDir is where state lies when nobody says otherwise:
// $XDG_STATE_HOME/dialmap, else ~/.local/state/dialmap; "" where env names
// neither. A relative XDG_STATE_HOME is ignored, as its specification asks.
func DefaultDir(env func(string) string) string {
	if dir := env("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "dialmap")
	}
	if dir := env("LOCALAPPDATA"); runtime.GOOS == "windows" && dir != "" {
		return filepath.Join(dir, "dialmap")
	}
	if home := env("HOME"); home != "" {
		return filepath.Join(home, ".local", "state", "dialmap")
	}
	return ""
}

// Open opens the state in dir and makes both where they are missing, with
// modes 0700 and 0600. An existing directory keeps its mode: it may be the
// user's own. state.ErrVersion where a newer dialmap wrote it.
func Open(dir string) (*Store, error) {
	if dir == "" {
		return nil, errors.New("no directory for the state of scans: set HOME or name one with --state")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("state directory: %w", err)
	}
	s := &Store{path: filepath.Join(dir, File)}
	if err := prepare(s.path); err != nil {
		return nil, err
	}
	if err := s.open(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// open connects and brings the schema up to date.
func (s *Store) open() (err error) {
	if s.write, err = sql.Open("sqlite", dsn(s.path, "immediate")); err != nil {
		return s.fail("open", err)
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", dsn(s.path, "deferred")+"&_pragma=query_only(1)"); err != nil {
		return s.fail("open", err)
	}
	return s.migrate(context.Background())
}

// Close releases the files, and the scan lock if it is still held.
func (s *Store) Close() error {
	s.unlock()
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} { // the writer last: it folds the log into the file
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return s.fail("close", errors.Join(errs...))
}

// prepare makes the directory, and the file before SQLite does: SQLite gives
// its -wal and -shm files the mode of the database.
func prepare(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("state directory %s: %w; make it writable or name another one with --state", dir, reason(err))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("state %s: %w; make it writable or name another directory with --state", path, reason(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = f.Chmod(0o600)
	}
	if err != nil {
		return fmt.Errorf("state %s: make it readable by its owner only: %w", path, reason(err))
	}
	return nil
}

// reason is err without the path, which our own texts already name.
func reason(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// dsn of path. Commits are synchronous: a result that was returned is on disk.
// Deleted content is overwritten, and given back to the file system.
func dsn(path, txlock string) string {
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path // a drive letter
	}
	q := url.Values{"_txlock": {txlock}, "_pragma": {
		"busy_timeout(10000)",
		"foreign_keys(1)",
		"synchronous(FULL)",
		"secure_delete(1)",
		"temp_store(MEMORY)",
		"journal_size_limit(16777216)",
	}}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}
