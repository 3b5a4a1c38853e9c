package laws

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTheVersionOfADay(t *testing.T) {
	v := Versions[Rule]{
		{Period: Period{To: "2020-01-01"}, Text: "old"},
		{Period: Period{From: "2021-01-01", To: "2022-01-01"}, Text: "middle"},
		{Period: Period{From: "2022-01-01"}, Text: "new"},
	}
	for day, want := range map[Date]string{
		"1990-01-01": "old", "2019-12-31": "old", "2020-01-01": "", "2020-12-31": "",
		"2021-01-01": "middle", "2021-12-31": "middle", "2022-01-01": "new", "2099-01-01": "new",
	} {
		got := ""
		if r := v.on(day); r != nil {
			got = r.Text
		}
		if got != want {
			t.Errorf("on %s: got %q, want %q", day, got, want)
		}
	}
	if got := v.beginning("2020-06-01", "2022-01-01"); len(got) != 2 {
		t.Errorf("got %d versions that begin in the period, want 2", len(got))
	}
}

// The day before and the day on which something changed.
func TestTheCatalogueKnowsThePast(t *testing.T) {
	c := catalog(t)
	lawOn := func(region, id, day string) Entry {
		t.Helper()
		for _, e := range c.On(region, dayOf(t, day)) {
			if e.ID == id {
				return e
			}
		}
		t.Fatalf("%s on %s: no %s", region, day, id)
		return Entry{}
	}
	for _, x := range []struct {
		name, region, law, day, want string
		get                          func(Entry) string
	}{
		{"Quebec had no fine of millions in 2010", "CA-QC", "ca-qc-law-25", "2010-01-01", "CAD 10,000", penaltyOf},
		{"the day before Quebec's new fines", "CA-QC", "ca-qc-law-25", "2023-09-21", "CAD 10,000", penaltyOf},
		{"the day of Quebec's new fines", "CA-QC", "ca-qc-law-25", "2023-09-22", "CAD 25m", penaltyOf},
		{"Quebec had no duty to tell of breaches before 2022-09-22", "CA-QC", "ca-qc-law-25", "2022-09-21", "", breachOf},
		{"PIPEDA had none before 2018-11-01", "CA", "ca-pipeda", "2018-10-31", "", breachOf},
		{"Uzbekistan's localisation until 2026-03-25", "UZ", "uz-zru-547", "2026-03-25", "Citizens' data is kept", localisationOf},
		{"Uzbekistan's localisation since 2026-03-26", "UZ", "uz-zru-547", "2026-03-26", "Biometric", localisationOf},
		{"Uzbekistan's law before it localised", "UZ", "uz-zru-547", "2020-01-01", "", localisationOf},
		{"PECR's fine before the DUAA", "GB", "gb-pecr", "2026-02-04", "GBP 500,000", penaltyOf},
		{"PECR's fine since the DUAA", "GB", "gb-pecr", "2026-02-05", "GBP 17.5m", penaltyOf},
		{"French calls until 2026-08-10", "FR", "fr-l223-1", "2026-08-10", "opt-out", callOf},
		{"French calls since 2026-08-11", "FR", "fr-l223-1", "2026-08-11", "opt-in", callOf},
		{"Virginia's texts before 2020-07-01", "US-VA", "us-va-telephone", "2020-06-30", "not_covered", smsOf},
		{"Virginia's texts since 2020-07-01", "US-VA", "us-va-telephone", "2020-07-01", "opt-out", smsOf},
		{"Germany before the GDPR", "DE", "de-bdsg-1990", "2018-05-24", "in_force", statusOf},
		{"the GDPR the day before it applied", "DE", "eu-gdpr", "2018-05-24", "partial", statusOf},
		{"the GDPR on its first day", "DE", "eu-gdpr", "2018-05-25", "in_force", statusOf},
		{"Switzerland before the act of 2020", "CH", "ch-fadp-1992", "2023-08-31", "in_force", statusOf},
		{"Mexico before the law of 2025", "MX", "mx-lfpdppp-2010", "2025-03-20", "in_force", statusOf},
		{"the United Kingdom before the GDPR", "GB", "gb-dpa-1998", "2018-05-24", "in_force", statusOf},
		{"the United Kingdom in its transition", "GB", "gb-eu-gdpr", "2020-12-31", "in_force", statusOf},
	} {
		if got := x.get(lawOn(x.region, x.law, x.day)); !strings.HasPrefix(got, x.want) || x.want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", x.name, got, x.want)
		}
	}
}

