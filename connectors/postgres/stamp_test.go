package postgres_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// stampOf lists a server anew and returns the stamp of a dataset.
func stampOf(t *testing.T, rawURL, dataset string) string {
	t.Helper()
	c := open(t, rawURL)
	defer func() { _ = c.Close() }()
	found, _ := list(t, c)
	d, ok := found[dataset]
	if !ok {
		t.Fatalf("no dataset %s", dataset)
	}
	return d.Stamp
}

// settle waits until the server has published that n rows were written to a
// table since its counters began.
func settle(t *testing.T, rawURL, table string, n int) {
	t.Helper()
	conn := dial(t, rawURL)
	defer conn.Close(context.Background())
	var got int
	for range 300 {
		if err := conn.QueryRow(context.Background(), `select coalesce(sum(pg_stat_get_tuples_inserted(oid)
			+ pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid)), 0)::int from pg_class where oid = $1::text::regclass`, table).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got == n {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the server counts %d rows written to %s, want %d", got, table, n)
}

// The world of stamps: people has three rows written, and city one for a
// partition.
var stamped = []string{
	"create type mood as enum ('glad', 'sad')",
	"create table people (id int, phone text, mood mood)",
	"insert into people values (1, 'a', 'glad'), (2, 'b', 'sad'), (3, 'c', null)",
	"create table calls (id int, phone text) partition by list (id)",
	"create table calls_one partition of calls for values in (1)",
	"insert into calls values (1, 'd')",
	"create table spare (id int, phone text)",
}

func TestStampNoticesWhatCountersDoNot(t *testing.T) {
	for _, c := range []struct {
		name, dataset string
		change        []string
	}{
		{"a row is written", "public.people", []string{"update people set phone = 'z' where id = 1"}},
		{"a column is added with a default", "public.people", []string{"alter table people add column other text default 'e'"}},
		{"a column is added to a partitioned table with a default", "public.calls", []string{"alter table calls add column other text default 'e'"}},
		{"a column is dropped", "public.people", []string{"alter table people drop column id"}},
		{"two columns change their names", "public.people", []string{"alter table people rename column phone to x", "alter table people rename column mood to phone"}},
		{"a column can be read no more", "public.people", []string{"revoke select on people from ROLE", "grant select (id, phone) on people to ROLE"}},
		{"a label of a type is renamed", "public.people", []string{"alter type mood rename value 'sad' to 'blue'"}},
		{"all counters are reset and the same is counted again", "public.people", []string{"select pg_stat_reset()", "truncate spare", "update people set phone = 'z'"}},
		{"the counters of one table are reset and the same is counted again", "public.people", []string{"select pg_stat_reset_single_table_counters('people'::regclass)", "insert into people select 9, 'y' from generate_series(1, 3)"}},
		{"the table is emptied and filled again", "public.people", []string{"truncate people", "insert into people values (4, 'f'), (5, 'g'), (6, 'h')"}},
		{"another table takes its name", "public.people", []string{"alter table people rename to old", "alter table spare rename to people"}},
		{"a partition is attached", "public.calls", []string{"alter table calls attach partition spare for values in (2)"}},
		{"a partition is detached", "public.calls", []string{"alter table calls detach partition calls_one"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, stamped...)
			role, reader := w.role(t)
			run(t, w.admin, "grant select on all tables in schema public to "+role)
			settle(t, w.admin, "people", 3)
			settle(t, w.admin, "calls_one", 1)
			before := stampOf(t, reader, c.dataset)
			if before == "" {
				t.Fatal("there was no stamp")
			}
			if again := stampOf(t, reader, c.dataset); again != before {
				t.Fatalf("the stamp was %s and is %s, and nothing was changed", before, again)
			}
			for _, change := range c.change {
				run(t, w.admin, strings.ReplaceAll(change, "ROLE", role))
			}
			after := stampOf(t, reader, c.dataset)
			for range 100 { // the server counts a little later
				if after != before {
					return
				}
				time.Sleep(50 * time.Millisecond)
				after = stampOf(t, reader, c.dataset)
			}
			t.Error("the stamp is the same")
		})
	}
}

func TestStampStaysWhereNoRowChanges(t *testing.T) {
	w := newWorld(t, stamped...)
	settle(t, w.admin, "people", 3)
	settle(t, w.admin, "calls_one", 1)
	before := stampOf(t, w.reader, "public.people") + stampOf(t, w.reader, "public.calls")
	run(t, w.admin, "vacuum freeze people", "analyze", "select * from people", "insert into spare values (1, 'a')",
		"create index on people (phone)", "alter table people alter phone set default 'q'", "comment on table people is 'x'")
	if after := stampOf(t, w.reader, "public.people") + stampOf(t, w.reader, "public.calls"); after != before {
		t.Errorf("the stamps were %s and are %s", before, after)
	}
}

func TestNoStampWhereEvidenceMayLie(t *testing.T) {
	w := newWorld(t, append(stamped, "create view seen as select * from people")...)
	settle(t, w.admin, "people", 3)
	if s := stampOf(t, w.reader, "public.seen"); s != "" {
		t.Errorf("a view has the stamp %s", s)
	}
	role, _ := w.role(t)
	run(t, w.admin, "alter role "+role+" in database "+w.name+" set track_counts = off")
	if s := stampOf(t, w.reader, "public.people"); s != "" {
		t.Errorf("sessions of one role count nothing, and the stamp is %s", s)
	}
	run(t, w.admin, "alter role "+role+" in database "+w.name+" reset track_counts")
	if s := stampOf(t, w.reader, "public.people"); s == "" {
		t.Error("every session counts, and there is no stamp")
	}
	run(t, w.admin, "select pg_stat_reset()")
	if s := stampOf(t, w.reader, "public.people"); s != "" {
		t.Errorf("a table with rows of which none were counted has the stamp %s", s)
	}
}

// ownServer is a server of a test's own, which may be crashed.
type ownServer struct {
	dir, bin, url string
	credential    *syscall.SysProcAttr
}

// command runs a program of the server, as another user where the test is root.
func (s ownServer) command(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, s.credential
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func (s ownServer) data() string { return filepath.Join(s.dir, "data") }

func (s ownServer) start(t *testing.T) {
	t.Helper()
	port := s.url[strings.LastIndexByte(s.url, ':')+1 : strings.LastIndexByte(s.url, '/')]
	s.command(t, "pg_ctl", "start", "-w", "-D", s.data(), "-l", filepath.Join(s.dir, "log"),
		"-o", "-p "+port+" -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c autovacuum=off")
}

func (s ownServer) stop(t *testing.T) {
	s.command(t, "pg_ctl", "stop", "-w", "-m", "fast", "-D", s.data())
}

func newServer(t *testing.T) ownServer {
	t.Helper()
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
		if len(found) == 0 {
			t.Fatal("initdb is not installed: this test crashes a server of its own")
		}
		initdb = found[len(found)-1]
	}
	s := ownServer{dir: t.TempDir(), bin: filepath.Dir(initdb)}
	if os.Geteuid() == 0 { // the server refuses to run as root
		s.dir, err = os.MkdirTemp("", "dialmap-postgres-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(s.dir) })
		const nobody = 65534
		s.credential = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		if err := os.Chown(s.dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = fmt.Sprintf("postgres://admin@%s/postgres", l.Addr())
	_ = l.Close()
	s.command(t, "initdb", "-D", s.data(), "-U", "admin", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8")
	s.start(t)
	t.Cleanup(func() { s.stop(t) })
	return s
}

func TestStampNoticesACrashAndARestoredCopy(t *testing.T) {
	s := newServer(t)
	run(t, s.url, "create table people (id int, phone text)", "insert into people values (1, 'a')", "checkpoint")
	settle(t, s.url, "people", 1)
	before := stampOf(t, s.url, "public.people")

	conn := dial(t, s.url)
	if err := syscall.Kill(int(conn.PgConn().PID()), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close(context.Background())
	up := false
	for range 200 { // it ends every session and recovers
		if c, err := pgx.Connect(context.Background(), s.url); err == nil {
			_ = c.Close(context.Background())
			up = true
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !up {
		t.Fatal("the server did not recover")
	}
	run(t, s.url, "insert into people values (2, 'b')") // one row is counted, as before
	settle(t, s.url, "people", 1)
	crashed := stampOf(t, s.url, "public.people")
	if before == "" || crashed == before {
		t.Errorf("the stamp before the crash was %q, after it and one more row it is %q", before, crashed)
	}

	s.stop(t)
	saved := filepath.Join(s.dir, "saved")
	if out, err := exec.Command("cp", "-a", s.data(), saved).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.start(t)
	run(t, s.url, "insert into people values (3, 'c')")
	settle(t, s.url, "people", 2)
	first := stampOf(t, s.url, "public.people")
	s.stop(t)
	if err := os.RemoveAll(s.data()); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(saved, s.data()); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	run(t, s.url, "insert into people values (3, 'd')")
	settle(t, s.url, "people", 2)
	if restored := stampOf(t, s.url, "public.people"); first == "" || restored == first {
		t.Errorf("the stamp was %q; a copy was restored, another row written, and it is %q", first, restored)
	}
}
