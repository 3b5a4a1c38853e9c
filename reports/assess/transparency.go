package assess

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/reports/place/spoken"
	"github.com/dialmap/dialmap/scanner/profile"
)

// transparency holds the data against the notices that people are given: a
// purpose, a recipient or a language that none of them covers.
func (j *judge) transparency(s *set) {
	d := &s.declared
	if len(j.Declared.Notices) == 0 {
		if len(d.Purposes) > 0 {
			j.noNotice(s)
		}
		return
	}
	numbers, records := s.numbers()
	var told []string
	for _, p := range d.Purposes {
		if slices.ContainsFunc(j.Declared.Notices, func(n Notice) bool { return has(n.Purposes, p) }) {
			told = append(told, p)
			continue
		}
		j.add(s, draft{Finding: Finding{
			Rule: "transparency.purpose", Purpose: p, Count: numbers, Records: records,
			Text:     fmt.Sprintf("the %s in %s are used for %s, which no privacy notice tells people about", those(numbers, ""), s.name(), quoted(p)),
			Evidence: j.compared("purposes") + "; " + read(s.facts),
			Remedy:   fmt.Sprintf("Add %s to the notice that these people are given, tell those whose numbers are held already, or stop this use.", quoted(p)),
		}, rests: j.noticeRests()})
	}
	j.recipients(s)
	j.languages(s, told)
}

func (j *judge) noNotice(s *set) {
	numbers, records := s.numbers()
	j.add(s, draft{Finding: Finding{
		Rule: "transparency.no_notice", Kind: Undeclared, Count: numbers, Records: records,
		Text:     fmt.Sprintf("nobody declared what the people are told whose %s in %s are used for %s", those(numbers, ""), s.name(), purposes(s.declared.Purposes)),
		Evidence: "no notice is declared",
		Remedy:   "Declare each privacy notice under notices, with its languages, purposes, recipients and countries; where there is none, publish one first.",
	}})
}

// compared names the notices that were looked at.
func (j *judge) compared(what string) string {
	names := make([]string, len(j.Declared.Notices))
	for i, n := range j.Declared.Notices {
		names[i] = n.Name
	}
	return "compared with the " + what + " of " + few(names)
}

func (j *judge) noticeRests() (out []Rest) {
	for _, n := range j.Declared.Notices {
		out = append(out, Rest{Notice: n.Name})
	}
	return out
}

func (j *judge) recipients(s *set) {
	var untold []string
	for _, v := range s.declared.Vendors {
		if !slices.ContainsFunc(j.Declared.Notices, func(n Notice) bool { return has(n.Recipients, v) }) {
			untold = append(untold, v)
		}
	}
	if len(untold) == 0 {
		return
	}
	numbers, records := s.numbers()
	j.add(s, draft{Finding: Finding{
		Rule: "transparency.recipient", Count: numbers, Records: records,
		Text:     fmt.Sprintf("the %s in %s are passed on to %s, which no privacy notice names", those(numbers, ""), s.name(), and(untold)),
		Evidence: j.compared("recipients") + "; the declared vendors of the dataset are " + and(s.declared.Vendors),
		Remedy:   "Name " + and(untold) + " or their category among the recipients of the notice, and tell the people concerned; or stop passing the numbers on.",
	}, rests: j.noticeRests(), duties: []string{"third_party"}})
}

// languages looks for a notice that people of each region can read and that
// tells them about one of the purposes told somewhere.
func (j *judge) languages(s *set, told []string) {
	if len(told) == 0 {
		return
	}
	for _, region := range s.regions() {
		main := spoken.In(region)
		if len(main) == 0 || j.readable(region, told) {
			continue
		}
		var numbers profile.Estimate
		for _, r := range s.reach {
			if r.Region == region {
				numbers = numbers.Add(r.Numbers)
			}
		}
		j.add(s, draft{Finding: Finding{
			Rule: "transparency.language", Region: region, Count: numbers,
			Text: fmt.Sprintf("the people behind %s in %s are told about %s in no notice for %s in a main language of it",
				those(numbers, region), s.name(), purposes(told), place.Name(region)),
			Evidence: fmt.Sprintf("main languages of %s by the Unicode CLDR: %s; %s", place.Name(region), strings.Join(main, ", "), j.compared("languages and countries")),
			Remedy:   fmt.Sprintf("Publish the notice for %s in %s, and declare its languages and countries.", place.Name(region), strings.Join(main, " or ")),
		}, rests: j.noticeRests()})
	}
}

// readable says that for each of the purposes a notice for the region is in one
// of its main languages.
func (j *judge) readable(region string, told []string) bool {
	for _, p := range told {
		if !slices.ContainsFunc(j.Declared.Notices, func(n Notice) bool {
			return has(n.Purposes, p) && n.covers(region) && slices.ContainsFunc(n.Languages, func(l string) bool { return spoken.Main(region, l) })
		}) {
			return false
		}
	}
	return true
}

// covers says that a notice is for the people of a region. One for a part of it
// is for some of them.
func (n *Notice) covers(region string) bool {
	return len(n.Countries) == 0 || slices.ContainsFunc(n.Countries, func(c string) bool {
		return c == region || strings.HasPrefix(c, region+"-")
	})
}
