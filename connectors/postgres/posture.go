package postgres

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Posture says how the server and the tables that were asked for are kept. It
// reads the catalogue and settings only, never a table, and no secret that the
// catalogue holds.
func (c *Connector) Posture(ctx context.Context, kept []connectors.Kept) connectors.Posture {
	p := connectors.Posture{Datasets: make([]connectors.DatasetPosture, len(kept))}
	p.Facts = append(p.Facts, c.transitFacts(ctx)...)
	p.Facts = append(p.Facts, c.settingFacts(ctx)...)
	p.Facts = append(p.Facts, connectors.Fact{Name: "scan.login", Is: connectors.Yes, How: c.redact(c.cfg.conn.User)}, c.scanLogin(ctx))
	p.Facts = append(p.Facts, connectors.Fact{Name: "rest.encrypted", Is: connectors.Unknown, Why: connectors.WhyUnsupported, How: "PostgreSQL does not encrypt its files itself"})

	asked := map[string][]int{}
	for i := range kept {
		at, err := locate(kept[i].Dataset.Opaque)
		if err != nil {
			p.Datasets[i].Readers.Why = connectors.WhySilent
			continue
		}
		asked[at.Database] = append(asked[at.Database], i)
	}
	if len(asked) == 0 {
		asked[c.cfg.start] = nil
	}
	reading := newLoginCount()
	for n, db := range slices.Sorted(maps.Keys(asked)) {
		c.databasePosture(ctx, db, kept, asked[db], n == 0, &p, reading)
	}
	p.Facts = append(p.Facts, reading.fact())
	return p
}

// databasePosture adds what one database says of itself and of its tables.
func (c *Connector) databasePosture(ctx context.Context, db string, kept []connectors.Kept, asked []int, first bool, p *connectors.Posture, reading *loginCount) {
	names, fields := make([]location, len(asked)), make([][]string, len(asked))
	for n, i := range asked {
		names[n], _ = locate(kept[i].Dataset.Opaque) // it was located before
		fields[n] = kept[i].Fields
	}
	var a *accessFacts
	var tables []*phoneTable
	err := c.session(ctx, db, func(s *session) (err error) {
		a, tables, err = s.loadAccess(ctx, c.version, names, fields, c.redact)
		return err
	})
	if err != nil {
		for _, i := range asked {
			p.Datasets[i] = c.unreadable(err)
		}
		reading.failed = err
		return
	}
	statistics := c.statistics(ctx, db, names)
	recipients := c.loadRecipients(ctx, db, a)
	for n, i := range asked {
		if tables[n] == nil {
			p.Datasets[i] = connectors.DatasetPosture{Readers: connectors.Readers{Why: connectors.WhySilent}}
			continue
		}
		p.Datasets[i] = c.datasetPosture(a, tables[n], reading)
		p.Datasets[i].Facts = append(p.Datasets[i].Facts, statistics.of(names[n], tables[n], a, c.redact))
		p.Datasets[i].Recipients = recipients.of(a, tables[n], c.redact)
	}
	p.Facts = append(p.Facts, c.tomorrow(ctx, db, a))
	p.Facts = append(p.Facts, recipients.facts...)
	for _, r := range recipients.whole {
		if r.Kind != "replication" || first { // of the whole server
			p.Recipients = append(p.Recipients, r)
		}
	}
	if first {
		p.Secrets = c.secretReaders(a.roleGraph)
		p.Facts = append(p.Facts, c.secretFact(a.roleGraph, p.Secrets))
	}
}

// why says why a question has no answer.
func why(err error) string {
	switch code(err) {
	case "42501":
		return connectors.WhyDenied
	case "42883", "42P01", "42703", "42704":
		return connectors.WhyUnsupported
	}
	return connectors.WhySilent
}

// unreadable is a dataset of whose rights the catalogue says nothing.
func (c *Connector) unreadable(err error) connectors.DatasetPosture {
	r := connectors.Readers{Why: why(err)}
	if r.Why == connectors.WhyDenied {
		r.Tells = "GRANT SELECT ON ALL TABLES IN SCHEMA pg_catalog TO " + c.scanRole() + "; -- but for pg_authid, pg_statistic, pg_user_mapping and pg_subscription"
	}
	f := connectors.Fact{Name: "open.everyone", Is: connectors.Unknown, Why: r.Why, Tells: r.Tells, How: "pg_class.relacl"}
	return connectors.DatasetPosture{Facts: []connectors.Fact{f}, Readers: r}
}

