package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/dialmap/dialmap/scanner/state"
)

// Lock takes the state directory for one scan; state.ErrLocked when another
// scan, in this process or another, has it. The kernel releases the lock of a
// killed process. unlock may be called more than once.
func (s *Store) Lock() (unlock func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := filepath.Join(filepath.Dir(s.path), "dialmap.lock")
	if s.held != nil {
		return nil, locked(path)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w; make the directory writable or name another one with --state", path, reason(err))
	}
	if err := lockFile(f); err != nil {
		f.Close()
		if errors.Is(err, errHeld) {
			return nil, locked(path)
		}
		return nil, fmt.Errorf("lock %s: %w; name a directory on a local disk with --state", path, err)
	}
	s.held = f
	return sync.OnceFunc(s.unlock), nil
}

// unlock closes the file, which releases it. The file stays: removing it would
// let two scans hold locks on two files of the same name.
func (s *Store) unlock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held != nil {
		s.held.Close()
		s.held = nil
	}
}

// errHeld is what lockFile returns when another open file has the lock.
var errHeld = errors.New("held")

func locked(path string) error {
	return fmt.Errorf("%s: %w; wait until it ends or name another directory with --state", path, state.ErrLocked)
}
