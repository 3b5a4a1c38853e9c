// Package transport is what connectors that reach their source over a network
// have in common: TLS as a source's configuration asks for it, and plain words
// for a connection that fails.
package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Loopback says whether host, with or without a port, is this machine: a name
// that cannot leave it, or the path of a socket.
func Loopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasPrefix(host, "/") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// TLS is the configuration of t, whose mode is not "disable". The mode ""
// verifies the certificate and the name, as verify-full does; require
// encrypts and verifies nothing; verify-ca verifies all but the name.
func TLS(t connectors.TLS) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CA != "" {
		pool, err := authorities(t.CA)
		if err != nil {
			return nil, err
		}
		c.RootCAs = pool
	}
	if t.Cert != "" || t.Key != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, broken("tls.cert and tls.key", "name a PEM certificate and the key that belongs to it", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	switch t.Mode {
	case "", "verify-full":
	case "require":
		c.InsecureSkipVerify = true
	case "verify-ca":
		c.InsecureSkipVerify = true // the chain is verified below, the name is not
		c.VerifyConnection = chain(c.RootCAs)
	default:
		return nil, &connectors.Error{
			Reason: connectors.Unsupported,
			Text:   fmt.Sprintf("tls.mode %q is not known; use disable, require, verify-ca or verify-full", t.Mode),
		}
	}
	return c, nil
}

func authorities(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, broken("tls.ca", "name a readable PEM file", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, broken("tls.ca", "the file holds no certificate in PEM", errors.New("no certificate"))
	}
	return pool, nil
}

func broken(what, remedy string, err error) error {
	return &connectors.Error{Reason: connectors.Unreachable, Text: what + " cannot be used; " + remedy, Cause: err}
}

// chain verifies the certificates of a connection up to roots, or the
// system's where roots is nil.
func chain(roots *x509.CertPool) func(tls.ConnectionState) error {
	return func(s tls.ConnectionState) error {
		between := x509.NewCertPool()
		for _, c := range s.PeerCertificates[1:] {
			between.AddCert(c)
		}
		_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between})
		return err
	}
}
