package reporttest

import (
	"fmt"
	"slices"

	"github.com/dialmap/dialmap/reports/datamap"
)

const union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO"

// inUnion: the EU and the EEA, which the GDPR treats alike.
func inUnion(region string) bool {
	for i := 0; i+2 <= len(union); i += 3 {
		if union[i:i+2] == region {
			return true
		}
	}
	return false
}

// lawSet finds or adds the laws of a subject.
func (b *builder) lawSet(s subject) string {
	if id, ok := b.sets[s.region]; ok {
		return id
	}
	set := datamap.LawSet{ID: fmt.Sprintf("s%d", len(b.sets)+1), Coverage: "researched", Laws: []datamap.Applies{}}
	add := func(id, status, because, flips string) {
		set.Laws = append(set.Laws, datamap.Applies{ID: id, Status: status, Because: because, Flips: flips})
	}
	country := s.region
	if len(country) > 2 {
		country = country[:2]
	}
	switch {
	case s.region == "":
		set.Coverage = "none"
	case inUnion(country):
		add("eu-gdpr", "likely", "the organisation is established in DE, so it holds for everyone's data", "no establishment and no offer in the EU")
		if country == "DE" {
			add("de-uwg", "if", "the numbers are called or texted for advertising", "no marketing use")
		}
	case country == "GB":
		add("uk-gdpr", "likely", "people in the United Kingdom are offered goods or services", "no offer and no monitoring in the United Kingdom")
		add("uk-pecr", "if", "the numbers are called or texted for marketing", "no marketing use")
	case country == "US":
		add("us-tcpa", "if", "calls or texts go out by an autodialer or with a recorded voice", "no automated calls or texts")
		if s.region == "US-CA" {
			add("us-ca-ccpa", "likely", "annual revenue declared above the threshold; California numbers held", "revenue, records and sales of data under the thresholds")
		}
		if s.region != "US-CA" && s.region != "US" {
			set.Coverage = "partial"
		}
	case country == "CA":
		add("ca-casl", "if", "commercial texts are sent", "no commercial texts")
	case country == "CL":
		add("cl-21719", "if", "the law is in force from 2026-12-01", "no offer in Chile")
	case country == "IN":
		add("in-dpdp", "if", "the substantive duties begin on 2027-05-13", "no offer in India")
	default:
		set.Coverage = "not_researched"
	}
	b.sets[s.region] = set.ID
	b.m.LawSets = append(b.m.LawSets, set)
	return set.ID
}

// transfer judges a pair roughly, enough to have every status on the page.
func transfer(s subject, stored string) datamap.Transfer {
	region := s.region
	if len(region) > 2 {
		region = region[:2]
	}
	switch {
	case region == "" || stored == "":
		return datamap.Transfer{Status: "unknown", Because: "it is not known whose the numbers are or where they are stored"}
	case region == stored:
		return datamap.Transfer{Status: "domestic", Because: "stored in the country of the numbers"}
	case inUnion(region) && inUnion(stored):
		return datamap.Transfer{Status: "domestic", Because: "within the EEA, GDPR Art. 1(3)"}
	case inUnion(region) && slices.Contains([]string{"JP", "GB", "CH", "KR", "BR"}, stored):
		return datamap.Transfer{Status: "adequate", Because: "adequacy decision under GDPR Art. 45"}
	case inUnion(region) && stored == "US":
		return datamap.Transfer{Status: "conditional", Because: "adequate only for recipients certified under the EU-US Data Privacy Framework (Art. 45, decision 2023/1795)"}
	case inUnion(region) || region == "GB":
		return datamap.Transfer{Status: "needs_mechanism", Because: "no adequacy decision: GDPR Art. 46 asks for standard clauses or binding corporate rules, none is declared"}
	case region == "CN":
		return datamap.Transfer{Status: "restricted", Because: "PIPL Art. 38: security assessment, certification or standard contract filed with the CAC"}
	}
	return datamap.Transfer{Status: "unknown", Because: "the rule of this country is not researched yet"}
}

