package s3

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/connectortest/parquettest"
	"github.com/dialmap/dialmap/connectors/objects"
	"github.com/dialmap/dialmap/connectors/transport/transporttest"
)

func env(t testing.TB, name string) string {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		t.Fatalf("%s is not set: start the servers with make servers", name)
	}
	return v
}

func endpoint(t testing.TB) string { return env(t, "DIALMAP_TEST_S3_ENDPOINT") }

// bucket is one that goes away with the test.
type bucket struct {
	t      testing.TB
	name   string
	client *s3.Client
}

func newBucket(t testing.TB) *bucket {
	t.Helper()
	b := &bucket{t: t, name: "dialmap-" + strings.ToLower(rand.Text()[:10])}
	b.client = s3.New(s3.Options{
		BaseEndpoint: aws.String(endpoint(t)), UsePathStyle: true, Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider(env(t, "DIALMAP_TEST_S3_ACCESS_KEY"), env(t, "DIALMAP_TEST_S3_SECRET_KEY"), ""),
	})
	if _, err := b.client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &b.name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.drop)
	return b
}

func (b *bucket) put(key string, content []byte) {
	b.t.Helper()
	_, err := b.client.PutObject(b.t.Context(), &s3.PutObjectInput{Bucket: &b.name, Key: &key, Body: bytes.NewReader(content)})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bucket) delete(key string) {
	b.t.Helper()
	if _, err := b.client.DeleteObject(b.t.Context(), &s3.DeleteObjectInput{Bucket: &b.name, Key: &key}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bucket) drop() {
	ctx := context.Background()
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			b.t.Error(err)
			return
		}
		var ids []types.ObjectIdentifier
		for _, o := range page.Contents {
			ids = append(ids, types.ObjectIdentifier{Key: o.Key})
		}
		if len(ids) > 0 {
			_, err = b.client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &b.name, Delete: &types.Delete{Objects: ids}})
		}
		if err != nil {
			b.t.Error(err)
			return
		}
	}
	if _, err := b.client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &b.name}); err != nil {
		b.t.Error(err)
	}
}

// source is how a user names it.
func (b *bucket) source(prefix string) connectors.Source {
	return connectors.Source{
		Name: "test", URL: "s3://" + b.name + "/" + prefix, Endpoint: endpoint(b.t), Redact: connectortest.Redact,
		User: env(b.t, "DIALMAP_TEST_S3_ACCESS_KEY"), Secret: env(b.t, "DIALMAP_TEST_S3_SECRET_KEY"),
	}
}

// open opens s, closed by the end of the test.
func open(t testing.TB, s connectors.Source) *connector {
	t.Helper()
	c, err := Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*connector)
}

func TestConformance(t *testing.T) {
	b := newBucket(t)
	b.put("exports/people.ndjson", connectortest.NDJSON(connectortest.Records()))
	b.put("exports/call +1 415 555 0123.txt", []byte("nothing"))
	b.put("rows/people", parquettest.Write(connectortest.Records(), 120))
	for _, c := range []struct {
		name, prefix, dataset string
		size                  int64
		draw                  connectors.Design
	}{
		{"an object of lines", "exports/", "people.ndjson", 0, connectors.Offsets},
		{"an object of lines in ranges of bytes", "exports/", "people.ndjson", 20_000, connectors.Offsets},
		{"Parquet, a shard each group of rows", "rows/", "people", 1, connectors.Records},
	} {
		t.Run(c.name, func(t *testing.T) {
			connectortest.Run(t, connectortest.World{
				Dataset: c.dataset,
				Draw:    c.draw,
				Open: func(t testing.TB, redact func(string) string) connectors.Connector {
					s := b.source(c.prefix)
					s.Redact = redact
					if c.size > 0 {
						st, err := newStore(t.Context(), s)
						if err != nil {
							t.Fatal(err)
						}
						return objects.New(st, objects.Options{Redact: redact, Range: c.size})
					}
					conn, err := Open(t.Context(), s)
					if err != nil {
						t.Fatal(err)
					}
					return conn
				},
			})
		})
	}
}

