package laws

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestUpcoming(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	german := Organisation{Establishments: []string{"DE"}, Targets: []string{"CL"}}
	for _, x := range []struct {
		name   string
		s      Subject
		stored string
		org    Organisation
		months int
		want   []string
	}{
		{"Chile's law begins in a week", Subject{Region: "CL", Status: "known"}, "DE", german, 18, []string{"2026-12-01 cl-ley-21719 likely"}},
		{"and not before its day", Subject{Region: "CL", Status: "known"}, "DE", german, 0, nil},
		{"an open targeting is an if", Subject{Region: "CL", Status: "known"}, "DE", Organisation{}, 18, []string{"2026-12-01 cl-ley-21719 if"}},
		{"a law of which some is in force", Subject{Region: "IN", Status: "known"}, "DE", german, 18, []string{"2027-05-13 in-dpdp if"}},
		{"a state of the United States", Subject{Region: "US", Subdivision: "US-OK", Status: "known"}, "US", german, 18, []string{"2027-01-01 us-ok-okcdpa if", "2027-01-31 us-tcpa likely"}},
		{"nothing is coming for Germany", Subject{Region: "DE", Status: "known"}, "DE", german, 18, nil},
		{"a number of nowhere", Subject{Status: "unknown"}, "", german, 18, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
			var got []string
			for _, u := range c.Upcoming(x.s, x.stored, x.org, day, day.AddDate(0, x.months, 0)) {
				got = append(got, string(u.From)+" "+u.ID+" "+u.Status)
				if u.Because == "" {
					t.Errorf("%s is without a reason", u.ID)
				}
			}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestADutyBeginsInALawThatIsInForce(t *testing.T) {
	law := &Law{ID: "xx-act", Short: "Act", Kind: "general", InForce: "2020-01-01", Reach: []Hook{{Hook: "residence"}}, Obligations: []Obligation{
		{Duty: "consent", Article: "s. 1", Summary: "ask"},
		{Duty: "records", Article: "s. 2", Summary: "keep a record", ValidFrom: "2027-01-01"},
	}}
	c, err := New(&Data{Jurisdictions: []*Jurisdiction{{ID: "XX", Name: "Nowhere", Coverage: "researched", Laws: []*Law{law}}}})
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	got := c.Upcoming(Subject{Region: "XX", Status: "known"}, "", Organisation{}, day, day.AddDate(0, 18, 0))
	if len(got) != 1 || got[0].Duty != "records" || got[0].From != "2027-01-01" || got[0].Article != "s. 2" {
		t.Errorf("got %+v", got)
	}
}
