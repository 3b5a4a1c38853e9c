package reporttest

import (
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/profile"
)

// findings are one of every kind, state and severity, and of most duties.
func findings() []datamap.Finding {
	gdpr := func(article string) []datamap.Article {
		return []datamap.Article{{ID: "eu-gdpr", Article: article, Short: "GDPR", Status: "likely"}}
	}
	list := []datamap.Finding{{
		Kind: assess.Unmet, Duty: "consent", Rule: "consent.withdrawn", Severity: "critical", Because: "8 of 10: law 3 (likely to oblige, and not met), volume 2 (≈ 12,300 numbers), exposure 1 (in clear), sensitivity 2 (the people said no)",
		Source: "crm", Dataset: "public.contacts", Field: "phone", Region: "DE", Purpose: "sms_marketing", Count: estimate(12_300, "random"), Records: estimate(12_300, "random"), Laws: gdpr("Arts 6-7"),
		Text:     "≈ 12,300 (11,800 to 12,800) numbers of Germany in crm/public.contacts (phone) are used for “sms_marketing” although the consent was withdrawn, says the ledger sms, at odds with GDPR (Arts 6-7).",
		Evidence: "looked up by number in the ledger sms (crm/public.consents: 910,000 entries, read whole), as of the day of the scan", Remedy: "Take these people out of the dataset now.", Status: assess.New,
	}, {
		Kind: assess.Unmet, Duty: "consent", Rule: "consent.missing", Severity: "high", Because: "6 of 10", Source: "crm", Dataset: "public.contacts", Field: "phone", Region: "FR", Purpose: "sms_marketing",
		Count: estimate(740, "random"), Records: estimate(740, "random"), Laws: gdpr("Arts 6-7"), Text: "≈ 740 numbers of France in crm/public.contacts (phone) are used for “sms_marketing” with no consent in the ledger sms, at odds with GDPR (Arts 6-7).",
		Evidence: "looked up by number in the ledger sms", Remedy: "Stop contacting these people until each has agreed.", Status: assess.Open,
	}, {
		Kind: assess.Unproven, Duty: "consent", Rule: "consent.no_wording", Severity: "low", Because: "3 of 10", Source: "crm", Dataset: "public.optouts", Count: profile.Count(18), Records: profile.Count(18), Laws: gdpr("Arts 6-7"),
		Text: "18 of the 18,220 entries in the consent ledger sms (crm/public.optouts) do not say which wording the person agreed to; GDPR (Arts 6-7) wants it shown.", Evidence: "the ledger sms was read (18,220 entries)", Remedy: "Keep the version of the text with each consent.", Status: assess.Stale,
	}, {
		Kind: assess.Undeclared, Duty: "retention", Rule: "retention.undeclared", Severity: "medium", Because: "5 of 10", Source: "support", Dataset: "help.tickets", Count: profile.Count(49_073), Records: profile.Count(49_073), Laws: gdpr("Arts 5(1)(e), 17"),
		Text: "nobody declared how long the 49,073 numbers in support/help.tickets are kept; GDPR (Arts 5(1)(e), 17) wants it on record.", Evidence: "no datasets entry that matches support/help.tickets has a retention period", Remedy: "Decide how long the purpose needs these numbers.", Status: assess.Open,
	}, {
		Kind: assess.Undeclared, Duty: "purpose", Rule: "purpose.undeclared", Severity: "medium", Because: "4 of 10", Source: "exports", Dataset: "campaigns/*.csv", Count: profile.SeenCount(9_803), Laws: []datamap.Article{{ID: "in-dpdp", Article: "s. 6", Short: "DPDP Act", Status: "if"}},
		Text: "nobody declared what the ≥ 9,803 numbers in exports/campaigns/*.csv are for; DPDP Act (s. 6) wants it on record, if it applies.", Evidence: "no datasets entry that matches exports/campaigns/*.csv has purposes", Remedy: "Ask the owner what the numbers are for.", Status: assess.Open,
	}, {
		Kind: assess.Unmet, Duty: "minimisation", Rule: "minimisation.full_numbers", Severity: "medium", Because: "5 of 10", Source: "laptop", Dataset: "invoices.txt", Field: "text", Count: profile.Count(49), Records: profile.Count(40), Laws: gdpr("Arts 5(1)(c), 25"),
		Text: "49 numbers are written in full into laptop/invoices.txt (text), where a hash or the last digits would do, at odds with GDPR (Arts 5(1)(c), 25).", Evidence: "known for a log by its name", Remedy: "Mask or hash the number before it is written.", Status: assess.Resolved,
	}}
	for i := range list {
		f := &list[i]
		f.ID = f.Fingerprint()
		f.RestsOn = []assess.Rest{{Source: f.Source, Dataset: f.Dataset}}
		for k := range f.Laws {
			f.Laws[k].Numbers = uint64(f.Count.Value())
		}
	}
	return list
}
