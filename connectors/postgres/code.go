package postgres

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Expressions of a source may call functions that its users wrote, and those
// would run with the rights of the scan's login, which can read what their
// owners cannot. Casts and operators are kept out of what is selected, see
// limits.expression. What is left is found here, before a relation is read:
//
//   - a view, which computes its columns;
//   - expressions of indexes, of extended statistics and of a partition key: the
//     server evaluates their constant parts while it plans any query of the table.
//
// Code is trusted where its owner is a superuser, who may do everything anyway,
// or where it came with an extension.

// untrusted is the condition that function p is neither.
const untrusted = `not exists (select from pg_catalog.pg_roles r where r.oid = p.proowner and r.rolsuper)
	and not exists (select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and e.objid = p.oid and e.deptype = 'e')`

// functionOf joins function p that dependency d names, itself or by an operator.
const functionOf = `left join pg_catalog.pg_operator o on d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass and o.oid = d.refobjid
	join pg_catalog.pg_proc p on p.oid = case d.refclassid when 'pg_catalog.pg_proc'::pg_catalog.regclass then d.refobjid else o.oprcode end`

// plannedExpressions lists the expressions of some tables that call untrusted
// functions, and whether one of these is of a language that the planner looks
// into.
func plannedExpressions(version int) string {
	statistics := ""
	if version >= 140000 {
		statistics = `union all
		select s.stxrelid, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, s.stxexprs::pg_catalog.text
		from pg_catalog.pg_statistic_ext s where s.stxrelid = any($1::pg_catalog.oid[]) and s.stxexprs is not null`
	}
	return `select x.relation, x.tree, pg_catalog.bool_or(l.lanname = 'sql')
	from (
		select i.indrelid, 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid,
			pg_catalog.concat(i.indexprs::pg_catalog.text, i.indpred::pg_catalog.text)
		from pg_catalog.pg_index i where i.indrelid = any($1::pg_catalog.oid[]) and pg_catalog.num_nonnulls(i.indexprs, i.indpred) > 0
		union all
		select k.partrelid, 'pg_catalog.pg_class'::pg_catalog.regclass, k.partrelid, k.partexprs::pg_catalog.text
		from pg_catalog.pg_partitioned_table k where k.partrelid = any($1::pg_catalog.oid[]) and k.partexprs is not null
		` + statistics + `
	) x(relation, class, id, tree)
	join pg_catalog.pg_depend d on d.classid = x.class and d.objid = x.id
	` + functionOf + `
	join pg_catalog.pg_language l on l.oid = p.prolang
	where ` + untrusted + `
	group by x.relation, x.id, x.tree`
}

// viewed lists what some views read, themselves or through other views, as
// pairs of a view and a relation.
const viewed = `with recursive uses(view, relation) as (
		select c.oid, c.oid from pg_catalog.pg_class c where c.oid = any($1::pg_catalog.oid[]) and c.relkind = 'v'
		union
		select u.view, x.relation from uses u cross join lateral (
			select d.refobjid from pg_catalog.pg_rewrite w
			join pg_catalog.pg_class c on c.oid = w.ev_class and c.relkind = 'v'
			join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
				and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			where w.ev_class = u.relation
			union all
			select i.inhrelid from pg_catalog.pg_inherits i where i.inhparent = u.relation) x(relation))
	select view, relation from uses where view <> relation`

// callingViews lists those of some views that call untrusted functions, or cast
// to a type of such an owner, who may have put them into its checks.
const callingViews = `select w.ev_class
	from pg_catalog.pg_rewrite w
	join pg_catalog.pg_class c on c.oid = w.ev_class and c.relkind = 'v'
	join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
	` + functionOf + `
	where w.ev_class = any($1::pg_catalog.oid[]) and ` + untrusted + `
	union
	select w.ev_class
	from pg_catalog.pg_rewrite w
	join pg_catalog.pg_class c on c.oid = w.ev_class and c.relkind = 'v'
	join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
		and d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
	join pg_catalog.pg_type t on t.oid = d.refobjid and t.typtype <> 'e'
	where w.ev_class = any($1::pg_catalog.oid[])
	and not exists (select from pg_catalog.pg_roles r where r.oid = t.typowner and r.rolsuper)
	and not exists (select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and e.objid = t.oid and e.deptype = 'e')`

