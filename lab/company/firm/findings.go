package firm

import (
	"cmp"
	"slices"
	"strings"
)

// judge collects the findings that follow from what was planted, by the rules
// that are written down, one function a duty.
type judge struct {
	*Firm
	list []Finding
}

func (f *Firm) findings() []Finding {
	j := &judge{Firm: f}
	for _, t := range f.Tables {
		switch {
		case t.View != "":
		case t.Ledger != nil:
			j.proof(t)
		case len(t.phones()) > 0:
			j.consent(t)
			j.refused(t)
			j.transparency(t)
			j.purpose(t)
			j.shared(t)
			j.retention(t)
			j.minimisation(t)
		}
	}
	slices.SortFunc(j.list, func(a, b Finding) int { return cmp.Compare(a.key(), b.key()) })
	return j.list
}

// unused are the tables that nobody will have read for a year: on a later day,
// those whose last reading the server knows.
func (f *Firm) unused() []Finding {
	j := &judge{Firm: f}
	for _, t := range f.Tables {
		if t.Facts.Read {
			j.whole("purpose.unused", t, "")
		}
	}
	return j.list
}

// key tells findings apart.
func (x Finding) key() string {
	return strings.Join([]string{x.Rule, x.Source, x.Dataset, x.Field, x.Region, x.Purpose}, " | ")
}

// add adds one, with counts: none, numbers, or numbers and records.
func (j *judge) add(rule string, t *Table, field, region, purpose string, counts ...int) {
	x := Finding{Rule: rule, Source: t.Source, Dataset: t.Dataset(), Field: field, Region: region, Purpose: purpose}
	if len(counts) > 0 {
		x.Numbers = &counts[0]
	}
	if len(counts) > 1 {
		x.Records = &counts[1]
	}
	j.list = append(j.list, x)
}

// whole adds a finding of a table, which counts all its numbers.
func (j *judge) whole(rule string, t *Table, purpose string) {
	columns := t.phones()
	if len(columns) == 1 {
		n, r := t.count(columns[0], nil)
		j.add(rule, t, "", "", purpose, n, r)
		return
	}
	all := 0
	for _, c := range columns {
		n, _ := t.count(c, nil)
		all += n
	}
	j.add(rule, t, "", "", purpose, all)
}

// some adds a finding of a field and country, where there are such numbers.
func (j *judge) some(rule string, t *Table, c int, region, purpose string, which func(row int, c Cell, n Number) bool) {
	of := in(region)
	n, r := t.count(c, func(row int, cell Cell, n Number) bool { return of(row, cell, n) && which(row, cell, n) })
	if n > 0 {
		j.add(rule, t, t.field(t.Columns[c]), region, purpose, n, r)
	}
}

// proof: a ledger of consent that does not say when, how, or to what.
func (j *judge) proof(t *Table) {
	l := t.Ledger
	if l.Refusal {
		return
	}
	for rule, n := range map[string]int{"consent.no_time": l.NoTime, "consent.no_source": l.NoSource, "consent.no_wording": l.NoWording} {
		if n > 0 {
			j.add(rule, t, "", "", "", n, n)
		}
	}
	if l.Bulk >= 100 || len(l.entries) < 1000 && 5*l.Bulk >= len(l.entries) && l.Bulk > 0 {
		j.add("consent.bulk", t, "", "", "", l.Bulk, l.Bulk)
	}
}

// consent: asked for where it is the declared basis, or where none is declared
// and the law asks for it.
func (j *judge) consent(t *Table) {
	d := t.Declared
	if d.Basis == "" && (len(d.Purposes) == 0 || slices.ContainsFunc(d.Purposes, j.marketing)) {
		j.whole("consent.undeclared", t, "")
	}
	if d.Basis == "consent" && d.Consent == nil {
		j.whole("consent.no_ledger", t, "")
	}
	if d.Consent == nil {
		return
	}
	how := t.declared()
	for _, c := range t.phones() {
		for _, region := range t.countries(c) {
			for _, purpose := range d.Purposes {
				if d.Basis != "consent" && !(d.Basis == "" && j.asks(region, purpose)) {
					continue
				}
				for _, state := range []string{missing, withdrawn, expired, other, late} {
					j.some("consent."+state, t, c, region, purpose, func(row int, cell Cell, n Number) bool { return how.in(state, t.Rows[row], cell, n, purpose) })
				}
			}
		}
	}
}