// scanRole is the login of the scan as a statement names it.
func (c *Connector) scanRole() string {
	if c.redact(c.cfg.conn.User) != c.cfg.conn.User {
		return `"role of the scan"`
	}
	return quote(c.cfg.conn.User)
}

// datasetPosture is who reads one table, and what is counted of them.
func (c *Connector) datasetPosture(a *accessFacts, t *phoneTable, reading *loginCount) connectors.DatasetPosture {
	d := a.readersOf(t)
	reading.add(&d, a)
	root := a.relations[t.root]
	p := connectors.DatasetPosture{Readers: d.readers(a.roleGraph, t, c.redact)}

	everyone := connectors.Fact{Name: "open.everyone", Is: connectors.No, How: "pg_class.relacl, pg_attribute.attacl"}
	if d.public {
		everyone.Is, everyone.How = connectors.Yes, "PUBLIC may SELECT from "+c.redact(d.publicHow)
		everyone.N, everyone.Of = d.logins, len(a.logins())
	}
	secured := connectors.Fact{Name: "row_security", Is: connectors.No, How: "pg_class.relrowsecurity"}
	if root.secured {
		secured.Is = connectors.Yes
		secured.How = fmt.Sprintf("pg_class.relrowsecurity, %d policies that let rows be seen", len(root.policies))
	}
	p.Facts = append(p.Facts, everyone, secured)
	if root.secured {
		p.Facts = append(p.Facts, countedFact("row_security.evaded", d.evading, d.logins, "BYPASSRLS, pg_read_all_data, or a view of an owner whom no policy binds"))
	}
	views := make([]string, len(d.views))
	for i, v := range d.views {
		views[i] = c.redact(v)
	}
	how := "pg_rewrite"
	if len(views) > 0 {
		how = strings.Join(views[:min(len(views), 5)], ", ")
	}
	p.Facts = append(p.Facts, countedFact("open.view", d.byView, d.logins, how))
	return p
}

// countedFact is yes where there is one at least.
func countedFact(name string, n, of int, how string) connectors.Fact {
	f := connectors.Fact{Name: name, Is: connectors.No, How: how, N: n, Of: of}
	if n > 0 {
		f.Is = connectors.Yes
	}
	return f
}

// loginCount counts the logins that read some dataset, and of them those whose
// password never expires.
type loginCount struct {
	reads  map[string]bool // name: whether it expires
	failed error
}

func newLoginCount() *loginCount { return &loginCount{reads: map[string]bool{}} }

func (l *loginCount) add(d *datasetReaders, a *accessFacts) {
	for _, x := range d.list {
		if x.could == "" && !x.login.super {
			l.reads[x.login.name] = a.roles[x.login.id].expires
		}
	}
}

func (l *loginCount) fact() connectors.Fact {
	if l.failed != nil {
		return connectors.Fact{Name: "logins.never_expire", Is: connectors.Unknown, Why: why(l.failed), How: "pg_roles.rolvaliduntil"}
	}
	n := 0
	for _, expires := range l.reads {
		if !expires {
			n++
		}
	}
	return countedFact("logins.never_expire", n, len(l.reads), "pg_roles.rolvaliduntil")
}

// secretReaders are the logins beside the scan's that pg_read_all_data lets read
// the password verifiers of all.
func (c *Connector) secretReaders(g *roleGraph) []connectors.Reader {
	var out []connectors.Reader
	for _, r := range g.logins() {
		if r.super || r.name == c.cfg.conn.User || !g.readsAll(r.id) {
			continue
		}
		x := connectors.Reader{Name: c.redact(r.name), By: byAllData}
		for _, id := range g.inheritancePath(r.id, roleReadAllData) {
			x.Path = append(x.Path, c.redact(g.roles[id].name))
		}
		out = append(out, x)
	}
	return out
}

func (c *Connector) secretFact(g *roleGraph, list []connectors.Reader) connectors.Fact {
	return countedFact("logins.read_secrets", len(list), len(g.logins()), "members of pg_read_all_data, which reads pg_authid")
}