// Lines that were drawn cost a request each, those near to each other one
// together, and little more than their bytes.
func TestDrawingAsksForLittle(t *testing.T) {
	b := newBucket(t)
	b.put("a.log", bytes.Repeat([]byte(strings.Repeat("x", 99)+"\n"), 100_000)) // 10 MB
	c := open(t, b.source(""))
	counted := &counts{HTTPClient: c.store.client.Options().HTTPClient}
	c.store.client = s3.New(c.store.client.Options(), func(o *s3.Options) { o.HTTPClient = counted })
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				t.Fatal(err)
			}
			counted.requests, counted.bytes = 0, 0
			rows := 0
			slots := []int64{500, 501, 2_000_000, 2_030_000, 2_060_000, 5_000_000, 9_999_999}
			for batch, err := range c.Read(t.Context(), s, connectors.Want{Draw: s.Draw, Slots: slots}) {
				if err != nil {
					t.Fatal(err)
				}
				rows += batch.Rows
			}
			if rows != len(slots) || counted.requests != 4 || counted.bytes > 250_000 {
				t.Errorf("%d rows by %d requests for %d bytes, want 7 by 4", rows, counted.requests, counted.bytes)
			}
		}
	}
}

// counts counts requests and the bytes that answers announce.
type counts struct {
	s3.HTTPClient
	requests int
	bytes    int64
}

func (c *counts) Do(r *http.Request) (*http.Response, error) {
	resp, err := c.HTTPClient.Do(r)
	c.requests++
	if err == nil {
		c.bytes += resp.ContentLength
	}
	return resp, err
}

// scan reads all of c: the text of every record's field text, and the gaps.
func scan(t testing.TB, c connectors.Connector) (texts []string, gaps []*connectors.Error) {
	t.Helper()
	gap := func(err error) {
		var e *connectors.Error
		if !errors.As(err, &e) {
			t.Fatalf("an error of another kind: %v", err)
		}
		gaps = append(gaps, e)
	}
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			gap(err)
			continue
		}
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				gap(err)
				continue
			}
			for b, err := range c.Read(t.Context(), s, connectors.Want{}) {
				if err != nil {
					gap(err)
					continue
				}
				if err := connectortest.Check(b); err != nil {
					t.Fatal(err)
				}
				for i := range b.Cols {
					for j := range b.Cols[i].Len() {
						v, _ := b.Cols[i].Value(j)
						texts = append(texts, b.Cols[i].Field.Path+"="+string(v))
					}
				}
			}
		}
	}
	slices.Sort(texts)
	return texts, gaps
}

func keys(t testing.TB, st *store, prefix string) (out []string) {
	t.Helper()
	for o, err := range st.ListUnder(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, o.Key)
	}
	return out
}

func TestPaging(t *testing.T) {
	const n = 2500
	b := newBucket(t)
	work := make(chan int)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range work {
				b.put(fmt.Sprintf("logs/%04d.txt", i), []byte(fmt.Sprintf("line %d\n", i)))
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	c := open(t, b.source(""))
	if got := keys(t, c.store, ""); len(got) != n || !slices.IsSorted(got) {
		t.Errorf("%d keys, sorted %v; want %d in order", len(got), slices.IsSorted(got), n)
	}
	if got := keys(t, c.store, "logs/24"); len(got) != 100 {
		t.Errorf("%d keys below a prefix, want 100", len(got))
	}
	for d, err := range c.Datasets(t.Context()) {
		if err != nil || d.Objects != n {
			t.Errorf("dataset %s of %d objects, error %v; want one of %d", d.Name, d.Objects, err, n)
		}
	}
}

func TestOddKeys(t *testing.T) {
	b := newBucket(t)
	want := []string{
		"a b.txt", "a+b.txt", "a%20b.txt", "a&b=c?d#e.txt", `quote"d'.txt`, "unicode/naïve 山田 😀.txt",
		"back\\slash.txt", "semi;colon,comma.txt", "tilde~!@$^()[]{}.txt", "<xml>&amp;.txt",
		"tab\tand\nnewline.txt", "call +1 415 555 0123.txt",
	}
	for _, k := range want {
		b.put("in/"+k, []byte("in "+k[:1]))
	}
	c := open(t, b.source("in/"))
	slices.Sort(want)
	if got := keys(t, c.store, ""); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for o, err := range c.store.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.store.Open(t.Context(), o, 0, -1)
		if err != nil {
			t.Errorf("open %q: %v", o.Key, err)
			continue
		}
		content, err := io.ReadAll(r)
		if err != nil || string(content) != "in "+o.Key[:1] {
			t.Errorf("read %q: %q, %v", o.Key, content, err)
		}
		r.Close()
	}
	texts, gaps := scan(t, c)
	if !slices.Contains(texts, "{name}=call +1 415 555 0123.txt") {
		t.Error("the number in a key is no value")
	}
	if len(gaps) > 0 {
		t.Errorf("gaps %v", gaps)
	}
}

