package mysql

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// facts are what holds for the server as a whole.
func (s *survey) facts(ctx context.Context) []connectors.Fact {
	facts := []connectors.Fact{s.sessionEncrypted(ctx), s.sessionLocal(), s.plainAccepted(ctx), s.logsValues(ctx)}
	facts = append(facts, s.copies(ctx)...)
	facts = append(facts, s.plugins(ctx)...)
	facts = append(facts, s.secretReaders(), s.anyHost())
	return facts
}

// sessionEncrypted is what this session negotiated. The server says nothing
// where it did not.
func (s *survey) sessionEncrypted(ctx context.Context) connectors.Fact {
	f := connectors.Fact{Name: "transit.session", Is: connectors.Unknown, How: "show status: Ssl_version, Ssl_cipher"}
	a := s.c.inquire(ctx, "show session status where variable_name in ('Ssl_version', 'Ssl_cipher')")
	switch {
	case a.why != "":
		f.Why = a.why
	case len(a.rows) == 0:
		f.Why = connectors.WhySilent
	default:
		f.Is = connectors.No
		for _, row := range a.rows {
			if len(row[1]) > 0 {
				f.Is = connectors.Yes
			}
		}
	}
	return f
}

// sessionLocal says whether this session stays on the machine.
func (s *survey) sessionLocal() connectors.Fact {
	d := s.c.cfg.driver
	f := connectors.Fact{Name: "transit.local", Is: connectors.No, How: "address of the session"}
	if d.Net == "unix" || transport.Loopback(d.Addr) {
		f.Is = connectors.Yes
	}
	return f
}

// plainAccepted says whether the server also takes connections in clear, from
// accounts that do not ask for TLS.
func (s *survey) plainAccepted(ctx context.Context) connectors.Fact {
	f := connectors.Fact{Name: "transit.plain_accepted", Is: connectors.Unknown, How: "@@require_secure_transport, mysql.user.ssl_type"}
	required, why := s.c.variable(ctx, "require_secure_transport")
	switch {
	case why == "" && isOn(required):
		f.Is, f.How = connectors.No, "@@require_secure_transport = ON"
	case why != "" && why != connectors.WhyUnsupported: // before 10.5 there is no such setting
		f.Why = why
	case s.access.privileges == nil:
		f.Why, f.Tells = s.whole, s.tells
	default:
		for _, a := range s.access.accounts {
			f.Of++
			if a.plain {
				f.N++
			}
		}
		if f.Is = connectors.No; f.N > 0 {
			f.Is = connectors.Yes
		}
	}
	return f
}

// logsValues says whether the server writes statements down with the values in them.
func (s *survey) logsValues(ctx context.Context) connectors.Fact {
	f := connectors.Fact{Name: "log.values", Is: connectors.No, How: "general_log = OFF, slow_query_log = OFF"}
	general, why := s.c.variable(ctx, "general_log")
	slow, whySlow := s.c.variable(ctx, "slow_query_log")
	switch {
	case why != "" || whySlow != "":
		return connectors.Fact{Name: f.Name, Is: connectors.Unknown, Why: cmp.Or(why, whySlow), How: "general_log, slow_query_log"}
	case isOn(general):
		f.Is, f.How = connectors.Yes, "general_log = ON"
	case isOn(slow):
		after, _ := s.c.variable(ctx, "long_query_time")
		f.Is, f.How = connectors.Yes, "slow_query_log = ON, long_query_time = "+after
	}
	if to, _ := s.c.variable(ctx, "log_output"); f.Is == connectors.Yes && strings.Contains(strings.ToUpper(to), "TABLE") {
		f.How += ", log_output = TABLE: every account that reads mysql.general_log or mysql.slow_log reads them"
	}
	return f
}

