package reading

import (
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
)

// How many numbers in international form tell whose the others of a text are.
const leastMajority = 8

// placeText finds the country of the numbers in national form of a text, where
// nothing else tells it: in a chat of people whose numbers are all of one country,
// those that they write down without its calling code are of it too.
func (d *decision) placeText(f *fieldSample, fr *plan.FieldReading) {
	if region, _ := fr.From(d.hints).Region(); fr.National != detectors.Labelled || region != "" {
		return
	}
	byRegion, all, unplaced := map[string]int{}, 0, 0
	for i := 0; i < len(f.values); i += max(1, len(f.values)/weighed) {
		d.matches, _ = d.o.Detector.Detect(d.matches[:0], detectors.Value{Text: f.values[i], Type: f.seen.String(), National: detectors.Labelled})
		for _, m := range d.matches {
			switch {
			case m.Status == detectors.Unknown:
				unplaced++
			case m.How == detectors.International && m.Format != detectors.Bare && m.Region != "":
				byRegion[m.Region]++
				all++
			}
		}
	}
	for region, n := range byRegion {
		if unplaced > 0 && all >= leastMajority && 20*n >= 19*all {
			fr.Column = region
		}
	}
}