// A listing in URL encoding carries what XML cannot.
func TestObject(t *testing.T) {
	class := types.ObjectStorageClassGlacier
	until := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		key     string
		size    int64
		encoded bool
		restore *types.RestoreStatus
		want    objects.Object
		ok      bool
	}{
		{"an encoded key", "a+b%2Bc%01.txt", 1, true, nil, objects.Object{Key: "a b+c\x01.txt", Size: 1, Archived: "archived in storage class GLACIER"}, true},
		{"a key that was not encoded", "a+b%2Bc.txt", 1, false, nil, objects.Object{Key: "a+b%2Bc.txt", Size: 1, Archived: "archived in storage class GLACIER"}, true},
		{"a copy that was restored", "a", 1, true, &types.RestoreStatus{RestoreExpiryDate: &until}, objects.Object{Key: "a", Size: 1}, true},
		{"a copy that is being restored", "a", 1, true, &types.RestoreStatus{IsRestoreInProgress: aws.Bool(true)}, objects.Object{Key: "a", Size: 1, Archived: "archived in storage class GLACIER"}, true},
		{"a marker of a folder", "a/", 0, true, nil, objects.Object{}, false},
		{"an object that ends at a slash", "a/", 1, true, nil, objects.Object{Key: "a/", Size: 1, Archived: "archived in storage class GLACIER"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := object(types.Object{Key: &c.key, Size: &c.size, StorageClass: class, RestoreStatus: c.restore}, c.encoded)
			if ok != c.ok || ok && got != c.want {
				t.Errorf("got %+v, %v; want %+v, %v", got, ok, c.want, c.ok)
			}
		})
	}
}

// The prefix is S3's: it ends where it ends, and the names of objects begin
// behind its last slash.
func TestPrefix(t *testing.T) {
	b := newBucket(t)
	for _, k := range []string{"exports/2024/a.txt", "exports/2024-old/b.txt", "exports/2025/c.txt", "other/d.txt"} {
		b.put(k, []byte("x"))
	}
	b.put("exports/2024/", nil) // as consoles make a folder
	for _, c := range []struct {
		prefix, under string
		want          []string
	}{
		{"", "", []string{"exports/2024-old/b.txt", "exports/2024/a.txt", "exports/2025/c.txt", "other/d.txt"}},
		{"exports/", "", []string{"2024-old/b.txt", "2024/a.txt", "2025/c.txt"}},
		{"exports/2024", "", []string{"2024-old/b.txt", "2024/a.txt"}},
		{"exports/2024", "2024/", []string{"2024/a.txt"}},
		{"exports/2024", "20", []string{"2024-old/b.txt", "2024/a.txt"}},
		{"exports/2024", "2025", nil},
		{"exports/2024/", "", []string{"a.txt"}},
		{"nothing/", "", nil},
	} {
		t.Run(c.prefix+" and "+c.under, func(t *testing.T) {
			got := keys(t, open(t, b.source(c.prefix)).store, c.under)
			if slices.Sort(got); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func zipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.Bytes()
}

func TestContents(t *testing.T) {
	var lines strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&lines, "%s line %d\n", rand.Text(), i)
	}
	cut := zipped(lines.String())
	for _, c := range []struct {
		name    string
		key     string
		content []byte
		texts   int
		reason  connectors.Reason // "": no gap
	}{
		{"a gzip of text", "a.txt.gz", zipped("one\ntwo\n"), 2, ""},
		{"a gzip that ends early gives what came before", "a.txt.gz", cut[:len(cut)/2], -1, connectors.Malformed},
		{"an empty object", "a.csv", nil, 0, ""},
		{"an object without extension", "README", []byte("one\ntwo\nthree\n"), 3, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBucket(t)
			b.put(c.key, c.content)
			texts, gaps := scan(t, open(t, b.source("")))
			if c.texts >= 0 && len(texts) != c.texts || c.texts < 0 && len(texts) == 0 {
				t.Errorf("%d values, want %d", len(texts), c.texts)
			}
			if c.reason == "" && len(gaps) > 0 || c.reason != "" && (len(gaps) != 1 || gaps[0].Reason != c.reason) {
				t.Errorf("gaps %v, want %q", gaps, c.reason)
			}
		})
	}
}

