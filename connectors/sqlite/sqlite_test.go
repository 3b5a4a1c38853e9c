package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// made is a database file with these statements run in it.
func made(t testing.TB, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	if err := create(t, path, statements...).Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// listed is all datasets by name, and the gaps.
func listed(t testing.TB, c connectors.Connector) (map[string]connectors.Dataset, []*connectors.Error) {
	t.Helper()
	ds := map[string]connectors.Dataset{}
	var gaps []*connectors.Error
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			gaps = append(gaps, asError(t, err))
			continue
		}
		ds[d.Name] = d
	}
	return ds, gaps
}

func asError(t testing.TB, err error) *connectors.Error {
	t.Helper()
	var e *connectors.Error
	if !errors.As(err, &e) {
		t.Fatalf("not a *connectors.Error: %v", err)
	}
	if e.Text == "" || e.Reason == "" {
		t.Errorf("an error without text or reason: %+v", e)
	}
	return e
}

// contents reads a dataset: each record as path=value, in order.
func contents(t testing.TB, c connectors.Connector, d connectors.Dataset, w connectors.Want) (records [][]string, gaps []*connectors.Error) {
	t.Helper()
	for s, err := range c.Shards(t.Context(), d) {
		if err != nil {
			gaps = append(gaps, asError(t, err))
			continue
		}
		for b, err := range c.Read(t.Context(), s, w) {
			if err != nil {
				gaps = append(gaps, asError(t, err))
				continue
			}
			if err := connectortest.Check(b); err != nil {
				t.Fatal(err)
			}
			records = append(records, rows(b)...)
		}
	}
	return records, gaps
}

func rows(b *connectors.Batch) [][]string {
	list := make([][]string, b.Rows)
	for i := range b.Cols {
		col := &b.Cols[i]
		for j := range col.Len() {
			v, f := col.Value(j)
			text := string(v)
			switch {
			case f&connectors.Null != 0:
				text = "NULL"
			case f&connectors.Cut != 0:
				text += "..."
			}
			r := col.Row[j]
			list[r] = append(list[r], col.Field.Path+"="+text)
		}
	}
	for _, r := range list {
		slices.Sort(r)
	}
	return list
}

func equal(t testing.TB, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestPath(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"an absolute URL", "sqlite:///var/lib/a.db", "/var/lib/a.db"},
		{"a relative URL", "sqlite:data/a.db", "data/a.db"},
		{"a relative URL with two slashes", "sqlite://data/a.db", "data/a.db"},
		{"an escaped URL", "sqlite:///a%20b%25.db", "/a b%.db"},
		{"an upper case scheme", "SQLite:a.db", "a.db"},
		{"a plain path is not unescaped", "./a%20b?.db", "./a%20b?.db"},
		{"a URL with parameters", "sqlite:a.db?mode=rw", ""},
		{"a URL with a bad escape", "sqlite:a%zz.db", ""},
		{"no path", "sqlite://", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Path(c.source)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestOpenSaysWhatIsWrongAndWhatHelps(t *testing.T) {
	dir := t.TempDir()
	random := make([]byte, 8192)
	for i := range random {
		random[i] = byte(rand.Uint32())
	}
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name, path string
		reason     connectors.Reason
		says       string
	}{
		{"no such file", filepath.Join(dir, "none.db"), connectors.Unreachable, "check the path"},
		{"a directory", dir, connectors.Unsupported, "not a regular file"},
		{"a text file", file("text.db", []byte(strings.Repeat("name,phone\n", 500))), connectors.Malformed, "not a SQLite database"},
		{"a few bytes", file("short.db", []byte("SQLite format 3\x00")), connectors.Malformed, "not a SQLite database"},
		{"an encrypted database", file("encrypted.db", random), connectors.Encrypted, "decrypted copy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(t.Context(), connectors.Source{URL: c.path, Redact: connectortest.Redact})
			e := asError(t, err)
			if e.Reason != c.reason || !strings.Contains(e.Text, c.says) {
				t.Errorf("got %s: %s", e.Reason, e.Text)
			}
			if strings.Contains(err.Error(), dir) {
				t.Errorf("%q holds the path", err)
			}
		})
	}
	t.Run("an empty file holds no table, which is said", func(t *testing.T) {
		c := opened(t, file("empty.db", nil), connectortest.Redact)
		defer c.Close()
		ds, gaps := listed(t, c)
		if len(ds) != 0 || len(gaps) != 1 || gaps[0].Reason != connectors.Malformed || !strings.Contains(gaps[0].Text, "empty") {
			t.Errorf("got %v, %v", ds, gaps)
		}
	})
	t.Run("a database without tables has no gap", func(t *testing.T) {
		c := opened(t, made(t, `CREATE TABLE t (x)`, `DROP TABLE t`), connectortest.Redact)
		defer c.Close()
		if ds, gaps := listed(t, c); len(ds) != 0 || len(gaps) != 0 {
			t.Errorf("got %v, %v", ds, gaps)
		}
	})
}

