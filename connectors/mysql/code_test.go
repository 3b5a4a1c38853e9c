package mysql

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

// Reading what a user of the source made runs no code of that user's with the
// rights of the scan's login. The functions here read a table that only that
// login may read.
func TestNoCodeOfTheSourceRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "create table treasure (a text)", "insert into treasure values ('gold')", "create table t (a text)", "insert into t values ('a')")
	_, owner := w.user(t)
	scan, reader := w.user(t)
	name := strings.Split(strings.TrimPrefix(owner[strings.Index(owner, "//"):], "//"), ":")[0]
	account := "'" + name + "'@'127.0.0.1'"
	run(t, w.admin, "grant create view, show view, create routine, create, insert on "+quote(w.name)+".* to "+account,
		"grant select on "+quote(w.name)+".t to "+account, "grant select, show view, execute on "+quote(w.name)+".* to "+scan)
	run(t, owner, "create function trap() returns text deterministic sql security invoker reads sql data return (select max(a) from treasure)",
		"create sql security invoker view calls as select trap() as a from t",
		"create sql security invoker view nested as select a from "+quote(w.name)+".calls",
		"create sql security definer view defined as select trap() as a from t",
		"create sql security invoker view plain as select concat(a, 'b(', upper(a)) as a from t",
		"create sql security invoker view quoted as select concat(a, '`(') as a from t")
	for _, statement := range []string{
		"create table made (a text, b text generated always as (trap()) virtual)",
		"create table made (a text, b text generated always as (trap()) stored)",
		"create table made (a text, check (trap() <> a))",
	} {
		if _, err := dial(t, owner).ExecContext(t.Context(), statement); err == nil {
			t.Errorf("the server allows it: %s", statement)
		}
	}
	c := opened(t, connectors.Source{URL: reader})
	for _, v := range []struct{ name, sprung, want, gap string }{
		{"calls", "gold", "", "unsupported"},
		{"nested", "gold", "", "unsupported"},
		{"defined", "error", "", "denied"},
		{"plain", "ab(A", "'ab(A'", ""},
		{"quoted", "a`(", "'a`('", ""},
	} {
		t.Run(v.name, func(t *testing.T) {
			got := "error"
			if err := dial(t, reader).QueryRowContext(context.Background(), "select a from "+v.name).Scan(&got); got != v.sprung {
				t.Errorf("read in the usual way it gives %s (%v), want %s", got, err, v.sprung)
			}
			o := read(t, c, w.name+"."+v.name, connectors.Want{})
			if v.gap != "" {
				gap(t, o.gaps, connectors.Reason(v.gap), v.name)
			} else {
				o.noGaps(t)
			}
			shown := ""
			for _, r := range o.records {
				shown += r.show("a")
			}
			if shown != v.want {
				t.Errorf("read as %s, want %s", shown, v.want)
			}
		})
	}
	t.Run("a view in the place of a table that was cut", func(t *testing.T) {
		found, _ := list(t, c)
		d := found[w.name+".t"]
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				t.Fatal(err)
			}
			run(t, w.admin, "rename table t to gone", fmt.Sprintf("create sql security invoker view t as select trap() as a from %s.gone", quote(w.name)))
			o := outcome{types: map[string]string{}}
			o.shard(t, c, s, connectors.Want{})
			gap(t, o.gaps, connectors.Changed, "took its place")
			if len(o.records) > 0 {
				t.Error("it was read")
			}
		}
	})
}
