package laws

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteTable writes entries as a person reads them: a block a region, its laws
// one under the other with what they ask for and where it says so. Width is the
// number of columns, 0 for 100.
func WriteTable(w io.Writer, entries []Entry, width int) error {
	p := &page{w: w, width: max(width, 60)}
	if width == 0 {
		p.width = 100
	}
	region := "-"
	for _, e := range entries {
		if e.Region != region {
			if region != "-" {
				p.line("")
			}
			region = e.Region
			p.heading(region)
		}
		p.entry(e)
	}
	if len(entries) > 0 {
		p.line("")
		p.wrap("", "* general knowledge, its source not seen; everything else was read at the address given. A first page for counsel, not legal advice.")
	}
	return p.err
}

// page writes lines and remembers the first error.
type page struct {
	w     io.Writer
	width int
	err   error
}

func (p *page) line(s string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(s, " "))
	}
}

func (p *page) heading(region string) {
	name := region
	if c, err := Load(); err == nil {
		if j := c.Jurisdiction(region); j != nil {
			name = region + "  " + j.Name
		}
	}
	p.line(name)
	p.line(strings.Repeat("=", min(utf8.RuneCountInString(name), p.width)))
}

// entry is one law: what it is, since when, whom it reaches, what it asks.
func (p *page) entry(e Entry) {
	if e.Status == None || e.Status == NotResearched && e.Short == "" {
		p.line("")
		p.wrap("  ", e.Name+".")
		p.row("note", e.StatusNote, "")
		p.row("checked", join("  ", string(e.Checked), e.Source), e.Basis)
		return
	}
	p.line("")
	title := e.Short
	if e.Name != e.Short {
		title += ": " + e.Name
	}
	p.wrap("  ", title)
	if e.Citation != e.Name {
		p.wrap("  ", e.Citation)
	}
	p.line("")
	p.row("status", statusWords(e), e.basis("dates"))
	p.row("law of", lawOf(e), "")
	p.row("regulator", e.Regulator, e.basis("regulator"))
	p.row("reaches", reachWords(e.Reach), e.basis("reach"))
	p.row("only if", e.Threshold, e.basis("threshold"))
	p.row("calls", consentWords(e.Marketing.Call), e.basis("marketing"))
	p.row("messages", consentWords(e.Marketing.SMS), e.basis("marketing"))
	p.row("register", e.Marketing.Register, e.basis("marketing"))
	p.row("hours", e.Marketing.Hours, e.basis("marketing"))
	p.row("marketing", e.Marketing.Text, e.basis("marketing"))
	p.row("breach", e.Breach.Text, e.basis("breach"))
	p.row("transfer", e.Transfer, e.basis("transfer"))
	p.row("localisation", e.Localisation, e.basis("localisation"))
	p.row("penalty", e.MaxPenalty.Text, e.basis("max_penalty"))
	p.row("phone number", e.PersonalData, e.basis("personal_data"))
	p.row("amended", e.Amended, e.basis("amended"))
	p.row("note", e.Note, "")
	p.duties(e)
	var addresses []string
	for _, s := range e.Sources {
		addresses = append(addresses, s.Address)
	}
	p.row("source", join("  ", addresses...), "")
}

// duties is a line a duty, dated where it is not for ever.
func (p *page) duties(e Entry) {
	for i, o := range e.Obligations {
		label := ""
		if i == 0 {
			label = "duties"
		}
		text := o.Duty + ": " + o.Summary + " (" + o.Article + ")"
		if o.ValidFrom != nil && string(*o.ValidFrom) > e.Day {
			text += ", from " + string(*o.ValidFrom)
		}
		if o.ValidTo != nil {
			text += ", until " + string(*o.ValidTo)
		}
		p.labelled(label, text, o.Basis)
	}
}

func (p *page) row(label, text, basis string) {
	if text != "" {
		p.labelled(label, text, basis)
	}
}

