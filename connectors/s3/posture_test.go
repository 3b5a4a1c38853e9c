package s3

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/dialmap/dialmap/connectors"
)

// cephBucket is one on Ceph's gateway, which keeps policies and access control
// lists.
func cephBucket(t testing.TB) (*bucket, connectors.Source) {
	t.Helper()
	b := &bucket{t: t, name: "dialmap-" + strings.ToLower(rand.Text()[:10])}
	s := connectors.Source{Name: "b", URL: "s3://" + b.name, Endpoint: env(t, "DIALMAP_TEST_RGW_ENDPOINT"), User: env(t, "DIALMAP_TEST_RGW_ACCESS_KEY"),
		Secret: env(t, "DIALMAP_TEST_RGW_SECRET_KEY"), Redact: b.source("").Redact}
	b.client = s3.New(s3.Options{BaseEndpoint: aws.String(s.Endpoint), UsePathStyle: true, Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider(s.User, s.Secret, "")})
	if _, err := b.client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &b.name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.drop)
	return b, s
}

func (b *bucket) putPolicy(policy string) {
	b.t.Helper()
	if _, err := b.client.PutBucketPolicy(b.t.Context(), &s3.PutBucketPolicyInput{Bucket: &b.name, Policy: &policy}); err != nil {
		b.t.Fatalf("%v: %s", err, policy)
	}
}

// openToAnybody tries an object without credentials.
func (b *bucket) openToAnybody(t testing.TB, key string) bool {
	t.Helper()
	_, err := (&store{client: b.client}).unsigned().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &b.name, Key: &key})
	is, why := answerUnsigned(err)
	if is == connectors.Unknown {
		t.Fatalf("%s without credentials: %s", key, why)
	}
	return is == connectors.Yes
}

// What random policies say of everybody is what somebody without credentials
// meets.
func TestPoliciesSayWhatAnybodyMeets(t *testing.T) {
	b, _ := cephBucket(t)
	keys := []string{"exports/a.csv", "exports/2026/b.csv", "private/c.csv", "x", "exports", "d?.csv", "export/e.csv"}
	for _, key := range keys {
		b.put(key, []byte("a,b\n"))
	}
	random := mathrand.New(mathrand.NewPCG(17, 4))
	oneOf := func(list ...string) string { return list[random.IntN(len(list))] }
	principal := func() string {
		return oneOf(`"*"`, `"*"`, `{"AWS": "*"}`, `{"AWS": ["*"]}`, `{"AWS": ["arn:aws:iam:::user/nobody"]}`)
	}
	statement := func() string {
		effect := oneOf("Allow", "Allow", "Deny")
		action := oneOf(`"s3:GetObject"`, `"s3:Get*"`, `["s3:PutObject", "s3:GetObject"]`, `"s3:PutObject"`)
		if effect == "Allow" { // denied, these would lock the test out
			action = oneOf(action, `"s3:*"`, `"s3:ListBucket"`)
		}
		var resources []string
		for range 1 + random.IntN(2) {
			resources = append(resources, `"arn:aws:s3:::`+b.name+oneOf("/*", "/exports/*", "/exports*", "/private/*", "/*.csv", "/?", "/*/a.csv", "/exports/????/b.csv", "", "/d?.csv")+`"`)
		}
		return fmt.Sprintf(`{"Effect": %q, "Principal": %s, "Action": %s, "Resource": [%s]}`, effect, principal(), action, strings.Join(resources, ", "))
	}
	open := 0
	for range 120 {
		var statements []string
		for range 1 + random.IntN(3) {
			statements = append(statements, statement())
		}
		text := `{"Version": "2012-10-17", "Statement": [` + strings.Join(statements, ", ") + `]}`
		b.putPolicy(text)
		p, ok := parsePolicy(text)
		if !ok {
			t.Fatalf("not understood: %s", text)
		}
		for _, key := range keys {
			said, met := p.publicRead(literalGlob(b.name+"/"+key)).is, b.openToAnybody(t, key)
			if met {
				open++
			}
			if want := map[bool]string{true: connectors.Yes, false: connectors.No}[met]; said != want {
				t.Errorf("%s is open to anybody: %s by the policy, %s by asking\n%s", key, said, want, text)
			}
		}
	}
	if open < 50 {
		t.Errorf("%d objects were open: the policies try too little", open)
	}
}

