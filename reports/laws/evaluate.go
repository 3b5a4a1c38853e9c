package laws

import (
	"strings"
	"time"
)

// Subject is whose numbers they are, as the scan attributed them.
type Subject struct {
	Region      string   // ISO 3166-1; empty for nongeographic and unknown
	Subdivision string   // US-CA; empty where the plan does not tell
	Status      string   // known, shared, nongeographic, unknown
	Candidates  []string // shared: the regions or subdivisions it may be
}

// Organisation is who answers for the data: what it declares of itself.
type Organisation struct {
	Name           string         `json:"name,omitempty"`
	Role           string         `json:"role,omitempty"`           // controller, processor
	Owner          string         `json:"owner,omitempty"`          // who answers for the data map
	Establishments []string       `json:"establishments,omitempty"` // ISO 3166-1 or -2: DE, US-CA
	Targets        []string       `json:"targets,omitempty"`        // whose people it offers something to, or watches
	Facts          map[string]any `json:"facts,omitempty"`          // thresholds: annual_revenue_usd, consumers, ...
}

// Applies says that one law is likely to apply, or applies if.
type Applies struct {
	ID      string `json:"id"`
	Status  string `json:"status"`  // likely, if
	Because string `json:"because"` // what the answer rests on
	Flips   string `json:"flips"`   // the fact that would change it
}

// Evaluate says which laws reach numbers of s whose bytes lie in stored ("" for
// unknown) and for which org answers, on a day. A law that is not named does
// not apply on what is known. Coverage says how far the catalogue's answer goes:
//
//	researched      the laws of the subject's and the stored region are known
//	partial         one of them is not, or the subject could be of several
//	none            the subject's region has no law, and no other law reaches it
//	not_researched  the subject's region is unknown or was not established
func (c *Catalog) Evaluate(s Subject, stored string, org Organisation, day time.Time) (coverage string, applies []Applies) {
	q := question{c: c, day: on(day), stored: stored, org: org, subject: s.places(c), sure: s.Status != "shared" && len(s.Candidates) < 2}
	for _, l := range q.candidates() {
		if a, ok := q.ask(l); ok {
			applies = append(applies, a)
		}
	}
	return q.coverage(len(applies) > 0), applies
}

// places are the most precise places the subject may belong to.
func (s Subject) places(c *Catalog) []string {
	switch {
	case s.Status == "nongeographic" || s.Status == "unknown":
		return nil
	case s.Status == "shared" && len(s.Candidates) > 0:
		return s.Candidates
	case s.Subdivision != "" && c.jurisdictions[s.Subdivision] != nil:
		return []string{s.Subdivision}
	case s.Region != "":
		return []string{s.Region}
	}
	return s.Candidates
}

// question is one evaluation.
type question struct {
	c       *Catalog
	day     Date
	stored  string
	org     Organisation
	subject []string
	sure    bool // the subject is of one place
}

// candidates are the laws of every place that has to do with the question: the
// subject's first, then the operator's, then where the bytes are.
func (q *question) candidates() []*Law {
	var out []*Law
	seen := map[string]bool{}
	add := func(place string) {
		for _, id := range q.c.chain(place) {
			if j := q.c.jurisdictions[id]; j != nil && !seen[id] {
				seen[id] = true
				out = append(out, j.Laws...)
			}
		}
	}
	for _, p := range q.subject {
		add(p)
	}
	for _, p := range q.org.Establishments {
		add(p)
	}
	if q.stored != "" {
		add(q.stored)
	}
	return out
}

// ask evaluates one law: its day, its hooks, its threshold.
func (q *question) ask(l *Law) (Applies, bool) {
	status := l.status(q.day)
	if l.Transposed || status == NotInForce {
		return Applies{}, false
	}
	v, because, flips := q.reach(l)
	if v == no {
		return Applies{}, false
	}
	if t := l.Threshold; t != nil {
		switch t.met(q.org.Facts, l.Jurisdiction()) {
		case no:
			return Applies{}, false
		case maybe:
			v = maybe
			because = join("; ", because, "and if the organisation reaches the threshold: "+t.Text)
			if m := t.missing(q.org.Facts, l.Jurisdiction()); m != "" {
				flips = join("; ", "declare "+m, flips)
			}
		}
	}
	switch status {
	case NotResearched:
		v = maybe
		because = join("; ", because, "if it is in force: "+l.Unverified)
	case Partial:
		v = maybe
		because = join("; ", because, l.statusNote(q.day))
	}
	a := Applies{ID: l.ID, Status: "if", Because: because, Flips: flips}
	if v == yes {
		a.Status = "likely"
	}
	return a, true
}

