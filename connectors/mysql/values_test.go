package mysql

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

func TestCanonicalText(t *testing.T) {
	cases := []struct {
		name, typ, value string // value in SQL
		path, kind       string // "" is v and text
		want             string
	}{
		{"text", "text", "'+1 415 555 0123'", "", "", "'+1 415 555 0123'"},
		{"empty text is not null", "text", "''", "", "", "''"},
		{"null", "text", "null", "", "", "NULL"},
		{"text with quotes, backslashes and line breaks", "text", `'a"b\\c\nd\0e'`, "", "", "'a\"b\\c\nd\x00e'"},
		{"text beyond the first plane", "varchar(20)", "'山😀'", "", "", "'山😀'"},
		{"text in Latin 1", "varchar(20) character set latin1", "'Zoë'", "", "", "'Zoë'"},
		{"text in UTF-16", "varchar(20) character set utf16", "'Zoë'", "", "", "'Zoë'"},
		{"char loses its padding", "char(10)", "'x'", "", "", "'x'"},
		{"text that is compared by bytes", "varchar(10) collate utf8mb4_bin", "'x'", "", "", "'x'"},
		{"enum", "enum('glad', 'so so')", "'so so'", "", "", "'so so'"},
		{"set", "set('a', 'b', 'c')", "'a,c'", "", "", "'a,c'"},
		{"uuid", "uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "", "", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"},
		{"address", "inet6", "'2001:db8::7'", "", "", "'2001:db8::7'"},
		{"small integer", "tinyint", "-7", "", connectors.Integer, "'-7'"},
		{"bigint", "bigint", "14155550123", "", connectors.Integer, "'14155550123'"},
		{"the largest integer", "bigint unsigned", "18446744073709551615", "", connectors.Integer, "'18446744073709551615'"},
		{"integer that is shown with zeros", "int(8) zerofill", "42", "", connectors.Integer, "'42'"},
		{"year", "year", "2026", "", connectors.Integer, "'2026'"},
		{"decimal keeps every digit", "decimal(40, 2)", "12345678901234567890123456789012345678.10", "", connectors.Decimal, "'12345678901234567890123456789012345678.10'"},
		{"double has no exponent", "double", "1.25e21", "", connectors.Float, "'1250000000000000000000'"},
		{"small double has no exponent", "double", "1.5e-7", "", connectors.Float, "'0.00000015'"},
		{"double that holds a number", "double", "14155550123", "", connectors.Float, "'14155550123'"},
		{"float is as short as it is", "float", "0.1", "", connectors.Float, "'0.1'"},
		{"float keeps more digits than the server shows", "float", "1234567", "", connectors.Float, "'1234567'"},
		{"boolean", "boolean", "true", "", connectors.Boolean, "'true'"},
		{"boolean that is false", "boolean", "false", "", connectors.Boolean, "'false'"},
		{"boolean that is something else", "boolean", "7", "", connectors.Boolean, "'7'"},
		{"one bit", "bit(1)", "b'1'", "", connectors.Boolean, "'true'"},
		{"several bits", "bit(40)", "14155550123", "", connectors.Integer, "'14155550123'"},
		{"date", "date", "'2026-11-23'", "", connectors.Date, "'2026-11-23'"},
		{"no date", "date", "'0000-00-00'", "", connectors.Date, "'0000-00-00'"},
		{"time", "time(1)", "'-700:01:02.5'", "", "", "'-700:01:02.5'"},
		{"timestamp is in UTC", "timestamp(3) null", "'2026-11-23 01:02:03.5'", "", connectors.Timestamp, "'2026-11-22T23:02:03.5Z'"},
		{"datetime has no offset", "datetime", "'2026-11-23 01:02:03'", "", connectors.Timestamp, "'2026-11-23T01:02:03'"},
		{"datetime with microseconds", "datetime(6)", "'2026-11-23 01:02:03.000120'", "", connectors.Timestamp, "'2026-11-23T01:02:03.00012'"},
		{"no datetime", "datetime", "'0000-00-00'", "", connectors.Timestamp, "'0000-00-00 00:00:00'"},
		{"blob that holds text", "blob", "'tel +1 415 555 0123'", "", connectors.Bytes, "'tel +1 415 555 0123'"},
		{"blob that does not", "varbinary(9)", `X'00ff'`, "", connectors.Bytes, "'\x00\xff'"},
		{"geometry", "point", "point(1, 2)", "", "", "'POINT(1 2)'"},
		{"generated column", "text as (concat('a', 'b'))", "default", "", "", "'ab'"},
		{"invisible column", "varchar(9) invisible", "'x'", "", "", "'x'"},
		{"JSON text", "json", `'"x"'`, "", "", "'x'"},
		{"JSON null", "json", `'null'`, "", "", "NULL"},
		{"null for a document", "json", `null`, "", "", "NULL"},
		{"nested path", "json", `'{"contact": {"phones": ["a", "b"]}}'`, "v.contact.phones[]", "", "'a' 'b'"},
		{"list of lists", "json", `'[[1, 2], [3]]'`, "v[][]", connectors.Integer, "'1' '2' '3'"},
		{"integer that no float can hold", "json", `'{"n": 12345678901234567890123}'`, "v.n", connectors.Integer, "'12345678901234567890123'"},
		{"JSON exponent", "json", `'{"n": 1.5E3}'`, "v.n", connectors.Float, "'1500'"},
		{"key that is a number", "json", `'{"+1 415 555 0123": {"who": "me"}}'`, "v.{}.who", "", "'me'"},
		{"the key counts", "json", `'{"+1 415 555 0123": {"who": "me"}}'`, "v.{}#key", connectors.Name, "'+1 415 555 0123'"},
		{"text with a document in it is text", "text", `'{"a": 1}'`, "", "", `'{"a": 1}'`},
		{"a document in a column of an odd name", "json", `'{"a": 1}'`, "v.a", connectors.Integer, "'1'"},
	}
	load := []string{"set time_zone = '+02:00', sql_mode = ''"}
	for i, c := range cases {
		load = append(load, fmt.Sprintf("create table t%d (v %s, pad int)", i, c.typ), fmt.Sprintf("insert into t%d (v) values (%s)", i, c.value))
	}
	w := newWorld(t, load...)
	conn := w.open(t)
	found, _ := list(t, conn)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := found[fmt.Sprintf("%s.t%d", w.name, i)]
			o := readDataset(t, conn, d, connectors.Want{})
			o.noGaps(t)
			if len(o.records) != 1 {
				t.Fatalf("%d records, want 1", len(o.records))
			}
			path, kind := c.path, c.kind
			if path == "" {
				path = "v"
			}
			if kind == "" {
				kind = connectors.Text
			}
			if got := o.records[0].show(path); got != c.want {
				t.Errorf("%s is %s, want %s; all: %v", path, got, c.want, o.types)
			}
			if got := o.types[path]; got != kind {
				t.Errorf("%s is of type %s, want %s", path, got, kind)
			}
			if f := d.Fields[0]; f.Type != connectors.JSON && (f.Path != path || f.Type != kind) {
				t.Errorf("declared as %s %s, read as %s %s", f.Path, f.Type, path, kind)
			}
		})
	}
}

