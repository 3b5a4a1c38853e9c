package postgres

import (
	"context"
	"strconv"
	"strings"
)

// acl is SQL for an access list as an array of grantee and privilege, such as
// {0r,16384r}: numbers of roles need no quoting.
func acl(list, kind, owner string) string {
	if kind != "" {
		list = "coalesce(" + list + ", pg_catalog.acldefault('" + kind + "', " + owner + "))"
	}
	return `array(select x.grantee::pg_catalog.text || case x.privilege_type when 'SELECT' then 'r' when 'USAGE' then 'U' when 'CONNECT' then 'c' when 'TRIGGER' then 't' else 'X' end
		from pg_catalog.aclexplode(` + list + `) x where x.privilege_type in ('SELECT', 'USAGE', 'CONNECT', 'TRIGGER', 'EXECUTE'))`
}

// parseACL reads what acl writes.
func parseACL(b []byte) []grant {
	var out []grant
	for _, item := range parseArray(b) {
		if n := len(item) - 1; n > 0 {
			out = append(out, grant{parseID([]byte(item[:n])), item[n]})
		}
	}
	return out
}

// parseArray reads the text of an array whose elements need no quoting.
func parseArray(b []byte) []string {
	s := strings.Trim(string(b), "{}")
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// textArray writes an array of texts as the server reads it.
func textArray(list []string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, s := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		b.WriteString(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s))
		b.WriteByte('"')
	}
	b.WriteByte('}')
	return b.String()
}

func parseID(b []byte) objectID {
	n, err := strconv.ParseUint(string(b), 10, 32)
	if err != nil {
		return 0
	}
	return objectID(n)
}

func idArray(ids []objectID) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = strconv.FormatUint(uint64(id), 10)
	}
	return "{" + strings.Join(list, ",") + "}"
}

const (
	rolesQuery = `select r.oid, r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolreplication, r.rolbypassrls, r.rolcanlogin, r.rolvaliduntil is not null
		from pg_catalog.pg_roles r order by r.oid`
	membersQuery15 = `select m.member, m.roleid, m.admin_option, true, true from pg_catalog.pg_auth_members m order by 1, 2`
	membersQuery16 = `select m.member, m.roleid, pg_catalog.bool_or(m.admin_option), pg_catalog.bool_or(m.inherit_option), pg_catalog.bool_or(m.set_option)
		from pg_catalog.pg_auth_members m group by 1, 2 order by 1, 2`
)

