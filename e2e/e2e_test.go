package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func decode(t *testing.T, b []byte) *inventory.Inventory {
	t.Helper()
	var inv inventory.Inventory
	if err := json.Unmarshal(b, &inv); err != nil {
		t.Fatal(err)
	}
	return &inv
}

// s3Source is the part of a configuration that names a bucket of the test's
// server.
func s3Source(t *testing.T, h *home, bucket string) string {
	t.Helper()
	h.env = append(h.env, "E2E_SECRET="+server(t, "DIALMAP_TEST_S3_SECRET_KEY"))
	return fmt.Sprintf(`  - name: bucket
    url: s3://%s
    endpoint: %s
    region: us-east-1
    user: %s
    credentials: {env: E2E_SECRET}
`, bucket, server(t, "DIALMAP_TEST_S3_ENDPOINT"), server(t, "DIALMAP_TEST_S3_ACCESS_KEY"))
}

func TestFiveCopiesOfTheSameDataAreEqual(t *testing.T) {
	h := newHome(t)
	records := connectortest.Records()
	db, pgURL := postgres(t)
	loadPostgres(t, db, "contacts", records)
	mongoDB, mongoURL := loadMongo(t, records)
	maria, mariaDB, mariaURL := mariadb(t)
	loadMariaDB(t, maria, "contacts", records)
	bucketName, put := bucket(t)
	put("contacts.ndjson", connectortest.NDJSON(records))
	h.write("data/contacts.ndjson", string(connectortest.NDJSON(records)))
	config := h.write("dialmap.yaml", fmt.Sprintf(`version: 1
sources:
  - {name: pg, url: %q}
  - {name: mongo, url: %q}
  - {name: maria, url: %q}
  - {name: dir, url: data}
%s`, pgURL, mongoURL, mariaURL, s3Source(t, h, bucketName)))
	h.mustRun("scan", "--config", config, "--full", "--state", h.path("st"), "--format", "json", "-o", h.path("map.json"))
	inv := h.inventory(h.path("st"))
	if len(inv.Gaps) > 0 {
		t.Errorf("gaps: %v", inv.Gaps)
	}
	want := inv.Comparable("dir", "contacts.ndjson")
	if len(want) < 11 || want["phone"].Numbers < 400 || want["notes"].Numbers == 0 {
		t.Fatalf("the directory's copy: %d fields, %v phones", len(want), want["phone"].Numbers)
	}
	for _, c := range []struct{ source, dataset string }{
		{"pg", "public.contacts"}, {"mongo", mongoDB + ".contacts"}, {"maria", mariaDB + ".contacts"}, {"bucket", "contacts.ndjson"},
	} {
		got := inv.Comparable(c.source, c.dataset)
		delete(got, "_id") // MongoDB's own
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", c.source, d)
		}
	}
}

// facts are an inventory without what may differ between two scans of the same.
func facts(inv *inventory.Inventory) *inventory.Inventory {
	c := *inv
	c.Scan.ID, c.Scan.Started, c.Scan.Finished = "", time.Time{}, time.Time{}
	c.Datasets = slices.Clone(inv.Datasets)
	for i := range c.Datasets { // what a source says of objects rests on those that this run read
		c.Datasets[i].Posture = nil
	}
	return &c
}

