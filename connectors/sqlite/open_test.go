package sqlite

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/format"
)

const openData = "../../testdata/open"

// The committed database is what the committed program makes of the committed
// CSV file.
func TestTheOpenDatabaseCanBeRebuilt(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	out := filepath.Join(t.TempDir(), "breweries.db")
	cmd := exec.CommandContext(t.Context(), "go", "run", "./lab/opendb", "-o", out)
	cmd.Dir = "../.."
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(openData, "derived", "breweries.db"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the committed file is another one; build it again: go run ./lab/opendb")
	}
	if len(want) > 3<<20 {
		t.Errorf("%d bytes; a repository should hold less than 3 MiB of it", len(want))
	}
}

// The connector hands over what the CSV file says.
func TestTheOpenDatabaseHoldsTheOpenData(t *testing.T) {
	f, err := os.Open(filepath.Join(openData, "breweries.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header, lines := lines[0], lines[1:]

	c := opened(t, "sqlite:"+filepath.Join(openData, "derived", "breweries.db"), connectortest.Redact)
	defer c.Close()
	ds, gaps := listed(t, c)
	d := ds["brewery"]
	if len(ds) != 1 || len(gaps) != 0 || d.Records != int64(len(lines)) || !d.Exact {
		t.Fatalf("%d datasets, %d records, gaps %v", len(ds), d.Records, gaps)
	}
	records, gaps := contents(t, c, d, connectors.Want{})
	if len(records) != len(lines) || len(gaps) != 0 {
		t.Fatalf("%d records, gaps %v", len(records), gaps)
	}
	for i, line := range lines {
		got := map[string]string{}
		for _, v := range records[i] {
			path, text, _ := strings.Cut(v, "=")
			got[path] = text
		}
		for j, path := range header {
			want := "NULL"
			if line[j] != "" {
				want = string(format.PlainValue(connectors.Text, []byte(line[j]), len(line[j]))) // codes of an address undone
			}
			if path != "longitude" && path != "latitude" && got[path] != want {
				t.Fatalf("record %d, %s differs", i, path)
			}
		}
	}
}
