package assess

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// findRule returns the one finding of a rule in a dataset, nil for none.
func findRule(t *testing.T, list []Finding, rule string) *Finding {
	t.Helper()
	var found *Finding
	for i := range list {
		if list[i].Rule == rule {
			if found != nil {
				t.Errorf("%s was found twice", rule)
			}
			found = &list[i]
		}
	}
	return found
}

func TestAPeriodEndsOnItsDay(t *testing.T) {
	for _, c := range []struct{ period, kept, old, spelled string }{
		{"90d", "2026-08-25", "2026-08-24", "90 days"},
		{"1d", "2026-11-22", "2026-11-21", "1 day"},
		{"2w", "2026-11-09", "2026-11-08", "2 weeks"},
		{"1mo", "2026-10-23", "2026-10-22", "1 month"},
		{"24mo", "2024-11-23", "2024-11-22", "24 months"},
		{"1y", "2025-11-23", "2025-11-22", "1 year"},
	} {
		for day, isOld := range map[string]bool{c.kept: false, c.old: true} {
			w := world()
			w.Declared.Datasets[0].Retention.Period = c.period
			w.field("public.contacts").Ages = []inventory.Age{age("created_at", "DE", day, 1)}
			list, _ := w.judged(t)
			f := findRule(t, list, "retention.overdue")
			switch {
			case isOld != (f != nil):
				t.Errorf("kept for %s, of %s: got %v", c.period, day, f)
			case isOld && !strings.HasPrefix(f.Text, "1 number of Germany in crm/public.contacts (phone) is older than the "+c.spelled+" that it is to be kept,"):
				t.Errorf("%s: got %q", c.period, f.Text)
			case isOld && !strings.HasPrefix(f.Evidence, "records are dated by created_at, the oldest is of "+c.old+", the period ended for what is before "+c.kept+";"):
				t.Errorf("%s: evidence %q", c.period, f.Evidence)
			}
		}
	}
	for _, period := range []string{"", "24", "mo", "24x", "99999999999999999999mo"} {
		w := world()
		w.Declared.Datasets[0].Retention.Period = period
		list, _ := w.judged(t)
		if findRule(t, list, "retention.undeclared") == nil {
			t.Errorf("a period %q is taken for one", period)
		}
	}
}