func TestWhatIsNotUnderstoodIsUnknown(t *testing.T) {
	const all = `"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"`
	for _, c := range []struct{ name, statements, want string }{
		{"no statement", ``, connectors.No},
		{"everybody", `{"Effect": "Allow", "Principal": "*", ` + all + `}`, connectors.Yes},
		{"everybody over TLS", `{"Effect": "Allow", "Principal": "*", ` + all + `, "Condition": {"Bool": {"aws:SecureTransport": true}}}`, connectors.Yes},
		{"everybody from everywhere", `{"Effect": "Allow", "Principal": "*", ` + all + `, "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}`, connectors.Yes},
		{"one network", `{"Effect": "Allow", "Principal": "*", ` + all + `, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}`, connectors.No},
		{"one organisation", `{"Effect": "Allow", "Principal": "*", ` + all + `, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}`, connectors.No},
		{"a condition that anybody can meet", `{"Effect": "Allow", "Principal": "*", ` + all + `, "Condition": {"StringLike": {"aws:Referer": "https://a.example/*"}}}`, connectors.Unknown},
		{"a condition that is not known", `{"Effect": "Allow", "Principal": "*", ` + all + `, "Condition": {"StringEquals": {"made:up": "x"}}}`, connectors.Unknown},
		{"a condition turned round", `{"Effect": "Allow", "Principal": "*", ` + all + `, "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}`, connectors.Unknown},
		{"all but somebody", `{"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}, ` + all + `}`, connectors.Unknown},
		{"all actions but one", `{"Effect": "Allow", "Principal": "*", "NotAction": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}`, connectors.Unknown},
		{"all resources but one", `{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/x"}`, connectors.Unknown},
		{"a variable in the resource", `{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}*"}`, connectors.No},
		{"another folder", `{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/other/*"}`, connectors.No},
		{"some of the objects", `{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/exports/2026*"}`, connectors.Yes},
		{"denied to everybody", `{"Effect": "Allow", "Principal": "*", ` + all + `}, {"Effect": "Deny", "Principal": "*", ` + all + `}`, connectors.No},
		{"denied without TLS", `{"Effect": "Allow", "Principal": "*", ` + all + `}, {"Effect": "Deny", "Principal": "*", ` + all + `, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`, connectors.Yes},
		{"denied for some of them", `{"Effect": "Allow", "Principal": "*", ` + all + `}, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/exports/2*"}`, connectors.Unknown},
		{"denied under a condition that is not known", `{"Effect": "Allow", "Principal": "*", ` + all + `}, {"Effect": "Deny", "Principal": "*", ` + all + `, "Condition": {"StringEquals": {"made:up": "x"}}}`, connectors.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, ok := parsePolicy(`{"Statement": [` + c.statements + `]}`)
			if !ok {
				t.Fatal("not understood")
			}
			if got := p.publicRead(parseGlob("b/exports/*.csv")).is; got != c.want {
				t.Errorf("anybody reads: %s, want %s", got, c.want)
			}
		})
	}
}

// postureOf reads a source whole, as a scan does, and asks for its posture.
func postureOf(t testing.TB, s connectors.Source) (map[string]connectors.DatasetPosture, connectors.Posture, *recorded) {
	t.Helper()
	c := open(t, s)
	var kept []connectors.Kept
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, connectors.Kept{Dataset: d})
	}
	scan(t, c)
	r := &recorded{}
	c.store.client = s3.New(c.store.client.Options(), func(o *s3.Options) { r.HTTPClient, o.HTTPClient = o.HTTPClient, r })
	p := c.Posture(context.Background(), kept)
	all := map[string]connectors.DatasetPosture{}
	for i, k := range kept {
		all[k.Dataset.Name] = p.Datasets[i]
	}
	return all, p, r
}

// recorded counts requests by method.
type recorded struct {
	s3.HTTPClient
	mu       sync.Mutex
	methods  []string
	unsigned int
}

