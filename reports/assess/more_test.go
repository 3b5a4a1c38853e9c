package assess

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// every raises one finding of nearly every rule.
func every(t *testing.T) []Finding {
	t.Helper()
	w := world()
	d, f := &w.Declared.Datasets[0], w.field("public.contacts")
	d.Contacted = "sent_at"
	f.Consents = nil
	for _, s := range []string{"missing", "withdrawn", "expired", "other_purpose", "late", "valid"} {
		f.Consents = append(f.Consents, state("DE", "sms_marketing", s, 300))
	}
	refused := state("FR", "", "refused", 1)
	refused.Ledger = "dnc"
	f.Consents = append(f.Consents, state("DE", "", "withdrawn", 5), refused)
	w.Declared.Ledgers = append(w.Declared.Ledgers, Ledger{Name: "dnc", Dataset: "files/dnc.csv", Kind: "refusal"})
	w.Declared.Notices[0].Recipients, w.Declared.Notices[0].Languages = nil, []string{"de"}
	f.Ages[0].Days[0].Day = "2020-01-01"
	w.dataset("public.contacts").Expiry = &inventory.Expiry{Days: 900, Rule: "tidy"}
	l := &w.Facts.Ledgers[0]
	l.NoTime, l.NoSource, l.NoWording, l.Bulk = 1, 2, 3, 400
	w.also("public.tickets", regions("DE", 50)).Purposes = []string{"helpdesk"}
	w.overlap("public.contacts", "public.tickets", 0.05)
	w.dataset("public.tickets").Use = &inventory.Use{Read: "2024-01-01", Since: "2020-01-01"}
	w.also("dev.backup_log", regions("DE", 80)).Retention = Retention{Period: "7y"}
	w.field("dev.backup_log").Ages = nil
	w.overlap("dev.backup_log", "public.tickets", 0.99)
	*w.also("public.leads", regions("DE", 9)) = Declared{Match: "crm/public.leads"}
	w.also("public.people", regions("DE", 100)).Purposes = []string{"support"}
	w.overlap("public.people", "public.leads", 1)
	w.also("public.members", regions("DE", 5)).LegalBasis = "consent"
	*w.also("public.fair", regions("FR", 7)) = Declared{Match: "crm/public.fair", Purposes: []string{"sms_marketing"}, Retention: Retention{Period: "7y"}}
	w.field("public.fair").Ages = []inventory.Age{age("created_at", "FR", "2023-01-01", 7)}
	w.secure()
	w.also("public.hashed", regions("DE", 60))
	w.field("public.hashed").Protection, w.field("public.hashed").Reversible = "hashed", &inventory.Reversible{
		Of: 60, Matched: 55, Algorithm: "SHA-256", Form: "E.164", Numbers: inventory.Place{Source: "crm", Dataset: "public.contacts"},
	}
	list, _ := w.judgedIn(t, "DE", "FR")
	return list
}

// Read aloud, each finding is a sentence with its article, and says what to do.
func TestFindingsAreSentences(t *testing.T) {
	rules := map[string]bool{}
	for _, f := range append(every(t), everyThirdParty(t)...) {
		rules[f.Rule] = true
		if !regexp.MustCompile(`^[a-z0-9].*[^.]\.$`).MatchString(f.Text) || strings.Contains(f.Text, "%!") || strings.Contains(f.Text, "  ") {
			t.Errorf("%s is no sentence: %q", f.Rule, f.Text)
		}
		if !strings.Contains(f.Text, "GDPR (Art") {
			t.Errorf("%s names no article: %q", f.Rule, f.Text)
		}
		for _, s := range []string{f.Evidence, f.Remedy, f.Because} {
			if s == "" || strings.Contains(s, "%!") || strings.Contains(s, "; ;") {
				t.Errorf("%s: %q", f.Rule, s)
			}
		}
		if !strings.HasSuffix(f.Remedy, ".") || strings.HasSuffix(f.Evidence, ".") {
			t.Errorf("%s: a remedy is a sentence, an evidence is none: %q, %q", f.Rule, f.Remedy, f.Evidence)
		}
		if f.Kind == Undeclared && (Rank(f.Severity) > 2 || strings.Contains(f.Text, "at odds")) {
			t.Errorf("%s: what is undeclared is called a breach: %s, %q", f.Rule, f.Severity, f.Text)
		}
	}
	for _, rule := range documented(t) {
		if !rules[rule] && rule != "transparency.no_notice" && rule != "transparency.purpose" {
			t.Errorf("%s is in docs/findings.md and was not raised", rule)
		}
		delete(rules, rule)
	}
	for rule := range rules {
		if rule != "transparency.purpose" {
			t.Errorf("%s is not in docs/findings.md", rule)
		}
	}
}

