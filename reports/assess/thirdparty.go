package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// thirdParties asks who else receives the numbers of a dataset, and whether the
// organisation can show that they may. What nobody declared is not a breach.
func (j *judge) thirdParties(s *set) {
	j.undeclaredRecipients(s)
	vendors := j.Declared.VendorsOf(s.facts)
	if len(vendors) == 0 {
		return
	}
	j.contracts(s, vendors)
	j.clauses(s, vendors)
	j.outsideTime(s, vendors)
	j.outsideScope(s, vendors)
	j.mechanisms(s, vendors)
	j.papers(s, vendors)
	j.optouts(s, vendors)
	j.consentPassed(s, vendors)
	j.optinShared(s, vendors)
	j.notDeleted(s, vendors)
}

// recipientWords says what a recipient is, by its kind. Logins and logs, which
// are not third parties of their own, are not here.
var recipientWords = map[string]string{
	"publication": "publication", "slot": "replication slot", "subscription": "subscription", "foreign_server": "foreign server", "trigger": "trigger",
	"function": "function", "policy_principal": "principal of a bucket policy", "replication": "replication", "file": "file",
}

// undeclaredRecipients names whom a system hands the numbers to and no vendor is
// known as.
func (j *judge) undeclaredRecipients(s *set) {
	var names []string
	for _, r := range recipientsOf(s.facts) {
		what, isThird := recipientWords[r.Kind]
		if !isThird || slices.ContainsFunc(j.Declared.Vendors, func(v Vendor) bool { return v.IsRecipient(r) }) {
			continue
		}
		who := cmp.Or(r.Host, r.Account, r.Name)
		detail := what
		if r.Name != "" && r.Name != who {
			detail += " " + r.Name
		}
		if r.Through != "" && r.Through != r.Name {
			detail += ", " + r.Through
		}
		switch r.Active {
		case inventory.No:
			detail += ", not active now"
		case inventory.Unknown:
			detail += ", nothing says whether it is active"
		}
		if text := who + " (" + detail + ")"; !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	numbers, records := s.numbers()
	j.add(s, draft{Finding: Finding{
		Rule: "third_party.undeclared", Kind: Undeclared, Count: numbers, Records: records,
		Text:     fmt.Sprintf("the %s in %s can leave for %s, and no declared vendor is known as that", those(numbers, ""), s.name(), few(names)),
		Evidence: "the source itself shows these recipients: " + and(names) + "; none matches known_as of a vendor; " + read(s.facts),
		Remedy:   "Find out who receives them and why. Declare the vendor under vendors, with known_as, contract and country; or take the recipient away.",
	}})
}

// vendorFault is one vendor and what is wrong with it.
type vendorFault struct {
	vendor *Vendor
	text   string
}

// say makes one finding of the vendors that have the same fault.
func (j *judge) say(s *set, rule, kind string, faults []vendorFault, numbers, records profile.Estimate, evidence, remedy string) {
	if len(faults) == 0 {
		return
	}
	var texts []string
	for _, f := range faults {
		texts = append(texts, f.vendor.Name+", "+f.text)
	}
	j.add(s, draft{Finding: Finding{
		Rule: rule, Kind: kind, Count: numbers, Records: records,
		Text:     fmt.Sprintf("the %s in %s go to %s", those(numbers, ""), s.name(), strings.Join(texts, "; and to ")),
		Evidence: evidence + "; " + read(s.facts), Remedy: remedy,
	}})
}

// expiresSoon is how long before its end a contract is spoken of.
const expiresSoon = 60 * 24 * time.Hour

// contracts asks for a contract that holds today.
func (j *judge) contracts(s *set, vendors []*Vendor) {
	var none, past, soon []vendorFault
	for _, v := range vendors {
		until := j.On.Add(expiresSoon).Format(time.DateOnly)
		switch {
		case !v.hasContract():
			if v.isProcessor() || v.Role == "" {
				none = append(none, vendorFault{v, "with whom no contract is declared"})
			}
		case v.hasExpired(j.On):
			text := "whose contract ended on " + v.Expires
			if v.HasFile(s.source, s.dataset) {
				if day := newestObject(s); day > v.Expires {
					text += ", and the newest file for it is of " + day
				}
			}
			past = append(past, vendorFault{v, text})
		case v.Expires != "" && v.Expires <= until:
			soon = append(soon, vendorFault{v, "whose contract ends on " + v.Expires})
		}
	}
	numbers, records := s.numbers()
	j.say(s, "third_party.no_contract", Unproven, none, numbers, records, "the vendor has no contract in the declarations", "Declare the contract: vendors: contract: {signed, expires, document}. Where there is none, make one before the next number goes there.")
	j.say(s, "third_party.expired", Unmet, past, numbers, records, "contract.expires is before the day of this report", "Renew the contract, or stop the transfer and have the numbers deleted and the deletion confirmed.")
	j.say(s, "third_party.expiring", Unproven, soon, numbers, records, "contract.expires is within 60 days of the day of this report", "Renew the contract before it ends, or prepare the end: deletion, and a confirmation of it.")
}

// clause is one that a contract has to have, and where that is written.
type clause struct{ key, words string }

// processorClauses are those of GDPR Art. 28(3).
var processorClauses = []clause{
	{"subject", "the subject-matter (Art. 28(3))"}, {"duration", "the duration (Art. 28(3))"}, {"nature_purpose", "nature and purpose (Art. 28(3))"},
	{"data_types", "the types of data (Art. 28(3))"}, {"subjects", "the categories of data subjects (Art. 28(3))"}, {"instructions", "documented instructions (Art. 28(3)(a))"},
	{"confidentiality", "confidentiality (Art. 28(3)(b))"}, {"security", "security (Art. 28(3)(c))"}, {"sub_processors", "sub-processors (Art. 28(3)(d))"},
	{"assist_rights", "help with the rights of data subjects (Art. 28(3)(e))"}, {"assist_security", "help with security and breaches (Art. 28(3)(f))"},
	{"deletion", "deletion at the end (Art. 28(3)(g))"}, {"audit", "audits (Art. 28(3)(h))"}, {"inform_unlawful", "a warning of unlawful instructions (Art. 28(3))"},
}

// californiaClauses are those of 11 CCR 7051(a).
var californiaClauses = []clause{
	{"no_sale", "no sale or sharing (11 CCR 7051(a)(1))"}, {"specific_purpose", "the specific purposes (7051(a)(2))"}, {"no_other_purpose", "no other purpose (7051(a)(3))"},
	{"no_other_commercial", "no other commercial purpose (7051(a)(4))"}, {"no_combining", "no combining (7051(a)(5))"}, {"same_protection", "the same protection (7051(a)(6))"},
	{"right_to_check", "the right to check (7051(a)(7))"}, {"notify", "notice when it can no longer comply (7051(a)(8))"}, {"stop", "the right to stop and remediate (7051(a)(9))"},
	{"consumer_requests", "requests of consumers (7051(a)(10))"},
}

func missingClauses(has []string, all []clause) (out []string) {
	for _, c := range all {
		if !slices.Contains(has, c.key) {
			out = append(out, c.words)
		}
	}
	return out
}

// clauses compares the clauses that were declared with those of the laws that
// reach the numbers. A list that was not given says nothing.
func (j *judge) clauses(s *set, vendors []*Vendor) {
	var faults []vendorFault
	for _, v := range vendors {
		var missing []string
		if v.Clauses != nil && v.isProcessor() && j.isReached(s, "", "eu-gdpr", "gb-uk-gdpr") {
			missing = append(missing, missingClauses(v.Clauses, processorClauses)...)
		}
		if v.California != nil && j.isReached(s, "US", "us-ca-ccpa") {
			missing = append(missing, missingClauses(v.California, californiaClauses)...)
		}
		if len(missing) > 0 {
			faults = append(faults, vendorFault{v, "whose contract lacks " + few(missing)})
		}
	}
	numbers, records := s.numbers()
	j.say(s, "third_party.clauses", Unmet, faults, numbers, records, "compared with the clauses declared at contract.clauses and contract.us_ca", "Add the clauses to the contract by an amendment that both sides sign, and list them in the declaration.")
}

// isReached says that one of some laws reaches numbers of the dataset.
func (j *judge) isReached(s *set, region string, ids ...string) bool {
	return slices.ContainsFunc(s.reach, func(r Reach) bool {
		return (region == "" || r.Region == region) && slices.ContainsFunc(r.Laws, func(a laws.Applies) bool { return slices.Contains(ids, a.ID) && a.Status == "likely" })
	})
}

// byObject is what dates the numbers of a file by the day of the file.
const byObject = "{modified}"

// oldestObject is the day of the oldest file of a dataset, "" not known.
func oldestObject(s *set) (day string) {
	eachObjectDay(s, func(d inventory.Day) {
		if day == "" || d.Day < day {
			day = d.Day
		}
	})
	return day
}

// newestObject is the day of the newest file of a dataset, "" not known.
func newestObject(s *set) (day string) {
	eachObjectDay(s, func(d inventory.Day) { day = max(day, last(d)) })
	return day
}

func eachObjectDay(s *set, f func(inventory.Day)) {
	for _, field := range s.fields {
		for _, a := range field.Ages {
			if a.By != byObject {
				continue
			}
			for _, d := range a.Days {
				f(d)
			}
		}
	}
}

// outsideTime finds files for a vendor that are older than its contract.
func (j *judge) outsideTime(s *set, vendors []*Vendor) {
	var faults []vendorFault
	var first string
	for _, v := range vendors {
		day := oldestObject(s)
		if v.Signed == "" || day == "" || day >= v.Signed || !v.HasFile(s.source, s.dataset) {
			continue
		}
		signed, err := time.Parse(time.DateOnly, v.Signed)
		from, err2 := time.Parse(time.DateOnly, day)
		if err != nil || err2 != nil {
			continue
		}
		first = max(first, v.Signed)
		faults = append(faults, vendorFault{v, fmt.Sprintf("which has received files since %s, %s days before its contract", day, amount.Count(signed.Sub(from).Hours()/24))})
	}
	numbers, records := s.before(first)
	j.say(s, "third_party.before_contract", Unmet, faults, numbers, records, "the files are dated by the day they were written, the contract by contract.signed", "Ask the vendor on what it acted before the contract, cover that time in writing, and have deleted what it may not keep.")
}

// before counts the numbers of the files written before a day.
func (s *set) before(day string) (numbers, records profile.Estimate) {
	var n, r uint64
	eachObjectDay(s, func(d inventory.Day) {
		if last(d) < day {
			n, r = n+d.Numbers, r+d.Records
		}
	})
	whole := &old{sure: counts{n, r}}
	return whole.counted(s.facts, n, 0), whole.counted(s.facts, r, 0)
}

// byRegion sums the numbers of a dataset by region, for those that f picks.
func (s *set) byRegion(f func(r *Reach) bool) (regions []string, numbers profile.Estimate) {
	for i := range s.reach {
		r := &s.reach[i]
		if !f(r) || r.Numbers.Value() <= 0 {
			continue
		}
		numbers = numbers.Add(r.Numbers)
		if r.Region != "" && !slices.Contains(regions, r.Region) {
			regions = append(regions, r.Region)
		}
	}
	slices.Sort(regions)
	return regions, numbers
}

func placeNames(regions []string) string {
	names := make([]string, len(regions))
	for i, r := range regions {
		names[i] = place.Name(r)
	}
	return few(names)
}

// isCovered says that a region, or the part of it that is known, is in a list.
func isCovered(list []string, r *Reach) bool {
	return slices.Contains(list, r.Region) || r.Subdivision != "" && slices.Contains(list, r.Subdivision)
}

// outsideScope compares whose numbers and what purposes a vendor gets with what
// its contract covers.
func (j *judge) outsideScope(s *set, vendors []*Vendor) {
	for _, v := range vendors {
		if v.Covers.Regions != nil {
			regions, numbers := s.byRegion(func(r *Reach) bool { return r.Region != "" && !isCovered(v.Covers.Regions, r) })
			if len(regions) > 0 {
				j.addScope(s, v, numbers, fmt.Sprintf("%s go to %s, whose contract covers %s", those(numbers, "")+" of "+placeNames(regions), v.Name, placeNames(v.Covers.Regions)))
				return
			}
		}
		var outside []string
		for _, p := range s.declared.Purposes {
			if v.Covers.Purposes != nil && !has(v.Covers.Purposes, p) {
				outside = append(outside, p)
			}
		}
		if len(outside) > 0 {
			numbers, _ := s.numbers()
			j.addScope(s, v, numbers, fmt.Sprintf("the %s in %s go to %s for %s, and its contract covers %s", those(numbers, ""), s.name(), v.Name, purposes(outside), purposes(v.Covers.Purposes)))
			return
		}
	}
}

func (j *judge) addScope(s *set, v *Vendor, numbers profile.Estimate, text string) {
	j.add(s, draft{Finding: Finding{
		Rule: "third_party.outside_scope", Count: numbers, Text: text + " (" + s.name() + ")",
		Evidence: "compared with covers of the vendor " + v.Name + "; " + read(s.facts),
		Remedy:   "Leave these numbers out of what goes to " + v.Name + ", or extend the contract and then covers.",
	}})
}

// ownClauses are laws whose standard clauses are their own: the EU's, declared as
// scc, are none of them. Declare standard_contract for these.
var ownClauses = map[string]string{
	"br-lgpd": "the standard clauses of Res. CD/ANPD 19/2024", "cn-pipl": "the standard contract of the CAC", "gb-uk-gdpr": "the IDTA or the UK addendum",
	"tr-kvkk": "the standard contract of the KVKK", "sa-pdpl": "the standard clauses of SDAIA", "ae-difc": "the DIFC standard clauses", "ae-adgm": "the ADGM standard clauses",
}

// mechanisms asks, region by region, whether the vendor's country needs a transfer
// mechanism by the law of these subjects, and whether the declared one is of that
// law.
func (j *judge) mechanisms(s *set, vendors []*Vendor) {
	for _, region := range s.regions() {
		var unmet, undeclared []vendorFault
		for _, v := range vendors {
			if v.Country == "" {
				continue
			}
			switch text, isMet := j.mechanismFor(v, region); {
			case isMet:
			case v.Mechanism == "":
				undeclared = append(undeclared, vendorFault{v, text})
			default:
				unmet = append(unmet, vendorFault{v, text})
			}
		}
		j.addMechanism(s, region, Unmet, unmet)
		if len(unmet) == 0 {
			j.addMechanism(s, region, Undeclared, undeclared)
		}
	}
}

// mechanismFor says why numbers of a region may not go to a vendor on what is
// declared; isMet where they may, or where nobody can say.
func (j *judge) mechanismFor(v *Vendor, region string) (text string, isMet bool) {
	subject := laws.Subject{Region: region, Status: "known"}
	bare := j.Catalog.Transfer(subject, v.Country, "", laws.Organisation{}, j.On)
	if bare.Status != "needs_mechanism" && bare.Status != "restricted" {
		return "", true
	}
	if own, isOwn := ownClauses[bare.Law]; isOwn {
		switch v.Mechanism {
		case "scc":
			return fmt.Sprintf("in %s, for which scc is declared: the EU's clauses are not %s", place.Name(v.Country), own), false
		case "standard_contract", "idta":
			return "", true
		}
	}
	t := j.Catalog.Transfer(subject, v.Country, v.Mechanism, laws.Organisation{}, j.On)
	switch {
	case t.Status != "needs_mechanism" && t.Status != "restricted":
		return "", true
	case v.Mechanism == "":
		return fmt.Sprintf("in %s, for which no mechanism is declared", place.Name(v.Country)), false
	}
	return fmt.Sprintf("in %s, for which %s is declared: not a mechanism of that law", place.Name(v.Country), v.Mechanism), false
}

func (j *judge) addMechanism(s *set, region, kind string, faults []vendorFault) {
	if len(faults) == 0 {
		return
	}
	_, numbers := s.byRegion(func(r *Reach) bool { return r.Region == region })
	var texts []string
	for _, f := range faults {
		texts = append(texts, f.vendor.Name+" "+f.text)
	}
	j.add(s, draft{Finding: Finding{
		Rule: "third_party.mechanism", Kind: kind, Region: region, Count: numbers,
		Text:     fmt.Sprintf("%s in %s go to %s", those(numbers, region), s.name(), strings.Join(texts, "; and to ")),
		Evidence: "by the law of " + place.Name(region) + ": " + j.Catalog.Transfer(laws.Subject{Region: region, Status: "known"}, faults[0].vendor.Country, "", laws.Organisation{}, j.On).Because + "; " + read(s.facts),
		Remedy:   "Agree on a mechanism that the law of these people names, and declare it at transfer.mechanism; until then leave their numbers out.",
	}, duties: []string{"transfer"}})
}

// reviewedWithin is how old a review may be, in months.
const reviewedWithin = 12

// papers asks for what the organisation has to be able to show of a vendor.
func (j *judge) papers(s *set, vendors []*Vendor) {
	var tia, attested, reviewed, subs []vendorFault
	for _, v := range vendors {
		if needsAssessment(v.Mechanism) && v.Assessed == "" {
			tia = append(tia, vendorFault{v, "for which " + v.Mechanism + " is declared and no assessment of the law of " + place.Name(v.Country)})
		}
		if text := j.attestation(v); text != "" {
			attested = append(attested, vendorFault{v, text})
		}
		switch limit := j.On.AddDate(0, -reviewedWithin, 0).Format(time.DateOnly); {
		case v.Reviewed == "":
			reviewed = append(reviewed, vendorFault{v, "which nobody is known to have reviewed"})
		case v.Reviewed < limit:
			reviewed = append(reviewed, vendorFault{v, "last reviewed on " + v.Reviewed})
		}
		if text := subProcessorFault(v); text != "" {
			subs = append(subs, vendorFault{v, text})
		}
	}
	numbers, records := s.numbers()
	j.say(s, "third_party.no_tia", Unproven, tia, numbers, records, "transfer.assessment is not declared", "Assess whether the law of that country lets the clauses work, write it down, and declare it at transfer.assessment.")
	j.say(s, "third_party.attestation", Unproven, attested, numbers, records, "compared with attestations of the vendor", "Ask for a certificate or report that is valid today and covers what the vendor does for you, and declare it at attestations.")
	j.say(s, "third_party.review", Unproven, reviewed, numbers, records, "reviewed is not within the 12 months before the day of this report", "Check the vendor, its contract and its security once a year, and declare the day at reviewed.")
	j.say(s, "third_party.sub_processors", Unproven, subs, numbers, records, "compared with sub_processors of the vendor", "Get the list of its sub-processors with name, country and contact, and declare it; [] says that there are none.")
}

func needsAssessment(mechanism string) bool {
	return mechanism == "scc" || mechanism == "bcr" || mechanism == "idta"
}

func (j *judge) attestation(v *Vendor) string {
	day, newest := j.On.Format(time.DateOnly), ""
	for _, a := range v.Attestations {
		if a.Until == "" || a.Until >= day {
			return ""
		}
		newest = max(newest, a.Until)
	}
	if newest != "" {
		return "whose last attestation ended on " + newest
	}
	return "of whose security no attestation is declared"
}

func subProcessorFault(v *Vendor) string {
	if v.SubProcessors == nil {
		return "whose sub-processors are not declared"
	}
	var bare []string
	for _, p := range v.SubProcessors {
		if p.Country == "" || p.Contact == "" {
			bare = append(bare, p.Name)
		}
	}
	if len(bare) == 0 {
		return ""
	}
	return "whose sub-processors " + few(bare) + " have no country or contact declared"
}

// optouts counts the numbers in a file for a vendor whose consent is withdrawn, or
// that a list of refusals has. Whether that came before the file, no fact says.
func (j *judge) optouts(s *set, vendors []*Vendor) {
	v := fileOf(s, vendors)
	if v == nil {
		return
	}
	var worst counted
	var ledger *Ledger
	for i := range j.Declared.Ledgers {
		l := &j.Declared.Ledgers[i]
		var sum counted
		for _, f := range s.fields {
			for _, c := range f.Consents {
				if c.Ledger == l.Name && c.By == "number" && c.Purpose == "" && (c.State == inventory.Withdrawn || c.State == inventory.Refused) {
					sum = sum.add(c)
				}
			}
		}
		if ledger == nil && sum.numbers.Value() > 0 || sum.numbers.Value() > worst.numbers.Value() {
			worst, ledger = sum, l
		}
	}
	if ledger == nil {
		return
	}
	when := "a file whose day is not known"
	if day := newestObject(s); day != "" {
		when = "the file of " + day
	}
	j.add(s, draft{Finding: Finding{
		Rule: "third_party.optout_not_passed", Kind: Unproven, Count: worst.numbers, Records: worst.records,
		Text: fmt.Sprintf("%s in %s, %s for %s, %s of people whose consent is withdrawn or refused, says the ledger %s, and nothing shows that %s was told",
			those(worst.numbers, ""), s.name(), when, v.Name, is(worst.numbers, "is", "are"), ledger.Name, v.Name),
		Evidence: j.lookedUp(ledger, "number", "") + "; whether they opted out before the file was made is not known; " + read(s.facts),
		Remedy:   "Send " + v.Name + " these opt-outs within the days that the law gives (10 business days in the United States), and check each file against the ledger right before it is handed over.",
	}, rests: j.ledgerRests(ledger), duties: []string{"consent", "marketing_sms"}, saidNo: true, stale: j.changed(ledger)})
}

// fileOf is the vendor that a dataset is a file for, nil where it is for none.
func fileOf(s *set, vendors []*Vendor) *Vendor {
	for _, v := range vendors {
		if v.HasFile(s.source, s.dataset) {
			return v
		}
	}
	return nil
}

// consentWords are in the names of fields that carry when, how or by which wording
// a person consented.
var consentWords = []string{"consent", "opt_in", "optin", "opt-in", "granted", "agreed", "permission", "subscribed", "einwilligung", "consentement", "consentimiento", "wording"}

// consentPassed asks whether a file for marketing on consent carries anything that
// shows the consent.
func (j *judge) consentPassed(s *set, vendors []*Vendor) {
	v := fileOf(s, vendors)
	marketing := slices.ContainsFunc(s.declared.Purposes, func(p string) bool { return useOf(p).marketing })
	if v == nil || !marketing || s.declared.LegalBasis != "consent" {
		return
	}
	for i := range j.Facts.Fields {
		f := &j.Facts.Fields[i]
		if f.Source != s.source || f.Dataset != s.dataset {
			continue
		}
		name := strings.ToLower(f.Field)
		if slices.ContainsFunc(consentWords, func(w string) bool { return strings.Contains(name, w) }) {
			return
		}
	}
	numbers, records := s.numbers()
	j.add(s, draft{Finding: Finding{
		Rule: "third_party.consent_not_passed", Kind: Unproven, Count: numbers, Records: records,
		Text:     fmt.Sprintf("the %s in %s go to %s for %s without when, how or by which wording their owners consented", those(numbers, ""), s.name(), v.Name, purposes(s.declared.Purposes)),
		Evidence: "no field of " + s.name() + " is named like one of a consent; " + read(s.facts),
		Remedy:   "Hand over the time, the source and the wording of each consent with its number, so that the vendor can show it too.",
	}, duties: []string{"consent"}})
}

// optinShared finds numbers that opted in to messages of one sender and go to
// another controller. That is a rule of the carriers in the United States.
func (j *judge) optinShared(s *set, vendors []*Vendor) {
	i := slices.IndexFunc(vendors, func(v *Vendor) bool { return v.Role == "controller" || v.Role == "joint_controller" })
	sms := slices.ContainsFunc(s.declared.Purposes, func(p string) bool { return useOf(p).marketing && strings.Contains(strings.ToLower(p), "sms") })
	if i < 0 || !sms || s.declared.LegalBasis != "consent" {
		return
	}
	_, numbers := s.byRegion(func(r *Reach) bool { return r.Region == "US" })
	if numbers.Value() <= 0 {
		return
	}
	j.add(s, draft{Finding: Finding{
		Rule: "third_party.optin_shared", Region: "US", Count: numbers,
		Text:     fmt.Sprintf("%s in %s opted in to messages of the organisation and go to %s, a controller of its own", those(numbers, "US"), s.name(), vendors[i].Name),
		Evidence: "the role declared for " + vendors[i].Name + " is " + vendors[i].Role + "; the carriers' rules for 10DLC, not a law, forbid to share an SMS opt-in; " + read(s.facts),
		Remedy:   "Leave numbers that opted in to SMS out of what goes to " + vendors[i].Name + ", or have their owners opt in there.",
	}})
}

// mostlyFrom is which share of a vendor's file must be in a dataset for the file
// to be taken as made of it.
const mostlyFrom = 0.5

// notDeleted looks for numbers that a vendor has and the organisation no longer
// has, and for ended contracts without a confirmed deletion.
func (j *judge) notDeleted(s *set, vendors []*Vendor) {
	var ended []vendorFault
	for _, v := range vendors {
		if day, isDue := deletionDue(v); isDue && day < j.On.Format(time.DateOnly) && v.Deleted == "" {
			ended = append(ended, vendorFault{v, "whose contract ended on " + v.Expires + ", and whose deletion by " + day + " nobody confirmed"})
		}
	}
	if v := fileOf(s, vendors); v != nil && len(ended) == 0 {
		j.gone(s, v)
		return
	}
	numbers, records := s.numbers()
	j.say(s, "third_party.not_deleted", Unproven, ended, numbers, records, "deletion.after_end counted from contract.expires; deletion.confirmed is not declared", "Have the vendor delete and confirm it in writing, and declare the day at deletion.confirmed.")
}

// deletionDue is the day by which a vendor whose contract has an end deletes.
func deletionDue(v *Vendor) (day string, isDue bool) {
	end, err := time.Parse(time.DateOnly, v.Expires)
	if err != nil || v.DeletesAfter == "" {
		return "", false
	}
	back, ok := cutoff(v.DeletesAfter, end)
	if !ok {
		return "", false
	}
	return end.Add(end.Sub(back)).Format(time.DateOnly), true
}

// gone compares a vendor's file with the dataset that most of it is in. Only of
// one that was read whole can be said that a number is no longer there.
func (j *judge) gone(s *set, v *Vendor) {
	for _, f := range s.fields {
		var best *inventory.Overlap
		list := j.overlaps[inventory.Place{Source: f.Source, Dataset: f.Dataset, Field: f.Field}]
		for i := range list {
			o := &list[i]
			if in := j.at[[2]string{o.In.Source, o.In.Dataset}]; in == nil || in.facts.Derived || j.isFileOfVendor(in) || len(in.ledgers) > 0 {
				continue
			}
			if best == nil || o.Share.Value() > best.Share.Value() {
				best = o
			}
		}
		if best == nil || best.Share.Value() < mostlyFrom {
			continue
		}
		missing := complement(best.Share)
		numbers := scaled(f.Distinct, missing)
		if missing.Low == nil || *missing.Low <= 0 || numbers.Value() < 1 {
			continue
		}
		source := best.In.Source + "/" + best.In.Dataset
		j.add(s, draft{Finding: Finding{
			Rule: "third_party.not_deleted", Kind: Unproven, Field: f.Field, Count: numbers,
			Text:     fmt.Sprintf("%s in the file for %s, %s, %s not in %s, where %s of the file is from", those(numbers, ""), v.Name, s.name(), is(numbers, "is", "are"), source, percentOf(best.Share)),
			Evidence: fmt.Sprintf("%s numbers of the file were looked up in %s (%s), which was read whole", amount.Count(float64(best.Compared)), source, best.In.Field),
			Remedy:   "Find out whether these people were erased here; where they were, tell " + v.Name + " to delete them too, and keep its confirmation.",
		}, rests: []Rest{{Source: best.In.Source, Dataset: best.In.Dataset}}, duties: []string{"retention"}})
	}
}

func (j *judge) isFileOfVendor(s *set) bool {
	return slices.ContainsFunc(j.Declared.Vendors, func(v Vendor) bool { return v.HasFile(s.source, s.dataset) })
}

// complement is 1 - share.
func complement(share profile.Estimate) profile.Estimate {
	flip := func(x *float64) *float64 {
		if x == nil {
			return nil
		}
		v := max(0, 1-*x)
		return &v
	}
	return profile.Estimate{Low: flip(share.High), Point: flip(share.Point), High: flip(share.Low), How: share.How, Level: share.Level}
}

func percentOf(share profile.Estimate) string {
	return fmt.Sprintf("%.0f %%", 100*share.Value())
}
