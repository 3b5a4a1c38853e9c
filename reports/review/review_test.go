package review

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/profile"
)

var today = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// accepted is a file with one entry.
func accepted(lines ...string) string {
	return "version: 1\nignore:\n  - " + strings.Join(lines, "\n    ") + "\n"
}

func TestRead(t *testing.T) {
	const rest = `reason: campaign ended
by: dpo@example.com
until: 2027-01-31`
	whole := strings.Split(rest, "\n")
	for _, c := range []struct {
		name, text, want string
	}{
		{"an entry that names a finding", accepted(append([]string{"finding: fp1:55f9a62541259000cedd2c8e"}, whole...)...), ""},
		{"one that matches, with a ceiling", accepted(append([]string{`match: {rule: "retention.*", dataset: "crm/*", region: DE}`, "at_most: {numbers: 500, severity: high}", "ticket: DPO-112"}, whole...)...), ""},
		{"no reason", accepted("finding: fp1:a", "by: dpo", "until: 2027-01-31"), "f.yaml:3:5: ignore: reason is missing; say why the risk is accepted"},
		{"nobody", accepted("finding: fp1:a", "reason: x", "until: 2027-01-31"), "f.yaml:3:5: ignore: by is missing; say who accepts it"},
		{"no end", accepted("finding: fp1:a", "reason: x", "by: dpo"), "f.yaml:3:5: ignore: until is missing; say the last day on which it holds, such as 2027-01-31"},
		{"an end too far away", accepted("finding: fp1:a", "reason: x", "by: dpo", "until: 2028-01-31"), "f.yaml:6:12: ignore.until: a risk is accepted for at most 12 months, until 2027-11-23"},
		{"an end that is not a day", accepted("finding: fp1:a", "reason: x", "by: dpo", "until: soon"), "f.yaml:6:12: ignore.until: want a day such as 2027-01-31"},
		{"nothing named", accepted(whole...), "f.yaml:3:5: ignore: say what is accepted: finding, or match"},
		{"everything named", accepted(append([]string{"match: {}"}, whole...)...), "f.yaml:3:12: ignore.match: it would match everything; say at least a rule or a dataset"},
		{"a key nobody knows", accepted(append([]string{"finding: fp1:a", "ends: 2027-01-01"}, whole...)...), "f.yaml:4:5: ignore: unknown key; it has at_most, by, finding, match, reason, ticket, until"},
		{"no version", "ignore: []\n", "f.yaml:1:1: version is missing; write version: 1"},
		{"no YAML", "version: [1\n", "f.yaml:1:10: not valid YAML; check indentation, colons and quotes"},
		{"nothing", "", "f.yaml:1:1: the file is empty; begin it with version: 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Read([]byte(c.text), "f.yaml", today)
			got := ""
			if err != nil {
				got = err.Error()
			} else if len(f.Entries) != 1 {
				t.Errorf("%d entries", len(f.Entries))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got: %s", d)
			}
		})
	}
}

// found are two findings of one issue.
func found() *datamap.Map {
	m := &datamap.Map{}
	for _, region := range []string{"DE", "FR"} {
		f := assess.Finding{Kind: assess.Unmet, Duty: "retention", Rule: "retention.overdue", Severity: "medium", Source: "crm", Dataset: "public.leads", Field: "phone", Region: region, Count: profile.Count(100), Status: assess.Open}
		f.ID = f.Fingerprint()
		m.Findings = append(m.Findings, f)
	}
	return m
}

func TestApply(t *testing.T) {
	issue := assess.IssueID("retention.overdue", "crm", "public.leads", "phone")
	until := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		entry Entry
		on    time.Time
		want  []string // states of DE and FR
		issue string
		says  string
	}{
		{"one finding", Entry{Finding: found().Findings[0].ID}, today, []string{"accepted", "open"}, "open", ""},
		{"the whole issue", Entry{Finding: issue}, today, []string{"accepted", "accepted"}, "accepted", ""},
		{"by globs", Entry{Match: Match{Rule: "retention.*", Dataset: "crm/public.lead*", Region: "FR"}}, today, []string{"open", "accepted"}, "open", ""},
		{"on its last day", Entry{Finding: issue}, until, []string{"accepted", "accepted"}, "accepted", ""},
		{"a day later", Entry{Finding: issue}, until.AddDate(0, 0, 1), []string{"open", "open"}, "open", "it expired on 2027-01-31; 2 findings count again: decide anew, or remove it"},
		{"as many as accepted", Entry{Finding: issue, AtMost: Ceiling{Numbers: 100, Severity: "medium"}}, today, []string{"accepted", "accepted"}, "accepted", ""},
		{"one more than accepted", Entry{Finding: issue, AtMost: Ceiling{Numbers: 99}}, today, []string{"escalated", "escalated"}, "escalated", "its ceiling (at_most) is passed; 2 findings count again: decide anew"},
		{"graver than accepted", Entry{Match: Match{Region: "DE"}, AtMost: Ceiling{Severity: "low"}}, today, []string{"escalated", "open"}, "escalated", "its ceiling (at_most) is passed; 1 finding counts again: decide anew"},
		{"nothing that is there", Entry{Match: Match{Rule: "consent.*"}}, today, []string{"open", "open"}, "open", "it names no open finding; remove it, or check what it names: dialmap register list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.entry.Until, c.entry.Reason, c.entry.By, c.entry.Line, c.entry.Column = until, "campaign ended", "dpo@example.com", 3, 5
			m := found()
			problems := (&File{"f.yaml", []Entry{c.entry}}).Apply(m, c.on)
			var got []string
			for _, f := range m.Findings {
				got = append(got, f.Status)
				if (f.Suppression != nil) != (f.Status == assess.Accepted) {
					t.Errorf("%s with the suppression %+v", f.Status, f.Suppression)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got: %s", d)
			}
			if m.Issues[0].Status != c.issue || (m.Issues[0].Suppression != nil) != (c.issue == assess.Accepted) {
				t.Errorf("the issue is %s, want %s", m.Issues[0].Status, c.issue)
			}
			says := ""
			for _, p := range problems {
				says += p.Error()
			}
			if c.says != "" {
				c.says = "f.yaml:3:5: " + c.says
			}
			if d := cmp.Diff(c.says, says); d != "" {
				t.Errorf("-want +got: %s", d)
			}
		})
	}
}

// A sample whose interval reaches below the ceiling does not pass it.
func TestACeilingIsPassedByTheLowEndOfACount(t *testing.T) {
	low, point, high := 450.0, 520.0, 600.0
	f := found().Findings[0]
	f.Count = profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sample, Level: profile.Level}
	for ceiling, want := range map[uint64]bool{500: false, 449: true} {
		if got := (Ceiling{Numbers: ceiling}).isPassed(&f); got != want {
			t.Errorf("at most %d: passed %v, want %v", ceiling, got, want)
		}
	}
}
