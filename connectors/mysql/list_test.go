package mysql

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
)

func TestKindsOfTables(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table plain (a text)", "insert into plain values ('x')",
		"create table parts (id int, a text) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20))",
		"insert into parts values (1, 'one'), (11, 'eleven'), (12, 'twelve')",
		"create view seen as select * from plain",
		"create table counted (a text) engine MyISAM", "insert into counted values ('m')",
		"create table kept (a int primary key) with system versioning", "insert into kept values (1), (2)", "delete from kept where a = 2",
		"create temporary table passing (a text)", "create sequence numbered",
		"create table one_part (a text) engine MyISAM", "create table merged (a text) engine MERGE union = (one_part)",
		"create table empty (a int primary key)", "create table hollow (a text)")
	c := w.open(t)
	found, gaps := list(t, c)
	if len(gaps) > 0 {
		t.Errorf("gaps while listing: %v", gaps)
	}
	for _, x := range []struct {
		name, kind     string
		derived, optIn bool
		records        int // read
	}{
		{"plain", "table", false, false, 1},
		{"parts", "partitioned_table", false, false, 3},
		{"seen", "view", true, true, 1},
		{"counted", "table", false, false, 1},
		{"kept", "table", false, false, 1},
		{"one_part", "table", false, false, 0},
		{"merged", "table", true, false, 0},
		{"empty", "table", false, false, 0},
		{"hollow", "table", false, false, 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := found[w.name+"."+x.name]
			if d.Kind != x.kind || d.Derived != x.derived || d.OptIn != x.optIn || d.Sub != "" || d.Unit != "row" || d.Comment != "" {
				t.Errorf("listed as %+v", d)
			}
			o := readDataset(t, c, d, connectors.Want{})
			if x.name == "kept" {
				gap(t, o.gaps, connectors.Skipped, "system-versioned")
			} else {
				o.noGaps(t)
			}
			if len(o.records) != x.records {
				t.Errorf("%d records, want %d", len(o.records), x.records)
			}
		})
	}
	if len(found) != 9 {
		t.Errorf("%d datasets, want 9: %v", len(found), found)
	}
	if d := found[w.name+".counted"]; d.Records != 1 || !d.Exact {
		t.Errorf("a table that counts its rows is listed as %+v", d)
	}
}

func TestOddNames(t *testing.T) {
	names := []string{
		"select", "UPPER", "upper", "with space", "quote`d", "apo'strophe", `dou"ble`, `back\slash`, "dot.ted", "日本語", "under_score", "per%cent",
		"x`; drop table victim; -- x", "'; drop table victim; -- x", "?", "%s", "{}", "tab\tbed", "new\nline", "a/b", "#1", "@x", "`", "``",
		strings.Repeat("n", 64), "tables",
	}
	statements := []string{"create table victim (a text)", "insert into victim values ('alive')"}
	for _, n := range names {
		statements = append(statements,
			"create table "+quote(n)+" ("+quote(n)+" varchar(20) primary key, "+quote("2"+n[:min(len(n), 60)])+" json)",
			"insert into "+quote(n)+` values ('a', '{"k": "b"}'), ('b', '{"k": "b"}')`)
	}
	w := named(t, random()+" o`d'd_", statements...)
	c := cutBy(t, connectors.Source{URL: w.reader}, limits{shard: 1, shards: 8, unit: 1, window: 1, count: 10})
	found, gaps := list(t, c)
	if len(gaps) > 0 {
		t.Errorf("gaps while listing: %v", gaps)
	}
	for name, d := range found {
		if name == w.name+".victim" {
			continue
		}
		o := readDataset(t, c, d, connectors.Want{})
		o.noGaps(t)
		if len(o.records) != 2 || len(o.shards) != 2 || o.records[0].show(d.Fields[0].Path) != "'a'" {
			t.Errorf("%q: %d records in %d shards were read", name, len(o.records), len(o.shards))
		} else if o.records[1].show(d.Fields[1].Path+".k") != "'b'" {
			t.Errorf("%q: its document was not read", name)
		}
	}
	if got := read(t, c, w.name+".victim", connectors.Want{}).records; len(got) != 1 || len(found) != len(names)+1 {
		t.Errorf("%d datasets were listed, want %d, and %d records of the victim are left", len(found), len(names)+1, len(got))
	}
}

