//go:build unix

package sqlite

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock takes the lock of an open file, if nobody has it. The kernel releases
// it with the process.
func lock(f *os.File) bool { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil }
