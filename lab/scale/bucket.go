package main

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // what a bucket's tags are
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"
)

// filledBucket is one of the real server, which stays until that is stopped.
const filledBucket = "dialmap-scale"

// fillBucket puts n objects there.
func fillBucket(ctx context.Context, n int, at layout) error {
	endpoint := os.Getenv("DIALMAP_TEST_S3_ENDPOINT")
	if endpoint == "" {
		return errors.New("DIALMAP_TEST_S3_ENDPOINT names no server; make scale starts one")
	}
	user, secret := login(endpoint)
	c := s3.New(s3.Options{BaseEndpoint: &endpoint, UsePathStyle: true, Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider(user, secret, "")})
	name := filledBucket
	_, err := c.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name})
	if there := new(types.BucketAlreadyOwnedByYou); err != nil && !errors.As(err, &there) {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for i := range n {
		g.Go(func() error {
			key := at(i)
			_, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: &name, Key: &key, Body: bytes.NewReader(contents(i))})
			return err
		})
	}
	return g.Wait()
}

// bucket answers as an S3 server with n objects does, without having them: what
// is measured is who reads it.
type bucket struct {
	n  int
	at layout
}

// newBucket starts one that lives as long as the program.
func newBucket(n int, at layout) (endpoint string) {
	return httptest.NewServer(&bucket{n, at}).URL
}

type listing struct {
	XMLName               xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name                  string
	KeyCount, MaxKeys     int
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	Contents              []content
}

type content struct {
	Key, LastModified, ETag string
	Size                    int
	StorageClass            string
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/bucket"), "/")
	if key != "" {
		b.object(w, r, key)
		return
	}
	q := r.URL.Query()
	if q.Has("location") {
		fmt.Fprint(w, `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`)
		return
	}
	from := b.first(q.Get("prefix"))
	if after := q.Get("start-after"); after != "" {
		from = max(from, b.first(after+"\x00"))
	}
	if token, err := strconv.Atoi(q.Get("continuation-token")); err == nil {
		from = token
	}
	most, err := strconv.Atoi(q.Get("max-keys"))
	if err != nil {
		most = 1000
	}
	l := listing{Name: "bucket", MaxKeys: most}
	i := from
	for ; i < b.n && len(l.Contents) < most && strings.HasPrefix(b.at(i), q.Get("prefix")); i++ {
		l.Contents = append(l.Contents, content{
			Key: b.at(i), LastModified: written.Format(time.RFC3339), ETag: tag(i), Size: len(contents(i)), StorageClass: "STANDARD",
		})
	}
	if l.KeyCount = len(l.Contents); i < b.n && strings.HasPrefix(b.at(i), q.Get("prefix")) {
		l.IsTruncated, l.NextContinuationToken = true, strconv.Itoa(i)
	}
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(l) // a client that left is not a fault
}

// first is the first object whose key is not below key.
func (b *bucket) first(key string) int {
	return sort.Search(b.n, func(i int) bool { return b.at(i) >= key })
}

var written = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

func tag(i int) string { return fmt.Sprintf(`"%x"`, md5.Sum(contents(i))) } //nolint:gosec // as above

func (b *bucket) object(w http.ResponseWriter, r *http.Request, key string) {
	i := b.first(key)
	if i == b.n || b.at(i) != key {
		http.Error(w, "<Error><Code>NoSuchKey</Code></Error>", http.StatusNotFound)
		return
	}
	w.Header().Set("ETag", tag(i))
	http.ServeContent(w, r, "", written, strings.NewReader(string(contents(i))))
}
