package postgres

import (
	"cmp"
	"maps"
	"slices"

	"github.com/dialmap/dialmap/connectors"
)

// accessFacts are what the catalogue of one database says about readers.
type accessFacts struct {
	*roleGraph
	schemas   map[objectID][]grant
	relations map[objectID]*relationRights
	views     []viewRights
	functions []definerFunction
	unread    bool // the query of a view could not be read, so that a way may be missing
}

// viewRights is a view or materialised view, with the columns that it shows.
type viewRights struct {
	relationRights
	shows map[int16][]columnRef
}

// definerFunction runs with the rights of its owner and names a relation.
type definerFunction struct {
	name     string
	schema   objectID
	owner    objectID
	acl      []grant
	relation objectID
}

// phoneTable is a dataset with phone columns: the relation and its partitions,
// which have numbers of their own for the columns.
type phoneTable struct {
	root   objectID
	parts  []objectID           // the root first
	fields []string             // paths, as they were asked for
	column map[columnRef]string // to the path
}

// way is how one login reads one column.
type way struct {
	by     string
	role   objectID // whose right it is; 0: PUBLIC's or nobody's
	via    string   // a view, a partition or a function
	could  string
	path   []objectID
	fields map[string]bool
	free   bool // past row-level security that binds others
}

// exposure is a column of a view that shows a phone column.
type exposure struct {
	view   *viewRights
	column int16
	field  string
	free   bool // it shows rows that row-level security hides from others
}

// readersOf finds who reads a dataset.
func (a *accessFacts) readersOf(t *phoneTable) datasetReaders {
	exposed := a.exposures(t)
	out := datasetReaders{unread: a.unread}
	for _, r := range a.logins() {
		if r.super {
			out.admins++
			out.list = append(out.list, loginWay{r, way{by: bySuperuser}})
			continue
		}
		direct, viewed := a.directWays(r.id, t), a.viewWays(r.id, exposed)
		if !a.connects(r.id) {
			direct, viewed = nil, nil
		}
		w, reads := joinWays(direct, viewed)
		switch {
		case reads:
			out.list = append(out.list, loginWay{r, w})
			out.logins++
			if len(direct) == 0 {
				out.byView++
			}
			if len(direct) > 0 && w.by == byPublic || len(direct) == 0 && w.role == 0 {
				out.byPublic++
			}
		default:
			if w, ok := a.couldRead(r, t, exposed); ok {
				out.list = append(out.list, loginWay{r, w})
			}
		}
		if reads && a.evades(r, t, direct, viewed) {
			out.evading++
		}
	}
	out.public, out.publicHow = a.publicReads(t, exposed)
	for _, x := range exposed {
		if name := x.view.name; !slices.Contains(out.views, name) {
			out.views = append(out.views, name)
		}
	}
	return out
}

// datasetReaders are the readers of one dataset, with what is counted of them.
type datasetReaders struct {
	list      []loginWay
	logins    int // that read, superusers apart
	admins    int
	byView    int // of logins: only through a view
	byPublic  int // of logins: only by a right of PUBLIC
	evading   int // of logins: row-level security does not bind them
	public    bool
	publicHow string   // the relation that PUBLIC reads
	views     []string // that show a phone column
	unread    bool     // a way may be missing
}

type loginWay struct {
	login *pgRole
	way
}

// reads says whether role r sees rows of a relation's column, by its own rights
// and those it inherits.
func (a *accessFacts) reads(r objectID, rel *relationRights, column int16) (way, bool) {
	by, kind, ok := a.selects(r, rel, column)
	if !ok || !a.uses(r, a.schemas[rel.schema]) || !a.sees(r, rel) {
		return way{}, false
	}
	return way{by: kind, role: by, path: a.inheritancePath(r, by)}, true
}

// directWays are those over the relation itself or one of its partitions, one
// for each column.
func (a *accessFacts) directWays(r objectID, t *phoneTable) []way {
	var out []way
	for _, field := range t.fields {
		for _, ref := range t.refsOf(field) {
			rel := a.relations[ref.relation]
			if rel == nil {
				continue
			}
			if w, ok := a.reads(r, rel, ref.column); ok {
				if ref.relation != t.root {
					w.via = rel.name
				}
				w.fields = map[string]bool{field: true}
				out = append(out, w)
				break
			}
		}
	}
	return out
}

// refsOf are the columns of a field: that of the root first, then those of the
// partitions, in order.
func (t *phoneTable) refsOf(field string) []columnRef {
	var refs []columnRef
	for _, part := range t.parts {
		for ref, f := range t.column {
			if ref.relation == part && f == field {
				refs = append(refs, ref)
			}
		}
	}
	return refs
}

