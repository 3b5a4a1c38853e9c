package mysql

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/transport/transporttest"
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	base := env(t, "DIALMAP_TEST_MYSQL_RO")
	w := newWorld(t)
	_, stranger := w.user(t)
	host := func(addr string) string { return edit(t, base, func(u *url.URL, _ url.Values) { u.Host = addr }) }
	closed := listen(t)
	closed.Close()
	for _, c := range []struct {
		name   string
		source connectors.Source
		reason connectors.Reason
		text   string
	}{
		{"wrong password", connectors.Source{URL: with(t, base, "reader", "hunter2secret")}, connectors.Denied, "wrong password"},
		{"password beside the URL", connectors.Source{URL: base, Secret: "hunter2secret"}, connectors.Denied, "wrong password"},
		{"no such user", connectors.Source{URL: base, User: "nobody_here"}, connectors.Denied, "no such user"},
		{"no such database", connectors.Source{URL: on(t, base, "nowhere")}, connectors.Unreachable, "no database of that name"},
		{"a database without any right", connectors.Source{URL: stranger}, connectors.Denied, "GRANT SELECT, SHOW VIEW"},
		{"nobody listens", connectors.Source{URL: host(closed.Addr().String())}, connectors.Unreachable, "connection refused"},
		{"no such host", connectors.Source{URL: host("db.invalid:3306")}, connectors.Unreachable, "name"},
		{"another CA", connectors.Source{URL: base, TLS: connectors.TLS{Mode: "verify-full", CA: otherCA(t)}}, connectors.Unreachable, "authority that is not trusted"},
		{"no CA at all", connectors.Source{URL: edit(t, base, func(_ *url.URL, q url.Values) { q.Del("ssl-ca") })}, connectors.Unreachable, "tls.ca"},
		{"CA file that is not there", connectors.Source{URL: base, TLS: connectors.TLS{CA: "/nowhere/ca.pem"}}, connectors.Unreachable, "tls.ca"},
		{"an account that asks for TLS", connectors.Source{URL: base, TLS: connectors.TLS{Mode: "disable"}}, connectors.Denied, "TLS"},
		{"server without TLS", connectors.Source{URL: host(plainServer(t, base))}, connectors.Unreachable, "refuses TLS"},
		{"something that is no MySQL", connectors.Source{URL: "mysql://u:hunter2secret@" + serve(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
		}) + "/db"}, connectors.Unreachable, "MySQL or MariaDB"},
		{"unknown tls", connectors.Source{URL: "mysql://u:hunter2secret@localhost/db?tls=maybe"}, connectors.Unreachable, "ssl-mode"},
		{"unknown parameter", connectors.Source{URL: "mysql://u@localhost/db?hunter2secret=1"}, connectors.Unreachable, "known are"},
		{"two databases", connectors.Source{URL: "mysql://u:hunter2secret@localhost/a/b"}, connectors.Unreachable, "more than one"},
		{"port that is no number", connectors.Source{URL: "mysql://u:hunter2secret@localhost:port/db"}, connectors.Unreachable, "the URL"},
		{"password with a bare percent sign", connectors.Source{URL: "mysql://u:hunter2secret%@localhost/db"}, connectors.Unreachable, "%XX"},
		{"another scheme", connectors.Source{URL: "postgres://u:hunter2secret@localhost/db"}, connectors.Unreachable, "mysql://"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.source.Redact = connectortest.Redact
			conn, err := Open(context.Background(), c.source)
			if err == nil {
				_ = conn.Close()
				t.Fatal("open succeeded")
			}
			e := asError(t, err)
			if e.Reason != c.reason || !strings.Contains(e.Text, c.text) {
				t.Errorf("got %s: %s; want %s: ...%s...", e.Reason, e.Text, c.reason, c.text)
			}
			secretFree(t, e, "hunter2secret", "reader", "nobody_here")
		})
	}
}

// secretFree checks that an error shows none of words, however it is printed.
func secretFree(t *testing.T, err error, words ...string) {
	t.Helper()
	shown := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
	for e := err; e != nil; e = errors.Unwrap(e) {
		shown += fmt.Sprintf("%v %+v %#v", e, e, e)
	}
	for _, w := range words {
		if strings.Contains(shown, w) {
			t.Errorf("the error shows %q", w)
		}
	}
}

func TestLoopbackTakesASelfMadeCertificate(t *testing.T) {
	opened(t, connectors.Source{URL: edit(t, env(t, "DIALMAP_TEST_MYSQL_RO"), func(_ *url.URL, q url.Values) { clear(q) })})
}

