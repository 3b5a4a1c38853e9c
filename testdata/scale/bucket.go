package main

import (
	"crypto/md5" //nolint:gosec // what a bucket's tags are
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"strings"
	"time"
)

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
	_ = xml.NewEncoder(w).Encode(l) // a client that left is no fault
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
