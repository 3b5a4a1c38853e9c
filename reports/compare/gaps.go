package compare

import (
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// gaps lists those that only one side has, once. Their details may differ:
// counts and times do.
func gaps(was, is *side) []Gap {
	list := []Gap{}
	had, has := keys(was.Gaps), keys(is.Gaps)
	for _, g := range was.Gaps {
		if k := key(g); !has[k] {
			has[k] = true
			change, because := is.closed(g)
			list = append(list, Gap{g, change, because})
		}
	}
	for _, g := range is.Gaps {
		if k := key(g); !had[k] {
			had[k] = true
			list = append(list, Gap{g, New, ""})
		}
	}
	return list
}

// key tells the gaps of one part for one reason.
func key(g inventory.Gap) inventory.Gap {
	g.Detail = ""
	return g
}

func keys(gaps []inventory.Gap) map[inventory.Gap]bool {
	set := map[inventory.Gap]bool{}
	for _, g := range gaps {
		set[key(g)] = true
	}
	return set
}

// closed says what became of a gap that this later side does not have.
func (s *side) closed(g inventory.Gap) (change Change, because string) {
	switch {
	case s.sources[g.Source] == nil:
		return CannotTell, "its source was not scanned"
	case s.unseen(g.Source, g.Dataset, g.Field) != "":
		return CannotTell, s.unseen(g.Source, g.Dataset, g.Field)
	case g.Dataset == "":
		return Closed, "the source was looked at"
	case s.datasets[[2]string{g.Source, g.Dataset}] != nil:
		return Closed, "it was looked at"
	}
	return Closed, "it is no longer there, or no longer asked for"
}

// unseen says why this side did not look at a part, "" where no gap covers it.
func (s *side) unseen(source, dataset, field string) string {
	if why := s.gap(source, dataset, field); why != "" {
		return "the " + s.name + " scan did not look at it: " + why
	}
	return ""
}

// gap is the reason of a gap that covers a part, in words.
func (s *side) gap(source, dataset, field string) string {
	if g, ok := s.read.Gap(source, dataset, field); ok {
		return summary.Title(g.Reason)
	}
	return ""
}
