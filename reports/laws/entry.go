package laws

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Entry is one law of one region on a day, as `dialmap laws --format json`
// prints it. A region without a law has one entry, status none or
// not_researched.
type Entry struct {
	Jurisdiction string `json:"jurisdiction"` // whose law it is
	Region       string `json:"region"`       // what was asked for
	ID           string `json:"id"`
	Short        string `json:"short"`
	Name         string `json:"name"`
	Citation     string `json:"citation"`
	Kind         string `json:"kind"`
	Adopted      *Date  `json:"adopted"`
	InForce      *Date  `json:"in_force"`
	InForceBy    *Date  `json:"in_force_by"` // in force this day at the latest; the first day is not established
	AppliesFrom  *Date  `json:"applies_from"`
	EnforcedFrom *Date  `json:"enforced_from"`
	Ends         *Date  `json:"ends"`
	Status       string `json:"status"`
	StatusNote   string `json:"status_note"`
	Amended      string `json:"amended"`
	Regulator    string `json:"regulator"`
	Reach        []Hook `json:"reach"`
	Threshold    string `json:"threshold"`
	Supplements  string `json:"supplements"` // the law it fills in, by id

	Breach       EntryBreach    `json:"breach"`
	BreachHours  *float64       `json:"breach_hours"`
	Marketing    EntryMarketing `json:"marketing"`
	Transfer     string         `json:"transfer"`
	Localisation string         `json:"localisation"`
	Retention    string         `json:"retention"`
	Limits       []Limit        `json:"limits"` // of retention
	Records      string         `json:"records"`
	Processor    string         `json:"processor"`
	PersonalData string         `json:"personal_data"`
	MaxPenalty   Penalty        `json:"max_penalty"`

	Obligations []EntryObligation `json:"obligations"`
	Note        string            `json:"note"`
	Source      string            `json:"source"`
	Basis       string            `json:"basis"`
	Checked     Date              `json:"checked"`
	Facts       []Fact            `json:"facts"`   // what each fact rests on
	Sources     []SourceAddress   `json:"sources"` // every address that a fact of it rests on, each once
	Day         string            `json:"-"`       // the day it is described on
}

// EntryBreach is the deadline in force.
type EntryBreach struct {
	Hours   *float64 `json:"hours"`
	Days    *float64 `json:"days"`
	DayType string   `json:"day_type"`
	Text    string   `json:"text"`
	From    *Date    `json:"from"` // the first day of this version, null where the law always had it
	To      *Date    `json:"to"`   // the first day on which another holds
}

// EntryMarketing is the consent model in force.
type EntryMarketing struct {
	Call     string `json:"call"`
	SMS      string `json:"sms"`
	Register string `json:"register"`
	Hours    string `json:"hours"`
	Text     string `json:"text"`
	From     *Date  `json:"from"` // the first day of this version, null where the law always had it
	To       *Date  `json:"to"`   // the first day on which another holds
}

// EntryObligation is one duty with its dates and what it rests on.
type EntryObligation struct {
	Duty      string `json:"duty"`
	Article   string `json:"article"`
	Summary   string `json:"summary"`
	ValidFrom *Date  `json:"valid_from"`
	ValidTo   *Date  `json:"valid_to"`
	Source    string `json:"source"`
	Checked   Date   `json:"checked"`
	Basis     string `json:"basis"`
}

// Fact names one stated fact of a law and what it rests on.
type Fact struct {
	Fact    string `json:"fact"`
	Source  string `json:"source"`
	Basis   string `json:"basis"`
	Checked Date   `json:"checked"`
}

// On lists the laws of region on day: its own first, then those it shares with
// the jurisdictions it belongs to. Laws that ended are left out, laws to come
// are in. An unknown region has no entry.
func (c *Catalog) On(region string, day time.Time) []Entry {
	d := on(day)
	j := c.jurisdictions[region]
	if j == nil {
		return nil
	}
	var out []Entry
	for _, l := range c.listed(region) {
		if l.Ends == "" || d < l.Ends {
			out = append(out, l.entry(j, d))
		}
	}
	switch {
	case j.Coverage == None || j.Coverage == NotResearched:
		out = append([]Entry{j.entry()}, out...)
	case c.predates(j, d):
		out = append([]Entry{c.before(j)}, out...)
	}
	return out
}

