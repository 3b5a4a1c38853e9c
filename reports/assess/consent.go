package assess

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// consent measures a dataset by the ledger that proves consent for it.
func (j *judge) consent(s *set) {
	d := &s.declared
	if d.LegalBasis == "" && (len(d.Purposes) == 0 || slices.ContainsFunc(d.Purposes, func(p string) bool { return useOf(p).marketing })) {
		j.noBasis(s)
	}
	if d.LegalBasis != "" && d.LegalBasis != "consent" {
		return
	}
	l, by := j.provenBy(d)
	if d.LegalBasis == "consent" && d.Consent.Ledger == "" {
		j.noLedger(s)
		return
	}
	if l == nil || j.isUnread(l) {
		return
	}
	list := d.Purposes
	if len(list) == 0 && d.LegalBasis == "consent" {
		list = []string{""}
	}
	for _, f := range s.fields {
		for _, p := range list {
			j.states(s, f, l, by, p)
		}
	}
}

// isUnread says that nothing of a ledger could be read: then it says of nobody
// that a consent is missing.
func (j *judge) isUnread(l *Ledger) bool {
	r := j.read[l.Name]
	return r != nil && r.Entries == 0 && (!r.Whole || j.unseen(r.Source, r.Dataset))
}

// provenBy is the ledger that a dataset's consent is looked up in, and by what:
// the declared one, else the only one there is.
func (j *judge) provenBy(d *Declared) (*Ledger, string) {
	by := d.Consent.By
	if by == "" {
		by = "number"
	}
	if d.Consent.Ledger != "" {
		if l := j.Declared.ledger(d.Consent.Ledger); l != nil && !l.refusal() {
			return l, by
		}
		return nil, ""
	}
	var only *Ledger
	for i := range j.Declared.Ledgers {
		if l := &j.Declared.Ledgers[i]; !l.refusal() {
			if only != nil {
				return nil, ""
			}
			only = l
		}
	}
	return only, by
}

func (j *judge) noBasis(s *set) {
	numbers, records := s.numbers()
	what := "used for " + purposes(s.declared.Purposes)
	if len(s.declared.Purposes) == 0 {
		what = "kept for no declared purpose"
	}
	j.add(s, draft{Finding: Finding{
		Rule: "consent.undeclared", Kind: Undeclared, Count: numbers, Records: records,
		Text:     fmt.Sprintf("nobody declared what lets the organisation use the %s in %s, %s", those(numbers, ""), s.name(), what),
		Evidence: "no datasets entry that matches " + s.name() + " has a legal_basis; " + read(s.facts) + s.columns(),
		Remedy:   "Find out what these numbers were collected on, and write it down: legal_basis, and with consent the ledger that proves it (datasets: consent: {ledger: …}). Where there is none, stop using them.",
	}})
}

// columns proposes what was seen beside the numbers.
func (s *set) columns() string {
	if len(s.facts.Stated) == 0 {
		return ""
	}
	var said []string
	for _, t := range s.facts.Stated {
		said = append(said, quoted(t.Text)+" ("+t.From+")")
	}
	return "; the source itself says " + few(said)
}

func (j *judge) noLedger(s *set) {
	numbers, records := s.numbers()
	j.add(s, draft{Finding: Finding{
		Rule: "consent.no_ledger", Kind: Unproven, Count: numbers, Records: records,
		Text:     fmt.Sprintf("the use of the %s in %s is said to rest on consent, and no ledger is named that could prove it", those(numbers, ""), s.name()),
		Evidence: "legal_basis: consent is declared for " + s.name() + ", and consent: {ledger: …} is not; " + read(s.facts) + j.known(s),
		Remedy:   "Name the dataset that records these consents under ledgers, and refer to it at consent.ledger. Without a record of who agreed to what and when, ask again before using the numbers.",
	}})
}