// marketing tells a purpose that is.
func (j *judge) marketing(purpose string) bool { return purpose == j.w.sms || purpose == j.w.call }

// asks tells whether the law of a region asks for consent before a message.
// Mexico lets people opt out; Brazil knows other grounds. Calls are not asked
// about: every table for them has a basis.
func (j *judge) asks(region, purpose string) bool {
	return purpose == j.w.sms && region != "MX" && region != "BR"
}

// refused: numbers on a list of refusals, in a table that is for marketing.
func (j *judge) refused(t *Table) {
	if !slices.ContainsFunc(t.Declared.Purposes, j.marketing) {
		return
	}
	for _, l := range j.Ledgers {
		for _, c := range t.phones() {
			for _, region := range t.countries(c) {
				j.some("dnc_check.refused", t, c, region, "", func(row int, cell Cell, n Number) bool {
					return l.Refusal && join{l, -1, -1}.state(t.Rows[row], cell, n, "") == refused
				})
			}
		}
	}
}

func (j *judge) transparency(t *Table) {
	d := t.Declared
	if len(d.Purposes) == 0 {
		return
	}
	if len(j.Notices) == 0 {
		j.whole("transparency.no_notice", t, "")
		return
	}
	for _, p := range d.Purposes {
		if len(j.covering(p, "")) == 0 {
			j.whole("transparency.purpose", t, p)
		}
	}
	for _, v := range d.Vendors {
		if !slices.ContainsFunc(j.Notices, func(n Notice) bool { return slices.Contains(n.Recipients, v) }) {
			j.whole("transparency.recipient", t, "")
			break
		}
	}
	regions := map[string]int{}
	for _, c := range t.phones() {
		for _, region := range t.countries(c) {
			n, _ := t.count(c, in(region))
			regions[region] += n
		}
	}
	for region, n := range regions {
		if slices.ContainsFunc(d.Purposes, func(p string) bool { return len(j.covering(p, "")) > 0 && !j.understood(p, region) }) {
			j.add("transparency.language", t, "", region, "", n)
		}
	}
}

// covering are the notices of a purpose, in a country.
func (j *judge) covering(purpose, country string) (list []Notice) {
	for _, n := range j.Notices {
		if slices.Contains(n.Purposes, purpose) && (country == "" || len(n.Countries) == 0 || slices.Contains(n.Countries, country)) {
			list = append(list, n)
		}
	}
	return list
}

// understood tells whether people of a country are told of a purpose in a
// language of theirs.
func (j *judge) understood(purpose, country string) bool {
	return slices.ContainsFunc(j.covering(purpose, country), func(n Notice) bool {
		return slices.ContainsFunc(n.Languages, func(l string) bool { return slices.Contains(languages[country], l) })
	})
}

func (j *judge) purpose(t *Table) {
	if len(t.Declared.Purposes) == 0 {
		j.whole("purpose.undeclared", t, "")
	}
	if t.Facts.Backup {
		j.whole("purpose.backup", t, "")
	}
	if n := j.production(t); t.Facts.Test && n > 0 {
		j.add("purpose.test", t, "", "", "", n)
	}
}

// Shares of a field's numbers: from this one on they are the same people's, up
// from there it is a copy.
const (
	atLeast = 0.01
	copied  = 0.95
)

// production counts the numbers of a table that are in one of those that are no
// tests: for each field the most that one other field has.
func (j *judge) production(t *Table) (all int) {
	for _, c := range t.phones() {
		most := 0
		for _, o := range j.Tables {
			if o == t || o.View != "" || o.Facts.Test {
				continue
			}
			for _, k := range o.phones() {
				if share, n := within(t, c, o, k); share >= atLeast {
					most = max(most, n)
				}
			}
		}
		all += most
	}
	return all
}

// within is the share of a column's distinct numbers that is in another, and
// how many they are. Numbers of nobody knows where are never compared.
func within(t *Table, c int, o *Table, k int) (share float64, n int) {
	a, b := t.distinct(c), o.distinct(k)
	for e := range a {
		if b[e] {
			n++
		}
	}
	return float64(n) / float64(max(len(a), 1)), n
}

