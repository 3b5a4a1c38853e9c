// Package parquettest writes the standard fixture as Parquet.
package parquettest

import (
	"bytes"
	"time"

	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/parquet-go/parquet-go"
)

// row is a record of the fixture, with nested groups, a list and nulls.
type row struct {
	ID      int64     `parquet:"id"`
	Name    string    `parquet:"name"`
	Phone   string    `parquet:"phone,dict"`
	Mobile  *int64    `parquet:"mobile,optional"`
	Country string    `parquet:"country,dict"`
	Notes   string    `parquet:"notes,zstd"`
	Contact contact   `parquet:"contact"`
	Score   float64   `parquet:"score"`
	Active  bool      `parquet:"active"`
	Created time.Time `parquet:"created,timestamp(millisecond)"`
}

type contact struct {
	Phones    []string   `parquet:"phones,list"`
	Emergency *emergency `parquet:"emergency,optional"`
}

type emergency struct {
	Tel string `parquet:"tel"`
}

// Write writes rs with pages of a few kilobytes and groups of at most rows
// rows. Options add to that.
func Write(rs []connectortest.Record, rows int64, options ...parquet.WriterOption) []byte {
	var b bytes.Buffer
	options = append([]parquet.WriterOption{parquet.PageBufferSize(2 << 10), parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(rows)}, options...)
	w := parquet.NewGenericWriter[row](&b, options...)
	for _, r := range rs {
		out := row{
			ID: r.ID, Name: r.Name, Phone: r.Phone, Mobile: r.Mobile, Country: r.Country, Notes: r.Notes,
			Contact: contact{Phones: r.Contact.Phones}, Score: r.Score, Active: r.Active, Created: r.Created,
		}
		if e := r.Contact.Emergency; e != nil {
			out.Contact.Emergency = &emergency{e.Tel}
		}
		if _, err := w.Write([]row{out}); err != nil {
			panic(err) // memory takes everything
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
