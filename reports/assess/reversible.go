package assess

import (
	"fmt"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/profile"
)

// reversibleHashes finds fields of hashes that the organisation's own numbers
// give away: a hash without a key does not protect.
func (j *judge) reversibleHashes() {
	for i := range j.Facts.Fields {
		f := &j.Facts.Fields[i]
		s := j.at[[2]string{f.Source, f.Dataset}]
		if f.Reversible == nil || s == nil || s.facts.Derived {
			continue
		}
		r := f.Reversible
		share := amount.Count(float64(100*r.Matched/max(r.Of, 1))) + " %"
		if 100*r.Matched < r.Of {
			share = "some"
		}
		count := profile.SeenCount(uint64(r.Matched))
		j.add(s, draft{Finding: Finding{
			Rule: "security.reversible_hash", Field: f.Field, Count: count, Records: count,
			Text: fmt.Sprintf("%s of the hashes in %s are numbers of %s/%s: a hash of a phone number does not protect it",
				share, in(s, f.Field), r.Numbers.Source, r.Numbers.Dataset),
			Evidence: fmt.Sprintf("%s of %s distinct hashes are the %s of a number in the form %s that this scan met; all numbers of a country are hashed in minutes",
				amount.Count(float64(r.Matched)), amount.Count(float64(r.Of)), r.Algorithm, r.Form),
			Remedy: "Replace them by keyed hashes (HMAC) with the key kept elsewhere, or delete them; treat the field as numbers in clear until then.",
		}, exposed: toInside,
			people: j.at[[2]string{r.Numbers.Source, r.Numbers.Dataset}], rests: []Rest{{Source: r.Numbers.Source, Dataset: r.Numbers.Dataset}}})
	}
}