// labelled writes a label and a text beside it that keeps its own margin.
func (p *page) labelled(label, text, basis string) {
	lines := fold(text, p.width-indent-2)
	if basis == "general" {
		lines[len(lines)-1] += " *"
	}
	for i, l := range lines {
		if i > 0 {
			label = ""
		}
		p.line(fmt.Sprintf("  %-*s%s", indent-2, label, l))
	}
}

func (p *page) wrap(margin, text string) {
	for _, l := range fold(text, p.width-len(margin)) {
		p.line(margin + l)
	}
}

// indent is where the texts begin.
const indent = 17

// fold breaks text at spaces so that no line is longer than width, but for
// words that are.
func fold(text string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			out = append(out, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

// basis is what a fact of the entry rests on.
func (e Entry) basis(fact string) string {
	for _, f := range e.Facts {
		if f.Fact == fact {
			return f.Basis
		}
	}
	return ""
}

func statusWords(e Entry) string {
	words := map[string]string{InForce: "in force", Partial: "partly in force", NotInForce: "not in force", NotResearched: "not established whether it is in force"}[e.Status]
	since := ""
	switch {
	case e.Status != InForce:
	case e.InForceBy != nil && e.InForce == nil:
		since = " since " + string(*e.InForceBy) + " at the latest"
	case e.AppliesFrom != nil:
		since = " since " + string(*e.AppliesFrom)
	}
	if e.EnforcedFrom != nil && string(*e.EnforcedFrom) != "" {
		since += ", enforced from " + string(*e.EnforcedFrom)
	}
	if e.Ends != nil {
		since += ", ends " + string(*e.Ends)
	}
	return join(": ", words+since, e.StatusNote)
}

// lawOf names whose law it is where that is not what was asked for.
func lawOf(e Entry) string {
	if e.Jurisdiction == e.Region {
		return ""
	}
	c, err := Load()
	if err != nil || c.Jurisdiction(e.Jurisdiction) == nil {
		return e.Jurisdiction
	}
	return c.Jurisdiction(e.Jurisdiction).Name
}

var hookWords = map[string]string{
	"number": "calls and messages to numbers there", "residence": "people who live there", "targeting": "offers to people there, or watching them",
	"business": "business carried on there", "establishment": "operators established there, for numbers of every country",
	"processing": "processing there", "hosting": "hosts established there", "effects": "effects there", "citizenship": "its citizens",
}

func reachWords(hooks []Hook) string {
	var out []string
	for _, h := range hooks {
		s := hookWords[h.Hook]
		if h.Article != "" {
			s += " (" + h.Article + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func consentWords(model string) string {
	switch model {
	case "unknown", "not_covered":
		return ""
	case "mixed":
		return "mixed"
	}
	return model
}

// WriteEdge writes one recognition as a person reads it.
func WriteEdge(w io.Writer, e Edge, width int) error {
	p := &page{w: w, width: max(width, 60)}
	if width == 0 {
		p.width = 100
	}
	p.line(e.From + " to " + e.To + ": " + strings.ReplaceAll(e.Status, "_", " "))
	p.line("")
	p.row("by", e.By, "")
	p.row("only for", e.Condition, e.Basis)
	p.row("scope", e.Scope, e.Basis)
	p.row("decision", e.Decision, e.Basis)
	p.row("decided", text(e.Decided), e.Basis)
	p.row("valid from", text(e.ValidFrom), e.Basis)
	p.row("valid to", text(e.ValidTo), e.Basis)
	p.row("litigation", e.Litigation, e.Basis)
	p.row("note", e.Note, e.Basis)
	p.row("source", e.Source, "")
	p.row("checked", string(e.Checked), "")
	if e.Basis == "general" {
		p.line("")
		p.line("* general knowledge, its source not seen")
	}
	return p.err
}

func text(d *Date) string {
	if d == nil {
		return ""
	}
	return string(*d)
}