func TestEmptyBucket(t *testing.T) {
	texts, gaps := scan(t, open(t, newBucket(t).source("")))
	if len(texts) > 0 || len(gaps) > 0 {
		t.Errorf("%d values and gaps %v from an empty bucket", len(texts), gaps)
	}
}

func TestDeletedAndChangedMeanwhile(t *testing.T) {
	b := newBucket(t)
	for _, k := range []string{"one.txt", "two.txt", "three.txt"} {
		b.put(k, []byte("old "+k))
	}
	c := open(t, b.source(""))
	var shards []connectors.Shard
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for s, err := range c.Shards(t.Context(), d) {
			if err != nil {
				t.Fatal(err)
			}
			shards = append(shards, s)
		}
	}
	b.delete("one.txt")
	b.put("two.txt", []byte("new two.txt"))
	gaps := map[string]connectors.Reason{}
	var texts []string
	for _, s := range shards {
		for batch, err := range c.Read(t.Context(), s, connectors.Want{}) {
			if err != nil {
				gaps[err.(*connectors.Error).Part.Object] = err.(*connectors.Error).Reason
				continue
			}
			v, _ := batch.Cols[0].Value(0)
			texts = append(texts, string(v))
		}
	}
	if len(gaps) != 2 || gaps["one.txt"] != connectors.Changed || gaps["two.txt"] != connectors.Changed {
		t.Errorf("gaps %v, want one.txt and two.txt changed", gaps)
	}
	if slices.Sort(texts); !slices.Equal(texts, []string{"new two.txt", "old three.txt"}) {
		t.Errorf("read %q", texts)
	}
}