// viewWays are those over views, one for each view and column.
func (a *accessFacts) viewWays(r objectID, exposed []exposure) []way {
	var out []way
	for _, x := range exposed {
		if w, ok := a.reads(r, &x.view.relationRights, x.column); ok {
			w.by, w.via, w.fields, w.free = byView, x.view.name, map[string]bool{x.field: true}, x.free
			out = append(out, w)
		}
	}
	return out
}

// joinWays makes one of all ways of a login: the most direct one names it, and
// all of them its columns.
func joinWays(direct, viewed []way) (way, bool) {
	all := slices.Concat(direct, viewed)
	if len(all) == 0 {
		return way{}, false
	}
	first := all[0]
	for _, w := range direct {
		if first.by == byPublic && w.by != byPublic {
			first = w
		}
	}
	if len(direct) == 0 {
		for _, w := range viewed {
			if first.role == 0 && w.role != 0 {
				first = w
			}
		}
	}
	fields := map[string]bool{}
	for _, w := range all {
		maps.Copy(fields, w.fields)
	}
	first.fields = fields
	return first, true
}

// exposures follows the phone columns through views, as deep as they go. A view
// with the rights of the caller shows nobody what he does not read anyway, and one
// whose owner lost the right to read fails.
func (a *accessFacts) exposures(t *phoneTable) []exposure {
	known := map[columnRef]string{} // columns that show a phone column
	free := map[columnRef]bool{}
	maps.Copy(known, t.column)
	var out []exposure
	for more := true; more; {
		more = false
		for i := range a.views {
			v := &a.views[i]
			if v.invoker {
				continue
			}
			for _, column := range slices.Sorted(maps.Keys(v.shows)) {
				at := columnRef{v.id, column}
				if _, done := known[at]; done {
					continue
				}
				if field, unbound, ok := a.shownBy(v, v.shows[column], known, free); ok {
					known[at], free[at] = field, unbound
					out = append(out, exposure{v, column, field, unbound})
					more = true
				}
			}
		}
	}
	return out
}

// shownBy says which phone field comes out of one of some columns that a view
// reads as its owner, and whether past row-level security that binds others.
func (a *accessFacts) shownBy(v *viewRights, refs []columnRef, known map[columnRef]string, free map[columnRef]bool) (field string, unbound, ok bool) {
	for _, ref := range refs {
		for _, of := range matching(known, ref) {
			rel := a.relationOf(of.relation)
			if rel == nil || a.roles[v.owner] == nil {
				continue
			}
			if _, _, may := a.selects(v.owner, rel, of.column); v.kind != 'm' && (!may || !a.sees(v.owner, rel)) {
				continue
			}
			unbound = free[of] || rel.secured && a.bypasses(v.owner, rel)
			return known[of], unbound, true
		}
	}
	return "", false, false
}

// matching are the known columns that a reference names: itself, or of a whole
// row the first one.
func matching(known map[columnRef]string, ref columnRef) []columnRef {
	if ref.column != 0 {
		if _, ok := known[ref]; ok {
			return []columnRef{ref}
		}
		return nil
	}
	var out []columnRef
	for of := range known {
		if of.relation == ref.relation {
			out = append(out, of)
		}
	}
	slices.SortFunc(out, func(x, y columnRef) int { return cmp.Compare(x.column, y.column) })
	return out
}

func (a *accessFacts) relationOf(id objectID) *relationRights {
	if r := a.relations[id]; r != nil {
		return r
	}
	for i := range a.views {
		if a.views[i].id == id {
			return &a.views[i].relationRights
		}
	}
	return nil
}

// couldRead says how a login that does not read could make itself read.
func (a *accessFacts) couldRead(r *pgRole, t *phoneTable, exposed []exposure) (way, bool) {
	if a.connects(r.id) {
		obtained := a.obtainedBy(r.id)
		for _, x := range sortedRoles(obtained) {
			if x == r.id {
				continue
			}
			w, ok := joinWays(a.directWays(x, t), a.viewWays(x, exposed))
			if ok || a.roles[x].super {
				path, how := a.obtainingPath(r.id, x)
				if !ok {
					w = way{by: bySuperuser}
				}
				w.path, w.could = append(path, w.path...), how
				return w, true
			}
		}
	}
	if w, ok := a.couldAnywhere(r); ok {
		return w, true
	}
	if !a.connects(r.id) {
		return way{}, false
	}
	return a.couldHere(r, t)
}

// couldAnywhere are ways that hold for every database of the server.
func (a *accessFacts) couldAnywhere(r *pgRole) (way, bool) {
	for _, x := range sortedRoles(a.obtainedBy(r.id)) {
		role := a.roles[x]
		path, _ := a.obtainingPath(r.id, x)
		switch {
		case role.createRole && a.version < 160000:
			return way{by: byTable, path: path, could: "createrole"}, true
		case role.replicate:
			return way{by: byTable, path: path, could: "replication"}, true
		}
		for _, files := range []objectID{roleReadServerFiles, roleWriteServerFile, roleExecuteProgram} {
			if a.isMember(x, files) {
				return way{by: byTable, path: append(path, a.inheritancePath(x, files)...), could: "files"}, true
			}
		}
	}
	return way{}, false
}