// scanLogin says whether the scan's own login may do more than a scan needs.
func (c *Connector) scanLogin(ctx context.Context) connectors.Fact {
	f := connectors.Fact{Name: "scan.excess_rights", How: "pg_roles, pg_auth_members, relacl"}
	var excess []string
	err := c.session(ctx, c.cfg.start, func(s *session) (err error) {
		excess, err = s.excessRights(ctx)
		return err
	})
	switch {
	case len(excess) > 0:
		f.Is, f.N, f.How = connectors.Yes, len(excess), strings.Join(excess, "; ")
	case err != nil:
		f.Is, f.Why = connectors.Unknown, why(err)
	default:
		f.Is = connectors.No
	}
	return f
}

// tomorrow says whether tables that will be made are readable by everybody.
func (c *Connector) tomorrow(ctx context.Context, db string, a *accessFacts) connectors.Fact {
	f := connectors.Fact{Name: "tomorrow.everyone", Is: connectors.No, How: "pg_default_acl", Sub: c.sub(db)}
	var rows [][][]byte
	err := c.session(ctx, db, func(s *session) (err error) {
		rows, err = s.query(ctx, `select pg_catalog.pg_get_userbyid(d.defaclrole), n.nspname
			from pg_catalog.pg_default_acl d left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
			where d.defaclobjtype = 'r' and exists (select from pg_catalog.aclexplode(d.defaclacl) x where x.grantee = 0 and x.privilege_type = 'SELECT')
			order by 1, 2`)
		return err
	})
	if err != nil {
		f.Is, f.Why = connectors.Unknown, why(err)
		return f
	}
	var where []string
	for _, r := range rows {
		schema := "every schema"
		if r[1] != nil {
			schema = "schema " + c.redact(string(r[1]))
		}
		where = append(where, "tables that "+c.redact(string(r[0]))+" creates in "+schema)
	}
	if len(where) > 0 {
		f.Is, f.N, f.How = connectors.Yes, len(where), strings.Join(where[:min(len(where), 5)], ", ")
	}
	return f
}

// statisticsOf says of which columns the server keeps values in its statistics.
type statisticsOf struct {
	kept map[[3]string]bool // schema, table, column
	err  error
}

// statistics asks pg_stats, which shows what the login may read.
func (c *Connector) statistics(ctx context.Context, db string, names []location) statisticsOf {
	out := statisticsOf{kept: map[[3]string]bool{}}
	schemas, tables := make([]string, len(names)), make([]string, len(names))
	for i, at := range names {
		schemas[i], tables[i] = at.Schema, at.Relation
	}
	out.err = c.session(ctx, db, func(s *session) error {
		rows, err := s.query(ctx, `select s.schemaname, s.tablename, s.attname, pg_catalog.bool_or(s.most_common_vals is not null or s.histogram_bounds is not null)
			from unnest($1::pg_catalog.text[], $2::pg_catalog.text[]) k(s, t)
			join pg_catalog.pg_stats s on s.schemaname = k.s and s.tablename = k.t group by 1, 2, 3`, textArray(schemas), textArray(tables))
		for _, r := range rows {
			out.kept[[3]string{string(r[0]), string(r[1]), string(r[2])}] = truth(r[3])
		}
		return err
	})
	return out
}

// of says whether statistics keep values of a phone column. A column that
// pg_stats does not show may have some all the same.
func (s *statisticsOf) of(at location, t *phoneTable, a *accessFacts, redact func(string) string) connectors.Fact {
	f := connectors.Fact{Name: "statistics.values", Is: connectors.Unknown, How: "pg_stats"}
	if s.err != nil {
		f.Why = why(s.err)
		return f
	}
	seen := 0
	for k, kept := range s.kept {
		if k[0] != at.Schema || k[1] != at.Relation || !slices.ContainsFunc(t.fields, func(field string) bool { return holdsField(redact(k[2]), field) }) {
			continue
		}
		seen++
		if kept {
			f.Is = connectors.Yes
		}
	}
	if f.Is == connectors.Unknown && seen > 0 {
		f.Is = connectors.No
	}
	if f.Is == connectors.Unknown {
		f.Why = connectors.WhySilent // never analysed, or hidden by row-level security
		if rel := a.relations[t.root]; rel != nil && rel.secured {
			f.Why = connectors.WhyDenied
		}
	}
	return f
}

// settingNames are what is asked of pg_settings.
var settingNames = []string{
	"ssl", "password_encryption", "log_statement", "log_min_duration_statement", "log_min_duration_sample", "log_statement_sample_rate",
	"log_transaction_sample_rate", "log_parameter_max_length", "log_connections", "archive_mode", "wal_level",
	"pgaudit.log", "pgaudit.log_parameter", "auto_explain.log_min_duration",
}

