package assess

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// retention asks how long numbers are kept, and whether they are gone when they
// should be.
func (j *judge) retention(s *set) {
	d := &s.declared
	switch cut, ok := cutoff(d.Retention.Period, j.On); {
	case !ok:
		j.noPeriod(s)
	case !datable(s):
		j.noDate(s)
	default:
		j.overdue(s, cut)
	}
	j.beyond(s)
	j.unenforced(s)
	j.kept(s)
}

// cutoff is the day before which a record is too old on a day: 24mo, 90d, 6w, 7y.
func cutoff(period string, on time.Time) (time.Time, bool) {
	i := strings.IndexFunc(period, func(r rune) bool { return r < '0' || r > '9' })
	if i <= 0 {
		return on, false
	}
	n, err := strconv.Atoi(period[:i])
	if err != nil {
		return on, false
	}
	switch period[i:] {
	case "d":
		return on.AddDate(0, 0, -n), true
	case "w":
		return on.AddDate(0, 0, -7*n), true
	case "mo":
		return on.AddDate(0, -n, 0), true
	case "y":
		return on.AddDate(-n, 0, 0), true
	}
	return on, false
}

func (j *judge) noPeriod(s *set) {
	numbers, records := s.numbers()
	evidence := "no datasets entry that matches " + s.name() + " has a retention period; " + read(s.facts)
	if oldest := oldest(s); oldest != "" {
		evidence += "; the oldest record with a number is of " + oldest
	}
	if p := s.facts.Partitions; p != nil && len(p.Ranges) > 0 && p.Ranges[0].From != "" {
		evidence += fmt.Sprintf("; its partitions by %s begin on %s", p.By, p.Ranges[0].From)
	}
	if e := s.facts.Expiry; e != nil {
		evidence += "; " + removes(e)
	}
	j.add(s, draft{Finding: Finding{
		Rule: "retention.undeclared", Kind: Undeclared, Count: numbers, Records: records,
		Text:     fmt.Sprintf("nobody declared how long the %s in %s are kept", those(numbers, ""), s.name()),
		Evidence: evidence,
		Remedy:   "Decide how long the purpose needs these numbers, and declare it at retention.period with the field that dates a record.",
	}})
}

func oldest(s *set) string {
	day := ""
	for _, f := range s.fields {
		if f.Oldest != nil && (day == "" || *f.Oldest < day) {
			day = *f.Oldest
		}
	}
	return day
}

// ages of a field by what dates its records: the declared field where the scan
// went by it, else what it found.
func (s *set) ages(f *inventory.Field) []inventory.Age {
	by := s.declared.Retention.Field
	if by == "" || !datedBy(s, by) {
		return f.Ages
	}
	return slices.DeleteFunc(slices.Clone(f.Ages), func(a inventory.Age) bool { return a.By != by })
}

// datable says that a record of the dataset had a readable date.
func datable(s *set) bool {
	for _, f := range s.fields {
		for _, a := range s.ages(f) {
			if len(a.Days) > 0 {
				return true
			}
		}
	}
	return false
}

func (j *judge) noDate(s *set) {
	numbers, records := s.numbers()
	why, remedy := "no field was found that dates its records", "Name the field that dates a record at retention.field; where there is none, add one, and delete what nobody can date once the period is over."
	if f := s.declared.Retention.Field; f != "" {
		why = "the field " + f + " gave no readable date"
		remedy = "Read are RFC 3339, days as 2026-10-30, 2026/10/30 and 30.10.2026, and epochs in seconds and milliseconds: name another field at retention.field, or keep " + f + " in one of these."
	}
	j.add(s, draft{Finding: Finding{
		Rule: "retention.no_date", Kind: Unproven, Count: numbers, Records: records,
		Text:     fmt.Sprintf("the %s in %s are to be kept for %s, and nothing tells how old they are", those(numbers, ""), s.name(), spell(s.declared.Retention.Period)),
		Evidence: why + "; " + read(s.facts),
		Remedy:   remedy,
	}})
}

// spell says a period in words: 24 months.
func spell(period string) string {
	i := strings.IndexFunc(period, func(r rune) bool { return r < '0' || r > '9' })
	if i <= 0 {
		return period
	}
	unit := map[string]string{"d": "day", "w": "week", "mo": "month", "y": "year"}[period[i:]]
	if period[:i] != "1" {
		unit += "s"
	}
	return period[:i] + " " + unit
}

// old is what was read of one region that is too old.
type old struct {
	sure, maybe counts // past the day; in days that were joined across it
	all         uint64 // numbers, of any age
	undated     uint64
	oldest, by  string
	estimate    profile.Estimate // numbers of the region in the whole dataset
}

type counts struct{ numbers, records uint64 }

func (c *counts) add(d inventory.Day) {
	c.numbers, c.records = c.numbers+d.Numbers, c.records+d.Records
}

func (j *judge) overdue(s *set, cut time.Time) {
	for _, f := range s.fields {
		for _, region := range regionsOf(s.ages(f)) {
			o := gather(f, s.ages(f), region, cut.Format(time.DateOnly))
			if o.sure.numbers == 0 {
				continue
			}
			numbers, records := o.whole(s.facts)
			evidence := fmt.Sprintf("records are dated by %s, the oldest is of %s, the period ended for what is before %s", o.by, o.oldest, cut.Format(time.DateOnly))
			if o.undated > 0 {
				evidence += fmt.Sprintf("; %s more bear no readable date", amount.Count(float64(o.undated)))
			}
			remedy := fmt.Sprintf("Delete or anonymise the records dated before %s by %s, and let a job do it every day from now on.", cut.Format(time.DateOnly), o.by)
			if past := s.past(o.by, cut.Format(time.DateOnly)); len(past) > 0 {
				evidence += "; nothing newer lies in " + partitionsOf(past)
				remedy = "Drop " + partitionsOf(past) + ", and let a job drop each partition when its last day is too old. " + remedy
			}
			j.add(s, draft{Finding: Finding{
				Rule: "retention.overdue", Field: f.Field, Region: region, Count: numbers, Records: records,
				Text: fmt.Sprintf("%s in %s %s older than the %s that %s to be kept", those(numbers, region), in(s, f.Field),
					is(numbers, "is", "are"), spell(s.declared.Retention.Period), is(numbers, "it is", "they are")),
				Evidence: evidence + "; " + read(s.facts),
				Remedy:   remedy,
			}})
		}
	}
}

