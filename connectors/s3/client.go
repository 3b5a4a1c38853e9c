package s3

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/logging"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// somewhere is the region asked first where none is configured.
const somewhere = "us-east-1"

// newStore makes the client. What s leaves open comes from the environment
// and the files of the AWS command line.
func newStore(ctx context.Context, s connectors.Source) (*store, error) {
	st := &store{timeout: s.Timeout, redact: s.Redact, anonymous: !s.NoAnonymous}
	if st.timeout == 0 {
		st.timeout = 30 * time.Second
	}
	var err error
	if st.bucket, st.prefix, err = parseAddress(&s); err != nil {
		return nil, err
	}
	cfg, err := awsConfig(ctx, s)
	if err != nil {
		return nil, err
	}
	web, err := httpClient(s, st.timeout)
	if err != nil {
		return nil, err
	}
	if cfg.Region == "" {
		cfg.Region = somewhere
	}
	st.client = client(cfg, s.Endpoint, web)
	st.endpoint = aws.ToString(st.client.Options().BaseEndpoint)
	st.region = cfg.Region
	if err := checkEndpoint(st.endpoint, s.TLS); err != nil {
		return nil, err
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return nil, noCredentials(ctx, err)
	}
	if st.endpoint == "" {
		st.told = bucketRegion(ctx, st.client, st.bucket)
		if st.told != "" && st.told != cfg.Region {
			cfg.Region, st.region = st.told, st.told
			st.client = client(cfg, s.Endpoint, web)
		}
	}
	return st, nil
}

// parseAddress reads s3://bucket/prefix, also with user:secret@ before the bucket.
// Beyond the bucket everything is the prefix, as it is typed: keys may hold
// any character.
func parseAddress(s *connectors.Source) (bucket, prefix string, err error) {
	rest, ok := strings.CutPrefix(s.URL, "s3://")
	bucket, prefix, _ = strings.Cut(rest, "/")
	if login, b, ok := strings.Cut(bucket, "@"); ok {
		bucket = b
		if u, err := url.Parse("s3://" + login + "@x"); err == nil {
			loginFrom(u.User, s)
		}
	}
	if !ok || bucket == "" {
		return "", "", &connectors.Error{Reason: connectors.Unreachable, Text: "no bucket named; write s3://bucket or s3://bucket/prefix"}
	}
	return bucket, prefix, nil
}

func loginFrom(u *url.Userinfo, s *connectors.Source) {
	if s.User == "" {
		s.User = u.Username()
	}
	if s.Secret == "" {
		s.Secret, _ = u.Password()
	}
}

// awsConfig resolves credentials and region. Nothing is logged.
func awsConfig(ctx context.Context, s connectors.Source) (aws.Config, error) {
	app := "dialmap"
	if s.Scan != "" {
		app += "-" + s.Scan
	}
	opts := []func(*config.LoadOptions) error{
		config.WithLogger(logging.Nop{}),
		config.WithAppID(app[:min(len(app), 50)]),
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff = 4, 5*time.Second
				o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(hopeless)}, o.Retryables...)
			})
		}),
	}
	if s.Region != "" {
		opts = append(opts, config.WithRegion(s.Region))
	}
	if s.Profile != "" {
		opts = append(opts, config.WithSharedConfigProfile(s.Profile))
	}
	if s.User != "" || s.Secret != "" {
		if s.User == "" || s.Secret == "" {
			return aws.Config{}, &connectors.Error{Reason: connectors.Denied, Text: "access key and secret key belong together; give both, or none to take them from the environment"}
		}
		opts = append(opts, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(s.User, s.Secret, "")))
	}
	cfg, err := config.LoadDefaultConfig(ctx, opts...)
	if err != nil {
		return cfg, badConfig(err)
	}
	return cfg, nil
}

// hopeless are failures that stay: a name that is not known, a certificate
// that is not trusted. The others are the SDK's to decide.
func hopeless(err error) aws.Ternary {
	if e := transport.Explain(err); e != nil && !e.Retry {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

func badConfig(err error) error {
	var profile config.SharedConfigProfileNotExistError
	e := &connectors.Error{Reason: connectors.Denied, Cause: err, Text: "the configuration of the AWS command line cannot be read; check ~/.aws/config and the AWS_ variables"}
	if errors.As(err, &profile) {
		e.Text = "the AWS profile does not exist; check credentials.aws_profile or AWS_PROFILE against ~/.aws/config"
	}
	return e
}

func noCredentials(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return transport.Explain(context.Canceled)
	}
	return &connectors.Error{
		Reason: connectors.Denied, Cause: err,
		Text: "no usable credentials; set them for the source, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE (aws sso login renews a session)",
	}
}

// httpClient is for the bucket only: a CA of its own says nothing about who
// gives out the credentials.
func httpClient(s connectors.Source, timeout time.Duration) (*awshttp.BuildableClient, error) {
	mode := s.TLS
	if mode.Mode == "disable" {
		mode.Mode = "" // allows an endpoint in clear, and changes nothing about one with TLS
	}
	tlsConfig, err := transport.TLS(mode)
	if err != nil {
		return nil, err
	}
	connections := s.Connections
	if connections == 0 {
		connections = 4
	}
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = min(timeout, 10*time.Second) }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSClientConfig = tlsConfig
			t.ResponseHeaderTimeout = timeout
			t.MaxConnsPerHost = connections
			t.MaxIdleConnsPerHost = connections
			t.DisableCompression = true // bytes as they are stored
		}), nil
}

func client(cfg aws.Config, endpoint string, web s3.HTTPClient) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.HTTPClient = web
		if endpoint != "" {
			o.BaseEndpoint = aws.String(strings.TrimSuffix(endpoint, "/"))
		}
		o.UsePathStyle = o.BaseEndpoint != nil
		// Servers of other makers know neither.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	})
}

// checkEndpoint refuses to send data in clear over a network, unless that was
// asked for.
func checkEndpoint(endpoint string, t connectors.TLS) error {
	if endpoint == "" {
		return nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return &connectors.Error{Reason: connectors.Unreachable, Text: "the endpoint cannot be read; write https://host or https://host:port"}
	}
	if u.Scheme == "http" && !transport.Loopback(u.Host) && t.Mode != "disable" {
		return &connectors.Error{
			Reason: connectors.Unreachable,
			Text:   "the endpoint is http://, which sends everything in clear; use https://, or set tls.mode disable to accept that",
		}
	}
	return nil
}
