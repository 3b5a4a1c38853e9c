package words

import (
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
)

// IssueCounts says how many issues stand: "3 critical, 12 high; 40 not
// documented". What is not documented is not a breach and is counted apart.
func IssueCounts(n datamap.IssueCounts) string {
	var open, apart []string
	add := func(list *[]string, count int, what string) {
		if count > 0 {
			*list = append(*list, amount.Count(float64(count))+" "+what)
		}
	}
	add(&open, n.Critical, "critical")
	add(&open, n.High, "high")
	add(&open, n.Medium, "medium")
	add(&open, n.Low, "low")
	add(&apart, n.Undocumented, "not documented")
	add(&apart, n.Accepted, "accepted")
	add(&apart, n.Unassessed, "not assessed this time")
	if open == nil {
		open = []string{"none open"}
	}
	return strings.Join(append([]string{strings.Join(open, ", ")}, apart...), "; ")
}
