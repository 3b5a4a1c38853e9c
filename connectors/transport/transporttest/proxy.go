// Package transporttest has a proxy that stands between a connector and a real
// server, to be cut or held in the middle of a test.
package transporttest

import (
	"crypto/tls"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Proxy passes connections on to one server. It ends with its test.
type Proxy struct {
	Addr string // host:port on loopback

	listener net.Listener
	mu       sync.Mutex
	gate     sync.Cond
	held     bool
	closed   bool
	left     int // bytes from the server that still pass; -1: all
	cuts     int
	conns    map[net.Conn]bool
}

// New starts a proxy to the server at host:port.
func New(t testing.TB, server string) *Proxy {
	t.Helper()
	return start(t, listen(t), server)
}

// NewTLS starts a proxy that is connected to by TLS, and returns the file of
// the authority that its certificate is of.
func NewTLS(t testing.TB, server string) (p *Proxy, ca string) {
	t.Helper()
	made := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	defer made.Close()
	ca = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	l := tls.NewListener(listen(t), &tls.Config{Certificates: made.TLS.Certificates})
	return start(t, l, server), ca
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func start(t testing.TB, l net.Listener, server string) *Proxy {
	p := &Proxy{Addr: l.Addr().String(), listener: l, left: -1, conns: map[net.Conn]bool{}}
	p.gate.L = &p.mu
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", server)
			if err != nil || !p.add(in, out) {
				in.Close()
				continue
			}
			wg.Go(func() { p.pipe(out, in, false) })
			wg.Go(func() { p.pipe(in, out, true) })
		}
	})
	t.Cleanup(func() {
		p.Close()
		wg.Wait()
	})
	return p
}

func (p *Proxy) add(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		if p.closed {
			c.Close()
			continue
		}
		p.conns[c] = true
	}
	return !p.closed
}

// pipe copies one direction until either side ends.
func (p *Proxy) pipe(dst, src net.Conn, fromServer bool) {
	defer p.drop(dst, src)
	buf := make([]byte, 16<<10)
	for {
		n, err := src.Read(buf)
		if n = p.pass(n, fromServer); n < 0 {
			return
		}
		if _, werr := dst.Write(buf[:n]); err != nil || werr != nil {
			return
		}
	}
}

// pass says how many of n bytes may go on, -1 where the connection is cut.
func (p *Proxy) pass(n int, fromServer bool) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.held && !p.closed {
		p.gate.Wait()
	}
	if !fromServer || p.left < 0 {
		return n
	}
	if p.left -= n; p.left >= 0 {
		return n
	}
	p.left = -1
	p.cuts++
	for c := range p.conns {
		c.Close()
	}
	return -1
}

func (p *Proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(p.conns, c)
	}
}

// CutAfter ends every connection once, after n more bytes of the server;
// connections made after that work again.
func (p *Proxy) CutAfter(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = n
}

// Cuts is how often CutAfter came to a cut.
func (p *Proxy) Cuts() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cuts
}

// Hold stops the traffic and keeps the connections; Release lets it go on.
func (p *Proxy) Hold() { p.hold(true) }

// Release undoes Hold.
func (p *Proxy) Release() { p.hold(false) }

func (p *Proxy) hold(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = on
	p.gate.Broadcast()
}

// Close ends every connection and takes no more: the server is gone.
func (p *Proxy) Close() {
	p.listener.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.gate.Broadcast()
	for c := range p.conns {
		c.Close()
	}
}