func TestEachValueDecidesItsType(t *testing.T) {
	c := opened(t, made(t,
		`CREATE TABLE t (n NUMERIC, i INTEGER, r REAL, x, b BLOB, s TEXT, d DATETIME)`,
		`INSERT INTO t VALUES (4155550123, 'call +1 415 555 0123', 4155550123, 1e21, x'00ff', 'a'||char(0)||'b', '2026-11-23 10:00:00')`,
		`INSERT INTO t VALUES ('0171 3920001', -9223372036854775808, 1.5e-7, 'text', 'text', '', 1763892000)`,
		`INSERT INTO t VALUES (NULL, 9007199254740993, -0.1, x'', NULL, NULL, NULL)`,
	), connectortest.Redact)
	defer c.Close()
	ds, gaps := listed(t, c)
	got, more := contents(t, c, ds["t"], connectors.Want{})
	equal(t, got, [][]string{
		{"b=\x00\xff", "d=2026-11-23 10:00:00", "i=call +1 415 555 0123", "n=4155550123", "r=4155550123", "s=a\x00b", "x=1000000000000000000000"},
		{"b=text", "d=1763892000", "i=-9223372036854775808", "n=0171 3920001", "r=0.00000015", "s=", "x=text"},
		{"b=NULL", "d=NULL", "i=9007199254740993", "n=NULL", "r=-0.1", "s=NULL", "x="},
	})
	if len(gaps)+len(more) != 0 {
		t.Errorf("gaps: %v %v", gaps, more)
	}
	types := map[string]string{}
	for _, f := range ds["t"].Fields {
		types[f.Path] = f.Type
	}
	equal(t, types, map[string]string{"n": "decimal", "i": "integer", "r": "float", "x": "mixed", "b": "bytes", "s": "text", "d": "timestamp"})
}

func TestColumnsDeclaredJSONAreOpenedUp(t *testing.T) {
	c := opened(t, made(t,
		`CREATE TABLE t (j JSON, b JSONB, s TEXT)`,
		`INSERT INTO t VALUES ('{"phones":["+1 415 555 0123",null],"n":12345678901234567890,"f":1e3,"ok":true,"deep":{"a":[[1]]}}', jsonb('{"tel":"+44 20 7946 0001"}'), '{"a":1}')`,
		`INSERT INTO t VALUES ('no json', '{unquoted: ''+49 171 3920001''}', '[]')`,
		`INSERT INTO t VALUES (NULL, 415, 'null')`,
		`INSERT INTO t VALUES ('"text"', x'ff00', NULL)`,
		`INSERT INTO t VALUES ('{"+1 415 555 0123":{"x":1}}', '[]', NULL)`,
	), connectortest.Redact)
	defer c.Close()
	ds, _ := listed(t, c)
	got, gaps := contents(t, c, ds["t"], connectors.Want{})
	equal(t, got, [][]string{
		{"b.tel=+44 20 7946 0001", "j.deep.a[][]=1", "j.f=1000", "j.n=12345678901234567890", "j.ok=true", "j.phones[]=+1 415 555 0123", "j.phones[]=NULL", `s={"a":1}`},
		{"b.unquoted=+49 171 3920001", "j=no json", "s=[]"},
		{"b=415", "j=NULL", "s=null"},
		{"b=\xff\x00", "j=text", "s=NULL"},
		{"j.{}#key=+1 415 555 0123", "j.{}.x=1", "s=NULL"},
	})
	if len(gaps) != 0 {
		t.Errorf("gaps: %v", gaps)
	}
	got, _ = contents(t, c, ds["t"], connectors.Want{Fields: []string{"j.phones[]", "b"}})
	equal(t, got[:3], [][]string{{"j.phones[]=+1 415 555 0123", "j.phones[]=NULL"}, nil, {"b=415"}})
}

