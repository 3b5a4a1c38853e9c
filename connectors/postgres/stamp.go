package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// countsKept is the server from which on a counter of rows is never lost but by
// a reset that leaves a trace.
const countsKept = 150000

// epochOf identifies the run of counters of this database: as long as it is the
// same, equal counters of a table mean equal rows. It changes when the counters
// are reset (stats_reset of the database, also for one table), when they are
// lost in a crash (stats_reset of the background writer), when another copy of
// the data directory runs (start of the server, timeline), and when a label of
// an enumerated type is renamed. The second column tells whether every session
// counts, as far as a login can see.
const epochOf = `select pg_catalog.concat_ws('/', (pg_catalog.pg_control_system()).system_identifier,
		pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8),
		d.oid, extract(epoch from pg_catalog.pg_postmaster_start_time()),
		coalesce(extract(epoch from s.stats_reset)::pg_catalog.text, 'never'),
		coalesce(extract(epoch from b.stats_reset)::pg_catalog.text, 'never'),
		(select pg_catalog.string_agg(e.oid::pg_catalog.text || '.' || e.xmin::pg_catalog.text, ',' order by e.oid) from pg_catalog.pg_enum e)),
	pg_catalog.current_setting('track_counts') = 'on' and not exists (
		select from pg_catalog.pg_db_role_setting r where r.setdatabase in (0, d.oid)
		and pg_catalog.array_to_string(r.setconfig, ' ') like '%track_counts%')
	from pg_catalog.pg_database d
	join pg_catalog.pg_stat_database s on s.datid = d.oid cross join pg_catalog.pg_stat_bgwriter b
	where d.datname = pg_catalog.current_database()`

// definitionsOf describes the columns of every part. A column that was added
// with a default changes all rows and neither counters nor storage; its number
// is new, so the value itself, which may be a phone number, is not needed.
const definitionsOf = tree + `select t.oid, pg_catalog.string_agg(pg_catalog.concat_ws('/', a.attnum, a.atttypid, a.atttypmod,
		a.attisdropped, a.atthasmissing, pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
		case when a.attgenerated <> '' then d.oid end, pg_catalog.quote_ident(a.attname)), ',' order by a.attnum)
	from tree t join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0
	left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
	group by t.oid`

// loadStamps gives each relation a stamp that is the same only as long as its
// rows are. Where the evidence can lie there is none: before PostgreSQL 15, on
// a standby (which does not count what it replays), for views and foreign
// tables, where some session may not count, and where the server does not tell.
//
// The server publishes its counters up to ten seconds after a commit, a minute
// under contention: a stamp speaks of the rows as they were that much earlier.
func (c *Connector) loadStamps(ctx context.Context, s *session, relations []*relation, ids []string) {
	if c.standby || c.version < countsKept {
		return
	}
	epochs, err := s.query(ctx, epochOf)
	if err != nil || len(epochs) != 1 || !truth(epochs[0][1]) {
		return
	}
	rows, err := s.query(ctx, definitionsOf, "", "", "{"+strings.Join(ids, ",")+"}")
	if err != nil {
		return
	}
	definitions := map[string]string{}
	for _, row := range rows {
		definitions[string(row[0])] = string(row[1])
	}
	for _, r := range relations {
		r.stamp = r.stampOf(string(epochs[0][0]), definitions)
	}
}

// stampOf digests what tells of r's rows; "" where a part tells nothing.
func (r *relation) stampOf(epoch string, definitions map[string]string) string {
	if r.kind == 'v' || r.kind == 'f' {
		return ""
	}
	h := sha256.New()
	add := func(parts ...string) {
		for _, p := range parts {
			h.Write([]byte(p))
			h.Write([]byte{0})
		}
	}
	add(epoch, definitions[r.oid])
	for _, p := range r.parts() {
		if p.kind == 'f' || p.bytes > 0 && p.changes == "0/0/0" {
			return ""
		}
		add(p.oid, p.filenode, p.changes, definitions[p.oid])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