// documented are the rules of docs/findings.md.
func documented(t *testing.T) (list []string) {
	t.Helper()
	b, err := os.ReadFile("../../docs/findings.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+\\.[a-z_]+)` \\|").FindAllSubmatch(b, -1) {
		list = append(list, string(m[1]))
	}
	if len(list) < 25 {
		t.Fatalf("only %d rules", len(list))
	}
	return list
}

func TestAFindingIsNamedOnceAndAlways(t *testing.T) {
	seen := map[string]bool{}
	list := every(t)
	for _, f := range list {
		if seen[f.ID] {
			t.Errorf("%s names two findings", f.ID)
		}
		seen[f.ID] = true
	}
	f := Finding{Rule: "consent.missing", Source: "crm", Dataset: "public.contacts", Field: "phone", Region: "DE", Purpose: "sms_marketing", Count: profile.Count(5)}
	if got := f.Fingerprint(); got != "fp1:4942b330592d9bb9fa6dd046" {
		t.Errorf("got %s: findings of earlier scans are not known again", got)
	}
	again := every(t)
	a, _ := json.Marshal(list)
	b, _ := json.Marshal(again)
	if string(a) != string(b) {
		t.Error("the same facts give other findings")
	}
}

func TestTheOrderOfTheFactsDoesNotMatter(t *testing.T) {
	w := world()
	w.also("public.leads", regions("DE", 9)).Purposes = nil
	w.also("public.people", regions("FR", 7)).Retention = Retention{}
	w.field("public.contacts").Consents[0].State = "missing"
	want, _ := w.judged(t)
	slices.Reverse(w.Facts.Datasets)
	slices.Reverse(w.Facts.Fields)
	slices.Reverse(w.Declared.Datasets)
	got, _ := w.judged(t)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSeverity(t *testing.T) {
	gdpr := []Article{{ID: "eu-gdpr", Article: "Art. 6", Status: "likely"}}
	open := &set{fields: []*inventory.Field{{Field: "phone", Protection: "plaintext"}}}
	hidden := &set{fields: []*inventory.Field{{Field: "phone", Protection: "hashed"}}}
	beside := func(tier int, records uint64) *set {
		return &set{fields: open.fields, facts: &inventory.Dataset{
			Records: inventory.Records{Total: profile.Count(10_000)}, BesideTiers: []inventory.BesideTier{{Tier: tier, Records: profile.Count(records)}},
		}}
	}
	for _, c := range []struct {
		name string
		d    draft
		want string
	}{
		{"no law, few numbers, none in clear", draft{set: hidden, Finding: Finding{Count: profile.Count(5)}}, "low"},
		{"a law that applies if", draft{set: open, Finding: Finding{Laws: []Article{{Status: "if"}}, Count: profile.Count(5000)}}, "low"},
		{"not shown to be met", draft{set: open, Finding: Finding{Kind: Unproven, Laws: gdpr, Count: profile.Count(5000)}}, "medium"},
		{"not met, for a hundred", draft{set: open, Finding: Finding{Kind: Unmet, Laws: gdpr, Count: profile.Count(100)}}, "medium"},
		{"not met, for ten thousand", draft{set: open, Finding: Finding{Kind: Unmet, Laws: gdpr, Count: profile.Count(10_000)}}, "high"},
		{"and these people said no", draft{set: open, saidNo: true, Finding: Finding{Kind: Unmet, Laws: gdpr, Count: profile.Count(10_000)}}, "critical"},
		{"not met, for a hundred, beside contact details", draft{set: beside(1, 9_000), Finding: Finding{Kind: Unmet, Laws: gdpr, Count: profile.Count(100)}}, "medium"},
		{"beside identity or money: a step", draft{set: beside(2, 100), Finding: Finding{Kind: Unmet, Laws: gdpr, Count: profile.Count(100)}}, "high"},
		{"but not in less than a hundredth", draft{set: beside(2, 99), Finding: Finding{Kind: Unmet, Laws: gdpr, Count: profile.Count(100)}}, "medium"},
		{"beside health data, in one record: critical", draft{set: beside(4, 1), Finding: Finding{Kind: Unproven, Laws: gdpr, Count: profile.Count(100)}}, "critical"},
		{"what nobody declared stays medium, whatever is beside it", draft{set: beside(4, 9_000), outside: true, Finding: Finding{Kind: Undeclared, Laws: gdpr, Count: profile.Count(5_000_000)}}, "medium"},
		{"undeclared is medium at most", draft{set: open, outside: true, Finding: Finding{Kind: Undeclared, Laws: gdpr, Count: profile.Count(5_000_000)}}, "medium"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.d.Laws {
				c.d.Laws[i].Numbers = uint64(c.d.Count.Value())
			}
			c.d.rate()
			if c.d.Severity != c.want || !strings.Contains(c.d.Because, " of 10: law ") {
				t.Errorf("got %s (%s), want %s", c.d.Severity, c.d.Because, c.want)
			}
		})
	}
}

