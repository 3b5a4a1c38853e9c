package xlsx

import (
	"strings"

	"github.com/dialmap/dialmap/reports/datamap"
)

// findingSheet has a row for each finding, the most severe first, then those
// that are resolved.
func findingSheet(m *datamap.Map) sheet {
	return sheet{
		name: "Findings",
		header: []string{
			"severity", "status", "kind", "duty", "rule", "source", "dataset", "field", "region", "purpose", "numbers", "low", "high", "how", "records",
			"finding", "remedy", "articles", "evidence", "why that severity", "id",
		},
		widths: []float64{10, 10, 12, 16, 26, 20, 32, 24, 8, 20, 12, 12, 12, 10, 12, 90, 70, 40, 60, 60, 30},
		rows: func(yield func([]any) bool) {
			for i := range m.Findings {
				f := &m.Findings[i]
				var articles []string
				for _, a := range f.Laws {
					text := a.Short + " " + a.Article
					if a.Status == "if" {
						text += " (if it applies)"
					}
					articles = append(articles, text)
				}
				row := []any{f.Severity, f.Status, f.Kind, f.Duty, f.Rule, f.Source, f.Dataset, f.Field, f.Region, f.Purpose}
				row = append(row, figure(f.Count), f.Count.Low, f.Count.High, string(f.Count.How))
				if !yield(append(row, figure(f.Records), f.Text, f.Remedy, strings.Join(articles, "; "), f.Evidence, f.Because, f.ID)) {
					return
				}
			}
		},
	}
}
