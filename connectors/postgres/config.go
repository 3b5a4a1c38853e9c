package postgres

import (
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dialmap/dialmap/connectors"
)

// config is how to reach the server.
type config struct {
	conn        *pgconn.Config
	named       bool   // the URL names a database
	start       string // the database connected to first
	connections int
	timeout     time.Duration
	anonymous   bool // the server may be asked what it does without a login
}

// Limits of one session. A shard's transaction is idle while its rows are
// looked into, however slowly; beyond idleTimeout it must not hold back vacuum.
const (
	defaultConnections = 4
	defaultTimeout     = 30 * time.Second
	lockTimeout        = 5 * time.Second
	idleTimeout        = 15 * time.Minute
	connectTimeout     = 10 * time.Second
	grace              = 10 * time.Second // at most, beyond the statement timeout, until a server counts as silent
)

// settings of every session and, again, of every transaction: a pooler between
// may have handed us a session with others.
func settings(timeout time.Duration) [][2]string {
	return [][2]string{
		{"search_path", ""},
		{"row_security", "off"},         // an error instead of fewer rows
		{"constraint_exclusion", "off"}, // else the planner evaluates functions in checks of a table
		{"statement_timeout", millis(timeout)},
		{"lock_timeout", millis(min(lockTimeout, timeout/2))}, // first of the two, since it says more
		{"idle_in_transaction_session_timeout", millis(idleTimeout)},
		{"DateStyle", "ISO, YMD"},
		{"IntervalStyle", "iso_8601"},
		{"TimeZone", "UTC"},
		{"bytea_output", "hex"},
		{"extra_float_digits", "3"},
		{"client_encoding", "UTF8"},
	}
}

func newConfig(s connectors.Source) (config, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return config{}, misconfigured("the URL is not of the form postgres://user@host:port/database; " +
			"write special characters in user, password and database as %XX")
	}
	if e := checkQuery(u.Query()); e != nil {
		return config{}, e
	}
	cfg := config{connections: s.Connections, timeout: s.Timeout, anonymous: !s.NoAnonymous}
	if cfg.connections <= 0 {
		cfg.connections = defaultConnections
	}
	if cfg.timeout <= 0 {
		cfg.timeout = defaultTimeout
	}
	if cfg.conn, err = parse(u, s.TLS); err != nil {
		return config{}, err
	}
	if s.User != "" {
		cfg.conn.User = s.User
	}
	if s.Secret != "" {
		cfg.conn.Password = s.Secret
	}
	cfg.named = names(u)
	cfg.start = cfg.conn.Database
	if cfg.conn.ConnectTimeout == 0 {
		cfg.conn.ConnectTimeout = connectTimeout
	}
	cfg.parameters(s.Scan)
	return cfg, nil
}

// parameters sets what a session begins with.
func (c *config) parameters(scan string) {
	p := c.conn.RuntimeParams
	delete(p, "options") // could undo what follows
	for _, s := range settings(c.timeout) {
		p[s[0]] = s[1]
	}
	p["default_transaction_read_only"] = "on"
	p["application_name"] = strings.TrimSuffix("dialmap/"+scan, "/")
}

// first lists the databases to try for the first connection.
func (c *config) first() []string {
	if c.named {
		return []string{c.start}
	}
	return slices.Compact([]string{"postgres", "template1", c.conn.User})
}

// names says whether the URL, or a service it points to, names a database.
func names(u *url.URL) bool {
	q := u.Query()
	return strings.Trim(u.Path, "/") != "" || q.Get("dbname") != "" || q.Get("database") != "" || q.Get("service") != ""
}

// parse lets the driver read the URL, with TLS as s and the place of the server
// ask for. Whatever is weaker than verify-full off loopback was asked for by
// name; the environment's PGSSLMODE does not count as asking.
func parse(u *url.URL, s connectors.TLS) (*pgconn.Config, error) {
	with := func(mode string) (*pgconn.Config, error) {
		v := *u
		q := v.Query()
		q.Del("ssl")
		for key, value := range map[string]string{"sslmode": mode, "sslrootcert": s.CA, "sslcert": s.Cert, "sslkey": s.Key} {
			if value != "" {
				q.Set(key, value)
			}
		}
		v.RawQuery = q.Encode()
		cfg, err := pgconn.ParseConfig(v.String())
		if err != nil {
			return nil, unreadable(q)
		}
		return cfg, nil
	}
	mode := s.Mode
	if mode == "" {
		mode = u.Query().Get("sslmode")
	}
	if mode == "" && u.Query().Has("ssl") {
		mode = "require"
	}
	if mode != "" {
		return with(mode)
	}
	cfg, err := with("prefer") // to learn the hosts, which the environment may name
	if err != nil {
		return nil, err
	}
	hasCA := s.CA != "" || u.Query().Get("sslrootcert") != ""
	if onLoopback(cfg) && !hasCA {
		return cfg, nil
	}
	return with("verify-full")
}

// checkQuery finds the usual mistakes, which the driver reports with the URL.
func checkQuery(q url.Values) error {
	modes := []string{"", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
	if !slices.Contains(modes, q.Get("sslmode")) {
		return misconfigured("sslmode in the URL is none of " + strings.Join(modes[1:], ", "))
	}
	return nil
}

// unreadable says why the driver refused a URL that is one.
func unreadable(q url.Values) error {
	for _, key := range []string{"sslrootcert", "sslcert", "sslkey"} {
		file := q.Get(key)
		if file == "" || file == "system" {
			continue
		}
		if _, err := os.ReadFile(file); err != nil {
			return misconfigured("the file of tls " + strings.TrimPrefix(key, "ssl") + " (" + key + ") cannot be read; check its path and permissions")
		}
	}
	return misconfigured("the URL or its TLS files are not what PostgreSQL understands; " +
		"check port, parameters, and that certificate and key are PEM files that belong together")
}

// onLoopback says whether every host of cfg is this machine.
func onLoopback(cfg *pgconn.Config) bool {
	hosts := []string{cfg.Host}
	for _, f := range cfg.Fallbacks {
		hosts = append(hosts, f.Host)
	}
	return !slices.ContainsFunc(hosts, func(h string) bool {
		ip := net.ParseIP(h)
		return h != "localhost" && !strings.HasPrefix(h, "/") && (ip == nil || !ip.IsLoopback())
	})
}

func misconfigured(text string) error {
	return &connectors.Error{Reason: connectors.Unreachable, Text: text}
}
