package assess

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

var today = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// world is a shop in Berlin with one dataset, crm/public.contacts, of 800
// numbers of Germany and 200 of France, and the ledger sms that proves consent.
// Everything is declared, so that nothing is found.
func world() *World {
	w := &World{On: today, Facts: &inventory.Inventory{}}
	w.table("crm", "public.contacts", regions("DE", 800, "FR", 200))
	w.table("crm", "public.consents", regions("DE", 1000))
	w.Declared = Declarations{
		Datasets: []Declared{{
			Match: "crm/public.contacts", Purposes: []string{"sms_marketing"}, LegalBasis: "consent", Consent: Consent{Ledger: "sms", By: "number"},
			Retention: Retention{Period: "24mo", Field: "created_at"}, Vendors: []string{"twilio"},
		}},
		Ledgers: []Ledger{{Name: "sms", Dataset: "crm/public.consents", Kind: "consent", Hash: "h1", Fields: map[string]string{"number": "phone", "purpose": "purpose"}}},
		Notices: []Notice{{Name: "https://shop.example/privacy", Languages: []string{"de", "fr"}, Purposes: []string{"SMS_marketing", "support"}, Recipients: []string{"Twilio"}}},
	}
	w.Facts.Ledgers = []inventory.Ledger{{Name: "sms", Source: "crm", Dataset: "public.consents", Kind: "consent", Hash: "h1", Whole: true, Entries: 1000, Numbers: 1000}}
	f := w.field("public.contacts")
	f.Ages = []inventory.Age{age("created_at", "DE", "2026-01-01", 800), age("created_at", "FR", "2026-01-01", 200)}
	f.Consents = []inventory.Consent{state("DE", "sms_marketing", "valid", 800), state("FR", "sms_marketing", "valid", 200), state("DE", "", "valid", 800), state("FR", "", "valid", 200)}
	return w
}

func regions(pairs ...any) []inventory.Region {
	var out []inventory.Region
	for i := 0; i < len(pairs); i += 2 {
		r := pairs[i].(string)
		out = append(out, inventory.Region{Region: &r, Status: "known", How: "international", Numbers: profile.Count(uint64(pairs[i+1].(int)))})
	}
	return out
}

func age(by, region, day string, numbers uint64) inventory.Age {
	return inventory.Age{By: by, Region: &region, Days: []inventory.Day{{Day: day, Numbers: numbers, Records: numbers}}}
}

func state(region, purpose, state string, numbers uint64) inventory.Consent {
	c := inventory.Consent{Ledger: "sms", By: "number", Purpose: purpose, State: state, Numbers: profile.Count(numbers), Records: profile.Count(numbers)}
	if region != "" {
		c.Region = &region
	}
	return c
}

// table adds a dataset that was read whole, with a field phone.
func (w *World) table(source, name string, regions []inventory.Region) {
	f := inventory.Field{Source: source, Dataset: name, Field: "phone", Verdict: "phone", Protection: "plaintext", Regions: regions, Numbers: profile.Count(0)}
	for _, r := range regions {
		f.Numbers = f.Numbers.Add(r.Numbers)
	}
	f.Holding, f.Distinct = f.Numbers, f.Numbers
	n := uint64(f.Numbers.Value())
	w.Facts.Datasets = append(w.Facts.Datasets, inventory.Dataset{Source: source, Dataset: name, Kind: "table", Records: inventory.Records{Unit: "row", Read: n, Draw: "whole", Total: profile.Count(n)}})
	w.Facts.Fields = append(w.Facts.Fields, f)
}

func (w *World) dataset(name string) *inventory.Dataset {
	i := slices.IndexFunc(w.Facts.Datasets, func(d inventory.Dataset) bool { return d.Dataset == name })
	return &w.Facts.Datasets[i]
}

func (w *World) field(dataset string) *inventory.Field {
	i := slices.IndexFunc(w.Facts.Fields, func(f inventory.Field) bool { return f.Dataset == dataset })
	return &w.Facts.Fields[i]
}

// also declares another dataset, of support, in order.
func (w *World) also(name string, regions []inventory.Region) *Declared {
	w.table("crm", name, regions)
	f := w.field(name)
	for _, r := range regions {
		f.Ages = append(f.Ages, age("created_at", *r.Region, "2026-01-01", uint64(r.Numbers.Value())))
	}
	w.Declared.Datasets = append(w.Declared.Datasets, Declared{Match: "crm/" + name, Purposes: []string{"support"}, LegalBasis: "contract", Retention: Retention{Period: "24mo", Field: "created_at"}})
	return &w.Declared.Datasets[len(w.Declared.Datasets)-1]
}