// Reading from the middle is refused where the object is another by now.
func TestOpenFurtherOn(t *testing.T) {
	b := newBucket(t)
	b.put("a.txt", []byte("0123456789"))
	st := open(t, b.source("")).store
	var o objects.Object
	for o = range st.List(t.Context()) {
	}
	r, err := st.Open(t.Context(), o, 7, -1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	r.Close()
	if err != nil || string(got) != "789" {
		t.Errorf("got %q, %v; want 789", got, err)
	}
	if r, err = st.Open(t.Context(), o, 7, 2); err != nil {
		t.Fatal(err)
	}
	if got, err = io.ReadAll(r); string(got) != "78" || err != nil {
		t.Errorf("two bytes: %q, %v", got, err)
	}
	r.Close()
	if r, err = st.Open(t.Context(), o, 10, -1); err != nil {
		t.Fatal(err)
	}
	if got, err = io.ReadAll(r); len(got) > 0 || err != nil {
		t.Errorf("beyond the end: %q, %v", got, err)
	}
	b.put("a.txt", []byte("abcdefghij"))
	_, err = st.Open(t.Context(), o, 7, -1)
	if e := new(connectors.Error); !errors.As(err, &e) || e.Reason != connectors.Changed {
		t.Errorf("got %v, want an error of reason changed", err)
	}
}

// What a wrong configuration says, on the real server.
func TestOpenFails(t *testing.T) {
	b := newBucket(t)
	const secret = "a-secret-that-is-not-printed"
	for _, c := range []struct {
		name   string
		change func(*connectors.Source)
		want   string
		reason connectors.Reason
	}{
		{"an access key nobody knows", func(s *connectors.Source) { s.User = "nobody" }, "does not know this access key", connectors.Denied},
		{"a wrong secret", func(s *connectors.Source) { s.Secret = secret }, "does not belong to this access key", connectors.Denied},
		{"half of the credentials", func(s *connectors.Source) { s.Secret = "" }, "belong together", connectors.Denied},
		{"a bucket that is not there", func(s *connectors.Source) { s.URL = "s3://dialmap-no-such-bucket" }, "no bucket of this name", connectors.Unreachable},
		{"no bucket", func(s *connectors.Source) { s.URL = "s3://" }, "s3://bucket/prefix", connectors.Unreachable},
		{"no S3 URL", func(s *connectors.Source) { s.URL = "bucket" }, "s3://bucket/prefix", connectors.Unreachable},
		{"nobody listens", func(s *connectors.Source) { s.Endpoint = closed(t) }, "connection refused", connectors.Unreachable},
		{"TLS on a port in clear", func(s *connectors.Source) { s.Endpoint = strings.Replace(s.Endpoint, "http:", "https:", 1) }, "does not speak TLS", connectors.Unreachable},
		{"an endpoint in clear off loopback", func(s *connectors.Source) { s.Endpoint = "http://s3.example.com" }, "tls.mode disable", connectors.Unreachable},
		{"an endpoint without a scheme", func(s *connectors.Source) { s.Endpoint = "s3.example.com:9000" }, "https://host", connectors.Unreachable},
		{"an endpoint that is a web page", func(s *connectors.Source) { s.Endpoint = page(t, "<html><br></html>") }, "not one of S3", connectors.Unreachable},
		{"a host that does not exist", func(s *connectors.Source) { s.Endpoint = "https://nothing.invalid" }, "name", connectors.Unreachable},
		{"a profile that does not exist", func(s *connectors.Source) { s.Profile = "no-such-profile" }, "AWS profile does not exist", connectors.Denied},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := b.source("")
			s.Timeout = 5 * time.Second
			c.change(&s)
			_, err := Open(t.Context(), s)
			var e *connectors.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an error of ours", err)
			}
			if e.Reason != c.reason || !strings.Contains(e.Text, c.want) {
				t.Errorf("got %s: %q, want %s: %q", e.Reason, e.Text, c.reason, c.want)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), s.Secret) && s.Secret != "" {
				t.Error("the secret is in the error")
			}
		})
	}
}

// closed is an address where nobody listens any more.
func closed(t testing.TB) string {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	return s.URL
}

func page(t testing.TB, html string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, html) }))
	t.Cleanup(s.Close)
	return s.URL
}

// The reader may do nothing; then with the policy that Rights prints, and no
// more, all that a scan needs.
func TestRights(t *testing.T) {
	b := newBucket(t)
	b.put("exports/a.txt", []byte("hello"))
	b.put("private/b.txt", []byte("secret"))
	s := b.source("exports/")
	rights := open(t, s).Rights(t.Context())[0]
	s.User, s.Secret = env(t, "DIALMAP_TEST_S3_RO_ACCESS_KEY"), env(t, "DIALMAP_TEST_S3_RO_SECRET_KEY")
	_, err := Open(t.Context(), s)
	if e := new(connectors.Error); !errors.As(err, &e) || e.Reason != connectors.Denied || !strings.Contains(e.Text, "s3:ListBucket") {
		t.Fatalf("without rights: %v, want it denied with s3:ListBucket as the remedy", err)
	}
	b.policy(rights)
	c := open(t, s)
	texts, gaps := scan(t, c)
	if len(gaps) > 0 || !slices.Equal(texts, []string{"text=hello"}) {
		t.Errorf("with the rights: %q, gaps %v", texts, gaps)
	}
	if l := c.Location(t.Context()); l.Region != "" || l.Evidence != "unknown" {
		t.Errorf("location %+v, want it unknown", l)
	}
	if _, err := c.store.client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &b.name, Key: aws.String("exports/c.txt")}); err == nil {
		t.Error("the rights let the scan write")
	}
	if r, err := c.store.Open(t.Context(), objects.Object{Key: "../private/b.txt"}, 0, -1); err == nil {
		r.Close()
		t.Error("the rights let the scan read beside its prefix")
	}
}

