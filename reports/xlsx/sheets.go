package xlsx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// sheets of the workbook, in order.
func sheets(m *datamap.Map, allFields bool) []sheet {
	s := summary.Of(m)
	return []sheet{
		summarySheet(m, s), cellSheet(m, s), fieldSheet(m, allFields), datasetSheet(m), lawSheet(m), findingSheet(m), gapSheet(s),
	}
}

// summarySheet says what the other sheets add up to. Derived datasets are left
// out, as from every sum.
func summarySheet(m *datamap.Map, s *summary.Summary) sheet {
	return sheet{
		name: "Summary", header: []string{"group", "item", "value", "low", "high", "how", "note"}, widths: []float64{22, 44, 26, 14, 14, 12, 80},
		rows: func(yield func([]any) bool) {
			for _, row := range slices.Concat(scanRows(m), headlineRows(m), placeRows(m, s), transferRows(s), lawRows(m, s), upcomingRows(m)) {
				if !yield(row) {
					return
				}
			}
		},
	}
}

func scanRows(m *datamap.Map) [][]any {
	row := func(item string, value any, note string) []any { return []any{"scan", item, value, nil, nil, "", note} }
	c := m.Scan
	done := "every planned part was read"
	if !c.Complete {
		done = "not every planned part was read: the figures are lower bounds"
	}
	return [][]any{
		row("scan", c.ID, ""),
		row("started", c.Started.UTC().Format(time.RFC3339), ""),
		row("finished", c.Finished.UTC().Format(time.RFC3339), ""),
		row("complete", c.Complete, done),
		row("laws judged on", c.On, "catalogue "+c.Catalog.Version+" as of "+c.Catalog.AsOf+"; no legal advice. "+c.Catalog.Warning),
		row("dialmap", m.Tool.Version, ""),
		row("configuration", m.ConfigHash, ""),
		row("key", m.KeyFingerprint, ""),
		row("what changed", "", summary.Since(m.Since)),
		row("how it was read", "", strings.Join(summary.Method(m), " ")),
		row("what a country proves", "", "a number's country is evidence of whose it is, never proof of residence"),
	}
}

func headlineRows(m *datamap.Map) [][]any {
	h := m.Headline
	count := func(item string, n int, note string) []any {
		return []any{"headline", item, n, nil, nil, string(profile.Exact), note}
	}
	return [][]any{
		quantity("headline", "numbers held", h.Numbers, amount.Basis(h.Numbers.How)),
		quantity("headline", "distinct numbers", h.Distinct, amount.Basis(h.Distinct.How)),
		quantity("headline", "of ranges reserved for fiction", h.Fictional, ""),
		count("sources", h.Sources, ""), count("datasets", h.Datasets, ""), count("derived datasets", h.Derived, "left out of every sum"),
		count("fields with phones", h.PhoneFields, ""), count("countries", h.Countries, ""), count("laws considered", h.Laws, ""),
		count("cells whose transfer needs something", h.Transfers, ""), count("parts not looked at", h.Gaps, "see the sheet Gaps"),
	}
}

// quantity is a row whose figures can be added up.
func quantity(group, item string, e profile.Estimate, note string) []any {
	v := e.Value()
	return []any{group, item, &v, e.Low, e.High, string(e.How), note}
}

func placeRows(m *datamap.Map, s *summary.Summary) (rows [][]any) {
	for _, p := range s.Subjects {
		rows = append(rows, quantity("whose numbers", p.Name+code(p), p.Numbers, fmt.Sprintf("%d fields in %d datasets", p.Fields, p.Datasets)))
	}
	for _, p := range s.Subjects {
		for _, part := range p.Parts {
			if part.Key != "" {
				rows = append(rows, quantity("of "+p.Name, part.Name+code(part), part.Numbers, "counted in "+p.Name+" too"))
			}
		}
	}
	for _, p := range s.Stored {
		rows = append(rows, quantity("stored in", p.Name+code(p), p.Numbers, ""))
	}
	return rows
}

func code(p summary.Place) string {
	if !p.OnMap() {
		return ""
	}
	return " (" + p.Key + ")"
}

func transferRows(s *summary.Summary) (rows [][]any) {
	for _, t := range s.Transfers {
		item := summary.Name(t.From) + " → " + summary.Name(t.To)
		rows = append(rows, quantity("transfer: "+strings.ReplaceAll(t.Status, "_", " "), item, t.Numbers, t.Because))
	}
	return rows
}