// reach joins what the hooks of l say: one that catches decides; several that may
// catch are alternatives.
func (q *question) reach(l *Law) (v verdict, because, flips string) {
	var facts, ifs, ways []string
	for _, h := range l.Reach {
		a := q.hook(l.Jurisdiction(), h.Hook)
		text := a.cond
		if a.v == yes {
			text = a.fact
		}
		if h.Article != "" {
			text += " (" + h.Article + ")"
		}
		switch {
		case a.v == yes:
			return yes, join("; ", text, q.nuance(a)), a.flips
		case a.v == maybe:
			v = maybe
			facts, ifs, ways = once(facts, a.fact), once(ifs, text), once(ways, a.flips)
		}
	}
	if v == no {
		return no, "", ""
	}
	if len(ifs) == 1 && ifs[0] == "" {
		return v, strings.Join(facts, ", ") + q.caveat(), strings.Join(ways, "; ")
	}
	return v, strings.Join(facts, ", ") + "; it applies if " + strings.Join(ifs, ", or if ") + q.caveat(), strings.Join(ways, "; ")
}

// answer is what one hook says: the fact it rests on, the condition it leaves
// open, and what would change it.
type answer struct {
	v                 verdict
	fact, cond, flips string
	evidence          bool // the fact is a number, which is not a proof of where its holder is
}

// nuance says what a number does not prove.
func (q *question) nuance(a answer) string {
	if a.evidence {
		return "a number is evidence of that, not proof"
	}
	return ""
}

func once(list []string, s string) []string {
	if contains(list, s) {
		return list
	}
	return append(list, s)
}

// hook asks one hook of a law of jurisdiction j.
func (q *question) hook(j, hook string) answer {
	name := q.c.jurisdictions[j].called()
	subject, at := q.touches(j)
	numbers := "numbers of " + at
	switch hook {
	case "number":
		return q.likely(answer{v: subject, fact: numbers + ", when they are called or sent messages for marketing",
			flips: "numbers that are never called or sent messages for marketing are outside it"})
	case "residence":
		return q.likely(answer{v: subject, fact: numbers + "; it protects people who live there", evidence: true,
			flips: "a place of residence on record elsewhere"})
	case "effects":
		return q.likely(answer{v: subject, fact: numbers + "; what is done with them has effects there", evidence: true,
			flips: "people who are not there"})
	case "citizenship":
		return answer{v: min(subject, maybe), fact: numbers, cond: "the people are its citizens", flips: "citizenship, which a number does not show"}
	case "targeting":
		return q.targeting(j, name, numbers, subject)
	case "business":
		return q.business(j, name, numbers, subject)
	case "establishment":
		return q.establishment(j, name, numbers, subject)
	case "processing":
		return q.processing(j, name, numbers, subject)
	case "hosting":
		if q.covers(j, q.stored) {
			return answer{v: maybe, fact: "the bytes lie in " + q.stored,
				cond: "whoever processes them there is established in " + name + ", who then owes a processor's duties", flips: "declare the establishments"}
		}
	}
	return answer{}
}

// likely is an answer that only the uncertainty of the subject leaves open.
func (q *question) likely(a answer) answer {
	if a.v == maybe {
		a.cond = "they are of that place"
	}
	return a
}

// targeting is the hook of those who turn to the people of a place.
func (q *question) targeting(j, name, numbers string, subject verdict) answer {
	target := q.within(j, q.org.Targets)
	offer := "goods or services are offered to people there, or they are watched"
	switch {
	case subject == no:
		return answer{}
	case target != "":
		return q.likely(answer{v: subject, fact: numbers + ", and the operator targets " + target, evidence: true,
			flips: "people who are elsewhere, or no offer to them"})
	case len(q.org.Targets) > 0:
		return answer{v: maybe, fact: numbers + ", which the declared targets do not name", cond: offer + " all the same", flips: "targets that name " + name}
	}
	return answer{v: maybe, fact: numbers, cond: offer, flips: "declare the targets"}
}

