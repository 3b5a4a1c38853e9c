package e2e

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	mongooptions "go.mongodb.org/mongo-driver/v2/mongo/options"
)

// foundPlace is what is read of the answer of dialmap find.
type foundAnswer struct {
	Numbers []struct{ Places int }
	Places  []struct {
		Number                            int
		Source, Dataset, Field, Certainty string
		Records                           int
		Consent                           []struct{ Purpose, State string }
		Retention                         struct{ State string }
	}
	NotSearched []struct{ Source, Dataset, Reason string } `json:"not_searched"`
	Rights      []struct{ Law, Right, Due string }
}

// crowdOf makes numbers from a range for fiction that are not the ones searched.
func crowdOf(i int) string { return fmt.Sprintf("+49 171 39200%02d", i%40) }

func TestANumberIsFoundWhereverItIsAndLeavesNoTrace(t *testing.T) {
	h := newHome(t)
	ctx := context.Background()
	mustExec := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	db, pgURL := postgres(t)
	for _, q := range []string{
		"CREATE TABLE contacts (id int, phone text, created date)", "CREATE TABLE calls (id int, msisdn bigint)", "CREATE TABLE notes (id int, body text)", "CREATE TABLE crowd (id int PRIMARY KEY, phone text)",
		"INSERT INTO contacts SELECT i, '+49 171 39200' || lpad((i % 40)::text, 2, '0'), '2026-10-01' FROM generate_series(1, 80) i",
		"INSERT INTO contacts VALUES (900, '+49 171 39200 77', '2020-02-03'), (901, '0049 171 3920077', '2026-10-01'), (902, '+49 171 39200 88', '2026-10-01')",
		"INSERT INTO calls SELECT i, 491713920000 + i % 40 FROM generate_series(1, 80) i", "INSERT INTO calls VALUES (900, 491713920077)",
		"INSERT INTO notes SELECT i, 'Tel. 0171 39200' || lpad((i % 40)::text, 2, '0') || ' angerufen' FROM generate_series(1, 40) i", "INSERT INTO notes VALUES (900, 'bitte unter Tel. 0171/39200-77 melden')",
		"INSERT INTO crowd SELECT i, '+49 171 39200' || lpad((i % 40)::text, 2, '0') FROM generate_series(1, 30000) i", "UPDATE crowd SET phone = '+49 (0)171 3920077' WHERE id = 23456",
		"SELECT pg_stat_force_next_flush()",
	} {
		_, err := db.Exec(ctx, q)
		mustExec(err)
	}
	maria, mariaDB, mariaURL := mariadb(t)
	for _, q := range []string{
		"CREATE TABLE people (id int, tel varchar(40))", "CREATE TABLE consents (phone varchar(40), purpose varchar(20), granted date, withdrawn date)",
		"INSERT INTO people VALUES (900, '01713920077')", "INSERT INTO consents VALUES ('+491713920077', 'sms', '2024-01-01', '2025-01-01'), ('+491713920001', 'sms', '2024-01-01', NULL)",
	} {
		_, err := maria.Exec(q)
		mustExec(err)
	}
	for i := range 40 {
		_, err := maria.Exec("INSERT INTO people VALUES (?, ?)", i, strings.ReplaceAll(strings.Replace(crowdOf(i), "+49 ", "0", 1), " ", ""))
		mustExec(err)
	}
	mongoURL, mongoDB := server(t, "DIALMAP_TEST_MONGODB"), "e2e_"+strings.ToLower(unique(t))
	client, err := mongo.Connect(mongooptions.Client().ApplyURI(mongoURL))
	mustExec(err)
	t.Cleanup(func() { _ = client.Database(mongoDB).Drop(ctx); _ = client.Disconnect(ctx) })
	var docs []any
	for i := range 40 {
		docs = append(docs, bson.M{"contact": bson.M{"phones": []string{crowdOf(i), crowdOf(i + 1)}}})
	}
	docs = append(docs, bson.M{"contact": bson.M{"phones": []string{crowdOf(3), "tel:+49-171-3920077", "+49 171 39200 77"}}})
	_, err = client.Database(mongoDB).Collection("leads").InsertMany(ctx, docs)
	mustExec(err)
	bucketName, put := bucket(t)
	csv := "id,phone\n"
	for i := range 40 {
		csv += fmt.Sprintf("%d,%s\n", i, crowdOf(i))
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write([]byte(csv + "900,+49-171-392-0077\n"))
	mustExec(err)
	mustExec(z.Close())
	put("export.csv.gz", packed.Bytes())
	put("recordings/491713920077.txt", []byte("the customer was content\n"))
	h.write("data/plain.csv", csv)
	h.write("data/none.csv", "id,name\n1,Anna\n")
	config := h.write("dialmap.yaml", fmt.Sprintf(`version: 1
sources:
  - {name: pg, url: %q, default_region: DE}
  - {name: maria, url: %q, default_region: DE}
  - {name: mongo, url: %q, default_region: DE}
  - {name: dir, url: data, default_region: DE}
%sdatasets:
  - {match: pg/public.contacts, purposes: [sms], legal_basis: consent, consent: {ledger: sms, by: number}, retention: {period: 24mo, field: created}}
ledgers:
  - {name: sms, dataset: maria/%s.consents, kind: consent, fields: {number: phone, purpose: purpose, granted: granted, withdrawn: withdrawn}}
organisation: {name: Example, establishments: [DE]}
`, pgURL, mariaURL, withPath(t, mongoURL, mongoDB), s3Source(t, h, bucketName), mariaDB))
	h.mustRun("scan", "--config", config, "--whole-under", "1MiB,1000", "--state", h.path("st"), "--format", "json", "-o", h.path("map.json"))

	watch := newWatch(t, db, maria)
	find := func(number string, want int, args ...string) foundAnswer {
		t.Helper()
		c := h.command(append([]string{"find", "--config", config, "--state", h.path("st"), "--format", "json"}, args...)...)
		var out, log bytes.Buffer
		c.Stdin, c.Stdout, c.Stderr = strings.NewReader(number+"\n"), &out, &log
		_ = c.Run()
		if code := c.ProcessState.ExitCode(); code != want {
			t.Fatalf("exit %d, want %d: %s", code, want, log.String())
		}
		if trace := traceOf(number, out.String()+log.String()); trace != "" {
			t.Errorf("the output shows the number: %s", trace)
		}
		var a foundAnswer
		mustExec(json.Unmarshal(out.Bytes(), &a))
		return a
	}
	places := func(a foundAnswer) (list []string) {
		for _, p := range a.Places {
			list = append(list, fmt.Sprintf("%s/%s %s: %d %s", p.Source, p.Dataset, p.Field, p.Records, p.Certainty))
		}
		return list
	}

	a := find("+49 171 3920077", 1, "--absent")
	want := []string{
		"bucket/export.csv.gz phone: 1 certain",
		"bucket/recordings/{}.txt {name}: 1 possible",
		"maria/" + mariaDB + ".consents phone: 1 certain",
		"maria/" + mariaDB + ".people tel: 1 certain",
		"mongo/" + mongoDB + ".leads contact.phones[]: 1 certain",
		"pg/public.calls msisdn: 1 certain",
		"pg/public.contacts phone: 2 certain",
		"pg/public.crowd phone: 1 certain",
		"pg/public.notes body: 1 certain",
	}
	if d := cmp.Diff(want, places(a)); d != "" {
		t.Error(d)
	}
	for _, p := range a.Places {
		if p.Dataset != "public.contacts" {
			continue
		}
		if p.Retention.State != "overdue" {
			t.Errorf("retention %+v, want overdue", p.Retention)
		}
		state := ""
		for _, c := range p.Consent {
			if c.Purpose == "sms" {
				state = c.State
			}
		}
		if state != "withdrawn" {
			t.Errorf("consent %+v, want withdrawn", p.Consent)
		}
	}
	if len(a.Rights) < 2 || a.Rights[0].Law != "eu-gdpr" && a.Rights[1].Law != "eu-gdpr" {
		t.Errorf("rights %+v, want those of the GDPR", a.Rights)
	}
	if d := cmp.Diff([]string{"pg/public.contacts phone: 1 certain"}, places(find("0171 3920088", 0, "--region", "DE"))); d != "" {
		t.Error(d)
	}
	if got := places(find("+49 171 3920066", 0, "--absent")); len(got) > 0 {
		t.Errorf("a number that is nowhere is in %v", got)
	}
	watch.wantNoTrace("3920077", "3920088", "3920066")
	mustExec(filepath.WalkDir(h.path("st"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, n := range []string{"1713920077", "1713920088", "1713920066"} {
			if bytes.Contains(b, []byte(n)) {
				t.Errorf("%s holds a number that was searched", path)
			}
		}
		return err
	}))
}

// traceOf is the part of a text that shows a number's last seven digits.
func traceOf(number, text string) string {
	digits := regexp.MustCompile(`[^0-9]`).ReplaceAllString(number, "")
	last := digits[len(digits)-7:]
	return regexp.MustCompile(strings.Join(strings.Split(last, ""), `[^0-9a-zA-Z\n]{0,2}`)).FindString(text)
}
