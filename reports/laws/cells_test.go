package laws

import (
	"strings"
	"testing"
)

// TestCells holds evaluation to what a privacy lawyer would name: an operator
// here, a number there, its bytes elsewhere. Laws are written "id" where likely
// and "id?" where they depend on a fact; "!id" must not be named.
func TestCells(t *testing.T) {
	c := catalog(t)
	us := func(state string) Subject { return Subject{Region: "US", Subdivision: state, Status: "known"} }
	of := func(r string) Subject { return Subject{Region: r, Status: "known"} }
	shared := func(rs ...string) Subject { return Subject{Region: rs[0], Status: "shared", Candidates: rs} }
	in := func(rs ...string) Organisation { return Organisation{Establishments: rs} }
	for _, tc := range []struct {
		name     string
		subject  Subject
		stored   string
		tool     string
		org      Organisation
		laws     string
		transfer string
		because  string // part of it
		coverage string
	}{
		{"a German shop keeps German numbers at home", of("DE"), "DE", "", in("DE"), "eu-gdpr de-dpa de-uwg", "domestic", "", "researched"},
		{"a German shop keeps German numbers in Ireland", of("DE"), "IE", "", in("DE"), "eu-gdpr de-uwg !ie-dpa", "domestic", "flows freely", "researched"},
		{"a German shop keeps German numbers in the US", of("DE"), "US", "", in("DE"), "eu-gdpr de-uwg", "conditional", "Privacy Framework", "researched"},
		{"and declares that the recipient is certified", of("DE"), "US", "dpf", in("DE"), "eu-gdpr", "adequate", "declared: dpf", "researched"},
		{"and declares standard clauses", of("DE"), "US", "scc", in("DE"), "eu-gdpr", "conditional", "declared instead: scc", "researched"},
		{"a German shop keeps Texan numbers at home: the GDPR covers numbers of every country", us("US-TX"), "DE", "", in("DE"), "eu-gdpr us-tcpa us-tsr us-tx-telephone us-tx-tdpsa?", "adequate", "", "researched"},
		{"a German shop keeps Texan numbers in the US: a transfer under its own law", us("US-TX"), "US", "", in("DE"), "eu-gdpr us-tcpa", "conditional", "established in DE", "researched"},
		{"a US shop without ties keeps German numbers in the US", of("DE"), "US", "", in("US-CA"), "eu-gdpr? de-uwg !us-ca-ccpa", "conditional", "", "researched"},
		{"a US shop that targets France and Germany", of("DE"), "US", "", Organisation{Establishments: []string{"US-CA"}, Targets: []string{"FR", "DE"}}, "eu-gdpr de-uwg", "conditional", "", "researched"},
		{"nobody declared anything: if, never no", of("DE"), "DE", "", Organisation{}, "eu-gdpr? de-dpa? de-uwg", "domestic", "", "researched"},
		{"a French firm keeps Guadeloupe's numbers in Paris", of("GP"), "FR", "", in("FR"), "eu-gdpr fr-dpa fr-l223-1", "domestic", "", "researched"},
		{"a French firm keeps numbers of New Caledonia in Paris", of("NC"), "FR", "", in("FR"), "eu-gdpr nc-lil?", "needs_mechanism", "", "researched"},
		{"an EU firm keeps numbers of Gibraltar in Spain", of("GI"), "ES", "", in("ES"), "eu-gdpr", "needs_mechanism", "", "researched"},
		{"an EU firm keeps its numbers in Gibraltar", of("ES"), "GI", "", in("ES"), "eu-gdpr", "needs_mechanism", "no recognition of GI", "researched"},
		{"a UK firm keeps its numbers in Gibraltar", of("GB"), "GI", "", in("GB"), "gb-uk-gdpr gb-pecr !eu-gdpr", "adequate", "", "researched"},
		{"a UK firm keeps UK numbers in the US", of("GB"), "US", "", in("GB"), "gb-uk-gdpr gb-dpa-2018 gb-pecr", "conditional", "UK Extension", "researched"},
		{"a UK firm keeps UK numbers in India with clauses", of("GB"), "IN", "scc", in("GB"), "gb-uk-gdpr", "conditional", "declared: scc", "researched"},
		{"a UK firm keeps UK numbers in India without", of("GB"), "IN", "", in("GB"), "gb-uk-gdpr", "needs_mechanism", "", "researched"},
		{"a number that may be of Guernsey", shared("GB", "GG", "JE", "IM"), "GB", "", in("GB"), "gb-uk-gdpr gb-pecr? gg-dpl-2017?", "adequate", "", "partial"},
		{"a Swiss number kept in Germany", of("CH"), "DE", "", in("CH"), "ch-fadp ch-uwg", "adequate", "", "researched"},
		{"a Swiss number kept in Japan: EU adequacy is not passed on", of("CH"), "JP", "", in("CH"), "ch-fadp", "needs_mechanism", "", "researched"},
		{"a Norwegian number kept in Japan", of("NO"), "JP", "", in("NO"), "eu-gdpr no-mfl", "adequate", "2019/419", "researched"},
		{"a Norwegian number kept in Brazil: not yet in the EEA Agreement", of("NO"), "BR", "", in("NO"), "eu-gdpr", "needs_mechanism", "EEA Agreement", "researched"},
		{"a Japanese number kept in Norway", of("JP"), "NO", "", in("JP"), "jp-appi", "adequate", "", "researched"},
		{"a Californian number of a firm of known size", us("US-CA"), "US", "", Organisation{Establishments: []string{"US-CA"}, Facts: map[string]any{"annual_revenue_usd": 50_000_000}}, "us-ca-ccpa us-tcpa us-ftc-act", "domestic", "", "researched"},
		{"a Californian number of a small firm", us("US-CA"), "US", "", Organisation{Establishments: []string{"US-CA"}, Facts: map[string]any{"annual_revenue_usd": 1_000_000, "consumers": 500, "revenue_from_sale_pct": 0}}, "!us-ca-ccpa us-tcpa", "domestic", "", "researched"},
		{"a total of consumers is no count of Virginians", us("US-VA"), "US", "", Organisation{Facts: map[string]any{"consumers": 500_000, "revenue_from_sale_pct": 0}}, "us-va-vcdpa?", "domestic", "", "researched"},
		{"a count of Virginians is", us("US-VA"), "US", "", Organisation{Facts: map[string]any{"consumers": map[string]any{"US-VA": 150_000}}}, "us-va-vcdpa", "domestic", "", "researched"},
		{"a New York number: no comprehensive act, but telephone and breach law", us("US-NY"), "US", "", in("US-NY"), "us-ny-telephone us-ny-breach? us-tcpa us-ftc-act", "domestic", "", "researched"},
		{"a US number of no known state", of("US"), "US", "", Organisation{}, "us-tcpa us-tsr !us-ca-ccpa", "domestic", "", "partial"},
		{"a US number kept in China", us("US-TX"), "CN", "", Organisation{}, "us-tcpa us-doj-dsp? cn-pipl", "conditional", "Russia", "researched"},
		{"a Puerto Rican number", of("PR"), "US", "", Organisation{}, "us-tcpa pr-breach? !us-ca-ccpa", "domestic", "", "researched"},
		{"a Quebec number kept in the US", Subject{Region: "CA", Subdivision: "CA-QC", Status: "known"}, "US", "", in("CA-QC"), "ca-qc-law-25 ca-pipeda ca-casl ca-utr", "needs_mechanism", "s. 17", "researched"},
		{"a Quebec number kept somewhere in Canada", Subject{Region: "CA", Subdivision: "CA-QC", Status: "known"}, "CA", "", in("CA-QC"), "ca-qc-law-25", "conditional", "unless they lie in CA-QC", "researched"},
		{"an Ontario number kept in the US", Subject{Region: "CA", Subdivision: "CA-ON", Status: "known"}, "US", "", in("CA-ON"), "ca-pipeda ca-casl", "conditional", "answerable", "researched"},
		{"a Brazilian number kept in the EU", of("BR"), "DE", "", in("BR"), "br-lgpd br-anatel", "adequate", "32/2026", "researched"},
		{"a Brazilian number kept in the US", of("BR"), "US", "", in("BR"), "br-lgpd", "needs_mechanism", "", "researched"},
		{"a Russian number kept in Germany, clauses or not", of("RU"), "DE", "scc", in("DE"), "eu-gdpr ru-38-fz ru-152-fz?", "restricted", "Art. 18(5)", "researched"},
		{"a Chinese number kept in the US", of("CN"), "US", "", in("CN"), "cn-pipl? cn-ad-law", "restricted", "Art. 40", "researched"},
		{"a Chinese number kept in the US by the standard contract", of("CN"), "US", "scc", in("CN"), "cn-ad-law", "conditional", "declared: scc", "researched"},
		{"a Chinese number kept in China", of("CN"), "CN", "", in("CN"), "cn-pipl", "domestic", "", "researched"},
		{"an Indian number kept in the US: the act's duties are to come", of("IN"), "US", "", in("IN"), "in-tcccpr in-dpdp? in-spdi", "needs_mechanism", "Rule 7", "researched"},
		{"a Korean number kept in Sweden", of("KR"), "SE", "", in("KR"), "kr-pipa kr-network-act", "adequate", "", "researched"},
		{"a Singaporean number kept in Australia", of("SG"), "AU", "", in("SG"), "sg-pdpa sg-spam", "needs_mechanism", "", "researched"},
		{"an Australian number of a small firm", of("AU"), "AU", "", Organisation{Establishments: []string{"AU"}, Facts: map[string]any{"annual_revenue_aud": 1_000_000}}, "au-dncr au-spam !au-privacy-act", "domestic", "", "researched"},
		{"a South African number kept in Ireland", of("ZA"), "IE", "", in("ZA"), "za-popia za-cpa", "needs_mechanism", "s. 72", "researched"},
		{"a Vietnamese number kept in Singapore", of("VN"), "SG", "", in("SG"), "vn-pdpl vn-decree-91 sg-pdpa", "restricted", "60 days", "researched"},
		{"a Chilean number a week before the new law", of("CL"), "US", "", in("CL"), "cl-ley-19628 !cl-ley-21719", "adequate", "no rule", "researched"},
		{"a number of a place without a law", of("AF"), "US", "", Organisation{}, "", "adequate", "no law of AF", "none"},
		{"the same kept by a French firm", of("AF"), "FR", "", in("FR"), "eu-gdpr fr-dpa", "adequate", "", "researched"},
		{"a number whose country is not told, kept by a French firm in the US", Subject{Status: "unknown"}, "US", "", in("FR"), "eu-gdpr fr-dpa", "conditional", "established in FR", "not_researched"},
		{"a satellite number: no country is made up", Subject{Status: "nongeographic"}, "DE", "", Organisation{}, "", "unknown", "not known", "not_researched"},
		{"nobody knows where the bytes are", of("DE"), "", "", in("DE"), "eu-gdpr", "unknown", "where the bytes are", "researched"},
		{"a disputed territory", of("EH"), "MA", "", Organisation{}, "", "unknown", "not established", "not_researched"},
		{"a number of the UAE kept in the DIFC by one established there", of("AE"), "AE-DIFC", "", in("AE-DIFC"), "ae-telemarketing ae-difc-difc-dpl ae-pdpl", "needs_mechanism", "", "researched"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			coverage, applies := c.Evaluate(tc.subject, tc.stored, tc.org, today)
			if coverage != tc.coverage {
				t.Errorf("coverage: got %s, want %s", coverage, tc.coverage)
			}
			got := map[string]string{}
			for _, a := range applies {
				got[a.ID] = a.Status
				if a.Because == "" || a.Flips == "" {
					t.Errorf("%s: because %q, flips %q: neither may be empty", a.ID, a.Because, a.Flips)
				}
			}
			for _, want := range strings.Fields(tc.laws) {
				id, status := strings.Trim(want, "!?"), "likely"
				switch {
				case want[0] == '!':
					status = ""
				case strings.HasSuffix(want, "?"):
					status = "if"
				}
				if got[id] != status {
					t.Errorf("%s: got %q, want %q of %v", id, got[id], status, applies)
				}
			}
			tr := c.Transfer(tc.subject, tc.stored, tc.tool, tc.org, today)
			if tr.Status != tc.transfer || !strings.Contains(tr.Because, tc.because) {
				t.Errorf("transfer: got %s (%s), want %s (… %s …)", tr.Status, tr.Because, tc.transfer, tc.because)
			}
		})
	}
}

