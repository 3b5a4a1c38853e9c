package html_test

import (
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/html"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestThePageSaysWhoCanRead(t *testing.T) {
	m := reporttest.Small()
	if page := string(reporttest.Render(t, html.Format{}, m, reports.Options{})); strings.Contains(page, `id="security"`) {
		t.Error("there is a section on security although no source was asked")
	}
	m.Sources[0].Posture = &inventory.SourcePosture{Facts: []inventory.Fact{
		{Name: "log.values", Is: "no"}, {Name: "open.login", Is: "unknown", Why: "denied", Tells: "GRANT SELECT ON pg_hba_file_rules TO scan;"},
	}}
	m.Datasets[0].Posture = &inventory.DatasetPosture{
		Facts:   []inventory.Fact{{Name: "open.everyone", Is: "no"}},
		Readers: inventory.Readers{Whole: true, Logins: 3, List: []inventory.Reader{{Name: "job", By: "view", Path: []string{"crm_ro", "crm.v_phones"}}, {Name: "mgr", By: "table", Could: "set_role"}}},
	}
	page := string(reporttest.Render(t, html.Format{}, m, reports.Options{}))
	for _, want := range []string{
		"read by 3 logins", "<b>job</b> a view: crm_ro → crm.v_phones", "<b>mgr</b> could by SET ROLE", "and 2 more",
		"1 known, 1 not known", "lets in whoever reaches it: not known (denied)", "GRANT SELECT ON pg_hba_file_rules TO scan;",
	} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "→", "&rarr;")) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
