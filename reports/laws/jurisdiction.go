package laws

import "time"

// Date is a day as 2026-11-23, or empty when it is not known. Days compare as
// strings do.
type Date string

func on(day time.Time) Date { return Date(day.Format(time.DateOnly)) }

// Cite says what a fact rests on.
type Cite struct {
	Source  string `json:"source,omitempty" yaml:"source"`   // https://…; with basis general: where to verify
	Basis   string `json:"basis,omitempty" yaml:"basis"`     // source: read there; general: general knowledge
	Checked Date   `json:"checked,omitempty" yaml:"checked"` // the day it was looked at
}

// Jurisdiction is one file of the catalogue.
type Jurisdiction struct {
	ID       string   `json:"jurisdiction" yaml:"jurisdiction"` // DE, US-CA, EU, AE-DIFC, 001
	Name     string   `json:"name" yaml:"name"`
	Inherits []string `json:"inherits,omitempty" yaml:"inherits"` // jurisdictions whose laws hold here too
	Since    Date     `json:"since,omitempty" yaml:"since"`       // the day from which the inherited laws hold here, when later than theirs

	// CoveredFrom is the day from which the catalogue knows the general laws of
	// the place. Empty: the first day of the oldest of them. What held before is
	// not established, which is not the same as no law.
	CoveredFrom Date `json:"covered_from,omitempty" yaml:"covered_from"`

	// Coverage is what the catalogue knows of the place's own laws: researched,
	// partial (some of it could not be established), none (looked for, and
	// there is none) or not_researched (looked for, and not established).
	Coverage string `json:"coverage" yaml:"coverage"`
	Note     string `json:"note,omitempty" yaml:"note"`
	Tried    string `json:"tried,omitempty" yaml:"tried"` // not_researched: what was tried
	Cite     `yaml:",inline"`

	Laws       []*Law       `json:"laws,omitempty" yaml:"laws"`
	Recognises *Recognition `json:"recognises,omitempty" yaml:"recognises"`
}

// Law is one instrument.
type Law struct {
	ID       string `json:"id" yaml:"id"` // us-ca-ccpa
	Short    string `json:"short" yaml:"short"`
	Name     string `json:"name" yaml:"name"`
	Citation string `json:"citation" yaml:"citation"`
	Kind     string `json:"kind" yaml:"kind"` // general, marketing, breach, localisation, sectoral

	Adopted      Date   `json:"adopted,omitempty" yaml:"adopted"`
	InForce      Date   `json:"in_force,omitempty" yaml:"in_force"`
	InForceBy    Date   `json:"in_force_by,omitempty" yaml:"in_force_by"`   // in force this day at the latest; the first day is not established
	PartlyFrom   Date   `json:"partly_from,omitempty" yaml:"partly_from"`   // some of it in force
	AppliesFrom  Date   `json:"applies_from,omitempty" yaml:"applies_from"` // when later than in force
	EnforcedFrom Date   `json:"enforced_from,omitempty" yaml:"enforced_from"`
	Ends         Date   `json:"ends,omitempty" yaml:"ends"`             // the first day it no longer holds
	Unverified   string `json:"unverified,omitempty" yaml:"unverified"` // why it could not be told whether it is in force
	Pending      string `json:"pending,omitempty" yaml:"pending"`       // enacted, and no day is set
	Amended      string `json:"amended,omitempty" yaml:"amended"`       // amendments whose day is not established

	Amendments []Amendment `json:"amendments,omitempty" yaml:"amendments"` // oldest first

	// Transposed: it reaches people only through other laws, as a directive
	// does through national ones. It is listed, and evaluated through them.
	Transposed bool `json:"transposed,omitempty" yaml:"transposed"`

	Supplements string `json:"supplements,omitempty" yaml:"supplements"` // the law it fills in, by id

	Regulator string     `json:"regulator,omitempty" yaml:"regulator"`
	Reach     []Hook     `json:"reach,omitempty" yaml:"reach"`
	Threshold *Threshold `json:"threshold,omitempty" yaml:"threshold"`

	// Rules in their versions; where a rule never changed there is one.
	Marketing    Versions[Marketing] `json:"marketing,omitempty" yaml:"marketing"`
	Breach       Versions[Breach]    `json:"breach,omitempty" yaml:"breach"`
	Transfer     Versions[Rule]      `json:"transfer,omitempty" yaml:"transfer"`
	Localisation Versions[Rule]      `json:"localisation,omitempty" yaml:"localisation"`
	Retention    string              `json:"retention,omitempty" yaml:"retention"`
	Limits       []Limit             `json:"limits,omitempty" yaml:"limits"` // of retention, each with its period
	Records      string              `json:"records,omitempty" yaml:"records"`
	Processor    string              `json:"processor,omitempty" yaml:"processor"`
	PersonalData string              `json:"personal_data,omitempty" yaml:"personal_data"` // is a phone number personal data, by which article
	MaxPenalty   Versions[Penalty]   `json:"max_penalty,omitempty" yaml:"max_penalty"`

	Obligations []Obligation `json:"obligations,omitempty" yaml:"obligations"`
	Note        string       `json:"note,omitempty" yaml:"note"`

	Cite  `yaml:",inline"`
	Cited map[string]Cite `json:"cited,omitempty" yaml:"cited"` // facts that rest on something else than Cite, by field name

	jurisdiction *Jurisdiction
}