// lawRows count the numbers under each law: a number can be under several.
func lawRows(m *datamap.Map, s *summary.Summary) (rows [][]any) {
	for _, status := range []string{"likely", "if"} {
		sums := map[string]profile.Estimate{}
		for _, set := range s.Sets {
			for _, a := range set.Laws {
				if (a.Status == "likely") == (status == "likely") {
					sums[a.ID] = sums[a.ID].Add(set.Numbers)
				}
			}
		}
		for _, l := range m.Laws {
			if e, ok := sums[l.ID]; ok {
				rows = append(rows, quantity("law: "+status, cmp.Or(l.Short, l.ID)+" ("+l.ID+")", e, "a number can be under several laws"))
			}
		}
	}
	return rows
}

// upcomingRows are the laws and duties that begin soon.
func upcomingRows(m *datamap.Map) (rows [][]any) {
	for _, u := range m.Upcoming {
		item := cmp.Or(u.Short, u.ID) + " (" + u.ID + ")"
		note := u.Status + ": " + u.Because
		if u.Duty != "" {
			note = strings.Trim(u.Article+": "+u.Summary, ": ") + "; " + note
		}
		rows = append(rows, quantity("from "+u.From, item, u.Numbers, note))
	}
	return rows
}

// cellSheet has the columns of the csv report.
func cellSheet(m *datamap.Map, s *summary.Summary) sheet {
	return sheet{
		name: "Cells", widths: []float64{18, 34, 24, 9, 9, 12, 14, 20, 9, 16},
		header: []string{
			"source", "dataset", "field", "derived", "region", "subdivision", "status", "candidates", "stored", "stored_evidence",
			"low", "point", "high", "how", "laws", "laws_if", "coverage", "transfer", "because",
		},
		rows: func(yield func([]any) bool) {
			for i := range m.Cells {
				c := &m.Cells[i]
				likely, maybe := lawsOf(s.Laws(c.LawSet))
				if !yield([]any{
					c.Source, c.Dataset, c.Field, c.Derived, region(c.Subject.Region), c.Subject.Subdivision, c.Subject.Status,
					strings.Join(c.Subject.Candidates, " "), c.Stored.Region, c.Stored.Evidence,
					c.Numbers.Low, c.Numbers.Point, c.Numbers.High, string(c.Numbers.How), likely, maybe, s.Laws(c.LawSet).Coverage,
					c.Transfer.Status, c.Transfer.Because,
				}) {
					return
				}
			}
		},
	}
}

func lawsOf(set datamap.LawSet) (likely, maybe string) {
	var a, b []string
	for _, l := range set.Laws {
		if l.Status == "likely" {
			a = append(a, l.ID)
		} else {
			b = append(b, l.ID)
		}
	}
	return strings.Join(a, " "), strings.Join(b, " ")
}

func region(r *string) string {
	if r == nil {
		return ""
	}
	return *r
}

func fieldSheet(m *datamap.Map, all bool) sheet {
	return sheet{
		name: "Fields", widths: []float64{18, 34, 24, 12, 12, 14, 12, 60},
		header: []string{
			"source", "dataset", "field", "type", "verdict", "protection", "confidence", "why", "draw", "records_read",
			"holding", "numbers_low", "numbers", "numbers_high", "how", "distinct", "regions", "examples", "fictional",
			"missed_share", "missed_of", "oldest", "newest", "time_zone",
			"holding_low", "holding_high", "distinct_low", "distinct_high", "distinct_how",
		},
		rows: func(yield func([]any) bool) {
			for i := range m.Fields {
				if f := &m.Fields[i]; (all || f.Verdict != "none") && !yield(fieldRow(f)) {
					return
				}
			}
		},
	}
}

func fieldRow(f *inventory.Field) []any {
	share, of := missed(f.MissedAtMost)
	return []any{
		f.Source, f.Dataset, f.Field, f.Type, f.Verdict, f.Protection, plain(f.Confidence), strings.Join(f.Why, "; "), f.Records.Draw, f.Records.Read,
		figure(f.Holding), f.Numbers.Low, figure(f.Numbers), f.Numbers.High, string(f.Numbers.How), figure(f.Distinct), regions(f.Regions),
		strings.Join(f.Examples, ", "), figure(f.Fictional), share, of, text(f.Oldest), text(f.Newest), text(f.TimeZone),
		f.Holding.Low, f.Holding.High, f.Distinct.Low, f.Distinct.High, string(f.Distinct.How),
	}
}

func figure(e profile.Estimate) *float64 {
	if e.How == "" {
		return nil
	}
	v := e.Value()
	return &v
}

