package compare

import (
	"strings"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Finding is one that only one side has.
type Finding struct {
	ID       string `json:"id"`
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Source   string `json:"source"`
	Dataset  string `json:"dataset"`
	Field    string `json:"field"`
	Region   string `json:"region"`
	Purpose  string `json:"purpose"`
	Text     string `json:"text"`
	Change   Change `json:"change"` // new, gone (resolved), cannot_tell
	Because  string `json:"because"`
}

// findings lists those that only one side has. One that is there no more is
// resolved where the later side looked at its dataset again; a stale one is
// there as before.
func findings(was, is *side) []Finding {
	list := []Finding{}
	had, has := ids(was.Map), ids(is.Map)
	for i := range was.Findings {
		if f := &was.Findings[i]; f.Status != assess.Resolved && !has[f.ID] {
			if f.IsWithinError() && is.read.IsSampled(f.Source, f.Dataset) {
				continue // a sample may miss it
			}
			out := finding(f, Gone)
			if why := is.unjudged(f, was); why != "" {
				out.Change, out.Because = CannotTell, why
			}
			list = append(list, out)
		}
	}
	for i := range is.Findings {
		if f := &is.Findings[i]; f.Status != assess.Resolved && !had[f.ID] {
			if f.IsWithinError() && was.read.IsSampled(f.Source, f.Dataset) {
				continue
			}
			list = append(list, finding(f, New))
		}
	}
	return list
}

func ids(m *datamap.Map) map[string]bool {
	set := map[string]bool{}
	for i := range m.Findings {
		if m.Findings[i].Status != assess.Resolved {
			set[m.Findings[i].ID] = true
		}
	}
	return set
}

func finding(f *datamap.Finding, c Change) Finding {
	return Finding{f.ID, f.Rule, f.Severity, f.Source, f.Dataset, f.Field, f.Region, f.Purpose, f.Text, c, ""}
}

// unjudged says why this side does not know whether a finding is resolved, ""
// where it does.
func (s *side) unjudged(f *datamap.Finding, was *side) string {
	for _, on := range f.RestsOn {
		field := ""
		if on.Source == f.Source && on.Dataset == f.Dataset {
			field = f.Field
		}
		switch {
		case on.Notice != "":
		case !s.read.IsAsked(on.Source):
			return "its source was not scanned"
		case s.read.Dataset(on.Source, on.Dataset, field).Draw == coverage.Unread && s.unseen(on.Source, on.Dataset, field) != "":
			return s.unseen(on.Source, on.Dataset, field)
		}
	}
	always := func(string) bool { return true }
	if !s.read.IsEnough(f, s.read.Rests(f, always), was.read.Rests(f, always)) {
		return "the " + s.name + " scan read less of what it rests on, and does not know the rest"
	}
	return ""
}

func (f Finding) line() line {
	name := inventory.NameOfField(f.Source, f.Dataset, f.Field)
	text := map[Change]string{New: "new: ", Gone: "resolved: ", CannotTell: "cannot tell whether it is resolved, " + f.Because + ": "}[f.Change]
	return line{mark: marks[f.Change], name: name, text: text + strings.TrimSuffix(f.Text, "."), details: []string{f.Rule + ", " + f.Severity}}
}
