package register

import (
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Describe replaces what since says of findings by what the register knows of the
// marked map: the findings that its scan opened, reopened, escalated or resolved,
// and those it could not assess.
func Describe(m *datamap.Map, since *datamap.Since) {
	isFinding := func(c datamap.Change) bool { return c.About == "finding" }
	at := slices.IndexFunc(since.Changes, isFinding)
	since.Changes = slices.DeleteFunc(since.Changes, isFinding)
	if at < 0 {
		if at = slices.IndexFunc(since.Changes, func(c datamap.Change) bool { return c.About == "gap" }); at < 0 {
			at = len(since.Changes)
		}
	}
	since.Findings = datamap.Came{}
	var list []datamap.Change
	for i := range m.Findings {
		f := &m.Findings[i]
		var change, words string
		switch f.Status {
		case assess.New:
			change, words = "new", "new: "
			since.Findings.New++
		case assess.Reopened:
			change, words = "new", "found again: "
			since.Findings.New++
		case assess.Escalated:
			change, words = "more", "more severe: "
		case assess.Resolved:
			change, words = "gone", "resolved by "+f.ResolvedBy+": "
			since.Findings.Gone++
		case assess.Unassessed:
			change, words = "cannot_tell", "could not be assessed; last on "+f.LastAssessed.Format("2006-01-02")+": "
		default:
			continue
		}
		list = append(list, datamap.Change{
			About: "finding", Source: f.Source, Dataset: f.Dataset, Field: f.Field, Change: change,
			Name: inventory.NameOfField(f.Source, f.Dataset, f.Field), Text: words + strings.TrimSuffix(f.Text, ".") + "; " + f.Rule + ", " + f.Severity,
		})
	}
	since.Changes = slices.Insert(since.Changes, at, list...)
}
