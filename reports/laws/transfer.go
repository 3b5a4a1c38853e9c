package laws

import (
	"fmt"
	"strings"
	"time"
)

// Transfer says what keeping numbers in a place needs.
type Transfer struct {
	Status  string `json:"status"` // domestic, adequate, conditional, needs_mechanism, restricted, unknown
	Because string `json:"because"`
	Law     string `json:"law,omitempty"` // the id of the law whose rule it is, where it sets a condition
}

// The answers, least trouble first. Adequate is: nothing more is needed, by a
// recognition or because the law sets no condition.
var severity = map[string]int{"domestic": 0, "adequate": 1, "conditional": 2, "unknown": 3, "needs_mechanism": 4, "restricted": 5}

// Transfer judges numbers of s kept in stored: by the rules of the subject's own
// jurisdiction and, since an operator owes its own law for numbers of every
// country, of those org is established in. The hardest answer counts. mechanism
// is the transfer tool the organisation declares for the place ("": none).
func (c *Catalog) Transfer(s Subject, stored, mechanism string, org Organisation, day time.Time) Transfer {
	if stored == "" {
		return Transfer{Status: "unknown", Because: "where the bytes are is not known: configure stored.region of the source"}
	}
	if c.chain(stored) == nil {
		return Transfer{Status: "unknown", Because: stored + " is not in the catalogue"}
	}
	from := s.places(c)
	t := Transfer{Status: "unknown", Because: "whose numbers they are is not known, so no rule on where they may be can be named"}
	first := true
	for i, place := range append(append([]string{}, from...), org.Establishments...) {
		own := i >= len(from)
		r := c.leave(place, stored, mechanism, on(day), own)
		if own && r.Status == "domestic" && !first {
			continue // the operator's own place says nothing about numbers of elsewhere
		}
		if i > 0 && i < len(from) || len(from) > 1 && !own {
			r.Because = "if the numbers are of " + place + ": " + r.Because
		}
		if own {
			r.Because = "the operator is established in " + place + ": " + r.Because
		}
		if first || severity[r.Status] > severity[t.Status] {
			t = r
		}
		first = false
	}
	if len(from) == 0 && len(org.Establishments) > 0 && severity[t.Status] < severity["conditional"] {
		return Transfer{Status: "unknown", Because: "whose numbers they are is not known; " + t.Because}
	}
	return t
}

// leave judges data of one place kept in another: the hardest of the rules that
// hold in from.
func (c *Catalog) leave(from, to, mechanism string, d Date, own bool) Transfer {
	if c.chain(from) == nil {
		return Transfer{Status: "unknown", Because: from + " is not in the catalogue"}
	}
	var best Transfer
	var kept *lawRules // of a law whose data stays at home in some cases
	take := func(l *Law, t Transfer) {
		t.Law = l.ID
		switch {
		case best.Status == "" || severity[t.Status] > severity[best.Status]:
			best = t
		case t.Status == best.Status && t.Status != "domestic":
			best.Because += "; " + t.Because
		}
	}
	for _, id := range c.chain(from) {
		j := c.jurisdictions[id]
		if j == nil {
			continue
		}
		for _, l := range j.Laws {
			if st := l.status(d); st != InForce && st != Partial {
				continue
			}
			if own && !l.sits() {
				continue
			}
			rules := rulesOn(l, d)
			if rules.localisation != nil {
				take(l, c.localised(rules, to))
				kept = &rules
			}
			if rules.transfer != nil {
				take(l, c.exported(rules, from, to, mechanism, d))
			}
		}
	}
	switch {
	case best.Status == "":
		return c.ruleless(from, to)
	case best.Status == "needs_mechanism" && kept != nil && kept.transfer != nil && kept.transfer.Model == "assessment":
		best.Status, best.Because = "restricted", fmt.Sprintf("%s; and %s", best.Because, kept.localisation)
	case best.Status == "domestic":
		best.Law = ""
	case kept != nil && !strings.Contains(best.Because, kept.localisation.Text):
		best.Because += "; and " + kept.localisation.String() // both rules are shown
	}
	return best
}

// sits says whether the law reaches those established in its place.
func (l *Law) sits() bool {
	for _, h := range l.Reach {
		switch h.Hook {
		case "establishment", "business", "processing":
			return true
		}
	}
	return false
}

// lawRules are the rules of a law on where data may be, as they hold on a day.
type lawRules struct {
	*Law
	transfer, localisation *Rule
}

func rulesOn(l *Law, d Date) lawRules {
	return lawRules{l, l.Transfer.on(d), l.Localisation.on(d)}
}

// localised judges a duty to keep data at home.
func (c *Catalog) localised(l lawRules, to string) Transfer {
	switch {
	case c.covers(l.Jurisdiction(), to):
		return Transfer{Status: "domestic", Because: "kept in " + to + ", at home for the " + l.Short}
	case l.localisation.Model == "required":
		since := max(l.start(), l.localisation.From)
		return Transfer{Status: "restricted", Because: join("; ", fmt.Sprintf("%s, in force since %s: %s", l.Short, since, l.localisation), l.transfer.String())}
	}
	return Transfer{Status: "conditional", Because: fmt.Sprintf("%s: %s", l.Short, l.localisation)}
}

