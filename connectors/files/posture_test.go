package files

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

func TestPostureOfAFolder(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "files")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	modes := map[string]os.FileMode{"": 0o755, "open": 0o755, "closed": 0o700, "open/a-1.csv": 0o644, "open/a-2.csv": 0o600, "open/b.csv": 0o640, "closed/c.csv": 0o644}
	for _, sub := range []string{"open", "closed"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"open/a-1.csv", "open/a-2.csv", "open/b.csv", "closed/c.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("id,phone\n1,x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	database(t, filepath.Join(dir, "shop.db"))
	modes["shop.db"] = 0o644
	for name, mode := range modes {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	c := openNesting(t, dir, connectortest.Redact)
	defer c.Close()
	var kept []connectors.Kept
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, connectors.Kept{Dataset: d})
	}
	names := make([]string, len(kept))
	for i, k := range kept {
		names[i] = k.Dataset.Name
	}
	p := c.(connectors.Posturer).Posture(t.Context(), kept)
	for name, want := range map[string]struct {
		is    string
		n, of int
	}{
		"open/a-*.csv": {connectors.Yes, 1, 2}, "open/b.csv": {connectors.No, 0, 1}, "closed/c.csv": {connectors.No, 0, 1}, "shop.db/people": {connectors.Yes, 1, 1},
	} {
		at := slices.Index(names, name)
		if at < 0 {
			t.Fatalf("no %s among %q", name, names)
		}
		facts := p.Datasets[at].Facts
		i := slices.IndexFunc(facts, func(f connectors.Fact) bool { return f.Name == "open.everyone" })
		if i < 0 || facts[i].Is != want.is || facts[i].N != want.n || facts[i].Of != want.of {
			t.Errorf("%s: %+v, want %+v", name, facts, want)
		}
	}
}
