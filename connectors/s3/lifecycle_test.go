package s3

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
)

// expiries are what the bucket's rules say of each of its datasets.
func expiries(t *testing.T, s connectors.Source) map[string]string {
	t.Helper()
	return asked(t, open(t, s), func(x connectors.Expirer, d connectors.Dataset) string {
		e := x.Expiry(t.Context(), d)
		if e == nil {
			return "not told"
		}
		return strings.TrimSpace(fmt.Sprintf("%d days, %s, back %v, %s", e.Days, e.On.Format(time.DateOnly), e.Back, e.Rule))
	})
}

// asked is what a connector that can be asked for more says of each dataset.
func asked[T any](t *testing.T, c connectors.Connector, say func(T, connectors.Dataset) string) map[string]string {
	t.Helper()
	x, ok := connectors.As[T](c)
	if !ok {
		t.Fatal("it cannot be asked")
	}
	said := map[string]string{}
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		said[d.Name] = say(x, d)
	}
	return said
}

// must ends a test with the error of a call.
func must(t *testing.T) func(_ any, err error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Ceph's gateway keeps lifecycle rules and versions; what they come to for each
// dataset is told, and a right that lacks says nothing.
func TestExpiry(t *testing.T) {
	t.Parallel()
	b := &bucket{t: t, name: "dialmap-" + strings.ToLower(rand.Text()[:10])}
	s := connectors.Source{Name: "b", URL: "s3://" + b.name, Endpoint: env(t, "DIALMAP_TEST_RGW_ENDPOINT"), User: env(t, "DIALMAP_TEST_RGW_ACCESS_KEY"), Secret: env(t, "DIALMAP_TEST_RGW_SECRET_KEY"), Redact: b.source("").Redact}
	b.client = s3.New(s3.Options{BaseEndpoint: aws.String(s.Endpoint), UsePathStyle: true, Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider(s.User, s.Secret, "")})
	must(t)(b.client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &b.name}))
	t.Cleanup(func() {
		versions, err := b.client.ListObjectVersions(context.Background(), &s3.ListObjectVersionsInput{Bucket: &b.name})
		if err != nil {
			t.Error(err)
			return
		}
		for _, v := range versions.Versions {
			if _, err := b.client.DeleteObject(context.Background(), &s3.DeleteObjectInput{Bucket: &b.name, Key: v.Key, VersionId: v.VersionId}); err != nil {
				t.Error(err)
			}
		}
		b.drop()
	})
	for _, key := range []string{"logs/a-1.csv", "logs/a-2.csv", "logs/keep/b.csv", "tagged/c.csv", "d.csv", "day/e.csv", "off/f.csv"} {
		b.put(key, []byte("a,b\n"))
	}
	never := "0 days, 0001-01-01, back false,"
	check := func(want map[string]string) {
		t.Helper()
		if d := cmp.Diff(want, expiries(t, s)); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
	}
	check(map[string]string{"logs/a-*.csv": never, "logs/keep/b.csv": never, "tagged/c.csv": never, "d.csv": never, "day/e.csv": never, "off/f.csv": never})

	expire := func(id, prefix string, days int32) types.LifecycleRule {
		return types.LifecycleRule{ID: &id, Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: &prefix}, Expiration: &types.LifecycleExpiration{Days: &days}}
	}
	off := expire("off", "off/", 1)
	off.Status = types.ExpirationStatusDisabled
	tagged := expire("tagged", "", 3)
	tagged.Filter = &types.LifecycleRuleFilter{And: &types.LifecycleRuleAndOperator{Prefix: aws.String("tagged/"), Tags: []types.Tag{{Key: aws.String("old"), Value: aws.String("yes")}}}}
	day := expire("day", "day/", 1)
	day.Expiration = &types.LifecycleExpiration{Date: aws.Time(time.Date(2031, 2, 3, 0, 0, 0, 0, time.UTC))}
	rules := []types.LifecycleRule{expire("for 2125550101", "logs/", 400), expire("soon", "logs/keep/", 30), tagged, off, day}
	put := func() {
		t.Helper()
		must(t)(b.client.PutBucketLifecycleConfiguration(t.Context(), &s3.PutBucketLifecycleConfigurationInput{Bucket: &b.name, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: rules}}))
	}
	put()
	check(map[string]string{
		"logs/a-*.csv": "400 days, 0001-01-01, back false, for {}", "logs/keep/b.csv": "30 days, 0001-01-01, back false, soon",
		"tagged/c.csv": never, "d.csv": never, "day/e.csv": "0 days, 2031-02-03, back false, day", "off/f.csv": never,
	})

	// Where the bucket keeps versions, what is removed only steps back.
	must(t)(b.client.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{Bucket: &b.name, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}}))
	earlier := expire("earlier", "logs/keep/", 1)
	earlier.Expiration, earlier.NoncurrentVersionExpiration = nil, &types.NoncurrentVersionExpiration{NoncurrentDays: aws.Int32(7)}
	rules = append(rules, earlier)
	put()
	check(map[string]string{
		"logs/a-*.csv": "400 days, 0001-01-01, back true, for {}", "logs/keep/b.csv": "37 days, 0001-01-01, back false, soon",
		"tagged/c.csv": never, "d.csv": never, "day/e.csv": "0 days, 2031-02-03, back true, day", "off/f.csv": never,
	})
}

// A server that does not know of lifecycle rules has not said that there are
// none.
func TestExpiryNotTold(t *testing.T) {
	t.Parallel()
	b := newBucket(t)
	b.put("d.csv", []byte("a,b\n"))
	if d := cmp.Diff(map[string]string{"d.csv": "not told"}, expiries(t, b.source(""))); d != "" {
		t.Error(d)
	}
}
