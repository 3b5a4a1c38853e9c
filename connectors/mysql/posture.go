package mysql

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Posture says who reads the datasets and in what state they lie. It asks the
// catalogue a few times for the whole server, never a table, and no secret of
// it: what the grant tables say of passwords is not selected.
func (c *Connector) Posture(ctx context.Context, kept []connectors.Kept) connectors.Posture {
	s := survey{c: c, columns: map[location][]string{}}
	for _, k := range kept {
		var at location
		if json.Unmarshal(k.Dataset.Opaque, &at) != nil {
			at = location{} // matches no table: everything of it is unknown
		}
		s.kept = append(s.kept, keptTable{Kept: k, at: at})
	}
	s.loadColumns(ctx)
	s.loadPrivileges(ctx)
	s.loadViews(ctx)
	s.loadRoutines(ctx)
	s.loadStorage(ctx)

	p := connectors.Posture{Facts: s.facts(ctx), Recipients: s.recipients(ctx)}
	p.Facts = append(p.Facts, s.recipientFacts...)
	slices.SortFunc(s.secrets, func(a, b connectors.Reader) int { return strings.Compare(a.Name, b.Name) })
	p.Secrets = s.secrets
	for _, k := range s.kept {
		p.Datasets = append(p.Datasets, s.dataset(k))
	}
	slices.SortFunc(p.Facts, func(a, b connectors.Fact) int { return strings.Compare(a.Name, b.Name) })
	return p
}

// survey is one look at how a server is kept.
type survey struct {
	c       *Connector
	kept    []keptTable
	columns map[location][]string // of every table that can be seen, in databases with kept ones

	access  access
	whole   string // why the list of readers is not whole: one of the Why constants; "" it is
	tells   string
	storage map[location]storage
	spaces  queryAnswer // whether tablespaces could be looked at

	recipientFacts []connectors.Fact
	secrets        []connectors.Reader // who reads the password hashes of all
}

// keptTable is a dataset that was asked for, by its name in clear.
type keptTable struct {
	connectors.Kept
	at location
}

// queryAnswer is what a server said to a question: rows, or why there are none.
type queryAnswer struct {
	rows [][][]byte
	why  string // "": it answered
}

// inquire asks a question that the login may have no right to.
func (c *Connector) inquire(ctx context.Context, query string) queryAnswer {
	rows, err := c.ask(ctx, query)
	if err != nil {
		return queryAnswer{why: whyUnanswered(err)}
	}
	return queryAnswer{rows: rows}
}

// whyUnanswered sorts refusals from questions that a server does not know.
func whyUnanswered(err error) string {
	switch code(err) {
	case tableDenied, columnDenied, 1044, 1045, 1227, 1370, 1729:
		return connectors.WhyDenied
	case 1064, 1193, 1109, noSuchTable, unknownColumn, 1305, 1235:
		return connectors.WhyUnsupported
	}
	return connectors.WhySilent
}

// variable is a setting of the server; "" and why where it has none or does not say.
func (c *Connector) variable(ctx context.Context, name string) (value, why string) {
	a := c.inquire(ctx, "select cast(@@global."+name+" as char)")
	if a.why != "" {
		return "", a.why
	}
	return string(a.rows[0][0]), ""
}

func isOn(value string) bool { return value == "1" || strings.EqualFold(value, "ON") }

// inDatabases is a condition on a column that names a database of the kept tables.
func (s *survey) inDatabases(column string) string {
	var names []string
	for _, k := range s.kept {
		if k.at.Database != "" && !slices.Contains(names, text(k.at.Database)) {
			names = append(names, text(k.at.Database))
		}
	}
	if len(names) == 0 {
		return "false"
	}
	return column + " in (" + strings.Join(names, ", ") + ")"
}

func (s *survey) loadColumns(ctx context.Context) {
	a := s.c.inquire(ctx, "select table_schema, table_name, column_name from information_schema.columns where "+s.inDatabases("table_schema"))
	for _, row := range a.rows {
		at := location{string(row[0]), string(row[1])}
		s.columns[at] = append(s.columns[at], string(row[2]))
	}
}