// A sample says how many there are between which bounds, and the truth lies
// within.
func TestWhatWasSampledIsScaled(t *testing.T) {
	w := world()
	f, d := w.field("public.contacts"), w.dataset("public.contacts")
	d.Records = inventory.Records{Unit: "row", Read: 1000, Draw: "random", Design: "records", Total: profile.Count(100_000)}
	low, point, high := 78_000.0, 80_000.0, 82_000.0
	f.Regions[0].Numbers = profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sample, Level: profile.Level}
	a := age("created_at", "DE", "2019-01-01", 200)
	a.Days = append(a.Days, inventory.Day{Day: "2026-01-01", Numbers: 600, Records: 600})
	f.Ages = []inventory.Age{a}
	list, _ := w.judged(t)
	if len(list) != 1 || list[0].Rule != "retention.overdue" {
		t.Fatalf("got %d findings", len(list))
	}
	c := list[0].Count
	if c.How != profile.Sample || c.Value() != 20_000 || *c.Low < 16_000 || *c.Low > 18_500 || *c.High < 21_500 || *c.High > 24_000 {
		t.Errorf("got %v %v %v %s, want about 17,000 to 23,000 around 20,000", *c.Low, c.Value(), *c.High, c.How)
	}
	if !strings.Contains(list[0].Evidence, "drawn at random") {
		t.Errorf("the evidence does not say that it was sampled: %s", list[0].Evidence)
	}
}

func TestPurposesAreReadByTheirWords(t *testing.T) {
	for _, c := range []struct {
		purpose string
		want    use
	}{
		{"sms_marketing", use{marketing: true, sms: true}},
		{"SMS marketing", use{marketing: true, sms: true}},
		{"telemarketing", use{marketing: true, call: true, calls: true}},
		{"call_marketing", use{marketing: true, call: true, calls: true}},
		{"Newsletter", use{marketing: true}},
		{"Telefonwerbung", use{marketing: true, call: true, calls: true}},
		{"Werbung per SMS", use{marketing: true, sms: true}},
		{"campaña de ventas", use{marketing: true}},
		{"prospection commerciale par téléphone", use{marketing: true, call: true}},
		{"outbound calls", use{call: true, calls: true}},
		{"реклама", use{marketing: true}},
		{"短信营销", use{marketing: true, sms: true}},
		{"電話営業", use{marketing: true, call: true, calls: true}},
		{"support", use{}},
		{"account_management", use{}},
		{"delivery", use{}},
		{"billing", use{}},
		{"analytics", use{}},
		{"fraud prevention", use{}},
		{"supermarket deliveries", use{}},
		{"context of the contract", use{}},
	} {
		if got := useOf(c.purpose); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.purpose, got, c.want)
		}
	}
}