func (w *World) overlap(of, in string, share float64) {
	w.Facts.Overlaps = append(w.Facts.Overlaps, inventory.Overlap{
		Of: inventory.Place{Source: "crm", Dataset: of, Field: "phone"}, In: inventory.Place{Source: "crm", Dataset: in, Field: "phone"},
		Share: profile.Estimate{Low: &share, Point: &share, High: &share, How: profile.Exact, Level: profile.Level}, Compared: 1000,
	})
}

// judged fills in the laws and judges.
func (w *World) judged(t testing.TB) ([]Finding, []inventory.Gap) { return w.judgedIn(t, "DE") }

// judgedIn is for a shop that is established elsewhere, too.
func (w *World) judgedIn(t testing.TB, places ...string) ([]Finding, []inventory.Gap) {
	t.Helper()
	c, err := laws.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.Catalog, w.Reaches = c, nil
	for _, f := range w.Facts.Fields {
		for _, r := range f.Regions {
			_, applies := c.Evaluate(laws.Subject{Region: *r.Region, Status: "known"}, "DE", laws.Organisation{Establishments: places, Targets: []string{"DE", "FR"}}, w.On)
			w.Reaches = append(w.Reaches, Reach{Source: f.Source, Dataset: f.Dataset, Field: f.Field, Region: *r.Region, Stored: "DE", Numbers: r.Numbers, Laws: applies, Transfer: "domestic"})
		}
	}
	list, gaps := Findings(*w)
	for _, f := range list {
		if _, ok := FindRule(f.Rule); !ok {
			t.Errorf("%s is not in the list of rules", f.Rule)
		}
		for _, a := range f.Laws {
			if float64(a.Numbers) >= f.Count.Value()+1 {
				t.Errorf("%s %s reaches %d of the %v numbers of %s", a.ID, a.Article, a.Numbers, f.Count.Value(), f.Rule)
			}
		}
	}
	return list, gaps
}

// short is a finding in one line: rule dataset field region purpose numbers
// records, "-" for none, and its kind and state where they are not the usual.
func short(f Finding) string {
	s := f.Rule
	for _, x := range []string{strings.TrimPrefix(f.Dataset, "public."), f.Field, f.Region, f.Purpose} {
		if x == "" {
			x = "-"
		}
		s += " " + x
	}
	s += fmt.Sprintf(" %.0f", f.Count.Value())
	if f.Records.How != "" {
		s += fmt.Sprintf("/%.0f", f.Records.Value())
	}
	if f.Kind != Unmet {
		s += " " + f.Kind
	}
	if f.Status != Open {
		s += " " + f.Status
	}
	return s
}

