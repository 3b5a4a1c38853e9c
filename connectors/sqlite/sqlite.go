// Package sqlite reads SQLite database files.
//
// A file is opened so that nothing is ever written to it or beside it. While
// its newest changes still lie in a log beside it (-wal, or the -journal of an
// unfinished transaction), SQLite cannot read them without writing: then both
// are copied to a private temporary directory, which [Connector.Close]
// removes (or, where a scan was killed, the next one), and read there. A log that is too big to copy is left out, and a
// gap says so.
//
// Rows of tables can be drawn one by one: by their numbers where these are
// dense, else by rank, which walks the b-tree past the rows between.
//
// A table is a dataset, its records are rows, and its columns are fields.
// Views are datasets that are read only when an include names them. SQLite
// decides the type of each value, not of each column: so does the text that is
// handed over. A column declared JSON is opened up: contact.phones[] is a
// path in column contact.
package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver named "sqlite"

	"github.com/dialmap/dialmap/connectors"
)

// Connector is one opened database file.
type Connector struct {
	src     connectors.Source
	db      *sql.DB
	file    file   // the scanned one
	copy    string // private directory with a copy, or ""
	unlock  func() // what tells others that it is in use
	stamp   string
	gaps    []*connectors.Error // of the whole file, told when it is listed
	timeout time.Duration
	limits  limits
}

var (
	_ connectors.Connector = (*Connector)(nil)
	_ connectors.Granter   = (*Connector)(nil)
	_ connectors.Open      = Open
)

// Open opens the database that s.URL names: sqlite:///absolute/path.db,
// sqlite:relative.db or a plain path.
func Open(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
	path, err := Path(s.URL)
	if err != nil {
		return nil, err
	}
	return open(ctx, s, path, defaultLimits)
}

func open(ctx context.Context, s connectors.Source, path string, l limits) (*Connector, error) {
	f, err := inspect(path)
	if err != nil {
		return nil, err
	}
	c := &Connector{src: s, file: f, stamp: f.stamp(), timeout: cmp.Or(s.Timeout, 30*time.Second), limits: l}
	use, err := c.readable(ctx)
	if err != nil {
		return nil, err
	}
	if c.db, err = sql.Open("sqlite", use); err != nil {
		c.Close()
		return nil, fault(connectors.Part{}, err)
	}
	n := cmp.Or(s.Connections, 4)
	c.db.SetMaxOpenConns(n)
	c.db.SetMaxIdleConns(n)
	return c, nil
}

// Close ends all connections and removes the private copy.
func (c *Connector) Close() error {
	var err error
	if c.db != nil {
		err = c.db.Close()
	}
	if removed := c.forget(); err == nil {
		err = removed
	}
	if err != nil {
		return fault(connectors.Part{}, err)
	}
	return nil
}

// Rights says what a scan needs.
func (c *Connector) Rights(context.Context) []string {
	return []string{
		"read permission on the database file, and on its -wal and -journal files while there are any",
		"search permission on its directory; nothing is written there",
	}
}

// dsn of a database: one that nobody writes is immutable, which keeps SQLite
// from making files beside it; our own copy may be recovered from its log.
func dsn(path string, immutable bool) string {
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path // a drive letter
	}
	q := url.Values{"_pragma": {
		"query_only(1)",
		"trusted_schema(0)", // a scanned schema may call no function that reaches outside
		"cell_size_check(1)",
		"temp_store(MEMORY)",
		"mmap_size(0)", // a file that is cut short while it is mapped ends the process
	}}
	if immutable {
		q.Set("mode", "ro")
		q.Set("immutable", "1")
	} else {
		q.Set("mode", "rw")
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// quote makes name an SQL identifier.
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
