package sqlite

import (
	"os"
	"path/filepath"
	"time"
)

const prefix = "dialmap-sqlite-"

// private makes a directory for a copy below dir, for the owner only. It holds
// a lock file, by which the copy of a scan that was killed is known: those are
// removed first.
func private(dir string) (path string, unlock func(), err error) {
	if dir == "" {
		dir = os.TempDir()
	}
	sweep(dir)
	if path, err = os.MkdirTemp(dir, prefix); err != nil { // mode 0700
		return "", nil, err
	}
	f, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		_ = remove(path) // empty, and only its owner's
		return "", nil, err
	}
	lock(f) // where it cannot be locked, no scan will sweep either
	return path, func() { f.Close() }, nil
}

// sweep removes copies whose scan is gone. A young one may not be locked yet.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, prefix+"*", "lock"))
	for _, name := range left {
		if d, err := os.Lstat(filepath.Dir(name)); err != nil || !d.IsDir() || d.Mode().Perm() != 0o700 {
			continue // not made here: a temporary directory is everyone's
		}
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			continue // another user's
		}
		info, err := f.Stat()
		if err == nil && time.Since(info.ModTime()) > time.Minute && lock(f) {
			_ = remove(filepath.Dir(name)) // the next scan tries again
		}
		f.Close()
	}
}
