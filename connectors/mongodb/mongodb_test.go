package mongodb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/transport/transporttest"
)

func server(t testing.TB) string {
	t.Helper()
	url := os.Getenv("DIALMAP_TEST_MONGODB")
	if url == "" {
		t.Fatal("DIALMAP_TEST_MONGODB is not set: start the servers with make servers")
	}
	return url
}

// database makes an empty database that goes away with the test.
func database(t testing.TB) *mongo.Database {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(server(t)))
	if err != nil {
		t.Fatal(err)
	}
	db := client.Database("dialmap_" + strings.ToLower(rand.Text()[:10]))
	t.Cleanup(func() {
		ctx := context.Background()
		if err := db.Drop(ctx); err != nil {
			t.Error(err)
		}
		_ = client.Disconnect(ctx)
	})
	return db
}

func load(t testing.TB, coll *mongo.Collection, docs []any) {
	t.Helper()
	if _, err := coll.InsertMany(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
}

// fixture is the standard fixture as documents. The types are MongoDB's own:
// int64, double, bool, date.
func fixture() []any {
	var docs []any
	for _, r := range connectortest.Records() {
		contact := bson.D{{Key: "phones", Value: r.Contact.Phones}}
		if e := r.Contact.Emergency; e != nil {
			contact = append(contact, bson.E{Key: "emergency", Value: bson.D{{Key: "tel", Value: e.Tel}}})
		}
		docs = append(docs, bson.D{
			{Key: "id", Value: r.ID}, {Key: "name", Value: r.Name}, {Key: "phone", Value: r.Phone},
			{Key: "mobile", Value: r.Mobile}, {Key: "country", Value: r.Country}, {Key: "notes", Value: r.Notes},
			{Key: "contact", Value: contact}, {Key: "score", Value: r.Score}, {Key: "active", Value: r.Active},
			{Key: "created", Value: r.Created},
		})
	}
	return docs
}

// open opens url, at the database of db where it names none.
func open(t testing.TB, url string) *connector {
	t.Helper()
	c, err := Open(t.Context(), connectors.Source{Name: "test", URL: url, Redact: connectortest.Redact})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*connector)
}

func at(t testing.TB, db *mongo.Database) string {
	return strings.TrimSuffix(server(t), "/") + "/" + db.Name()
}

// small makes shards of some documents, as if the collection were large.
const small = 80 << 10

func TestConformance(t *testing.T) {
	db := database(t)
	load(t, db.Collection("people"), fixture())
	load(t, db.Collection("call +1 415 555 0123"), []any{bson.D{{Key: "a", Value: 1}}})
	connectortest.Run(t, connectortest.World{
		Dataset: db.Name() + ".people",
		Draw:    connectors.Records,
		Ignore:  []string{"_id"},
		Open: func(t testing.TB, redact func(string) string) connectors.Connector {
			c, err := Open(t.Context(), connectors.Source{Name: "test", URL: at(t, db), Redact: redact})
			if err != nil {
				t.Fatal(err)
			}
			c.(*connector).shardBytes = 8 * small
			return c
		},
	})
}

// datasets lists c and fails on a gap.
func datasets(t testing.TB, c connectors.Connector) []connectors.Dataset {
	t.Helper()
	var ds []connectors.Dataset
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ds = append(ds, d)
	}
	return ds
}