// settingFacts are what the server's settings say.
func (c *Connector) settingFacts(ctx context.Context) []connectors.Fact {
	set := map[string]string{}
	err := c.session(ctx, c.cfg.start, func(s *session) error {
		rows, err := s.query(ctx, `select name, setting from pg_catalog.pg_settings where name = any($1::pg_catalog.text[])`, textArray(settingNames))
		for _, r := range rows {
			set[string(r[0])] = string(r[1])
		}
		return err
	})
	return []connectors.Fact{loggedValues(set, err), auditLog(set, err), archiveCopies(set, err), weakVerifiers(set, err)}
}

// settingUnknown is a fact that a missing setting leaves open.
func settingUnknown(name string, err error) connectors.Fact {
	f := connectors.Fact{Name: name, Is: connectors.Unknown, Why: connectors.WhyDenied, How: "pg_settings", Tells: "GRANT pg_read_all_settings TO scan;"}
	if err != nil && why(err) != connectors.WhyDenied {
		f.Why, f.Tells = why(err), ""
	}
	return f
}

// loggedValues says whether statements are logged with the values in them.
func loggedValues(set map[string]string, err error) connectors.Fact {
	const name = "log.values"
	for _, s := range []string{"log_statement", "log_min_duration_statement"} {
		if _, ok := set[s]; err != nil || !ok {
			return settingUnknown(name, err)
		}
	}
	var said []string
	add := func(setting string, on bool) {
		if on {
			said = append(said, setting+" = "+set[setting])
		}
	}
	least := func(setting string) bool { v, ok := set[setting]; return ok && !strings.HasPrefix(v, "-") }
	above := func(setting string) bool { v, ok := set[setting]; return ok && v != "0" && v != "" }
	add("log_statement", set["log_statement"] == "all" || set["log_statement"] == "mod")
	add("log_min_duration_statement", least("log_min_duration_statement"))
	add("log_min_duration_sample", least("log_min_duration_sample") && above("log_statement_sample_rate"))
	add("log_transaction_sample_rate", above("log_transaction_sample_rate"))
	add("auto_explain.log_min_duration", least("auto_explain.log_min_duration"))
	add("pgaudit.log_parameter", set["pgaudit.log_parameter"] == "on")
	if len(said) == 0 {
		return connectors.Fact{Name: name, Is: connectors.No, How: "log_statement = " + set["log_statement"] + ", log_min_duration_statement = " + set["log_min_duration_statement"]}
	}
	return connectors.Fact{Name: name, Is: connectors.Yes, How: strings.Join(said, ", ")}
}

// auditLog says whether it is recorded who reads what.
func auditLog(set map[string]string, err error) connectors.Fact {
	const name = "log.audit"
	if _, ok := set["log_statement"]; err != nil || !ok {
		return settingUnknown(name, err)
	}
	audit := set["pgaudit.log"]
	switch {
	case strings.Contains(audit, "read") || strings.Contains(audit, "all"):
		return connectors.Fact{Name: name, Is: connectors.Yes, How: "pgaudit.log = " + audit}
	case set["log_statement"] == "all":
		return connectors.Fact{Name: name, Is: connectors.Yes, How: "log_statement = all"}
	}
	return connectors.Fact{Name: name, Is: connectors.No, How: "pgaudit does not log reads, log_statement = " + set["log_statement"]}
}

// archiveCopies says whether the server hands its write-ahead log to an archive,
// which then holds every number.
func archiveCopies(set map[string]string, err error) connectors.Fact {
	mode, ok := set["archive_mode"]
	if err != nil || !ok {
		return settingUnknown("copies.archive", err)
	}
	f := connectors.Fact{Name: "copies.archive", Is: connectors.Yes, How: "archive_mode = " + mode}
	if mode == "off" {
		f.Is = connectors.No
	}
	return f
}

// weakVerifiers says whether passwords are kept as md5, which is reversed fast.
func weakVerifiers(set map[string]string, err error) connectors.Fact {
	v, ok := set["password_encryption"]
	if err != nil || !ok {
		return settingUnknown("logins.weak_hash", err)
	}
	f := connectors.Fact{Name: "logins.weak_hash", Is: connectors.No, How: "password_encryption = " + cmp.Or(v, "md5")}
	if v == "md5" || v == "on" {
		f.Is = connectors.Yes
	}
	return f
}
