package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
)

func TestKindsOfRelations(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table plain (a text)", "insert into plain values ('x')",
		"create table parent (id int, a text) partition by range (id)",
		"create table leaf1 partition of parent for values from (0) to (10)",
		"create table leaf2 partition of parent for values from (10) to (20)",
		"insert into parent values (1, 'one'), (11, 'eleven'), (12, 'twelve')",
		"create table base (a text)", "create table heir (b text) inherits (base)",
		"insert into base values ('base')", "insert into heir values ('heir', 'b')",
		"create view seen as select * from plain",
		"create materialized view kept as select * from plain",
		"create materialized view hollow as select * from plain with no data",
		"create extension file_fdw", "create server files foreign data wrapper file_fdw",
		`create foreign table far (line text) server files options (filename '/etc/passwd', delimiter E'\x01')`,
		"create unlogged table unlogged_one (a text)", "insert into unlogged_one values ('u')",
		"create temporary table passing (a text)",
		"create table empty (a text)")
	c := open(t, w.reader)
	found, gaps := list(t, c)
	if len(gaps) > 0 {
		t.Errorf("gaps while listing: %v", gaps)
	}
	for _, x := range []struct {
		name, kind     string
		derived, optIn bool
		records        int // read
	}{
		{"public.plain", "table", false, false, 1},
		{"public.parent", "partitioned_table", false, false, 3},
		{"public.base", "table", false, false, 1},
		{"public.heir", "table", false, false, 1},
		{"public.seen", "view", true, true, 1},
		{"public.kept", "materialized_view", true, false, 1},
		{"public.hollow", "materialized_view", true, false, 0},
		{"public.far", "foreign_table", true, true, -1},
		{"public.unlogged_one", "table", false, false, 1},
		{"public.empty", "table", false, false, 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := found[x.name]
			if d.Kind != x.kind || d.Derived != x.derived || d.OptIn != x.optIn || d.Sub != "" || d.Unit != "row" {
				t.Errorf("listed as %+v", d)
			}
			o := read(t, c, x.name, connectors.Want{})
			if x.name == "public.hollow" {
				gap(t, o.gaps, connectors.Skipped, "REFRESH")
			} else if x.name != "public.far" { // its first bytes may be anything
				o.noGaps(t)
			}
			if x.records >= 0 && len(o.records) != x.records {
				t.Errorf("%d records, want %d", len(o.records), x.records)
			}
		})
	}
	if len(found) != 10 {
		t.Errorf("%d datasets, want 10: %v", len(found), found)
	}
	if d := found["public.empty"]; d.Records != 0 || !d.Exact || d.Bytes != 0 {
		t.Errorf("an empty table is listed as %+v", d)
	}
}

func TestOddNames(t *testing.T) {
	names := []string{
		"select", "UPPER", "with space", `quote"d`, "apo'strophe", `back\slash`, "dot.ted", "日本語", "emoji 😀",
		`x"; drop table victim; --`, `'; drop table victim; --`, "$1", "%s", "{}", "tab\tbed", "new\nline",
		strings.Repeat("n", 63), "pg_class",
	}
	statements := []string{"create table victim (a text)", "insert into victim values ('alive')"}
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	for i, n := range names {
		table := quote(fmt.Sprintf("s%d %.50s", i, n)) + "." + quote(n)
		statements = append(statements,
			"create schema "+quote(fmt.Sprintf("s%d %.50s", i, n)),
			"create table "+table+" ("+quote(n)+" text, "+quote("2"+n[:min(len(n), 60)])+" jsonb)",
			"insert into "+table+` values ('a', '{"k": "b"}')`)
	}
	w := newWorld(t, statements...)
	c := open(t, w.reader)
	found, gaps := list(t, c)
	if len(gaps) > 0 {
		t.Errorf("gaps while listing: %v", gaps)
	}
	for name, d := range found {
		if name == "public.victim" {
			continue
		}
		o := readDataset(t, c, d, connectors.Want{})
		o.noGaps(t)
		if len(o.records) != 1 || o.records[0].show(d.Fields[0].Path) != "'a'" {
			t.Errorf("%q: %d records were read", name, len(o.records))
		}
		if o.records[0].show(d.Fields[1].Path+".k") != "'b'" {
			t.Errorf("%q: its document was not read", name)
		}
	}
	if got := read(t, c, "public.victim", connectors.Want{}).records; len(got) != 1 || len(found) < len(names) {
		t.Errorf("%d datasets were listed and %d records of the victim are left", len(found), len(got))
	}
}

