// Package mysql reads MySQL and MariaDB: every table that the login may read,
// in every database where the URL names none. Views and tables that lie on
// another server are listed, and read only where they are asked for by name.
//
// A table is cut along its primary key, or a unique index that takes its
// place, into shards that can be read at once, retried and resumed. Each is
// one short read-only transaction: rows come a few hundred kilobytes at a time,
// each piece by a statement that goes on behind the last key, so that neither
// a large table nor a slow reader holds memory or runs into the server's time
// limit. Values are cut by the server: the driver never sees much more of one
// than was asked for. A table without such a key is one shard and one
// statement.
//
// Records are drawn by their keys where these are integers with few enough
// holes: a slot is a key. Else a slot is a cluster, a run of a few rows in the
// order of the key. A table without a key cannot be drawn from.
//
// Each shard is read as of one moment. A snapshot of all, [connectors.Source]'s
// Snapshot, is not to be had: where it is asked for, the listing says so.
//
// Keys with large holes, and those that are not integers, cost more: cutting the
// table walks all of them once, and finding the clusters of a shard those of the
// shard again. So what is read of the index grows with the table, even though
// what is read of the rows does not.
//
// Nothing is written: sessions and transactions are read-only, and no function
// is called but the server's own. A server shows a login nothing at all of
// tables that it has no right on: what a scan should see must be granted.
package mysql

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/place"
)

// Connector is one opened server, or one database of it.
type Connector struct {
	cfg    config
	db     *sql.DB
	dial   *dialer // of connections beside those of db
	redact func(string) string
	limits limits

	maria bool
	login string // as the server calls it: user@host

	tables sync.Map // location -> *table, for Read
}

// Open connects to the server of s, a mysql:// or mariadb:// URL. It may name
// a database; else all that the login may see are read.
func Open(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
	return open(ctx, s, usual)
}

func open(ctx context.Context, s connectors.Source, l limits) (connectors.Connector, error) {
	cfg, err := newConfig(s)
	if err != nil {
		return nil, err
	}
	dial, err := newDialer(cfg)
	if err != nil {
		return nil, err
	}
	c := &Connector{cfg: cfg, dial: dial, db: sql.OpenDB(dial), redact: s.Redact, limits: l}
	if c.redact == nil {
		c.redact = func(string) string { return "{}" } // hide everything rather than nothing
	}
	c.db.SetMaxOpenConns(cfg.connections)
	c.db.SetMaxIdleConns(cfg.connections)
	if err := c.greet(ctx); err != nil {
		_ = c.db.Close() // nothing was read
		return nil, err
	}
	return c, nil
}

// greet makes the first connection and learns what the server is.
func (c *Connector) greet(ctx context.Context) error {
	rows, err := c.ask(ctx, "select version(), current_user()")
	if err != nil {
		return c.fault(ctx, err, connectors.Part{}, "")
	}
	c.maria = isMaria(string(rows[0][0]))
	c.login = string(rows[0][1])
	return nil
}

// Close ends every connection.
func (c *Connector) Close() error {
	if err := c.db.Close(); err != nil {
		return c.fault(context.Background(), err, connectors.Part{}, "")
	}
	return nil
}

// Location tells where the server stands, if its host name gives it away.
func (c *Connector) Location(context.Context) connectors.Location {
	return place.FromHost(c.cfg.driver.Addr)
}

// location is what a Dataset's Opaque and a Shard's Spec hold: names in clear.
type location struct {
	Database string `json:"database"`
	Table    string `json:"table"`
}

func (at location) String() string { return quote(at.Database) + "." + quote(at.Table) }

// quote makes an SQL identifier of any name.
func quote(name string) string {
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

// opaque encodes v, whose types cannot fail.
func opaque(v any) json.RawMessage {
	b, _ := json.Marshal(v)
	return b
}
