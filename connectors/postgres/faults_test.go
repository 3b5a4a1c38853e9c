package postgres_test

import (
	"bufio"
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
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	base := env(t, "DIALMAP_TEST_POSTGRES_RO")
	edit := func(f func(u *url.URL, q url.Values)) string {
		u, _ := url.Parse(base)
		q := u.Query()
		f(u, q)
		u.RawQuery = q.Encode()
		return u.String()
	}
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
		{"no such role", connectors.Source{URL: base, User: "nobody_here"}, connectors.Denied, "wrong password for this role, or no such role"},
		{"no such database", connectors.Source{URL: on(t, base, "nowhere")}, connectors.Unreachable, "no database of that name"},
		{"nobody listens", connectors.Source{URL: edit(func(u *url.URL, _ url.Values) { u.Host = closed.Addr().String() })}, connectors.Unreachable, "connection refused"},
		{"no such host", connectors.Source{URL: edit(func(u *url.URL, _ url.Values) { u.Host = "db.invalid:5432" })}, connectors.Unreachable, "cannot be resolved"},
		{"another CA", connectors.Source{URL: base, TLS: connectors.TLS{Mode: "verify-full", CA: otherCA(t)}}, connectors.Unreachable, "not signed by an authority trusted here"},
		{"no CA at all", connectors.Source{URL: edit(func(_ *url.URL, q url.Values) { q.Del("sslrootcert") })}, connectors.Unreachable, "tls.ca"},
		{"CA file that is not there", connectors.Source{URL: base, TLS: connectors.TLS{CA: "/nowhere/ca.pem"}}, connectors.Unreachable, "cannot be read"},
		{"server that wants TLS", connectors.Source{URL: base, TLS: connectors.TLS{Mode: "disable"}}, connectors.Denied, "TLS"},
		{"server without TLS", connectors.Source{URL: edit(func(u *url.URL, _ url.Values) { u.Host = plainServer(t) })}, connectors.Unreachable, "refuses TLS"},
		{"something that is no PostgreSQL", connectors.Source{URL: "postgres://u:hunter2secret@" + webServer(t) + "/db?sslmode=disable"}, connectors.Unreachable, ""},
		{"unknown sslmode", connectors.Source{URL: "postgres://u:hunter2secret@localhost/db?sslmode=maybe"}, connectors.Unreachable, "sslmode"},
		{"port that is no number", connectors.Source{URL: "postgres://u:hunter2secret@localhost:port/db"}, connectors.Unreachable, "the URL"},
		{"password with a bare percent sign", connectors.Source{URL: "postgres://u:hunter2secret%@localhost/db"}, connectors.Unreachable, "%XX"},
		{"another scheme", connectors.Source{URL: "mysql://u:hunter2secret@localhost/db"}, connectors.Unreachable, "postgres://"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := openError(t, c.source)
			if e.Reason != c.reason || !strings.Contains(e.Text, c.text) {
				t.Errorf("got %s: %s; want %s: ...%s...", e.Reason, e.Text, c.reason, c.text)
			}
			secretFree(t, e, "hunter2secret", "reader")
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
	u, _ := url.Parse(env(t, "DIALMAP_TEST_POSTGRES_RO"))
	u.RawQuery = ""
	open(t, u.String())
}

func TestErrorsHoldNoValues(t *testing.T) {
	t.Parallel()
	const canary = "415-555-0199"
	w := newWorld(t, "create table numbers (tel text)", "insert into numbers values ('"+canary+"')",
		"create view cast_fails as select tel::int from numbers",
		"create function complain(text) returns text language plpgsql as $$ begin raise exception 'look at %', $1 using detail = $1, hint = $1; end $$",
		"create view raises as select complain(tel) from numbers",
		"create view divides as select tel, 1 / (length(tel) - 12) from numbers",
		"create sequence s", "create view writes as select nextval('s') from numbers")
	c := open(t, w.admin)
	for name, reason := range map[string]connectors.Reason{
		"public.cast_fails": connectors.Malformed, "public.raises": connectors.Unsupported,
		"public.divides": connectors.Malformed, "public.writes": connectors.Unsupported,
	} {
		o := read(t, c, name, connectors.Want{})
		e := gap(t, o.gaps, reason, name)
		secretFree(t, e, canary, "look at", "invalid input")
	}
}

func TestAStatementThatTakesTooLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create view slow as select pg_sleep(30)::text")
	c := openSource(t, connectors.Source{URL: w.admin, Timeout: 300 * time.Millisecond})
	began := time.Now()
	o := read(t, c, "public.slow", connectors.Want{})
	gap(t, o.gaps, connectors.Timeout, "statement_timeout")
	if d := time.Since(began); d > 10*time.Second {
		t.Errorf("it took %v", d)
	}
}

// filled has a table of one shard, large enough that no buffer holds it.
func filled(t *testing.T) world {
	return newWorld(t, "create table filled (id int, pad text)", "alter table filled alter pad set storage plain",
		"insert into filled select g, repeat('x', 2000) from generate_series(1, 10000) g")
}

