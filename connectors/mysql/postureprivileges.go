package mysql

import (
	"cmp"
	"slices"
	"strings"
)

// privileges are the rows of a server's grant tables. What follows from them is
// worked out here, by the server's own rules: asking it login by login would
// need the rights of each.
type privileges struct {
	accounts  map[principal]account
	roles     map[string]account         // by name; public among them where it is granted anything
	granted   map[principal][]string     // roles that were granted to an account, or to a role of no host
	databases map[string][]databaseGrant // by user or role
	tables    map[string][]tableGrant    // by user or role
	routines  map[string][]routineGrant  // by user or role
	fold      bool                       // names of databases and tables are compared without case
}

// principal is whom rights are granted to: a user at a host, a role without one.
type principal struct{ user, host string }

// account is a row of mysql.user.
type account struct {
	principal
	global      globalRights
	plain       bool   // it may log in without TLS
	defaultRole string // that is active after login
}

// globalRights hold for every database.
type globalRights struct{ selects, executes, super, files, replicates, createsUsers bool }

// administers says that no grant keeps the account from reading what it likes.
func (r globalRights) administers() bool { return r.super && r.selects }

// databaseGrant is a row of mysql.db. Its database is a pattern.
type databaseGrant struct {
	host, pattern     string
	selects, executes bool
}

// tableGrant is a row of mysql.tables_priv with its columns of mysql.columns_priv.
type tableGrant struct {
	host    string
	at      location
	selects bool
	columns []string // that may be selected
}

// routineGrant is a row of mysql.procs_priv that lets its holder execute.
type routineGrant struct {
	host string
	at   location // the routine's database and name
}

// public is the role that every account has. Its name is reserved.
const public = "PUBLIC"

// How an account comes by a right, as [connectors.Reader] says it.
const (
	byAllData   = "all_data"
	bySuperuser = "superuser"
	byDatabase  = "schema"
	byTable     = "table"
	byColumn    = "column"
	byPublic    = "public"
	byView      = "view"
	byFunction  = "function"
)

// right is how a principal may select a column. The zero value is that it may not.
type right struct {
	by   string
	path []string // the role in between
}

func (r right) holds() bool { return r.by != "" }

// identity is whose rights a statement has: an account, with the role that is
// active in its session. A role that defines a view is one without an account.
type identity struct {
	principal
	role string
}

// login is who a new session of a is.
func (p *privileges) login(a account) identity {
	id := identity{principal: a.principal}
	if slices.Contains(p.granted[a.principal], a.defaultRole) {
		id.role = a.defaultRole
	}
	return id
}

// definer is whose rights a view or routine has that runs as its definer; false
// where there is no such account any more. Roles are not active there.
func (p *privileges) definer(name string) (identity, bool) {
	at := strings.LastIndexByte(name, '@')
	if at < 0 {
		at = len(name)
	}
	who := principal{user: name[:at], host: strings.TrimPrefix(name[at:], "@")}
	if _, ok := p.roles[who.user]; ok && who.host == "" {
		return identity{role: who.user}, true
	}
	_, ok := p.accounts[who]
	return identity{principal: who}, ok
}

// selects says how id may select a column of a table or view: by its own
// rights, by those of its role, or because everybody may.
func (p *privileges) selects(id identity, at location, column string) right {
	if id.user != "" || id.host != "" {
		if by := p.ownSelect(id.principal, at, column); by != "" {
			return right{by: by}
		}
	}
	if id.role != "" {
		if by := p.roleSelect(id.role, at, column); by != "" {
			return right{by: by, path: []string{id.role}}
		}
	}
	if _, ok := p.roles[public]; ok && p.roleSelect(public, at, column) != "" {
		return right{by: byPublic}
	}
	return right{}
}

// ownSelect is by which of an account's own rows it may select a column.
func (p *privileges) ownSelect(who principal, at location, column string) string {
	a, ok := p.accounts[who]
	if !ok {
		return ""
	}
	if a.global.selects {
		return byAllData
	}
	if g, anonymous := p.databaseGrant(who, at.Database); g.selects {
		if anonymous {
			return byPublic // a row without a user holds for all
		}
		return byDatabase
	}
	var best *tableGrant
	for i, g := range p.tables[who.user] {
		if p.isSame(g.at, at) && coversHost(g.host, who.host) && (best == nil || generality(g.host, longestHost) < generality(best.host, longestHost)) {
			best = &p.tables[who.user][i]
		}
	}
	return best.allows(column)
}

func (g *tableGrant) allows(column string) string {
	switch {
	case g == nil:
		return ""
	case g.selects:
		return byTable
	case slices.ContainsFunc(g.columns, func(c string) bool { return strings.EqualFold(c, column) }):
		return byColumn
	}
	return ""
}

// databaseGrant is the one row of mysql.db that counts for an account: the most
// specific, whatever it grants. Rows without a user compete with the account's.
func (p *privileges) databaseGrant(who principal, database string) (best databaseGrant, anonymous bool) {
	best, found := p.mostSpecific(p.databases[who.user], who.host, database)
	other, also := p.mostSpecific(p.databases[""], who.host, database)
	if also && who.user != "" && (!found || compareGrants(other, best) < 0) {
		return other, true
	}
	return best, false
}

func (p *privileges) mostSpecific(rows []databaseGrant, host, database string) (best databaseGrant, found bool) {
	for _, g := range rows {
		if coversHost(g.host, host) && p.coversDatabase(g.pattern, database) && (!found || compareGrants(g, best) < 0) {
			best, found = g, true
		}
	}
	return best, found
}