func TestWideTable(t *testing.T) {
	var columns, values []string
	for i := range 300 {
		columns = append(columns, fmt.Sprintf("c%d text", i))
		values = append(values, fmt.Sprintf("'v%d'", i))
	}
	w := newWorld(t,
		"create table wide (id int primary key, "+strings.Join(columns, ", ")+")",
		"insert into wide values (1, "+strings.Join(values, ", ")+"), (2, "+strings.Join(values, ", ")+")")
	o := read(t, w.open(t), w.name+".wide", connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 2 || len(o.types) != 301 || o.records[1].show("c299") != "'v299'" {
		t.Errorf("the wide table gave %d records of %d fields", len(o.records), len(o.types))
	}
	o = read(t, w.open(t), w.name+".wide", connectors.Want{Fields: []string{"no such field"}})
	if len(o.records) != 2 || len(o.types) != 0 {
		t.Errorf("without a field: %d records of %d fields", len(o.records), len(o.types))
	}
}

func TestLargeTable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table large (id int primary key auto_increment, pad varchar(1000))",
		"insert into large (pad) select repeat('x', 900) from seq_1_to_40000", "analyze table large")
	c := w.open(t)
	o := read(t, c, w.name+".large", connectors.Want{})
	o.noGaps(t)
	if len(o.shards) != 2 {
		t.Errorf("%d shards of 40000 rows, want 2", len(o.shards))
	}
	seen := map[string]bool{}
	for _, r := range o.records {
		seen[r.show("id")] = true
	}
	if len(seen) != 40000 || len(o.records) != 40000 {
		t.Errorf("%d records, %d of them different, want 40000", len(o.records), len(seen))
	}
	if o.biggest > connectors.DefaultMaxBatch {
		t.Errorf("a batch of %d bytes", o.biggest)
	}
	found, _ := list(t, c)
	d := found[w.name+".large"]
	if d.Records < 30000 || d.Records > 50000 || d.Exact || d.Bytes < 30<<20 {
		t.Errorf("listed with %d records (exact: %v) in %d bytes", d.Records, d.Exact, d.Bytes)
	}
	<-time.After(1100 * time.Millisecond) // the server's clock of changes has seconds
	run(t, w.admin, "update large set pad = 'y' where id = 1")
	again, _ := list(t, c)
	if d.Stamp == "" || again[w.name+".large"].Stamp == d.Stamp {
		t.Errorf("the stamp did not change with a row: %q", d.Stamp)
	}
}

func TestNamesAndCommentsThatHoldNumbers(t *testing.T) {
	w := newWorld(t,
		"create table `of 4155550123` (id int primary key, `fax 4155550124` text, b text comment 'or 415-555-0127') comment 'ask 415-555-0126'",
		"insert into `of 4155550123` values (1, 'x', 'y'), (2, 'x', 'y')",
		"create table `of 4155550125` (a text)", "insert into `of 4155550125` values ('z')")
	c := cutBy(t, connectors.Source{URL: w.reader}, limits{shard: 1, shards: 8, unit: 1, window: 1, count: 10})
	found, _ := list(t, c)
	d := found[w.name+".of {}"]
	want := []connectors.Field{{Path: "id", Type: "integer"}, {Path: "fax {}", Type: "text"}, {Path: "b", Type: "text", Comment: "or {}"}}
	if diff := cmp.Diff(want, d.Fields); diff != "" || d.Comment != "ask {}" {
		t.Errorf("fields, -want +got:\n%s; comment %q", diff, d.Comment)
	}
	if _, ok := found[w.name+".of {}~2"]; !ok {
		t.Errorf("the second table of that name is missing: %v", found)
	}
	o := readDataset(t, c, d, connectors.Want{})
	o.noGaps(t)
	for path, want := range map[string]string{
		"{name}": "'" + w.name + ".of 4155550123'", "fax {}#key": "'fax 4155550124'", "{comment}": "'ask 415-555-0126'", "b#comment": "'or 415-555-0127'",
		"fax {}": "'x'", "b": "'y'",
	} {
		if got := o.records[0].show(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if len(o.records[1]) != 3 || len(o.shards) != 2 {
		t.Errorf("names count once, but the second record of %d shards has %v", len(o.shards), o.records[1])
	}
}

func TestEveryDatabase(t *testing.T) {
	one := newWorld(t, "create table here (a text)", "insert into here values ('one')")
	two := newWorld(t, "create table there (a text)", "insert into there values ('two')")
	c := opened(t, connectors.Source{URL: on(t, env(t, "DIALMAP_TEST_MYSQL_RO"), "")})
	subs := map[string]connectors.Dataset{}
	for d, err := range c.Datasets(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		subs[d.Sub+" "+d.Name] = d
		if d.Sub == "mysql" || d.Sub == "sys" || d.Sub == "information_schema" {
			t.Errorf("%s is the server's own", d.Sub)
		}
	}
	if _, ok := subs[two.name+" "+two.name+".there"]; !ok {
		t.Errorf("found %v", subs)
	}
	o := readDataset(t, c, subs[one.name+" "+one.name+".here"], connectors.Want{})
	o.noGaps(t)
	if len(o.records) != 1 || o.records[0].show("a") != "'one'" {
		t.Errorf("%d records of the first database", len(o.records))
	}
}
