package s3

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"golang.org/x/sync/errgroup"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/objects"
)

// objectHeaders are what the answers to reading objects said of their
// encryption. Of a bucket with more objects than fit, those read later are not
// counted.
type objectHeaders struct {
	mu     sync.Mutex
	byName map[string]objectHeader
}

type objectHeader struct {
	encryption string // AES256, aws:kms, ...; "" the answer did not say
	ownKey     bool   // of a key management service
}

const maxObjectHeaders = 10000

func (h *objectHeaders) note(key, encryption string, ownKey bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.byName == nil {
		h.byName = map[string]objectHeader{}
	}
	if _, ok := h.byName[key]; ok || len(h.byName) < maxObjectHeaders {
		h.byName[key] = objectHeader{encryption, ownKey}
	}
}

// Posture says who reads the objects and in what state they lie. The bucket is
// asked once for each of its settings, and for one object of each dataset
// somebody without credentials asks, unless that is switched off.
func (c *connector) Posture(ctx context.Context, kept []connectors.Kept) connectors.Posture {
	b := c.store.askBucket(ctx)
	p := connectors.Posture{Facts: b.facts(), Recipients: b.recipients(), Datasets: make([]connectors.DatasetPosture, len(kept))}
	asked := make([]keptObjects, len(kept))
	var g errgroup.Group
	g.SetLimit(4)
	for i, k := range kept {
		asked[i] = c.store.keptObjects(k)
		g.Go(func() error {
			asked[i].sample(ctx, c.store)
			return nil
		})
	}
	_ = g.Wait() // none of them returns an error
	for i := range kept {
		p.Datasets[i] = b.dataset(ctx, &asked[i])
	}
	return p
}

// reply is what a server said to a question about a bucket.
type reply struct {
	why    string // why nothing is known: one of the Why constants; "" it answered
	absent bool   // it answered that there is no such setting
	amazon bool   // it is Amazon's service, where an empty answer means off
}

// said is the reply of an answer, or of an error.
func (s *store) said(meta middleware.Metadata, err error) reply {
	var r reply
	if raw, ok := awsmiddleware.GetRawResponse(meta).(*smithyhttp.Response); ok {
		r.amazon = raw.Header.Get("Server") == "AmazonS3"
	}
	if err == nil {
		return r
	}
	var resp *awshttp.ResponseError
	status := 0
	if errors.As(err, &resp) && resp.HTTPResponse() != nil {
		status = resp.HTTPStatusCode()
		r.amazon = resp.HTTPResponse().Header.Get("Server") == "AmazonS3"
	}
	var api smithy.APIError
	code := ""
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	switch {
	case slices.Contains(absentCodes, code):
		r.absent = true
	case status == http.StatusForbidden:
		r.why = connectors.WhyDenied
	case status == http.StatusNotImplemented || status == http.StatusMethodNotAllowed || status == http.StatusBadRequest || code == "NotImplemented" || code == "MethodNotAllowed":
		r.why = connectors.WhyUnsupported
	default:
		r.why = connectors.WhySilent
	}
	return r
}

// absentCodes say that a bucket has no such setting.
var absentCodes = []string{"NoSuchBucketPolicy", "NoSuchPublicAccessBlockConfiguration", "ServerSideEncryptionConfigurationNotFoundError",
	"NoSuchLifecycleConfiguration", "ReplicationConfigurationNotFoundError", "NoSuchWebsiteConfiguration", "OwnershipControlsNotFoundError"}

// bucketAnswers are a bucket's settings.
type bucketAnswers struct {
	store *store

	policySaid reply
	policy     policy

	aclSaid reply
	grants  []types.Grant

	blockSaid        reply
	ignoresACLs      bool
	restrictsPublic  bool
	ownershipSaid    reply
	withoutACLs      bool
	encryptionSaid   reply
	encryptsNew      bool
	loggingSaid      reply
	logsTo           string
	versioningSaid   reply
	versions         string
	lifecycleSaid    reply
	lifecycleRules   []types.LifecycleRule
	replicationSaid  reply
	replicationRules []types.ReplicationRule
	websiteSaid      reply
	listSaid         string // what an unsigned listing got: yes, no, unknown
	listWhy          string

	objectACLs int // that were asked for
}

