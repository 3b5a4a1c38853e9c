package amount

import (
	"testing"

	"github.com/dialmap/dialmap/scanner/profile"
)

func TestPlural(t *testing.T) {
	for want, got := range map[string]string{
		"0 countries": Plural(0, "country"), "1 country": Plural(1, "country"), "2,000 fields": Plural(2000, "field"),
		"number": Noun(profile.Count(1), "number"), "numbers": Noun(profile.Count(2), "number"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Noun(profile.SeenCount(1), "number"); got != "numbers" {
		t.Errorf("at least one: %q", got)
	}
}
