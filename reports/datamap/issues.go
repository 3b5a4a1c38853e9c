package datamap

import "github.com/dialmap/dialmap/reports/assess"

// GroupIssues makes the issues of the map from its findings, and counts them.
// Whoever changes the state of a finding calls it again.
func (m *Map) GroupIssues() {
	owners := map[[2]string]string{}
	for i := range m.Datasets {
		if d := &m.Datasets[i]; d.Declared != nil && d.Declared.Owner != nil {
			owners[[2]string{d.Source, d.Dataset}] = *d.Declared.Owner
		}
	}
	m.Issues = assess.Issues(m.Findings, func(source, dataset string) string { return owners[[2]string{source, dataset}] })
	m.Headline.Issues = countIssues(m.Issues)
}

func countIssues(list []Issue) (n IssueCounts) {
	for i := range list {
		x := &list[i]
		if !assess.IsOpen(x.Status) {
			continue
		}
		if x.Status == assess.Unassessed {
			n.Unassessed++
		}
		switch {
		case x.Status == assess.Accepted:
			n.Accepted++
		case x.Kind == Undeclared:
			n.Undocumented++
		case x.Severity == "critical":
			n.Critical++
		case x.Severity == "high":
			n.High++
		case x.Severity == "medium":
			n.Medium++
		default:
			n.Low++
		}
	}
	return n
}
