package postgres

import (
	"context"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// HoldFor makes c give its snapshot up earlier.
func HoldFor(c connectors.Connector, d time.Duration) { c.(*Connector).snapshot.hold = d }

// Rights are what the evaluator of posture answers, to be held against the
// server's own answers.
type Rights struct {
	access *accessFacts
	ids    map[string]objectID
	tables []*phoneTable
}

// LoadRights reads the rights on all columns of some tables, all in one schema
// or another, each schema.table.
func LoadRights(ctx context.Context, c connectors.Connector, db string, tables [][2]string, fields []string) (*Rights, error) {
	pg := c.(*Connector)
	names, all := make([]location, len(tables)), make([][]string, len(tables))
	for i, t := range tables {
		names[i], all[i] = location{db, t[0], t[1]}, fields
	}
	r := &Rights{ids: map[string]objectID{}}
	err := pg.session(ctx, db, func(s *session) (err error) {
		r.access, r.tables, err = s.loadAccess(ctx, pg.version, names, all, pg.redact)
		return err
	})
	if err == nil {
		for id, role := range r.access.roles {
			r.ids[role.name] = id
		}
	}
	return r, err
}

// Connects, Uses, Selects and Sets answer for roles by name.
func (r *Rights) Connects(role string) bool { return r.access.connects(r.ids[role]) }

func (r *Rights) Uses(role string, schema uint32) bool {
	return r.access.uses(r.ids[role], r.access.schemas[objectID(schema)])
}

func (r *Rights) Selects(role string, relation uint32, column int16) bool {
	_, _, ok := r.access.selects(r.ids[role], r.access.relations[objectID(relation)], column)
	return ok
}

// Becomes says that a role obtains another by SET ROLE alone.
func (r *Rights) Becomes(role, other string) bool {
	obtained := r.access.obtainedBy(r.ids[role])
	at, ok := r.ids[other], true
	for at != r.ids[role] && ok {
		var x obtaining
		if x, ok = obtained[at]; x.how == "admin" {
			return false
		}
		at = x.from
	}
	return ok
}

// ShownColumns reads the tree of a view's query.
func ShownColumns(tree string) (map[int16][][2]int, bool) {
	out, ok := shownColumns(tree)
	plain := map[int16][][2]int{}
	for column, refs := range out {
		for _, r := range refs {
			plain[column] = append(plain[column], [2]int{int(r.relation), int(r.column)})
		}
	}
	return plain, ok
}
