package files

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/connectortest/parquettest"
	"github.com/dialmap/dialmap/connectors/format"
	"github.com/dialmap/dialmap/connectors/objects"
	"github.com/parquet-go/parquet-go"
)

func TestConformance(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "crm", "people.ndjson"), connectortest.NDJSON(connectortest.Records()))
	write(t, filepath.Join(dir, "calls +1 415 555 0123.txt"), []byte("one line\n"))
	write(t, filepath.Join(dir, "exports", "contacts-2026-01.csv"), []byte("id,phone\n1,+1 415 555 0123\n"))
	write(t, filepath.Join(dir, "exports", "contacts-2026-02.csv"), []byte("id,phone\n2,+1 415 555 0124\n"))
	connectortest.Run(t, connectortest.World{
		Open:    func(t testing.TB, redact func(string) string) connectors.Connector { return open(t, dir, redact) },
		Dataset: "crm/people.ndjson",
		Draw:    connectors.Offsets,
	})
}

func TestConformanceOfAGroup(t *testing.T) {
	dir := t.TempDir()
	rs := connectortest.Records()
	for i := 0; i < len(rs); i += 50 {
		name := fmt.Sprintf("dt=2026-01-%02d/part-%05d.ndjson", i/100, i)
		write(t, filepath.Join(dir, name), connectortest.NDJSON(rs[i:i+50]))
	}
	connectortest.Run(t, connectortest.World{
		Open:    func(t testing.TB, redact func(string) string) connectors.Connector { return open(t, dir, redact) },
		Dataset: "dt=*/part-*.ndjson",
		Draw:    connectors.Offsets,
		Ignore:  []string{format.NameField}, // the stand-in for redact takes dates for numbers
	})
}

// In ranges of 5,000 bytes many records lie in two of them.
func TestConformanceOfRanges(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "people.ndjson"), connectortest.NDJSON(connectortest.Records()))
	connectortest.Run(t, connectortest.World{
		Open: func(t testing.TB, redact func(string) string) connectors.Connector {
			st, err := newStore(connectors.Source{URL: dir, Redact: redact})
			if err != nil {
				t.Fatal(err)
			}
			return objects.New(st, objects.Options{Redact: redact, Peek: true, Range: 5000})
		},
		Dataset: "people.ndjson",
		Draw:    connectors.Offsets,
	})
}

func TestConformanceOfParquet(t *testing.T) {
	rs := connectortest.Records()
	for _, c := range []struct {
		name, dataset string
		files         map[string][]byte
	}{
		{"one file of one group", "people.parquet", map[string][]byte{
			"people.parquet": parquettest.Write(rs, 1000),
		}},
		{"groups, pages of version 1, and no extension", "people", map[string][]byte{
			"people": parquettest.Write(rs, 130, parquet.DataPageVersion(1)),
		}},
		{"several files", "dt=*/part.parquet", map[string][]byte{
			"dt=2026-01-01/part.parquet": parquettest.Write(rs[:70], 1000),
			"dt=2026-01-02/part.parquet": parquettest.Write(rs[70:71], 1000),
			"dt=2026-01-03/part.parquet": parquettest.Write(nil, 1000),
			"dt=2026-01-04/part.parquet": parquettest.Write(rs[71:], 100),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, data := range c.files {
				write(t, filepath.Join(dir, name), data)
			}
			connectortest.Run(t, connectortest.World{
				Open:    func(t testing.TB, redact func(string) string) connectors.Connector { return open(t, dir, redact) },
				Dataset: c.dataset,
				Draw:    connectors.Records,
				Ignore:  []string{format.NameField}, // the stand-in for redact takes dates for numbers
			})
		})
	}
}

// Packed objects are drawn whole.
func TestConformanceOfUnits(t *testing.T) {
	dir := t.TempDir()
	rs := connectortest.Records()
	for i := 0; i < len(rs); i += 10 {
		write(t, filepath.Join(dir, fmt.Sprintf("part-%03d.ndjson.gz", i)), zipped(t, string(connectortest.NDJSON(rs[i:i+10]))))
	}
	connectortest.Run(t, connectortest.World{
		Open:    func(t testing.TB, redact func(string) string) connectors.Connector { return open(t, dir, redact) },
		Dataset: "part-*.ndjson.gz",
		Draw:    connectors.Units,
	})
}

func open(t testing.TB, path string, redact func(string) string) connectors.Connector {
	t.Helper()
	c, err := Open(t.Context(), connectors.Source{Name: "test", URL: path, Redact: redact})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
