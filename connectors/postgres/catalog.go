package postgres

import (
	"context"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// relation is one dataset as the catalogue knows it, names in clear.
type relation struct {
	part
	name, comment string  // of the dataset; comment in clear
	leaves        []*part // of a partitioned table
	columns       []column
	use           *connectors.Use
	partitions    *connectors.Partitions
	stamp         string // "" where nothing tells whether its rows have changed
}

// part is one relation with storage of its own: a table, or a leaf partition.
type part struct {
	oid            string
	schema, table  string
	kind           byte // r, p, m, v, f
	tuples         int64
	pages          int64
	populated      bool
	usage, selects bool // rights: on the schema, on all columns
	some           bool // on some columns
	filtered       bool // by row-level security
	heap           bool
	code           bool // reading it would run functions that users of the source wrote
	filenode       string
	bytes, toast   int64
	changes        string // counters of the statistics collector
}

// column is one column, with what its type comes down to.
type column struct {
	name, comment string
	typeID        string
	readable      bool
	typ           sqlType
	wire          uint32 // the type that the server sends: domains taken off
}

// kinds names pg_class.relkind.
var kinds = map[byte]string{
	'r': "table", 'p': "partitioned_table", 'm': "materialized_view", 'v': "view", 'f': "foreign_table",
}

// roots are the relations that a scan may read, without the partitions of
// others.
const roots = ` from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	where c.relkind in ('r', 'p', 'm', 'v', 'f') and not c.relispartition
	and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

// tree lists some of the roots and the partitions below them, each with its
// root: $1 and $2 name one, or $3 lists several.
const tree = `with recursive tree(root, oid) as (
	select c.oid, c.oid` + roots + ` and (c.oid = any($3::pg_catalog.oid[]) or n.nspname = $1::pg_catalog.text and c.relname = $2::pg_catalog.text)
	union all
	select t.root, i.inhrelid
	from tree t join pg_catalog.pg_inherits i on i.inhparent = t.oid
	join pg_catalog.pg_class c on c.oid = i.inhrelid and c.relispartition
) `

// sizes waits for tables that another session has locked, within lock_timeout.
const (
	sizes = `pg_catalog.pg_relation_size(c.oid),
		case when c.reltoastrelid <> 0 then pg_catalog.pg_relation_size(c.reltoastrelid) else 0 end`
	estimatedSizes = `c.relpages::pg_catalog.int8 * pg_catalog.current_setting('block_size')::pg_catalog.int8, 0`
)

func relationsQuery(sizes string) string {
	return tree + `select t.root, c.oid, n.nspname, c.relname, c.relkind,
		case when c.reltuples < 0 then -1 else c.reltuples::pg_catalog.int8 end, c.relpages, c.relispopulated,
		pg_catalog.has_schema_privilege(n.oid, 'USAGE'), pg_catalog.has_table_privilege(c.oid, 'SELECT'),
		pg_catalog.has_any_column_privilege(c.oid, 'SELECT'), pg_catalog.row_security_active(c.oid),
		coalesce(a.amname, 'heap') = 'heap', c.relfilenode, pg_catalog.obj_description(c.oid, 'pg_class'),
		pg_catalog.concat_ws('/', pg_catalog.pg_stat_get_tuples_inserted(c.oid),
			pg_catalog.pg_stat_get_tuples_updated(c.oid), pg_catalog.pg_stat_get_tuples_deleted(c.oid)),
		` + sizes + `
	from tree t join pg_catalog.pg_class c on c.oid = t.oid
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	left join pg_catalog.pg_am a on a.oid = c.relam
	order by t.root, t.root <> c.oid, n.nspname::pg_catalog.text collate pg_catalog."C", c.relname::pg_catalog.text collate pg_catalog."C"`
}

// ids are those of all roots, in the order of their names.
func (s *session) ids(ctx context.Context) (ids []string, err error) {
	rows, err := s.query(ctx, "select c.oid"+roots+` order by n.nspname::pg_catalog.text collate pg_catalog."C", c.relname::pg_catalog.text collate pg_catalog."C"`)
	for _, row := range rows {
		ids = append(ids, string(row[0]))
	}
	return ids, err
}

// load reads relations from the catalogue: one by name, or some by their ids.
func (s *session) load(ctx context.Context, version int, schema, table string, ids ...string) ([]*relation, error) {
	of := []string{schema, table, "{" + strings.Join(ids, ",") + "}"}
	rows, err := s.query(ctx, relationsQuery(sizes), of...)
	if c := code(err); table == "" && (c == "55P03" || c == "57014") {
		// One locked table must not hide the others. Its own shards will say so.
		if err := s.exec(ctx, "rollback; "+s.begin); err != nil {
			return nil, err
		}
		rows, err = s.query(ctx, relationsQuery(estimatedSizes), of...)
	}
	if err != nil {
		return nil, err
	}
	var rs []*relation
	byID, code := map[string]*relation{}, map[string][]*part{}
	for _, row := range rows {
		root, p := string(row[0]), newPart(row)
		if p.oid == root {
			byID[root] = &relation{part: p, comment: string(row[14])}
			rs = append(rs, byID[root])
		} else if p.kind != 'p' {
			byID[root].leaves = append(byID[root].leaves, &p)
			code[p.oid] = append(code[p.oid], &p)
		}
		code[p.oid] = append(code[p.oid], &byID[root].part) // which is read through it
	}
	if err := s.loadCode(ctx, version, code); err != nil {
		return nil, err
	}
	return rs, s.loadColumns(ctx, byID, of)
}

func newPart(row [][]byte) part {
	return part{
		oid: string(row[1]), schema: string(row[2]), table: string(row[3]), kind: row[4][0],
		tuples: number(row[5]), pages: number(row[6]), populated: truth(row[7]),
		usage: truth(row[8]), selects: truth(row[9]), some: truth(row[10]), filtered: truth(row[11]),
		heap: truth(row[12]), filenode: string(row[13]), changes: string(row[15]),
		bytes: max(0, number(row[16])), toast: max(0, number(row[17])),
	}
}

func (s *session) loadColumns(ctx context.Context, byID map[string]*relation, of []string) error {
	rows, err := s.query(ctx, tree+`select a.attrelid, a.attname, a.atttypid,
		pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'), pg_catalog.col_description(a.attrelid, a.attnum)
	from tree t join pg_catalog.pg_attribute a on a.attrelid = t.oid
	where t.root = t.oid and a.attnum > 0 and not a.attisdropped
	order by a.attrelid, a.attnum`, of...)
	if err != nil {
		return err
	}
	types, err := s.loadTypes(ctx, rows, 2)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r := byID[string(row[0])]
		if r == nil {
			continue // created between the two statements
		}
		id := string(row[2])
		r.columns = append(r.columns, column{
			name: string(row[1]), typeID: id, readable: truth(row[3]), comment: string(row[4]),
			typ: types.resolve(id), wire: uint32(number([]byte(types.baseType(id)))),
		})
	}
	return nil
}

// exact counts of an empty heap; else the server's estimate scaled to its size.
func (p *part) records(blockSize int64) (n int64, exact bool) {
	switch {
	case p.kind == 'r' && p.heap && p.bytes == 0:
		return 0, true
	case p.kind == 'v' || p.kind == 'f' || p.tuples < 0 || p.tuples == 0 && p.pages == 0:
		return -1, false
	case p.pages > 0 && p.bytes > 0:
		return int64(float64(p.tuples) / float64(p.pages) * float64(p.bytes/blockSize)), false
	}
	return p.tuples, false
}

// parts are where the records of r lie: its leaves, or itself.
func (r *relation) parts() []*part {
	if r.kind == 'p' {
		return r.leaves
	}
	return []*part{&r.part}
}

// totals sums what is known of all parts.
func (r *relation) totals(blockSize int64) (records, bytes int64, exact bool) {
	exact = true
	for _, p := range r.parts() {
		n, e := p.records(blockSize)
		exact = exact && e
		if n < 0 || records < 0 {
			records = -1
		} else {
			records += n
		}
		bytes += p.bytes + p.toast
	}
	if r.kind == 'v' || r.kind == 'f' {
		bytes = -1
	}
	return records, bytes, exact
}

// dataset describes r; names are redacted here.
func (c *Connector) dataset(db string, r *relation) connectors.Dataset {
	d := connectors.Dataset{
		Name: r.name, Kind: kinds[r.kind], Unit: "row",
		Derived: r.kind == 'm' || r.kind == 'v' || r.kind == 'f',
		OptIn:   r.kind == 'v' || r.kind == 'f',
		Comment: c.redact(r.comment),
		Stamp:   r.stamp,
		Use:     r.use, Partitions: r.partitions.Redacted(c.redact),
		Opaque: opaque(location{db, r.schema, r.table}),
	}
	if !c.cfg.named {
		d.Sub = c.redact(db)
	}
	d.Records, d.Bytes, d.Exact = r.totals(c.blockSize)
	for _, col := range r.columns {
		f := col.typ.field(c.redact(col.name))
		f.Comment = c.redact(col.comment)
		d.Fields = append(d.Fields, f)
	}
	return d
}
