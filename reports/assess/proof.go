package assess

import (
	"fmt"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Entries that share one moment were imported: so many, or in a small ledger
// such a share of it.
const (
	bulkEntries = 100
	bulkShare   = 0.2
	bulkLeast   = 10
	smallLedger = 1000
)

// lack is one way in which a ledger proves too little.
type lack struct {
	rule, text, remedy string
	count              func(*inventory.Ledger) uint64
}

var lacks = []lack{
	{"consent.no_time", "do not say when the consent was given", "Fill in the time from whatever recorded the answers, and make it required; what cannot be dated proves nothing: ask these people again.",
		func(l *inventory.Ledger) uint64 { return l.NoTime }},
	{"consent.no_source", "do not say how or where the consent was given", "Record the source with each consent (form, call, shop), and fill it in from the systems that collected it.",
		func(l *inventory.Ledger) uint64 { return l.NoSource }},
	{"consent.no_wording", "do not say which wording the person agreed to", "Keep the version of the text with each consent and the texts themselves, so that it can be shown what was agreed to.",
		func(l *inventory.Ledger) uint64 { return l.NoWording }},
	{"consent.bulk", "bear one and the same moment, as an import does and people do not", "Find the file or system that they came from and the time of each answer in it; where there is none, treat these consents as not proven.",
		func(l *inventory.Ledger) uint64 {
			if l.Bulk >= bulkEntries || l.Entries < smallLedger && l.Bulk >= bulkLeast && float64(l.Bulk) >= bulkShare*float64(l.Entries) {
				return l.Bulk
			}
			return 0
		}},
}

// proof looks at the ledgers that a dataset holds: whether what they record
// would convince.
func (j *judge) proof(s *set) {
	for _, k := range lacks {
		var most *inventory.Ledger
		stale := false
		for _, l := range s.ledgers {
			r := j.read[l.Name]
			if r == nil || l.refusal() || k.count(r) == 0 || most != nil && k.count(r) <= k.count(most) {
				continue
			}
			most, stale = r, j.changed(l)
		}
		if most == nil {
			continue
		}
		n := k.count(most)
		count := profile.Count(n)
		if !most.Whole {
			count = profile.SeenCount(n)
		}
		evidence := fmt.Sprintf("the ledger %s was read (%s entries)", most.Name, amount.Count(float64(most.Entries)))
		if k.rule == "consent.bulk" && most.BulkAt != "" {
			evidence += ", the moment is " + most.BulkAt
		}
		j.add(s, draft{
			Finding: Finding{
				Rule: k.rule, Kind: Unproven, Count: count, Records: count,
				Text:     fmt.Sprintf("%s of the %s entries in the consent ledger %s (%s) %s", amount.Of(count), amount.Count(float64(most.Entries)), most.Name, s.name(), k.text),
				Evidence: evidence, Remedy: k.remedy,
			},
			duties: []string{"records"}, stale: stale,
		})
	}
}