// plain is a number without separators, for shares.
func plain(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func missed(m *inventory.Missed) (share any, of string) {
	if m == nil {
		return nil, ""
	}
	return m.Share, m.Of
}

// regions names the places of a field, the largest first; what was attributed
// in different ways is one.
func regions(list []inventory.Region) string {
	sums := map[string]profile.Estimate{}
	var keys []string
	for _, r := range list {
		key := cmp.Or(r.Subdivision, summary.Key(datamap.Subject{Region: r.Region, Status: r.Status}))
		if _, seen := sums[key]; !seen {
			keys = append(keys, key)
		}
		sums[key] = sums[key].Add(r.Numbers)
	}
	slices.SortStableFunc(keys, func(a, b string) int {
		return cmp.Or(-cmp.Compare(sums[a].Value(), sums[b].Value()), cmp.Compare(a, b))
	})
	for i, k := range keys {
		keys[i] = k + " " + amount.Of(sums[k])
	}
	return strings.Join(keys, "; ")
}

func datasetSheet(m *datamap.Map) sheet {
	return sheet{
		name: "Datasets", widths: []float64{18, 40, 16, 12, 9},
		header: []string{
			"source", "dataset", "kind", "format", "derived", "stored", "stored_evidence", "objects", "unit", "draw", "records_read",
			"records_total", "total_how", "parts_unread", "missed_share", "missed_of", "fields", "phone", "contains", "protected", "none", "numbers", "numbers_how",
			"total_low", "total_high", "numbers_low", "numbers_high",
		},
		rows: func(yield func([]any) bool) {
			numbers, stored := map[[2]string]profile.Estimate{}, map[string]inventory.Stored{}
			for i := range m.Cells {
				key := [2]string{m.Cells[i].Source, m.Cells[i].Dataset}
				numbers[key] = numbers[key].Add(m.Cells[i].Numbers)
			}
			for _, s := range m.Sources {
				stored[s.Name] = s.Stored
			}
			for i := range m.Datasets {
				d := &m.Datasets[i]
				if !yield(datasetRow(d, stored[d.Source], numbers[[2]string{d.Source, d.Dataset}])) {
					return
				}
			}
		},
	}
}

func datasetRow(d *inventory.Dataset, at inventory.Stored, numbers profile.Estimate) []any {
	share, of := missed(d.MissedAtMost)
	r, f := d.Records, d.Fields
	place := at.Region
	if place == "" {
		place = strings.Join(at.Regions, " ")
	}
	return []any{
		d.Source, d.Dataset, d.Kind, d.Format, d.Derived, place, at.Evidence, d.Objects, r.Unit, r.Draw, r.Read,
		figure(r.Total), string(r.Total.How), r.Unread, share, of, f.LookedAt, f.Phone, f.Contains, f.Protected, f.None,
		figure(numbers), string(numbers.How),
		r.Total.Low, r.Total.High, numbers.Low, numbers.High,
	}
}

// lawSheet has a row for each obligation, and one for a law without any.
func lawSheet(m *datamap.Map) sheet {
	return sheet{
		name: "Laws", widths: []float64{16, 12, 18, 40, 30, 12, 14, 12, 12, 30, 24, 30, 16, 18, 70, 50},
		header: []string{
			"id", "jurisdiction", "short", "name", "citation", "kind", "status", "in_force", "applies_from", "regulator", "breach", "max_penalty",
			"duty", "article", "summary", "source", "basis",
		},
		rows: func(yield func([]any) bool) {
			for _, l := range m.Laws {
				list := l.Obligations
				if len(list) == 0 {
					list = []datamap.Obligation{{Source: l.Source, Basis: l.Basis}}
				}
				for _, o := range list {
					if !yield([]any{
						l.ID, l.Jurisdiction, l.Short, l.Name, l.Citation, l.Kind, l.Status, l.InForce, l.AppliesFrom, l.Regulator, l.Breach, l.MaxPenalty,
						o.Duty, o.Article, o.Summary, cmp.Or(o.Source, l.Source), cmp.Or(o.Basis, l.Basis),
					}) {
						return
					}
				}
			}
		},
	}
}

func gapSheet(s *summary.Summary) sheet {
	return sheet{
		name: "Gaps", header: []string{"source", "dataset", "field", "reason", "meaning", "detail", "what_to_do"}, widths: []float64{18, 40, 24, 14, 34, 70, 80},
		rows: func(yield func([]any) bool) {
			for _, group := range s.Gaps {
				for _, g := range group.Gaps {
					if !yield([]any{g.Source, g.Dataset, g.Field, g.Reason, group.Title, g.Detail, group.Remedy}) {
						return
					}
				}
			}
		},
	}
}