// Jurisdiction is whose law it is.
func (l *Law) Jurisdiction() string { return l.jurisdiction.ID }

// A Hook is one way a law reaches somebody; any of them is enough.
//
//	number         a number of the place is called or sent messages
//	residence      the person lives there
//	targeting      people there are offered something, or watched
//	business       the organisation carries on business there
//	establishment  the organisation is established there: numbers of every country
//	processing     the bytes are there
//	hosting        the bytes are there, and that alone binds the one who hosts
//	effects        what is done has effects there
//	citizenship    the person is a citizen
type Hook struct {
	Hook    string `json:"hook" yaml:"hook"`
	Article string `json:"article,omitempty" yaml:"article"`
}

// Threshold is what an organisation must be for a law to reach it: any of the
// alternatives, each of which needs all its facts.
type Threshold struct {
	Text string               `json:"text" yaml:"text"`
	Any  []map[string]float64 `json:"any,omitempty" yaml:"any"` // fact -> at least; empty: no numeric test, Text says which
}

// Marketing is the consent model for calls and messages in a period.
type Marketing struct {
	Period   `yaml:",inline"`
	Call     string `json:"call" yaml:"call"` // opt-in, opt-out, mixed, unknown, not_covered
	SMS      string `json:"sms" yaml:"sms"`
	Register string `json:"register,omitempty" yaml:"register"` // to be checked before calling
	Hours    string `json:"hours,omitempty" yaml:"hours"`
	Text     string `json:"text,omitempty" yaml:"text"`
	Cite     `yaml:",inline"`
}

// Breach is the deadline for telling of a breach in a period. Hours and Days
// are nil where the law names none.
type Breach struct {
	Period  `yaml:",inline"`
	Hours   *float64 `json:"hours,omitempty" yaml:"hours"`
	Days    *float64 `json:"days,omitempty" yaml:"days"`
	DayType string   `json:"day_type,omitempty" yaml:"day_type"` // calendar, business
	Text    string   `json:"text" yaml:"text"`
	Cite    `yaml:",inline"`
}

// Rule is a rule on where data may go.
//
// Models of a transfer: free (no condition), accountability (the exporter stays
// answerable), adequacy (a recognised destination or a tool), consent,
// assessment (of the case, filed or passed), authorisation, unknown.
// Models of a localisation: required, conditional (some holders or data only).
type Rule struct {
	Period     `yaml:",inline"`
	Model      string   `json:"model" yaml:"model"`
	Article    string   `json:"article,omitempty" yaml:"article"`
	Text       string   `json:"text" yaml:"text"`
	Mechanisms []string `json:"mechanisms,omitempty" yaml:"mechanisms"` // that satisfy it: scc, bcr, consent, …
	Except     []string `json:"except,omitempty" yaml:"except"`         // free: places for which its condition holds
	Cite       `yaml:",inline"`
}

// Penalty is the most a breach of the law can cost.
type Penalty struct {
	Period      `yaml:",inline"`
	Text        string   `json:"text" yaml:"text"`
	Amount      *float64 `json:"amount" yaml:"amount"`
	Currency    string   `json:"currency" yaml:"currency"`
	TurnoverPct *float64 `json:"turnover_pct" yaml:"turnover_pct"`
	Cite        `yaml:",inline"`
}