// known says which ledgers know numbers of the dataset.
func (j *judge) known(s *set) string {
	var out []string
	for i := range j.Declared.Ledgers {
		l := &j.Declared.Ledgers[i]
		var n profile.Estimate
		for _, f := range s.fields {
			for _, c := range f.Consents {
				if c.Ledger == l.Name && c.By == "number" && c.Purpose == "" && (c.State == inventory.Valid || c.State == inventory.Withdrawn || c.State == inventory.Expired) {
					n = n.Add(c.Numbers)
				}
			}
		}
		if n.Value() > 0 {
			out = append(out, fmt.Sprintf("the ledger %s knows %s of them", l.Name, amount.With(n)))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "; " + and(out)
}

// counted is how many numbers of one region are in one state.
type counted struct{ numbers, records profile.Estimate }

func (c counted) add(n inventory.Consent) counted {
	return counted{c.numbers.Add(n.Numbers), c.records.Add(n.Records)}
}

// tally adds up the states of a field's numbers for one purpose of the dataset,
// by region: what the ledger says of that purpose where it knows it, else what
// it says of the number at all.
func (j *judge) tally(f *inventory.Field, l *Ledger, by, purpose string) map[string]map[string]counted {
	_, written := l.Fields["purpose"]
	asked, derive := "", false
	if purpose != "" && written {
		asked, derive = purpose, true
		for _, c := range f.Consents {
			if c.Ledger == l.Name && c.By == by && c.Purpose != "" && same(c.Purpose, purpose) {
				asked, derive = c.Purpose, false
				break
			}
		}
	}
	out := map[string]map[string]counted{}
	for _, c := range f.Consents {
		if c.Ledger != l.Name || c.By != by || !derive && !same(c.Purpose, asked) || derive && c.Purpose != "" {
			continue
		}
		state := c.State
		if derive && state != inventory.Missing && state != inventory.Unresolved {
			if state == inventory.Late {
				continue
			}
			state = inventory.OtherPurpose
		}
		region := ""
		if c.Region != nil {
			region = *c.Region
		}
		if out[region] == nil {
			out[region] = map[string]counted{}
		}
		out[region][state] = out[region][state].add(c)
	}
	return out
}

// failing are the states that are findings, with what is said of them.
var failing = []struct {
	state, rule string
	saidNo      bool
	text        func(l, p string) string
	remedy      string
}{
	{inventory.Missing, "consent.missing", false, func(l, p string) string { return "with no consent in the ledger " + l },
		"Stop contacting these people%s until each has agreed: take them out of the list, or ask for consent and record it in the ledger %s with its time, source and wording."},
	{inventory.Withdrawn, "consent.withdrawn", true, func(l, p string) string { return "although the consent was withdrawn, says the ledger " + l },
		"Take these people out of the dataset now%s, and let whatever fills it ask the ledger %s first; an answer to the withdrawal may be due."},
	{inventory.Expired, "consent.expired", false, func(l, p string) string { return "although the consent has expired, says the ledger " + l },
		"Stop contacting these people%s; ask them to renew, record the answer in the ledger %s, and remove those who do not."},
	{inventory.OtherPurpose, "consent.other_purpose", false, func(l, p string) string {
		return "while the ledger " + l + " holds their consent for other purposes only"
	},
		"Use these numbers only for what the people agreed to%s; ask for the further purpose and record the answer in the ledger %s."},
	{inventory.Late, "consent.late", false, func(l, p string) string {
		return "and were contacted before the consent in the ledger " + l + " was given"
	},
		"Check how these people came into the campaign before they agreed%s, document it, and let campaigns draw from the ledger %s only."},
}

// states raises what the ledger says against the use of a field's numbers.
func (j *judge) states(s *set, f *inventory.Field, l *Ledger, by, purpose string) {
	byRegion := j.tally(f, l, by, purpose)
	u := useOf(purpose)
	for _, region := range slices.Sorted(maps.Keys(byRegion)) {
		if s.declared.LegalBasis == "" && !j.asksOptIn(s, f, region, u) {
			continue
		}
		states := byRegion[region]
		for _, r := range failing {
			c, ok := states[r.state]
			if !ok || c.numbers.Value() <= 0 || r.state == inventory.Late && s.declared.Contacted == "" {
				continue
			}
			use, without := "kept on consent", ""
			if purpose != "" {
				use, without = "used for "+quoted(purpose), " for "+quoted(purpose)
			}
			kind := Unmet
			facts := j.read[l.Name]
			if facts != nil && !facts.Whole && r.state != inventory.Withdrawn {
				kind = Unproven
			}
			j.add(s, draft{
				Finding: Finding{
					Rule: r.rule, Kind: kind, Field: f.Field, Region: region, Purpose: purpose, Count: c.numbers, Records: c.records,
					Text:     fmt.Sprintf("%s in %s %s %s %s", those(c.numbers, region), in(s, f.Field), is(c.numbers, "is", "are"), use, r.text(l.Name, purpose)),
					Evidence: j.lookedUp(l, by, purpose) + "; " + beside(states) + "; " + read(s.facts),
					Remedy:   fmt.Sprintf(r.remedy, without, l.Name),
				},
				rests: j.ledgerRests(l), duties: u.about(), saidNo: r.saidNo, stale: j.changed(l),
			})
		}
	}
}

// asksOptIn says that a law likely to reach numbers of a region asks for consent
// before such a use.
func (j *judge) asksOptIn(s *set, f *inventory.Field, region string, u use) bool {
	for _, r := range s.reach {
		if r.Field != f.Field || r.Region != region {
			continue
		}
		for _, a := range r.Laws {
			if a.Status == "likely" && u.optIn(j.describe(a.ID)) {
				return true
			}
		}
	}
	return false
}

// ledgerRests are where ledgers were read.
func (j *judge) ledgerRests(list ...*Ledger) (out []Rest) {
	for _, l := range list {
		if r := j.read[l.Name]; r != nil {
			out = append(out, Rest{Source: r.Source, Dataset: r.Dataset, Ledger: l.Name})
		}
	}
	return out
}

// lookedUp says how the states were found out.
func (j *judge) lookedUp(l *Ledger, by, purpose string) string {
	how := "by number"
	if by != "number" {
		how = "by " + by
	}
	what := "looked up " + how + " in the ledger " + l.Name
	if r := j.read[l.Name]; r != nil {
		part := "read whole"
		if !r.Whole {
			part = "not read to its end"
		}
		what += fmt.Sprintf(" (%s: %s entries, %s)", inventory.NameOf(r.Source, r.Dataset), amount.Count(float64(r.Entries)), part)
	}
	if purpose != "" && l.Fields["purpose"] == "" {
		what += ", which keeps no purpose"
	}
	return what + ", as of the day of the scan"
}

// beside says what all the numbers of a region are, state by state.
func beside(states map[string]counted) string {
	var out []string
	for _, s := range []struct{ state, words string }{
		{inventory.Valid, "valid"}, {inventory.Missing, "missing"}, {inventory.Withdrawn, "withdrawn"}, {inventory.Expired, "expired"},
		{inventory.OtherPurpose, "for other purposes"}, {inventory.Unresolved, "not to be looked up"},
	} {
		if c, ok := states[s.state]; ok && c.numbers.Value() > 0 {
			out = append(out, amount.With(c.numbers)+" "+s.words)
		}
	}
	return strings.Join(out, ", ")
}