func TestOddTables(t *testing.T) {
	const phone = "+1 415 555 0123"
	for _, c := range []struct {
		name   string
		make   []string
		tables []string // name kind unit-less summary
		read   string
		want   [][]string
	}{
		{"odd and reserved names", []string{
			`CREATE TABLE "select" ("a""b" TEXT, "order" TEXT, "[x]" TEXT, "日本" TEXT, "" TEXT)`,
			`INSERT INTO "select" VALUES ('1', '2', '3', '4', '5')`,
		}, []string{"select table"}, "select", [][]string{{`""=5`, "[x]=3", `a"b=1`, "order=2", "日本=4"}}},
		{"columns called like the row number", []string{
			`CREATE TABLE t (rowid TEXT, oid TEXT, _rowid_ TEXT)`, `INSERT INTO t VALUES ('a', 'b', 'c')`,
		}, []string{"t table"}, "t", [][]string{{"_rowid_=c", "oid=b", "rowid=a"}}},
		{"one column called rowid", []string{
			`CREATE TABLE t (ROWID TEXT)`, `INSERT INTO t VALUES ('b'), ('a')`,
		}, []string{"t table"}, "t", [][]string{{"ROWID=b"}, {"ROWID=a"}}},
		{"generated columns", []string{
			`CREATE TABLE t (cc TEXT, n TEXT, tel TEXT AS (cc || n), stored TEXT AS (n || '!') STORED)`,
			`INSERT INTO t VALUES ('+1 415 ', '555 0123')`,
		}, []string{"t table"}, "t", [][]string{{"cc=+1 415 ", "n=555 0123", "stored=555 0123!", "tel=" + phone}}},
		{"a table without row numbers", []string{
			`CREATE TABLE t (k TEXT PRIMARY KEY, v) WITHOUT ROWID`, `INSERT INTO t VALUES ('b', 1), ('a', 2)`,
		}, []string{"t table"}, "t", [][]string{{"k=a", "v=2"}, {"k=b", "v=1"}}},
		{"a strict table", []string{
			`CREATE TABLE t (a ANY, i INT) STRICT`, `INSERT INTO t VALUES ('x', 4)`,
		}, []string{"t table"}, "t", [][]string{{"a=x", "i=4"}}},
		{"a view is derived and asked for", []string{
			`CREATE TABLE t (x)`, `INSERT INTO t VALUES ('y')`, `CREATE VIEW v (z) AS SELECT x || '!' FROM t`,
		}, []string{"t table", "v view derived opt-in"}, "v", [][]string{{"z=y!"}}},
		{"a full-text table keeps its shadows to itself", []string{
			`CREATE VIRTUAL TABLE f USING fts5(name, tel)`, `INSERT INTO f VALUES ('Ada', '` + phone + `')`,
		}, []string{"f table", "f_config gap skipped", "f_content gap skipped", "f_data gap skipped", "f_docsize gap skipped", "f_idx gap skipped"}, "f", [][]string{{"name=Ada", "tel=" + phone}}},
		{"a full-text index over another table is derived", []string{
			`CREATE TABLE t (tel)`, `INSERT INTO t VALUES ('` + phone + `')`,
			`CREATE VIRTUAL TABLE f USING fts5(tel, content='t')`,
		}, []string{"f table derived", "f_config gap skipped", "f_data gap skipped", "f_docsize gap skipped", "f_idx gap skipped", "t table"}, "f", [][]string{{"tel=" + phone}}},
		{"a full-text index without content is a gap", []string{
			`CREATE VIRTUAL TABLE f USING fts5(tel, content='')`,
		}, []string{"f gap unsupported", "f_config gap skipped", "f_data gap skipped", "f_docsize gap skipped", "f_idx gap skipped"}, "", nil},
		{"an R-tree", []string{
			`CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)`, `INSERT INTO r VALUES (1, 1.5, 2)`,
		}, []string{"r table", "r_node gap skipped", "r_parent gap skipped", "r_rowid gap skipped"}, "r", [][]string{{"id=1", "x0=1.5", "x1=2"}}},
		{"statistics with samples of values", []string{
			`CREATE TABLE t (x)`, `CREATE INDEX i ON t (x)`, `INSERT INTO t VALUES ('` + phone + `')`, `ANALYZE`,
		}, []string{"sqlite_stat4 gap skipped", "t table"}, "t", [][]string{{"x=" + phone}}},
		{"names that hold numbers", []string{
			`CREATE TABLE "calls 415-555-0123" ("tel 415-555-0199" TEXT, "tel 415-555-0198" INT)`,
			`CREATE TABLE "calls 415-555-0124" (x)`,
			`INSERT INTO "calls 415-555-0123" VALUES ('a', 1), ('b', 2)`,
		}, []string{"calls {} table", "calls {}#2 table"}, "calls {}", [][]string{
			{"tel {}#key=tel 415-555-0198", "tel {}#key=tel 415-555-0199", "tel {}=1", "tel {}=a", "{name}=calls 415-555-0123"}, {"tel {}=2", "tel {}=b"},
		}},
		{"a table without rows", []string{`CREATE TABLE "t 415-555-0123" (x)`}, []string{"t {} table"}, "t {}", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := opened(t, made(t, c.make...), connectortest.Redact)
			defer conn.Close()
			ds, gaps := listed(t, conn)
			var got []string
			for name, d := range ds {
				s := name + " " + d.Kind
				if d.Derived {
					s += " derived"
				}
				if d.OptIn {
					s += " opt-in"
				}
				got = append(got, s)
			}
			for _, g := range gaps {
				got = append(got, g.Part.Dataset+" gap "+string(g.Reason))
			}
			slices.Sort(got)
			equal(t, got, c.tables)
			if c.read == "" {
				return
			}
			records, gaps := contents(t, conn, ds[c.read], connectors.Want{})
			equal(t, records, c.want)
			if len(gaps) != 0 {
				t.Errorf("gaps: %v", gaps)
			}
			if d := ds[c.read]; d.Kind == "table" && (d.Records != int64(len(c.want)) || !d.Exact || d.Bytes <= 0) {
				t.Errorf("%d records, %d bytes, exact %v; want %d", d.Records, d.Bytes, d.Exact, len(c.want))
			}
		})
	}
}

