package ocsf_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/ocsf"
	"github.com/dialmap/dialmap/reports/reporttest"
)

var schemas = []string{
	"testdata/ocsf-data-security-finding-1.6.0.schema.json",
	"testdata/ocsf-data-security-finding-1.8.0.schema.json",
}

// company has a finding in every kind of source, and one that is accepted.
func company() *datamap.Map {
	m := reporttest.Small()
	m.Findings[1].Suppression = &assess.Suppression{Reason: "campaign ended", By: "dpo@example.com", Until: "2027-01-31"}
	m.Findings[1].Status = assess.Accepted
	return m
}

func events(t *testing.T, m *datamap.Map) [][]byte {
	t.Helper()
	return bytes.Split(bytes.TrimSpace(reporttest.Render(t, ocsf.Format{}, m, reports.Options{})), []byte("\n"))
}

func TestEventsHoldToBothSchemas(t *testing.T) {
	for _, file := range schemas {
		s := reporttest.Schema(t, file)
		for _, e := range events(t, company()) {
			if err := reporttest.Validate(t, s, e); err != nil {
				t.Errorf("%s: %v\n%s", file, err, e)
			}
		}
	}
}

// The schemas bite: each change makes an event invalid under both.
func TestChangedEventsAreInvalid(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(e map[string]any)
	}{
		{"without a severity", func(e map[string]any) { delete(e, "severity_id") }},
		{"of another class", func(e map[string]any) { e["class_uid"] = 2004 }},
		{"with an activity that does not exist", func(e map[string]any) { e["activity_id"] = 7 }},
		{"with the time as text", func(e map[string]any) { e["time"] = "2026-11-23" }},
		{"without the product", func(e map[string]any) { delete(e["metadata"].(map[string]any), "product") }},
		{"without an id", func(e map[string]any) { delete(e["finding_info"].(map[string]any), "uid") }},
		{"with an attribute of our own", func(e map[string]any) { e["dialmap"] = true }},
		{"with an empty occurrence", func(e map[string]any) {
			d := e["data_security"].(map[string]any)["discovery_details"].([]any)[0].(map[string]any)
			d["occurrences"] = []any{map[string]any{}}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var e map[string]any
			if err := json.Unmarshal(events(t, company())[0], &e); err != nil {
				t.Fatal(err)
			}
			c.change(e)
			b, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range schemas {
				if reporttest.Validate(t, reporttest.Schema(t, file), b) == nil {
					t.Errorf("%s accepts it", file)
				}
			}
		})
	}
}

func TestStatusesAreThoseOfTheFindings(t *testing.T) {
	type progress struct {
		Activity int `json:"activity_id"`
		Type     int `json:"type_uid"`
		Status   int `json:"status_id"`
		Severity int `json:"severity_id"`
	}
	want := map[string]progress{
		assess.New: {1, 200601, 1, 5}, assess.Accepted: {2, 200602, 3, 4}, assess.Stale: {2, 200602, 2, 2}, assess.Resolved: {3, 200603, 4, 3},
	}
	m, met := company(), map[string]bool{}
	for i, e := range events(t, m) {
		var got progress
		if err := json.Unmarshal(e, &got); err != nil {
			t.Fatal(err)
		}
		if w, ok := want[m.Findings[i].Status]; ok {
			met[m.Findings[i].Status] = true
			if got != w {
				t.Errorf("%s: got %+v, want %+v", m.Findings[i].Status, got, w)
			}
		}
	}
	if len(met) != len(want) {
		t.Errorf("only %v were met", met)
	}
}
