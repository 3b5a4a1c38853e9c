package postgres

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// publication is one line of what a publication hands on.
type publication struct {
	name     string
	all      bool     // every table
	relation objectID // 0: see schema
	columns  []int16  // nil: all
	schema   objectID
}

// reachingFunction is a function that calls something outside the server.
type reachingFunction struct {
	name, how, host string
	tables          []objectID // phone tables that it names
	triggers        map[objectID]bool
}

// recipientsOf is who receives what a database holds.
type recipientsOf struct {
	publications []publication
	functions    []reachingFunction
	consumers    int // active logical slots of the database
	known        bool
	whole        []connectors.Recipient
	facts        []connectors.Fact
}

// loadRecipients asks one database whom it hands its rows to. Each question
// stands for itself: what one may not ask is a fact that is unknown.
func (c *Connector) loadRecipients(ctx context.Context, db string, a *accessFacts) *recipientsOf {
	r := &recipientsOf{}
	sub := c.sub(db)
	for _, q := range []struct {
		name string
		load func(context.Context, *session) (int, error)
	}{
		{"copies.slots", func(ctx context.Context, s *session) (int, error) { return r.loadSlots(ctx, s, db, c.redact) }},
		{"copies.publications", func(ctx context.Context, s *session) (int, error) { return r.loadPublications(ctx, s, c.version) }},
		{"copies.subscriptions", func(ctx context.Context, s *session) (int, error) { return r.loadSubscriptions(ctx, s, c.redact) }},
		{"copies.other_servers", func(ctx context.Context, s *session) (int, error) { return r.loadServers(ctx, s, c.redact) }},
		{"copies.functions", func(ctx context.Context, s *session) (int, error) { return r.loadFunctions(ctx, s, a) }},
	} {
		var n int
		err := c.session(ctx, db, func(s *session) (err error) {
			n, err = q.load(ctx, s)
			return err
		})
		f := connectors.Fact{Name: q.name, Is: connectors.No, How: recipientSources[q.name], Sub: sub, N: n}
		switch {
		case err != nil:
			f.Is, f.Why = connectors.Unknown, why(err)
		case n > 0:
			f.Is = connectors.Yes
		}
		r.facts = append(r.facts, f)
	}
	for _, f := range r.functions {
		if len(f.tables) == 0 && len(f.triggers) == 0 {
			r.whole = append(r.whole, connectors.Recipient{Kind: "function", Name: cmp.Or(c.redact(f.host), f.how), Host: c.redact(f.host), Active: connectors.Unknown, Through: c.redact(f.name)})
		}
	}
	for i := range r.whole {
		if r.whole[i].Kind != "replication" {
			r.whole[i].Sub = sub
		}
	}
	return r
}

var recipientSources = map[string]string{
	"copies.slots": "pg_replication_slots, pg_stat_replication", "copies.publications": "pg_publication", "copies.subscriptions": "pg_subscription",
	"copies.other_servers": "pg_foreign_server", "copies.functions": "pg_proc: dblink, copy to program, http, aws, untrusted languages",
}

func (r *recipientsOf) loadPublications(ctx context.Context, s *session, version int) (int, error) {
	query := `select p.pubname, p.puballtables, r.prrelid, null, null from pg_catalog.pg_publication p left join pg_catalog.pg_publication_rel r on r.prpubid = p.oid order by 1, 3`
	if version >= 150000 {
		query = `select p.pubname, p.puballtables, r.prrelid, r.prattrs, null from pg_catalog.pg_publication p left join pg_catalog.pg_publication_rel r on r.prpubid = p.oid
			union all select p.pubname, p.puballtables, null, null, s.pnnspid from pg_catalog.pg_publication p join pg_catalog.pg_publication_namespace s on s.pnpubid = p.oid
			order by 1, 3, 5`
	}
	rows, err := s.query(ctx, query)
	for _, row := range rows {
		p := publication{name: string(row[0]), all: truth(row[1]), relation: parseID(row[2]), schema: parseID(row[4])}
		for _, column := range strings.Fields(string(row[3])) {
			p.columns = append(p.columns, int16(number([]byte(column))))
		}
		r.publications = append(r.publications, p)
	}
	return len(rows), err
}