func catalogue() []datamap.Law {
	law := func(id, in, short, name, citation, kind, status, from, regulator, breach, penalty, source string, duties ...datamap.Obligation) datamap.Law {
		return datamap.Law{
			ID: id, Jurisdiction: in, Short: short, Name: name, Citation: citation, Kind: kind, Status: status,
			InForce: from, AppliesFrom: from, Regulator: regulator, Breach: breach, MaxPenalty: penalty,
			Source: source, Basis: "source", Obligations: duties,
		}
	}
	duty := func(duty, article, summary, source string) datamap.Obligation {
		return datamap.Obligation{Duty: duty, Article: article, Summary: summary, Source: source, Basis: "source"}
	}
	const gdpr = "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
	return []datamap.Law{
		law("eu-gdpr", "EU", "GDPR", "General Data Protection Regulation", "Regulation (EU) 2016/679", "general", "in_force", "2018-05-25",
			"the data protection authority of the member state", "72 hours", "EUR 20 million or 4 % of turnover", gdpr,
			duty("consent", "Art. 6, 7", "hold a legal basis for each purpose, and proof where it is consent", gdpr),
			duty("transparency", "Art. 13, 14", "tell people who holds their number and why", gdpr),
			duty("purpose", "Art. 5(1)(b)", "use the numbers for the stated purposes only", gdpr),
			duty("retention", "Art. 5(1)(e), 17", "keep them no longer than the purpose needs", gdpr),
			duty("security", "Art. 32", "protect them as the risk asks", gdpr),
			duty("third_party", "Art. 28", "a contract with every processor", gdpr),
			duty("transfer", "Art. 44 – 49", "a tool for every transfer outside the EEA", gdpr),
			duty("records", "Art. 30", "a record of processing activities", gdpr)),
		law("de-uwg", "DE", "UWG", "Gesetz gegen den unlauteren Wettbewerb", "§ 7, 7a UWG", "marketing", "in_force", "2004-07-08",
			"Bundesnetzagentur", "", "EUR 300,000", "https://www.gesetze-im-internet.de/uwg_2004/__7.html",
			duty("marketing_call", "§ 7(2)", "prior express consent for advertising calls to consumers", "https://www.gesetze-im-internet.de/uwg_2004/__7.html")),
		law("uk-gdpr", "GB", "UK GDPR", "UK General Data Protection Regulation", "Data Protection Act 2018", "general", "in_force", "2021-01-01",
			"Information Commissioner", "72 hours", "GBP 17.5 million or 4 % of turnover", "https://www.legislation.gov.uk/eur/2016/679",
			duty("consent", "Art. 6, 7", "hold a legal basis for each purpose", "https://www.legislation.gov.uk/eur/2016/679")),
		law("uk-pecr", "GB", "PECR", "Privacy and Electronic Communications Regulations 2003", "SI 2003/2426", "marketing", "in_force", "2003-12-11",
			"Information Commissioner", "", "", "https://www.legislation.gov.uk/uksi/2003/2426",
			duty("dnc_check", "reg. 21", "do not call numbers registered with the TPS", "https://www.legislation.gov.uk/uksi/2003/2426")),
		law("us-tcpa", "US", "TCPA", "Telephone Consumer Protection Act", "47 U.S.C. § 227", "marketing", "in_force", "1991-12-20",
			"Federal Communications Commission", "", "USD 1,500 a call", "https://www.law.cornell.edu/uscode/text/47/227",
			duty("marketing_sms", "§ 227(b)(1)(A)", "prior express written consent for automated marketing texts", "https://www.law.cornell.edu/uscode/text/47/227")),
		law("us-ca-ccpa", "US-CA", "CCPA", "California Consumer Privacy Act", "Cal. Civ. Code § 1798.100", "general", "in_force", "2020-01-01",
			"California Privacy Protection Agency", "", "USD 7,988 a violation", "https://leginfo.legislature.ca.gov/faces/codes_displayText.xhtml?division=3.&part=4.&lawCode=CIV&title=1.81.5",
			duty("transparency", "§ 1798.100", "notice at collection", "https://leginfo.legislature.ca.gov/faces/codes_displayText.xhtml?division=3.&part=4.&lawCode=CIV&title=1.81.5")),
		law("ca-casl", "CA", "CASL", "Canada's Anti-Spam Legislation", "S.C. 2010, c. 23", "marketing", "in_force", "2014-07-01",
			"CRTC", "", "CAD 10 million", "https://laws-lois.justice.gc.ca/eng/acts/E-1.6/",
			duty("marketing_sms", "s. 6", "consent before a commercial message", "https://laws-lois.justice.gc.ca/eng/acts/E-1.6/")),
		law("cl-21719", "CL", "Ley 21.719", "Ley de protección de datos personales", "Ley 21.719", "general", "not_in_force", "2026-12-01",
			"Agencia de Protección de Datos Personales", "", "UTM 20,000", "https://www.bcn.cl/leychile/navegar?idNorma=1209272",
			duty("consent", "Art. 12", "a basis for each processing", "https://www.bcn.cl/leychile/navegar?idNorma=1209272")),
		law("in-dpdp", "IN", "DPDP Act", "Digital Personal Data Protection Act 2023", "Act 22 of 2023", "general", "partial", "2027-05-13",
			"Data Protection Board", "72 hours", "INR 250 crore", "https://www.meity.gov.in/",
			duty("consent", "s. 6", "consent with a notice in the languages of the Eighth Schedule", "https://www.meity.gov.in/")),
	}
}