// copies are where else the server writes rows down, and whether it encrypts them there.
func (s *survey) copies(ctx context.Context) (facts []connectors.Fact) {
	setting := func(name string, variables ...string) connectors.Fact {
		for _, variable := range variables {
			value, why := s.c.variable(ctx, variable)
			if why == connectors.WhyUnsupported {
				continue
			}
			f := connectors.Fact{Name: name, Is: connectors.Unknown, Why: why, How: "@@" + variable}
			if why == "" {
				f.Is, f.How = connectors.No, "@@"+variable+" = "+value
				if isOn(value) {
					f.Is = connectors.Yes
				}
			}
			return f
		}
		return connectors.Fact{Name: name, Is: connectors.Unknown, Why: connectors.WhyUnsupported, How: "@@" + strings.Join(variables, ", @@")}
	}
	logged := setting("copies.binary_log", "log_bin")
	facts = append(facts, logged, setting("rest.redo_log_encrypted", "innodb_encrypt_log", "innodb_redo_log_encrypt"))
	if logged.Is == connectors.Yes {
		facts = append(facts, setting("rest.binary_log_encrypted", "encrypt_binlog", "binlog_encryption"))
	}
	return facts
}

// plugins are the server's extensions for auditing and for passwords.
func (s *survey) plugins(ctx context.Context) []connectors.Fact {
	a := s.c.inquire(ctx, "select plugin_type, plugin_name from information_schema.plugins where plugin_status = 'ACTIVE' and plugin_type in ('AUDIT', 'PASSWORD VALIDATION', 'VALIDATE PASSWORD')")
	audit := connectors.Fact{Name: "log.audit", Is: connectors.No, How: "information_schema.plugins: none of type AUDIT"}
	policy := connectors.Fact{Name: "logins.password_policy", Is: connectors.No, How: "information_schema.plugins: none of type PASSWORD VALIDATION"}
	if a.why != "" || !s.c.maria { // MySQL's components are not plugins
		for _, f := range []*connectors.Fact{&audit, &policy} {
			f.Is, f.Why, f.How = connectors.Unknown, cmp.Or(a.why, connectors.WhyUnsupported), "information_schema.plugins"
		}
		return []connectors.Fact{audit, policy}
	}
	for _, row := range a.rows {
		name := string(row[1])
		switch {
		case string(row[0]) != "AUDIT":
			policy.Is, policy.How = connectors.Yes, "information_schema.plugins: "+name
		case !strings.EqualFold(name, "SERVER_AUDIT"):
			audit.Is, audit.How = connectors.Yes, "information_schema.plugins: "+name
		default:
			logging, _ := s.c.variable(ctx, "server_audit_logging")
			audit.How = "@@server_audit_logging = " + logging
			if isOn(logging) {
				audit.Is = connectors.Yes
			}
		}
	}
	return []connectors.Fact{audit, policy}
}

// secretReaders counts the accounts that read the password hashes of all, apart
// from administrators and the scan's own.
func (s *survey) secretReaders() connectors.Fact {
	f := connectors.Fact{Name: "logins.read_secrets", Is: connectors.Unknown, Why: s.whole, Tells: s.tells, How: "rights on mysql.global_priv"}
	if s.access.privileges == nil {
		return f
	}
	f.Why, f.Tells, f.Is = "", "", connectors.No
	for login, a := range s.access.accounts {
		f.Of++
		if a.global.administers() || login.user+"@"+login.host == s.c.login {
			continue
		}
		if by := s.access.selects(s.access.login(a), location{"mysql", "global_priv"}, "Priv"); by.holds() {
			f.N++
			f.Is = connectors.Yes
			s.secrets = append(s.secrets, connectors.Reader{Name: s.c.redact(login.user + "@" + login.host), By: by.by})
		}
	}
	return f
}