// loadRoles reads roles, memberships and the rights on the database at hand.
func (s *session) loadRoles(ctx context.Context, version int) (*roleGraph, error) {
	rows, err := s.query(ctx, rolesQuery)
	if err != nil {
		return nil, err
	}
	roles := make([]pgRole, len(rows))
	for i, r := range rows {
		roles[i] = pgRole{
			id: parseID(r[0]), name: string(r[1]), super: truth(r[2]), inherit: truth(r[3]), createRole: truth(r[4]),
			replicate: truth(r[5]), bypass: truth(r[6]), login: truth(r[7]), expires: truth(r[8]),
		}
	}
	query := membersQuery15
	if version >= 160000 {
		query = membersQuery16
	}
	if rows, err = s.query(ctx, query); err != nil {
		return nil, err
	}
	members := make([]membership, len(rows))
	for i, r := range rows {
		members[i] = membership{member: parseID(r[0]), role: parseID(r[1]), admin: truth(r[2]), inherits: truth(r[3]), sets: truth(r[4])}
	}
	rows, err = s.query(ctx, `select d.datdba, `+acl("d.datacl", "d", "d.datdba")+` from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, sqlState("3D000") // the database was dropped meanwhile
	}
	return newRoleGraph(version, roles, members, parseID(rows[0][0]), parseACL(rows[0][1])), nil
}

// askedTables finds relations by the names in $1 and $2, with the partitions
// below them.
var askedTables = `with recursive asked(n, root, oid) as (
		select k.n, c.oid, c.oid
		from unnest($1::pg_catalog.text[], $2::pg_catalog.text[]) with ordinality k(s, t, n)
		join pg_catalog.pg_namespace s on s.nspname = k.s
		join pg_catalog.pg_class c on c.relnamespace = s.oid and c.relname = k.t
		union all
		select a.n, a.root, i.inhrelid
		from asked a join pg_catalog.pg_inherits i on i.inhparent = a.oid
		join pg_catalog.pg_class c on c.oid = i.inhrelid and c.relispartition
	)
	select a.n, a.root, c.oid, s.oid, s.nspname, c.relname, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity, ` + acl("c.relacl", "r", "c.relowner") + `
	from asked a join pg_catalog.pg_class c on c.oid = a.oid join pg_catalog.pg_namespace s on s.oid = c.relnamespace
	order by a.n, c.oid <> a.root, c.oid`

// loadTables reads the relations that were asked for, in the order of names; nil
// for one that is gone.
func (s *session) loadTables(ctx context.Context, a *accessFacts, names []location) ([]*phoneTable, error) {
	schemas, tables := make([]string, len(names)), make([]string, len(names))
	for i, at := range names {
		schemas[i], tables[i] = at.Schema, at.Relation
	}
	rows, err := s.query(ctx, askedTables, textArray(schemas), textArray(tables))
	if err != nil {
		return nil, err
	}
	out := make([]*phoneTable, len(names))
	for _, r := range rows {
		n := int(number(r[0])) - 1
		if out[n] == nil {
			out[n] = &phoneTable{root: parseID(r[1]), column: map[columnRef]string{}}
		}
		rel := &relationRights{
			id: parseID(r[2]), schema: parseID(r[3]), name: relationName(string(r[4]), string(r[5])), kind: r[6][0],
			owner: parseID(r[7]), secured: truth(r[8]), forced: truth(r[9]), acl: parseACL(r[10]), columns: map[int16][]grant{},
		}
		out[n].parts = append(out[n].parts, rel.id)
		a.relations[rel.id] = rel
	}
	return out, nil
}

// loadPhoneColumns finds the numbers of the phone columns, by their redacted
// names, and the grants on single columns.
func (s *session) loadPhoneColumns(ctx context.Context, a *accessFacts, tables []*phoneTable, redact func(string) string) error {
	rows, err := s.query(ctx, `select t.attrelid, t.attnum, t.attname, `+acl("t.attacl", "", "")+`
		from pg_catalog.pg_attribute t where t.attrelid = any($1::pg_catalog.oid[]) and t.attnum > 0 and not t.attisdropped
		order by t.attrelid, t.attnum`, idArray(sortedRoles(a.relations)))
	if err != nil {
		return err
	}
	of := map[objectID][]*phoneTable{}
	for _, t := range tables {
		if t != nil {
			for _, part := range t.parts {
				of[part] = append(of[part], t)
			}
		}
	}
	for _, r := range rows {
		id, column, name := parseID(r[0]), int16(number(r[1])), redact(string(r[2]))
		if list := parseACL(r[3]); list != nil {
			a.relations[id].columns[column] = list
		}
		for _, t := range of[id] {
			for _, field := range t.fields {
				if holdsField(name, field) {
					t.column[columnRef{id, column}] = field
				}
			}
		}
	}
	return nil
}

// holdsField says that a column holds a field: itself, or a path within it.
func holdsField(column, field string) bool {
	rest, ok := strings.CutPrefix(field, column)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[' || rest[0] == '#')
}

// loadSchemas reads the rights on all schemas.
func (s *session) loadSchemas(ctx context.Context, a *accessFacts) error {
	rows, err := s.query(ctx, `select n.oid, `+acl("n.nspacl", "n", "n.nspowner")+` from pg_catalog.pg_namespace n`)
	for _, r := range rows {
		a.schemas[parseID(r[0])] = parseACL(r[1])
	}
	return err
}

// viewsQuery lists the views and materialised views over some relations, at any
// depth, with the trees of their queries but for their constants.
var viewsQuery = `with recursive uses(view) as (
		select r.ev_class from pg_catalog.pg_depend d
		join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid and r.ev_class <> d.refobjid
		where d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = any($1::pg_catalog.oid[])
		union
		select r.ev_class from uses u
		join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = u.view
		join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid and r.ev_class <> u.view
	)
	select c.oid, n.oid, n.nspname, c.relname, c.relkind, c.relowner, ` + acl("c.relacl", "r", "c.relowner") + `,
		exists (select from pg_catalog.unnest(c.reloptions) o where o in ('security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes')),
		array(select t.attnum::pg_catalog.text || ':' || g.item from pg_catalog.pg_attribute t cross join lateral pg_catalog.unnest(` + acl("t.attacl", "", "") + `) g(item)
			where t.attrelid = c.oid and t.attnum > 0 and t.attacl is not null),
		` + withoutConstants("r.ev_action") + `
	from (select distinct view from uses) u join pg_catalog.pg_class c on c.oid = u.view
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	join pg_catalog.pg_rewrite r on r.ev_class = c.oid and r.ev_type = '1'
	where c.relkind in ('v', 'm') order by c.oid`

// loadViews reads the views over the relations of a.
func (s *session) loadViews(ctx context.Context, a *accessFacts) error {
	rows, err := s.query(ctx, viewsQuery, idArray(sortedRoles(a.relations)))
	for _, r := range rows {
		v := viewRights{relationRights: relationRights{
			id: parseID(r[0]), schema: parseID(r[1]), name: relationName(string(r[2]), string(r[3])), kind: r[4][0],
			owner: parseID(r[5]), acl: parseACL(r[6]), invoker: truth(r[7]), columns: map[int16][]grant{},
		}}
		for _, item := range parseArray(r[8]) {
			column, rest, _ := strings.Cut(item, ":")
			if n := len(rest) - 1; n > 0 {
				c := int16(number([]byte(column)))
				v.columns[c] = append(v.columns[c], grant{parseID([]byte(rest[:n])), rest[n]})
			}
		}
		var ok bool
		if v.shows, ok = shownColumns(string(r[9])); !ok {
			a.unread = true
		}
		a.views = append(a.views, v)
	}
	return err
}

// loadPolicies reads what row-level security lets whom see. Only permissive
// policies that hold for SELECT let anybody see anything.
func (s *session) loadPolicies(ctx context.Context, a *accessFacts) error {
	rows, err := s.query(ctx, `select p.polrelid, p.polroles from pg_catalog.pg_policy p
		where p.polrelid = any($1::pg_catalog.oid[]) and p.polpermissive and p.polcmd in ('r', '*') order by p.polrelid, p.oid`, idArray(sortedRoles(a.relations)))
	for _, r := range rows {
		var p policy
		for _, role := range parseArray(r[1]) {
			p.roles = append(p.roles, parseID([]byte(role)))
		}
		rel := a.relations[parseID(r[0])]
		rel.policies = append(rel.policies, p)
	}
	return err
}

// definersQuery lists the functions with the rights of their owner that hand
// something back and name one of some relations: in a body that the server keeps
// track of, or among the words of their text. The text itself stays there.
var definersQuery = `with f as materialized (
		select p.oid, p.pronamespace, p.proname, p.proowner, p.proacl, coalesce(s.words, '{}') as words
		from pg_catalog.pg_proc p left join lateral (
			select pg_catalog.array_agg(distinct w) as words from pg_catalog.regexp_split_to_table(pg_catalog.lower(p.prosrc), '[^[:alnum:]_$]+') w) s on true
		where p.prosecdef and p.prokind = 'f'
		and p.prorettype not in ('pg_catalog.void'::pg_catalog.regtype, 'pg_catalog.bool'::pg_catalog.regtype, 'pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
		and p.pronamespace not in ('pg_catalog'::pg_catalog.regnamespace, 'information_schema'::pg_catalog.regnamespace)
		and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e')
	)
	select n.nspname, f.proname, f.pronamespace, f.proowner, ` + acl("f.proacl", "f", "f.proowner") + `, t.oid
	from f join pg_catalog.pg_class t on t.oid = any($1::pg_catalog.oid[])
	join pg_catalog.pg_namespace n on n.oid = f.pronamespace
	where pg_catalog.lower(t.relname) = any(f.words)
	or exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = f.oid
		and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = t.oid)
	order by 1, 2, f.oid, t.oid`

func (s *session) loadDefiners(ctx context.Context, a *accessFacts) error {
	rows, err := s.query(ctx, definersQuery, idArray(sortedRoles(a.relations)))
	for _, r := range rows {
		a.functions = append(a.functions, definerFunction{
			name: relationName(string(r[0]), string(r[1])), schema: parseID(r[2]), owner: parseID(r[3]), acl: parseACL(r[4]), relation: parseID(r[5]),
		})
	}
	return err
}

// loadAccess reads who reads what of some datasets: the tables are in the order
// of names, nil for one that is gone.
func (s *session) loadAccess(ctx context.Context, version int, names []location, fields [][]string, redact func(string) string) (*accessFacts, []*phoneTable, error) {
	graph, err := s.loadRoles(ctx, version)
	if err != nil {
		return nil, nil, err
	}
	a := &accessFacts{roleGraph: graph, schemas: map[objectID][]grant{}, relations: map[objectID]*relationRights{}}
	tables, err := s.loadTables(ctx, a, names)
	if err != nil {
		return nil, nil, err
	}
	for i, t := range tables {
		if t != nil {
			t.fields = fields[i]
		}
	}
	for _, load := range []func() error{
		func() error { return s.loadPhoneColumns(ctx, a, tables, redact) },
		func() error { return s.loadSchemas(ctx, a) },
		func() error { return s.loadViews(ctx, a) },
		func() error { return s.loadPolicies(ctx, a) },
		func() error { return s.loadDefiners(ctx, a) },
	} {
		if err := load(); err != nil {
			return nil, nil, err
		}
	}
	return a, tables, nil
}
