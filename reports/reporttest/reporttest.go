// Package reporttest makes data maps for the tests of report formats: a small
// one that a reader can check by eye, and generated ones of any size. The same
// arguments give the same map.
package reporttest

import (
	"fmt"
	"time"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// builder turns a few lines per field into a whole map.
type builder struct {
	m    *datamap.Map
	sets map[string]string // law sets by subject region
}

// field is one field to add, with its numbers per subject.
type field struct {
	source, dataset, name, typ, verdict string
	derived                             bool
	draw                                string // whole, random, head
	rows                                float64
	subjects                            []subject
	why, examples                       []string
	oldest, newest                      string
}

// subject is a region (US-CA for a subdivision), or a status without one.
type subject struct {
	region     string
	status     string
	candidates []string
	how        string
	n          float64
}

func newBuilder(name string) *builder {
	started := time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
	return &builder{sets: map[string]string{}, m: &datamap.Map{
		Schema: "dialmap.report/v1", Tool: inventory.Tool{Version: "v0.1.0"},
		ConfigHash: "8c1f0a5e6a3f", KeyFingerprint: "k1:5f2a90c4",
		Scan: datamap.Scan{
			Scan: inventory.Scan{
				ID: name, Started: started, Finished: started.Add(94 * time.Second), Complete: true,
				Seed: 1, FindShare: 0.001, FindProbability: 0.999,
			},
			On: "2026-11-23", Catalog: datamap.Catalog{Version: "2026.11", AsOf: "2026-11-23"},
		},
		Sources: []inventory.Source{}, Datasets: []inventory.Dataset{}, Fields: []inventory.Field{},
		LawSets: []datamap.LawSet{}, Laws: catalogue(), Cells: []datamap.Cell{},
		Findings: []datamap.Finding{}, Gaps: []inventory.Gap{},
	}}
}

func (b *builder) source(name, kind, region, provider, evidence string) {
	b.m.Sources = append(b.m.Sources, inventory.Source{Name: name, Kind: kind, Stored: inventory.Stored{
		Region: region, ProviderRegion: provider, Regions: []string{}, Evidence: evidence,
	}})
}

func (b *builder) gap(source, dataset, field, reason, detail string) {
	b.m.Gaps = append(b.m.Gaps, inventory.Gap{Source: source, Dataset: dataset, Field: field, Reason: reason, Detail: detail})
}

// dataset finds or adds a dataset.
func (b *builder) dataset(source, name, kind, draw string, derived bool, rows float64) *inventory.Dataset {
	for i := range b.m.Datasets {
		if d := &b.m.Datasets[i]; d.Source == source && d.Dataset == name {
			return d
		}
	}
	unit := map[string]string{"table": "row", "collection": "document", "file": "row"}[kind]
	d := inventory.Dataset{Source: source, Dataset: name, Kind: kind, Derived: derived, Records: inventory.Records{
		Unit: unit, Read: uint64(rows), Total: profile.Count(uint64(rows)), Draw: draw,
	}}
	if draw == "random" {
		d.Records.Read, d.Records.Design = 6905, "records"
		d.MissedAtMost = &inventory.Missed{Share: 0.00043, Level: 0.95, Of: "records"}
		d.Records.Finds = &inventory.Missed{Share: 0.001, Level: 0.999, Of: "records"}
	}
	if draw == "head" {
		d.Records.Read = 10000
	}
	b.m.Datasets = append(b.m.Datasets, d)
	return &b.m.Datasets[len(b.m.Datasets)-1]
}

func (b *builder) field(kind string, f field) {
	d := b.dataset(f.source, f.dataset, kind, f.draw, f.derived, f.rows)
	d.Fields.LookedAt++
	switch f.verdict {
	case "phone":
		d.Fields.Phone++
	case "contains":
		d.Fields.Contains++
	case "protected":
		d.Fields.Protected++
	case "none":
		d.Fields.None++
	}
	out := inventory.Field{
		Source: f.source, Dataset: f.dataset, Field: f.name, Type: f.typ, Verdict: f.verdict, Why: f.why,
		Records: inventory.Drawn{Read: d.Records.Read, Draw: f.draw}, Values: d.Records.Read,
		Protection: "plaintext", Examples: f.examples, Regions: []inventory.Region{},
		Types: map[string]profile.Estimate{}, Fictional: profile.Count(0),
	}
	if f.oldest != "" {
		zone := "UTC"
		out.Oldest, out.Newest, out.TimeZone = &f.oldest, &f.newest, &zone
	}
	if f.verdict == "protected" {
		out.Protection = "hashed"
	}
	var total profile.Estimate
	for _, s := range f.subjects {
		n := estimate(s.n, f.draw)
		total = total.Add(n)
		b.cell(f, s, n)
		out.Regions = append(out.Regions, inventory.Region{
			Region: s.regionPointer(), Subdivision: s.subdivision(), Status: s.kind(),
			Candidates: list(s.candidates), How: or(s.how, "international"), Numbers: n,
		})
	}
	if total.How == "" {
		total = profile.Count(0)
	}
	out.Numbers, out.Holding, out.Distinct = total, total, scaled(total, 0.93)
	if total.Value() > 0 {
		out.Types["mobile"], out.Types["fixed_line"] = scaled(total, 0.7), scaled(total, 0.3)
	}
	b.m.Fields = append(b.m.Fields, out)
}

func (b *builder) cell(f field, s subject, n profile.Estimate) {
	stored := b.storedAt(f.source)
	b.m.Cells = append(b.m.Cells, datamap.Cell{
		Source: f.source, Dataset: f.dataset, Field: f.name, Derived: f.derived,
		Subject: datamap.Subject{
			Region: s.regionPointer(), Subdivision: s.subdivision(), Status: s.kind(), Candidates: list(s.candidates),
		},
		Stored: stored, Numbers: n, LawSet: b.lawSet(s), Transfer: transfer(s, stored.Region),
	})
}

func (b *builder) storedAt(source string) datamap.StoredAt {
	for _, s := range b.m.Sources {
		if s.Name == source {
			return datamap.StoredAt{Region: s.Stored.Region, Evidence: s.Stored.Evidence}
		}
	}
	return datamap.StoredAt{Evidence: "unknown"}
}

// done adds the headline up on its own, so that a format that sums the cells
// can be held against it.
func (b *builder) done() *datamap.Map {
	m, h := b.m, datamap.Headline{}
	countries := map[string]bool{}
	for _, c := range m.Cells {
		if c.Derived {
			continue
		}
		h.Numbers = h.Numbers.Add(c.Numbers)
		if c.Subject.Region != nil {
			countries[*c.Subject.Region] = true
		}
		switch c.Transfer.Status {
		case "restricted", "needs_mechanism", "conditional":
			h.Transfers++
		}
	}
	for _, d := range m.Datasets {
		if d.Derived {
			h.Derived++
			continue
		}
		h.Datasets++
		h.PhoneFields += d.Fields.Phone + d.Fields.Contains + d.Fields.Protected
	}
	h.Sources, h.Countries, h.Gaps, h.Laws = len(m.Sources), len(countries), len(m.Gaps), len(m.Laws)
	for _, g := range m.Gaps {
		if g.Reason == "skipped" {
			h.Excluded++
		}
	}
	h.Distinct, h.Fictional = scaled(h.Numbers, 0.81), profile.Count(0)
	if h.Distinct.How == profile.Exact {
		h.Distinct.How = profile.Sketch
	}
	m.Headline = h
	m.Since = &datamap.Since{Because: "no earlier scan of these sources, made with the same key, is saved"}
	return m
}

func estimate(n float64, draw string) profile.Estimate {
	switch draw {
	case "random":
		low, high := float64(int(n*0.96)), float64(int(n*1.04)+1)
		return profile.Estimate{Low: &low, Point: &n, High: &high, How: profile.Sample, Level: 0.95}
	case "head":
		return profile.SeenCount(uint64(n))
	}
	return profile.Count(uint64(n))
}

func scaled(e profile.Estimate, by float64) profile.Estimate {
	scale := func(f *float64) *float64 {
		if f == nil {
			return nil
		}
		v := float64(int(*f * by))
		return &v
	}
	return profile.Estimate{Low: scale(e.Low), Point: scale(e.Point), High: scale(e.High), How: e.How, Level: e.Level}
}

func (s subject) kind() string { return or(s.status, "known") }

func (s subject) regionPointer() *string {
	if s.region == "" {
		return nil
	}
	country := s.region[:2]
	return &country
}

func (s subject) subdivision() string {
	if len(s.region) > 2 {
		return s.region
	}
	return ""
}

func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func masked(code string) string { return fmt.Sprintf("+%s •• ••••••••", code) }
