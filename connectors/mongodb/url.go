package mongodb

import (
	"crypto/tls"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// clientOptions turns s into the driver's options and the URL's database.
func clientOptions(s connectors.Source) (opts *options.ClientOptions, db string, err error) {
	at, err := parse(s.URL)
	if err != nil {
		return nil, "", err
	}
	opts = options.Client()
	if !at.asks("readpreference") {
		opts.SetReadPreference(readpref.SecondaryPreferred())
	}
	opts.SetReadConcern(readconcern.Local()).SetRetryReads(true)
	opts.ApplyURI(s.URL)
	if err := opts.Validate(); err != nil {
		return nil, "", badURL(err)
	}
	opts.SetMaxPoolSize(uint64(s.Connections))
	opts.SetAppName("dialmap")
	if s.Scan != "" {
		opts.SetAppName("dialmap/" + s.Scan)
	}
	login(opts, s, at.db)
	if err := secure(opts, s.TLS, at); err != nil {
		return nil, "", err
	}
	return opts, at.db, nil
}

// login puts the source's user and password over those of the URL.
func login(opts *options.ClientOptions, s connectors.Source, db string) {
	if s.User == "" && s.Secret == "" {
		return
	}
	auth := options.Credential{AuthSource: db}
	if opts.Auth != nil {
		auth = *opts.Auth
	}
	if auth.AuthSource == "" {
		auth.AuthSource = "admin"
	}
	if s.User != "" {
		auth.Username = s.User
	}
	if s.Secret != "" {
		auth.Password, auth.PasswordSet = s.Secret, true
	}
	opts.SetAuth(auth)
}

// secure decides on TLS. Off loopback it is on and verified, unless the URL
// or the configuration says otherwise in so many words; on loopback the URL
// decides.
func secure(opts *options.ClientOptions, t connectors.TLS, at address) error {
	switch {
	case t.Mode == "disable":
		opts.SetTLSConfig(nil)
		return nil
	case t == (connectors.TLS{}) && (at.asks("tls", "ssl") || slices.IndexFunc(opts.Hosts, remote) < 0):
		return nil
	}
	c, err := transport.TLS(t)
	if err != nil {
		return err
	}
	if had := opts.TLSConfig; had != nil {
		keep(c, had)
		c.InsecureSkipVerify = c.InsecureSkipVerify || t.Mode == "" && had.InsecureSkipVerify
	}
	opts.SetTLSConfig(c)
	return nil
}

// keep carries over the files that only the URL names.
func keep(c, had *tls.Config) {
	if c.RootCAs == nil {
		c.RootCAs = had.RootCAs
	}
	if c.Certificates == nil {
		c.Certificates = had.Certificates
	}
}

func remote(host string) bool {
	if path, err := url.PathUnescape(host); err == nil {
		host = path // a socket's slashes are escaped
	}
	return !transport.Loopback(host)
}

// address is what the driver does not tell of a URL.
type address struct {
	db     string
	params []string // names, in lower case
}

func (a address) asks(params ...string) bool {
	return slices.ContainsFunc(params, func(p string) bool { return slices.Contains(a.params, p) })
}

func parse(raw string) (a address, err error) {
	rest, ok := strings.CutPrefix(raw, "mongodb://")
	if !ok {
		if rest, ok = strings.CutPrefix(raw, "mongodb+srv://"); !ok {
			return a, badURL(nil)
		}
		a.params = []string{"tls"} // on, unless the URL says otherwise: the scheme's rule
	}
	rest, query, _ := strings.Cut(rest, "?")
	_, db, _ := strings.Cut(rest, "/")
	if a.db, err = url.PathUnescape(db); err != nil || strings.ContainsAny(a.db, `/\. "$`) {
		return a, badURL(err)
	}
	for p := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, _, _ := strings.Cut(p, "=")
		a.params = append(a.params, strings.ToLower(name))
	}
	return a, nil
}

// quote writes s as a string of mongosh.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}
