package postgres

import (
	"maps"
	"slices"
)

// This file answers what a login may read, from rows of the catalogue alone: a
// pure function, so that it can be held against the server's own answers.
// has_column_privilege for each pair of login and column takes minutes where
// this takes less than a second.

// objectID names a role, a relation or a schema. 0 as a grantee is PUBLIC.
type objectID uint32

// Roles that the server comes with, by their fixed numbers.
const (
	roleDatabaseOwner   objectID = 6171 // pg_database_owner
	roleReadAllData     objectID = 6181 // pg_read_all_data
	roleWriteAllData    objectID = 6182 // pg_write_all_data
	roleReadServerFiles objectID = 4569 // pg_read_server_files
	roleWriteServerFile objectID = 4570 // pg_write_server_files
	roleExecuteProgram  objectID = 4571 // pg_execute_server_program
)

// Privileges as an aclitem writes them.
const (
	mayConnect byte = 'c'
	mayUse     byte = 'U'
	maySelect  byte = 'r'
	mayTrigger byte = 't'
	mayExecute byte = 'X'
)

// pgRole is a row of pg_roles.
type pgRole struct {
	id                                            objectID
	name                                          string
	super, inherit, createRole, replicate, bypass bool
	login, expires                                bool
}

// membership is a row of pg_auth_members. To 15 a grant of a role always lets
// its member SET ROLE, and whether it inherits is an attribute of the member.
type membership struct {
	member, role          objectID
	admin, inherits, sets bool
}

// grant is one privilege of an access list.
type grant struct {
	to        objectID
	privilege byte
}

// roleGraph knows who has whose privileges, and who may take them.
type roleGraph struct {
	version int
	roles   map[objectID]*pgRole
	owner   objectID // of the database
	acl     []grant  // of the database

	members   map[objectID][]membership // by member
	inherited map[objectID]map[objectID]objectID
	obtained  map[objectID]map[objectID]obtaining
}

// obtaining is how one role becomes another: from which, and by what.
type obtaining struct {
	from objectID
	how  string // set_role, admin
}

func newRoleGraph(version int, roles []pgRole, members []membership, owner objectID, acl []grant) *roleGraph {
	g := &roleGraph{
		version: version, roles: map[objectID]*pgRole{}, owner: owner, acl: acl, members: map[objectID][]membership{},
		inherited: map[objectID]map[objectID]objectID{}, obtained: map[objectID]map[objectID]obtaining{},
	}
	for i := range roles {
		g.roles[roles[i].id] = &roles[i]
	}
	for _, m := range members {
		if g.roles[m.member] != nil && g.roles[m.role] != nil {
			g.members[m.member] = append(g.members[m.member], m)
		}
	}
	return g
}

// logins are the roles that may log in, by name.
func (g *roleGraph) logins() []*pgRole {
	var out []*pgRole
	for _, r := range g.roles {
		if r.login {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *pgRole) int {
		if a.name < b.name {
			return -1
		}
		return 1 // names are unique
	})
	return out
}

// inherits says whether a grant hands on its privileges to its member.
func (g *roleGraph) inherits(m membership) bool {
	if g.version < 160000 {
		return g.roles[m.member].inherit
	}
	return m.inherits
}

// sets says whether a grant lets its member SET ROLE.
func (g *roleGraph) sets(m membership) bool { return g.version < 160000 || m.sets }

// inheritedBy are the roles whose privileges r has, itself among them, each with
// the role that it comes from.
func (g *roleGraph) inheritedBy(r objectID) map[objectID]objectID {
	if e, ok := g.inherited[r]; ok {
		return e
	}
	e := map[objectID]objectID{r: r}
	for todo := []objectID{r}; len(todo) > 0; todo = todo[1:] {
		at := todo[0]
		add := func(to objectID) {
			if _, seen := e[to]; !seen {
				e[to] = at
				todo = append(todo, to)
			}
		}
		for _, m := range g.members[at] {
			if g.inherits(m) {
				add(m.role)
			}
		}
		if at == g.owner && g.roles[at] != nil && (g.version >= 160000 || g.roles[at].inherit) && g.roles[roleDatabaseOwner] != nil {
			add(roleDatabaseOwner)
		}
	}
	g.inherited[r] = e
	return e
}

// obtainedBy are the roles that r may become, itself among them: by SET ROLE, or
// by granting itself a role that it administers.
func (g *roleGraph) obtainedBy(r objectID) map[objectID]obtaining {
	if k, ok := g.obtained[r]; ok {
		return k
	}
	k := map[objectID]obtaining{r: {r, ""}}
	for todo := []objectID{r}; len(todo) > 0; {
		todo = g.administered(k, g.settable(k, todo))
	}
	g.obtained[r] = k
	return k
}

// settable adds to k what some roles may SET ROLE to, and returns these roles
// with what was added.
func (g *roleGraph) settable(k map[objectID]obtaining, from []objectID) []objectID {
	for i := 0; i < len(from); i++ {
		for _, m := range g.members[from[i]] {
			if _, seen := k[m.role]; !seen && g.sets(m) {
				k[m.role] = obtaining{from[i], "set_role"}
				from = append(from, m.role)
			}
		}
	}
	return from
}