// maxObjectACLs are asked for in a bucket: with the bucket's settings that makes
// 20 requests.
const maxObjectACLs = 8

// asksMore says whether another object's access control list may be asked for.
func (b *bucketAnswers) asksMore() bool {
	b.objectACLs++
	return b.objectACLs <= maxObjectACLs
}

// askBucket asks for each setting once: eleven requests.
func (s *store) askBucket(ctx context.Context) *bucketAnswers {
	b := &bucketAnswers{store: s}
	few := func(o *s3.Options) { o.RetryMaxAttempts = 2 }
	client, bucket := s.client, &s.bucket

	if out, err := client.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: bucket}, few); err != nil {
		b.policySaid = s.said(middleware.Metadata{}, err)
	} else {
		b.policySaid = s.said(out.ResultMetadata, nil)
		var ok bool
		if b.policy, ok = parsePolicy(aws.ToString(out.Policy)); !ok {
			b.policySaid.why = connectors.WhySilent
		}
	}
	if out, err := client.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: bucket}, few); err != nil {
		b.aclSaid = s.said(middleware.Metadata{}, err)
	} else if b.aclSaid, b.grants = s.said(out.ResultMetadata, nil), out.Grants; len(out.Grants) == 0 && !b.aclSaid.amazon {
		b.aclSaid.why = connectors.WhySilent
	}
	if out, err := client.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: bucket}, few); err != nil {
		b.blockSaid = s.said(middleware.Metadata{}, err)
	} else if b.blockSaid = s.said(out.ResultMetadata, nil); out.PublicAccessBlockConfiguration != nil {
		b.ignoresACLs = aws.ToBool(out.PublicAccessBlockConfiguration.IgnorePublicAcls)
		b.restrictsPublic = aws.ToBool(out.PublicAccessBlockConfiguration.RestrictPublicBuckets)
	}
	if out, err := client.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: bucket}, few); err != nil {
		b.ownershipSaid = s.said(middleware.Metadata{}, err)
	} else if b.ownershipSaid = s.said(out.ResultMetadata, nil); out.OwnershipControls != nil && len(out.OwnershipControls.Rules) > 0 {
		b.withoutACLs = out.OwnershipControls.Rules[0].ObjectOwnership == types.ObjectOwnershipBucketOwnerEnforced
	}
	if out, err := client.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: bucket}, few); err != nil {
		b.encryptionSaid = s.said(middleware.Metadata{}, err)
	} else if b.encryptionSaid = s.said(out.ResultMetadata, nil); out.ServerSideEncryptionConfiguration != nil && len(out.ServerSideEncryptionConfiguration.Rules) > 0 {
		b.encryptsNew = true
	} else {
		b.encryptionSaid.why = connectors.WhySilent
	}
	b.askMore(ctx, few)
	b.listSaid, b.listWhy = s.listUnsigned(ctx)
	return b
}

func (b *bucketAnswers) askMore(ctx context.Context, few func(*s3.Options)) {
	s := b.store
	client, bucket := s.client, &s.bucket
	if out, err := client.GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: bucket}, few); err != nil {
		b.loggingSaid = s.said(middleware.Metadata{}, err)
	} else if b.loggingSaid = s.said(out.ResultMetadata, nil); out.LoggingEnabled != nil {
		b.logsTo = aws.ToString(out.LoggingEnabled.TargetBucket)
	} else if !b.loggingSaid.amazon {
		b.loggingSaid.why = connectors.WhySilent
	}
	if out, err := client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: bucket}, few); err != nil {
		b.versioningSaid = s.said(middleware.Metadata{}, err)
	} else if b.versioningSaid, b.versions = s.said(out.ResultMetadata, nil), string(out.Status); b.versions == "" && !b.versioningSaid.amazon {
		b.versioningSaid.why = connectors.WhySilent
	}
	if out, err := client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: bucket}, few); err != nil {
		b.lifecycleSaid = s.said(middleware.Metadata{}, err)
	} else if b.lifecycleSaid, b.lifecycleRules = s.said(out.ResultMetadata, nil), out.Rules; len(out.Rules) == 0 {
		b.lifecycleSaid.why = connectors.WhySilent
	}
	if out, err := client.GetBucketReplication(ctx, &s3.GetBucketReplicationInput{Bucket: bucket}, few); err != nil {
		b.replicationSaid = s.said(middleware.Metadata{}, err)
	} else if b.replicationSaid = s.said(out.ResultMetadata, nil); out.ReplicationConfiguration == nil || len(out.ReplicationConfiguration.Rules) == 0 {
		b.replicationSaid.why = connectors.WhySilent
	} else {
		b.replicationRules = out.ReplicationConfiguration.Rules
	}
	if out, err := client.GetBucketWebsite(ctx, &s3.GetBucketWebsiteInput{Bucket: bucket}, few); err != nil {
		b.websiteSaid = s.said(middleware.Metadata{}, err)
	} else if b.websiteSaid = s.said(out.ResultMetadata, nil); out.IndexDocument == nil && out.RedirectAllRequestsTo == nil {
		b.websiteSaid.why = connectors.WhySilent
	}
}

