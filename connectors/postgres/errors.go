package postgres

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dialmap/dialmap/connectors"
)

// sqlState is what is kept of a server's error: its code. Message, detail and
// context can hold values of rows.
type sqlState string

func (s sqlState) Error() string { return "SQLSTATE " + string(s) }

// code returns the SQLSTATE of err, "" where the server sent none.
func code(err error) string {
	var state sqlState
	if errors.As(err, &state) {
		return string(state)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// fault turns err into one that may be shown. relation is the quoted name for
// a statement that would help, redacted; "" where none is being read.
func (c *Connector) fault(ctx context.Context, err error, part connectors.Part, relation string) *connectors.Error {
	var known *connectors.Error
	if errors.As(err, &known) {
		return known
	}
	e := classify(err, relation)
	if ctx.Err() != nil {
		e = connectors.Error{Reason: connectors.Interrupted, Text: "the scan was stopped while reading it", Cause: ctx.Err()}
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			e.Reason = connectors.Timeout
			e.Text = "the time given to it was over"
		}
	}
	e.Part = part
	return &e
}

func classify(err error, relation string) connectors.Error {
	if s := code(err); s != "" {
		e := server(s, relation)
		e.Cause = sqlState(s)
		return e
	}
	return network(err)
}

// states maps a SQLSTATE, or its class of two characters, to what we say.
var states = map[string]connectors.Error{
	"08": {Reason: connectors.Unreachable, Retry: true, Text: "the connection to the server failed; check the network between here and there"},
	"0A": {Reason: connectors.Unsupported, Text: "the server cannot read this kind of relation"},
	"22": {Reason: connectors.Malformed, Text: "an expression in it fails on one of its rows; correct the view or the data"},
	"28": {Reason: connectors.Denied, Text: "the server does not let this role in from here; check the role's name and its LOGIN attribute, pg_hba.conf, and whether it asks for TLS"},
	"38": {Reason: connectors.Unsupported, Text: "a function that it calls fails"},
	"40": {Reason: connectors.Interrupted, Retry: true, Text: "the server gave precedence to another transaction; on a standby raise max_standby_streaming_delay or set hot_standby_feedback"},
	"53": {Reason: connectors.Limit, Retry: true, Text: "the server is out of memory, disk or another resource"},
	"54": {Reason: connectors.Limit, Text: "a limit of the server was exceeded"},
	"58": {Reason: connectors.Unreachable, Retry: true, Text: "the server could not read its own files; see its log"},
	"HV": {Reason: connectors.Unreachable, Text: "the foreign server behind it could not be read; check its user mapping"},
	"P0": {Reason: connectors.Unsupported, Text: "a function that it calls raises an error"},
	"XX": {Reason: connectors.Malformed, Text: "the server reports damaged data or an error of its own in it; check with pg_amcheck and see the server's log"},

	"08P01": {Reason: connectors.Unreachable, Text: "the server does not speak the protocol as PostgreSQL does; check host and port"},
	"21000": {Reason: connectors.Malformed, Text: "an expression in it fails on one of its rows; correct the view"},
	"25P03": {Reason: connectors.Timeout, Retry: true, Text: "the server ended a transaction that was idle for too long; raise idle_in_transaction_session_timeout or the pace"},
	"25006": {Reason: connectors.Unsupported, Text: "reading it would write, which a scan never does"},
	"26000": {Reason: connectors.Unreachable, Retry: true, Text: "a pooler between here and the server switched sessions within a transaction; connect to the server itself"},
	"28P01": {Reason: connectors.Denied, Text: "wrong password for this role, or no such role; check credentials"},
	"34000": {Reason: connectors.Unreachable, Retry: true, Text: "a pooler between here and the server switched sessions within a transaction; connect to the server itself"},
	"3D000": {Reason: connectors.Unreachable, Text: "the server has no database of that name; check the URL"},
	"3F000": {Reason: connectors.Changed, Text: "its schema was dropped or renamed since it was listed; scan again"},
	"42P01": {Reason: connectors.Changed, Text: "it was dropped or renamed since it was listed; scan again"},
	"42703": {Reason: connectors.Changed, Retry: true, Text: "one of its columns was dropped or renamed since it was listed; scan again"},
	"53300": {Reason: connectors.Unreachable, Retry: true, Text: "the server has no connection left; lower pace.connections or raise max_connections or the role's CONNECTION LIMIT"},
	"55000": {Reason: connectors.Unsupported, Text: "it cannot be read in its present state: an unlogged table on a standby, or a materialised view that was never filled"},
	"55P03": {Reason: connectors.Timeout, Text: "another session kept it locked; scan when no migration or maintenance runs"},
	"57014": {Reason: connectors.Timeout, Text: "the server ended the statement at its timeout; raise pace.statement_timeout"},
	"57P01": {Reason: connectors.Unreachable, Retry: true, Text: "the server is shutting down, or an administrator ended the session"},
	"57P02": {Reason: connectors.Unreachable, Retry: true, Text: "the server ended all sessions after a crash"},
	"57P03": {Reason: connectors.Unreachable, Retry: true, Text: "the server is starting up or shutting down; try again later"},
	"57P04": {Reason: connectors.Changed, Text: "the database was dropped"},
	"58P01": {Reason: connectors.Malformed, Text: "a file of it is missing on the server; see the server's log"},
}

// server says what a SQLSTATE means to who reads the report.
func server(state, relation string) connectors.Error {
	if state == "42501" {
		return denied(relation)
	}
	if e, ok := states[state]; ok {
		return e
	}
	if len(state) == 5 {
		if e, ok := states[state[:2]]; ok {
			return e
		}
	}
	return connectors.Error{Reason: connectors.Unsupported, Text: "the server refused to read it (SQLSTATE " + state + ")"}
}

func denied(relation string) connectors.Error {
	e := connectors.Error{Reason: connectors.Denied, Text: "permission denied; GRANT USAGE on the schema and SELECT on its tables to the scan's role, as dialmap check prints them"}
	if relation != "" {
		e.Text = "permission denied; GRANT SELECT ON " + relation + " TO the scan's role, and USAGE on its schema"
	}
	return e
}

// network explains what happened before or instead of an answer.
func network(err error) connectors.Error {
	e := connectors.Error{Reason: connectors.Unreachable}
	var (
		dns     *net.DNSError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
		timeout net.Error
	)
	switch {
	case errors.As(err, &dns):
		e.Text = "the host name cannot be resolved; check the URL and the name server"
	case errors.As(err, &unknown):
		e.Text = "the server's certificate is not signed by an authority trusted here; name its CA with tls.ca (sslrootcert)"
	case errors.As(err, &host):
		e.Text = "the server's certificate is for another host name; connect by the name in it, or say tls.mode verify-ca"
	case errors.As(err, &invalid):
		e.Text = "the server's certificate has expired or may not be used for this; renew it"
	case errors.As(err, &verify):
		e.Text = "the server's certificate cannot be verified; name its CA with tls.ca (sslrootcert)"
	case refusedTLS(err):
		e.Text = "the server refuses TLS; turn on ssl there, or say tls.mode disable to read in clear"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Cause = syscall.ECONNREFUSED
		e.Text = "connection refused; check host and port, and that the server is running and listens there"
	case errors.Is(err, syscall.ENOENT):
		e.Text = "there is no socket in that directory; check the path, and that the server is running"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		e.Text = "no route to the server; check network, VPN and firewall"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		e.Reason, e.Retry = connectors.Timeout, true
		e.Cause = context.DeadlineExceeded
		e.Text = "no answer from the server in time; check network and firewall"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		e.Retry = true
		e.Text = "the connection was lost; check that the server is running and what lies between"
	default:
		e.Retry = true
		e.Text = "the connection failed; check that a PostgreSQL server is running there and what lies between"
	}
	return e
}

// refusedTLS recognises the driver's own error, which has no type.
func refusedTLS(err error) bool {
	return strings.Contains(err.Error(), "server refused TLS connection")
}
