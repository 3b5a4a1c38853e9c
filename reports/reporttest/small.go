package reporttest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Small is the map of a company in Berlin: four sources, every verdict, status
// of a transfer and kind of gap that a page must be able to show.
func Small() *datamap.Map {
	b := newBuilder("2026-11-23-083000-3f9a")
	b.source("crm", "postgres", "DE", "eu-central-1", "read")
	b.source("support", "mongodb", "US", "us-east-1", "configured")
	b.source("exports", "s3", "IN", "ap-south-1", "read")
	b.source("laptop", "files", "", "", "unknown")

	b.field("table", field{
		source: "crm", dataset: "public.contacts", name: "phone", typ: "text", verdict: "phone", draw: "random", rows: 1_240_000,
		subjects: []subject{
			{region: "DE", n: 812_000}, {region: "FR", n: 74_300}, {region: "AT", n: 61_200}, {region: "CH", n: 20_100},
			{region: "GB", n: 18_400}, {region: "CL", n: 1_230}, {region: "SG", n: 640}, {status: "unknown", how: "none", n: 2_900},
		},
		why:      []string{"name 'phone'", "97 % valid as DE against 6 % by chance"},
		examples: []string{masked("49"), masked("33")}, oldest: "2019-03-01", newest: "2026-10-30",
	})
	b.field("table", field{
		source: "crm", dataset: "public.contacts", name: "notes", typ: "text", verdict: "contains", draw: "random", rows: 1_240_000,
		subjects: []subject{{region: "DE", n: 3_410}, {region: "IT", n: 220}, {region: "MT", n: 12}},
		why:      []string{"numbers in free text in 0.3 % of the records"}, examples: []string{masked("49")},
	})
	b.field("table", field{
		source: "crm", dataset: "public.contacts", name: "created_at", typ: "timestamp", verdict: "none", draw: "random", rows: 1_240_000,
		why: []string{"a time"},
	})
	b.field("table", field{
		source: "crm", dataset: "public.optouts", name: "number_sha256", typ: "text", verdict: "protected", draw: "whole", rows: 18_220,
		why: []string{"name 'number_sha256'", "every value has the shape of a SHA-256 digest"},
	})
	b.field("table", field{
		source: "crm", dataset: "public.contacts_view", name: "phone", typ: "text", verdict: "phone", draw: "head", rows: 1_240_000, derived: true,
		subjects: []subject{{region: "DE", n: 9_100}}, why: []string{"name 'phone'"}, examples: []string{masked("49")},
	})
	b.field("collection", field{
		source: "support", dataset: "help.tickets", name: "requester.phones[]", typ: "text", verdict: "phone", draw: "whole", rows: 88_400,
		subjects: []subject{
			{region: "US-CA", n: 14_210}, {region: "US-NY", n: 9_870}, {region: "US-TX", n: 8_115}, {region: "US-WA", n: 2_240}, {region: "US-FL", n: 1_944},
			{region: "US", n: 310}, {region: "CA-ON", n: 2_100}, {region: "CA-QC", n: 960}, {region: "CA-BC", n: 455}, {region: "DE", n: 5_330},
			{region: "FR", n: 1_280}, {region: "PR", n: 84}, {region: "CN", n: 420}, {region: "JP", n: 233},
			{status: "shared", candidates: []string{"US", "CA", "PR"}, n: 1_500}, {status: "nongeographic", n: 22},
		},
		why: []string{"name 'requester.phones'", "calling code in 99 % of the values"}, examples: []string{"+1 415 ••• ••••", masked("49")},
		oldest: "2021-01-04", newest: "2026-11-22",
	})
	b.field("file", field{
		source: "exports", dataset: "campaigns/*.csv", name: "tel", typ: "text", verdict: "phone", draw: "head", rows: 410_000,
		subjects: []subject{{region: "DE", how: "dataset", n: 9_310}, {region: "IN", n: 402}, {region: "GB", n: 91}},
		why:      []string{"name 'tel'", "declared DE"}, examples: []string{masked("49")},
	})
	b.field("file", field{
		source: "laptop", dataset: "invoices.txt", name: "text", typ: "text", verdict: "contains", draw: "whole", rows: 912,
		subjects: []subject{{region: "DE", n: 44}, {region: "GI", n: 3}, {region: "XK", n: 2}},
		why:      []string{"numbers in text"}, examples: []string{masked("49"), masked("350")},
	})

	b.gap("crm", "audit.log", "", "denied", "SELECT on audit.log is not granted to scan_ro")
	b.gap("crm", "hr.people", "", "filtered", "row-level security hides rows from scan_ro")
	b.gap("exports", "archive/2019/*.parquet", "", "archived", "214 objects in GLACIER")
	b.gap("exports", "dump.tar.zst.enc", "", "encrypted", "the key is not accessible")
	b.gap("support", "help.attachments", "body", "limit", "values over 1 MiB are cut")
	b.gap("laptop", "photos", "", "unsupported", "311 image files")
	b.gap("laptop", "*.tmp", "", "skipped", "excluded by *.tmp")
	m := b.done()
	low, point, high := 0.79, 0.81, 0.83
	m.Overlaps = []inventory.Overlap{{
		Of: inventory.Place{Source: "exports", Dataset: "campaigns/*.csv", Field: "tel"}, In: inventory.Place{Source: "crm", Dataset: "public.contacts", Field: "phone"},
		Share: profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sketch, Level: profile.Level}, Compared: 1640,
	}}
	m.Findings = findings()
	m.GroupIssues()
	m.Upcoming = []datamap.Upcoming{{
		From: "2026-12-01", ID: "cl-21719", Jurisdiction: "CL", Short: "Ley 21.719", Name: "Ley de protección de datos personales",
		Source: "https://www.bcn.cl/leychile/navegar?idNorma=1209272", Basis: "source", Status: "if", Because: "people in Chile are offered something",
		Flips: "no offer in Chile", Subjects: []string{"CL"}, Numbers: estimate(1_230, "random"), Datasets: 1,
	}, {
		From: "2027-05-13", ID: "in-dpdp", Jurisdiction: "IN", Short: "DPDP Act", Name: "Digital Personal Data Protection Act 2023",
		Source: "https://www.meity.gov.in/", Basis: "source", Duty: "consent", Article: "s. 6", Summary: "consent with a notice",
		Status: "likely", Because: "the bytes lie in IN", Flips: "bytes kept elsewhere", Subjects: []string{"DE", "IN", "GB"}, Numbers: profile.SeenCount(9_803), Datasets: 1,
	}}
	m.Since = since()
	return m
}

