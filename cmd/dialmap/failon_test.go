package main

import (
	"testing"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/profile"
)

func TestWhatFailsAScan(t *testing.T) {
	finding := func(severity, status string) datamap.Finding {
		return datamap.Finding{Rule: "consent.missing", Severity: severity, Status: status}
	}
	accepted := finding("high", assess.Accepted)
	accepted.Suppression = &assess.Suppression{}
	// Two countries with 60 numbers each: medium, and a hundred together are high.
	var countries []datamap.Finding
	for _, region := range []string{"DE", "FR"} {
		f := finding("medium", assess.Open)
		f.Kind, f.Region, f.Count, f.Score = assess.Unmet, region, profile.Count(60), assess.Score{Law: 3, Exposure: 1, Sensitivity: 1}
		f.Laws = []datamap.Article{{ID: "eu-gdpr", Status: "likely", Numbers: 60}}
		countries = append(countries, f)
	}
	for _, c := range []struct {
		name string
		on   string
		list []datamap.Finding
		want int
	}{
		{"nothing asked for", "", []datamap.Finding{finding("critical", assess.New)}, 0},
		{"as severe as asked for", "high", []datamap.Finding{finding("high", assess.Open)}, 1},
		{"less severe", "high", []datamap.Finding{finding("medium", assess.Open)}, 0},
		{"not assessed, and still as severe", "high", []datamap.Finding{finding("high", assess.Unassessed)}, 1},
		{"resolved", "high", []datamap.Finding{finding("high", assess.Resolved)}, 0},
		{"accepted", "high", []datamap.Finding{accepted}, 0},
		{"new", "new", []datamap.Finding{finding("low", assess.New)}, 1},
		{"found again", "new", []datamap.Finding{finding("low", assess.Reopened)}, 1},
		{"not assessed is not new", "new", []datamap.Finding{finding("low", assess.Unassessed)}, 0},
		{"escalated is not new", "new", []datamap.Finding{finding("low", assess.Escalated)}, 0},
		{"countries that are high together", "high", countries, 1},
		{"and are not critical", "critical", countries, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &datamap.Map{Findings: c.list}
			if len(c.list) > 1 {
				m.GroupIssues()
			}
			if got := exitCode(failing(m, c.on)); got != c.want {
				t.Errorf("exit code %d, want %d", got, c.want)
			}
		})
	}
}
