package mysql

import (
	"context"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// table is one dataset as the catalogue knows it, names in clear.
type table struct {
	location
	name, comment  string // of the dataset; comment in clear
	kind           string
	derived, optIn bool
	history        bool // versions of rows that were changed or deleted are kept
	rows, bytes    int64
	exact          bool
	stamp          string
	columns        []column
	key            *key // nil: none that it can be cut by
	partitions     *connectors.Partitions
}

// column is one column, with what its type comes down to.
type column struct {
	name, comment string
	readable      bool
	typ           sqlType
}

// Engines by what is behind them.
var (
	counting = []string{"MyISAM", "Aria", "MEMORY"} // they know how many rows they have
	remote   = []string{"FEDERATED", "SPIDER", "CONNECT"}
)

// load reads tables from the catalogue: one by name, or all of a database. The
// catalogue compares names without case, so they are compared here once more.
func (s *session) load(ctx context.Context, db, name string) ([]*table, error) {
	where := " where table_schema = " + text(db)
	if name != "" {
		where += " and table_name = " + text(name)
	}
	rows, err := s.query(ctx, `select table_schema, table_name, table_type, engine, table_rows, data_length,
		concat_ws('/', create_time, update_time, auto_increment), update_time is not null, create_options, table_comment
		from information_schema.tables`+where)
	if err != nil {
		return nil, err
	}
	var ts []*table
	byName := map[string]*table{}
	for _, row := range rows {
		at := location{string(row[0]), string(row[1])}
		if at.Database != db || name != "" && at.Table != name {
			continue
		}
		if t := newTable(at, row); t != nil {
			byName[at.Table] = t
			ts = append(ts, t)
		}
	}
	if len(ts) == 0 {
		return nil, nil
	}
	if err := s.loadColumns(ctx, byName, where); err != nil {
		return nil, err
	}
	return ts, s.loadKeys(ctx, byName, where)
}

// newTable describes a row of the catalogue; nil where it is not a place for data.
func newTable(at location, row [][]byte) *table {
	engine := string(row[3])
	t := &table{location: at, kind: "table", rows: number(row[4]), bytes: number(row[5]), comment: string(row[9])}
	t.exact = slices.Contains(counting, engine) && t.rows >= 0
	if string(row[7]) == "1" {
		t.stamp = string(row[6])
		if t.exact {
			t.stamp += "/" + string(row[4])
		}
	}
	switch typ := string(row[2]); {
	case typ == "VIEW":
		t.kind, t.derived, t.optIn = "view", true, true
		t.comment, t.rows, t.bytes = "", -1, -1 // the server says VIEW, or what is wrong with it
	case typ == "SEQUENCE" || typ == "TEMPORARY" || typ == "SYSTEM VIEW":
		return nil
	case row[3] == nil:
		t.comment = "" // it is damaged: the server says how
	case slices.Contains(remote, engine):
		t.kind, t.derived, t.optIn = "foreign_table", true, true
	case engine == "MRG_MyISAM":
		t.derived = true
	case strings.Contains(string(row[8]), "partitioned"):
		t.kind = "partitioned_table"
	}
	t.history = string(row[2]) == "SYSTEM VERSIONED"
	return t
}

func (s *session) loadColumns(ctx context.Context, byName map[string]*table, where string) error {
	rows, err := s.query(ctx, `select table_name, column_name, data_type, column_type, character_maximum_length,
		find_in_set('select', privileges) > 0, column_comment
		from information_schema.columns`+where+` order by table_name, ordinal_position`)
	if err != nil {
		return err
	}
	documents, err := s.documents(ctx, where)
	if err != nil {
		return err
	}
	for _, row := range rows {
		t := byName[string(row[0])]
		if t == nil {
			continue
		}
		col := column{name: string(row[1]), readable: string(row[5]) == "1", comment: string(row[6])}
		col.typ = newType(string(row[2]), string(row[3]), number(row[4]))
		if documents[t.Table+" json_valid("+quote(col.name)+")"] {
			col.typ.class = asJSON
		}
		t.columns = append(t.columns, col)
	}
	return nil
}

// documents are the columns that MariaDB holds to JSON: its type of that name
// is text with a constraint.
func (s *session) documents(ctx context.Context, where string) (map[string]bool, error) {
	found := map[string]bool{}
	if !s.c.maria {
		return found, nil
	}
	rows, err := s.query(ctx, `select table_name, check_clause from information_schema.check_constraints`+
		strings.Replace(where, "table_schema", "constraint_schema", 1))
	if code(err) == unknownTable { // before 10.2
		return found, nil
	}
	for _, row := range rows {
		found[string(row[0])+" "+string(row[1])] = true
	}
	return found, err
}

// unknownTable is the code for a table that the information schema lacks.
const unknownTable = 1109

// loadKeys finds what each table can be cut by: its primary key, or a unique
// index without nulls. Where there are several, one integer is best.
func (s *session) loadKeys(ctx context.Context, byName map[string]*table, where string) error {
	rows, err := s.query(ctx, `select table_name, index_name, column_name, sub_part is null and nullable <> 'YES' and index_type = 'BTREE'
		from information_schema.statistics`+where+` and non_unique = 0
		order by table_name, index_name <> 'PRIMARY', index_name, seq_in_index`)
	if err != nil {
		return err
	}
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && string(rows[n][0]) == string(rows[0][0]) && string(rows[n][1]) == string(rows[0][1]) {
			n++
		}
		if t := byName[string(rows[0][0])]; t != nil {
			if k := newKey(t, rows[:n]); k != nil && (t.key == nil || t.key.index != "PRIMARY" && k.integer() && !t.key.integer()) {
				t.key = k
			}
		}
		rows = rows[n:]
	}
	return nil
}

// readable says whether the login may read some column.
func (t *table) readable() bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.readable })
}

// dataset describes t; names are redacted here.
func (c *Connector) dataset(t *table) connectors.Dataset {
	d := connectors.Dataset{
		Name: t.name, Sub: c.sub(t.Database), Kind: t.kind, Unit: "row", Derived: t.derived, OptIn: t.optIn,
		Partitions: t.partitions.Redacted(c.redact),
		Comment:    c.redact(t.comment), Records: t.rows, Exact: t.exact, Bytes: t.bytes, Stamp: t.stamp,
		Opaque: opaque(t.location),
	}
	for _, col := range t.columns {
		d.Fields = append(d.Fields, connectors.Field{
			Path: c.redact(col.name), Type: col.typ.name(), Comment: c.redact(col.comment),
		})
	}
	return d
}
