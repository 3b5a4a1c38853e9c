package postgres

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
)

// admin opens the server under test with every right there is.
func admin(t *testing.T) *Connector {
	t.Helper()
	u := os.Getenv("DIALMAP_TEST_POSTGRES")
	if u == "" {
		t.Fatal("DIALMAP_TEST_POSTGRES is not set: start the servers with make servers")
	}
	c, err := Open(context.Background(), connectors.Source{URL: u, Redact: func(s string) string { return s }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.(*Connector)
}

func TestNothingCanBeWritten(t *testing.T) {
	c := admin(t)
	for _, statement := range []string{
		"create table written (a int)", "insert into pg_catalog.pg_description values (1, 1, 1, 'x')",
		"create temporary sequence s; select nextval('pg_temp.s')", "drop schema if exists public",
	} {
		err := c.session(context.Background(), c.cfg.start, func(s *session) error { return s.exec(context.Background(), statement) })
		if code(err) != "25006" {
			t.Errorf("%s: %v, want SQLSTATE 25006", statement, err)
		}
	}
}

func TestSettingsHoldBehindAPooler(t *testing.T) {
	c := admin(t)
	c.pool.plain = true // as after a pooler refused our startup parameters
	c.pool.close()
	c.pool.closed = false
	err := c.session(context.Background(), c.cfg.start, func(s *session) error {
		for name, want := range map[string]string{
			"transaction_read_only": "on", "row_security": "off", "search_path": "", "statement_timeout": "30s", "TimeZone": "UTC",
		} {
			rows, err := s.query(context.Background(), "select current_setting($1)", name)
			if err != nil {
				return err
			}
			if got := strings.Trim(string(rows[0][0]), `"`); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestBlocksWithoutRangesOfAddresses(t *testing.T) {
	c := admin(t)
	const query = "select count(*) from pg_catalog.pg_attribute"
	count := func(where string) int64 {
		var n int64
		err := c.session(context.Background(), c.cfg.start, func(s *session) error {
			rows, err := s.query(context.Background(), query+where)
			if err == nil {
				n = number(rows[0][0])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	all, half := count(""), count(" where "+c.blocks(0, 20))
	c.version = 130000
	if got := count(" where " + c.blocks(0, 20)); got != half || half == 0 || half == all {
		t.Errorf("20 blocks hold %d rows when every address is named, %d as a range, of %d", got, half, all)
	}
}

// An older server looks up addresses that are named, as the newer ones do; a
// table of one shard it reads without a condition.
func TestDrawsWithoutRangesOfAddresses(t *testing.T) {
	c := admin(t)
	at := location{c.cfg.start, "pg_catalog", "pg_attribute"}
	r, err := c.relation(context.Background(), at)
	if err == nil {
		t.Fatalf("a catalogue is a dataset: %v", r)
	}
	r = &relation{part: part{schema: "pg_catalog", table: "pg_attribute", oid: "1249", kind: 'r', heap: true, usage: true, selects: true, some: true, populated: true, tuples: -1, bytes: 20 * c.blockSize},
		columns: []column{{name: "attname", readable: true, typ: sqlType{class: asText}, wire: 19}}}
	c.version = 130000
	k := cutter{c: c, at: at, r: r}
	shards, gaps := k.cut()
	if len(shards) != 1 || len(gaps) > 0 || shards[0].ID != "all" || shards[0].Slots != 20*c.slotsPerBlock() {
		t.Fatalf("shards %v, gaps %v", shards, gaps)
	}
	c.relations.Store(at, r)
	w := connectors.Want{Draw: connectors.Records}
	for i := range shards[0].Slots {
		w.Slots = append(w.Slots, i)
	}
	rows := 0
	for b, err := range c.Read(context.Background(), shards[0], w) {
		if err != nil {
			t.Fatal(err)
		}
		rows += b.Rows
	}
	var want int64
	err = c.session(context.Background(), c.cfg.start, func(s *session) error {
		found, err := s.query(context.Background(), "select count(*) from pg_catalog.pg_attribute where "+c.blocks(0, 20))
		if err == nil {
			want = number(found[0][0])
		}
		return err
	})
	if err != nil || int64(rows) != want || rows == 0 {
		t.Errorf("%d rows in all slots of 20 blocks, which hold %d (%v)", rows, want, err)
	}
}

// FuzzDocument compares the reader with encoding/json: every scalar of a valid
// document is handed over once, and no text makes it fail.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, "x", null, true, {"b": "é\n\ud83d\ude00"}], "": {}}`, `"x"`, `[]`, `{"a`, `[1, 2`, `"\ud83d"`, `{"a":1}}`, "[}", `{"k": "v`,
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, cut bool) {
		b := newBuilder(func(s string) string { return s }, connectors.Want{})
		b.value(b.newNode("v"), sqlType{class: asJSON}, []byte(text), cut)
		if cut || !utf8.ValidString(text) || !json.Valid([]byte(text)) || strings.Count(text, "[")+strings.Count(text, "{") > maxDepth {
			return
		}
		want := scalars(text)
		for _, c := range b.cols {
			if c.Field.Type == connectors.Name {
				continue // a key too long for a path
			}
			for i := range c.Len() {
				v, flag := c.Value(i)
				want[show(string(v), flag)]--
			}
		}
		for v, n := range want {
			if n != 0 {
				t.Errorf("%d too few or many of %q in %q", n, v, text)
			}
		}
	})
}

func show(s string, f connectors.Flag) string {
	if f&connectors.Null != 0 {
		return "null"
	}
	return "'" + s
}

// scalars counts those of a document, keys left out.
func scalars(text string) map[string]int {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	found := map[string]int{}
	var objects []bool // of what we are in
	key := false       // a key comes next
	for {
		tok, err := d.Token()
		if err != nil {
			return found
		}
		switch tok := tok.(type) {
		case json.Delim:
			if tok == '{' || tok == '[' {
				objects = append(objects, tok == '{')
			} else {
				objects = objects[:len(objects)-1]
			}
			key = len(objects) > 0 && objects[len(objects)-1]
			continue
		case nil:
			found["null"]++
		case bool:
			found[show(strconv.FormatBool(tok), 0)]++
		case string:
			if key {
				key = false
				continue
			}
			found[show(tok, 0)]++
		case json.Number:
			s := tok.String()
			if strings.ContainsAny(s, ".eE") {
				s = string(appendFloat(nil, []byte(s), 64))
			}
			found[show(s, 0)]++
		}
		key = len(objects) > 0 && objects[len(objects)-1]
	}
}

func TestCutReaderNeverFails(t *testing.T) {
	const doc = `{"a": [1, "x\u00e9\ud83d\ude00", null, true, {"b": "c"}], "d": {"e": 1.5}}`
	array := sqlType{class: asArray, elem: &sqlType{class: asText}, delim: ','}
	for _, x := range []struct {
		t    sqlType
		text string
	}{
		{sqlType{class: asJSON}, doc},
		{array, `{a,"b c","d\"e",NULL,{f,g}}`},
		{sqlType{class: asHstore}, `"a"=>"1", "b c"=>NULL, "d\"e"=>"f"`},
	} {
		for i := range len(x.text) {
			b := newBuilder(func(s string) string { return s }, connectors.Want{})
			b.value(b.newNode("v"), x.t, []byte(x.text[:i]), true)
		}
	}
}

func BenchmarkDocument(b *testing.B) {
	text := []byte(`{"phones": ["+1 415 555 0123", "+1 415 555 0124"], "emergency": {"tel": "+44 20 7946 0123"}, "n": 12}`)
	build := newBuilder(func(s string) string { return s }, connectors.Want{})
	n := build.newNode("v")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		build.value(n, sqlType{class: asJSON}, text, false)
		build.rows++
		if build.full(0) {
			build.take()
			build.reset()
		}
	}
}
