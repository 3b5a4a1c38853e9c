package laws

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Coverage counts how well the rules of a set of places are dated and sourced.
type Coverage struct {
	Places string `json:"places"` // which places: the populous ones, the EU, ...
	Laws   int    `json:"laws"`

	Rules          int `json:"rules"`         // obligations, and versions of marketing, breach, transfer, localisation and penalty rules
	Dated          int `json:"dated"`         // with a first or last day of their own
	Sourced        int `json:"sourced"`       // read at a source
	Official       int `json:"official"`      // whose address is official, read or still to be read
	OfficialRead   int `json:"official_read"` // read at an official source
	Obligations    int `json:"obligations"`
	WithoutArticle int `json:"without_article"` // obligations whose article is still to be verified
}

// ToBeVerified stands in the place of an article that nobody has read yet.
const ToBeVerified = "to be verified"

// populous are the sixty most populous places, by the UN's estimates.
var populous = strings.Fields(`IN CN US ID PK NG BR BD RU ET MX JP EG PH CD VN IR TR DE TH
	TZ GB FR ZA IT KE MM CO KR SD UG ES DZ IQ AR AF YE CA PL MA
	AO UA UZ MY MZ GH PE SA MG CI NP CM VE NE AU KP SY ML BF LK`)

// placeGroup is a set of places that is counted as one.
type placeGroup struct {
	name string
	has  func(id string) bool
}

// Coverage counts each group of places: the sixty most populous, the EU and EEA
// with their members, the US with its states, Canada with its provinces, all
// others, and everything.
func (c *Catalog) Coverage() []Coverage {
	inEU := func(id string) bool { return id == "EU" || contains(c.jurisdictions[id].Inherits, "EU") }
	of := func(country string) func(string) bool {
		return func(id string) bool { return id == country || strings.HasPrefix(id, country+"-") }
	}
	groups := []placeGroup{
		{"sixty most populous", func(id string) bool { return contains(populous, id) }},
		{"EU and EEA", inEU},
		{"United States", of("US")},
		{"Canada", of("CA")},
	}
	named := slices.Clone(groups)
	isNamed := func(id string) bool {
		return slices.ContainsFunc(named, func(g placeGroup) bool { return g.has(id) })
	}
	groups = append(groups,
		placeGroup{"all others", func(id string) bool { return !isNamed(id) }},
		placeGroup{"everywhere", func(string) bool { return true }})
	var out []Coverage
	for _, g := range groups {
		n := Coverage{Places: g.name}
		for _, id := range c.order {
			if g.has(id) {
				for _, l := range c.jurisdictions[id].Laws {
					n.count(l)
				}
			}
		}
		out = append(out, n)
	}
	return out
}

// count adds the rules of one law.
func (n *Coverage) count(l *Law) {
	n.Laws++
	rule := func(p Period, cite Cite) {
		n.Rules++
		if p.From != "" || p.To != "" {
			n.Dated++
		}
		official := IsOfficial(cite.Source)
		if cite.Basis == "source" {
			n.Sourced++
			if official {
				n.OfficialRead++
			}
		}
		if official {
			n.Official++
		}
	}
	for _, m := range l.Marketing {
		rule(m.Period, m.or(l.cite("marketing")))
	}
	for _, b := range l.Breach {
		rule(b.Period, b.or(l.cite("breach")))
	}
	for _, r := range l.Transfer {
		rule(r.Period, r.or(l.cite("transfer")))
	}
	for _, r := range l.Localisation {
		rule(r.Period, r.or(l.cite("localisation")))
	}
	for _, p := range l.MaxPenalty {
		rule(p.Period, p.or(l.cite("max_penalty")))
	}
	for _, o := range l.Obligations {
		rule(Period{o.ValidFrom, o.ValidTo}, o.or(l.Cite))
		n.Obligations++
		if o.Article == ToBeVerified {
			n.WithoutArticle++
		}
	}
}

// WriteCoverage writes the shares as a table, or as JSON.
func WriteCoverage(w io.Writer, list []Coverage, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	share := func(n, of int) string { return fmt.Sprintf("%d (%.0f %%)", n, 100*float64(n)/float64(max(of, 1))) }
	if _, err := fmt.Fprintf(w, "%-20s %5s %6s %12s %12s %12s %12s %23s\n", "places", "laws", "rules", "dated", "read", "official", "read there", "article to be verified"); err != nil {
		return err
	}
	for _, n := range list {
		if _, err := fmt.Fprintf(w, "%-20s %5d %6d %12s %12s %12s %12s %23s\n", n.Places, n.Laws, n.Rules, share(n.Dated, n.Rules),
			share(n.Sourced, n.Rules), share(n.Official, n.Rules), share(n.OfficialRead, n.Rules), share(n.WithoutArticle, n.Obligations)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, "\ndated: the rule has a first or last day of its own, beside that of its law; read: at a source;\nofficial: the address is one of a gazette, parliament, government, regulator or court; read there: and the rule was read at it")
	return err
}