func (r *recorded) Do(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.methods = append(r.methods, req.Method)
	if req.Header.Get("Authorization") == "" {
		r.unsigned++
	}
	r.mu.Unlock()
	return r.HTTPClient.Do(req)
}

func (r *recorded) count(method string) (n int) {
	for _, m := range r.methods {
		if m == method {
			n++
		}
	}
	return n
}

func is(facts []connectors.Fact, name string) connectors.Fact {
	i := slices.IndexFunc(facts, func(f connectors.Fact) bool { return f.Name == name })
	if i < 0 {
		return connectors.Fact{}
	}
	return facts[i]
}

func TestPostureOfABucket(t *testing.T) {
	b, s := cephBucket(t)
	for _, key := range []string{"exports/a-1.csv", "exports/a-2.csv", "exports/a-3.csv", "private/b.csv", "lists/c.csv", "all/d.csv"} {
		b.put(key, []byte("id,phone\n1,x\n"))
	}
	b.putPolicy(`{"Version": "2012-10-17", "Statement": [
		{"Sid": "OpenExports", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::` + b.name + `/exports/*"},
		{"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/nobody"]}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::` + b.name + `/lists/*"}]}`)
	for key, acl := range map[string]types.ObjectCannedACL{"lists/c.csv": types.ObjectCannedACLAuthenticatedRead, "all/d.csv": types.ObjectCannedACLPublicRead} {
		if _, err := b.client.PutObjectAcl(t.Context(), &s3.PutObjectAclInput{Bucket: &b.name, Key: &key, ACL: acl}); err != nil {
			t.Fatal(err)
		}
	}
	datasets, p, r := postureOf(t, s)
	for name, want := range map[string][2]string{ // anonymous, everyone
		"exports/a-*.csv": {connectors.Yes, connectors.Unknown}, "private/b.csv": {connectors.No, connectors.No},
		"lists/c.csv": {connectors.No, connectors.Yes}, "all/d.csv": {connectors.Yes, connectors.Yes},
	} {
		d, ok := datasets[name]
		if !ok {
			t.Fatalf("no %s among %v", name, datasets)
		}
		if got := [2]string{is(d.Facts, "open.anonymous").Is, is(d.Facts, "open.everyone").Is}; got != want {
			t.Errorf("%s: anonymous, everyone %v, want %v\n%+v", name, got, want, d.Facts)
		}
		if d.Readers.Whole {
			t.Errorf("%s: the readers count as whole, though the account's own identities are not known", name)
		}
	}
	if f := is(datasets["exports/a-*.csv"].Facts, "open.anonymous"); !strings.Contains(f.How, "OpenExports") {
		t.Errorf("how %q, want the statement", f.How)
	}
	if got := datasets["lists/c.csv"].Recipients; len(got) != 1 || got[0].Kind != "policy_principal" || got[0].Through != "policy statement Partner" {
		t.Errorf("recipients %+v, want the partner", got)
	}
	for name, want := range map[string]string{ // an empty answer is never no
		"rest.default_encrypted": connectors.Unknown, "log.audit": connectors.Unknown, "replication": connectors.Unknown, "acl.off": connectors.Unknown,
		"versions": connectors.Unknown, "open.list": connectors.No, "transit.session": connectors.No, "lifecycle": connectors.No,
	} {
		if f := is(p.Facts, name); f.Is != want {
			t.Errorf("%s is %q, want %q: %+v", name, f.Is, want, f)
		}
	}
	if heads, others := r.count("HEAD"), r.count("GET"); heads != len(datasets) || others > 20 || len(r.methods) != heads+others {
		t.Errorf("%d HEAD for %d datasets and %d other requests, want one each and at most 20", heads, len(datasets), others)
	}
}

