package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/objects"
)

// resumes is how often in a row a stream is taken up again without a byte
// coming in between, each time a little later: three seconds in all.
const resumes = 4

// body is an object that is being read. A stream that is cut or stalls is
// taken up where it ended, as long as the object is the same.
type body struct {
	store *store
	ctx   context.Context
	key   string
	tag   string // of what is being read; "" before the first answer
	at    int64  // of the next byte
	end   int64  // before which reading ends, -1: at the object's
	size  int64  // of the object, -1: not said

	r      io.ReadCloser
	cancel context.CancelFunc
	clock  *time.Timer
	late   atomic.Bool
	tries  int
}

// open asks for the object from b.at on. opts are for the request.
func (b *body) open(opts ...func(*s3.Options)) error {
	ctx, cancel := context.WithCancel(b.ctx)
	in := &s3.GetObjectInput{Bucket: &b.store.bucket, Key: &b.key}
	switch {
	case b.end >= 0:
		in.Range = aws.String(fmt.Sprintf("bytes=%d-%d", b.at, b.end-1))
	case b.at > 0:
		in.Range = aws.String(fmt.Sprintf("bytes=%d-", b.at))
	}
	if b.tag != "" {
		in.IfMatch = &b.tag
	}
	out, err := b.store.client.GetObject(ctx, in, opts...)
	if err != nil {
		cancel()
		return b.store.explain(b.ctx, err, reading)
	}
	b.store.met.note(b.key, string(out.ServerSideEncryption), out.SSEKMSKeyId != nil)
	if tag := aws.ToString(out.ETag); b.tag == "" {
		b.tag = tag
	} else if tag != "" && tag != b.tag {
		cancel()
		out.Body.Close()
		return changed(nil) // a server that does not know If-Match
	}
	b.r, b.cancel = out.Body, cancel
	b.late.Store(false)
	b.clock = time.AfterFunc(b.store.timeout, func() { b.late.Store(true); cancel() })
	b.clock.Stop()
	return b.place(out)
}

// place makes the stream begin at b.at, also where the server knows no ranges,
// and notes the object's size.
func (b *body) place(out *s3.GetObjectOutput) error {
	b.size = -1
	whole := out.ContentRange == nil
	switch {
	case !whole:
		b.size = total(*out.ContentRange)
	case out.ContentLength != nil:
		b.size = *out.ContentLength
	}
	if !whole || b.at == 0 {
		return nil
	}
	if _, err := io.CopyN(io.Discard, b.r, b.at); err != nil {
		b.stop()
		return b.store.explain(b.ctx, err, reading)
	}
	return nil
}

// total is the size of the object in bytes 0-99/1000, -1 where it is not said.
func total(contentRange string) int64 {
	_, size, _ := strings.Cut(contentRange, "/")
	if n, err := strconv.ParseInt(size, 10, 64); err == nil {
		return n
	}
	return -1
}

// ends says whether what was asked for has been read.
func (b *body) ends() bool {
	return b.size < 0 || b.at >= b.size || b.end >= 0 && b.at >= b.end
}

// Read implements io.Reader. Its errors are io.EOF and *connectors.Error.
func (b *body) Read(p []byte) (int, error) {
	if b.end >= 0 {
		if p = p[:min(int64(len(p)), b.end-b.at)]; len(p) == 0 {
			return 0, io.EOF
		}
	}
	for {
		if b.r == nil {
			if err := b.resume(); err != nil {
				return 0, err
			}
		}
		b.clock.Reset(b.store.timeout)
		n, err := b.r.Read(p)
		b.clock.Stop()
		b.at += int64(n)
		if n > 0 {
			b.tries = 0
		}
		switch {
		case err == nil:
			return n, nil
		case errors.Is(err, io.EOF) && b.ends():
			return n, io.EOF
		}
		if fatal := b.cut(err); fatal != nil {
			return n, fatal
		}
		if n > 0 {
			return n, nil // the next call goes on
		}
	}
}

// cut ends a stream that broke. It is nil where going on is worth a try.
func (b *body) cut(err error) error {
	if b.late.Load() {
		err = context.DeadlineExceeded
	}
	b.stop()
	if b.tries++; b.tries > resumes || b.ctx.Err() != nil {
		return b.store.explain(b.ctx, err, reading)
	}
	return nil
}

// resume takes the stream up again, a little later each time.
func (b *body) resume() error {
	wait := time.NewTimer(100 * time.Millisecond << b.tries)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-b.ctx.Done():
		return b.store.explain(b.ctx, b.ctx.Err(), reading)
	}
	err := b.open(func(o *s3.Options) { o.RetryMaxAttempts = 1 })
	var e *connectors.Error
	switch {
	case !errors.As(err, &e):
	case e.Reason == connectors.Changed:
		e.Retry = true // read from the beginning it is whole again
	case e.Retry && b.tries < resumes:
		b.tries++
		return b.resume()
	}
	return err
}

func (b *body) stop() {
	if b.r == nil {
		return
	}
	b.clock.Stop()
	b.cancel()
	b.r.Close()
	b.r = nil
}

// Close ends the reading. What has not come yet is not waited for.
func (b *body) Close() error {
	b.stop()
	return nil
}

// Stat is the object as it was when the reading began. Times are left out:
// listings and answers give them in different precision.
func (b *body) Stat() (objects.Object, error) {
	if b.size < 0 {
		return objects.Object{}, errors.New("no size")
	}
	return objects.Object{Size: b.size, Tag: b.tag}, nil
}

// at is an object that is read here and there, a request each.
type at struct {
	store *store
	ctx   context.Context
	key   string
	tag   string
}

// ReadAt implements io.ReaderAt.
func (a *at) ReadAt(p []byte, off int64) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b := &body{store: a.store, ctx: a.ctx, key: a.key, tag: a.tag, at: off, end: off + int64(len(p))}
	if err := b.open(); err != nil {
		return 0, err
	}
	defer b.Close()
	n, err := io.ReadFull(b, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// Close has nothing to let go of.
func (a *at) Close() error { return nil }