// unsigned is a client that asks as somebody without credentials does, once. It
// is made at its first use, for all: making one writes to what clients share.
func (s *store) unsigned() *s3.Client {
	s.unsignedMade.Do(func() {
		s.unsignedClient = s3.New(s.client.Options(), func(o *s3.Options) {
			o.Credentials = aws.AnonymousCredentials{}
			o.RetryMaxAttempts = 1
		})
	})
	return s.unsignedClient
}

// listUnsigned says whether somebody without credentials may list the bucket.
func (s *store) listUnsigned(ctx context.Context) (is, why string) {
	if !s.anonymous {
		return connectors.Unknown, connectors.WhyNotAsked
	}
	_, err := s.unsigned().ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &s.bucket, MaxKeys: aws.Int32(1)})
	return answerUnsigned(err)
}

// answerUnsigned reads the status: 200 is yes, 403 no. Any other says nothing.
func answerUnsigned(err error) (is, why string) {
	if err == nil {
		return connectors.Yes, ""
	}
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) && resp.HTTPResponse() != nil && (resp.HTTPStatusCode() == http.StatusForbidden || resp.HTTPStatusCode() == http.StatusUnauthorized) {
		return connectors.No, ""
	}
	return connectors.Unknown, connectors.WhySilent
}

// keptObjects is a dataset that was asked for, with what reading it showed.
type keptObjects struct {
	connectors.Kept
	members objects.Members
	known   bool // members are

	of, encrypted, ownKey int // objects that were read; those whose answer named an encryption, and a key of its own

	object   string // the key of one, in clear; "" none is known
	headSaid string // what somebody without credentials got for it
	headWhy  string
}

func (s *store) keptObjects(k connectors.Kept) keptObjects {
	o := keptObjects{Kept: k, headSaid: connectors.Unknown, headWhy: connectors.WhyNotAsked}
	if o.members, o.known = objects.MembersOf(k.Dataset); !o.known {
		return o
	}
	o.object = o.members.Key
	s.met.mu.Lock()
	defer s.met.mu.Unlock()
	for key, h := range s.met.byName {
		name, ok := strings.CutPrefix(key, s.base())
		if !ok || !o.members.Contains(name) {
			continue
		}
		o.of++
		if h.encryption != "" {
			o.encrypted++
		}
		if h.ownKey {
			o.ownKey++
		}
		if o.members.Key == "" && (o.object == "" || name < o.object) {
			o.object = name
		}
	}
	return o
}

// sample asks for one object as somebody without credentials. Of a dataset of
// which no object was read in this run, it looks for one.
func (o *keptObjects) sample(ctx context.Context, s *store) {
	if !s.anonymous || !o.known {
		return
	}
	if o.object == "" {
		for found, err := range s.ListUnder(ctx, o.members.Prefix) {
			if err != nil || o.members.Contains(found.Key) {
				o.object = found.Key
				break
			}
		}
	}
	if o.object == "" {
		o.headWhy = connectors.WhySilent
		return
	}
	key := s.base() + o.object
	_, err := s.unsigned().HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: &key})
	o.headSaid, o.headWhy = answerUnsigned(err)
}