// Limit is the longest that numbers may be kept.
type Limit struct {
	Since  Date   `json:"from,omitempty" yaml:"from"` // empty: since the law applies
	Period string `json:"period" yaml:"period"`       // 36mo, 10y
	For    string `json:"for" yaml:"for"`             // marketing; empty: whatever the purpose
	Advice bool   `json:"advice" yaml:"advice"`       // of the regulator: a good reason may exceed it
	Text   string `json:"text" yaml:"text"`           // who says so, and from when: "the longest that …"
}

// Obligation is one duty in a law.
type Obligation struct {
	Duty      string `json:"duty" yaml:"duty"`
	Article   string `json:"article" yaml:"article"`
	Summary   string `json:"summary" yaml:"summary"`
	ValidFrom Date   `json:"valid_from,omitempty" yaml:"valid_from"`
	ValidTo   Date   `json:"valid_to,omitempty" yaml:"valid_to"` // the first day it no longer holds
	Cite      `yaml:",inline"`
}

// Duties is the one list of duties, in reading order.
var Duties = []string{
	"consent", "transparency", "purpose", "minimisation", "retention", "security", "third_party",
	"transfer", "localisation", "records", "breach", "marketing_call", "marketing_sms", "dnc_check",
}

// Recognition is whom a jurisdiction recognises as adequate.
type Recognition struct {
	Complete bool   `json:"complete,omitempty" yaml:"complete"`           // the list is closed: who is not named is not recognised
	Since    Date   `json:"complete_from,omitempty" yaml:"complete_from"` // the day from which it is closed; before it, who is not named is unknown
	Note     string `json:"note,omitempty" yaml:"note"`
	Cite     `yaml:",inline"`
	Edges    []RecognisedEdge `json:"edges,omitempty" yaml:"edges"`
}

// RecognisedEdge is one directed recognition. It holds for To and for the places
// that inherit To's law, and never beyond.
type RecognisedEdge struct {
	To         string   `json:"to" yaml:"to"`         // a jurisdiction or a group
	Status     string   `json:"status" yaml:"status"` // adequate, conditional, not_adequate, unknown
	Condition  string   `json:"condition,omitempty" yaml:"condition"`
	Mechanism  string   `json:"mechanism,omitempty" yaml:"mechanism"` // that meets the condition when declared: dpf
	Scope      string   `json:"scope,omitempty" yaml:"scope"`
	Decision   string   `json:"decision,omitempty" yaml:"decision"`
	Decided    Date     `json:"decided,omitempty" yaml:"decided"`
	ValidFrom  Date     `json:"valid_from,omitempty" yaml:"valid_from"`
	ValidTo    Date     `json:"valid_to,omitempty" yaml:"valid_to"` // the last day
	Litigation string   `json:"litigation,omitempty" yaml:"litigation"`
	NotFor     []string `json:"not_for,omitempty" yaml:"not_for"` // places that inherit the recogniser's law but not yet this edge
	NotForNote string   `json:"not_for_note,omitempty" yaml:"not_for_note"`
	Note       string   `json:"note,omitempty" yaml:"note"`
	Cite       `yaml:",inline"`
}

// cite is what the fact called field rests on.
func (l *Law) cite(field string) Cite {
	if c, ok := l.Cited[field]; ok {
		return c.or(l.Cite)
	}
	return l.Cite
}

// or fills what c does not say from d. The basis never improves by it.
func (c Cite) or(d Cite) Cite {
	if c.Source == "" {
		c.Source = d.Source
	}
	if c.Basis == "" {
		c.Basis = d.Basis
	}
	if c.Checked == "" {
		c.Checked = d.Checked
	}
	return c
}

// start is the first day the law binds, as far as it is known.
func (l *Law) start() Date {
	for _, d := range []Date{l.AppliesFrom, l.InForce, l.InForceBy} {
		if d != "" {
			return d
		}
	}
	return ""
}

// Status of a law on a day.
const (
	InForce       = "in_force"
	Partial       = "partial" // some of it in force, or in force and not yet applied
	NotInForce    = "not_in_force"
	None          = "none"
	NotResearched = "not_researched"
)

// status is computed from the dates.
func (l *Law) status(day Date) string {
	switch s := l.start(); {
	case l.Ends != "" && day >= l.Ends:
		return NotInForce
	case l.Unverified != "":
		return NotResearched
	case s != "" && day >= s:
		return InForce
	case l.InForce != "" && day >= l.InForce, l.PartlyFrom != "" && day >= l.PartlyFrom:
		return Partial
	}
	return NotInForce
}
