package sqlite

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

func TestADirectoryThatCannotBeWritten(t *testing.T) {
	parent := t.TempDir()
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, dir string }{
		{"one that is there", parent},
		{"one to be made", filepath.Join(parent, "state")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := os.Chmod(parent, 0o555); err != nil {
				t.Fatal(err)
			}
			defer os.Chmod(parent, 0o700)
			asNobody(func() {
				s, err := Open(c.dir)
				if err == nil {
					s.Close()
					t.Error("it was opened")
					return
				}
				if !strings.Contains(err.Error(), c.dir) || !strings.Contains(err.Error(), "permission denied") || !strings.Contains(err.Error(), "--state") {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

// asNobody runs do on a thread whose file permissions are nobody's, since root
// may write everywhere. The thread ends with its goroutine.
func asNobody(do func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			unix.SetfsuidRetUid(65534)
		}
		do()
	})
	wg.Wait()
}
