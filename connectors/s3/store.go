package s3

import (
	"context"
	"io"
	"iter"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/objects"
)

// store is a bucket, or what begins with a prefix in it, as a store of
// objects. An object's key is its path below the prefix's last slash.
type store struct {
	client   *s3.Client
	bucket   string
	prefix   string
	endpoint string // "": Amazon's own
	region   string // that requests are signed for
	told     string // the bucket's, as Amazon said when it was opened
	timeout  time.Duration
	redact   func(string) string

	unsignedMade   sync.Once
	unsignedClient *s3.Client // see unsigned

	payer sync.Once
	pays  bool // who asks pays

	ruled sync.Once
	rules lifecycle

	anonymous bool // requests without credentials may be sent
	met       objectHeaders
}

// base is what all keys begin with and objects' names leave out.
func (s *store) base() string { return s.prefix[:strings.LastIndexByte(s.prefix, '/')+1] }

func (s *store) host() string {
	u, err := url.Parse(s.endpoint)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// amazon says whether the endpoint is one of Amazon's, named explicitly.
func (s *store) amazon() bool {
	h := s.host()
	return strings.HasSuffix(h, ".amazonaws.com") || strings.HasSuffix(h, ".amazonaws.com.cn") || strings.HasSuffix(h, ".amazonaws.eu")
}

// probe asks for one key. Somebody may be waiting for the answer: it is not
// tried for long.
func (s *store) probe(ctx context.Context) error {
	in := s.listing(s.prefix)
	in.MaxKeys = aws.Int32(1)
	if _, err := s.client.ListObjectsV2(ctx, in, func(o *s3.Options) { o.RetryMaxAttempts = 2 }); err != nil {
		return s.explain(ctx, err, listing)
	}
	return nil
}

func (s *store) listing(prefix string) *s3.ListObjectsV2Input {
	in := &s3.ListObjectsV2Input{
		Bucket:       &s.bucket,
		EncodingType: types.EncodingTypeUrl, // XML cannot carry every key
	}
	if prefix != "" {
		in.Prefix = &prefix
	}
	if s.endpoint == "" {
		in.OptionalObjectAttributes = []types.OptionalObjectAttributes{types.OptionalObjectAttributesRestoreStatus}
	}
	return in
}

// List lists every object below the prefix, in the order of keys.
func (s *store) List(ctx context.Context) iter.Seq2[objects.Object, error] {
	return s.ListUnder(ctx, "")
}

// ListUnder lists the objects whose names begin with prefix.
func (s *store) ListUnder(ctx context.Context, prefix string) iter.Seq2[objects.Object, error] {
	return func(yield func(objects.Object, error) bool) {
		base := s.base()
		full := base + prefix
		switch {
		case strings.HasPrefix(full, s.prefix):
		case strings.HasPrefix(s.prefix, full):
			full = s.prefix
		default:
			return
		}
		pages := s3.NewListObjectsV2Paginator(s.client, s.listing(full), func(o *s3.ListObjectsV2PaginatorOptions) {
			o.StopOnDuplicateToken = true
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(objects.Object{}, s.explain(ctx, err, listing))
				return
			}
			for _, c := range page.Contents {
				o, ok := object(c, page.EncodingType == types.EncodingTypeUrl)
				if !ok {
					continue
				}
				o.Key = strings.TrimPrefix(o.Key, base)
				if !yield(o, nil) {
					return
				}
			}
		}
	}
}

// object is c as the listing says it. Markers of folders are none: an empty
// object whose key ends at a slash.
func object(c types.Object, encoded bool) (o objects.Object, ok bool) {
	o = objects.Object{
		Key: aws.ToString(c.Key), Size: aws.ToInt64(c.Size), Tag: aws.ToString(c.ETag), Archived: archived(c),
	}
	if encoded {
		if key, err := url.QueryUnescape(o.Key); err == nil {
			o.Key = key
		}
	}
	if c.LastModified != nil {
		o.Modified = c.LastModified.UTC()
	}
	return o, o.Key != "" && !(o.Size == 0 && strings.HasSuffix(o.Key, "/"))
}

// archived says why c cannot be read as it is. A copy that somebody restored
// can.
func archived(c types.Object) string {
	switch c.StorageClass {
	case types.ObjectStorageClassGlacier, types.ObjectStorageClassDeepArchive:
	default:
		return ""
	}
	if r := c.RestoreStatus; r != nil && !aws.ToBool(r.IsRestoreInProgress) && r.RestoreExpiryDate != nil {
		return ""
	}
	return "archived in storage class " + string(c.StorageClass)
}

// Tags of an object.
func (s *store) Tags(ctx context.Context, o objects.Object) (map[string]string, error) {
	key := s.base() + o.Key
	out, err := s.client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &s.bucket, Key: &key}, func(o *s3.Options) { o.RetryMaxAttempts = 2 })
	if err != nil {
		return nil, err
	}
	tags := map[string]string{}
	for _, t := range out.TagSet {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags, nil
}

// Open reads length bytes of o from offset on. From the beginning it is read as
// it is now; further on only if it is still the one that was listed.
func (s *store) Open(ctx context.Context, o objects.Object, offset, length int64) (io.ReadCloser, error) {
	b := &body{store: s, ctx: ctx, key: s.base() + o.Key, at: offset, end: -1}
	if offset > 0 {
		b.tag = o.Tag
	}
	if (offset > 0 || length >= 0) && offset >= o.Size {
		return io.NopCloser(strings.NewReader("")), nil
	}
	if length >= 0 {
		b.end = offset + length
	}
	if err := b.open(); err != nil {
		return nil, err
	}
	return b, nil
}

// At reads o here and there, as long as it is the one that was listed.
func (s *store) At(ctx context.Context, o objects.Object) (objects.ReaderAt, error) {
	return &at{store: s, ctx: ctx, key: s.base() + o.Key, tag: o.Tag}, nil
}

// Close ends the connections that are kept for the next request.
func (s *store) Close() error {
	if c, ok := s.client.Options().HTTPClient.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	return nil
}

var _ objects.Lister = (*store)(nil)
var _ objects.Expirer = (*store)(nil)
var _ connectors.Locator = (*connector)(nil)
var _ connectors.Granter = (*connector)(nil)
