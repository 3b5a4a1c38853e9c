// Package s3 reads the objects of a bucket, on Amazon S3 and on servers that
// speak its protocol.
//
// A source is s3://bucket or s3://bucket/prefix; the prefix is taken as S3
// takes it: it need not end at a slash. The listing reads no object; cutting a
// dataset looks at the beginning of one, of those that are large, and at the end
// of Parquet. Objects are read as streams that go on where they were cut, or by
// ranges; current versions only. A tag purpose of a dataset's first object is
// what the dataset is for, where tags may be read. By which of the bucket's
// lifecycle rules a dataset goes is asked for once.
// What lies in an archive is never restored, and requests are never paid for
// on the requester's side: both are said as gaps.
//
// It was tested against versitygw 1.8 and Ceph's gateway 16.2.
package s3

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/objects"
	"github.com/dialmap/dialmap/connectors/place"
)

// connector adds what only S3 can tell.
type connector struct {
	connectors.Connector
	store *store
}

// Unwrap gives what is below to connectors.As.
func (c *connector) Unwrap() connectors.Connector { return c.Connector }

// Open connects to the bucket that s.URL names and asks for its first key, so
// that a wrong key, a missing bucket or a missing right is told here.
func Open(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
	st, err := newStore(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := st.probe(ctx); err != nil {
		return nil, err
	}
	return &connector{Connector: objects.New(st, objects.Options{Redact: s.Redact}), store: st}, nil
}

// Location is the region the bucket says it lies in. Only on Amazon does a
// region's name say where that is; elsewhere whoever runs the server chose it.
func (c *connector) Location(ctx context.Context) connectors.Location {
	st := c.store
	if st.endpoint != "" && !st.amazon() {
		return c.elsewhere(ctx)
	}
	region := st.told
	out, err := st.client.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: &st.bucket})
	if err == nil {
		region = amazonRegion(string(out.LocationConstraint))
	}
	if region == "" {
		return place.FromHost(st.host())
	}
	l := connectors.Location{ProviderRegion: region, Evidence: place.Read}
	if country, ok := place.AWSRegion(region); ok {
		l.Region = country
	}
	return l
}

// amazonRegion is a bucket's location constraint as a region: the oldest two
// have names of their own.
func amazonRegion(constraint string) string {
	switch constraint {
	case "":
		return "us-east-1"
	case "EU":
		return "eu-west-1"
	}
	return constraint
}

func (c *connector) elsewhere(ctx context.Context) connectors.Location {
	st := c.store
	if l := place.FromHost(st.host()); l.Evidence != place.Unknown {
		return l
	}
	l := connectors.Location{Evidence: place.Unknown}
	out, err := st.client.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: &st.bucket})
	if err == nil && out.LocationConstraint != "default" {
		l.ProviderRegion = string(out.LocationConstraint)
	}
	return l
}

// bucketRegion asks Amazon where a bucket lies. Every answer tells, also a
// refusal.
func bucketRegion(ctx context.Context, client *s3.Client, bucket string) string {
	out, err := client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &bucket})
	if err == nil {
		return aws.ToString(out.BucketRegion)
	}
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) && resp.HTTPResponse() != nil {
		return resp.HTTPResponse().Header.Get("X-Amz-Bucket-Region")
	}
	return ""
}

// statement is one of a policy.
type statement struct {
	Effect    string
	Action    []string
	Resource  string
	Condition any `json:",omitempty"`
}

// Rights is a policy that allows what a scan does, for the user or role it
// runs as.
func (c *connector) Rights(context.Context) []string {
	st := c.store
	arn := "arn:" + partition(st.region) + ":s3:::" + st.redact(st.bucket)
	prefix := st.redact(st.prefix)
	list := statement{Effect: "Allow", Action: []string{"s3:ListBucket"}, Resource: arn}
	if prefix != "" {
		list.Condition = map[string]any{"StringLike": map[string]string{"s3:prefix": prefix + "*"}}
	}
	policy, _ := json.MarshalIndent(map[string]any{ // strings only
		"Version": "2012-10-17",
		"Statement": []statement{
			list,
			{Effect: "Allow", Action: []string{"s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetLifecycleConfiguration"}, Resource: arn},
			{Effect: "Allow", Action: []string{"s3:GetObject", "s3:GetObjectTagging"}, Resource: arn + "/" + prefix + "*"},
		},
	}, "", "  ")
	return []string{string(policy), "kms:Decrypt on the bucket's key, where it is encrypted with one of KMS"}
}

// partition is the part of Amazon's cloud that a region belongs to.
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	}
	return "aws"
}
