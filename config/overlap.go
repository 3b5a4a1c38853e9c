package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Contradictions finds what several rules of the list datasets declare
// differently of one dataset. matches says whether a rule's match names it, as
// the scan understands it. Regions and derived are not among what can
// contradict: of those the last rule counts.
func (c *Config) Contradictions(dataset string, matches func(match string) bool) (wrong Problems) {
	first := map[string]*Dataset{} // by key: the rule that says it
	for i := range c.Datasets {
		d := &c.Datasets[i]
		if !matches(d.Match) {
			continue
		}
		declares := d.declares()
		for _, key := range slices.Sorted(maps.Keys(declares)) {
			other := first[key]
			if other == nil {
				first[key] = d
				continue
			}
			if !reflect.DeepEqual(other.declares()[key], declares[key]) {
				wrong = append(wrong, Problem{d.Where[key], fmt.Sprintf("datasets.%s: this and the rule on line %d say different things of %s; keep one", key, other.Where[key].Line, dataset)})
			}
		}
	}
	return wrong
}

// declares is what a rule says, by key.
func (d *Dataset) declares() map[string]any {
	all := map[string]any{
		"owner": d.Owner, "purposes": sortedCopy(d.Purposes), "legal_basis": d.LegalBasis, "retention": d.Retention,
		"consent": d.Consent, "contacted": d.Contacted, "vendors": sortedCopy(d.Vendors), "readers": sortedCopy(d.Readers),
	}
	maps.DeleteFunc(all, func(key string, _ any) bool { return d.Where[key].Line == 0 })
	return all
}

func sortedCopy(s []string) []string { return slices.Sorted(slices.Values(s)) }

// selfContradictions are those that show without any dataset: rules for one
// name, and a pattern that has it.
func (c *Config) selfContradictions() (wrong Problems) {
	seen := map[string]bool{}
	for i := range c.Datasets {
		name := c.Datasets[i].Match
		if strings.ContainsAny(name, "*?") || seen[name] {
			continue
		}
		seen[name] = true
		wrong = append(wrong, c.Contradictions(name, func(match string) bool {
			for rest := name; ; {
				if glob(match, rest) {
					return true
				}
				var more bool
				if _, rest, more = strings.Cut(rest, "/"); !more { // a match may name the dataset without its source
					return false
				}
			}
		})...)
	}
	return wrong
}

// glob says that name matches a pattern of * and ?.
func glob(pattern, name string) bool {
	p, n := 0, 0
	star, from := -1, 0 // the last star, and where what it stands for ends
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			from++
			p, n = star+1, from
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
