package mysql

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// config is how to reach the server.
type config struct {
	driver      *mysql.Config
	connections int
	timeout     time.Duration
	snapshot    bool // was asked for, and is not to be had
}

// Limits of one session. The transaction of a shard is idle while its rows are
// looked into, however slowly; beyond idleTimeout it must not hold back the
// server's cleaning up.
const (
	defaultConnections = 4
	defaultTimeout     = 30 * time.Second
	lockTimeout        = 5 * time.Second
	idleTimeout        = 15 * time.Minute
	connectTimeout     = 10 * time.Second
	grace              = 10 * time.Second // at most, beyond the statement timeout, until a server counts as silent
)

const port = "3306"

// parameters that a URL may carry: those of MySQL's own tools, and of the
// driver's the one for TLS.
var parameters = []string{"tls", "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "socket"}

func newConfig(s connectors.Source) (config, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Scheme != "mysql" && u.Scheme != "mariadb" {
		return config{}, misconfigured("the URL is not of the form mysql://user@host:port/database; " +
			"write special characters in user, password and database as %XX")
	}
	for name := range u.Query() {
		if !slices.Contains(parameters, name) {
			return config{}, misconfigured("the URL has a parameter that is not known; known are " + strings.Join(parameters, ", "))
		}
	}
	d := mysql.NewConfig()
	d.Net, d.Addr = "tcp", net.JoinHostPort(or(u.Hostname(), "localhost"), or(u.Port(), port))
	if socket := u.Query().Get("socket"); socket != "" {
		d.Net, d.Addr = "unix", socket
	}
	d.User = or(s.User, u.User.Username())
	d.Passwd, _ = u.User.Password()
	d.Passwd = or(s.Secret, d.Passwd)
	d.DBName = strings.TrimPrefix(u.Path, "/")
	if strings.Contains(d.DBName, "/") {
		return config{}, misconfigured("the URL names more than one database; name one, or none to read all")
	}
	d.Timeout = connectTimeout
	d.Logger = &mysql.NopLogger{} // what went wrong is in the error
	d.ConnectionAttributes = "program_name:" + strings.TrimSuffix("dialmap/"+s.Scan, "/")
	if err := secure(d, s.TLS, u.Query()); err != nil {
		return config{}, err
	}
	cfg := config{driver: d, connections: s.Connections, timeout: s.Timeout, snapshot: s.Snapshot}
	if cfg.connections <= 0 {
		cfg.connections = defaultConnections
	}
	if cfg.timeout <= 0 {
		cfg.timeout = defaultTimeout
	}
	d.ReadTimeout = patience(cfg.timeout) + time.Second // for what no watch looks after: a farewell
	d.WriteTimeout = d.ReadTimeout
	return cfg, nil
}

// modes maps what a URL may ask for to what the contract calls it. "prefer" is
// TLS where there is, unverified.
var modes = map[string]string{
	"": "", "disable": "disable", "require": "require", "verify-ca": "verify-ca", "verify-full": "verify-full",
	"false": "disable", "true": "verify-full", "skip-verify": "require", "preferred": "prefer",
	"disabled": "disable", "required": "require", "verify_ca": "verify-ca", "verify_identity": "verify-full",
}

// secure decides on TLS. Whatever is weaker than verify-full off loopback was
// asked for by name.
func secure(d *mysql.Config, t connectors.TLS, q url.Values) error {
	t.CA, t.Cert, t.Key = or(t.CA, q.Get("ssl-ca")), or(t.Cert, q.Get("ssl-cert")), or(t.Key, q.Get("ssl-key"))
	if t.Mode == "" {
		mode, ok := modes[strings.ToLower(or(q.Get("ssl-mode"), q.Get("tls")))]
		if !ok {
			return misconfigured("tls (or ssl-mode) in the URL is none of disable, require, verify-ca, verify-full, preferred")
		}
		t.Mode = mode
	}
	if t.Mode == "" && t.CA == "" && (d.Net == "unix" || transport.Loopback(d.Addr)) {
		t.Mode = "prefer"
	}
	if t.Mode == "disable" || t.Mode == "prefer" && d.Net == "unix" {
		return nil
	}
	if t.Mode == "prefer" {
		t.Mode, d.AllowFallbackToPlaintext = "require", true
	}
	c, err := transport.TLS(t)
	if err != nil {
		return err
	}
	if c.ServerName, _, err = net.SplitHostPort(d.Addr); err != nil {
		c.ServerName = "localhost" // a socket
	}
	d.TLS = c
	return nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func misconfigured(text string) error {
	return &connectors.Error{Reason: connectors.Unreachable, Text: text}
}