func TestScanKilledAtAnyMomentResumesToTheSame(t *testing.T) {
	h := newHome(t)
	records := connectortest.Records()
	db, pgURL := postgres(t)
	bucketName, put := bucket(t)
	for i := range 8 {
		loadPostgres(t, db, fmt.Sprintf("contacts_%c", 'a'+i), records)
		put(fmt.Sprintf("%c/contacts.ndjson", 'a'+i), connectortest.NDJSON(records))
	}
	config := h.write("dialmap.yaml", fmt.Sprintf("version: 1\nsources:\n  - {name: pg, url: %q, pace: {rows_per_second: 2000}}\n%s    pace: {rows_per_second: 2000}\n", pgURL, s3Source(t, h, bucketName)))
	scan := func(state string, more ...string) []string {
		return append([]string{"scan", "--config", config, "--full", "--quiet", "--state", h.path(state), "--format", "json", "-o", h.path("out.json")}, more...)
	}
	h.mustRun("version") // builds it
	began := time.Now()
	h.mustRun(scan("whole")...)
	whole := time.Since(began)
	want := facts(h.inventory(h.path("whole")))
	if !want.Scan.Complete || len(want.Datasets) != 16 {
		t.Fatalf("complete %v, %d datasets", want.Scan.Complete, len(want.Datasets))
	}
	killed := 0
	for i := 0; killed < 20 && i < 60; i++ {
		state := fmt.Sprint("st", i)
		c := h.command(scan(state)...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(rand.Int64N(int64(whole)))
		timer := time.AfterFunc(after, func() { _ = c.Process.Kill() })
		err := c.Wait()
		timer.Stop()
		if err != nil {
			killed++
			h.resume(scan(state), after)
		}
		if d := cmp.Diff(want, facts(h.inventory(h.path(state)))); d != "" {
			t.Errorf("killed after %v of %v: %s", after, whole, d)
		}
	}
	if killed < 20 {
		t.Errorf("only %d scans were still running when killed", killed)
	}
}

// resume goes on with a scan that was killed, or begins it where it was killed
// before it had begun.
func (h *home) resume(scan []string, after time.Duration) {
	h.t.Helper()
	_, log, code := h.run(append(slices.Clone(scan), "--resume")...)
	switch {
	case code == 0:
	case strings.Contains(log, "it is complete"): // killed after its last word
	case strings.Contains(log, "no scan"), strings.Contains(log, "nothing to resume"):
		h.mustRun(scan...)
	default:
		h.t.Fatalf("killed after %v: resume: exit %d: %s", after, code, log)
	}
}

// openData is what testdata/open/README.md says of each set.
var openData = []struct {
	dataset string
	phones  float64
	regions map[string]float64
}{
	{"breweries.csv", 10478, map[string]float64{"US": 7372, "DE": 1337, "AU": 443, "BE": 406, "NZ": 213, "CA": 196, "ZA": 101}},
	{"social-economy-eu.geojson", 1123, map[string]float64{"GB": 404, "IT": 103, "DE": 90, "PT": 86, "GR": 71}},
	{"takamatsu-hospitals.csv", 627, map[string]float64{"JP": 627}},
	{"piedmont-pharmacies.geojson", 92, map[string]float64{"IT": 92}},
	{"prague-libraries.json", 55, map[string]float64{"CZ": 55}},
	{"santa-fe-pharmacies.json", 189, map[string]float64{"AR": 189}},
	{"navaids.csv", 0, nil},
}

func TestOpenDataShowsTheCountriesItComesFrom(t *testing.T) {
	h := newHome(t)
	config, err := filepath.Abs("../testdata/open/dialmap.yaml")
	if err != nil {
		t.Fatal(err)
	}
	page := h.path("map.html")
	h.mustRun("scan", "--config", config, "--full", "--state", h.path("st"), "--report", "html="+page)
	if b, err := os.ReadFile(page); err != nil || len(b) < 10_000 || len(b) > 600_000 {
		t.Errorf("the page: %v, %d bytes", err, len(b))
	}
	inv := h.inventory(h.path("st"))
	for _, set := range openData {
		got, total := map[string]float64{}, 0.0
		for _, f := range inv.Fields {
			if f.Source != "open" || f.Dataset != set.dataset || f.Verdict != "phone" && set.phones > 0 {
				continue
			}
			for _, r := range f.Regions {
				if r.Status != "unknown" {
					total += r.Numbers.Value()
				}
				if r.Region != nil {
					got[*r.Region] += r.Numbers.Value()
				}
			}
		}
		if set.phones == 0 && total > 0 || total < set.phones*0.98 || total > set.phones*1.02 {
			t.Errorf("%s: %v numbers, want %v", set.dataset, total, set.phones)
		}
		for _, region := range slices.Sorted(maps.Keys(set.regions)) {
			if want := set.regions[region]; got[region] < want*0.98 || got[region] > want*1.02 {
				t.Errorf("%s: %v of %s, want %v", set.dataset, got[region], region, want)
			}
		}
	}
	for _, d := range inv.Datasets {
		if strings.HasSuffix(d.Source, ".db") && !d.Derived {
			t.Errorf("%s/%s is a copy and not marked derived", d.Source, d.Dataset)
		}
	}
}