// columnsOf are the columns that the paths of a dataset's fields lie in, by
// path. A path within a document begins with its column.
func (s *survey) columnsOf(k keptTable) (columns []string, path map[string][]string) {
	path = map[string][]string{}
	for _, column := range s.columns[k.at] {
		name := s.c.redact(column)
		for _, field := range k.Fields {
			rest, ok := strings.CutPrefix(field, name)
			if !ok || rest != "" && !strings.ContainsAny(rest[:1], ".[#") {
				continue
			}
			path[column] = append(path[column], field)
		}
		if len(path[column]) > 0 {
			columns = append(columns, column)
		}
	}
	return columns, path
}

// The columns of the grant tables that posture reads. Passwords are in none of
// them, so these are what to grant.
const (
	userColumns    = "User, Host, Select_priv, Execute_priv, Super_priv, File_priv, Repl_slave_priv, Create_user_priv, Grant_priv, plugin, ssl_type, password_expired, is_role, default_role"
	opensAllGrants = "GRANT SELECT (" + userColumns + ") ON mysql.user TO scan; GRANT SELECT ON mysql.db TO scan; " +
		"GRANT SELECT ON mysql.tables_priv TO scan; GRANT SELECT ON mysql.columns_priv TO scan; " +
		"GRANT SELECT ON mysql.roles_mapping TO scan; GRANT SELECT ON mysql.procs_priv TO scan;"
	opensViews    = "GRANT SELECT, SHOW VIEW ON *.* TO scan; -- or on each database with views of these tables; SELECT on *.* also opens password hashes"
	opensRoutines = "GRANT SELECT ON mysql.proc TO scan; -- it also shows the text of all routines"
)

// loadPrivileges reads the grant tables. A login that may not read all of them
// is shown its own rights elsewhere: they are never taken for all there are.
func (s *survey) loadPrivileges(ctx context.Context) {
	if !s.c.maria {
		s.missing(connectors.WhyUnsupported, "")
		return
	}
	users := s.grantTable(ctx, userColumns, "mysql.user")
	databases := s.grantTable(ctx, "User, Host, Db, Select_priv, Execute_priv", "mysql.db")
	tables := s.grantTable(ctx, "User, Host, Db, Table_name, find_in_set('Select', Table_priv) > 0", "mysql.tables_priv")
	columns := s.grantTable(ctx, "User, Host, Db, Table_name, Column_name", "mysql.columns_priv where find_in_set('Select', Column_priv) > 0")
	roles := s.grantTable(ctx, "User, Host, Role", "mysql.roles_mapping")
	routines := s.grantTable(ctx, "User, Host, Db, Routine_name", "mysql.procs_priv where find_in_set('Execute', Proc_priv) > 0")
	if s.whole != "" {
		return
	}
	p := newPrivileges(users, databases, tables, columns, roles, routines)
	fold, why := s.c.variable(ctx, "lower_case_table_names")
	p.fold = why == "" && fold != "0"
	s.access.privileges = p
	logged, _ := s.c.variable(ctx, "log_bin")
	s.access.binaryLog = isOn(logged)
	from := s.c.inquire(ctx, "select @@global.secure_file_priv")
	s.access.anyFile = from.why == "" && from.rows[0][0] != nil && len(from.rows[0][0]) == 0
}

func (s *survey) grantTable(ctx context.Context, columns, from string) [][][]byte {
	a := s.c.inquire(ctx, "select "+columns+" from "+from)
	if a.why != "" {
		s.missing(a.why, opensAllGrants)
	}
	return a.rows
}

// missing notes why the list of readers is not whole. The first reason is kept.
func (s *survey) missing(why, tells string) {
	if s.whole == "" {
		s.whole, s.tells = why, tells
	}
}