// anyHost counts the accounts that may log in from anywhere.
func (s *survey) anyHost() connectors.Fact {
	f := connectors.Fact{Name: "logins.any_host", Is: connectors.Unknown, Why: s.whole, Tells: s.tells, How: "mysql.user.Host = %"}
	if s.access.privileges == nil {
		return f
	}
	f.Why, f.Tells, f.Is = "", "", connectors.No
	for login := range s.access.accounts {
		f.Of++
		if login.host == "%" || login.host == "" {
			f.N++
			f.Is = connectors.Yes
		}
	}
	return f
}

// storage is what the catalogue says of how a table's file lies.
type storage struct {
	engine, options string
	pages           string // state of its tablespaces: encrypted, clear or mixed; "" not known
}

// opensSpaces is the right to see the state of tablespaces, with its price.
const opensSpaces = "GRANT PROCESS ON *.* TO scan; -- it also shows the statements of other sessions"

func (s *survey) loadStorage(ctx context.Context) {
	s.storage = map[location]storage{}
	a := s.c.inquire(ctx, "select table_schema, table_name, engine, lower(create_options) from information_schema.tables where "+s.inDatabases("table_schema"))
	for _, row := range a.rows {
		s.storage[location{string(row[0]), string(row[1])}] = storage{engine: string(row[2]), options: string(row[3])}
	}
	s.spaces = s.c.inquire(ctx, s.spacesQuery())
	pages := map[string]string{}
	for _, row := range s.spaces.rows {
		file, _, _ := strings.Cut(strings.Replace(string(row[0]), "#P#", "#p#", 1), "#p#") // partitions have a file each
		state := "clear"
		if string(row[1]) == "1" {
			state = "encrypted"
		}
		if before, ok := pages[file]; ok && before != state {
			state = "mixed"
		}
		pages[file] = state
	}
	for at, of := range s.storage {
		of.pages = pages[fileName(at.Database)+"/"+fileName(at.Table)]
		s.storage[at] = of
	}
}

// spacesQuery asks for the state of every table's file. One of which some pages
// still have no key version is not encrypted yet.
func (s *survey) spacesQuery() string {
	if s.c.maria {
		return `select t.name, coalesce(e.encryption_scheme = 1 and e.min_key_version > 0, 0)
			from information_schema.innodb_sys_tables t left join information_schema.innodb_tablespaces_encryption e on e.space = t.space`
	}
	return "select name, encryption = 'Y' from information_schema.innodb_tablespaces"
}

// fileName is how the server writes a name in the file system: letters, digits
// and _ as they are, other ASCII by its code.
func fileName(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "@%04x", r)
		}
	}
	return b.String()
}

// storedEncrypted says whether a table's own file is encrypted: as it is, not
// as new ones would be.
func (s *survey) storedEncrypted(at location) connectors.Fact {
	f := connectors.Fact{Name: "rest.encrypted", Is: connectors.Unknown}
	of, ok := s.storage[at]
	switch {
	case !ok:
		f.Why, f.How = connectors.WhySilent, "information_schema.tables"
	case of.engine == "MyISAM":
		f.Is, f.How = connectors.No, "engine MyISAM, which the server does not encrypt"
	case of.engine != "InnoDB":
		f.Why, f.How = connectors.WhyUnsupported, "engine "+of.engine
	case of.pages == "encrypted":
		f.Is, f.How = connectors.Yes, "information_schema.innodb_tablespaces_encryption"
	case of.pages != "":
		f.Is, f.How = connectors.No, "information_schema.innodb_tablespaces_encryption"
	case slices.ContainsFunc([]string{"encrypted='yes'", "`encrypted`='yes'", "encrypted=yes", "`encrypted`=yes", "encryption='y'"}, func(o string) bool { return strings.Contains(of.options, o) }):
		f.Is, f.How = connectors.Yes, "information_schema.tables.create_options"
	case slices.ContainsFunc([]string{"encrypted='no'", "`encrypted`='no'", "encrypted=no", "`encrypted`=no", "encryption='n'"}, func(o string) bool { return strings.Contains(of.options, o) }):
		f.Is, f.How = connectors.No, "information_schema.tables.create_options"
	default:
		f.Why, f.How = cmp.Or(s.spaces.why, connectors.WhySilent), "information_schema.innodb_tablespaces_encryption"
		if s.spaces.why == connectors.WhyDenied {
			f.Tells = opensSpaces
		}
	}
	return f
}

