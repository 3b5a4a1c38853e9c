package postgres

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// pool keeps at most cfg.connections connections over all databases of the
// server. A library pool counts per database, and a login may see hundreds.
type pool struct {
	cfg   config
	slots chan struct{} // one for each connection in use

	mu     sync.Mutex
	idle   []idleConn // oldest first
	plain  bool       // the server (a pooler) refuses startup parameters
	closed bool
}

type idleConn struct {
	db   string
	conn *pgconn.PgConn
}

func newPool(cfg config) *pool {
	return &pool{cfg: cfg, slots: make(chan struct{}, cfg.connections)}
}

// get waits for a slot and returns a connection to db; reused says that it has
// been lying about, and may have been closed by the server meanwhile.
func (p *pool) get(ctx context.Context, db string, fresh bool) (conn *pgconn.PgConn, reused bool, err error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	if !fresh {
		if conn := p.take(db); conn != nil {
			return conn, true, nil
		}
	}
	p.makeRoom()
	conn, err = p.connect(ctx, db)
	if err != nil {
		<-p.slots
		return nil, false, err
	}
	return conn, false, nil
}

// put gives a connection back.
func (p *pool) put(db string, conn *pgconn.PgConn) {
	p.mu.Lock()
	keep := !p.closed && !conn.IsClosed() && !conn.IsBusy() && conn.TxStatus() == 'I'
	if keep {
		p.idle = append(p.idle, idleConn{db, conn})
	}
	p.mu.Unlock()
	if !keep {
		hangUp(conn)
	}
	<-p.slots
}

// take returns the idle connection to db that was used last, or nil.
func (p *pool) take(db string) *pgconn.PgConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.idle) - 1; i >= 0; i-- {
		if c := p.idle[i]; c.db == db {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			return c.conn
		}
	}
	return nil
}

// makeRoom closes idle connections until one more keeps to the limit.
func (p *pool) makeRoom() {
	var old []idleConn
	p.mu.Lock()
	if n := len(p.slots) + len(p.idle) - cap(p.slots); n > 0 {
		n = min(n, len(p.idle))
		old = append(old, p.idle[:n]...)
		p.idle = p.idle[n:]
	}
	p.mu.Unlock()
	for _, c := range old {
		hangUp(c.conn)
	}
}

// connect opens a connection. A pooler that knows only some startup parameters
// refuses ours; then every transaction carries them, as it does anyway.
func (p *pool) connect(ctx context.Context, db string) (*pgconn.PgConn, error) {
	cfg := p.cfg.conn.Copy()
	cfg.Database = db
	p.mu.Lock()
	plain := p.plain
	p.mu.Unlock()
	if plain {
		keepOnly(cfg.RuntimeParams, "application_name")
	}
	conn, err := pgconn.ConnectConfig(ctx, cfg)
	if err == nil || plain || code(err) != "08P01" {
		return conn, err
	}
	keepOnly(cfg.RuntimeParams, "application_name")
	if conn, err = pgconn.ConnectConfig(ctx, cfg); err == nil {
		p.mu.Lock()
		p.plain = true
		p.mu.Unlock()
	}
	return conn, err
}

func keepOnly(m map[string]string, key string) {
	for k := range m {
		if k != key {
			delete(m, k)
		}
	}
}

func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, c := range idle {
		hangUp(c.conn)
	}
}

// hangUp says goodbye, without waiting long for a server that is gone.
func hangUp(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // nothing is left to lose
}

// session is one read-only transaction on one connection.
type session struct {
	conn     *pgconn.PgConn
	begin    string        // the statements that opened it
	patience time.Duration // how long the server may say nothing
}

// session runs f in a read-only transaction on db, which it always rolls back.
func (c *Connector) session(ctx context.Context, db string, f func(*session) error) error {
	return c.transact(ctx, db, beginStatement(c.cfg.timeout, "read committed"), f)
}

// transact is session with the statements that open the transaction.
func (c *Connector) transact(ctx context.Context, db, begin string, f func(*session) error) error {
	for fresh := false; ; fresh = true {
		conn, reused, err := c.pool.get(ctx, db, fresh)
		if err != nil {
			return err
		}
		s := &session{conn, begin, c.cfg.timeout + min(c.cfg.timeout, grace)}
		if err := s.exec(ctx, begin); err != nil {
			c.pool.put(db, conn)
			if reused && conn.IsClosed() && ctx.Err() == nil {
				continue // it died while idle; once more on a new one
			}
			return err
		}
		defer func() {
			s.end()
			c.pool.put(db, conn)
		}()
		return f(s)
	}
}

// beginStatement opens a transaction that cannot write, whatever the session
// was before, and sets what else it is to begin with.
func beginStatement(timeout time.Duration, isolation string, set ...string) string {
	var b strings.Builder
	b.WriteString("begin transaction isolation level " + isolation + " read only")
	for _, s := range set {
		b.WriteString("; set " + s)
	}
	for _, s := range settings(timeout) {
		b.WriteString("; set local " + s[0] + " = '" + s[1] + "'")
	}
	return b.String()
}

func millis(d time.Duration) string { return strconv.FormatInt(max(1, d.Milliseconds()), 10) }

// exec and query end when the server says nothing for longer than its own
// timeouts allow; the connection is lost then.
func (s *session) exec(ctx context.Context, sql string) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	return s.conn.Exec(ctx, sql).Close()
}

// query returns a small result as text; nil is null.
func (s *session) query(ctx context.Context, sql string, args ...string) ([][][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	params := make([][]byte, len(args))
	for i, a := range args {
		params[i] = []byte(a)
	}
	r := s.conn.ExecParams(ctx, sql, params, nil, nil, nil).Read()
	return r.Rows, r.Err
}

// end rolls back, on a context of its own: the scan's may be over.
func (s *session) end() {
	if s.conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = s.exec(ctx, "rollback") // a connection on which this fails is not kept
}

// number and truth read what the catalogue answers.
func number(b []byte) int64 {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func truth(b []byte) bool { return string(b) == "t" }
