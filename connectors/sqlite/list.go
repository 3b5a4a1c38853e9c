package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// table is one table, view or virtual table, in clear.
type table struct {
	Name    string // the source's own
	Kind    string // table, view, virtual
	NoRowID bool   // WITHOUT ROWID, or a view

	shown   string // redacted and unique
	sql     string
	derived bool
}

// dataset is what a Dataset carries for Shards.
type dataset struct {
	Table string `json:"table"`
	Kind  string `json:"kind"`
	RowID string `json:"rowid,omitempty"` // the name that means the row number; "" where there is none
	Rows  int64  `json:"rows"`            // counted; -1: more than were counted
	Bytes int64  `json:"bytes"`           // -1: more than were counted
}

// Datasets lists the tables in the order of their names, then says what of the
// file is not listed.
func (c *Connector) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		if !tell(c.gaps, yield) || c.file.main.size == 0 && !c.file.logged() {
			return
		}
		tables, gaps, err := c.tables(ctx)
		if err != nil {
			yield(connectors.Dataset{}, c.fault(connectors.Part{}, err))
			return
		}
		for _, t := range tables {
			if ctx.Err() != nil {
				yield(connectors.Dataset{}, c.fault(connectors.Part{}, ctx.Err()))
				return
			}
			d, found := c.describe(ctx, t)
			if !yield(d, nil) || !tell(found, yield) {
				return
			}
		}
		tell(gaps, yield)
	}
}

// tell yields gaps until nobody listens.
func tell(gaps []*connectors.Error, yield func(connectors.Dataset, error) bool) bool {
	for _, g := range gaps {
		if !yield(connectors.Dataset{}, g) {
			return false
		}
	}
	return true
}

// tables lists what can be read, and a gap for each that cannot.
func (c *Connector) tables(ctx context.Context) (tables []table, gaps []*connectors.Error, err error) {
	rows, err := c.db.QueryContext(ctx, `SELECT l.name, l.type, l.wr, coalesce(s.sql, '')
		FROM pragma_table_list l LEFT JOIN sqlite_schema s ON s.name = l.name AND s.type IN ('table', 'view')
		WHERE l.schema = 'main' AND (l.name NOT LIKE 'sqlite\_%' ESCAPE '\' OR l.name = 'sqlite_stat4')
		ORDER BY l.name COLLATE BINARY`)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	unique := names{}
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.Name, &t.Kind, &t.NoRowID, &t.sql); err != nil {
			return nil, nil, err
		}
		t.shown = unique.add(c.src.Redact(t.Name))
		if gap := skipped(t); gap != nil {
			gaps = append(gaps, gap)
			continue
		}
		t.derived = t.Kind == "view" || t.Kind == "virtual" && externalContent.MatchString(t.sql)
		tables = append(tables, t)
	}
	return tables, gaps, rows.Err()
}

// externalContent finds an index whose text lies in another table.
var externalContent = regexp.MustCompile(`(?i)[,(]\s*content\s*=\s*(?:'[^']|"[^"]|[^'"\s,)])`)

// contentless finds an index that keeps no text, only where words stand.
var contentless = regexp.MustCompile(`(?i)[,(]\s*content\s*=\s*(?:''|"")`)

// skipped says why a table is not read, nil where it is.
func skipped(t table) *connectors.Error {
	p := connectors.Part{Dataset: t.shown}
	switch {
	case t.Name == "sqlite_stat4":
		return &connectors.Error{Part: p, Reason: connectors.Skipped, Text: "SQLite's own statistics, which hold samples of indexed values; they come from tables that are read"}
	case t.Kind == "shadow":
		return &connectors.Error{Part: p, Reason: connectors.Skipped, Text: "it is kept by a virtual table, through which its contents are read"}
	case t.Kind == "virtual" && contentless.MatchString(t.sql):
		return &connectors.Error{Part: p, Reason: connectors.Unsupported, Text: "a full-text index without content keeps words but not the values they are from; scan what it was filled from"}
	}
	return nil
}

// names makes redacted names unique: two tables may differ in a number only.
type names map[string]int

func (n names) add(name string) string {
	n[name]++
	if n[name] == 1 {
		return name
	}
	return n.add(fmt.Sprintf("%s#%d", name, n[name]))
}

// describe shows t as a dataset, and says what could not be told of it.
func (c *Connector) describe(ctx context.Context, t table) (d connectors.Dataset, gaps []*connectors.Error) {
	d = connectors.Dataset{
		Name: t.shown, Kind: "table", Unit: "row", Derived: t.derived,
		Records: -1, Bytes: -1, Stamp: c.stamp,
	}
	own := dataset{Table: t.Name, Kind: t.Kind, Rows: -1, Bytes: -1}
	part := connectors.Part{Dataset: t.shown}
	cols, err := c.columns(ctx, t.Name)
	if err != nil {
		gaps = append(gaps, c.fault(part, err))
	}
	d.Fields = c.fields(cols)
	switch {
	case t.Kind == "view":
		d.Kind, d.OptIn = "view", true
	case err == nil:
		if t.Kind == "table" && !t.NoRowID {
			own.RowID = rowID(cols)
		}
		if own.Rows, own.Bytes, err = c.measure(ctx, t); err != nil {
			gaps = append(gaps, c.fault(part, err))
		}
		d.Records, d.Bytes, d.Exact = own.Rows, own.Bytes, own.Rows >= 0
		if own.Rows < 0 && own.RowID != "" {
			d.Records = c.guess(ctx, t.Name, own.RowID)
		}
	}
	d.Opaque, _ = json.Marshal(own) // strings and numbers
	return d, gaps
}