// recipients are who is handed the server's rows: replicas, other servers that
// tables of this one stand for, and accounts that may ask for the changes.
func (s *survey) recipients(ctx context.Context) (all []connectors.Recipient) {
	all = append(all, s.replicas(ctx)...)
	all = append(all, s.otherServers(ctx)...)
	if s.access.privileges != nil {
		for login, a := range s.access.accounts {
			if a.global.replicates && !a.global.administers() {
				all = append(all, connectors.Recipient{Kind: "login", Name: s.c.redact(login.user + "@" + login.host), Active: connectors.Unknown, Through: "REPLICATION SLAVE"})
			}
		}
	}
	slices.SortFunc(all, func(a, b connectors.Recipient) int { return strings.Compare(a.Kind+" "+a.Name, b.Kind+" "+b.Name) })
	return all
}

// replicas are those that said where they are.
func (s *survey) replicas(ctx context.Context) (all []connectors.Recipient) {
	f := connectors.Fact{Name: "copies.replicas", Is: connectors.No, How: "show replica hosts"}
	a := s.c.inquire(ctx, "show replica hosts")
	if a.why == connectors.WhyUnsupported {
		a = s.c.inquire(ctx, "show slave hosts")
	}
	if a.why != "" {
		f.Is, f.Why = connectors.Unknown, a.why
		if a.why == connectors.WhyDenied {
			f.Tells = "GRANT REPLICATION MASTER ADMIN ON *.* TO scan;"
		}
	}
	for _, row := range a.rows {
		f.Is = connectors.Yes
		f.N++
		all = append(all, connectors.Recipient{Kind: "replication", Name: "server " + string(row[0]), Host: s.c.redact(string(row[1])), Active: connectors.Yes})
	}
	s.recipientFacts = append(s.recipientFacts, f)
	return all
}

// otherServers are those of CREATE SERVER. Only their names and hosts are asked for.
func (s *survey) otherServers(ctx context.Context) (all []connectors.Recipient) {
	f := connectors.Fact{Name: "copies.other_servers", Is: connectors.No, How: "mysql.servers: Server_name, Host, Db"}
	a := s.c.inquire(ctx, "select Server_name, Host, Db from mysql.servers")
	if a.why != "" {
		f.Is, f.Why = connectors.Unknown, a.why
		if a.why == connectors.WhyDenied {
			f.Tells = "GRANT SELECT (Server_name, Host, Db) ON mysql.servers TO scan;"
		}
	}
	for _, row := range a.rows {
		f.Is = connectors.Yes
		f.N++
		all = append(all, connectors.Recipient{Kind: "foreign_server", Name: s.c.redact(string(row[0])), Host: s.c.redact(string(row[1])), Active: connectors.Unknown})
	}
	s.recipientFacts = append(s.recipientFacts, f)

	// What such a table connects to may hold a password: only a host leaves the server.
	remoteTables := s.c.inquire(ctx, "select concat(table_schema, '.', table_name), engine, "+
		"regexp_substr(concat(create_options, ' ', table_comment), '(?i)(?<=@|host .|host=.)[A-Za-z0-9][A-Za-z0-9.-]+') "+
		"from information_schema.tables where engine in ('FEDERATED', 'SPIDER', 'CONNECT')")
	for _, row := range remoteTables.rows {
		all = append(all, connectors.Recipient{Kind: "foreign_server", Name: s.c.redact(string(row[0])), Host: s.c.redact(string(row[2])),
			Active: connectors.Unknown, Through: "engine " + string(row[1])})
	}
	return all
}