func shards(t testing.TB, c connectors.Connector, d connectors.Dataset) []connectors.Shard {
	t.Helper()
	var out []connectors.Shard
	for s, err := range c.Shards(t.Context(), d) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// value is one value as a line of a table: path, type, text.
type value struct{ path, typ, text string }

// read returns every value of d, and the gaps.
func read(t testing.TB, c connectors.Connector, d connectors.Dataset, w connectors.Want) (vs []value, records int, gaps []*connectors.Error) {
	t.Helper()
	for _, s := range shards(t, c, d) {
		for b, err := range c.Read(t.Context(), s, w) {
			if err != nil {
				var e *connectors.Error
				if !errors.As(err, &e) {
					t.Fatalf("an error of another kind: %v", err)
				}
				gaps = append(gaps, e)
				continue
			}
			if err := connectortest.Check(b); err != nil {
				t.Fatal(err)
			}
			records += b.Rows
			for i := range b.Cols {
				col := &b.Cols[i]
				for j := range col.Len() {
					v, f := col.Value(j)
					text := string(v)
					if f&connectors.Null != 0 {
						text = "NULL"
					}
					vs = append(vs, value{col.Field.Path, col.Field.Type, text})
				}
			}
		}
	}
	return vs, records, gaps
}

// only is the dataset of the one collection in db.
func only(t testing.TB, c connectors.Connector) connectors.Dataset {
	t.Helper()
	ds := datasets(t, c)
	if len(ds) != 1 {
		t.Fatalf("%d datasets, want 1", len(ds))
	}
	return ds[0]
}

func TestCanonicalText(t *testing.T) {
	decimal := func(s string) bson.Decimal128 {
		d, err := bson.ParseDecimal128(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	id := bson.ObjectID{0x50, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xff}
	for _, c := range []struct {
		name string
		v    any
		want value
	}{
		{"an int keeps its digits", int32(555), value{"v", "integer", "555"}},
		{"a long keeps all of its digits", int64(14155550123), value{"v", "integer", "14155550123"}},
		{"a double that is a whole number has no point", float64(14155550123), value{"v", "float", "14155550123"}},
		{"a large double has no exponent", 1.25e21, value{"v", "float", "1250000000000000000000"}},
		{"a decimal keeps its digits", decimal("14155550123.50"), value{"v", "decimal", "14155550123.50"}},
		{"a decimal has no exponent", decimal("1.25E+6"), value{"v", "decimal", "1250000"}},
		{"a small decimal has no exponent", decimal("-1.25E-7"), value{"v", "decimal", "-0.000000125"}},
		{"a date is in UTC", bson.DateTime(250), value{"v", "timestamp", "1970-01-01T00:00:00.25Z"}},
		{"an ObjectId is in hex", id, value{"v", "text", "507f010203040506070809ff"}},
		{"binary is as it is", bson.Binary{Data: []byte("+1 415 555 0123\x00\xff")}, value{"v", "bytes", "+1 415 555 0123\x00\xff"}},
		{"a boolean", true, value{"v", "boolean", "true"}},
		{"a null is flagged", nil, value{"v", "text", "NULL"}},
		{"an empty text is empty", "", value{"v", "text", ""}},
		{"a pattern is text", bson.Regex{Pattern: "^555", Options: "i"}, value{"v", "text", "^555"}},
		{"an array in an array", bson.A{bson.A{"a"}}, value{"v[][]", "text", "a"}},
		{"a document in an array", bson.A{bson.D{{Key: "tel", Value: "b"}}}, value{"v[].tel", "text", "b"}},
		{"a key with a dot", bson.D{{Key: "a.b", Value: "c"}}, value{"v.a.b", "text", "c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := walked(t, bson.D{{Key: "v", Value: c.v}})
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Types that the server under test does not store are read from their bytes.
func TestAnyTypeIsRead(t *testing.T) {
	got := walked(t, bson.D{
		{Key: "code", Value: bson.CodeWithScope{Code: "f()", Scope: bson.D{{Key: "tel", Value: "x"}}}},
		{Key: "js", Value: bson.JavaScript("g()")},
		{Key: "symbol", Value: bson.Symbol("s")},
		{Key: "undefined", Value: bson.Undefined{}},
		{Key: "min", Value: bson.MinKey{}},
		{Key: "ts", Value: bson.Timestamp{T: 60}},
		{Key: "ref", Value: bson.DBPointer{DB: "db.c"}},
		{Key: "empty", Value: bson.A{}},
	})
	want := []value{
		{"code", "text", "f()"},
		{"code.tel", "text", "x"},
		{"js", "text", "g()"},
		{"symbol", "text", "s"},
		{"undefined", "text", "NULL"},
		{"ts", "timestamp", "1970-01-01T00:01:00Z"},
		{"ref", "text", "db.c/000000000000000000000000"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestLargeDocument(t *testing.T) {
	db := database(t)
	long := strings.Repeat("lorem ipsum ", 1<<20)[:9<<20]
	load(t, db.Collection("c"), []any{
		bson.D{{Key: "long", Value: long}, {Key: "rest", Value: strings.Repeat("x", 6<<20-200)}, {Key: "tel", Value: "+1 415 555 0123"}},
		bson.D{{Key: "tel", Value: "+1 415 555 0124"}},
	})
	c := open(t, at(t, db))
	vs, records, gaps := read(t, c, only(t, c), connectors.Want{Fields: []string{"long", "tel"}})
	if records != 2 {
		t.Errorf("%d records, want 2", records)
	}
	if len(gaps) != 1 || gaps[0].Reason != connectors.Limit {
		t.Fatalf("gaps %v, want one of reason limit", gaps)
	}
	var tels []string
	for _, v := range vs {
		if v.path == "tel" {
			tels = append(tels, v.text)
		} else if len(v.text) != connectors.DefaultMaxValue {
			t.Errorf("the long value has %d bytes, want %d", len(v.text), connectors.DefaultMaxValue)
		}
	}
	if want := []string{"+1 415 555 0123", "+1 415 555 0124"}; !slices.Equal(tels, want) {
		t.Errorf("got %q, want %q", tels, want)
	}
}

func TestNumberLikeNames(t *testing.T) {
	db := database(t)
	load(t, db.Collection("calls 4155550199"), []any{bson.D{
		{Key: "_id", Value: 1},
		{Key: "calls", Value: bson.D{
			{Key: "+1 415 555 0123", Value: bson.D{{Key: "seconds", Value: 7}}},
			{Key: "+1 415 555 0124", Value: bson.D{{Key: "seconds", Value: 8}}},
		}},
	}})
	load(t, db.Collection("calls 4155550198"), []any{bson.D{{Key: "_id", Value: 1}}})
	c := open(t, at(t, db))
	ds := datasets(t, c)
	if len(ds) != 2 || ds[0].Name == ds[1].Name {
		t.Fatalf("datasets %v, want two of different names", ds)
	}
	for _, d := range ds {
		if connectortest.Redact(d.Name) != d.Name {
			t.Error("a dataset's name holds a number")
		}
	}
	var got []value
	for _, d := range ds {
		vs, _, gaps := read(t, c, d, connectors.Want{})
		if len(gaps) > 0 {
			t.Errorf("gaps %v", gaps)
		}
		got = append(got, vs...)
	}
	for _, want := range []value{
		{"calls.{}.seconds", "integer", "7"}, {"calls.{}.seconds", "integer", "8"},
		{"calls.{}#key", "name", "+1 415 555 0123"}, {"calls.{}#key", "name", "+1 415 555 0124"},
		{"{name}", "name", db.Name() + ".calls 4155550199"}, {"{name}", "name", db.Name() + ".calls 4155550198"},
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestMixedTypes(t *testing.T) {
	db := database(t)
	load(t, db.Collection("c"), []any{
		bson.D{{Key: "tel", Value: int64(14155550123)}},
		bson.D{{Key: "tel", Value: "+1 415 555 0124"}},
		bson.D{{Key: "tel", Value: bson.A{"+1 415 555 0125", 14155550126.0}}},
		bson.D{{Key: "tel", Value: bson.D{{Key: "home", Value: "+1 415 555 0127"}}}},
		bson.D{{Key: "tel", Value: nil}},
		bson.D{},
	})
	c := open(t, at(t, db))
	got, records, gaps := read(t, c, only(t, c), connectors.Want{Fields: []string{"tel", "tel[]", "tel.home"}})
	if records != 6 || len(gaps) > 0 {
		t.Errorf("%d records and gaps %v, want 6 and none", records, gaps)
	}
	want := []value{
		{"tel", "mixed", "14155550123"}, {"tel", "mixed", "+1 415 555 0124"}, {"tel", "mixed", "NULL"},
		{"tel.home", "text", "+1 415 555 0127"},
		{"tel[]", "mixed", "+1 415 555 0125"}, {"tel[]", "mixed", "14155550126"},
	}
	slices.SortStableFunc(got, func(a, b value) int { return strings.Compare(a.path, b.path) })
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestDatabases(t *testing.T) {
	one, two := database(t), database(t)
	load(t, one.Collection("a"), []any{bson.D{}})
	load(t, two.Collection("b"), []any{bson.D{}, bson.D{}})
	c := open(t, server(t))
	found := map[string]connectors.Dataset{}
	for _, d := range datasets(t, c) {
		found[d.Sub+"/"+d.Name] = d
		if slices.Contains(own, d.Sub) {
			t.Errorf("database %s is the server's own", d.Sub)
		}
	}
	if _, ok := found[one.Name()+"/"+one.Name()+".a"]; !ok {
		t.Error("the first database is missing")
	}
	d, ok := found[two.Name()+"/"+two.Name()+".b"]
	if !ok || d.Records != 2 {
		t.Errorf("second database: %v with %d records, want it with 2", ok, d.Records)
	}
	if s := shards(t, c, d); len(s) != 1 || s[0].Sub != two.Name() {
		t.Errorf("shards %v, want one of database %s", s, two.Name())
	}
}

func TestEmptyAndMissing(t *testing.T) {
	db := database(t)
	if err := db.CreateCollection(t.Context(), "empty"); err != nil {
		t.Fatal(err)
	}
	c := open(t, at(t, db))
	if vs, records, gaps := read(t, c, only(t, c), connectors.Want{}); len(vs)+records+len(gaps) > 0 {
		t.Errorf("an empty collection gave %v, %d records, gaps %v", vs, records, gaps)
	}
	if ds := datasets(t, open(t, strings.TrimSuffix(server(t), "/")+"/nothing_here")); len(ds) > 0 {
		t.Errorf("a database that is not there lists %v", ds)
	}
}

// Every way to cut gives every document once.
func TestCuts(t *testing.T) {
	filler := strings.Repeat("x", 1000)
	for _, keys := range []struct {
		name string
		key  func(i int) any
		cut  bool
	}{
		{"ObjectIds", func(int) any { return bson.NewObjectID() }, true},
		{"integers of both lengths", func(i int) any {
			if i%2 == 0 {
				return int32(i*7 - 500)
			}
			return int64(i*7 - 500)
		}, true},
		{"texts", func(i int) any { return fmt.Sprintf("k%05d", i*37%1000) }, true},
		{"two types", func(i int) any {
			if i%2 == 0 {
				return i
			}
			return fmt.Sprint("k", i)
		}, false},
		{"documents", func(i int) any { return bson.D{{Key: "a", Value: i}} }, false},
	} {
		t.Run(keys.name, func(t *testing.T) {
			db := database(t)
			var docs []any
			for i := range 300 {
				docs = append(docs, bson.D{{Key: "_id", Value: keys.key(i)}, {Key: "n", Value: i}, {Key: "x", Value: filler}})
			}
			load(t, db.Collection("c"), docs)
			c := open(t, at(t, db))
			c.shardBytes = small
			d := only(t, c)
			if n := len(shards(t, c, d)); keys.cut != (n > 3) {
				t.Errorf("%d shards", n)
			}
			seen := map[string]int{}
			vs, _, gaps := read(t, c, d, connectors.Want{Fields: []string{"n"}})
			for _, v := range vs {
				seen[v.text]++
			}
			if len(seen) != 300 || len(vs) != 300 || len(gaps) > 0 {
				t.Errorf("%d documents, %d different, gaps %v; want 300 once each", len(vs), len(seen), gaps)
			}
		})
	}
}

// proxied opens db through a proxy.
func proxied(t testing.TB, db *mongo.Database) (*connector, *transporttest.Proxy) {
	t.Helper()
	u, err := url.Parse(server(t))
	if err != nil {
		t.Fatal("the URL of the test's server cannot be read")
	}
	p := transporttest.New(t, u.Host)
	return open(t, "mongodb://"+p.Addr+"/"+db.Name()), p
}

// A server that does not answer any more ends a reading with an error that
// says so and may be tried again.
func TestTimeout(t *testing.T) {
	db := database(t)
	load(t, db.Collection("c"), fixture())
	c, p := proxied(t, db)
	s := shards(t, c, only(t, c))[0]
	c.timeout = 300 * time.Millisecond
	p.Hold()
	began := time.Now()
	gaps, _ := failures(t, c, s, nil)
	if len(gaps) != 1 || gaps[0].Reason != connectors.Timeout || !gaps[0].Retry {
		t.Errorf("gaps %v, want one of reason timeout that may be tried again", gaps)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	p.Release()
	c.timeout = 30 * time.Second
	if gaps, records := failures(t, c, s, nil); len(gaps) > 0 || records != len(fixture()) {
		t.Errorf("tried again: %d records, gaps %v", records, gaps)
	}
}

// A server that is pulled away in the middle is one error, to be tried again.
func TestServerPulledAway(t *testing.T) {
	db := database(t)
	var docs []any
	for range 10 { // a reply holds some of them
		docs = append(docs, bson.D{{Key: "x", Value: strings.Repeat("y", connectors.DefaultMaxBatch)}})
	}
	load(t, db.Collection("c"), docs)
	c, p := proxied(t, db)
	s := shards(t, c, only(t, c))[0]
	gaps, records := failures(t, c, s, p.Close)
	if len(gaps) != 1 || gaps[0].Reason != connectors.Unreachable || !gaps[0].Retry {
		t.Errorf("gaps %v, want one of reason unreachable that may be tried again", gaps)
	}
	if records == 0 {
		t.Error("nothing was read before the cut")
	}
}

// failures reads s and returns its gaps and the number of records. after is
// called with the first batch.
func failures(t testing.TB, c connectors.Connector, s connectors.Shard, after func()) (gaps []*connectors.Error, records int) {
	t.Helper()
	for b, err := range c.Read(t.Context(), s, connectors.Want{}) {
		if err != nil {
			gaps = append(gaps, err.(*connectors.Error))
			continue
		}
		if records == 0 && after != nil {
			after()
		}
		records += b.Rows
	}
	return gaps, records
}

// A server with a certificate of its own authority.
func TestTLS(t *testing.T) {
	db := database(t)
	load(t, db.Collection("c"), []any{bson.D{{Key: "a", Value: 1}}})
	p, ca := transporttest.NewTLS(t, strings.TrimSuffix(strings.TrimPrefix(server(t), "mongodb://"), "/"))
	s := connectors.Source{URL: "mongodb://" + p.Addr + "/" + db.Name() + "?tls=true", Redact: connectortest.Redact}
	_, err := Open(t.Context(), s)
	if e := new(connectors.Error); !errors.As(err, &e) || !strings.Contains(e.Text, "authority that is not trusted") {
		t.Errorf("without its CA: %v", err)
	}
	s.TLS.CA = ca
	c, err := Open(t.Context(), s)
	if err != nil {
		t.Fatalf("with its CA: %v", err)
	}
	defer c.Close()
	if d := only(t, c); d.Records != 1 {
		t.Errorf("%d records, want 1", d.Records)
	}
}

// What a wrong configuration says, at once.
func TestOpenFails(t *testing.T) {
	const secret = "a-secret-that-is-not-printed"
	host := strings.TrimSuffix(strings.TrimPrefix(server(t), "mongodb://"), "/")
	gone := transporttest.New(t, host)
	gone.Close()
	for _, c := range []struct {
		name   string
		source connectors.Source
		want   string
		reason connectors.Reason
	}{
		{"a login the server refuses", connectors.Source{URL: "mongodb://scan:" + secret + "@" + host}, "refused user or password", connectors.Denied},
		{"a login beside the URL", connectors.Source{URL: server(t), User: "scan", Secret: secret}, "refused user or password", connectors.Denied},
		{"nobody listens", connectors.Source{URL: "mongodb://scan:" + secret + "@" + gone.Addr}, "connection refused", connectors.Unreachable},
		{"none of two hosts listens", connectors.Source{URL: "mongodb://" + gone.Addr + ",127.0.0.1:1/?replicaSet=rs"}, "connection refused", connectors.Unreachable},
		{"a host that does not exist", connectors.Source{URL: "mongodb://nothing.invalid/", TLS: connectors.TLS{Mode: "disable"}}, "host's name", connectors.Unreachable},
		{"TLS where the server has none", connectors.Source{URL: server(t) + "?tls=true", Timeout: time.Second}, "tls=false", connectors.Unreachable},
		{"a CA that is not there", connectors.Source{URL: server(t), TLS: connectors.TLS{CA: "none.pem"}}, "tls.ca", connectors.Unreachable},
		{"another scheme", connectors.Source{URL: "http://scan:" + secret + "@" + host}, "mongodb://", connectors.Unreachable},
		{"a password that is not escaped", connectors.Source{URL: "mongodb://scan:" + secret + "@x@" + host}, "escaped by %", connectors.Unreachable},
		{"an option that is none", connectors.Source{URL: server(t) + "?readPreference=" + secret}, "cannot be read", connectors.Unreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.source.Redact = connectortest.Redact
			began := time.Now()
			_, err := Open(t.Context(), c.source)
			var e *connectors.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an error of ours", err)
			}
			if e.Reason != c.reason || !strings.Contains(e.Text, c.want) {
				t.Errorf("got %s: %q, want %s: %q", e.Reason, e.Text, c.reason, c.want)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), host) {
				t.Error("the error repeats the URL")
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// The server's own words, which may hold values, are in no error.
func TestExplain(t *testing.T) {
	for _, c := range []struct {
		name   string
		code   int32
		reason connectors.Reason
		want   string
		retry  bool
	}{
		{"a wrong password", 18, connectors.Denied, "authSource", false},
		{"a wrong password on Atlas", 8000, connectors.Denied, "database users", false},
		{"a missing right", 13, connectors.Denied, "role read", false},
		{"a query that took too long", 50, connectors.Timeout, "statement_timeout", true},
		{"a collection that was dropped", 26, connectors.Changed, "scan again", false},
		{"a cursor the server forgot", 43, connectors.Unreachable, "read again", true},
		{"an election", 10107, connectors.Unreachable, "changing its role", true},
		{"a command the server has not", 59, connectors.Unsupported, "does not know", false},
		{"a code without a text of its own", 4242, connectors.Unreachable, "look at its log", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := mongo.CommandError{Code: c.code, Message: "duplicate +1 415 555 0123", Name: "SomethingOf4155550123"}
			e := explain(fmt.Errorf("wrapped: %w", server), connectors.Part{Dataset: "db.c"})
			if e.Reason != c.reason || e.Retry != c.retry || !strings.Contains(e.Text, c.want) {
				t.Errorf("got %s, retry %v: %q; want %s, %v: %q", e.Reason, e.Retry, e.Text, c.reason, c.retry, c.want)
			}
			if connectortest.Redact(e.Error()) != e.Error() {
				t.Errorf("%q holds what the server said", e.Error())
			}
		})
	}
}

func TestRights(t *testing.T) {
	c := &connector{source: connectors.Source{Redact: connectortest.Redact}}
	for db, want := range map[string]string{
		"":                `roles: [{role: "readAnyDatabase", db: "admin"}]`,
		"crm":             `roles: [{role: "read", db: "crm"}]`,
		"crm_14155550123": `roles: [{role: "read", db: "crm_{}"}]`,
	} {
		c.db = db
		if got := c.Rights(t.Context()); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("database %q: got %q, want %q", db, got, want)
		}
	}
}