func TestGapsOfWhatWasNotGathered(t *testing.T) {
	for _, c := range []struct {
		name string
		with func(w *World)
		want []string
	}{
		{"all was", func(*World) {}, nil},
		{"a ledger declared after the scan", func(w *World) { w.Facts.Ledgers = nil },
			[]string{"crm/public.consents : the ledger sms was declared after the scan: no number was looked up in it; scan again"}},
		{"a ledger that a gap tells of already", func(w *World) {
			w.Facts.Ledgers = nil
			w.Facts.Gaps = []inventory.Gap{{Source: "crm", Dataset: "public.consents", Reason: "denied"}}
		}, nil},
		{"a ledger declared in another way", func(w *World) { w.Declared.Ledgers[0].Hash = "h2" },
			[]string{"crm/public.consents : the ledger sms is declared in another way than when it was read: what rests on it is stale; scan again"}},
		{"another key to look up by", func(w *World) { w.Declared.Datasets[0].Consent.By = "customer_id" },
			[]string{"crm/public.contacts : consent.by: customer_id was declared after the scan: nothing was looked up by it; scan again"}},
		{"another field that dates", func(w *World) { w.Declared.Datasets[0].Retention.Field = "updated_at" },
			[]string{"crm/public.contacts updated_at: retention.field was declared after the scan: records were dated by another field; scan again"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			c.with(w)
			_, gaps := w.judged(t)
			var got []string
			for _, g := range gaps {
				if g.Reason != "stale" {
					t.Errorf("reason %s", g.Reason)
				}
				got = append(got, g.Source+"/"+g.Dataset+" "+g.Field+": "+g.Detail)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestOnlyLikelyLawsAskForConsentFirst(t *testing.T) {
	e := func(call, sms string) laws.Entry {
		return laws.Entry{Marketing: laws.EntryMarketing{Call: call, SMS: sms}}
	}
	for _, c := range []struct {
		name string
		u    use
		e    laws.Entry
		want bool
	}{
		{"texts, where texts need it", use{marketing: true, sms: true}, e("opt-out", "opt-in"), true},
		{"calls, where only texts do", use{marketing: true, call: true}, e("opt-out", "opt-in"), false},
		{"no channel, where one of them does", use{marketing: true}, e("opt-out", "opt-in"), true},
		{"mixed is not always", use{marketing: true, call: true}, e("mixed", "mixed"), false},
		{"no marketing", use{call: true, calls: true}, e("opt-in", "opt-in"), false},
	} {
		if got := c.u.optIn(c.e); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

// Partitions that hold nothing newer than the period are named: dropping them
// is the remedy.
func TestPartitionsPastTheirTime(t *testing.T) {
	w := world()
	w.field("public.contacts").Ages = []inventory.Age{age("created_at", "DE", "2019-02-01", 20)}
	d := w.dataset("public.contacts")
	d.Partitions = &inventory.Partitions{By: "created_at", Count: 3, Ranges: []inventory.Partition{
		{Name: "public.c2019", From: "2019-01-01", To: "2020-01-01"}, {Name: "public.c2020", From: "2020-01-01", To: "2021-01-01"}, {Name: "public.c2026", From: "2024-01-01", To: "2027-01-01"},
	}}
	list, _ := w.judged(t)
	if len(list) != 1 || !strings.Contains(list[0].Evidence, "nothing newer lies in the partitions public.c2019 and public.c2020;") ||
		!strings.HasPrefix(list[0].Remedy, "Drop the partitions public.c2019 and public.c2020, and let a job drop") {
		t.Errorf("%+v", list)
	}
	w.Declared.Datasets[0].Retention = Retention{}
	list, _ = w.judged(t)
	if len(list) != 1 || !strings.Contains(list[0].Evidence, "its partitions by created_at begin on 2019-01-01") {
		t.Errorf("%+v", list)
	}
	d.Partitions.By = "other"
	w.Declared.Datasets[0].Retention = Retention{Period: "24mo"}
	if list, _ = w.judged(t); len(list) != 1 || strings.Contains(list[0].Remedy, "Drop") {
		t.Errorf("partitions by another field: %+v", list)
	}
}

// How long a law lets numbers be kept counts where it reaches them, for the
// purpose it speaks of, and where what was declared is longer.
func TestOlderThanALawAllows(t *testing.T) {
	for _, c := range []struct {
		name     string
		places   []string
		region   string
		day      string
		declared Declared
		want     []string
	}{
		{"a prospect of long ago", []string{"FR"}, "FR", "2023-11-22", Declared{Purposes: []string{"sms_marketing"}, Retention: Retention{Period: "7y"}}, []string{"retention.beyond_law fair phone FR - 7/7 unproven"}},
		{"and nothing declared of it", []string{"FR"}, "FR", "2023-11-22", Declared{Purposes: []string{"sms_marketing"}}, []string{"retention.beyond_law fair phone FR - 7/7 unproven", "retention.undeclared fair - - - 7/7 undeclared"}},
		{"a day short of it", []string{"FR"}, "FR", "2023-11-23", Declared{Purposes: []string{"sms_marketing"}, Retention: Retention{Period: "7y"}}, nil},
		{"a stricter period is declared", []string{"FR"}, "FR", "2023-11-22", Declared{Purposes: []string{"sms_marketing"}, Retention: Retention{Period: "24mo"}}, []string{"retention.overdue fair phone FR - 7/7"}},
		{"no marketing", []string{"FR"}, "FR", "2020-01-01", Declared{Purposes: []string{"support"}, Retention: Retention{Period: "7y"}}, nil},
		{"not established there", []string{"DE"}, "FR", "2020-01-01", Declared{Purposes: []string{"sms_marketing"}, Retention: Retention{Period: "7y"}}, nil},
		{"a law that allows ten years, for whatever", []string{"CR"}, "CR", "2016-11-22", Declared{Purposes: []string{"support"}, Retention: Retention{Period: "20y"}}, []string{"retention.beyond_law fair phone CR - 7/7"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			d := w.also("public.fair", regions(c.region, 7))
			c.declared.Match, c.declared.LegalBasis = d.Match, "contract"
			*d = c.declared
			w.field("public.fair").Ages = []inventory.Age{age("created_at", c.region, c.day, 7)}
			list, _ := w.judgedIn(t, c.places...)
			var got []string
			for _, f := range list {
				if f.Dataset == "public.fair" && strings.HasPrefix(f.Rule, "retention.") {
					got = append(got, short(f))
				}
			}
			slices.Sort(got)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}
