package assess

import (
	"fmt"
	"time"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// beyond finds numbers that are older than a law, or its regulator, lets them
// be kept, where no declared period is as strict: what is past that one is
// overdue already.
func (j *judge) beyond(s *set) {
	declared, ok := cutoff(s.declared.Retention.Period, j.On)
	for _, f := range s.fields {
		ages := s.ages(f)
		for _, region := range regionsOf(ages) {
			limit, cut := j.limit(s, f, region)
			if limit == nil || ok && !declared.Before(cut) {
				continue
			}
			o := gather(f, ages, region, cut.Format(time.DateOnly))
			if o.sure.numbers == 0 {
				continue
			}
			numbers, records := o.whole(s.facts)
			d := draft{Finding: Finding{
				Rule: "retention.beyond_law", Field: f.Field, Region: region, Count: numbers, Records: records,
				Text: fmt.Sprintf("%s in %s %s older than %s, %s", those(numbers, region), in(s, f.Field),
					is(numbers, "is", "are"), spell(limit.Period), limit.Text),
				Evidence: fmt.Sprintf("records are dated by %s, the oldest is of %s, the limit is %s; %s", o.by, o.oldest, cut.Format(time.DateOnly), read(s.facts)),
				Remedy:   fmt.Sprintf("Delete or anonymise the records dated before %s by %s, and declare a period that is no longer.", cut.Format(time.DateOnly), o.by),
			}}
			if limit.Advice {
				d.Kind = Unproven
				d.Remedy += " Where there was a contact since, declare the field that dates it; where there is a good reason to keep them, write it down."
			}
			j.add(s, d)
		}
	}
}

// limit is the shortest that the laws which likely reach the numbers of a region in a
// field set for what the dataset is for, and the day before which a record is
// too old.
func (j *judge) limit(s *set, f *inventory.Field, region string) (shortest *laws.Limit, cut time.Time) {
	marketing := false
	for _, p := range s.declared.Purposes {
		marketing = marketing || useOf(p).marketing
	}
	for _, r := range s.reach {
		if r.Field != f.Field || r.Region != region || region == "" {
			continue
		}
		for _, a := range r.Laws {
			if a.Status != "likely" {
				continue
			}
			for _, l := range j.describe(a.ID).Limits {
				at, ok := cutoff(l.Period, j.On)
				if ok && (l.For == "" || marketing) && (shortest == nil || at.After(cut)) {
					shortest, cut = &l, at
				}
			}
		}
	}
	return shortest, cut
}
