package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestGlobsThatNameNothingAreTold(t *testing.T) {
	inv := &inventory.Inventory{
		Datasets: []inventory.Dataset{{Source: "crm/app", Dataset: "public.contacts"}, {Source: "files", Dataset: "a.csv"}},
		Gaps:     []inventory.Gap{{Source: "files", Dataset: "b.csv", Reason: "skipped"}, {Source: "files", Dataset: "c.csv", Reason: "denied"}},
	}
	crm, files, down := scanner.Source{Include: []string{"public.*", "publik.*"}}, scanner.Source{Exclude: []string{"b*", "x*"}}, scanner.Source{Include: []string{"y"}}
	crm.Name, files.Name, down.Name = "crm", "files", "down"
	got := unmatched(inv, []scanner.Source{crm, files, down}, scanner.Options{Include: []string{"crm/*", "*/a.csvx"}})
	want := []string{"--include */a.csvx", "crm: include publik.*", "files: exclude x*"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRulesThatCannotBeMeantSo(t *testing.T) {
	c, err := config.Parse([]byte(`version: 1
datasets:
  - {match: files/a.csv, owner: sales}
  - {match: files/b.csv, owner: sales}
  - {match: files/z.csv, owner: sales}
  - {match: "*/c*", legal_basis: consent}
  - {match: "files/*", legal_basis: contract}
  - {match: "none/*", legal_basis: contract}
`), "f", "")
	if err != nil {
		t.Fatal(err)
	}
	inv := &inventory.Inventory{
		Datasets: []inventory.Dataset{{Source: "files", Dataset: "a.csv"}, {Source: "files", Dataset: "c.csv"}, {Source: "files", Dataset: "cc.csv"}},
		Gaps:     []inventory.Gap{{Source: "files", Dataset: "b.csv", Reason: "skipped"}},
	}
	want := `f:5:13: datasets.match: there is no dataset files/z.csv; see dialmap check for their names
f:7:37: datasets.legal_basis: this and the rule on line 6 say different things of files/c.csv; keep one`
	wrong, doubtful := misdeclared(c, inv)
	if d := cmp.Diff(want, wrong.Error()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff("f:8:13: datasets.match: no dataset is named by none/*; see dialmap check for their names", doubtful.Error()); d != "" {
		t.Error(d)
	}
	inv.Gaps = append(inv.Gaps, inventory.Gap{Source: "down", Reason: "unreachable"}) // what it holds is not known
	if got, doubt := misdeclared(c, inv); len(got) != 1 || len(doubt) > 0 {
		t.Errorf("with a source that was not listed: %v, %v", got, doubt)
	}
}

// A field that no record has dates nothing and finds nobody: what it would have
// shown is not in order, but unseen.
func TestRulesThatNameNoField(t *testing.T) {
	c, err := config.Parse([]byte(`version: 1
datasets:
  - {match: files/a.csv, retention: {period: 24mo, field: last_contct}}
  - {match: files/c.csv, contacted: sent_at}
  - {match: files/cc.csv, contacted: send_at}
`), "f", "")
	if err != nil {
		t.Fatal(err)
	}
	read := &inventory.Inventory{
		Datasets: []inventory.Dataset{{Source: "files", Dataset: "a.csv", Format: "csv"}, {Source: "files", Dataset: "c.csv", Format: "csv"}, {Source: "files", Dataset: "cc.csv", Format: "ndjson"}},
		Fields:   []inventory.Field{{Source: "files", Dataset: "a.csv", Field: "phone"}, {Source: "files", Dataset: "a.csv", Field: "last_contact"}, {Source: "files", Dataset: "c.csv", Field: "sent_at"}, {Source: "files", Dataset: "cc.csv", Field: "sent_at"}},
	}
	for i := range read.Datasets {
		read.Datasets[i].Records.Read = 1
	}
	wrong, doubtful := misdeclared(c, read)
	if d := cmp.Diff("f:3:59: datasets.retention.field: files/a.csv has no field last_contct; it has last_contact, phone", wrong.Error()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff("f:5:38: datasets.contacted: files/cc.csv has no field send_at; it has sent_at", doubtful.Error()); d != "" {
		t.Error(d)
	}
}
