package s3

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// policy is a bucket's policy, as far as it says who may read objects.
type policy struct{ statements []policyStatement }

// policyStatement is one statement. What is written as one value or as a list
// is a list here.
type policyStatement struct {
	Sid          string
	Effect       string
	Principal    principals
	NotPrincipal json.RawMessage
	Action       texts
	NotAction    texts
	Resource     texts
	NotResource  texts
	Condition    map[string]map[string]texts
}

// texts is a string or a list of strings; numbers and booleans are taken as
// they are written.
type texts []string

// UnmarshalJSON implements json.Unmarshaler.
func (t *texts) UnmarshalJSON(b []byte) error {
	var list []any
	if json.Unmarshal(b, &list) != nil {
		list = make([]any, 1)
		if err := json.Unmarshal(b, &list[0]); err != nil {
			return err
		}
	}
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			plain, _ := json.Marshal(v) // came from JSON
			s = string(plain)
		}
		*t = append(*t, s)
	}
	return nil
}

// principals are whom a statement is for: kind and names. "*" is everybody.
type principals map[string]texts

// UnmarshalJSON implements json.Unmarshaler.
func (p *principals) UnmarshalJSON(b []byte) error {
	var all string
	if json.Unmarshal(b, &all) == nil {
		*p = principals{"AWS": {all}}
		return nil
	}
	var kinds map[string]texts
	err := json.Unmarshal(b, &kinds)
	*p = kinds
	return err
}

func (p principals) everybody() bool { return slices.Contains(p["AWS"], "*") }

// parsePolicy reads a policy; false where it is not one.
func parsePolicy(text string) (policy, bool) {
	var doc struct{ Statement json.RawMessage }
	if json.Unmarshal([]byte(text), &doc) != nil {
		return policy{}, false
	}
	var p policy
	if json.Unmarshal(doc.Statement, &p.statements) == nil {
		return p, true
	}
	p.statements = make([]policyStatement, 1)
	return p, json.Unmarshal(doc.Statement, &p.statements[0]) == nil
}

// extent says how much of some objects a pattern covers.
type extent int

const (
	coversNone extent = iota
	coversSome
	coversAll
	coversUnknown // a part of the pattern is not understood
)

// answersPublic is what a policy says of everybody: yes, no or unknown, and by
// which statement.
type answersPublic struct{ is, sid string }

// publicRead says whether a policy lets anybody read objects. Denials count
// where they cover all of the objects and are understood; what is not
// understood makes the answer unknown, never no.
func (p policy) publicRead(objects glob) answersPublic {
	answer := answersPublic{is: connectors.No}
	for _, s := range p.statements {
		if s.Effect != "Allow" || answer.is == connectors.Yes {
			continue
		}
		switch s.appliesToAnybody(objects) {
		case coversAll, coversSome:
			answer = answersPublic{connectors.Yes, s.Sid}
		case coversUnknown:
			answer = answersPublic{connectors.Unknown, s.Sid}
		}
	}
	if answer.is == connectors.No {
		return answer
	}
	for _, s := range p.statements {
		if s.Effect != "Deny" {
			continue
		}
		switch s.appliesToAnybody(objects) {
		case coversAll:
			return answersPublic{connectors.No, s.Sid}
		case coversSome, coversUnknown:
			answer.is = connectors.Unknown
		}
	}
	return answer
}

// appliesToAnybody says for how many of the objects a statement is in force
// when somebody without credentials reads them.
func (s policyStatement) appliesToAnybody(objects glob) extent {
	e := s.matches("s3:GetObject", objects)
	switch {
	case e == coversNone:
		return e
	case s.NotPrincipal != nil:
		return coversUnknown
	case !s.Principal.everybody():
		return coversNone
	}
	switch s.holdsForAnybody() {
	case connectors.No:
		return coversNone
	case connectors.Unknown:
		return coversUnknown
	}
	return e
}

// matches says which of the objects a statement is about, for one action.
func (s policyStatement) matches(action string, objects glob) extent {
	unknown := false
	switch {
	case len(s.NotAction) > 0:
		unknown = true
	case !slices.ContainsFunc(s.Action, func(a string) bool {
		return parseGlob(strings.ToLower(a)).covers(literalGlob(strings.ToLower(action)))
	}):
		return coversNone
	}
	best := coversNone
	for _, r := range s.Resource {
		_, name, ok := strings.Cut(r, ":s3:::")
		if r == "*" {
			name, ok = "*", true
		}
		switch pattern := parseGlob(name); {
		case !ok && strings.Contains(r, ":s3:"): // a form of another maker
			return coversUnknown
		case !ok:
		case strings.Contains(name, "${"):
			unknown = true
		case pattern.covers(objects):
			best = coversAll
		case pattern.meets(objects) && best == coversNone:
			best = coversSome
		}
	}
	if len(s.NotResource) > 0 || unknown && best != coversNone {
		return coversUnknown
	}
	return best
}

// narrowing are keys of conditions that only hold for some callers, whatever
// they send.
var narrowing = []string{"aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid",
	"aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:userid", "aws:vpcsourceip"}