// What a dataset is for stands in a tag of its first object, and is redacted.
func TestPurposeInATag(t *testing.T) {
	b := newBucket(t)
	for key, tags := range map[string]string{"exports/people-1.csv": "Purpose=newsletter&team=x", "exports/people-2.csv": "", "other.txt": "purpose=call+2125550101"} {
		in := &s3.PutObjectInput{Bucket: &b.name, Key: &key, Body: strings.NewReader("a,b\n")}
		if tags != "" {
			in.Tagging = &tags
		}
		if _, err := b.client.PutObject(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	got := asked(t, open(t, b.source("")), func(p connectors.Purposer, d connectors.Dataset) string {
		return strings.Join(p.Purposes(t.Context(), d), ", ")
	})
	if d := cmp.Diff(map[string]string{"exports/people-*.csv": "newsletter", "other.txt": "call {}"}, got); d != "" {
		t.Error(d)
	}
	s := b.source("")
	s.User, s.Secret = env(t, "DIALMAP_TEST_S3_RO_ACCESS_KEY"), env(t, "DIALMAP_TEST_S3_RO_SECRET_KEY")
	b.policy(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::` + b.name + `"},
		{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::` + b.name + `/*"}]}`)
	denied := open(t, s)
	p, _ := connectors.As[connectors.Purposer](denied)
	for d := range denied.Datasets(t.Context()) {
		if list := p.Purposes(t.Context(), d); list != nil {
			t.Errorf("without the right to: %v", list)
		}
	}
}

// policy gives the reader what rights say.
func (b *bucket) policy(rights string) {
	b.t.Helper()
	user := env(b.t, "DIALMAP_TEST_S3_RO_ACCESS_KEY")
	p := strings.ReplaceAll(rights, `"Effect": "Allow",`, `"Effect": "Allow", "Principal": {"AWS": ["`+user+`"]},`)
	if _, err := b.client.PutBucketPolicy(b.t.Context(), &s3.PutBucketPolicyInput{Bucket: &b.name, Policy: &p}); err != nil {
		b.t.Fatal(err)
	}
}

// One object that may not be read is a gap; the others are read.
func TestDeniedObject(t *testing.T) {
	b := newBucket(t)
	b.put("a.txt", []byte("hello"))
	b.put("b.txt", []byte("world"))
	b.policy(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::` + b.name + `"},
		{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::` + b.name + `/b.txt"}]}`)
	s := b.source("")
	s.User, s.Secret = env(t, "DIALMAP_TEST_S3_RO_ACCESS_KEY"), env(t, "DIALMAP_TEST_S3_RO_SECRET_KEY")
	texts, gaps := scan(t, open(t, s))
	if !slices.Equal(texts, []string{"text=world"}) {
		t.Errorf("read %q", texts)
	}
	if len(gaps) != 1 || gaps[0].Reason != connectors.Denied || gaps[0].Part.Object != "a.txt" || !strings.Contains(gaps[0].Text, "s3:GetObject") {
		t.Errorf("gaps %v, want a.txt denied with s3:GetObject as the remedy", gaps)
	}
}

// proxied opens b through a proxy.
func proxied(t testing.TB, b *bucket) (*connector, *transporttest.Proxy) {
	t.Helper()
	p := transporttest.New(t, strings.TrimPrefix(endpoint(t), "http://"))
	s := b.source("")
	s.Endpoint = "http://" + p.Addr
	return open(t, s), p
}

func first(t testing.TB, st *store) objects.Object {
	t.Helper()
	for o, err := range st.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	t.Fatal("no object")
	return objects.Object{}
}

// A stream that is cut in the middle goes on where it was.
func TestCutStreamGoesOn(t *testing.T) {
	b := newBucket(t)
	want := make([]byte, 32<<20) // far more than the buffers on the way hold
	rand.Read(want)
	b.put("a.bin", want)
	c, p := proxied(t, b)
	o := first(t, c.store)
	for _, at := range []int{1000, 1 << 20, 3<<20 - 1} {
		cuts := p.Cuts()
		r, err := c.store.Open(t.Context(), o, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		p.CutAfter(at)
		got, err := io.ReadAll(r)
		r.Close()
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("cut after %d bytes: %d bytes, equal %v, %v", at, len(got), bytes.Equal(got, want), err)
		}
		if at < 1<<21 && p.Cuts() == cuts {
			t.Errorf("the stream was not cut after %d bytes", at)
		}
	}
}

// A stream that stalls is cut and goes on; one that is cut after the object
// changed does not.
func TestStalledAndChangedStream(t *testing.T) {
	b := newBucket(t)
	want := make([]byte, 32<<20)
	rand.Read(want)
	b.put("a.bin", want)
	c, p := proxied(t, b)
	c.store.timeout = 300 * time.Millisecond
	r, err := c.store.Open(t.Context(), first(t, c.store), 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	p.Hold()
	time.AfterFunc(time.Second, p.Release)
	got, err := io.ReadAll(r)
	r.Close()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("stalled: %d bytes, equal %v, %v", len(got), bytes.Equal(got, want), err)
	}
	if r, err = c.store.Open(t.Context(), first(t, c.store), 0, -1); err != nil {
		t.Fatal(err)
	}
	b.put("a.bin", []byte("something else"))
	p.CutAfter(0)
	_, err = io.ReadAll(r)
	r.Close()
	if e := new(connectors.Error); !errors.As(err, &e) || e.Reason != connectors.Changed || !e.Retry {
		t.Errorf("changed: got %v, want an error of reason changed that may be tried again", err)
	}
}

// A server that is pulled away is said for the object that was being read,
// and may be tried again.
func TestServerPulledAway(t *testing.T) {
	b := newBucket(t)
	var lines bytes.Buffer
	for lines.Len() < 32<<20 {
		fmt.Fprintf(&lines, "%s\n", rand.Text())
	}
	b.put("a.txt", lines.Bytes())
	c, p := proxied(t, b)
	var d connectors.Dataset
	for d = range c.Datasets(t.Context()) {
	}
	var s connectors.Shard
	for s = range c.Shards(t.Context(), d) {
	}
	records := 0
	var gaps []*connectors.Error
	for batch, err := range c.Read(t.Context(), s, connectors.Want{}) {
		if err != nil {
			gaps = append(gaps, err.(*connectors.Error))
			continue
		}
		if records += batch.Rows; records == batch.Rows {
			p.Close()
		}
	}
	if records == 0 || len(gaps) != 1 || gaps[0].Reason != connectors.Unreachable || !gaps[0].Retry {
		t.Errorf("%d records, gaps %v; want some and one unreachable that may be tried again", records, gaps)
	}
	err := c.store.probe(t.Context())
	if e := new(connectors.Error); !errors.As(err, &e) || e.Reason != connectors.Unreachable {
		t.Errorf("asking again gave %v, want it unreachable", err)
	}
}

// A server with a certificate of its own authority.
func TestTLS(t *testing.T) {
	b := newBucket(t)
	b.put("a.txt", []byte("hello"))
	p, ca := transporttest.NewTLS(t, strings.TrimPrefix(endpoint(t), "http://"))
	s := b.source("")
	s.Endpoint = "https://" + p.Addr
	_, err := Open(t.Context(), s)
	if e := new(connectors.Error); !errors.As(err, &e) || !strings.Contains(e.Text, "authority that is not trusted") {
		t.Errorf("without its CA: %v", err)
	}
	s.TLS.CA = ca
	if texts, gaps := scan(t, open(t, s)); len(gaps) > 0 || !slices.Equal(texts, []string{"text=hello"}) {
		t.Errorf("with its CA: read %q, gaps %v", texts, gaps)
	}
}

// Endpoint, keys and region from the environment alone.
func TestEnvironment(t *testing.T) {
	b := newBucket(t)
	b.put("a.txt", []byte("hello"))
	t.Setenv("AWS_ENDPOINT_URL_S3", endpoint(t))
	t.Setenv("AWS_ACCESS_KEY_ID", env(t, "DIALMAP_TEST_S3_ACCESS_KEY"))
	t.Setenv("AWS_SECRET_ACCESS_KEY", env(t, "DIALMAP_TEST_S3_SECRET_KEY"))
	t.Setenv("AWS_REGION", "us-east-1")
	c := open(t, connectors.Source{URL: "s3://" + b.name, Redact: connectortest.Redact})
	if texts, gaps := scan(t, c); len(gaps) > 0 || !slices.Equal(texts, []string{"text=hello"}) {
		t.Errorf("read %q, gaps %v", texts, gaps)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("HOME", t.TempDir())
	_, err := Open(t.Context(), connectors.Source{URL: "s3://" + b.name, Redact: connectortest.Redact})
	if e := new(connectors.Error); !errors.As(err, &e) || e.Reason != connectors.Denied || !strings.Contains(e.Text, "AWS_ACCESS_KEY_ID") {
		t.Errorf("without credentials: %v", err)
	}
}

// What codes mean, whichever server sends them, and that its words are not
// repeated.
func TestExplain(t *testing.T) {
	st := &store{endpoint: "http://127.0.0.1:1"}
	for _, c := range []struct {
		name   string
		code   string
		what   doing
		reason connectors.Reason
		want   string
	}{
		{"a listing that is denied", "AccessDenied", listing, connectors.Denied, "s3:ListBucket"},
		{"an object that is denied", "AccessDenied", reading, connectors.Denied, "s3:GetObject"},
		{"an archived tier the listing does not show", "InvalidObjectState", reading, connectors.Archived, "restore"},
		{"a key that its owner keeps", "InvalidRequest", reading, connectors.Encrypted, "SSE-C"},
		{"a disabled key", "KMS.DisabledException", reading, connectors.Encrypted, "KMS"},
		{"another region", "PermanentRedirect", listing, connectors.Unreachable, "region"},
		{"a wrong clock", "RequestTimeTooSkewed", listing, connectors.Denied, "clock"},
		{"an old session", "ExpiredToken", listing, connectors.Denied, "renew"},
		{"a code nobody knows", "Whatever", listing, connectors.Unreachable, "endpoint"},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := &smithy.GenericAPIError{Code: c.code, Message: "no access to call +1 415 555 0123.txt"}
			e := st.explain(t.Context(), fmt.Errorf("wrapped: %w", api), c.what)
			if e.Reason != c.reason || !strings.Contains(e.Text, c.want) {
				t.Errorf("got %s: %q, want %s: %q", e.Reason, e.Text, c.reason, c.want)
			}
			if connectortest.Redact(e.Error()) != e.Error() {
				t.Errorf("%q holds what the server said", e.Error())
			}
		})
	}
	kms := &smithy.GenericAPIError{Code: "AccessDenied", Message: "User is not authorized to perform: kms:Decrypt on resource"}
	if e := st.explain(t.Context(), kms, reading); !strings.Contains(e.Text, "allow kms:Decrypt") {
		t.Errorf("a key that may not be used: %q", e.Text)
	}
}

// Amazon tells a bucket's region with every answer, also with a redirect.
func TestBucketRegion(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusMovedPermanently, http.StatusForbidden} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Amz-Bucket-Region", "eu-central-1")
			w.WriteHeader(status)
		}))
		cfg := aws.Config{Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}
		if got := bucketRegion(t.Context(), client(cfg, server.URL, server.Client()), "crm"); got != "eu-central-1" {
			t.Errorf("status %d: region %q, want eu-central-1", status, got)
		}
		server.Close()
	}
	for constraint, want := range map[string]string{"": "us-east-1", "EU": "eu-west-1", "ap-south-1": "ap-south-1"} {
		if got := amazonRegion(constraint); got != want {
			t.Errorf("constraint %q: region %q, want %q", constraint, got, want)
		}
	}
}
