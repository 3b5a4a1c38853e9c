package laws

import (
	"testing"
	"time"
)

// TestPitfalls holds the catalogue to what other catalogues get wrong.
func TestPitfalls(t *testing.T) {
	c := catalog(t)
	at := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	status := func(region, id string, day time.Time) string {
		for _, e := range c.On(region, day) {
			if e.ID == id {
				return e.Status
			}
		}
		return "absent"
	}
	for _, tc := range []struct {
		name, region, law, day, want string
	}{
		{"Chile's new law is not in force a week before its day", "CL", "cl-ley-21719", "2026-11-23", NotInForce},
		{"Chile's new law is in force on its day", "CL", "cl-ley-21719", "2026-12-01", InForce},
		{"Chile's old law still applies before", "CL", "cl-ley-19628", "2026-11-23", InForce},
		{"Chile's old law is gone after", "CL", "cl-ley-19628", "2026-12-01", "absent"},
		{"India's duties are not in force, only parts of the act", "IN", "in-dpdp", "2026-11-23", Partial},
		{"India's act of 2023 was not in force by its assent", "IN", "in-dpdp", "2024-01-01", NotInForce},
		{"India's duties apply from 2027", "IN", "in-dpdp", "2027-05-13", InForce},
		{"India's rules of 2011 operate until then", "IN", "in-spdi", "2026-11-23", InForce},
		{"Vietnam's law is in force", "VN", "vn-pdpl", "2026-11-23", InForce},
		{"the GDPR was in force and not applied in 2017", "DE", "eu-gdpr", "2017-01-01", Partial},
		{"the GDPR applies in Germany", "DE", "eu-gdpr", "2018-05-25", InForce},
		{"the GDPR reaches Norway two months later", "NO", "eu-gdpr", "2018-06-30", NotInForce},
		{"the GDPR applies in Norway since", "NO", "eu-gdpr", "2018-07-20", InForce},
		{"the GDPR reaches Guadeloupe", "GP", "eu-gdpr", "2026-11-23", InForce},
		{"the GDPR reaches Reunion", "RE", "eu-gdpr", "2026-11-23", InForce},
		{"the GDPR reaches Aland", "AX", "eu-gdpr", "2026-11-23", InForce},
		{"the GDPR reaches the French part of Saint Martin", "MF", "eu-gdpr", "2026-11-23", InForce},
		{"the GDPR does not reach Aruba", "AW", "eu-gdpr", "2026-11-23", "absent"},
		{"the GDPR does not reach New Caledonia", "NC", "eu-gdpr", "2026-11-23", "absent"},
		{"the GDPR does not reach Saint Barthelemy", "BL", "eu-gdpr", "2026-11-23", "absent"},
		{"the GDPR does not reach Bonaire", "BQ", "eu-gdpr", "2026-11-23", "absent"},
		{"the GDPR does not reach Greenland", "GL", "eu-gdpr", "2026-11-23", "absent"},
		{"the GDPR does not reach the Faroe Islands", "FO", "eu-gdpr", "2026-11-23", "absent"},
		{"the UK GDPR does not reach Guernsey", "GG", "gb-uk-gdpr", "2026-11-23", "absent"},
		{"Bosnia's law was in force and not applied in summer 2025", "BA", "ba-bih-pdpl-2025", "2025-06-01", Partial},
		{"Colorado's act is of July 2023", "US-CO", "us-co-cpa", "2023-06-30", NotInForce},
		{"Colorado's act applies from July 2023", "US-CO", "us-co-cpa", "2023-07-01", InForce},
		{"Maryland's act reaches processing half a year later", "US-MD", "us-md-modpa", "2026-01-01", Partial},
		{"Vermont's act is to come", "US-VT", "us-vt-vdposa", "2026-11-23", NotInForce},
		{"Alabama's act is to come", "US-AL", "us-al-apdpa", "2026-11-23", NotInForce},
		{"no act of California in Puerto Rico", "PR", "us-ca-ccpa", "2026-11-23", "absent"},
		{"federal telephone law in Puerto Rico", "PR", "us-tcpa", "2026-11-23", InForce},
		{"the UAE's law does not reach the DIFC", "AE-DIFC", "ae-pdpl", "2026-11-23", "absent"},
		{"Brunei's commencement rests on one page", "BN", "bn-pdpo-2025", "2026-11-23", NotResearched},
		{"Moldova's new law is in force", "MD", "md-law-195-2024", "2026-11-23", InForce},
		{"Moldova's new law was not in force in July", "MD", "md-law-195-2024", "2026-07-01", NotInForce},
		{"PIPEDA applies in Ontario", "CA-ON", "ca-pipeda", "2026-11-23", InForce},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := status(tc.region, tc.law, at(tc.day)); got != tc.want {
				t.Errorf("%s in %s on %s: got %s, want %s", tc.law, tc.region, tc.day, got, tc.want)
			}
		})
	}
}

