package main

import (
	"context"
	"iter"

	"github.com/dialmap/dialmap/connectors"
)

// table is one dataset in memory.
type table struct {
	name    string
	home    string // region of its source
	columns []*column
	records int // 0: as many as the first column has values
}

// size is how many records there are.
func (t *table) size() int {
	if t.records > 0 {
		return t.records
	}
	return len(t.columns[0].values)
}

// column is one field, its values by record ("" is missing), and what it truly
// is.
type column struct {
	name, typ string
	values    []string
	rows      []int // of each value, where a record may have several; nil: one each
	truth     string
	class     string         // what it was made as
	evident   bool           // a human could tell what the field is
	places    map[string]int // how many numbers of which regions, those of a shared one joined by /
	told      bool           // a human could tell the region: from the format, the row, the source
}

// memory is a connector over tables.
type memory struct{ tables []*table }

func (m *memory) Close() error { return nil }

func (m *memory) Datasets(context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		for _, t := range m.tables {
			if !yield(connectors.Dataset{Name: t.name, Kind: "table", Unit: "row", Records: int64(t.size()), Bytes: -1}, nil) {
				return
			}
		}
	}
}

func (m *memory) Shards(_ context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		yield(connectors.Shard{ID: d.Name, Dataset: d.Name, Records: d.Records, Bytes: -1, Spec: []byte("{}")}, nil)
	}
}

func (m *memory) Read(_ context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		for _, t := range m.tables {
			if t.name != s.Dataset {
				continue
			}
			n := t.size()
			for from := 0; from < n; from += 500 {
				to := min(from+500, n)
				b := &connectors.Batch{Rows: to - from, Draw: w.Draw}
				for _, c := range t.columns {
					out := connectors.Column{Field: connectors.Field{Path: c.name, Type: c.typ}}
					for i, v := range c.values {
						row := i
						if c.rows != nil {
							row = c.rows[i]
						}
						if (v != "" || c.rows != nil) && row >= from && row < to {
							out.Append(row-from, []byte(v), 0)
						}
					}
					if out.Len() > 0 {
						b.Cols = append(b.Cols, out)
					}
				}
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}
