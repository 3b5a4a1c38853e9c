package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"

	"github.com/dialmap/dialmap/connectors"
)

// Explain says in our words why a connection failed, nil where err tells of
// something else. Nothing of what the other side said is repeated. Retry is
// set where the other side may come back: a server that restarts refuses
// connections for a while.
func Explain(err error) *connectors.Error {
	if e := explainTLS(err); e != nil {
		return e
	}
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return fail(connectors.Interrupted, "interrupted", false, err)
	case errors.As(err, &dns) && dns.IsNotFound:
		return fail(connectors.Unreachable, "the host's name is not known; check its spelling and this machine's DNS", false, err)
	case errors.As(err, &dns):
		return fail(connectors.Unreachable, "the host's name could not be looked up; check this machine's DNS", true, err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fail(connectors.Unreachable, "connection refused; check host and port, and that the server is running", true, err)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return fail(connectors.Unreachable, "no route to the host; check network, VPN and firewall", true, err)
	case errors.As(err, &dial) && dial.Op == "dial" && timeout(err):
		return fail(connectors.Unreachable, "no answer from the host; check host, port and firewall", true, err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED):
		return fail(connectors.Unreachable, "the connection was lost; the part is read again where it can be", true, err)
	case timeout(err):
		return fail(connectors.Timeout, "no answer in time; raise pace.statement_timeout or look at the server's load", true, err)
	}
	return nil
}

func timeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) ||
		errors.As(err, &n) && n.Timeout()
}

func explainTLS(err error) *connectors.Error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &unknown):
		return fail(connectors.Unreachable, "the server's certificate is of an authority that is not trusted; name its CA in tls.ca", false, err)
	case errors.As(err, &name):
		return fail(connectors.Unreachable, "the server's certificate is for another host name; connect by the name in it, or set tls.mode verify-ca", false, err)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fail(connectors.Unreachable, "the server's certificate has expired or is not valid yet; renew it, or check this machine's clock", false, err)
	case errors.As(err, &invalid):
		return fail(connectors.Unreachable, "the server's certificate is not valid; replace it", false, err)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return fail(connectors.Unreachable, "the server does not speak TLS on this port; use its TLS port, or set tls.mode disable to send everything in clear", false, err)
	case errors.As(err, &alert):
		return fail(connectors.Unreachable, "the server broke off the TLS handshake; check that its TLS version is 1.2 or later, and tls.cert where it wants a client's certificate", false, err)
	}
	return nil
}

func fail(r connectors.Reason, text string, retry bool, cause error) *connectors.Error {
	return &connectors.Error{Reason: r, Text: text, Retry: retry, Cause: cause}
}
