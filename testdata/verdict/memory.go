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
}

// column is one field, its values by record ("" is missing), and what it truly
// is.
type column struct {
	name, typ string
	values    []string
	truth     string
	class     string // what it was made as
	sole      string // region of all its numbers
	regions   []string
	told      bool // a human could tell the region: from the format, the row, the source
}

// memory is a connector over tables.
type memory struct{ tables []*table }

func (m *memory) Close() error { return nil }

func (m *memory) Datasets(context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		for _, t := range m.tables {
			if !yield(connectors.Dataset{Name: t.name, Kind: "table", Unit: "row", Records: int64(len(t.columns[0].values)), Bytes: -1}, nil) {
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
			n := len(t.columns[0].values)
			for from := 0; from < n; from += 500 {
				to := min(from+500, n)
				b := &connectors.Batch{Rows: to - from, Draw: w.Draw}
				for _, c := range t.columns {
					out := connectors.Column{Field: connectors.Field{Path: c.name, Type: c.typ}}
					for i := from; i < to; i++ {
						if c.values[i] != "" {
							out.Append(i-from, []byte(c.values[i]), 0)
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
