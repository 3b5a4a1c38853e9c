package laws

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers/v2"
)

// today is the day the catalogue was made for.
var today = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func catalog(t testing.TB) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheFilesAreSoundAndCompiled(t *testing.T) {
	d, err := Parse(os.DirFS("catalog"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Compile()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, compiled) {
		t.Error("catalog.json is not what catalog/*.yaml compile to: run go generate ./reports/laws")
	}
}

func TestEveryPlaceHasARecord(t *testing.T) {
	c := catalog(t)
	for _, p := range places(t) {
		j := c.Jurisdiction(p)
		if j == nil {
			t.Errorf("%s: no record; write none or not_researched when there is no law", p)
			continue
		}
		if len(c.On(p, today)) == 0 {
			t.Errorf("%s: nothing to show", p)
		}
	}
}

func TestThePlacesAreThoseOfTheNumberingPlans(t *testing.T) {
	listed := map[string]bool{}
	for _, p := range places(t) {
		listed[p] = true
	}
	n := 0
	for r := range phonenumbers.GetSupportedRegions() {
		n++
		if !listed[r] {
			t.Errorf("%s is a region of the phone library and not in testdata/places.txt", r)
		}
	}
	count := map[string]int{}
	for p := range listed {
		if len(p) > 3 {
			count[p[:3]]++
		}
	}
	t.Logf("%d of %d regions, %d US states with DC, %d Canadian provinces and territories", n, n, count["US-"], count["CA-"])
	if count["US-"] != 51 || count["CA-"] != 13 {
		t.Errorf("got %d US and %d Canadian subdivisions, want 51 and 13", count["US-"], count["CA-"])
	}
}

func TestNoPlaceIsInTheCatalogueThatNoNumberIsOf(t *testing.T) {
	listed := map[string]bool{}
	for _, p := range places(t) {
		listed[p] = true
	}
	for _, id := range catalog(t).Jurisdictions() {
		if !listed[id] {
			t.Errorf("%s is not in testdata/places.txt", id)
		}
	}
}

func TestTheCatalogueIsFresh(t *testing.T) {
	c := catalog(t)
	if w := c.Warning(today); w != "" {
		t.Error(w)
	}
	if w := c.Warning(today.AddDate(0, 0, 91)); !strings.Contains(w, "91 days old") {
		t.Errorf("got %q after 91 days, want a warning", w)
	}
}

func TestFactsByBasis(t *testing.T) {
	c := catalog(t)
	count := map[string]int{}
	coverage := map[string]int{}
	n := 0
	for _, id := range c.Jurisdictions() {
		j := c.Jurisdiction(id)
		coverage[j.Coverage]++
		for _, l := range j.Laws {
			n++
			for _, f := range l.Facts() {
				count[f.Basis]++
			}
		}
	}
	t.Logf("%d jurisdictions %v, %d laws, facts: %d with their source seen, %d general knowledge",
		len(c.Jurisdictions()), coverage, n, count["source"], count["general"])
	if count[""] > 0 {
		t.Errorf("%d facts without a basis", count[""])
	}
}

func TestLoadIsFast(t *testing.T) {
	start := time.Now()
	if _, err := New(mustParse(t)); err != nil {
		t.Fatal(err)
	}
	t.Logf("parsed all YAML in %v; the embedded form is what a program loads", time.Since(start))
}

func mustParse(t *testing.T) *Data {
	t.Helper()
	d, err := Parse(os.DirFS("catalog"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := read(compiled); err != nil {
			b.Fatal(err)
		}
	}
}

func places(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/places.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, line := range strings.Split(string(b), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// TestTextsDoNotGrowStale refuses words that hold only on the day they were
// written: whether a law is in force is computed for the day asked about.
func TestTextsDoNotGrowStale(t *testing.T) {
	stale := regexp.MustCompile(`(?i)\b(today|tomorrow|currently|right now|not in force|in \d+ days)\b`)
	c := catalog(t)
	for _, id := range c.Jurisdictions() {
		j := c.Jurisdiction(id)
		if m := stale.FindString(j.Note); m != "" {
			t.Errorf("the note of %s says %q", id, m)
		}
		for _, l := range j.Laws {
			if m := stale.FindString(l.Note + "\n" + l.Amended); m != "" {
				t.Errorf("%s says %q", l.ID, m)
			}
		}
	}
}
