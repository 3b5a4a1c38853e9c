package transport

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "localhost:5432": true, "127.0.0.1": true, "127.8.8.8:1": true, "::1": true,
		"[::1]:27017": true, "/var/run/db.sock": true, "app.localhost": true,
		"10.0.0.1": false, "localhost.example.com": false, "db": false, "0.0.0.0": false, "": false,
	} {
		if got := Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %v, want %v", host, got, want)
		}
	}
}

// Each mode against a server whose certificate is of its own authority and
// for the name example.com.
func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		tls  connectors.TLS
		host string
		want string // in the explanation; "": it connects
	}{
		{"an unknown authority is refused by default", connectors.TLS{}, "example.com", "authority that is not trusted"},
		{"a named authority is trusted", connectors.TLS{CA: ca}, "example.com", ""},
		{"another name is refused", connectors.TLS{CA: ca, Mode: "verify-full"}, "db.invalid", "another host name"},
		{"verify-ca does not look at the name", connectors.TLS{CA: ca, Mode: "verify-ca"}, "db.invalid", ""},
		{"verify-ca refuses an unknown authority", connectors.TLS{Mode: "verify-ca"}, "example.com", "authority that is not trusted"},
		{"require verifies nothing", connectors.TLS{Mode: "require"}, "db.invalid", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := TLS(c.tls)
			if err != nil {
				t.Fatal(err)
			}
			config.ServerName = c.host
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
			defer client.CloseIdleConnections()
			resp, err := client.Get(server.URL)
			if err == nil {
				resp.Body.Close()
			}
			checkText(t, err, c.want)
		})
	}
}

func TestBrokenTLS(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		tls  connectors.TLS
		want string
	}{
		{"a CA file that is not there", connectors.TLS{CA: empty + ".not"}, "name a readable PEM file"},
		{"a CA file without a certificate", connectors.TLS{CA: empty}, "holds no certificate"},
		{"a certificate without its key", connectors.TLS{Cert: empty}, "the key that belongs to it"},
		{"a mode that is not one", connectors.TLS{Mode: "verify"}, "use disable, require, verify-ca or verify-full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := TLS(c.tls)
			var e *connectors.Error
			if !errors.As(err, &e) || !strings.Contains(e.Text, c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		url  string
		want string
	}{
		{"nobody listens", t.Context(), gone.URL, "connection refused"},
		{"TLS on a port in clear", t.Context(), strings.Replace(plain.URL, "http:", "https:", 1), "does not speak TLS"},
		{"interrupted", cancelled, plain.URL, "interrupted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(c.ctx, http.MethodGet, c.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err == nil {
				resp.Body.Close()
			}
			checkText(t, err, c.want)
		})
	}
}

func TestExplainCause(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		want  string
		retry bool
	}{
		{"a name that does not exist", &net.DNSError{IsNotFound: true, Name: "secret.example"}, "name is not known", false},
		{"a stream cut in the middle", fmt.Errorf("read: %w", io.ErrUnexpectedEOF), "connection was lost", true},
		{"no answer to a request", fmt.Errorf("read: %w", context.DeadlineExceeded), "no answer in time", true},
		{"no answer to a dial", &net.OpError{Op: "dial", Err: context.DeadlineExceeded}, "no answer from the host", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkText(t, c.err, c.want)
			if e := Explain(c.err); e != nil && e.Retry != c.retry {
				t.Errorf("retry %v, want %v", e.Retry, c.retry)
			}
		})
	}
	if e := Explain(errors.New("something else")); e != nil {
		t.Errorf("an error of another kind: got %v, want nil", e)
	}
}

func checkText(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if err == nil {
		t.Fatalf("no error, want %q", want)
	}
	e := Explain(err)
	if e == nil {
		t.Fatalf("no explanation of %v", err)
	}
	if !strings.Contains(e.Text, want) {
		t.Errorf("got %q, want %q", e.Text, want)
	}
	if !errors.Is(e, e.Cause) {
		t.Error("the cause is lost")
	}
}