func TestRecognitionOfThePast(t *testing.T) {
	c := catalog(t)
	for _, x := range []struct{ day, want string }{
		{"2010-01-01", "conditional"},
		{"2015-10-05", "conditional"},
		{"2015-10-06", "not_adequate"},
		{"2016-07-11", "not_adequate"},
		{"2016-07-12", "conditional"},
		{"2017-06-01", "conditional"},
		{"2020-07-15", "conditional"},
		{"2020-07-16", "not_adequate"},
		{"2023-07-09", "not_adequate"},
		{"2023-07-10", "conditional"},
	} {
		if got := c.Adequacy("EU", "US", dayOf(t, x.day)).Status; got != x.want {
			t.Errorf("EU to US on %s: got %s, want %s", x.day, got, x.want)
		}
	}
	if got := c.Adequacy("EU", "EC", dayOf(t, "2012-01-01")).Status; got != "unknown" {
		t.Errorf("a place nobody named, before the list was closed: got %s, want unknown", got)
	}
	if got := c.Adequacy("EU", "EC", dayOf(t, "2020-01-01")).Status; got != "not_adequate" {
		t.Errorf("a place nobody named, since the list is closed: got %s, want not_adequate", got)
	}
}

func TestADayBeforeTheCatalogueIsSaidToBeUnknown(t *testing.T) {
	c := catalog(t)
	for _, x := range []struct {
		region, day string
		unknown     bool
	}{
		{"CH", "1990-01-01", true}, {"DE", "1985-01-01", true}, {"DE", "2010-01-01", false},
		{"CH", "2010-01-01", false}, {"US-TX", "2015-01-01", false}, {"US-TX", "2005-01-01", true}, {"MX", "2009-01-01", true},
	} {
		first := c.On(x.region, dayOf(t, x.day))[0]
		if got := first.Status == NotResearched && strings.Contains(first.ID, "-before-"); got != x.unknown {
			t.Errorf("%s on %s: said to be unknown: %v, want %v (%s)", x.region, x.day, got, x.unknown, first.ID)
		}
	}
}

// What a law is on a day changes only on days that a rule of it names.
func TestNothingChangesBetweenTheDaysThatRulesName(t *testing.T) {
	c := catalog(t)
	state := func(l *Law, d Date) string {
		e := l.entry(l.jurisdiction, d)
		return strings.Join([]string{e.Status, e.Marketing.Call, e.Marketing.SMS, e.Marketing.Hours, e.Breach.Text, e.Transfer, e.Localisation, e.MaxPenalty.Text}, "|")
	}
	laws := 0
	for _, l := range c.laws {
		laws++
		// Between two named days the state is the same on the first day, in the
		// middle and on the last.
		days := append(l.days(), "2009-12-31", "2035-01-01")
		slices.Sort(days)
		days = slices.Compact(days)
		for i, from := range days {
			if i == 0 || from == "" || days[i-1] == "" {
				continue
			}
			first, next := mustDay(days[i-1]), mustDay(from)
			for _, day := range []time.Time{first.Add(next.Sub(first) / 2).Truncate(24 * time.Hour), next.AddDate(0, 0, -1)} {
				if day.Before(first) {
					continue
				}
				if d := cmp.Diff(state(l, days[i-1]), state(l, on(day))); d != "" {
					t.Errorf("%s changes between %s and %s, days that none of its rules names:\n%s", l.ID, days[i-1], on(day), d)
				}
			}
		}
	}
	if laws == 0 {
		t.Fatal("no laws")
	}
}

// days are the days that the rules of a law name.
func (l *Law) days() []Date {
	out := []Date{l.Adopted, l.InForce, l.InForceBy, l.PartlyFrom, l.AppliesFrom, l.Ends}
	add := func(p Period) { out = append(out, p.From, p.To) }
	for _, m := range l.Marketing {
		add(m.Period)
	}
	for _, b := range l.Breach {
		add(b.Period)
	}
	for _, r := range append(append([]Rule{}, l.Transfer...), l.Localisation...) {
		add(r.Period)
	}
	for _, p := range l.MaxPenalty {
		add(p.Period)
	}
	return out
}

func penaltyOf(e Entry) string      { return e.MaxPenalty.Text }
func breachOf(e Entry) string       { return e.Breach.Text }
func localisationOf(e Entry) string { return e.Localisation }
func callOf(e Entry) string         { return e.Marketing.Call }
func smsOf(e Entry) string          { return e.Marketing.SMS }
func statusOf(e Entry) string       { return e.Status }

func dayOf(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