// predates says that the general laws of a place on a day are not established:
// the day lies before the first one that the catalogue knows.
func (c *Catalog) predates(j *Jurisdiction, d Date) bool {
	first := c.coveredFrom[j.ID]
	return first != "" && d < first
}

// firstCovered is the day from which the general laws of a place are known: the
// day it declares, else the first day of the oldest general law that holds
// there; "" where it has none.
func (c *Catalog) firstCovered(j *Jurisdiction) Date {
	if j.CoveredFrom != "" {
		return j.CoveredFrom
	}
	var first Date
	for _, l := range c.listed(j.ID) {
		if start := l.start(); l.Kind == "general" && start != "" && !l.Transposed && (first == "" || start < first) {
			first = start
		}
	}
	return first
}

// before is the record that the law of an earlier day is not established.
func (c *Catalog) before(j *Jurisdiction) Entry {
	e := j.entry()
	first := string(c.coveredFrom[j.ID])
	e.ID = strings.ToLower(j.ID) + "-before-" + first
	e.Name = "Not established which data protection law held before " + first
	e.Basis, e.Checked = "general", Date(c.AsOf)
	e.Source, e.Sources = "", addresses()
	e.Status, e.StatusNote = NotResearched, "the catalogue knows the general law of this place from "+first+" on"
	return e
}

// listed are the laws that hold in a region in reading order: general laws, each
// with what supplements it, then the others; its own before those it shares.
func (c *Catalog) listed(region string) []*Law {
	var out []*Law
	for _, id := range c.closures[region] {
		if j := c.jurisdictions[id]; j != nil {
			out = append(out, j.Laws...)
		}
	}
	rank := func(l *Law) int {
		for i, k := range []string{"general", "localisation", "sectoral", "marketing", "breach"} {
			if l.Kind == k {
				return i
			}
		}
		return -1
	}
	last := func(l *Law) int {
		if l.Supplements != "" || l.Transposed {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b *Law) int { return cmp.Or(rank(a)-rank(b), last(a)-last(b)) })
	return out
}

// Describe is one law on a day as in its own jurisdiction.
func (c *Catalog) Describe(id string, day time.Time) (Entry, bool) {
	l := c.laws[id]
	if l == nil {
		return Entry{}, false
	}
	return l.entry(l.jurisdiction, on(day)), true
}

// All is On of every jurisdiction.
func (c *Catalog) All(day time.Time) []Entry {
	var out []Entry
	for _, id := range c.order {
		out = append(out, c.On(id, day)...)
	}
	return out
}

// entry is the record that there is no law, or none established.
func (j *Jurisdiction) entry() Entry {
	name := "No data protection law of its own found"
	if j.Coverage == NotResearched {
		name = "Not established whether there is a data protection law"
	}
	return Entry{
		Jurisdiction: j.ID, Region: j.ID, ID: strings.ToLower(j.ID) + "-" + strings.ReplaceAll(j.Coverage, "_", "-"),
		Name: name, Kind: "general", Status: j.Coverage, StatusNote: join("; ", j.Note, j.Tried),
		Marketing: EntryMarketing{Call: "unknown", SMS: "unknown"}, Reach: []Hook{}, Limits: []Limit{}, Obligations: []EntryObligation{}, Facts: []Fact{}, Sources: addresses(j.Source),
		Source: j.Source, Basis: j.Basis, Checked: j.Checked,
	}
}

