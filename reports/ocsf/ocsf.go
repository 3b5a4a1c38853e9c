// Package ocsf writes the findings of a data map as OCSF Data Security Findings
// (class 2006), an event a line, for a SIEM or a data lake. The events are valid
// under versions 1.6 and 1.8 of the schema.
package ocsf

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Version of OCSF that the events name. Nothing in them is newer, and nothing
// in them was removed since.
const Version = "1.6.0"

// Format writes the events.
type Format struct{}

// Name is ocsf.
func (Format) Name() string { return "ocsf" }

// Render renders an event for each finding, resolved and accepted ones included.
func (Format) Render(m *datamap.Map, _ reports.Options) (reports.Page, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	sources, datasets := map[string]inventory.Source{}, map[[2]string]inventory.Dataset{}
	for _, s := range m.Sources {
		sources[s.Name] = s
	}
	for _, d := range m.Datasets {
		datasets[[2]string{d.Source, d.Dataset}] = d
	}
	for i := range m.Findings {
		f := &m.Findings[i]
		if err := enc.Encode(newEvent(m, f, sources[f.Source], datasets[[2]string{f.Source, f.Dataset}])); err != nil {
			return reports.Page{}, err
		}
	}
	return reports.Page{Bytes: b.Bytes()}, nil
}

type jsonObject = map[string]any

func newEvent(m *datamap.Map, f *datamap.Finding, s inventory.Source, d inventory.Dataset) jsonObject {
	activity, status := progressOf(f)
	level := severities[f.Severity]
	e := jsonObject{
		"metadata": jsonObject{
			"version": Version, "uid": m.Scan.ID + "/" + f.ID, "log_name": "findings",
			"product": jsonObject{"name": "dialmap", "vendor_name": "dialmap", "version": m.Tool.Version},
		},
		"time":         milliseconds(m.Scan.Finished),
		"category_uid": 2, "category_name": "Findings", "class_uid": 2006, "class_name": "Data Security Finding",
		"activity_id": activity, "type_uid": 200600 + activity,
		"severity_id": level, "severity": severityNames[level],
		"status_id": status, "status": statusNames[status],
		"message":      words.Sentence(f.Text),
		"finding_info": info(m, f),
		"resources":    []jsonObject{resource(f, s, d)},
		"data_security": jsonObject{
			"category_id": 1, "category": "Personal",
			"data_lifecycle_state_id": 1, "data_lifecycle_state": "Data at-Rest",
			"detection_system_id": 4, "detection_system": "Data Discovery & Classification",
			"classifier_details": jsonObject{"name": "phone", "type": "numbering plan validation", "uid": "phone"},
			"discovery_details":  []jsonObject{discovery(f, s)},
			"policy":             jsonObject{"uid": f.Rule, "name": assess.RuleTitle(f.Rule)},
		},
		"unmapped": jsonObject{"dialmap": jsonObject{
			"scan": m.Scan.ID, "issue": f.Issue(), "duty": f.Duty, "kind": f.Kind, "region": f.Region, "purpose": f.Purpose,
			"count": f.Count, "laws": f.Laws, "remedy": f.Remedy, "status": f.Status, "suppression": f.Suppression,
		}},
	}
	addStore(e, f, s)
	return e
}

// severities are those of OCSF: 1 informational to 5 critical.
var severities = map[string]int{"low": 2, "medium": 3, "high": 4, "critical": 5}

var (
	severityNames = []string{"Unknown", "Informational", "Low", "Medium", "High", "Critical"}
	statusNames   = []string{"Unknown", "New", "In Progress", "Suppressed", "Resolved"}
)

// progressOf is the activity (1 create, 2 update, 3 close) and the status (1 new,
// 2 in progress, 3 suppressed, 4 resolved) of a finding.
func progressOf(f *datamap.Finding) (activity, status int) {
	switch {
	case f.Status == assess.Resolved:
		return 3, 4
	case f.Suppression != nil, f.Status == assess.Accepted:
		return 2, 3
	case f.Status == assess.New, f.Status == assess.Reopened:
		return 1, 1
	}
	return 2, 2
}

func milliseconds(t time.Time) int64 { return max(0, t.UnixMilli()) }

func info(m *datamap.Map, f *datamap.Finding) jsonObject {
	i := jsonObject{
		"uid": f.ID, "title": words.Sentence(assess.RuleTitle(f.Rule) + ": " + words.Place(f.Source, f.Dataset, f.Field)),
		"desc": words.Sentence(f.Evidence), "types": []string{f.Rule}, "product_uid": "dialmap",
	}
	if !f.FirstSeen.IsZero() {
		i["first_seen_time"] = milliseconds(f.FirstSeen)
	}
	last := f.LastAssessed
	if last.IsZero() {
		last = m.Scan.Started
	}
	i["last_seen_time"] = milliseconds(last)
	return i
}

func resource(f *datamap.Finding, s inventory.Source, d inventory.Dataset) jsonObject {
	name := words.Place(f.Source, f.Dataset)
	r := jsonObject{"name": name, "uid": name, "type": d.Kind}
	if d.Kind == "" {
		r["type"] = "dataset"
	}
	if s.Stored.Region != "" {
		r["region"] = s.Stored.Region
	}
	if d.Declared != nil && d.Declared.Owner != nil {
		r["owner"] = jsonObject{"name": *d.Declared.Owner}
	}
	return r
}

func discovery(f *datamap.Finding, s inventory.Source) jsonObject {
	out := jsonObject{"type": "phone_number", "count": int64(f.Count.Value())}
	switch {
	case f.Field == "" || f.Field == "text":
	case s.Kind == "mongodb":
		out["occurrences"] = []jsonObject{{"json_path": "$." + f.Field}}
	default:
		out["occurrences"] = []jsonObject{{"column_name": f.Field}}
	}
	return out
}

// addStore names the database, bucket or file that the finding is of.
func addStore(e jsonObject, f *datamap.Finding, s inventory.Source) {
	switch s.Kind {
	case "s3":
		e["databucket"] = jsonObject{"name": f.Source, "type_id": 1, "type": "S3"}
		e["file"] = jsonObject{"name": path.Base("/" + f.Dataset), "path": f.Dataset, "type_id": 1}
	case "files":
		e["file"] = jsonObject{"name": path.Base("/" + f.Dataset), "path": f.Dataset, "type_id": 1}
	case "mongodb":
		db, collection, _ := strings.Cut(f.Dataset, ".")
		e["database"] = jsonObject{"name": db, "uid": f.Source, "type_id": 6, "type": "NoSQL"}
		e["table"] = jsonObject{"name": collection, "uid": words.Place(f.Source, f.Dataset)}
	case "":
	default:
		e["database"] = jsonObject{"name": f.Source, "uid": f.Source, "type_id": 1, "type": "Relational"}
		e["table"] = jsonObject{"name": f.Dataset, "uid": words.Place(f.Source, f.Dataset)}
	}
}
