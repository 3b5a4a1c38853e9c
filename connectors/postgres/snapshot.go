package postgres

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dialmap/dialmap/connectors"
)

// snapshotHold is how long a snapshot is held at most: as long as it is, the
// server may remove no row version that it sees.
const snapshotHold = 15 * time.Minute

// snapshot is one moment of one database that every shard is read at: exported
// by an idle transaction on a connection of its own, which counts among those
// that the source allows. It is taken for the first shards that are cut or
// read, and given up after hold; what is read later is an error of reason
// changed beside its rows.
type snapshot struct {
	pool *pool
	hold time.Duration

	mu    sync.Mutex
	taken bool
	db    string
	id    string // "": there is none
	why   connectors.Error
	conn  *pgconn.PgConn
	clock *time.Timer
}

// newSnapshot reserves a connection of cfg for the snapshot, if one is asked
// for; nil where none is.
func newSnapshot(cfg *config, asked bool) *snapshot {
	if !asked {
		return nil
	}
	s := &snapshot{hold: snapshotHold}
	if cfg.connections < 2 {
		s.taken = true
		s.why = connectors.Error{Reason: connectors.Limit, Text: "it was read as it was then, without --snapshot, which needs a connection of its own; raise pace.connections to 2"}
		return s
	}
	cfg.connections--
	return s
}

// of returns the statement part that puts a transaction on db into the
// snapshot, or why there is none.
func (s *snapshot) of(ctx context.Context, db string, timeout time.Duration) (id string, why *connectors.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.taken {
		if err := s.take(ctx, db, timeout); err != nil {
			return "", err
		}
	}
	switch {
	case s.id == "":
		e := s.why
		return "", &e
	case s.db != db:
		return "", &connectors.Error{Reason: connectors.Limit, Text: "it was read as it was then, without --snapshot: a snapshot is of one database; " +
			"name the database in the URL, and each further one as a source of its own"}
	}
	return s.id, nil
}

// take exports one. What may pass (the scan was stopped, no connection) leaves
// it to the next shard.
func (s *snapshot) take(ctx context.Context, db string, timeout time.Duration) *connectors.Error {
	conn, err := s.pool.connect(ctx, db)
	if err != nil {
		return unsnapped(err)
	}
	t := &session{conn: conn, patience: timeout + min(timeout, grace)}
	var rows [][][]byte
	if err = t.exec(ctx, beginStatement(timeout, "repeatable read")); err == nil {
		rows, err = t.query(ctx, "select pg_catalog.pg_export_snapshot()")
	}
	if err != nil {
		hangUp(conn)
		if code(err) == "" {
			return unsnapped(err)
		}
		s.taken, s.why = true, *unsnapped(err)
		return nil
	}
	s.taken, s.db, s.id, s.conn = true, db, string(rows[0][0]), conn
	s.clock = time.AfterFunc(s.hold, func() {
		s.end(connectors.Error{Reason: connectors.Changed, Text: "it was read later than the rest: the snapshot was given up after " +
			strconv.FormatFloat(s.hold.Minutes(), 'f', -1, 64) + " minutes, as it holds back vacuum; scan fewer datasets at once"})
	})
	return nil
}

// unsnapped says why there is no snapshot.
func unsnapped(err error) *connectors.Error {
	e := classify(err, "")
	e.Reason, e.Retry = connectors.Changed, false
	e.Text = "it was read as it was then, without --snapshot: " + e.Text
	return &e
}

// lost says that the server does not know snapshot id any more.
func (s *snapshot) lost(id string) {
	s.mu.Lock()
	same := s.id == id
	s.mu.Unlock()
	if same {
		s.end(connectors.Error{Reason: connectors.Changed, Text: "it was read later than the rest: the connection that held the snapshot was lost"})
	}
}

// end gives the snapshot up, for good.
func (s *snapshot) end(why connectors.Error) {
	s.mu.Lock()
	conn, clock := s.conn, s.clock
	s.taken, s.id, s.conn, s.clock, s.why = true, "", nil, nil, why
	s.mu.Unlock()
	if clock != nil {
		clock.Stop()
	}
	if conn != nil {
		hangUp(conn) // which rolls back
	}
}

// gone says that err is the server's answer to a snapshot it does not hold.
func gone(err error) bool {
	return strings.Contains(" 22023 42704 55000 ", " "+code(err)+" ") && code(err) != ""
}

// begin is the statement that a shard on db is read after, and what is to be
// said where that is not at the snapshot that was asked for.
func (c *Connector) begin(ctx context.Context, db string) (statement, id string, why *connectors.Error) {
	statement = beginStatement(c.cfg.timeout, "read committed")
	if c.snapshot == nil {
		return statement, "", nil
	}
	id, why = c.snapshot.of(ctx, db, c.cfg.timeout)
	if why == nil {
		statement = beginStatement(c.cfg.timeout, "repeatable read", "transaction snapshot '"+id+"'")
	}
	return statement, id, why
}

// at runs f like session, at the snapshot if there is one; else why is told
// to f.
func (c *Connector) at(ctx context.Context, db string, f func(s *session, why *connectors.Error) error) error {
	for {
		statement, id, why := c.begin(ctx, db)
		ran := false
		err := c.transact(ctx, db, statement, func(s *session) error {
			ran = true
			return f(s, why)
		})
		if ran || id == "" || !gone(err) {
			return err
		}
		c.snapshot.lost(id) // and once more, without
	}
}
