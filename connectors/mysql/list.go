package mysql

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Datasets lists every table and view of every database, those included that
// the login has some right on but may not read. A database that cannot be
// listed is an error, and the listing goes on.
func (c *Connector) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		if c.cfg.snapshot && !yield(connectors.Dataset{}, noSnapshot()) {
			return
		}
		dbs, err := c.databases(ctx)
		if err != nil {
			yield(connectors.Dataset{}, c.fault(ctx, err, connectors.Part{}, ""))
			return
		}
		for _, db := range dbs {
			var found []*table
			err := c.session(ctx, c.cfg.timeout, func(ctx context.Context, s *session) (err error) {
				if found, err = s.load(ctx, db, ""); err == nil {
					s.loadPartitions(ctx, db, found)
				}
				return err
			})
			if err != nil {
				if !yield(connectors.Dataset{}, c.fault(ctx, err, connectors.Part{Sub: c.sub(db)}, "")) {
					return
				}
				continue
			}
			c.baptise(found)
			for _, t := range found {
				if !yield(c.dataset(t), nil) {
					return
				}
			}
		}
	}
}

// noSnapshot says what a scan asked for in vain: the servers keep a snapshot for
// one connection, and the parts of a scan are read over several.
func noSnapshot() error {
	return &connectors.Error{Reason: connectors.Unsupported,
		Text: "a snapshot over several connections is not offered by MySQL and MariaDB: each part is read as of a moment of its own; scan a replica whose replication is stopped for figures of one moment"}
}

// system databases are the server's own.
var system = []string{"information_schema", "performance_schema", "mysql", "sys"}

func (c *Connector) databases(ctx context.Context) ([]string, error) {
	if c.cfg.driver.DBName != "" {
		return []string{c.cfg.driver.DBName}, nil
	}
	var dbs []string
	err := c.session(ctx, c.cfg.timeout, func(ctx context.Context, s *session) error {
		rows, err := s.query(ctx, "select schema_name from information_schema.schemata")
		for _, row := range rows {
			if name := string(row[0]); !slices.Contains(system, strings.ToLower(name)) {
				dbs = append(dbs, name)
			}
		}
		return err
	})
	slices.Sort(dbs)
	return dbs, err
}

// sub names a database where the source is the whole server.
func (c *Connector) sub(db string) string {
	if c.cfg.driver.DBName != "" {
		return ""
	}
	return c.redact(db)
}

// baptise gives each table its redacted name. Two that differ only in the
// number within are told apart by a count, in the order of their full names.
func (c *Connector) baptise(ts []*table) {
	slices.SortFunc(ts, func(a, b *table) int { return strings.Compare(a.Table, b.Table) })
	seen := map[string]int{}
	for _, t := range ts {
		t.name = c.redact(c.redact(t.Database) + "." + c.redact(t.Table))
		seen[t.name]++
		if n := seen[t.name]; n > 1 {
			t.name += "~" + strconv.Itoa(n)
		}
	}
}
