package summary

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

func TestLawsOfOneNameAreToldApart(t *testing.T) {
	m := &datamap.Map{Laws: []datamap.Law{
		{ID: "ee", Short: "Electronic Communications Act", Jurisdiction: "EE"}, {ID: "hr", Short: "Electronic Communications Act", Jurisdiction: "HR"},
		{ID: "eu", Short: "GDPR", Jurisdiction: "EU"}, {ID: "xx"},
	}}
	want := map[string]string{"ee": "Electronic Communications Act (Estonia)", "hr": "Electronic Communications Act (Croatia)", "eu": "GDPR", "xx": "xx"}
	if d := cmp.Diff(want, LawNames(m)); d != "" {
		t.Error(d)
	}
}

func TestCopiesAreGatheredAroundTheirOrigin(t *testing.T) {
	at := func(name string) inventory.Place {
		return inventory.Place{Source: "s", Dataset: name, Field: "phone"}
	}
	share := func(of, in string, v float64) inventory.Overlap {
		return inventory.Overlap{Of: at(of), In: at(in), Share: profile.Estimate{Point: &v, Low: &v, High: &v, How: profile.Exact}}
	}
	m := &datamap.Map{Overlaps: []inventory.Overlap{
		share("export", "contacts", 1), share("contacts", "export", 0.4), share("dump", "export", 0.9), share("dump", "contacts", 0.8), share("lone", "other", 0.5), share("other", "contacts", 0.49),
	}}
	for name, n := range map[string]uint64{"contacts": 500, "export": 200, "dump": 100, "lone": 10, "other": 20} {
		m.Fields = append(m.Fields, inventory.Field{Source: "s", Dataset: name, Field: "phone", Distinct: profile.Count(n)})
	}
	got := map[string][]string{}
	for _, c := range Copies(m) {
		for _, p := range c.Copies {
			name := p.Of.Dataset
			if !p.Direct {
				name += " by " + p.In.Dataset
			}
			got[c.Origin.Dataset] = append(got[c.Origin.Dataset], name)
		}
	}
	if d := cmp.Diff(map[string][]string{"contacts": {"export", "dump by export"}, "other": {"lone"}}, got); d != "" {
		t.Error(d)
	}
}

func TestWhoExports(t *testing.T) {
	for _, c := range []struct {
		name, stored string
		org          datamap.Controller
		want         string
	}{
		{"an organisation of another country", "US", datamap.Controller{Name: "Nordlicht", Establishments: []string{"DE"}}, "Nordlicht, established in Germany"},
		{"one that is established there is no exporter", "US", datamap.Controller{Establishments: []string{"US-CA"}}, "none: the organisation is established where the numbers are stored"},
		{"of several, those elsewhere", "DE", datamap.Controller{Establishments: []string{"DE", "FR"}}, "the organisation, established in France"},
		{"nobody was declared", "DE", datamap.Controller{}, "not declared"},
	} {
		if got := Exporter(&datamap.Map{Organisation: c.org}, c.stored); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
