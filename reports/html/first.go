package html

import (
	"cmp"
	"html/template"
	"strings"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
)

// firstScreen is what a reader needs before scrolling: what is open, what was
// not scanned, what is stored abroad without a safeguard, which law comes next,
// and who answers for it.
type firstScreen struct {
	*view
	Organisation string // "" not declared
	Owner        string
	Established  string
	Tallies      []issueTally
	Apart        string // "2 accepted, 1 not assessed this time"
	Next         *arrival
	NextLink     template.URL
}

func newFirstScreen(v *view) *firstScreen {
	o := v.M.Organisation
	f := &firstScreen{view: v, Organisation: o.Name, Owner: cmp.Or(o.Owner, words.NotDeclared), Tallies: issueTallies(v.M), Apart: countedApart(v.M.Headline.Issues)}
	if f.Organisation != "" && o.Role != "" {
		f.Organisation += " (" + o.Role + ")"
	}
	var names []string
	for _, e := range o.Establishments {
		names = append(names, summary.Name(e))
	}
	f.Established = cmp.Or(strings.Join(names, ", "), words.NotDeclared)
	f.Organisation = cmp.Or(f.Organisation, words.NotDeclared)
	if len(v.Timeline) > 0 {
		f.Next = &v.Timeline[0]
		f.NextLink = "#coming"
	}
	return f
}

// countedApart are the issues that stand in no severity.
func countedApart(n datamap.IssueCounts) string {
	n.Critical, n.High, n.Medium, n.Low, n.Undocumented = 0, 0, 0, 0, 0
	_, apart, _ := strings.Cut(words.IssueCounts(n), "; ")
	return apart
}