func TestErrorsHoldNoValues(t *testing.T) {
	t.Parallel()
	const canary = "415-555-0199"
	w := newWorld(t, "create table numbers (tel text, n int unsigned)", "insert into numbers values ('"+canary+"', 5)",
		"create function complain(t text) returns text deterministic begin declare m text default concat('look at ', t); signal sqlstate '45000' set message_text = m; return t; end",
		"create function scribble(t text) returns text modifies sql data begin insert into numbers values (t, 1); return t; end",
		"create view raises as select complain(tel) from numbers",
		"create view below as select tel, n - 6 from numbers",
		"create view many as select (select tel from numbers union all select tel from numbers) as tel",
		"create view writes as select scribble(tel) from numbers",
		"create table going (tel text)", "create view orphan as select * from going", "drop table going")
	c := opened(t, connectors.Source{URL: w.admin})
	for name, reason := range map[string]connectors.Reason{
		"raises": connectors.Unsupported, "below": connectors.Malformed, "many": connectors.Malformed,
		"writes": connectors.Unsupported, "orphan": connectors.Denied,
	} {
		e := gap(t, read(t, c, w.name+"."+name, connectors.Want{}).gaps, reason, name)
		secretFree(t, e, canary, "look at", "out of range", "Subquery")
	}
	if o := read(t, c, w.name+".numbers", connectors.Want{}); len(o.records) != 1 {
		t.Errorf("%d rows after reading a view that writes", len(o.records))
	}
}

func TestAStatementThatTakesTooLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table calm (a int primary key)", "insert into calm values (1)", "create view slow as select sleep(60) + a as a from calm",
		"create view endless as select a.seq from seq_1_to_1000000 a, seq_1_to_1000000 b where a.seq + b.seq < 0")
	c := opened(t, connectors.Source{URL: w.admin, Timeout: 300 * time.Millisecond, Connections: 1})
	for _, name := range []string{"slow", "endless"} {
		began := time.Now()
		o := read(t, c, w.name+"."+name, connectors.Want{})
		if e := gap(t, o.gaps, connectors.Timeout, "statement_timeout"); e.Retry {
			t.Errorf("%s: another try would take as long", name)
		}
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("%s: it took %v", name, d)
		}
	}
	admin := dial(t, w.admin)
	query := "select count(*) from information_schema.processlist where db = '" + w.name + "' and info like '%seq%' and info not like '%processlist%'"
	busy := 1
	for tries := 0; busy > 0 && tries < 500; tries++ { // a statement that was ended looks up now and then
		if err := admin.QueryRow(query).Scan(&busy); err != nil {
			t.Fatal(err)
		}
		<-time.After(20 * time.Millisecond)
	}
	if busy != 0 {
		t.Errorf("%d statements are still at work", busy)
	}
	if o := read(t, c, w.name+".calm", connectors.Want{}); len(o.records) != 1 || len(o.gaps) > 0 {
		t.Errorf("then %d records and gaps %v", len(o.records), o.gaps)
	}
}

func TestTheServerEndsAStatementByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := opened(t, connectors.Source{URL: w.reader, Timeout: 300 * time.Millisecond})
	err := c.session(context.Background(), c.cfg.timeout, func(ctx context.Context, s *session) error {
		_, err := s.query(ctx, "select count(*) from seq_1_to_1000000 a, seq_1_to_1000000 b where a.seq + b.seq < 0")
		return err
	})
	if code(err) != timeoutMaria {
		t.Errorf("%v, want server error %d", err, timeoutMaria)
	}
}

// filled has tables of one shard, with a key and without, which no buffer holds.
func filled(t *testing.T) world {
	return newWorld(t, "create table filled (id int primary key, pad varchar(2000))",
		"insert into filled select seq, repeat('x', 2000) from seq_1_to_10000",
		"create table bare (id int, pad varchar(2000))", "insert into bare select * from filled")
}

func TestASlowReaderIsNotTimedOut(t *testing.T) {
	t.Parallel()
	w := filled(t)
	c := opened(t, connectors.Source{URL: w.reader, Timeout: time.Second, Connections: 1})
	for _, name := range []string{"filled", "bare"} {
		s := shards(t, c, w.name+"."+name)[0]
		// The second waits for the only connection all that time.
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				seen, pauses := map[string]bool{}, 0
				for b, err := range c.Read(context.Background(), s, connectors.Want{}) {
					if err != nil {
						t.Errorf("%s: %v", name, err)
						return
					}
					for i := range b.Cols[0].Len() {
						v, _ := b.Cols[0].Value(i)
						seen[string(v)] = true
					}
					if pauses++; pauses == 1 {
						<-time.After(2500 * time.Millisecond) // longer than statement and patience
					}
				}
				if len(seen) != 10000 {
					t.Errorf("%s: %d rows, want 10000", name, len(seen))
				}
			})
		}
		wg.Wait()
	}
}

