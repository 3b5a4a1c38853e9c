package postgres

import (
	"context"

	"github.com/dialmap/dialmap/connectors"
)

// schemaRights lists the schemas that hold relations, with those who own
// relations there, and whether some relation has row-level security.
const schemaRights = `select n.nspname, pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.bool_or(c.relrowsecurity)` + roots + `
	group by 1, 2 order by n.nspname::pg_catalog.text collate pg_catalog."C", 2`

// Rights are the statements that let the login read the tables there are and
// those that will be made, and nothing else. Whoever may alter them pastes them
// into each database.
func (c *Connector) Rights(ctx context.Context) []string {
	role := quote(c.cfg.conn.User)
	if c.redact(c.cfg.conn.User) != c.cfg.conn.User {
		role = `"role of the scan"`
	}
	dbs, err := c.databases(ctx)
	if err != nil || len(dbs) == 0 {
		dbs = []database{{c.cfg.start, true}}
	}
	var rights []string
	filtered := false
	for _, db := range dbs {
		if len(dbs) > 1 {
			rights = append(rights, "-- in database "+quote(c.redact(db.name))+", for "+role)
		}
		rights = append(rights, "GRANT CONNECT ON DATABASE "+quote(c.redact(db.name))+" TO "+role+";")
		of, hidden := c.schemaRights(ctx, db, role)
		rights = append(rights, of...)
		filtered = filtered || hidden
	}
	if filtered {
		rights = append(rights, "ALTER ROLE "+role+" BYPASSRLS; -- only to read tables that have row-level security; it lifts that of every table")
	}
	return rights
}

// schemaRights are those on the schemas of one database; filtered says that a
// table there has row-level security.
func (c *Connector) schemaRights(ctx context.Context, db database, role string) (rights []string, filtered bool) {
	var rows [][][]byte
	if db.connect {
		_ = c.session(ctx, db.name, func(s *session) (err error) {
			rows, err = s.query(ctx, schemaRights)
			return err
		}) // what cannot be listed has the placeholder below
	}
	if len(rows) == 0 {
		return []string{
			`GRANT USAGE ON SCHEMA "public" TO ` + role + "; -- and each further schema",
			`GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO ` + role + "; -- and each further schema",
		}, false
	}
	last := ""
	for _, row := range rows {
		schema, owner := quote(c.redact(string(row[0]))), quote(c.redact(string(row[1])))
		if schema != last {
			last = schema
			rights = append(rights, "GRANT USAGE ON SCHEMA "+schema+" TO "+role+";", "GRANT SELECT ON ALL TABLES IN SCHEMA "+schema+" TO "+role+";")
		}
		rights = append(rights, "ALTER DEFAULT PRIVILEGES FOR ROLE "+owner+" IN SCHEMA "+schema+" GRANT SELECT ON TABLES TO "+role+"; -- tables that "+owner+" will create")
		filtered = filtered || truth(row[2])
	}
	return rights, filtered
}

// wideRoles are roles of the server that a scan can do without, and their price.
var wideRoles = []struct{ role, opens string }{
	{"pg_read_all_data", "it reads the password verifiers of all roles (pg_authid), the passwords of foreign servers and subscriptions, and statistics that hold values of tables under row-level security"},
	{"pg_write_all_data", "it writes every table"},
	{"pg_read_server_files", "it reads files of the server"},
	{"pg_write_server_files", "it writes files of the server"},
	{"pg_execute_server_program", "it runs programs on the server"},
}

// ReviewRights names the shorter grant with its price, and what the login may
// do that no scan needs.
func (c *Connector) ReviewRights(ctx context.Context) connectors.RightsReview {
	var review connectors.RightsReview
	if c.version >= 140000 {
		review.Shortcut = "GRANT pg_read_all_data is shorter, at a price: " + wideRoles[0].opens
	}
	err := c.session(ctx, c.cfg.start, func(s *session) (err error) {
		review.Excess, err = s.excessRights(ctx)
		return err
	})
	if err != nil {
		review.Excess = append(review.Excess, "its rights could not be looked up, so that it may hold more than a scan needs")
	}
	return review
}

func (s *session) excessRights(ctx context.Context) ([]string, error) {
	rows, err := s.query(ctx, `select rolsuper, rolreplication, rolcreaterole from pg_catalog.pg_roles where rolname = current_user`)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	if truth(rows[0][0]) {
		return []string{"it is a superuser, for whom no permission holds: every secret of the server is open to it, and only the scan's own settings keep it from writing; use a role of its own"}, nil
	}
	var excess []string
	if truth(rows[0][1]) {
		excess = append(excess, "it has REPLICATION, which copies the whole server; ALTER ROLE ... NOREPLICATION")
	}
	if truth(rows[0][2]) {
		excess = append(excess, "it has CREATEROLE, with which it may give itself rights; ALTER ROLE ... NOCREATEROLE")
	}
	for _, wide := range wideRoles {
		rows, err := s.query(ctx, `select r.rolname from pg_catalog.pg_roles r where r.rolname = $1 and pg_catalog.pg_has_role(r.oid, 'MEMBER')`, wide.role)
		if err != nil {
			return excess, err
		}
		if len(rows) > 0 {
			excess = append(excess, "it is a member of "+wide.role+": "+wide.opens+"; REVOKE it and grant the rights above")
		}
	}
	rows, err = s.query(ctx, `select pg_catalog.count(*)`+roots+` and c.relkind in ('r', 'p', 'v', 'f')
		and pg_catalog.has_schema_privilege(n.oid, 'USAGE') and pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')`)
	if err == nil && string(rows[0][0]) != "0" {
		excess = append(excess, "it may write to "+string(rows[0][0])+" of the tables here; REVOKE INSERT, UPDATE, DELETE, TRUNCATE, or scan as a role that owns none")
	}
	return excess, err
}
