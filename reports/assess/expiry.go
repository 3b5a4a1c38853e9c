package assess

import (
	"fmt"
	"time"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// unenforced finds a period that the store itself does not see to: no rule of it
// removes the objects, or not in time. Where the source does not say, nor do we.
func (j *judge) unenforced(s *set) {
	e := s.facts.Expiry
	cut, ok := cutoff(s.declared.Retention.Period, j.On)
	if e == nil || !ok {
		return
	}
	days := int(j.On.Sub(cut).Hours()/24 + 0.5)
	if !e.Back && (e.Days > 0 && e.Days <= days || e.On != "" && e.On <= j.On.AddDate(0, 0, days).Format(time.DateOnly)) {
		return
	}
	numbers, records := s.numbers()
	remedy := fmt.Sprintf("Add a lifecycle rule to the bucket that expires these objects at most %d days after they were written", days)
	if e.Back {
		remedy += ", and one that expires their noncurrent versions"
	}
	j.add(s, draft{Finding: Finding{
		Rule: "retention.not_enforced", Kind: Unproven, Count: numbers, Records: records,
		Text: fmt.Sprintf("the %s in %s %s to be kept for %s, and no rule of the bucket removes %s by then", those(numbers, ""), s.name(),
			is(numbers, "is", "are"), spell(s.declared.Retention.Period), is(numbers, "it", "them")),
		Evidence: removes(e) + "; " + read(s.facts),
		Remedy:   remedy + "; or show which job deletes them.",
	}})
}

// removes says what the store does with a dataset's objects.
func removes(e *inventory.Expiry) string {
	text := "no lifecycle rule of the bucket removes its objects"
	switch {
	case e.Days > 0:
		text = fmt.Sprintf("a lifecycle rule of the bucket removes its objects %d days after they were written", e.Days)
	case e.On != "":
		text = "a lifecycle rule of the bucket removes its objects on " + e.On
	default:
		return text
	}
	if e.Rule != "" {
		text += " (" + e.Rule + ")"
	}
	if e.Back {
		text += ", and they stay as earlier versions"
	}
	return text
}

// past are the partitions of a dataset, by a field, that hold nothing but what
// is before a day.
func (s *set) past(by, day string) (list []inventory.Partition) {
	p := s.facts.Partitions
	if p == nil || p.By != by {
		return nil
	}
	for _, r := range p.Ranges {
		if r.To != "" && r.To <= day {
			list = append(list, r)
		}
	}
	return list
}

// partitionsOf names partitions, of many the first.
func partitionsOf(list []inventory.Partition) string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	if len(names) == 1 {
		return "the partition " + names[0]
	}
	return "the partitions " + few(names)
}
