package postgres

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Datasets lists every relation of every database, forbidden ones included.
// A database that cannot be entered is an error, and the listing goes on.
func (c *Connector) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		dbs, err := c.databases(ctx)
		if err != nil {
			yield(connectors.Dataset{}, c.fault(ctx, err, connectors.Part{}, ""))
			return
		}
		for _, db := range dbs {
			if !c.listDatabase(ctx, db, yield) {
				return
			}
		}
	}
}

// database is one that the server has.
type database struct {
	name    string
	connect bool // the login may
}

// managed databases belong to a cloud's operator; nobody else may enter them.
var managed = []string{"rdsadmin", "cloudsqladmin", "azure_maintenance", "azure_sys", "alloydbadmin"}

func (c *Connector) databases(ctx context.Context) ([]database, error) {
	if c.cfg.named {
		return []database{{c.cfg.start, true}}, nil
	}
	var dbs []database
	err := c.session(ctx, c.cfg.start, func(s *session) error {
		rows, err := s.query(ctx, `select datname, pg_catalog.has_database_privilege(oid, 'CONNECT')
			from pg_catalog.pg_database where datallowconn and not datistemplate order by datname::pg_catalog.text collate pg_catalog."C"`)
		for _, row := range rows {
			if name := string(row[0]); !slices.Contains(managed, name) {
				dbs = append(dbs, database{name, truth(row[1])})
			}
		}
		return err
	})
	return dbs, err
}

// sub names a database where the source is the whole server.
func (c *Connector) sub(db string) string {
	if c.cfg.named {
		return ""
	}
	return c.redact(db)
}

func (c *Connector) listDatabase(ctx context.Context, db database, yield func(connectors.Dataset, error) bool) bool {
	part := connectors.Part{Sub: c.sub(db.name)}
	if !db.connect {
		return yield(connectors.Dataset{}, &connectors.Error{Part: part, Reason: connectors.Denied,
			Text: "may not be connected to; GRANT CONNECT ON DATABASE " + quote(c.redact(db.name)) + " TO the scan's role"})
	}
	var ids []string
	var large int64
	err := c.session(ctx, db.name, func(s *session) (err error) {
		if ids, err = s.ids(ctx); err != nil {
			return err
		}
		rows, err := s.query(ctx, `select count(*) from pg_catalog.pg_largeobject_metadata`)
		if err == nil {
			large = number(rows[0][0])
		}
		return nil // who may not see large objects is told nothing of them
	})
	if err != nil {
		return yield(connectors.Dataset{}, c.fault(ctx, err, part, ""))
	}
	seen := map[string]int{}
	for some := range slices.Chunk(ids, listed) {
		var relations []*relation
		err := c.session(ctx, db.name, func(s *session) (err error) {
			if relations, err = s.load(ctx, c.version, "", "", some...); err == nil {
				s.loadUse(ctx, c.version, relations)
				s.loadPartitions(ctx, relations)
				c.loadStamps(ctx, s, relations, some)
			}
			return err
		})
		if err != nil {
			return yield(connectors.Dataset{}, c.fault(ctx, err, part, ""))
		}
		c.baptise(relations, seen)
		for _, r := range relations {
			if !yield(c.dataset(db.name, r), nil) {
				return false
			}
		}
	}
	if large > 0 {
		return yield(connectors.Dataset{}, &connectors.Error{Part: part, Reason: connectors.Unsupported,
			Text: strconv.FormatInt(large, 10) + " large objects (pg_largeobject) are not read; export them and scan the files"})
	}
	return true
}

// listed is how many relations are described at a time, in a transaction of
// their own: the first are read while the others are still to be described.
const listed = 500

// baptise gives each relation its redacted name. Two that differ only in the
// number within are told apart by a count, in the order of their full names;
// seen counts the names that two may have.
func (c *Connector) baptise(relations []*relation, seen map[string]int) {
	slices.SortFunc(relations, func(a, b *relation) int {
		return slices.Compare([]string{a.schema, a.table}, []string{b.schema, b.table})
	})
	for _, r := range relations {
		r.name = c.redact(c.redact(r.schema) + "." + c.redact(r.table))
		if !strings.Contains(r.name, "{}") && strings.Count(r.name, ".") == 1 {
			continue // no other has it
		}
		seen[r.name]++
		if n := seen[r.name]; n > 1 {
			r.name += "~" + strconv.Itoa(n)
		}
	}
}