// loadSlots reads who takes, or was to take, the changes: of this database, or
// copies of the whole server.
func (r *recipientsOf) loadSlots(ctx context.Context, s *session, db string, redact func(string) string) (int, error) {
	rows, err := s.query(ctx, `select s.slot_name, s.plugin, s.slot_type, s.active, r.usename, r.application_name, pg_catalog.host(r.client_addr)
		from pg_catalog.pg_replication_slots s left join pg_catalog.pg_stat_replication r on r.pid = s.active_pid
		where not s.temporary and (s.database is null or s.database = $1)
		union all select null, null, 'no slot', true, r.usename, r.application_name, pg_catalog.host(r.client_addr) from pg_catalog.pg_stat_replication r
		where not exists (select from pg_catalog.pg_replication_slots s where s.active_pid = r.pid)
		order by 1, 6`, db)
	if err != nil {
		return 0, err
	}
	r.known = true
	for _, row := range rows {
		x := connectors.Recipient{Kind: "slot", Name: redact(string(row[0])), Host: string(row[6]), Account: redact(string(row[4])), Active: connectors.No, Through: string(row[1])}
		if truth(row[3]) {
			x.Active = connectors.Yes
		}
		if string(row[2]) != "logical" {
			x.Kind, x.Through = "replication", "write-ahead log"
			x.Name = cmp.Or(x.Name, redact(string(row[5])))
		} else if x.Active == connectors.Yes {
			r.consumers++
		}
		r.whole = append(r.whole, x)
	}
	return len(rows), nil
}

// loadSubscriptions reads what the database takes from others. Its connection
// strings hold passwords and are never asked for.
func (r *recipientsOf) loadSubscriptions(ctx context.Context, s *session, redact func(string) string) (int, error) {
	rows, err := s.query(ctx, `select s.subname, s.subenabled from pg_catalog.pg_subscription s
		join pg_catalog.pg_database d on d.oid = s.subdbid where d.datname = pg_catalog.current_database() order by 1`)
	for _, row := range rows {
		x := connectors.Recipient{Kind: "subscription", Name: redact(string(row[0])), Active: connectors.No}
		if truth(row[1]) {
			x.Active = connectors.Yes
		}
		r.whole = append(r.whole, x)
	}
	return len(rows), err
}

// loadServers reads the other servers that tables of this one stand for: of
// their options the host and how it is reached, nothing else.
func (r *recipientsOf) loadServers(ctx context.Context, s *session, redact func(string) string) (int, error) {
	rows, err := s.query(ctx, `select s.srvname, w.fdwname,
			(select pg_catalog.split_part(o, '=', 2) from pg_catalog.unnest(s.srvoptions) o where pg_catalog.split_part(o, '=', 1) in ('host', 'hostaddr', 'server', 'servername', 'address', 'endpoint') limit 1),
			exists (select from pg_catalog.unnest(s.srvoptions) o where o = 'sslmode=disable'),
			exists (select from pg_catalog.pg_user_mappings m where m.srvid = s.oid)
		from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw order by 1`)
	for _, row := range rows {
		x := connectors.Recipient{Kind: "foreign_server", Name: redact(string(row[0])), Host: redact(string(row[2])), Active: connectors.Unknown, Through: redact(string(row[1]))}
		if truth(row[3]) {
			x.Through += ", sslmode=disable"
		}
		if !truth(row[4]) {
			x.Active = connectors.No // nobody has a login there
		}
		r.whole = append(r.whole, x)
	}
	return len(rows), err
}

