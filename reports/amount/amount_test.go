package amount_test

import (
	"testing"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/profile"
)

func TestOf(t *testing.T) {
	f := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		name           string
		e              profile.Estimate
		want, interval string
	}{
		{"a count", profile.Count(1234567), "1,234,567", ""},
		{"a count of three digits", profile.Count(999), "999", ""},
		{"nothing", profile.Estimate{}, "0", ""},
		{"an estimate keeps three digits", profile.Estimate{Low: f(11_912), Point: f(12_345), High: f(12_777), How: profile.Sample}, "≈ 12,300", "11,900 to 12,800"},
		{"an interval is rounded outwards", profile.Estimate{Low: f(11_999), Point: f(12_345), High: f(12_701), How: profile.Sample}, "≈ 12,300", "11,900 to 12,800"},
		{"an estimate without an upper bound", profile.Estimate{Low: f(11_912), Point: f(12_345), How: profile.Sample}, "≈ 12,300", "11,900 or more"},
		{"an estimate without a lower bound", profile.Estimate{Point: f(12), High: f(15.2), How: profile.Sample}, "≈ 12", "16 or fewer"},
		{"an estimate and what was seen promise the sum of their lower bounds", profile.Estimate{Low: f(821_912), Point: f(845_000), How: profile.Seen}, "≥ 821,000", ""},
		{"at least so many, and not more than", profile.Estimate{Low: f(40), Point: f(40), High: f(55), How: profile.AtLeast}, "≥ 40", "40 to 55"},
		{"a small estimate keeps all", profile.Estimate{Point: f(87.4), How: profile.Sample}, "≈ 87", ""},
		{"what was seen is a lower bound", profile.SeenCount(91), "≥ 91", ""},
		{"only a lower bound is known", profile.Estimate{Low: f(5000), How: profile.AtLeast}, "≥ 5,000", ""},
		{"a sketch", profile.Estimate{Low: f(990), Point: f(1000), High: f(1010), How: profile.Sketch}, "≈ 1,000", "990 to 1,010"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := amount.Of(c.e); got != c.want {
				t.Errorf("Of: %q, want %q", got, c.want)
			}
			if got := amount.Interval(c.e); got != c.interval {
				t.Errorf("Interval: %q, want %q", got, c.interval)
			}
		})
	}
}
