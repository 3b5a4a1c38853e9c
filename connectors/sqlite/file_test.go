package sqlite

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// snapshot is every file below dir with what would tell that it was written.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		var content []byte
		if info.Mode().IsRegular() {
			if content, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		files[path] = fmt.Sprintf("%v %v %x", info.Mode(), info.ModTime().UnixNano(), content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// openWith is Open with other limits; copies are made in a directory of their
// own.
func openWith(t testing.TB, path string, limit int64) (c *Connector, copies string) {
	t.Helper()
	copies = t.TempDir()
	c, err := open(t.Context(), connectors.Source{Name: "test", Redact: connectortest.Redact}, path, limits{copy: limit, dir: copies, tries: 3, count: 1000, pages: 1000, rows: 1000, bytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return c, copies
}

func count(t testing.TB, c connectors.Connector, dataset string) (records int, gaps []*connectors.Error) {
	t.Helper()
	ds, gaps := listed(t, c)
	rows, more := contents(t, c, ds[dataset], connectors.Want{})
	return len(rows), append(gaps, more...)
}

func TestNothingIsWrittenBesideTheFile(t *testing.T) {
	for _, c := range []struct {
		name    string
		make    []string
		leave   bool // the application has it open
		limit   int64
		records int
		stale   bool
		copied  bool
	}{
		{"a quiet file", []string{`CREATE TABLE t (x)`, `INSERT INTO t VALUES (1), (2)`}, false, 1 << 20, 2, false, false},
		{"a quiet file that keeps a log when written", []string{`PRAGMA journal_mode = WAL`, `CREATE TABLE t (x)`, `INSERT INTO t VALUES (1), (2)`}, false, 1 << 20, 2, false, false},
		{"changes still in the log are read from a copy", []string{`PRAGMA journal_mode = WAL`, `CREATE TABLE t (x)`, `INSERT INTO t VALUES (1)`,
			`PRAGMA wal_checkpoint(TRUNCATE)`, `INSERT INTO t VALUES (2)`}, true, 1 << 20, 2, false, true},
		{"a log too big to copy is left out, which is said", []string{`PRAGMA journal_mode = WAL`, `CREATE TABLE t (x)`, `INSERT INTO t VALUES (1)`,
			`PRAGMA wal_checkpoint(TRUNCATE)`, `INSERT INTO t VALUES (2)`}, true, 100, 1, true, false},
		{"a transaction that is not finished is not read", []string{`CREATE TABLE t (x)`, `INSERT INTO t VALUES (1)`,
			`PRAGMA cache_size = 1`, `BEGIN`, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT hex(zeroblob(100)) FROM n`,
		}, true, 10 << 20, 1, false, true},
		{"a journal that is kept and over is none", []string{`PRAGMA journal_mode = PERSIST`, `CREATE TABLE t (x)`, `INSERT INTO t VALUES (1)`}, true, 1 << 20, 1, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "app #1?.db")
			db := create(t, "file:"+strings.NewReplacer("#", "%23", "?", "%3f", " ", "%20").Replace(path), c.make...)
			defer db.Close()
			if !c.leave {
				db.Close()
			}
			before := snapshot(t, dir)
			conn, copies := openWith(t, path, c.limit)
			records, gaps := count(t, conn, "t")
			if records != c.records {
				t.Errorf("%d records, want %d; gaps %v", records, c.records, gaps)
			}
			if stale := len(gaps) == 1 && gaps[0].Reason == connectors.Stale; stale != c.stale || !stale && len(gaps) > 0 {
				t.Errorf("gaps %v, want stale %v", gaps, c.stale)
			}
			privately(t, copies, c.copied)
			equal(t, snapshot(t, dir), before)
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
			if left, _ := os.ReadDir(copies); len(left) > 0 {
				t.Errorf("%d files are left behind", len(left))
			}
			equal(t, snapshot(t, dir), before)
		})
	}
}

// privately checks that copies are there when they should, for the owner only.
func privately(t *testing.T, copies string, want bool) {
	t.Helper()
	entries, err := os.ReadDir(copies)
	if err != nil || (len(entries) > 0) != want {
		t.Fatalf("copied: %v, %v; want %v", entries, err, want)
	}
	if runtime.GOOS == "windows" {
		return
	}
	err = filepath.WalkDir(copies, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == copies {
			return err
		}
		if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v %v", d.Name(), info.Mode(), err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestALinkIsReadWithTheLogOfItsTarget(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "real.db")
	db := create(t, path, `PRAGMA journal_mode = WAL`, `CREATE TABLE t (x)`, `INSERT INTO t VALUES (1)`)
	defer db.Close()
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	c, _ := openWith(t, link, 1<<20)
	defer c.Close()
	if n, gaps := count(t, c, "t"); n != 1 || len(gaps) != 0 {
		t.Errorf("%d records, %v", n, gaps)
	}
}

func TestAFileThatIsWrittenMeanwhileIsAGap(t *testing.T) {
	path := made(t, `CREATE TABLE t (x)`, `INSERT INTO t VALUES (1)`)
	c, _ := openWith(t, path, 1<<20)
	defer c.Close()
	if n, gaps := count(t, c, "t"); n != 1 || len(gaps) != 0 {
		t.Fatalf("%d records, %v", n, gaps)
	}
	create(t, path, `INSERT INTO t VALUES (2)`).Close()
	if _, gaps := count(t, c, "t"); len(gaps) != 1 || gaps[0].Reason != connectors.Changed {
		t.Errorf("gaps: %v", gaps)
	}
}

func TestTheStampChangesWithTheContents(t *testing.T) {
	path := made(t, `CREATE TABLE t (x)`)
	stamp := func() string {
		c, _ := openWith(t, path, 1<<20)
		defer c.Close()
		ds, _ := listed(t, c)
		return ds["t"].Stamp
	}
	first, second := stamp(), stamp()
	if first == "" || first != second {
		t.Errorf("the same contents: %q and %q", first, second)
	}
	create(t, path, `INSERT INTO t VALUES (2)`).Close()
	if stamp() == first {
		t.Error("other contents, the same stamp")
	}
}

func TestACopyThatCannotBeMadeIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := create(t, path, `PRAGMA journal_mode = WAL`, `CREATE TABLE t (x)`, `PRAGMA wal_checkpoint(TRUNCATE)`, `INSERT INTO t VALUES (2)`)
	defer db.Close()
	c, err := open(t.Context(), connectors.Source{Redact: connectortest.Redact}, path, limits{copy: 1 << 20, dir: filepath.Join(t.TempDir(), "none"), tries: 1, count: 10, pages: 10, rows: 10, bytes: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if n, gaps := count(t, c, "t"); n != 0 || len(gaps) != 1 || gaps[0].Reason != connectors.Stale || !strings.Contains(gaps[0].Text, "TMPDIR") {
		t.Errorf("%d records, %v", n, gaps)
	}
}

func TestCopiesOfKilledScansAreSwept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("locks are Unix's")
	}
	dir := t.TempDir()
	gone, unlock, err := private(dir)
	if err != nil {
		t.Fatal(err)
	}
	unlock() // as the kernel does with a killed process
	young, unlock, err := private(dir)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	used, unlock, err := private(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	before := time.Now().Add(-time.Hour)
	for _, d := range []string{gone, used} {
		if err := os.Chtimes(filepath.Join(d, "lock"), before, before); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir)
	for d, want := range map[string]bool{gone: false, young: true, used: true} {
		if _, err := os.Stat(d); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(d), err == nil, want)
		}
	}
}