// business is the hook of those who carry on business in a place.
func (q *question) business(j, name, numbers string, subject verdict) answer {
	if here := q.within(j, q.org.Establishments); here != "" {
		return answer{v: yes, fact: "the operator is established in " + here + " and carries on business there", flips: "no business there"}
	}
	if subject == no {
		return answer{}
	}
	if target := q.within(j, q.org.Targets); target != "" {
		return q.likely(answer{v: subject, fact: numbers + ", and the operator targets " + target, evidence: true, flips: "no business there"})
	}
	return answer{v: maybe, fact: numbers, cond: "business is carried on in " + name, flips: "declare the establishments and targets"}
}

// establishment is the hook of those who sit in a place: numbers of every country.
func (q *question) establishment(j, name, numbers string, subject verdict) answer {
	here := q.within(j, q.org.Establishments)
	cond := "the operator is established in " + name
	switch {
	case here != "":
		return answer{v: yes, fact: "the operator is established in " + here + ", so it covers numbers of every country",
			flips: "no processing in the context of that establishment"}
	case len(q.org.Establishments) > 0:
		return answer{}
	case subject != no:
		return answer{v: maybe, fact: numbers, cond: cond, flips: "declare the establishments"}
	case q.covers(j, q.stored):
		return answer{v: maybe, fact: "the bytes lie in " + q.stored, cond: cond, flips: "declare the establishments"}
	}
	return answer{}
}

// processing is the hook of data processed in a place.
func (q *question) processing(j, name, numbers string, subject verdict) answer {
	here := q.within(j, q.org.Establishments)
	switch {
	case q.covers(j, q.stored):
		return answer{v: yes, fact: "the bytes lie in " + q.stored, flips: "bytes kept elsewhere"}
	case here != "":
		return answer{v: maybe, fact: "the operator is established in " + here, cond: "the numbers are processed there as well", flips: "processing only elsewhere"}
	case subject != no:
		return answer{v: maybe, fact: numbers, cond: "they were collected or are processed in " + name, flips: "where they are collected and processed"}
	}
	return answer{}
}

// called is the name in a sentence.
func (j *Jurisdiction) called() string {
	if j.ID == "EU" {
		return "the EU or EEA"
	}
	return j.Name
}

// touches says whether the subject belongs to j, and which place of it.
func (q *question) touches(j string) (verdict, string) {
	for _, p := range q.subject {
		if q.covers(j, p) {
			if q.sure {
				return yes, p
			}
			return maybe, p
		}
	}
	return no, ""
}

// caveat says that the subject is one of several.
func (q *question) caveat() string {
	if q.sure {
		return ""
	}
	return "; the numbering plan does not tell " + strings.Join(q.subject, ", ") + " apart"
}

// within is the first place of list in which the law of j holds.
func (q *question) within(j string, list []string) string {
	for _, p := range list {
		if q.covers(j, p) {
			return p
		}
	}
	return ""
}

// covers says whether the law of j holds in place on the day.
func (q *question) covers(j, place string) bool {
	if !q.c.covers(j, place) {
		return false
	}
	p := q.c.jurisdictions[place]
	return p == nil || p.ID == j || p.Since == "" || q.day >= p.Since
}

// coverage says how far the answer goes.
func (q *question) coverage(applies bool) string {
	if len(q.subject) == 0 {
		return NotResearched
	}
	var out string
	for i, p := range q.subject {
		of := NotResearched
		if j := q.c.nearest(p); j != nil {
			of = j.Coverage
			if of == "researched" && q.c.predates(j, q.day) {
				of = Partial // what held there on that day is not established
			}
		}
		if i > 0 && of != out {
			of = Partial
		}
		out = of
	}
	if out == None && applies {
		out = "researched"
	}
	if out == "researched" && (!q.sure || q.unsure()) {
		out = Partial
	}
	return out
}

// unsure says that something beside the subject's own region is not known: where
// the bytes are, or which state of a country of states.
func (q *question) unsure() bool {
	if q.stored != "" {
		j := q.c.nearest(q.stored)
		if j == nil || j.Coverage == NotResearched {
			return true
		}
	}
	return len(q.subject) == 1 && q.c.divided[q.subject[0]]
}

// nearest is the record of a place, or of the country it lies in.
func (c *Catalog) nearest(place string) *Jurisdiction {
	if ch := c.chain(place); len(ch) > 0 {
		return c.jurisdictions[ch[0]]
	}
	return nil
}