// compareGrants orders rows of mysql.db as the server does: the most specific
// host first, then the most specific database.
func compareGrants(a, b databaseGrant) int {
	return cmp.Or(cmp.Compare(generality(a.host, longestHost), generality(b.host, longestHost)),
		cmp.Compare(generality(a.pattern, longestDatabase), generality(b.pattern, longestDatabase)))
}

// roleSelect is by which row of a role, or of the roles that it was granted, it
// may select a column. The server adds up the rows of the same database pattern
// over these roles before it looks for the most specific one.
func (p *privileges) roleSelect(role string, at location, column string) string {
	roles := p.withInherited(role)
	sum := map[string]databaseGrant{}
	for _, r := range roles {
		if p.roles[r].global.selects {
			return byAllData
		}
		for _, g := range p.databases[r] {
			g.selects = g.selects || sum[g.pattern].selects
			sum[g.pattern] = g
		}
	}
	var best databaseGrant
	found := false
	for _, g := range sum {
		if p.coversDatabase(g.pattern, at.Database) && (!found || compareGrants(g, best) < 0) {
			best, found = g, true
		}
	}
	if best.selects {
		return byDatabase
	}
	for _, r := range roles {
		for i, g := range p.tables[r] {
			if by := p.tables[r][i].allows(column); by != "" && p.isSame(g.at, at) {
				return by
			}
		}
	}
	return ""
}

// withInherited is a role and what it was granted, however deep.
func (p *privileges) withInherited(role string) []string {
	all := []string{role}
	for i := 0; i < len(all); i++ {
		for _, next := range p.granted[principal{user: all[i]}] {
			if !slices.Contains(all, next) {
				all = append(all, next)
			}
		}
	}
	return all
}

// executes says whether id may call a stored function or procedure.
func (p *privileges) executes(id identity, at location) bool {
	if id.user != "" || id.host != "" {
		a, ok := p.accounts[id.principal]
		if !ok {
			return false
		}
		g, _ := p.databaseGrant(id.principal, at.Database)
		if a.global.executes || g.executes || slices.ContainsFunc(p.routines[id.user], func(g routineGrant) bool {
			return coversHost(g.host, id.host) && p.isSameRoutine(g.at, at)
		}) {
			return true
		}
	}
	for _, role := range []string{id.role, public} {
		if _, ok := p.roles[role]; !ok {
			continue
		}
		for _, r := range p.withInherited(role) {
			g, _ := p.mostSpecific(p.databases[r], "", at.Database)
			if p.roles[r].global.executes || g.executes || slices.ContainsFunc(p.routines[r], func(g routineGrant) bool { return p.isSameRoutine(g.at, at) }) {
				return true
			}
		}
	}
	return false
}

func (p *privileges) isSame(a, b location) bool {
	if p.fold {
		return strings.EqualFold(a.Database, b.Database) && strings.EqualFold(a.Table, b.Table)
	}
	return a == b
}

// isSameRoutine compares the names of routines, which have no case.
func (p *privileges) isSameRoutine(a, b location) bool {
	return (a.Database == b.Database || p.fold && strings.EqualFold(a.Database, b.Database)) && strings.EqualFold(a.Table, b.Table)
}

func (p *privileges) coversDatabase(pattern, database string) bool {
	if p.fold {
		pattern, database = strings.ToLower(pattern), strings.ToLower(database)
	}
	return matchesLike(pattern, database)
}

// coversHost says whether a row for a pattern of hosts holds for an account at
// another: a row at % also holds for a login from one host.
func coversHost(pattern, host string) bool {
	return pattern == host || pattern == "" || matchesLike(strings.ToLower(pattern), strings.ToLower(host))
}

// matchesLike compares as LIKE does: % is any run of characters, _ is one, \
// makes the next one plain.
func matchesLike(pattern, name string) bool {
	p, n := []rune(pattern), []rune(name)
	var match func(p, n []rune) bool
	match = func(p, n []rune) bool {
		for len(p) > 0 {
			switch {
			case p[0] == '%':
				for len(p) > 0 && p[0] == '%' {
					p = p[1:]
				}
				for i := range n {
					if match(p, n[i:]) {
						return true
					}
				}
				return len(p) == 0
			case len(n) == 0:
				return false
			case p[0] == '\\' && len(p) > 1:
				p = p[1:]
				if p[0] != n[0] {
					return false
				}
			case p[0] != '_' && p[0] != n[0]:
				return false
			}
			p, n = p[1:], n[1:]
		}
		return len(n) == 0
	}
	return match(p, n)
}

// Lengths that the server compares patterns by.
const (
	longestDatabase = 64
	longestHost     = 255
)

// generality orders patterns by how many names up to that many characters
// they match, as MariaDB does: the least general row counts. With one % that is
// governed by how much it may stand for, with more of them by their number,
// without any by the number of _.
func generality(pattern string, longest int) int64 {
	var plain, one, many, prefix int
	runes := []rune(pattern)
	for i := 0; i < len(runes); i++ {
		switch {
		case runes[i] == '%':
			if one+many == 0 {
				prefix = plain
			}
			many++
			for i+1 < len(runes) && runes[i+1] == '%' {
				i++
			}
		case runes[i] == '_':
			if one+many == 0 {
				prefix = plain
			}
			one++
		default:
			if runes[i] == '\\' && i+1 < len(runes) {
				i++
			}
			plain++
		}
	}
	free := 0 // characters that a % may stand for
	if many > 0 {
		free = longest - plain - one
	}
	first, second, third := 2*one, free, many
	if free > one {
		first, second, third = 2*free+1, many, one
	}
	const digit = 1 << 9 // above any of them
	return ((int64(first)*digit+int64(second))*digit+int64(third))*digit + int64(prefix)
}