func TestQueriesThatCannotRunAreGaps(t *testing.T) {
	c := opened(t, made(t,
		`CREATE TABLE t (x)`, `INSERT INTO t VALUES (1)`,
		`CREATE TABLE gone (x)`, `CREATE VIEW lost AS SELECT * FROM gone`, `DROP TABLE gone`,
		`CREATE VIEW slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0`,
	), connectortest.Redact).(*Connector)
	defer c.Close()
	c.timeout = 50 * time.Millisecond
	ds, gaps := listed(t, c)
	if len(ds) != 3 || len(gaps) != 1 || gaps[0].Part.Dataset != "lost" || gaps[0].Reason != connectors.Unsupported {
		t.Errorf("listed %d, gaps %v", len(ds), gaps)
	}
	if _, gaps := contents(t, c, ds["slow"], connectors.Want{}); len(gaps) != 1 || gaps[0].Reason != connectors.Timeout {
		t.Errorf("an endless view: %v", gaps)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for s := range c.Shards(t.Context(), ds["t"]) {
		for _, err := range c.Read(ctx, s, connectors.Want{}) {
			if e := asError(t, err); e.Reason != connectors.Interrupted {
				t.Errorf("cancelled: %v", e)
			}
		}
	}
}

// small makes limits so low that little data is much.
func small(t testing.TB, path string) *Connector {
	t.Helper()
	l := defaultLimits
	l.count, l.rows = 2000, 100
	c, err := open(t.Context(), connectors.Source{Redact: connectortest.Redact}, path, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// cut is the shards of a dataset: their expected rows.
func cut(t testing.TB, c *Connector, d connectors.Dataset) (rows []int64) {
	t.Helper()
	for s, err := range c.Shards(t.Context(), d) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, s.Records)
	}
	return rows
}

func TestShardsHaveTheSameNumberOfRowsWhateverTheHoles(t *testing.T) {
	c := small(t, made(t,
		`CREATE TABLE t (id INTEGER PRIMARY KEY, x)`,
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 240) INSERT INTO t SELECT i * i, i FROM n`,
		fmt.Sprintf(`INSERT INTO t VALUES (%d, 'last'), (%d, 'first')`, math.MaxInt64, math.MinInt64),
	))
	ds, _ := listed(t, c)
	equal(t, cut(t, c, ds["t"]), []int64{100, 100, 43})
	records, gaps := contents(t, c, ds["t"], connectors.Want{Fields: []string{"x"}})
	if len(records) != 243 || len(gaps) != 0 || records[0][0] != "x=first" || records[242][0] != "x=last" {
		t.Errorf("%d records, %v", len(records), gaps)
	}
}

func TestABigTableIsCutWithoutReadingIt(t *testing.T) {
	c := small(t, made(t,
		`CREATE TABLE t (id INTEGER PRIMARY KEY, x)`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT i, i FROM n`,
		`DELETE FROM t WHERE id BETWEEN 1001 AND 1500`,
		`CREATE TABLE sparse (id INTEGER PRIMARY KEY, x)`,
		fmt.Sprintf(`INSERT INTO sparse SELECT id << 50, x FROM t UNION ALL SELECT %d, 'first'`, math.MinInt64),
	))
	ds, _ := listed(t, c)
	for name, want := range map[string]struct{ guess, rows, shards int }{
		"t":      {3000, 2500, 25}, // the hole is jumped over
		"sparse": {-1, 2501, 26},   // equal widths would put all rows in a few shards: it is walked
	} {
		d := ds[name]
		if d.Exact || d.Records != int64(want.guess) {
			t.Errorf("%s: %d records, exact %v", name, d.Records, d.Exact)
		}
		if n := len(cut(t, c, d)); n != want.shards {
			t.Errorf("%s: %d shards, want %d", name, n, want.shards)
		}
		records, gaps := contents(t, c, d, connectors.Want{})
		if len(records) != want.rows || len(gaps) != 0 {
			t.Errorf("%s: %d rows, %v", name, len(records), gaps)
		}
	}
}

