package s3

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/dialmap/dialmap/connectors"
)

// lifecycle is what a bucket's rules remove. They are asked for once.
type lifecycle struct {
	told      bool // the server answered both requests
	rules     []rule
	versioned bool
}

// rule removes all objects whose keys begin with a prefix.
type rule struct {
	name, prefix string
	days         int // after an object was written
	on           time.Time
	earlier      int // days after which an earlier version goes; -1: it does not
}

// Expiry is the soonest that one of the bucket's rules removes everything below
// prefix. What the server does not tell, or a right hides, is nil: never that
// nothing is removed.
func (s *store) Expiry(ctx context.Context, prefix string) *connectors.Expiry {
	s.ruled.Do(func() { s.rules = s.lifecycle(ctx) })
	if !s.rules.told {
		return nil
	}
	var e connectors.Expiry
	earlier := -1
	for _, r := range s.rules.rules {
		if !strings.HasPrefix(s.base()+prefix, r.prefix) {
			continue
		}
		if r.earlier >= 0 && (earlier < 0 || r.earlier < earlier) {
			earlier = r.earlier
		}
		switch {
		case r.days > 0 && (e.Days == 0 || r.days < e.Days):
			e.Days, e.On, e.Rule = r.days, time.Time{}, r.name
		case e.Days == 0 && !r.on.IsZero() && (e.On.IsZero() || r.on.Before(e.On)):
			e.On, e.Rule = r.on, r.name
		}
	}
	switch removed := e.Days > 0 || !e.On.IsZero(); {
	case !removed || !s.rules.versioned:
	case earlier < 0:
		e.Back = true
	case e.Days > 0:
		e.Days += earlier
	default:
		e.On = e.On.AddDate(0, 0, earlier)
	}
	return &e
}

func (s *store) lifecycle(ctx context.Context) (l lifecycle) {
	few := func(o *s3.Options) { o.RetryMaxAttempts = 2 }
	versioning, err := s.client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &s.bucket}, few)
	if err != nil {
		return l
	}
	l.versioned = versioning.Status != ""
	out, err := s.client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &s.bucket}, few)
	if err != nil {
		var e smithy.APIError
		l.told = errors.As(err, &e) && e.ErrorCode() == "NoSuchLifecycleConfiguration"
		return l
	}
	l.told = len(out.Rules) > 0 // an empty answer is none
	for _, r := range out.Rules {
		prefix, all := covers(r)
		if r.Status != types.ExpirationStatusEnabled || !all {
			continue
		}
		x := rule{name: s.redact(aws.ToString(r.ID)), prefix: prefix, earlier: -1}
		if e := r.Expiration; e != nil {
			x.days, x.on = int(aws.ToInt32(e.Days)), aws.ToTime(e.Date)
		}
		if v := r.NoncurrentVersionExpiration; v != nil && aws.ToInt32(v.NewerNoncurrentVersions) == 0 {
			x.earlier = int(aws.ToInt32(v.NoncurrentDays))
		}
		l.rules = append(l.rules, x)
	}
	return l
}

// covers is the prefix of the keys that a rule is for, and whether it is for all
// of them: not only for those of some tag or size.
func covers(r types.LifecycleRule) (prefix string, all bool) {
	f := r.Filter
	switch {
	case f == nil:
		return aws.ToString(r.Prefix), true //nolint:staticcheck // older rules have no filter
	case f.And != nil:
		a := f.And
		return aws.ToString(a.Prefix), len(a.Tags) == 0 && a.ObjectSizeGreaterThan == nil && a.ObjectSizeLessThan == nil
	}
	return aws.ToString(f.Prefix), f.Tag == nil && f.ObjectSizeGreaterThan == nil && f.ObjectSizeLessThan == nil
}
