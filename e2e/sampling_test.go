package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	mongooptions "go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/dialmap/dialmap/connectors/all"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// The sampled fixture: people of whom a block of those in a row, and no others,
// have a phone.
const (
	people   = 1500
	holders  = 60
	promised = 0.04
	surely   = 0.95
	seeds    = 200
)

type person struct{ id, name, phone string }

func crowd() []person {
	list := make([]person, people)
	for i := range list {
		list[i] = person{id: fmt.Sprint(i + 1), name: "nobody in particular"}
		if i >= 700 && i < 700+holders {
			list[i].phone = fmt.Sprintf("+1212555%04d", 100+i%100)
		}
	}
	return list
}

// TestSamplesKeepTheirPromiseOnRealServers draws two hundred samples of the same
// people on every kind of source, and holds what they say to the truth. What is
// tried is the draws, so a plain detector does.
func TestSamplesKeepTheirPromiseOnRealServers(t *testing.T) {
	sources := crowded(t)
	found, covered := map[string]int{}, map[string]int{}
	for seed := range uint64(seeds) {
		inv, err := scanner.Run(t.Context(), sources, scanner.Options{
			Seed: seed, FindShare: promised, FindProbability: surely, WholeBytes: 1, WholeRecords: 1,
			Detector: scantest.Detector{}, CountryOf: func([]byte) (string, bool) { return "", false },
			Mask:  func(detectors.Number, string) string { return "•" },
			State: scantest.NewStore(), Key: scanner.NewKey([32]byte{1}),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range inv.Gaps {
			t.Fatalf("seed %d: gap %s/%s %s: %s", seed, g.Source, g.Dataset, g.Reason, g.Detail)
		}
		judge(t, inv, found, covered)
	}
	// Both are right in 95 of 100: fewer than 178 of 200 once in 10,000 tests.
	for _, s := range sources {
		t.Logf("%s: found %d, covered %d of %d", s.Name, found[s.Name], covered[s.Name], seeds)
		if found[s.Name] < 178 || covered[s.Name] < 178 {
			t.Errorf("%s: the field was found in %d of %d samples, the interval held the truth in %d", s.Name, found[s.Name], seeds, covered[s.Name])
		}
	}
}

func judge(t *testing.T, inv *inventory.Inventory, found, covered map[string]int) {
	t.Helper()
	for _, d := range inv.Datasets {
		if d.Records.Draw != "random" || d.Records.Finds == nil || d.Records.Finds.Share > 1.05*promised {
			t.Fatalf("%s/%s was drawn %s, promise %+v", d.Source, d.Dataset, d.Records.Draw, d.Records.Finds)
		}
		if d.Records.Read > people/2 {
			t.Fatalf("%s: %d of %d records read for a sample", d.Source, d.Records.Read, people)
		}
	}
	for _, f := range inv.Fields {
		if f.Field != "phone" {
			continue
		}
		if f.Numbers.Value() > 0 {
			found[f.Source]++
		}
		if (f.Holding.Low == nil || *f.Holding.Low <= holders) && (f.Holding.High == nil || *f.Holding.High >= holders) {
			covered[f.Source]++
		}
	}
}

// crowded loads the people into every kind of source.
func crowded(t *testing.T) []scanner.Source {
	t.Helper()
	ctx, list := context.Background(), crowd()
	var csv bytes.Buffer
	csv.WriteString("id,name,phone\n")
	var rows [][]any
	var docs []any
	var values []string
	for _, p := range list {
		fmt.Fprintf(&csv, "%s,%s,%s\n", p.id, p.name, p.phone)
		rows = append(rows, []any{p.name, p.phone})
		docs = append(docs, bson.M{"name": p.name, "phone": p.phone})
		values = append(values, fmt.Sprintf("(%s,'%s','%s')", p.id, p.name, p.phone))
	}

	db, pgURL := postgres(t)
	if _, err := db.Exec(ctx, "CREATE TABLE people (name text, phone text)"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"people"}, []string{"name", "phone"}, pgx.CopyFromRows(rows)); err != nil {
		t.Fatal(err)
	}

	insert := "CREATE TABLE people (id integer PRIMARY KEY, name text, phone text);INSERT INTO people VALUES " + strings.Join(values, ",")
	maria, _, mariaURL := mariadb(t)
	for _, statement := range strings.Split(insert, ";") {
		if _, err := maria.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}

	h := newHome(t)
	sqliteFile(t, h.path("people.db"), insert)
	h.write("dir/people.csv", csv.String())

	client, err := mongo.Connect(mongooptions.Client().ApplyURI(server(t, "DIALMAP_TEST_MONGODB")))
	if err != nil {
		t.Fatal(err)
	}
	mongoDB := "e2e_" + unique(t)
	t.Cleanup(func() {
		_ = client.Database(mongoDB).Drop(ctx)
		_ = client.Disconnect(ctx)
	})
	if _, err := client.Database(mongoDB).Collection("people").InsertMany(ctx, docs); err != nil {
		t.Fatal(err)
	}

	bucketName, put := bucket(t)
	put("people.csv", csv.Bytes())

	var sources []scanner.Source
	for _, s := range []struct{ name, url string }{
		{"postgres", pgURL}, {"mariadb", mariaURL}, {"sqlite", h.path("people.db")},
		{"mongodb", withPath(t, server(t, "DIALMAP_TEST_MONGODB"), mongoDB)}, {"s3", "s3://" + bucketName}, {"files", h.path("dir")},
	} {
		kind, err := all.Find(s.url)
		if err != nil {
			t.Fatal(err)
		}
		src := scanner.Source{Kind: kind.Name, Open: kind.Open}
		src.Name, src.URL, src.Redact = s.name, s.url, func(name string) string { return name }
		if s.name == "s3" {
			src.Endpoint, src.Region = server(t, "DIALMAP_TEST_S3_ENDPOINT"), "us-east-1"
			src.User, src.Secret = os.Getenv("DIALMAP_TEST_S3_ACCESS_KEY"), os.Getenv("DIALMAP_TEST_S3_SECRET_KEY")
		}
		sources = append(sources, src)
	}
	return sources
}
