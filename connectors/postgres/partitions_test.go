package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// How a table is cut by days is read from its catalogue, whatever the type of
// the column; other keys and the default partition say nothing.
func TestPartitionsByDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table days (at date, a text) partition by range (at)",
		"create table days_2020 partition of days for values from ('2020-01-01') to ('2021-01-01')",
		"create table days_old partition of days for values from (minvalue) to ('2020-01-01')",
		"create table days_rest partition of days default",
		`create table moments ("at 2125550101" timestamptz, a text) partition by range ("at 2125550101")`,
		"create table moments_1 partition of moments for values from ('2020-01-01 00:00:00+02') to ('2020-02-01 12:00:00+00') partition by list (a)",
		"create table moments_1x partition of moments_1 for values in ('x')",
		"create table moments_2 partition of moments for values from ('infinity') to (maxvalue)",
		"create table ids (id int, at date) partition by range (id)",
		"create table ids_1 partition of ids for values from (1) to (9)",
		"create table two (at date, id int) partition by range (at, id)",
		"create table years (at date) partition by range (extract(year from at))",
		"create table plain (at date)")
	found, _ := list(t, open(t, w.reader))
	got := map[string][]string{}
	for name, d := range found {
		if p := d.Partitions; p != nil {
			for _, r := range p.Ranges {
				got[name] = append(got[name], fmt.Sprintf("%s: %s %s %s", p.By, r.Name, r.From.Format(time.DateTime), r.To.Format(time.DateTime)))
			}
		}
	}
	want := map[string][]string{
		"public.days": {
			"at: public.days_old 0001-01-01 00:00:00 2020-01-01 00:00:00",
			"at: public.days_2020 2020-01-01 00:00:00 2021-01-01 00:00:00",
		},
		"public.moments": {"at {}: public.moments_1 2019-12-31 22:00:00 2020-02-01 12:00:00"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