func TestASlowReaderIsNotTimedOut(t *testing.T) {
	t.Parallel()
	w := filled(t)
	c := openSource(t, connectors.Source{URL: w.reader, Timeout: 400 * time.Millisecond, Connections: 1})
	s := shards(t, c, "public.filled")[0]
	// The second waits for the only connection all that time.
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			rows, pauses := 0, 0
			for b, err := range c.Read(context.Background(), s, connectors.Want{}) {
				if err != nil {
					t.Errorf("read: %v", err)
					return
				}
				if rows += b.Rows; pauses < 2 {
					pauses++
					<-time.After(time.Second) // longer than statement and patience
				}
			}
			if rows != 10000 {
				t.Errorf("%d rows, want 10000", rows)
			}
		})
	}
	wg.Wait()
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
	return out
}

func TestServerPulledAway(t *testing.T) {
	t.Parallel()
	w := filled(t)
	for _, x := range []struct {
		name   string
		pull   func(p *proxy)
		reason connectors.Reason
	}{
		{"connections are cut", (*proxy).cut, connectors.Unreachable},
		{"nothing comes any more", (*proxy).freeze, connectors.Timeout},
		{"an administrator ends the session", func(*proxy) {
			run(t, w.admin, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'dialmap/s1'")
		}, connectors.Unreachable},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := newProxy(t, w.reader)
			c := openSource(t, connectors.Source{URL: p.url, Scan: "s1", Timeout: time.Second})
			s := shards(t, c, "public.filled")[0]
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
			if last == nil {
				t.Fatal("the shard was read to its end")
			}
			if e := asError(t, last); !e.Retry || e.Reason != x.reason {
				t.Errorf("got %s, retry %v: %v", e.Reason, e.Retry, e)
			}
			p.mend()
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

func TestTheServerSeesWhoIsReading(t *testing.T) {
	w := filled(t)
	c := openSource(t, connectors.Source{URL: w.reader, Scan: "7f3a"})
	for _, err := range c.Read(context.Background(), shards(t, c, "public.filled")[0], connectors.Want{}) {
		if err != nil {
			t.Fatal(err)
		}
		conn := dial(t, w.admin)
		defer conn.Close(context.Background())
		var n int
		if err := conn.QueryRow(context.Background(), "select count(*) from pg_stat_activity where application_name = 'dialmap/7f3a' and state = 'active' or state like 'idle in%'").Scan(&n); err != nil || n == 0 {
			t.Errorf("%d sessions of the scan (%v)", n, err)
		}
		break
	}
}

func TestNoMoreConnectionsThanAllowed(t *testing.T) {
	t.Parallel()
	w := filled(t)
	role, rawURL := w.role(t)
	run(t, w.admin, "grant select on filled to "+role, "alter role "+role+" connection limit 2")
	c := openSource(t, connectors.Source{URL: rawURL, Connections: 2})
	s := shards(t, c, "public.filled")[0]
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
	run(t, w.admin, "alter role "+role+" connection limit 1")
	hold := dial(t, rawURL)
	defer hold.Close(context.Background())
	e := openError(t, connectors.Source{URL: rawURL})
	if e.Reason != connectors.Unreachable || !e.Retry || !strings.Contains(e.Text, "no connection left") {
		t.Errorf("one too many: %s, retry %v: %v", e.Reason, e.Retry, e)
	}
}

// proxy stands between the connector and the server.
type proxy struct {
	url string
	to  string

	mu     sync.Mutex
	conns  []net.Conn
	frozen bool
}

func newProxy(t *testing.T, base string) *proxy {
	t.Helper()
	u, _ := url.Parse(base)
	l := listen(t)
	p := &proxy{to: u.Host}
	u.Host = l.Addr().String()
	p.url = u.String()
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", p.to)
			if err != nil {
				in.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, in, out)
			p.mu.Unlock()
			go p.pipe(in, out)
			go p.pipe(out, in)
		}
	}()
	t.Cleanup(p.cut)
	return p
}

func (p *proxy) pipe(dst, src net.Conn) {
	buf := make([]byte, 4<<10)
	for {
		n, err := src.Read(buf)
		if p.stuck() {
			continue
		}
		if _, werr := dst.Write(buf[:n]); err != nil || werr != nil {
			dst.Close()
			src.Close()
			return
		}
	}
}

func (p *proxy) stuck() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.frozen
}

// cut breaks every connection as a network does that is gone.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		c.Close()
	}
	p.conns = nil
}

// freeze swallows everything from now on.
func (p *proxy) freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = true
}

// mend lets new connections through.
func (p *proxy) mend() {
	p.cut()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = false
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

// plainServer answers as a PostgreSQL server without TLS does.
func plainServer(t *testing.T) string {
	return serve(t, func(c net.Conn) {
		if _, err := io.ReadFull(c, make([]byte, 8)); err == nil {
			_, _ = c.Write([]byte("N"))
		}
	})
}

// webServer speaks another protocol.
func webServer(t *testing.T) string {
	return serve(t, func(c net.Conn) {
		_, _ = bufio.NewReader(c).ReadByte()
		_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
	})
}

func serve(t *testing.T, answer func(net.Conn)) string {
	l := listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			answer(c)
			c.Close()
		}
	}()
	return l.Addr().String()
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