// glob is the pattern of the dataset's objects, with the bucket.
func (o *keptObjects) glob(s *store) glob {
	g := literalGlob(s.bucket + "/" + s.base())
	if o.members.Key != "" {
		return append(g, literalGlob(o.members.Key)...)
	}
	for _, r := range o.members.Pattern {
		if r == '*' {
			r = globMany
		}
		g = append(g, r)
	}
	return g
}

// dataset puts together what is known of one dataset.
func (b *bucketAnswers) dataset(ctx context.Context, o *keptObjects) (p connectors.DatasetPosture) {
	p.Readers = connectors.Readers{Why: connectors.WhyNotAsked, Tells: "a review of the account's IAM policies: the rights of its own identities are not in the bucket"}
	p.Facts = append(p.Facts, b.encrypted(o))
	if !o.known {
		p.Facts = append(p.Facts, connectors.Fact{Name: "open.anonymous", Is: connectors.Unknown, Why: connectors.WhySilent})
		return p
	}
	objects := o.glob(b.store)
	p.Facts = append(p.Facts, b.anonymous(o, objects), b.everyone(ctx, o), b.earlierVersions(o), b.plainAccepted(objects))
	for _, g := range b.policy.grantees(objects) {
		name := b.store.redact(g.name)
		p.Readers.List = append(p.Readers.List, connectors.Reader{Name: name, By: "policy"})
		p.Recipients = append(p.Recipients, connectors.Recipient{Kind: "policy_principal", Name: name, Account: b.store.redact(g.account()), Active: connectors.Yes,
			Through: b.store.redact(strings.TrimSpace("policy statement " + g.sid))})
	}
	slices.SortFunc(p.Readers.List, func(a, b connectors.Reader) int { return strings.Compare(a.Name, b.Name) })
	p.Readers.List = slices.CompactFunc(p.Readers.List, func(a, b connectors.Reader) bool { return a.Name == b.Name })
	p.Readers.Logins = len(p.Readers.List)
	p.Readers.List = p.Readers.List[:min(len(p.Readers.List), connectors.MaxReaders)]
	slices.SortFunc(p.Recipients, func(a, b connectors.Recipient) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Through, b.Through))
	})
	slices.SortFunc(p.Facts, func(a, b connectors.Fact) int { return strings.Compare(a.Name, b.Name) })
	return p
}

// encrypted counts the objects read whose answer named an encryption. An answer
// without one says nothing but on Amazon's service.
func (b *bucketAnswers) encrypted(o *keptObjects) connectors.Fact {
	f := connectors.Fact{Name: "rest.encrypted", Is: connectors.Unknown, Why: connectors.WhySilent, How: "x-amz-server-side-encryption of the objects read", Of: o.of, N: o.encrypted}
	switch {
	case o.of == 0:
		f.Why = connectors.WhyNotAsked
	case o.encrypted == o.of:
		f.Is, f.Why = connectors.Yes, ""
		if o.ownKey > 0 {
			f.How += ", with a key of a key management service"
		}
	case b.versioningSaid.amazon || b.policySaid.amazon:
		f.Is, f.Why = connectors.No, ""
	}
	return f
}

// The URIs of groups in access control lists.
const (
	allUsers   = "http://acs.amazonaws.com/groups/global/AllUsers"
	allLogins  = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
	anonymous  = "open.anonymous"
	opensRules = "s3:GetBucketPolicy, s3:GetBucketAcl, s3:GetObjectAcl, s3:GetBucketPublicAccessBlock, s3:GetBucketOwnershipControls"
)

