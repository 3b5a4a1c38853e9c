package mysql

import (
	"strings"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

func TestTLSPolicy(t *testing.T) {
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
		{"off loopback the certificate is verified", "mysql://u@db.example.com/d", connectors.TLS{}, full},
		{"an address is off loopback too", "mysql://u@192.0.2.7/d", connectors.TLS{}, full},
		{"the URL may ask for less", "mysql://u@db.example.com/d?tls=require", connectors.TLS{}, blind},
		{"as the driver spells it", "mysql://u@db.example.com/d?tls=skip-verify", connectors.TLS{}, blind},
		{"as MySQL's tools spell it", "mysql://u@db.example.com/d?ssl-mode=VERIFY_CA", connectors.TLS{}, chain},
		{"the URL may ask for what there is", "mysql://u@db.example.com/d?ssl-mode=PREFERRED", connectors.TLS{}, optional},
		{"the URL may ask for none", "mysql://u@db.example.com/d?tls=false", connectors.TLS{}, clear},
		{"the configuration outranks the URL", "mysql://u@db.example.com/d?tls=false", connectors.TLS{Mode: "verify-full"}, full},
		{"the configuration may ask for less", "mysql://u@db.example.com/d", connectors.TLS{Mode: "verify-ca"}, chain},
		{"loopback takes what is there", "mysql://u@127.0.0.1/d", connectors.TLS{}, optional},
		{"loopback by name", "mariadb://u@localhost", connectors.TLS{}, optional},
		{"loopback of IP 6", "mysql://u@[::1]:3307/d", connectors.TLS{}, optional},
		{"a socket has none", "mysql://u@localhost/d?socket=/run/mysqld/mysqld.sock", connectors.TLS{}, clear},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg, err := newConfig(connectors.Source{URL: c.url, TLS: c.tls})
			if err != nil {
				t.Fatal(err)
			}
			got := full
			switch tls := cfg.driver.TLS; {
			case tls == nil:
				got = clear
			case tls.InsecureSkipVerify && tls.VerifyConnection == nil && cfg.driver.AllowFallbackToPlaintext:
				got = optional
			case tls.InsecureSkipVerify && tls.VerifyConnection == nil:
				got = blind
			case tls.InsecureSkipVerify:
				got = chain
			case tls.ServerName == "":
				got = "TLS, for any name"
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestURLs(t *testing.T) {
	for _, c := range []struct {
		name   string
		source connectors.Source
		want   string // net address database user password
	}{
		{"all of it", connectors.Source{URL: "mysql://u:p%40ss@db:3307/crm?tls=false"}, "tcp db:3307 crm u p@ss"},
		{"the port may be left out", connectors.Source{URL: "mariadb://u@db"}, "tcp db:3306  u "},
		{"an address of version 6", connectors.Source{URL: "mysql://u@[2001:db8::7]/crm"}, "tcp [2001:db8::7]:3306 crm u "},
		{"no host is this machine", connectors.Source{URL: "mysql:///crm"}, "tcp localhost:3306 crm  "},
		{"a socket", connectors.Source{URL: "mysql://u@/crm?socket=/run/s.sock"}, "unix /run/s.sock crm u "},
		{"a name with special characters", connectors.Source{URL: "mysql://u@db/a%2520b"}, "tcp db:3306 a%20b u "},
		{"login and password beside the URL", connectors.Source{URL: "mysql://u:p@db/crm", User: "v", Secret: "q"}, "tcp db:3306 crm v q"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg, err := newConfig(c.source)
			if err != nil {
				t.Fatal(err)
			}
			d := cfg.driver
			if got := strings.Join([]string{d.Net, d.Addr, d.DBName, d.User, d.Passwd}, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	cfg, err := newConfig(connectors.Source{URL: "mysql://u@db", Scan: "7f3a"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.connections != 4 || cfg.timeout != 30*time.Second || cfg.driver.ReadTimeout <= cfg.timeout {
		t.Errorf("%d connections, %v, %v", cfg.connections, cfg.timeout, cfg.driver.ReadTimeout)
	}
	if a := cfg.driver.ConnectionAttributes; a != "program_name:dialmap/7f3a" {
		t.Errorf("the server is told %q", a)
	}
	if d := cfg.driver; d.AllowAllFiles || d.AllowCleartextPasswords || d.AllowOldPasswords || d.MultiStatements {
		t.Error("something is allowed that a scan has no use for")
	}
}
