package rights

import (
	"testing"
	"time"

	"github.com/dialmap/dialmap/reports/laws"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEveryRowIsOfALawOfTheCatalogue(t *testing.T) {
	c, err := laws.Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 30 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, r := range rows {
		if c.Law(r.law) == nil {
			t.Errorf("%s is not in the catalogue", r.law)
		}
		if r.access == "" {
			t.Errorf("%s: every general law here gives access", r.law)
		}
	}
}

func TestTheDayThatAnAnswerIsDue(t *testing.T) {
	for _, c := range []struct {
		name, from, want string
		within           period
	}{
		{"a month from the first", "2026-12-01", "2027-01-01", period{months: 1}},
		{"a month from the last of January ends with February", "2027-01-31", "2027-02-28", period{months: 1}},
		{"days are calendar days", "2026-12-01", "2027-01-15", period{days: 45}},
		{"business days leave out the weekend", "2026-12-04", "2026-12-07", period{business: 1}},
		{"no period, no day", "2026-12-01", "", period{}},
	} {
		if got := c.within.due(day(t, c.from)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRightsOfANumber(t *testing.T) {
	c, err := laws.Load()
	if err != nil {
		t.Fatal(err)
	}
	on := day(t, "2026-12-01")
	find := func(list []Right, law, right string) *Right {
		for i := range list {
			if list[i].Law == law && list[i].Right == right {
				return &list[i]
			}
		}
		return nil
	}
	german := Of(c, laws.Subject{Region: "DE", Status: "known"}, laws.Organisation{Establishments: []string{"DE"}}, on)
	if r := find(german, "eu-gdpr", Erasure); r == nil || r.Article != "Art. 17" || r.Due != "2027-01-01" || r.Status != "likely" {
		t.Errorf("erasure under the GDPR: %+v", r)
	}
	if r := find(german, "eu-gdpr", Access); r == nil || r.Article != "Art. 15" {
		t.Errorf("access under the GDPR: %+v", r)
	}
	australian := Of(c, laws.Subject{Region: "AU", Status: "known"}, laws.Organisation{Establishments: []string{"AU"}}, on)
	if r := find(australian, "au-privacy-act", Erasure); r != nil {
		t.Errorf("the Privacy Act has no right of erasure: %+v", r)
	}
	senegalese := Of(c, laws.Subject{Region: "SN", Status: "known"}, laws.Organisation{Establishments: []string{"SN"}}, on)
	if len(senegalese) == 0 || find(senegalese, senegalese[0].Law, NotResearched) == nil {
		t.Errorf("a law that the table lacks is said to be: %+v", senegalese)
	}
}
