package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/mongo"
	mongooptions "go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/dialmap/dialmap/connectors/connectortest"
)

// Five copies of a ledger and five of the data, in five kinds of sources: what
// each ledger says of each copy is the same, by number and by person.
func TestConsentIsTheSameWhereverDataAndLedgerLie(t *testing.T) {
	h := newHome(t)
	records := connectortest.Records()
	var consents []connectortest.Record
	for i, r := range records {
		if i%3 > 0 {
			consents = append(consents, r)
		}
	}
	db, pgURL := postgres(t)
	loadPostgres(t, db, "contacts", records)
	loadPostgres(t, db, "consents", consents)
	mongoDB, mongoURL := loadMongo(t, records)
	client, err := mongo.Connect(mongooptions.Client().ApplyURI(server(t, "DIALMAP_TEST_MONGODB")))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Disconnect(context.Background()) }()
	insertMongo(t, client.Database(mongoDB).Collection("consents"), consents)
	maria, mariaDB, mariaURL := mariadb(t)
	loadMariaDB(t, maria, "contacts", records)
	loadMariaDB(t, maria, "consents", consents)
	bucketName, put := bucket(t)
	put("data/contacts.ndjson", connectortest.NDJSON(records))
	put("ledger/consents.ndjson", connectortest.NDJSON(consents))
	h.write("data/contacts.ndjson", string(connectortest.NDJSON(records)))
	h.write("data/consents.ndjson", string(connectortest.NDJSON(consents)))

	copies := []struct{ source, contacts, consents string }{
		{"dir", "contacts.ndjson", "consents.ndjson"}, {"pg", "public.contacts", "public.consents"}, {"maria", mariaDB + ".contacts", mariaDB + ".consents"},
		{"mongo", mongoDB + ".contacts", mongoDB + ".consents"}, {"bucket", "data/contacts.ndjson", "ledger/consents.ndjson"},
	}
	var rules, ledgers strings.Builder
	for i, c := range copies {
		other := copies[(i+1)%len(copies)] // a person's key leads into another source
		fmt.Fprintf(&rules, "  - {match: %s/%s, consent: {ledger: of_%s, by: id}, contacted: created}\n", c.source, c.contacts, other.source)
		fmt.Fprintf(&ledgers, "  - {name: of_%s, dataset: %s/%s, fields: {number: phone, person: id, purpose: country, granted: created}}\n", c.source, c.source, c.consents)
	}
	config := h.write("dialmap.yaml", fmt.Sprintf(`version: 1
sources:
  - {name: pg, url: %q}
  - {name: mongo, url: %q}
  - {name: maria, url: %q}
  - {name: dir, url: data}
%sdatasets:
%sledgers:
%s`, pgURL, mongoURL, mariaURL, s3Source(t, h, bucketName), &rules, &ledgers))
	h.mustRun("scan", "--config", config, "--full", "--state", h.path("st"), "--format", "json", "-o", h.path("map.json"))
	inv := h.inventory(h.path("st"))
	if len(inv.Gaps) > 0 {
		t.Errorf("gaps: %v", inv.Gaps)
	}
	if len(inv.Ledgers) != len(copies) {
		t.Fatalf("%d ledgers", len(inv.Ledgers))
	}
	first := inv.Ledgers[0]
	if first.Entries != uint64(len(consents)) || first.Numbers == 0 || first.Persons != uint64(len(consents)) || !first.Whole {
		t.Errorf("ledger: %+v", first)
	}
	for _, l := range inv.Ledgers[1:] {
		want := first
		want.Name, want.Source, want.Dataset, want.Hash = l.Name, l.Source, l.Dataset, l.Hash
		if d := cmp.Diff(want, l); d != "" {
			t.Errorf("the ledger in %s: %s", l.Source, d)
		}
	}
	want := map[string]map[string][2]float64{} // by field and how it is joined
	ages := map[string]string{}
	for _, c := range copies {
		states := map[string]int{}
		for _, f := range inv.Fields {
			if f.Source != c.source || f.Dataset != c.contacts {
				continue
			}
			said := map[string]map[string][2]float64{}
			for _, x := range f.Consents {
				k := x.Ledger + " " + x.By
				if said[k] == nil {
					said[k] = map[string][2]float64{}
				}
				region := "none"
				if x.Region != nil {
					region = *x.Region
				}
				said[k][strings.Join([]string{x.Purpose, region, x.Subdivision, x.State}, "/")] = [2]float64{x.Numbers.Value(), x.Records.Value()}
				states[x.State]++
			}
			for k, got := range said {
				_, by, _ := strings.Cut(k, " ")
				if key := f.Field + " by " + by; want[key] == nil {
					want[key] = got
				} else if d := cmp.Diff(want[key], got); d != "" {
					t.Errorf("%s/%s.%s against %s: %s", c.source, c.contacts, f.Field, k, d)
				}
			}
			if len(f.Ages) == 0 {
				continue
			}
			got := fmt.Sprint(f.Ages[0].By, f.Ages[0].Days, len(f.Ages))
			if ages[f.Field] == "" {
				ages[f.Field] = got
			} else if ages[f.Field] != got {
				t.Errorf("%s/%s.%s: ages %s, want %s", c.source, c.contacts, f.Field, got, ages[f.Field])
			}
		}
		for _, s := range []string{"valid", "missing", "other_purpose"} {
			if states[s] == 0 {
				t.Errorf("%s: no number is %s", c.source, s)
			}
		}
	}
	if len(want) < 6 || len(ages) < 3 {
		t.Errorf("%d ways, ages of %d fields", len(want), len(ages))
	}
}
