package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

func TestCanonicalText(t *testing.T) {
	w := newWorld(t,
		"create extension hstore", "create extension citext", "create schema odd",
		"create domain tel as text", "create domain tels as tel[]", "create type mood as enum ('glad', 'so so')",
		"create type pair as (a text, b int)", "create type tree as (id int, kids pair[])")
	cases := []struct {
		name, typ, value string // value in SQL
		path, kind       string // "" is v and text
		want             string
	}{
		{"text", "text", "'+1 415 555 0123'", "", "", "'+1 415 555 0123'"},
		{"empty text is not null", "text", "''", "", "", "''"},
		{"null", "text", "null", "", "", "NULL"},
		{"text with quotes, backslashes and line breaks", "text", `E'a"b\\c\nd'`, "", "", "'a\"b\\c\nd'"},
		{"varchar", "varchar(20)", "'x'", "", "", "'x'"},
		{"char loses its padding", "char(10)", "'x'", "", "", "'x'"},
		{"one byte char", `"char"`, "'y'", "", "", "'y'"},
		{"name", "name", "'x'", "", "", "'x'"},
		{"citext", "citext", "'MiXed'", "", "", "'MiXed'"},
		{"domain", "tel", "'030 1'", "", "", "'030 1'"},
		{"enum", "mood", "'so so'", "", "", "'so so'"},
		{"xml", "xml", "'<a>1</a>'", "", "", "'<a>1</a>'"},
		{"uuid", "uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "", "", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"},
		{"smallint", "smallint", "-7", "", connectors.Integer, "'-7'"},
		{"bigint", "bigint", "14155550123", "", connectors.Integer, "'14155550123'"},
		{"numeric keeps every digit", "numeric", "123456789012345678901234567890.10", "", connectors.Decimal, "'123456789012345678901234567890.10'"},
		{"numeric that is no number", "numeric", "'NaN'", "", connectors.Decimal, "'NaN'"},
		{"double has no exponent", "double precision", "1.25e21", "", connectors.Float, "'1250000000000000000000'"},
		{"small double has no exponent", "double precision", "1.5e-7", "", connectors.Float, "'0.00000015'"},
		{"double that holds a number", "double precision", "14155550123", "", connectors.Float, "'14155550123'"},
		{"real is as short as it is", "real", "0.1", "", connectors.Float, "'0.1'"},
		{"infinite double", "double precision", "'-Infinity'", "", connectors.Float, "'-Infinity'"},
		{"boolean", "boolean", "true", "", connectors.Boolean, "'true'"},
		{"date", "date", "'2026-11-23'", "", connectors.Date, "'2026-11-23'"},
		{"timestamp with zone is in UTC", "timestamptz", "'2026-11-23 01:02:03.5+02'", "", connectors.Timestamp, "'2026-11-22T23:02:03.5Z'"},
		{"timestamp without zone has no offset", "timestamp", "'2026-11-23 01:02:03'", "", connectors.Timestamp, "'2026-11-23T01:02:03'"},
		{"infinite timestamp", "timestamptz", "'infinity'", "", connectors.Timestamp, "'infinity'"},
		{"timestamp before Christ", "timestamp", "'0044-03-15 12:00:00 BC'", "", connectors.Timestamp, "'0044-03-15 12:00:00 BC'"},
		{"bytea that holds text", "bytea", "'tel +1 415 555 0123'::bytea", "", connectors.Bytes, "'tel +1 415 555 0123'"},
		{"bytea that does not", "bytea", `'\x00ff'`, "", connectors.Bytes, "'\x00\xff'"},
		{"array", "text[]", `array['a', 'b "c"', null, 'NULL', '', 'd,e', 'f\g']`, "v[]", "", `'a' 'b "c"' NULL 'NULL' '' 'd,e' 'f\g'`},
		{"empty array", "text[]", "'{}'", "v[]", "-", ""},
		{"null for an array", "text[]", "null", "v[]", "", "NULL"},
		{"array of two dimensions", "int[]", "'{{1,2},{3,4}}'", "v[]", connectors.Integer, "'1' '2' '3' '4'"},
		{"array that begins at 0", "int[]", "'[0:1]={5,6}'", "v[]", connectors.Integer, "'5' '6'"},
		{"array of timestamps", "timestamptz[]", "array['2026-11-23 01:02:03+00'::timestamptz]", "v[]", connectors.Timestamp, "'2026-11-23T01:02:03Z'"},
		{"array of booleans", "bool[]", "'{t,f}'", "v[]", connectors.Boolean, "'true' 'false'"},
		{"array of bytea", "bytea[]", "array['x y'::bytea]", "v[]", connectors.Bytes, "'x y'"},
		{"array of boxes, whose delimiter is a semicolon", "box[]", "array['(1,2),(3,4)'::box, '(5,6),(7,8)'::box]", "v[]", "", "'(3,4),(1,2)' '(7,8),(5,6)'"},
		{"array of documents", "jsonb[]", `array['{"tel": "1"}'::jsonb, '{"tel": "2"}'::jsonb]`, "v[].tel", "", "'1' '2'"},
		{"domain over an array of a domain", "tels", "'{a,b}'", "v[]", "", "'a' 'b'"},
		{"hstore", "hstore", `'"k"=>"a \"b\" c", "n"=>NULL'`, "v.k", "", `'a "b" c'`},
		{"null in an hstore", "hstore", `'"k"=>"a", "n"=>NULL'`, "v.n", "", "NULL"},
		{"hstore whose key is a number", "hstore", `'"4155550123"=>"mobile"'`, "v.{}", "", "'mobile'"},
		{"the key counts", "hstore", `'"4155550123"=>"mobile"'`, "v.{}#key", connectors.Name, "'4155550123'"},
		{"composite", "pair", "row('a b', 1)", "", "", `'("a b",1)'`},
		{"range", "int4range", "'[1,5)'", "", "", "'[1,5)'"},
		{"multirange", "int4multirange", "'{[1,3),[5,8)}'", "", "", "'{[1,3),[5,8)}'"},
		{"address", "inet", "'192.0.2.7/24'", "", "", "'192.0.2.7/24'"},
		{"full text", "tsvector", "'a:1 b:2'", "", "", "''a':1 'b':2'"},
		{"JSON text", "jsonb", `'"x"'`, "", "", "'x'"},
		{"JSON null", "jsonb", `'null'`, "", "", "NULL"},
		{"null for a document", "jsonb", `null`, "", "", "NULL"},
		{"nested path", "jsonb", `'{"contact": {"phones": ["a", "b"]}}'`, "v.contact.phones[]", "", "'a' 'b'"},
		{"list of lists", "jsonb", `'[[1, 2], [3]]'`, "v[][]", connectors.Integer, "'1' '2' '3'"},
		{"null within", "jsonb", `'{"tel": null}'`, "v.tel", "", "NULL"},
		{"JSON boolean", "jsonb", `'{"a": true}'`, "v.a", connectors.Boolean, "'true'"},
		{"integer that no float can hold", "jsonb", `'{"n": 12345678901234567890123}'`, "v.n", connectors.Integer, "'12345678901234567890123'"},
		{"JSON float", "jsonb", `'{"n": 1.50}'`, "v.n", connectors.Float, "'1.5'"},
		{"JSON exponent", "json", `'{"n": 1.5E3}'`, "v.n", connectors.Float, "'1500'"},
		{"mixed types", "jsonb", `'[1, "a"]'`, "v[]", connectors.Mixed, "'1' 'a'"},
		{"escapes", "json", `'"a\"b\\c\/d\n\u00e9\ud83d\ude00\ud83dx"'`, "", "", "'a\"b\\c/d\né😀\uFFFDx'"},
		{"spaces between", "json", "' { \"a\" : [ 1 , 2 ] } '", "v.a[]", connectors.Integer, "'1' '2'"},
		{"empty key", "jsonb", `'{"": 1}'`, `v.""`, connectors.Integer, "'1'"},
		{"key that is a number", "jsonb", `'{"+1 415 555 0123": {"who": "me"}}'`, "v.{}.who", "", "'me'"},
		{"empty object", "jsonb", `'{}'`, "", "-", ""},
		{"geometry", "point", "'(1,2)'", "", "", "'(1,2)'"},
	}
	var load []string
	for i, c := range cases {
		load = append(load, fmt.Sprintf("create table odd.t%d (v %s); insert into odd.t%d values (%s)", i, c.typ, i, c.value))
	}
	run(t, w.admin, load...)
	conn := open(t, w.reader)
	found, _ := list(t, conn)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := found[fmt.Sprintf("odd.t%d", i)]
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
			if got := o.types[path]; got != kind && kind != "-" {
				t.Errorf("%s is of type %s, want %s", path, got, kind)
			}
			if f := d.Fields[0]; f.Type != connectors.JSON && kind != "-" && (f.Path != path || f.Type != kind) {
				t.Errorf("declared as %s %s, read as %s %s", f.Path, f.Type, path, kind)
			}
		})
	}
}

