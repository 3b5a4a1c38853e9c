package starter

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/role"
)

// candidate is a dataset that looks like a ledger, with the roles of its fields.
type candidate struct {
	set
	kind  string
	roles [][2]string // role, field
}

var (
	refusals = strings.Fields("dnc donotcall refusal refusals optout optouts unsubscribe unsubscribed unsubscribes blocklist blacklist robinson bloctel suppression suppressions sperrliste werbesperre")
	ledgers  = strings.Fields("consent consents optin optins permission permissions einwilligung einwilligungen consentement consentements consentimiento consentimientos consenso consensi toestemming zgoda zgody subscription subscriptions")
)

// candidateOf reads a dataset's name and the roles of its fields: a number or a
// person's key, and something that says when, what for, or no more.
func candidateOf(s set) (candidate, bool) {
	c := candidate{set: s}
	words := role.Words(s.Dataset.Dataset)
	joined := strings.Join(words, "")
	in := func(list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	switch {
	case in(refusals) || strings.Contains(joined, "donotcall") || strings.Contains(joined, "optout"):
		c.kind = "refusal"
	case in(ledgers) || strings.Contains(joined, "optin"):
		c.kind = "consent"
	}
	put := func(r, field string) {
		if field != "" {
			c.roles = append(c.roles, [2]string{r, field})
		}
	}
	number, person := "", first(s.others, role.Person)
	for _, f := range s.phones {
		if f.Verdict == "phone" {
			number = cmp.Or(number, f.Field)
		}
	}
	purpose := cmp.Or(first(s.others, role.Purpose), word(s, "channel", "kanal", "canal", "canale"))
	withdrawn := first(s.others, role.Withdrawn)
	put("number", number)
	put("person", person)
	put("purpose", purpose)
	put("granted", cmp.Or(word(s, "granted", "given", "consented", "accepted"), first(s.others, role.Created)))
	put("withdrawn", withdrawn)
	put("expires", first(s.others, role.Expires))
	put("source", word(s, "source", "quelle", "origen", "origine", "origem"))
	put("wording", word(s, "wording", "version", "text"))
	if number == "" && person == "" {
		return c, false
	}
	if c.kind == "" && withdrawn != "" && purpose != "" {
		c.kind = "consent"
	}
	return c, c.kind != ""
}

// word is the first field without numbers that has one of the words in its name.
func word(s set, words ...string) string {
	i := slices.IndexFunc(s.others, func(f inventory.Field) bool {
		return slices.ContainsFunc(role.Words(f.Field), func(w string) bool { return slices.Contains(words, w) })
	})
	if i < 0 {
		return ""
	}
	return s.others[i].Field
}

// ledgers proposes those that look like one, as comments: what they record is for
// people to say.
func (w *writer) ledgers() int {
	var list []candidate
	for _, s := range w.sets() {
		if c, ok := candidateOf(s); ok {
			list = append(list, c)
		}
	}
	w.line("# Ledgers prove consent, or record who must not be called. They are read first and")
	w.line("# whole, and every other number is looked up in them: a new one needs a new scan.")
	if len(list) == 0 {
		w.line("# No dataset looks like one.")
		list = append(list, candidate{kind: "consent", roles: [][2]string{{"number", ""}, {"purpose", ""}, {"granted", ""}, {"withdrawn", ""}, {"expires", ""}, {"source", ""}, {"wording", ""}}})
	} else {
		w.line("# These look like one, by the names of their fields:")
	}
	w.line("# ledgers:")
	used, found := map[string]bool{}, 0
	for _, c := range list[:min(20, len(list))] {
		if c.Source != "" {
			found++
		}
		name := "consents"
		if c.kind == "refusal" {
			name = "refusals"
		}
		if used[name] {
			name += "_of_" + strings.Join(role.Words(c.name()), "_")
		}
		used[name] = true
		w.line("#   - name: %s", quote(name))
		w.line("#     dataset: %s", quote(strings.Trim(c.name(), "/")))
		w.line("#     kind: %s              # consent, refusal", c.kind)
		fields := make([]string, len(c.roles))
		for i, r := range c.roles {
			fields[i] = r[0] + ": " + quote(r[1])
		}
		w.line("#     fields: {%s}", strings.Join(fields, ", "))
	}
	w.line("")
	return found
}

// rest are the blanks of what no scan can see.
func (w *writer) rest() {
	w.line("# Who gets the numbers.")
	w.line("# vendors:")
	w.line("#   - {name: , country: , role: processor, contract: {signed: , expires: }, mechanism: , reviewed: }\n")
	w.line("# What people are told. A notice without countries is for all of them.")
	w.line("# notices:")
	w.line("#   - {url: , languages: [], purposes: [], recipients: [], countries: []}")
}
