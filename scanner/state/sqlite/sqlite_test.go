package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/state/statetest"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func begin(t *testing.T, s *Store, id string) {
	t.Helper()
	if err := s.Begin(t.Context(), state.Scan{ID: id, Started: time.Now(), Status: state.Running}); err != nil {
		t.Fatal(err)
	}
}

func result(shard int, size int) state.Result {
	return state.Result{Step: state.Step{Stage: "work", Shard: fmt.Sprintf("%06d", shard)}, Data: []byte(strings.Repeat("x", size))}
}

func TestStore(t *testing.T) {
	statetest.Run(t, func(t *testing.T) state.Store { return open(t, t.TempDir()) })
}

func TestDefaultDir(t *testing.T) {
	for _, c := range []struct {
		name, xdg, home, want string
	}{
		{"the XDG state directory", "/var/state", "/home/a", "/var/state/dialmap"},
		{"a relative one is ignored", "state", "/home/a", "/home/a/.local/state/dialmap"},
		{"below home", "", "/home/a", "/home/a/.local/state/dialmap"},
		{"neither", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := map[string]string{"XDG_STATE_HOME": c.xdg, "HOME": c.home}
			if got := DefaultDir(func(k string) string { return env[k] }); got != filepath.FromSlash(c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestScansOutliveTheStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b%20?#;", "state")
	s := open(t, dir)
	begin(t, s, "a")
	if _, err := s.Commit(t.Context(), "a", result(1, 3)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != File {
		t.Errorf("the directory holds %v, %v; want only %s", entries, err, File)
	}
	if done, err := open(t, dir).Done(t.Context(), "a", result(1, 0).Step); !done || err != nil {
		t.Errorf("got %v, %v", done, err)
	}
}

func TestOnlyTheOwnerReads(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are Unix's")
	}
	parent := t.TempDir()
	dir := filepath.Join(parent, "new", "state")
	s := open(t, dir)
	begin(t, s, "a")
	if _, err := s.Lock(); err != nil {
		t.Fatal(err)
	}
	want := map[string]os.FileMode{dir: 0o700, filepath.Dir(dir): 0o700}
	for _, name := range []string{File, File + "-wal", File + "-shm", "dialmap.lock"} {
		want[filepath.Join(dir, name)] = 0o600
	}
	for path, mode := range want {
		info, err := os.Stat(path)
		if err != nil {
			t.Error(err)
		} else if got := info.Mode().Perm(); got != mode {
			t.Errorf("%s: got %o, want %o", filepath.Base(path), got, mode)
		}
	}
	s.Close()
	if err := os.Chmod(filepath.Join(dir, File), 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if info, _ := os.Stat(filepath.Join(dir, File)); info.Mode().Perm() != 0o600 {
		t.Errorf("a file that others could read stays so: %o", info.Mode().Perm())
	}
}

func TestOneScanAtATime(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir)
	unlock, err := a.Lock()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Store{a, b} {
		if _, err := s.Lock(); !errors.Is(err, state.ErrLocked) || !strings.Contains(err.Error(), "--state") {
			t.Errorf("a second scan: got %v", err)
		}
	}
	begin(t, a, "a")
	if scans, err := b.Scans(t.Context()); err != nil || len(scans) != 1 {
		t.Errorf("a list beside a scan: got %v, %v", scans, err)
	}
	unlock()
	again, err := b.Lock()
	if err != nil {
		t.Fatalf("after the scan: %v", err)
	}
	unlock() // once more does no harm
	if _, err := a.Lock(); !errors.Is(err, state.ErrLocked) {
		t.Errorf("an old unlock released the next scan's lock: %v", err)
	}
	again()
	if _, err := a.Lock(); err != nil {
		t.Error(err)
	}
	a.Close()
	if _, err := b.Lock(); err != nil {
		t.Errorf("a closed store still holds the lock: %v", err)
	}
}

func TestManyOpenANewDirectoryAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if err := s.Begin(context.Background(), state.Scan{ID: fmt.Sprint(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if scans, err := open(t, dir).Scans(t.Context()); err != nil || len(scans) != 8 {
		t.Errorf("got %d scans, %v; want 8", len(scans), err)
	}
}

func TestDeleteGivesTheRoomBackAndLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	begin(t, s, "a")
	begin(t, s, "b")
	small := sizes(t, dir)
	for i := range 64 {
		r := result(i, 1<<16)
		copy(r.Data, "the deleted scan's own bytes")
		if _, err := s.Commit(t.Context(), "a", r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if after := sizes(t, dir); after > small+1<<16 {
		t.Errorf("%d bytes before, %d after", small, after)
	}
	for _, name := range []string{File, File + "-wal"} {
		if b, _ := os.ReadFile(filepath.Join(dir, name)); strings.Contains(string(b), "deleted scan's own") {
			t.Errorf("%s still holds a deleted result", name)
		}
	}
}

// sizes is what the database and its log take.
func sizes(t *testing.T, dir string) (n int64) {
	t.Helper()
	for _, name := range []string{File, File + "-wal"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		n += info.Size()
	}
	return n
}

func TestOpenSaysWhatIsWrongAndWhatHelps(t *testing.T) {
	write := func(content string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, File), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, dir string)
		want    []string
		is      error
	}{
		{"a file that is no database", write(strings.Repeat("no database ", 1000)), []string{"damaged or not a database", "backup"}, nil},
		{"a database cut short", func(t *testing.T, dir string) {
			s := open(t, dir)
			begin(t, s, "a")
			s.Close()
			if err := os.Truncate(filepath.Join(dir, File), 5000); err != nil {
				t.Fatal(err)
			}
		}, []string{"damaged", "backup"}, nil},
		{"another program's database", func(t *testing.T, dir string) {
			alter(t, dir, `CREATE TABLE t (x)`)
		}, []string{"another program's", "--state"}, nil},
		{"a newer dialmap's state", func(t *testing.T, dir string) {
			open(t, dir).Close()
			alter(t, dir, `PRAGMA user_version = 99`)
		}, []string{"newer dialmap", "schema 99", "update dialmap"}, state.ErrVersion},
		{"a directory where the file should be", func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, File), 0o700); err != nil {
				t.Fatal(err)
			}
		}, []string{"--state"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			c.prepare(t, dir)
			s, err := Open(dir)
			if err == nil {
				_, err = s.Scans(t.Context())
				s.Close()
			}
			if err == nil || c.is != nil && !errors.Is(err, c.is) {
				t.Fatalf("got %v, want %v", err, c.is)
			}
			for _, want := range append(c.want, filepath.Join(dir, File)) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
	t.Run("a file where the directory should be", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(filepath.Join(file, "state"))
		if err == nil || !strings.Contains(err.Error(), "--state") || !strings.Contains(err.Error(), file) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no directory at all", func(t *testing.T) {
		if _, err := Open(""); err == nil || !strings.Contains(err.Error(), "--state") {
			t.Errorf("got %v", err)
		}
	})
}

// alter runs a statement on the file behind the store's back.
func alter(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// A flipped bit in anything that was saved is an error, and never another
// result: each is tried in turn.
func TestAFlippedBitIsAnError(t *testing.T) {
	const inventory = `{"version":1,"fields":[{"numbers":12}]}`
	step := state.Step{Stage: "work", Shard: "0a1b"}
	s := open(t, t.TempDir())
	begin(t, s, "one")
	if err := s.Finish(t.Context(), "one", state.Complete, time.Now(), []byte(inventory)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), "one", state.Result{Step: step, Data: []byte(`{"numbers":12}`)}); err != nil {
		t.Fatal(err)
	}
	readInventory := func() ([]byte, error) { return s.Inventory(t.Context(), "one") }
	readResult := func() (data []byte, err error) {
		for r, e := range s.Results(t.Context(), "one") {
			data, err = r.Data, errors.Join(err, e)
		}
		return data, err
	}
	for _, c := range []struct {
		table string
		read  func() ([]byte, error)
	}{{"inventory", readInventory}, {"result", readResult}} {
		want, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		var saved []byte
		if err := s.read.QueryRow("SELECT data FROM " + c.table).Scan(&saved); err != nil {
			t.Fatal(err)
		}
		put := func(b []byte) {
			t.Helper()
			if _, err := s.write.Exec("UPDATE "+c.table+" SET data = ?", b); err != nil {
				t.Fatal(err)
			}
		}
		for bit := 0; bit < 8*len(saved); bit += 5 { // every byte, another bit of it
			saved[bit/8] ^= 1 << (bit % 8)
			put(saved)
			got, err := c.read()
			if !errors.Is(err, state.ErrDamaged) || !strings.Contains(err.Error(), "damaged") {
				t.Fatalf("%s, bit %d: %q, %v; want it told as damaged", c.table, bit, got, err)
			}
			saved[bit/8] ^= 1 << (bit % 8)
		}
		put(saved)
		if got, err := c.read(); err != nil || string(got) != string(want) {
			t.Errorf("%s as it was: %q, %v", c.table, got, err)
		}
	}
	if _, err := s.write.Exec("UPDATE result SET shard = '0a1c'"); err != nil {
		t.Fatal(err)
	}
	if _, err := readResult(); !errors.Is(err, state.ErrDamaged) {
		t.Errorf("a result under the name of another: %v, want it told as damaged", err)
	}
}

// What a version before wrote, without a checksum, is read.
func TestScansOfOlderVersionsAreRead(t *testing.T) {
	s := open(t, t.TempDir())
	begin(t, s, "one")
	if err := s.Finish(t.Context(), "one", state.Complete, time.Now(), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(`UPDATE inventory SET data = CAST('{"version":1}' AS BLOB)`); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Inventory(t.Context(), "one"); err != nil || string(got) != `{"version":1}` {
		t.Errorf("%q, %v", got, err)
	}
}

func BenchmarkCommit(b *testing.B) {
	s, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.Begin(b.Context(), state.Scan{ID: "a"}); err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		if _, err := s.Commit(b.Context(), "a", result(i, 4096)); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
