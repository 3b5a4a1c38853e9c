package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dialmap/dialmap/lab/company/firm"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// employ makes a company in the real servers, and its configuration in h.
func employ(t *testing.T, h *home, seed uint64) *firm.Expected {
	t.Helper()
	f, err := firm.New(firm.Options{Seed: seed, Prefix: "e2e_" + strings.ToLower(unique(t))})
	if err != nil {
		t.Fatal(err)
	}
	s, err := firm.Environment()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Drop(context.Background(), s); err != nil {
			t.Error(err)
		}
	})
	if err := f.Fill(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(h.dir, s); err != nil {
		t.Fatal(err)
	}
	return f.Expected()
}

// TestACompanyIsFoundAsItWasPlanted holds a scan of everything to what the
// generator of the data knows of it: fields, regions, consent, ledgers and
// findings, each there and none else, with equal counts. The three companies
// have other names for everything.
func TestACompanyIsFoundAsItWasPlanted(t *testing.T) {
	for _, seed := range []uint64{firm.Shown, 1, 2} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			h := newHome(t)
			want := employ(t, h, seed)
			h.mustRun("scan", "--config", h.path("dialmap.yaml"), "--full", "--quiet", "--state", h.path("st"), "--format", "json", "-o", h.path("map.json"))
			inv := h.inventory(h.path("st"))
			for _, g := range inv.Gaps {
				if g.Reason != "skipped" { // the view
					t.Errorf("gap %s/%s: %s: %s", g.Source, g.Dataset, g.Reason, g.Detail)
				}
			}
			equal(t, "fields", plantedFields(want), foundFields(inv))
			equal(t, "consent", plantedConsents(want), foundConsents(inv))
			equal(t, "ledgers", plantedLedgers(want), foundLedgers(inv))
			equal(t, "stated", plantedStated(want), foundStated(inv))
			equal(t, "partitions", plantedYears(want), foundYears(inv))
			equal(t, "findings", planted(want.Findings), found(t, h.path("map.json"), want.Findings))

			later := time.Now().AddDate(0, 0, 400).Format(time.DateOnly)
			h.mustRun("report", "--state", h.path("st"), "--on", later, "--format", "json", "-o", h.path("later.json"))
			unused := found(t, h.path("later.json"), want.Unused)
			maps.DeleteFunc(unused, func(k, _ string) bool { return !strings.HasPrefix(k, "purpose.unused") })
			if !slices.ContainsFunc(inv.Datasets, func(d inventory.Dataset) bool { return d.Use != nil }) {
				want.Unused = nil // PostgreSQL says when a table was read from version 16 on
			}
			equal(t, "unused a year later", planted(want.Unused), unused)
		})
	}
}

// counts are what is compared: by a key that a reader understands, in words.
type counts map[string]string

// equal reports what is missing, what is too much and what is counted
// otherwise, with precision and recall.
func equal(t *testing.T, what string, want, got counts) {
	t.Helper()
	right := 0
	var wrong []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		switch g, ok := got[key]; {
		case !ok:
			wrong = append(wrong, "missed      "+key+": "+want[key])
		case g != want[key]:
			right++
			wrong = append(wrong, "miscounted  "+key+": got "+g+", want "+want[key])
		default:
			right++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[key]; !ok {
			wrong = append(wrong, "not planted "+key+": "+got[key])
		}
	}
	t.Logf("%s: %d planted, %d found; recall %.3f, precision %.3f", what, len(want), len(got), share(right, len(want)), share(right, len(got)))
	if len(wrong) > 0 {
		t.Errorf("%s: %d differ\n%s", what, len(wrong), strings.Join(wrong[:min(len(wrong), 40)], "\n"))
	}
}

// share of none is all.
func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

func key(parts ...string) string { return strings.Join(parts, " | ") }

// known is a region, "" where there is none.
func known(region *string) string {
	if region == nil {
		return ""
	}
	return *region
}

func held(numbers, records int) string {
	return fmt.Sprintf("%d numbers, %d records", numbers, records)
}

func exactly(numbers, records profile.Estimate) string {
	if numbers.How != profile.Exact || records.How != profile.Exact {
		return fmt.Sprintf("numbers %s, records %s", numbers.How, records.How)
	}
	return held(int(numbers.Value()), int(records.Value()))
}