// exported judges one law's rule on transfers.
func (c *Catalog) exported(l lawRules, from, to, mechanism string, d Date) Transfer {
	home := l.Jurisdiction()
	switch {
	case c.covers(home, to):
		return Transfer{Status: "domestic", Because: c.athome(from, to, home)}
	case strings.HasPrefix(home, to+"-"):
		return Transfer{Status: "conditional", Because: fmt.Sprintf("the bytes lie in %s; unless they lie in %s: %s, %s", to, home, l.Short, l.transfer)}
	}
	if e := c.Adequacy(from, to, mustDay(d)); e.Status == "adequate" || e.Status == "conditional" {
		return e.transfer(mechanism)
	} else if e.Status == "unknown" && e.Note != "" && l.transfer.Model == "adequacy" && e.Decided != nil {
		return Transfer{Status: "needs_mechanism", Because: fmt.Sprintf("%s to %s: %s", from, to, e.Note)}
	}
	return l.unrecognised(from, to, mechanism)
}

// athome words a domestic answer.
func (c *Catalog) athome(from, to, home string) string {
	if from == to || strings.HasPrefix(from, to+"-") || strings.HasPrefix(to, from+"-") {
		return "kept in " + to + ", where the numbers are from"
	}
	return fmt.Sprintf("%s to %s: both lie in %s, data flows freely there", from, to, c.jurisdictions[home].Name)
}

// transfer words a recognition.
func (e Edge) transfer(mechanism string) Transfer {
	by := e.Decision
	if by == "" {
		by = "recognised by " + e.By
	}
	if e.ValidFrom != nil {
		by += ", since " + string(*e.ValidFrom)
	} else if e.Decided != nil {
		by += ", decided " + string(*e.Decided)
	}
	if e.ValidTo != nil {
		by += ", until " + string(*e.ValidTo)
	}
	edge := fmt.Sprintf("%s to %s: %s", e.From, e.To, by)
	if e.Status == "adequate" {
		return Transfer{Status: "adequate", Because: join("; ", edge, e.Scope)}
	}
	if mechanism != "" && strings.EqualFold(mechanism, e.mechanism) {
		return Transfer{Status: "adequate", Because: join("; ", edge, "declared: "+mechanism+", so the condition is met: "+e.Condition)}
	}
	if mechanism != "" {
		return Transfer{Status: "conditional", Because: join("; ", edge, e.Condition, "declared instead: "+mechanism+", which must be in place for each recipient")}
	}
	return Transfer{Status: "conditional", Because: join("; ", edge, "only "+e.Condition, e.Litigation)}
}

// unrecognised judges a place that is not recognised.
func (l lawRules) unrecognised(from, to, mechanism string) Transfer {
	edge := fmt.Sprintf("%s to %s: %s, %s", from, to, l.Short, l.transfer)
	accepted := mechanism != "" && contains(l.transfer.Mechanisms, strings.ToLower(mechanism))
	switch {
	case l.transfer.Model == "free" && contains(l.transfer.Except, to):
		return Transfer{Status: "conditional", Because: edge}
	case l.transfer.Model == "free":
		return Transfer{Status: "adequate", Because: edge}
	case l.transfer.Model == "unknown":
		return Transfer{Status: "unknown", Because: edge}
	case l.transfer.Model == "accountability":
		return Transfer{Status: "conditional", Because: edge}
	case accepted:
		return Transfer{Status: "conditional", Because: edge + "; declared: " + mechanism + ", which must be in place and assessed for " + to}
	case mechanism != "":
		return Transfer{Status: "needs_mechanism", Because: edge + "; the declared " + mechanism + " is not one of its tools"}
	}
	return Transfer{Status: "needs_mechanism", Because: edge + "; no recognition of " + to + " and no mechanism declared"}
}

// ruleless judges a place without a rule on transfers.
func (c *Catalog) ruleless(from, to string) Transfer {
	j := c.nearest(from)
	switch {
	case c.sameCountry(from, to):
		return Transfer{Status: "domestic", Because: "kept in " + to + ", where the numbers are from"}
	case j.Coverage == NotResearched || j.Coverage == Partial:
		return Transfer{Status: "unknown", Because: "the rules of " + from + " on transfers were not established"}
	case j.Coverage == None:
		return Transfer{Status: "adequate", Because: fmt.Sprintf("no law of %s limits where the bytes lie (checked %s)", from, j.Checked)}
	}
	return Transfer{Status: "adequate", Because: "the laws of " + from + " in the catalogue set no condition for " + to}
}

func (c *Catalog) sameCountry(a, b string) bool {
	if c.common(a, b) != "" {
		return true
	}
	return len(a) >= 2 && len(b) >= 2 && a[:2] == b[:2]
}

func mustDay(d Date) time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}
