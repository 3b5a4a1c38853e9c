package mysql

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// access is what decides who reads a table: the rights, and the views and
// routines that hand them on.
type access struct {
	*privileges
	views    map[location]view
	routines []routine

	binaryLog bool // changes are written to a log that replicas ask for
	anyFile   bool // a login with FILE may read every file of the server
}

// routine is a stored function or procedure that runs as its definer and whose
// text names a table that was asked for.
type routine struct {
	location
	definer string
	table   location
	columns []string // of the table that its text names
}

// The ways to come by a right that is not held, as [connectors.Reader] says it.
const (
	couldSetRole   = "set_role"
	couldReplicate = "replication"
	couldReadFiles = "files"
	couldBecome    = "admin" // another account, by setting its password or as definer of a routine
)

// readers are the logins that read, or could read, some of the columns of a
// table, in the order of their names. Names are in clear.
func (a *access) readers(at location, columns []string) (all []connectors.Reader) {
	through := a.viewsOf(at, columns)
	who := slices.SortedFunc(maps.Keys(a.accounts), func(x, y principal) int {
		return cmp.Or(strings.Compare(x.user, y.user), strings.Compare(x.host, y.host))
	})
	for _, principal := range who {
		account := a.accounts[principal]
		r := a.reads(a.login(account), at, columns, through)
		if r == nil {
			r = a.couldRead(account, at, columns, through)
		}
		if r == nil {
			continue
		}
		if account.global.administers() {
			r.By, r.Path = bySuperuser, nil
		}
		r.Name = account.user + "@" + account.host
		all = append(all, *r)
	}
	return all
}

// reads is how id reads some of the columns; nil: none of them.
func (a *access) reads(id identity, at location, columns []string, through []view) *connectors.Reader {
	var r *connectors.Reader
	var seen []string
	note := func(column string, by right) {
		if r == nil {
			r = &connectors.Reader{By: by.by, Path: by.path}
		}
		if !slices.Contains(seen, column) {
			seen = append(seen, column)
		}
	}
	own, isView := a.views[at]
	for _, column := range columns {
		if by := a.selects(id, at, column); by.holds() && (!isView || a.works(id, own, 0)) {
			note(column, by)
		}
	}
	for _, v := range through {
		a.noteView(id, v, at, columns, note)
	}
	for _, f := range a.routines {
		a.noteRoutine(id, f, at, columns, note)
	}
	if r != nil && len(seen) < len(columns) {
		r.Fields = slices.Sorted(slices.Values(seen))
	}
	return r
}

func (a *access) noteView(id identity, v view, at location, columns []string, note func(string, right)) {
	works := a.works(id, v, 0)
	for _, o := range v.outputs {
		by := a.selects(id, v.location, o.name)
		if !works || !by.holds() {
			continue
		}
		for _, column := range columns {
			if a.comesFrom(o, origin{at, column}, 0) {
				note(column, right{by: byView, path: append(slices.Clone(by.path), v.Database+"."+v.Table)})
			}
		}
	}
}

func (a *access) noteRoutine(id identity, f routine, at location, columns []string, note func(string, right)) {
	definer, ok := a.definer(f.definer)
	if f.table != at || !ok || !a.executes(id, f.location) {
		return
	}
	for _, column := range columns {
		if slices.Contains(f.columns, column) && a.selects(definer, at, column).holds() {
			note(column, right{by: byFunction, path: []string{f.Database + "." + f.Table}})
		}
	}
}

// deepest is how many views may stand on each other; the servers allow no loop.
const deepest = 32

// works says whether v can be read by id: whether whom it runs as may select
// what it shows, through the views in between.
func (a *access) works(id identity, v view, depth int) bool {
	if v.definer != "" {
		var ok bool
		if id, ok = a.definer(v.definer); !ok {
			return false
		}
	}
	for _, o := range v.outputs {
		for _, from := range o.from {
			next, isView := a.views[from.location]
			if depth > deepest || !a.selects(id, from.location, from.column).holds() || isView && !a.works(id, next, depth+1) {
				return false
			}
		}
	}
	return true
}

// comesFrom says whether an output of a view shows a column, through the views
// in between.
func (a *access) comesFrom(o output, wanted origin, depth int) bool {
	return slices.ContainsFunc(o.from, func(from origin) bool {
		if a.key(from) == a.key(wanted) {
			return true
		}
		next, ok := a.views[from.location]
		return ok && depth < deepest && slices.ContainsFunc(next.outputs, func(o output) bool {
			return strings.EqualFold(o.name, from.column) && a.comesFrom(o, wanted, depth+1)
		})
	})
}

// viewsOf are the views that show some of the columns, at any depth.
func (a *access) viewsOf(at location, columns []string) (all []view) {
	wanted := map[origin]bool{}
	for _, column := range columns {
		wanted[a.key(origin{at, column})] = true
	}
	for grown := true; grown; {
		grown = false
		for _, v := range a.views {
			for _, o := range v.outputs {
				of := a.key(origin{v.location, o.name})
				if !wanted[of] && slices.ContainsFunc(o.from, func(from origin) bool { return wanted[a.key(from)] }) {
					wanted[of], grown = true, true
				}
			}
		}
	}
	for _, v := range a.views {
		if slices.ContainsFunc(v.outputs, func(o output) bool { return wanted[a.key(origin{v.location, o.name})] }) {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b view) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// key is a column as the server compares it.
func (a *access) key(s origin) origin {
	s.column = strings.ToLower(s.column)
	if a.fold {
		s.Database, s.Table = strings.ToLower(s.Database), strings.ToLower(s.Table)
	}
	return s
}

// couldRead is how an account that does not read the columns could; nil: not by
// anything that is known.
func (a *access) couldRead(of account, at location, columns []string, through []view) *connectors.Reader {
	for _, role := range slices.Sorted(slices.Values(slices.Concat(a.granted[of.principal], a.granted[principal{user: public}]))) {
		if r := a.reads(identity{principal: of.principal, role: role}, at, columns, through); r != nil {
			r.Could = couldSetRole
			return r
		}
	}
	switch g := of.global; {
	case g.super || g.createsUsers:
		return &connectors.Reader{By: byAllData, Could: couldBecome}
	case g.files && a.anyFile:
		return &connectors.Reader{By: byAllData, Could: couldReadFiles}
	case g.replicates && a.binaryLog:
		return &connectors.Reader{By: byAllData, Could: couldReplicate}
	}
	return nil
}
