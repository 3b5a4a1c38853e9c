package assess

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Issue is what people review: the findings of one rule in one field, with their
// countries and purposes as rows. What is resolved is in no sum, unless all of
// the issue is.
type Issue struct {
	ID       string           `json:"id"` // is1: and a hash of rule, source, dataset and field
	Rule     string           `json:"rule"`
	Duty     string           `json:"duty"`
	Kind     string           `json:"kind"`
	Severity string           `json:"severity"`
	Because  string           `json:"because"` // why that severity
	Score    Score            `json:"score"`
	Source   string           `json:"source"`
	Dataset  string           `json:"dataset"`
	Field    string           `json:"field"` // "" where the issue is of the dataset
	Owner    string           `json:"owner"` // of the dataset; "" not declared
	Count    profile.Estimate `json:"count"` // numbers; one that is used for several purposes once
	Regions  []IssueRegion    `json:"regions"`
	Purposes []IssuePurpose   `json:"purposes"`
	Laws     []Article        `json:"laws"` // as those of a finding
	Findings []string         `json:"findings"`
	Text     string           `json:"text"`   // the issue as a sentence
	Remedy   string           `json:"remedy"` // of its first finding
	Status   string           `json:"status"`

	FirstSeen    time.Time    `json:"first_seen,omitzero"`
	LastAssessed time.Time    `json:"last_assessed,omitzero"` // the earliest of its findings
	Suppression  *Suppression `json:"suppression"`            // nil unless all its open findings are accepted
}

// IssueRegion is a country's row of an issue.
type IssueRegion struct {
	Region string           `json:"region"` // ISO 3166-1; "" where it is of all, or of numbers without one
	Count  profile.Estimate `json:"count"`
}

// IssuePurpose is a purpose's row of an issue.
type IssuePurpose struct {
	Purpose string           `json:"purpose"`
	Count   profile.Estimate `json:"count"`
}

// IssueID names an issue in every scan of the same sources. Names go into it,
// and no value.
func IssueID(rule, source, dataset, field string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{rule, source, dataset, field}, "\x00")))
	return "is1:" + hex.EncodeToString(sum[:12])
}

// Issue is the ID of the issue that a finding belongs to.
func (f *Finding) Issue() string { return IssueID(f.Rule, f.Source, f.Dataset, f.Field) }

// Issues groups findings, the most severe issue first. Owner says who answers for
// a dataset; "" where nobody was declared.
func Issues(findings []Finding, owner func(source, dataset string) string) []Issue {
	groups := map[string][]*Finding{}
	var order []string
	for i := range findings {
		id := findings[i].Issue()
		if groups[id] == nil {
			order = append(order, id)
		}
		groups[id] = append(groups[id], &findings[i])
	}
	out := make([]Issue, len(order))
	for i, id := range order {
		f := groups[id][0]
		out[i] = Issue{ID: id, Rule: f.Rule, Duty: f.Duty, Source: f.Source, Dataset: f.Dataset, Field: f.Field, Owner: owner(f.Source, f.Dataset)}
		out[i].fill(groups[id])
	}
	slices.SortFunc(out, compareIssues)
	return out
}

// compareIssues puts what is resolved last and what is most severe first.
func compareIssues(a, b Issue) int {
	if x, y := IsOpen(a.Status), IsOpen(b.Status); x != y {
		if x {
			return -1
		}
		return 1
	}
	return cmp.Or(
		Rank(b.Severity)-Rank(a.Severity), -cmp.Compare(a.Count.Value(), b.Count.Value()), order(a.Duty)-order(b.Duty), cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Field, b.Field),
	)
}

// fill sums the findings of an issue up.
func (x *Issue) fill(all []*Finding) {
	standing := slices.DeleteFunc(slices.Clone(all), func(f *Finding) bool { return !IsOpen(f.Status) })
	for _, f := range all {
		x.Findings = append(x.Findings, f.ID)
	}
	if len(standing) == 0 {
		standing = all
	}
	x.Status, x.Suppression = statusOf(standing), suppressionOf(standing)
	x.Kind, x.Remedy = kindOf(standing), standing[0].Remedy
	x.addRows(standing)
	x.Laws = lawsOf(standing, x.Count.Value())
	for _, f := range standing {
		x.Score.Exposure, x.Score.Sensitivity = max(x.Score.Exposure, f.Score.Exposure), max(x.Score.Sensitivity, f.Score.Sensitivity)
		if x.FirstSeen.IsZero() || !f.FirstSeen.IsZero() && f.FirstSeen.Before(x.FirstSeen) {
			x.FirstSeen = f.FirstSeen
		}
		if x.LastAssessed.IsZero() || !f.LastAssessed.IsZero() && f.LastAssessed.Before(x.LastAssessed) {
			x.LastAssessed = f.LastAssessed
		}
	}
	leading := x.Score.weigh(x.Laws, x.Kind, x.Count.Value())
	x.Severity = x.Score.severity(x.Kind)
	x.Because = fmt.Sprintf("%d of 10: law %d (%s), volume %d (%s), exposure %d, sensitivity %d",
		x.Score.Sum(), x.Score.Law, lawWords(leading, x.Kind), x.Score.Volume, volumeWords(leading, x.Count), x.Score.Exposure, x.Score.Sensitivity)
	if f := standing[0]; len(standing) == 1 && f.Severity != x.Severity {
		x.Severity, x.Because = f.Severity, f.Because // of a rule that bounds it
	}
	x.Text = x.sentence(standing)
}

