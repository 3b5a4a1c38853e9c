package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// kinds are what `kind:` may say.
var kinds = []string{"files", "mongodb", "mysql", "postgres", "s3", "sqlite"}

// parts of a source that is written in parts instead of as a URL.
type parts struct {
	kind, host, database, bucket, prefix, path string
	port                                       int64
	used                                       []string
}

// source reads one place to scan.
func (r *reader) source(n ast.Node) (s Source) {
	const w = "sources"
	s.At = r.at(n)
	var (
		p        parts
		raw      string
		whole    ast.Node
		rate     int64
		sessions int64
	)
	part := func(key string, read func(ast.Node)) func(ast.Node) {
		return func(n ast.Node) {
			p.used = append(p.used, key)
			read(n)
		}
	}
	ok := r.object(n, w, fields{
		"name":     r.name(&s.Name),
		"url":      func(n ast.Node) { whole = n; r.text(&raw, w+".url")(n) },
		"kind":     part("kind", r.one(&p.kind, w+".kind", kinds...)),
		"host":     part("host", r.text(&p.host, w+".host")),
		"port":     part("port", r.number(&p.port, w+".port", 1, 65535)),
		"database": part("database", r.text(&p.database, w+".database")),
		"bucket":   part("bucket", r.text(&p.bucket, w+".bucket")),
		"prefix":   part("prefix", r.text(&p.prefix, w+".prefix")),
		"path":     part("path", r.text(&p.path, w+".path")),
		"user":     r.text(&s.User, w+".user"),
		"credentials": func(n ast.Node) {
			s.Credentials = r.secret(n, w+".credentials", "env", "file", "command", "pgpass", "aws_profile")
		},
		"tls":            func(n ast.Node) { r.tls(n, &s.TLS) },
		"default_region": r.regionInto(&s.DefaultRegion, w+".default_region"),
		"stored":         func(n ast.Node) { r.stored(n, &s.Stored) },
		"include":        r.texts(&s.Include, w+".include"),
		"exclude":        r.texts(&s.Exclude, w+".exclude"),
		"endpoint":       func(n ast.Node) { r.endpoint(n, &s.Endpoint) },
		"region":         r.text(&s.Region, w+".region"),
		"derived":        r.flag(&s.Derived, w+".derived"),
		"encryption":     r.text(&s.Encryption, w+".encryption"),
		"pace": func(n ast.Node) {
			r.object(n, w+".pace", fields{
				"connections":       r.number(&sessions, w+".pace.connections", 1, 1000),
				"rows_per_second":   r.number(&rate, w+".pace.rows_per_second", 1, 1e12),
				"bytes_per_second":  r.size(&s.Pace.BytesPerSecond, w+".pace.bytes_per_second"),
				"statement_timeout": r.duration(&s.Pace.StatementTimeout, w+".pace.statement_timeout"),
				"windows":           r.each(&s.Pace.Windows, w+".pace.windows", r.window),
			})
		},
	})
	if !ok {
		return s
	}
	s.Pace.Connections, s.Pace.RowsPerSecond = int(sessions), float64(rate)
	r.locate(n, whole, raw, p, &s)
	return s
}

// locate fills in the URL from either way of writing it.
func (r *reader) locate(n, whole ast.Node, raw string, p parts, s *Source) {
	switch {
	case whole != nil && len(p.used) > 0:
		r.fail(n, "sources: url and %s say where it is; keep one of the two", p.used[0])
	case whole == nil && p.kind == "" && !slices.Contains(p.used, "kind"):
		r.fail(n, "sources: say where it is: url, or kind with host or path")
	case whole != nil && raw != "":
		r.url(whole, raw, s)
	case whole == nil && p.kind != "":
		u, err := p.url()
		if err != nil {
			r.fail(n, "sources: %s", err)
			return
		}
		r.url(n, u, s)
	}
}

func (r *reader) url(n ast.Node, raw string, s *Source) {
	parsed, err := parseSource(raw, r.dir)
	if err != nil {
		r.fail(n, "sources.url: %s", err)
		return
	}
	if parsed.Password != "" {
		r.note(n, "sources.url: it holds a password; refer to one instead: credentials: {env: NAME}")
	}
	if err := s.merge(parsed); err != nil {
		r.fail(n, "sources.url: %s", err)
	}
}

