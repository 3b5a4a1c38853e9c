package laws

import (
	"slices"
	"strings"
	"time"
)

// Coming is a law, or a duty in a law that is in force already, that begins on
// a day to come.
type Coming struct {
	Applies        // as it will on that day
	From    Date   // the first day
	Duty    string // "" where it is the whole law that begins
	Article string // of the duty
	Summary string // of the duty
}

// Upcoming says which laws and duties that do not bind on the day from will
// reach numbers of s by the day until, for which org answers and whose bytes
// lie in stored; soonest first. What has no day yet is left out.
func (c *Catalog) Upcoming(s Subject, stored string, org Organisation, from, until time.Time) []Coming {
	q := question{c: c, day: on(from), stored: stored, org: org, subject: s.places(c), sure: s.Status != "shared" && len(s.Candidates) < 2}
	first, last := on(from), on(until)
	var out []Coming
	for _, l := range q.candidates() {
		if day := q.begins(l, first, last); day != "" {
			out = append(out, q.coming(l, day, Obligation{})...)
			continue
		}
		for _, o := range l.changes(first, last) {
			out = append(out, q.coming(l, o.ValidFrom, o)...)
		}
	}
	slices.SortStableFunc(out, func(a, b Coming) int { return strings.Compare(string(a.From), string(b.From)) })
	return out
}

// changes are what begins within a law after one day and no later than another:
// its duties, the versions of its rules and its other amendments, each as a duty
// with its first day.
func (l *Law) changes(after, until Date) (out []Obligation) {
	seen := map[Date]bool{}
	add := func(from Date, duty, article, text string) {
		seen[from] = true
		out = append(out, Obligation{Duty: duty, Article: article, Summary: text, ValidFrom: from})
	}
	for _, o := range l.Obligations {
		if o.ValidFrom > after && o.ValidFrom <= until {
			add(o.ValidFrom, o.Duty, o.Article, o.Summary)
		}
	}
	for _, m := range l.Marketing.beginning(after, until) {
		if !seen[m.From] {
			add(m.From, "marketing_call", "", m.Text)
		}
	}
	for _, b := range l.Breach.beginning(after, until) {
		if !seen[b.From] {
			add(b.From, "breach", "", b.Text)
		}
	}
	for _, r := range l.Transfer.beginning(after, until) {
		if !seen[r.From] {
			add(r.From, "transfer", r.Article, r.Text)
		}
	}
	for _, r := range l.Localisation.beginning(after, until) {
		if !seen[r.From] {
			add(r.From, "localisation", r.Article, r.Text)
		}
	}
	for _, a := range l.Amendments {
		if a.Date > after && a.Date <= until && !seen[a.Date] {
			add(a.Date, "", "", a.Text)
		}
	}
	return out
}

// begins is the day within the period on which l begins to bind: its own first
// day, or that on which a place of the question comes under it.
func (q *question) begins(l *Law, first, last Date) Date {
	days := []Date{l.start()}
	for _, p := range slices.Concat(q.subject, q.org.Establishments, []string{q.stored}) {
		if j := q.c.jurisdictions[p]; j != nil && j.ID != l.Jurisdiction() && q.c.covers(l.Jurisdiction(), p) {
			days = append(days, max(j.Since, l.start()))
		}
	}
	slices.Sort(days)
	for _, d := range days {
		if d > first && d <= last {
			return d
		}
	}
	return ""
}

// coming is what begins with l on a day, nothing where it does not reach.
func (q *question) coming(l *Law, day Date, o Obligation) []Coming {
	then := *q
	then.day = day
	a, ok := then.ask(l)
	if !ok {
		return nil
	}
	return []Coming{{Applies: a, From: day, Duty: o.Duty, Article: o.Article, Summary: o.Summary}}
}