// functionsQuery lists the functions whose text calls something outside, with a
// host where the text names one. The text itself stays on the server.
const functionsQuery = `with f as materialized (
		select p.oid, p.proname, p.pronamespace, p.prosrc, l.lanname,
			case when p.prosrc ~* 'dblink' then 'dblink' when p.prosrc ~* '\mcopy\M[^;]*\mprogram\M' then 'copy to program'
				when p.prosrc ~* '\mhttp_(post|get|put)\M|\mnet\.http' then 'http' when p.prosrc ~* 'aws_s3|aws_lambda' then 'aws'
				when l.lanname in ('plpython3u', 'plperlu', 'plsh') then 'untrusted language' end as how
		from pg_catalog.pg_proc p join pg_catalog.pg_language l on l.oid = p.prolang
		where p.pronamespace not in ('pg_catalog'::pg_catalog.regnamespace, 'information_schema'::pg_catalog.regnamespace)
		and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e')
	)
	select n.nspname, f.proname, f.how,
		coalesce(pg_catalog.substring(f.prosrc, 'host(?:addr)?\s*=\s*([A-Za-z0-9._-]+)'), pg_catalog.substring(f.prosrc, 'https?://([A-Za-z0-9._-]+)')),
		array(select c.oid from pg_catalog.pg_class c where c.oid = any($1::pg_catalog.oid[]) and pg_catalog.lower(c.relname) = any(
			select w from pg_catalog.regexp_split_to_table(pg_catalog.lower(f.prosrc), '[^[:alnum:]_$]+') w)),
		array(select t.tgrelid::pg_catalog.text || t.tgenabled::pg_catalog.text from pg_catalog.pg_trigger t where t.tgfoid = f.oid and not t.tgisinternal and t.tgrelid = any($1::pg_catalog.oid[]))
	from f join pg_catalog.pg_namespace n on n.oid = f.pronamespace where f.how is not null order by 1, 2, f.oid`

func (r *recipientsOf) loadFunctions(ctx context.Context, s *session, a *accessFacts) (int, error) {
	rows, err := s.query(ctx, functionsQuery, idArray(sortedRoles(a.relations)))
	for _, row := range rows {
		f := reachingFunction{name: relationName(string(row[0]), string(row[1])), how: string(row[2]), host: string(row[3]), triggers: map[objectID]bool{}}
		for _, id := range parseArray(row[4]) {
			f.tables = append(f.tables, parseID([]byte(id)))
		}
		for _, item := range parseArray(row[5]) {
			id := parseID([]byte(item[:len(item)-1]))
			f.triggers[id] = f.triggers[id] || item[len(item)-1] != 'D'
		}
		r.functions = append(r.functions, f)
	}
	return len(rows), err
}

// of are the recipients of one table: by a publication, a trigger or a function.
func (r *recipientsOf) of(a *accessFacts, t *phoneTable, redact func(string) string) []connectors.Recipient {
	var out []connectors.Recipient
	for i := range r.publications {
		p := &r.publications[i]
		fields, ok := p.hands(a, t)
		if !ok || slices.ContainsFunc(out, func(x connectors.Recipient) bool { return x.Name == redact(p.name) }) {
			continue
		}
		x := connectors.Recipient{Kind: "publication", Name: redact(p.name), Active: connectors.Unknown}
		if r.known && r.consumers == 0 {
			x.Active = connectors.No
		}
		if len(fields) < len(t.fields) {
			x.Fields = fields
		}
		out = append(out, x)
	}
	for _, f := range r.functions {
		x := connectors.Recipient{Kind: "function", Name: cmp.Or(redact(f.host), f.how), Host: redact(f.host), Active: connectors.Unknown, Through: redact(f.name)}
		ok := slices.ContainsFunc(f.tables, func(id objectID) bool { return slices.Contains(t.parts, id) })
		for _, part := range t.parts {
			if enabled, has := f.triggers[part]; has {
				x.Kind, x.Active, ok = "trigger", connectors.No, true
				if enabled {
					x.Active = connectors.Yes
					break
				}
			}
		}
		if ok {
			out = append(out, x)
		}
	}
	return out
}

// hands says which phone fields of a table a publication hands on.
func (p *publication) hands(a *accessFacts, t *phoneTable) ([]string, bool) {
	root := a.relations[t.root]
	switch {
	case root == nil || root.kind != 'r' && root.kind != 'p':
		return nil, false // only tables are published
	case p.all, p.schema != 0 && slices.ContainsFunc(t.parts, func(id objectID) bool { return a.relations[id].schema == p.schema }):
		return t.fields, true
	case !slices.Contains(t.parts, p.relation) || p.relation == 0:
		return nil, false
	case p.columns == nil:
		return t.fields, true
	}
	var fields []string
	for ref, field := range t.column {
		if ref.relation == p.relation && slices.Contains(p.columns, ref.column) && !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	return fields, len(fields) > 0
}
