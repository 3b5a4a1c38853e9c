package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	lib "modernc.org/sqlite/lib"

	"github.com/dialmap/dialmap/connectors"
)

// How a table's rows are drawn. Where at least one in twenty row numbers from
// the first to the last has a row, a slot is a row number, and most draws find
// one. Else, and where rows have no number, a slot is the rank of a row in its
// shard: the b-tree is walked from one drawn row to the next, which reads the
// pages between and looks at no row.
const (
	minDense = 20  // a row per so many row numbers
	maxWide  = 4   // times as many row numbers as rows in a shard of a damaged table
	probes   = 400 // row numbers that are looked up where rows were not counted

	maxProbes = 500 // slots that are looked at in one query
)

// density is the share of the row numbers from lo to hi that have a row: by
// the count of rows, or by looking some up that are spread evenly, at places
// that no seed moves and no step between numbers can hide from. A damaged table
// counts as dense unless that makes its shards too wide: rank ends at damage.
func (c *Connector) density(ctx context.Context, own dataset, lo, hi int64) (share float64, err error) {
	width := uint64(hi) - uint64(lo)
	if own.Rows >= 0 || width < probes {
		return float64(own.Rows) / (float64(width) + 1), nil
	}
	numbers := make([]string, probes)
	for i := range uint64(probes) {
		step := width / probes
		numbers[i] = fmt.Sprint(int64(uint64(lo) + i*step + (i+1)*0x9e3779b97f4a7c15%step))
	}
	var found int64
	query := fmt.Sprintf(`SELECT count(*) FROM %s NOT INDEXED WHERE %s IN (%s)`, quote(own.Table), own.RowID, strings.Join(numbers, ", "))
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	err = c.db.QueryRowContext(ctx, query).Scan(&found)
	if code(err) == lib.SQLITE_CORRUPT {
		if width/maxSpans < maxWide*uint64(c.limits.rows) {
			return 1, nil
		}
		return 0, nil
	}
	return float64(found) / probes, ended(ctx, err)
}

// keys are the columns of the primary key of a table without row numbers, as
// expressions that compare as its b-tree is ordered; none where that cannot be
// said.
func (c *Connector) keys(ctx context.Context, name string) (keys []string, err error) {
	rows, err := c.db.QueryContext(ctx, `SELECT x.name, x.desc, upper(x.coll)
		FROM pragma_table_list(?1) t, pragma_index_list(?1) l, pragma_index_xinfo(l.name) x
		WHERE t.schema = 'main' AND t.wr AND l.origin = 'pk' AND x.key ORDER BY x.seqno`, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var column sql.NullString
		var down bool
		var collation string
		if err := rows.Scan(&column, &down, &collation); err != nil {
			return nil, err
		}
		if !column.Valid || down || !strings.Contains(" BINARY NOCASE RTRIM ", " "+collation+" ") {
			return nil, nil
		}
		keys = append(keys, quote(column.String)+" COLLATE "+collation)
	}
	return keys, rows.Err()
}

// ranked makes s drawable by rank, if its table has a primary key in place of
// row numbers and its rows can be counted in time.
func (c *Connector) ranked(ctx context.Context, s *spec, rows int64) (slots int64, err error) {
	if s.Kind != "table" {
		return 0, nil
	}
	if s.Keys, err = c.keys(ctx, s.Table); err != nil || len(s.Keys) == 0 {
		return 0, err
	}
	if rows < 0 {
		ctx, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		if err := c.db.QueryRowContext(ctx, `SELECT count(*) FROM `+quote(s.Table)).Scan(&rows); err != nil {
			s.Keys = nil
			return 0, nil // it is read whole, where an error is told
		}
	}
	return rows, nil
}

// draw adds the rows of drawn slots to r. What is damaged is one error, and
// the other rows are read.
func (c *Connector) draw(ctx context.Context, sp spec, r *records, w connectors.Want) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.timeout, func() { cancel(context.DeadlineExceeded) })
	defer watch.Stop()
	query, err := c.selection(ctx, sp, r.cols, w) // which takes a connection: there may be one only
	if err != nil {
		return ended(ctx, err)
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return ended(ctx, err)
	}
	defer conn.Close()
	find := finder{conn: conn, sp: sp, keys: sp.Keys}
	if sp.RowID != "" {
		find.keys = []string{sp.RowID}
	}
	rows, err := conn.PrepareContext(ctx, query+" WHERE "+strings.Join(find.keys, " = ? AND ")+" = ?")
	if err != nil {
		return ended(ctx, err)
	}
	defer rows.Close()
	d := draws{r: r, find: find, rows: rows, watch: watch, timeout: c.timeout}
	for some := range slices.Chunk(w.Slots, maxProbes) {
		if err := d.add(ctx, some); err != nil || r.done() {
			return ended(ctx, err)
		}
	}
	return d.damage
}

