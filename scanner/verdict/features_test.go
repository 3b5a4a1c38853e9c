package verdict

import (
	"slices"
	"testing"
)

// A feature without a weight would be worth nothing, and a weight without a
// feature would be lost, without a word.
func TestEveryFeatureHasAWeightAndEveryWeightAFeature(t *testing.T) {
	names, pilot := Features()
	if len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) || len(names) < 80 {
		t.Errorf("%d names of features, or two alike", len(names))
	}
	for _, name := range names {
		if _, ok := weights[name]; !ok {
			t.Errorf("%q has no weights", name)
		}
	}
	for _, name := range names[:pilot] {
		if _, ok := pilotWeights[name]; !ok {
			t.Errorf("%q has no weight in the pilot", name)
		}
	}
	if len(weights) != len(names) || len(pilotWeights) != pilot {
		t.Errorf("%d and %d weights for %d and %d features", len(weights), len(pilotWeights), len(names), pilot)
	}
}