func newPrivileges(users, databases, tables, columns, roles, routines [][][]byte) *privileges {
	p := &privileges{
		accounts: map[principal]account{}, roles: map[string]account{}, granted: map[principal][]string{},
		databases: map[string][]databaseGrant{}, tables: map[string][]tableGrant{}, routines: map[string][]routineGrant{},
	}
	for _, row := range users {
		a := newAccount(row)
		if string(row[12]) == "Y" {
			p.roles[a.user] = a
		} else {
			p.accounts[a.principal] = a
		}
	}
	for _, row := range databases {
		user := string(row[0])
		p.databases[user] = append(p.databases[user], databaseGrant{string(row[1]), string(row[2]), isYes(row[3]), isYes(row[4])})
	}
	of := map[origin][]string{} // columns by table, user and host
	for _, row := range columns {
		key := origin{location{string(row[2]), string(row[3])}, string(row[0]) + "@" + string(row[1])}
		of[key] = append(of[key], string(row[4]))
	}
	for _, row := range tables {
		user, at := string(row[0]), location{string(row[2]), string(row[3])}
		p.tables[user] = append(p.tables[user], tableGrant{
			host: string(row[1]), at: at, selects: string(row[4]) == "1", columns: of[origin{at, user + "@" + string(row[1])}],
		})
	}
	for _, row := range roles {
		who := principal{string(row[0]), string(row[1])}
		p.granted[who] = append(p.granted[who], string(row[2]))
	}
	for _, row := range routines {
		user := string(row[0])
		p.routines[user] = append(p.routines[user], routineGrant{string(row[1]), location{string(row[2]), string(row[3])}})
	}
	return p
}

func newAccount(row [][]byte) account {
	return account{
		principal: principal{string(row[0]), string(row[1])},
		global: globalRights{selects: isYes(row[2]), executes: isYes(row[3]), super: isYes(row[4]), files: isYes(row[5]),
			replicates: isYes(row[6]), createsUsers: isYes(row[7])},
		plain: len(row[10]) == 0, defaultRole: string(row[13]),
	}
}

func isYes(b []byte) bool { return string(b) == "Y" }

// loadViews follows the views of all databases that can be seen. Where some may
// lie in databases that cannot, the list of readers is not whole.
func (s *survey) loadViews(ctx context.Context) {
	a := s.c.inquire(ctx, "select table_schema, table_name, security_type, definer, view_definition from information_schema.views"+
		" where table_schema not in ('information_schema', 'performance_schema', 'mysql', 'sys')")
	s.access.views = map[location]view{}
	for _, row := range a.rows {
		definer := ""
		if string(row[2]) == "DEFINER" {
			definer = string(row[3])
		}
		v := newView(location{string(row[0]), string(row[1])}, definer, string(row[4]))
		s.access.views[v.location] = v
		if v.opaque {
			s.missing(connectors.WhyDenied, opensViews)
		}
	}
	all := s.c.inquire(ctx, "select count(distinct privilege_type) = 2 from information_schema.user_privileges where privilege_type in ('SELECT', 'SHOW VIEW')")
	if a.why != "" || all.why != "" || string(all.rows[0][0]) != "1" {
		s.missing(connectors.WhyDenied, opensViews)
	}
}