// entry is l as it stands in j on day d.
func (l *Law) entry(j *Jurisdiction, d Date) Entry {
	e := Entry{
		Jurisdiction: l.jurisdiction.ID, Region: j.ID, ID: l.ID, Short: l.Short, Name: l.Name, Citation: l.Citation, Kind: l.Kind,
		Adopted: opt(l.Adopted), InForce: opt(l.InForce), InForceBy: opt(l.InForceBy), AppliesFrom: opt(l.start()),
		EnforcedFrom: opt(l.EnforcedFrom), Ends: opt(l.Ends),
		Supplements: l.Supplements, Status: l.status(d), StatusNote: l.statusNote(d), Amended: l.amended(), Regulator: l.Regulator, Reach: append([]Hook{}, l.Reach...),
		Marketing: EntryMarketing{Call: "unknown", SMS: "unknown"},
		Retention: l.Retention, Limits: l.limits(d), Records: l.Records, Processor: l.Processor, PersonalData: l.PersonalData,
		Day: string(d), Obligations: []EntryObligation{}, Note: l.Note, Source: l.Source, Basis: l.Basis, Checked: l.Checked, Facts: l.facts(),
	}
	if j.Since != "" && l.jurisdiction != j && l.start() < j.Since {
		e.AppliesFrom = opt(j.Since)
		if d < j.Since && e.Status == InForce {
			e.Status = NotInForce
		}
	}
	if l.Threshold != nil {
		e.Threshold = l.Threshold.Text
	}
	if b := l.Breach.on(d); b != nil {
		e.Breach, e.BreachHours = EntryBreach{b.Hours, b.Days, b.DayType, b.Text, opt(b.From), l.Breach.end(d)}, b.Hours
	}
	if m := l.Marketing.on(d); m != nil {
		e.Marketing = EntryMarketing{m.Call, m.SMS, m.Register, m.Hours, m.Text, opt(m.From), l.Marketing.end(d)}
	}
	e.Transfer, e.Localisation = l.Transfer.on(d).String(), l.Localisation.on(d).String()
	if p := l.MaxPenalty.on(d); p != nil {
		e.MaxPenalty = *p
	}
	e.Sources = e.sources()
	for _, o := range l.Obligations {
		if o.ValidTo != "" && d >= o.ValidTo {
			continue
		}
		c := o.or(l.Cite)
		e.Obligations = append(e.Obligations, EntryObligation{
			o.Duty, o.Article, o.Summary, opt(o.ValidFrom), opt(o.ValidTo), c.Source, c.Checked, c.Basis,
		})
	}
	return e
}

// amended lists the amendments, dated ones first.
func (l *Law) amended() string {
	var texts []string
	for _, a := range l.Amendments {
		texts = append(texts, a.String())
	}
	return join("; ", append(texts, l.Amended)...)
}

// limits are the limits of retention that hold on a day.
func (l *Law) limits(d Date) []Limit {
	out := []Limit{}
	for _, m := range l.Limits {
		if m.Since <= d {
			out = append(out, m)
		}
	}
	return out
}

// statusNote says what the status rests on where it is not plain.
func (l *Law) statusNote(d Date) string {
	switch s := l.status(d); {
	case s == NotResearched:
		return l.Unverified
	case s == Partial && l.InForce != "" && d >= l.InForce:
		return "in force since " + string(l.InForce) + ", applies from " + string(l.start())
	case s == Partial && l.start() != "":
		return "some provisions since " + string(l.PartlyFrom) + ", the rest from " + string(l.start())
	case s == Partial:
		return "some provisions since " + string(l.PartlyFrom) + "; no day is set for the rest"
	case s == NotInForce && l.Pending != "":
		return l.Pending
	case s == NotInForce && l.start() != "":
		return "from " + string(l.start())
	}
	return ""
}

// String is the rule with its article.
func (r *Rule) String() string {
	if r == nil {
		return ""
	}
	if r.Article == "" {
		return r.Text
	}
	return r.Text + " (" + r.Article + ")"
}

func opt(d Date) *Date {
	if d == "" {
		return nil
	}
	return &d
}

func join(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}