func TestEvaluateIsPure(t *testing.T) {
	c := catalog(t)
	s := Subject{Region: "US", Subdivision: "US-CA", Status: "known"}
	o := Organisation{Establishments: []string{"DE", "US-CA"}, Targets: []string{"US"}}
	cov, first := c.Evaluate(s, "US", o, today)
	for range 20 {
		again, next := c.Evaluate(s, "US", o, today)
		if again != cov || len(next) != len(first) {
			t.Fatal("the same question got two answers")
		}
		for i := range next {
			if next[i] != first[i] {
				t.Fatalf("the same question got two answers: %v and %v", first[i], next[i])
			}
		}
	}
}

func TestEveryPairOfPlacesHasAnAnswerWithAReason(t *testing.T) {
	c := catalog(t)
	for _, from := range append(c.Jurisdictions(), "XX", "DE-BE", "") {
		s := Subject{Region: from, Status: "known"}
		if len(from) > 3 {
			s = Subject{Region: from[:2], Subdivision: from, Status: "known"}
		}
		for _, to := range []string{"", "DE", "US", "US-CA", "GB", "RU", "CN", "IN", "CA", "AE-DIFC", "AF", "EU", "XX"} {
			for _, o := range []Organisation{{}, {Establishments: []string{"DE", "XX"}, Targets: []string{"US"}}} {
				if tr := c.Transfer(s, to, "", o, today); tr.Because == "" || severity[tr.Status] == 0 && tr.Status != "domestic" {
					t.Errorf("%s to %s: %+v", from, to, tr)
				}
				coverage, applies := c.Evaluate(s, to, o, today)
				if coverage == "" {
					t.Errorf("%s in %s: no coverage", from, to)
				}
				for _, a := range applies {
					if a.Because == "" || a.Flips == "" || a.Status != "likely" && a.Status != "if" {
						t.Errorf("%s in %s: %+v", from, to, a)
					}
				}
			}
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	c := catalog(b)
	s := Subject{Region: "US", Subdivision: "US-CA", Status: "known"}
	o := Organisation{Establishments: []string{"DE", "US-CA"}}
	for b.Loop() {
		c.Evaluate(s, "US", o, today)
	}
}
