package files

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/google/go-cmp/cmp"
)

// scan reads everything below path: rows by dataset, and the gaps.
func scan(t testing.TB, path string) (rows map[string]int, gaps []string) {
	t.Helper()
	c := open(t, path, connectortest.Redact)
	defer c.Close()
	rows = map[string]int{}
	gap := func(err error) {
		var e *connectors.Error
		if !errors.As(err, &e) {
			t.Fatalf("not one of our errors: %v", err)
		}
		gaps = append(gaps, string(e.Reason)+" "+e.Part.Object)
	}
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			gap(err)
			continue
		}
		rows[d.Name] += 0
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				gap(err)
				continue
			}
			for b, err := range c.Read(t.Context(), s, connectors.Want{}) {
				if err != nil {
					gap(err)
					continue
				}
				rows[d.Name] += b.Rows
			}
		}
	}
	slices.Sort(gaps)
	return rows, gaps
}

// awkward fills a folder with everything that a folder should not hold.
func awkward(t testing.TB, dir string) {
	t.Helper()
	in := func(name string) string { return filepath.Join(dir, name) }
	write(t, in("good.csv"), []byte("id,phone\n1,+1 415 555 0123\n"))
	write(t, in("sub/deep/good.ndjson"), []byte("{\"a\":1}\n{\"a\":2}\n"))
	write(t, in("M\xfcnchen/\xff.csv"), []byte("id,n\n1,a\n"))
	write(t, in("empty.csv"), nil)
	write(t, in(".git/objects/x.txt"), []byte("a\n"))
	write(t, in("shop.db"), append([]byte("SQLite format 3\x00"), make([]byte, 84)...))
	write(t, in("pic.bin"), []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	write(t, in("cut.csv.gz"), zipped(t, "id,n\n"+strings.Repeat("1,a\n", 1000))[:40])
	for link, target := range map[string]string{
		"sub/loop": dir, "sub/out": os.TempDir(), "broken": "nowhere", "circle": "circle", "alias.csv": "good.csv",
	} {
		if err := os.Symlink(target, in(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(in("pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
}

func zipped(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.Bytes()
}

func TestAnAwkwardFolder(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	awkward(t, dir)
	if l, err := net.Listen("unix", filepath.Join(dir, "s")); err == nil {
		defer l.Close()
	}
	rows, gaps := scan(t, dir)
	wantRows := map[string]int{"good.csv": 1, "sub/deep/good.ndjson": 2, "empty.csv": 0, "M\uf7fcnchen/\uf7ff.csv": 1, "shop.db": 0, "pic.bin": 0}
	delete(rows, "cut.csv.gz") // as many as its beginning gives
	if d := cmp.Diff(wantRows, rows); d != "" {
		t.Error(d)
	}
	wantGaps := []string{
		"malformed cut.csv.gz", "skipped .git", "skipped broken", "skipped circle", "skipped sub/loop", "skipped sub/out",
		"unsupported pic.bin", "unsupported pipe", "unsupported s", "unsupported shop.db",
	}
	if d := cmp.Diff(wantGaps, gaps); d != "" {
		t.Error(d)
	}
}

func TestOneFileIsASource(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.csv"), []byte("id,n\n1,a\n"))
	write(t, filepath.Join(dir, "b.csv"), []byte("id,n\n1,a\n"))
	for _, url := range []string{filepath.Join(dir, "a.csv"), "file://" + filepath.Join(dir, "a.csv")} {
		rows, gaps := scan(t, url)
		if d := cmp.Diff(map[string]int{"a.csv": 1}, rows); d != "" || gaps != nil {
			t.Error(d, gaps)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), nil)
	for _, c := range []struct{ name, url, want string }{
		{"a path that is not there", filepath.Join(dir, "+1 415 555 0123"), "no such file or folder; check the path"},
		{"a path through a file", filepath.Join(dir, "a", "b"), "a part of the path is no folder; check the path"},
		{"no path", "", "no path given; name a file or a folder"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(t.Context(), connectors.Source{URL: c.url, Redact: connectortest.Redact})
			var e *connectors.Error
			if !errors.As(err, &e) || !strings.HasPrefix(e.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "0123") {
				t.Error("the error holds the number")
			}
		})
	}
}

func TestAFileThatGrowsIsAGap(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.txt")
	write(t, name, []byte("a\nb\n"))
	c := open(t, dir, connectortest.Redact)
	defer c.Close()
	var reasons []connectors.Reason
	for d := range c.Datasets(t.Context()) {
		write(t, name, []byte("a\nb\nc\n"))
		for s := range c.Shards(t.Context(), d) {
			for _, err := range c.Read(t.Context(), s, connectors.Want{}) {
				var e *connectors.Error
				if errors.As(err, &e) {
					reasons = append(reasons, e.Reason)
				}
			}
		}
	}
	if !slices.Equal(reasons, []connectors.Reason{connectors.Changed}) {
		t.Errorf("gaps %v, want changed", reasons)
	}
}

func TestRights(t *testing.T) {
	g, ok := connectors.As[connectors.Granter](open(t, t.TempDir(), connectortest.Redact))
	if !ok || len(g.Rights(t.Context())) == 0 {
		t.Error("no rights to grant")
	}
}

// TestUnreadable needs a user that permissions apply to: as root it runs itself
// again as nobody.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		asNobody(t)
		return
	}
	dir := os.Getenv("DIALMAP_TEST_DIR")
	if dir == "" {
		dir = t.TempDir()
		unreadable(t, dir)
	}
	rows, gaps := scan(t, dir)
	if d := cmp.Diff(map[string]int{"good.csv": 1, "secret.csv": 0}, rows); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"denied locked", "denied secret.csv"}, gaps); d != "" {
		t.Error(d)
	}
}

func unreadable(t *testing.T, dir string) {
	t.Helper()
	write(t, filepath.Join(dir, "good.csv"), []byte("id,n\n1,a\n"))
	write(t, filepath.Join(dir, "secret.csv"), []byte("id,n\n1,a\n"))
	write(t, filepath.Join(dir, "locked", "a.csv"), []byte("id,n\n1,a\n"))
	for _, name := range []string{"secret.csv", "locked"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "locked"), 0o755) })
}

func asNobody(t *testing.T) {
	dir, err := os.MkdirTemp("", "dialmap")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	unreadable(t, dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Skip("root ignores permissions, and the test cannot run itself again")
	}
	bin := filepath.Join(dir, "..", filepath.Base(dir)+".test")
	if err := os.WriteFile(bin, self, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(bin)
	cmd := exec.CommandContext(t.Context(), bin, "-test.run=^TestUnreadable$")
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "DIALMAP_TEST_DIR="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
}

// Whoever ranges over a listing may leave it at the moment it is interrupted.
func TestAListingThatIsLeftWhileItIsInterrupted(t *testing.T) {
	dir := t.TempDir()
	for i := range 5 {
		write(t, filepath.Join(dir, fmt.Sprintf("%c.csv", 'a'+i)), []byte("id,phone\n1,+1 415 555 0123\n"))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s := &store{path: dir, root: root, redact: connectortest.Redact}
	listing, stop := context.WithCancel(t.Context())
	defer stop()
	seen := 0
	for range s.List(listing) {
		seen++
		stop()
		break
	}
	if seen != 1 {
		t.Errorf("saw %d objects before leaving, want 1", seen)
	}
}
