package json_test

import (
	"bytes"
	stdjson "encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/json"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(json.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t *testing.T, m *datamap.Map, o reports.Options) []byte {
	t.Helper()
	return reporttest.Render(t, json.Format{}, m, o)
}

func TestDocumentsHoldToTheSchema(t *testing.T) {
	s := schema(t)
	for _, c := range []struct {
		name string
		m    *datamap.Map
	}{
		{"a company with every kind of answer", reporttest.Small()},
		{"a source in which nothing was found", reporttest.Empty()},
		{"a map whose lists are all nil", bare()},
		{"a map that says how its sources are kept", kept()},
		{"a generated map", reporttest.Large(1, 200, 800)},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(write(t, c.m, reports.Options{AllFields: true})))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(doc); err != nil {
				t.Error(err)
			}
		})
	}
}

// bare has one of everything, and no list in any of them.
func bare() *datamap.Map {
	m := reporttest.Small()
	m.Sources = []inventory.Source{{Name: "a", Kind: "files", Stored: inventory.Stored{Evidence: "unknown"}}}
	m.Datasets, m.Gaps, m.Findings, m.Laws = nil, nil, nil, nil
	f := m.Fields[0]
	f.Why, f.Examples, f.Types, f.Regions = nil, nil, nil, []inventory.Region{{Status: "unknown", How: "none"}}
	m.Fields = []inventory.Field{f}
	m.LawSets = []datamap.LawSet{{ID: "s1", Coverage: "none"}}
	c := m.Cells[0]
	c.Subject.Candidates = nil
	m.Cells = []datamap.Cell{c}
	return m
}

// kept says of one source all that there is to say, and of another nothing.
func kept() *datamap.Map {
	m := reporttest.Small()
	facts := []inventory.Fact{{Name: "transit.plain_accepted", Is: "unknown", Why: "denied", Tells: "GRANT …"}, {Name: "rest.encrypted", Is: "yes", How: "HEAD", Of: 4, N: 4}}
	recipients := []inventory.Recipient{{Kind: "slot", Name: "fivetran", Host: "db.vendor.example", Active: "no", Fields: []string{"phone"}, Through: "all_tables"}}
	m.Sources[0].Posture = &inventory.SourcePosture{Facts: facts, Recipients: recipients}
	m.Sources[1].Posture = &inventory.SourcePosture{}
	m.Datasets[0].Posture = &inventory.DatasetPosture{Facts: facts, Recipients: recipients, Readers: inventory.Readers{
		Whole: true, Logins: 11, Administrators: 1, List: []inventory.Reader{{Name: "app", By: "table", Path: []string{"crm_ro"}, Could: "set_role", Fields: []string{"phone"}}},
	}}
	m.Datasets[1].Posture = &inventory.DatasetPosture{Readers: inventory.Readers{Why: "denied", Tells: "GRANT …"}}
	return m
}

func TestTheSchemaRefusesWhatTheContractForbids(t *testing.T) {
	s := schema(t)
	for _, c := range []struct{ name, old, new string }{
		{"another schema version", `"dialmap.report/v1"`, `"dialmap.report/v0"`},
		{"a list that is null", `"gaps": []`, `"gaps": null`},
		{"a negative count", `"sources": 1`, `"sources": -1`},
		{"a day that is none", `"on": "2026-11-23"`, `"on": "today"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := string(write(t, reporttest.Empty(), reports.Options{}))
			broken := strings.Replace(text, c.old, c.new, 1)
			if broken == text {
				t.Fatalf("%s is not in the document", c.old)
			}
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
			if err != nil {
				t.Fatal(err)
			}
			if s.Validate(doc) == nil {
				t.Errorf("accepted with %s", c.new)
			}
		})
	}
}

func TestFieldsWithoutPhonesAreLeftOutUnlessAsked(t *testing.T) {
	for _, c := range []struct {
		name string
		all  bool
		none int
	}{{"by default", false, 0}, {"all fields", true, 1}} {
		t.Run(c.name, func(t *testing.T) {
			none := strings.Count(string(write(t, reporttest.Small(), reports.Options{AllFields: c.all})), `"verdict": "none"`)
			if none != c.none {
				t.Errorf("%d fields without phones, want %d", none, c.none)
			}
		})
	}
}

func TestAMapSurvivesTheRoundTrip(t *testing.T) {
	want := reporttest.Small()
	var got datamap.Map
	if err := stdjson.Unmarshal(write(t, want, reports.Options{AllFields: true}), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(reporttest.Small(), want); diff != "" {
		t.Errorf("writing changed the map: %s", diff)
	}
	if diff := cmp.Diff(want.Cells, got.Cells); diff != "" {
		t.Errorf("cells (-want +got): %s", diff)
	}
	if diff := cmp.Diff(want.Headline, got.Headline); diff != "" {
		t.Errorf("headline (-want +got): %s", diff)
	}
}
