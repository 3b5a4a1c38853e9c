// Package postgres reads PostgreSQL databases: every table, partitioned table
// and materialised view that the login may read, in every schema, and in every
// database where the URL names none. Views and foreign tables are listed and
// read only where they are asked for by name.
//
// A table is cut into ranges of blocks, about 32 MiB each, so that shards can
// be read at once, retried and resumed. Each shard is one short read-only
// transaction; rows come through a cursor a few hundred kilobytes at a time, so
// that neither a large table nor a slow reader holds memory or runs into the
// server's statement timeout. Values are cut by the server: the driver never
// sees more of one than was asked for.
//
// With Source.Snapshot every shard of a database is read as of one moment, that
// of the first one, as long as 15 minutes allow.
//
// Rows of tables, partitions and materialised views can be drawn one by one, by
// the addresses they may have. Names and comments of a dataset that hold a
// number count with its first row where it is read whole or from its head, and
// never among drawn rows.
//
// Nothing is written: sessions and transactions are read-only. No function of
// the source is called with the rights of the scan's login: values of types that
// its users defined are written by the server's own output functions, and what
// cannot be read without a function of theirs is an error of reason unsupported. Row-level security never hides rows in
// silence; a table it would filter is an error of reason filtered.
package postgres

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/place"
)

// Connector is one opened PostgreSQL server, or one database of it.
type Connector struct {
	cfg      config
	pool     *pool
	snapshot *snapshot // nil: every shard is read as it is then

	redact    func(string) string
	version   int // server_version_num
	blockSize int64
	standby   bool
	refuses   bool // the server can be told to read no view or foreign table by mistake

	relations sync.Map // relationKey -> *relation, for Read
}

// Open connects to the server of s, a postgres:// or postgresql:// URL. It may
// name a database; else all that the login may connect to are read.
func Open(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
	cfg, err := newConfig(s)
	if err != nil {
		return nil, err
	}
	snapshot := newSnapshot(&cfg, s.Snapshot)
	c := &Connector{cfg: cfg, pool: newPool(cfg), snapshot: snapshot, redact: s.Redact}
	if snapshot != nil {
		snapshot.pool = c.pool
	}
	if c.redact == nil {
		c.redact = func(string) string { return "{}" } // hide everything rather than nothing
	}
	if err := c.greet(ctx); err != nil {
		c.pool.close()
		return nil, err
	}
	return c, nil
}

// greet makes the first connection and learns what the server is.
func (c *Connector) greet(ctx context.Context) error {
	var last error
	for _, db := range c.cfg.first() {
		last = c.session(ctx, db, func(s *session) error {
			rows, err := s.query(ctx, `select current_setting('server_version_num'),
				current_setting('block_size'), pg_is_in_recovery(),
				current_setting('restrict_nonsystem_relation_kind', true) is not null`)
			if err != nil {
				return err
			}
			c.version = int(number(rows[0][0]))
			c.blockSize = number(rows[0][1])
			c.standby = truth(rows[0][2])
			c.refuses = truth(rows[0][3])
			c.cfg.start = db
			return nil
		})
		if last == nil {
			return nil
		}
		if code(last) != "3D000" && code(last) != "42501" {
			break // only another database may be the remedy
		}
	}
	return c.fault(ctx, last, connectors.Part{}, "")
}

// Close ends every connection.
func (c *Connector) Close() error {
	if c.snapshot != nil {
		c.snapshot.end(connectors.Error{Reason: connectors.Interrupted, Text: "the source was closed"})
	}
	c.pool.close()
	return nil
}

// Location tells where the server stands, if its host name gives it away.
func (c *Connector) Location(context.Context) connectors.Location {
	return place.FromHost(c.cfg.conn.Host)
}

// location is what a Dataset's Opaque and a Shard's Spec hold: names in clear.
type location struct {
	Database string `json:"database"`
	Schema   string `json:"schema"`
	Relation string `json:"relation"`
}

// quote makes an SQL identifier of any name.
func quote(name string) string {
	b := make([]byte, 0, len(name)+2)
	b = append(b, '"')
	for i := range len(name) {
		if name[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, name[i])
	}
	return string(append(b, '"'))
}

// opaque encodes v, whose types cannot fail.
func opaque(v any) json.RawMessage {
	b, _ := json.Marshal(v)
	return b
}

func locate(b []byte) (at location, err error) {
	err = json.Unmarshal(b, &at)
	return at, err
}

func parseSpec(b []byte) (s spec, err error) {
	err = json.Unmarshal(b, &s)
	return s, err
}