// anonymous says whether somebody without credentials reads the objects: by
// trying one of them, else by the rules. Of several objects, one that is closed
// does not speak for the others unless the rules are known.
func (b *bucketAnswers) anonymous(o *keptObjects, objects glob) connectors.Fact {
	f := connectors.Fact{Name: anonymous, Is: connectors.Unknown, Why: o.headWhy, How: "HEAD of one object without credentials"}
	byPolicy := answersPublic{is: connectors.Unknown}
	switch {
	case b.policySaid.absent || b.restrictsPublic:
		byPolicy.is = connectors.No
	case b.policySaid.why == "":
		byPolicy = b.policy.publicRead(objects)
	}
	if o.headSaid != connectors.Unknown {
		f.Of = 1
	}
	switch {
	case o.headSaid == connectors.Yes:
		f.Is, f.Why, f.N = connectors.Yes, "", 1
		f.How += ": 200" + b.statement(byPolicy)
	case byPolicy.is == connectors.Yes && b.policySaid.amazon:
		f.Why, f.Tells = connectors.WhyNotAsked, "s3:GetAccountPublicAccessBlock"
		f.How = "the bucket's policy" + b.statement(byPolicy) + "; a block of the account's may void it"
	case byPolicy.is == connectors.Yes && (o.headSaid == connectors.Unknown || b.opensOthers(o)):
		f.Is, f.Why, f.How, f.Of = connectors.Yes, "", "the bucket's policy"+b.statement(byPolicy), 0
	case o.headSaid == connectors.No && o.members.Key != "":
		f.Is, f.Why = connectors.No, ""
		f.How += ": 403"
	case byPolicy.is == connectors.No && o.headSaid == connectors.No && (b.withoutACLs || b.ignoresACLs):
		f.Is, f.Why, f.How = connectors.No, "", "HEAD of one object without credentials: 403; no statement of the policy is for everybody, and access control lists are off"
	case b.policySaid.why != "":
		f.Why, f.Tells = b.policySaid.why, tellsIfDenied(b.policySaid.why, opensRules)
		f.How = "the bucket's policy; " + f.How
	case o.headSaid == connectors.No:
		f.Why, f.How = connectors.WhyNotAsked, "HEAD of one object without credentials: 403; the access control lists of the others were not asked for"
	}
	return f
}

// opensOthers says that the policy lets everybody read other objects of the
// dataset than the one that was tried.
func (b *bucketAnswers) opensOthers(o *keptObjects) bool {
	return o.members.Key == "" && b.policy.publicRead(literalGlob(b.store.bucket+"/"+b.store.base()+o.object)).is != connectors.Yes
}

func tellsIfDenied(why, rights string) string {
	if why == connectors.WhyDenied {
		return rights
	}
	return ""
}

func (b *bucketAnswers) statement(a answersPublic) string {
	if a.is != connectors.Yes || a.sid == "" {
		return ""
	}
	return "; policy statement " + b.store.redact(a.sid)
}

// everyone says whether every login of the service reads an object, by its
// access control list.
func (b *bucketAnswers) everyone(ctx context.Context, o *keptObjects) connectors.Fact {
	f := connectors.Fact{Name: "open.everyone", Is: connectors.Unknown, How: "access control list of one object"}
	switch {
	case b.withoutACLs || b.ignoresACLs:
		f.Is, f.How = connectors.No, "access control lists are off"
		return f
	case o.object == "" || !b.asksMore():
		f.Why = connectors.WhyNotAsked
		return f
	}
	key := b.store.base() + o.object
	out, err := b.store.client.GetObjectAcl(ctx, &s3.GetObjectAclInput{Bucket: &b.store.bucket, Key: &key}, func(o *s3.Options) { o.RetryMaxAttempts = 1 })
	if err != nil {
		f.Why = b.store.said(middleware.Metadata{}, err).why
		f.Tells = tellsIfDenied(f.Why, "s3:GetObjectAcl")
		return f
	}
	f.Of = 1
	for _, g := range out.Grants {
		if g.Grantee != nil && (aws.ToString(g.Grantee.URI) == allLogins || aws.ToString(g.Grantee.URI) == allUsers) &&
			(g.Permission == types.PermissionRead || g.Permission == types.PermissionFullControl) {
			f.Is, f.N = connectors.Yes, 1
			return f
		}
	}
	switch {
	case len(out.Grants) == 0 && !b.aclSaid.amazon:
		f.Why = connectors.WhySilent
	case o.members.Key != "":
		f.Is = connectors.No
	default:
		f.Why = connectors.WhyNotAsked // those of the other objects
	}
	return f
}