// Nothing is asked without credentials where that is switched off: the policy
// alone says who reads.
func TestNoAnonymousRequests(t *testing.T) {
	b, s := cephBucket(t)
	b.put("exports/a.csv", []byte("id,phone\n1,x\n"))
	b.put("private/b.csv", []byte("id,phone\n1,x\n"))
	b.putPolicy(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::` + b.name + `/exports/*"}]}`)
	s.NoAnonymous = true
	datasets, _, r := postureOf(t, s)
	if r.unsigned > 0 {
		t.Errorf("%d requests without credentials", r.unsigned)
	}
	if got := is(datasets["exports/a.csv"].Facts, "open.anonymous"); got.Is != connectors.Yes {
		t.Errorf("exports: %+v, want yes by the policy", got)
	}
	if got := is(datasets["private/b.csv"].Facts, "open.anonymous"); got.Is == connectors.Yes {
		t.Errorf("private: %+v", got)
	}
}

// A server that answers few of the questions is unknown in all the others.
func TestPostureOfAServerThatAnswersLittle(t *testing.T) {
	b := newBucket(t)
	b.put("a.csv", []byte("id,phone\n1,x\n"))
	datasets, p, _ := postureOf(t, b.source(""))
	told := []string{"transit.session", "transit.local", "transit.plain_accepted", "open.list", "open.anonymous", "open.everyone", "acl.off", "acl.bucket_public", "open.website"}
	if len(datasets) != 1 || len(p.Facts) < 8 {
		t.Fatalf("%d datasets, %d facts", len(datasets), len(p.Facts))
	}
	for _, f := range append(p.Facts, datasets["a.csv"].Facts...) {
		if f.Is != connectors.Unknown && !slices.Contains(told, f.Name) {
			t.Errorf("%s is %s (%s), want unknown", f.Name, f.Is, f.How)
		}
		if f.Is == connectors.Unknown && f.Why == "" {
			t.Errorf("%s is unknown without a reason", f.Name)
		}
	}
	if f := is(datasets["a.csv"].Facts, "rest.encrypted"); f.Of != 1 || f.N != 0 {
		t.Errorf("encrypted %d of %d objects read, want 0 of 1", f.N, f.Of)
	}
}

// A login without rights on the bucket's settings turns no answer to no.
func TestPostureWithoutRights(t *testing.T) {
	b := newBucket(t)
	b.put("a.csv", []byte("id,phone\n1,x\n"))
	b.policy(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::` + b.name + `"},
		{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::` + b.name + `/*"}]}`)
	s := b.source("")
	s.User, s.Secret = env(t, "DIALMAP_TEST_S3_RO_ACCESS_KEY"), env(t, "DIALMAP_TEST_S3_RO_SECRET_KEY")
	datasets, p, _ := postureOf(t, s)
	proof := []string{"transit.session", "transit.local", "transit.plain_accepted", "open.list", "open.anonymous"}
	for _, f := range append(p.Facts, datasets["a.csv"].Facts...) {
		if f.Is != connectors.Unknown && !slices.Contains(proof, f.Name) {
			t.Errorf("%s is %s (%s), want unknown", f.Name, f.Is, f.How)
		}
	}
	if f := is(datasets["a.csv"].Facts, "open.anonymous"); f.Is != connectors.No {
		t.Errorf("anonymous: %+v, want no: the only object was refused", f)
	}
}

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		a, b          string
		covers, meets bool
	}{
		{"b/*", "b/exports/*.csv", true, true}, {"b/exports/*", "b/exports/*.csv", true, true}, {"b/exports/2026*", "b/exports/*.csv", false, true},
		{"b/private/*", "b/exports/*.csv", false, false}, {"*.csv", "b/exports/*.csv", true, true}, {"*.json", "b/exports/*.csv", false, false},
		{"b/?xports/*", "b/exports/*.csv", true, true}, {"b/exports/a?.csv", "b/exports/a*.csv", false, true}, {"", "b", false, false}, {"*", "", true, true},
		{"*a*", "*b*", false, true}, {"a", "a", true, true},
	} {
		if got := parseGlob(c.a).covers(parseGlob(c.b)); got != c.covers {
			t.Errorf("%q covers %q: %v", c.a, c.b, got)
		}
		if got := parseGlob(c.a).meets(parseGlob(c.b)); got != c.meets {
			t.Errorf("%q meets %q: %v", c.a, c.b, got)
		}
	}
}