func TestWideAndNarrowTables(t *testing.T) {
	var columns, values []string
	for i := range 300 {
		columns = append(columns, fmt.Sprintf("c%d text", i))
		values = append(values, fmt.Sprintf("'v%d'", i))
	}
	w := newWorld(t,
		"create table wide ("+strings.Join(columns, ", ")+")",
		"insert into wide values ("+strings.Join(values, ", ")+"), ("+strings.Join(values, ", ")+")",
		"create table narrow ()", "insert into narrow default values", "insert into narrow default values",
		"create table dropped (a text, b text)", "insert into dropped values ('a', 'b')", "alter table dropped drop column a")
	c := open(t, w.reader)
	o := read(t, c, "public.wide", connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 2 || len(o.types) != 300 || o.records[1].show("c299") != "'v299'" {
		t.Errorf("the wide table gave %d records of %d fields", len(o.records), len(o.types))
	}
	o = read(t, c, "public.narrow", connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 2 || len(o.types) != 0 {
		t.Errorf("the table without columns gave %d records of %d fields, want 2 of 0", len(o.records), len(o.types))
	}
	o = read(t, c, "public.dropped", connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 1 || o.records[0].show("b") != "'b'" || len(o.types) != 1 {
		t.Errorf("the table with a dropped column gave %v", o.types)
	}
}

func TestLargeTableIsCutByBlocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table large (id int, pad text)", "alter table large alter pad set storage plain",
		"insert into large select g, repeat('x', 7000) from generate_series(1, 10000) g", "analyze large")
	c := open(t, w.reader)
	o := read(t, c, "public.large", connectors.Want{})
	o.noGaps(t)
	if o.shards != 3 {
		t.Errorf("%d shards of 80 MB, want 3", o.shards)
	}
	seen := map[string]bool{}
	for _, r := range o.records {
		seen[r.show("id")] = true
	}
	if len(seen) != 10000 || len(o.records) != 10000 {
		t.Errorf("%d records, %d of them different, want 10000", len(o.records), len(seen))
	}
	if o.biggest > connectors.DefaultMaxBatch {
		t.Errorf("a batch of %d bytes", o.biggest)
	}
	found, _ := list(t, c)
	d := found["public.large"]
	if d.Records < 9000 || d.Records > 11000 || d.Exact || d.Bytes < 70<<20 {
		t.Errorf("listed with %d records (exact: %v) in %d bytes", d.Records, d.Exact, d.Bytes)
	}
	var records int64
	for s, err := range c.Shards(context.Background(), d) {
		if err != nil {
			t.Fatal(err)
		}
		records += s.Records
	}
	if records != d.Records {
		t.Errorf("shards expect %d records together, the dataset %d", records, d.Records)
	}
	run(t, w.admin, "update large set pad = 'y' where id = 1")
	stamp := d.Stamp
	for range 50 { // the server counts a little later
		again, _ := list(t, c)
		if stamp = again["public.large"].Stamp; stamp != d.Stamp {
			break
		}
		<-time.After(100 * time.Millisecond)
	}
	if stamp == d.Stamp || d.Stamp == "" {
		t.Error("the stamp did not change with a row")
	}
}

func TestNamesAndCommentsThatHoldNumbers(t *testing.T) {
	w := newWorld(t,
		`create table "of 4155550123" ("fax 4155550124" text, b text)`, `insert into "of 4155550123" values ('x', 'y'), ('x', 'y')`,
		`create table "of 4155550125" (a text)`, `insert into "of 4155550125" values ('z')`,
		`comment on table "of 4155550123" is 'ask 415-555-0126'`,
		`comment on column "of 4155550123".b is 'or 415-555-0127'`)
	c := open(t, w.reader)
	found, _ := list(t, c)
	d := found["public.of {}"]
	want := []connectors.Field{{Path: "fax {}", Type: "text"}, {Path: "b", Type: "text", Comment: "or {}"}}
	if diff := cmp.Diff(want, d.Fields); diff != "" || d.Comment != "ask {}" {
		t.Errorf("fields, -want +got:\n%s; comment %q", diff, d.Comment)
	}
	if _, ok := found["public.of {}~2"]; !ok {
		t.Errorf("the second table of that name is missing: %v", found)
	}
	o := readDataset(t, c, d, connectors.Want{})
	o.noGaps(t)
	for path, want := range map[string]string{
		"{name}": "'public.of 4155550123'", "fax {}#key": "'fax 4155550124'", "{comment}": "'ask 415-555-0126'", "b#comment": "'or 415-555-0127'",
		"fax {}": "'x'", "b": "'y'",
	} {
		if got := o.records[0].show(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if len(o.records[1]) != 2 {
		t.Errorf("names count once, but the second record has %v", o.records[1])
	}
}

func TestEveryDatabase(t *testing.T) {
	one := newWorld(t, "create table here (a text)", "insert into here values ('one')", "select lo_create(0)")
	two := newWorld(t, "create table there (a text)", "insert into there values ('two')")
	shut := newWorld(t, "create table closed (a text)")
	run(t, shut.admin, "revoke connect on database "+shut.name+" from public")
	c := open(t, on(t, env(t, "DIALMAP_TEST_POSTGRES_RO"), ""))
	subs := map[string]string{}
	var gaps []*connectors.Error
	var first connectors.Dataset
	for d, err := range c.Datasets(context.Background()) {
		if err != nil {
			gaps = append(gaps, asError(t, err))
			continue
		}
		subs[d.Sub+" "+d.Name] = d.Kind
		if d.Sub == one.name {
			first = d
		}
	}
	if subs[one.name+" public.here"] != "table" || subs[two.name+" public.there"] != "table" {
		t.Errorf("found %v", subs)
	}
	gap(t, gaps, connectors.Denied, shut.name, "GRANT CONNECT")
	gap(t, gaps, connectors.Unsupported, one.name, "1 large objects")
	o := readDataset(t, c, first, connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 1 || o.records[0].show("a") != "'one'" {
		t.Errorf("%d records of the first database", len(o.records))
	}
}
