package format

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/dialmap/dialmap/connectors/connectortest"
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