func (t *Table) distinct(c int) map[string]bool {
	if set := t.sets[c]; set != nil {
		return set
	}
	set := map[string]bool{}
	for _, row := range t.Rows {
		for _, n := range row[c].Numbers {
			if !row[c].Lost {
				set[n.E164()] = true
			}
		}
	}
	if t.sets == nil {
		t.sets = map[int]map[string]bool{}
	}
	t.sets[c] = set
	return set
}

// shared: the same numbers for other purposes, or the same data twice.
func (j *judge) shared(t *Table) {
	for _, c := range t.phones() {
		mixed, twice := 0, 0
		for _, o := range j.Tables {
			if o == t || o.View != "" || o.Ledger != nil {
				continue
			}
			for _, k := range o.phones() {
				share, n := within(t, c, o, k)
				a, b := t.Declared.Purposes, o.Declared.Purposes
				disjoint := !slices.ContainsFunc(a, func(p string) bool { return slices.Contains(b, p) })
				if share >= atLeast && len(a) > 0 && len(b) > 0 && disjoint {
					mixed = max(mixed, n)
				}
				if share >= copied && (len(a) == 0 || len(b) == 0 || same(a, b)) {
					twice = max(twice, n)
				}
			}
		}
		field := t.field(t.Columns[c])
		if mixed > 0 {
			j.add("purpose.mixed", t, field, "", "", mixed)
		}
		if twice > 0 {
			j.add("purpose.duplicate", t, field, "", "", twice)
		}
	}
}

// same tells equal sets.
func same(a, b []string) bool {
	in := func(list []string) func(string) bool { return func(s string) bool { return !slices.Contains(list, s) } }
	return !slices.ContainsFunc(a, in(b)) && !slices.ContainsFunc(b, in(a))
}

func (j *judge) retention(t *Table) {
	d := t.Declared
	switch {
	case d.Months == 0:
		j.whole("retention.undeclared", t, "")
	case t.Facts.Dated == "":
		j.whole("retention.no_date", t, "")
	default:
		j.overdue(t)
	}
	if j.Home == "FR" && slices.ContainsFunc(d.Purposes, j.marketing) && (d.Months == 0 || d.Months > advised) {
		for _, c := range t.phones() {
			for _, region := range t.countries(c) {
				j.some("retention.beyond_law", t, c, region, "", j.older(t, advised))
			}
		}
	}
	if d.Basis == "contract" || d.Basis == "legal_obligation" {
		return
	}
	for _, c := range t.phones() {
		for _, region := range t.countries(c) {
			most, records := 0, 0
			for _, how := range j.joins(t) {
				if how.l.Refusal || how.by >= 0 && how.l.Roles["number"] != "" {
					continue
				}
				n, r := t.count(c, func(row int, cell Cell, n Number) bool {
					return in(region)(row, cell, n) && how.state(t.Rows[row], cell, n, "") == withdrawn
				})
				if n > most {
					most, records = n, r
				}
			}
			if most > 0 {
				j.add("retention.withdrawn", t, t.field(t.Columns[c]), region, "", most, records)
			}
		}
	}
}

// advised is how many months the regulator of France would have prospects kept,
// whoever they are.
const advised = 36

// older tells the numbers of records that are dated before so many months ago.
func (j *judge) older(t *Table, months int) func(row int, _ Cell, _ Number) bool {
	limit := j.Day.AddDate(0, -months, 0)
	return func(row int, _ Cell, _ Number) bool {
		at := t.dated(row)
		return !at.IsZero() && at.Before(limit)
	}
}

// overdue: records older than the period.
func (j *judge) overdue(t *Table) {
	old := j.older(t, t.Declared.Months)
	for _, c := range t.phones() {
		regions := t.countries(c)
		if slices.Contains(t.regions(c), place{}) {
			regions = append(regions, "")
		}
		for _, region := range regions {
			j.some("retention.overdue", t, c, region, "", old)
		}
	}
}

func (j *judge) minimisation(t *Table) {
	if !t.Facts.Log {
		return
	}
	for _, c := range t.phones() {
		n, r := t.count(c, nil)
		j.add("minimisation.full_numbers", t, t.field(t.Columns[c]), "", "", n, r)
	}
}
