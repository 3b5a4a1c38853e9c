package assess

import (
	"strings"
	"testing"

	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// declaredVendor is a processor in the United States of which everything is in
// order, and the file that is made for it.
func declaredVendor(w *World) *Vendor {
	w.Declared.Vendors = []Vendor{{
		Name: "twilio", Country: "US", Role: "processor", Signed: "2025-01-01", Expires: "2027-12-31", Mechanism: "dpf",
		KnownAs:      KnownAs{Hosts: []string{"*.twilio.example"}, Slots: []string{"fivetran*"}, Files: []string{"*for-twilio*"}},
		Covers:       Covers{Purposes: []string{"sms_marketing"}, Regions: []string{"DE", "FR", "BR", "US"}},
		Attestations: []Attestation{{Kind: "iso27001", Until: "2027-03-01"}}, SubProcessors: []SubProcessor{}, Reviewed: "2026-06-01",
		Clauses: []string{"subject", "duration", "nature_purpose", "data_types", "subjects", "instructions", "confidentiality", "security", "sub_processors", "assist_rights", "assist_security", "deletion", "audit", "inform_unlawful"},
	}}
	return &w.Declared.Vendors[0]
}

// vendorFile adds a file for the vendor, with numbers of Germany.
func vendorFile(w *World, day string, numbers int) *inventory.Field {
	w.table("files", "for-twilio.csv", regions("DE", numbers))
	f := &w.Facts.Fields[len(w.Facts.Fields)-1]
	f.Ages = []inventory.Age{age("{modified}", "DE", day, uint64(numbers))}
	w.Declared.Datasets = append(w.Declared.Datasets, Declared{Match: "files/for-twilio.csv", Purposes: []string{"support"}, LegalBasis: "contract", Retention: Retention{Period: "10y"}})
	return f
}

// thirdPartyCase is one change to a world in which everything is in order.
type thirdPartyCase struct {
	name, rule, kind, text string // text "": the rule finds nothing
	with                   func(w *World, v *Vendor)
}

func thirdPartyCases() []thirdPartyCase {
	recipient := func(w *World, r inventory.Recipient) {
		w.dataset("public.contacts").Posture = &inventory.DatasetPosture{Recipients: []inventory.Recipient{r}}
	}
	return []thirdPartyCase{
		{"no contract is declared", "third_party.no_contract", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, with whom no contract is declared", func(w *World, v *Vendor) { v.Signed, v.Expires, v.Clauses = "", "", nil }},
		{"a controller of its own needs none", "third_party.no_contract", "", "", func(w *World, v *Vendor) { v.Signed, v.Expires, v.Clauses, v.Role = "", "", nil, "controller" }},
		{"the contract ended", "third_party.expired", Unmet, "the 1,000 numbers in crm/public.contacts go to twilio, whose contract ended on 2026-11-22", func(w *World, v *Vendor) { v.Expires = "2026-11-22" }},
		{"it holds on its last day", "third_party.expired", "", "", func(w *World, v *Vendor) { v.Expires = "2026-11-23" }},
		{"it ends within 60 days", "third_party.expiring", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, whose contract ends on 2027-01-22", func(w *World, v *Vendor) { v.Expires = "2027-01-22" }},
		{"it ends after 60 days", "third_party.expiring", "", "", func(w *World, v *Vendor) { v.Expires = "2027-01-23" }},
		{"a clause is missing", "third_party.clauses", Unmet, "the 1,000 numbers in crm/public.contacts go to twilio, whose contract lacks audits (Art. 28(3)(h)) and a warning of unlawful instructions (Art. 28(3))", func(w *World, v *Vendor) { v.Clauses = v.Clauses[:12] }},
		{"nobody looked at the clauses", "third_party.clauses", "", "", func(w *World, v *Vendor) { v.Clauses = nil }},
		{"a file before the contract", "third_party.before_contract", Unmet, "the 40 numbers in files/for-twilio.csv go to twilio, which has received files since 2024-12-01, 31 days before its contract", func(w *World, v *Vendor) { vendorFile(w, "2024-12-01", 40) }},
		{"a file on the day of the contract", "third_party.before_contract", "", "", func(w *World, v *Vendor) { vendorFile(w, "2025-01-01", 40) }},
		{"numbers of a country that the contract does not cover", "third_party.outside_scope", Unmet, "200 numbers of France go to twilio, whose contract covers Germany", func(w *World, v *Vendor) { v.Covers.Regions = []string{"DE"} }},
		{"a purpose that the contract does not cover", "third_party.outside_scope", Unmet, "the 1,000 numbers in crm/public.contacts go to twilio for “sms_marketing”, and its contract covers “support”", func(w *World, v *Vendor) { v.Covers.Purposes = []string{"support"} }},
		{"a scope that nobody declared", "third_party.outside_scope", "", "", func(w *World, v *Vendor) { v.Covers = Covers{} }},
		{"no mechanism is declared", "third_party.mechanism", Undeclared, "800 numbers of Germany in crm/public.contacts go to twilio in India, for which no mechanism is declared", func(w *World, v *Vendor) { v.Country, v.Mechanism = "IN", "" }},
		{"the EU's clauses are not the Brazilian ones", "third_party.mechanism", Unmet, "200 numbers of Brazil in crm/public.contacts go to twilio in United States, for which scc is declared: the EU's clauses are not the standard clauses of Res. CD/ANPD 19/2024", func(w *World, v *Vendor) {
			v.Mechanism, v.Assessed = "scc", "2025-01-01"
			w.field("public.contacts").Regions = regions("DE", 800, "BR", 200)
		}},
		{"a Brazilian contract is", "third_party.mechanism", "", "", func(w *World, v *Vendor) {
			v.Mechanism = "standard_contract"
			w.field("public.contacts").Regions = regions("BR", 1000)
		}},
		{"the country is not declared", "third_party.mechanism", "", "", func(w *World, v *Vendor) { v.Country, v.Mechanism = "", "" }},
		{"clauses without an assessment", "third_party.no_tia", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, for which scc is declared and no assessment of the law of United States", func(w *World, v *Vendor) { v.Mechanism = "scc" }},
		{"no attestation", "third_party.attestation", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, of whose security no attestation is declared", func(w *World, v *Vendor) { v.Attestations = nil }},
		{"an attestation that ended", "third_party.attestation", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, whose last attestation ended on 2026-11-22", func(w *World, v *Vendor) { v.Attestations[0].Until = "2026-11-22" }},
		{"a review of a year ago", "third_party.review", "", "", func(w *World, v *Vendor) { v.Reviewed = "2025-11-23" }},
		{"a review of more than a year ago", "third_party.review", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, last reviewed on 2025-11-22", func(w *World, v *Vendor) { v.Reviewed = "2025-11-22" }},
		{"sub-processors that nobody listed", "third_party.sub_processors", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, whose sub-processors are not declared", func(w *World, v *Vendor) { v.SubProcessors = nil }},
		{"a sub-processor without a contact", "third_party.sub_processors", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, whose sub-processors aggregator have no country or contact declared", func(w *World, v *Vendor) {
			v.SubProcessors = []SubProcessor{{Name: "aggregator", Country: "IN"}}
		}},
		{"a recipient that no vendor is known as", "third_party.undeclared", Undeclared, "the 1,000 numbers in crm/public.contacts can leave for collector.example (trigger push, dblink), and no declared vendor is known as that", func(w *World, v *Vendor) {
			recipient(w, inventory.Recipient{Kind: "trigger", Name: "push", Host: "collector.example", Through: "dblink", Active: "yes"})
		}},
		{"a recipient that is a vendor by its host", "third_party.undeclared", "", "", func(w *World, v *Vendor) {
			recipient(w, inventory.Recipient{Kind: "foreign_server", Name: "ext", Host: "DB.twilio.example", Active: "yes"})
		}},
		{"a slot that is a vendor's", "third_party.undeclared", "", "", func(w *World, v *Vendor) {
			recipient(w, inventory.Recipient{Kind: "slot", Name: "fivetran_1", Active: "no"})
		}},
		{"a login is no third party of its own", "third_party.undeclared", "", "", func(w *World, v *Vendor) {
			recipient(w, inventory.Recipient{Kind: "login", Name: "bob", Active: "yes"})
		}},
		{"withdrawn, and in the file for the vendor", "third_party.optout_not_passed", Unproven, "6 numbers in files/for-twilio.csv, the file of 2026-05-01 for twilio, are of people whose consent is withdrawn or refused, says the ledger sms", func(w *World, v *Vendor) {
			vendorFile(w, "2026-05-01", 40).Consents = []inventory.Consent{state("DE", "", "withdrawn", 6), state("DE", "", "valid", 34)}
		}},
		{"nobody withdrew", "third_party.optout_not_passed", "", "", func(w *World, v *Vendor) {
			vendorFile(w, "2026-05-01", 40).Consents = []inventory.Consent{state("DE", "", "valid", 40)}
		}},
		{"a file for marketing without the consents", "third_party.consent_not_passed", Unproven, "the 40 numbers in files/for-twilio.csv go to twilio for “sms_marketing” without when, how or by which wording their owners consented", func(w *World, v *Vendor) {
			vendorFile(w, "2026-05-01", 40)
			d := &w.Declared.Datasets[1]
			d.Purposes, d.LegalBasis, d.Consent = []string{"sms_marketing"}, "consent", Consent{Ledger: "sms", By: "number"}
		}},
		{"a file with the consents", "third_party.consent_not_passed", "", "", func(w *World, v *Vendor) {
			vendorFile(w, "2026-05-01", 40)
			d := &w.Declared.Datasets[1]
			d.Purposes, d.LegalBasis, d.Consent = []string{"sms_marketing"}, "consent", Consent{Ledger: "sms", By: "number"}
			w.Facts.Fields = append(w.Facts.Fields, inventory.Field{Source: "files", Dataset: "for-twilio.csv", Field: "opt_in_at", Verdict: "none"})
		}},
		{"an opt-in to SMS that goes to another controller", "third_party.optin_shared", Unmet, "300 numbers of United States in crm/public.contacts opted in to messages of the organisation and go to twilio, a controller of its own", func(w *World, v *Vendor) {
			v.Role = "controller"
			w.field("public.contacts").Regions = regions("DE", 700, "US", 300)
		}},
		{"numbers that are no longer where the file is from", "third_party.not_deleted", Unproven, "4 numbers in the file for twilio, files/for-twilio.csv, are not in crm/public.contacts, where 90 % of the file is from", func(w *World, v *Vendor) {
			vendorFile(w, "2026-05-01", 40)
			share := 0.9
			w.Facts.Overlaps = []inventory.Overlap{{
				Of: inventory.Place{Source: "files", Dataset: "for-twilio.csv", Field: "phone"}, In: inventory.Place{Source: "crm", Dataset: "public.contacts", Field: "phone"},
				Share: profile.Estimate{Low: &share, Point: &share, High: &share, How: profile.Exact}, Compared: 40,
			}}
		}},
		{"a file that is mostly from elsewhere", "third_party.not_deleted", "", "", func(w *World, v *Vendor) {
			vendorFile(w, "2026-05-01", 40)
			share := 0.4
			w.Facts.Overlaps = []inventory.Overlap{{
				Of: inventory.Place{Source: "files", Dataset: "for-twilio.csv", Field: "phone"}, In: inventory.Place{Source: "crm", Dataset: "public.contacts", Field: "phone"},
				Share: profile.Estimate{Low: &share, Point: &share, High: &share, How: profile.Exact}, Compared: 40,
			}}
		}},
		{"a deletion that nobody confirmed", "third_party.not_deleted", Unproven, "the 1,000 numbers in crm/public.contacts go to twilio, whose contract ended on 2026-01-31, and whose deletion by 2026-03-02 nobody confirmed", func(w *World, v *Vendor) {
			v.Expires, v.DeletesAfter = "2026-01-31", "30d"
		}},
		{"a deletion that was confirmed", "third_party.not_deleted", "", "", func(w *World, v *Vendor) {
			v.Expires, v.DeletesAfter, v.Deleted = "2026-01-31", "30d", "2026-02-20"
		}},
	}
}

// everyThirdParty raises each rule of third parties at least once.
func everyThirdParty(t *testing.T) (list []Finding) {
	t.Helper()
	for _, c := range thirdPartyCases() {
		w := world()
		c.with(w, declaredVendor(w))
		found, _ := w.judgedIn(t, "DE", "FR")
		list = append(list, found...)
	}
	return list
}

func TestThirdPartiesAreJudgedByWhatWasDeclared(t *testing.T) {
	for _, c := range thirdPartyCases() {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			c.with(w, declaredVendor(w))
			list, _ := w.judged(t)
			var f *Finding
			for i := range list {
				if list[i].Rule == c.rule && (f == nil || strings.HasPrefix(list[i].Text, c.text)) {
					f = &list[i]
				}
			}
			switch {
			case c.text == "" && f != nil:
				t.Fatalf("found: %s", f.Text)
			case c.text == "":
				return
			case f == nil:
				t.Fatal("not found")
			case !strings.HasPrefix(f.Text, c.text):
				t.Errorf("got  %q\nwant %q", f.Text, c.text)
			}
			if f.Kind != c.kind {
				t.Errorf("kind %s, want %s", f.Kind, c.kind)
			}
		})
	}
}

func TestAVendorInOrderIsNoFinding(t *testing.T) {
	w := world()
	declaredVendor(w)
	list, _ := w.judged(t)
	if len(list) > 0 {
		t.Errorf("%s", list[0].Text)
	}
}
