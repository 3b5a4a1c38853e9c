package format

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/connectortest/parquettest"
)

func BenchmarkRead(b *testing.B) {
	rs := connectortest.Records()
	inputs := map[string][]byte{"people.ndjson": connectortest.NDJSON(rs)}
	for _, f := range []string{"breweries.csv", "social-economy-eu.geojson"} {
		data, err := os.ReadFile("../../testdata/open/" + f)
		if err != nil {
			b.Fatal(err)
		}
		inputs[f] = data
	}
	inputs["lines.txt"] = inputs["breweries.csv"]
	for name, data := range inputs {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range Read(context.Background(), bytes.NewReader(data), Options{Name: name}) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkParquet reads 500 rows of eleven columns: all, one column, and every
// tenth row.
func BenchmarkParquet(b *testing.B) {
	data := parquettest.Write(connectortest.Records(), 500)
	var tenth []int64
	for i := int64(0); i < 500; i += 10 {
		tenth = append(tenth, i)
	}
	for name, want := range map[string]connectors.Want{
		"whole": {}, "phone": {Fields: []string{"phone"}}, "drawn": {Draw: connectors.Records, Slots: tenth},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := OpenParquet(bytes.NewReader(data), int64(len(data)), want.Draw == connectors.Records)
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range f.Read(context.Background(), 0, 1, Options{Want: want}) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkDrawnLines makes records of lines one by one.
func BenchmarkDrawnLines(b *testing.B) {
	data := connectortest.NDJSON(connectortest.Records())
	l, ok := Look("people.ndjson", data)
	if !ok {
		b.Fatal("not made of lines")
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		d := l.Drawn(Options{Want: connectors.Want{Draw: connectors.Offsets}}, func(*connectors.Batch, error) bool { return true })
		at := int64(0)
		for _, line := range lines {
			if len(line) > 0 {
				d.Line(line, at)
			}
			at += int64(len(line))
		}
		d.Finish()
	}
}
