package e2e

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/dialmap/dialmap/connectors/connectortest"
)

// awkward writes a directory of everything that goes wrong, between two files
// that do not.
func awkward(t *testing.T, h *home) {
	t.Helper()
	good := "name,phone\nA,+14155550123\nB,+442079460123\n"
	h.write("data/a-good.csv", good)
	h.write("data/z-good.csv", good)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for i := range 20_000 {
		fmt.Fprintf(z, "call +1 415 555 %04d today %x\n", 100+i%100, i*i)
	}
	_ = z.Close()
	h.write("data/truncated.txt.gz", packed.String()[:packed.Len()/2])
	h.write("data/empty.csv", "")
	h.write("data/nul.txt", "a\x00b +14155550124\x00\n\xff\xfe\xfa broken +14155550125\n")
	h.write("data/unreadable.csv", good)
	h.write("data/loop/file.csv", good)
	for _, err := range []error{
		os.Chmod(h.path("data/unreadable.csv"), 0),
		os.Symlink(h.path("data"), h.path("data/loop/up")),
		bomb(h.path("data/bomb.csv.gz")),
		longLine(h.path("data/one-line.csv")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// bomb writes a gzip of 1 GiB of one letter.
func bomb(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	block := bytes.Repeat([]byte("a"), 1<<20)
	for range 1 << 10 {
		if _, err := z.Write(block); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}

// longLine writes a CSV of a single line of 200 MB.
func longLine(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	block := []byte(strings.Repeat("some words, ", 1<<16) + "+14155550126,")
	for written := 0; written < 200_000_000; written += len(block) {
		if _, err := f.Write(block); err != nil {
			return err
		}
	}
	return f.Close()
}

func TestEveryBrokenPartIsAGapAndTheRestIsReported(t *testing.T) {
	h := newHome(t)
	awkward(t, h)
	c := h.command("scan", h.path("data"), "--full", "--state", h.path("st"), "--format", "json", "-o", h.path("out.json"), "--quiet")
	var log strings.Builder
	c.Stderr = &log
	if os.Geteuid() == 0 { // root may read every file: scan as somebody else
		if err := filepath.WalkDir(h.dir, func(p string, _ os.DirEntry, _ error) error { return os.Lchown(p, 65534, 65534) }); err != nil {
			t.Fatal(err)
		}
		for dir := h.dir; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
			_ = os.Chmod(dir, 0o755)
		}
		path, err := binary()
		if err != nil {
			t.Fatal(err)
		}
		_ = os.Chmod(filepath.Dir(path), 0o755)
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	if mb := c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10; mb > 700 {
		t.Errorf("the scan took %d MB of memory", mb)
	}
	inv := h.inventory(h.path("st"))
	gaps := map[string]string{}
	for _, g := range inv.Gaps {
		gaps[g.Dataset+g.Detail] = g.Reason
		t.Logf("gap: %s %s: %s", g.Dataset, g.Reason, g.Detail)
	}
	for part, reason := range map[string]string{
		"truncated.txt.gz": "malformed", "bomb.csv.gz": "limit", "unreadable.csv": "denied", "loop": "skipped", "one-line.csv": "limit",
	} {
		found := false
		for where, r := range gaps {
			found = found || strings.Contains(where, part) && r == reason
		}
		if !found {
			t.Errorf("%s: no gap %s", part, reason)
		}
	}
	for name, least := range map[string]float64{"a-good.csv": 2, "z-good.csv": 2, "loop/file.csv": 2, "truncated.txt.gz": 1000, "nul.txt": 2} {
		got := 0.0
		for _, f := range inv.Fields {
			if f.Dataset == name {
				got += f.Numbers.Value()
			}
		}
		if got < least {
			t.Errorf("%s: %v numbers, want %v or more", name, got, least)
		}
	}
}

func TestServersThatRefuseOrGoAwayAreGaps(t *testing.T) {
	h := newHome(t)
	records := connectortest.Records()
	db, pgURL := postgres(t)
	loadPostgres(t, db, "open_to_all", records)
	for _, sql := range []string{
		"CREATE TABLE secret (phone text)", "REVOKE ALL ON secret FROM PUBLIC",
		"CREATE TABLE rls (phone text)", "INSERT INTO rls VALUES ('+14155550123')", "ALTER TABLE rls ENABLE ROW LEVEL SECURITY",
	} {
		if _, err := db.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	limited := limitedRole(t, db, pgURL)
	h.write("data/good.csv", "phone\n+14155550123\n")
	empty, _ := bucket(t)
	big, bigURL := postgres(t)
	if _, err := big.Exec(t.Context(), "CREATE TABLE big AS SELECT i, '+1415555' || lpad((i % 100 + 100)::text, 4, '0') AS phone, repeat('x', 200) AS filler FROM generate_series(1, 400000) i"); err != nil {
		t.Fatal(err)
	}
	config := h.write("dialmap.yaml", fmt.Sprintf(`version: 1
sources:
  - {name: limited, url: %q}
  - {name: pulled, url: %q}
  - {name: nowhere, url: "postgres://u@127.0.0.1:1/x"}
  - {name: dir, url: data}
%s`, limited, cutAfter(t, bigURL, 3<<20), s3Source(t, h, empty)))
	_, log, code := h.run("scan", "--config", config, "--full", "--state", h.path("st"), "--quiet")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, log)
	}
	if _, _, code := h.run("report", "--state", h.path("st")); code != 0 {
		t.Errorf("report: exit %d", code)
	}
	inv := h.inventory(h.path("st"))
	got := map[string]string{}
	for _, g := range inv.Gaps {
		got[g.Source+"/"+g.Dataset] = g.Reason
		t.Logf("gap: %s/%s %s: %s", g.Source, g.Dataset, g.Reason, g.Detail)
	}
	for where, reason := range map[string]string{
		"limited/public.secret": "denied", "limited/public.rls": "filtered", "nowhere/": "unreachable", "pulled/public.big": "unreachable",
	} {
		if got[where] != reason {
			t.Errorf("%s: gap %q, want %s", where, got[where], reason)
		}
	}
	if c := inv.Comparable("limited", "public.open_to_all"); c["phone"].Numbers < 400 {
		t.Errorf("the open table has %v numbers", c["phone"].Numbers)
	}
	if c := inv.Comparable("dir", "good.csv"); c["phone"].Numbers != 1 {
		t.Error("the directory was not read")
	}
}

// limitedRole makes a role that may read all tables but one and is subject to
// row-level security.
func limitedRole(t *testing.T, db *pgx.Conn, readURL string) string {
	t.Helper()
	name := "limited_" + unique(t)
	exec := func(sql string) {
		if _, err := db.Exec(context.Background(), sql); err != nil {
			t.Error(err)
		}
	}
	exec("CREATE ROLE " + name + " LOGIN PASSWORD 'pw' NOSUPERUSER")
	t.Cleanup(func() {
		exec("DROP OWNED BY " + name)
		exec("DROP ROLE " + name)
	})
	exec("GRANT USAGE ON SCHEMA public TO " + name)
	exec("GRANT SELECT ON open_to_all, rls TO " + name)
	u, err := url.Parse(readURL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(name, "pw")
	return u.String()
}

// cutAfter puts a wire before a server that is cut, for good, once so many
// bytes came through it.
func cutAfter(t *testing.T, raw string, limit int64) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	target := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	var passed atomic.Int64
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				s, err := net.Dial("tcp", target)
				if err != nil {
					return
				}
				defer s.Close()
				go func() { _, _ = io.Copy(s, c) }()
				buf := make([]byte, 32<<10)
				for {
					n, err := s.Read(buf)
					if passed.Add(int64(n)) > limit {
						_ = l.Close()
						return
					}
					if _, werr := c.Write(buf[:n]); err != nil || werr != nil {
						return
					}
				}
			}()
		}
	}()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	u.Host = net.JoinHostPort("127.0.0.1", port)
	return u.String()
}
