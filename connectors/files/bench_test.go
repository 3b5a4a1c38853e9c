package files

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/dialmap/dialmap/connectors/connectortest"
)

// BenchmarkManyFiles lists and cuts a folder of 200,000 small files, and says
// what that holds at most at a time, and what a shard says of a file.
func BenchmarkManyFiles(b *testing.B) {
	const n = 200_000
	dir := b.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("contact-2026-%06d.csv", i)), []byte("id,n\n1,a\n"), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	live := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	for b.Loop() {
		before, most := live(), int64(0)
		c := open(b, dir, connectortest.Redact)
		spec, shards := 0, 0
		for d, err := range c.Datasets(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			for s, err := range c.Shards(b.Context(), d) {
				if err != nil {
					b.Fatal(err)
				}
				spec += len(s.Spec)
				if shards++; shards%40 == 0 {
					most = max(most, live()-before)
				}
			}
		}
		c.Close()
		b.ReportMetric(float64(most)/n, "live-B/file")
		b.ReportMetric(float64(spec)/n, "spec-B/file")
		b.ReportMetric(float64(shards), "shards")
	}
}
