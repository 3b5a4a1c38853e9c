package compare

import (
	"path"
	"strings"

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
	for _, list := range [][]inventory.Gap{s.gaps[source], s.roots} {
		for _, g := range list {
			if covers(g, source, dataset, field) {
				return summary.Title(g.Reason)
			}
		}
	}
	return ""
}

// covers says that a gap is on a part or on what holds it: a source holds its
// databases, a schema its tables, a folder its files, a pattern what matches.
func covers(g inventory.Gap, source, dataset, field string) bool {
	if g.Source != source {
		return g.Dataset == "" && strings.HasPrefix(source, g.Source+"/")
	}
	if g.Field != "" && g.Field != field {
		return false
	}
	if g.Dataset == "" || g.Dataset == dataset {
		return true
	}
	if rest, below := strings.CutPrefix(dataset, strings.TrimRight(g.Dataset, "/.")); below && rest != "" && (rest[0] == '/' || rest[0] == '.') {
		return true
	}
	if !strings.ContainsAny(g.Dataset, "*?[") {
		return false
	}
	match, err := path.Match(g.Dataset, dataset)
	return err == nil && match
}