func regionsOf(ages []inventory.Age) []string {
	var out []string
	for _, a := range ages {
		r := ""
		if a.Region != nil {
			r = *a.Region
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// last is the last of the days that were joined.
func last(d inventory.Day) string {
	day, err := time.Parse(time.DateOnly, d.Day)
	if err != nil || d.Span < 2 {
		return d.Day
	}
	return day.AddDate(0, 0, d.Span-1).Format(time.DateOnly)
}

// gather counts the days of a region before cut.
func gather(f *inventory.Field, ages []inventory.Age, region, cut string) (o old) {
	for _, a := range ages {
		if a.Region == nil && region != "" || a.Region != nil && *a.Region != region {
			continue
		}
		o.by = a.By
		o.undated += a.Undated
		o.all += a.Undated
		for _, d := range a.Days {
			o.all += d.Numbers
			if o.oldest == "" || d.Day < o.oldest {
				o.oldest = d.Day
			}
			switch {
			case d.Day >= cut:
			case last(d) < cut:
				o.sure.add(d)
			default:
				o.maybe.add(d)
			}
		}
	}
	for _, r := range f.Regions {
		if r.Region == nil && region == "" || r.Region != nil && *r.Region == region {
			o.estimate = o.estimate.Add(r.Numbers)
		}
	}
	return o
}

// whole is what was read as a figure for the whole dataset: counted where all
// was read, a share of the region's numbers where records were drawn.
func (o *old) whole(d *inventory.Dataset) (numbers, records profile.Estimate) {
	if d.Records.Draw != "random" && d.Records.Draw != "mixed" {
		return o.counted(d, o.sure.numbers, o.maybe.numbers), o.counted(d, o.sure.records, o.maybe.records)
	}
	low, _ := profile.Binomial(int(o.sure.numbers), int(o.all), (1-profile.Level)/2)
	_, high := profile.Binomial(int(o.sure.numbers+o.maybe.numbers), int(o.all), (1-profile.Level)/2)
	point := float64(o.sure.numbers) / float64(o.all)
	share := profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sample, Level: profile.Level}
	numbers = scaled(o.estimate, share)
	each := float64(o.sure.records) / float64(o.sure.numbers)
	records = scaled(numbers, profile.Estimate{Low: &each, Point: &each, High: &each, How: profile.Sample, Level: profile.Level})
	return numbers, records
}

func (o *old) counted(d *inventory.Dataset, sure, maybe uint64) profile.Estimate {
	switch {
	case d.Records.Draw != "whole":
		return profile.SeenCount(sure)
	case d.Records.Unread > 0:
		e := profile.SeenCount(sure)
		e.How = profile.AtLeast
		return e
	}
	e := profile.Count(sure)
	if maybe > 0 {
		high := float64(sure + maybe)
		e.High, e.How = &high, profile.AtLeast
	}
	return e
}

// kept finds numbers of people who withdrew every consent and are still there.
func (j *judge) kept(s *set) {
	if b := s.declared.LegalBasis; b == "contract" || b == "legal_obligation" {
		return
	}
	for _, f := range s.fields {
		type worst struct {
			counted
			ledger *Ledger
			by     string
		}
		most := map[string]worst{}
		for i := range j.Declared.Ledgers {
			l := &j.Declared.Ledgers[i]
			if l.refusal() {
				continue
			}
			by := "number"
			if c := s.declared.Consent; l.Fields["number"] == "" && c.Ledger == l.Name && c.By != "" {
				by = c.By
			}
			sums := map[string]counted{}
			for _, c := range f.Consents {
				if c.Ledger != l.Name || c.By != by || c.Purpose != "" || c.State != inventory.Withdrawn {
					continue
				}
				region := ""
				if c.Region != nil {
					region = *c.Region
				}
				sums[region] = sums[region].add(c)
			}
			for region, c := range sums {
				if w, ok := most[region]; !ok || c.numbers.Value() > w.numbers.Value() {
					most[region] = worst{c, l, by}
				}
			}
		}
		for _, region := range slices.Sorted(maps.Keys(most)) {
			w := most[region]
			if w.numbers.Value() <= 0 {
				continue
			}
			j.add(s, draft{
				Finding: Finding{
					Rule: "retention.withdrawn", Field: f.Field, Region: region, Count: w.numbers, Records: w.records,
					Text: fmt.Sprintf("%s %s still in %s, although %s withdrew every consent in the ledger %s", those(w.numbers, region),
						is(w.numbers, "is", "are"), in(s, f.Field), is(w.numbers, "its owner", "their owners"), w.ledger.Name),
					Evidence: j.lookedUp(w.ledger, w.by, "") + "; " + read(s.facts),
					Remedy:   "Delete these numbers, or keep only a hash of them on a list of those not to be contacted; where something else asks for keeping them, declare that legal basis.",
				},
				rests: j.ledgerRests(w.ledger), duties: []string{"consent"}, saidNo: true, stale: j.changed(w.ledger),
			})
		}
	}
}