func plantedFields(want *firm.Expected) counts {
	c := counts{}
	for _, x := range want.Fields {
		c[key(x.Source, x.Dataset, x.Field)] = x.Verdict + ", " + held(x.Numbers, x.Records)
		for _, r := range x.Regions {
			c[key(x.Source, x.Dataset, x.Field, r.Region, r.Subdivision)] = fmt.Sprint(r.Numbers, " numbers")
		}
	}
	return c
}

func foundFields(inv *inventory.Inventory) counts {
	c := counts{}
	for _, f := range inv.Fields {
		if f.Verdict == "none" {
			continue
		}
		c[key(f.Source, f.Dataset, f.Field)] = f.Verdict + ", " + exactly(f.Numbers, f.Holding)
		regions := map[string]float64{}
		for _, r := range f.Regions { // told in several ways
			regions[key(f.Source, f.Dataset, f.Field, known(r.Region), r.Subdivision)] += r.Numbers.Value()
		}
		for k, n := range regions {
			c[k] = fmt.Sprint(n, " numbers")
		}
	}
	return c
}

func plantedConsents(want *firm.Expected) counts {
	c := counts{}
	for _, x := range want.Consents {
		c[key(x.Source, x.Dataset, x.Field, x.Ledger, x.By, x.Purpose, x.Region, x.Subdivision, x.State)] = held(x.Numbers, x.Records)
	}
	return c
}

func foundConsents(inv *inventory.Inventory) counts {
	c := counts{}
	for _, f := range inv.Fields {
		for _, x := range f.Consents {
			c[key(f.Source, f.Dataset, f.Field, x.Ledger, x.By, x.Purpose, known(x.Region), x.Subdivision, x.State)] = exactly(x.Numbers, x.Records)
		}
	}
	return c
}

func plantedLedgers(want *firm.Expected) counts {
	c := counts{}
	for _, p := range want.Ledgers {
		c[key(p.Name, p.Source, p.Dataset)] = fmt.Sprintf("%d entries, %d numbers, %d persons; without time %d, source %d, wording %d", p.Entries, p.Numbers, p.Persons, p.NoTime, p.NoSource, p.NoWording)
	}
	return c
}

func foundLedgers(inv *inventory.Inventory) counts {
	c := counts{}
	for _, l := range inv.Ledgers {
		c[key(l.Name, l.Source, l.Dataset)] = fmt.Sprintf("%d entries, %d numbers, %d persons; without time %d, source %d, wording %d", l.Entries, l.Numbers, l.Persons, l.NoTime, l.NoSource, l.NoWording)
	}
	return c
}

func plantedStated(want *firm.Expected) counts {
	c := counts{}
	for _, x := range want.Stated {
		c[key(x.Source, x.Dataset, x.From)] = x.Text
	}
	return c
}

func foundStated(inv *inventory.Inventory) counts {
	c := counts{}
	for _, d := range inv.Datasets {
		for _, x := range d.Stated {
			c[key(d.Source, d.Dataset, x.From)] = x.Text
		}
	}
	return c
}

func plantedYears(want *firm.Expected) counts {
	c := counts{}
	for _, x := range want.Years {
		c[key(x.Source, x.Dataset, x.By, x.Partition)] = fmt.Sprintf("%d-01-01 to %d-01-01", x.Year, x.Year+1)
	}
	return c
}

func foundYears(inv *inventory.Inventory) counts {
	c := counts{}
	for _, d := range inv.Datasets {
		if d.Partitions == nil {
			continue
		}
		for _, x := range d.Partitions.Ranges {
			c[key(d.Source, d.Dataset, d.Partitions.By, x.Name)] = x.From + " to " + x.To
		}
	}
	return c
}

// planted are the findings, with the counts that the rules give them.
func planted(list []firm.Finding) counts {
	c := counts{}
	for _, x := range list {
		c[findingKey(x)] = planting(x)
	}
	return c
}

// planting says what a finding counts, in words: numbers, and records where the
// rules count them.
func planting(x firm.Finding) string {
	if x.Records == nil {
		return fmt.Sprint(*x.Numbers, " numbers")
	}
	return held(*x.Numbers, *x.Records)
}

func findingKey(x firm.Finding) string {
	return key(x.Rule, x.Source, x.Dataset, x.Field, x.Region, x.Purpose)
}

