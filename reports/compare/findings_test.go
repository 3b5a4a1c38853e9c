package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// judged is a map of one dataset that was read whole, with findings of these
// rules.
func judged(rules ...string) *datamap.Map {
	m := &datamap.Map{
		Sources:  []inventory.Source{{Name: "crm"}},
		Datasets: []inventory.Dataset{{Source: "crm", Dataset: "contacts", Records: inventory.Records{Draw: "whole"}}},
		Fields:   []inventory.Field{{Source: "crm", Dataset: "contacts", Field: "phone", Verdict: "phone"}},
	}
	for _, r := range rules {
		f := datamap.Finding{Kind: assess.Unmet, Rule: r, Source: "crm", Dataset: "contacts", Severity: "high", Text: "a sentence.", Status: assess.Open}
		f.RestsOn = []assess.Rest{{Source: "crm", Dataset: "contacts"}}
		f.ID = f.Fingerprint()
		m.Findings = append(m.Findings, f)
	}
	return m
}

// sampled is m, of which a sample was read.
func sampled(m *datamap.Map) *datamap.Map {
	m.Datasets[0].Records.Draw = "random"
	return m
}

// few is a sample whose finding is about three of the records that were drawn.
func few(m *datamap.Map) *datamap.Map {
	low, point, high := 90.0, 434.0, 1270.0
	m.Findings[0].Count = profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sample, Level: profile.Level}
	return sampled(m)
}

func TestFindingsSince(t *testing.T) {
	for _, c := range []struct {
		name string
		old  *datamap.Map
		new  *datamap.Map
		with func(old, new *datamap.Map)
		want []string // rule and change
	}{
		{"one that stays", judged("a"), judged("a"), nil, nil},
		{"one that came", judged(), judged("a"), nil, []string{"a: new"}},
		{"one that is resolved", judged("a"), judged(), nil, []string{"a: gone"}},
		{"one whose dataset went", judged("a"), judged(), func(_, new *datamap.Map) { new.Datasets = nil }, []string{"a: gone"}},
		{"one whose dataset was not looked at", judged("a"), judged(), func(_, new *datamap.Map) {
			new.Gaps = []inventory.Gap{{Source: "crm", Dataset: "contacts", Reason: "denied"}}
		}, []string{"a: cannot_tell"}},
		{"one whose source was not scanned", judged("a"), judged(), func(_, new *datamap.Map) { new.Sources, new.Datasets = nil, nil }, []string{"a: cannot_tell"}},
		{"one of which a sample says nothing", judged("a"), judged(), func(_, new *datamap.Map) { new.Datasets[0].Records.Draw = "random" }, []string{"a: cannot_tell"}},
		{"one of so few numbers that a sample may miss them", few(judged("a")), sampled(judged()), nil, nil},
		{"and the other way round", sampled(judged()), few(judged("a")), nil, nil},
		{"what is declared now is resolved, sample or not", judged("a"), judged(), func(old, new *datamap.Map) {
			old.Findings[0].Kind, new.Datasets[0].Records.Draw = assess.Undeclared, "random"
		}, []string{"a: gone"}},
		{"a pair whose other half was not looked at", judged("a"), judged(), func(old, new *datamap.Map) {
			old.Findings[0].RestsOn = append(old.Findings[0].RestsOn, assess.Rest{Source: "hr", Dataset: "people"})
			old.Datasets = append(old.Datasets, inventory.Dataset{Source: "hr", Dataset: "people", Records: inventory.Records{Draw: "whole"}})
			new.Gaps = []inventory.Gap{{Source: "hr", Reason: "unreachable"}}
		}, []string{"a: cannot_tell"}},
		{"a stale one stays stale", judged(), judged("a"), func(_, new *datamap.Map) { new.Findings[0].Status = assess.Stale }, []string{"a: new"}},
		{"what was resolved before is not resolved again", judged("a"), judged(), func(old, _ *datamap.Map) { old.Findings[0].Status = assess.Resolved }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.with != nil {
				c.with(c.old, c.new)
			}
			changes, err := Compare(c.old, c.new)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range changes.Findings {
				got = append(got, f.Rule+": "+string(f.Change))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