func TestFindings(t *testing.T) {
	ledger := func(w *World) *inventory.Ledger { return &w.Facts.Ledgers[0] }
	declared := func(w *World) *Declared { return &w.Declared.Datasets[0] }
	consents := func(list ...inventory.Consent) func(*World) {
		return func(w *World) { w.field("public.contacts").Consents = list }
	}
	for _, c := range []struct {
		name string
		with func(w *World)
		want []string
	}{
		{"everything is in order", func(*World) {}, nil},

		{"numbers the ledger does not know", consents(state("DE", "sms_marketing", "missing", 30), state("DE", "sms_marketing", "valid", 770), state("DE", "", "missing", 30)), []string{"consent.missing contacts phone DE sms_marketing 30/30"}},
		{"each state is a finding of its own, by region", consents(state("DE", "sms_marketing", "withdrawn", 5), state("FR", "sms_marketing", "expired", 6), state("FR", "sms_marketing", "other_purpose", 7), state("", "sms_marketing", "unresolved", 9)),
			[]string{"consent.expired contacts phone FR sms_marketing 6/6", "consent.other_purpose contacts phone FR sms_marketing 7/7", "consent.withdrawn contacts phone DE sms_marketing 5/5"}},
		{"a purpose is the ledger's in whatever case", consents(state("DE", "SMS_Marketing", "missing", 3)), []string{"consent.missing contacts phone DE sms_marketing 3/3"}},
		{"subdivisions are added up to their country", func(w *World) {
			a, b := state("DE", "sms_marketing", "missing", 3), state("DE", "sms_marketing", "missing", 4)
			a.Subdivision = "DE-BE"
			w.field("public.contacts").Consents = []inventory.Consent{a, b}
		}, []string{"consent.missing contacts phone DE sms_marketing 7/7"}},
		{"a purpose that the ledger never names", func(w *World) {
			declared(w).Purposes = []string{"support"}
			consents(state("DE", "sms_marketing", "valid", 10), state("DE", "", "valid", 10), state("DE", "", "missing", 4), state("DE", "", "unresolved", 2))(w)
		}, []string{"consent.missing contacts phone DE support 4/4", "consent.other_purpose contacts phone DE support 10/10"}},
		{"a ledger of one purpose", func(w *World) {
			delete(w.Declared.Ledgers[0].Fields, "purpose")
			consents(state("DE", "", "valid", 10), state("DE", "", "missing", 4))(w)
		}, []string{"consent.missing contacts phone DE sms_marketing 4/4"}},
		{"looked up by the person's key", func(w *World) {
			declared(w).Consent.By = "customer_id"
			byKey := state("DE", "sms_marketing", "missing", 2)
			byKey.By = "customer_id"
			consents(byKey, state("DE", "sms_marketing", "missing", 99))(w)
		}, []string{"consent.missing contacts phone DE sms_marketing 2/2"}},
		{"a ledger not read to its end proves no absence", func(w *World) {
			ledger(w).Whole = false
			consents(state("DE", "sms_marketing", "missing", 2))(w)
		}, []string{"consent.missing contacts phone DE sms_marketing 2/2 unproven"}},
		{"another basis needs no ledger", func(w *World) {
			declared(w).LegalBasis = "contract"
			consents(state("DE", "sms_marketing", "missing", 30))(w)
		}, nil},
		{"no basis, and the law asks to be asked first", func(w *World) {
			declared(w).LegalBasis = ""
			consents(state("DE", "sms_marketing", "missing", 30), state("FR", "sms_marketing", "missing", 1))(w)
		}, []string{"consent.missing contacts phone DE sms_marketing 30/30", "consent.missing contacts phone FR sms_marketing 1/1", "consent.undeclared contacts - - - 1000/1000 undeclared"}},
		{"no basis, and a purpose that is no marketing", func(w *World) {
			declared(w).LegalBasis, declared(w).Purposes = "", []string{"support"}
			consents(state("DE", "", "missing", 30))(w)
		}, nil},
		{"no basis and several ledgers that could be meant", func(w *World) {
			declared(w).LegalBasis, declared(w).Consent = "", Consent{}
			w.Declared.Ledgers = append(w.Declared.Ledgers, Ledger{Name: "calls", Dataset: "crm/public.consents", Hash: "h2"})
			w.Facts.Ledgers = append(w.Facts.Ledgers, inventory.Ledger{Name: "calls", Hash: "h2", Whole: true})
			consents(state("DE", "sms_marketing", "missing", 30))(w)
		}, []string{"consent.undeclared contacts - - - 1000/1000 undeclared"}},
		{"consent without a ledger", func(w *World) { declared(w).Consent = Consent{} }, []string{"consent.no_ledger contacts - - - 1000/1000 unproven"}},
		{"a campaign before the consent", func(w *World) {
			declared(w).Contacted = "sent_at"
			consents(state("DE", "sms_marketing", "valid", 30), state("DE", "sms_marketing", "late", 12))(w)
		}, []string{"consent.late contacts phone DE sms_marketing 12/12"}},
		{"late is nothing where no contact is dated", consents(state("DE", "sms_marketing", "late", 12)), nil},

		{"a ledger that proves little", func(w *World) {
			l := ledger(w)
			l.NoTime, l.NoSource, l.NoWording, l.Bulk, l.BulkAt = 3, 4, 5, 100, "2025-01-01T00:00:00Z"
		}, []string{"consent.bulk consents - - - 100/100 unproven", "consent.no_source consents - - - 4/4 unproven", "consent.no_time consents - - - 3/3 unproven", "consent.no_wording consents - - - 5/5 unproven"}},
		{"a fifth of a small ledger at one moment", func(w *World) { ledger(w).Entries, ledger(w).Bulk = 60, 12 }, []string{"consent.bulk consents - - - 12/12 unproven"}},
		{"a few entries of one day in a small ledger", func(w *World) { ledger(w).Entries, ledger(w).Bulk = 20, 9 }, nil},
		{"99 of a large one", func(w *World) { ledger(w).Entries, ledger(w).Bulk = 5000, 99 }, nil},
		{"a list of refusals needs no wording", func(w *World) {
			declared(w).LegalBasis = "contract"
			w.Declared.Ledgers[0].Kind, ledger(w).NoWording, ledger(w).NoTime = "refusal", 9, 9
		}, nil},

		{"numbers on a list of refusals", func(w *World) {
			w.Declared.Ledgers = append(w.Declared.Ledgers, Ledger{Name: "dnc", Dataset: "files/dnc.csv", Kind: "refusal"})
			w.Facts.Ledgers = append(w.Facts.Ledgers, inventory.Ledger{Name: "dnc", Source: "files", Dataset: "dnc.csv", Kind: "refusal", Whole: true})
			refused := state("DE", "", "refused", 8)
			refused.Ledger = "dnc"
			f := w.field("public.contacts")
			f.Consents = append(f.Consents, refused)
		}, []string{"dnc_check.refused contacts phone DE - 8/8"}},
		{"they may be kept for support", func(w *World) {
			declared(w).Purposes, declared(w).LegalBasis = []string{"support"}, "contract"
			w.Declared.Ledgers = append(w.Declared.Ledgers, Ledger{Name: "dnc", Kind: "refusal", Dataset: "files/dnc.csv"})
			refused := state("DE", "", "refused", 8)
			refused.Ledger = "dnc"
			w.field("public.contacts").Consents = []inventory.Consent{refused}
		}, nil},

		{"no notice at all", func(w *World) { w.Declared.Notices = nil }, []string{"transparency.no_notice contacts - - - 1000/1000 undeclared"}},
		{"a purpose that no notice names", func(w *World) { w.Declared.Notices[0].Purposes = []string{"support"} }, []string{"transparency.purpose contacts - - sms_marketing 1000/1000"}},
		{"a vendor that no notice names", func(w *World) { w.Declared.Notices[0].Recipients = nil }, []string{"transparency.recipient contacts - - - 1000/1000"}},
		{"a language that no notice is in", func(w *World) { w.Declared.Notices[0].Languages = []string{"de-AT", "en"} }, []string{"transparency.language contacts - FR - 200"}},
		{"a country that no notice is for", func(w *World) { w.Declared.Notices[0].Countries = []string{"DE"} }, []string{"transparency.language contacts - FR - 200"}},

		{"no purpose", func(w *World) { declared(w).Purposes = nil }, []string{"purpose.undeclared contacts - - - 1000/1000 undeclared"}},
		{"the same numbers for something else", func(w *World) {
			w.also("public.tickets", regions("DE", 500))
			w.overlap("public.contacts", "public.tickets", 0.01)
			w.overlap("public.tickets", "public.contacts", 0.009)
		}, []string{"purpose.mixed contacts phone - - 10"}},
		{"a ledger holds what it proves", func(w *World) { w.overlap("public.contacts", "public.consents", 1) }, nil},
		{"a table nobody reads", func(w *World) {
			w.dataset("public.contacts").Use = &inventory.Use{Read: "2025-11-23", Since: "2020-01-01"}
		}, []string{"purpose.unused contacts - - - 1000/1000"}},
		{"never read in a year of statistics", func(w *World) { w.dataset("public.contacts").Use = &inventory.Use{Since: "2025-11-01"} }, []string{"purpose.unused contacts - - - 1000/1000"}},
		{"statistics of a month say nothing", func(w *World) { w.dataset("public.contacts").Use = &inventory.Use{Since: "2026-10-23"} }, nil},
		{"read last year", func(w *World) {
			w.dataset("public.contacts").Use = &inventory.Use{Read: "2025-11-24", Since: "2020-01-01"}
		}, nil},
		{"a backup by its name", func(w *World) { w.also("public.contactsBackup_2024", regions("DE", 5)) }, []string{"purpose.backup contactsBackup_2024 - - - 5/5"}},
		{"a dump by its format", func(w *World) {
			w.also("public.export", regions("DE", 5))
			w.dataset("public.export").Format = "sql"
		}, []string{"purpose.backup export - - - 5/5"}},
		{"production in a place for tests", func(w *World) {
			w.also("staging.contacts", regions("DE", 100)).Purposes = []string{"sms_marketing"}
			w.overlap("staging.contacts", "public.contacts", 0.5)
		}, []string{"purpose.test staging.contacts - - - 50"}},
		{"made-up numbers may be there", func(w *World) { w.also("staging.contacts", regions("DE", 100)) }, nil},
		{"contest is no test", func(w *World) {
			w.also("contest.entries", regions("DE", 100)).Purposes = []string{"sms_marketing"}
			w.overlap("contest.entries", "public.contacts", 0.5)
		}, nil},
		{"a second copy", func(w *World) {
			w.also("public.people", regions("DE", 100)).Purposes = []string{"SMS_marketing"}
			w.overlap("public.people", "public.contacts", 0.97)
		}, []string{"purpose.duplicate people phone - - 97"}},
		{"an overlap short of a copy", func(w *World) {
			w.also("public.people", regions("DE", 100)).Purposes = []string{"SMS_marketing"}
			w.overlap("public.people", "public.contacts", 0.94)
		}, nil},
		{"derived datasets raise none and are no copy", func(w *World) {
			w.table("crm", "public.v_contacts", regions("DE", 100))
			w.dataset("public.v_contacts").Derived = true
			w.overlap("public.contacts", "public.v_contacts", 1)
		}, nil},

		{"no period", func(w *World) { declared(w).Retention = Retention{} }, []string{"retention.undeclared contacts - - - 1000/1000 undeclared"}},
		{"nothing dates the records", func(w *World) { w.field("public.contacts").Ages = nil }, []string{"retention.no_date contacts - - - 1000/1000 unproven"}},
		{"records past their time", func(w *World) {
			a := age("created_at", "DE", "2024-11-22", 20)
			a.Days = append(a.Days, inventory.Day{Day: "2024-11-23", Numbers: 700, Records: 700})
			w.field("public.contacts").Ages = []inventory.Age{a}
		}, []string{"retention.overdue contacts phone DE - 20/20"}},
		{"numbers without a region grow old too", func(w *World) {
			w.field("public.contacts").Ages = []inventory.Age{{By: "created_at", Days: []inventory.Day{{Day: "2019-01-01", Numbers: 3, Records: 3}}}}
		}, []string{"retention.overdue contacts phone - - 3/3"}},
		{"days that were joined across the end are not counted", func(w *World) {
			w.field("public.contacts").Ages = []inventory.Age{{By: "created_at", Days: []inventory.Day{{Day: "2024-11-01", Span: 7, Numbers: 3, Records: 3}, {Day: "2024-11-20", Span: 7, Numbers: 5, Records: 5}}}}
		}, []string{"retention.overdue contacts phone - - 3/3"}},
		{"no rule of the bucket removes them", func(w *World) { w.dataset("public.contacts").Expiry = &inventory.Expiry{} }, []string{"retention.not_enforced contacts - - - 1000/1000 unproven"}},
		{"a rule removes them too late", func(w *World) { w.dataset("public.contacts").Expiry = &inventory.Expiry{Days: 800} }, []string{"retention.not_enforced contacts - - - 1000/1000 unproven"}},
		{"a rule removes them in time", func(w *World) { w.dataset("public.contacts").Expiry = &inventory.Expiry{Days: 730} }, nil},
		{"a rule removes them on a day", func(w *World) { w.dataset("public.contacts").Expiry = &inventory.Expiry{On: "2027-01-01"} }, nil},
		{"a rule leaves them as earlier versions", func(w *World) {
			w.dataset("public.contacts").Expiry = &inventory.Expiry{Days: 30, Back: true}
		}, []string{"retention.not_enforced contacts - - - 1000/1000 unproven"}},
		{"withdrawn and still there", func(w *World) {
			f := w.field("public.contacts")
			f.Consents = append(f.Consents, state("DE", "", "withdrawn", 6))
		}, []string{"retention.withdrawn contacts phone DE - 6/6"}},
		{"a contract keeps them", func(w *World) {
			declared(w).LegalBasis = "contract"
			f := w.field("public.contacts")
			f.Consents = append(f.Consents, state("DE", "", "withdrawn", 6))
		}, nil},

		{"full numbers in a log", func(w *World) { w.also("logs.api", regions("DE", 5)) }, []string{"minimisation.full_numbers logs.api phone - - 5/5"}},
		{"masked ones are what a log may hold", func(w *World) {
			w.also("logs.api", regions("DE", 5))
			w.field("logs.api").Protection = "masked"
		}, nil},
		{"a blog and a catalogue are none", func(w *World) { w.also("blog.catalog", regions("DE", 5)) }, nil},

		{"another ledger than the one that was read", func(w *World) {
			w.Declared.Ledgers[0].Hash = "h9"
			consents(state("DE", "sms_marketing", "missing", 30))(w)
		}, []string{"consent.missing contacts phone DE sms_marketing 30/30 stale"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			c.with(w)
			list, _ := w.judged(t)
			var got []string
			for _, f := range list {
				got = append(got, short(f))
			}
			slices.Sort(got)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}