// found are the findings of a report. A count that is exact must be what was
// planted; one that a sketch gave must have it in its interval.
func found(t *testing.T, path string, want []firm.Finding) counts {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var m datamap.Map
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	as := map[string]firm.Finding{}
	for _, x := range want {
		as[findingKey(x)] = x
	}
	c := counts{}
	for _, x := range m.Findings {
		if !measured(x) {
			continue
		}
		k := key(x.Rule, x.Source, x.Dataset, x.Field, x.Region, x.Purpose)
		if _, twice := c[k]; twice {
			t.Errorf("found twice: %s", k)
		}
		if x.Text == "" || x.Evidence == "" || x.Remedy == "" {
			t.Errorf("%s: says %q, by %q, to be mended by %q", k, x.Text, x.Evidence, x.Remedy)
		}
		c[k] = finding(x, as[k])
	}
	return c
}

// finding says what was counted, as [planting] does.
func finding(x datamap.Finding, planted firm.Finding) string {
	switch {
	case planted.Numbers == nil:
		return fmt.Sprint(x.Count.Value(), " numbers")
	case planted.Records == nil && x.Count.How == profile.Sketch && within(x.Count, *planted.Numbers):
		return planting(planted)
	case planted.Records == nil && x.Count.How == profile.Exact:
		return fmt.Sprint(x.Count.Value(), " numbers")
	case planted.Records == nil:
		return fmt.Sprintf("%v numbers, %s", x.Count.Value(), x.Count.How)
	}
	return exactly(x.Count, x.Records)
}

// within tells whether an interval holds the truth.
func within(e profile.Estimate, truth int) bool {
	return (e.Low == nil || *e.Low <= float64(truth)) && (e.High == nil || *e.High >= float64(truth))
}

// measured tells the duties that the company was planted for; others come from
// the map and its laws.
func measured(x datamap.Finding) bool {
	return slices.Contains([]string{"consent", "dnc_check", "transparency", "purpose", "retention", "minimisation"}, x.Duty)
}

// TestASampleOfACompanyHoldsTheTruth reads a few records of every table: what
// was planted must lie in the intervals, as often as they promise.
func TestASampleOfACompanyHoldsTheTruth(t *testing.T) {
	h := newHome(t)
	want := employ(t, h, 4)
	h.mustRun("scan", "--config", h.path("dialmap.yaml"), "--whole-under", "1,1", "--find-share", "0.01", "--quiet", "--state", h.path("st"), "--format", "json", "-o", h.path("map.json"))
	inv := h.inventory(h.path("st"))
	var fields, consents tries
	sampled := map[string]*inventory.Field{}
	for i := range inv.Fields {
		if f := &inv.Fields[i]; f.Records.Draw == "random" {
			sampled[key(f.Source, f.Dataset, f.Field)] = f
		}
	}
	for _, x := range want.Fields {
		f := sampled[key(x.Source, x.Dataset, x.Field)]
		if f == nil || x.Verdict == "protected" {
			continue
		}
		fields.try(f.Numbers, x.Numbers)
		fields.try(f.Holding, x.Records)
	}
	cells := map[string]profile.Estimate{}
	for _, f := range sampled {
		for _, c := range f.Consents {
			cells[key(f.Source, f.Dataset, f.Field, c.Ledger, c.By, c.Purpose, known(c.Region), c.Subdivision, c.State)] = c.Numbers
		}
	}
	for _, x := range want.Consents {
		if e, ok := cells[key(x.Source, x.Dataset, x.Field, x.Ledger, x.By, x.Purpose, x.Region, x.Subdivision, x.State)]; ok {
			consents.try(e, x.Numbers)
		}
	}
	t.Logf("%d of %d counts of fields and %d of %d of consent lie in their intervals", fields.held, fields.all, consents.held, consents.all)
	// Promised are 95 in 100; the counts of one field go together.
	if fields.all < 20 || share(fields.held, fields.all) < 0.85 {
		t.Errorf("fields: %d of %d", fields.held, fields.all)
	}
	if consents.all < 500 || share(consents.held, consents.all) < 0.9 {
		t.Errorf("consent: %d of %d", consents.held, consents.all)
	}
}

// tries count intervals that hold the truth.
type tries struct{ held, all int }

func (c *tries) try(e profile.Estimate, truth int) {
	c.all++
	if within(e, truth) {
		c.held++
	}
}
