package laws

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Check says everything that is wrong with d, each with the file it is in.
func Check(d *Data) error {
	var errs []error
	known := map[string]bool{}
	all := map[string]bool{}
	for _, j := range d.Jurisdictions {
		known[j.ID] = true
		for _, l := range j.Laws {
			all[l.ID] = true
		}
	}
	for _, g := range d.Groups {
		for _, m := range g.Members {
			if !known[m] {
				errs = append(errs, fmt.Errorf("catalog.yaml: group %s: member %s has no file", g.ID, m))
			}
		}
		known[g.ID] = true
	}
	if err := day(Date(d.AsOf)); err != nil || d.AsOf == "" {
		errs = append(errs, fmt.Errorf("catalog.yaml: as_of %q is not a day", d.AsOf))
	}
	ids := map[string]bool{}
	for _, j := range d.Jurisdictions {
		c := checker{file: strings.ToLower(j.ID) + ".yaml", known: known, ids: ids, laws: all}
		c.jurisdiction(j)
		errs = append(errs, c.errs...)
	}
	return errors.Join(errs...)
}

type checker struct {
	file, law  string
	known, ids map[string]bool // places that may be named; ids seen so far
	laws       map[string]bool // every id
	errs       []error
}

func (c *checker) bad(format string, args ...any) {
	where := c.file
	if c.law != "" {
		where += ": " + c.law
	}
	c.errs = append(c.errs, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

func (c *checker) jurisdiction(j *Jurisdiction) {
	c.one("coverage", j.Coverage, "researched", "partial", None, NotResearched)
	c.date("since", j.Since)
	c.date("covered_from", j.CoveredFrom)
	c.cite("", j.Cite)
	if j.Name == "" {
		c.bad("it has no name")
	}
	for _, in := range j.Inherits {
		if !c.known[in] {
			c.bad("inherits %s, which has no file", in)
		}
	}
	switch j.Coverage {
	case None:
		if j.Checked == "" {
			c.bad("coverage none needs the day it was checked")
		}
	case NotResearched:
		if j.Tried == "" {
			c.bad("coverage not_researched needs what was tried")
		}
	default:
		if len(j.Laws) == 0 && len(j.Inherits) == 0 {
			c.bad("coverage %s without a law", j.Coverage)
		}
	}
	for _, l := range j.Laws {
		c.law = l.ID
		c.oneLaw(j, l)
		c.law = ""
	}
	if r := j.Recognises; r != nil {
		c.recognition(r)
	}
}

var lawID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)

func (c *checker) oneLaw(j *Jurisdiction, l *Law) {
	switch {
	case !lawID.MatchString(l.ID) || !strings.HasPrefix(l.ID, strings.ToLower(j.ID)+"-"):
		c.bad("the id must begin with %s- and hold only a-z, 0-9 and -", strings.ToLower(j.ID))
	case c.ids[l.ID]:
		c.bad("the id is used twice")
	}
	c.ids[l.ID] = true
	if l.Short == "" || l.Name == "" || l.Citation == "" {
		c.bad("short, name and citation are needed")
	}
	c.one("kind", l.Kind, "general", "marketing", "breach", "localisation", "sectoral")
	c.lawDates(l)
	c.cite("", l.Cite)
	if l.Basis == "" || l.Checked == "" {
		c.bad("basis and checked are needed")
	}
	for name, cite := range l.Cited {
		if !slices.Contains(factNames, name) {
			c.bad("cited names %s, which is no fact", name)
		}
		c.cite("cited "+name, cite.or(l.Cite))
	}
	if len(l.Reach) == 0 {
		c.bad("it has no reach: nobody would be found to owe it")
	}
	if l.Supplements != "" && !c.laws[l.Supplements] {
		c.bad("supplements %s, which is no law of the catalogue", l.Supplements)
	}
	for _, h := range l.Reach {
		c.one("hook", h.Hook, "number", "residence", "targeting", "business", "establishment", "processing", "hosting", "effects", "citizenship")
	}
	c.models(l)
	for _, o := range l.Obligations {
		c.one("duty", o.Duty, Duties...)
		if o.Article == "" || o.Summary == "" {
			c.bad("obligation %s: article and summary are needed", o.Duty)
		}
		if len(o.Summary) > 160 {
			c.bad("obligation %s: the summary is longer than 160 characters", o.Duty)
		}
		c.date("valid_from", o.ValidFrom)
		c.date("valid_to", o.ValidTo)
		c.order("obligation "+o.Duty, o.ValidFrom, o.ValidTo)
		c.cite("obligation "+o.Duty, o.or(l.Cite))
	}
}

func (c *checker) lawDates(l *Law) {
	for name, d := range map[string]Date{
		"adopted": l.Adopted, "in_force": l.InForce, "in_force_by": l.InForceBy, "partly_from": l.PartlyFrom,
		"applies_from": l.AppliesFrom, "enforced_from": l.EnforcedFrom, "ends": l.Ends,
	} {
		c.date(name, d)
	}
	c.order("adopted, in_force, applies_from, ends", l.Adopted, l.InForce, l.AppliesFrom, l.Ends)
	c.order("adopted, in_force_by", l.Adopted, l.InForceBy)
	c.order("applies_from, enforced_from", l.AppliesFrom, l.EnforcedFrom)
	c.order("partly_from, applies_from", l.PartlyFrom, l.start())
	if l.start() == "" && l.PartlyFrom == "" && l.Unverified == "" && l.Pending == "" {
		c.bad("it has no day in force (in_force, in_force_by, partly_from) and does not say why (unverified, pending)")
	}
}

func (c *checker) models(l *Law) {
	checkVersions(c, "marketing", l.Marketing, func(m Marketing) {
		c.one("marketing call", m.Call, consentModels...)
		c.one("marketing sms", m.SMS, consentModels...)
		c.cite("marketing", m.or(l.Cite))
	})
	checkVersions(c, "breach", l.Breach, func(b Breach) {
		if b.Text == "" {
			c.bad("breach needs a text")
		}
		if b.Days != nil {
			c.one("breach day_type", b.DayType, "calendar", "business")
		}
		c.cite("breach", b.or(l.Cite))
	})
	checkVersions(c, "transfer", l.Transfer, func(r Rule) {
		c.one("transfer model", r.Model, "free", "accountability", "adequacy", "consent", "assessment", "authorisation", "unknown")
		c.ruleText("transfer", r, l)
	})
	checkVersions(c, "localisation", l.Localisation, func(r Rule) {
		c.one("localisation model", r.Model, "required", "conditional")
		c.ruleText("localisation", r, l)
	})
	checkVersions(c, "max_penalty", l.MaxPenalty, func(p Penalty) {
		if p.Text == "" {
			c.bad("max_penalty needs a text")
		}
		c.cite("max_penalty", p.or(l.Cite))
	})
	for _, m := range l.Limits {
		c.date("limits from", m.Since)
		c.one("limits for", m.For, "", "marketing")
		if !period.MatchString(m.Period) || m.Text == "" {
			c.bad("limits need a period such as 36mo or 10y, and a text")
		}
	}
	var last Date
	for _, a := range l.Amendments {
		if a.Date == "" {
			c.bad("an amendment needs its day; one without belongs into amended")
		}
		c.date("amendments date", a.Date)
		c.order("amendments", last, a.Date)
		c.cite("amendments", a.or(l.Cite))
		last = a.Date
	}
}

// ruleText holds a rule on where data may be to its text and source.
func (c *checker) ruleText(what string, r Rule, l *Law) {
	if r.Text == "" {
		c.bad("%s needs a text", what)
	}
	c.cite(what, r.or(l.Cite))
}

// checkVersions holds the versions of a rule to their order, and each to its own
// check.
func checkVersions[T interface{ period() Period }](c *checker, what string, versions Versions[T], each func(T)) {
	for i, v := range versions {
		p := v.period()
		c.date(what+" from", p.From)
		c.date(what+" to", p.To)
		c.order(what+": from, to", p.From, p.To)
		if i > 0 && p.From <= versions[i-1].period().From {
			c.bad("%s: versions must come in order, each with its first day", what)
		}
		if i > 0 && versions[i-1].period().To > p.From {
			c.bad("%s: the version from %s begins before the one before it ends", what, p.From)
		}
		each(v)
	}
}

var period = regexp.MustCompile(`^[1-9][0-9]*(d|w|mo|y)$`)

var consentModels = []string{"opt-in", "opt-out", "mixed", "not_covered", "unknown"}

func (c *checker) recognition(r *Recognition) {
	c.cite("recognises", r.Cite)
	c.date("recognises complete_from", r.Since)
	for _, e := range r.Edges {
		at := "recognises " + e.To
		if !c.known[e.To] {
			c.bad("%s: it has no file and is no group", at)
		}
		c.one(at+" status", e.Status, "adequate", "conditional", "not_adequate", "unknown")
		c.date(at+" decided", e.Decided)
		c.date(at+" valid_from", e.ValidFrom)
		c.date(at+" valid_to", e.ValidTo)
		c.order(at+": decided, valid_from, valid_to", e.Decided, e.ValidFrom, e.ValidTo)
		c.cite(at, e.or(r.Cite))
		if e.Status == "conditional" && e.Condition == "" {
			c.bad("%s: conditional on what?", at)
		}
	}
}

func (c *checker) cite(at string, x Cite) {
	c.date(at+" checked", x.Checked)
	if x.Basis != "" {
		c.one(at+" basis", x.Basis, "source", "general")
	}
	if x.Basis == "source" && x.Source == "" {
		c.bad("%s: basis source without a source", at)
	}
	if x.Source != "" {
		if u, err := url.Parse(x.Source); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			c.bad("%s: source %q is not a web address", at, x.Source)
		}
	}
}

func (c *checker) one(what, got string, of ...string) {
	if !slices.Contains(of, got) {
		c.bad("%s is %q, not one of %s", what, got, strings.Join(of, ", "))
	}
}

func (c *checker) date(what string, d Date) {
	if err := day(d); err != nil {
		c.bad("%s %q is not a day: write 2026-11-23, or in_force_by when only the year is known", what, string(d))
	}
}

// order holds days, where they are known, to their order.
func (c *checker) order(what string, days ...Date) {
	var last Date
	for _, d := range days {
		if d == "" {
			continue
		}
		if d < last {
			c.bad("%s are out of order: %s after %s", what, last, d)
		}
		last = d
	}
}

func day(d Date) error {
	if d == "" {
		return nil
	}
	_, err := time.Parse(time.DateOnly, string(d))
	return err
}