// Operators that ask for one of some values, and are not met where there is none.
var asking = []string{"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}

// holdsForAnybody says whether the conditions of a statement are met by somebody
// without credentials, from any network: no where one of them never is,
// unknown where one is not understood.
func (s policyStatement) holdsForAnybody() string {
	holds := connectors.Yes
	for operator, keys := range s.Condition {
		for key, values := range keys {
			switch conditionForAnybody(strings.ToLower(operator), strings.ToLower(key), values) {
			case connectors.No:
				return connectors.No
			case connectors.Unknown:
				holds = connectors.Unknown
			}
		}
	}
	return holds
}

func conditionForAnybody(operator, key string, values texts) string {
	if key == "aws:securetransport" && (operator == "bool" || operator == "boolifexists") {
		if slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, "true") }) {
			return connectors.Yes // whoever wants to can
		}
		return connectors.No // who uses TLS is not meant
	}
	if !slices.Contains(narrowing, key) || !slices.Contains(asking, operator) {
		return connectors.Unknown
	}
	if key == "aws:sourceip" && slices.ContainsFunc(values, isEverywhere) {
		return connectors.Yes
	}
	if slices.ContainsFunc(values, func(v string) bool { return strings.Trim(v, "*?") == "" }) {
		return connectors.Unknown
	}
	return connectors.No
}

// isEverywhere says that a network is, or comes close to, the whole internet.
func isEverywhere(network string) bool {
	p, err := netip.ParsePrefix(network)
	return err == nil && p.Bits() < 8
}

// deniesPlain says whether requests without TLS are refused for all of the
// objects: yes, no, unknown.
func (p policy) deniesPlain(objects glob) string {
	answer := connectors.No
	for _, s := range p.statements {
		if s.Effect != "Deny" || !s.Principal.everybody() && s.NotPrincipal == nil || s.matches("s3:GetObject", objects) == coversNone {
			continue
		}
		for operator, keys := range s.Condition {
			for key, values := range keys {
				if !strings.EqualFold(key, "aws:SecureTransport") {
					continue
				}
				plain := strings.HasPrefix(strings.ToLower(operator), "bool") && slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, "false") })
				if plain && s.NotPrincipal == nil && len(s.Condition) == 1 && len(keys) == 1 && s.matches("s3:GetObject", objects) == coversAll {
					return connectors.Yes
				}
				answer = connectors.Unknown
			}
		}
	}
	return answer
}

// grantees are the principals by name that may read some of the objects:
// accounts, users, roles, services. Everybody is not among them.
func (p policy) grantees(objects glob) (all []grantee) {
	for _, s := range p.statements {
		if e := s.matches("s3:GetObject", objects); s.Effect != "Allow" || e == coversNone {
			continue
		}
		for kind, names := range s.Principal {
			for _, name := range names {
				if name != "*" {
					all = append(all, grantee{kind: kind, name: name, sid: s.Sid})
				}
			}
		}
		for operator, keys := range s.Condition {
			for key, values := range keys {
				if s.Principal.everybody() && strings.EqualFold(key, "aws:PrincipalOrgID") && !strings.Contains(strings.ToLower(operator), "not") {
					for _, v := range values {
						all = append(all, grantee{kind: "organisation", name: v, sid: s.Sid})
					}
				}
			}
		}
	}
	return all
}

// grantee is one principal that a policy names.
type grantee struct{ kind, name, sid string }

// account is the account of a principal; "" where its name does not tell.
func (g grantee) account() string {
	if parts := strings.Split(g.name, ":"); len(parts) >= 6 && parts[0] == "arn" {
		return parts[4]
	}
	if len(g.name) == 12 && strings.Trim(g.name, "0123456789") == "" {
		return g.name
	}
	return ""
}

// glob is a pattern of names. Runes below zero are wildcards.
type glob []rune

const (
	globMany rune = -1 // any run of characters
	globOne  rune = -2 // one character
)

// parseGlob reads * and ?.
func parseGlob(pattern string) (g glob) {
	for _, r := range pattern {
		switch r {
		case '*':
			r = globMany
		case '?':
			r = globOne
		}
		g = append(g, r)
	}
	return g
}

// literalGlob stands for one name, whatever characters it has.
func literalGlob(name string) glob { return glob([]rune(name)) }

// covers says that g matches all that other does. It may miss that for patterns
// that are written in different ways, never the other way round.
func (g glob) covers(other glob) bool {
	return walkGlobs(g, other, func(a, b rune) bool { return a == b || a == globOne && b != globMany }, false)
}

// meets says that some name matches both.
func (g glob) meets(other glob) bool {
	return walkGlobs(g, other, func(a, b rune) bool { return a == b || a == globOne || b == globOne }, true)
}

// walkGlobs goes through two patterns side by side. A * of a takes any runes of
// b; with both, one of b takes any of a as well.
func walkGlobs(a, b glob, same func(a, b rune) bool, both bool) bool {
	reach := make([][]bool, len(a)+1)
	for i := range reach {
		reach[i] = make([]bool, len(b)+1)
	}
	for i := len(a); i >= 0; i-- {
		for j := len(b); j >= 0; j-- {
			switch {
			case i == len(a) && j == len(b):
				reach[i][j] = true
			case i < len(a) && a[i] == globMany:
				reach[i][j] = reach[i+1][j] || j < len(b) && reach[i][j+1]
			case both && j < len(b) && b[j] == globMany:
				reach[i][j] = reach[i][j+1] || i < len(a) && reach[i+1][j]
			case i < len(a) && j < len(b):
				reach[i][j] = same(a[i], b[j]) && reach[i+1][j+1]
			}
		}
	}
	return reach[0][0]
}
