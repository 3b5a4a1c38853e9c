package laws

import "time"

// Edge says whether one jurisdiction recognises another on a day, as `dialmap
// adequacy --format json` prints it.
type Edge struct {
	From       string `json:"from"`
	To         string `json:"to"`
	Status     string `json:"status"`   // adequate, conditional, not_adequate, unknown
	Adequate   *bool  `json:"adequate"` // nil for conditional and unknown
	Condition  string `json:"condition"`
	Scope      string `json:"scope"`
	Decision   string `json:"decision"`
	Decided    *Date  `json:"decided"`
	ValidFrom  *Date  `json:"valid_from"`
	ValidTo    *Date  `json:"valid_to"`
	Litigation string `json:"litigation"`
	Note       string `json:"note"`
	By         string `json:"by"` // whose recognition it is: EU for NO to JP
	Source     string `json:"source"`
	Basis      string `json:"basis"`
	Checked    Date   `json:"checked"`

	mechanism string
}

// Adequacy reads the recognition of to by from on day. What EU decisions say
// holds for every place the GDPR does, in both directions; no recognition is
// passed on to a third place.
func (c *Catalog) Adequacy(from, to string, day time.Time) Edge {
	d := on(day)
	e := Edge{From: from, To: to, Status: "unknown"}
	if c.chain(from) == nil || c.chain(to) == nil {
		e.Note = "not in the catalogue"
		return e
	}
	if in := c.common(from, to); in != "" {
		return e.same(c.jurisdictions[in])
	}
	for _, f := range c.chain(from) {
		j := c.jurisdictions[f]
		if j == nil || j.Recognises == nil {
			continue
		}
		if r := c.edge(j.Recognises, to, d); r != nil {
			return e.recognised(j, from, r)
		}
		if j.Recognises.Complete && d < j.Recognises.Since {
			e.By = j.ID
			e.set("unknown", j.Recognises.Cite)
			e.Note = "which places were recognised before " + string(j.Recognises.Since) + " is not established for those that are not named"
			return e
		}
		if j.Recognises.Complete {
			e.By = j.ID
			e.set("not_adequate", j.Recognises.Cite)
			e.Note = join("; ", "not on the list, which is closed", j.Recognises.Note)
			return e
		}
		e.By, e.Note = j.ID, j.Recognises.Note
		e.Source, e.Basis, e.Checked = j.Recognises.Source, j.Recognises.Basis, j.Recognises.Checked
		return e
	}
	e.Note = "no recognition of it is in the catalogue"
	return e
}

// edge is the one that names to, or the nearest it inherits from, and holds on
// day d. One still to come or already over is not an edge.
func (c *Catalog) edge(r *Recognition, to string, d Date) *RecognisedEdge {
	for _, t := range c.chain(to) {
		for i := range r.Edges {
			e := &r.Edges[i]
			if (e.To == t || c.groups[e.To][t]) && e.ValidFrom <= d && (e.ValidTo == "" || d <= e.ValidTo) {
				return e
			}
		}
	}
	return nil
}

// common is the territory of free flow that holds both places.
func (c *Catalog) common(a, b string) string {
	for _, x := range c.chain(a) {
		if c.covers(x, b) {
			return x
		}
	}
	return ""
}

func (e Edge) same(j *Jurisdiction) Edge {
	e.By = j.ID
	e.set("adequate", j.Cite)
	e.Scope = "both lie in " + j.Name + ": free flow"
	return e
}

func (e Edge) recognised(j *Jurisdiction, from string, r *RecognisedEdge) Edge {
	e.By = j.ID
	e.set(r.Status, r.or(j.Recognises.Cite))
	e.Condition, e.Scope, e.Decision, e.Litigation, e.Note, e.mechanism = r.Condition, r.Scope, r.Decision, r.Litigation, r.Note, r.Mechanism
	e.Decided, e.ValidFrom, e.ValidTo = opt(r.Decided), opt(r.ValidFrom), opt(r.ValidTo)
	if contains(r.NotFor, from) {
		e.set("unknown", r.or(j.Recognises.Cite))
		e.Note = join("; ", r.NotForNote, e.Note)
	}
	return e
}

func (e *Edge) set(status string, c Cite) {
	e.Status, e.Adequate = status, nil
	if status == "adequate" || status == "not_adequate" {
		yes := status == "adequate"
		e.Adequate = &yes
	}
	e.Source, e.Basis, e.Checked = c.Source, c.Basis, c.Checked
}