// loadRoutines finds the stored routines that run as their definer and name a
// kept table and its columns. Their text stays on the server.
func (s *survey) loadRoutines(ctx context.Context) {
	if s.access.privileges == nil {
		return
	}
	if a := s.c.inquire(ctx, "select 1 from mysql.proc limit 0"); a.why != "" {
		s.missing(a.why, opensRoutines)
	}
	var columns []string
	for _, k := range s.kept {
		names, _ := s.columnsOf(k)
		for _, name := range names {
			columns = append(columns, "select "+text(k.at.Database)+" as d, "+text(k.at.Table)+" as t, "+text(name)+" as c")
		}
	}
	if len(columns) == 0 {
		return
	}
	a := s.c.inquire(ctx, `select r.routine_schema, r.routine_name, r.definer, k.d, k.t, k.c from information_schema.routines r join (`+
		strings.Join(columns, " union all ")+`) k
		on (r.routine_schema = k.d or locate(k.d, r.routine_definition) > 0)
		and locate(lower(k.t), lower(r.routine_definition)) > 0 and (locate(lower(k.c), lower(r.routine_definition)) > 0 or locate('*', r.routine_definition) > 0)
		and concat(' ', r.routine_definition, ' ') rlike concat('(?i)[^[:alnum:]_$]', k.t, '[^[:alnum:]_$]')
		and (concat(' ', r.routine_definition, ' ') rlike concat('(?i)[^[:alnum:]_$]', k.c, '[^[:alnum:]_$]') or r.routine_definition like '%*%')
		where r.security_type = 'DEFINER' and k.t rlike '^[[:alnum:]_$]+$' and k.c rlike '^[[:alnum:]_$]+$'`)
	for _, row := range a.rows {
		f := routine{location: location{string(row[0]), string(row[1])}, definer: string(row[2]), table: location{string(row[3]), string(row[4])}}
		i := slices.IndexFunc(s.access.routines, func(g routine) bool { return g.location == f.location && g.table == f.table })
		if i < 0 {
			i = len(s.access.routines)
			s.access.routines = append(s.access.routines, f)
		}
		s.access.routines[i].columns = append(s.access.routines[i].columns, string(row[5]))
	}
}

// dataset puts together what is known of one table.
func (s *survey) dataset(k keptTable) connectors.DatasetPosture {
	var p connectors.DatasetPosture
	p.Readers, p.Facts = s.readers(k)
	if k.Dataset.Kind != "view" {
		p.Facts = append(p.Facts, s.storedEncrypted(k.at))
	}
	slices.SortFunc(p.Facts, func(a, b connectors.Fact) int { return strings.Compare(a.Name, b.Name) })
	return p
}

// readers are who reads a table, with names that may be told.
func (s *survey) readers(k keptTable) (connectors.Readers, []connectors.Fact) {
	everyone := connectors.Fact{Name: "open.everyone", Is: connectors.Unknown, Why: s.whole, Tells: s.tells, How: "mysql.db, mysql.tables_priv, mysql.columns_priv"}
	readers := connectors.Readers{Whole: s.whole == "", Why: s.whole, Tells: s.tells}
	columns, path := s.columnsOf(k)
	if s.access.privileges == nil || len(columns) == 0 {
		readers.Whole = false
		if readers.Why == "" {
			readers.Why = connectors.WhySilent
			everyone.Why = readers.Why
		}
		return readers, []connectors.Fact{everyone}
	}
	if everyone.Is = connectors.No; s.access.isPublic(k.at, columns) {
		everyone.Is = connectors.Yes
	}
	if everyone.Is == connectors.Yes || readers.Whole {
		everyone.Why, everyone.Tells = "", ""
	} else {
		everyone.Is = connectors.Unknown
	}
	for _, r := range s.access.readers(k.at, columns) {
		switch {
		case r.By == bySuperuser:
			readers.Administrators++
		case r.Could == "":
			readers.Logins++
		}
		if len(readers.List) < connectors.MaxReaders {
			readers.List = append(readers.List, s.tellable(r, path))
		}
	}
	return readers, []connectors.Fact{everyone}
}

// isPublic says whether every account reads some of the columns, without a
// right of its own.
func (a *access) isPublic(at location, columns []string) bool {
	if _, ok := a.roles[public]; ok && a.reads(identity{role: public}, at, columns, a.viewsOf(at, columns)) != nil {
		return true
	}
	g, found := a.mostSpecific(a.databases[""], "%", at.Database)
	return found && g.selects && g.host == "%"
}

// tellable is r with redacted names, and the paths of fields for columns.
func (s *survey) tellable(r connectors.Reader, path map[string][]string) connectors.Reader {
	r.Name = s.c.redact(r.Name)
	r.Path = slices.Clone(r.Path)
	for i := range r.Path {
		r.Path[i] = s.c.redact(r.Path[i])
	}
	var fields []string
	for _, column := range r.Fields {
		fields = append(fields, path[column]...)
	}
	r.Fields = fields
	return r
}