// administered adds to k the roles that some roles may grant themselves, and
// returns what was added. To 15, whoever administers a role is its member.
func (g *roleGraph) administered(k map[objectID]obtaining, from []objectID) (added []objectID) {
	if g.version < 160000 {
		return nil
	}
	for _, at := range from {
		for _, via := range sortedRoles(g.inheritedBy(at)) {
			for _, m := range g.members[via] {
				if _, seen := k[m.role]; !seen && m.admin && !g.roles[m.role].super {
					k[m.role] = obtaining{at, "admin"}
					added = append(added, m.role)
				}
			}
		}
	}
	return added
}

// has says whether role r has a privilege by an access list, and whose grant it
// is: PUBLIC's where nobody else's gives it.
func (g *roleGraph) has(r objectID, acl []grant, privilege byte) (by objectID, ok bool) {
	e := g.inheritedBy(r)
	public := false
	for _, x := range acl {
		if x.privilege != privilege {
			continue
		}
		if x.to == 0 {
			public = true
		} else if _, inherited := e[x.to]; inherited && (!ok || x.to == r || by != r && x.to < by) {
			by, ok = x.to, true
		}
	}
	return by, ok || public
}

// isMember says that r has the privileges of a role, without the right of a
// superuser to all of them.
func (g *roleGraph) isMember(r, of objectID) bool {
	_, ok := g.inheritedBy(r)[of]
	return ok
}

// readsAll says that r has the privileges of pg_read_all_data.
func (g *roleGraph) readsAll(r objectID) bool {
	return g.version >= 140000 && g.isMember(r, roleReadAllData)
}

// connects says that r may connect to the database.
func (g *roleGraph) connects(r objectID) bool {
	if g.roles[r].super {
		return true
	}
	_, ok := g.has(r, g.acl, mayConnect)
	return ok
}

// uses says that r may look into a schema.
func (g *roleGraph) uses(r objectID, schemaACL []grant) bool {
	if g.roles[r].super || g.readsAll(r) || g.version >= 140000 && g.isMember(r, roleWriteAllData) {
		return true
	}
	_, ok := g.has(r, schemaACL, mayUse)
	return ok
}

// relationRights are what decides on reading one relation.
type relationRights struct {
	id       objectID
	schema   objectID
	name     string // schema.relation, in clear
	kind     byte
	owner    objectID
	secured  bool // row-level security is on
	forced   bool // for the owner too
	invoker  bool // a view that reads with the rights of the caller
	acl      []grant
	columns  map[int16][]grant // grants on single columns
	policies []policy
}

// policy lets roles see rows of a relation with row-level security; none: all.
type policy struct {
	roles []objectID
}

// selects says whether r may SELECT a column, as the server's access lists have
// it: by whose grant, and of what kind.
func (g *roleGraph) selects(r objectID, rel *relationRights, column int16) (by objectID, kind string, ok bool) {
	if g.roles[r].super {
		return r, bySuperuser, true
	}
	by, ok = g.has(r, rel.acl, maySelect)
	if ok && by != 0 {
		if by == rel.owner {
			return by, byOwner, true
		}
		return by, byTable, true
	}
	if c, own := g.has(r, rel.columns[column], maySelect); own && c != 0 {
		return c, byColumn, true
	} else if own && !ok {
		by, ok = 0, true
	}
	if g.readsAll(r) {
		return roleReadAllData, byAllData, true
	}
	return by, byPublic, ok
}

// Ways in which a login reads, as a connectors.Reader has them.
const (
	bySuperuser = "superuser"
	byOwner     = "owner"
	byTable     = "table"
	byColumn    = "column"
	byPublic    = "public"
	byAllData   = "all_data"
	byView      = "view"
	byFunction  = "function"
)

// bypasses says that the row-level security of rel does not bind r.
func (g *roleGraph) bypasses(r objectID, rel *relationRights) bool {
	return !rel.secured || g.roles[r].super || g.roles[r].bypass || g.isMember(r, rel.owner) && !rel.forced
}

// sees says that row-level security leaves r some rows of rel, as far as its
// policies name r.
func (g *roleGraph) sees(r objectID, rel *relationRights) bool {
	if g.bypasses(r, rel) {
		return true
	}
	return slices.ContainsFunc(rel.policies, func(p policy) bool {
		return slices.ContainsFunc(p.roles, func(to objectID) bool { return to == 0 || g.isMember(r, to) })
	})
}

// inheritancePath names the roles from r to one whose privileges it has, r left
// out.
func (g *roleGraph) inheritancePath(r, to objectID) []objectID {
	if to == 0 || to == r {
		return nil
	}
	e := g.inheritedBy(r)
	var path []objectID
	for at := to; at != r; at = e[at] {
		path = append(path, at)
	}
	slices.Reverse(path)
	return path
}

// obtainingPath names the roles from r to one that it may become, r left out,
// and how the first that it does not have already is obtained.
func (g *roleGraph) obtainingPath(r, to objectID) (path []objectID, how string) {
	k := g.obtainedBy(r)
	for at := to; at != r; at = k[at].from {
		path, how = append(path, at), k[at].how
	}
	slices.Reverse(path)
	return path, how
}

// sortedRoles are the keys of m in order, so that every answer is the same twice.
func sortedRoles[V any](m map[objectID]V) []objectID { return slices.Sorted(maps.Keys(m)) }
