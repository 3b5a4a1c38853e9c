package assess

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// kenyan is a shop that no law reaches for certain, with so many American numbers
// and so many Kenyan ones, of which nobody declared how long they are kept.
func kenyan(american, kenyan int) World {
	w := &World{On: today}
	*w = *world()
	w.Facts.Datasets, w.Facts.Fields, w.Declared = nil, nil, Declarations{}
	w.table("crm", "public.contacts", regions("US", american))
	w.Reaches = []Reach{{Source: "crm", Dataset: "public.contacts", Field: "phone", Region: "US", Stored: "US", Numbers: profile.Count(uint64(american)), Transfer: "domestic",
		Laws: []laws.Applies{{ID: "us-ca-ccpa", Status: "if"}}}}
	if kenyan > 0 {
		w.Facts.Fields[0].Regions = regions("US", american, "KE", kenyan)
		w.Facts.Fields[0].Numbers = profile.Count(uint64(american + kenyan))
		w.Reaches = append(w.Reaches, Reach{Source: "crm", Dataset: "public.contacts", Field: "phone", Region: "KE", Stored: "US", Numbers: profile.Count(uint64(kenyan)), Transfer: "domestic",
			Laws: []laws.Applies{{ID: "ke-dpa", Status: "likely"}}})
	}
	return *w
}

func TestALawWeighsByTheNumbersItReaches(t *testing.T) {
	c, err := laws.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name             string
		american, kenyan int
		first, severity  string
		law, volume      int
	}{
		{"no Kenyan number", 1160, 0, "us-ca-ccpa", "low", 1, 1},
		{"one Kenyan number among 1,160 changes nothing", 1159, 1, "us-ca-ccpa", "low", 1, 1},
		{"99 among 1,000 are below a tenth", 901, 99, "us-ca-ccpa", "low", 1, 1},
		{"a hundred count, by their own volume", 1060, 100, "ke-dpa", "medium", 2, 1},
		{"a tenth of a few counts", 9, 1, "ke-dpa", "low", 2, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := kenyan(tc.american, tc.kenyan)
			w.Catalog = c
			list, _ := Findings(w)
			i := slices.IndexFunc(list, func(f Finding) bool { return f.Rule == "retention.undeclared" })
			if i < 0 {
				t.Fatal("nothing was found")
			}
			f := list[i]
			if len(f.Laws) == 0 || f.Laws[0].ID != tc.first {
				t.Errorf("laws %v, want %s first", f.Laws, tc.first)
			}
			if f.Severity != tc.severity || f.Score.Law != tc.law || f.Score.Volume != tc.volume {
				t.Errorf("%s with %+v, want %s: %s", f.Severity, f.Score, tc.severity, f.Because)
			}
			for _, a := range f.Laws {
				if want := map[string]int{"ke-dpa": tc.kenyan, "us-ca-ccpa": tc.american}[a.ID]; int(a.Numbers) != want {
					t.Errorf("%s reaches %d numbers, want %d", a.ID, a.Numbers, want)
				}
			}
		})
	}
}

// A ledger that could not be read is not an empty one.
func TestAnUnreadLedgerSaysOfNobodyThatConsentIsMissing(t *testing.T) {
	for _, c := range []struct {
		name    string
		whole   bool
		entries uint64
		denied  bool
		want    bool
	}{{"read whole, and empty", true, 0, false, true}, {"read in part", false, 10, true, true}, {"not read", false, 0, false, false}, {"denied", true, 0, true, false}} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			w.Facts.Ledgers[0].Whole, w.Facts.Ledgers[0].Entries = c.whole, c.entries
			w.field("public.contacts").Consents[0] = state("DE", "sms_marketing", "missing", 800)
			if c.denied {
				w.Facts.Gaps = []inventory.Gap{{Source: "crm", Dataset: "public.consents", Reason: "denied"}}
			}
			list, _ := w.judged(t)
			if got := slices.ContainsFunc(list, func(f Finding) bool { return f.Rule == "consent.missing" }); got != c.want {
				t.Errorf("found %v, want %v", got, c.want)
			}
		})
	}
}

// What is not met under a law that reaches one number weighs nothing beside what
// may be under another one.
func TestVolumeIsNotOutbidByOneNumber(t *testing.T) {
	laws := func(kenyan uint64) []Article {
		return []Article{{ID: "us-ca-ccpa", Status: "if", Numbers: 1160 - kenyan}, {ID: "ke-dpa", Status: "likely", Numbers: kenyan}}
	}
	for kenyan, want := range map[uint64]Score{0: {Law: 1, Volume: 1}, 1: {Law: 1, Volume: 1}, 99: {Law: 1, Volume: 1}, 100: {Law: 3, Volume: 1}} {
		var s Score
		if s.weigh(laws(kenyan), Unmet, 1160); s != want {
			t.Errorf("%d Kenyan numbers: %+v, want %+v", kenyan, s, want)
		}
	}
}