// draws are rows being drawn.
type draws struct {
	r       *records
	find    finder
	rows    *sql.Stmt // one by its key
	watch   *time.Timer
	timeout time.Duration
	damage  error // that was met
}

// add adds the rows of slots. The statements' time is counted, and not what is
// done with the rows.
func (d *draws) add(ctx context.Context, slots []int64) error {
	d.watch.Reset(d.timeout)
	slots, err := d.find.present(ctx, slots)
	for len(slots) > 0 && err == nil && !d.r.done() {
		times := 1
		for ; times < len(slots) && slots[times] == slots[0]; times++ {
		}
		var found bool
		d.watch.Reset(d.timeout)
		found, err = d.one(ctx, slots[0])
		d.watch.Stop()
		if found && err == nil {
			for range times {
				d.r.add()
			}
		}
		slots = slots[times:]
	}
	d.watch.Stop()
	return err
}

// one looks up the row of a slot. Damage ends ranks, which count what lies
// before; row numbers go on behind it.
func (d *draws) one(ctx context.Context, slot int64) (found bool, err error) {
	key, err := d.find.key(ctx, slot)
	if err == nil && key != nil {
		found, err = d.r.scan(ctx, d.rows, key)
	}
	if code(err) == lib.SQLITE_CORRUPT && !d.find.sp.Ranked {
		d.damage = err
		return false, nil
	}
	return found, err
}

// scan looks up one row.
func (r *records) scan(ctx context.Context, by *sql.Stmt, key []any) (found bool, err error) {
	rows, err := by.QueryContext(ctx, key...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if rows.Next() {
		return true, rows.Scan(r.into...)
	}
	return false, rows.Err()
}

// finder finds the keys of slots that ascend.
type finder struct {
	conn *sql.Conn
	sp   spec
	keys []string // expressions

	at   []any // the key that was found last
	slot int64 // of it
}

// present are those of slots that hold a row, as far as row numbers tell at
// little cost: where few do, most of the time would go into looking for each.
func (f *finder) present(ctx context.Context, slots []int64) ([]int64, error) {
	if f.sp.Ranked {
		return slots, nil
	}
	numbers := make([]string, len(slots))
	for i, s := range slots {
		numbers[i] = strconv.FormatInt(f.sp.From+s, 10)
	}
	found, err := f.numbers(ctx, strings.Join(numbers, ", "))
	if code(err) == lib.SQLITE_CORRUPT {
		return slots, nil // each is looked up by itself
	}
	return slices.DeleteFunc(slices.Clone(slots), func(s int64) bool {
		_, ok := slices.BinarySearch(found, f.sp.From+s)
		return !ok
	}), err
}

// numbers are those of a list that are row numbers, ascending.
func (f *finder) numbers(ctx context.Context, list string) (found []int64, err error) {
	rows, err := f.conn.QueryContext(ctx, fmt.Sprintf(`SELECT %[1]s FROM %[2]s NOT INDEXED WHERE %[1]s IN (%[3]s) ORDER BY %[1]s`, f.sp.RowID, quote(f.sp.Table), list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		found = append(found, n)
	}
	return found, rows.Err()
}

// key is the key of a slot; nil where it holds no row.
func (f *finder) key(ctx context.Context, slot int64) ([]any, error) {
	if !f.sp.Ranked {
		return []any{f.sp.From + slot}, nil
	}
	if f.at != nil && slot == f.slot {
		return f.at, nil
	}
	key := make([]any, len(f.keys))
	into := make([]any, len(f.keys))
	for i := range key {
		into[i] = &key[i]
	}
	err := f.step(ctx, slot).Scan(into...)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i, v := range key {
		if b, ok := v.([]byte); ok && b == nil {
			key[i] = []byte{} // empty, which to the driver is not null
		}
	}
	f.at, f.slot = key, slot
	return key, nil
}

// step goes from the row that was found last to the one of slot.
func (f *finder) step(ctx context.Context, slot int64) *sql.Row {
	list := strings.Join(f.keys, ", ")
	// The sign keeps the driver from making dates and booleans of values.
	query := "SELECT +" + strings.Join(f.keys, ", +") + " FROM " + quote(f.sp.Table) + " NOT INDEXED WHERE "
	to := ""
	if f.sp.RowID != "" {
		to = fmt.Sprintf(" AND %s <= %d", f.sp.RowID, f.sp.To)
	}
	end := to + " ORDER BY " + list + " LIMIT 1 OFFSET ?"
	if f.at == nil {
		from := "1"
		if f.sp.RowID != "" {
			from = fmt.Sprintf("%s >= %d", f.sp.RowID, f.sp.From)
		}
		return f.conn.QueryRowContext(ctx, query+from+end, slot)
	}
	args := append(append(make([]any, 0, len(f.at)+1), f.at...), slot-f.slot)
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(f.keys)), ", ")
	return f.conn.QueryRowContext(ctx, query+"("+list+") >= ("+marks+")"+end, args...)
}