// measure counts the rows and bytes of t, both up to a limit: -1 is more.
func (c *Connector) measure(ctx context.Context, t table) (rows, bytes int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	rows, bytes = -1, -1
	var n, pages int64
	query := fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM %s LIMIT %d)`, quote(t.Name), c.limits.count+1)
	if err := c.db.QueryRowContext(ctx, query).Scan(&n); err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return -1, -1, nil // big, then
		}
		return -1, -1, err
	}
	if n <= c.limits.count {
		rows = n
	}
	where := "name = ?1" // alone, or SQLite walks through the pages of all tables
	if t.Kind == "virtual" {
		where = `name IN (SELECT name FROM pragma_table_list WHERE type = 'shadow' AND substr(name, 1, length(?1) + 1) = ?1 || '_')`
	}
	query = fmt.Sprintf(`SELECT count(*), coalesce(sum(pgsize), 0) FROM (SELECT pgsize FROM dbstat WHERE %s LIMIT %d)`, where, c.limits.pages+1)
	if err := c.db.QueryRowContext(ctx, query, t.Name).Scan(&pages, &n); err == nil && pages <= c.limits.pages && pages > 0 {
		bytes = n
	}
	return rows, bytes, nil
}

// guess is the number of rows of a big table: SQLite's own statistics, else
// the span of its row numbers; -1 where neither tells.
func (c *Connector) guess(ctx context.Context, name, rowid string) int64 {
	var n sql.NullInt64
	err := c.db.QueryRowContext(ctx, `SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = ? LIMIT 1`, name).Scan(&n)
	if err == nil && n.Int64 > c.limits.count {
		return n.Int64
	}
	lo, hi, ok, err := c.span(ctx, name, rowid)
	if width := uint64(hi) - uint64(lo); err == nil && ok && width < 1<<32 {
		return int64(width) + 1
	}
	return -1
}

// column is one column, in clear.
type column struct {
	name, declared string
	generated      bool
}

// columns lists those that a query may name. A virtual table's hidden ones are
// its switches.
func (c *Connector) columns(ctx context.Context, name string) ([]column, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT name, type, hidden > 1 FROM pragma_table_xinfo(?) WHERE hidden != 1 ORDER BY cid`, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cols []column
	for rows.Next() {
		var col column
		if err := rows.Scan(&col.name, &col.declared, &col.generated); err != nil {
			return nil, err
		}
		cols = append(cols, col)
	}
	return cols, rows.Err()
}

// fields shows columns as fields. Two columns whose names differ in a number
// only share one.
func (c *Connector) fields(cols []column) []connectors.Field {
	var fields []connectors.Field
	at := map[string]int{}
	for _, col := range cols {
		path, typ := c.src.Redact(col.name), typeOf(col.declared)
		if i, ok := at[path]; ok {
			if fields[i].Type != typ {
				fields[i].Type = connectors.Mixed
			}
			continue
		}
		at[path] = len(fields)
		fields = append(fields, connectors.Field{Path: path, Type: typ})
	}
	return fields
}

// rowID is a name that means the row number and not a column.
func rowID(cols []column) string {
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		taken := false
		for _, col := range cols {
			taken = taken || strings.EqualFold(col.name, name)
		}
		if !taken {
			return name
		}
	}
	return ""
}

// typeOf is the type that a declaration speaks of. SQLite does not hold values
// to it, which is why a column without one is mixed.
func typeOf(declared string) string {
	d := strings.ToUpper(declared)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(d, w) {
				return true
			}
		}
		return false
	}
	switch {
	case strings.HasPrefix(d, "JSON"):
		return connectors.JSON
	case has("INT"):
		return connectors.Integer
	case has("CHAR", "CLOB", "TEXT"):
		return connectors.Text
	case has("BLOB", "BINARY", "BYTEA"):
		return connectors.Bytes
	case has("REAL", "FLOA", "DOUBLE"):
		return connectors.Float
	case has("BOOL"):
		return connectors.Boolean
	case has("TIME"):
		return connectors.Timestamp
	case has("DATE"):
		return connectors.Date
	case has("DEC", "NUM"):
		return connectors.Decimal
	}
	return connectors.Mixed
}

// fault is an error of this file. Where the file changed since it was opened,
// that is what is wrong with it.
func (c *Connector) fault(p connectors.Part, err error) *connectors.Error {
	e := fault(p, err)
	if c.copy == "" && (e.Reason == connectors.Malformed || e.Reason == connectors.Unreachable) && c.file.changed() {
		return c.hasChanged(p)
	}
	return e
}

func (c *Connector) hasChanged(p connectors.Part) *connectors.Error {
	return &connectors.Error{Part: p, Reason: connectors.Changed, Text: "the file was written while it was read, so that rows may be missing or old; scan it again when it is quiet, or scan a backup made with VACUUM INTO"}
}
