package mysql

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// dated are the expressions that cut a table by the days of one column: the
// column itself, or a function of it.
var datedExpression = regexp.MustCompile("^(?:(to_days|year|unix_timestamp)\\()?`((?:[^`]|``)+)`\\)?$")

// loadPartitions fills in how the tables of a database are cut by date. What
// cannot be asked stays nil.
func (s *session) loadPartitions(ctx context.Context, db string, tables []*table) {
	byName := map[string]*table{}
	for _, t := range tables {
		byName[t.Table] = t
	}
	rows, err := s.query(ctx, `select table_name, partition_name, partition_expression, partition_description
		from information_schema.partitions where table_schema = `+text(db)+` and partition_method in ('RANGE', 'RANGE COLUMNS')
		and coalesce(subpartition_ordinal_position, 1) = 1 order by table_name, partition_ordinal_position`)
	if err != nil {
		return
	}
	for _, row := range rows {
		t := byName[string(row[0])]
		m := datedExpression.FindStringSubmatch(string(row[2]))
		if t == nil || m == nil {
			continue
		}
		by := strings.ReplaceAll(m[2], "``", "`")
		if !slices.ContainsFunc(t.columns, func(c column) bool {
			return c.name == by && slices.Contains([]class{asTime, asNaive, asDate}, c.typ.class)
		}) {
			continue
		}
		p := connectors.Partition{Name: string(row[1])}
		if t.partitions == nil {
			t.partitions = &connectors.Partitions{By: by}
		} else {
			p.From = t.partitions.Ranges[len(t.partitions.Ranges)-1].To
		}
		p.To = end(m[1], string(row[3]))
		t.partitions.Ranges = append(t.partitions.Ranges, p)
	}
}

// end is the moment before which the records of a partition are, in the unit of
// the function that cuts; zero where there is none.
func end(function, description string) time.Time {
	n, err := strconv.Atoi(description)
	switch {
	case function == "":
		for _, layout := range []string{time.DateOnly, time.DateTime} {
			if t, err := time.Parse(layout, strings.Trim(description, "'")); err == nil {
				return t
			}
		}
	case err != nil: // MAXVALUE
	case function == "to_days":
		const epoch = 719528 // of 1970-01-01
		return time.Unix(int64(n-epoch)*24*60*60, 0).UTC()
	case function == "year":
		return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC)
	case function == "unix_timestamp":
		return time.Unix(int64(n), 0).UTC()
	}
	return time.Time{}
}
