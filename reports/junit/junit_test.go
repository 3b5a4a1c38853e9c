package junit_test

import (
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/junit"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestOutcomes(t *testing.T) {
	accepted := &assess.Suppression{Reason: "campaign ended", By: "dpo@example.com", Until: "2027-01-31"}
	finding := func(dataset, status string, s *assess.Suppression) datamap.Finding {
		return datamap.Finding{ID: "fp1:" + dataset, Rule: "consent.missing", Source: "crm", Dataset: dataset, Status: status, Suppression: s}
	}
	m := &datamap.Map{
		Sources:  []inventory.Source{{Name: "crm"}},
		Datasets: []inventory.Dataset{{Source: "crm", Dataset: "clean"}},
		Findings: []datamap.Finding{
			finding("open", assess.Open, nil), finding("accepted", assess.Accepted, accepted), finding("resolved", assess.Resolved, nil),
			finding("both", assess.Accepted, accepted), finding("both", assess.New, nil),
			{ID: "fp1:undeclared", Rule: "purpose.undeclared", Kind: assess.Undeclared, Source: "crm", Dataset: "undeclared", Status: assess.Open},
		},
		Gaps: []inventory.Gap{{Source: "crm", Dataset: "secret", Reason: "denied"}, {Source: "crm", Dataset: "left", Reason: "skipped"}},
	}
	type testcase struct {
		Class   string    `xml:"classname,attr"`
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	}
	var doc struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Suites   []struct {
			Cases []testcase `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(reporttest.Render(t, junit.Format{}, m, reports.Options{}), &doc); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range doc.Suites[0].Cases {
		outcome := "passed"
		switch {
		case c.Error != nil:
			outcome = "error"
		case c.Failure != nil:
			outcome = "failure"
		case c.Skipped != nil:
			outcome = "skipped"
		}
		got[c.Class] = outcome
	}
	want := map[string]string{
		"crm/clean": "passed", "crm/open": "failure", "crm/accepted": "skipped", "crm/resolved": "passed",
		"crm/both": "failure", "crm/secret": "error", "crm/left": "skipped", "crm/undeclared": "skipped",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if doc.Tests != 8 || doc.Failures != 2 || doc.Errors != 1 || doc.Skipped != 3 {
		t.Errorf("%d tests, %d failures, %d errors, %d skipped", doc.Tests, doc.Failures, doc.Errors, doc.Skipped)
	}
}