// kindOf several findings is the gravest of theirs.
func kindOf(list []*Finding) string {
	kind := Undeclared
	for _, f := range list {
		if f.Kind == Unmet || f.Kind == Unproven && kind == Undeclared {
			kind = f.Kind
		}
	}
	return kind
}

// statusOf an issue: what all of its findings are, else the most notable thing
// that happened to one of them.
func statusOf(list []*Finding) string {
	are := func(status string) int {
		n := 0
		for _, f := range list {
			if f.Status == status {
				n++
			}
		}
		return n
	}
	for _, status := range []string{Resolved, Accepted, Unassessed, New, Stale} {
		if are(status) == len(list) {
			return status
		}
	}
	for _, status := range []string{Reopened, Escalated} {
		if are(status) > 0 {
			return status
		}
	}
	return Open
}

// suppressionOf an issue is that of its findings where all are accepted: the one
// that ends first.
func suppressionOf(list []*Finding) *Suppression {
	var first *Suppression
	for _, f := range list {
		if f.Suppression == nil || f.Status != Accepted {
			return nil
		}
		if first == nil || f.Suppression.Until < first.Until {
			first = f.Suppression
		}
	}
	return first
}

// addRows counts by region and by purpose. A number that is used for several
// purposes is counted once: by the purpose for which most of its region are.
func (x *Issue) addRows(list []*Finding) {
	x.Regions, x.Purposes = []IssueRegion{}, []IssuePurpose{}
	for _, f := range list {
		i := slices.IndexFunc(x.Regions, func(r IssueRegion) bool { return r.Region == f.Region })
		switch {
		case i < 0:
			x.Regions = append(x.Regions, IssueRegion{f.Region, f.Count})
		case f.Count.Value() > x.Regions[i].Count.Value():
			x.Regions[i].Count = f.Count
		}
		if f.Purpose == "" {
			continue
		}
		if i := slices.IndexFunc(x.Purposes, func(p IssuePurpose) bool { return p.Purpose == f.Purpose }); i >= 0 {
			x.Purposes[i].Count = x.Purposes[i].Count.Add(f.Count)
		} else {
			x.Purposes = append(x.Purposes, IssuePurpose{f.Purpose, f.Count})
		}
	}
	for _, r := range x.Regions {
		x.Count = x.Count.Add(r.Count)
	}
	slices.SortStableFunc(x.Regions, func(a, b IssueRegion) int {
		return cmp.Or(-cmp.Compare(a.Count.Value(), b.Count.Value()), cmp.Compare(a.Region, b.Region))
	})
	slices.SortStableFunc(x.Purposes, func(a, b IssuePurpose) int {
		return cmp.Or(-cmp.Compare(a.Count.Value(), b.Count.Value()), cmp.Compare(a.Purpose, b.Purpose))
	})
}

// lawsOf several findings: how many numbers each law reaches, of every region by
// the purpose for which most are.
func lawsOf(list []*Finding, numbers float64) []Article {
	type key struct{ id, article string }
	most := map[key]map[string]uint64{} // by region
	laws := map[key]*Article{}
	var order []key
	for _, f := range list {
		for i := range f.Laws {
			a := f.Laws[i]
			k := key{a.ID, a.Article}
			if laws[k] == nil {
				laws[k], most[k] = &a, map[string]uint64{}
				order = append(order, k)
			}
			if a.Status == "likely" {
				laws[k].Status = a.Status
			}
			most[k][f.Region] = max(most[k][f.Region], a.Numbers)
		}
	}
	out := []Article{}
	for _, k := range order {
		laws[k].Numbers = 0
		for _, n := range most[k] {
			laws[k].Numbers += n
		}
		out = append(out, *laws[k])
	}
	slices.SortStableFunc(out, func(a, b Article) int { return compareArticles(&a, &b, numbers) })
	return out
}

// sentence says what the issue is: that of its finding where there is one.
func (x *Issue) sentence(list []*Finding) string {
	if len(list) == 1 {
		return list[0].Text
	}
	where := inventory.NameOf(x.Source, x.Dataset)
	if x.Field != "" {
		where += " (" + x.Field + ")"
	}
	text := fmt.Sprintf("%s: %s in %s", RuleTitle(x.Rule), those(x.Count, ""), where)
	if len(x.Regions) > 1 {
		text += ", of " + amount.Plural(len(x.Regions), "country")
	}
	if len(x.Purposes) > 0 {
		names := make([]string, len(x.Purposes))
		for i, p := range x.Purposes {
			names[i] = p.Purpose
		}
		text += ", used for " + purposes(names)
	}
	return text + against(x.Laws, x.Kind, x.Count.Value()) + "."
}
