package datamap

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

var update = flag.Bool("update", false, "write the goldens")

var today = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func catalog(t testing.TB) *laws.Catalog {
	t.Helper()
	c, err := laws.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// region is n numbers of a region, "DE" or "US-CA"; "" is unknown.
func region(place string, n uint64, candidates ...string) inventory.Region {
	r := inventory.Region{Status: "known", How: "international", Numbers: profile.Count(n), Candidates: candidates}
	switch {
	case len(candidates) > 0:
		r.Status = "shared"
	case place == "":
		r.Status = "unknown"
		return r
	case len(place) > 3:
		r.Subdivision = place
	}
	code := place[:2]
	r.Region = &code
	return r
}

func field(source, dataset, name, verdict string, regions ...inventory.Region) inventory.Field {
	f := inventory.Field{Source: source, Dataset: dataset, Field: name, Verdict: verdict, Regions: regions, Fictional: profile.Count(0)}
	for _, r := range regions {
		f.Numbers = f.Numbers.Add(r.Numbers)
	}
	return f
}

// small is an inventory of an organisation with four sources.
func small() *inventory.Inventory {
	src := func(name, stored string, others ...string) inventory.Source {
		evidence := "configured"
		if stored == "" {
			evidence = "unknown"
		}
		return inventory.Source{Name: name, Kind: "postgres", Stored: inventory.Stored{Region: stored, Regions: others, Evidence: evidence}}
	}
	set := func(source, name string, derived bool) inventory.Dataset {
		return inventory.Dataset{Source: source, Dataset: name, Kind: "table", Derived: derived}
	}
	again := region("DE", 20)
	again.How = "row"
	return &inventory.Inventory{
		Version: inventory.Version, Tool: inventory.Tool{Version: "test"},
		Scan:    inventory.Scan{ID: "scan-1", Started: today, Finished: today, Complete: true, Full: true, Seed: 1, FindShare: 0.001, FindProbability: 0.999},
		Sources: []inventory.Source{src("crm", "DE"), src("archive", ""), src("lake", "US"), src("mirror", "DE", "US", "DE")},
		Datasets: []inventory.Dataset{
			set("crm", "public.contacts", false), set("crm", "public.orders", false), set("crm", "public.v_contacts", true),
			set("lake", "exports/*.csv", false), set("archive", "old.calls", false), set("mirror", "public.contacts", false),
		},
		Fields: []inventory.Field{
			field("crm", "public.contacts", "phone", "phone", region("DE", 100), again, region("US-CA", 30), region("FR", 12), region("", 3)),
			field("crm", "public.contacts", "mobile", "phone", region("DE", 80), region("GB", 9, "GB", "GG", "JE", "IM"), region("AT", 4)),
			field("crm", "public.contacts", "fax", "phone", region("CH", 5), region("NO", 2)),
			field("crm", "public.contacts", "name", "none"),
			field("crm", "public.contacts", "phone_hash", "protected"),
			field("crm", "public.orders", "note", "contains", region("DE", 7), region("RU", 2)),
			field("crm", "public.orders", "courier", "phone", region("PL", 40)),
			field("crm", "public.v_contacts", "phone", "phone", region("DE", 120), region("US-CA", 30)),
			field("lake", "exports/*.csv", "tel", "phone", region("DE", 50), region("BR", 10), region("CN", 6), region("US-TX", 25), region("JP", 4)),
			field("lake", "exports/*.csv", "contact", "phone", region("IN", 11), region("KR", 3), region("SG", 8)),
			field("lake", "exports/*.csv", "alt", "phone", region("CA-QC", 5), region("ZA", 4), region("AU", 6)),
			field("lake", "exports/*.csv", "free", "contains", region("AF", 1), region("EH", 1)),
			field("archive", "old.calls", "caller", "phone", region("IT", 15), region("ES", 6)),
			field("archive", "old.calls", "callee", "phone", region("GI", 2), region("US", 3)),
			field("archive", "old.calls", "text", "contains", region("NL", 1)),
			field("mirror", "public.contacts", "phone", "phone", region("DE", 100)),
			field("mirror", "public.contacts", "work", "phone", region("SE", 3)),
			field("mirror", "public.contacts", "home", "phone", region("FI", 3)),
			field("mirror", "public.contacts", "id", "none"),
			field("mirror", "public.contacts", "other", "phone", region("VN", 2)),
		},
		Gaps:     []inventory.Gap{{Source: "lake", Dataset: "exports/*.csv", Reason: "denied", Detail: "one object"}, {Source: "crm", Dataset: "public.secret", Reason: "denied", Detail: "no SELECT"}},
		Distinct: profile.Count(500),
	}
}

var declared = Declarations{
	Organisation: Organisation{Name: "Beispiel GmbH", Role: "controller", Establishments: []string{"DE"}, Targets: []string{"DE", "AT", "FR"}},
	Mechanisms:   map[string]string{"lake": "scc"},
}

func TestBuild(t *testing.T) {
	m := Build(small(), declared, catalog(t), today)
	for i, l := range m.Laws { // what the catalogue says of them is its own tests' business
		m.Laws[i] = Law{ID: l.ID}
	}
	for i, f := range m.Findings {
		m.Findings[i] = Finding{ID: f.ID, Kind: f.Kind, Rule: f.Rule, Source: f.Source, Dataset: f.Dataset, Count: f.Count, Status: f.Status}
	}
	m.Scan.Catalog.Version = "v"
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/map.golden.json"
	if *update {
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(b)+"\n"); d != "" {
		t.Errorf("-want +got; go test -update writes it:\n%s", d)
	}
}

func TestDerivedDatasetsStayOutOfTheHeadline(t *testing.T) {
	inv := small()
	with := Build(inv, declared, catalog(t), today).Headline
	var fields []inventory.Field
	for _, f := range inv.Fields {
		if f.Dataset != "public.v_contacts" {
			fields = append(fields, f)
		}
	}
	inv.Fields = fields
	without := Build(inv, declared, catalog(t), today).Headline
	if d := cmp.Diff(without, with); d != "" {
		t.Errorf("a view changed the headline (-without +with):\n%s", d)
	}
	if with.Derived != 1 || with.Datasets != 5 {
		t.Errorf("got %d datasets and %d derived, want 5 and 1", with.Datasets, with.Derived)
	}
}

func TestCellsAddUpToTheFields(t *testing.T) {
	m := Build(small(), declared, catalog(t), today)
	got := map[string]float64{}
	for _, c := range m.Cells {
		got[c.Source+"/"+c.Dataset+"/"+c.Field] += c.Numbers.Value()
	}
	for _, f := range m.Fields {
		if k := f.Source + "/" + f.Dataset + "/" + f.Field; got[k] != f.Numbers.Value() {
			t.Errorf("%s: cells hold %v numbers, the field %v", k, got[k], f.Numbers.Value())
		}
	}
}

func TestEveryNameInTheMapIsFound(t *testing.T) {
	m := Build(small(), declared, catalog(t), today)
	sets, known := map[string]bool{}, map[string]bool{}
	for _, l := range m.Laws {
		known[l.ID] = true
		for _, o := range l.Obligations {
			if o.Article == "" || o.Basis == "" {
				t.Errorf("%s: %s is cited by nothing", l.ID, o.Duty)
			}
		}
	}
	for _, s := range m.LawSets {
		sets[s.ID] = true
		for _, a := range s.Laws {
			if !known[a.ID] {
				t.Errorf("law set %s names %s, which laws does not describe", s.ID, a.ID)
			}
		}
	}
	for _, c := range m.Cells {
		if !sets[c.LawSet] {
			t.Errorf("a cell names law set %s", c.LawSet)
		}
	}
}

func TestTheOrderOfTheInventoryDoesNotMatter(t *testing.T) {
	a, _ := json.Marshal(Build(small(), declared, catalog(t), today))
	inv := small()
	reverse(inv.Fields)
	reverse(inv.Sources)
	reverse(inv.Datasets)
	reverse(inv.Gaps)
	for i := range inv.Fields {
		reverse(inv.Fields[i].Regions)
	}
	b, _ := json.Marshal(Build(inv, declared, catalog(t), today))
	// The inventory's own lists keep the order of a field's regions.
	var x, y map[string]any
	_ = json.Unmarshal(a, &x)
	_ = json.Unmarshal(b, &y)
	delete(x, "fields")
	delete(y, "fields")
	if d := cmp.Diff(x, y); d != "" {
		t.Errorf("the order of the inventory changed the map:\n%s", d)
	}
}

func TestAnotherDayNeedsNoRescan(t *testing.T) {
	inv := small()
	inv.Fields = []inventory.Field{field("lake", "exports/*.csv", "tel", "phone", region("CL", 5))}
	before := Build(inv, declared, catalog(t), today)
	after := Build(inv, declared, catalog(t), today.AddDate(0, 0, 8))
	has := func(m *Map, id string) bool {
		for _, l := range m.Laws {
			if l.ID == id {
				return true
			}
		}
		return false
	}
	if has(before, "cl-ley-21719") || !has(after, "cl-ley-21719") {
		t.Error("Chile's law of 2026-12-01 must be in the map of that day and not of a week before")
	}
}

func reverse[T any](s []T) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

// big is an inventory whose map has a thousand cells for each of n datasets.
func big(n int) *inventory.Inventory {
	places := []string{"DE", "FR", "US-CA", "US-TX", "BR", "IN", "GB", "JP", "CN", "RU"}
	inv := &inventory.Inventory{}
	for s := range 10 {
		name := fmt.Sprintf("s%d", s)
		inv.Sources = append(inv.Sources, inventory.Source{Name: name, Stored: inventory.Stored{Region: []string{"DE", "US", "JP", "IE", ""}[s%5]}})
		for d := range n {
			ds := fmt.Sprintf("d%04d", d)
			inv.Datasets = append(inv.Datasets, inventory.Dataset{Source: name, Dataset: ds})
			for f := range 10 {
				fl := inventory.Field{Source: name, Dataset: ds, Field: fmt.Sprintf("f%d", f), Verdict: "phone"}
				for _, p := range places {
					fl.Regions = append(fl.Regions, region(p, 1))
				}
				inv.Fields = append(inv.Fields, fl)
			}
		}
	}
	return inv
}

func TestEveryRegionOfEveryFieldIsACell(t *testing.T) {
	inv := big(10)
	if m := Build(inv, declared, catalog(t), today); len(m.Cells) != 10_000 {
		t.Errorf("got %d cells, want 10,000", len(m.Cells))
	}
}

// BenchmarkBuildAMillionCells is to stay at a few seconds.
func BenchmarkBuildAMillionCells(b *testing.B) {
	inv, c := big(1000), catalog(b)
	for b.Loop() {
		if m := Build(inv, declared, c, today); len(m.Cells) != 1_000_000 {
			b.Fatalf("got %d cells", len(m.Cells))
		}
	}
}

func TestDatabasesOfAServerHaveItsMechanism(t *testing.T) {
	d := Declarations{Mechanisms: map[string]string{"crm": "scc", "crm/eu": "bcr"}}
	for source, want := range map[string]string{"crm": "scc", "crm/app": "scc", "crm/eu": "bcr", "crmx": "", "lake": ""} {
		if got := d.mechanism(source); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}
