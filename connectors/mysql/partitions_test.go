package mysql

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// How a table is cut by days is read from its catalogue, by the column itself
// or by what the server makes of it; other keys say nothing.
func TestPartitionsByDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t,
		"create table days (at date, a text) partition by range columns (at) (partition old values less than ('2020-01-01'), partition y2020 values less than ('2021-01-01'), partition rest values less than (maxvalue))",
		"create table counted (`at ``x` datetime, a text) partition by range (to_days(`at ``x`)) (partition p0 values less than (to_days('2024-02-29')), partition p1 values less than (to_days('2024-03-01')))",
		"create table years (at date) partition by range (year(at)) subpartition by hash (to_days(at)) subpartitions 2 (partition p0 values less than (2024))",
		"create table moments (at timestamp) partition by range (unix_timestamp(at)) (partition p0 values less than (1704153600))",
		"create table ids (id int, at date) partition by range (id) (partition p0 values less than (10))",
		"create table two (at date, id int) partition by range columns (at, id) (partition p0 values less than ('2020-01-01', 1))",
		"create table plain (at date)")
	found, _ := list(t, w.open(t))
	got := map[string][]string{}
	for name, d := range found {
		if p := d.Partitions; p != nil {
			for _, r := range p.Ranges {
				got[name[len(w.name)+1:]] = append(got[name[len(w.name)+1:]], fmt.Sprintf("%s: %s %s %s", p.By, r.Name, r.From.Format(time.DateOnly), r.To.Format(time.DateOnly)))
			}
		}
	}
	want := map[string][]string{
		"days":    {"at: old 0001-01-01 2020-01-01", "at: y2020 2020-01-01 2021-01-01", "at: rest 2021-01-01 0001-01-01"},
		"counted": {"at `x: p0 0001-01-01 2024-02-29", "at `x: p1 2024-02-29 2024-03-01"},
		"years":   {"at: p0 0001-01-01 2024-01-01"},
		"moments": {"at: p0 0001-01-01 2024-01-02"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
