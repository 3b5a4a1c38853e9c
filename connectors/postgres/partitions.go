package postgres

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// dated lists the partitions of those of some tables that are cut into ranges
// of one column, a date or a timestamp.
const dated = `select i.inhparent, a.attname, n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid)
	from pg_catalog.pg_partitioned_table p
	join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
		and a.atttypid in ('pg_catalog.date'::pg_catalog.regtype,
			'pg_catalog.timestamp'::pg_catalog.regtype, 'pg_catalog.timestamptz'::pg_catalog.regtype)
	join pg_catalog.pg_inherits i on i.inhparent = p.partrelid
	join pg_catalog.pg_class c on c.oid = i.inhrelid
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	where p.partstrat = 'r' and p.partnatts = 1 and p.partrelid = any($1::pg_catalog.oid[])`

// loadPartitions fills in how the relations are cut by date. What cannot be
// asked stays nil.
func (s *session) loadPartitions(ctx context.Context, relations []*relation) {
	byID := map[string]*relation{}
	var ids []string
	for _, r := range relations {
		if r.kind == 'p' {
			byID[r.oid] = r
			ids = append(ids, r.oid)
		}
	}
	if len(ids) == 0 {
		return
	}
	rows, err := s.query(ctx, dated, "{"+strings.Join(ids, ",")+"}")
	if err != nil {
		return
	}
	for _, row := range rows {
		r := byID[string(row[0])]
		from, to, ok := bounds(string(row[4]))
		if !ok {
			continue
		}
		if r.partitions == nil {
			r.partitions = &connectors.Partitions{By: string(row[1])}
		}
		r.partitions.Ranges = append(r.partitions.Ranges, connectors.Partition{Name: string(row[2]) + "." + string(row[3]), From: from, To: to})
	}
	for _, r := range byID {
		if r.partitions != nil {
			slices.SortFunc(r.partitions.Ranges, func(a, b connectors.Partition) int { return a.From.Compare(b.From) })
		}
	}
}

// bound is how the server writes a range of one column; the session has it write
// dates as ISO 8601 and times in UTC.
var bound = regexp.MustCompile(`^FOR VALUES FROM \((MINVALUE|'[^']+')\) TO \((MAXVALUE|'[^']+')\)$`)

// bounds reads the range of a partition. The default one has none.
func bounds(expr string) (from, to time.Time, ok bool) {
	m := bound.FindStringSubmatch(expr)
	if m == nil {
		return from, to, false
	}
	from, first := moment(m[1])
	to, last := moment(m[2])
	return from, to, first && last
}

// moment is zero for one without end.
func moment(s string) (time.Time, bool) {
	if !strings.HasPrefix(s, "'") {
		return time.Time{}, true
	}
	for _, layout := range []string{time.DateOnly, time.DateTime, "2006-01-02 15:04:05-07"} {
		if t, err := time.Parse(layout, strings.Trim(s, "'")); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false // infinity, or before Christ
}
