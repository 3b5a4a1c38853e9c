// Package sarif writes the findings of a data map as SARIF 2.1.0, for code hosts
// and viewers. The driver lists every rule, whether or not it found anything, so
// that a reader can tell what is fixed from what was not asked. What was not
// scanned is a notification.
package sarif

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Format writes the log.
type Format struct{}

// Name is sarif.
func (Format) Name() string { return "sarif" }

type jsonObject = map[string]any

// Render renders one run with a result for each finding.
func (Format) Render(m *datamap.Map, _ reports.Options) (reports.Page, error) {
	rules, at := rulesOf(m.Findings)
	results := make([]jsonObject, len(m.Findings))
	for i := range m.Findings {
		results[i] = resultOf(&m.Findings[i], at[m.Findings[i].Rule])
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(jsonObject{
		"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		"version": "2.1.0",
		"runs": []jsonObject{{
			"tool":              jsonObject{"driver": jsonObject{"name": "dialmap", "version": m.Tool.Version, "rules": rules}},
			"automationDetails": jsonObject{"id": "dialmap/scan/" + m.Scan.ID},
			"invocations":       []jsonObject{invocation(m)},
			"results":           results,
		}},
	})
	return reports.Page{Bytes: b.Bytes()}, err
}

// rulesOf lists every rule of this version, then those of findings that an older
// one made. The severity of a rule is that of its gravest finding.
func rulesOf(findings []datamap.Finding) (list []jsonObject, at map[string]int) {
	gravest := map[string]int{}
	rules := append([]assess.Rule{}, assess.Rules...)
	for i := range findings {
		f := &findings[i]
		if _, ok := assess.FindRule(f.Rule); !ok && gravest[f.Rule] == 0 {
			rules = append(rules, assess.Rule{ID: f.Rule, Duty: f.Duty, Kind: f.Kind, Title: f.Rule})
		}
		gravest[f.Rule] = max(gravest[f.Rule], f.Score.Sum(), 1)
	}
	at = map[string]int{}
	for i, r := range rules {
		at[r.ID] = i
		properties := jsonObject{"tags": []string{"privacy", r.Duty}}
		if n := gravest[r.ID]; n > 0 {
			properties["security-severity"] = strconv.Itoa(n) + ".0"
		}
		list = append(list, jsonObject{
			"id": r.ID, "shortDescription": jsonObject{"text": words.Sentence(r.Title)},
			"help":                 jsonObject{"text": words.Sentence(words.Duty(r.Duty) + ": " + r.Title)},
			"defaultConfiguration": jsonObject{"level": kindLevels[r.Kind]},
			"properties":           properties,
		})
	}
	return list, at
}

var (
	kindLevels     = map[string]string{assess.Unmet: "error", assess.Unproven: "warning", assess.Undeclared: "note"}
	severityLevels = map[string]string{"critical": "error", "high": "error", "medium": "warning", "low": "note"}
	baselines      = map[string]string{assess.New: "new", assess.Escalated: "updated", assess.Reopened: "updated", assess.Resolved: "absent"}
)

func resultOf(f *datamap.Finding, rule int) jsonObject {
	place := words.Place(f.Source, f.Dataset)
	baseline := baselines[f.Status]
	if baseline == "" {
		baseline = "unchanged"
	}
	level := severityLevels[f.Severity]
	if level == "" {
		level = "none"
	}
	r := jsonObject{
		"ruleId": f.Rule, "ruleIndex": rule, "level": level, "kind": "fail", "baselineState": baseline,
		"message": jsonObject{"text": words.Sentence(f.Text)},
		"locations": []jsonObject{{
			"physicalLocation": jsonObject{
				"artifactLocation": jsonObject{"uri": (&url.URL{Path: place}).String()},
				"region":           jsonObject{"startLine": 1},
			},
			"logicalLocations": []jsonObject{{"fullyQualifiedName": words.Place(f.Source, f.Dataset, f.Field), "kind": "member"}},
		}},
		"partialFingerprints": jsonObject{"dialmapFinding/v1": f.ID},
		"properties": jsonObject{
			"issue": f.Issue(), "duty": f.Duty, "kind": f.Kind, "severity": f.Severity, "region": f.Region, "purpose": f.Purpose,
			"count": f.Count, "laws": f.Laws, "remedy": f.Remedy, "status": f.Status,
		},
	}
	if level == "none" {
		r["kind"] = "open"
	}
	if s := f.Suppression; s != nil {
		r["suppressions"] = []jsonObject{{"kind": "external", "status": "accepted", "justification": s.Reason + " (by " + s.By + ", until " + s.Until + ")"}}
	}
	return r
}

func invocation(m *datamap.Map) jsonObject {
	notes := []jsonObject{}
	for _, g := range m.Gaps {
		notes = append(notes, notification(g))
	}
	return jsonObject{
		"executionSuccessful":        m.Scan.Complete,
		"startTimeUtc":               m.Scan.Started.UTC().Format(time.RFC3339),
		"endTimeUtc":                 m.Scan.Finished.UTC().Format(time.RFC3339),
		"toolExecutionNotifications": notes,
	}
}

func notification(g inventory.Gap) jsonObject {
	level := "warning"
	if summary.Chosen(g.Reason) {
		level = "note"
	}
	text := words.Place(g.Source, g.Dataset, g.Field) + " was not scanned: " + summary.Title(g.Reason)
	if g.Detail != "" {
		text += " (" + g.Detail + ")"
	}
	return jsonObject{"level": level, "descriptor": jsonObject{"id": "gap." + g.Reason}, "message": jsonObject{"text": text}}
}