func TestHugeValuesAreCutInSQL(t *testing.T) {
	for _, encoding := range []string{"UTF-8", "UTF-16le"} {
		t.Run(encoding, func(t *testing.T) {
			c := opened(t, made(t, `PRAGMA encoding = '`+encoding+`'`,
				`CREATE TABLE t (s TEXT, b BLOB, z TEXT, j JSON)`,
				`INSERT INTO t VALUES (replace(hex(zeroblob(50000)), '0', 'é'), zeroblob(5000000), 'x'||char(0)||hex(zeroblob(2000)), '{"a":"'||hex(zeroblob(2000))||'"}')`,
				`INSERT INTO t VALUES ('short', x'01', 'short', '{"a":1}')`,
			), connectortest.Redact)
			defer c.Close()
			ds, _ := listed(t, c)
			records, gaps := contents(t, c, ds["t"], connectors.Want{MaxValue: 1001})
			if len(gaps) != 1 || gaps[0].Reason != connectors.Limit || !strings.Contains(gaps[0].Text, "4 values") {
				t.Errorf("gaps: %v", gaps)
			}
			equal(t, records, [][]string{{
				"b=" + strings.Repeat("\x00", 1001) + "...",
				`j={"a":"` + strings.Repeat("0", 995) + "...",
				"s=" + strings.Repeat("é", 500) + "...",
				"z=x\x00" + strings.Repeat("0", 999) + "...",
			}, {"b=\x01", "j.a=1", "s=short", "z=short"}})
		})
	}
}