func TestWhatIsSaidOfAges(t *testing.T) {
	old, older := "2019-03-01", "2018-01-01"
	withAges := func(list ...inventory.Age) func(*World) {
		return func(w *World) { w.field("public.contacts").Ages = list }
	}
	undated := func(n uint64) inventory.Age {
		a := age("created_at", "DE", "2020-01-01", 20)
		a.Undated = n
		return a
	}
	for _, c := range []struct {
		name, rule string
		with       func(*World)
		evidence   string // part of it
		not        string // no part of it
		count      string // low, high and how
	}{
		{"records without a date are told", "retention.overdue", withAges(undated(3)), "; 3 more bear no readable date", "", "20 20 exact"},
		{"and not where there are none", "retention.overdue", withAges(undated(0)), "dated by created_at", "no readable date", "20 20 exact"},
		{"what was joined across the end may be old too", "retention.overdue", withAges(
			inventory.Age{By: "created_at", Days: []inventory.Day{{Day: "2024-11-01", Numbers: 3, Records: 3}, {Day: "2024-11-22", Span: 2, Numbers: 5, Records: 5}, {Day: "2024-11-23", Numbers: 7, Records: 7}}}), "oldest is of 2024-11-01", "", "3 8 at_least"},
		{"a span that ends before it is old", "retention.overdue", withAges(
			inventory.Age{By: "created_at", Days: []inventory.Day{{Day: "2024-11-21", Span: 2, Numbers: 5, Records: 5}}}), "oldest is of 2024-11-21", "", "5 5 exact"},
		{"the oldest day is told, in whatever order", "retention.overdue", withAges(
			inventory.Age{By: "created_at", Days: []inventory.Day{{Day: "2020-01-02", Numbers: 1, Records: 1}, {Day: "2019-05-05", Numbers: 1, Records: 1}, {Day: "2021-01-01", Numbers: 1, Records: 1}}}), "oldest is of 2019-05-05", "", "3 3 exact"},
		{"what could not be read may be old too", "retention.overdue", func(w *World) {
			withAges(undated(0))(w)
			w.dataset("public.contacts").Records.Unread = 1
		}, "created_at", "", "20 - at_least"},
		{"the head of a dataset says nothing of the rest", "retention.overdue", func(w *World) {
			withAges(undated(0))(w)
			w.dataset("public.contacts").Records.Draw = "head"
		}, "created_at", "", "20 - seen"},
		{"the declared field dates a record", "retention.overdue", func(w *World) {
			withAges(age("created_at", "DE", "2020-01-01", 20), age("seen_at", "DE", "2026-01-01", 20))(w)
			w.Declared.Datasets[0].Retention.Field = "created_at"
		}, "dated by created_at", "", "20 20 exact"},
		{"another field than the declared one does not", "retention.overdue", func(w *World) {
			withAges(age("created_at", "DE", "2020-01-01", 20), age("seen_at", "DE", "2026-01-01", 20))(w)
			w.Declared.Datasets[0].Retention.Field = "seen_at"
		}, "", "", ""},
		{"a scan that went by another field than is declared now", "retention.overdue", func(w *World) {
			withAges(age("created_at", "DE", "2020-01-01", 20))(w)
			w.Declared.Datasets[0].Retention.Field = "deleted_at"
		}, "dated by created_at", "", "20 20 exact"},
		{"no period: the oldest record is told", "retention.undeclared", func(w *World) {
			w.Declared.Datasets[0].Retention = Retention{}
			w.field("public.contacts").Oldest = &old
			w.table("crm", "public.other", regions("DE", 1))
		}, "; the oldest record with a number is of 2019-03-01", "partitions", "1000 1000 exact"},
		{"no period, and two fields: the older one", "retention.undeclared", func(w *World) {
			w.Declared.Datasets[0].Retention = Retention{}
			w.field("public.contacts").Oldest = &old
			second := *w.field("public.contacts")
			second.Field, second.Oldest = "fax", &older
			w.Facts.Fields = append(w.Facts.Fields, second)
		}, "is of 2018-01-01", "", "2000 2000 exact"},
		{"no period, no date", "retention.undeclared", func(w *World) { w.Declared.Datasets[0].Retention = Retention{} }, "has a retention period; ", "oldest", "1000 1000 exact"},
		{"no period: where its partitions begin", "retention.undeclared", func(w *World) {
			w.Declared.Datasets[0].Retention = Retention{}
			w.dataset("public.contacts").Partitions = &inventory.Partitions{By: "day", Ranges: []inventory.Partition{{From: "2017-01-01"}}}
		}, "; its partitions by day begin on 2017-01-01", "", "1000 1000 exact"},
		{"no period: partitions without a beginning", "retention.undeclared", func(w *World) {
			w.Declared.Datasets[0].Retention = Retention{}
			w.dataset("public.contacts").Partitions = &inventory.Partitions{By: "day", Ranges: []inventory.Partition{{}}}
		}, "retention period", "partitions", "1000 1000 exact"},
		{"nothing dates a record, and nobody named a field", "retention.no_date", func(w *World) {
			w.field("public.contacts").Ages = nil
			w.Declared.Datasets[0].Retention.Field = ""
		}, "no field was found that dates its records", "gave no", "1000 1000 exact"},
		{"the named field gave no date", "retention.no_date", func(w *World) { w.field("public.contacts").Ages = nil }, "the field created_at gave no readable date", "no field was found", "1000 1000 exact"},
		{"an age without a day dates nothing", "retention.no_date", withAges(inventory.Age{By: "created_at", Undated: 5}), "created_at gave no readable date", "", "1000 1000 exact"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			c.with(w)
			list, _ := w.judged(t)
			if c.rule == "retention.undeclared" { // the other table of a case is not declared either
				for i := len(list) - 1; i >= 0; i-- {
					if list[i].Dataset != "public.contacts" {
						list = append(list[:i], list[i+1:]...)
					}
				}
			}
			f := findRule(t, list, c.rule)
			if f == nil {
				if c.count != "" {
					t.Fatal("not found")
				}
				return
			}
			if c.count == "" {
				t.Fatalf("found: %+v", f)
			}
			if !strings.Contains(f.Evidence, c.evidence) || c.not != "" && strings.Contains(f.Evidence, c.not) {
				t.Errorf("evidence %q: want %q, not %q", f.Evidence, c.evidence, c.not)
			}
			if got := boundsOf(f.Count); got != c.count {
				t.Errorf("count: got %s, want %s", got, c.count)
			}
		})
	}
}

