package sqlite

import (
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// every draws each slot of s so many times.
func every(s connectors.Shard, times int) connectors.Want {
	w := connectors.Want{Draw: s.Draw}
	for i := range s.Slots {
		for range times {
			w.Slots = append(w.Slots, i)
		}
	}
	return w
}

// drawnFrom reads every slot of a dataset.
func drawnFrom(t testing.TB, c connectors.Connector, d connectors.Dataset, times int) (records [][]string, slots int64, gaps []*connectors.Error) {
	t.Helper()
	for s, err := range c.Shards(t.Context(), d) {
		if err != nil {
			t.Fatal(err)
		}
		if s.Draw != connectors.Records || s.Slots <= 0 {
			t.Fatalf("shard %s is drawn as %v from %d slots", s.ID, s.Draw, s.Slots)
		}
		slots += s.Slots
		for b, err := range c.Read(t.Context(), s, every(s, times)) {
			if err != nil {
				gaps = append(gaps, asError(t, err))
				continue
			}
			if b.Draw != connectors.Records {
				t.Errorf("a batch of drawn rows says %v", b.Draw)
			}
			records = append(records, rows(b)...)
		}
	}
	return records, slots, gaps
}

func TestDrawsFindEveryRowInOneSlot(t *testing.T) {
	const count = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100) INSERT INTO `
	for _, x := range []struct {
		name string
		make []string
		most float64 // slots per row
	}{
		{"dense row numbers", []string{`CREATE TABLE t (id INTEGER PRIMARY KEY, x)`, count + `t SELECT i, i FROM n`, `DELETE FROM t WHERE id % 3 = 0`}, 1.6},
		{"dense row numbers, some negative", []string{`CREATE TABLE t (x)`, count + `t (rowid, x) SELECT i * 7 - 6000, i FROM n`}, 7.1},
		{"sparse row numbers", []string{`CREATE TABLE t (id INTEGER PRIMARY KEY, x)`, count + `t SELECT i * i * 1000, i FROM n`}, 1.1},
		{"row numbers from end to end", []string{`CREATE TABLE t (id INTEGER PRIMARY KEY, x)`,
			count + `t SELECT i << 50, i FROM n`, fmt.Sprintf(`INSERT INTO t VALUES (%d, 'a'), (%d, 'b')`, math.MinInt64, math.MaxInt64)}, 1.1},
		{"a key of several columns in place of row numbers", []string{
			`CREATE TABLE t (d DATE, k TEXT COLLATE NOCASE, b BLOB, x, PRIMARY KEY (k, d, b)) WITHOUT ROWID`,
			count + `t SELECT '2020-01-0' || (i % 9), 'Key' || (i / 100), CASE i % 2 WHEN 0 THEN CAST(i AS BLOB) ELSE i END, i FROM n`}, 1},
		{"a key compared in another way than its column", []string{
			`CREATE TABLE t (k TEXT, x, PRIMARY KEY (k COLLATE NOCASE)) WITHOUT ROWID`, count + `t SELECT CASE i % 2 WHEN 0 THEN 'k' ELSE 'K' END || i, i FROM n`}, 1},
		{"a key of booleans and empty values", []string{
			`CREATE TABLE t (ok BOOLEAN, b BLOB, x, PRIMARY KEY (ok, b)) WITHOUT ROWID`, `INSERT INTO t VALUES (0, '', 1), (0, x'', 2), (1, 1.5, 3), (2, 1, 4)`}, 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			path := made(t, x.make...)
			big := small(t, path) // whose rows are not counted
			for _, c := range []*Connector{big, opened(t, path, connectortest.Redact).(*Connector)} {
				if c != big {
					defer c.Close()
				}
				ds, _ := listed(t, c)
				want, gaps := contents(t, c, ds["t"], connectors.Want{})
				got, slots, more := drawnFrom(t, c, ds["t"], 1)
				twice, _, most := drawnFrom(t, c, ds["t"], 2)
				if len(gaps)+len(more)+len(most) > 0 {
					t.Errorf("gaps %v %v %v", gaps, more, most)
				}
				less := func(a, b []string) int { return slices.Compare(a, b) }
				slices.SortFunc(want, less)
				slices.SortFunc(got, less)
				equal(t, got, want)
				if len(twice) != 2*len(want) {
					t.Errorf("%d rows when each slot is drawn twice, want %d", len(twice), 2*len(want))
				}
				if float64(slots) > x.most*float64(len(want))+100 { // the last shard of a table that was not counted
					t.Errorf("%d slots of %d rows", slots, len(want))
				}
			}
		})
	}
}

func TestDensityIsMeasuredWhereRowsAreNotCounted(t *testing.T) {
	const n = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT `
	for _, x := range []struct {
		name     string
		insert   string
		low, top float64
	}{
		{"all", n + `i, i FROM n`, 1, 1},
		{"every tenth", n + `i * 10, i FROM n`, 0.05, 0.16},
		{"one in a thousand", n + `i * 1000, i FROM n`, 0, 0.01},
		{"half, in one piece", n + `CASE WHEN i < 20000 THEN i ELSE 40000 END, i FROM n`, 0.47, 0.53},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := small(t, made(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, x)`, x.insert))
			lo, hi, _, err := c.span(t.Context(), "t", "rowid")
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.density(t.Context(), dataset{Table: "t", RowID: "rowid", Rows: -1}, lo, hi)
			if err != nil || got < x.low || got > x.top {
				t.Errorf("%v, %v; want between %v and %v", got, err, x.low, x.top)
			}
		})
	}
}

func TestWhatCannotBeDrawn(t *testing.T) {
	c := opened(t, made(t,
		`CREATE TABLE t (k INT, x, PRIMARY KEY (k DESC)) WITHOUT ROWID`, `INSERT INTO t VALUES (1, 'a')`,
		`CREATE TABLE taken (rowid, oid, _rowid_)`, `INSERT INTO taken VALUES (1, 2, 3)`,
		`CREATE VIEW v AS SELECT x FROM t`,
		`CREATE VIRTUAL TABLE f USING fts5(x)`, `INSERT INTO f VALUES ('a')`,
	), connectortest.Redact)
	defer c.Close()
	ds, _ := listed(t, c)
	for _, name := range []string{"t", "taken", "v", "f"} {
		for s, err := range c.Shards(t.Context(), ds[name]) {
			if err != nil {
				t.Fatal(err)
			}
			if s.Draw != connectors.Whole || s.Slots != 0 {
				t.Errorf("%s is drawn as %v from %d slots", name, s.Draw, s.Slots)
			}
			for _, err := range c.Read(t.Context(), s, connectors.Want{Draw: connectors.Records, Slots: []int64{0}}) {
				if e := asError(t, err); e.Reason != connectors.Unsupported {
					t.Errorf("%s: %v", name, e)
				}
			}
		}
		if records, gaps := contents(t, c, ds[name], connectors.Want{}); len(records) != 1 || len(gaps) > 0 {
			t.Errorf("%s read whole: %v, gaps %v", name, records, gaps)
		}
	}
}

// A name is not drawn with the rows: it stands for no other.
func TestDrawnRowsCarryNoNames(t *testing.T) {
	c := opened(t, made(t, `CREATE TABLE "calls 415-555-0123" ("tel 415-555-0199" TEXT)`, `INSERT INTO "calls 415-555-0123" VALUES ('a'), ('b')`), connectortest.Redact)
	defer c.Close()
	ds, _ := listed(t, c)
	got, _, gaps := drawnFrom(t, c, ds["calls {}"], 1)
	equal(t, got, [][]string{{"tel {}=a"}, {"tel {}=b"}})
	if len(gaps) > 0 {
		t.Error(gaps)
	}
}

func TestDrawsOfWideTablesAndLongValues(t *testing.T) {
	columns, values := "c0", "'first'"
	for i := 1; i < 1500; i++ {
		columns += fmt.Sprint(", c", i)
		values += ", NULL"
	}
	c := opened(t, made(t,
		`CREATE TABLE wide (`+columns+`)`, `INSERT INTO wide VALUES (`+values+`)`, `INSERT INTO wide VALUES (`+values+`)`,
		`CREATE TABLE long (x TEXT, j JSON)`, `INSERT INTO long VALUES (hex(zeroblob(1000)), '{"a":[1,2]}'), ('short', NULL)`), connectortest.Redact)
	defer c.Close()
	ds, _ := listed(t, c)
	if got, _, _ := drawnFrom(t, c, ds["wide"], 2); len(got) != 4 || !slices.Contains(got[0], "c0=first") {
		t.Errorf("%d rows of a wide table", len(got))
	}
	for s, err := range c.Shards(t.Context(), ds["long"]) {
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		var gaps []*connectors.Error
		for b, err := range c.Read(t.Context(), s, connectors.Want{Draw: connectors.Records, Slots: []int64{0, 0, 1}, MaxValue: 16}) {
			if err != nil {
				gaps = append(gaps, asError(t, err))
				continue
			}
			got = append(got, rows(b)...)
		}
		cut := []string{"j.a[]=1", "j.a[]=2", "x=0000000000000000..."}
		equal(t, got, [][]string{cut, cut, {"j=NULL", "x=short"}})
		if len(gaps) != 1 || gaps[0].Reason != connectors.Limit {
			t.Errorf("gaps %v", gaps)
		}
	}
}

func TestDrawsAroundDamage(t *testing.T) {
	path := made(t, `PRAGMA page_size = 4096`, `CREATE TABLE t (x)`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT hex(zeroblob(50)) FROM n`)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	middle := len(content) / 2 / 4096 * 4096
	for i := range 4096 {
		content[middle+i] = 0xff
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	c := opened(t, path, connectortest.Redact).(*Connector)
	defer c.Close()
	s := shard(connectors.Dataset{Name: "t"}, spec{Table: "t", Kind: "table", RowID: "rowid", From: 1, To: 2000}, "1-2000", 2000, -1, 2000)
	var n int
	var gaps []*connectors.Error
	for b, err := range c.Read(t.Context(), s, every(s, 1)) {
		if err != nil {
			gaps = append(gaps, asError(t, err))
			continue
		}
		n += b.Rows
	}
	if n < 1900 || n >= 2000 || len(gaps) != 1 || gaps[0].Reason != connectors.Malformed {
		t.Errorf("%d rows, gaps %v", n, gaps)
	}
}

func TestDrawsOnOneConnection(t *testing.T) {
	path := made(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, x)`, `INSERT INTO t VALUES (1, 'a'), (2, 'b'), (1000000, 'c')`,
		`CREATE TABLE w (k PRIMARY KEY) WITHOUT ROWID`, `INSERT INTO w VALUES (1), (2), (3)`)
	c, err := Open(t.Context(), connectors.Source{URL: path, Redact: connectortest.Redact, Connections: 1, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ds, _ := listed(t, c)
	for _, name := range []string{"t", "w"} {
		if records, _, gaps := drawnFrom(t, c, ds[name], 1); len(records) != 3 || len(gaps) > 0 {
			t.Errorf("%s: %v, gaps %v", name, records, gaps)
		}
	}
}