func TestDamageIsAGapAndTheRestIsRead(t *testing.T) {
	path := made(t, `PRAGMA page_size = 4096`,
		`CREATE TABLE a (x)`, `CREATE TABLE b (x)`, `INSERT INTO a VALUES ('first')`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO a SELECT hex(zeroblob(50)) FROM n`,
		`INSERT INTO a VALUES ('last')`, `INSERT INTO b VALUES ('whole')`)
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
	c := opened(t, path, connectortest.Redact)
	defer c.Close()
	ds, gaps := listed(t, c)
	for _, g := range gaps {
		if g.Reason != connectors.Malformed || g.Part.Dataset != "a" {
			t.Errorf("unexpected gap: %v", g)
		}
	}
	records, gaps := contents(t, c, ds["a"], connectors.Want{})
	if !slices.Equal(records[0], []string{"x=first"}) || !slices.ContainsFunc(records, func(r []string) bool { return r[0] == "x=last" }) {
		t.Error("what lies before or behind the damage was not read")
	}
	if len(records) < 1900 || len(records) >= 2002 || len(gaps) != 1 || gaps[0].Reason != connectors.Malformed {
		t.Errorf("%d records, %v", len(records), gaps)
	}
	if records, gaps := contents(t, c, ds["b"], connectors.Want{}); len(records) != 1 || len(gaps) != 0 {
		t.Errorf("the other table: %v, %v", records, gaps)
	}
}

func TestAsManyColumnsAsSQLiteHas(t *testing.T) {
	for _, n := range []int{maxMeasured, maxMeasured + 1, 2000} {
		var names, values []string
		for i := range n {
			names = append(names, fmt.Sprint("c", i))
			values = append(values, fmt.Sprint(i))
		}
		values[n-1] = "hex(zeroblob(1000))"
		c := opened(t, made(t, `CREATE TABLE t (`+strings.Join(names, ", ")+`)`, `INSERT INTO t VALUES (`+strings.Join(values, ", ")+`)`), connectortest.Redact)
		defer c.Close()
		ds, _ := listed(t, c)
		records, gaps := contents(t, c, ds["t"], connectors.Want{MaxValue: 10})
		want := fmt.Sprintf("c%d=0000000000...", n-1)
		if n > 1000 { // beyond, paths are shared, which is a gap too
			want = "{}=0000000000..."
			gaps = gaps[:1]
		}
		if len(records) != 1 || len(records[0]) != n || !slices.Contains(records[0], want) || !slices.Contains(records[0], "c7=7") {
			t.Errorf("%d columns: %d records, %v", n, len(records), gaps)
		}
		if len(gaps) != 1 || gaps[0].Reason != connectors.Limit {
			t.Errorf("%d columns: gaps %v", n, gaps)
		}
		if records, _ := contents(t, c, ds["t"], connectors.Want{Fields: []string{"none"}}); len(records) != 1 || len(records[0]) != 0 {
			t.Errorf("no column wanted: %v", records)
		}
	}
}

// Whatever bytes of a file are damaged: nothing crashes, nothing hangs, and
// what went wrong is said in our words.
func TestAnyDamageIsSurvived(t *testing.T) {
	path := made(t, `PRAGMA page_size = 512`, `CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, j JSON)`, `CREATE INDEX i ON t (x)`,
		`CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID`, `CREATE VIRTUAL TABLE f USING fts5(x)`, `CREATE VIEW v AS SELECT x FROM t`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) INSERT INTO t SELECT i, hex(zeroblob(i * 7)), '{"a":[1]}' FROM n`,
		`INSERT INTO w SELECT x, id FROM t`, `INSERT INTO f SELECT x FROM t LIMIT 5`)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		content := slices.Clone(whole)
		for range 1 + random.IntN(20) {
			content[random.IntN(len(content))] = byte(random.Uint32())
		}
		if random.IntN(4) == 0 {
			content = content[:random.IntN(len(content))]
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Open(t.Context(), connectors.Source{URL: path, Redact: connectortest.Redact, Timeout: 5 * time.Second})
		if err != nil {
			asError(t, err)
			continue
		}
		ds, _ := listed(t, c)
		for _, d := range ds {
			contents(t, c, d, connectors.Want{})
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}
