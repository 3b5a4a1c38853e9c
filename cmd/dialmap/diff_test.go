package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports/compare"
)

// Two scans are named by their ids, and one made with another key is refused
// with both fingerprints.
func TestDiffOfNamedScans(t *testing.T) {
	home := t.TempDir()
	data := filepath.Join(home, "data")
	must(t, os.MkdirAll(data, 0o700))
	keyFile := filepath.Join(home, "other.key")
	must(t, os.WriteFile(keyFile, bytes.Repeat([]byte{7}, 32), 0o600))
	file := filepath.Join(data, "a.csv")

	must(t, os.WriteFile(file, []byte("name,phone\na,+14155550123\n"), 0o600))
	runs(t, home, "", "scan", data, "--quiet")
	must(t, os.WriteFile(file, []byte("name,phone\na,+14155550123\nb,+14155550124\n"), 0o600))
	runs(t, home, "", "scan", data, "--quiet")
	runs(t, home, keyFile, "scan", data, "--quiet")

	var scans []listed
	out, _ := runs(t, home, "", "scans", "list", "--format", "json")
	must(t, json.Unmarshal([]byte(out), &scans))
	if len(scans) != 3 {
		t.Fatalf("%d scans", len(scans))
	}
	other, second, first := scans[0], scans[1], scans[2]

	for _, c := range []struct {
		name, old, new string
		want           compare.Change
		warnings       int
	}{
		{"the earlier one first", first.ID, second.ID, compare.More, 0},
		{"the later one first", second.ID, first.ID, compare.Fewer, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, _ := runs(t, home, "", "diff", c.old, c.new, "--format", "json")
			var got compare.Changes
			must(t, json.Unmarshal([]byte(out), &got))
			if len(got.Fields) != 1 || got.Fields[0].Change != c.want || len(got.Warnings) > c.warnings || got.Old.ID != c.old || got.New.ID != c.new {
				t.Errorf("got %s", out)
			}
		})
	}

	t.Run("another key is refused with both fingerprints", func(t *testing.T) {
		_, err := runs(t, home, "", "diff", first.ID) // with the last scan
		if err == nil || exitCode(err) != codeUsage {
			t.Fatalf("got %v", err)
		}
		for _, want := range []string{first.ID, other.ID, first.KeyFingerprint, other.KeyFingerprint} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q is not in %q", want, err)
			}
		}
	})
	t.Run("one scan is not two", func(t *testing.T) {
		if _, err := runs(t, home, "", "diff", first.ID, first.ID); err == nil || exitCode(err) != codeUsage {
			t.Errorf("got %v", err)
		}
	})
}

// runs runs a command; only diff may fail.
func runs(t *testing.T, home, keyFile string, args ...string) (stdout string, err error) {
	t.Helper()
	env := func(k string) string { return map[string]string{"HOME": home, "DIALMAP_KEY_FILE": keyFile}[k] }
	var out, log bytes.Buffer
	err = run(context.Background(), args, env, strings.NewReader(""), &out, &log)
	if err != nil && args[0] != "diff" {
		t.Fatalf("%s: %v\n%s", args[0], err, log.String())
	}
	return out.String(), err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
