package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"strconv"

	"github.com/go-sql-driver/mysql"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// serverError is what is kept of a server's error: its number. The message can
// hold values of rows.
type serverError uint16

func (e serverError) Error() string { return "server error " + strconv.Itoa(int(e)) }

// code returns the number of a server's error, 0 where it sent none.
func code(err error) int {
	var kept serverError
	if errors.As(err, &kept) {
		return int(kept)
	}
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		return int(e.Number)
	}
	return 0
}

// Codes that are looked for by more than their remedy.
const (
	unknownColumn   = 1054
	tableDenied     = 1142
	columnDenied    = 1143
	noSuchTable     = 1146
	noSuchIndex     = 1176
	interrupted     = 1317
	killed          = 1927
	timeoutMaria    = 1969
	timeoutMySQL    = 3024
	changedMeantime = 1412
)

// fault turns err into one that may be shown. table is the quoted name for a
// statement that would help, redacted; "" where none is being read.
func (c *Connector) fault(ctx context.Context, err error, part connectors.Part, table string) *connectors.Error {
	var known *connectors.Error
	if errors.As(err, &known) {
		return known
	}
	e := classify(err, table)
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

func classify(err error, table string) connectors.Error {
	if n := code(err); n != 0 {
		e := server(n, table)
		e.Cause = serverError(n)
		return e
	}
	return network(err)
}

// remedies maps a server's error to what we say. MariaDB and MySQL share the
// numbers below 1900.
var remedies = map[int]connectors.Error{
	1034: damaged, 1035: damaged, 1194: damaged, 1195: damaged, 1712: damaged, 1812: damaged, 1814: damaged, 1932: damaged,
	126: damaged, 127: damaged, 145: damaged,

	1040: {Reason: connectors.Unreachable, Retry: true, Text: "the server has no connection left; lower pace.connections or raise max_connections"},
	1203: {Reason: connectors.Unreachable, Retry: true, Text: "the user has no connection left; lower pace.connections or raise max_user_connections"},
	1226: {Reason: connectors.Unreachable, Retry: true, Text: "a limit of the user's account is reached; raise its MAX_QUERIES_PER_HOUR or MAX_USER_CONNECTIONS, or lower the pace"},

	1045: {Reason: connectors.Denied, Text: "wrong password for this user, or no such user for connections from this host; check credentials, and whether the account asks for TLS (REQUIRE SSL)"},
	1044: {Reason: connectors.Denied, Text: "the user may not read that database, or there is none of that name; GRANT SELECT, SHOW VIEW on it"},
	1049: {Reason: connectors.Unreachable, Text: "the server has no database of that name; check the URL"},
	1129: {Reason: connectors.Denied, Text: "the server blocks this host after too many failed connections; run FLUSH HOSTS there"},
	1130: {Reason: connectors.Denied, Text: "the server lets nobody in from this host; create the user for it, or check bind-address and firewall"},
	1251: {Reason: connectors.Denied, Text: "the user's way to log in is not one that is supported; set its plugin to caching_sha2_password, ed25519 or mysql_native_password"},
	1820: {Reason: connectors.Denied, Text: "the user's password has expired; set a new one"},
	1862: {Reason: connectors.Denied, Text: "the user's password has expired; set a new one"},
	3118: {Reason: connectors.Denied, Text: "the user's account is locked; ALTER USER ... ACCOUNT UNLOCK"},
	4151: {Reason: connectors.Denied, Text: "the user's account is locked; ALTER USER ... ACCOUNT UNLOCK"},
	3159: {Reason: connectors.Denied, Text: "the server takes connections over TLS only; leave out tls.mode disable"},

	1227: {Reason: connectors.Denied, Text: "permission denied; it needs a right beyond SELECT"},
	1356: {Reason: connectors.Denied, Text: "something behind the view is gone, or may not be read by its definer or the scan's user; repair the view, or grant SELECT on what it reads"},
	1370: {Reason: connectors.Denied, Text: "permission denied on a function behind it; GRANT EXECUTE on it to the view's definer or the scan's user"},
	1449: {Reason: connectors.Unsupported, Text: "the user who defined it is gone; create the view again"},

	noSuchTable:     {Reason: connectors.Changed, Text: "it was dropped or renamed since it was listed; scan again"},
	unknownColumn:   {Reason: connectors.Changed, Retry: true, Text: "one of its columns was dropped or renamed since it was listed; scan again"},
	noSuchIndex:     {Reason: connectors.Changed, Retry: true, Text: "the index that it is cut by was dropped or hidden since it was listed; scan again"},
	changedMeantime: {Reason: connectors.Changed, Retry: true, Text: "it was altered while it was read"},

	1205:         {Reason: connectors.Timeout, Text: "another session kept it locked; scan when no migration or maintenance runs"},
	timeoutMaria: timedOut, timeoutMySQL: timedOut,
	1213:        {Reason: connectors.Interrupted, Retry: true, Text: "the server gave precedence to another transaction"},
	interrupted: {Reason: connectors.Interrupted, Retry: true, Text: "an administrator ended the statement"},
	killed:      {Reason: connectors.Unreachable, Retry: true, Text: "an administrator ended the session"},
	1053:        {Reason: connectors.Unreachable, Retry: true, Text: "the server is shutting down"},
	1077:        {Reason: connectors.Unreachable, Retry: true, Text: "the server is shutting down"},

	1792: {Reason: connectors.Unsupported, Text: "reading it would write, which a scan never does"},
	1290: {Reason: connectors.Unsupported, Text: "an option of the server forbids what reading it would do"},
	1644: {Reason: connectors.Unsupported, Text: "a function that it calls raises an error"},
	1264: malformed, 1292: malformed, 1365: malformed, 1366: malformed, 1406: malformed, 1411: malformed, 1690: malformed, 1242: malformed, 3141: malformed, 4038: malformed,

	1021: full, 1037: full, 1038: full, 1041: full, 1114: full, 1135: full,
	1104: {Reason: connectors.Limit, Text: "reading it would look at more rows than max_join_size allows; raise that for the scan's user"},
	1153: {Reason: connectors.Limit, Text: "a row is larger than the server's max_allowed_packet; raise that"},
	1030: {Reason: connectors.Unreachable, Retry: true, Text: "its storage engine reports an error; see the server's log"},
	1286: {Reason: connectors.Unsupported, Text: "the server has its storage engine no more; install that again"},
	1296: {Reason: connectors.Unreachable, Text: "its storage engine reports an error: a key of its encryption, or the server behind it; see the server's log"},
	1429: behind, 1430: behind, 1431: behind, 1432: behind, 1477: behind, 12701: behind,
}

var (
	damaged   = connectors.Error{Reason: connectors.Malformed, Text: "the server reports that it is damaged or a file of it is missing; CHECK TABLE it and see the server's log"}
	timedOut  = connectors.Error{Reason: connectors.Timeout, Text: "the server ended the statement at its time limit; raise pace.statement_timeout"}
	malformed = connectors.Error{Reason: connectors.Malformed, Text: "an expression in it fails on one of its rows; correct the view or the data"}
	full      = connectors.Error{Reason: connectors.Limit, Retry: true, Text: "the server is out of memory, disk or threads"}
	behind    = connectors.Error{Reason: connectors.Unreachable, Text: "the server behind it could not be read; check its connection there"}
)

// server says what a server's error means to who reads the report.
func server(n int, table string) connectors.Error {
	if n == tableDenied || n == columnDenied {
		return denied(table)
	}
	if e, ok := remedies[n]; ok {
		return e
	}
	return connectors.Error{Reason: connectors.Unsupported, Text: "the server refused to read it (error " + strconv.Itoa(n) + ")"}
}

func denied(table string) connectors.Error {
	e := connectors.Error{Reason: connectors.Denied, Text: "permission denied; GRANT SELECT, SHOW VIEW on each database to the scan's user, as dialmap check prints it"}
	if table != "" {
		e.Text = "permission denied; GRANT SELECT ON " + table + " TO the scan's user"
	}
	return e
}

// network explains what happened before or instead of an answer.
func network(err error) connectors.Error {
	switch {
	case errors.Is(err, mysql.ErrNoTLS):
		return connectors.Error{Reason: connectors.Unreachable, Text: "the server refuses TLS; set it up there (ssl_cert, ssl_key), or say tls.mode disable to read in clear"}
	case errors.Is(err, mysql.ErrCleartextPassword), errors.Is(err, mysql.ErrNativePassword), errors.Is(err, mysql.ErrOldPassword), errors.Is(err, mysql.ErrUnknownPlugin):
		return remedies[1251]
	case errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, driver.ErrBadConn):
		return connectors.Error{Reason: connectors.Unreachable, Retry: true, Text: "the connection was lost; check that a MySQL or MariaDB server is running there and what lies between"}
	}
	if e := transport.Explain(err); e != nil {
		return *e
	}
	return connectors.Error{Reason: connectors.Unreachable, Retry: true,
		Text: "the connection failed; check that a MySQL or MariaDB server is running there and what lies between"}
}