// Marketing that names no channel asks what is due before calls and before
// messages, which one article may say.
func TestAnArticleOfTwoDutiesReachesANumberOnce(t *testing.T) {
	w := world()
	w.Declared.Datasets[0].Purposes = []string{"marketing"}
	w.field("public.contacts").Consents = []inventory.Consent{state("DE", "", "missing", 800)}
	list, _ := w.judged(t)
	i := slices.IndexFunc(list, func(f Finding) bool { return f.Rule == "consent.missing" })
	if i < 0 {
		t.Fatal("nothing was found")
	}
	k := slices.IndexFunc(list[i].Laws, func(a Article) bool { return a.ID == "eu-gdpr" && a.Article == "Art. 21(2)-(3)" })
	if k < 0 || list[i].Laws[k].Numbers != 800 {
		t.Errorf("laws %+v, want 800 numbers under GDPR Art. 21", list[i].Laws)
	}
}

func TestFindingsRestOnWhatWasReadForThem(t *testing.T) {
	w := world()
	w.also("public.copy", regions("DE", 100))
	w.overlap("public.contacts", "public.copy", 0.5)
	w.field("public.contacts").Consents[0] = state("DE", "sms_marketing", "missing", 800)
	w.Declared.Notices[0].Recipients = nil
	list, _ := w.judged(t)
	own := Rest{Source: "crm", Dataset: "public.contacts"}
	for rule, want := range map[string][]Rest{
		"consent.missing":        {own, {Source: "crm", Dataset: "public.consents", Ledger: "sms"}},
		"purpose.mixed":          {own, {Source: "crm", Dataset: "public.copy"}},
		"transparency.recipient": {own, {Notice: "https://shop.example/privacy"}},
	} {
		i := slices.IndexFunc(list, func(f Finding) bool { return f.Rule == rule && f.Dataset == "public.contacts" })
		if i < 0 {
			t.Errorf("no finding of %s", rule)
			continue
		}
		if d := cmp.Diff(want, list[i].RestsOn); d != "" {
			t.Errorf("%s rests on (-want +got): %s", rule, d)
		}
	}
}

// row is a finding of one issue.
func row(region, purpose, kind, status string, n uint64, list ...Article) Finding {
	for i := range list {
		list[i].Numbers = n
	}
	f := Finding{Rule: "consent.missing", Duty: "consent", Kind: kind, Source: "crm", Dataset: "a", Field: "phone", Region: region, Purpose: purpose, Count: profile.Count(n), Laws: list, Status: status}
	f.ID = f.Fingerprint()
	return f
}

func TestIssuesCountEachNumberOnce(t *testing.T) {
	gdpr, dpa := Article{ID: "eu-gdpr", Article: "Art. 6", Status: "likely"}, Article{ID: "ke-dpa", Article: "s. 32", Status: "likely"}
	list := Issues([]Finding{
		row("DE", "sms", Unmet, New, 60, gdpr), row("DE", "calls", Unmet, Open, 50, gdpr), row("FR", "sms", Unmet, Open, 70, gdpr),
		row("KE", "sms", Unproven, Open, 1, dpa), row("IT", "sms", Unmet, Resolved, 900, gdpr),
	}, func(string, string) string { return "crm-team" })
	if len(list) != 1 {
		t.Fatalf("%d issues, want 1", len(list))
	}
	x := list[0]
	if x.Count.Value() != 131 || x.Kind != Unmet || x.Owner != "crm-team" || x.Status != Open || len(x.Findings) != 5 {
		t.Errorf("count %v, kind %s, owner %s, status %s, %d findings", x.Count.Value(), x.Kind, x.Owner, x.Status, len(x.Findings))
	}
	want := []IssueRegion{{"FR", profile.Count(70)}, {"DE", profile.Count(60)}, {"KE", profile.Count(1)}}
	if d := cmp.Diff(want, x.Regions); d != "" {
		t.Errorf("regions (-want +got): %s", d)
	}
	if d := cmp.Diff([]IssuePurpose{{"sms", profile.Count(131)}, {"calls", profile.Count(50)}}, x.Purposes); d != "" {
		t.Errorf("purposes (-want +got): %s", d)
	}
	gdpr.Numbers, dpa.Numbers = 130, 1
	if d := cmp.Diff([]Article{gdpr, dpa}, x.Laws); d != "" {
		t.Errorf("laws (-want +got): %s", d)
	}
	if x.Score.Law != 3 || x.Score.Volume != 1 {
		t.Errorf("score %+v: the rows of an issue are summed before it is rated", x.Score)
	}
}

func TestTheStatusOfAnIssue(t *testing.T) {
	for _, c := range []struct {
		name string
		want string
		of   []string
	}{
		{"all new", New, []string{New, New}},
		{"another country joins", Open, []string{New, Open}},
		{"one of several could not be assessed", Open, []string{Unassessed, Open}},
		{"none could", Unassessed, []string{Unassessed, Unassessed}},
		{"one came back", Reopened, []string{Reopened, Open, Resolved}},
		{"one is worse", Escalated, []string{Escalated, Open}},
		{"what is left is accepted", Accepted, []string{Accepted, Resolved}},
		{"nothing is left", Resolved, []string{Resolved, Resolved}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var list []Finding
			for i, s := range c.of {
				list = append(list, row(string(rune('A'+i))+"X", "", Unmet, s, 1))
			}
			if got := Issues(list, func(string, string) string { return "" })[0].Status; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestEveryRuleIsListed(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules {
		if seen[r.ID] || r.Title == "" || order(r.Duty) == len(Duties) {
			t.Errorf("rule %+v", r)
		}
		seen[r.ID] = true
	}
}
