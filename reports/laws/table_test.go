package laws

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens")

func TestTheTableReadsWell(t *testing.T) {
	c := catalog(t)
	var b bytes.Buffer
	var es []Entry
	for _, r := range []string{"US-TX", "DE", "BR", "EH"} {
		es = append(es, c.On(r, today)...)
	}
	if err := WriteTable(&b, es, 100); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/laws.golden", b.String())
	for _, l := range strings.Split(b.String(), "\n") {
		if utf8.RuneCountInString(l) > 100 && !strings.Contains(l, "://") {
			t.Errorf("longer than 100 columns: %s", l)
		}
	}
}

func TestTheEdgesReadWell(t *testing.T) {
	c := catalog(t)
	var b bytes.Buffer
	for _, e := range [][2]string{{"EU", "US"}, {"NO", "JP"}, {"NO", "BR"}, {"EU", "GI"}, {"DE", "FR"}, {"AU", "DE"}} {
		if err := WriteEdge(&b, c.Adequacy(e[0], e[1], today), 80); err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n")
	}
	golden(t, "testdata/adequacy.golden", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got; go test -update writes it):\n%s", file, d)
	}
}