// merge takes over what a URL says beside the place, where s does not say it.
func (s *Source) merge(u Source) error {
	if !s.Credentials.IsZero() && u.Password != "" {
		return fmt.Errorf("it holds a password and credentials refer to another; keep credentials")
	}
	s.URL, s.Typed, s.Password = u.URL, u.Typed, u.Password
	s.Name = first(s.Name, u.Name)
	s.DefaultRegion = first(s.DefaultRegion, u.DefaultRegion)
	s.Stored.Region = first(s.Stored.Region, u.Stored.Region)
	return nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// name reads the name that the whole report will use.
func (r *reader) name(dst *string) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := r.str(n, "sources.name")
		if !ok {
			return
		}
		if err := checkName(s); err != nil {
			r.fail(n, "sources.name: %s", err)
			return
		}
		*dst = s
	}
}

func checkName(s string) error {
	if utf8.RuneCountInString(s) > 200 || !nameForm.MatchString(s) {
		return errors.New("a name has at most 200 characters and none of * ? [ ]")
	}
	return nil
}

func (r *reader) tls(n ast.Node, t *TLS) {
	const w = "sources.tls"
	r.object(n, w, fields{
		"mode": r.one(&t.Mode, w+".mode", "disable", "require", "verify-ca", "verify-full"),
		"ca":   r.path(&t.CA, w+".ca"),
		"cert": r.path(&t.Cert, w+".cert"),
		"key":  r.path(&t.Key, w+".key"),
	})
}

// path reads a path relative to the file.
func (r *reader) path(dst *string, what string) func(ast.Node) {
	return func(n ast.Node) {
		if s, ok := r.str(n, what); ok {
			*dst = within(r.dir, s)
		}
	}
}

// within resolves a path that begins at dir.
func within(dir, path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := homeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if dir == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// stored reads DE, or {region: DE, mechanism: scc}.
func (r *reader) stored(n ast.Node, s *Stored) {
	const w = "sources.stored"
	place := func(n ast.Node) {
		if v, ok := r.place(n, w+".region"); ok {
			s.Region = v
		}
	}
	if _, ok := r.plain(n).(*ast.StringNode); ok {
		place(n)
		return
	}
	r.object(n, w, fields{
		"region":    place,
		"mechanism": r.one(&s.Mechanism, w+".mechanism", Mechanisms...),
	}, "region")
}

func (r *reader) endpoint(n ast.Node, dst *string) {
	s, ok := r.str(n, "sources.endpoint")
	if !ok {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		r.fail(n, "sources.endpoint: want the S3 server's address without a login, such as https://s3.example.com")
		return
	}
	*dst = s
}

// url writes the parts as one.
func (p parts) url() (string, error) {
	allowed := map[string][]string{
		"files":    {"path"},
		"sqlite":   {"path"},
		"s3":       {"bucket", "prefix"},
		"postgres": {"host", "port", "database"},
		"mysql":    {"host", "port", "database"},
		"mongodb":  {"host", "port", "database"},
	}[p.kind]
	for _, k := range p.used {
		if k != "kind" && !slices.Contains(allowed, k) {
			return "", fmt.Errorf("kind %s has no %s; it has %s", p.kind, k, strings.Join(allowed, ", "))
		}
	}
	if !slices.Contains(p.used, allowed[0]) {
		return "", fmt.Errorf("kind %s needs %s", p.kind, allowed[0])
	}
	switch p.kind {
	case "files":
		return p.path, nil
	case "sqlite":
		return "sqlite:" + p.path, nil
	case "s3":
		return strings.TrimSuffix("s3://"+p.bucket+"/"+p.prefix, "/"), nil
	}
	if strings.ContainsAny(p.host, "/@?#") {
		return "", fmt.Errorf("host is a name or address without a login and a path")
	}
	host := p.host
	if p.port != 0 {
		host = net.JoinHostPort(strings.Trim(host, "[]"), fmt.Sprint(p.port))
	}
	return p.kind + "://" + host + "/" + url.PathEscape(p.database), nil
}