func TestHugeValues(t *testing.T) {
	t.Parallel()
	const huge, large = 20 << 20, 10 << 20
	w := newWorld(t, "create table huge (id int primary key, body longtext, doc json, bytes longblob)",
		fmt.Sprintf("insert into huge (id, body) values (1, concat('begin ', repeat('x', %d)))", huge),
		fmt.Sprintf(`insert into huge (id, doc) values (2, concat('{"a": "first", "b": "', repeat('é', %d), '"}'))`, large/2),
		fmt.Sprintf("insert into huge (id, bytes) values (3, repeat('a', %d))", large),
		`insert into huge values (4, 'short', '{"a": "x"}', 'y')`)
	o := read(t, w.open(t), w.name+".huge", connectors.Want{})
	if len(o.records) != 4 {
		t.Fatalf("%d records, want 4", len(o.records))
	}
	if got := o.records[3].show("body") + o.records[3].show("doc.a") + o.records[3].show("bytes"); got != "'short''x''y'" {
		t.Errorf("the record behind the huge ones is %s", got)
	}
	const most = connectors.DefaultMaxValue
	if got := len(*o.records[0]["body"][0]); got != most {
		t.Errorf("%d bytes of text were read, want %d", got, most)
	}
	if got := o.records[1].show("doc.a"); got != "'first'" {
		t.Errorf("what stands before the cut of a document is %s", got)
	}
	if got := len(*o.records[1]["doc.b"][0]); got > most || got < most-64 {
		t.Errorf("%d bytes of the document's long text were read, want about %d", got, most)
	}
	if got := len(*o.records[2]["bytes"][0]); got != most {
		t.Errorf("%d bytes of a blob were read, want %d", got, most)
	}
	gap(t, o.gaps, connectors.Limit, w.name+".huge", "3 values are")
}

func TestCutDocuments(t *testing.T) {
	w := newWorld(t, "create table docs (id int primary key, v json)",
		`insert into docs values (1, concat('{"phones": ["a", "b"], "pad": "', repeat('x', 1048576), '", "late": "gone"}'))`,
		`insert into docs values (2, concat('{"n": [', repeat('1234567, ', 150000), '1]}'))`)
	o := read(t, w.open(t), w.name+".docs", connectors.Want{MaxValue: 100})
	if got := o.records[0].show("v.phones[]"); got != "'a' 'b'" {
		t.Errorf("before the cut: %s", got)
	}
	if got := *o.records[0]["v.pad"][0]; got != strings.Repeat("x", 100) {
		t.Errorf("the long text within has %d bytes, want 100", len(got))
	}
	if got := o.records[0].show("v.late"); got != "" {
		t.Errorf("behind the cut: %s", got)
	}
	for _, n := range o.records[1]["v.n[]"] {
		if *n != "1234567" {
			t.Fatalf("half a number was handed over as %s", *n)
		}
	}
	gap(t, o.gaps, connectors.Limit, w.name+".docs", "2 values are")
}

func TestValuesInOtherCharacterSetsAreNotCutTooEarly(t *testing.T) {
	w := newWorld(t, "create table wide (id int primary key, v mediumtext character set utf16, l mediumtext character set latin1)",
		"insert into wide values (1, repeat('a', 100), repeat('é', 50)), (2, repeat('a', 101), repeat('é', 51))")
	o := read(t, w.open(t), w.name+".wide", connectors.Want{MaxValue: 100})
	if got := o.records[0].show("v") + o.records[0].show("l"); got != "'"+strings.Repeat("a", 100)+"''"+strings.Repeat("é", 50)+"'" {
		t.Errorf("values as long as the limit are %s", got)
	}
	if got := o.records[1].show("v") + o.records[1].show("l"); got != o.records[0].show("v")+o.records[0].show("l") {
		t.Errorf("values longer than the limit are %s", got)
	}
	gap(t, o.gaps, connectors.Limit, "2 values are")
}
