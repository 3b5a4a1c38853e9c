package postgres

import (
	"context"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// countsUse is the server from which on it knows when a table was last read.
const countsUse = 160000

// lastReads asks when each table was last read, by a scan of it or of one of its
// indexes, in seconds since 1970, and since when the server counts,
// where it ever began anew.
const lastReads = `select t.relid, extract(epoch from greatest(t.last_seq_scan, t.last_idx_scan))::pg_catalog.int8,
		extract(epoch from d.stats_reset)::pg_catalog.int8
	from pg_catalog.pg_stat_user_tables t
	left join pg_catalog.pg_stat_database d on d.datname = pg_catalog.current_database()`

// loadUse fills in when the relations were last read; of a partitioned table
// that is when any of its leaves was. What the server does not tell stays nil.
func (s *session) loadUse(ctx context.Context, version int, relations []*relation) {
	if version < countsUse {
		return
	}
	rows, err := s.query(ctx, lastReads)
	if err != nil {
		return
	}
	uses := map[string]connectors.Use{}
	for _, row := range rows {
		uses[string(row[0])] = connectors.Use{Read: second(row[1]), Since: second(row[2])}
	}
	for _, r := range relations {
		for _, p := range r.parts() {
			u, ok := uses[p.oid]
			switch {
			case !ok:
			case r.use == nil:
				r.use = &u
			case u.Read.After(r.use.Read):
				r.use.Read = u.Read
			}
		}
	}
}

// second is zero where there is none.
func second(v []byte) time.Time {
	if len(v) == 0 {
		return time.Time{}
	}
	return time.Unix(number(v), 0).UTC()
}