// loadCode marks the parts that cannot be read without untrusted code. parts
// are by the ids of all that is opened to read them.
func (s *session) loadCode(ctx context.Context, version int, parts map[string][]*part) error {
	rows, err := s.query(ctx, viewed, idsOf(parts))
	if err != nil {
		return err
	}
	for _, row := range rows {
		relation := string(row[1])
		parts[relation] = append(parts[relation], parts[string(row[0])]...)
	}
	mark := func(id []byte) {
		for _, p := range parts[string(id)] {
			p.code = true
		}
	}
	if rows, err = s.query(ctx, plannedExpressions(version), idsOf(parts)); err != nil {
		return err
	}
	for _, row := range rows {
		if truth(row[2]) || hasConstantCall(string(row[1])) {
			mark(row[0])
		}
	}
	if rows, err = s.query(ctx, callingViews, idsOf(parts)); err != nil {
		return err
	}
	for _, row := range rows {
		mark(row[0])
	}
	return nil
}

func idsOf(parts map[string][]*part) string {
	return "{" + strings.Join(slices.Sorted(maps.Keys(parts)), ",") + "}"
}

// hasConstantCall says whether an expression, as the catalogue stores it, calls
// something without any column of the row among its arguments: the planner
// evaluates such a call.
func hasConstantCall(tree string) bool {
	type call struct{ isCall, hasColumn bool }
	var open []call
	for i := 0; i < len(tree); i++ {
		switch tree[i] {
		case '\\':
			i++ // protects the next character
		case '{':
			name, _, _ := strings.Cut(tree[i+1:min(len(tree), i+40)], " ")
			if name == "VAR" {
				for j := range open {
					open[j].hasColumn = true
				}
			}
			open = append(open, call{isCall: name == "FUNCEXPR" || strings.HasSuffix(name, "OPEXPR") || name == "DISTINCTEXPR" || name == "NULLIFEXPR"})
		case '}':
			if len(open) == 0 {
				return true // not as we know it
			}
			if c := open[len(open)-1]; c.isCall && !c.hasColumn {
				return true
			}
			open = open[:len(open)-1]
		}
	}
	return false
}

// hold makes sure that what is about to be read is what the catalogue said: it
// has the server look up the relation's name, which keeps anybody from altering
// it until the transaction ends, and compares relation and types. An expression
// that was safe for the type that a column had need not be for the one it has.
func (r *reading) hold(ctx context.Context, s *session) error {
	var columns []string
	for _, col := range r.cols {
		columns = append(columns, quote(col.name))
	}
	if r.rel.kind != 'v' {
		columns = append(columns, "tableoid")
	}
	if len(columns) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	seen, err := s.conn.Prepare(ctx, "", r.query(columns, ""), nil)
	if err != nil {
		return err
	}
	for i, f := range seen.Fields {
		if f.TableOID != r.oid() || i < len(r.cols) && f.DataTypeOID != r.cols[i].wire {
			return &connectors.Error{Part: r.part, Reason: connectors.Changed, Retry: true,
				Text: "it was altered or replaced since it was listed; scan again"}
		}
	}
	return nil
}

// oid is the id of the relation that is read, 0 where it is not among the
// partitions any more.
func (r *reading) oid() uint32 {
	at := r.spec.Part
	if at == nil {
		return uint32(number([]byte(r.rel.part.oid)))
	}
	for _, p := range r.rel.leaves {
		if p.schema == at.Schema && p.table == at.Relation {
			return uint32(number([]byte(p.oid)))
		}
	}
	return 0
}

// refuseSwaps forbids the cursor to read a view or foreign table that took the
// place of what was listed; servers since 2024 can.
func (r *reading) refuseSwaps() string {
	switch {
	case !r.c.refuses || r.rel.kind == 'v':
		return ""
	case r.rel.kind == 'f' || r.rel.kind == 'p' && r.spec.Part == nil:
		return "set local restrict_nonsystem_relation_kind = 'view'; "
	}
	return "set local restrict_nonsystem_relation_kind = 'view, foreign-table'; "
}
