package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/dialmap/dialmap/connectors"
)

// dialer opens connections that cannot write.
type dialer struct {
	driver.Connector
	timeout time.Duration
}

func newDialer(cfg config) (*dialer, error) {
	c, err := mysql.NewConnector(cfg.driver)
	if err != nil {
		return nil, misconfigured("the URL is not what the driver understands; check host, port and database")
	}
	return &dialer{c, cfg.timeout}, nil
}

// Connect opens a connection and sets what holds for all that it does.
func (d *dialer) Connect(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout+patience(d.timeout))
	defer cancel()
	conn, err := d.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	run := conn.(driver.ExecerContext) // the driver's connections are
	for _, s := range d.setup() {
		_, err := run.ExecContext(ctx, s.statement, nil)
		if err != nil && !(s.optional && code(err) == unknownVariable) {
			_ = conn.Close() // of no use
			return nil, err
		}
	}
	return conn, nil
}

const unknownVariable = 1193

// setting is a statement that begins a session. Some servers lack a variable.
type setting struct {
	statement string
	optional  bool
}

func (d *dialer) setup() []setting {
	lock := max(1, int(min(lockTimeout, d.timeout/2).Seconds()))
	return []setting{
		{"set session transaction isolation level repeatable read, read only", false},
		{fmt.Sprintf("set names utf8mb4, session sql_mode = '', session time_zone = '+00:00', session sql_select_limit = default, "+
			"session lock_wait_timeout = %d, session wait_timeout = %[2]d, session net_write_timeout = %[2]d",
			lock, int(idleTimeout.Seconds())), false},
		{"set session information_schema_stats_expiry = 0", true}, // MySQL 8 shows old sizes else
	}
}

// limit is the statement by which a server ends statements that take longer
// than d; 0: none. The variable is MariaDB's in seconds, MySQL's in milliseconds.
func (c *Connector) limit(d time.Duration) string {
	if c.maria {
		return "set session max_statement_time = " + strconv.FormatFloat(d.Seconds(), 'f', 3, 64)
	}
	return "set session max_execution_time = " + strconv.FormatInt(d.Milliseconds(), 10)
}

func isMaria(version string) bool { return strings.Contains(strings.ToLower(version), "mariadb") }

// patience is how long a server may say nothing, which has a limit of its own
// for a statement.
func patience(timeout time.Duration) time.Duration { return timeout + min(timeout, grace) }

func (c *Connector) patience() time.Duration { return patience(c.cfg.timeout) }

// session is one read-only transaction on one connection.
type session struct {
	c     *Connector
	tx    *sql.Tx
	watch *time.Timer // ends the connection of a server that says nothing
}

// session runs f in a read-only transaction, which it always rolls back.
// timeout is the server's for each statement; 0: none.
func (c *Connector) session(ctx context.Context, timeout time.Duration, f func(context.Context, *session) error) error {
	for tries := 0; ; tries++ {
		err := c.transaction(ctx, timeout, f)
		if !errors.Is(err, errStale) || tries == c.cfg.connections || ctx.Err() != nil {
			return err
		}
	}
}

// errStale says that a connection died while it lay idle.
var errStale = errors.New("the connection was lost before the first statement")

func (c *Connector) transaction(ctx context.Context, timeout time.Duration, f func(context.Context, *session) error) error {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	within, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s := &session{c: c}
	s.watch = time.AfterFunc(c.patience(), func() { cancel(errSilent) })
	defer s.watch.Stop()
	s.tx, err = conn.BeginTx(within, &sql.TxOptions{ReadOnly: true})
	if lost := errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || code(err) == killed; lost && within.Err() == nil {
		return errors.Join(errStale, err)
	}
	if err == nil {
		defer s.tx.Rollback() //nolint:errcheck // a connection on which this fails is not kept
		_, err = s.tx.ExecContext(within, c.limit(timeout))
		if code(err) == unknownVariable { // MySQL before 5.7 has no limit
			err = nil
		}
	}
	if err == nil {
		err = f(within, s)
	}
	if err != nil && errors.Is(context.Cause(within), errSilent) {
		return &connectors.Error{Reason: connectors.Timeout, Retry: true, Cause: context.DeadlineExceeded,
			Text: "the server went silent while it was read; check the network between here and there"}
	}
	return err
}

// query returns a small result as text; nil is null.
func (s *session) query(ctx context.Context, query string) ([][][]byte, error) {
	s.watch.Reset(s.c.patience())
	defer s.watch.Stop()
	rows, err := s.tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return gather(rows)
}

// each hands over the rows of a larger result, of so many columns. A row is
// valid until the next.
func (s *session) each(ctx context.Context, query string, columns int, f func([]sql.RawBytes)) error {
	s.watch.Reset(s.c.patience())
	defer s.watch.Stop()
	rows, err := s.tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	row, into := make([]sql.RawBytes, columns), make([]any, columns)
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		f(row)
	}
	return rows.Err()
}

// ask is query in a transaction of its own.
func (c *Connector) ask(ctx context.Context, query string) (rows [][][]byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout+c.patience())
	defer cancel()
	found, err := c.db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return gather(found)
}

// gather reads a result to its end.
func gather(rows *sql.Rows) ([][][]byte, error) {
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	into := make([]any, len(names))
	var out [][][]byte
	for rows.Next() {
		row := make([][]byte, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// kill ends the statement that another connection of ours is busy with, on a
// connection beside the others: those may all be in use.
func (c *Connector) kill(id string) {
	ctx, cancel := context.WithTimeout(context.Background(), killTimeout)
	defer cancel()
	conn, err := c.dial.Connect(ctx)
	if err != nil {
		return // the connection that hangs is closed soon after
	}
	defer conn.Close()
	_, _ = conn.(driver.ExecerContext).ExecContext(ctx, "kill query "+id, nil)
}

// number reads what the catalogue answers; -1 for null.
func number(b []byte) int64 {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// text is a string literal that means the same in every mode of the server.
func text(s string) string {
	return "_utf8mb4 X'" + fmt.Sprintf("%x", s) + "'"
}

// killTimeout is short: the scan may be about to end.
const killTimeout = 3 * time.Second

var errSilent = errors.New("the server went silent")