func TestAdequacyPitfalls(t *testing.T) {
	c := catalog(t)
	for _, tc := range []struct {
		name, from, to, day, want string
	}{
		{"EU to Gibraltar is not adequate", "EU", "GI", "2026-11-23", "not_adequate"},
		{"UK to Gibraltar is adequate", "GB", "GI", "2026-11-23", "adequate"},
		{"EU to Japan is adequate", "EU", "JP", "2026-11-23", "adequate"},
		{"and so from Norway, by the EEA Agreement", "NO", "JP", "2026-11-23", "adequate"},
		{"and so from Reunion", "RE", "JP", "2026-11-23", "adequate"},
		{"but not from Switzerland", "CH", "JP", "2026-11-23", "not_adequate"},
		{"Japan to Norway works as UK to Norway does", "JP", "NO", "2026-11-23", "adequate"},
		{"UK to Norway", "GB", "NO", "2026-11-23", "adequate"},
		{"Korea to Iceland", "KR", "IS", "2026-11-23", "adequate"},
		{"Brazil to Liechtenstein", "BR", "LI", "2026-11-23", "adequate"},
		{"EU to the US only for certified recipients", "EU", "US", "2026-11-23", "conditional"},
		{"EU to California is EU to the US", "DE", "US-CA", "2026-11-23", "conditional"},
		{"EU to the US had no basis after Schrems II", "EU", "US", "2021-01-01", "not_adequate"},
		{"EU to Canada only for PIPEDA recipients", "FR", "CA", "2026-11-23", "conditional"},
		{"EU to the UK until its end", "EU", "GB", "2031-12-27", "adequate"},
		{"EU to the UK after its end", "EU", "GB", "2031-12-28", "not_adequate"},
		{"EU to Brazil since 2026", "EU", "BR", "2026-11-23", "adequate"},
		{"EU to Brazil before", "EU", "BR", "2025-11-23", "not_adequate"},
		{"Norway to Brazil is not yet in the EEA Agreement", "NO", "BR", "2026-11-23", "unknown"},
		{"EU to Greenland is not adequate", "EU", "GL", "2026-11-23", "not_adequate"},
		{"EU to the Faroe Islands is", "EU", "FO", "2026-11-23", "adequate"},
		{"EU to New Caledonia is not", "EU", "NC", "2026-11-23", "not_adequate"},
		{"EU to Guadeloupe is inside", "DE", "GP", "2026-11-23", "adequate"},
		{"EU to Monaco is not, Switzerland to Monaco is", "EU", "MC", "2026-11-23", "not_adequate"},
		{"Switzerland to Monaco", "CH", "MC", "2026-11-23", "adequate"},
		{"Switzerland to the US since September 2024", "CH", "US", "2024-09-14", "not_adequate"},
		{"Switzerland to the US", "CH", "US", "2026-11-23", "conditional"},
		{"the DIFC recognises California", "AE-DIFC", "US-CA", "2026-11-23", "conditional"},
		{"but not the US", "AE-DIFC", "US", "2026-11-23", "unknown"},
		{"nobody asked Australia", "AU", "DE", "2026-11-23", "unknown"},
		{"UK to Brazil is not on the list", "GB", "BR", "2026-11-23", "unknown"},
		{"Russia to a Convention 108 party", "RU", "DE", "2026-11-23", "adequate"},
		{"Germany to Norway is inside the EEA", "DE", "NO", "2026-11-23", "adequate"},
		{"no country for a satellite number", "001", "DE", "2026-11-23", "unknown"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			day, _ := time.Parse(time.DateOnly, tc.day)
			e := c.Adequacy(tc.from, tc.to, day)
			if e.Status != tc.want {
				t.Errorf("%s to %s on %s: got %s, want %s", tc.from, tc.to, tc.day, e.Status, tc.want)
			}
			if (e.Adequate == nil) != (e.Status == "conditional" || e.Status == "unknown") || e.Adequate != nil && *e.Adequate != (e.Status == "adequate") {
				t.Errorf("adequate does not go with status %s", e.Status)
			}
		})
	}
}
