package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors/connectortest"
)

// nightly is what a test reads of a report.
type nightly struct {
	Scan struct {
		ID      string `json:"id"`
		Started time.Time
	} `json:"scan"`
	Findings []struct {
		ID           string          `json:"id"`
		Rule         string          `json:"rule"`
		Source       string          `json:"source"`
		Dataset      string          `json:"dataset"`
		Severity     string          `json:"severity"`
		Status       string          `json:"status"`
		Count        json.RawMessage `json:"count"`
		LastAssessed time.Time       `json:"last_assessed"`
	} `json:"findings"`
}

// TestAnOutageIsNoEvent scans a database with a ledger and a folder with a copy,
// takes a part away in six ways, and gives it back. Nothing is new, nothing is
// resolved, no exit code alarms, and what could not be assessed keeps its figures
// and their day.
func TestAnOutageIsNoEvent(t *testing.T) {
	ctx := context.Background()
	records := connectortest.Records()
	db, readURL := postgres(t)
	loadPostgres(t, db, "contacts", records)
	loadPostgres(t, db, "consents", records[:len(records)/2])
	reader, err := url.Parse(readURL)
	if err != nil {
		t.Fatal(err)
	}
	const password = "only-for-this-test"
	role := "outage_" + unique(t) // the servers' own role reads every table
	reader.User = url.User(role)
	for _, statement := range []string{"CREATE ROLE %s LOGIN PASSWORD '" + password + "'", "GRANT SELECT ON contacts, consents TO %s"} {
		if _, err := db.Exec(ctx, fmt.Sprintf(statement, role)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _ = db.Exec(ctx, fmt.Sprintf("DROP OWNED BY %s; DROP ROLE %[1]s", role)) })
	h := newHome(t)
	h.write("dir/contacts.ndjson", string(connectortest.NDJSON(records)))
	config := fmt.Sprintf(`version: 1
organisation: {establishments: [DE]}
sources:
  - {name: pg, url: %q, credentials: {env: E2E_OUTAGE}, stored: {region: DE}}
  - {name: dir, url: dir, stored: {region: DE}}
datasets:
  - {match: pg/public.contacts, purposes: [sms_marketing], legal_basis: consent, consent: {ledger: sms}}
  - {match: dir/contacts.ndjson, purposes: [support]}
ledgers:
  - {name: sms, dataset: pg/public.consents, fields: {number: phone, granted: created}}
notices: [{url: https://shop.example/privacy, languages: [de], purposes: [sms_marketing]}]
`, reader.String())
	h.write("night.yaml", config)
	slow := strings.ReplaceAll(config, "stored: {region: DE}", "stored: {region: DE}, pace: {rows_per_second: 100}")
	grant := func(verb, table string) func(*testing.T, *home) {
		return func(t *testing.T, h *home) {
			to := "TO"
			if verb == "REVOKE" {
				to = "FROM"
			}
			if _, err := db.Exec(ctx, fmt.Sprintf("%s SELECT ON %s %s %s", verb, table, to, role)); err != nil {
				t.Fatal(err)
			}
		}
	}
	move := func(from, to string) func(*testing.T, *home) {
		return func(t *testing.T, h *home) {
			if err := os.Rename(h.path(from), h.path(to)); err != nil {
				t.Fatal(err)
			}
		}
	}
	login := func(password string) func(*testing.T, *home) {
		return func(_ *testing.T, h *home) { h.env = append(h.env, "E2E_OUTAGE="+password) }
	}
	nothing := func(*testing.T, *home) {}
	for _, c := range []struct {
		name       string
		take, give func(*testing.T, *home)
		args       []string
		away       string   // the rule of a finding that cannot be assessed
		in         []string // source and dataset of it
	}{
		{"a folder that is missing", move("dir", "gone"), move("gone", "dir"), nil, "purpose.mixed", []string{"pg", "public.contacts"}},
		{"a login that is refused", login("wrong"), login(password), nil, "consent.missing", []string{"pg", "public.contacts"}},
		{"a table that is denied", grant("REVOKE", "contacts"), grant("GRANT", "contacts"), nil, "purpose.mixed", []string{"dir", "contacts.ndjson"}},
		{"a ledger that cannot be read", grant("REVOKE", "consents"), grant("GRANT", "consents"), nil, "consent.missing", []string{"pg", "public.contacts"}},
		{"a scan of a part", nothing, nothing, []string{"--include", "dir/*"}, "consent.missing", []string{"pg", "public.contacts"}},
		{"a window that ended", nil, nothing, nil, "consent.missing", []string{"pg", "public.contacts"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := *h
			h.t, h.env = t, append(slices.Clone(h.env), "E2E_OUTAGE="+password)
			state := h.path("st-" + c.name)
			night := func(fail bool, args ...string) (n nightly) {
				args = append([]string{"scan", "--config", "night.yaml", "--full", "--quiet", "--state", state, "--format", "json", "-o", h.path("out.json"), "--fail-on", "new"}, args...)
				_, log, code := h.run(args...)
				n = readNight(t, h.path("out.json"))
				if code != 0 && !(fail && code == 1) {
					for _, f := range n.Findings {
						t.Logf("%s: %s of %s/%s", f.Status, f.Rule, f.Source, f.Dataset)
					}
					t.Fatalf("exit %d: %s", code, log)
				}
				return n
			}
			first := night(true)
			before := figures(first)
			if len(before) < 5 {
				t.Fatalf("%d findings to lose", len(before))
			}
			var during nightly
			if c.take != nil {
				c.take(t, &h)
				during = night(false, c.args...)
				c.give(t, &h)
			} else {
				h.write("night.yaml", slow)
				during = h.interrupted(state)
				h.write("night.yaml", config)
			}
			if d := cmp.Diff(before, figures(during)); d != "" {
				t.Errorf("figures during the outage (-before +during): %s", d)
			}
			away := false
			for _, f := range during.Findings {
				switch f.Status {
				case "open":
				case "unassessed":
					away = away || f.Rule == c.away && f.Source == c.in[0] && f.Dataset == c.in[1]
					if !f.LastAssessed.Equal(first.Scan.Started) {
						t.Errorf("%s was last assessed on %s, want the day of the first scan", f.Rule, f.LastAssessed)
					}
				default:
					t.Errorf("%s of %s/%s is %s during the outage", f.Rule, f.Source, f.Dataset, f.Status)
				}
			}
			if !away {
				t.Errorf("%s of %v is not unassessed", c.away, c.in)
			}
			after := night(false)
			if d := cmp.Diff(before, figures(after)); d != "" {
				t.Errorf("figures after the outage (-before +after): %s", d)
			}
			for _, f := range after.Findings {
				if f.Status != "open" {
					t.Errorf("%s of %s/%s is %s after the outage", f.Rule, f.Source, f.Dataset, f.Status)
				}
			}
			if out := h.mustRun("register", "rebuild", "--state", state); !bytes.HasPrefix([]byte(out), []byte("the register is unchanged")) {
				t.Errorf("rebuilt: %s", out)
			}
		})
	}
}

// interrupted begins a scan that is slow, and stops it as the end of a window
// does: what was read is saved.
func (h *home) interrupted(state string) nightly {
	h.t.Helper()
	c := h.command("scan", "--config", "night.yaml", "--full", "--quiet", "--state", state, "--format", "json", "-o", h.path("out.json"), "--workers", "1")
	if err := c.Start(); err != nil {
		h.t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if strings.Contains(h.mustRun("scans", "list", "--state", state, "--format", "json"), `"running"`) {
			break
		}
	}
	_ = c.Process.Signal(syscall.SIGINT)
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != 130 {
		h.t.Fatalf("the scan ended with %d and was not interrupted", code)
	}
	return readNight(h.t, h.path("out.json"))
}

func readNight(t *testing.T, file string) (n nightly) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// figures are severity and count of every finding of a dataset. One of a whole
// source counts what was read of it this time.
func figures(n nightly) map[string]string {
	out := map[string]string{}
	for _, f := range n.Findings {
		if f.Dataset == "" {
			continue
		}
		out[f.ID+" "+f.Rule+" "+f.Source+"/"+f.Dataset] = f.Severity + " " + string(f.Count)
	}
	return out
}
