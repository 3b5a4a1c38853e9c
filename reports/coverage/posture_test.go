package coverage_test

import (
	"testing"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestAFindingOnSecurityRestsOnFactsThatAreKnown(t *testing.T) {
	rest := assess.Finding{Source: "crm", RestsOn: []assess.Rest{{Source: "crm", Fact: "log.values"}}}
	phones := []inventory.Field{{Source: "crm", Dataset: "t", Field: "phone", Verdict: "phone"}}
	posture := func(is string) []inventory.Source {
		return []inventory.Source{{Name: "crm", Posture: &inventory.SourcePosture{Facts: []inventory.Fact{{Name: "log.values", Is: is}}}}}
	}
	for _, c := range []struct {
		name string
		m    datamap.Map
		want coverage.Draw
	}{
		{"known", datamap.Map{Sources: posture("no"), Fields: phones}, coverage.Whole},
		{"unknown this time", datamap.Map{Sources: posture("unknown"), Fields: phones}, coverage.Unread},
		{"not asked this time", datamap.Map{Sources: []inventory.Source{{Name: "crm"}}, Fields: phones}, coverage.Unread},
		{"its datasets were left out", datamap.Map{Sources: posture("no"), Gaps: []inventory.Gap{{Source: "crm", Dataset: "t", Reason: "skipped"}}}, coverage.Unread},
		{"its numbers are gone", datamap.Map{Sources: posture("no")}, coverage.Whole},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := coverage.Of(&c.m).Rests(&rest, func(string) bool { return true })
			if len(got) != 1 || got[0].Draw != c.want {
				t.Errorf("got %+v, want draw %d", got, c.want)
			}
		})
	}
}
