package laws

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// inventedPlaces is a small catalogue of places that do not exist, with one
// rule each, so that a case shows what one rule says.
func inventedPlaces(t *testing.T) *Catalog {
	t.Helper()
	reach := []Hook{{Hook: "establishment"}}
	only := func(r *Rule) Versions[Rule] {
		if r == nil {
			return nil
		}
		return Versions[Rule]{*r}
	}
	law := func(id string, transfer, localisation *Rule) *Law {
		return &Law{ID: id, Short: "Act of " + id, InForce: "2020-01-01", Reach: reach, Transfer: only(transfer), Localisation: only(localisation)}
	}
	place := func(id string, laws ...*Law) *Jurisdiction {
		return &Jurisdiction{ID: id, Name: "Land " + id, Coverage: "researched", Laws: laws}
	}
	union := place("XU", law("xu", &Rule{Model: "adequacy", Text: "needs a tool", Mechanisms: []string{"scc"}}, nil))
	union.Recognises = &Recognition{Edges: []RecognisedEdge{
		{To: "XR", Status: "adequate", Scope: "all data", Decision: "Decision 1", Decided: "2019-05-01"},
		{To: "XC", Status: "conditional", Condition: "for certified recipients", Mechanism: "dpf", Litigation: "an appeal is pending", ValidFrom: "2023-07-10", ValidTo: "2027-12-27"},
		{To: "XW", Status: "unknown", Decided: "2026-01-01", Note: "decided, and not yet in the agreement"},
	}}
	member := place("XM")
	member.Inherits = []string{"XU"}
	other := place("XO")
	other.Inherits = []string{"XU"}
	quiet := place("XQ")
	quiet.Coverage = None
	quiet.Checked = "2026-11-01"
	unread := place("XN")
	unread.Coverage = NotResearched
	partly := place("XP")
	partly.Coverage = Partial
	ended := law("xe", &Rule{Model: "adequacy", Text: "needs a tool"}, nil)
	ended.Ends = "2025-01-01"
	begun := law("xb", &Rule{Model: "adequacy", Text: "needs a tool"}, nil)
	begun.InForce, begun.PartlyFrom, begun.AppliesFrom = "", "2020-01-01", "2030-01-01"
	numbersOnly := law("xd", &Rule{Model: "adequacy", Text: "needs a tool"}, nil)
	numbersOnly.Reach = []Hook{{Hook: "number"}, {Hook: "residence"}}
	state := place("XS-A", law("xsa", &Rule{Model: "assessment", Text: "needs an assessment", Mechanisms: []string{"scc"}}, nil))
	state.Inherits = []string{"XS"}
	c, err := New(&Data{AsOf: "2026-11-01", Jurisdictions: []*Jurisdiction{
		union, member, other, quiet, unread, partly, place("XR"), place("XC"), place("XW"), place("XZ"),
		place("XE", ended), place("XB", begun), place("XD", numbersOnly), place("XS"), state,
		place("XF", law("xf", &Rule{Model: "free", Text: "no condition", Except: []string{"XZ"}}, nil)),
		place("XA", law("xa", &Rule{Model: "accountability", Text: "the exporter answers", Article: "s. 1"}, nil)),
		place("XK", law("xk", &Rule{Model: "unknown", Text: "not established"}, nil)),
		place("XL", law("xl", &Rule{Model: "adequacy", Text: "needs a tool"}, &Rule{Model: "required", Text: "keep a copy at home", Article: "Art. 5"})),
		place("XG", law("xg", &Rule{Model: "assessment", Text: "needs an assessment", Mechanisms: []string{"scc"}}, &Rule{Model: "conditional", Text: "large holders keep it at home"})),
		place("XH", law("xh", &Rule{Model: "adequacy", Text: "needs a tool", Mechanisms: []string{"scc"}}, &Rule{Model: "conditional", Text: "large holders keep it at home"})),
		place("XI", law("xi1", &Rule{Model: "accountability", Text: "the exporter answers"}, nil), law("xi2", &Rule{Model: "accountability", Text: "tell the people"}, nil), law("xi3", &Rule{Model: "free", Text: "no condition"}, nil)),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTransferRuleByRule(t *testing.T) {
	c := inventedPlaces(t)
	of := func(r string) Subject { return Subject{Region: r, Status: "known"} }
	shared := func(rs ...string) Subject { return Subject{Region: rs[0], Status: "shared", Candidates: rs} }
	unknown := Subject{Status: "unknown"}
	in := func(rs ...string) Organisation { return Organisation{Establishments: rs} }
	needs := "; no recognition of XZ and no mechanism declared"
	for _, tc := range []struct {
		name      string
		of        Subject
		to        string
		mechanism string
		org       Organisation
		want      Transfer
	}{
		{"nobody says where the bytes are", of("XM"), "", "", in(), Transfer{"unknown", "where the bytes are is not known: configure stored.region of the source", ""}},
		{"a place that is not in the catalogue", of("XM"), "YY", "", in(), Transfer{"unknown", "YY is not in the catalogue", ""}},
		{"numbers of a place that is not in the catalogue", of("YY"), "XM", "", in(), Transfer{"unknown", "YY is not in the catalogue", ""}},
		{"nobody knows whose numbers they are", unknown, "XM", "", in(), Transfer{"unknown", "whose numbers they are is not known, so no rule on where they may be can be named", ""}},
		{"at home", of("XM"), "XM", "", in(), Transfer{"domestic", "kept in XM, where the numbers are from", ""}},
		{"within a union", of("XM"), "XO", "", in(), Transfer{"domestic", "XM to XO: both lie in Land XU, data flows freely there", ""}},
		{"a recognised place", of("XM"), "XR", "", in(), Transfer{"adequate", "XM to XR: Decision 1, decided 2019-05-01; all data", "xu"}},
		{"a condition that nobody declares as met", of("XM"), "XC", "", in(), Transfer{"conditional", "XM to XC: recognised by XU, since 2023-07-10, until 2027-12-27; only for certified recipients; an appeal is pending", "xu"}},
		{"a condition that is declared as met", of("XM"), "XC", "DPF", in(), Transfer{"adequate", "XM to XC: recognised by XU, since 2023-07-10, until 2027-12-27; declared: DPF, so the condition is met: for certified recipients", "xu"}},
		{"another tool where a condition is asked for", of("XM"), "XC", "scc", in(), Transfer{"conditional", "XM to XC: recognised by XU, since 2023-07-10, until 2027-12-27; for certified recipients; declared instead: scc, which must be in place for each recipient", "xu"}},
		{"a decision that does not hold yet", of("XM"), "XW", "", in(), Transfer{"needs_mechanism", "XM to XW: decided, and not yet in the agreement", "xu"}},
		{"a place that is not recognised", of("XM"), "XZ", "", in(), Transfer{"needs_mechanism", "XM to XZ: Act of xu, needs a tool" + needs, "xu"}},
		{"a tool of the law", of("XM"), "XZ", "SCC", in(), Transfer{"conditional", "XM to XZ: Act of xu, needs a tool; declared: SCC, which must be in place and assessed for XZ", "xu"}},
		{"a tool that is not one of the law's", of("XM"), "XZ", "dpf", in(), Transfer{"needs_mechanism", "XM to XZ: Act of xu, needs a tool; the declared dpf is not one of its tools", "xu"}},
		{"a law that sets no condition", of("XF"), "XM", "", in(), Transfer{"adequate", "XF to XM: Act of xf, no condition", "xf"}},
		{"an exception of a law that sets no condition", of("XF"), "XZ", "", in(), Transfer{"conditional", "XF to XZ: Act of xf, no condition", "xf"}},
		{"an exporter that stays answerable, tool or not", of("XA"), "XZ", "scc", in(), Transfer{"conditional", "XA to XZ: Act of xa, the exporter answers (s. 1)", "xa"}},
		{"a rule that was not established", of("XK"), "XZ", "", in(), Transfer{"unknown", "XK to XZ: Act of xk, not established", "xk"}},
		{"a place without a law", of("XQ"), "XZ", "", in(), Transfer{"adequate", "no law of XQ limits where the bytes lie (checked 2026-11-01)", ""}},
		{"a place without a law, at home", of("XQ"), "XQ", "", in(), Transfer{"domestic", "kept in XQ, where the numbers are from", ""}},
		{"a place nobody researched", of("XN"), "XZ", "", in(), Transfer{"unknown", "the rules of XN on transfers were not established", ""}},
		{"a place researched in part", of("XP"), "XZ", "", in(), Transfer{"unknown", "the rules of XP on transfers were not established", ""}},
		{"a law that has ended", of("XE"), "XZ", "", in(), Transfer{"adequate", "the laws of XE in the catalogue set no condition for XZ", ""}},
		{"a law of which a part holds", of("XB"), "XZ", "", in(), Transfer{"needs_mechanism", "XB to XZ: Act of xb, needs a tool" + needs, "xb"}},
		{"numbers of a state kept somewhere in its country", Subject{Region: "XS", Subdivision: "XS-A", Status: "known"}, "XS", "", in(), Transfer{"conditional", "the bytes lie in XS; unless they lie in XS-A: Act of xsa, needs an assessment", "xsa"}},
		{"numbers of a state kept in it", Subject{Region: "XS", Subdivision: "XS-A", Status: "known"}, "XS-A", "", in(), Transfer{"domestic", "kept in XS-A, where the numbers are from", ""}},
		{"numbers of a country kept in its state", of("XS"), "XS-A", "", in(), Transfer{"domestic", "kept in XS-A, where the numbers are from", ""}},
		{"a state without a record of its own", Subject{Region: "XM", Subdivision: "XM-B", Status: "known"}, "XM-B", "", in(), Transfer{"domestic", "kept in XM-B, where the numbers are from", ""}},
		{"numbers that must stay at home", of("XL"), "XZ", "", in(), Transfer{"restricted", "Act of xl, in force since 2020-01-01: keep a copy at home (Art. 5); needs a tool", "xl"}},
		{"the same at home", of("XL"), "XL", "", in(), Transfer{"domestic", "kept in XL, at home for the Act of xl", ""}},
		{"large holders stay at home, others are assessed", of("XG"), "XZ", "", in(), Transfer{"restricted", "XG to XZ: Act of xg, needs an assessment" + needs + "; and large holders keep it at home", "xg"}},
		{"large holders stay at home, others need a tool", of("XH"), "XZ", "", in(), Transfer{"needs_mechanism", "XH to XZ: Act of xh, needs a tool" + needs + "; and large holders keep it at home", "xh"}},
		{"large holders stay at home, a tool is declared", of("XH"), "XZ", "scc", in(), Transfer{"conditional", "Act of xh: large holders keep it at home; XH to XZ: Act of xh, needs a tool; declared: scc, which must be in place and assessed for XZ", "xh"}},
		{"two laws that ask as much are both named", of("XI"), "XZ", "", in(), Transfer{"conditional", "XI to XZ: Act of xi1, the exporter answers; XI to XZ: Act of xi2, tell the people", "xi1"}},

		{"the harder of two countries counts", shared("XF", "XM"), "XZ", "", in(), Transfer{"needs_mechanism", "if the numbers are of XM: XM to XZ: Act of xu, needs a tool" + needs, "xu"}},
		{"the first of two that ask as much", shared("XM", "XO"), "XZ", "", in(), Transfer{"needs_mechanism", "if the numbers are of XM: XM to XZ: Act of xu, needs a tool" + needs, "xu"}},
		{"the controller's own law reaches numbers of every country", of("XQ"), "XZ", "", in("XM"), Transfer{"needs_mechanism", "the operator is established in XM: XM to XZ: Act of xu, needs a tool" + needs, "xu"}},
		{"and asks nothing where the bytes are at home with it", of("XN"), "XM", "", in("XM"), Transfer{"unknown", "the rules of XN on transfers were not established", ""}},
		{"a law that does not reach by establishment", of("XQ"), "XZ", "", in("XD"), Transfer{"adequate", "no law of XQ limits where the bytes lie (checked 2026-11-01)", ""}},
		{"unknown numbers at home with the controller", unknown, "XM", "", in("XM"), Transfer{"unknown", "whose numbers they are is not known; the operator is established in XM: kept in XM, where the numbers are from", ""}},
		{"unknown numbers that the controller's law lets go on conditions", unknown, "XC", "", in("XM"), Transfer{"conditional", "the operator is established in XM: XM to XC: recognised by XU, since 2023-07-10, until 2027-12-27; only for certified recipients; an appeal is pending", "xu"}},
		{"unknown numbers in a recognised place", unknown, "XR", "", in("XM"), Transfer{"unknown", "whose numbers they are is not known; the operator is established in XM: XM to XR: Decision 1, decided 2019-05-01; all data", ""}},
		{"the second establishment may be the harder", unknown, "XZ", "", in("XF", "XM"), Transfer{"needs_mechanism", "the operator is established in XM: XM to XZ: Act of xu, needs a tool" + needs, "xu"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := c.Transfer(tc.of, tc.to, tc.mechanism, tc.org, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// A law begins and ends; it never goes back. The one exception is a law whose
// dates could not be established: that is said on every day.
func TestTheStatusOfALawIsMonotoneInTheDay(t *testing.T) {
	rank := map[string]int{NotInForce: 0, Partial: 1, InForce: 2}
	seen := 0
	for id, l := range catalog(t).laws {
		highest, ended := 0, false
		for day := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2036; day = day.AddDate(0, 0, 7) {
			d := on(day)
			now, ok := rank[l.status(d)]
			if !ok {
				if l.Unverified == "" {
					t.Errorf("%s: status %q on %s", id, l.status(d), d)
				}
				break
			}
			seen++
			switch {
			case l.Ends != "" && d >= l.Ends:
				ended = true
				if now != 0 {
					t.Errorf("%s ended on %s and is %s on %s", id, l.Ends, l.status(d), d)
				}
			case ended:
				t.Errorf("%s began again on %s", id, d)
			case now < highest:
				t.Errorf("%s falls back to %s on %s", id, l.status(d), d)
			}
			highest = max(highest, now)
		}
	}
	if seen == 0 {
		t.Fatal("no law was asked")
	}
}