func TestHugeValues(t *testing.T) {
	t.Parallel()
	const huge, large = 50 << 20, 12 << 20
	w := newWorld(t, "create table huge (id int, body text, doc jsonb, blob bytea, tags text[])",
		"alter table huge alter body set storage external, alter doc set storage external, alter blob set storage external, alter tags set storage external",
		fmt.Sprintf("insert into huge (id, body) values (1, 'begin ' || repeat('x', %d))", huge),
		fmt.Sprintf(`insert into huge (id, doc) select 2, jsonb_build_object('a', 'first', 'b', repeat('é', %d))`, large/2),
		fmt.Sprintf("insert into huge (id, blob) values (3, decode(repeat('61', %d), 'hex'))", large),
		fmt.Sprintf("insert into huge (id, tags) select 4, array_agg('tag ' || g) from generate_series(1, %d) g", 1<<20),
		"insert into huge (id, body, doc, blob, tags) values (5, 'short', '{\"a\": \"x\"}', 'y', '{z}')")
	o := read(t, open(t, w.reader), "public.huge", connectors.Want{})
	if len(o.records) != 5 {
		t.Fatalf("%d records, want 5", len(o.records))
	}
	if got := o.records[4].show("body") + o.records[4].show("doc.a") + o.records[4].show("blob") + o.records[4].show("tags[]"); got != "'short''x''y''z'" {
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
	if got := len(*o.records[2]["blob"][0]); got != most {
		t.Errorf("%d bytes of bytea were read, want %d", got, most)
	}
	if got := len(o.records[3]["tags[]"]); got < 500_000 || got >= 1<<20 {
		t.Errorf("%d elements of the array were read", got)
	}
	gap(t, o.gaps, connectors.Limit, "public.huge/body", fmt.Sprint(huge+len("begin ")-most))
	gap(t, o.gaps, connectors.Limit, "public.huge/blob", fmt.Sprint(large-most))
	gap(t, o.gaps, connectors.Limit, "public.huge/doc")
	gap(t, o.gaps, connectors.Limit, "public.huge/tags[]")
}

func TestCutDocuments(t *testing.T) {
	w := newWorld(t, "create table docs (v json)",
		`insert into docs select ('{"phones": ["a", "b"], "pad": "' || repeat('x', 1048576) || '", "late": "gone"}')::json`,
		`insert into docs select ('{"n": [' || repeat('1234567, ', 150000) || '1]}')::json`)
	o := read(t, open(t, w.reader), "public.docs", connectors.Want{MaxValue: 100})
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
	gap(t, o.gaps, connectors.Limit, "public.docs/v")
	gap(t, o.gaps, connectors.Limit, "public.docs/v.pad")
}

func TestDeepAndWideDocuments(t *testing.T) {
	w := newWorld(t, "create table docs (v json)",
		"insert into docs select (repeat('[', 3000) || '1' || repeat(']', 3000))::json",
		"insert into docs select jsonb_object_agg('k' || g, g)::json from generate_series(1, 3000) g",
		`insert into docs values ('{"z": 1}')`)
	o := read(t, open(t, w.reader), "public.docs", connectors.Want{})
	if len(o.records) != 3 {
		t.Fatalf("%d records, want 3", len(o.records))
	}
	gap(t, o.gaps, connectors.Limit, "nested deeper")
	gap(t, o.gaps, connectors.Limit, "keys beside each other")
	values := 0
	for _, vs := range o.records[1] {
		values += len(vs)
	}
	if values != 3000 {
		t.Errorf("%d values of a wide document were read, want all 3000", values)
	}
}