// since is what changed in that company since a scan three days before.
func since() *datamap.Since {
	started := time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)
	return &datamap.Since{
		Scan: "2026-11-20-083000-91c2", Started: &started, Warnings: []string{"the configurations differ (old 8c1f0a5e6a3f, new 77ab01): a part may be new or gone because other parts were asked for"},
		Fields:  datamap.ChangedFields{New: 1, Gone: 1, More: 1, CannotTell: 1},
		Numbers: datamap.Then{Old: estimate(900_000, "random"), Change: "cannot_tell"}, Transfers: datamap.Came{New: 1}, Gaps: datamap.Came{New: 1, Gone: 1},
		Changes: []datamap.Change{
			{About: "dataset", Source: "laptop", Dataset: "invoices.txt", Change: "new", Name: "laptop/invoices.txt", Text: "new: 1 field with phones, 49 numbers"},
			{About: "field", Source: "crm", Dataset: "public.contacts", Field: "fax", Change: "gone", Name: "crm/public.contacts fax", Text: "gone; it held ≈ 1,120 numbers (1,070 to 1,170)"},
			{About: "field", Source: "crm", Dataset: "public.contacts", Field: "phone", Change: "more", Name: "crm/public.contacts phone", Text: "more numbers: ≈ 901,000 (864,000 to 938,000) → ≈ 991,000 (951,000 to 1,040,000); new here: Chile ≈ 1,230 (1,180 to 1,280)"},
			{About: "field", Source: "exports", Dataset: "campaigns/*.csv", Field: "tel", Change: "cannot_tell", Name: "exports/campaigns/*.csv tel", Text: "cannot tell: the old scan read a part, and does not know the rest; numbers ≥ 8,870 → ≥ 9,803"},
			{About: "transfer", Change: "new", Name: "China → stored in United States", Text: "new: restricted, 420 numbers"},
			{About: "gap", Source: "crm", Dataset: "audit.log", Change: "new", Name: "crm/audit.log", Text: "new: not allowed to read; SELECT on audit.log is not granted to scan_ro"},
			{About: "gap", Source: "support", Dataset: "help.calls", Change: "closed", Name: "support/help.calls", Text: "closed: timed out; it was looked at"},
		},
	}
}

// Empty is the map of a source in which nothing was found.
func Empty() *datamap.Map {
	b := newBuilder("2026-11-23-090000-0000")
	b.source("empty", "files", "", "", "unknown")
	return b.done()
}

// Large is a map of the given number of fields and about as many cells as
// asked, for measuring a format.
func Large(seed uint64, fields, cells int) *datamap.Map {
	r := rand.New(rand.NewPCG(seed, 7))
	b := newBuilder(fmt.Sprintf("large-%d", seed))
	regions := []string{"", "DE", "US", "IN", "JP", "FR", "IE", "SG", "BR", "AU"}
	for i := range 24 {
		kind := []string{"postgres", "mongodb", "s3", "files"}[i%4]
		b.source(fmt.Sprintf("source-%02d", i), kind, regions[i%len(regions)], "", "configured")
	}
	each, at := max(1, cells/max(1, fields)), 0
	for i := range fields {
		f := field{
			source: fmt.Sprintf("source-%02d", i/20%24), dataset: fmt.Sprintf("public.table_%04d", i/5), name: fmt.Sprintf("phone_%d", i%5),
			typ: "text", verdict: []string{"phone", "phone", "contains"}[i%3], draw: []string{"whole", "random", "whole", "head"}[i/5%4],
			rows: float64(1000 + r.IntN(1e6)), why: []string{"name 'phone'"}, examples: []string{masked("49")},
		}
		for range each {
			f.subjects = append(f.subjects, subject{region: everywhere[at%len(everywhere)], n: float64(1 + r.IntN(5000))})
			at++
		}
		b.field("table", f)
	}
	for i := range 40 {
		b.gap("source-01", fmt.Sprintf("hidden.table_%02d", i), "", []string{"denied", "timeout", "filtered"}[i%3], "not granted")
	}
	return b.done()
}

var everywhere = []string{
	"DE", "US-CA", "FR", "GB", "US-NY", "IN", "BR", "JP", "AU", "CA-ON", "ZA", "MX", "US-TX", "IT", "ES", "PL", "NL",
	"SG", "HK", "KR", "CN", "ID", "NG", "KE", "EG", "AR", "CL", "CO", "PE", "SE", "NO", "FI", "DK", "CZ", "AT", "CH",
	"PT", "GR", "TR", "RU", "UA", "IL", "SA", "AE", "TH", "VN", "PH", "MY", "NZ", "US-FL", "US-WA", "CA-QC", "MT", "GI",
}