// couldHere are ways over the relation itself.
func (a *accessFacts) couldHere(r *pgRole, t *phoneTable) (way, bool) {
	for _, x := range sortedRoles(a.obtainedBy(r.id)) {
		path, _ := a.obtainingPath(r.id, x)
		for _, part := range t.parts {
			rel := a.relations[part]
			if rel == nil {
				continue
			}
			if a.isMember(x, rel.owner) {
				return way{by: byOwner, path: append(path, a.inheritancePath(x, rel.owner)...), could: "owner"}, true
			}
			if by, ok := a.has(x, rel.acl, mayTrigger); ok && a.uses(x, a.schemas[rel.schema]) && rel.kind == 'r' {
				return way{by: byTable, path: append(path, a.inheritancePath(x, by)...), could: "trigger"}, true
			}
		}
		for i := range a.functions {
			f := &a.functions[i]
			if !slices.Contains(t.parts, f.relation) || !a.uses(x, a.schemas[f.schema]) || a.roles[f.owner] == nil {
				continue
			}
			if by, ok := a.has(x, f.acl, mayExecute); ok && a.readsAny(f.owner, t) {
				return way{by: byFunction, via: f.name, path: append(path, a.inheritancePath(x, by)...), could: "function"}, true
			}
		}
	}
	return way{}, false
}

// readsAny says that a role may select one of the columns of t; as the owner of
// a function it needs no right on the schema.
func (a *accessFacts) readsAny(r objectID, t *phoneTable) bool {
	for ref := range t.column {
		if rel := a.relations[ref.relation]; rel != nil {
			if _, _, ok := a.selects(r, rel, ref.column); ok && a.sees(r, rel) {
				return true
			}
		}
	}
	return false
}

// evades says that row-level security is on and does not bind a reader who is
// not the owner: by BYPASSRLS, through a view, or by pg_read_all_data, which
// reads the statistics.
func (a *accessFacts) evades(r *pgRole, t *phoneTable, direct, viewed []way) bool {
	secured := slices.ContainsFunc(t.parts, func(id objectID) bool { rel := a.relations[id]; return rel != nil && rel.secured })
	if !secured {
		return false
	}
	root := a.relations[t.root]
	if root != nil && a.isMember(r.id, root.owner) {
		return false
	}
	return r.bypass && len(direct) > 0 || a.readsAll(r.id) || slices.ContainsFunc(viewed, func(w way) bool { return w.free })
}

// publicReads says whether PUBLIC reads a phone column, and by which relation.
func (a *accessFacts) publicReads(t *phoneTable, exposed []exposure) (bool, string) {
	public := func(acl []grant, p byte) bool { return slices.Contains(acl, grant{0, p}) }
	if !public(a.acl, mayConnect) {
		return false, ""
	}
	reads := func(rel *relationRights, column int16) bool {
		open := !rel.secured || slices.ContainsFunc(rel.policies, func(p policy) bool { return slices.Contains(p.roles, 0) })
		return open && public(a.schemas[rel.schema], mayUse) && (public(rel.acl, maySelect) || public(rel.columns[column], maySelect))
	}
	for _, field := range t.fields {
		for _, ref := range t.refsOf(field) {
			if rel := a.relations[ref.relation]; rel != nil && reads(rel, ref.column) {
				return true, rel.name
			}
		}
	}
	for _, x := range exposed {
		if reads(&x.view.relationRights, x.column) {
			return true, x.view.name
		}
	}
	return false, ""
}

// readers are what is told of them; names are redacted here, and how they read.
func (d *datasetReaders) readers(g *roleGraph, t *phoneTable, redact func(string) string) connectors.Readers {
	out := connectors.Readers{Whole: !d.unread, Logins: d.logins, Administrators: d.admins}
	if d.unread {
		out.Why = connectors.WhySilent
	}
	for _, l := range d.list {
		x := connectors.Reader{Name: redact(l.login.name), By: l.by, Could: l.could}
		for _, id := range l.path {
			if role := g.roles[id]; role != nil {
				x.Path = append(x.Path, redact(role.name))
			}
		}
		if l.via != "" {
			x.Path = append(x.Path, redact(l.via))
		}
		if len(l.fields) > 0 && len(l.fields) < len(t.fields) {
			x.Fields = slices.Sorted(maps.Keys(l.fields))
		}
		out.List = append(out.List, x)
	}
	slices.SortStableFunc(out.List, func(x, y connectors.Reader) int { return cmp.Compare(x.Name, y.Name) })
	out.List = out.List[:min(len(out.List), connectors.MaxReaders)]
	return out
}
