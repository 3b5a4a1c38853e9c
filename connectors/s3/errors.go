package s3

import (
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// doing is what a request was for.
type doing int

const (
	listing doing = iota
	reading
)

type answer struct {
	reason connectors.Reason
	text   string
	retry  bool
}

// answers are S3's codes that mean the same whatever was asked.
var answers = map[string]answer{
	"InvalidAccessKeyId":           {connectors.Denied, "the server does not know this access key; check it, and that it is one of this endpoint", false},
	"SignatureDoesNotMatch":        {connectors.Denied, "the secret key does not belong to this access key; check both", false},
	"ExpiredToken":                 {connectors.Denied, "the session of these credentials has ended; renew it and scan again", false},
	"InvalidToken":                 {connectors.Denied, "the session token is not valid; renew the credentials", false},
	"TokenRefreshRequired":         {connectors.Denied, "the session of these credentials has ended; renew it and scan again", false},
	"AllAccessDisabled":            {connectors.Denied, "the provider has closed this bucket; ask the account's owner", false},
	"AccountProblem":               {connectors.Denied, "there is a problem with the account; ask its owner", false},
	"RequestTimeTooSkewed":         {connectors.Denied, "this machine's clock is off, which the server does not accept; set it", false},
	"NoSuchBucket":                 {connectors.Unreachable, "there is no bucket of this name; check it, and the endpoint", false},
	"InvalidBucketName":            {connectors.Unreachable, "that is no name of a bucket; write s3://bucket or s3://bucket/prefix", false},
	"PermanentRedirect":            {connectors.Unreachable, "the bucket lies in another region; set the source's region", false},
	"AuthorizationHeaderMalformed": {connectors.Unreachable, "the server expects another region; set the source's region", false},
	"InvalidRegion":                {connectors.Unreachable, "the server does not know this region; set the source's region", false},
	"SlowDown":                     {connectors.Unreachable, "the server asks for fewer requests; lower pace.connections", true},
	"ServiceUnavailable":           {connectors.Unreachable, "the server is not available for the moment; scan again later", true},
	"InternalError":                {connectors.Unreachable, "the server has an error of its own; scan again later", true},
	"RequestTimeout":               {connectors.Timeout, "the server gave up waiting; check the network", true},
	"NotImplemented":               {connectors.Unsupported, "the server does not support this request", false},
	"NoSuchKey":                    {connectors.Changed, "was there when the bucket was listed and is gone", false},
	"InvalidObjectState":           {connectors.Archived, "archived; restore it to have it scanned", false},
	"PreconditionFailed":           {connectors.Changed, "changed while it was scanned; scan again", false},
}

// explain turns an error of the SDK into ours. The server's own message is
// dropped: it may name keys.
func (s *store) explain(ctx context.Context, err error, what doing) *connectors.Error {
	var e *connectors.Error
	var api smithy.APIError
	switch {
	case errors.As(err, &e):
		return e
	case ctx.Err() != nil:
		return transport.Explain(context.Canceled)
	case errors.As(err, &api):
		if e = s.byCode(ctx, err, api, what); e != nil {
			return e
		}
	default:
		if e = transport.Explain(err); e != nil {
			return e
		}
	}
	return byStatus(err)
}

func (s *store) byCode(ctx context.Context, err error, api smithy.APIError, what doing) *connectors.Error {
	code := api.ErrorCode()
	if a, ok := answers[code]; ok {
		return &connectors.Error{Reason: a.reason, Text: a.text, Retry: a.retry, Cause: err}
	}
	switch {
	case code == "AccessDenied" || code == "Forbidden":
		return &connectors.Error{Reason: connectors.Denied, Text: s.denied(ctx, api, what), Cause: err}
	case strings.HasPrefix(code, "KMS."):
		return &connectors.Error{Reason: connectors.Encrypted, Text: "its key in KMS is disabled, deleted or busy; look at the key", Cause: err}
	case code == "InvalidRequest" && what == reading:
		return &connectors.Error{
			Reason: connectors.Encrypted, Cause: err,
			Text: "encrypted with a key that its owner keeps (SSE-C), or not readable by a plain request; scan it where the key is",
		}
	}
	return nil
}

// denied says which right is missing. The server's message is looked at for
// one word only.
func (s *store) denied(ctx context.Context, api smithy.APIError, what doing) string {
	switch {
	case s.requesterPays(ctx):
		return "whoever asks pays for requests to this bucket, which a scan never does; scan it as its owner"
	case what == listing:
		return "permission denied; allow s3:ListBucket on the bucket"
	case strings.Contains(strings.ToLower(api.ErrorMessage()), "kms:decrypt"):
		return "permission denied by the object's key; allow kms:Decrypt on it"
	}
	return "permission denied; allow s3:GetObject on the bucket's objects (and kms:Decrypt, where a key of KMS encrypts them)"
}

// requesterPays asks once for what a refusal does not tell. Only Amazon has
// such buckets.
func (s *store) requesterPays(ctx context.Context) bool {
	if s.endpoint != "" && !s.amazon() {
		return false
	}
	s.payer.Do(func() {
		out, err := s.client.GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: &s.bucket})
		s.pays = err == nil && out.Payer == types.PayerRequester
	})
	return s.pays
}

// byStatus is for answers without a code that is known: errors to a HEAD, and
// those of proxies and of servers of another kind.
func byStatus(err error) *connectors.Error {
	e := &connectors.Error{Reason: connectors.Unreachable, Cause: err, Text: "the answer is not one of S3; check the endpoint"}
	var resp *awshttp.ResponseError
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || !errors.As(err, &resp) {
		return e
	}
	switch status := resp.HTTPStatusCode(); {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		e.Reason, e.Text = connectors.Denied, "permission denied; check the credentials and their rights on the bucket"
	case status == http.StatusNotFound:
		e.Text = "nothing is there; check bucket and endpoint"
	case status == http.StatusPreconditionFailed:
		return changed(err)
	case status == http.StatusTooManyRequests || status >= 500:
		e.Retry, e.Text = true, "the server is not available for the moment; scan again later"
	}
	return e
}

func changed(cause error) *connectors.Error {
	a := answers["PreconditionFailed"]
	return &connectors.Error{Reason: a.reason, Text: a.text, Cause: cause}
}