// boundsOf is an estimate as low, high and how.
func boundsOf(e profile.Estimate) string {
	show := func(x *float64) string {
		if x == nil {
			return "-"
		}
		return fmt.Sprint(*x)
	}
	return show(e.Low) + " " + show(e.High) + " " + string(e.How)
}

func TestWhoWithdrewAndIsStillKept(t *testing.T) {
	second := func(w *World, kind string) {
		w.Declared.Ledgers = append(w.Declared.Ledgers, Ledger{Name: "calls", Dataset: "crm/public.consents", Kind: kind, Hash: "h2", Fields: map[string]string{"number": "phone"}})
		w.Facts.Ledgers = append(w.Facts.Ledgers, inventory.Ledger{Name: "calls", Source: "crm", Dataset: "public.consents", Kind: kind, Hash: "h2", Whole: true, Entries: 10, Numbers: 10})
	}
	withdrawn := func(ledger, by string, n uint64) inventory.Consent {
		c := state("DE", "", "withdrawn", n)
		c.Ledger, c.By = ledger, by
		return c
	}
	for _, c := range []struct {
		name string
		with func(w *World)
		list []inventory.Consent
		want string
	}{
		{"one", nil, []inventory.Consent{withdrawn("sms", "number", 1)}, "1 number of Germany is still in crm/public.contacts (phone), although its owner withdrew every consent in the ledger sms"},
		{"several", nil, []inventory.Consent{withdrawn("sms", "number", 6)}, "6 numbers of Germany are still in crm/public.contacts (phone), although their owners withdrew every consent in the ledger sms"},
		{"subdivisions of a country are added up", nil, []inventory.Consent{withdrawn("sms", "number", 6), withdrawn("sms", "number", 3)}, "9 numbers of Germany are still in crm/public.contacts (phone), although their owners withdrew every consent in the ledger sms"},
		{"nobody", nil, []inventory.Consent{withdrawn("sms", "number", 0)}, ""},
		{"one consent of several was withdrawn", nil, []inventory.Consent{state("DE", "support", "withdrawn", 6)}, ""},
		{"consent is valid", nil, []inventory.Consent{state("DE", "", "valid", 6)}, ""},
		{"the ledger with the most is named", func(w *World) { second(w, "consent") }, []inventory.Consent{withdrawn("sms", "number", 6), withdrawn("calls", "number", 7)}, "7 numbers of Germany are still in crm/public.contacts (phone), although their owners withdrew every consent in the ledger calls"},
		{"the first of two with as many", func(w *World) { second(w, "consent") }, []inventory.Consent{withdrawn("sms", "number", 7), withdrawn("calls", "number", 7)}, "7 numbers of Germany are still in crm/public.contacts (phone), although their owners withdrew every consent in the ledger sms"},
		{"a list of refusals is another matter", func(w *World) { second(w, "refusal") }, []inventory.Consent{withdrawn("calls", "number", 7)}, ""},
		{"looked up by a key although the ledger has numbers", func(w *World) { w.Declared.Datasets[0].Consent.By = "customer_id" }, []inventory.Consent{withdrawn("sms", "customer_id", 7)}, ""},
		{"looked up by a key where the ledger has no numbers", func(w *World) {
			w.Declared.Datasets[0].Consent.By = "customer_id"
			delete(w.Declared.Ledgers[0].Fields, "number")
		}, []inventory.Consent{withdrawn("sms", "customer_id", 7), withdrawn("sms", "number", 1)}, "7 numbers of Germany are still in crm/public.contacts (phone), although their owners withdrew every consent in the ledger sms"},
		{"a legal obligation keeps them", func(w *World) { w.Declared.Datasets[0].LegalBasis = "legal_obligation" }, []inventory.Consent{withdrawn("sms", "number", 6)}, ""},
		{"a legitimate interest does not", func(w *World) { w.Declared.Datasets[0].LegalBasis = "legitimate_interest" }, []inventory.Consent{withdrawn("sms", "number", 6)}, "6 numbers of Germany are still in crm/public.contacts (phone), although their owners withdrew every consent in the ledger sms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			if c.with != nil {
				c.with(w)
			}
			w.field("public.contacts").Consents = c.list
			list, _ := w.judged(t)
			got := ""
			if f := findRule(t, list, "retention.withdrawn"); f != nil {
				got = f.Text
			}
			if !strings.HasPrefix(got, c.want) || got != "" && c.want == "" {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestWhatIsSaidOfConsent(t *testing.T) {
	missing := []inventory.Consent{state("DE", "sms_marketing", "missing", 30), state("DE", "sms_marketing", "valid", 770)}
	for _, c := range []struct {
		name, rule     string
		with           func(w *World)
		list           []inventory.Consent
		text, evidence string
	}{
		{"missing", "consent.missing", nil, missing, "30 numbers of Germany in crm/public.contacts (phone) are used for “sms_marketing” with no consent in the ledger sms",
			"looked up by number in the ledger sms (crm/public.consents: 1,000 entries, read whole), as of the day of the scan; 770 valid, 30 missing; "},
		{"missing, one", "consent.missing", nil, []inventory.Consent{state("DE", "sms_marketing", "missing", 1)}, "1 number of Germany in crm/public.contacts (phone) is used for “sms_marketing” with no consent in the ledger sms", "; 1 missing; "},
		{"a ledger not read to its end", "consent.missing", func(w *World) { w.Facts.Ledgers[0].Whole = false }, missing, "", "1,000 entries, not read to its end), as of"},
		{"a ledger without purposes", "consent.missing", func(w *World) { delete(w.Declared.Ledgers[0].Fields, "purpose") }, []inventory.Consent{state("DE", "", "missing", 3)}, "", "read whole), which keeps no purpose, as of"},
		{"by a key", "consent.missing", func(w *World) { w.Declared.Datasets[0].Consent.By = "customer_id" }, func() []inventory.Consent {
			c := state("DE", "sms_marketing", "missing", 3)
			c.By = "customer_id"
			return []inventory.Consent{c}
		}(), "", "looked up by customer_id in the ledger sms"},
		{"no key is named: by number", "consent.missing", func(w *World) { w.Declared.Datasets[0].Consent.By = "" }, missing, "", "looked up by number"},
		{"no purpose is declared", "consent.missing", func(w *World) { w.Declared.Datasets[0].Purposes = nil }, []inventory.Consent{state("DE", "", "missing", 3)}, "3 numbers of Germany in crm/public.contacts (phone) are kept on consent with no consent in the ledger sms", ""},
		{"no basis, and no ledger named: the only one there is", "consent.missing", func(w *World) {
			w.Declared.Datasets[0].LegalBasis, w.Declared.Datasets[0].Consent = "", Consent{}
		}, missing, "", "in the ledger sms"},
		{"a list of refusals proves no consent", "consent.missing", func(w *World) { w.Declared.Ledgers[0].Kind = "refusal" }, missing, "-", ""},
		{"a ledger that nobody declared", "consent.missing", func(w *World) { w.Declared.Datasets[0].Consent.Ledger = "calls" }, missing, "-", ""},
		{"no basis, and the only ledger beside a list of refusals", "consent.missing", func(w *World) {
			w.Declared.Datasets[0].LegalBasis, w.Declared.Datasets[0].Consent = "", Consent{}
			w.Declared.Ledgers = append([]Ledger{{Name: "dnc", Dataset: "files/dnc.csv", Kind: "refusal"}}, w.Declared.Ledgers...)
		}, missing, "", "in the ledger sms"},
		{"nobody is missing", "consent.missing", nil, []inventory.Consent{state("DE", "sms_marketing", "missing", 0)}, "-", ""},
		{"withdrawn, in a ledger that was not read to its end", "consent.withdrawn", func(w *World) { w.Facts.Ledgers[0].Whole = false }, []inventory.Consent{state("DE", "sms_marketing", "withdrawn", 3)}, "3 numbers of Germany in crm/public.contacts (phone) are used for “sms_marketing” although the consent was withdrawn, says the ledger sms", "3 withdrawn"},
		{"no basis, no purpose", "consent.undeclared", func(w *World) {
			w.Declared.Datasets[0].LegalBasis, w.Declared.Datasets[0].Purposes = "", nil
		}, nil, "nobody declared what lets the organisation use the 1,000 numbers in crm/public.contacts, kept for no declared purpose", ""},
		{"no basis, a purpose of marketing", "consent.undeclared", func(w *World) { w.Declared.Datasets[0].LegalBasis = "" }, nil, "nobody declared what lets the organisation use the 1,000 numbers in crm/public.contacts, used for “sms_marketing”", ""},
		{"no basis, a purpose that is not marketing", "consent.undeclared", func(w *World) {
			w.Declared.Datasets[0].LegalBasis, w.Declared.Datasets[0].Purposes = "", []string{"support"}
		}, nil, "-", ""},
		{"no basis, marketing among the purposes", "consent.undeclared", func(w *World) {
			w.Declared.Datasets[0].LegalBasis, w.Declared.Datasets[0].Purposes = "", []string{"support", "sms_marketing"}
		}, nil, "", ""},
		{"a purpose the ledger knows beside one it does not", "consent.other_purpose", func(w *World) { w.Declared.Datasets[0].Purposes = []string{"support"} },
			[]inventory.Consent{state("DE", "sms_marketing", "valid", 10), state("DE", "", "valid", 10), state("DE", "", "late", 4), state("DE", "", "missing", 2)}, "10 numbers of Germany in crm/public.contacts (phone) are used for “support” while the ledger sms holds their consent for other purposes only", "; 2 missing, 10 for other purposes; "},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			if c.with != nil {
				c.with(w)
			}
			if c.list != nil {
				w.field("public.contacts").Consents = c.list
			}
			list, _ := w.judged(t)
			f := findRule(t, list, c.rule)
			switch {
			case (f == nil) != (c.text == "-"):
				t.Fatalf("got %+v", f)
			case f == nil:
				return
			case !strings.HasPrefix(f.Text, c.text):
				t.Errorf("got  %q\nwant %q", f.Text, c.text)
			}
			if !strings.Contains(f.Evidence, c.evidence) {
				t.Errorf("evidence %q: want %q", f.Evidence, c.evidence)
			}
		})
	}
}

// Consent is only asked for where no basis is declared and a law that is likely
// to apply asks for it; which law that is, the field and the region tell.
func TestWithoutABasisOnlyALawAsksForConsent(t *testing.T) {
	judge := func(with func(*Reach)) *Finding {
		w := world()
		w.Declared.Datasets[0].LegalBasis = ""
		w.field("public.contacts").Consents = []inventory.Consent{state("DE", "sms_marketing", "missing", 3)}
		w.judged(t)
		for i := range w.Reaches {
			with(&w.Reaches[i])
		}
		list, _ := Findings(*w)
		return findRule(t, list, "consent.missing")
	}
	for _, c := range []struct {
		name string
		with func(*Reach)
		want bool
	}{
		{"as it is", func(*Reach) {}, true},
		{"of another field", func(r *Reach) { r.Field = "fax" }, false},
		{"of another region", func(r *Reach) { r.Region = "FR" }, false},
		{"no law is likely", func(r *Reach) {
			r.Laws = append([]laws.Applies(nil), r.Laws...)
			for i := range r.Laws {
				r.Laws[i].Status = "if"
			}
		}, false},
	} {
		if got := judge(c.with) != nil; got != c.want {
			t.Errorf("%s: found %v, want %v", c.name, got, c.want)
		}
	}
}
