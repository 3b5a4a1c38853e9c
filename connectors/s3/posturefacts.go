package s3

import (
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// fact makes one of a reply: unknown where the server did not say.
func (r reply) fact(name, how, right string, is bool) connectors.Fact {
	f := connectors.Fact{Name: name, Is: connectors.No, How: how}
	switch {
	case r.why != "":
		f.Is, f.Why, f.Tells = connectors.Unknown, r.why, tellsIfDenied(r.why, right)
	case is && !r.absent:
		f.Is = connectors.Yes
	}
	return f
}

// facts are what holds for the bucket as a whole.
func (b *bucketAnswers) facts() []connectors.Fact {
	facts := []connectors.Fact{
		b.sessionEncrypted(),
		b.sessionLocal(),
		{Name: "open.list", Is: b.listSaid, Why: b.listWhy, How: "listing without credentials"},
		b.blockSaid.fact("open.blocked", "public access block: IgnorePublicAcls and RestrictPublicBuckets", "s3:GetBucketPublicAccessBlock", b.ignoresACLs && b.restrictsPublic),
		b.ownership(),
		b.bucketACL(),
		b.encryptionSaid.fact("rest.default_encrypted", "the bucket's rule for new objects", "s3:GetEncryptionConfiguration", b.encryptsNew),
		b.loggingSaid.fact("log.audit", "the bucket's access log", "s3:GetBucketLogging", b.logsTo != ""),
		b.versioningSaid.fact("versions", "the bucket's versioning", "s3:GetBucketVersioning", b.versions != ""),
		b.lifecycleSaid.fact("lifecycle", "the bucket's lifecycle rules", "s3:GetLifecycleConfiguration", hasEnabledRule(b.lifecycleRules)),
		b.replicationSaid.fact("replication", "the bucket's replication rules", "s3:GetReplicationConfiguration", hasEnabledReplication(b.replicationRules)),
		b.websiteSaid.fact("open.website", "the bucket's website", "s3:GetBucketWebsite", true),
	}
	slices.SortFunc(facts, func(a, b connectors.Fact) int { return strings.Compare(a.Name, b.Name) })
	return facts
}

// ownership says whether access control lists count. A server that names no
// ownership has not said that they do.
func (b *bucketAnswers) ownership() connectors.Fact {
	f := b.ownershipSaid.fact("acl.off", "the bucket's ownership: BucketOwnerEnforced", "s3:GetBucketOwnershipControls", b.withoutACLs)
	if f.Is == connectors.No && !b.ownershipSaid.absent && !b.ownershipSaid.amazon {
		f.Is, f.Why = connectors.Unknown, connectors.WhySilent
	}
	return f
}

// sessionEncrypted is how this scan reaches the bucket.
func (b *bucketAnswers) sessionEncrypted() connectors.Fact {
	if strings.HasPrefix(b.store.endpoint, "http://") {
		return connectors.Fact{Name: "transit.session", Is: connectors.No, How: "the endpoint is http://"}
	}
	return connectors.Fact{Name: "transit.session", Is: connectors.Yes, How: "the endpoint is https://"}
}

// sessionLocal says whether the requests of this scan stay on the machine.
func (b *bucketAnswers) sessionLocal() connectors.Fact {
	f := connectors.Fact{Name: "transit.local", Is: connectors.No, How: "address of the endpoint"}
	if u, err := url.Parse(b.store.endpoint); err == nil && b.store.endpoint != "" && transport.Loopback(u.Host) {
		f.Is = connectors.Yes
	}
	return f
}

// bucketACL says whether the bucket's own list is open to everybody: that lists
// keys, and reads no object.
func (b *bucketAnswers) bucketACL() connectors.Fact {
	open := slices.ContainsFunc(b.grants, func(g types.Grant) bool {
		return g.Grantee != nil && (aws.ToString(g.Grantee.URI) == allUsers || aws.ToString(g.Grantee.URI) == allLogins)
	})
	return b.aclSaid.fact("acl.bucket_public", "the bucket's access control list", "s3:GetBucketAcl", open && !b.ignoresACLs && !b.withoutACLs)
}

func hasEnabledRule(rules []types.LifecycleRule) bool {
	return slices.ContainsFunc(rules, func(r types.LifecycleRule) bool { return r.Status == types.ExpirationStatusEnabled })
}

func hasEnabledReplication(rules []types.ReplicationRule) bool {
	return slices.ContainsFunc(rules, func(r types.ReplicationRule) bool { return r.Status == types.ReplicationRuleStatusEnabled })
}

// earlierVersions says whether a rule removes what stays of the dataset's
// objects when they are deleted or written again.
func (b *bucketAnswers) earlierVersions(o *keptObjects) connectors.Fact {
	f := connectors.Fact{Name: "versions.removed", Is: connectors.Unknown, How: "the bucket's lifecycle rules"}
	switch {
	case b.versioningSaid.why == "" && b.versions == "":
		f.Is, f.How = connectors.Yes, "the bucket keeps no versions"
		return f
	case b.versioningSaid.why != "":
		f.Why, f.How, f.Tells = b.versioningSaid.why, "the bucket's versioning", tellsIfDenied(b.versioningSaid.why, "s3:GetBucketVersioning")
		return f
	case b.lifecycleSaid.why != "":
		f.Why, f.Tells = b.lifecycleSaid.why, tellsIfDenied(b.lifecycleSaid.why, "s3:GetLifecycleConfiguration")
		return f
	}
	f.Is = connectors.No
	for _, r := range b.lifecycleRules {
		prefix, all := covers(r)
		if r.Status == types.ExpirationStatusEnabled && all && r.NoncurrentVersionExpiration != nil && strings.HasPrefix(b.store.base()+o.members.Prefix, prefix) {
			f.Is = connectors.Yes
		}
	}
	return f
}

// plainAccepted says whether the objects can also be asked for without TLS.
// Amazon's service takes such requests unless a policy refuses them; what other
// servers listen on is not known, but for the endpoint of this scan.
func (b *bucketAnswers) plainAccepted(objects glob) connectors.Fact {
	f := connectors.Fact{Name: "transit.plain_accepted", Is: connectors.Unknown, How: "policy statements on aws:SecureTransport"}
	denies := connectors.Unknown
	switch {
	case b.policySaid.absent:
		denies = connectors.No
	case b.policySaid.why == "":
		denies = b.policy.deniesPlain(objects)
	}
	switch {
	case strings.HasPrefix(b.store.endpoint, "http://"):
		f.Is, f.How = connectors.Yes, "this scan read it over http://"
	case denies == connectors.Yes:
		f.Is = connectors.No
	case denies == connectors.No && b.policySaid.amazon:
		f.Is = connectors.Yes
	case b.policySaid.why != "":
		f.Why, f.Tells = b.policySaid.why, tellsIfDenied(b.policySaid.why, "s3:GetBucketPolicy")
	default:
		f.Why = connectors.WhySilent
	}
	return f
}

// recipients are where the bucket hands its objects, or word of them, on to.
func (b *bucketAnswers) recipients() (all []connectors.Recipient) {
	for _, r := range b.replicationRules {
		if r.Destination == nil {
			continue
		}
		active := connectors.No
		if r.Status == types.ReplicationRuleStatusEnabled {
			active = connectors.Yes
		}
		bucket := aws.ToString(r.Destination.Bucket)
		all = append(all, connectors.Recipient{Kind: "replication", Name: b.store.redact(bucket[strings.LastIndexByte(bucket, ':')+1:]),
			Account: b.store.redact(aws.ToString(r.Destination.Account)), Active: active, Through: b.store.redact(aws.ToString(r.ID))})
	}
	if b.logsTo != "" {
		all = append(all, connectors.Recipient{Kind: "log_target", Name: b.store.redact(b.logsTo), Active: connectors.Yes, Through: "access log"})
	}
	slices.SortFunc(all, func(a, b connectors.Recipient) int { return strings.Compare(a.Kind+" "+a.Name, b.Kind+" "+b.Name) })
	return all
}
