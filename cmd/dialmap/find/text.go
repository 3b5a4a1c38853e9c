package find

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteText writes the answer as a page to read.
func (a *Answer) WriteText(w io.Writer) error {
	var b strings.Builder
	for i := range a.Numbers {
		a.writeNumber(&b, &a.Numbers[i])
	}
	fmt.Fprintf(&b, "Searched: %s in %s, %s.\n", countOf(uint64(a.Searched.Fields), "field"), countOf(uint64(a.Searched.Datasets), "dataset"), countOf(a.Searched.Values, "value"))
	a.writeUnsearched(&b)
	a.writeRights(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func countOf(n uint64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (a *Answer) writeNumber(b *strings.Builder, n *Asked) {
	fmt.Fprintf(b, "%d. %s", n.Number, n.Shown)
	if n.Region != "" {
		fmt.Fprintf(b, " (%s)", n.Region)
	}
	switch {
	case n.Places > 0:
		fmt.Fprintf(b, ": in %s\n", countOf(uint64(n.Places), "place"))
	case a.Mode == Quick:
		b.WriteString(": not found by the indexes that were asked; that does not say that it is not there\n")
	default:
		b.WriteString(": not found in what was searched\n")
	}
	for i := range a.Places {
		if p := &a.Places[i]; p.Number == n.Number {
			p.write(b)
		}
	}
	b.WriteString("\n")
}

func (p *Place) write(b *strings.Builder) {
	fmt.Fprintf(b, "   %s/%s, field %s: %s", p.Source, p.Dataset, p.Field, countOf(p.Records, "record"))
	if p.Certainty == "possible" {
		b.WriteString(", possibly: its digits, and nothing tells the country or that they are a phone number")
	}
	if p.Derived {
		b.WriteString(", a copy")
	}
	b.WriteString("\n")
	say := func(what, text string) {
		if text != "" {
			fmt.Fprintf(b, "      %-11s %s\n", what, text)
		}
	}
	say("dated", p.dates())
	say("consent", p.consents())
	say("retention", p.Retention.words())
	say("kept in", p.Stored.Region)
	say("owner", p.Owner)
	say("purposes", strings.Join(p.Purposes, ", "))
	var names []string
	for _, r := range p.Recipients {
		names = append(names, strings.TrimSpace(r.Name+" "+r.Country))
	}
	say("recipients", strings.Join(names, ", "))
}

func (p *Place) dates() string {
	if p.Oldest == p.Newest {
		return p.Oldest
	}
	return p.Oldest + " to " + p.Newest
}

// consents names the states by ledger and purpose; those for any purpose only
// where the ledger has no other.
func (p *Place) consents() string {
	var out []string
	for _, c := range p.Consent {
		named := slices.ContainsFunc(p.Consent, func(o Consent) bool { return o.Ledger == c.Ledger && o.By == c.By && o.Purpose != "" })
		switch {
		case c.Purpose != "":
			out = append(out, fmt.Sprintf("%s for %s (ledger %s)", strings.ReplaceAll(c.State, "_", " "), c.Purpose, c.Ledger))
		case !named:
			out = append(out, fmt.Sprintf("%s (ledger %s)", strings.ReplaceAll(c.State, "_", " "), c.Ledger))
		}
	}
	return strings.Join(out, "; ")
}

func (r Retention) words() string {
	switch r.State {
	case "within":
		return "within the " + r.Period + " declared"
	case "overdue":
		return "overdue: kept for " + r.Period + ", so nothing dated before " + r.Before + " should be there"
	case "undated":
		return "kept for " + r.Period + ", and no date says how old the record is"
	}
	return "no period declared"
}

func (a *Answer) writeUnsearched(b *strings.Builder) {
	b.WriteString("\nNot searched:\n")
	for _, n := range a.NotSearched {
		at := n.Source
		for _, part := range []string{n.Dataset, n.Field} {
			if part != "" {
				at += "/" + part
			}
		}
		if at == "" {
			at = "elsewhere"
		}
		fmt.Fprintf(b, "   %s (%s): %s\n", at, strings.ReplaceAll(n.Reason, "_", " "), n.Detail)
	}
}

func (a *Answer) writeRights(b *strings.Builder) {
	if len(a.Rights) == 0 {
		b.WriteString("\nRights: no general law is known to reach these numbers.\n")
		return
	}
	b.WriteString("\nRights of the person, if the request is of today:\n")
	for _, r := range a.Rights {
		fmt.Fprintf(b, "   %d. %s: ", r.Number, r.Short)
		if r.Article == "" {
			b.WriteString("rights not researched")
		} else {
			fmt.Fprintf(b, "%s, %s", r.Right.Right, r.Article)
		}
		if r.Deadline != "" {
			b.WriteString("; " + r.Deadline)
		}
		if r.Due != "" {
			b.WriteString("; due " + r.Due)
		}
		if r.Status != "likely" {
			b.WriteString("; only if the law applies: " + r.Because)
		}
		b.WriteString("\n")
	}
}