// A statement that is given up while its row is still held must end: the
// driver's own lock waits for the row, and whoever asks for its error for both.
func TestAReaderThatBreaksOffIsLetGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table bare (id int, pad varchar(200))", "insert into bare select seq, repeat('x', 200) from seq_1_to_2000")
	c := opened(t, connectors.Source{URL: w.reader})
	s := shards(t, c, w.name+".bare")[0]
	read := make(chan error)
	var left sync.WaitGroup
	for range c.cfg.connections {
		left.Go(func() {
			for range 100 { // one in some thousand hung
				var failed error
				for _, failed = range c.Read(context.Background(), s, connectors.Want{MaxBatch: 1 << 10}) {
					break
				}
				read <- failed
			}
		})
	}
	go func() {
		left.Wait()
		close(read)
	}()
	for {
		select {
		case err, more := <-read:
			if !more {
				return
			}
			if err != nil {
				t.Errorf("read: %v", err)
			}
		case <-time.After(time.Minute):
			t.Fatal("a reader that broke off still waits")
		}
	}
}

func shards(t *testing.T, c connectors.Connector, name string) []connectors.Shard {
	t.Helper()
	found, _ := list(t, c)
	var out []connectors.Shard
	for s, err := range c.Shards(context.Background(), found[name]) {
		if err != nil {
			t.Fatalf("shards: %v", err)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		t.Fatalf("no shards of %s", name)
	}
	return out
}

func TestServerPulledAway(t *testing.T) {
	t.Parallel()
	w := filled(t)
	u, err := url.Parse(w.reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name   string
		pull   func(p *transporttest.Proxy)
		reason connectors.Reason
	}{
		{"connections are cut", func(p *transporttest.Proxy) { p.CutAfter(0) }, connectors.Unreachable},
		{"nothing comes any more", (*transporttest.Proxy).Hold, connectors.Timeout},
		{"an administrator ends the session", func(*transporttest.Proxy) {
			admin := dial(t, w.admin)
			rows, err := admin.Query("select id from information_schema.processlist where user = 'reader' and db = '" + w.name + "'")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var id int
				if err := rows.Scan(&id); err != nil {
					t.Fatal(err)
				}
				_, _ = admin.Exec(fmt.Sprint("kill ", id)) // it may be gone
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
		}, connectors.Unreachable},
	} {
		for _, table := range []string{"filled", "bare"} {
			if table == "bare" && x.reason == connectors.Timeout {
				continue // silence is the sign of a statement that takes too long
			}
			t.Run(x.name+", "+table, func(t *testing.T) {
				p := transporttest.New(t, u.Host)
				raw := edit(t, w.reader, func(u *url.URL, _ url.Values) { u.Host = p.Addr })
				c := opened(t, connectors.Source{URL: raw, Scan: "s1", Timeout: time.Second})
				s := shards(t, c, w.name+"."+table)[0]
				var last error
				batches := 0
				for _, err := range c.Read(context.Background(), s, connectors.Want{}) {
					if err != nil {
						last = err
						continue
					}
					if batches++; batches == 1 {
						x.pull(p)
					}
				}
				p.Release()
				if last == nil {
					t.Fatal("the shard was read to its end")
				}
				if e := asError(t, last); !e.Retry || e.Reason != x.reason {
					t.Errorf("got %s, retry %v: %v", e.Reason, e.Retry, e)
				}
				rows := 0
				for b, err := range c.Read(context.Background(), s, connectors.Want{}) {
					if err != nil {
						t.Fatalf("again: %v", err)
					}
					rows += b.Rows
				}
				if rows != 10000 {
					t.Errorf("%d rows when read again, want 10000", rows)
				}
			})
		}
	}
}

func TestConnectionsThatDiedWhileIdleAreReplaced(t *testing.T) {
	w := newWorld(t, "create table a (a int primary key)", "insert into a values (1)")
	u, err := url.Parse(w.reader)
	if err != nil {
		t.Fatal(err)
	}
	p := transporttest.New(t, u.Host)
	c := opened(t, connectors.Source{URL: edit(t, w.reader, func(u *url.URL, _ url.Values) { u.Host = p.Addr })})
	found, _ := list(t, c)
	var wg sync.WaitGroup
	for range 4 { // as many connections as there may be
		wg.Go(func() { readDataset(t, c, found[w.name+".a"], connectors.Want{}) })
	}
	wg.Wait()
	run(t, env(t, "DIALMAP_TEST_MYSQL"), "begin not atomic for r in (select id from information_schema.processlist where user = 'reader' and db = '"+w.name+"') do kill r.id; end for; end")
	o := readDataset(t, c, found[w.name+".a"], connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 1 {
		t.Errorf("%d records, want 1", len(o.records))
	}
}

// Without TLS, what stands between hears what the client says of itself.
func TestTheServerIsToldWhoIsReading(t *testing.T) {
	w := newWorld(t)
	account, raw := w.user(t)
	run(t, w.admin, "grant select on "+quote(w.name)+".* to "+account)
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	var said bytes.Buffer
	var mu sync.Mutex
	addr := serve(t, func(c net.Conn) {
		s, err := net.Dial("tcp", server)
		if err != nil {
			return
		}
		defer s.Close()
		go func() { _, _ = io.Copy(c, s) }()
		buf := make([]byte, 4096)
		for {
			n, err := c.Read(buf)
			mu.Lock()
			said.Write(buf[:n])
			mu.Unlock()
			if _, werr := s.Write(buf[:n]); err != nil || werr != nil {
				return
			}
		}
	})
	opened(t, connectors.Source{URL: edit(t, raw, func(u *url.URL, q url.Values) { clear(q); u.Host = addr; q.Set("tls", "disable") }), Scan: "7f3a"})
	mu.Lock()
	defer mu.Unlock()
	if !bytes.Contains(said.Bytes(), []byte("program_name\x0cdialmap/7f3a")) {
		t.Error("the connection's attributes do not name the scan")
	}
}

func TestNoMoreConnectionsThanAllowed(t *testing.T) {
	t.Parallel()
	w := filled(t)
	account, raw := w.user(t)
	run(t, w.admin, "grant select on "+quote(w.name)+".* to "+account+" with max_user_connections 2")
	c := opened(t, connectors.Source{URL: raw, Connections: 2})
	s := shards(t, c, w.name+".filled")[0]
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for _, err := range c.Read(context.Background(), s, connectors.Want{Draw: connectors.Head, N: 100}) {
				if err != nil {
					t.Errorf("read: %v", err)
				}
			}
		})
	}
	wg.Wait()
	_ = c.Close()
	admin := dial(t, w.admin)
	for left, tries := 1, 0; left > 0 && tries < 100; tries++ { // the server takes leave a little later
		if err := admin.QueryRow("select count(*) from information_schema.processlist where concat(\"'\", user, \"'@'127.0.0.1'\") = ?", account).Scan(&left); err != nil {
			t.Fatal(err)
		}
		<-time.After(20 * time.Millisecond)
	}
	for range 2 {
		hold, err := dial(t, raw).Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer hold.Close()
	}
	_, err := Open(context.Background(), connectors.Source{URL: raw, Redact: connectortest.Redact})
	if err == nil {
		t.Fatal("one too many was let in")
	}
	if e := asError(t, err); e.Reason != connectors.Unreachable || !e.Retry || !strings.Contains(e.Text, "pace") {
		t.Errorf("one too many: %s, retry %v: %v", e.Reason, e.Retry, e)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func serve(t *testing.T, answer func(net.Conn)) string {
	l := listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				answer(c)
			}()
		}
	}()
	return l.Addr().String()
}

// plainServer greets as the real server does, but for the bit that says it
// speaks TLS.
func plainServer(t *testing.T, base string) string {
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal("the server's URL cannot be parsed")
	}
	return serve(t, func(c net.Conn) {
		s, err := net.Dial("tcp", u.Host)
		if err != nil {
			return
		}
		defer s.Close()
		buf := make([]byte, 1024)
		n, err := s.Read(buf)
		if err != nil {
			return
		}
		// Behind the header: the protocol's version, the server's to its zero,
		// four bytes of thread, nine of salt, and the flags.
		const header, tls = 4, 0x0800
		at := header + 1 + bytes.IndexByte(buf[header+1:n], 0) + 1 + 4 + 9
		buf[at+1] &^= tls >> 8
		_, _ = c.Write(buf[:n])
		_, _ = c.Read(buf)
	})
}

// otherCA makes a certificate authority that signed nothing.
func otherCA(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "another CA"},
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
