package postgres

import (
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

func TestTLSPolicy(t *testing.T) {
	t.Setenv("PGSSLMODE", "disable") // nobody asked for that
	const (
		clear    = "in clear"
		optional = "TLS if there is, unverified"
		blind    = "TLS, unverified"
		chain    = "TLS, verified against a CA"
		full     = "TLS, verified"
	)
	for _, c := range []struct {
		name, url string
		tls       connectors.TLS
		want      string
	}{
		{"off loopback the certificate is verified", "postgres://u@db.example.com/d", connectors.TLS{}, full},
		{"an address is off loopback too", "postgres://u@192.0.2.7/d", connectors.TLS{}, full},
		{"one host of several is off loopback", "postgres://u@localhost,db.example.com/d", connectors.TLS{}, full},
		{"the URL may ask for less", "postgres://u@db.example.com/d?sslmode=require", connectors.TLS{}, blind},
		{"the old spelling too", "postgres://u@db.example.com/d?ssl=true", connectors.TLS{}, blind},
		{"the URL may ask for none", "postgres://u@db.example.com/d?sslmode=disable", connectors.TLS{}, clear},
		{"the configuration outranks the URL", "postgres://u@db.example.com/d?sslmode=disable", connectors.TLS{Mode: "verify-full"}, full},
		{"the configuration may ask for less", "postgres://u@db.example.com/d", connectors.TLS{Mode: "verify-ca"}, chain},
		{"loopback takes what is there", "postgres://u@127.0.0.1/d", connectors.TLS{}, optional},
		{"loopback by name", "postgres://u@localhost/d", connectors.TLS{}, optional},
		{"loopback of IP 6", "postgres://u@[::1]/d", connectors.TLS{}, optional},
		{"a socket has none", "postgres://u@/d?host=/var/run/postgresql", connectors.TLS{}, clear},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg, err := newConfig(connectors.Source{URL: c.url, TLS: c.tls})
			if err != nil {
				t.Fatal(err)
			}
			got := full
			switch tls := cfg.conn.TLSConfig; {
			case tls == nil:
				got = clear
			case tls.InsecureSkipVerify && tls.VerifyConnection == nil && tls.VerifyPeerCertificate == nil && len(cfg.conn.Fallbacks) > 0 && cfg.conn.Fallbacks[0].TLSConfig == nil:
				got = optional
			case tls.InsecureSkipVerify && tls.VerifyConnection == nil && tls.VerifyPeerCertificate == nil:
				got = blind
			case tls.InsecureSkipVerify:
				got = chain
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestSessionsCannotBeMadeWritable(t *testing.T) {
	cfg, err := newConfig(connectors.Source{Scan: "7f3a", URL: "postgres://u@localhost/d?options=-c%20default_transaction_read_only%3Doff&default_transaction_read_only=off&row_security=on&application_name=x"})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"options": "", "default_transaction_read_only": "on", "row_security": "off",
		"search_path": "", "application_name": "dialmap/7f3a", "statement_timeout": "30000",
	} {
		if got := cfg.conn.RuntimeParams[key]; got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}
