package sarif_test

import (
	"encoding/json"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/reports/sarif"
)

const schema = "testdata/sarif-2.1.0.schema.json"

func company() *datamap.Map {
	m := reporttest.Small()
	m.Findings[1].Suppression = &assess.Suppression{Reason: "campaign ended", By: "dpo@example.com", Until: "2027-01-31"}
	return m
}

func render(t *testing.T, m *datamap.Map) []byte {
	t.Helper()
	return reporttest.Render(t, sarif.Format{}, m, reports.Options{})
}

func TestLogsHoldToTheSchema(t *testing.T) {
	s := reporttest.Schema(t, schema)
	for name, m := range map[string]*datamap.Map{"a company": company(), "nothing found": reporttest.Empty(), "a zero map": {}} {
		if err := reporttest.Validate(t, s, render(t, m)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The schema bites: each change makes the log invalid.
func TestChangedLogsAreInvalid(t *testing.T) {
	s := reporttest.Schema(t, schema)
	for _, c := range []struct {
		name   string
		change func(run, result map[string]any)
	}{
		{"without a tool", func(run, _ map[string]any) { delete(run, "tool") }},
		{"with a level of our own", func(_, r map[string]any) { r["level"] = "high" }},
		{"with a baseline of our own", func(_, r map[string]any) { r["baselineState"] = "open" }},
		{"without a message", func(_, r map[string]any) { delete(r, "message") }},
		{"with a suppression of no kind", func(_, r map[string]any) { r["suppressions"] = []any{map[string]any{"status": "accepted"}} }},
		{"with an attribute of our own", func(_, r map[string]any) { r["dialmap"] = true }},
		{"with the first line as zero", func(_, r map[string]any) {
			r["locations"].([]any)[0].(map[string]any)["physicalLocation"].(map[string]any)["region"] = map[string]any{"startLine": 0}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var doc map[string]any
			if err := json.Unmarshal(render(t, company()), &doc); err != nil {
				t.Fatal(err)
			}
			run := doc["runs"].([]any)[0].(map[string]any)
			c.change(run, run["results"].([]any)[0].(map[string]any))
			b, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			if reporttest.Validate(t, s, b) == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}

func TestTheLogSays(t *testing.T) {
	m := company()
	m.Scan.Complete = false
	var doc struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Invocations []struct{ ExecutionSuccessful bool }
			Results     []struct {
				RuleID        string
				RuleIndex     int
				BaselineState string
				Suppressions  []any
			}
		}
	}
	if err := json.Unmarshal(render(t, m), &doc); err != nil {
		t.Fatal(err)
	}
	run := doc.Runs[0]
	if len(run.Tool.Driver.Rules) != len(assess.Rules) {
		t.Errorf("%d rules of %d", len(run.Tool.Driver.Rules), len(assess.Rules))
	}
	if run.Invocations[0].ExecutionSuccessful {
		t.Error("a scan that is not complete is called successful")
	}
	baselines := map[string]string{assess.New: "new", assess.Open: "unchanged", assess.Stale: "unchanged", assess.Resolved: "absent"}
	for i, r := range run.Results {
		f := m.Findings[i]
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.RuleID != f.Rule {
			t.Errorf("result %d: rule %s at %d, the finding is of %s", i, r.RuleID, r.RuleIndex, f.Rule)
		}
		if r.BaselineState != baselines[f.Status] {
			t.Errorf("result %d: %s for %s", i, r.BaselineState, f.Status)
		}
		if (len(r.Suppressions) == 1) != (f.Suppression != nil) {
			t.Errorf("result %d: %d suppressions", i, len(r.Suppressions))
		}
	}
}
